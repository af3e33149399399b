/* mail_hosts.c - three generations of mail worms, a mail server, and clients.
 *
 * What they do is simple: a relay alone; MX of every domain; names that mail
 * servers often have.  The name server and the mail servers stand outside.
 */
#include "synth/draft.h"

enum { DOMAINS = 40, CLIENT_PORT = 2000 };
#define MILLI INT64_C(1000000)
#define SECOND INT64_C(1000000000)
#define MONTH "2005-06"

struct host {
	struct stage *stage;
	struct addr addr;
	int64_t now_ns;
	uint16_t port, id;
};

static struct host
set_up(struct stage *stage, const char *addr)
{
	if (stage->n_sensors == 0) {
		stage_small(stage);
		struct stage_sensor *s =
			stage_sensor(stage, "line", "Testbed", "UTC", "192.0.2.0/24");
		stage_observed(s, "2005-06-01", "2005-06-03");
	}
	return (struct host){ .stage = stage,
		.addr = talk_addr(addr),
		.now_ns = stage_time_ns(&stage->sensors[0], "2005-06-01T09:00:00Z"),
		.port = CLIENT_PORT };
}

static struct addr
server_of(const struct host *h, unsigned domain)
{
	return stage_address(h->stage, SMALL_US, 1000 + domain);
}

/* Asks for a name; what is answered is `found`, or that there is no such name. */
static void
look_up(struct host *h, const char *name, uint16_t type, const struct addr *found)
{
	struct talk_end from = { h->addr, ++h->port };
	struct talk_end server = { talk_addr("198.51.100.53"), DNS_PORT };
	struct draft query = draft_query(++h->id, true, name, type);
	struct draft answer = draft_reply(&query, found ? 0 : 3);
	auto_free char *exchange = base_printf("mx1.%s", name);
	if (found && type == DNS_MX) {
		draft_name(&answer, DNS_ANSWER, "@", DNS_MX, exchange);
		draft_addr(&answer, DNS_ADDITIONAL, exchange, *found);
	} else if (found && type == DNS_PTR) {
		draft_name(&answer, DNS_ANSWER, "@", DNS_PTR, "host.example");
	} else if (found) {
		draft_addr(&answer, DNS_ANSWER, "@", *found);
	}
	draft_send(h->stage, h->now_ns, from, server, &query, &answer);
	h->now_ns += 200 * MILLI;
}

static void
hand_over(struct stage *stage, int64_t at_ns, struct talk_end from, struct talk_end to)
{
	struct talk t = talk_begin(stage, at_ns, from, to);
	talk_server(&t, "220 mx.example ESMTP\r\n");
	talk_client(&t, "HELO pc.example\r\n");
	talk_server(&t, "250 hello\r\n");
	talk_client(&t, "MAIL FROM:<a@a.example>\r\n");
	talk_server(&t, "250 ok\r\n");
	talk_client(&t, "QUIT\r\n");
	talk_server(&t, "221 bye\r\n");
	talk_end(&t);
}

static void
mail(struct host *h, struct addr server, uint16_t port)
{
	hand_over(h->stage, h->now_ns, (struct talk_end){ h->addr, ++h->port },
		(struct talk_end){ server, port });
	h->now_ns += SECOND;
}

static char *
domain_name(unsigned i)
{
	return base_printf(i % 2 ? "firm%u.example" : "firm%u.co.example", i);
}

static void
expect(struct stage *stage, const char *generation, unsigned findings)
{
	talk_expect(stage, MONTH, "mail-worm", findings);
	if (findings)
		stage_fact(
			stage, MONTH, "worm-generation", generation, "findings", findings);
}

static int
make_g1(struct stage *stage, struct err *err)
{
	struct host h = set_up(stage, "192.0.2.21");
	struct addr relay = talk_addr("198.51.100.25");
	(void)err;
	for (unsigned i = 0; i < 150; i++) {
		if (i % 50 == 0)
			look_up(&h, "relay.isp.example", DNS_A, &relay);
		mail(&h, relay, 25);
		h.now_ns += SECOND;
	}
	expect(stage, "1", 1);
	return 0;
}

static int
make_g2(struct stage *stage, struct err *err)
{
	struct host h = set_up(stage, "192.0.2.22");
	(void)err;
	for (unsigned i = 0; i < DOMAINS; i++) {
		auto_free char *domain = domain_name(i);
		struct addr server = server_of(&h, i);
		look_up(&h, domain, DNS_MX, &server);
		if (i % 2)
			mail(&h, server, 25);
	}
	expect(stage, "2", 1);
	return 0;
}

