/* guard_collect.c - teiten guard collect: the spool of the guard into a lake. */
#include "cmd/asking.h"
#include "cmd/guard.h"
#include "guard/guard.h"
#include "guard/spool.h"
#include "ingest/spool.h"

#include <glob.h>

struct collecting {
	const struct invocation *in;
	bool trouble;
};

static void
on_damage(void *arg, const char *message)
{
	struct collecting *c = arg;
	c->trouble = true;
	warn(c->in, "%s", message);
}

static void
on_skipped(void *arg, const char *path, const char *why)
{
	struct collecting *c = arg;
	warn(c->in, "'%s' is skipped: %s", path, why);
}

/* The files of the command line; else the daemon's own spool, and what was taken from it
 * before and is still there. */
static int
find_spools(const struct invocation *in, glob_t *ret, bool *taken)
{
	const char *spool = opt(in, "events") ? opt(in, "events") : GUARD_SPOOL_FILE;
	auto_free char *name = NULL, *pattern = base_printf("%s.[0-9]*-[0-9]*", spool);
	struct err err;
	*taken = arg_count(in) == 1;
	*ret = (glob_t){ 0 };
	if (!*taken)
		return EXIT_OK;
	int rc = guard_spool_take(spool, &name, &err);
	if (rc < 0 && rc != -ENOENT) /* taken before, and no line has come since */
		return fail(in, "%s", err.text);
	if (glob(pattern, 0, NULL, ret) == GLOB_NOSPACE)
		return fail(in, "%s: no memory", pattern);
	return EXIT_OK;
}

static int
print_report(const struct invocation *in, const struct spool_report *report)
{
	static const char *const names[] = { "files", "skipped", "damaged", "lines",
		"attempts" };
	const uint64_t values[] = { report->files, report->skipped, report->damaged,
		report->lines, report->attempts };
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < count_of(values); i++)
		table_uint(t, values[i]);
	table_row(t);
	return table_end(t) < 0 ? fail(in, "cannot write to standard output") : EXIT_OK;
}

static int
collect_into(const struct invocation *in, const char *const *paths, size_t n, bool taken)
{
	struct collecting c = { in, false };
	struct spool_options o = { .paths = paths,
		.n_paths = n,
		.on_damage = on_damage,
		.on_skipped = on_skipped,
		.arg = &c };
	struct spool_report report;
	struct lake *lake;
	struct err err;
	if (lake_open(opt_lake(in), LAKE_WRITE, &lake, &err) < 0)
		return fail(in, "%s", err.text);
	int rc = ingest_spools(lake, &o, &report, &err);
	lake_close(lake);
	if (rc < 0)
		return fail(in, "%s; nothing was stored, and the spool is kept", err.text);
	/* What has a damaged line is kept for who wants to look at it. */
	for (size_t i = 0; taken && !c.trouble && i < n; i++)
		if (unlink(paths[i]) < 0)
			warn(in, "%s: %s", paths[i], strerror(errno));
	int status = print_report(in, &report);
	return c.trouble ? EXIT_FAILED : status;
}

int
guard_collect(const struct invocation *in)
{
	glob_t found;
	bool taken;
	int status = find_spools(in, &found, &taken);
	if (status == EXIT_OK)
		status = taken
			? collect_into(in, (const char *const *)found.gl_pathv,
				  found.gl_pathc, true)
			: collect_into(in, arg_all(in) + 1, arg_count(in) - 1, false);
	globfree(&found);
	return status;
}
