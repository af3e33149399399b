/* shard.c - the hot path: one arrival counts in its source, its cell and its tuple.
 *
 * A source entry remembers its cell in each open bin, so a repeated packet touches three
 * lines.  Batches are walked in passes that prefetch what the next pass reads.
 */
#include "tally/tables.h"

struct open_bin {
	bool open;
	uint32_t bin;
	struct cell_table cells;
	struct tuple_set tuples;
	uint64_t *bereft; /* sensor << 32 | entry that lost an access to another kind */
	uint32_t n_bereft, bereft_room;
};

/* Two local days of a sensor can be open while the bins around midnight are, not always
 * neighbours: some zones have skipped a day. */
struct sensor_days {
	struct day_table *day[2];
	uint32_t bin[2]; /* the bins whose days are known, by parity */
	struct day_table *of_bin[2];
};

struct shard {
	struct tally_config config;
	struct tally_sink sink;
	struct open_bin open[2]; /* by parity */
	struct sensor_days *sensors;
	uint32_t oldest; /* bins before it are over */
	uint32_t n_entries;
};

struct shard *
shard_new(const struct tally_config *config, const struct tally_sink *sink)
{
	struct shard *s = base_alloc(1, sizeof(*s));
	s->config = *config;
	s->sink = *sink;
	for (int i = 0; i < 2; i++) {
		cell_table_init(&s->open[i].cells);
		tuple_set_init(&s->open[i].tuples);
	}
	s->sensors = base_alloc(config->site->n_sensors, sizeof(*s->sensors));
	return s;
}

void
shard_free(struct shard *s)
{
	if (!s)
		return;
	for (int i = 0; i < 2; i++) {
		cell_table_done(&s->open[i].cells);
		tuple_set_done(&s->open[i].tuples);
		free(s->open[i].bereft);
	}
	for (size_t i = 0; i < s->config.site->n_sensors; i++)
		for (int k = 0; k < 2; k++)
			day_table_free(s->sensors[i].day[k]);
	free(s->sensors);
	free(s);
}

static int32_t
day_of(const struct shard *s, uint16_t sensor, uint32_t bin)
{
	return zone_day(s->config.site->sensors[sensor].zone, (int64_t)bin * BIN_S);
}

/* The table of a sensor's local day in an open bin; found by zone once a bin. */
static struct day_table *
find_day(struct shard *s, uint16_t sensor, uint32_t bin)
{
	struct sensor_days *days = &s->sensors[sensor];
	int32_t day = day_of(s, sensor, bin);
	int at = days->day[0] ? 0 : 1;
	if (days->day[at] && days->day[at]->day != day)
		at = !at;
	struct day_table *t = days->day[at];
	must(!t || t->day == day); /* a third day would need a third open bin */
	if (!t) {
		t = base_alloc(1, sizeof(*t));
		t->sensor = sensor;
		t->day = day;
		t->index = index_new(INDEX_FIRST);
		t->index_mask = INDEX_FIRST - 1;
		days->day[at] = t;
	}
	days->bin[bin & 1] = bin;
	days->of_bin[bin & 1] = t;
	return t;
}

static inline struct day_table *
day_table_of(struct shard *s, uint16_t sensor, uint32_t bin)
{
	const struct sensor_days *days = &s->sensors[sensor];
	struct day_table *t = days->of_bin[bin & 1];
	return t && days->bin[bin & 1] == bin ? t : find_day(s, sensor, bin);
}

/* --- closing ----------------------------------------------------------------------- */

static inline uint32_t
entry_cell(const struct source_entry *e, unsigned parity)
{
	return parity ? e->cell_odd : e->cell_even;
}

