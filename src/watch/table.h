/* table.h - the keys of one watch and their tallies.  Private to the room.
 *
 * Entries are dense and in the order of their creation (a judged one gives its place to the
 * last), so what comes out does not depend on the seed of the hash.
 */
#pragma once

#include "watch/watch.h"

#include <pthread.h>

/* Before a tally; 64 bytes. */
struct watch_entry {
	struct watch_key key;
	int64_t first_ns, last_ns;
	uint64_t frame;
	uint32_t packets;
	uint16_t file, sensor;
	bool excluded; /* all of it */
	uint8_t spare[7];
};
_Static_assert(sizeof(struct watch_entry) == 64, "an entry's head is a cache line");

struct watch_table {
	const struct watch *watch;
	size_t stride;
	uint8_t *entries;
	uint32_t n;
	uint32_t *index; /* some bits of the hash, and number + 1 below them; 0: empty */
	uint32_t mask, number_mask;
	uint8_t *seen; /* packets of keys without a tally, by hash */
	uint64_t *maybe; /* a bit for each key that there may be: most have none */
	uint8_t maybe_shift; /* the hash's upper bits are the number of the bit */
	int64_t idle_ns, next_sweep_ns;
	uint64_t refused;
	uint64_t seed[2];
	/* A key that is over; `arg` is whose work made it so. */
	void (*over)(void *arg, struct watch_table *t, const struct watch_entry *e);
	void *arg;
	bool shared; /* by several engines, under the lock */
	pthread_mutex_t lock;
};

void watch_table_init(struct watch_table *t, const struct watch *watch, int64_t idle_ns,
	bool shared,
	void (*over)(void *arg, struct watch_table *t, const struct watch_entry *e),
	void *arg);
void watch_table_done(struct watch_table *t);

static inline uint64_t
watch_mix(uint64_t x, uint64_t y)
{
	__extension__ unsigned __int128 p = (unsigned __int128)x * y;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t
watch_table_hash(const struct watch_table *t, const struct watch_key *key)
{
	uint64_t h = watch_mix(key->addr.lo ^ t->seed[0], key->addr.hi ^ t->seed[1]);
	return watch_mix(h ^ key->rest, t->seed[1]);
}

static inline struct watch_entry *
watch_table_at(const struct watch_table *t, uint32_t number)
{
	return (struct watch_entry *)(t->entries + t->stride * number);
}

/* What stands in the index above an entry's number. */
static inline uint32_t
watch_table_tag(const struct watch_table *t, uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~t->number_mask;
}

static inline void *
watch_entry_tally(struct watch_entry *e)
{
	return e + 1;
}

/* False: there is no such key.  Neither this nor watch_table_note() needs the lock. */
static inline bool
watch_table_maybe(const struct watch_table *t, uint64_t hash)
{
	uint64_t bit = hash >> t->maybe_shift;
	return __atomic_load_n(&t->maybe[bit / 64], __ATOMIC_RELAXED) >> bit % 64 & 1;
}

static inline void
watch_table_note(struct watch_table *t, uint64_t hash)
{
	uint64_t number = hash >> t->maybe_shift, bit = UINT64_C(1) << number % 64;
	uint64_t *word = &t->maybe[number / 64];
	uint64_t now = __atomic_load_n(word, __ATOMIC_RELAXED);
	if (now & bit)
		return;
	if (t->shared)
		(void)__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
	else
		*word = now | bit; /* without the wait for all earlier stores */
}

/* Two looks ahead of watch_table_touch(): at the slot, then at the entry; the values mean
 * nothing. */
static inline uint64_t
watch_table_load_slot(const struct watch_table *t, uint64_t hash)
{
	return t->index[(uint32_t)hash & t->mask] + (t->seen ? t->seen[hash >> 46] : 0);
}
static inline uint64_t
watch_table_load_entry(const struct watch_table *t, uint64_t hash)
{
	uint32_t slot = t->index[(uint32_t)hash & t->mask];
	uint32_t number = slot & t->number_mask;
	bool there = number > 0 && slot - number == watch_table_tag(t, hash);
	/* Another's entry rather than a branch that is foretold wrongly. */
	const struct watch_entry *e = watch_table_at(t, (number - 1) & -(uint32_t)there);
	return e->packets + *(const uint8_t *)(e + 1);
}

/* The key's entry with its times and counts moved on, or NULL: not admitted yet, or
 * refused.  A key that was silent for too long is over first and begins again. */
struct watch_entry *watch_table_touch(struct watch_table *t, uint64_t hash,
	const struct watch_key *key, int64_t time_ns, const struct origin *origin,
	bool excluded);
/* The key's entry as it is, or NULL. */
struct watch_entry *watch_table_find(
	const struct watch_table *t, uint64_t hash, const struct watch_key *key);
/* Keys that have been silent for too long are over; called now and then. */
void watch_table_sweep(struct watch_table *t, int64_t now_ns);
void watch_table_finish(struct watch_table *t);
