/* engine.h - the engine, shared by its files.  Private to the room. */
#pragma once

#include "watch/rejoin.h"
#include "watch/table.h"

enum { BATCH_MAX = 256, TABLES_MAX = 64 };

/* A packet that a watch counts. */
struct work {
	uint64_t hash;
	struct watch_key key;
	const struct seen *seen;
	struct sighting sighting;
	bool if_known;
};

struct engine {
	struct engine_config config;
	struct telescope telescope;
	struct streams *streams;
	struct rejoin *rejoin;
	struct watch_table tables[TABLES_MAX];
	size_t n_tables;
	/* Tables that want packets of a kind. */
	size_t of_kind[KIND_COUNT][TABLES_MAX];
	size_t n_of_kind[KIND_COUNT];
	const struct detector *packets[TABLES_MAX]; /* with `packet` or `fragment` */
	size_t n_packets;
	const struct detector *stream_ones[TABLES_MAX];
	size_t n_streams;
	/* Of a batch, by table: on own ones; on those of peers. */
	struct jobs {
		struct work *at;
		size_t n;
	} own[TABLES_MAX], elsewhere[TABLES_MAX];
	struct inspection inspection;
	int64_t now_ns, next_expire_ns;
	uint64_t suppressed;
};

/* --- the tables (count.c) --------------------------------------------------------------
 */

unsigned engine_share(const struct engine *e); /* engines that share; 1: it is alone */
/* The table `i` that has the key's address, and for whom; one at a time, or two engines
 * would wait for each other: what a judgement finds no watch watches. */
struct watch_table *engine_table(struct engine *e, size_t i, struct addr key);
struct watch_table *engine_own_table(struct engine *e, size_t i);
void engine_table_done(struct engine *e, struct watch_table *t);

/* The site leaves out what goes to the packet's service. */
bool engine_excludes(const struct seen *seen);
/* A batch into the tables of the watches of packets. */
void engine_count(struct engine *e, const struct seen *seen, size_t n);
