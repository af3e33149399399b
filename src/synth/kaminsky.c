/* kaminsky.c - a resolver that is made to ask for random names while forged answers guess
 * at its ids, and what a resolver sees on an ordinary day.
 *
 * The attack of July 2008: every name is new, so no cache is in the way, and every forged
 * answer brings a server of the attacker's for the whole parent.
 */
#include "synth/draft.h"

enum { ROUNDS = 60, FORGERIES = 40, FIXED_PORT = 1053, LABEL_LEN = 10 };
#define MILLI INT64_C(1000000)
#define MONTH "2008-07"

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "line", "Testbed", "UTC", "192.0.2.0/24");
	stage_observed(s, "2008-07-08", "2008-07-10");
	return stage_time_ns(s, "2008-07-08T12:00:00Z");
}

static struct talk_end
end_of(const char *addr, uint16_t port)
{
	return (struct talk_end){ talk_addr(addr), port };
}

static uint16_t
any16(struct stage *stage)
{
	return (uint16_t)random_below(&stage->random, 65536);
}

static char *
random_name(struct stage *stage, const char *parent)
{
	char label[LABEL_LEN + 1] = "";
	for (unsigned i = 0; i < LABEL_LEN; i++)
		label[i] = (char)('a' + random_below(&stage->random, 26));
	return base_printf("%s.%s", label, parent);
}

/* What the attack wants to be believed. */
static struct draft
forgery(const struct draft *query, uint16_t id)
{
	struct draft d = draft_reply(query, 0);
	draft_addr(&d, DNS_ANSWER, "@", talk_addr("203.0.113.66"));
	draft_name(&d, DNS_AUTHORITY, "bank.example", DNS_NS, "ns.bank.example");
	draft_addr(&d, DNS_ADDITIONAL, "ns.bank.example", talk_addr("203.0.113.66"));
	draft_set_id(&d, id);
	return d;
}

static unsigned
attack(struct stage *stage, int64_t start, bool both_sides)
{
	enum { WINNING = ROUNDS - 1 };
	struct talk_end resolver = end_of("192.0.2.53", FIXED_PORT);
	struct talk_end server = end_of("198.51.100.7", DNS_PORT);
	unsigned guesses = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		int64_t at = start + round * 500 * MILLI;
		auto_free char *name = random_name(stage, "bank.example");
		uint16_t id = any16(stage);
		struct draft query = draft_query(id, false, name, DNS_A);
		struct draft none = draft_reply(&query, 3);
		if (both_sides)
			talk_udp(stage, at, resolver, server, 64, draft_bytes(&query));
		for (unsigned i = 0; i < FORGERIES; i++) {
			bool wins = round == WINNING && i == FORGERIES / 2;
			uint16_t guess = any16(stage);
			guess ^= guess == id; /* luck is planned here */
			struct draft d = forgery(&query, wins ? id : guess);
			talk_udp(stage, at + MILLI + i * MILLI / 2, server, resolver, 49,
				draft_bytes(&d));
			guesses += !wins;
		}
		talk_udp(stage, at + 30 * MILLI, server, resolver, 52, draft_bytes(&none));
	}
	return guesses;
}

static int
make_kaminsky(struct stage *stage, struct err *err)
{
	(void)err;
	unsigned guesses = attack(stage, set_up(stage), true);
	talk_expect(stage, MONTH, "dns-poisoning", 1);
	talk_expect(stage, MONTH, "resolver-health", 1); /* asked from one port: POOR */
	/* The watch looks from an address's third packet on: the first query is none of
	 * them. */
	stage_fact(stage, MONTH, "poisoning", "", "guesses", guesses - FORGERIES);
	return 0;
}

static int
make_one_sided(struct stage *stage, struct err *err)
{
	(void)err;
	unsigned guesses = attack(stage, set_up(stage), false);
	talk_expect(stage, MONTH, "dns-poisoning", 1);
	stage_fact(stage, MONTH, "poisoning", "", "guesses",
		guesses + 1 + ROUNDS - 2); /* none can be told from the true ones */
	return 0;
}

/* --- the twin ---------------------------------------------------------------------------
 */

/* A busy resolver: 300 names, a tenth of the answers lost, asked again with another id and
 * port, late answers, answers twice, one name asked for twenty times at once. */
