/* arrive.h - frames become arrivals, and what a capture observed is noted. */
#pragma once

#include "ingest/ingest.h"
#include "tally/tally.h"
#include "watch/watch.h"

/* A bin in which a capture has packets, and the first and last of them. */
struct seen_bin {
	uint32_t bin;
	int64_t first_ns, last_ns;
};

/* What is known of one capture while it is read. */
struct seen_file {
	bool started, ended;
	uint32_t least_bin, greatest_bin;
	struct seen_bin *bins; /* unordered until seen_file_sort */
	size_t n_bins, room;
	uint64_t reasons[REASON_COUNT];
	uint64_t frames;
};
void seen_file_done(struct seen_file *f);
void seen_file_sort(struct seen_file *f);
/* Both in `to`; `from` is as new. */
void seen_file_join(struct seen_file *to, struct seen_file *from);

struct arrivals {
	const struct site *site;
	const struct sensor *only; /* or NULL */
	struct tally_seed seed;
	struct seen_file *files;
	/* Undecodable frames by bin, for the coverage of a lone sensor. */
	struct seen_drop {
		uint32_t bin;
		int64_t frames;
	} * drops;
	size_t n_drops, drops_room;
	struct sights *sights; /* what to show the engine, of the last call; or NULL */
};

/* The arrivals among `n` frames (FRAMES_BATCH at most), in their order; `ret` has room for
 * n, `ret_file` says which capture each came from. */
size_t arrivals_of(struct arrivals *a, const struct frame *frames, size_t n,
	struct arrival *ret, uint16_t *ret_file);
