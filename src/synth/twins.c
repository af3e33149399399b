/* twins.c - equal sums of opposite shapes: one source and a thousand ports, a thousand
 * sources and one port, and a flood's answers that look like neither. */
#include "synth/stage.h"

enum { MANY = 1000 };

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "twins", "Testbed", "UTC", "192.0.2.7/32");
	stage_observed(s, "2024-09-03", "2024-09-04");
	return stage_time_ns(s, "2024-09-03T10:00:00Z");
}

static int
make_port_scan(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < MANY; i++) {
		struct attempt a = { .time_ns = start + i * INT64_C(50000000),
			.network = SMALL_US,
			.src = stage_address(stage, SMALL_US, 1),
			.proto = IP_TCP,
			.flags = TCP_SYN,
			.sport = 40000,
			.dport = (uint16_t)(1 + i) };
		stage_attempt(stage, &a);
	}
	return 0;
}

static int
make_many_sources(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < MANY; i++) {
		struct attempt a = { .time_ns = start + i * INT64_C(50000000),
			.network = SMALL_US,
			.src = stage_address(stage, SMALL_US, i),
			.proto = IP_TCP,
			.flags = TCP_SYN,
			.sport = 40000,
			.dport = 7743 };
		stage_attempt(stage, &a);
	}
	return 0;
}

static int
make_backscatter(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < MANY; i++) {
		struct attempt a = { .time_ns = start + i * INT64_C(50000000),
			.network = SMALL_US,
			.src = stage_address(stage, SMALL_US, 1),
			.proto = IP_TCP,
			.flags = TCP_SYN | TCP_ACK,
			.sport = 443,
			.dport = (uint16_t)(1025 + i),
			.kind = KIND_BACKSCATTER,
			.repeats = 2,
			.gap_s = 1 };
		stage_attempt(stage, &a);
	}
	return 0;
}

SCENE(port_scan) = {
	.name = "port-scan",
	.summary = "one source, 1,000 ports",
	.shows = "source, port; the twin of many-sources",
	.make = make_port_scan,
};

SCENE(many_sources) = {
	.name = "many-sources",
	.summary = "1,000 sources, one port",
	.shows = "source, port; the twin of port-scan",
	.make = make_many_sources,
};

SCENE(flood_answers) = {
	.name = "flood-answers",
	.summary = "a server's answers to forged SYNs, each sent three times",
	.shows = "backscatter: the answering port counts; the twin of port-scan",
	.make = make_backscatter,
};
