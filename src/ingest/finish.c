/* finish.c - everything after the last packet: coverage, counts of days, publication.
 *
 * A day that the lake had before is counted anew from its files; where captures met inside
 * a bin, the day's parts become one file, so that the rows are those of reading at once.
 */
#include "ingest/run.h"

struct finish {
	struct ingest *in;
	struct collected *got;
	struct coverage coverage;
	struct staged_file *files; /* to publish; owned by the collector or by `extra` */
	size_t n_files;
	struct file_list retire;
	struct day_count_row *counts;
	size_t n_counts, counts_room;
	char **group_names;
};

static int
compare_days(const void *x, const void *y)
{
	const struct sensor_day *a = x, *b = y;
	if (a->sensor != b->sensor)
		return a->sensor < b->sensor ? -1 : 1;
	return a->day < b->day ? -1 : a->day > b->day;
}

static bool
has_day(const struct sensor_day *days, size_t n, struct sensor_day at)
{
	for (size_t i = 0; i < n; i++)
		if (compare_days(&days[i], &at) == 0)
			return true;
	return false;
}

static bool
is_file_of(const struct staged_file *f, const struct dataset *d, const char *sensor,
	int32_t day)
{
	return f->dataset == d && f->first_day == day && strcmp(f->sensor, sensor) == 0;
}

