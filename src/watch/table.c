/* table.c - the keys of one watch and their tallies. */
#include "watch/table.h"

#include "base/big.h"

#include <sys/mman.h>
#include <sys/random.h>

enum { INDEX_LEAST = 1 << 10, SEEN_SIZE = 1 << 18, MAYBE_MOST = 18 };
enum { MAYBE_WORDS = (1 << MAYBE_MOST) / 64 };
/* Sweeping reads every entry, and what is touched is judged in time without it; but a table
 * full of what is over leaves the caches.  Of 300, 480, 900, 1800 and 3600 s this was the
 * fastest for ten million packets a day. */
#define SWEEP_LEAST_NS (INT64_C(900) * 1000000000)
/* Most tables stay small, and a huge page for each would be most of their memory. */
#define HUGE_FROM ((size_t)4 << 20)

static size_t
index_bytes(const struct watch_table *t)
{
	return ((size_t)t->mask + 1) * sizeof(*t->index);
}

/* Four bits for each slot of the index: so it stays in the caches where keys are few.
 * Engines that share leave it as it is: another could have noted a key that it has yet to
 * add. */
static void
maybe_clear(struct watch_table *t)
{
	unsigned bits = MAYBE_MOST;
	while (bits > 6 && 1U << (bits - 1) >= 4 * (t->mask + 1))
		bits--;
	t->maybe_shift = (uint8_t)(64 - bits);
	memset(t->maybe, 0, (size_t)1 << (bits - 3));
}

void
watch_table_init(struct watch_table *t, const struct watch *watch, int64_t idle_ns,
	bool shared,
	void (*over)(void *arg, struct watch_table *t, const struct watch_entry *e),
	void *arg)
{
	*t = (struct watch_table){ .watch = watch,
		.idle_ns = idle_ns,
		.shared = shared,
		.over = over,
		.arg = arg };
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
	while (t->number_mask < watch->keys_max)
		t->number_mask = 2 * t->number_mask + 1;
	t->maybe = base_alloc(MAYBE_WORDS, sizeof(*t->maybe));
	t->maybe_shift = 64 - MAYBE_MOST;
	if (!shared)
		maybe_clear(t);
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
	big_free(t->index, index_bytes(t));
	free(t->seen);
	free(t->maybe);
	(void)pthread_mutex_destroy(&t->lock);
	*t = (struct watch_table){ 0 };
}

/* --- the index ------------------------------------------------------------------------
 */

static void
index_put(struct watch_table *t, uint64_t hash, uint32_t number)
{
	uint32_t at = (uint32_t)hash & t->mask;
	while (t->index[at])
		at = (at + 1) & t->mask;
	t->index[at] = watch_table_tag(t, hash) | (number + 1);
	watch_table_note(t, hash);
}

static void
index_clear(struct watch_table *t)
{
	memset(t->index, 0, index_bytes(t));
	if (!t->shared)
		maybe_clear(t);
}

/* With room for half as many again at least. */
static uint32_t
index_slots_for(uint32_t n)
{
	uint32_t slots = INDEX_LEAST;
	while (slots / 3 < n)
		slots *= 2;
	return slots;
}

/* Entries on their way into the index: each slot is asked for some time before it is used,
 * so that the misses of several overlap. */
enum { AHEAD = 16 };
struct putting {
	uint64_t hash[AHEAD];
	uint32_t number[AHEAD], n;
};

static void
put_all(struct watch_table *t, struct putting *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		index_put(t, p->hash[i], p->number[i]);
	p->n = 0;
}

static void
put_later(struct watch_table *t, struct putting *p, uint32_t number)
{
	uint64_t hash = watch_table_hash(t, &watch_table_at(t, number)->key);
	__builtin_prefetch(&t->index[(uint32_t)hash & t->mask], 1);
	p->hash[p->n] = hash;
	p->number[p->n++] = number;
	if (p->n == AHEAD)
		put_all(t, p);
}

static void
index_resize(struct watch_table *t)
{
	big_free(t->index, index_bytes(t));
	t->mask = index_slots_for(t->n) - 1;
	t->index = big_grow(NULL, 0, index_bytes(t));
	if (!t->shared)
		maybe_clear(t);
	struct putting putting = { .n = 0 };
	for (uint32_t i = 0; i < t->n; i++)
		put_later(t, &putting, i);
	put_all(t, &putting);
}

struct watch_entry *
watch_table_find(const struct watch_table *t, uint64_t hash, const struct watch_key *key)
{
	uint32_t tag = watch_table_tag(t, hash);
	for (uint32_t at = (uint32_t)hash & t->mask; t->index[at];
		at = (at + 1) & t->mask) {
		uint32_t number = t->index[at] & t->number_mask;
		if (t->index[at] - number != tag)
			continue;
		struct watch_entry *e = watch_table_at(t, number - 1);
		if (addr_equal(e->key.addr, key->addr) && e->key.rest == key->rest)
			return e;
	}
	return NULL;
}

/* --- entries -------------------------------------------------------------------------
 */

/* The last takes the place of a removed one; the index is the caller's. */
static void
remove_entry(struct watch_table *t, uint32_t number)
{
	uint32_t last = --t->n;
	if (number != last)
		memcpy(watch_table_at(t, number), watch_table_at(t, last), t->stride);
}

/* Up to a quarter of the keys are then over and still there. */
static int64_t
sweep_every_ns(const struct watch_table *t)
{
	return t->idle_ns / 4 > SWEEP_LEAST_NS ? t->idle_ns / 4 : SWEEP_LEAST_NS;
}

/* Most keys of a darknet are over after their first packet, so the index is made anew on
 * the way rather than mended for each. */
void
watch_table_sweep(struct watch_table *t, int64_t now_ns)
{
	if (now_ns < t->next_sweep_ns)
		return;
	bool first = t->next_sweep_ns == INT64_MIN;
	t->next_sweep_ns = now_ns + sweep_every_ns(t);
	if (first || t->n == 0)
		return;
	index_clear(t);
	struct putting putting = { .n = 0 };
	for (uint32_t i = 0; i < t->n;) {
		struct watch_entry *e = watch_table_at(t, i);
		if (now_ns - e->last_ns > t->idle_ns) {
			t->over(t->arg, t, e);
			remove_entry(t, i);
			continue;
		}
		put_later(t, &putting, i++);
	}
	put_all(t, &putting);
	if (index_slots_for(t->n) < t->mask / 2)
		index_resize(t);
}

/* Room for one more, by an early sweep if there is none; not more often than every quarter
 * of the idle time, or a full table would be read for each packet. */
static bool
make_room(struct watch_table *t, int64_t now_ns)
{
	if (t->n < t->watch->keys_max)
		return true;
	if (t->next_sweep_ns == INT64_MIN) /* no time is known yet */
		return false;
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
		index_resize(t);
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
	memset(t->index, 0, index_bytes(t));
	memset(t->maybe, 0, MAYBE_WORDS * sizeof(*t->maybe));
	if (t->seen)
		memset(t->seen, 0, SEEN_SIZE);
	t->next_sweep_ns = INT64_MIN;
}
