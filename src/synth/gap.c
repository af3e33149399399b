/* gap.c - a capture that falls silent: what is no packet for more than an hour was not
 * observed, and what is shorter was.  No description says when the sensors ran.
 */
#include "synth/stage.h"

static void
send_stretch(struct stage *stage, const char *from, const char *to, uint32_t step_s)
{
	const struct stage_sensor *s = &stage->sensors[0];
	int64_t end = stage_time_ns(s, to);
	uint64_t host = 0;
	for (int64_t at = stage_time_ns(s, from); at <= end;
		at += step_s * INT64_C(1000000000)) {
		struct attempt a = { .time_ns = at,
			.network = SMALL_JP,
			.proto = IP_TCP,
			.src = stage_address(stage, SMALL_JP, host++ % 30),
			.flags = TCP_SYN,
			.sport = 3333,
			.dport = 23 };
		stage_attempt(stage, &a);
	}
}

static int
make(struct stage *stage, struct err *err)
{
	static const char *const names[] = { "busy", "silent" };
	(void)err;
	stage_small(stage);
	(void)stage_sensor(stage, names[0], "Testbed", "Asia/Tokyo", "192.0.2.7/32");
	(void)stage_sensor(stage, names[1], "Testbed", "Asia/Tokyo", "192.0.2.8/32");

	send_stretch(stage, "2024-07-01T00:02:00", "2024-07-01T03:17:00", 300);
	/* 2 h 43 min of nothing */
	send_stretch(stage, "2024-07-01T06:00:00", "2024-07-01T07:00:00", 600);
	/* 55 min of nothing: still observed */
	send_stretch(stage, "2024-07-01T07:55:00", "2024-07-01T08:58:00", 420);

	/* 00:00 to 03:20 and 06:00 to 09:00, for both: one saw nothing, and that is a zero
	 */
	for (size_t i = 0; i < count_of(names); i++)
		stage_fact(stage, "2024-07", "coverage", names[i], "observed_s",
			12000 + 10800);
	stage_fact(stage, "2024-07", "headline", "", "sensors", 2);
	stage_fact(stage, "2024-07", "headline", "", "sensor_days", 2 * 22800.0 / 86400);
	stage_fact(stage, "2024-07", "headline", "", "complete_sensor_days", 0);
	return 0;
}

SCENE(gap) = {
	.name = "gap",
	.summary =
		"a capture with a silence above an hour and one below, and a silent sensor",
	.shows = "coverage, sensor-day, N1",
	.make = make,
};
