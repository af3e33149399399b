/* finish.c - everything after the last packet: coverage, counts of days, publication.
 *
 * A day that the lake had before is counted anew from its files; where captures met inside
 * a bin, the day's parts become one file, so that the rows are those of reading at once.
 */
#include "ingest/finish.h"

static bool
is_file_of(const struct staged_file *f, const struct dataset *d, const char *sensor,
	int32_t day)
{
	return f->dataset == d && f->first_day == day && strcmp(f->sensor, sensor) == 0;
}

/* The live files of one sensor's day. */
int
live_files(struct ingest *in, const struct dataset *d, const char *sensor, int32_t day,
	struct file_list *ret, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int r = lake_day_files(in->lake, d, sensor, day, &files, &n, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		file_list_add(ret, files[i].path);
	lake_files_free(files, n);
	return 0;
}

void
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

void
add_file(struct finish *f, const struct staged_file *file)
{
	f->files = base_grow(f->files, f->n_files + 1, sizeof(*f->files));
	f->files[f->n_files++] = *file;
}

/* --- days that captures share ------------------------------------------------------ */

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

/* --- files of a month -------------------------------------------------------- */

int
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
compare_months(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
	return a < b ? -1 : a > b;
}

size_t
distinct_months(int32_t *months, size_t n)
{
	qsort(months, n, sizeof(*months), compare_months);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || months[kept - 1] != months[i])
			months[kept++] = months[i];
	return kept;
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
	size_t n_months = distinct_months(months, c->n);
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

/* --- publication ------------------------------------------------------------------- */

static struct captured *
captures_of(const struct ingest *in, struct ingest_report *report)
{
	struct captured *captures = base_alloc(in->n_files, sizeof(*captures));
	for (size_t i = 0; i < in->n_files; i++) {
		const struct capture_info *info = ingest_info(in, i);
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
	auto_free uint32_t *asns = base_alloc(f->got->written.asns.n, sizeof(*asns));
	size_t n_bins = 0, n_asns = 0;
	for (size_t i = 0; i < f->got->n_edges; i++)
		if (n_bins == 0 || bins[n_bins - 1] != f->got->edges[i].bin)
			bins[n_bins++] = f->got->edges[i].bin;
	for (uint32_t i = 0; f->got->written.asns.asns && i <= f->got->written.asns.mask;
		i++)
		if (f->got->written.asns.asns[i])
			asns[n_asns++] = f->got->written.asns.asns[i];
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
	struct finish f = { .in = in, .got = in->got };
	f.files = take(&f.got->written.files);
	f.n_files = f.got->written.n_files;
	f.got->written.n_files = 0;
	name_groups(&f);
	int r = coverage_make(in, &f.coverage, err);
	if (r == 0)
		r = merge_met_days(&f, err);
	if (r == 0 && !in->counts_later)
		r = finish_counts(&f, err);
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
	free(f.days);
	file_list_done(&f.retire);
	coverage_done(&f.coverage);
	return r;
}