static int
make_g3(struct stage *stage, struct err *err)
{
	static const char *const labels[] = { "mail", "smtp", "mx", "ns", "gate", "relay" };
	struct host h = set_up(stage, "192.0.2.23");
	(void)err;
	for (unsigned i = 0; i < DOMAINS; i++) {
		auto_free char *domain = domain_name(i);
		struct addr server = server_of(&h, i);
		for (unsigned k = 0; k <= i % count_of(labels); k++) {
			auto_free char *name = base_printf("%s.%s", labels[k], domain);
			look_up(&h, name, DNS_A,
				k == i % count_of(labels) ? &server : NULL);
		}
		mail(&h, server, 25);
	}
	expect(stage, "3", 1);
	return 0;
}

/* --- what is no worm --------------------------------------------------------------------
 */

static void
deliver(struct host *h, bool receives)
{
	for (unsigned i = 0; i < DOMAINS; i++) {
		struct addr peer = stage_address(h->stage, SMALL_CN, i);
		auto_free char *domain = domain_name(i);
		auto_free char *mx = base_printf("mx1.%s", domain);
		auto_free char *reverse = base_printf("%u.113.0.203.in-addr.arpa", i);
		struct addr server = server_of(h, i);
		if (receives) {
			hand_over(h->stage, h->now_ns,
				(struct talk_end){ peer, (uint16_t)(3000 + i) },
				(struct talk_end){ h->addr, 25 });
			h->now_ns += 300 * MILLI;
		}
		look_up(h, reverse, DNS_PTR, &peer);
		look_up(h, domain, DNS_MX, &server);
		look_up(h, mx, DNS_A, &server);
		mail(h, server, 25);
	}
}

static int
make_mta(struct stage *stage, struct err *err)
{
	(void)err;
	struct host both = set_up(stage, "192.0.2.30");
	deliver(&both, true);
	struct host sends = set_up(stage, "192.0.2.31"); /* what it receives is elsewhere */
	deliver(&sends, false);
	expect(stage, "", 0);
	return 0;
}

static int
make_client(struct stage *stage, struct err *err)
{
	struct addr relay = talk_addr("198.51.100.25"), web = talk_addr("198.51.100.80");
	(void)err;
	/* Mails a little, and tried the usual names when it was set up. */
	struct host h = set_up(stage, "192.0.2.40");
	static const char *const tried[] = { "mail.isp.example", "smtp.isp.example",
		"mail.firm.example", "smtp.firm.example", "relay.isp.example" };
	for (size_t i = 0; i < count_of(tried); i++)
		look_up(&h, tried[i], DNS_A, i == 4 ? &relay : NULL);
	for (unsigned i = 0; i < 40; i++) {
		auto_free char *site = base_printf("www.firm%u.example", i);
		look_up(&h, site, DNS_A, &web);
		if (i % 5 == 0)
			mail(&h, relay, i % 2 ? 587 : 25);
	}
	/* Checks the MX of many domains, mails through its relay. */
	struct host checks = set_up(stage, "192.0.2.41");
	for (unsigned i = 0; i < DOMAINS; i++) {
		auto_free char *domain = domain_name(i);
		struct addr server = server_of(&checks, i);
		look_up(&checks, domain, DNS_MX, &server);
		if (i % 10 == 0)
			mail(&checks, relay, 25);
	}
	/* A tunnel in MX queries, all of one domain, beside mail to many servers. */
	struct host tunnel = set_up(stage, "192.0.2.42");
	for (unsigned i = 0; i < 200; i++) {
		auto_free char *name =
			base_printf("%08x.t.tunnel.example", i * 2654435761U);
		struct addr server = server_of(&tunnel, i);
		look_up(&tunnel, name, DNS_MX, &server);
		if (i % 40 == 0)
			mail(&tunnel, server, 25);
	}
	expect(stage, "", 0);
	return 0;
}

SCENE(mail_worm_g1) = {
	.name = "mail-worm-g1",
	.summary = "a worm that mails through its host's relay",
	.shows = "mail-worm generation 1, M2",
	.make = make_g1,
};

SCENE(mail_worm_g2) = {
	.name = "mail-worm-g2",
	.summary = "a worm with its own engine that asks for MX",
	.shows = "mail-worm generation 2, M2",
	.make = make_g2,
};

SCENE(mail_worm_g3) = {
	.name = "mail-worm-g3",
	.summary = "a worm with its own engine that asks for names of mail servers",
	.shows = "mail-worm generation 3, M2",
	.make = make_g3,
};

SCENE(mail_mta) = {
	.name = "mail-mta",
	.summary = "mail servers, one of which is only seen to send: no worm",
	.shows = "mail-worm, M2",
	.make = make_mta,
};

SCENE(mail_client) = {
	.name = "mail-client",
	.summary = "a mail client, a checker of MX, a tunnel in MX queries: no worm",
	.shows = "mail-worm, M2",
	.make = make_client,
};
