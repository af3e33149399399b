/* publisher.c - the thread that publishes what a live capture has harvested. */
#include "ingest/publisher.h"

#include "lake/maintain.h"

#include <malloc.h>
#include <sys/statvfs.h>
#include <time.h>

enum {
	HOLD_DEFAULT = 256 << 20,
	ROOM_LEFT = 32 << 20, /* of a disk, that a publication does not touch */
	RETRY_S = 5,
	COUNT_SHARE = 50, /* counting days takes at most one part in so many */
	COMPACT_BYTES = 1 << 20,
	COMPACT_VALUES = 800000, /* some 20 MiB while they are merged */
	COMPACT_EVERY = 12, /* publications: an hour */
	PATIENT_QUEUE = 1,
};

#define COUNT_FAILED_NS (INT64_C(72) * 1000000000) /* an hour until the next attempt */

struct publisher {
	struct ingest *session;
	struct live_options options;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct harvest *first, **last;
	size_t n, bytes;
	bool busy, ending, last_time; /* last_time: the thread's own view of ending */
	/* the thread's own */
	struct sensor_day *uncounted; /* with rows that day_count lacks */
	size_t n_uncounted;
	const struct site *uncounted_site;
	int32_t open_day; /* the first that the last publication wrote to */
	int64_t count_took_ns, counted_ns;
	unsigned since_compaction;
	struct err care; /* why looking after the lake failed last */
	/* under the lock */
	uint64_t published, failures, given_up, told_given_up, compactions;
	int64_t until_s;
	struct err trouble; /* of the last failure; empty after a success */
};

