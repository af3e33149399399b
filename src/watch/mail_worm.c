/* mail_worm.c - hosts that spread by mail, told by what they ask of the DNS before they
 * mail.
 *
 * A first generation goes through the relay that its host has been given; a second has its
 * own engine and asks for the MX of every domain it mails; a third asks for the addresses
 * of names that mail servers often have.  A client asks for its relay alone.  A mail server
 * asks for MX too, but it is asked in return: it answers on port 25, and looks up who
 * calls.
 *
 * What only sends mail in bulk, straight to the MX of many domains, acts as a second
 * generation does; the site's rules must name it.
 */
#include "proto/dns.h"
#include "watch/watch.h"

enum { PORT_SMTP = 25, PORT_SMTPS = 465, PORT_SUBMISSION = 587 };
enum {
	WINDOW_S = 600,
	IDLE_S = 1800,
	BLOOM_WORDS = 16,
	EXAMPLE_MAX = 64,
	RECORDS_MAX = 64
};
enum {
	NAMES_LEAST = 10, /* domains or names that were asked for */
	TRIES_LEAST = 3, /* connections that follow */
	SERVERS_LEAST = 3, /* to so many servers */
	VOLUME_LEAST = 100, /* connections of a first generation */
	RELAYS_MOST = 2,
	PTR_SHARE = 4, /* a PTR query for so many MX queries: looks up who calls */
};
enum generation { RELAYED = 1, MX_ENGINE, NAMES_ENGINE, GENERATIONS };

/* Ten minutes. */
struct window {
	int64_t first_ns, last_ns;
	struct sketch128 mx_domains, mail_names, servers;
	uint32_t mx, a, ptr, answers;
	uint32_t tries; /* of port 25 */
	uint32_t
		followed; /* of these, after a question for MX or a name of a mail server */
	uint32_t resolved; /* of these, to an address that an answer gave */
	uint32_t submissions; /* of ports 465 and 587 */
	struct addr server; /* the last */
	char example[EXAMPLE_MAX];
};

struct tally {
	struct window now, best[GENERATIONS];
	uint64_t mx, a, ptr, connections;
	uint64_t is_answering; /* SYN+ACKs from its port 25 */
	uint64_t addresses[BLOOM_WORDS]; /* from answers, a Bloom filter */
	struct addr last_dst;
	uint32_t last_seq;
	uint16_t last_port, spare;
};

static bool
is_mail_port(uint16_t port)
{
	return port == PORT_SMTP || port == PORT_SMTPS || port == PORT_SUBMISSION;
}

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	const struct packet *pkt = s->pkt;
	ret->addr = pkt->src;
	if (pkt->proto == IP_TCP) {
		if (s->kind == KIND_SCAN)
			return is_mail_port(pkt->dport) ? WATCH_MINE : WATCH_NOT_MINE;
		return pkt->sport == PORT_SMTP && pkt->tcp_flags & TCP_SYN ? WATCH_IF_KNOWN
									   : WATCH_NOT_MINE;
	}
	if (pkt->proto != IP_UDP)
		return WATCH_NOT_MINE;
	enum dns_role role = dns_role(pkt->sport, pkt->dport, pkt->payload);
	if (role == DNS_REPLY)
		ret->addr = pkt->dst;
	return role == DNS_QUERY    ? WATCH_MINE
		: role == DNS_REPLY ? WATCH_IF_KNOWN
				    : WATCH_NOT_MINE;
}

/* --- names ------------------------------------------------------------------------------
 */

static bool
is_label(struct bytes label, const char *text, bool digits)
{
	size_t len = strlen(text);
	if (label.len < len || strncasecmp((const char *)label.at, text, len) != 0)
		return false;
	for (size_t i = len; i < label.len; i++)
		if (!digits || label.at[i] < '0' || label.at[i] > '9')
			return false;
	return true;
}

/* A host that mail servers are often called, in a domain. */
static bool
is_mail_name(const struct dns_name *n)
{
	static const char *const labels[] = { "mail", "mail1", "smtp", "mxs", "relay", "ns",
		"gate" };
	struct bytes first = dns_name_label(n, 0);
	if (dns_name_labels(n) < 3)
		return false;
	for (size_t i = 0; i < count_of(labels); i++)
		if (is_label(first, labels[i], false))
			return true;
	return is_label(first, "mx", true);
}

