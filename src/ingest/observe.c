/* observe.c - what each sensor observed, as rows of coverage.
 *
 * In this order: the configuration's `observed`; the start and end in a capture's interface
 * statistics; else its first to last packet in whole bins, cut where nothing at all arrives
 * for the gap.  `outages` are taken out of either.  A living sensor says only what it
 * observed while it ran.  Seconds are of the union over all captures of the lake, so
 * reading in pieces and at once agree.
 */
#include "ingest/run.h"

enum {
	STATISTICS_DAYS_MAX = 366
}; /* a statistic that claims more than this is no evidence */

struct spans {
	struct span *at;
	size_t n, room;
};

static void
add_span(struct spans *s, int64_t start_s, int64_t end_s)
{
	if (start_s >= end_s)
		return;
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 16;
		s->at = base_grow(s->at, s->room, sizeof(*s->at));
	}
	s->at[s->n++] = (struct span){ start_s, end_s };
}

static int
compare_spans(const void *x, const void *y)
{
	const struct span *a = x, *b = y;
	return a->start_s < b->start_s ? -1 : a->start_s > b->start_s;
}

/* Sorted, disjoint, not touching. */
static void
unite(struct spans *s)
{
	if (s->n == 0)
		return;
	qsort(s->at, s->n, sizeof(*s->at), compare_spans);
	size_t n = 1;
	for (size_t i = 1; i < s->n; i++) {
		struct span *last = &s->at[n - 1];
		if (s->at[i].start_s > last->end_s)
			s->at[n++] = s->at[i];
		else if (s->at[i].end_s > last->end_s)
			last->end_s = s->at[i].end_s;
	}
	s->n = n;
}

/* Both united. */
static void
subtract(struct spans *s, const struct span *holes, size_t n_holes)
{
	struct spans left = { 0 };
	for (size_t i = 0; i < s->n; i++) {
		int64_t at = s->at[i].start_s;
		for (size_t k = 0; k < n_holes; k++) {
			if (holes[k].end_s <= at || holes[k].start_s >= s->at[i].end_s)
				continue;
			add_span(&left, at, holes[k].start_s);
			at = holes[k].end_s;
		}
		add_span(&left, at, s->at[i].end_s);
	}
	free(s->at);
	*s = left;
}

static void
spans_of_file(const struct ingest *in, size_t file, struct spans *ret)
{
	struct seen_file *f = &in->arrivals.files[file];
	const struct capture_info *info = ingest_info(in, file);
	if (info->has_observed) {
		int64_t start = info->observed_start_ns / 1000000000;
		int64_t end = (info->observed_end_ns + 999999999) / 1000000000;
		if (start >= 0 && end <= UINT32_MAX &&
			end - start <= STATISTICS_DAYS_MAX * 86400) {
			add_span(ret, start, end);
			return;
		}
	}
	seen_file_sort(f);
	for (size_t from = 0, to; from < f->n_bins; from = to) {
		for (to = from + 1; to < f->n_bins; to++)
			if (f->bins[to].first_ns - f->bins[to - 1].last_ns >
				in->options->gap_s * INT64_C(1000000000))
				break;
		add_span(ret, (int64_t)f->bins[from].bin * BIN_S,
			((int64_t)f->bins[to - 1].bin + 1) * BIN_S);
	}
}

/* Where the description leaves an end open, the captures are the end. */
static void
add_clipped(struct spans *spans, const struct span *span, const struct spans *captures)
{
	int64_t start_s = span->start_s, end_s = span->end_s;
	if (start_s == SPAN_OPEN_START)
		start_s = captures->n ? captures->at[0].start_s : end_s;
	if (end_s == SPAN_OPEN_END)
		end_s = captures->n ? captures->at[captures->n - 1].end_s : start_s;
	add_span(spans, start_s, end_s);
}

/* A living sensor observes while it runs, whatever was promised: what it missed is a gap,
 * and nothing is told twice. */
static void
add_common(struct spans *spans, const struct span *span, const struct spans *captures)
{
	for (size_t i = 0; i < captures->n; i++) {
		const struct span *c = &captures->at[i];
		add_span(spans, span->start_s > c->start_s ? span->start_s : c->start_s,
			span->end_s < c->end_s ? span->end_s : c->end_s);
	}
}

