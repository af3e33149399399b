/* detect.c - teiten detect: what captures hold, without a lake. */
#include "cmd/digest.h"
#include "cmd/findings.h"
#include "cmd/reading.h"
#include "watch/watch.h"

enum { PROGRESS_EVERY = 64 };

struct detecting {
	const struct invocation *in;
	struct findings_writer writer;
	struct digest *digest; /* NULL: every finding is written */
	uint64_t findings;
	bool trouble;
};

static void
on_found(void *arg, const struct finding *f)
{
	struct detecting *d = arg;
	d->findings++;
	if (d->digest)
		digest_add(d->digest, f);
	else
		findings_write(&d->writer, f);
}

static void
on_damage(void *arg, const struct capture_info *info, const struct err *err)
{
	struct detecting *d = arg;
	(void)info; /* its name stands in the message */
	d->trouble = true;
	warn(d->in, "%s", err->text);
}

static void
on_count(void *arg, const char *what, uint64_t n)
{
	struct detecting *d = arg;
	if (n)
		warn(d->in,
			"%llu times there was no room for more (%s): findings may be "
			"missing",
			(unsigned long long)n, what);
}

static void
see_frames(struct engine *e, struct sights *sights, const struct site *site,
	const struct sensor *only, const struct frame *frames, size_t n, uint64_t *counts)
{
	sights->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct decoded *d = &sights->decoded[i];
		struct origin origin = { ++counts[frames[i].file], frames[i].file, 0 };
		if (decode_frame(&frames[i], d) == DROP_NONE)
			(void)sights_add(sights, site, only, d, &origin);
	}
	if (sights->n)
		engine_see(e, sights->seen, sights->n);
}

static uint64_t
bytes_read(const struct capture_set *set)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < capture_set_count(set); i++)
		bytes += capture_set_info(set, i)->read_on_disk;
	return bytes;
}

static void
see_captures(struct detecting *d, struct capture_set *set, struct engine *e,
	const struct site *site, const struct sensor *only)
{
	struct progress *progress = progress_begin("detecting", reading_bytes(d->in),
		opt(d->in, "quiet") || (isatty(STDOUT_FILENO) && !d->digest));
	auto_free struct frame *frames = base_alloc(FRAMES_BATCH, sizeof(*frames));
	auto_free struct sights *sights = base_alloc(1, sizeof(*sights));
	auto_free uint64_t *counts = base_alloc(capture_set_count(set), sizeof(*counts));
	uint64_t bytes = 0, packets = 0;
	ssize_t n;
	for (size_t step = 1;
		(n = capture_set_read(set, frames, FRAMES_BATCH, on_damage, d)) > 0;
		step++) {
		see_frames(e, sights, site, only, frames, (size_t)n, counts);
		packets += (uint64_t)n;
		if (step % PROGRESS_EVERY)
			continue;
		uint64_t now = bytes_read(set);
		progress_step(progress, now - bytes, packets);
		bytes = now;
		packets = 0;
	}
	engine_finish(e);
	progress_end(progress);
}

static int
detect_in(const struct invocation *in, const struct site *site, const struct sensor *only,
	const struct geo *geo, enum table_format format)
{
	struct capture_set *set;
	struct err err;
	if (capture_set_open(arg_all(in), arg_count(in), &set, &err) < 0)
		return fail(in, "%s", err.text);
	const char *name = opt(in, "only");
	struct detecting d = { .in = in,
		.writer = { .out = stdout,
			.format = format,
			.only = name ? finding_type_find(name) : NULL,
			.paths = arg_all(in),
			.geo = geo },
		.digest = opt(in, "digest") ? digest_new() : NULL };
	struct engine_config config = { .site = site,
		.only = only,
		.geo = geo,
		.only_type = name,
		.found = on_found,
		.arg = &d };
	struct engine *e = engine_new(&config);
	see_captures(&d, set, e, site, only);
	engine_counts(e, on_count, &d);
	if (engine_suppressed(e) && !opt(in, "quiet"))
		warn(in, "%llu findings were kept out by 'suppress' of the configuration",
			(unsigned long long)engine_suppressed(e));
	engine_free(e);
	capture_set_close(set);
	int r = d.digest ? digest_write(d.digest, stdout, format) : 0;
	digest_free(d.digest);
	if (r < 0 || fflush(stdout) != 0)
		return fail(in, "cannot write the findings");
	if (d.trouble)
		return EXIT_FAILED;
	return d.findings && opt(in, "exit-code") ? EXIT_FINDINGS : EXIT_OK;
}

static int
run(const struct invocation *in)
{
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	const char *only_type = opt(in, "only");
	if (only_type && !finding_type_find(only_type))
		return usage(in, "there is no detector '%s': see 'teiten detector list'",
			only_type);
	struct site *site;
	const struct sensor *only;
	status = reading_site(in, &site, &only);
	if (status != EXIT_OK)
		return status;
	struct geo *geo = NULL;
	if (opt(in, "geo") || site->geo)
		status = reading_geo(in, site, &geo);
	else
		geo = geo_none();
	if (status == EXIT_OK)
		status = detect_in(in, site, only, geo, format);
	geo_close(geo);
	site_free(site);
	return status;
}

VERB(verb_detect) = {
	.name = "detect",
	.args = "FILE...",
	.summary = "print what captures hold, without a lake",
	.min_args = 1,
	.max_args = VERB_ARGS_MAX,
	.options = {
		{ "only", 0, "NAME", "the findings of one detector or watch" },
		{ "digest", 0, NULL, "one line for each detector and source" },
		OPTION_CONFIG,
		OPTION_SENSOR,
		OPTION_GEO,
		{ "exit-code", 0, NULL, "exit with 3 when something was found" },
		{ "quiet", 'q', NULL, "no progress" },
		{ "json", 0, NULL, "JSON Lines in the shape of EVE" },
		{ "csv", 0, NULL, "CSV with a head line" },
	},
	.run = run,
};