static int64_t
now_ns(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
tell(const struct publisher *p, const char *message)
{
	if (p->options.on_trouble)
		p->options.on_trouble(p->options.arg, message);
}

/* --- one publication -------------------------------------------------------------------
 */

static int
ask_for_room(const struct publisher *p, const struct harvest *h, struct err *err)
{
	struct statvfs disk;
	if (statvfs(lake_dir(p->session->lake), &disk) < 0)
		return 0;
	uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (room >= ROOM_LEFT + (uint64_t)h->bytes)
		return 0;
	return err_set(err, ENOSPC, "%s: only %llu MiB are free on its disk",
		lake_dir(p->session->lake), (unsigned long long)(room >> 20));
}

/* The days whose counts wait, and this harvest's. */
static void
add_uncounted(struct publisher *p, struct harvest *h)
{
	struct collected *g = &h->got;
	size_t n = g->n_days;
	if (p->uncounted_site == h->site) {
		g->days = base_grow(g->days, n + p->n_uncounted, sizeof(*g->days));
		for (size_t i = 0; i < p->n_uncounted; i++)
			if (n == 0 ||
				!bsearch(&p->uncounted[i], g->days, g->n_days,
					sizeof(*g->days), compare_sensor_days))
				g->days[n++] = p->uncounted[i];
	}
	if (n)
		qsort(g->days, n, sizeof(*g->days), compare_sensor_days);
	g->n_days = n;
	free(g->in_parts);
	g->in_parts = base_alloc(n, sizeof(*g->in_parts));
	if (n)
		memcpy(g->in_parts, g->days, n * sizeof(*g->days));
	g->n_in_parts = n;
}

static void
keep_uncounted(struct publisher *p, const struct harvest *h, bool counted)
{
	free(p->uncounted);
	p->uncounted = NULL;
	p->n_uncounted = counted ? 0 : h->got.n_days;
	p->uncounted_site = h->site;
	if (p->n_uncounted == 0)
		return;
	p->uncounted = base_alloc(p->n_uncounted, sizeof(*p->uncounted));
	memcpy(p->uncounted, h->got.days, p->n_uncounted * sizeof(*p->uncounted));
}

/* Counting a day again reads all of it, so it is done as often as it is cheap. */
static bool
counts_are_due(const struct publisher *p, const struct harvest *h)
{
	return p->last_time || p->uncounted_site != h->site ||
		now_ns() - p->counted_ns >= COUNT_SHARE * p->count_took_ns;
}

/* Counting needs memory for a whole day.  Where that fails the bin is stored without, and
 * counting is tried again much later. */
static int
publish_counted(struct publisher *p, struct harvest *h, struct ingest *in, struct err *err)
{
	int64_t start = now_ns();
	bool counts = counts_are_due(p, h);
	struct ingest again = *in;
	in->counts_later = !counts;
	int r = harvest_publish(h, in, err);
	if (counts) {
		p->counted_ns = now_ns();
		p->count_took_ns = p->counted_ns - start;
	}
	if (r < 0 && counts) {
		counts = false;
		p->count_took_ns = COUNT_FAILED_NS;
		again.counts_later = true;
		r = harvest_publish(h, &again, err);
	}
	if (r == 0)
		keep_uncounted(p, h, counts);
	return r;
}

static int
publish(struct publisher *p, struct harvest *h, struct err *err)
{
	int r = ask_for_room(p, h, err);
	if (r < 0)
		return r;
	const char *paths[] = { p->options.name };
	for (size_t i = 0; i < h->n_segments; i++)
		h->segments[i].path = p->options.name;
	struct ingest_options options = { .paths = paths,
		.n_paths = 1,
		.site = h->site,
		.geo = p->options.geo,
		.gap_s = GAP_S_DEFAULT };
	struct ingest *s = p->session;
	(void)pthread_mutex_lock(&s->ask_lock);
	struct ingest in = { .lake = s->lake,
		.options = &options,
		.engine = s->engine,
		.asker = s->asker,
		.seed = s->seed,
		.n_shards = 1,
		.interfaces = s->interfaces,
		.n_interfaces = s->n_interfaces,
		.totals_stay = true,
		.edge_bins = s->edge_bins,
		.n_edge_bins = s->n_edge_bins,
		.recalled = s->recalled };
	for (size_t i = 0; i < h->got.n_days; i++)
		if (i == 0 || h->got.days[i].day < p->open_day)
			p->open_day = h->got.days[i].day;
	add_uncounted(p, h);
	r = publish_counted(p, h, &in, err);
	(void)pthread_mutex_unlock(&s->ask_lock);
	return r;
}

/* --- looking after the lake ------------------------------------------------------------
 */

static void
look_after(struct publisher *p)
{
	struct lake *lake = p->session->lake;
	struct err err;
	struct retention keep = { .first_day_kept = INT32_MIN,
		.bytes_kept = INT64_MAX,
		.grace_s = GRACE_S_DEFAULT };
	/* A day's totals come from its details, as long as more of it may come: at another
	 * sensor it may still be yesterday. */
	keep.first_day_held = p->open_day == INT32_MAX ? INT32_MAX : p->open_day - 1;
	for (size_t i = 0; i < p->n_uncounted; i++)
		if (p->uncounted[i].day < keep.first_day_held)
			keep.first_day_held = p->uncounted[i].day;
	struct collected_garbage removed;
	if (p->options.keep_days) {
		struct timespec t;
		must(clock_gettime(CLOCK_REALTIME, &t) == 0);
		keep.first_day_kept =
			(int32_t)((int64_t)t.tv_sec / 86400 - p->options.keep_days);
	}
	if (p->options.keep_bytes)
		keep.bytes_kept = p->options.keep_bytes;
	int r = 0;
	if (++p->since_compaction >= COMPACT_EVERY) {
		const struct compaction most = { COMPACT_BYTES, COMPACT_VALUES };
		struct compacted done;
		p->since_compaction = 0;
		(void)pthread_mutex_lock(&p->session->ask_lock);
		r = lake_compact(lake, p->session->asker, &most, NULL, NULL, &done, &err);
		(void)pthread_mutex_unlock(&p->session->ask_lock);
		(void)pthread_mutex_lock(&p->lock);
		p->compactions += r == 0;
		(void)pthread_mutex_unlock(&p->lock);
	}
	if (r == 0)
		r = lake_gc(lake, &keep, &removed, &err);
	if (r == 0) {
		p->care = (struct err){ 0 };
	} else if (strcmp(p->care.text, err.text) != 0) {
		auto_free char *text = base_printf("looking after the lake: %s", err.text);
		tell(p, text);
		p->care = err;
	}
}

/* --- the queue -------------------------------------------------------------------------
 */

static struct harvest *
take_first(struct publisher *p)
{
	struct harvest *h = p->first;
	p->first = h->next;
	if (!p->first)
		p->last = &p->first;
	p->n--;
	p->bytes -= h->bytes;
	return h;
}

/* Under the lock: what is beyond the bound is given up, but not what is being published. */
static void
hold_bound(struct publisher *p)
{
	size_t most = p->options.hold_bytes ? p->options.hold_bytes : HOLD_DEFAULT;
	while (p->bytes > most && p->n > 1) {
		struct harvest *h = p->first;
		if (p->busy) { /* the second is the oldest that may go */
			h = h->next;
			p->first->next = h->next;
			if (!h->next)
				p->last = &p->first->next;
			p->n--;
			p->bytes -= h->bytes;
		} else {
			(void)take_first(p);
		}
		if (p->given_up++ == p->told_given_up)
			tell(p,
				"the memory for what cannot be stored is full: the oldest "
				"bins are given up, which is a gap");
		harvest_free(h);
	}
}

void
publisher_give(struct publisher *p, struct harvest *h)
{
	(void)pthread_mutex_lock(&p->lock);
	while (p->options.patient && p->n >= PATIENT_QUEUE && !p->trouble.text[0])
		(void)pthread_cond_wait(&p->changed, &p->lock);
	h->next = NULL;
	*p->last = h;
	p->last = &h->next;
	p->n++;
	p->bytes += h->bytes;
	hold_bound(p);
	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
}

static void
tell_recovery(struct publisher *p)
{
	auto_free char *text = base_printf("storing goes on; %llu bins were given up",
		(unsigned long long)(p->given_up - p->told_given_up));
	p->told_given_up = p->given_up;
	tell(p, text);
}

/* Under the lock, which is let go meanwhile. */
static bool
publish_first(struct publisher *p)
{
	struct harvest *h = p->first;
	struct err err = { 0 };
	p->busy = true;
	p->last_time = p->ending;
	(void)pthread_mutex_unlock(&p->lock);
	int r = publish(p, h, &err);
	if (r == 0)
		look_after(p);
	(void)malloc_trim(0); /* what a bin took is given back until the next */
	(void)pthread_mutex_lock(&p->lock);
	p->busy = false;
	if (r == 0) {
		bool again = p->trouble.text[0] != '\0';
		must(take_first(p) == h);
		p->published++;
		p->until_s = h->until_s;
		p->trouble = (struct err){ 0 };
		if (again)
			tell_recovery(p);
		harvest_free(h);
	} else {
		p->failures++;
		if (strcmp(p->trouble.text, err.text) != 0) {
			auto_free char *text = base_printf(
				"%s; nothing is lost yet: storing is tried again, and "
				"capturing goes on",
				err.text);
			tell(p, text);
		}
		p->trouble = err;
	}
	(void)pthread_cond_broadcast(&p->changed);
	return r == 0;
}

static void
wait_some(struct publisher *p, unsigned seconds)
{
	struct timespec until;
	must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_sec += seconds;
	(void)pthread_cond_timedwait(&p->changed, &p->lock, &until);
}

/* Days whose counts were put off; ending makes them due. */
static void
count_the_rest(struct publisher *p)
{
	struct harvest *h = harvest_new(p->uncounted_site);
	struct err err;
	p->last_time = true;
	harvest_close(h);
	if (publish(p, h, &err) < 0)
		tell(p, err.text);
	else
		look_after(p);
	harvest_free(h);
}

static void *
publisher_main(void *arg)
{
	struct publisher *p = arg;
	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->first && !p->ending)
			(void)pthread_cond_wait(&p->changed, &p->lock);
		if (!p->first || (p->ending && p->trouble.text[0]))
			break;
		int64_t tried = now_ns();
		if (!publish_first(p))
			while (!p->ending &&
				now_ns() - tried < RETRY_S * INT64_C(1000000000))
				wait_some(p, 1);
	}
	(void)pthread_mutex_unlock(&p->lock);
	if (p->n_uncounted && !p->trouble.text[0])
		count_the_rest(p);
	return NULL;
}

