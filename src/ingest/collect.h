/* collect.h - closed bins and days of all shards become rows, and rows staged files. */
#pragma once

#include "ingest/write.h"

struct bin_packets {
	uint32_t bin;
	int64_t packets;
};

/* Packets of a sensor by bin, in order of bins. */
struct sensor_bins {
	struct bin_packets *bins;
	size_t n, room;
};

struct collect;
/* Writers of the pool are struct lake_writer. */
struct collect *collect_new(const struct site *site, const struct geo *geo,
	unsigned n_shards, struct pool *pool);
void collect_free(struct collect *c);

/* The sink of one shard; the shard's number is in it. */
struct tally_sink collect_sink(struct collect *c, unsigned shard);
/* A shard will give nothing more of bins before `bin`. */
void collect_clock(struct collect *c, unsigned shard, uint32_t bin);

/* Bins whose tuples are kept (called before any shard can close them), or no longer. */
void collect_keep_tuples(struct collect *c, uint32_t bin, bool keep);
/* The tuples that an earlier capture left for a bin, to recall when a shard opens it. */
void collect_set_recall(struct collect *c,
	void (*recall)(void *arg, unsigned shard, uint32_t bin), void *arg);
void collect_flows(struct collect *c, struct flow *flows, size_t n); /* takes them */

/* After every shard has finished: waits for the files. */
int collect_finish(struct collect *c, struct err *err);

/* What came of it; owned by the collector. */
struct collected {
	struct written written;
	struct sensor_day *in_parts; /* days whose counts must be asked of the files */
	size_t n_in_parts;
	struct sensor_day *days; /* every day with rows, each once */
	size_t n_days;
	struct sensor_bins *bins; /* by sensor */
	struct edge_row *edges;
	size_t n_edges;
	int64_t packets, accesses;
};
struct collected *collect_result(struct collect *c);
