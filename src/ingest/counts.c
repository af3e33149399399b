/* counts.c - the counts of days: totals and distinct sources by every dimension.
 *
 * Shards have counted the days that are all new; a day that the lake had before, or that
 * was written in parts, is counted from its files.
 */
#include "ingest/finish.h"

/* `days` are sorted. */
static bool
has_day(const struct sensor_day *days, size_t n, struct sensor_day at)
{
	return n && bsearch(&at, days, n, sizeof(at), compare_sensor_days);
}

static void
add_count(struct finish *f, const struct day_count_row *row)
{
	if (f->n_counts == f->counts_room) {
		f->counts_room = f->counts_room ? 2 * f->counts_room : 1024;
		f->counts = base_grow(f->counts, f->counts_room, sizeof(*f->counts));
	}
	f->counts[f->n_counts++] = *row;
}

static uint8_t
kind_of(struct bytes text)
{
	for (uint8_t k = 0; k < KIND_COUNT; k++)
		if (strlen(kind_name(k)) == text.len &&
			memcmp(kind_name(k), text.at, text.len) == 0)
			return k;
	return KIND_OTHER;
}

static int
count_chunk(void *arg, const struct chunk *c)
{
	struct day_counter *counter = arg;
	for (size_t i = 0; i < c->n_rows; i++) {
		struct bytes country = chunk_text(c, 9, i);
		struct day_row row = {
			.src = { ((uint64_t *)c->column[0])[i],
				((uint64_t *)c->column[1])[i] },
			.proto = ((uint8_t *)c->column[2])[i],
			.port = ((uint16_t *)c->column[3])[i],
			.kind = kind_of(chunk_text(c, 4, i)),
			.excluded = ((uint8_t *)c->column[5])[i],
			.packets = ((int64_t *)c->column[6])[i],
			.bytes = ((int64_t *)c->column[7])[i],
			.accesses = ((int64_t *)c->column[8])[i],
			.country = country.len == 2 ? country_code((const char *)country.at)
						    : 0,
		};
		day_counter_add(counter, &row);
	}
	return 0;
}

static int
read_count(void *arg, const struct chunk *c)
{
	if (c->n_rows)
		*(int64_t *)arg = *(int64_t *)c->column[0];
	return 0;
}

/* One part of the sources, whose rows come sorted by source; sums need no grouping. */
static int
recount_part(struct finish *f, const char *rows, int64_t part, int64_t parts,
	struct day_counter *counter, struct err *err)
{
	auto_free char *sql = base_printf(
		"SELECT src_hi, src_lo, proto, dport, kind, excluded, packets, bytes, "
		"accesses, country FROM (%s) WHERE hash(src_hi, src_lo) %% %lld = %lld "
		"ORDER BY src_hi, src_lo",
		rows, (long long)parts, (long long)part);
	return lake_writer_query(f->in->asker, sql, count_chunk, counter, err);
}

/* Count a day from all files that will hold it, so many sources at a time that the sorting
 * takes some 10 MiB. */
static int
recount_day(struct finish *f, struct sensor_day at, const struct file_list *live,
	struct err *err)
{
	enum { ROWS_AT_ONCE = 100000, PARTS_MOST = 16 };
	const struct sensor *s = &f->in->options->site->sensors[at.sensor];
	struct file_list list = { 0 };
	for (size_t i = 0; i < live->n; i++) {
		bool goes = false;
		for (size_t k = 0; k < f->retire.n; k++)
			goes |= strcmp(f->retire.path[k], live->path[i]) == 0;
		if (!goes)
			file_list_add(&list, live->path[i]);
	}
	add_staged_paths(f, dataset_find("source_day"), s->name, at.day, &list);
	auto_free char *from = file_list_sql(&list);
	file_list_done(&list);
	auto_free char *rows = dataset_join_sql(dataset_find("source_day"), from);
	auto_free char *how_many = base_printf("SELECT count(*) FROM (%s)", rows);
	int64_t n = 0;
	int r = lake_writer_query(f->in->asker, how_many, read_count, &n, err);
	int64_t parts = 1 + n / ROWS_AT_ONCE;
	parts = parts < PARTS_MOST ? parts : PARTS_MOST; /* each reads the whole day */
	struct day_counter *counter = day_counter_new(f->in->options->site);
	for (int64_t part = 0; r == 0 && part < parts; part++)
		r = recount_part(f, rows, part, parts, counter, err);
	size_t n_counts;
	const struct day_count *counts = day_counter_done(counter, &n_counts);
	for (size_t i = 0; r == 0 && i < n_counts; i++)
		add_count(f, &(struct day_count_row){ at.sensor, at.day, counts[i] });
	day_counter_free(counter);
	return r;
}