/* Where the domain starts that someone registered, by the look of it: two labels, or three
 * when the second is as short as in co.jp.  A tunnel's names are then one domain. */
static size_t
domain_of(const struct dns_name *n)
{
	enum { SHORT = 3 };
	unsigned labels = dns_name_labels(n);
	size_t at = 0, before = 0;
	while (labels > 2) {
		before = at;
		at = dns_name_parent(n, at);
		labels--;
	}
	return dns_name_label(n, at).len <= SHORT ? before : at;
}

/* --- counting ---------------------------------------------------------------------------
 */

static bool
filter(uint64_t words[static BLOOM_WORDS], struct addr a, bool add)
{
	uint64_t h = addr_mix(a) * UINT64_C(0x94d049bb133111eb);
	unsigned one = (unsigned)(h >> 54), two = (unsigned)(h >> 44) & 1023;
	uint64_t bit_one = UINT64_C(1) << (one & 63), bit_two = UINT64_C(1) << (two & 63);
	bool known = words[one >> 6] & bit_one && words[two >> 6] & bit_two;
	if (add) {
		words[one >> 6] |= bit_one;
		words[two >> 6] |= bit_two;
	}
	return known;
}

/* What kind of worm the ten minutes show; 0: none. */
static unsigned
generation_of(const struct window *w)
{
	uint32_t servers = sketch128_estimate(&w->servers);
	uint32_t names = sketch128_estimate(&w->mail_names);
	uint32_t arrived = w->answers ? w->resolved : w->followed;
	if (arrived >= TRIES_LEAST && servers >= SERVERS_LEAST) {
		if (sketch128_estimate(&w->mx_domains) >= NAMES_LEAST)
			return MX_ENGINE;
		if (w->mx == 0 && names >= NAMES_LEAST)
			return NAMES_ENGINE;
	}
	return w->tries + w->submissions >= VOLUME_LEAST && servers <= RELAYS_MOST &&
			w->mx == 0 && names < NAMES_LEAST && w->a > 0
		? RELAYED
		: 0;
}

static uint32_t
size_of(const struct window *w)
{
	return sketch128_estimate(&w->mx_domains) + sketch128_estimate(&w->mail_names) +
		w->tries + w->submissions;
}

static void
end_window(const struct window *w, struct window best[static GENERATIONS])
{
	unsigned g = generation_of(w);
	if (g && size_of(w) > size_of(&best[g]))
		best[g] = *w;
}

/* Windows begin with what comes first after the last, so a short burst is in one. */
static void
move_on(struct tally *t, int64_t time_ns)
{
	struct window *w = &t->now;
	if (w->first_ns && time_ns - w->first_ns >= WINDOW_S * INT64_C(1000000000)) {
		end_window(w, t->best);
		*w = (struct window){ 0 };
		unsigned ones = 0;
		for (unsigned i = 0; i < BLOOM_WORDS; i++)
			ones += (unsigned)__builtin_popcountll(t->addresses[i]);
		if (ones > BLOOM_WORDS * 64 / 4) /* one in 16 would be taken for known */
			memset(t->addresses, 0, sizeof(t->addresses));
	}
	if (!w->first_ns)
		w->first_ns = time_ns;
	w->last_ns = time_ns;
}

static void
see_query(struct tally *t, const struct dns_question *q)
{
	struct window *w = &t->now;
	bool tells = q->type == DNS_MX;
	t->mx += q->type == DNS_MX;
	t->a += q->type == DNS_A || q->type == DNS_AAAA;
	t->ptr += q->type == DNS_PTR;
	w->ptr += q->type == DNS_PTR;
	if (q->type == DNS_MX) {
		w->mx++;
		sketch128_add(&w->mx_domains, dns_name_hash(&q->name, domain_of(&q->name)));
	} else if (q->type == DNS_A || q->type == DNS_AAAA) {
		w->a++;
		tells = is_mail_name(&q->name);
		if (tells)
			sketch128_add(&w->mail_names, dns_name_hash(&q->name, 0));
	}
	if (tells && !w->example[0])
		dns_name_text(&q->name, 0, w->example, sizeof(w->example));
}

