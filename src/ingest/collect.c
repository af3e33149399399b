/* collect.c - closed bins and days of all shards become rows, and rows staged files.
 *
 * A bin is complete when every shard's clock has passed it; its cells are added up and wait
 * as rows of their sensor's day.  A day is written when it is over, or in parts when too
 * many rows wait; write.c does the writing.  Everything here is under one lock.
 */
#include "ingest/collect.h"

#include <pthread.h>

enum {
	ROWS_WAITING_MAX = 1 << 20, /* access rows, 40 bytes each */
	SPLIT_ROWS = 200000, /* from here on a day is written by several threads */
};

struct sensor_access {
	struct access_day *days; /* nearly always one */
	size_t n_days;
	uint32_t bin; /* whose day is `current` */
	int32_t current;
	bool known;
};

struct pending_bin {
	uint32_t bin;
	struct cell_sum *sum;
};

struct pending_day {
	struct sensor_day at;
	struct day_table **tables;
	size_t n;
};

struct shard_end {
	struct collect *collect;
	unsigned number;
};

struct collect {
	const struct site *site;
	const struct geo *geo;
	unsigned n_shards;
	struct pool *pool;
	pthread_mutex_t lock;
	uint32_t *clocks, passed;
	struct shard_end *ends;
	struct sensor_access *access;
	size_t n_waiting;
	struct pending_bin *bins;
	size_t n_bins, bins_room;
	struct pending_day *days;
	size_t n_days, days_room;
	uint32_t *keep;
	size_t n_keep;
	void (*recall)(void *arg, unsigned shard, uint32_t bin);
	void *recall_arg;
	struct collected result;
	size_t parts_room, result_days_room, edges_room;
};

struct collect *
collect_new(const struct site *site, const struct geo *geo, unsigned n_shards,
	struct pool *pool)
{
	struct collect *c = base_alloc(1, sizeof(*c));
	c->site = site;
	c->geo = geo;
	c->n_shards = n_shards;
	c->pool = pool;
	(void)pthread_mutex_init(&c->lock, NULL);
	c->clocks = base_alloc(n_shards, sizeof(*c->clocks));
	c->ends = base_alloc(n_shards, sizeof(*c->ends));
	c->access = base_alloc(site->n_sensors, sizeof(*c->access));
	c->result.bins = base_alloc(site->n_sensors, sizeof(*c->result.bins));
	written_init(&c->result.written, site, geo);
	return c;
}

void
collect_free(struct collect *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->site->n_sensors; i++) {
		for (size_t k = 0; k < c->access[i].n_days; k++)
			free(c->access[i].days[k].rows);
		free(c->access[i].days);
		free(c->result.bins[i].bins);
	}
	for (size_t i = 0; i < c->n_bins; i++)
		cell_sum_free(c->bins[i].sum);
	for (size_t i = 0; i < c->n_days; i++) {
		for (size_t k = 0; k < c->days[i].n; k++)
			day_table_free(c->days[i].tables[k]);
		free(c->days[i].tables);
	}
	written_done(&c->result.written);
	free(c->result.in_parts);
	free(c->result.days);
	free(c->result.bins);
	free(c->result.edges);
	free(c->access);
	free(c->bins);
	free(c->days);
	free(c->keep);
	free(c->clocks);
	free(c->ends);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

struct collected *
collect_result(struct collect *c)
{
	return &c->result;
}

/* --- rows that wait ---------------------------------------------------------------- */

/* Jobs are started without the lock held: with one thread they run at once. */
static void
start_access(struct collect *c, uint16_t sensor, size_t k)
{
	struct sensor_access *a = &c->access[sensor];
	struct access_day day = a->days[k];
	a->days[k] = a->days[--a->n_days];
	c->n_waiting -= day.n;
	(void)pthread_mutex_unlock(&c->lock);
	write_access(c->pool, &c->result.written, sensor, &day);
	(void)pthread_mutex_lock(&c->lock);
}

static void
start_sources(struct collect *c, struct sensor_day at, struct day_table **tables, size_t n,
	bool whole)
{
	(void)pthread_mutex_unlock(&c->lock);
	write_sources(c->pool, &c->result.written, at, tables, n, whole);
	(void)pthread_mutex_lock(&c->lock);
}

void
collect_flows(struct collect *c, struct flow *flows, size_t n)
{
	write_flows(c->pool, &c->result.written, flows, n);
}

