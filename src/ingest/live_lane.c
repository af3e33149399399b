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
	const struct live *l = home->live;
	size_t most = l->options.records_max ? l->options.records_max : RECORDS_MAX_DEFAULT;
	if (shard_records(home->shard) > most / l->n_lanes) {
		seen->reasons[REASON_SATURATED] += n;
		return;
	}
	must(shard_count(home->shard, arrivals, n));
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

/* Whether the open bin is over, or too much waits for the next. */
static bool
is_settling_due(struct live *l, const struct live_lane *lane)
{
	int64_t end_ns = (int64_t)(l->bin + 1) * BIN_NS;
	int64_t least_ns = turns_least(l->turns);
	return l->started && least_ns >= end_ns &&
		(least_ns >= end_ns + live_grace_ns(l) ||
			lane->n_early + (size_t)FRAMES_BATCH * l->n_lanes > EARLY_MAX);
}

static void
let_go(struct live *l, struct live_lane *lane)
{
	(void)pthread_mutex_lock(&lane->lock);
	bool due = is_settling_due(l, lane);
	(void)pthread_mutex_unlock(&lane->lock);
	(void)pthread_rwlock_unlock(&l->lock);
	if (!due)
		return;
	(void)pthread_rwlock_wrlock(&l->lock);
	if (l->started)
		live_settle_until(l, turns_least(l->turns));
	(void)pthread_rwlock_unlock(&l->lock);
}

/* What was captured before the clock was set back, and comes after. */
static bool
leave_stale(struct live_lane *lane, int64_t first_ns, size_t n)
{
	struct live *l = lane->live;
	int64_t stale_ns = __atomic_load_n(&l->stale_ns, __ATOMIC_RELAXED);
	if (stale_ns == 0 || first_ns < stale_ns)
		return false;
	(void)pthread_rwlock_rdlock(&l->lock);
	lane->seen.frames += n;
	lane->seen.reasons[REASON_LATE] += n;
	(void)pthread_rwlock_unlock(&l->lock);
	return true;
}

/* Frames of one bin, or without a time. */
static void
count_run(struct live_lane *lane, const struct frame *frames, size_t n)
{
	struct live *l = lane->live;
	struct arrival arrivals[FRAMES_BATCH];
	uint16_t files[FRAMES_BATCH];
	int64_t first_ns = frames[0].time_ns, last_ns = first_ns;
	if (leave_stale(lane, first_ns, n))
		return;
	for (size_t i = 1; i < n; i++)
		last_ns = frames[i].time_ns > last_ns ? frames[i].time_ns : last_ns;
	if (live_is_time(first_ns)) {
		turns_wait(l->turns, lane->number, first_ns, last_ns);
		lane->clock_ns = last_ns;
	}
	hold_open(l, first_ns);
	lane->latest_ns =
		lane->clock_ns > lane->latest_ns ? lane->clock_ns : lane->latest_ns;
	size_t n_arrivals = arrivals_of(&lane->arrivals, frames, n, arrivals, files);
	recognise(lane);
	bring_home(lane, arrivals, n_arrivals);
	let_go(l, lane);
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
	let_go(l, &l->lanes[thread]);
}

void
live_leave(struct live *l, unsigned thread)
{
	turns_gone(l->turns, thread);
}
