/* live.c - an endless capture: its bins and spans.
 *
 * Bins are settled one at a time: frames of the next bin wait a moment for those of the
 * last one that come by another way, and then the shards are emptied into a harvest.
 */
#include "ingest/live_private.h"

enum {
	HOUR_BINS = 3600 / BIN_S,
	PUBLISH_WAIT_S = 5, /* where a span must know what the last one left */
	STALE_S = 1, /* frames are in the kernel for a fraction of it */
};
#define BIN_NS ((int64_t)BIN_S * 1000000000)

/* --- harvests --------------------------------------------------------------------------
 */

void
live_cut_segment(struct live *l, int64_t at_ns)
{
	if (l->end_ns && at_ns > l->end_ns)
		at_ns = l->end_ns;
	if (l->segment_ns == 0 || at_ns <= l->segment_ns)
		return;
	harvest_segment(l->open, l->segment_ns, at_ns);
	l->segment_ns = at_ns;
}

/* What the lanes saw since the last harvest becomes one file of the harvest's. */
static void
gather(struct live *l, struct harvest *h)
{
	struct seen_file all = { 0 };
	for (unsigned i = 0; i < l->n_lanes; i++) {
		struct live_lane *lane = &l->lanes[i];
		seen_file_join(&all, &lane->seen);
		if (!h->drops) {
			h->drops = take(&lane->arrivals.drops);
			h->n_drops = lane->arrivals.n_drops;
		} else {
			h->drops = base_grow(h->drops, h->n_drops + lane->arrivals.n_drops,
				sizeof(*h->drops));
			for (size_t k = 0; k < lane->arrivals.n_drops; k++)
				h->drops[h->n_drops++] = lane->arrivals.drops[k];
			free(take(&lane->arrivals.drops));
		}
		lane->arrivals.n_drops = lane->arrivals.drops_room = 0;
	}
	for (size_t i = 0; i < REASON_COUNT; i++)
		l->status.reasons[i] += all.reasons[i];
	l->status.frames += all.frames;
	h->files = base_alloc(h->n_segments, sizeof(*h->files));
	h->files[0] = all;
}

static void
gather_flows(struct live *l, struct harvest *h)
{
	for (unsigned i = 0; l->options.flow && i < l->n_lanes; i++) {
		size_t n;
		struct flow *flows = flow_table_take(l->lanes[i].flows, &n);
		if (h->flows && n) { /* a flow is one lane's alone */
			h->flows = base_grow(h->flows, h->n_flows + n, sizeof(*flows));
			memcpy(h->flows + h->n_flows, flows, n * sizeof(*flows));
			h->n_flows += n;
		} else if (n) {
			h->flows = take(&flows);
			h->n_flows = n;
		}
		free(flows);
	}
}

static bool
has_seen(const struct live *l)
{
	for (unsigned i = 0; i < l->n_lanes; i++)
		if (l->lanes[i].seen.frames)
			return true;
	return false;
}

/* What was counted since the last harvest is given to the publisher. */
static void
harvest(struct live *l, int64_t until_ns)
{
	struct harvest *h = l->open;
	if (h->n_segments == 0 && has_seen(l))
		harvest_segment(
			h, until_ns, until_ns); /* not observed, yet something came */
	if (l->findings)
		h->found = findings_take(l->findings);
	gather_flows(l, h);
	live_gather_silences(l, h, until_ns);
	if (h->n_segments == 0) {
		found_free(take(&h->found));
		harvest_free(h);
		l->open = harvest_new(l->site);
		return;
	}
	gather(l, h);
	for (unsigned i = 0; i < l->n_interfaces; i++) {
		h->lost[i] = l->lost[i] - l->lost_before[i];
		h->segments[0].lost += h->lost[i];
		l->lost_before[i] = l->lost[i];
	}
	h->segments[0].frames = h->files[0].frames;
	h->until_s = until_ns / 1000000000;
	l->status.reasons[REASON_LOST] += h->segments[0].lost;
	harvest_close(h);
	publisher_give(l->publisher, h);
	l->open = harvest_new(l->site);
}

static void
open_bin(struct live *l, uint32_t bin)
{
	l->bin = bin;
	l->status.bin_start_s = (int64_t)bin * BIN_S;
	for (unsigned i = 0; i < l->n_lanes; i++)
		l->lanes[i].bin_packets = 0;
}

