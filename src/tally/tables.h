/* tables.h - the three hash tables of counting.  Private to the room, inlined into it.
 *
 * Dense records in an array, found through an index of 8-byte slots (32-bit tag, 32-bit
 * number + 1): growing rewrites the index alone, and a miss costs one line.
 */
#pragma once

#include "base/big.h"
#include "tally/tally.h"

enum { INDEX_FIRST = 64 };

static inline uint64_t *
index_new(uint32_t slots)
{
	return big_grow(NULL, 0, slots * sizeof(uint64_t));
}

static inline void
index_free(uint64_t *index, uint32_t mask)
{
	big_free(index, ((size_t)mask + 1) * sizeof(*index));
}

static inline void
index_put(uint64_t *index, uint32_t mask, uint32_t tag, uint32_t number)
{
	uint32_t at = tag & mask;
	while (index[at])
		at = (at + 1) & mask;
	index[at] = (uint64_t)tag << 32 | (number + 1);
}

/* The index at twice its size; tags are whole hashes, so records are not looked at. */
static inline void
index_double(uint64_t **index, uint32_t *mask)
{
	uint32_t slots = *mask + 1;
	must(slots < UINT32_C(1) << 31);
	uint64_t *wide = index_new(2 * slots);
	for (uint32_t i = 0; i < slots; i++)
		if ((*index)[i])
			index_put(wide, 2 * slots - 1, (uint32_t)((*index)[i] >> 32),
				(uint32_t)(*index)[i] - 1);
	index_free(*index, *mask);
	*index = wide;
	*mask = 2 * slots - 1;
}

static inline bool
index_is_full(uint32_t n, uint32_t mask)
{
	return n >= mask - mask / 4;
}

/* --- sources of a day --------------------------------------------------------------------
 */

static inline uint32_t
entry_hash(uint32_t src_hash, uint16_t port, uint8_t proto, uint8_t kind_excluded)
{
	uint64_t key = (uint64_t)port << 16 | (uint64_t)proto << 8 | kind_excluded;
	return (uint32_t)(tally_mix(src_hash ^ key << 32, UINT64_C(0x9e3779b97f4a7c15)) >>
		16);
}

static inline bool
entry_is(const struct source_entry *e, struct addr src, uint16_t port, uint8_t proto,
	uint8_t kind_excluded)
{
	return e->src.lo == src.lo && e->src.hi == src.hi && e->port == port &&
		e->proto == proto && e->kind_excluded == kind_excluded;
}

struct entry_key {
	struct addr src;
	uint16_t port;
	uint8_t proto, kind_excluded;
	uint32_t hash;
};

/* The number of an entry, or n_entries for one that is not there yet. */
static inline uint32_t
day_table_find(const struct day_table *t, const struct entry_key *key)
{
	uint32_t at = key->hash & t->index_mask;
	for (uint64_t slot; (slot = t->index[at]); at = (at + 1) & t->index_mask) {
		if (slot >> 32 != key->hash)
			continue;
		uint32_t number = (uint32_t)slot - 1;
		if (entry_is(&t->entries[number], key->src, key->port, key->proto,
			    key->kind_excluded))
			return number;
	}
	return t->n_entries;
}

/* A zeroed entry under `key`; its number is n_entries before the call. */
static inline struct source_entry *
day_table_add(struct day_table *t, const struct entry_key *key)
{
	if (index_is_full(t->n_entries, t->index_mask))
		index_double(&t->index, &t->index_mask);
	if (t->n_entries == t->room) {
		uint32_t room = 2 * t->room + 64; /* what is not touched costs nothing */
		t->entries = big_grow(t->entries, t->room * sizeof(*t->entries),
			room * sizeof(*t->entries));
		t->room = room;
	}
	index_put(t->index, t->index_mask, key->hash, t->n_entries);
	struct source_entry *e = &t->entries[t->n_entries++];
	*e = (struct source_entry){
		.src = key->src,
		.port = key->port,
		.proto = key->proto,
		.kind_excluded = key->kind_excluded,
		.ttl_min = UINT8_MAX,
		.first_s = UINT32_MAX,
		.tools = 0xf,
		.bin_tag = { 1, 0 }, /* of the other parity: no bin of its own */
	};
	return e;
}

/* --- cells of a bin ----------------------------------------------------------------------
 */

struct cell_table {
	struct cell *cells;
	uint32_t n, room;
	uint64_t *index;
	uint32_t mask;
};