static bool
is_at(const struct ingest *in, const struct sensor *s, unsigned interface)
{
	return !s->interface || interface >= in->n_interfaces ||
		strcmp(s->interface, in->interfaces[interface]) == 0;
}

static struct spans
spans_of_sensor(
	const struct ingest *in, const struct sensor *s, const struct spans *captures)
{
	const struct span *from = s->has_observed ? s->observed : captures->at;
	size_t n = s->has_observed ? s->n_observed : captures->n;
	struct spans spans = { 0 }, holes = { 0 };
	for (size_t i = 0; i < n; i++)
		if (in->segments)
			add_common(&spans, &from[i], captures);
		else
			add_clipped(&spans, &from[i], captures);
	for (size_t i = 0; i < s->n_outages; i++)
		add_span(&holes, s->outages[i].start_s, s->outages[i].end_s);
	for (size_t i = 0; i < in->n_silences; i++)
		if (is_at(in, s, in->silences[i].interface))
			add_span(&holes, in->silences[i].start_ns / 1000000000,
				(in->silences[i].end_ns + 999999999) / 1000000000);
	unite(&spans);
	unite(&holes);
	subtract(&spans, holes.at, holes.n);
	free(holes.at);
	return spans;
}

/* --- rows -------------------------------------------------------------------------- */

static struct coverage_row *
add_row(struct coverage *c, const struct sensor *s, uint32_t bin)
{
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 1024;
		c->rows = base_grow(c->rows, c->room, sizeof(*c->rows));
	}
	int64_t start = (int64_t)bin * BIN_S;
	int32_t day = zone_day(s->zone, start);
	c->rows[c->n] = (struct coverage_row){
		.sensor = s->name,
		.bin = bin,
		.day = day,
		.hour = (uint8_t)zone_hour(s->zone, start),
		.day_s = (uint32_t)zone_day_s(s->zone, day),
		.addresses = s->addresses,
	};
	return &c->rows[c->n++];
}

/* Rows of the bins that `fresh` touches, with the seconds of `all`; both united. */
static void
rows_of_spans(struct coverage *c, const struct sensor *s, const struct spans *fresh,
	const struct spans *all)
{
	size_t k = 0;
	int64_t next = 0;
	for (size_t i = 0; i < fresh->n; i++) {
		int64_t bin = fresh->at[i].start_s / BIN_S;
		for (bin = bin < next ? next : bin; bin * BIN_S < fresh->at[i].end_s;
			bin++) {
			int64_t start = bin * BIN_S, end = start + BIN_S, seconds = 0;
			while (k < all->n && all->at[k].end_s <= start)
				k++;
			for (size_t j = k; j < all->n && all->at[j].start_s < end; j++) {
				int64_t a = all->at[j].start_s > start ? all->at[j].start_s
								       : start;
				int64_t b = all->at[j].end_s < end ? all->at[j].end_s : end;
				seconds += b - a;
			}
			add_row(c, s, (uint32_t)bin)->observed_s = (uint16_t)seconds;
		}
		next = bin;
	}
}

static int
sensor_coverage(struct ingest *in, const struct sensor *s, const struct spans *captures,
	struct coverage *c, struct err *err)
{
	struct spans fresh = spans_of_sensor(in, s, captures), all = { 0 };
	int r = 0;
	if (fresh.n) {
		struct span *known;
		size_t n_known;
		r = lake_observed(in->lake, s->name, fresh.at[0].start_s - BIN_S,
			fresh.at[fresh.n - 1].end_s + BIN_S, &known, &n_known, err);
		for (size_t i = 0; r == 0 && i < n_known; i++)
			add_span(&all, known[i].start_s, known[i].end_s);
		if (r == 0)
			free(known);
	}
	c->observed = base_grow(c->observed, c->n_observed + fresh.n, sizeof(*c->observed));
	for (size_t i = 0; r == 0 && i < fresh.n; i++) {
		add_span(&all, fresh.at[i].start_s, fresh.at[i].end_s);
		c->observed[c->n_observed++] = (struct observed){ s->name, fresh.at[i] };
	}
	unite(&all);
	if (r == 0)
		rows_of_spans(c, s, &fresh, &all);
	const struct sensor_bins *bins = &in->got->bins[s->index];
	for (size_t i = 0; r == 0 && i < bins->n; i++)
		add_row(c, s, bins->bins[i].bin)->packets = bins->bins[i].packets;
	free(fresh.at);
	free(all.at);
	return r;
}

