/* selftest.c - teiten selftest: every scene through the whole pipeline, the report's
 * numbers against the scene's truth. */
#include "cmd/verb.h"
#include "ingest/ingest.h"
#include "synth/synth.h"

#include <ftw.h>
#include <sys/stat.h>

/* One way of reading a scene. */
struct trial {
	const char *scene;
	uint64_t packets;
	unsigned threads;
	bool outage, one_by_one; /* its captures in readings of their own */
	bool same_digest; /* its lake is that of the first such trial */
};

struct selftest {
	const struct invocation *in;
	const struct trial *trial;
	struct table *table; /* NULL: text */
	uint64_t seed, checks, failed;
	char digest[33]; /* of the first trial that all with same_digest must equal */
	bool quiet;
};

/* Of the document, whatever the truth says. */
static const struct {
	bool outage;
	const char *column, *printed;
	int decimals;
} document[] = {
	{ false, "accesses", "543415", 0 },
	{ false, "sensor_days", "300", 0 },
	{ false, "sources_per_sensor_day", "404", 0 },
	{ false, "accesses_per_sensor_day", "1811", 0 },
	{ false, "accesses_per_source", "4.48", 2 },
	{ true, "accesses", "537982", 0 },
	{ true, "sensor_days", "297", 0 },
	{ true, "sources_per_sensor_day", "404", 0 },
	{ true, "accesses_per_sensor_day", "1811", 0 },
	{ true, "accesses_per_source", "4.48", 2 },
};

static const struct trial trials[] = {
	{ .scene = "talot2-2005-11", .threads = 2 },
	{ .scene = "talot2-2005-11", .threads = 2, .outage = true },
	{ .scene = "talot2-half-year", .threads = 2 },
	{ .scene = "kinds", .threads = 1 },
	{ .scene = "retransmit", .threads = 1 },
	{ .scene = "fragments", .threads = 1 },
	{ .scene = "tunnels", .threads = 1 },
	{ .scene = "prefixes", .threads = 2 },
	{ .scene = "gap", .threads = 1 },
	{ .scene = "dst-change", .threads = 1 },
	{ .scene = "dst-change", .threads = 1, .one_by_one = true },
	{ .scene = "in-order", .threads = 1, .same_digest = true },
	{ .scene = "in-order", .threads = 2, .same_digest = true },
	{ .scene = "in-order", .threads = 8, .same_digest = true },
	{ .scene = "out-of-order", .threads = 1, .same_digest = true },
	{ .scene = "out-of-order", .threads = 8, .same_digest = true },
	{ .scene = "two-captures-one-bin", .threads = 1, .same_digest = true },
	{ .scene = "two-captures-one-bin",
		.threads = 2,
		.one_by_one = true,
		.same_digest = true },
	{ .scene = "two-captures-backward",
		.threads = 1,
		.one_by_one = true,
		.same_digest = true },
	{ .scene = "honeypot-ports", .threads = 2 },
	{ .scene = "honeypot-countries", .threads = 2 },
	{ .scene = "syn-bins", .threads = 1 },
	{ .scene = "port-scan", .threads = 1 },
	{ .scene = "many-sources", .threads = 1 },
	{ .scene = "flood-answers", .threads = 1 },
	{ .scene = "darknet", .packets = 300000, .threads = 2 },
};

/* --- telling ---------------------------------------------------------------------------
 */

static void
tell(struct selftest *t, const char *month, const char *figure, const char *column,
	size_t compared, bool holds, const char *detail)
{
	const struct trial *trial = t->trial;
	char name[128];
	t->checks++;
	t->failed += !holds;
	(void)snprintf(name, sizeof(name), "%s%s%s, %u thread%s", trial->scene,
		trial->outage ? " --outage" : "", trial->one_by_one ? ", one by one" : "",
		trial->threads, trial->threads > 1 ? "s" : "");
	if (t->table) {
		table_text(t->table, bytes_text(name));
		table_text(t->table, bytes_text(month));
		table_text(t->table, bytes_text(figure));
		table_text(t->table, bytes_text(column));
		table_uint(t->table, compared);
		table_uint(t->table, holds);
		table_text(t->table, bytes_text(detail));
		table_row(t->table);
	} else if (!holds || !t->quiet) {
		(void)printf("%s %s: %s %s %s%s%s", holds ? "ok    " : "FAILED", name,
			month, figure, column, detail[0] ? ": " : "", detail);
		if (holds)
			(void)printf(" (%zu)", compared);
		(void)putchar('\n');
	}
}

