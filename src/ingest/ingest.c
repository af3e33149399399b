/* ingest.c - one reading of captures into a lake, from the first frame to publication. */
#include "ingest/run.h"

#include "ingest/sort.h"
#include "lake/maintain.h"

#include <sys/stat.h>

enum {
	PROGRESS_EVERY = 256, /* batches */
	SOURCES_MAX_DEFAULT = 4000000, /* 64 bytes each, and as much again for the index */
	STREAM = 0,
	SORT = 1,
	TOO_LATE = 2, /* the captures jump back in time: sort them */
};

/* --- which captures are new -------------------------------------------------------- */

struct choice {
	const char **paths;
	struct xxh128 *hashes; /* of those that were hashed beforehand */
	size_t n;
};

/* Read a capture to its end for its hash alone. */
static int
hash_capture(const char *path, struct xxh128 *ret)
{
	struct capture *c;
	struct err err;
	int r = capture_open(path, &c, &err);
	if (r < 0)
		return r;
	struct frame *frames = base_alloc(FRAMES_BATCH, sizeof(*frames));
	while (capture_read(c, frames, FRAMES_BATCH, &err) > 0)
		;
	*ret = capture_info(c)->hash;
	free(frames);
	capture_close(c);
	return 0;
}

static uint64_t
size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static void
skip(const struct ingest_options *o, struct ingest_report *report, const char *path,
	const char *why)
{
	report->skipped++;
	if (o->on_skipped)
		o->on_skipped(o->arg, path, why);
}

static bool
hash_among(const struct xxh128 *hashes, size_t n, struct xxh128 hash)
{
	for (size_t i = 0; i < n; i++)
		if (hashes[i].hi == hash.hi && hashes[i].lo == hash.lo)
			return true;
	return false;
}

/* A file is hashed beforehand only when its size is one that was seen: then reading it
 * twice is cheap against counting it for nothing. */
static int
choose(struct lake *lake, const struct ingest_options *o, struct choice *ret,
	struct ingest_report *report, struct err *err)
{
	struct choice c = { base_alloc(o->n_paths, sizeof(*c.paths)),
		base_alloc(o->n_paths, sizeof(*c.hashes)), 0 };
	auto_free uint64_t *sizes = base_alloc(o->n_paths, sizeof(*sizes));
	int r = 0;
	for (size_t i = 0; i < o->n_paths; i++)
		sizes[i] = size_of(o->paths[i]);
	for (size_t i = 0; r == 0 && i < o->n_paths; i++) {
		bool twin = false;
		if (!o->again && sizes[i])
			r = lake_knows_size(lake, sizes[i], &twin, err);
		for (size_t k = 0; sizes[i] && k < o->n_paths && !twin; k++)
			twin = k != i && sizes[k] == sizes[i];
		struct xxh128 hash = { 0, 0 };
		auto_free char *when = NULL;
		if (r == 0 && twin && !o->again && hash_capture(o->paths[i], &hash) == 0) {
			r = lake_knows_capture(lake, hash, &when, err);
			if (r > 0) {
				auto_free char *why =
					base_printf("it was read on %s", when);
				skip(o, report, o->paths[i], why);
				r = 0;
				continue;
			}
			if (r == 0 && hash_among(c.hashes, c.n, hash)) {
				skip(o, report, o->paths[i],
					"another capture here is equal");
				continue;
			}
		}
		c.hashes[c.n] = hash;
		c.paths[c.n++] = o->paths[i];
	}
	*ret = c;
	return r;
}

