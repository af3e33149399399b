/* lanes.c - the shards and the way to them.
 *
 * The reader fills a batch for each shard and hands it over whole; each lane has a ring of
 * batches, and a side that slept is woken only when much is to be done: woken for every
 * batch, all threads end up taking turns on one processor.  Every advance of the clock goes
 * to all lanes, so that bins close although a lane has no packet of its own.
 */
#include "ingest/lanes.h"

#include <pthread.h>
#include <sched.h>

enum { BATCH = 1024, RING = 128, MANY = 2, FLOWS_MAX = 1 << 20 };

struct batch {
	bool advance, finish;
	uint32_t bin; /* to advance to, before the arrivals */
	size_t n;
	struct arrival *arrivals;
};

struct lane {
	struct lanes *lanes;
	unsigned number;
	struct shard *shard;
	struct flow_table *flows;
	bool failed;
	/* with threads only */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t filled, emptied;
	struct batch ring[RING];
	size_t head, tail; /* of filled batches; counts, not wrapped */
	bool sleeps; /* the lane waits for batches */
	struct batch *open; /* being filled by the reader */
};

struct lanes {
	struct collect *collect;
	unsigned n, n_threads;
	uint32_t bin; /* the current one */
	bool started;
	struct lane *lane;
};

static void
take_flows(struct lane *lane)
{
	size_t n;
	struct flow *flows = flow_table_take(lane->flows, &n);
	collect_flows(lane->lanes->collect, flows, n);
}

static void
lane_advance(struct lane *lane, uint32_t bin)
{
	shard_advance(lane->shard, bin);
	if (lane->flows && flow_table_size(lane->flows) > FLOWS_MAX / lane->lanes->n)
		take_flows(lane);
	collect_clock(lane->lanes->collect, lane->number, bin ? bin - 1 : 0);
}

static void
lane_count(struct lane *lane, const struct arrival *arrivals, size_t n)
{
	if (!shard_count(lane->shard, arrivals, n))
		__atomic_store_n(&lane->failed, true, __ATOMIC_RELAXED);
	if (lane->flows)
		flow_table_count(lane->flows, arrivals, n);
}

static void
lane_finish(struct lane *lane)
{
	shard_finish(lane->shard);
	if (lane->flows)
		take_flows(lane);
	collect_clock(lane->lanes->collect, lane->number, UINT32_MAX);
}

static void *
lane_main(void *arg)
{
	struct lane *lane = arg;
	/* A lane that wakes must not push the reader off its processor. */
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	for (bool finish = false; !finish;) {
		(void)pthread_mutex_lock(&lane->lock);
		while (lane->head == lane->tail) {
			lane->sleeps = true;
			(void)pthread_cond_wait(&lane->filled, &lane->lock);
		}
		lane->sleeps = false;
		struct batch *b = &lane->ring[lane->tail % RING];
		(void)pthread_mutex_unlock(&lane->lock);
		if (b->advance)
			lane_advance(lane, b->bin);
		lane_count(lane, b->arrivals, b->n);
		finish = b->finish;
		if (finish)
			lane_finish(lane);
		(void)pthread_mutex_lock(&lane->lock);
		lane->tail++;
		if (lane->head - lane->tail == RING - MANY)
			(void)pthread_cond_signal(&lane->emptied);
		(void)pthread_mutex_unlock(&lane->lock);
	}
	return NULL;
}

static struct batch *
open_batch(struct lane *lane)
{
	if (lane->open)
		return lane->open;
	(void)pthread_mutex_lock(&lane->lock);
	if (lane->head - lane->tail == RING) {
		while (lane->head - lane->tail > RING - MANY)
			(void)pthread_cond_wait(&lane->emptied, &lane->lock);
	}
	(void)pthread_mutex_unlock(&lane->lock);
	lane->open = &lane->ring[lane->head % RING];
	lane->open->n = 0;
	lane->open->advance = lane->open->finish = false;
	return lane->open;
}