/* The live files of one sensor's day. */
static int
live_files(struct ingest *in, const struct dataset *d, const char *sensor, int32_t day,
	struct file_list *ret, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int r = lake_files(in->lake, d, day, day, &files, &n, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		if (strcmp(files[i].sensor, sensor) == 0)
			file_list_add(ret, files[i].path);
	lake_files_free(files, n);
	return 0;
}

static void
add_staged_paths(const struct finish *f, const struct dataset *d, const char *sensor,
	int32_t day, struct file_list *list)
{
	for (size_t i = 0; i < f->n_files; i++)
		if (is_file_of(&f->files[i], d, sensor, day)) {
			auto_free char *path = base_printf(
				"%s/%s", lake_dir(f->in->lake), f->files[i].staging);
			file_list_add(list, path);
		}
}

static void
add_file(struct finish *f, const struct staged_file *file)
{
	f->files = base_grow(f->files, f->n_files + 1, sizeof(*f->files));
	f->files[f->n_files++] = *file;
}

/* --- days that captures share
 * ----------------------------------------------------------------- */

static bool
day_was_met(const struct ingest *in, const struct sensor *s, int32_t day)
{
	for (size_t i = 0; i < in->n_edge_bins; i++)
		if (in->recalled[i] &&
			zone_day(s->zone, (int64_t)in->edge_bins[i] * BIN_S) == day)
			return true;
	return false;
}

/* The staged parts give way to one file that also holds the live ones. */
static int
merge_day(struct finish *f, const struct dataset *d, const struct sensor *s, int32_t day,
	const struct file_list *live, struct err *err)
{
	struct file_list list = { 0 };
	for (size_t i = 0; i < live->n; i++)
		file_list_add(&list, live->path[i]);
	add_staged_paths(f, d, s->name, day, &list);
	auto_free char *from = file_list_sql(&list);
	file_list_done(&list);
	auto_free char *select = dataset_merge_sql(d, from);
	struct staged_file merged;
	int r = lake_stage_query(f->in->asker, d, s->name, day, day, select, &merged, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < f->n_files;) {
		if (!is_file_of(&f->files[i], d, s->name, day)) {
			i++;
			continue;
		}
		lake_abandon(f->in->lake, &f->files[i], 1);
		staged_file_done(&f->files[i]);
		f->files[i] = f->files[--f->n_files];
	}
	if (merged.rows > 0)
		add_file(f, &merged);
	for (size_t i = 0; i < live->n; i++)
		file_list_add(&f->retire, live->path[i]);
	return 0;
}

static int
merge_met_days(struct finish *f, struct err *err)
{
	static const char *const names[] = { "access", "source_day", "flow" };
	int r = 0;
	for (size_t i = 0; r == 0 && i < f->got->n_days; i++) {
		const struct sensor *s =
			&f->in->options->site->sensors[f->got->days[i].sensor];
		int32_t day = f->got->days[i].day;
		if (!day_was_met(f->in, s, day))
			continue;
		for (size_t k = 0; r == 0 && k < count_of(names); k++) {
			const struct dataset *d = dataset_find(names[k]);
			struct file_list live = { 0 };
			r = live_files(f->in, d, s->name, day, &live, err);
			if (r == 0 && live.n)
				r = merge_day(f, d, s, day, &live, err);
			file_list_done(&live);
		}
	}
	return r;
}

/* --- counts of days
 * ------------------------------------------------------------------------------ */

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

/* Count a day from all files that will hold it. */
static int
recount_day(struct finish *f, struct sensor_day at, const struct file_list *live,
	struct err *err)
{
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
	auto_free char *sql = base_printf("SELECT src_hi, src_lo, proto, dport, kind, "
					  "excluded, sum(packets)::BIGINT, "
					  "sum(bytes)::BIGINT, sum(accesses)::BIGINT, "
					  "max(country) FROM %s GROUP BY ALL "
					  "ORDER BY src_hi, src_lo, proto, dport",
		from);
	struct day_counter *counter = day_counter_new(f->in->options->site);
	int r = lake_writer_query(f->in->asker, sql, count_chunk, counter, err);
	size_t n;
	const struct day_count *counts = day_counter_done(counter, &n);
	for (size_t i = 0; r == 0 && i < n; i++)
		add_count(f, &(struct day_count_row){ at.sensor, at.day, counts[i] });
	day_counter_free(counter);
	return r;
}

static int
compare_counts(const void *x, const void *y)
{
	const struct day_count_row *a = x, *b = y;
	if (a->sensor != b->sensor)
		return a->sensor < b->sensor ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	const struct day_count *c = &a->count, *d = &b->count;
	uint64_t p = (uint64_t)c->dimension << 48 | (uint64_t)c->excluded << 40 |
		(uint64_t)c->kind << 32 | (uint64_t)c->proto << 24 | c->group;
	uint64_t q = (uint64_t)d->dimension << 48 | (uint64_t)d->excluded << 40 |
		(uint64_t)d->kind << 32 | (uint64_t)d->proto << 24 | d->group;
	if (p != q)
		return p < q ? -1 : 1;
	uint32_t u = (uint32_t)c->country << 16 | c->port,
		 v = (uint32_t)d->country << 16 | d->port;
	return u < v ? -1 : u > v;
}

/* Shards share no source, so counts of one key add up. */
static void
merge_counts(struct finish *f)
{
	if (f->n_counts == 0)
		return;
	qsort(f->counts, f->n_counts, sizeof(*f->counts), compare_counts);
	size_t n = 1;
	for (size_t i = 1; i < f->n_counts; i++) {
		struct day_count *last = &f->counts[n - 1].count;
		const struct day_count *c = &f->counts[i].count;
		if (compare_counts(&f->counts[n - 1], &f->counts[i]) != 0) {
			f->counts[n++] = f->counts[i];
			continue;
		}
		last->packets += c->packets;
		last->bytes += c->bytes;
		last->accesses += c->accesses;
		last->sources += c->sources;
	}
	f->n_counts = n;
}

static int
count_days(struct finish *f, struct err *err)
{
	const struct dataset *d = dataset_find("source_day");
	struct sensor_day *anew = base_alloc(f->got->n_days, sizeof(*anew));
	size_t n_anew = 0;
	int r = 0;
	for (size_t i = 0; r == 0 && i < f->got->n_days; i++) {
		struct sensor_day at = f->got->days[i];
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
	for (size_t i = 0; r == 0 && i < f->got->n_counts; i++) {
		const struct day_count_row *row = &f->got->counts[i];
		if (n_anew == 0 ||
			!has_day(
				anew, n_anew, (struct sensor_day){ row->sensor, row->day }))
			add_count(f, row);
	}
	free(anew);
	merge_counts(f);
	return r;
}

/* --- files of a month
 * ------------------------------------------------------------------------------ */

/* The rows of `d` in live files of a month that are not of a day counted now. */
static char *
kept_counts_sql(struct finish *f, const struct file_list *live, int32_t month)
{
	char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	auto_free char *from = file_list_sql(live);
	(void)fprintf(out, "SELECT * FROM %s WHERE NOT (false", from);
	for (size_t i = 0; i < f->got->n_days; i++) {
		struct sensor_day at = f->got->days[i];
		char text[DATE_TEXT_MAX];
		if (month_of_day(at.day) == month) /* names are [a-z0-9._-] */
			(void)fprintf(out, " OR (day = DATE '%s' AND sensor = '%s')",
				day_format(at.day, text),
				f->in->options->site->sensors[at.sensor].name);
	}
	(void)fputs(")", out);
	must(fclose(out) == 0);
	return sql;
}

static int
live_of_month(struct ingest *in, const struct dataset *d, int32_t month,
	struct file_list *ret, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int32_t first = month_first_day(month), last = month_first_day(month + 1) - 1;
	int r = lake_files(in->lake, d, first, last, &files, &n, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		file_list_add(ret, files[i].path);
	lake_files_free(files, n);
	return 0;
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

static int
compare_months(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
	return a < b ? -1 : a > b;
}

static size_t
distinct(int32_t *months, size_t n)
{
	qsort(months, n, sizeof(*months), compare_months);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || months[kept - 1] != months[i])
			months[kept++] = months[i];
	return kept;
}

static int
write_all_counts(struct finish *f, struct err *err)
{
	auto_free int32_t *months = base_alloc(f->got->n_days, sizeof(*months));
	for (size_t i = 0; i < f->got->n_days; i++)
		months[i] = month_of_day(f->got->days[i].day);
	size_t n = distinct(months, f->got->n_days);
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = write_counts(f, months[i], err);
	return r;
}

static int
write_coverage(struct finish *f, struct err *err)
{
	const struct dataset *d = dataset_find("coverage");
	const struct coverage *c = &f->coverage;
	auto_free int32_t *months = base_alloc(c->n, sizeof(*months));
	auto_free struct coverage_row *rows = base_alloc(c->n, sizeof(*rows));
	for (size_t i = 0; i < c->n; i++)
		months[i] = month_of_day(c->rows[i].day);
	size_t n_months = distinct(months, c->n);
	int r = 0;
	for (size_t m = 0; r == 0 && m < n_months; m++) {
		size_t n = 0;
		for (size_t i = 0; i < c->n; i++)
			if (month_of_day(c->rows[i].day) == months[m])
				rows[n++] = c->rows[i];
		struct coverage_rows source = { rows, n, 0 };
		struct staged_file file;
		r = lake_stage(f->in->asker, d, "", month_first_day(months[m]),
			month_first_day(months[m] + 1) - 1,
			&(struct row_source){ coverage_fill, &source }, &file, err);
		if (r == 0 && file.rows)
			add_file(f, &file);
		if (r == 0)
			r = live_of_month(f->in, d, months[m], &f->retire, err);
	}
	return r;
}

static int
write_edges(struct finish *f, struct err *err)
{
	if (f->got->n_edges == 0)
		return 0;
	int32_t first = INT32_MAX, last = INT32_MIN;
	for (size_t i = 0; i < f->got->n_edges; i++) {
		int32_t day = (int32_t)((int64_t)f->got->edges[i].bin * BIN_S / 86400);
		first = day < first ? day : first;
		last = day > last ? day : last;
	}
	struct edge_rows rows = { f->in->options->site, f->got->edges, f->got->n_edges, 0 };
	struct staged_file file;
	int r = lake_stage(f->in->asker, dataset_find("edge"), "", first, last,
		&(struct row_source){ edge_fill, &rows }, &file, err);
	if (r == 0)
		add_file(f, &file);
	return r;
}

/* --- publication
 * ---------------------------------------------------------------------------------- */

static struct captured *
captures_of(const struct ingest *in, struct ingest_report *report)
{
	struct captured *captures = base_alloc(in->n_files, sizeof(*captures));
	for (size_t i = 0; i < in->n_files; i++) {
		const struct capture_info *info = capture_set_info(in->captures, i);
		struct seen_file *f = &in->arrivals.files[i];
		f->reasons[REASON_LOST] = info->lost;
		captures[i] = (struct captured){ info->path, info->hash, info->bytes,
			info->size, info->frames, info->frames > 0, info->damaged,
			info->first_ns, info->last_ns, f->reasons };
		report->frames += info->frames;
		report->damaged += info->damaged;
		for (size_t k = 0; k < REASON_COUNT; k++)
			report->reasons[k] += f->reasons[k];
	}
	return captures;
}

static int
publish(struct finish *f, struct ingest_report *report, struct err *err)
{
	struct ingest *in = f->in;
	auto_free struct captured *captures = captures_of(in, report);
	auto_free uint32_t *bins = base_alloc(f->got->n_edges, sizeof(*bins));
	auto_free uint32_t *asns = base_alloc(f->got->asns.n, sizeof(*asns));
	size_t n_bins = 0, n_asns = 0;
	for (size_t i = 0; i < f->got->n_edges; i++)
		if (n_bins == 0 || bins[n_bins - 1] != f->got->edges[i].bin)
			bins[n_bins++] = f->got->edges[i].bin;
	for (uint32_t i = 0; f->got->asns.asns && i <= f->got->asns.mask; i++)
		if (f->got->asns.asns[i])
			asns[n_asns++] = f->got->asns.asns[i];
	struct publication p = {
		.files = f->files,
		.n_files = f->n_files,
		.retire = (const char *const *)f->retire.path,
		.n_retire = f->retire.n,
		.captures = captures,
		.n_captures = in->n_files,
		.reason_name = reason_name,
		.n_reasons = REASON_COUNT,
		.observed = f->coverage.observed,
		.n_observed = f->coverage.n_observed,
		.edge_bins = bins,
		.n_edge_bins = n_bins,
		.asns = asns,
		.n_asns = n_asns,
		.site = in->options->site,
		.geo = in->options->geo,
		.frames = report->frames,
		.packets = (uint64_t)f->got->packets,
	};
	return lake_publish(in->lake, &p, err);
}

static void
name_groups(struct finish *f)
{
	const struct site *site = f->in->options->site;
	f->group_names = base_alloc(site->n_groups, sizeof(*f->group_names));
	for (size_t i = 0; i < site->n_groups; i++)
		f->group_names[i] = base_printf("group:%s", site->groups[i].name);
}

int
ingest_finish(struct ingest *in, struct ingest_report *report, struct err *err)
{
	struct finish f = { .in = in, .got = collect_result(in->collect) };
	f.files = take(&f.got->files);
	f.n_files = f.got->n_files;
	f.got->n_files = 0;
	name_groups(&f);
	int r = coverage_make(in, &f.coverage, err);
	if (r == 0)
		r = merge_met_days(&f, err);
	if (r == 0)
		r = count_days(&f, err);
	if (r == 0)
		r = write_all_counts(&f, err);
	if (r == 0)
		r = write_coverage(&f, err);
	if (r == 0)
		r = write_edges(&f, err);
	if (r == 0)
		r = publish(&f, report, err);
	if (r < 0)
		lake_abandon(in->lake, f.files, f.n_files);
	report->packets = (uint64_t)f.got->packets;
	report->accesses = (uint64_t)f.got->accesses;
	report->overlap_bins = f.coverage.overlap_bins;
	for (size_t i = 0; i < f.n_files; i++)
		staged_file_done(&f.files[i]);
	for (size_t i = 0; i < in->options->site->n_groups; i++)
		free(f.group_names[i]);
	free(f.group_names);
	free(f.files);
	free(f.counts);
	file_list_done(&f.retire);
	coverage_done(&f.coverage);
	return r;
}
