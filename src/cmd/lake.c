/* lake.c - teiten lake: check, compact, list, gc, digest. */
#include "cmd/asking.h"
#include "lake/maintain.h"

#include <time.h>

struct listing {
	struct table *table; /* begun with the first row where only problems are shown */
	bool verified, problems_only;
	size_t n, bad;
};

static const char *const columns[] = { "dataset", "sensor", "first_day", "last_day", "rows",
	"bytes", "path", "problem" };

static void
list_file(void *arg, const struct checked_file *file)
{
	struct listing *l = arg;
	char date[DATE_TEXT_MAX];
	l->n++;
	l->bad += file->problem != NULL;
	if (l->problems_only && !file->problem)
		return;
	if (!l->table)
		l->table = table_begin(stdout, TABLE_TEXT, columns, count_of(columns));
	table_text(l->table, bytes_text(file->dataset));
	table_text(l->table, bytes_text(file->sensor));
	table_text(l->table, bytes_text(day_format(file->first_day, date)));
	table_text(l->table, bytes_text(day_format(file->last_day, date)));
	table_int(l->table, file->rows);
	table_int(l->table, file->bytes);
	table_text(l->table, bytes_text(file->path));
	if (!l->verified)
		;
	else if (file->problem)
		table_text(l->table, bytes_text(file->problem));
	else
		table_null(l->table);
	table_row(l->table);
}

static int
list(const struct invocation *in, struct lake *lake, enum table_format format)
{
	struct listing l = { .table = table_begin(
				     stdout, format, columns, count_of(columns) - 1) };
	struct err err;
	int r = lake_list(lake, list_file, &l, &err);
	if (table_end(l.table) < 0)
		return fail(in, "cannot write to standard output");
	return r < 0 ? fail(in, "%s", err.text) : EXIT_OK;
}

static int
check(const struct invocation *in, struct lake *lake, enum table_format format)
{
	struct listing l = { .verified = true, .problems_only = format == TABLE_TEXT };
	if (!l.problems_only)
		l.table = table_begin(stdout, format, columns, count_of(columns));
	struct err err;
	int r = lake_check(lake, true, list_file, &l, &err);
	if (l.table && table_end(l.table) < 0)
		return fail(in, "cannot write to standard output");
	if (r < 0)
		return fail(in, "%s", err.text);
	if (l.bad)
		return fail(in,
			"%zu of %zu files are bad and were moved to quarantine/: restore "
			"the lake from a copy, or read the captures into a new one",
			l.bad, l.n);
	if (format == TABLE_TEXT)
		(void)printf("%zu files, all as published\n", l.n);
	return EXIT_OK;
}

static int
digest(const struct invocation *in, struct lake *lake, enum table_format format)
{
	char text[33];
	struct err err;
	if (lake_digest(lake, text, &err) < 0)
		return fail(in, "%s", err.text);
	if (format == TABLE_TEXT) {
		(void)printf("%s\n", text);
		return EXIT_OK;
	}
	static const char *const names[] = { "digest" };
	struct table *t = table_begin(stdout, format, names, 1);
	table_text(t, bytes_text(text));
	table_row(t);
	return table_end(t) < 0 ? fail(in, "cannot write to standard output") : EXIT_OK;
}

static int
print_numbers(const struct invocation *in, enum table_format format,
	const char *const *names, const int64_t *values, size_t n)
{
	struct table *t = table_begin(stdout, format, names, n);
	for (size_t i = 0; i < n; i++)
		table_int(t, values[i]);
	table_row(t);
	return table_end(t) < 0 ? fail(in, "cannot write to standard output") : EXIT_OK;
}

static void
compact_step(void *arg, size_t done, size_t all)
{
	struct progress **p = arg;
	if (!*p)
		*p = progress_begin("compacting", all, false);
	(void)done;
	progress_step(*p, 1, 0);
}

static int
compact(const struct invocation *in, struct lake *lake, enum table_format format)
{
	const struct compaction all = { INT64_MAX, INT64_MAX };
	struct progress *progress = NULL;
	struct compacted done;
	struct err err;
	int r = lake_compact(lake, NULL, &all, compact_step, &progress, &done, &err);
	if (progress)
		progress_end(progress);
	if (r < 0)
		return fail(in, "%s", err.text);
	static const char *const names[] = { "files_before", "files_after" };
	const int64_t values[] = { (int64_t)done.before, (int64_t)done.after };
	return print_numbers(in, format, names, values, count_of(values));
}