static void
busy_day(struct stage *stage, int64_t start)
{
	enum { QUERIES = 3000, NAMES = 300, LOST_PERCENT = 10, AT_ONCE = 20 };
	struct addr resolver = talk_addr("192.0.2.54");
	for (uint32_t i = 0; i < QUERIES; i++) {
		int64_t at = start + i * 20 * MILLI;
		auto_free char *name = base_printf(
			"www.site%u.example", random_below(&stage->random, NAMES));
		struct talk_end server = { stage_address(stage, SMALL_US, i % 40),
			DNS_PORT };
		uint32_t lost = random_below(&stage->random, 100);
		unsigned asks = i % 500 == 77 ? AT_ONCE : 1 + (lost < LOST_PERCENT);
		for (unsigned ask = 0; ask < asks; ask++) {
			struct talk_end from = { resolver,
				(uint16_t)(1024 + random_below(&stage->random, 64000)) };
			struct draft query = draft_query(any16(stage), false, name, DNS_A);
			struct draft answer = draft_reply(&query, 0);
			draft_addr(&answer, DNS_ANSWER, "@",
				stage_address(
					stage, SMALL_JP, random_below(&stage->random, 9)));
			/* The first may still come after the second was asked. */
			bool late = asks == 2 && ask == 0;
			int64_t sent =
				at + (asks == 2 ? ask * 800 * MILLI : ask * MILLI / 10);
			draft_send(
				stage, sent, from, server, &query, late ? NULL : &answer);
			if (late && lost % 2)
				talk_udp(stage, sent + 900 * MILLI, server, from, 52,
					draft_bytes(&answer));
			if (lost > 95)
				talk_udp(stage, sent + 31 * MILLI, server, from, 52,
					draft_bytes(&answer));
		}
	}
}

/* Answers to forged sources: of a server under a flood of random names, to everyone; of
 * a registry that refers such names to a server; of open resolvers to one target. */
static void
backscatter(struct stage *stage, int64_t start)
{
	enum { EACH = 2000, REFERRALS = 400, TARGET = 200 };
	struct talk_end server = end_of("198.51.100.8", DNS_PORT);
	struct talk_end registry = end_of("198.51.100.9", DNS_PORT);
	for (uint32_t i = 0; i < EACH; i++) {
		struct talk_end to = { addr_v4(0xc0000280 + i % 64), any16(stage) };
		auto_free char *name = random_name(stage, "shop.example");
		struct draft query = draft_query(any16(stage), true, name, DNS_A);
		struct draft none = draft_reply(&query, 3);
		talk_udp(stage, start + i * 5 * MILLI, server, to, 50, draft_bytes(&none));
	}
	struct talk_end to = { addr_v4(0xc0000200 + TARGET), 4444 };
	for (uint32_t i = 0; i < REFERRALS; i++) {
		auto_free char *name = random_name(stage, "shop.example");
		struct draft query = draft_query(any16(stage), true, name, DNS_A);
		struct draft referral = draft_reply(&query, 0);
		draft_name(&referral, DNS_AUTHORITY, "shop.example", DNS_NS,
			"ns.shop.example");
		draft_addr(&referral, DNS_ADDITIONAL, "ns.shop.example", server.addr);
		talk_udp(stage, start + i * 5 * MILLI, registry, to, 50,
			draft_bytes(&referral));
	}
	to.addr = addr_v4(0xc0000200 + TARGET + 1);
	for (uint32_t i = 0; i < EACH; i++) {
		struct talk_end open = { stage_address(stage, SMALL_CN, i % 300),
			DNS_PORT };
		struct draft query = draft_query(any16(stage), true, "big.example", 255);
		struct draft all = draft_reply(&query, 0);
		draft_name(&all, DNS_AUTHORITY, "big.example", DNS_NS, "ns.big.example");
		draft_addr(&all, DNS_ADDITIONAL, "ns.big.example", server.addr);
		talk_udp(stage, start + i * 2 * MILLI, open, to, 50, draft_bytes(&all));
	}
}

static int
make_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	busy_day(stage, start);
	backscatter(stage, start + 10000 * MILLI);
	talk_expect(stage, MONTH, "dns-poisoning", 0);
	talk_expect(stage, MONTH, "resolver-health", 1); /* GREAT */
	return 0;
}

SCENE(kaminsky) = {
	.name = "kaminsky",
	.summary = "forged answers guess at a resolver's queries for random names",
	.shows = "dns-poisoning, I3",
	.make = make_kaminsky,
};

SCENE(kaminsky_one_sided) = {
	.name = "kaminsky-one-sided",
	.summary = "the same attack where the resolver's queries are out of view",
	.shows = "dns-poisoning, I3",
	.make = make_one_sided,
};

SCENE(kaminsky_twin) = {
	.name = "kaminsky-twin",
	.summary = "a busy resolver that loses answers, and answers to forged sources: no "
		   "poisoning",
	.shows = "dns-poisoning, I3",
	.make = make_twin,
};