static struct access_day *
access_day_of(struct collect *c, uint16_t sensor, uint32_t bin)
{
	struct sensor_access *a = &c->access[sensor];
	if (!a->known || a->bin != bin) {
		a->known = true;
		a->bin = bin;
		a->current = zone_day(c->site->sensors[sensor].zone, (int64_t)bin * BIN_S);
	}
	for (size_t i = 0; i < a->n_days; i++)
		if (a->days[i].day == a->current)
			return &a->days[i];
	a->days = base_grow(a->days, a->n_days + 1, sizeof(*a->days));
	a->days[a->n_days] = (struct access_day){ .day = a->current };
	base_room(c->result.days, c->result.n_days, c->result_days_room);
	c->result.days[c->result.n_days++] = (struct sensor_day){ sensor, a->current };
	return &a->days[a->n_days++];
}

static void
note_packets(struct collect *c, uint16_t sensor, uint32_t bin, int64_t packets)
{
	struct sensor_bins *b = &c->result.bins[sensor];
	if (b->n == 0 || b->bins[b->n - 1].bin != bin) {
		base_room(b->bins, b->n, b->room);
		b->bins[b->n++] = (struct bin_packets){ bin, 0 };
	}
	b->bins[b->n - 1].packets += packets;
}

/* The cells of a bin, all shards together, become rows. */
static void
commit_bin(struct collect *c, uint32_t bin, const struct cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct access_day *d = access_day_of(c, cells[i].sensor, bin);
		base_room(d->rows, d->n, d->room);
		d->rows[d->n++] = (struct access_row){ cells[i], bin };
		note_packets(c, cells[i].sensor, bin, cells[i].packets);
		c->result.packets += cells[i].packets;
		c->result.accesses += cells[i].accesses;
	}
	c->n_waiting += n;
}

/* --- what shards hand out ---------------------------------------------------------- */

static void
bin_closed(void *arg, uint32_t bin, struct cell *cells, size_t n)
{
	struct collect *c = ((struct shard_end *)arg)->collect;
	(void)pthread_mutex_lock(&c->lock);
	if (c->n_shards == 1) {
		commit_bin(c, bin, cells, n);
	} else {
		size_t i = 0;
		while (i < c->n_bins && c->bins[i].bin != bin)
			i++;
		if (i == c->n_bins) {
			base_room(c->bins, c->n_bins, c->bins_room);
			c->bins[c->n_bins++] = (struct pending_bin){ bin, cell_sum_new() };
		}
		cell_sum_add(c->bins[i].sum, cells, n);
	}
	(void)pthread_mutex_unlock(&c->lock);
}

static bool
wants_tuples(void *arg, uint32_t bin)
{
	struct collect *c = ((struct shard_end *)arg)->collect;
	(void)pthread_mutex_lock(&c->lock);
	bool wanted = false;
	for (size_t i = 0; !wanted && i < c->n_keep; i++)
		wanted = c->keep[i] == bin;
	(void)pthread_mutex_unlock(&c->lock);
	return wanted;
}

static void
tuples(void *arg, uint32_t bin, const struct tuple *list, size_t n)
{
	struct collect *c = ((struct shard_end *)arg)->collect;
	(void)pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < n; i++) {
		base_room(c->result.edges, c->result.n_edges, c->edges_room);
		c->result.edges[c->result.n_edges++] = (struct edge_row){ bin, list[i] };
	}
	(void)pthread_mutex_unlock(&c->lock);
}

static void
bin_opened(void *arg, uint32_t bin)
{
	struct shard_end *end = arg;
	if (end->collect->recall)
		end->collect->recall(end->collect->recall_arg, end->number, bin);
}

static void
day_closed(void *arg, struct day_table *table, bool whole)
{
	struct collect *c = ((struct shard_end *)arg)->collect;
	struct sensor_day at = { table->sensor, table->day };
	(void)pthread_mutex_lock(&c->lock);
	size_t i = 0;
	while (whole && i < c->n_days && compare_sensor_days(&c->days[i].at, &at) != 0)
		i++;
	if (!whole) {
		base_room(c->result.in_parts, c->result.n_in_parts, c->parts_room);
		c->result.in_parts[c->result.n_in_parts++] = at;
		struct day_table **one = base_alloc(1, sizeof(struct day_table *));
		one[0] = table;
		start_sources(c, at, one, 1, false);
	} else {
		if (i == c->n_days) {
			base_room(c->days, c->n_days, c->days_room);
			c->days[c->n_days++] = (struct pending_day){ .at = at };
		}
		struct pending_day *d = &c->days[i];
		d->tables = base_grow(d->tables, d->n + 1, sizeof(struct day_table *));
		d->tables[d->n++] = table;
	}
	(void)pthread_mutex_unlock(&c->lock);
}

struct tally_sink
collect_sink(struct collect *c, unsigned shard)
{
	c->ends[shard] = (struct shard_end){ c, shard };
	return (struct tally_sink){ bin_closed, wants_tuples, tuples, bin_opened,
		day_closed, &c->ends[shard] };
}

