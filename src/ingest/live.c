/* live.c - an endless capture: the side that decodes, recognises and counts.
 *
 * Bins are settled one at a time: frames of the next bin wait a moment (GRACE_NS) for those
 * of the last one that come by another way, and then the shard is emptied into a harvest.
 */
#include "ingest/live_private.h"

enum {
	GRACE_NS = 250000000,
	EARLY_MAX = 1 << 17, /* arrivals of the next bin that wait, 64 bytes each */
	RECORDS_MAX_DEFAULT = 4000000,
	HOUR_BINS = 3600 / BIN_S,
	FINDINGS_EARLY = 4 << 20, /* bytes */
	PUBLISH_WAIT_S = 5, /* where a span must know what the last one left */
};
#define BIN_NS ((int64_t)BIN_S * 1000000000)

/* --- harvests --------------------------------------------------------------------------
 */

/* What was observed until `at_ns`; the observation goes on. */
static void
cut_segment(struct live *l, int64_t at_ns)
{
	if (l->segment_ns == 0 || at_ns <= l->segment_ns)
		return;
	harvest_segment(l->open, l->segment_ns, at_ns);
	l->segment_ns = at_ns;
}

/* What was counted since the last harvest is given to the publisher. */
static void
harvest(struct live *l, int64_t until_ns)
{
	struct harvest *h = l->open;
	if (h->n_segments == 0 && l->seen.frames)
		harvest_segment(
			h, until_ns, until_ns); /* not observed, yet something came */
	if (l->findings)
		h->found = findings_take(l->findings);
	if (l->flows)
		h->flows = flow_table_take(l->flows, &h->n_flows);
	if (h->n_segments == 0) {
		found_free(take(&h->found));
		harvest_free(h);
		l->open = harvest_new(l->site);
		return;
	}
	for (size_t i = 0; i < REASON_COUNT; i++)
		l->status.reasons[i] += l->seen.reasons[i];
	h->files = base_alloc(h->n_segments, sizeof(*h->files));
	h->files[0] = l->seen;
	h->segments[0].lost = l->lost - l->lost_before;
	h->segments[0].frames = l->seen.frames;
	h->drops = take(&l->arrivals.drops);
	h->n_drops = l->arrivals.n_drops;
	h->until_s = until_ns / 1000000000;
	l->arrivals.n_drops = l->arrivals.drops_room = 0;
	l->status.reasons[REASON_LOST] += h->segments[0].lost;
	l->status.frames += l->seen.frames;
	l->lost_before = l->lost;
	l->seen = (struct seen_file){ 0 };
	harvest_close(h);
	publisher_give(l->publisher, h);
	l->open = harvest_new(l->site);
}

static void
open_bin(struct live *l, uint32_t bin)
{
	l->bin = bin;
	l->status.bin_start_s = (int64_t)bin * BIN_S;
	l->status.bin_packets = 0;
}

static void
count_arrivals(struct live *l, const struct arrival *arrivals, size_t n)
{
	size_t most = l->options.records_max ? l->options.records_max : RECORDS_MAX_DEFAULT;
	if (shard_records(l->shard) > most) {
		l->seen.reasons[REASON_SATURATED] += n;
		return;
	}
	must(shard_count(l->shard, arrivals, n));
	if (l->flows)
		flow_table_count(l->flows, arrivals, n);
	l->status.bin_packets += n;
}

/* Findings alone, ahead of their bin: of many there is no room for all. */
static void
harvest_findings(struct live *l)
{
	struct harvest *h = harvest_new(l->site);
	h->found = findings_take(l->findings);
	if (!h->found) {
		harvest_free(h);
		return;
	}
	harvest_segment(h, l->now_ns, l->now_ns);
	h->files = base_alloc(1, sizeof(*h->files));
	h->until_s = (int64_t)l->bin * BIN_S;
	harvest_close(h);
	publisher_give(l->publisher, h);
}

static void
change_site(struct live *l)
{
	const struct site *site = take(&l->next_site);
	if (l->recognise) { /* its open events end with the old sensors */
		engine_finish(l->recognise);
		harvest_findings(l);
	}
	live_leave_site(l);
	live_use_site(l, site);
}

/* What waited while the sensors changed belongs to other ones now, or to none. */
static bool
find_sensor(struct live *l, struct arrival *a)
{
	const struct sensor *s = site_sensor_of(l->site, a->dst);
	if (!s) {
		l->seen.reasons[REASON_ELSEWHERE]++;
		return false;
	}
	bool icmp = a->proto == IP_ICMP || a->proto == IP_ICMPV6;
	bool excluded =
		sensor_excludes(s, a->proto, icmp ? (uint16_t)(a->dport >> 8) : a->dport);
	a->sensor = s->index;
	a->flags = (uint8_t)((a->flags & ~ARRIVAL_EXCLUDED) |
		(excluded ? ARRIVAL_EXCLUDED : 0));
	return true;
}

