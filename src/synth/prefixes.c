/* prefixes.c - one capture, three sensors by prefix, each with what it excludes. */
#include "synth/stage.h"

static struct attempt
draw(struct stage *stage, uint32_t i, int64_t start)
{
	static const uint16_t ports[] = { 22, 80, 443, 445 };
	struct attempt a = { .network = i % 3 ? SMALL_JP : SMALL_CN,
		.proto = i % 5 == 4 ? IP_UDP : IP_TCP,
		.flags = TCP_SYN,
		.fill = FILL_NONE,
		.sport = (uint16_t)(10000 + i),
		.dport = ports[i % count_of(ports)] };
	a.src = stage_address(stage, a.network, i % 101);
	a.time_ns = start + i * INT64_C(11000000000);
	if (a.proto == IP_UDP) {
		a.dport = 53;
		a.fill = FILL_DNS_QUERY;
	}
	if (i % 7 == 6) {
		a.proto = IP_ICMP;
		a.sport = 8 << 8;
		a.dport = (uint16_t)i;
		a.fill = FILL_ECHO;
	}
	if (i % 11 == 10) { /* an answer to the excluded port: in or out with its tuple */
		a.proto = IP_TCP;
		a.flags = TCP_SYN | TCP_ACK;
		a.sport = 80;
		a.dport = 22;
		a.fill = FILL_NONE;
		a.kind = KIND_BACKSCATTER;
		a.src = stage_address(stage, a.network, 1000 + i);
	}
	return a;
}

static int
make(struct stage *stage, struct err *err)
{
	static const struct {
		const char *dst;
		int sensor; /* -1: nobody's */
	} targets[] = { { "198.51.100.1", 0 }, { "198.51.100.127", 0 },
		{ "198.51.100.128", 1 }, { "203.0.113.9", 1 }, { "203.0.113.10", 2 },
		{ "203.0.113.8", -1 }, { "198.51.100.192", -1 }, { "192.0.2.1", -1 } };
	(void)err;
	stage_small(stage);
	stage_exclude(
		stage_sensor(stage, "north", "Sapporo", "Asia/Tokyo", "198.51.100.0/25"),
		IP_TCP, 22, "a real SSH server runs here");
	struct stage_sensor *east = stage_sensor(
		stage, "east", "Tokyo", "Asia/Tokyo", "198.51.100.128/26, 203.0.113.9/32");
	stage_exclude(east, IP_UDP, 53, "a real name server runs here");
	stage_exclude(east, IP_ICMP, 8, "pinged by its operator");
	(void)stage_sensor(stage, "west", "Osaka", "Asia/Tokyo", "203.0.113.10/32");
	for (size_t i = 0; i < stage->n_sensors; i++)
		stage_observed(&stage->sensors[i], "2024-06-20", "2024-06-21");
	int64_t start = stage_time_ns(&stage->sensors[0], "2024-06-20");

	for (uint32_t i = 0; i < 7700; i++) {
		size_t t = random_below(&stage->random, count_of(targets));
		struct attempt a = draw(stage, i, start);
		struct err why;
		must(addr_parse(targets[t].dst, &a.dst, &why) == 0);
		if (targets[t].sensor < 0) {
			stage_packet(stage, &a, a.time_ns);
			continue;
		}
		a.sensor = (uint16_t)targets[t].sensor;
		stage_attempt(stage, &a);
	}
	return 0;
}

SCENE(prefixes) = {
	.name = "prefixes",
	.summary = "three sensors in one capture, with exclusions, and packets to nobody",
	.shows = "sensor, excluded, T12",
	.make = make,
};
