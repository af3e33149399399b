/* table.c - the keys of one watch and their tallies. */
#include "watch/table.h"

#include "base/big.h"

#include <sys/mman.h>
#include <sys/random.h>

enum { INDEX_LEAST = 1 << 10, SEEN_SIZE = 1 << 18, MAYBE_WORDS = 1 << 12 };
/* Sweeping reads every entry; what is touched is judged in time without it. */
/* Most tables stay small, and a huge page for each would be most of their memory. */
#define HUGE_FROM ((size_t)4 << 20)
#define SWEEP_LEAST_NS (INT64_C(3600) * 1000000000)

static size_t
index_size(const struct watch_table *t)
{
	return ((size_t)t->mask + 1) * sizeof(*t->index);
}

void
watch_table_init(struct watch_table *t, const struct watch *watch, int64_t idle_ns,
	void (*over)(void *arg, struct watch_table *t, const struct watch_entry *e),
	void *arg)
{
	*t = (struct watch_table){
		.watch = watch, .idle_ns = idle_ns, .over = over, .arg = arg
	};
	must(watch->keys_max > 0 && watch->judge);
	t->stride = (sizeof(struct watch_entry) + watch->tally_size + 63) & ~(size_t)63;
	/* Pages are only taken when they are first written. */
	void *at = mmap(NULL, t->stride * t->watch->keys_max, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	must(at != MAP_FAILED);
	t->entries = at;
	size_t size = t->stride * t->watch->keys_max;
	if (size > HUGE_FROM)
		(void)madvise(t->entries + HUGE_FROM, size - HUGE_FROM, MADV_HUGEPAGE);
	t->index = big_grow(NULL, 0, INDEX_LEAST * sizeof(*t->index));
	t->mask = INDEX_LEAST - 1;
	t->maybe = base_alloc(MAYBE_WORDS, sizeof(*t->maybe));
	if (watch->admit > 1)
		t->seen = base_alloc(SEEN_SIZE, 1);
	must(getrandom(t->seed, sizeof(t->seed), 0) == sizeof(t->seed));
	t->seed[1] |= 1;
	t->next_sweep_ns = INT64_MIN;
	(void)pthread_mutex_init(&t->lock, NULL);
}

void
watch_table_done(struct watch_table *t)
{
	if (t->entries)
		(void)munmap(t->entries, t->stride * t->watch->keys_max);
	big_free(t->index, index_size(t));
	free(t->seen);
	free(t->maybe);
	(void)pthread_mutex_destroy(&t->lock);
	*t = (struct watch_table){ 0 };
}

/* --- the index ------------------------------------------------------------------------
 * Of an entry the index keeps the upper half of its hash; the lower half, which says where
 * it stands, is computed again when it is needed. */

static uint32_t
home_of(const struct watch_table *t, uint32_t number)
{
	return (uint32_t)watch_table_hash(t, &watch_table_at(t, number)->key) & t->mask;
}

static void
index_put(struct watch_table *t, uint64_t hash, uint32_t number)
{
	uint32_t at = (uint32_t)hash & t->mask;
	while (t->index[at])
		at = (at + 1) & t->mask;
	t->index[at] = (hash >> 32) << 32 | (number + 1);
}

static void
index_grow(struct watch_table *t)
{
	big_free(t->index, index_size(t));
	t->mask = 2 * t->mask + 1;
	t->index = big_grow(NULL, 0, index_size(t));
	for (uint32_t i = 0; i < t->n; i++)
		index_put(t, watch_table_hash(t, &watch_table_at(t, i)->key), i);
}

static uint32_t
index_slot_of(const struct watch_table *t, uint32_t number)
{
	uint32_t at = home_of(t, number);
	while ((uint32_t)t->index[at] != number + 1)
		at = (at + 1) & t->mask;
	return at;
}

static void
index_remove(struct watch_table *t, uint32_t number)
{
	uint32_t at = index_slot_of(t, number);
	for (uint32_t next = (at + 1) & t->mask; t->index[next];
		next = (next + 1) & t->mask) {
		uint32_t home = home_of(t, (uint32_t)t->index[next] - 1);
		if (((next - home) & t->mask) >= ((next - at) & t->mask)) {
			t->index[at] = t->index[next];
			at = next;
		}
	}
	t->index[at] = 0;
}

struct watch_entry *
watch_table_find(const struct watch_table *t, uint64_t hash, const struct watch_key *key)
{
	for (uint32_t at = (uint32_t)hash & t->mask; t->index[at];
		at = (at + 1) & t->mask) {
		if (t->index[at] >> 32 != hash >> 32)
			continue;
		struct watch_entry *e = watch_table_at(t, (uint32_t)t->index[at] - 1);
		if (addr_equal(e->key.addr, key->addr) && e->key.rest == key->rest)
			return e;
	}
	return NULL;
}

/* --- entries -------------------------------------------------------------------------
 */

static void
remove_entry(struct watch_table *t, uint32_t number)
{
	index_remove(t, number);
	uint32_t last = t->n - 1;
	if (number != last) {
		uint32_t slot = index_slot_of(t, last);
		t->index[slot] = t->index[slot] >> 32 << 32 | (number + 1);
		memcpy(watch_table_at(t, number), watch_table_at(t, last), t->stride);
	}
	t->n--;
}

/* Up to a quarter of the keys are then over and still there. */
static int64_t
sweep_every_ns(const struct watch_table *t)
{
	return t->idle_ns / 4 > SWEEP_LEAST_NS ? t->idle_ns / 4 : SWEEP_LEAST_NS;
}

void
watch_table_sweep(struct watch_table *t, int64_t now_ns)
{
	if (now_ns < t->next_sweep_ns)
		return;
	bool first = t->next_sweep_ns == INT64_MIN;
	t->next_sweep_ns = now_ns + sweep_every_ns(t);
	for (uint32_t i = 0; !first && i < t->n;) {
		struct watch_entry *e = watch_table_at(t, i);
		if (now_ns - e->last_ns <= t->idle_ns) {
			i++;
			continue;
		}
		t->over(t->arg, t, e);
		remove_entry(t, i);
	}
}

/* Room for one more, by an early sweep if there is none; not more often than every quarter
 * of the idle time, or a full table would be read for each packet. */
static bool
make_room(struct watch_table *t, int64_t now_ns)
{
	if (t->n < t->watch->keys_max)
		return true;
	int64_t last_sweep = t->next_sweep_ns - sweep_every_ns(t);
	if (now_ns - last_sweep > t->idle_ns / 4) {
		t->next_sweep_ns = now_ns;
		watch_table_sweep(t, now_ns);
	}
	return t->n < t->watch->keys_max;
}

static struct watch_entry *
add(struct watch_table *t, uint64_t hash, const struct watch_key *key, int64_t time_ns,
	const struct origin *origin)
{
	if (t->seen) {
		uint8_t *n = &t->seen[hash >> 46];
		if (*n + 1U < t->watch->admit) {
			++*n;
			return NULL;
		}
	}
	if (!make_room(t, time_ns)) {
		t->refused++;
		return NULL;
	}
	if ((t->n + 1) * 2 > t->mask)
		index_grow(t);
	uint32_t number = t->n++;
	struct watch_entry *e = watch_table_at(t, number);
	memset(e, 0, t->stride);
	*e = (struct watch_entry){ .key = *key,
		.first_ns = time_ns,
		.last_ns = time_ns,
		.frame = origin->frame,
		.file = origin->file,
		.sensor = origin->sensor,
		.excluded = true };
	index_put(t, hash, number);
	watch_table_note(t, hash);
	return e;
}

struct watch_entry *
watch_table_touch(struct watch_table *t, uint64_t hash, const struct watch_key *key,
	int64_t time_ns, const struct origin *origin, bool excluded)
{
	struct watch_entry *e = watch_table_find(t, hash, key);
	if (e && time_ns - e->last_ns > t->idle_ns) {
		t->over(t->arg, t, e);
		memset(e + 1, 0, t->stride - sizeof(*e));
		e->first_ns = e->last_ns = time_ns;
		e->packets = 0;
		e->frame = origin->frame;
		e->file = origin->file;
		e->sensor = origin->sensor;
		e->excluded = true;
	} else if (!e) {
		e = add(t, hash, key, time_ns, origin);
		if (!e)
			return NULL;
	}
	e->packets += e->packets < UINT32_MAX;
	e->first_ns = time_ns < e->first_ns ? time_ns : e->first_ns;
	e->last_ns = time_ns > e->last_ns ? time_ns : e->last_ns;
	e->excluded &= excluded;
	return e;
}

void
watch_table_finish(struct watch_table *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		t->over(t->arg, t, watch_table_at(t, i));
	t->n = 0;
	memset(t->index, 0, index_size(t));
	memset(t->maybe, 0, MAYBE_WORDS * sizeof(*t->maybe));
	if (t->seen)
		memset(t->seen, 0, SEEN_SIZE);
	t->next_sweep_ns = INT64_MIN;
}
