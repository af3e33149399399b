/* live_site.c - what of a live capture depends on its sensors, and the way out of its
 * shard. */
#include "ingest/live_private.h"

enum { ENTRIES_MAX = 1 << 28 }; /* the shard hands days out at every bin anyway */

/* --- the shard's sink ------------------------------------------------------------------
 */

static void
bin_closed(void *arg, uint32_t bin, struct cell *cells, size_t n)
{
	harvest_cells(((struct live *)arg)->open, bin, cells, n);
}

static bool
wants_tuples(void *arg, uint32_t bin)
{
	const struct live *l = arg;
	return l->keeps || bin == l->first_bin || ingest_is_edge(&l->session, bin);
}

static void
tuples(void *arg, uint32_t bin, const struct tuple *list, size_t n)
{
	harvest_tuples(((struct live *)arg)->open, bin, list, n);
}

static void
bin_opened(void *arg, uint32_t bin)
{
	ingest_recall(&((struct live *)arg)->session, 0, bin);
}

static void
day_closed(void *arg, struct day_table *table, bool whole)
{
	(void)whole;
	harvest_table(((struct live *)arg)->open, table);
}

/* --- what depends on the site ----------------------------------------------------------
 */

static void
on_found(void *arg, const struct finding *f)
{
	findings_add(arg, f);
}

void
live_new_shard(struct live *l)
{
	struct tally_config config = { l->site, l->options.geo, l->session.seed,
		ENTRIES_MAX };
	struct tally_sink sink = { bin_closed, wants_tuples, tuples, bin_opened, day_closed,
		l };
	l->shard = l->session.shard = shard_new(&config, &sink);
}

void
live_use_site(struct live *l, const struct site *site)
{
	l->site = site;
	l->session_options.site = site;
	live_new_shard(l);
	l->flows = l->options.flow ? flow_table_new(&l->session.seed) : NULL;
	l->sensors = base_alloc(site->n_sensors, sizeof(*l->sensors));
	l->open = harvest_new(site);
	struct sights *sights = l->arrivals.sights;
	l->arrivals = (struct arrivals){
		.site = site, .seed = l->session.seed, .files = &l->seen, .sights = sights
	};
	if (l->options.no_detect)
		return;
	if (!sights)
		l->arrivals.sights = base_alloc(1, sizeof(*l->arrivals.sights));
	l->findings = findings_new(site, l->options.geo, NULL, NULL, l->paths);
	struct engine_config engine = {
		.site = site, .geo = l->options.geo, .found = on_found, .arg = l->findings
	};
	l->recognise = engine_new(&engine);
}

void
live_leave_site(struct live *l)
{
	if (l->recognise) {
		l->found_before += findings_count(l->findings);
		l->suppressed_before += engine_suppressed(l->recognise);
		l->refused_before = live_refused(l);
	}
	engine_free(l->recognise);
	findings_free(l->findings);
	shard_free(l->shard);
	flow_table_free(l->flows);
	harvest_free(l->open);
	free(l->sensors);
	free(l->arrivals.drops);
	l->arrivals.drops = NULL;
	l->recognise = NULL;
	l->findings = NULL;
	l->shard = l->session.shard = NULL;
	l->flows = NULL;
	l->open = NULL;
}
