/* lanes.h - the shards, each in a thread of its own or (one shard) in the caller's. */
#pragma once

#include "ingest/collect.h"
#include "tally/tally.h"

struct lanes;
int lanes_new(const struct tally_config *config, unsigned n, bool flow,
	struct collect *collect, struct lanes **ret, struct err *err);
/* Arrivals in the order in which they count; false when one came too late to be counted. */
bool lanes_count(struct lanes *l, const struct arrival *arrivals, size_t n);
/* Ends all shards and frees. */
bool lanes_finish(struct lanes *l);
struct shard *lanes_shard(struct lanes *l, unsigned number);
