/* run.h - one attempt at an ingest, and what its end needs.  Private to the room. */
#pragma once

#include "ingest/arrive.h"
#include "ingest/collect.h"
#include "ingest/findings.h"
#include "ingest/lanes.h"
#include "lake/publish.h"

#include <pthread.h>

/* An interface was down. */
struct silence {
	unsigned interface;
	int64_t start_ns, end_ns;
};

struct ingest {
	struct lake *lake;
	const struct ingest_options *options;
	struct lake_engine *engine;
	struct lake_writer *asker; /* for questions while shards run; under ask_lock */
	pthread_mutex_t ask_lock;
	struct pool *pool;
	struct collect *collect;
	struct lanes *lanes;
	struct capture_set *captures;
	const struct capture_info *segments; /* of a live capture, instead of `captures` */
	/* Of its interfaces: which were down, and what each lost. */
	const char *const *interfaces;
	size_t n_interfaces;
	const struct silence *silences;
	size_t n_silences;
	const uint64_t *lost;
	/* Where a source is counted, and that shard's number; for recall. */
	struct shard *(*shard_for)(const struct ingest *in, struct addr src, unsigned *ret);
	struct live *live; /* of a live capture, instead of `lanes` */
	struct collected *got; /* what there is to publish */
	struct arrivals arrivals;
	struct engine *recognise; /* NULL: nothing is looked for */
	struct findings *findings;
	size_t n_files;
	const char *const *paths; /* of the files */
	struct tally_seed seed;
	unsigned n_shards;
	/* bins that an earlier capture left tuples of, sorted, and which were met */
	uint32_t *edge_bins;
	size_t n_edge_bins;
	bool *recalled;
	struct err recall_err;
	int recall_failed;
	/* ends of stretches of captures */
	size_t n_active;
	bool *active;
	bool has_end;
	uint32_t last_end;
	uint32_t stretch_start; /* first bin of the stretch that goes on */
	uint64_t steps;
	bool counts_later; /* the days are counted at a later publication */
	/* Totals of a day whose details were forgotten stay, rather than end the ingest. */
	bool totals_stay;
	bool sorted;
	bool *told; /* of which captures the damage was told */
};

static inline const struct capture_info *
ingest_info(const struct ingest *in, size_t file)
{
	return in->segments ? &in->segments[file] : capture_set_info(in->captures, file);
}

/* Tuples of an earlier capture go to a shard that opens their bin (recall.c). */
void ingest_recall(void *arg, unsigned shard, uint32_t bin);
bool ingest_was_recalled(const struct ingest *in, uint32_t bin);
bool ingest_is_edge(const struct ingest *in, uint32_t bin);

/* Where captures begin and end, so that the tuples of these bins are kept (ends.c). */
void ends_note(
	struct ingest *in, const struct arrival *arrivals, const uint16_t *files, size_t n);
void ends_exhausted(struct ingest *in);
void ends_of_sorted(struct ingest *in);

/* What each sensor observed, as rows of coverage (observe.c). */
struct coverage_row {
	const char *sensor; /* borrowed from the site, or owned by coverage.names */
	uint32_t bin;
	int32_t day;
	uint8_t hour;
	uint16_t observed_s;
	uint32_t day_s;
	uint64_t addresses;
	int64_t packets, lost, dropped;
	uint8_t overlap;
};
struct coverage {
	struct coverage_row *rows;
	size_t n, room;
	char **names;
	size_t n_names;
	struct observed *observed; /* new spans, for the catalogue */
	size_t n_observed;
	uint64_t overlap_bins;
};
int coverage_make(struct ingest *in, struct coverage *ret, struct err *err);
void coverage_done(struct coverage *c);
size_t coverage_fill(void *arg, const struct rows *rows);
struct coverage_rows {
	const struct coverage_row *rows;
	size_t n, at;
};

/* Everything after the last packet: coverage, counts of days, publication (finish.c). */
int ingest_finish(struct ingest *in, struct ingest_report *report, struct err *err);
