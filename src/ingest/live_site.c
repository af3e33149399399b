/* live_site.c - what of a live capture depends on its sensors, and the way out of its
 * shard. */
#include "ingest/live_private.h"

enum { ENTRIES_MAX = 1 << 28 }; /* the shard hands days out at every bin anyway */

/* --- the shard's sink ------------------------------------------------------------------
 */

static void
bin_closed(void *arg, uint32_t bin, struct cell *cells, size_t n)
{
	struct live *l = ((struct live_lane *)arg)->live;
	if (l->cells)
		cell_sum_add(l->cells, cells, n);
	else
		harvest_cells(l->open, bin, cells, n);
}

static bool
wants_tuples(void *arg, uint32_t bin)
{
	const struct live *l = ((struct live_lane *)arg)->live;
	return l->keeps || bin == l->first_bin || ingest_is_edge(&l->session, bin);
}

static void
tuples(void *arg, uint32_t bin, const struct tuple *list, size_t n)
{
	harvest_tuples(((struct live_lane *)arg)->live->open, bin, list, n);
}

static void
bin_opened(void *arg, uint32_t bin)
{
	struct live_lane *lane = arg;
	ingest_recall(&lane->live->session, lane->number, bin);
}

static void
day_closed(void *arg, struct day_table *table, bool whole)
{
	(void)whole;
	harvest_table(((struct live_lane *)arg)->live->open, table);
}

/* --- what depends on the site ----------------------------------------------------------
 */

static void
on_found(void *arg, const struct finding *f)
{
	struct live *l = arg;
	(void)pthread_mutex_lock(&l->findings_lock);
	findings_add(l->findings, f);
	(void)pthread_mutex_unlock(&l->findings_lock);
}

static struct shard *
shard_for(const struct ingest *in, struct addr src, unsigned *ret)
{
	const struct live *l = in->live;
	*ret = addr_share(l->options.secret, src, l->n_lanes);
	return l->lanes[*ret].shard;
}

void
live_new_shards(struct live *l)
{
	struct tally_config config = { l->site, l->options.geo, l->session.seed,
		ENTRIES_MAX };
	l->session.shard_for = shard_for;
	for (unsigned i = 0; i < l->n_lanes; i++) {
		struct tally_sink sink = { bin_closed, wants_tuples, tuples, bin_opened,
			day_closed, &l->lanes[i] };
		l->lanes[i].shard = shard_new(&config, &sink);
	}
}

void
live_free_shards(struct live *l)
{
	for (unsigned i = 0; i < l->n_lanes; i++)
		shard_free(take(&l->lanes[i].shard));
}

static void
use_site(struct live_lane *lane, const struct site *site)
{
	const struct live *l = lane->live;
	struct sights *sights = lane->arrivals.sights;
	if (!sights && !l->options.no_detect)
		sights = base_alloc(1, sizeof(*sights));
	lane->flows = l->options.flow ? flow_table_new(&l->session.seed) : NULL;
	lane->sensors = base_alloc(site->n_sensors, sizeof(*lane->sensors));
	lane->arrivals = (struct arrivals){ .site = site,
		.seed = l->session.seed,
		.files = &lane->seen,
		.sights = sights };
}

void
live_use_site(struct live *l, const struct site *site)
{
	l->site = site;
	l->session_options.site = site;
	live_new_shards(l);
	for (unsigned i = 0; i < l->n_lanes; i++)
		use_site(&l->lanes[i], site);
	l->open = harvest_new(site);
	if (l->options.no_detect)
		return;
	l->findings = findings_new(site, l->options.geo, NULL, NULL, l->paths);
	l->engines = base_alloc(l->n_lanes, sizeof(struct engine *));
	struct engine_config engine = { .site = site,
		.geo = l->options.geo,
		.peers = l->engines,
		.n_peers = l->n_lanes,
		.secret = l->options.secret,
		.found = on_found,
		.arg = l };
	for (unsigned i = 0; i < l->n_lanes; i++)
		l->lanes[i].recognise = l->engines[i] = engine_new(&engine);
}

void
live_leave_site(struct live *l)
{
	if (l->findings) {
		l->found_before += findings_count(l->findings);
		l->suppressed_before = live_suppressed(l);
		l->refused_before = live_refused(l);
	}
	for (unsigned i = 0; i < l->n_lanes; i++)
		engine_free(take(&l->lanes[i].recognise));
	free(take(&l->engines));
	findings_free(take(&l->findings));
	live_free_shards(l);
	for (unsigned i = 0; i < l->n_lanes; i++) {
		struct live_lane *lane = &l->lanes[i];
		flow_table_free(take(&lane->flows));
		free(take(&lane->sensors));
		free(take(&lane->arrivals.drops));
	}
	harvest_free(take(&l->open));
}