/* Captures that turned out to be known only when they were read whole. */
static int
find_known(struct ingest *in, struct choice *c, struct ingest_report *report, bool *ret_any,
	struct err *err)
{
	struct choice left = { base_alloc(c->n, sizeof(*c->paths)),
		base_alloc(c->n, sizeof(*c->hashes)), 0 };
	int r = 0;
	*ret_any = false;
	for (size_t i = 0; r >= 0 && i < c->n; i++) {
		struct xxh128 hash = capture_set_info(in->captures, i)->hash;
		bool read = capture_set_info(in->captures, i)->bytes > 0;
		auto_free char *when = NULL;
		r = read ? lake_knows_capture(in->lake, hash, &when, err) : 0;
		if (r > 0) {
			auto_free char *why = base_printf("it was read on %s", when);
			skip(in->options, report, c->paths[i], why);
		} else if (r == 0 && read && hash_among(left.hashes, left.n, hash)) {
			skip(in->options, report, c->paths[i],
				"another capture here is equal");
		} else {
			left.hashes[left.n] = hash;
			left.paths[left.n++] = c->paths[i];
			continue;
		}
		*ret_any = true;
	}
	free(c->paths);
	free(c->hashes);
	*c = left;
	return r < 0 ? r : 0;
}

/* --- one attempt ------------------------------------------------------------------- */

static int
new_writer(void *arg, void **ret, struct err *err)
{
	struct lake_writer *w;
	int r = lake_writer_open(arg, &w, err);
	if (r == 0)
		*ret = w;
	return r;
}

static void
free_writer(void *w)
{
	lake_writer_close(w);
}

static void
on_found(void *arg, const struct finding *f)
{
	findings_add(arg, f);
}

static void
start_recognising(struct ingest *in)
{
	const struct ingest_options *o = in->options;
	in->findings =
		findings_new(o->site, o->geo, in->pool, &in->got->written, in->paths);
	struct engine_config config = { .site = o->site,
		.only = o->only,
		.geo = o->geo,
		.found = on_found,
		.arg = in->findings };
	in->recognise = engine_new(&config);
	in->arrivals.sights = base_alloc(1, sizeof(*in->arrivals.sights));
}

static void
end_recognising(struct ingest *in)
{
	if (!in->recognise)
		return;
	engine_finish(in->recognise);
	findings_finish(in->findings);
}

static struct shard *
shard_for(const struct ingest *in, struct addr src, unsigned *ret)
{
	*ret = tally_shard_of(tally_source_hash(&in->seed, src), in->n_shards);
	return lanes_shard(in->lanes, *ret);
}

static int
start_counting(struct ingest *in, struct err *err)
{
	in->shard_for = shard_for;
	uint64_t most =
		in->options->sources_max ? in->options->sources_max : SOURCES_MAX_DEFAULT;
	struct tally_config config = { in->options->site, in->options->geo, in->seed,
		(uint32_t)(most / in->n_shards) };
	int r = pool_new(in->n_shards > 1 ? in->n_shards + 1 : 0, new_writer, free_writer,
		in->engine, &in->pool, err);
	if (r < 0)
		return r;
	in->collect =
		collect_new(in->options->site, in->options->geo, in->n_shards, in->pool);
	in->got = collect_result(in->collect);
	collect_set_recall(in->collect, ingest_recall, in);
	in->recalled = base_alloc(in->n_edge_bins, sizeof(*in->recalled));
	in->arrivals = (struct arrivals){ .site = in->options->site,
		.only = in->options->only,
		.seed = in->seed,
		.files = base_alloc(in->n_files, sizeof(*in->arrivals.files)) };
	in->active = base_alloc(in->n_files, sizeof(*in->active));
	if (!in->options->no_detect)
		start_recognising(in);
	return lanes_new(
		&config, in->n_shards, in->options->flow, in->collect, &in->lanes, err);
}

static bool
end_lanes(struct ingest *in)
{
	bool ok = in->lanes ? lanes_finish(in->lanes) : true;
	in->lanes = NULL;
	if (in->pool)
		pool_wait(in->pool);
	return ok;
}

