/* publish.h - one ingest becomes visible as a whole.  Part of the lake room, used by
 * ingest.
 *
 * lake_begin removes what an interrupted ingest left and opens a new one; files are staged
 * through writer.h; lake_publish makes all of them live, and retires the files that they
 * replace, in one transaction.  A kill at any moment leaves the lake as it was before.
 */
#pragma once

#include "lake/writer.h"

struct captured {
	const char *name;
	struct xxh128 hash;
	uint64_t bytes, disk_bytes, frames;
	bool has_frames, damaged;
	int64_t first_ns, last_ns;
	const uint64_t *dropped; /* n_reasons counts */
};

struct observed {
	const char *sensor;
	struct span span;
};

struct publication {
	struct staged_file *files;
	size_t n_files;
	const char *const *retire; /* absolute paths of live files */
	size_t n_retire;
	const struct captured *captures;
	size_t n_captures;
	const char *(*reason_name)(size_t reason);
	size_t n_reasons;
	const struct observed *observed;
	size_t n_observed;
	const uint32_t *edge_bins;
	size_t n_edge_bins;
	const uint32_t *asns; /* whose names are worth keeping */
	size_t n_asns;
	const struct site *site; /* NULL, geo too: what the lake says of them stays */
	const struct geo *geo;
	uint64_t frames, packets;
};

int lake_begin(struct lake *lake, struct err *err);
int lake_publish(struct lake *lake, const struct publication *p, struct err *err);
/* Removes the staged files of the open ingest. */
void lake_abandon(struct lake *lake, struct staged_file *files, size_t n);

/* Whether a capture of this hash was published, and when ("2026-11-22 10:00 UTC"). */
int lake_knows_capture(
	struct lake *lake, struct xxh128 hash, char **ret_when, struct err *err);
/* Whether any published capture has this size, on disk or uncompressed. */
int lake_knows_size(struct lake *lake, uint64_t bytes, bool *ret, struct err *err);

/* The bins that the edge dataset keeps tuples of, sorted; the caller's to free. */
int lake_edge_bins(struct lake *lake, uint32_t **ret, size_t *ret_n, struct err *err);
/* When each capture in the lake observed a sensor, within [start_s, end_s). */
int lake_observed(struct lake *lake, const char *sensor, int64_t start_s, int64_t end_s,
	struct span **ret, size_t *ret_n, struct err *err);
/* Replaces files outside an ingest (compaction): the same transaction without captures. */
int lake_replace(struct lake *lake, struct staged_file *files, size_t n,
	const char *const *retire, size_t n_retire, struct err *err);
