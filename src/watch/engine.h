/* engine.h - the engine, shared by its files.  Private to the room. */
#pragma once

#include "watch/rejoin.h"
#include "watch/table.h"

enum { BATCH_MAX = 256, TABLES_MAX = 64 };

/* A packet that a watch counts. */
struct work {
	uint64_t hash;
	struct watch_key key;
	uint16_t seen; /* its number in the batch */
	bool if_known;
};

enum proto_class { CLASS_TCP, CLASS_UDP, CLASS_OTHER, CLASS_COUNT };
static inline enum proto_class
class_of(uint8_t proto)
{
	return proto == IP_TCP ? CLASS_TCP : proto == IP_UDP ? CLASS_UDP : CLASS_OTHER;
}

/* Tables that want packets of one sort. */
struct interested {
	uint8_t tables[TABLES_MAX], n;
};

struct engine {
	struct engine_config config;
	struct telescope telescope;
	struct streams *streams;
	struct rejoin *rejoin;
	struct watch_table tables[TABLES_MAX];
	size_t n_tables;
	struct interested interested[2][CLASS_COUNT][KIND_COUNT]; /* [1]: in darknets */
	/* Detectors of packets, by protocol. */
	const struct detector *packets[CLASS_COUNT][TABLES_MAX];
	size_t n_packets[CLASS_COUNT];
	const struct detector *stream_ones[TABLES_MAX];
	size_t n_streams;
	struct sighting sightings[BATCH_MAX];
	/* Of a batch, by table: on own ones; on those of peers. */
	struct jobs {
		struct work *at;
		size_t n;
		uint64_t begun[16]; /* a bit for each key that may begin in it */
	} own[TABLES_MAX], elsewhere[TABLES_MAX];
	struct inspection inspection, judging; /* of a detector; of a watch */
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
/* A table of a watch of packets. */
void engine_add_counting(struct engine *e, size_t table);
/* A batch, BATCH_MAX at most, into these tables. */
void engine_count(struct engine *e, const struct seen *seen, size_t n);