static void
stop_counting(struct ingest *in)
{
	(void)end_lanes(in);
	engine_free(in->recognise);
	findings_free(in->findings);
	free(in->arrivals.sights);
	in->recognise = NULL;
	in->findings = NULL;
	if (in->collect) {
		struct written *written = &collect_result(in->collect)->written;
		lake_abandon(in->lake, written->files, written->n_files);
	}
	collect_free(in->collect);
	pool_free(in->pool);
	for (size_t i = 0; i < in->n_files && in->arrivals.files; i++)
		seen_file_done(&in->arrivals.files[i]);
	free(in->arrivals.files);
	free(in->arrivals.drops);
	free(in->recalled);
	free(in->active);
	in->collect = NULL;
	in->pool = NULL;
	in->arrivals = (struct arrivals){ 0 };
	in->recalled = NULL;
	in->active = NULL;
	in->n_active = 0;
	in->has_end = false;
}

static void
note_progress(struct ingest *in)
{
	if (in->steps++ % PROGRESS_EVERY || !in->options->on_progress)
		return;
	uint64_t bytes = 0, frames = 0;
	for (size_t i = 0; i < in->n_files; i++) {
		bytes += capture_set_info(in->captures, i)->read_on_disk;
		frames += in->arrivals.files[i].frames;
	}
	in->options->on_progress(in->options->arg, bytes, frames);
}

static void
damage(void *arg, const struct capture_info *info, const struct err *err)
{
	struct ingest *in = arg;
	for (size_t i = 0; i < in->n_files; i++) {
		if (capture_set_info(in->captures, i) != info || in->told[i])
			continue;
		in->told[i] = true; /* once, though it may be read twice */
		if (in->options->on_damage)
			in->options->on_damage(in->options->arg, info->path, err->text);
	}
}

/* Every arrival of all captures to `give`; it returns 0, TOO_LATE, or -errno. */
static int
each_batch(struct ingest *in,
	int (*give)(struct ingest *in, const struct arrival *arrivals, size_t n, void *arg,
		struct err *err),
	void *arg, struct err *err)
{
	auto_free struct frame *frames = base_alloc(FRAMES_BATCH, sizeof(*frames));
	auto_free struct arrival *arrivals = base_alloc(FRAMES_BATCH, sizeof(*arrivals));
	uint16_t files[FRAMES_BATCH];
	ssize_t n;
	int r = 0;
	while (r == 0 &&
		(n = capture_set_read(in->captures, frames, FRAMES_BATCH, damage, in)) >
			0) {
		if (!in->sorted)
			ends_exhausted(in);
		size_t n_arrivals =
			arrivals_of(&in->arrivals, frames, (size_t)n, arrivals, files);
		ends_note(in, arrivals, files, n_arrivals);
		if (in->recognise && in->arrivals.sights->n)
			engine_see(in->recognise, in->arrivals.sights->seen,
				in->arrivals.sights->n);
		r = give(in, arrivals, n_arrivals, arg, err);
		if (!in->sorted)
			ends_exhausted(in);
		note_progress(in);
	}
	if (!in->sorted)
		ends_exhausted(in); /* some captures end only when asked for more */
	return r;
}

static int
give_lanes(struct ingest *in, const struct arrival *arrivals, size_t n, void *arg,
	struct err *err)
{
	(void)arg;
	(void)err;
	return lanes_count(in->lanes, arrivals, n) ? 0 : TOO_LATE;
}

static int
give_sorter(struct ingest *in, const struct arrival *arrivals, size_t n, void *arg,
	struct err *err)
{
	(void)in;
	return sorter_add(arg, arrivals, n, err);
}

static int
count_sorted(struct ingest *in, struct err *err)
{
	auto_free char *folder = base_printf("%s/staging", lake_dir(in->lake));
	struct sorter *sorter;
	int r = sorter_new(folder, &sorter, err);
	if (r < 0)
		return r;
	r = each_batch(in, give_sorter, sorter, err);
	ends_of_sorted(in);
	struct arrival *arrivals = base_alloc(FRAMES_BATCH, sizeof(*arrivals));
	ssize_t n = 0;
	while (r == 0 && (n = sorter_next(sorter, arrivals, FRAMES_BATCH, err)) > 0)
		must(lanes_count(in->lanes, arrivals, (size_t)n));
	free(arrivals);
	sorter_free(sorter);
	return r == 0 && n < 0 ? (int)n : r;
}

