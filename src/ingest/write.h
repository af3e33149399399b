/* write.h - jobs that turn counted rows into staged files, on the threads of a pool. */
#pragma once

#include "ingest/pool.h"
#include "ingest/rows.h"

#include <pthread.h>

struct sensor_day {
	uint16_t sensor;
	int32_t day;
};
int compare_sensor_days(const void *x, const void *y);

/* What the jobs have brought about; whole once the pool is idle. */
struct written {
	const struct site *site;
	const struct geo *geo;
	pthread_mutex_t lock;
	struct staged_file *files;
	size_t n_files, files_room;
	struct day_count_row *counts; /* unmerged: equal keys add up */
	size_t n_counts, counts_room;
	struct asn_set asns;
	int failed; /* the first failure, and why */
	struct err err;
};
void written_init(struct written *w, const struct site *site, const struct geo *geo);
void written_done(struct written *w);
/* A file that was staged (`r` 0), or why not. */
void written_add(struct written *w, int r, struct staged_file *file, const struct err *err);
void written_add_asns(
	struct written *w, struct asn_set *asns); /* takes them: worth a name */

struct access_day {
	int32_t day;
	struct access_row *rows;
	size_t n, room;
};

/* Into staged files, by `worker`, a struct lake_writer; what is given stays the caller's.
 */
void stage_access(
	void *worker, struct written *w, uint16_t sensor, const struct access_day *day);
void stage_sources(void *worker, struct written *w, struct sensor_day at,
	struct day_table *const *tables, size_t n, bool whole);
void stage_flows(void *worker, struct written *w, const struct flow *flows, size_t n);

/* All take what they are given; the pool's workers are struct lake_writer. */
void write_access(struct pool *pool, struct written *w, uint16_t sensor,
	const struct access_day *day);
/* One file of all tables; with `whole` the day is counted from them too. */
void write_sources(struct pool *pool, struct written *w, struct sensor_day at,
	struct day_table **tables, size_t n, bool whole);
void write_flows(struct pool *pool, struct written *w, struct flow *flows, size_t n);
