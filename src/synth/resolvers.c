/* resolvers.c - resolvers whose next query can be guessed, and one whose cannot.
 *
 * Facts: "resolver-grade" by grade, with the measure "findings".
 */
#include "synth/draft.h"

enum { QUERIES = 260, NAME_MAX_ = 64 };
#define MILLI INT64_C(1000000)
#define MONTH "2008-07"

/* How ports, ids and letters are chosen. */
enum choice { FIXED, STEP, EVEN };

struct resolver {
	const char *addr;
	enum choice port, id;
	uint16_t first_port;
	bool mixed_case, answered;
	unsigned names;
};

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "line", "Testbed", "UTC", "192.0.2.0/24");
	stage_observed(s, "2008-07-08", "2008-07-10");
	return stage_time_ns(s, "2008-07-08T12:00:00Z");
}

static uint16_t
choose(struct stage *stage, enum choice choice, uint16_t first, uint32_t i)
{
	return choice == FIXED   ? first
		: choice == STEP ? (uint16_t)(first + i)
				 : (uint16_t)(1024 + random_below(&stage->random, 64512));
}

static void
ask(struct stage *stage, int64_t start, const struct resolver *r)
{
	char name[NAME_MAX_];
	for (uint32_t i = 0; i < QUERIES; i++) {
		(void)snprintf(name, sizeof(name), "www.site%u.example", i % r->names);
		for (char *c = name; r->mixed_case && *c; c++)
			if (*c >= 'a' && *c <= 'z' && random_chance(&stage->random, 50))
				*c = (char)(*c - ('a' - 'A'));
		struct talk_end from = { talk_addr(r->addr),
			choose(stage, r->port, r->first_port, i) };
		struct talk_end server = { stage_address(stage, SMALL_US, i % 12),
			DNS_PORT };
		struct draft query =
			draft_query(choose(stage, r->id, 100, i), false, name, DNS_A);
		struct draft answer = draft_reply(&query, 0);
		draft_addr(
			&answer, DNS_ANSWER, "@", stage_address(stage, SMALL_JP, i % 99));
		draft_send(stage, start + i * 150 * MILLI, from, server, &query,
			r->answered ? &answer : NULL);
	}
}

static int
make_poor(struct stage *stage, struct err *err)
{
	static const struct resolver poor[] = {
		{ "192.0.2.1", FIXED, STEP, DNS_PORT, false, true, 99 },
		{ "192.0.2.2", FIXED, EVEN, 32771, false, true, 99 },
		{ "192.0.2.3", STEP, EVEN, 1025, false, true, 99 },
	};
	/* One who is never answered, and one in whose name others ask for one name. */
	static const struct resolver none[] = {
		{ "192.0.2.4", FIXED, EVEN, 4000, false, false, 99 },
		{ "192.0.2.5", FIXED, EVEN, 4001, false, true, 2 },
	};
	(void)err;
	int64_t start = set_up(stage);
	for (size_t i = 0; i < count_of(poor); i++)
		ask(stage, start + (int64_t)i * MILLI, &poor[i]);
	for (size_t i = 0; i < count_of(none); i++)
		ask(stage, start + (int64_t)i * MILLI, &none[i]);
	talk_expect(stage, MONTH, "resolver-health", count_of(poor));
	talk_expect(stage, MONTH, "dns-poisoning", 0);
	stage_fact(stage, MONTH, "resolver-grade", "POOR", "findings", count_of(poor));
	return 0;
}

static int
make_great(struct stage *stage, struct err *err)
{
	static const struct resolver great = { "192.0.2.9", EVEN, EVEN, 0, true, true, 99 };
	(void)err;
	ask(stage, set_up(stage), &great);
	talk_expect(stage, MONTH, "resolver-health", 1);
	talk_expect(stage, MONTH, "dns-poisoning", 0);
	stage_fact(stage, MONTH, "resolver-grade", "GREAT", "findings", 1);
	return 0;
}

SCENE(resolver_fixed_port) = {
	.name = "resolver-fixed-port",
	.summary = "resolvers that ask from one port, or from ports that count up",
	.shows = "resolver-health POOR, I3",
	.make = make_poor,
};

SCENE(resolver_random) = {
	.name = "resolver-random",
	.summary = "a resolver that draws ports, ids and the case of letters",
	.shows = "resolver-health GREAT, I3",
	.make = make_great,
};
