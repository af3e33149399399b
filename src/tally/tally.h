/* tally - what is counted over time: accesses and exact distinct sources per 5-minute bin
 * and day.
 *
 * Counting is split into shards by the hash of the source address, so that everything about
 * one source is in one shard and sums over shards are exact.  A shard keeps two bins open,
 * the current one and the one before it; packets that come later than that are the caller's
 * to sort (ingest does).  The order of packets within the open bins does not matter.
 *
 * An access is one (source, destination, protocol, source port, destination port) in a bin,
 * counted under the first of scan, backscatter, other that it showed.
 */
#pragma once

#include "base/base.h"
#include "decode/decode.h"
#include "geo/geo.h"
#include "site/site.h"

/* One packet as counting sees it: a cache line. */
struct arrival {
	struct addr src, dst;
	uint32_t src_hash;
	uint32_t bin; /* epoch seconds / BIN_S */
	uint32_t time_s;
	uint32_t len;
	uint16_t sport, dport; /* of ICMP: identifier; type << 8 | code */
	uint16_t port; /* under which it counts */
	uint16_t sensor;
	uint8_t proto, kind, ttl, flags; /* enum arrival_flag */
	uint8_t tools, tcp_flags;
	uint8_t pad[2];
};
_Static_assert(sizeof(struct arrival) == 64, "an arrival is a cache line");
enum arrival_flag { ARRIVAL_EXCLUDED = 1, ARRIVAL_FRAGMENT = 2 };

/* Secret of the process against made-up collisions; the counts do not depend on it. */
struct tally_seed {
	uint64_t a, b, c;
};
struct tally_seed tally_seed(void);