/* --- beginning and end -----------------------------------------------------------------
 */

int
publisher_new(struct ingest *session, const struct live_options *o, struct publisher **ret,
	struct err *err)
{
	struct publisher *p = base_alloc(1, sizeof(*p));
	p->session = session;
	p->options = *o;
	p->last = &p->first;
	p->open_day = INT32_MAX;
	pthread_condattr_t clock;
	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->changed, &clock);
	(void)pthread_condattr_destroy(&clock);
	int code = pthread_create(&p->thread, NULL, publisher_main, p);
	if (code) {
		free(p);
		return err_set(err, code, "cannot start a thread: %s", strerror(code));
	}
	*ret = p;
	return 0;
}

bool
publisher_wait(struct publisher *p, unsigned timeout_s)
{
	int64_t until = now_ns() + (int64_t)timeout_s * 1000000000;
	(void)pthread_mutex_lock(&p->lock);
	while (p->n && (timeout_s == 0 || now_ns() < until))
		wait_some(p, 1);
	bool empty = p->n == 0;
	(void)pthread_mutex_unlock(&p->lock);
	return empty;
}

void
publisher_status(struct publisher *p, struct live_status *ret)
{
	(void)pthread_mutex_lock(&p->lock);
	ret->published = p->published;
	ret->failures = p->failures;
	ret->given_up = p->given_up;
	ret->compactions = p->compactions;
	ret->published_until_s = p->until_s;
	ret->waiting = p->n;
	ret->waiting_bytes = p->bytes;
	(void)pthread_mutex_unlock(&p->lock);
}

int
publisher_end(struct publisher *p, struct err *err)
{
	(void)pthread_mutex_lock(&p->lock);
	p->ending = true;
	/* What failed before is worth one more try. */
	p->trouble = (struct err){ 0 };
	(void)pthread_cond_broadcast(&p->changed);
	(void)pthread_mutex_unlock(&p->lock);
	(void)pthread_join(p->thread, NULL);
	int r = 0;
	if (p->first)
		r = err_set(err, EIO, "%zu bins could not be stored: %s", p->n,
			p->trouble.text);
	while (p->first)
		harvest_free(take_first(p));
	free(p->uncounted);
	(void)pthread_cond_destroy(&p->changed);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
	return r;
}