/* The open bin, and all before `bin`, are over. */
static void
settle(struct live *l, uint32_t bin, int64_t until_ns)
{
	shard_settle(l->shard, bin);
	/* A replay is in no hurry: an hour at a time costs a tenth. */
	if (!l->options.patient || bin / HOUR_BINS > l->harvested / HOUR_BINS) {
		cut_segment(l, until_ns);
		harvest(l, until_ns);
		l->harvested = bin;
	}
	open_bin(l, bin);
}

/* Frames of a wire are late by moments, those of a file by a bin at most. */
static int64_t
grace_ns(const struct live *l)
{
	return l->options.patient ? BIN_NS - 1 : GRACE_NS;
}

static void settle_until(struct live *l, int64_t now_ns);

/* --- spans -----------------------------------------------------------------------------
 */

static void
begin_span(struct live *l, int64_t at_ns)
{
	struct ingest *s = &l->session;
	struct err err;
	(void)pthread_mutex_lock(&s->ask_lock);
	free(s->edge_bins);
	free(s->recalled);
	s->edge_bins = NULL;
	s->n_edge_bins = 0;
	if (lake_edge_bins(s->lake, &s->edge_bins, &s->n_edge_bins, &err) < 0 &&
		l->options.on_trouble)
		l->options.on_trouble(l->options.arg, err.text);
	s->recalled = base_alloc(s->n_edge_bins, sizeof(*s->recalled));
	(void)pthread_mutex_unlock(&s->ask_lock);
	l->started = true;
	l->keeps = false;
	l->now_ns = at_ns;
	l->segment_ns = l->paused ? 0 : at_ns;
	l->first_bin = (uint32_t)(at_ns / BIN_NS);
	open_bin(l, l->first_bin);
}

static void
end_span(struct live *l, int64_t at_ns)
{
	if (!l->started)
		return;
	live_tick(l, at_ns, l->lost);
	if (l->n_early) /* no time to wait for others */
		settle_until(l, (int64_t)(l->bin + 1) * BIN_NS + grace_ns(l));
	if (l->recognise)
		engine_finish(l->recognise);
	l->keeps = true;
	shard_settle(l->shard, l->bin + 1);
	cut_segment(l, at_ns);
	harvest(l, at_ns);
	l->started = false;
}

void
live_clock_step(struct live *l, int64_t before_ns, int64_t after_ns)
{
	end_span(l, before_ns);
	(void)publisher_wait(l->publisher, PUBLISH_WAIT_S);
	l->status.clock_steps++;
	shard_free(l->shard); /* its clock only goes forward */
	live_new_shard(l);
	begin_span(l, after_ns);
}

void
live_pause(struct live *l, int64_t at_ns)
{
	if (l->paused)
		return;
	l->paused = true;
	l->status.outages++;
	cut_segment(l, at_ns);
	l->segment_ns = 0;
}

void
live_resume(struct live *l, int64_t at_ns)
{
	if (l->paused && l->started)
		l->segment_ns = at_ns;
	l->paused = false;
}

void
live_change_site(struct live *l, const struct site *site)
{
	l->next_site = site;
}

/* --- counting --------------------------------------------------------------------------
 */

static void
note_sensor(struct live *l, const struct arrival *a, int64_t time_ns)
{
	struct live_sensor *s = &l->sensors[a->sensor];
	s->packets++;
	s->last_ns = time_ns;
	l->status.packets++;
}

/* Arrivals of the open bin are moved to the front and counted; later ones wait. */
static size_t
sort_out(struct live *l, struct arrival *arrivals, size_t n)
{
	size_t n_now = 0;
	for (size_t i = 0; i < n; i++) {
		struct arrival *a = &arrivals[i];
		if (a->bin < l->bin) {
			l->seen.reasons[REASON_LATE]++;
			continue;
		}
		note_sensor(l, a, (int64_t)a->time_s * 1000000000);
		if (a->bin == l->bin)
			arrivals[n_now++] = *a;
		else
			l->early[l->n_early++] = *a;
	}
	return n_now;
}

