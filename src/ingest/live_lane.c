/* live_lane.c - a reading thread's way from frames to counts.
 *
 * Counting holds the capture open; a bin that is over is settled alone, by whichever thread
 * finds it so.
 */
#include "ingest/live_private.h"

enum {
	GRACE_NS = 250000000,
	RECORDS_MAX_DEFAULT = 4000000,
	FINDINGS_EARLY = 4 << 20, /* bytes */
};
#define BIN_NS ((int64_t)BIN_S * 1000000000)
/* The clock is looked at every second; what was beyond may be of one that was set. */
#define TICK_MOST_NS INT64_C(1500000000)

/* Frames of a wire are late by moments, those of a file by a bin at most. */
int64_t
live_grace_ns(const struct live *l)
{
	return l->options.patient ? BIN_NS - 1 : GRACE_NS;
}

bool
live_is_time(int64_t at_ns)
{
	return at_ns >= 0 && at_ns / 1000000000 <= UINT32_MAX;
}

static void
count_arrivals(struct live_lane *home, const struct arrival *arrivals, size_t n,
	struct seen_file *seen)
{
	struct live *l = home->live;
	size_t most = l->options.records_max ? l->options.records_max : RECORDS_MAX_DEFAULT;
	if (__atomic_load_n(&l->records, __ATOMIC_RELAXED) > most) {
		seen->reasons[REASON_SATURATED] += n;
		return;
	}
	size_t before = shard_records(home->shard);
	must(shard_count(home->shard, arrivals, n));
	(void)__atomic_fetch_add(
		&l->records, shard_records(home->shard) - before, __ATOMIC_RELAXED);
	if (home->flows)
		flow_table_count(home->flows, arrivals, n);
	home->bin_packets += n;
}

void
live_take_in(
	struct live_lane *home, struct arrival *arrivals, size_t n, struct seen_file *seen)
{
	size_t n_now = 0;
	(void)pthread_mutex_lock(&home->lock);
	for (size_t i = 0; i < n; i++) {
		if (arrivals[i].bin == home->live->bin)
			arrivals[n_now++] = arrivals[i];
		else if (home->n_early < EARLY_MAX)
			home->early[home->n_early++] = arrivals[i];
		else
			seen->reasons[REASON_SATURATED]++;
	}
	if (home->n_early > EARLY_CROWDED)
		__atomic_store_n(&home->live->crowded, true, __ATOMIC_RELAXED);
	count_arrivals(home, arrivals, n_now, seen);
	(void)pthread_mutex_unlock(&home->lock);
}

/* Arrivals to the homes of their sources, mostly this one. */
static void
bring_home(struct live_lane *lane, struct arrival *arrivals, size_t n)
{
	struct live *l = lane->live;
	size_t n_own = 0;
	for (size_t i = 0; i < n; i++) {
		struct arrival *a = &arrivals[i];
		if (a->bin < l->bin) {
			lane->seen.reasons[REASON_LATE]++;
			continue;
		}
		struct live_sensor *s = &lane->sensors[a->sensor];
		s->packets++;
		s->last_ns = (int64_t)a->time_s * 1000000000;
		lane->packets++;
		unsigned home = addr_share(l->options.secret, a->src, l->n_lanes);
		if (home == lane->number) {
			arrivals[n_own++] = *a;
			continue;
		}
		lane->moved++;
		live_take_in(&l->lanes[home], a, 1, &lane->seen);
	}
	live_take_in(lane, arrivals, n_own, &lane->seen);
}

static void
recognise(struct live_lane *lane)
{
	struct live *l = lane->live;
	if (!l->findings)
		return;
	if (lane->arrivals.sights->n)
		engine_see(lane->recognise, lane->arrivals.sights->seen,
			lane->arrivals.sights->n);
	(void)pthread_mutex_lock(&l->findings_lock);
	if (findings_waiting(l->findings) > FINDINGS_EARLY)
		live_harvest_findings(l, lane->clock_ns);
	(void)pthread_mutex_unlock(&l->findings_lock);
}