/* A row's key packed, and where the row is: what is sorted is small. */
struct packed {
	uint64_t high, low;
	size_t row;
};

static struct packed
pack(const struct day_count_row *r, size_t row)
{
	const struct day_count *c = &r->count;
	uint32_t day = (uint32_t)r->day ^ UINT32_C(1) << 31;
	return (struct packed){
		.high = (uint64_t)r->sensor << 48 | (uint64_t)day << 16 |
			(uint64_t)c->dimension << 8 | (uint64_t)c->excluded << 4 | c->kind,
		.low = (uint64_t)c->proto << 48 | (uint64_t)c->group << 32 |
			(uint64_t)c->country << 16 | c->port,
		.row = row,
	};
}

static int
compare_packed(const void *x, const void *y)
{
	const struct packed *a = x, *b = y;
	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	return a->low < b->low ? -1 : a->low > b->low;
}

/* Shards share no source, so counts of one key add up. */
static void
merge_counts(struct finish *f)
{
	struct packed *keys = base_alloc(f->n_counts, sizeof(*keys));
	struct day_count_row *merged = base_alloc(f->n_counts, sizeof(*merged));
	size_t n = 0;
	for (size_t i = 0; i < f->n_counts; i++)
		keys[i] = pack(&f->counts[i], i);
	if (f->n_counts)
		qsort(keys, f->n_counts, sizeof(*keys), compare_packed);
	for (size_t i = 0; i < f->n_counts; i++) {
		const struct day_count_row *row = &f->counts[keys[i].row];
		if (i == 0 || compare_packed(&keys[i - 1], &keys[i]) != 0) {
			merged[n++] = *row;
			continue;
		}
		struct day_count *last = &merged[n - 1].count;
		last->packets += row->count.packets;
		last->bytes += row->count.bytes;
		last->accesses += row->count.accesses;
		last->sources += row->count.sources;
	}
	free(keys);
	free(f->counts);
	f->counts = merged;
	f->n_counts = f->counts_room = n;
}

static int
count_days(struct finish *f, struct err *err)
{
	const struct dataset *d = dataset_find("source_day");
	struct sensor_day *anew = base_alloc(f->n_days, sizeof(*anew));
	size_t n_anew = 0;
	int r = 0;
	for (size_t i = 0; r == 0 && i < f->n_days; i++) {
		struct sensor_day at = f->days[i];
		const char *sensor = f->in->options->site->sensors[at.sensor].name;
		struct file_list live = { 0 };
		r = live_files(f->in, d, sensor, at.day, &live, err);
		if (r == 0 &&
			(live.n || has_day(f->got->in_parts, f->got->n_in_parts, at))) {
			anew[n_anew++] = at;
			r = recount_day(f, at, &live, err);
		}
		file_list_done(&live);
	}
	for (size_t i = 0; r == 0 && i < f->got->written.n_counts; i++) {
		const struct day_count_row *row = &f->got->written.counts[i];
		struct sensor_day at = { row->sensor, row->day };
		if (has_day(f->days, f->n_days, at) && !has_day(anew, n_anew, at))
			add_count(f, row);
	}
	free(anew);
	merge_counts(f);
	return r;
}

/* --- files of a month -------------------------------------------------------------- */

/* A condition: a row is of a day that is counted. */
static void
put_days_of(FILE *out, const struct finish *f, int32_t month)
{
	(void)fputs("(false", out);
	for (size_t i = 0; i < f->n_days; i++) {
		struct sensor_day at = f->days[i];
		char text[DATE_TEXT_MAX];
		if (month_of_day(at.day) == month) /* names are [a-z0-9._-] */
			(void)fprintf(out, " OR (day = DATE '%s' AND sensor = '%s')",
				day_format(at.day, text),
				f->in->options->site->sensors[at.sensor].name);
	}
	(void)fputs(")", out);
}