/* 0 counted, TOO_LATE, -errno. */
static int
attempt(struct ingest *in, struct err *err)
{
	int r = start_counting(in, err);
	if (r == 0)
		r = in->sorted ? count_sorted(in, err)
			       : each_batch(in, give_lanes, NULL, err);
	if (r == 0 && in->options->on_progress) {
		in->steps = 0;
		note_progress(in);
	}
	bool in_time = end_lanes(in);
	if (r == 0 && !in_time)
		r = TOO_LATE;
	if (r == 0)
		end_recognising(in);
	if (r == 0 && in->recall_failed) {
		*err = in->recall_err;
		r = in->recall_failed;
	}
	if (r == 0)
		r = collect_finish(in->collect, err);
	return r;
}

/* Count one choice of captures and publish it; 1 when some turned out to be known. */
static int
count_choice(
	struct ingest *in, struct choice *c, struct ingest_report *report, struct err *err)
{
	int r = capture_set_open(c->paths, c->n, &in->captures, err);
	if (r < 0)
		return r;
	in->n_files = capture_set_count(in->captures);
	in->paths = c->paths;
	in->sorted = false;
	in->told = base_alloc(in->n_files, sizeof(*in->told));
	r = attempt(in, err);
	if (r == TOO_LATE) {
		stop_counting(in);
		in->sorted = true;
		r = capture_set_rewind(in->captures, err);
		if (r == 0)
			r = attempt(in, err);
	}
	bool any = false;
	if (r == 0 && !in->options->again)
		r = find_known(in, c, report, &any, err);
	report->captures = c->n;
	report->sorted = in->sorted;
	if (r == 0 && !any)
		r = ingest_finish(in, report, err);
	if (r == 0 && !any && in->recognise) {
		report->findings = findings_count(in->findings);
		report->suppressed = engine_suppressed(in->recognise);
		if (in->options->on_refused)
			engine_counts(
				in->recognise, in->options->on_refused, in->options->arg);
	}
	stop_counting(in);
	capture_set_close(in->captures);
	in->captures = NULL;
	free(in->told);
	return r == 0 && any ? 1 : r;
}

static unsigned
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

int
ingest_run(struct lake *lake, const struct ingest_options *options,
	struct ingest_report *ret, struct err *err)
{
	struct ingest in = { .lake = lake, .options = options, .seed = tally_seed() };
	in.n_shards = options->threads ? options->threads : processors();
	struct ingest_report report = { 0 };
	struct choice c;
	int r = lake_begin(lake, err);
	if (r < 0)
		return r;
	(void)pthread_mutex_init(&in.ask_lock, NULL);
	r = choose(lake, options, &c, &report, err);
	if (r == 0)
		r = lake_edge_bins(lake, &in.edge_bins, &in.n_edge_bins, err);
	if (r == 0)
		r = lake_engine_open(lake, &in.engine, err);
	if (r == 0)
		r = lake_writer_open(in.engine, &in.asker, err);
	while (r == 0 && c.n && (r = count_choice(&in, &c, &report, err)) > 0)
		r = 0;
	lake_writer_close(in.asker);
	lake_engine_close(in.engine);
	if (r == 0) { /* what was replaced long ago is read by nobody any more */
		struct retention all = { .first_day_kept = INT32_MIN,
			.bytes_kept = INT64_MAX,
			.first_day_held = INT32_MAX,
			.grace_s = GRACE_S_DEFAULT };
		struct collected_garbage removed;
		r = lake_gc(lake, &all, &removed, err);
	}
	free(in.edge_bins);
	free(c.paths);
	free(c.hashes);
	(void)pthread_mutex_destroy(&in.ask_lock);
	if (r == 0)
		*ret = report;
	return r;
}