/* Counting begins: the span has begun, and nobody settles. */
static void
hold_open(struct live *l, int64_t at_ns)
{
	(void)pthread_rwlock_rdlock(&l->lock);
	while (!l->started && live_is_time(at_ns)) {
		(void)pthread_rwlock_unlock(&l->lock);
		(void)pthread_rwlock_wrlock(&l->lock);
		if (!l->started)
			live_begin_span(l, at_ns);
		(void)pthread_rwlock_unlock(&l->lock);
		(void)pthread_rwlock_rdlock(&l->lock);
	}
}

int64_t
live_settled_ns(const struct live *l)
{
	int64_t least_ns = turns_least(l->turns), known_ns = l->now_ns + TICK_MOST_NS;
	return l->options.patient || least_ns < known_ns ? least_ns : known_ns;
}

/* Whether the open bin is over, or too much waits for the next. */
static bool
is_settling_due(const struct live *l)
{
	int64_t end_ns = (int64_t)(l->bin + 1) * BIN_NS, at_ns = live_settled_ns(l);
	return l->started && at_ns >= end_ns &&
		(at_ns >= end_ns + live_grace_ns(l) ||
			__atomic_load_n(&l->crowded, __ATOMIC_RELAXED));
}

static void
let_go(struct live *l)
{
	bool due = is_settling_due(l);
	(void)pthread_rwlock_unlock(&l->lock);
	if (!due)
		return;
	(void)pthread_rwlock_wrlock(&l->lock);
	if (l->started)
		live_settle_until(l, live_settled_ns(l));
	(void)pthread_rwlock_unlock(&l->lock);
}

/* Captured before the clock was set back, and not read until after. */
static bool
is_stale(const struct live *l, int64_t first_ns)
{
	int64_t stale_ns = __atomic_load_n(&l->stale_ns, __ATOMIC_RELAXED);
	return stale_ns && first_ns >= stale_ns;
}

/* Frames of one bin, or without a time. */
static void
count_run(struct live_lane *lane, const struct frame *frames, size_t n)
{
	struct live *l = lane->live;
	struct arrival arrivals[FRAMES_BATCH];
	uint16_t files[FRAMES_BATCH];
	int64_t first_ns = frames[0].time_ns, last_ns = first_ns;
	for (size_t i = 1; i < n; i++)
		last_ns = frames[i].time_ns > last_ns ? frames[i].time_ns : last_ns;
	if (live_is_time(first_ns) && !is_stale(l, first_ns)) {
		turns_wait(l->turns, lane->number, first_ns, last_ns);
		lane->clock_ns = last_ns;
	}
	hold_open(l, first_ns);
	if (is_stale(l, first_ns)) { /* perhaps only now */
		lane->seen.frames += n;
		lane->seen.reasons[REASON_LATE] += n;
		let_go(l);
		return;
	}
	lane->latest_ns =
		lane->clock_ns > lane->latest_ns ? lane->clock_ns : lane->latest_ns;
	size_t n_arrivals = arrivals_of(&lane->arrivals, frames, n, arrivals, files);
	recognise(lane);
	bring_home(lane, arrivals, n_arrivals);
	let_go(l);
}

/* What other threads read at the same time is shown in order of time, run by run. */
static bool
is_one_run(const struct live *l, int64_t first_ns, int64_t time_ns)
{
	return first_ns / BIN_NS == time_ns / BIN_NS &&
		(l->n_lanes == 1 || time_ns - first_ns <= TURNS_SLACK_NS);
}

void
live_count(struct live *l, unsigned thread, const struct frame *frames, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1;
			to < n && is_one_run(l, frames[from].time_ns, frames[to].time_ns);)
			to++;
		count_run(&l->lanes[thread], frames + from, to - from);
	}
}

void
live_idle(struct live *l, unsigned thread, int64_t at_ns)
{
	turns_reached(l->turns, thread, at_ns);
	(void)pthread_rwlock_rdlock(&l->lock);
	let_go(l);
}

void
live_leave(struct live *l, unsigned thread)
{
	turns_gone(l->turns, thread);
}