static void
see_dns(struct tally *t, const struct packet *pkt)
{
	struct dns_message m;
	struct dns_question q;
	struct dns_record r;
	if (!dns_open(pkt->payload, &m) || m.opcode != 0)
		return;
	if (!m.reply) {
		if (dns_next_question(&m, &q))
			see_query(t, &q);
		return;
	}
	t->now.answers++;
	for (unsigned i = 0; i < RECORDS_MAX && dns_next_record(&m, &r); i++)
		if (r.type == DNS_A || r.type == DNS_AAAA)
			(void)filter(t->addresses, r.addr, true);
}

static void
see_connection(struct tally *t, const struct packet *pkt)
{
	struct window *w = &t->now;
	if (t->last_seq == pkt->tcp_seq && t->last_port == pkt->sport &&
		addr_equal(t->last_dst, pkt->dst))
		return; /* sent again */
	t->last_seq = pkt->tcp_seq;
	t->last_port = pkt->sport;
	t->last_dst = w->server = pkt->dst;
	t->connections++;
	sketch128_add(&w->servers, addr_mix(pkt->dst));
	if (pkt->dport != PORT_SMTP) {
		w->submissions++;
		return;
	}
	w->tries++;
	if (!w->example[0])
		return;
	w->followed++;
	w->resolved += filter(t->addresses, pkt->dst, false);
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	const struct packet *pkt = s->pkt;
	if (pkt->proto == IP_TCP && s->kind != KIND_SCAN) {
		t->is_answering += !(pkt->tcp_flags & TCP_RST);
		return;
	}
	move_on(t, pkt->time_ns);
	if (pkt->proto == IP_TCP)
		see_connection(t, pkt);
	else
		see_dns(t, pkt);
}

/* --- judging ----------------------------------------------------------------------------
 */

enum { GENERATION, KIND, MX_DOMAINS, MAIL_NAMES, TRIES, RESOLVED, SUBMISSIONS, SERVERS };
enum { MX = SERVERS + 1, A, PTR, WINDOW, CONNECTIONS, EXAMPLE };

static const char *const kinds[GENERATIONS] = { "", "through one relay",
	"own engine, asks for MX", "own engine, asks for names of mail servers" };

static struct bytes
why_of(struct inspection *in, const struct tally *t, const struct window *w, unsigned g)
{
	return scratch_printf(in,
		"generation %u, %s: in %lld s MX of about %u domains and about %u names of "
		"mail servers (%d make a worm), then %u connections to port 25, %u of them "
		"to answered addresses (%d, to %d servers, do); %u connections to mail "
		"ports (%d to at most %d servers, without MX, are generation 1), about %u "
		"servers; %llu PTR queries, it does not answer on port 25",
		g, kinds[g], (long long)((w->last_ns - w->first_ns) / 1000000000),
		sketch128_estimate(&w->mx_domains), sketch128_estimate(&w->mail_names),
		NAMES_LEAST, w->followed, w->resolved, TRIES_LEAST, SERVERS_LEAST,
		w->tries + w->submissions, VOLUME_LEAST, RELAYS_MOST,
		sketch128_estimate(&w->servers), (unsigned long long)t->ptr);
}

/* Asked in return, or looks up who calls. */
static bool
is_mail_server(const struct tally *t)
{
	return t->is_answering > 0 ||
		(t->mx > 0 && t->a > 0 && t->ptr * PTR_SHARE >= t->mx);
}