/* The only sensor that may be at the interface, or NULL. */
static const struct sensor *
alone_at(const struct ingest *in, unsigned interface)
{
	const struct site *site = in->options->site;
	const struct sensor *alone = NULL;
	for (size_t i = 0; i < site->n_sensors; i++) {
		if (!is_at(in, &site->sensors[i], interface))
			continue;
		if (alone)
			return NULL;
		alone = &site->sensors[i];
	}
	return alone;
}

static void
losses_of_interfaces(struct ingest *in, struct coverage *c)
{
	const struct seen_file *f = in->n_files ? &in->arrivals.files[0] : NULL;
	for (unsigned i = 0; f && f->n_bins && i < in->n_interfaces; i++) {
		const struct sensor *s = in->lost[i] ? alone_at(in, i) : NULL;
		if (s)
			add_row(c, s, f->bins[f->n_bins - 1].bin)->lost =
				(int64_t)in->lost[i];
	}
}

/* Frames that say nothing of their destination belong to the sensor if there is but one, or
 * one at the interface where they were lost. */
static void
losses(struct ingest *in, struct coverage *c)
{
	const struct site *site = in->options->site;
	const struct sensor *s =
		site->n_sensors == 1 ? &site->sensors[0] : in->options->only;
	for (size_t i = 0; s && i < in->arrivals.n_drops; i++)
		add_row(c, s, in->arrivals.drops[i].bin)->dropped =
			in->arrivals.drops[i].frames;
	if (in->n_interfaces) {
		losses_of_interfaces(in, c);
		return;
	}
	for (size_t i = 0; s && i < in->n_files; i++) {
		const struct capture_info *info = ingest_info(in, i);
		const struct seen_file *f = &in->arrivals.files[i];
		if (info->lost && f->n_bins)
			add_row(c, s, f->bins[f->n_bins - 1].bin)->lost =
				(int64_t)info->lost;
	}
}

static int
compare_rows(const void *x, const void *y)
{
	const struct coverage_row *a = x, *b = y;
	int by_sensor = strcmp(a->sensor, b->sensor);
	if (by_sensor)
		return by_sensor;
	return a->bin < b->bin ? -1 : a->bin > b->bin;
}

/* One row a sensor and bin.  `known` says that the second row was in the lake before: then
 * packets of both in a bin that is no edge may have counted twice. */
static void
merge_rows(const struct ingest *in, struct coverage *c, bool with_known)
{
	if (c->n == 0)
		return;
	qsort(c->rows, c->n, sizeof(*c->rows), compare_rows);
	size_t n = 1;
	for (size_t i = 1; i < c->n; i++) {
		struct coverage_row *last = &c->rows[n - 1];
		const struct coverage_row *row = &c->rows[i];
		if (compare_rows(last, row) != 0) {
			c->rows[n++] = *row;
			continue;
		}
		if (with_known && last->packets && row->packets &&
			!ingest_was_recalled(in, row->bin)) {
			c->overlap_bins++;
			last->overlap = 1;
		}
		last->overlap |= row->overlap;
		last->observed_s = row->observed_s > last->observed_s ? row->observed_s
								      : last->observed_s;
		last->packets += row->packets;
		last->lost += row->lost;
		last->dropped += row->dropped;
	}
	c->n = n;
}

/* --- what the lake has already ----------------------------------------------------- */

static const char *
name_of(struct coverage *c, const struct site *site, struct bytes name)
{
	for (size_t i = 0; i < site->n_sensors; i++)
		if (strlen(site->sensors[i].name) == name.len &&
			memcmp(site->sensors[i].name, name.at, name.len) == 0)
			return site->sensors[i].name;
	for (size_t i = 0; i < c->n_names; i++)
		if (strlen(c->names[i]) == name.len &&
			memcmp(c->names[i], name.at, name.len) == 0)
			return c->names[i];
	c->names = base_grow(c->names, c->n_names + 1, sizeof(*c->names));
	c->names[c->n_names] = base_printf("%.*s", (int)name.len, (const char *)name.at);
	return c->names[c->n_names++];
}

