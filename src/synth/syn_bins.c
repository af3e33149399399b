/* syn_bins.c - IIJ's method: SYNs in bins of five minutes to an address that programs for
 * sharing files once used.  Nine hours of twenty a bin, then three a bin now and then. */
#include "synth/stage.h"

enum { BINS = 288, BUSY_BINS = 108 };

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "inherited", "Testbed", "Asia/Tokyo", "192.0.2.99/32");
	stage_observed(s, "2008-08-04", "2008-08-05");
	stage->with_bins = true;
	int64_t start = stage_time_ns(s, "2008-08-04");
	uint64_t host = 0;

	for (int bin = 0; bin < BINS; bin++) {
		bool quiet = bin >= BUSY_BINS && random_below(&stage->random, 3);
		uint32_t n = quiet ? 0 : bin < BUSY_BINS ? 20 : 3;
		for (uint32_t i = 0; i < n; i++, host++) {
			uint16_t network = host % 2 ? SMALL_JP : SMALL_JP_2;
			struct attempt a = { .network = network,
				.proto = IP_TCP,
				.src = stage_address(stage, network, host % 700),
				.flags = TCP_SYN,
				.sport = (uint16_t)(1024 + host % 60000),
				.dport = 7743,
				.repeats = 1,
				.gap_s = 3 };
			/* both packets of an attempt stay in its bin */
			a.time_ns = start + (bin * BIN_S + 14 * (int64_t)i) * 1000000000;
			stage_attempt(stage, &a);
		}
	}
	return 0;
}

SCENE(syn_bins) = {
	.name = "syn-bins",
	.summary =
		"IIJ: SYNs of a file-sharing network, a known series of five-minute bins",
	.shows = "I32",
	.make = make,
};