static int
compare_numbers(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

static uint64_t
entry_number(uint16_t sensor, uint32_t entry)
{
	return (uint64_t)sensor << 32 | entry;
}

/* Entries that lost an access are sources of their cell only if another access is left:
 * one look at all tuples of the bin says so, and only bins with such entries need it. */
static void
settle_bereft(struct shard *s, struct open_bin *b)
{
	if (b->n_bereft == 0)
		return;
	uint32_t n = 0;
	qsort(b->bereft, b->n_bereft, sizeof(*b->bereft), compare_numbers);
	for (uint32_t i = 0; i < b->n_bereft; i++)
		if (n == 0 || b->bereft[n - 1] != b->bereft[i])
			b->bereft[n++] = b->bereft[i];
	bool *keeps = base_alloc(n, sizeof(*keeps));
	for (uint32_t i = 0; i < b->tuples.n; i++) {
		const struct tuple *t = &b->tuples.tuples[i];
		uint64_t number = entry_number(t->sensor, t->entry);
		const uint64_t *at =
			bsearch(&number, b->bereft, n, sizeof(number), compare_numbers);
		if (at && !t->fragment)
			keeps[at - b->bereft] = true;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct day_table *t =
			day_table_of(s, (uint16_t)(b->bereft[i] >> 32), b->bin);
		const struct source_entry *e = &t->entries[(uint32_t)b->bereft[i]];
		if (!keeps[i])
			b->cells.cells[entry_cell(e, b->bin & 1)].sources--;
	}
	free(keeps);
	b->n_bereft = 0;
}

static void
close_bin(struct shard *s, struct open_bin *b)
{
	if (!b->open)
		return;
	settle_bereft(s, b);
	size_t n = 0;
	for (size_t i = 0; i < b->cells.n; i++) {
		const struct cell *c = &b->cells.cells[i];
		if (c->packets || c->accesses || c->sources)
			b->cells.cells[n++] = *c;
	}
	s->sink.bin_closed(s->sink.arg, b->bin, b->cells.cells, n);
	if (s->sink.wants_tuples(s->sink.arg, b->bin))
		s->sink.tuples(s->sink.arg, b->bin, b->tuples.tuples, b->tuples.n);
	index_clear(&b->cells.index, &b->cells.mask, b->cells.n);
	index_clear(&b->tuples.index, &b->tuples.mask, b->tuples.n);
	b->cells.n = b->tuples.n = 0;
	b->open = false;
}

static void
give_day(struct shard *s, uint16_t sensor, int parity, bool whole)
{
	struct sensor_days *days = &s->sensors[sensor];
	struct day_table *t = days->day[parity];
	days->day[parity] = NULL;
	for (int i = 0; i < 2; i++)
		if (days->of_bin[i] == t)
			days->of_bin[i] = NULL;
	s->n_entries -= t->n_entries;
	index_free(t->index, t->index_mask);
	t->index = NULL;
	s->sink.day_closed(s->sink.arg, t, whole);
}

static void
close_days(struct shard *s)
{
	for (size_t i = 0; i < s->config.site->n_sensors; i++) {
		int32_t today = day_of(s, (uint16_t)i, s->oldest);
		for (int k = 0; k < 2; k++)
			if (s->sensors[i].day[k] && s->sensors[i].day[k]->day < today)
				give_day(s, (uint16_t)i, k, true);
	}
}

static void
close_before(struct shard *s, uint32_t oldest)
{
	for (int i = 0; i < 2; i++) {
		/* The older of the two first: bins are handed out in order. */
		struct open_bin *b = &s->open[(s->oldest + (uint32_t)i) & 1];
		if (b->open && b->bin < oldest)
			close_bin(s, b);
	}
	if (oldest > s->oldest)
		s->oldest = oldest;
}

static void
give_parts(struct shard *s)
{
	for (size_t i = 0; i < s->config.site->n_sensors; i++)
		for (int k = 0; k < 2; k++)
			if (s->sensors[i].day[k])
				give_day(s, (uint16_t)i, k, false);
}

void
shard_advance(struct shard *s, uint32_t bin)
{
	bool pressed = s->n_entries > s->config.entries_max;
	close_before(s, pressed || bin == 0 ? bin : bin - 1);
	close_days(s);
	if (pressed)
		give_parts(s);
}

void
shard_settle(struct shard *s, uint32_t bin)
{
	close_before(s, bin);
	give_parts(s);
}

size_t
shard_records(const struct shard *s)
{
	return s->n_entries + s->open[0].tuples.n + s->open[1].tuples.n;
}

void
shard_peek(
	const struct shard *s, void (*see)(void *arg, const struct cell *cell), void *arg)
{
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; s->open[i].open && k < s->open[i].cells.n; k++)
			see(arg, &s->open[i].cells.cells[k]);
}

void
shard_finish(struct shard *s)
{
	for (int i = 0; i < 2; i++)
		close_bin(s, &s->open[(s->oldest + (uint32_t)i) & 1]);
	for (size_t i = 0; i < s->config.site->n_sensors; i++)
		for (int k = 0; k < 2; k++)
			if (s->sensors[i].day[k])
				give_day(s, (uint16_t)i, k, true);
	s->oldest = UINT32_MAX;
}

static bool
open_bin(struct shard *s, uint32_t bin)
{
	struct open_bin *b = &s->open[bin & 1];
	if (bin < s->oldest || b->open)
		return false;
	b->open = true;
	b->bin = bin;
	s->sink.bin_opened(s->sink.arg, bin);
	return true;
}

/* --- counting ---------------------------------------------------------------------- */