/* What the document prints must be what the figure prints. */
static void
check_document(struct selftest *t, const struct check *check)
{
	if (strcmp(t->trial->scene, "talot2-2005-11") != 0 ||
		strcmp(check->figure, "headline") != 0)
		return;
	for (size_t i = 0; i < count_of(document); i++) {
		char printed[64], detail[128] = "";
		if (document[i].outage != t->trial->outage ||
			strcmp(document[i].column, check->column) != 0)
			continue;
		(void)snprintf(printed, sizeof(printed), "%.*f", document[i].decimals,
			check->report);
		bool holds = strcmp(printed, document[i].printed) == 0;
		if (!holds)
			(void)snprintf(detail, sizeof(detail),
				"the report prints %s, the document %s", printed,
				document[i].printed);
		tell(t, check->month, "document", check->column, 1, holds, detail);
	}
}

static void
on_check(void *arg, const struct check *check)
{
	tell(arg, check->month, check->figure, check->column, check->compared, check->holds,
		check->detail);
	check_document(arg, check);
}

static void
on_damage(void *arg, const char *path, const char *message)
{
	tell(arg, "", "read", "damage", 0, false, message);
	(void)path;
}

static void
on_skipped(void *arg, const char *path, const char *why)
{
	tell(arg, "", "read", "skipped", 0, false, why);
	(void)path;
}

/* --- one trial -------------------------------------------------------------------------
 */

static int
ingest(struct selftest *t, const struct scene_made *made, struct lake *lake,
	const struct site *site, const struct geo *geo, struct err *err)
{
	struct ingest_options options = { .site = site,
		.geo = geo,
		.threads = t->trial->threads,
		.gap_s = GAP_S_DEFAULT,
		.on_damage = on_damage,
		.on_skipped = on_skipped,
		.arg = t };
	size_t step = t->trial->one_by_one ? 1 : made->n_captures;
	uint64_t frames = 0;
	for (size_t i = 0; i < made->n_captures; i += step) {
		struct ingest_report report;
		options.paths = (const char *const *)made->captures + i;
		options.n_paths = step;
		int r = ingest_run(lake, &options, &report, err);
		if (r < 0)
			return r;
		frames += report.frames;
	}
	tell(t, "", "read", "frames", 1, frames == made->packets,
		frames == made->packets ? "" : "not all that were written");
	return 0;
}

static int
fill_lake(
	struct selftest *t, const struct scene_made *made, const char *dir, struct err *err)
{
	struct lake *lake = NULL;
	struct site *site = NULL;
	struct geo *geo = NULL;
	int r = site_load(made->config, &site, err);
	if (r == 0)
		r = geo_open(site->geo, NULL, &geo, err);
	if (r == 0)
		r = lake_open(dir, LAKE_WRITE, &lake, err);
	if (r == 0)
		r = ingest(t, made, lake, site, geo, err);
	if (lake)
		lake_close(lake);
	if (geo)
		geo_close(geo);
	site_free(site);
	return r;
}

static void
check_digest(struct selftest *t, const char *digest)
{
	char detail[128] = "";
	if (!t->trial->same_digest)
		return;
	if (!t->digest[0])
		(void)snprintf(t->digest, sizeof(t->digest), "%s", digest);
	bool holds = strcmp(t->digest, digest) == 0;
	if (!holds)
		(void)snprintf(detail, sizeof(detail), "%s, not %s", digest, t->digest);
	tell(t, "", "lake", "digest", 1, holds, detail);
}

