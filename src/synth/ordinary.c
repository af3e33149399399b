/* ordinary.c - months of even traffic with days that stand out: the fall that IIJ saw when
 * an update restarted the machines that P2P ran on, and days under watch.
 *
 * Facts: "anomaly" by first day and kind of count, "watch" by name and first day.
 */
#include "synth/talk.h"

#define SECOND INT64_C(1000000000)
enum { DAY_S = 86400, SENSORS = 4, PEERS = 3000 };

/* Calls to one port: so many for each sensor and day, give or take 3 %. */
struct stream {
	uint16_t port, calls;
	bool is_p2p;
};

static const struct stream streams[] = { { 4662, 140, true }, { 6881, 120, true },
	{ 445, 60, false }, { 1433, 30, false } };

static void
put_calls(
	struct stage *stage, uint16_t sensor, int64_t day_ns, uint16_t port, uint32_t calls)
{
	for (uint32_t i = 0; i < calls; i++) {
		struct attempt a = { .sensor = sensor,
			.time_ns = day_ns + random_below(&stage->random, DAY_S) * SECOND,
			.network = SMALL_JP,
			.src = stage_address(
				stage, SMALL_JP, random_below(&stage->random, PEERS)),
			.proto = IP_TCP,
			.flags = TCP_SYN,
			.sport = (uint16_t)(1024 + i), /* another attempt each */
			.dport = port };
		stage_attempt(stage, &a);
	}
}

static bool
is_within(int32_t day, const char *first, const char *last)
{
	int32_t from, to;
	must(day_parse(first, &from, NULL) == 0 && day_parse(last, &to, NULL) == 0);
	return day >= from && day <= to;
}

/* From June to July 2008 at four sensors; P2P falls by 30 % on three days, or does not. */
static void
put_months(struct stage *stage, bool falls)
{
	int32_t first, last;
	must(day_parse("2008-06-08", &first, NULL) == 0 &&
		day_parse("2008-07-31", &last, NULL) == 0);
	for (uint16_t s = 0; s < SENSORS; s++) {
		char name[16], address[32];
		(void)snprintf(name, sizeof(name), "line-%u", s + 1U);
		(void)snprintf(address, sizeof(address), "192.0.2.%u/32", 10U + s);
		stage_observed(stage_sensor(stage, name, "Testbed", "Asia/Tokyo", address),
			"2008-06-08", "2008-08-01");
	}
	/* What is not observed is no fall. */
	const char *out = falls ? "2008-07-20" : "2008-07-09";
	const char *back = falls ? "2008-07-23" : "2008-07-12";
	stage_outage(&stage->sensors[0], out, back);
	for (int32_t day = first; day <= last; day++)
		for (uint16_t s = 0; s < SENSORS; s++) {
			int64_t start =
				zone_day_start(stage->sensors[s].zone, day) * SECOND;
			if (s == 0 &&
				is_within(day, out, falls ? "2008-07-22" : "2008-07-11"))
				continue;
			for (size_t i = 0; i < count_of(streams); i++) {
				double share = 0.97 + 0.06 * random_real(&stage->random);
				if (falls && streams[i].is_p2p &&
					is_within(day, "2008-07-09", "2008-07-11"))
					share *= 0.7;
				put_calls(stage, s, start, streams[i].port,
					(uint32_t)(share * streams[i].calls));
			}
		}
}

static void
expect_fall(struct stage *stage, const char *what, double change)
{
	char key[64];
	(void)snprintf(key, sizeof(key), "2008-07-09 %s", what);
	stage_fact(stage, "2008-07", "anomaly", key, "days", 3);
	stage_fact(stage, "2008-07", "anomaly", key, "change", change);
}

static int
make_fall(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	put_months(stage, true);
	expect_fall(stage, "4662/tcp", -30);
	expect_fall(stage, "6881/tcp", -30);
	expect_fall(stage, "all accesses", -30.0 * 260 / 350);
	talk_expect(stage, "2008-07", "backscatter", 0);
	return 0;
}

static int
make_twin(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	put_months(stage, false);
	stage_fact(stage, "2008-07", "anomaly", "", "days", 0);
	return 0;
}

/* --- days under watch --------------------------------------------------------------------
 */

/* Answers of a target to a flood, for five minutes. */
static void
put_flood(struct stage *stage, int64_t start_ns)
{
	for (uint32_t i = 0; i < 300; i++) {
		struct attempt a = { .time_ns = start_ns + i * SECOND,
			.network = SMALL_CN,
			.src = stage_address(stage, SMALL_CN, 1),
			.proto = IP_TCP,
			.flags = TCP_SYN | TCP_ACK,
			.sport = 80,
			.dport = (uint16_t)(1025 + i),
			.kind = KIND_BACKSCATTER };
		stage_attempt(stage, &a);
	}
}

static void
expect_watch(
	struct stage *stage, const char *key, double notes, double floods, double coverage)
{
	stage_fact(stage, "2008-08", "watch", key, "notes", notes);
	stage_fact(stage, "2008-08", "watch", key, "floods", floods);
	stage_fact(stage, "2008-08", "watch", key, "coverage", coverage);
}

static int
make_watches(struct stage *stage, struct err *err)
{
	(void)err;
	int32_t first, last;
	must(day_parse("2008-07-04", &first, NULL) == 0 &&
		day_parse("2008-08-31", &last, NULL) == 0);
	stage_small(stage);
	stage->calendar = "  - { watch: Opening ceremony, on: 2008-08-08 }\n"
			  "  - { watch: Memorial day, on: 08-15 }\n"
			  "  - { watch: Conference, from: 2008-08-20, to: 2008-08-21 }\n"
			  "  - { watch: Next year, on: 2009-08-15 }\n";
	struct stage_sensor *s =
		stage_sensor(stage, "line-1", "Testbed", "Asia/Tokyo", "192.0.2.0/24");
	stage_observed(s, "2008-07-04", "2008-09-01");
	stage_outage(s, "2008-08-20", "2008-08-22");
	for (int32_t day = first; day <= last; day++)
		if (!is_within(day, "2008-08-20", "2008-08-21"))
			put_calls(stage, 0, zone_day_start(s->zone, day) * SECOND, 445,
				200 + random_below(&stage->random, 10));
	put_flood(stage, stage_time_ns(s, "2008-08-08T20:00:00"));
	stage_fact(stage, "2008-08", "anomaly", "2008-08-08 all accesses", "days", 1);
	stage_fact(stage, "2008-08", "anomaly", "2008-08-08 80/tcp", "days", 1);
	expect_watch(stage, "Opening ceremony 2008-08-08", 2, 1, 100);
	expect_watch(stage, "Memorial day 2008-08-15", 0, 0, 100);
	expect_watch(stage, "Conference 2008-08-20", 0, 0, 0);
	return 0;
}

SCENE(patch_fall) = {
	.name = "patch-fall",
	.summary = "IIJ: P2P falls by 30 % for three days after a patch day",
	.shows = "I5",
	.make = make_fall,
};

SCENE(patch_fall_twin) = {
	.name = "patch-fall-twin",
	.summary = "even traffic, and a sensor that is down on the days after a patch day",
	.shows = "I5, coverage",
	.make = make_twin,
};

SCENE(watch_days) = {
	.name = "watch-days",
	.summary = "IIJ: days under watch, one with a flood, one without, one unobserved",
	.shows = "I2",
	.make = make_watches,
};
