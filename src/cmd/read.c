/* read.c - teiten read: packet captures into a lake. */
#include "cmd/asking.h"
#include "cmd/reading.h"
#include "ingest/ingest.h"

struct reading {
	const struct invocation *in;
	struct progress *progress;
	uint64_t bytes, packets; /* as of the last step */
	bool quiet, trouble;
};

static void
on_progress(void *arg, uint64_t bytes, uint64_t packets)
{
	struct reading *r = arg;
	if (bytes < r->bytes || packets < r->packets) /* counted again from the start */
		r->bytes = r->packets = 0;
	progress_step(r->progress, bytes - r->bytes, packets - r->packets);
	r->bytes = bytes;
	r->packets = packets;
}

static void
on_damage(void *arg, const char *path, const char *message)
{
	struct reading *r = arg;
	(void)path; /* it stands in the message */
	r->trouble = true;
	warn(r->in, "%s", message);
}

static void
on_skipped(void *arg, const char *path, const char *why)
{
	struct reading *r = arg;
	if (!r->quiet)
		warn(r->in, "'%s' is skipped: %s (--again counts it again)", path, why);
}

static void
on_refused(void *arg, const char *what, uint64_t n)
{
	struct reading *r = arg;
	if (n)
		warn(r->in,
			"%llu times there was no room for more (%s): findings may be "
			"missing",
			(unsigned long long)n, what);
}

static int
print_rows(const struct invocation *in, enum table_format format,
	const struct ingest_report *report)
{
	static const char *const names[] = { "captures", "skipped", "damaged", "frames",
		"packets", "accesses", "dropped", "elsewhere", "lost", "overlap_bins",
		"sorted", "findings", "suppressed" };
	uint64_t dropped = report->reasons[REASON_TIME];
	for (size_t i = 1; i < DROP_COUNT; i++)
		dropped += report->reasons[i];
	const uint64_t values[] = { report->captures, report->skipped, report->damaged,
		report->frames, report->packets, report->accesses, dropped,
		report->reasons[REASON_ELSEWHERE], report->reasons[REASON_LOST],
		report->overlap_bins, report->sorted, report->findings,
		report->suppressed };
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < count_of(values); i++)
		table_uint(t, values[i]);
	table_row(t);
	return table_end(t) < 0 ? fail(in, "cannot write to standard output") : EXIT_OK;
}

static int
print_text(const struct invocation *in, const struct ingest_report *report)
{
	(void)printf("captures  %zu (%zu skipped, %zu damaged)\n", report->captures,
		report->skipped, report->damaged);
	(void)printf("frames    %'llu\npackets   %'llu\naccesses  %'llu\n",
		(unsigned long long)report->frames, (unsigned long long)report->packets,
		(unsigned long long)report->accesses);
	if (report->findings)
		(void)printf("findings  %'llu\n", (unsigned long long)report->findings);
	if (report->suppressed)
		(void)printf("          %'llu findings kept out by 'suppress'\n",
			(unsigned long long)report->suppressed);
	for (size_t i = 0; i < REASON_COUNT; i++)
		if (report->reasons[i])
			(void)printf("          %'llu frames not counted: %s\n",
				(unsigned long long)report->reasons[i], reason_name(i));
	if (report->sorted)
		(void)printf("sorted    the captures jump back in time by more than 5 "
			     "minutes\n");
	if (report->overlap_bins)
		(void)printf("overlap   %'llu bins: captures overlap, accesses may count "
			     "twice\n",
			(unsigned long long)report->overlap_bins);
	return fflush(stdout) == 0 ? EXIT_OK : fail(in, "cannot write to standard output");
}

static int
read_into(const struct invocation *in, const struct site *site, const struct sensor *only,
	const struct geo *geo)
{
	struct reading reading = { .in = in, .quiet = opt(in, "quiet") != NULL };
	uint64_t threads, gap;
	enum table_format format;
	int status = opt_format(in, &format);
	if (status == EXIT_OK)
		status = opt_number(in, "threads", 1, THREADS_MAX, 0, &threads);
	if (status == EXIT_OK)
		status = opt_number(in, "gap", 1, UINT32_MAX, GAP_S_DEFAULT, &gap);
	if (status != EXIT_OK)
		return status;
	struct ingest_options options = {
		.paths = arg_all(in),
		.n_paths = arg_count(in),
		.site = site,
		.only = only,
		.geo = geo,
		.threads = (unsigned)threads,
		.gap_s = (int64_t)gap,
		.flow = opt(in, "detail") != NULL,
		.again = opt(in, "again") != NULL,
		.on_progress = on_progress,
		.on_damage = on_damage,
		.on_skipped = on_skipped,
		.on_refused = on_refused,
		.no_detect = opt(in, "no-detect") != NULL,
		.arg = &reading,
	};
	struct lake *lake;
	struct err err;
	if (lake_open(opt_lake(in), LAKE_WRITE, &lake, &err) < 0)
		return fail(in, "%s", err.text);
	reading.progress = progress_begin("reading", reading_bytes(in), reading.quiet);
	struct ingest_report report;
	int r = ingest_run(lake, &options, &report, &err);
	progress_end(reading.progress);
	lake_close(lake);
	if (r < 0)
		return fail(in, "%s; nothing was stored", err.text);
	if (format != TABLE_TEXT)
		status = print_rows(in, format, &report);
	else if (!reading.quiet)
		status = print_text(in, &report);
	return reading.trouble ? EXIT_FAILED : status;
}

static int
run(const struct invocation *in)
{
	struct site *site;
	const struct sensor *only;
	int status = reading_site(in, &site, &only);
	if (status != EXIT_OK)
		return status;
	struct geo *geo = NULL;
	status = reading_geo(in, site, &geo);
	if (status == EXIT_OK)
		status = read_into(in, site, only, geo);
	geo_close(geo);
	site_free(site);
	return status;
}

VERB(verb_read) = {
	.name = "read",
	.args = "FILE...",
	.summary = "read packet captures into a lake",
	.min_args = 1,
	.max_args = VERB_ARGS_MAX,
	.options = {
		OPTION_CONFIG,
		OPTION_SENSOR,
		OPTION_GEO,
		OPTION_LAKE,
		{ "threads", 0, "N", "how many threads count (default: one a processor)" },
		{ "detail", 0, "flow", "store flow tuples too" },
		{ "gap", 0, "SECONDS", "silence that is no observation (default 3600)" },
		{ "no-detect", 0, NULL, "count only: look for no findings" },
		{ "again", 0, NULL, "count captures that the lake already holds once more" },
		{ "quiet", 'q', NULL, "no progress and no summary" },
		{ "json", 0, NULL, "what was read as JSON Lines" },
		{ "csv", 0, NULL, "what was read as CSV" },
	},
	.run = run,
};