/* "10G", "500M", "1048576". */
static int
parse_size(const char *text, int64_t *ret)
{
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	static const char units[] = "KMGT";
	const char *unit = *end ? strchr(units, *end) : NULL;
	int shift = unit ? 10 * (int)(unit - units + 1) : 0;
	if (errno || end == text || n < 0 || (*end && (!unit || end[1])) ||
		n > INT64_MAX >> shift)
		return -EINVAL;
	*ret = (int64_t)n << shift;
	return 0;
}

static int
gc(const struct invocation *in, struct lake *lake, enum table_format format)
{
	struct retention keep = { .first_day_kept = INT32_MIN,
		.bytes_kept = INT64_MAX,
		.totals_too = opt(in, "totals") != NULL,
		.first_day_held = INT32_MAX };
	uint64_t days, grace;
	int status = opt_number(in, "keep-days", 1, 100000, 0, &days);
	if (status == EXIT_OK)
		status = opt_number(in, "grace", 0, UINT32_MAX, GRACE_S_DEFAULT, &grace);
	if (status != EXIT_OK)
		return status;
	if (days)
		keep.first_day_kept = (int32_t)(time(NULL) / 86400) - (int32_t)days + 1;
	if (opt(in, "keep-size") && parse_size(opt(in, "keep-size"), &keep.bytes_kept) < 0)
		return usage(in, "--keep-size takes bytes, or a number with K, M, G or T");
	keep.grace_s = (int64_t)grace;
	struct collected_garbage done;
	struct err err;
	if (lake_gc(lake, &keep, &done, &err) < 0)
		return fail(in, "%s", err.text);
	static const char *const names[] = { "files_forgotten", "files_removed",
		"bytes_removed" };
	const int64_t values[] = { (int64_t)done.forgotten, (int64_t)done.removed,
		done.bytes };
	return print_numbers(in, format, names, values, count_of(values));
}

static const struct {
	const char *name;
	enum lake_mode mode;
	int (*run)(
		const struct invocation *in, struct lake *lake, enum table_format format);
} actions[] = {
	{ "check", LAKE_WRITE, check },
	{ "compact", LAKE_WRITE, compact },
	{ "list", LAKE_READ, list },
	{ "gc", LAKE_WRITE, gc },
	{ "digest", LAKE_READ, digest },
};

static int
run(const struct invocation *in)
{
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	for (size_t i = 0; i < count_of(actions); i++) {
		if (strcmp(actions[i].name, arg_at(in, 0)) != 0)
			continue;
		struct lake *lake;
		struct err err;
		/* A reader first: a wrong folder must not become a lake. */
		if (lake_open(opt_lake(in), LAKE_READ, &lake, &err) < 0)
			return fail(in, "%s", err.text);
		if (actions[i].mode == LAKE_WRITE) {
			lake_close(lake);
			if (lake_open(opt_lake(in), LAKE_WRITE, &lake, &err) < 0)
				return fail(in, "%s", err.text);
		}
		status = actions[i].run(in, lake, format);
		lake_close(lake);
		return status;
	}
	return usage(in, "there is no '%s': it is check, compact, list, gc or digest",
		arg_at(in, 0));
}

VERB(verb_lake) = {
	.name = "lake",
	.args = "check|compact|list|gc|digest",
	.summary = "look after a lake",
	.min_args = 1,
	.max_args = 1,
	.options = {
		OPTION_LAKE,
		{ "keep-days", 0, "N", "gc: give up what is older (totals of days are kept)" },
		{ "keep-size", 0, "SIZE", "gc: give up the oldest days above this, as in 10G" },
		{ "totals", 0, NULL, "gc: give up totals of days and coverage as well" },
		{ "grace", 0, "SECONDS", "gc: keep replaced files so long (default 3600)" },
		{ "json", 0, NULL, "JSON Lines, one object a row" },
		{ "csv", 0, NULL, "CSV" },
	},
	.run = run,
};