void
collect_keep_tuples(struct collect *c, uint32_t bin, bool keep)
{
	(void)pthread_mutex_lock(&c->lock);
	size_t n = 0;
	for (size_t i = 0; i < c->n_keep; i++)
		if (c->keep[i] != bin)
			c->keep[n++] = c->keep[i];
	c->n_keep = n;
	if (keep) {
		c->keep = base_grow(c->keep, c->n_keep + 1, sizeof(*c->keep));
		c->keep[c->n_keep++] = bin;
	}
	(void)pthread_mutex_unlock(&c->lock);
}

void
collect_set_recall(struct collect *c,
	void (*recall)(void *arg, unsigned shard, uint32_t bin), void *arg)
{
	c->recall = recall;
	c->recall_arg = arg;
}

/* --- when all shards have passed --------------------------------------------------- */

static int
compare_pending(const void *x, const void *y)
{
	const struct pending_bin *a = x, *b = y;
	return a->bin < b->bin ? -1 : a->bin > b->bin;
}

static void
commit_bins(struct collect *c)
{
	if (c->n_bins == 0)
		return;
	qsort(c->bins, c->n_bins, sizeof(*c->bins), compare_pending);
	size_t done = 0;
	while (done < c->n_bins && c->bins[done].bin < c->passed) {
		size_t n;
		const struct cell *cells = cell_sum_cells(c->bins[done].sum, &n);
		commit_bin(c, c->bins[done].bin, cells, n);
		cell_sum_free(c->bins[done].sum);
		done++;
	}
	c->n_bins -= done;
	memmove(c->bins, c->bins + done, c->n_bins * sizeof(*c->bins));
}

static bool
is_over(const struct collect *c, struct sensor_day at)
{
	return c->passed == UINT32_MAX ||
		zone_day(c->site->sensors[at.sensor].zone, (int64_t)c->passed * BIN_S) >
		at.day;
}

/* A big day is written by several threads, a small one is one file. */
static void
write_day(struct collect *c, struct pending_day *d)
{
	size_t rows = 0;
	for (size_t k = 0; k < d->n; k++)
		rows += d->tables[k]->n_entries;
	if (rows < SPLIT_ROWS || d->n == 1) {
		start_sources(c, d->at, d->tables, d->n, true);
		return;
	}
	for (size_t k = 0; k < d->n; k++) {
		struct day_table **one = base_alloc(1, sizeof(struct day_table *));
		one[0] = d->tables[k];
		start_sources(c, d->at, one, 1, true);
	}
	free(d->tables);
}

static void
write_days(struct collect *c)
{
	for (size_t i = 0; i < c->n_days;) {
		if (!is_over(c, c->days[i].at)) {
			i++;
			continue;
		}
		struct pending_day d = c->days[i];
		c->days[i] = c->days[--c->n_days];
		write_day(c, &d);
		i = 0; /* the lock was let go */
	}
	bool many = c->n_waiting > ROWS_WAITING_MAX;
	for (size_t s = 0; s < c->site->n_sensors; s++) {
		struct sensor_access *a = &c->access[s];
		for (size_t k = 0; k < a->n_days;) {
			struct sensor_day at = { (uint16_t)s, a->days[k].day };
			if (a->days[k].n == 0 || (!many && !is_over(c, at))) {
				k++;
				continue;
			}
			start_access(c, (uint16_t)s, k);
			k = 0;
		}
	}
}

void
collect_clock(struct collect *c, unsigned shard, uint32_t bin)
{
	(void)pthread_mutex_lock(&c->lock);
	c->clocks[shard] = bin;
	uint32_t least = UINT32_MAX;
	for (unsigned i = 0; i < c->n_shards; i++)
		least = c->clocks[i] < least ? c->clocks[i] : least;
	if (least > c->passed) {
		c->passed = least;
		commit_bins(c);
		write_days(c);
	}
	(void)pthread_mutex_unlock(&c->lock);
}

int
collect_finish(struct collect *c, struct err *err)
{
	pool_wait(c->pool);
	struct collected *r = &c->result;
	if (r->n_in_parts)
		qsort(r->in_parts, r->n_in_parts, sizeof(*r->in_parts),
			compare_sensor_days);
	if (r->n_days) {
		qsort(r->days, r->n_days, sizeof(*r->days), compare_sensor_days);
		size_t n = 1;
		for (size_t i = 1; i < r->n_days; i++)
			if (compare_sensor_days(&r->days[i], &r->days[n - 1]) != 0)
				r->days[n++] = r->days[i];
		r->n_days = n;
	}
	if (r->written.failed)
		*err = r->written.err;
	return r->written.failed;
}