static inline struct entry_key
entry_key_of(const struct arrival *a)
{
	uint8_t kind_excluded = (uint8_t)(a->kind << 1 | (a->flags & ARRIVAL_EXCLUDED));
	return (struct entry_key){
		.src = a->src,
		.port = a->port,
		.proto = a->proto,
		.kind_excluded = kind_excluded,
		.hash = entry_hash(a->src_hash, a->port, a->proto, kind_excluded),
	};
}

enum { AHEAD = 12 };
enum { NOT_ASKED = 1 }; /* is no country: countries are two letters or 0 */

/* The entry of a source in the arrival's day; sets its country when it is new. */
static inline struct source_entry *
get_entry(
	struct shard *s, struct day_table *t, const struct entry_key *key, uint16_t country)
{
	uint32_t number = day_table_find(t, key);
	if (__builtin_expect(number < t->n_entries, 1))
		return &t->entries[number];
	struct source_entry *e = day_table_add(t, key);
	if (country == NOT_ASKED)
		country = geo_find(s->config.geo, key->src).country;
	e->country = country;
	s->n_entries++;
	return e;
}

/* The cell of an entry in an open bin. */
static inline struct cell *
get_cell(struct shard *s, struct open_bin *b, struct source_entry *e, uint16_t sensor)
{
	unsigned parity = b->bin & 1;
	if (e->bin_tag[parity] == (uint16_t)b->bin)
		return &b->cells.cells[entry_cell(e, parity)];
	struct cell key = { sensor, e->port, e->country, e->proto, e->kind_excluded, 0, 0,
		0, 0 };
	uint32_t number = cell_table_get(&b->cells, &key, s->config.seed.a);
	must(number < UINT32_C(1) << 28);
	e->bin_tag[parity] = (uint16_t)b->bin;
	e->has_access &= ~(1U << parity) & 3U;
	if (parity)
		e->cell_odd = number & 0xfffffff;
	else
		e->cell_even = number & 0xfffffff;
	return &b->cells.cells[number];
}

/* The access is the entry's; its first in the bin makes it a source of the cell. */
static inline void
add_access(const struct open_bin *b, struct source_entry *e, struct cell *cell)
{
	unsigned bit = 1U << (b->bin & 1);
	cell->sources += (e->has_access & bit) == 0;
	e->has_access = (e->has_access | bit) & 3U;
	e->accesses++;
	cell->accesses++;
}

/* A tuple showed a kind that goes before the one it was counted under. */
static void
move_access(struct open_bin *b, struct day_table *t, struct tuple *tuple,
	struct source_entry *e, struct cell *cell, uint8_t kind)
{
	struct source_entry *old = &t->entries[tuple->entry];
	old->accesses--;
	b->cells.cells[entry_cell(old, b->bin & 1)].accesses--;
	base_room(b->bereft, b->n_bereft, b->bereft_room);
	b->bereft[b->n_bereft++] = entry_number(tuple->sensor, tuple->entry);
	add_access(b, e, cell);
	tuple->entry = (uint32_t)(e - t->entries);
	tuple->counted = kind;
}

static inline void
count_access(struct open_bin *b, struct day_table *t, const struct arrival *a,
	struct source_entry *e, struct cell *cell)
{
	struct tuple *tuple = tuple_set_get(&b->tuples, a, tuple_hash(a->src_hash, a));
	uint8_t bit = (uint8_t)(1 << a->kind);
	if (tuple->shown & bit)
		return;
	bool known = tuple->shown != 0;
	tuple->shown |= bit;
	if (a->flags & ARRIVAL_FRAGMENT)
		return;
	if (!known) {
		tuple->counted = a->kind;
		tuple->entry = (uint32_t)(e - t->entries);
		add_access(b, e, cell);
	} else if (a->kind < tuple->counted) {
		move_access(b, t, tuple, e, cell, a->kind);
	}
}

static inline void
count_one(struct shard *s, struct open_bin *b, const struct arrival *a, uint16_t country)
{
	struct day_table *t = day_table_of(s, a->sensor, a->bin);
	struct entry_key key = entry_key_of(a);
	struct source_entry *e = get_entry(s, t, &key, country);
	struct cell *cell = get_cell(s, b, e, a->sensor);
	cell->packets++;
	cell->bytes += a->len;
	e->packets++;
	e->bytes += a->len;
	e->ttl_min = a->ttl < e->ttl_min ? a->ttl : e->ttl_min;
	e->ttl_max = a->ttl > e->ttl_max ? a->ttl : e->ttl_max;
	e->first_s = a->time_s < e->first_s ? a->time_s : e->first_s;
	e->last_s = a->time_s > e->last_s ? a->time_s : e->last_s;
	e->tools = (unsigned)(e->tools & a->tools) & 0xfu;
	e->sketch |= sketch_bit(a->dst) & ((UINT64_C(1) << 48) - 1);
	count_access(b, t, a, e, cell);
}