static inline uint64_t
cell_key(const struct cell *c)
{
	return (uint64_t)c->sensor << 48 | (uint64_t)c->port << 32 |
		(uint64_t)c->country << 16 | (uint64_t)c->proto << 8 | c->kind_excluded;
}

static inline uint32_t
cell_table_get(struct cell_table *t, const struct cell *key, uint64_t secret)
{
	uint64_t k = cell_key(key);
	uint32_t hash =
		(uint32_t)(tally_mix(k ^ secret, UINT64_C(0xa0761d6478bd642f)) >> 16);
	uint32_t at = hash & t->mask;
	for (uint64_t slot; (slot = t->index[at]); at = (at + 1) & t->mask)
		if (slot >> 32 == hash && cell_key(&t->cells[(uint32_t)slot - 1]) == k)
			return (uint32_t)slot - 1;
	if (index_is_full(t->n, t->mask))
		index_double(&t->index, &t->mask);
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->cells = base_grow(t->cells, t->room, sizeof(*t->cells));
	}
	index_put(t->index, t->mask, hash, t->n);
	t->cells[t->n] = *key;
	return t->n++;
}

static inline void
cell_table_init(struct cell_table *t)
{
	*t = (struct cell_table){ .index = index_new(INDEX_FIRST),
		.mask = INDEX_FIRST - 1 };
}

static inline void
cell_table_done(struct cell_table *t)
{
	free(t->cells);
	index_free(t->index, t->mask);
}

/* --- tuples of a bin ---------------------------------------------------------------------
 */

struct tuple_set {
	struct tuple *tuples;
	uint32_t n, room;
	uint64_t *index;
	uint32_t mask;
};

static inline uint32_t
tuple_hash(uint32_t src_hash, const struct arrival *a)
{
	uint64_t ports = (uint64_t)a->sport << 32 | (uint64_t)a->dport << 16 | a->sensor;
	uint64_t h = tally_mix(a->dst.lo ^ (uint64_t)src_hash << 17,
		a->dst.hi ^ ports ^ UINT64_C(0x2d358dccaa6c78a5));
	return (uint32_t)(tally_mix(h ^ a->proto, UINT64_C(0x8bb84b93962eacc9)) >> 16);
}

static inline bool
tuple_is(const struct tuple *t, const struct arrival *a)
{
	return addr_equal(t->src, a->src) && addr_equal(t->dst, a->dst) &&
		t->sport == a->sport && t->dport == a->dport && t->proto == a->proto &&
		t->sensor == a->sensor &&
		t->fragment == ((a->flags & ARRIVAL_FRAGMENT) != 0);
}

/* The tuple of an arrival; a new one has shown == 0. */
static inline struct tuple *
tuple_set_get(struct tuple_set *s, const struct arrival *a, uint32_t hash)
{
	uint32_t at = hash & s->mask;
	for (uint64_t slot; (slot = s->index[at]); at = (at + 1) & s->mask)
		if (slot >> 32 == hash && tuple_is(&s->tuples[(uint32_t)slot - 1], a))
			return &s->tuples[(uint32_t)slot - 1];
	if (index_is_full(s->n, s->mask))
		index_double(&s->index, &s->mask);
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->tuples = base_grow(s->tuples, s->room, sizeof(*s->tuples));
	}
	index_put(s->index, s->mask, hash, s->n);
	struct tuple *t = &s->tuples[s->n++];
	*t = (struct tuple){
		.src = a->src,
		.dst = a->dst,
		.sport = a->sport,
		.dport = a->dport,
		.sensor = a->sensor,
		.proto = a->proto,
		.fragment = (a->flags & ARRIVAL_FRAGMENT) != 0,
	};
	return t;
}

static inline void
tuple_set_init(struct tuple_set *s)
{
	*s = (struct tuple_set){ .index = index_new(INDEX_FIRST), .mask = INDEX_FIRST - 1 };
}

static inline void
tuple_set_done(struct tuple_set *s)
{
	free(s->tuples);
	index_free(s->index, s->mask);
}

/* Empty, keeping what a bin like the last one needs. */
static inline void
index_clear(uint64_t **index, uint32_t *mask, uint32_t last_n)
{
	if (*mask + 1 > INDEX_FIRST && last_n < (*mask + 1) / 16) {
		index_free(*index, *mask);
		*mask = (*mask + 1) / 4 - 1;
		*index = index_new(*mask + 1);
		return;
	}
	memset(*index, 0, ((size_t)*mask + 1) * sizeof(**index));
}
