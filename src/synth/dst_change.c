/* dst_change.c - both days on which Berlin's clocks jump.
 *
 * One access in every bin: a day of 23 hours has 276, without an hour 2; a day of 25 has
 * 300, with 24 in its hour 2.
 */
#include "synth/stage.h"

static int
make_change(struct stage *stage, const char *from, const char *to, const char *suffix,
	struct err *err)
{
	struct stage_sensor *s = &stage->sensors[0];
	int64_t end = stage_time_ns(s, to), step = BIN_S * INT64_C(1000000000);
	uint64_t i = 0;
	stage_observed(s, from, to);
	for (int64_t at = stage_time_ns(s, from); at < end; at += step, i++) {
		struct attempt a = { .time_ns = at +
				random_below(&stage->random, BIN_S) * INT64_C(1000000000),
			.network = SMALL_JP,
			.src = stage_address(stage, SMALL_JP, i % 50),
			.proto = IP_TCP,
			.flags = TCP_SYN,
			.sport = 3000,
			.dport = 22 };
		stage_attempt(stage, &a);
	}
	return stage_capture(stage, suffix, err);
}

static int
make(struct stage *stage, struct err *err)
{
	stage_small(stage);
	(void)stage_sensor(stage, "berlin", "Berlin", "Europe/Berlin", "192.0.2.30/32");
	int r = make_change(stage, "2024-03-30", "2024-04-01", "-spring", err);
	return r < 0 ? r : make_change(stage, "2024-10-26", "2024-10-28", "-autumn", err);
}

SCENE(dst_change) = {
	.name = "dst-change",
	.summary = "one access in every bin while Berlin's clocks go forward, and back",
	.shows = "day, hour, sensor-day, T15",
	.make = make,
};