/* Findings alone: of many there is no room for all. */
void
live_harvest_findings(struct live *l, int64_t at_ns)
{
	struct harvest *h = harvest_new(l->site);
	h->found = findings_take(l->findings);
	if (!h->found) {
		harvest_free(h);
		return;
	}
	harvest_segment(h, at_ns, at_ns);
	h->files = base_alloc(1, sizeof(*h->files));
	h->until_s = (int64_t)l->bin * BIN_S;
	harvest_close(h);
	publisher_give(l->publisher, h);
}

static void
change_site(struct live *l)
{
	const struct site *site = take(&l->next_site);
	if (l->findings) { /* open events end with the old sensors */
		engine_finish(l->engines[0]);
		live_harvest_findings(l, l->now_ns);
	}
	live_leave_site(l);
	live_use_site(l, site);
}

/* What waited while the sensors changed belongs to other ones now, or to none. */
static bool
find_sensor(struct live_lane *lane, struct arrival *a)
{
	const struct sensor *s = site_sensor_of(lane->live->site, a->dst);
	if (!s) {
		lane->seen.reasons[REASON_ELSEWHERE]++;
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

/* The shards give out what they have of the bins before `bin`. */
static void
settle_shards(struct live *l, uint32_t bin)
{
	l->cells = l->n_lanes > 1 ? cell_sum_new() : NULL;
	l->records = 0;
	for (unsigned i = 0; i < l->n_lanes; i++) {
		shard_settle(l->lanes[i].shard, bin);
		l->records += shard_records(l->lanes[i].shard);
	}
	if (!l->cells)
		return;
	size_t n;
	const struct cell *cells = cell_sum_cells(l->cells, &n);
	harvest_cells(l->open, l->bin, cells, n);
	cell_sum_free(take(&l->cells));
}

/* The open bin, and all before `bin`, are over. */
static void
settle(struct live *l, uint32_t bin, int64_t until_ns)
{
	settle_shards(l, bin);
	/* A replay is in no hurry: an hour at a time costs a tenth. */
	if (!l->options.patient || bin / HOUR_BINS > l->harvested / HOUR_BINS) {
		live_cut_segment(l, until_ns);
		harvest(l, until_ns);
		l->harvested = bin;
	}
	open_bin(l, bin);
}

/* The first bin of which arrivals wait, before `end`; else `end`. */
static uint32_t
next_bin(const struct live *l, uint32_t end)
{
	uint32_t next = end;
	for (unsigned i = 0; i < l->n_lanes; i++)
		for (size_t k = 0; k < l->lanes[i].n_early; k++)
			if (l->lanes[i].early[k].bin < next)
				next = l->lanes[i].early[k].bin;
	return next;
}

static void
take_in_early(struct live_lane *lane, bool changed)
{
	struct arrival *early = lane->early;
	size_t n = lane->n_early;
	lane->n_early = 0;
	for (size_t i = 0; i < n; i++)
		if (!changed || find_sensor(lane, &early[i]))
			live_take_in(lane, &early[i], 1, &lane->seen);
}

void
live_settle_until(struct live *l, int64_t now_ns)
{
	if (now_ns < 0) /* nobody has said */
		return;
	uint32_t bin = (uint32_t)(now_ns / BIN_NS);
	if (bin <= l->bin)
		return;
	bool wait = !l->crowded && now_ns - (int64_t)bin * BIN_NS < live_grace_ns(l);
	l->crowded = false;
	uint32_t over = wait ? bin - 1 : bin;
	/* Bin by bin while arrivals wait, so that each is counted in its own. */
	while (l->bin < over) {
		uint32_t next = next_bin(l, over);
		settle(l, next, (int64_t)next * BIN_NS);
		bool changed = l->next_site != NULL;
		if (changed)
			change_site(l);
		for (unsigned i = 0; i < l->n_lanes; i++)
			take_in_early(&l->lanes[i], changed);
	}
}

/* --- spans -----------------------------------------------------------------------------
 */

void
live_begin_span(struct live *l, int64_t at_ns)
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
	turns_reset(l->turns, at_ns);
	l->segment_ns = live_is_paused(l) ? 0 : at_ns;
	l->first_bin = (uint32_t)(at_ns / BIN_NS);
	open_bin(l, l->first_bin);
}

static void
tick(struct live *l, int64_t now_ns)
{
	if (!l->started)
		live_begin_span(l, now_ns);
	l->now_ns = now_ns > l->now_ns ? now_ns : l->now_ns;
	if (l->stale_ns && now_ns >= l->stale_until_ns)
		__atomic_store_n(&l->stale_ns, 0, __ATOMIC_RELAXED);
	int64_t least_ns = live_settled_ns(l);
	live_settle_until(l, least_ns);
	for (unsigned i = 0; l->findings && least_ns >= 0 && i < l->n_lanes; i++)
		engine_tick(l->engines[i], least_ns - live_grace_ns(l));
}

static void
end_span(struct live *l, int64_t at_ns)
{
	if (!l->started)
		return;
	/* No time to wait for others. */
	l->end_ns = at_ns;
	live_settle_until(l, at_ns);
	uint32_t last = l->bin;
	for (unsigned i = 0; i < l->n_lanes; i++)
		for (size_t k = 0; k < l->lanes[i].n_early; k++)
			if (l->lanes[i].early[k].bin > last)
				last = l->lanes[i].early[k].bin;
	live_settle_until(l, (int64_t)last * BIN_NS + live_grace_ns(l));
	if (l->findings)
		engine_finish(l->engines[0]);
	l->keeps = true;
	settle_shards(l, l->bin + 1);
	live_cut_segment(l, at_ns);
	harvest(l, at_ns);
	l->end_ns = 0;
	l->started = false;
}

void
live_clock_step(struct live *l, int64_t before_ns, int64_t after_ns)
{
	(void)pthread_rwlock_wrlock(&l->lock);
	tick(l, before_ns);
	end_span(l, before_ns);
	(void)publisher_wait(l->publisher, PUBLISH_WAIT_S);
	l->status.clock_steps++;
	live_free_shards(l); /* their clock only goes forward */
	live_new_shards(l);
	live_begin_span(l, after_ns);
	l->n_silences = 0;
	for (unsigned i = 0; i < l->n_interfaces; i++)
		l->down_ns[i] = l->down_ns[i] ? after_ns : 0;
	l->stale_until_ns = after_ns + STALE_S * INT64_C(1000000000);
	bool apart = l->stale_until_ns + STALE_S * INT64_C(1000000000) < before_ns;
	__atomic_store_n(&l->stale_ns,
		apart ? before_ns - STALE_S * INT64_C(1000000000) : 0, __ATOMIC_RELAXED);
	(void)pthread_rwlock_unlock(&l->lock);
}

void
live_change_site(struct live *l, const struct site *site)
{
	(void)pthread_rwlock_wrlock(&l->lock);
	l->next_site = site;
	(void)pthread_rwlock_unlock(&l->lock);
}

void
live_tick(struct live *l, int64_t now_ns, const uint64_t *lost)
{
	(void)pthread_rwlock_wrlock(&l->lock);
	memcpy(l->lost, lost, l->n_interfaces * sizeof(*lost));
	tick(l, now_ns);
	(void)pthread_rwlock_unlock(&l->lock);
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
	free(l->silences);
	for (unsigned i = 0; i < l->n_lanes; i++) {
		struct live_lane *lane = &l->lanes[i];
		(void)pthread_mutex_destroy(&lane->lock);
		free(lane->arrivals.sights);
		free(lane->early);
		seen_file_done(&lane->seen);
	}
	free(l->lanes);
	turns_free(l->turns);
	(void)pthread_mutex_destroy(&l->findings_lock);
	(void)pthread_rwlock_destroy(&l->lock);
	(void)pthread_mutex_destroy(&s->ask_lock);
	free(l);
}

static void
begin_lanes(struct live *l)
{
	l->n_lanes = l->options.threads ? l->options.threads : 1;
	l->lanes = base_alloc(l->n_lanes, sizeof(*l->lanes));
	l->turns = turns_new(l->n_lanes);
	(void)pthread_mutex_init(&l->findings_lock, NULL);
	for (unsigned i = 0; i < l->n_lanes; i++) {
		struct live_lane *lane = &l->lanes[i];
		lane->live = l;
		lane->number = i;
		lane->early = base_alloc(EARLY_MAX, sizeof(*lane->early));
		(void)pthread_mutex_init(&lane->lock, NULL);
	}
	/* Who settles a bin must not wait for a pause of those that count. */
	pthread_rwlockattr_t attr;
	(void)pthread_rwlockattr_init(&attr);
	(void)pthread_rwlockattr_setkind_np(
		&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	(void)pthread_rwlock_init(&l->lock, &attr);
	(void)pthread_rwlockattr_destroy(&attr);
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
	l->session.n_files = 1;
	l->session.live = l;
	l->session.interfaces = o->interfaces;
	l->session.n_interfaces = o->n_interfaces;
	l->n_interfaces = o->n_interfaces ? o->n_interfaces : 1;
	must(l->n_interfaces <= INTERFACES_MOST);
	begin_lanes(l);
	l->session.n_shards = l->n_lanes;
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

int
live_end(struct live *l, int64_t now_ns, struct err *err, struct live_status *ret)
{
	if (l->started)
		tick(l, now_ns);
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