struct loading {
	struct coverage *c;
	const struct site *site;
};

static int
load_chunk(void *arg, const struct chunk *k)
{
	struct loading *l = arg;
	struct coverage *c = l->c;
	c->rows = base_grow(c->rows, c->room = c->n + k->n_rows, sizeof(*c->rows));
	for (size_t i = 0; i < k->n_rows; i++)
		c->rows[c->n++] = (struct coverage_row){
			.day = ((int32_t *)k->column[0])[i],
			.sensor = name_of(c, l->site, chunk_text(k, 1, i)),
			.bin = (uint32_t)(((int64_t *)k->column[2])[i] / 1000000 / BIN_S),
			.hour = ((uint8_t *)k->column[3])[i],
			.observed_s = ((uint16_t *)k->column[4])[i],
			.day_s = ((uint32_t *)k->column[5])[i],
			.addresses = ((uint64_t *)k->column[6])[i],
			.packets = ((int64_t *)k->column[7])[i],
			.lost = ((int64_t *)k->column[8])[i],
			.dropped = ((int64_t *)k->column[9])[i],
			.overlap = ((uint8_t *)k->column[10])[i],
		};
	return 0;
}

static int
load_known(struct ingest *in, struct coverage *c, struct err *err)
{
	int32_t first = INT32_MAX, last = INT32_MIN;
	for (size_t i = 0; i < c->n; i++) {
		first = c->rows[i].day < first ? c->rows[i].day : first;
		last = c->rows[i].day > last ? c->rows[i].day : last;
	}
	auto_free char *from = NULL;
	int r = lake_files_sql(in->lake, dataset_find("coverage"), first, last, &from, err);
	if (r < 0 || !from)
		return r;
	auto_free char *sql = dataset_merge_sql(dataset_find("coverage"), from);
	struct loading loading = { c, in->options->site };
	return lake_writer_query(in->asker, sql, load_chunk, &loading, err);
}

int
coverage_make(struct ingest *in, struct coverage *ret, struct err *err)
{
	struct coverage c = { 0 };
	struct spans captures = { 0 };
	for (size_t i = 0; i < in->n_files; i++)
		spans_of_file(in, i, &captures);
	unite(&captures);
	int r = 0;
	const struct site *site = in->options->site;
	for (size_t i = 0; r == 0 && i < site->n_sensors; i++)
		if (!in->options->only || in->options->only == &site->sensors[i])
			r = sensor_coverage(in, &site->sensors[i], &captures, &c, err);
	free(captures.at);
	if (r == 0) {
		losses(in, &c);
		merge_rows(in, &c, false);
	}
	if (r == 0 && c.n) {
		r = load_known(in, &c, err);
		merge_rows(in, &c, true);
	}
	if (r < 0) {
		coverage_done(&c);
		return r;
	}
	*ret = c;
	return 0;
}

void
coverage_done(struct coverage *c)
{
	for (size_t i = 0; i < c->n_names; i++)
		free(c->names[i]);
	free(c->names);
	free(c->rows);
	free(c->observed);
	*c = (struct coverage){ 0 };
}

size_t
coverage_fill(void *arg, const struct rows *rows)
{
	struct coverage_rows *c = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && c->at < c->n; i++, c->at++) {
		const struct coverage_row *row = &c->rows[c->at];
		((int32_t *)rows->column[0])[i] = row->day;
		rows_put_text(rows, 1, i, row->sensor, strlen(row->sensor));
		((int64_t *)rows->column[2])[i] = (int64_t)row->bin * BIN_S * 1000000;
		((uint8_t *)rows->column[3])[i] = row->hour;
		((uint16_t *)rows->column[4])[i] = row->observed_s;
		((uint32_t *)rows->column[5])[i] = row->day_s;
		((uint64_t *)rows->column[6])[i] = row->addresses;
		((int64_t *)rows->column[7])[i] = row->packets;
		((int64_t *)rows->column[8])[i] = row->lost;
		((int64_t *)rows->column[9])[i] = row->dropped;
		((uint8_t *)rows->column[10])[i] = row->overlap;
	}
	return i;
}
