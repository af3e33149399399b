/* rows.c - what was counted, as rows of the datasets.
 *
 * Each function fills the columns in the order of lake/dataset.c.
 */
#include "ingest/rows.h"

#define PUT(type, number, value) (((type *)rows->column[number])[i] = (type)(value))

static const struct {
	const char *text;
	size_t len;
} kinds[] = { { "scan", 4 }, { "backscatter", 11 }, { "other", 5 } };

static void
put_kind(const struct rows *rows, size_t column, size_t i, uint8_t kind)
{
	rows_put_text(rows, column, i, kinds[kind].text, kinds[kind].len);
}

static void
put_country(const struct rows *rows, size_t column, size_t i, uint16_t country)
{
	char text[3];
	rows_put_text(rows, column, i, country_text(country, text), country ? 2 : 0);
}

static int64_t
bin_us(uint32_t bin)
{
	return (int64_t)bin * BIN_S * 1000000;
}

size_t
access_fill(void *arg, const struct rows *rows)
{
	struct access_rows *a = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && a->at < a->n; i++, a->at++) {
		const struct access_row *row = &a->rows[a->at];
		const struct cell *c = &row->cell;
		if (row->bin != a->bin || a->at == 0) {
			a->bin = row->bin;
			a->hour = (uint8_t)zone_hour(a->zone, (int64_t)row->bin * BIN_S);
		}
		PUT(int64_t, 0, bin_us(row->bin));
		PUT(uint8_t, 1, a->hour);
		PUT(uint8_t, 2, c->proto);
		PUT(uint16_t, 3, c->port);
		put_kind(rows, 4, i, c->kind_excluded >> 1);
		put_country(rows, 5, i, c->country);
		PUT(uint8_t, 6, c->kind_excluded & 1);
		PUT(int64_t, 7, c->packets);
		PUT(int64_t, 8, c->bytes);
		PUT(int64_t, 9, c->accesses);
		PUT(int64_t, 10, c->sources);
	}
	return i;
}

/* --- sources ----------------------------------------------------------------------- */

static void
asn_put(struct asn_set *set, uint32_t asn)
{
	uint32_t at = asn * UINT32_C(0x9e3779b1) & set->mask;
	while (set->asns[at] && set->asns[at] != asn)
		at = (at + 1) & set->mask;
	set->n += set->asns[at] == 0;
	set->asns[at] = asn;
}

void
asn_set_add(struct asn_set *set, uint32_t asn)
{
	if (asn == 0)
		return;
	if (!set->asns || set->n > set->mask / 2) {
		struct asn_set wide = { .mask = set->asns ? 2 * set->mask + 1 : 1023 };
		wide.asns = base_alloc((size_t)wide.mask + 1, sizeof(*wide.asns));
		for (uint32_t i = 0; set->asns && i <= set->mask; i++)
			if (set->asns[i])
				asn_put(&wide, set->asns[i]);
		free(set->asns);
		*set = wide;
	}
	asn_put(set, asn);
}

void
asn_set_done(struct asn_set *set)
{
	free(set->asns);
	*set = (struct asn_set){ 0 };
}

static void
put_source(const struct rows *rows, size_t i, const struct source_entry *e, uint32_t asn)
{
	PUT(uint64_t, 0, e->src.hi);
	PUT(uint64_t, 1, e->src.lo);
	PUT(uint8_t, 2, e->proto);
	PUT(uint16_t, 3, e->port);
	put_kind(rows, 4, i, e->kind_excluded >> 1);
	PUT(uint8_t, 5, e->kind_excluded & 1);
	PUT(int64_t, 6, e->packets);
	PUT(int64_t, 7, e->bytes);
	PUT(int64_t, 8, e->accesses);
	PUT(uint64_t, 9, e->sketch);
	PUT(uint32_t, 10, sketch_estimate(e->sketch));
	PUT(uint32_t, 11, e->first_s);
	PUT(uint32_t, 12, e->last_s);
	PUT(uint8_t, 13, e->ttl_min);
	PUT(uint8_t, 14, e->ttl_max);
	PUT(uint16_t, 15, e->tools);
	put_country(rows, 16, i, e->country);
	PUT(uint32_t, 17, asn);
}