static void
hand_over(struct lane *lane)
{
	(void)pthread_mutex_lock(&lane->lock);
	bool last = lane->open->finish;
	lane->head++;
	if (lane->sleeps && (last || lane->head - lane->tail >= MANY))
		(void)pthread_cond_signal(&lane->filled);
	(void)pthread_mutex_unlock(&lane->lock);
	lane->open = NULL;
}

int
lanes_new(const struct tally_config *config, unsigned n, bool flow, struct collect *collect,
	struct lanes **ret, struct err *err)
{
	struct lanes *l = base_alloc(1, sizeof(*l));
	l->collect = collect;
	l->n = n;
	l->lane = base_alloc(n, sizeof(*l->lane));
	for (unsigned i = 0; i < n; i++) {
		struct lane *lane = &l->lane[i];
		lane->lanes = l;
		lane->number = i;
		struct tally_sink sink = collect_sink(collect, i);
		lane->shard = shard_new(config, &sink);
		lane->flows = flow ? flow_table_new(&config->seed) : NULL;
	}
	for (unsigned i = 0; n > 1 && i < n; i++) {
		struct lane *lane = &l->lane[i];
		(void)pthread_mutex_init(&lane->lock, NULL);
		(void)pthread_cond_init(&lane->filled, NULL);
		(void)pthread_cond_init(&lane->emptied, NULL);
		for (size_t k = 0; k < RING; k++)
			lane->ring[k].arrivals = base_alloc(BATCH, sizeof(struct arrival));
		int code = pthread_create(&lane->thread, NULL, lane_main, lane);
		if (code) {
			(void)lanes_finish(l);
			return err_set(
				err, code, "cannot start a thread: %s", strerror(code));
		}
		l->n_threads++;
	}
	*ret = l;
	return 0;
}

static void
advance(struct lanes *l, uint32_t bin)
{
	l->bin = bin;
	l->started = true;
	if (l->n == 1) {
		lane_advance(&l->lane[0], bin);
		return;
	}
	for (unsigned i = 0; i < l->n; i++) {
		struct lane *lane = &l->lane[i];
		if (lane->open)
			hand_over(lane);
		struct batch *b = open_batch(lane);
		b->advance = true;
		b->bin = bin;
	}
}

static void
distribute(struct lanes *l, const struct arrival *arrivals, size_t n)
{
	if (l->n == 1) {
		lane_count(&l->lane[0], arrivals, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct lane *lane = &l->lane[tally_shard_of(arrivals[i].src_hash, l->n)];
		struct batch *b = open_batch(lane);
		b->arrivals[b->n++] = arrivals[i];
		if (b->n == BATCH)
			hand_over(lane);
	}
}

bool
lanes_count(struct lanes *l, const struct arrival *arrivals, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		uint32_t bin = arrivals[from].bin;
		if (!l->started || bin > l->bin)
			advance(l, bin);
		for (to = from; to < n && arrivals[to].bin <= l->bin; to++)
			if (arrivals[to].bin + 1 < l->bin)
				return false;
		distribute(l, arrivals + from, to - from);
	}
	bool failed = false;
	for (unsigned i = 0; i < l->n; i++)
		failed |= __atomic_load_n(&l->lane[i].failed, __ATOMIC_RELAXED);
	return !failed;
}

bool
lanes_finish(struct lanes *l)
{
	bool ok = true;
	for (unsigned i = 0; i < l->n_threads; i++) {
		open_batch(&l->lane[i])->finish = true;
		hand_over(&l->lane[i]);
	}
	if (l->n == 1)
		lane_finish(&l->lane[0]);
	for (unsigned i = 0; i < l->n; i++) {
		struct lane *lane = &l->lane[i];
		if (i < l->n_threads)
			(void)pthread_join(lane->thread, NULL);
		ok &= !lane->failed;
		shard_free(lane->shard);
		flow_table_free(lane->flows);
		for (size_t k = 0; k < RING; k++)
			free(lane->ring[k].arrivals);
	}
	free(l->lane);
	free(l);
	return ok;
}

struct shard *
lanes_shard(struct lanes *l, unsigned number)
{
	return l->lane[number].shard;
}