/* Touch what counting a batch will need, in passes whose misses overlap: index slots, then
 * records, and the countries of the sources that seem to be new. */
static void
prefetch(struct shard *s, const struct arrival *arrivals, size_t n, uint16_t *ret_countries)
{
	uint32_t hashes[FRAMES_BATCH];
	const struct day_table *tables[FRAMES_BATCH];
	for (size_t i = 0; i < n; i++) {
		__builtin_prefetch(&arrivals[i + AHEAD]); /* another core wrote it */
		const struct arrival *a = &arrivals[i];
		struct entry_key key = entry_key_of(a);
		hashes[i] = key.hash;
		tables[i] = day_table_of(s, a->sensor, a->bin);
		__builtin_prefetch(&tables[i]->index[key.hash & tables[i]->index_mask]);
		const struct tuple_set *set = &s->open[a->bin & 1].tuples;
		__builtin_prefetch(&set->index[tuple_hash(a->src_hash, a) & set->mask]);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t at = hashes[i] & tables[i]->index_mask;
		uint64_t slot;
		while ((slot = tables[i]->index[at]) && slot >> 32 != hashes[i])
			at = (at + 1) & tables[i]->index_mask;
		if (slot)
			__builtin_prefetch(&tables[i]->entries[(uint32_t)slot - 1], 1);
		ret_countries[i] =
			slot ? NOT_ASKED : geo_find(s->config.geo, arrivals[i].src).country;
	}
}

/* Arrivals from `from` on that are of the same bin. */
static size_t
run_of_bin(const struct arrival *arrivals, size_t from, size_t n)
{
	size_t at = from + 1;
	size_t most = n - from > FRAMES_BATCH ? from + FRAMES_BATCH : n;
	while (at < most && arrivals[at].bin == arrivals[from].bin)
		at++;
	return at - from;
}

bool
shard_count(struct shard *s, const struct arrival *arrivals, size_t n)
{
	for (size_t at = 0, run; at < n; at += run) {
		run = run_of_bin(arrivals, at, n);
		uint32_t bin = arrivals[at].bin;
		struct open_bin *b = &s->open[bin & 1];
		if ((!b->open || b->bin != bin) && !open_bin(s, bin))
			return false;
		uint16_t countries[FRAMES_BATCH];
		prefetch(s, arrivals + at, run, countries);
		for (size_t i = 0; i < run; i++)
			count_one(s, b, &arrivals[at + i], countries[i]);
	}
	return true;
}

void
shard_recall(struct shard *s, uint32_t bin, const struct tuple *old)
{
	struct open_bin *b = &s->open[bin & 1];
	must(b->open && b->bin == bin);
	const struct sensor *sensor = &s->config.site->sensors[old->sensor];
	bool icmp = old->proto == IP_ICMP || old->proto == IP_ICMPV6;
	uint16_t type_or_port = icmp ? old->dport >> 8 : old->dport;
	struct arrival a = {
		.src = old->src,
		.dst = old->dst,
		.src_hash = tally_source_hash(&s->config.seed, old->src),
		.bin = bin,
		.sport = old->sport,
		.dport = old->dport,
		.sensor = old->sensor,
		.proto = old->proto,
		.flags = (uint8_t)((old->fragment ? ARRIVAL_FRAGMENT : 0) |
			(sensor_excludes(sensor, old->proto, type_or_port)
					? ARRIVAL_EXCLUDED
					: 0)),
	};
	struct day_table *t = day_table_of(s, a.sensor, bin);
	struct tuple *tuple = tuple_set_get(&b->tuples, &a, tuple_hash(a.src_hash, &a));
	bool ported = a.proto == IP_TCP || a.proto == IP_UDP;
	for (int kind = KIND_COUNT - 1; kind >= 0; kind--) {
		if (!(old->shown & 1 << kind))
			continue;
		a.kind = (uint8_t)kind;
		a.port = old->fragment                       ? 0
			: ported && kind == KIND_BACKSCATTER ? a.sport
							     : type_or_port;
		struct entry_key key = entry_key_of(&a);
		struct source_entry *e = get_entry(s, t, &key, NOT_ASKED);
		(void)get_cell(s, b, e, a.sensor);
		tuple->counted = (uint8_t)kind;
		tuple->entry = (uint32_t)(e - t->entries);
	}
	if (!old->fragment) /* the lake's row counts it as a source */
		t->entries[tuple->entry].has_access |= (1U << (bin & 1)) & 3U;
	tuple->shown |= old->shown;
}