size_t
source_fill(void *arg, const struct rows *rows)
{
	enum { AHEAD = 16 };
	struct source_rows *s = arg;
	size_t i = 0;
	while (i < ROWS_MAX && s->table < s->n_tables) {
		const struct day_table *t = s->tables[s->table];
		if (s->at == t->n_entries) {
			s->table++;
			s->at = 0;
			continue;
		}
		const uint32_t *order = s->order[s->table];
		if (s->at + AHEAD < t->n_entries)
			__builtin_prefetch(&t->entries[order[s->at + AHEAD]]);
		const struct source_entry *e = &t->entries[order[s->at++]];
		if (e->packets == 0 && e->accesses == 0)
			continue; /* recalled from an earlier capture, and nothing new */
		if (!s->has_src || !addr_equal(s->src, e->src)) {
			s->has_src = true;
			s->src = e->src;
			s->place = geo_find(s->geo, e->src);
			asn_set_add(s->asns, s->place.asn);
		}
		put_source(rows, i++, e, s->place.asn);
	}
	return i;
}

/* --- the rest ---------------------------------------------------------------------- */

size_t
day_count_fill(void *arg, const struct rows *rows)
{
	static const char *const dimensions[] = { "all", "port", "country", "kind" };
	struct day_count_rows *d = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && d->at < d->n; i++, d->at++) {
		const struct day_count_row *row = &d->rows[d->at];
		const struct day_count *c = &row->count;
		const char *sensor = d->site->sensors[row->sensor].name;
		const char *dimension = c->dimension == DAY_GROUP
			? d->group_names[c->group]
			: dimensions[c->dimension];
		PUT(int32_t, 0, row->day);
		rows_put_text(rows, 1, i, sensor, strlen(sensor));
		PUT(uint8_t, 2, c->excluded);
		rows_put_text(rows, 3, i, dimension, strlen(dimension));
		PUT(uint8_t, 4, c->proto);
		PUT(uint16_t, 5, c->port);
		put_country(rows, 6, i, c->country);
		if (c->dimension == DAY_KIND)
			put_kind(rows, 7, i, c->kind);
		else
			rows_put_text(rows, 7, i, "", 0);
		PUT(int64_t, 8, c->packets);
		PUT(int64_t, 9, c->bytes);
		PUT(int64_t, 10, c->accesses);
		PUT(int64_t, 11, c->sources);
	}
	return i;
}

size_t
flow_fill(void *arg, const struct rows *rows)
{
	struct flow_rows *f = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && f->at < f->n; f->at++) {
		const struct flow *flow = &f->flows[f->at];
		if (flow->sensor != f->sensor ||
			zone_day(f->zone, (int64_t)flow->bin * BIN_S) != f->day)
			continue;
		PUT(int64_t, 0, bin_us(flow->bin));
		PUT(uint64_t, 1, flow->src.hi);
		PUT(uint64_t, 2, flow->src.lo);
		PUT(uint64_t, 3, flow->dst.hi);
		PUT(uint64_t, 4, flow->dst.lo);
		PUT(uint8_t, 5, flow->proto);
		PUT(uint16_t, 6, flow->sport);
		PUT(uint16_t, 7, flow->dport);
		PUT(uint8_t, 8, flow->flags);
		PUT(uint8_t, 9, flow->ttl);
		PUT(uint32_t, 10, flow->len);
		PUT(uint8_t, 11, flow->excluded);
		PUT(int64_t, 12, flow->packets);
		PUT(int64_t, 13, flow->bytes);
		i++;
	}
	return i;
}

size_t
edge_fill(void *arg, const struct rows *rows)
{
	struct edge_rows *e = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && e->at < e->n; i++, e->at++) {
		const struct edge_row *row = &e->rows[e->at];
		const struct tuple *t = &row->tuple;
		const char *sensor = e->site->sensors[t->sensor].name;
		rows_put_text(rows, 0, i, sensor, strlen(sensor));
		PUT(int64_t, 1, bin_us(row->bin));
		PUT(uint64_t, 2, t->src.hi);
		PUT(uint64_t, 3, t->src.lo);
		PUT(uint64_t, 4, t->dst.hi);
		PUT(uint64_t, 5, t->dst.lo);
		PUT(uint8_t, 6, t->proto);
		PUT(uint16_t, 7, t->sport);
		PUT(uint16_t, 8, t->dport);
		PUT(uint8_t, 9, t->fragment);
		PUT(uint8_t, 10, t->shown);
	}
	return i;
}
