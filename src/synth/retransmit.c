/* retransmit.c - what is one attempt and what is another. */
#include "synth/stage.h"

/* One source each; seconds after the start of a bin. */
static const struct {
	uint8_t proto;
	uint16_t sport[3], dport[3];
	uint16_t at_s[3];
	uint8_t accesses;
} cases[] = {
	{ IP_TCP, { 4000, 4000, 4000 }, { 445, 445, 445 }, { 10, 13, 19 }, 1 },
	{ IP_TCP, { 4000, 4000, 4000 }, { 445, 445, 445 }, { 10, 13, 301 }, 2 },
	{ IP_TCP, { 4000, 4000, 4000 }, { 445, 445, 445 }, { 299, 300, 599 }, 2 },
	{ IP_TCP, { 4000, 4001, 4000 }, { 445, 445, 445 }, { 10, 11, 12 }, 2 },
	{ IP_TCP, { 4000, 4000, 4000 }, { 445, 139, 135 }, { 10, 11, 12 }, 3 },
	{ IP_UDP, { 137, 137, 137 }, { 137, 137, 137 }, { 10, 11, 299 }, 1 },
	{ IP_UDP, { 137, 137, 137 }, { 137, 137, 137 }, { 10, 310, 610 }, 3 },
	{ IP_ICMP, { 8 << 8, 8 << 8, 8 << 8 }, { 512, 512, 512 }, { 10, 11, 12 }, 1 },
	{ IP_ICMP, { 8 << 8, 8 << 8, 8 << 8 }, { 512, 513, 514 }, { 10, 11, 12 }, 3 },
	{ IP_ICMP, { 8 << 8, 8 << 8 | 1, 8 << 8 }, { 512, 512, 512 }, { 10, 11, 12 }, 2 },
};

static bool
is_again(size_t i, int k)
{
	for (int j = 0; j < k; j++)
		if (cases[i].sport[j] == cases[i].sport[k] &&
			cases[i].dport[j] == cases[i].dport[k] &&
			cases[i].at_s[j] / BIN_S == cases[i].at_s[k] / BIN_S)
			return true;
	return false;
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "tuples", "Testbed", "UTC", "192.0.2.7/32");
	stage_observed(s, "2024-03-05", "2024-03-06");
	int64_t start = stage_time_ns(s, "2024-03-05T06:00:00Z");

	for (size_t i = 0; i < count_of(cases); i++) {
		unsigned accesses = 0;
		for (int k = 0; k < 3; k++) {
			struct attempt a = { .time_ns = start +
					cases[i].at_s[k] * INT64_C(1000000000),
				.proto = cases[i].proto,
				.sport = cases[i].sport[k],
				.dport = cases[i].dport[k],
				.flags = TCP_SYN,
				.kind = KIND_SCAN,
				.network = SMALL_US,
				.src = stage_address(stage, SMALL_US, i) };
			bool again = is_again(i, k);
			stage_packet(stage, &a, a.time_ns);
			stage_note(stage, &a, !again, 1);
			accesses += !again;
		}
		must(accesses == cases[i].accesses);
	}
	return 0;
}

SCENE(retransmit) = {
	.name = "retransmit",
	.summary = "packets sent again, and attempts that only look alike",
	.shows = "access, bin",
	.make = make,
};