/* --- days whose details were forgotten ----------------------------------------------- */

static void
leave_out(struct finish *f, size_t i)
{
	memmove(&f->days[i], &f->days[i + 1], (--f->n_days - i) * sizeof(*f->days));
}

struct given_up {
	struct finish *f;
	const char *sensor; /* of the first that matters; NULL: none */
	int32_t day;
};

/* Of a day that was counted and lost its details, nothing can be counted again. */
static void
see_given_up(void *arg, const char *sensor, int32_t day)
{
	struct given_up *on = arg;
	struct finish *f = on->f;
	const struct site *site = f->in->options->site;
	size_t i = 0;
	while (i < f->n_days &&
		(f->days[i].day != day ||
			strcmp(site->sensors[f->days[i].sensor].name, sensor) != 0))
		i++;
	if (i == f->n_days)
		return;
	on->sensor = site->sensors[f->days[i].sensor].name;
	on->day = day;
	leave_out(f, i);
}

static int
choose_days(struct finish *f, struct err *err)
{
	struct given_up on = { .f = f };
	int32_t first = INT32_MAX, last = INT32_MIN;
	char text[DATE_TEXT_MAX];
	f->n_days = f->got->n_days;
	f->days = base_alloc(f->n_days, sizeof(*f->days));
	for (size_t i = 0; i < f->n_days; i++) {
		f->days[i] = f->got->days[i];
		first = f->days[i].day < first ? f->days[i].day : first;
		last = f->days[i].day > last ? f->days[i].day : last;
	}
	int r = lake_given_up(f->in->lake, first, last, see_given_up, &on, err);
	if (r < 0 || !on.sensor || f->in->totals_stay)
		return r;
	return err_set(err, EEXIST,
		"the details of %s at sensor '%s' were given up (lake gc), so its totals "
		"could not be counted again: read these captures into another lake",
		day_format(on.day, text), on.sensor);
}

/* The rows of `d` in live files of a month that are not of a day counted now. */
static char *
kept_counts_sql(struct finish *f, const struct file_list *live, int32_t month)
{
	char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	auto_free char *from = file_list_sql(live);
	(void)fprintf(out, "SELECT * FROM %s WHERE NOT ", from);
	put_days_of(out, f, month);
	must(fclose(out) == 0);
	return sql;
}

static int
write_counts(struct finish *f, int32_t month, struct err *err)
{
	const struct dataset *d = dataset_find("day_count");
	int32_t first = month_first_day(month), last = month_first_day(month + 1) - 1;
	struct day_count_row *rows = base_alloc(f->n_counts, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; i < f->n_counts; i++)
		if (month_of_day(f->counts[i].day) == month)
			rows[n++] = f->counts[i];
	struct day_count_rows source = { f->in->options->site, rows, n, 0, f->group_names };
	struct staged_file file;
	int r = lake_stage(f->in->asker, d, "", first, last,
		&(struct row_source){ day_count_fill, &source }, &file, err);
	free(rows);
	if (r == 0 && file.rows)
		add_file(f, &file);
	struct file_list live = { 0 };
	if (r == 0)
		r = live_of_month(f->in, d, month, &live, err);
	if (r == 0 && live.n) {
		auto_free char *sql = kept_counts_sql(f, &live, month);
		r = lake_stage_query(f->in->asker, d, "", first, last, sql, &file, err);
		if (r == 0 && file.rows)
			add_file(f, &file);
		for (size_t i = 0; r == 0 && i < live.n; i++)
			file_list_add(&f->retire, live.path[i]);
	}
	file_list_done(&live);
	return r;
}

int
finish_counts(struct finish *f, struct err *err)
{
	auto_free int32_t *months = base_alloc(f->got->n_days, sizeof(*months));
	for (size_t i = 0; i < f->got->n_days; i++)
		months[i] = month_of_day(f->got->days[i].day);
	size_t n = distinct_months(months, f->got->n_days);
	int r = choose_days(f, err);
	if (r == 0)
		r = count_days(f, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = write_counts(f, months[i], err);
	return r;
}