static int
ask_lake(
	struct selftest *t, const struct scene_made *made, const char *dir, struct err *err)
{
	struct truth truth = { 0 };
	struct lake *lake;
	char digest[33];
	int r = lake_open(dir, LAKE_READ, &lake, err);
	if (r < 0)
		return r;
	r = truth_read(made->truth, &truth, err);
	if (r == 0)
		r = truth_check(&truth, lake, on_check, t, err);
	if (r == 0)
		r = lake_digest(lake, digest, err);
	if (r == 0)
		check_digest(t, digest);
	truth_done(&truth);
	lake_close(lake);
	return r;
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_folder(const char *path)
{
	enum { DESCRIPTORS = 16 };
	(void)nftw(path, remove_entry, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

static int
run_trial(struct selftest *t, const char *folder, struct err *err)
{
	const struct scene *scene = scene_find(t->trial->scene);
	struct scene_request request = { .path = folder,
		.seed = t->seed,
		.packets = t->trial->packets,
		.outage = t->trial->outage };
	struct scene_made made;
	auto_free char *lake = base_printf("%s/lake", folder);
	if (!scene)
		return err_set(err, ENOENT, "there is no such scene");
	int r = scene_make(scene, &request, &made, err);
	if (r < 0)
		return r;
	r = fill_lake(t, &made, lake, err);
	if (r == 0)
		r = ask_lake(t, &made, lake, err);
	scene_made_free(&made);
	return r;
}

/* Each trial has a folder of its own, which is gone before the next one starts. */
static int
run_in_folder(struct selftest *t, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	auto_free char *folder =
		base_printf("%s/teiten-selftest-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return err_set(err, errno, "cannot make '%s': %s", folder, strerror(errno));
	int r = run_trial(t, folder, err);
	remove_folder(folder);
	return r;
}

static bool
is_named(const struct invocation *in, const char *scene)
{
	for (size_t i = 0; i < arg_count(in); i++)
		if (strcmp(arg_at(in, i), scene) == 0)
			return true;
	return false;
}

static bool
has_trial(const char *scene)
{
	for (size_t i = 0; i < count_of(trials); i++)
		if (strcmp(trials[i].scene, scene) == 0)
			return true;
	return false;
}

static void
try(struct selftest *t, const struct trial *trial)
{
	struct err err = { "" };
	t->trial = trial;
	if (run_in_folder(t, &err) < 0)
		tell(t, "", "selftest", "run", 0, false, err.text);
	(void)fflush(stdout);
}

/* A scene that no trial names is read once, so that a new one needs no entry above; single
 * months are part of the half-year, and read only when they are asked for. */
static void
run_trials(struct selftest *t)
{
	bool all = arg_count(t->in) == 0;
	for (size_t i = 0; i < count_of(trials); i++)
		if (all || is_named(t->in, trials[i].scene))
			try(t, &trials[i]);
	for (size_t i = 0; i < scene_count(); i++) {
		struct trial once = { .scene = scene_at(i)->name, .threads = 2 };
		bool month = strncmp(once.scene, "talot2-2005-", 12) == 0;
		if (!has_trial(once.scene) &&
			((all && !month) || is_named(t->in, once.scene)))
			try(t, &once);
	}
}

static int
run(const struct invocation *in)
{
	static const char *const names[] = { "trial", "month", "figure", "column",
		"compared", "holds", "detail" };
	struct selftest t = { .in = in, .quiet = opt(in, "quiet") };
	enum table_format format;
	int status = opt_format(in, &format);
	if (status == EXIT_OK)
		status = opt_number(in, "seed", 0, UINT64_MAX, 1, &t.seed);
	for (size_t i = 0; status == EXIT_OK && i < arg_count(in); i++)
		if (!scene_find(arg_at(in, i)))
			status =
				usage(in, "there is no scene '%s': see 'teiten synth list'",
					arg_at(in, i));
	if (status != EXIT_OK)
		return status;
	if (format != TABLE_TEXT)
		t.table = table_begin(stdout, format, names, count_of(names));
	run_trials(&t);
	if (t.table && table_end(t.table) < 0)
		return fail(in, "cannot write to standard output");
	if (format == TABLE_TEXT)
		(void)printf(
			"%ju/%ju\n", (uintmax_t)(t.checks - t.failed), (uintmax_t)t.checks);
	if (t.failed)
		return fail(in, "%ju of %ju checks failed", (uintmax_t)t.failed,
			(uintmax_t)t.checks);
	return fflush(stdout) == 0 ? EXIT_OK : fail(in, "cannot write to standard output");
}

VERB(selftest) = {
	.name = "selftest",
	.args = "[SCENE...]",
	.summary = "prove the figures by captures whose ground truth is known",
	.max_args = VERB_ARGS_MAX,
	.options = {
		{ "seed", 's', "NUMBER", "make the scenes from another seed (default 1)" },
		{ "quiet", 'q', NULL, "print only what fails, and the sum" },
		{ "json", 0, NULL, "one object for each check, as JSON Lines" },
		{ "csv", 0, NULL, "one line for each check" },
	},
	.run = run,
};