static void
judge(const void *tally, const struct watched *watched, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	struct window best[GENERATIONS];
	(void)watched;
	(void)telescope;
	memcpy(best, t->best, sizeof(best));
	end_window(&t->now, best);
	unsigned g = best[MX_ENGINE].first_ns ? MX_ENGINE
		: best[NAMES_ENGINE].first_ns ? NAMES_ENGINE
		: best[RELAYED].first_ns      ? RELAYED
					      : 0;
	if (!g || is_mail_server(t))
		return;
	const struct window *w = &best[g];
	struct finding f = finding_begin(in);
	f.proto = IP_TCP;
	f.dport = w->submissions > w->tries ? 0 : PORT_SMTP;
	if (g == RELAYED && sketch128_estimate(&w->servers) == 1)
		f.dst = w->server;
	f.values[GENERATION].number = g;
	f.values[KIND].text = bytes_text(kinds[g]);
	f.values[MX_DOMAINS].number = sketch128_estimate(&w->mx_domains);
	f.values[MAIL_NAMES].number = sketch128_estimate(&w->mail_names);
	f.values[TRIES].number = w->tries;
	f.values[RESOLVED].number = w->resolved;
	f.values[SUBMISSIONS].number = w->submissions;
	f.values[SERVERS].number = sketch128_estimate(&w->servers);
	f.values[MX].number = w->mx;
	f.values[A].number = w->a;
	f.values[PTR].number = w->ptr;
	f.values[WINDOW].number = (w->last_ns - w->first_ns) / 1000000000;
	f.values[CONNECTIONS].number = (int64_t)t->connections;
	f.values[EXAMPLE].text = scratch_copy(in, bytes_text(w->example));
	f.why = why_of(in, t, w, g);
	finding_emit(in, &f);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(mail_worm) = {
	.type = {
		.name = "mail-worm",
		.summary = "a host that spreads by mail, by what it asks the DNS and whom it calls",
		.summary_ja = "DNSとSMTPの振る舞いから見た、メールで拡散するワームの世代",
		.method =
			"Of each host, ten minutes of DNS queries over UDP and of SYNs to ports "
			"25, 465 and 587 are looked at together.  Second generation: MX queries "
			"for about 10 domains (two labels, three under the likes of co.jp), then "
			"3 connections to port 25, to 3 servers in all.  Third: no MX query, but "
			"about 10 names whose first label is mail, mail1, smtp, mx, mxs, relay, "
			"ns or gate (mx with digits as well), then the same.  Where answers to "
			"the host are in view, the connections must go to addresses that they "
			"gave.  First: 100 connections to at most two servers, no MX query, some "
			"address query.  No worm is a host that answers on port 25, or asks PTR "
			"at least once for four MX: a mail server, and so a hijacked one is not "
			"found either.  The best ten minutes are told.  Programs that mail in "
			"bulk look like a first generation through a relay and like a second "
			"straight to the MX: how often depends on the site, and 'suppress' is "
			"for them.  Names and domains are estimates, one in ten off.",
		.fields = {
			[GENERATION] = { "generation", FIELD_NUMBER, "1, 2 or 3" },
			[KIND] = { "engine", FIELD_TEXT, "the generation in words" },
			[MX_DOMAINS] = { "mx_domains_est", FIELD_NUMBER, "estimate of the distinct domains asked for MX, in the window" },
			[MAIL_NAMES] = { "mail_names_est", FIELD_NUMBER, "estimate of the distinct names of mail servers asked for, in the window" },
			[TRIES] = { "tries", FIELD_NUMBER, "connections to port 25 in the window" },
			[RESOLVED] = { "tries_resolved", FIELD_NUMBER, "of these, to addresses that answers gave" },
			[SUBMISSIONS] = { "submissions", FIELD_NUMBER, "connections to ports 465 and 587 in the window" },
			[SERVERS] = { "servers_est", FIELD_NUMBER, "estimate of the distinct servers called, in the window" },
			[MX] = { "mx_queries", FIELD_NUMBER, "MX queries in the window" },
			[A] = { "a_queries", FIELD_NUMBER, "A and AAAA queries in the window" },
			[PTR] = { "ptr_queries", FIELD_NUMBER, "PTR queries in the window" },
			[WINDOW] = { "window_s", FIELD_NUMBER, "seconds from the window's first packet to its last; at most 600" },
			[CONNECTIONS] = { "connections", FIELD_NUMBER, "connections to mail ports, all the time" },
			[EXAMPLE] = { "example", FIELD_TEXT, "the first name it asked for in the window, MX or of a mail server" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 32 << 10,
	.admit = 3,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER,
	.packet_key = packet_key,
	.packet = packet,
	.idle_s = idle_s,
	.judge = judge,
};