static void
settle_until(struct live *l, int64_t now_ns)
{
	uint32_t bin = (uint32_t)(now_ns / BIN_NS);
	if (bin <= l->bin)
		return;
	bool wait = l->n_early + FRAMES_BATCH <= EARLY_MAX &&
		now_ns - (int64_t)bin * BIN_NS < grace_ns(l);
	uint32_t over = wait ? bin - 1 : bin;
	/* Bin by bin while arrivals wait, so that each is counted in its own. */
	while (l->bin < over) {
		uint32_t next = l->n_early ? l->bin + 1 : over;
		struct arrival *early = l->early;
		size_t n = l->n_early;
		l->n_early = 0;
		settle(l, next, (int64_t)next * BIN_NS);
		bool changed = l->next_site != NULL;
		if (changed)
			change_site(l);
		for (size_t i = 0; i < n; i++) {
			if (changed && !find_sensor(l, &early[i]))
				continue;
			if (early[i].bin == l->bin)
				count_arrivals(l, &early[i], 1);
			else
				early[l->n_early++] = early[i];
		}
	}
}

static bool
is_time(int64_t at_ns)
{
	return at_ns >= 0 && at_ns / 1000000000 <= UINT32_MAX;
}

/* Frames of one bin, or without a time. */
static void
count_run(struct live *l, const struct frame *frames, size_t n)
{
	struct arrival arrivals[FRAMES_BATCH];
	uint16_t files[FRAMES_BATCH];
	for (size_t i = 0; i < n; i++) {
		int64_t at_ns = frames[i].time_ns;
		if (is_time(at_ns) && !l->started)
			begin_span(l, at_ns);
		if (is_time(at_ns) && at_ns > l->now_ns)
			l->now_ns = at_ns;
	}
	if (l->started)
		settle_until(l, l->now_ns);
	size_t n_arrivals = arrivals_of(&l->arrivals, frames, n, arrivals, files);
	if (l->recognise && l->arrivals.sights->n)
		engine_see(l->recognise, l->arrivals.sights->seen, l->arrivals.sights->n);
	if (l->findings && findings_waiting(l->findings) > FINDINGS_EARLY)
		harvest_findings(l);
	count_arrivals(l, arrivals, sort_out(l, arrivals, n_arrivals));
}

void
live_count(struct live *l, const struct frame *frames, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		int64_t bin = frames[from].time_ns / BIN_NS;
		for (to = from + 1; to < n && frames[to].time_ns / BIN_NS == bin;)
			to++;
		count_run(l, frames + from, to - from);
	}
}

void
live_tick(struct live *l, int64_t now_ns, uint64_t lost)
{
	l->lost = lost;
	if (!l->started)
		begin_span(l, now_ns);
	l->now_ns = now_ns > l->now_ns ? now_ns : l->now_ns;
	settle_until(l, l->now_ns);
	if (l->recognise)
		engine_tick(l->recognise, l->now_ns - GRACE_NS);
}

/* --- beginning and end -----------------------------------------------------------------
 */

static void
end_session(struct live *l)
{
	struct ingest *s = &l->session;
	lake_writer_close(s->asker);
	lake_engine_close(s->engine);
	free(s->edge_bins);
	free(s->recalled);
	free(l->arrivals.sights);
	free(l->early);
	seen_file_done(&l->seen);
	(void)pthread_mutex_destroy(&s->ask_lock);
	free(l);
}

int
live_begin(
	struct lake *lake, const struct live_options *o, struct live **ret, struct err *err)
{
	struct live *l = base_alloc(1, sizeof(*l));
	l->options = *o;
	l->paths[0] = o->name;
	l->session.lake = lake;
	l->session.options = &l->session_options;
	l->session.seed = tally_seed();
	l->session.n_shards = 1;
	l->session.n_files = 1;
	l->early = base_alloc(EARLY_MAX, sizeof(*l->early));
	(void)pthread_mutex_init(&l->session.ask_lock, NULL);
	lake_set_memory(lake, o->memory_mib);
	int r = lake_engine_open(lake, &l->session.engine, err);
	if (r == 0)
		r = lake_writer_open(l->session.engine, &l->session.asker, err);
	if (r == 0)
		r = publisher_new(&l->session, o, &l->publisher, err);
	if (r < 0) {
		end_session(l);
		return r;
	}
	live_use_site(l, o->site);
	*ret = l;
	return 0;
}

const struct site *
live_site(const struct live *l)
{
	return l->site;
}

int
live_end(struct live *l, int64_t now_ns, struct err *err, struct live_status *ret)
{
	end_span(l, now_ns);
	(void)publisher_wait(l->publisher, PUBLISH_WAIT_S);
	live_status(l, false, ret, NULL);
	int r = publisher_end(l->publisher, err);
	if (r == 0 && l->session.recall_failed) {
		*err = l->session.recall_err;
		r = l->session.recall_failed;
	}
	live_leave_site(l);
	end_session(l);
	return r;
}