static inline uint64_t
tally_mix(uint64_t x, uint64_t y)
{
	__extension__ unsigned __int128 p = (unsigned __int128)x * y;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint32_t
tally_source_hash(const struct tally_seed *seed, struct addr src)
{
	uint64_t h = tally_mix(src.lo ^ seed->a, src.hi ^ seed->b);
	return (uint32_t)(tally_mix(h, seed->c) >> 16);
}

static inline unsigned
tally_shard_of(uint32_t src_hash, unsigned n_shards)
{
	return (unsigned)(((uint64_t)src_hash * n_shards) >> 32);
}

/* What a cell of a bin has counted: a row of `access`. */
struct cell {
	uint16_t sensor, port, country;
	uint8_t proto;
	uint8_t kind_excluded; /* kind << 1 | excluded */
	int64_t packets, bytes;
	int32_t accesses, sources; /* differences when the bin met an earlier capture's */
};

/* One access, or (fragment) the trace of later fragments, in one bin. */
struct tuple {
	struct addr src, dst;
	uint16_t sport, dport;
	uint16_t sensor;
	uint8_t proto;
	uint8_t fragment;
	uint8_t shown; /* 1 << kind, all that were seen */
	uint8_t counted; /* the kind it counts under */
	uint16_t pad;
	uint32_t entry; /* private: who it is counted for */
};

/* One source by port and kind on one day: a row of `source_day`.  A cache line. */
struct source_entry {
	struct addr src;
	uint16_t port;
	uint8_t proto;
	uint8_t kind_excluded;
	uint32_t packets;
	uint64_t bytes : 48, ttl_min : 8, ttl_max : 8;
	int32_t accesses;
	uint32_t first_s, last_s;
	uint32_t cell_even : 28, tools : 4; /* private: its cell in the open bins */
	uint32_t cell_odd : 28, has_access : 2, spare : 2; /* in the even, the odd bin */
	uint16_t bin_tag[2];
	uint64_t sketch : 48, country : 16;
};
_Static_assert(sizeof(struct source_entry) == 64, "a source entry is a cache line");

/* All sources of a sensor's local day that one shard saw, or a part of them. */
struct day_table {
	uint16_t sensor;
	int32_t day;
	struct source_entry *entries;
	uint32_t n_entries, room;
	uint64_t *index; /* tag << 32 | number + 1 */
	uint32_t index_mask;
};
void day_table_free(struct day_table *t);

/* About how many destinations a source's packets had. */
uint64_t sketch_bit(struct addr dst);
uint32_t sketch_estimate(uint64_t sketch);

struct tally_config {
	const struct site *site;
	const struct geo *geo;
	struct tally_seed seed;
	uint32_t entries_max; /* of one shard, before days are handed out in parts */
};

/* What a shard hands out; called in its thread. */
struct tally_sink {
	/* Cells with something in them, of a bin that is over.  Called once for each bin.
	 */
	void (*bin_closed)(void *arg, uint32_t bin, struct cell *cells, size_t n);
	/* Whether the tuples of a bin that closes are wanted, and the tuples. */
	bool (*wants_tuples)(void *arg, uint32_t bin);
	void (*tuples)(void *arg, uint32_t bin, const struct tuple *tuples, size_t n);
	/* Tuples that an earlier capture left for a bin that opens: call shard_recall. */
	void (*bin_opened)(void *arg, uint32_t bin);
	/* A day or a part of it; the table is the sink's to free. */
	void (*day_closed)(void *arg, struct day_table *table, bool whole);
	void *arg;
};

struct shard;
struct shard *shard_new(const struct tally_config *config, const struct tally_sink *sink);
void shard_free(struct shard *s);

/* Bins before `bin` - 1 are over: none of their packets will come. */
void shard_advance(struct shard *s, uint32_t bin);
/* All bins before `bin` are over and their days are handed out in parts: nothing waits.  No
 * packet of `bin` or later may have been counted. */
void shard_settle(struct shard *s, uint32_t bin);
/* What the open bins hold: records of sources and of accesses. */
size_t shard_records(const struct shard *s);
/* The cells of the open bins so far. */
void shard_peek(
	const struct shard *s, void (*see)(void *arg, const struct cell *cell), void *arg);
/* Every bin and day is over. */
void shard_finish(struct shard *s);
/* False if a packet was of a bin that is over: the counts are useless then. */
bool shard_count(struct shard *s, const struct arrival *arrivals, size_t n);
/* An access that is in the lake already: it is known, and not counted again. */
void shard_recall(struct shard *s, uint32_t bin, const struct tuple *t);

/* Cells of one bin from several shards, added up. */
struct cell_sum;
struct cell_sum *cell_sum_new(void);
void cell_sum_free(struct cell_sum *sum);
void cell_sum_add(struct cell_sum *sum, const struct cell *cells, size_t n);
const struct cell *cell_sum_cells(const struct cell_sum *sum, size_t *ret_n);

/* --- flow tuples (flow.c): what corsaro calls by that name, for --detail flow ------------
 */

struct flow {
	struct addr src, dst;
	uint32_t bin, len;
	uint16_t sport, dport; /* of ICMP: type, code */
	uint16_t sensor;
	uint8_t proto, flags, ttl, excluded;
	int64_t packets, bytes;
};
struct flow_table;
struct flow_table *flow_table_new(const struct tally_seed *seed);
void flow_table_free(struct flow_table *t);
void flow_table_count(struct flow_table *t, const struct arrival *arrivals, size_t n);
size_t flow_table_size(const struct flow_table *t);
/* All flows so far, the caller's to free; the table is empty then.  A flow may come again
 * in a later call: rows of equal keys add up. */
struct flow *flow_table_take(struct flow_table *t, size_t *ret_n);

/* --- counts of a day (day_count.c) -------------------------------------------------------
 */

enum day_dimension {
	DAY_ALL,
	DAY_PORT,
	DAY_COUNTRY,
	DAY_KIND,
	DAY_GROUP,
	DAY_DIMENSIONS,
};

struct day_count {
	enum day_dimension dimension;
	uint8_t excluded, proto, kind;
	uint16_t port, country, group;
	int64_t packets, bytes, accesses, sources;
};

/* Fed one row of source_day after the other, sorted by source and then port. */
struct day_counter;
struct day_counter *day_counter_new(const struct site *site);
void day_counter_free(struct day_counter *c);
struct day_row {
	struct addr src;
	uint16_t port, country;
	uint8_t proto, kind, excluded;
	int64_t packets, bytes, accesses;
};
void day_counter_add(struct day_counter *c, const struct day_row *row);
/* The counts, owned by the counter; it may be fed the next day after day_counter_reset. */
const struct day_count *day_counter_done(struct day_counter *c, size_t *ret_n);
void day_counter_reset(struct day_counter *c);

/* The order of a table's entries by source, proto, port and kind; `ret` has n_entries. */
void day_table_sort(const struct day_table *t, uint32_t *ret);
