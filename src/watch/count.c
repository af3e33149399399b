/* count.c - packets into the tables of watches.
 *
 * Most packets of a darknet cost three looks at tables that do not fit the caches; so a
 * batch goes through each step as a whole, and what the next step needs is loaded ahead.
 * Loads whose sums nobody wants overlap their misses; prefetch instructions did not (0.70
 * against 0.57 s for three million packets).
 */
#include "watch/engine.h"

unsigned
engine_share(const struct engine *e)
{
	return e->config.n_peers ? e->config.n_peers : 1;
}

static struct engine *
home_of(struct engine *e, struct addr a)
{
	unsigned n = engine_share(e);
	return n > 1 ? e->config.peers[addr_share(e->config.secret, a, n)] : e;
}

static struct watch_table *
table_of(struct engine *home, size_t i, struct engine *by)
{
	struct watch_table *t = &home->tables[i];
	if (engine_share(by) > 1)
		(void)pthread_mutex_lock(&t->lock);
	t->arg = by;
	return t;
}

struct watch_table *
engine_table(struct engine *e, size_t i, struct addr key)
{
	return table_of(home_of(e, key), i, e);
}

struct watch_table *
engine_own_table(struct engine *e, size_t i)
{
	return table_of(e, i, e);
}

void
engine_table_done(struct engine *e, struct watch_table *t)
{
	if (engine_share(e) > 1)
		(void)pthread_mutex_unlock(&t->lock);
}

bool
engine_excludes(const struct seen *seen)
{
	const struct packet *pkt = seen->pkt;
	bool icmp = pkt->proto == IP_ICMP || pkt->proto == IP_ICMPV6;
	return seen->sensor->n_exclusions &&
		sensor_excludes(seen->sensor, pkt->proto,
			icmp                    ? pkt->icmp_type
				: seen->arrived ? pkt->dport
						: pkt->sport);
}

static void
note_interest(struct engine *e, size_t table, unsigned in_darknet, unsigned proto)
{
	const struct watch *w = e->tables[table].watch;
	if ((in_darknet && w->not_in_darknets) || (w->proto && class_of(w->proto) != proto))
		return;
	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		struct interested *all = &e->interested[in_darknet][proto][kind];
		if (w->kinds & 1U << kind)
			all->tables[all->n++] = (uint8_t)table;
	}
}

void
engine_add_counting(struct engine *e, size_t table)
{
	e->own[table].at = base_alloc(BATCH_MAX, sizeof(struct work));
	if (engine_share(e) > 1)
		e->elsewhere[table].at = base_alloc(BATCH_MAX, sizeof(struct work));
	for (unsigned in_darknet = 0; in_darknet < 2; in_darknet++)
		for (unsigned c = 0; c < CLASS_COUNT; c++)
			note_interest(e, table, in_darknet, c);
}

/* Whether a key may begin in this batch. */
static void
batch_note(struct jobs *jobs, uint64_t hash)
{
	jobs->begun[hash >> 60] |= UINT64_C(1) << (hash >> 54 & 63);
}

static bool
batch_maybe(const struct jobs *jobs, uint64_t hash)
{
	return jobs->begun[hash >> 60] >> (hash >> 54 & 63) & 1;
}

static void
batch_done(struct jobs *jobs)
{
	jobs->n = 0;
	memset(jobs->begun, 0, sizeof(jobs->begun));
}

static void
plan_one(struct engine *e, size_t table, uint16_t number)
{
	const struct sighting *s = &e->sightings[number];
	const struct watch *watch = e->tables[table].watch;
	struct work w = { .seen = number };
	if (watch->proto && watch->proto != s->pkt->proto)
		return;
	enum watch_interest interest = watch->packet_key(s, &w.key);
	if (interest == WATCH_NOT_MINE)
		return;
	struct engine *home = home_of(e, w.key.addr);
	struct watch_table *t = &home->tables[table];
	w.hash = watch_table_hash(t, &w.key);
	w.if_known = interest == WATCH_IF_KNOWN;
	struct jobs *jobs = home == e ? &e->own[table] : &e->elsewhere[table];
	if (!w.if_known)
		batch_note(jobs, w.hash);
	else if (!batch_maybe(jobs, w.hash) && !watch_table_maybe(t, w.hash))
		return;
	jobs->at[jobs->n++] = w;
}

static void
plan(struct engine *e, const struct seen *seen, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct packet *pkt = seen[i].pkt;
		struct sighting *s = &e->sightings[i];
		enum kind kind = packet_kind(pkt);
		*s = (struct sighting){ .pkt = pkt,
			.sensor = seen[i].sensor,
			.kind = kind,
			.port = packet_port(pkt, kind),
			.tools = packet_tool_marks(pkt),
			.arrived = seen[i].arrived };
		const struct interested *all =
			&e->interested[sighting_in_darknet(s)][class_of(pkt->proto)][kind];
		for (size_t k = 0; k < all->n; k++)
			plan_one(e, all->tables[k], (uint16_t)i);
	}
}

static void
count_one(struct engine *e, struct watch_table *t, const struct work *w,
	const struct seen *seen)
{
	struct watch_entry *entry = w->if_known
		? watch_table_find(t, w->hash, &w->key)
		: watch_table_touch(t, w->hash, &w->key, seen->pkt->time_ns, &seen->origin,
			  engine_excludes(seen));
	if (entry)
		t->watch->packet(watch_entry_tally(entry), &e->sightings[w->seen]);
}

static void
count_own(struct engine *e, size_t table, const struct seen *seen)
{
	struct jobs *jobs = &e->own[table];
	uint64_t sum = 0;
	struct watch_table *t = engine_own_table(e, table);
	for (size_t i = 0; i < jobs->n; i++)
		sum += watch_table_load_slot(t, jobs->at[i].hash);
	for (size_t i = 0; i < jobs->n; i++)
		sum += watch_table_load_entry(t, jobs->at[i].hash);
	__asm__ volatile("" ::"r"(sum)); /* they are for their misses alone */
	for (size_t i = 0; i < jobs->n; i++)
		count_one(e, t, &jobs->at[i], &seen[jobs->at[i].seen]);
	engine_table_done(e, t);
	batch_done(jobs);
}

static void
count_elsewhere(struct engine *e, size_t table, const struct seen *seen)
{
	struct jobs *jobs = &e->elsewhere[table];
	for (size_t i = 0; i < jobs->n; i++) {
		struct work *w = &jobs->at[i];
		struct watch_table *t = engine_table(e, table, w->key.addr);
		count_one(e, t, w, &seen[w->seen]);
		engine_table_done(e, t);
	}
	batch_done(jobs);
}

void
engine_count(struct engine *e, const struct seen *seen, size_t n)
{
	plan(e, seen, n);
	for (size_t i = 0; i < e->n_tables; i++) {
		if (e->own[i].n)
			count_own(e, i, seen);
		if (e->elsewhere[i].n)
			count_elsewhere(e, i, seen);
	}
}
