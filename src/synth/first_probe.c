/* first_probe.c - sensors that are switched on for an hour at a time, and visited at a
 * known rate: the median wait is 20 minutes for anybody, and 80 for one who attacks.
 *
 * Facts: "first-probe" by sensor and start.
 */
#include "synth/talk.h"

#include <math.h>

#define SECOND INT64_C(1000000000)
#define MONTH "2008-06"
enum { SENSORS = 16, STARTS = 4, STRETCH_S = 3600 };
enum { PROBE_MEDIAN_S = 20 * 60, ATTACK_MEDIAN_S = 80 * 60 };

/* Whole seconds until the next event of a constant rate. */
static int64_t
draw_wait_s(struct stage *stage, double median_s)
{
	double rate = log(2) / median_s;
	return 1 + (int64_t)(-log(1 - random_real(&stage->random)) / rate);
}

static void
put_probe(struct stage *stage, int64_t time_s, struct talk_end at, uint32_t i)
{
	struct talk_end from = { stage_address(stage, SMALL_CN, i), 4000 };
	at.port = 445;
	talk_tcp(stage, time_s * SECOND, from, at, TCP_SYN, i, 65535);
}

static void
put_slammer(struct stage *stage, int64_t time_s, struct talk_end at, uint32_t i)
{
	uint8_t datagram[376];
	memset(datagram, 'A', sizeof(datagram));
	memset(datagram + 1, 1, 96);
	datagram[0] = 4;
	at.port = 1434;
	talk_udp(stage, time_s * SECOND,
		(struct talk_end){ stage_address(stage, SMALL_US, i), 3000 }, at, 112,
		bytes_of(datagram, sizeof(datagram)));
}

/* Visits until the stretch is over; gives the wait for the first, 0 when there is none. */
static int64_t
put_visits(struct stage *stage, int64_t start_s, struct talk_end at, double median_s,
	void (*put)(struct stage *stage, int64_t time_s, struct talk_end at, uint32_t i),
	uint32_t *next)
{
	int64_t first = 0;
	for (int64_t t = draw_wait_s(stage, median_s); t < STRETCH_S;
		t += draw_wait_s(stage, median_s)) {
		put(stage, start_s + t, at, (*next)++);
		first = first ? first : t;
	}
	return first;
}

/* Gives how many attacks there were. */
static uint32_t
put_stretch(struct stage *stage, struct stage_sensor *s, int day, int hour, uint32_t *next)
{
	char from[32], to[32], key[SENSOR_NAME_MAX + 32];
	(void)snprintf(from, sizeof(from), "2008-06-%02dT%02d:00:00", day, hour);
	(void)snprintf(to, sizeof(to), "2008-06-%02dT%02d:00:00", day, hour + 1);
	(void)snprintf(key, sizeof(key), "%s 2008-06-%02d %02d:00:00", s->name, day, hour);
	stage_observed(s, from, to);
	int64_t start_s = stage_time_ns(s, from) / SECOND;
	struct talk_end at = { s->at, 0 };
	int64_t probe = put_visits(stage, start_s, at, PROBE_MEDIAN_S, put_probe, next);
	uint32_t before = *next;
	int64_t attack = put_visits(stage, start_s, at, ATTACK_MEDIAN_S, put_slammer, next);
	if (attack)
		stage_fact(stage, MONTH, "first-probe", key, "attack_s", (double)attack);
	if (attack && (!probe || attack < probe))
		probe = attack;
	if (probe)
		stage_fact(stage, MONTH, "first-probe", key, "probe_s", (double)probe);
	stage_fact(stage, MONTH, "first-probe", key, "observed_s", STRETCH_S);
	return *next - before;
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	uint32_t next = 0, attacks = 0;
	stage_small(stage);
	for (int i = 0; i < SENSORS; i++) {
		char name[16], address[32];
		(void)snprintf(name, sizeof(name), "line-%02d", i + 1);
		(void)snprintf(address, sizeof(address), "192.0.2.%d/32", 20 + i);
		struct stage_sensor *s =
			stage_sensor(stage, name, "Testbed", "UTC", address);
		for (int k = 0; k < STARTS; k++)
			attacks += put_stretch(stage, s, 3 + 5 * k, i % 20, &next);
	}
	talk_expect(stage, MONTH, "slammer", attacks);
	return 0;
}

SCENE(first_probe) = {
	.name = "first-probe",
	.summary = "sensors that start 64 times, and wait for visitors of a known rate",
	.shows = "I33",
	.make = make,
};
