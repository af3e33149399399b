/* watch_mail.c - mail worms of three generations, and hosts that are none, at the edges of
 * the thresholds. */
#include "watch_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* --- mail worms -------------------------------------------------------------------------
 */

struct habit {
	uint16_t type;
	const char *before, *after; /* of the names asked for, a number between them */
	unsigned names, tries;
	bool answers; /* in view */
	bool elsewhere; /* calls what nobody answered */
	bool calls_first;
	unsigned pause_s; /* between names */
};

static void
do_mail(const struct habit *b, uint16_t port)
{
	for (unsigned i = 0; i < b->tries; i++)
		tcp(host(1), (uint16_t)(2000 + i), server(i + (b->elsewhere ? 100 : 0)),
			port, TCP_SYN);
}

static void
query(uint16_t type, const char *name, unsigned i, bool answered)
{
	struct draft q = draft_query((uint16_t)i, true, name, type);
	struct draft a = draft_reply(&q, 0);
	udp(host(1), (uint16_t)(1024 + i), server(200), DNS_PORT, &q);
	if (type == DNS_MX) {
		draft_name(&a, DNS_ANSWER, "@", DNS_MX, "mx.example");
		draft_addr(&a, DNS_ADDITIONAL, "mx.example", server(i));
	} else if (type == DNS_A) {
		draft_addr(&a, DNS_ANSWER, "@", server(i));
	}
	if (answered)
		udp(server(200), DNS_PORT, host(1), (uint16_t)(1024 + i), &a);
}

static void
live(const struct habit *b)
{
	watch_begin("mail-worm");
	for (unsigned i = 0; i < 3; i++) /* has its tally from here on */
		query(DNS_A, "www.example.com", 250, false);
	if (b->calls_first)
		do_mail(b, 25);
	for (unsigned i = 0; i < b->names; i++) {
		auto_free char *name = base_printf("%s%u%s", b->before, i, b->after);
		query(b->type, name, i, b->answers);
		now_ns += b->pause_s * SECOND;
	}
	if (!b->calls_first)
		do_mail(b, 25);
}

static unsigned
worm(struct habit b)
{
	live(&b);
	return watch_finish() ? (unsigned)watch_number("generation") : 0;
}

static void
second_generation(void **state)
{
	static const struct habit mx = { DNS_MX, "firm", ".example", 12, 5, true, false,
		false, 1 };
	struct habit b = mx;
	(void)state;
	assert_int_equal(worm(b), 2);
	assert_in_range(watch_number("mx_domains_est"), 11, 13);
	assert_int_equal(watch_number("mx_queries"), 12);
	assert_int_equal(watch_number("tries"), 5);
	assert_int_equal(watch_number("tries_resolved"), 5);
	assert_true(addr_equal(told.src, host(1)));
	b.answers = false; /* not in view: the connections are evidence enough */
	assert_int_equal(worm(b), 2);
	b.elsewhere = true;
	assert_int_equal(worm(b), 2);
	b.answers = true; /* in view, and not followed */
	assert_int_equal(worm(b), 0);
	b = mx;
	b.names = 8;
	assert_int_equal(worm(b), 0);
	b = mx;
	b.tries = 2;
	assert_int_equal(worm(b), 0);
	b = mx;
	b.calls_first = true;
	assert_int_equal(worm(b), 0);
	b = mx;
	b.pause_s = 100; /* never so many in ten minutes */
	b.names = 60;
	assert_int_equal(worm(b), 0);
	b = mx;
	b.before = "x"; /* one domain */
	b.after = ".t.tunnel.example";
	b.names = 100;
	assert_int_equal(worm(b), 0);
	b.before = "mail.firm"; /* not one */
	b.after = ".co.jp";
	assert_int_equal(worm(b), 2);
}

static void
third_generation(void **state)
{
	static const char *const labels[] = { "mail", "MAIL1", "smtp", "mx", "mx12", "mxs",
		"relay", "ns", "gate" };
	static const char *const others[] = { "mails", "mail2", "www", "ns1", "smtp2",
		"mxa" };
	struct habit b = { DNS_A, "", ".example", 12, 5, true, false, false, 1 };
	(void)state;
	for (size_t i = 0; i < count_of(labels); i++) {
		auto_free char *before = base_printf("%s.firm", labels[i]);
		b.before = before;
		assert_int_equal(worm(b), 3);
		assert_in_range(watch_number("mail_names_est"), 10, 13);
	}
	for (size_t i = 0; i < count_of(others); i++) {
		auto_free char *before = base_printf("%s.firm", others[i]);
		b.before = before;
		assert_int_equal(worm(b), 0);
	}
	b.before = "mail.firm";
	b.names = 8;
	assert_int_equal(worm(b), 0);
	b.names = 12;
	b.tries = 2;
	assert_int_equal(worm(b), 0);
	b.tries = 5;
	live(&b);
	query(DNS_MX, "firm.example", 30, true); /* asks for MX after all */
	assert_int_equal(watch_finish(), 0);
}

static unsigned
relayed(unsigned connections, unsigned servers, bool asks, uint16_t port)
{
	watch_begin("mail-worm");
	for (unsigned i = 0; asks && i < 4; i++)
		query(DNS_A, "relay.isp.example", 1, true);
	for (unsigned i = 0; i < connections; i++) {
		tcp(host(1), (uint16_t)(2000 + i), server(1 + i % servers), port, TCP_SYN);
		now_ns += 5 * SECOND;
	}
	return watch_finish() ? (unsigned)watch_number("generation") : 0;
}

static void
first_generation(void **state)
{
	(void)state;
	assert_int_equal(relayed(105, 1, true, 25), 1);
	assert_true(addr_equal(told.dst, server(1)));
	assert_int_equal(relayed(105, 1, true, 587), 1);
	assert_int_equal(watch_number("submissions"), 105);
	assert_int_equal(relayed(90, 1, true, 25), 0);
	assert_int_equal(relayed(105, 5, true, 25), 0);
	assert_int_equal(
		relayed(105, 1, false, 25), 0); /* a scan, or logins, from outside */
	assert_int_equal(relayed(105, 1, true, 80), 0);
}

static void
mail_servers(void **state)
{
	static const struct habit mx = { DNS_MX, "firm", ".example", 12, 5, true, false,
		false, 1 };
	(void)state;
	live(&mx);
	tcp(host(1), 25, server(9), 4000, TCP_SYN | TCP_ACK); /* is called, and answers */
	assert_int_equal(watch_finish(), 0);
	live(&mx);
	tcp(host(1), 25, server(9), 4000, TCP_RST | TCP_ACK); /* is called, and refuses */
	assert_int_equal(watch_finish(), 1);
	live(&mx);
	for (unsigned i = 0; i < 3; i++) /* looks up who calls: three for twelve */
		query(DNS_PTR, "1.2.0.192.in-addr.arpa", i, true);
	assert_int_equal(watch_finish(), 0);
	live(&mx);
	for (unsigned i = 0; i < 2; i++)
		query(DNS_PTR, "1.2.0.192.in-addr.arpa", i, true);
	assert_int_equal(watch_finish(), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(second_generation),
		cmocka_unit_test(third_generation),
		cmocka_unit_test(first_generation),
		cmocka_unit_test(mail_servers),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	watch_done();
	return failed;
}
