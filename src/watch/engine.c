/* engine.c - shows packets to detectors, streams and watches, and hands on what they find.
 */
#include "watch/engine.h"

#define EXPIRE_EVERY_NS (INT64_C(10) * 1000000000)

/* --- findings --------------------------------------------------------------------------
 */

static void
finding_to_watches(struct engine *e, const struct finding *f)
{
	for (size_t i = 0; i < e->n_tables; i++) {
		const struct watch *watch = e->tables[i].watch;
		struct watch_key key;
		memset(&key, 0, sizeof(key));
		if (!watch->of || strcmp(watch->of, f->type->name) != 0 ||
			!watch->finding_key(f, &key))
			continue;
		struct watch_table *t = engine_table(e, i, key.addr);
		struct origin origin = { f->frame, f->file, f->sensor };
		struct watch_entry *entry = watch_table_touch(t, watch_table_hash(t, &key),
			&key, f->first_ns, &origin, f->excluded);
		if (entry && f->last_ns > entry->last_ns)
			entry->last_ns = f->last_ns;
		if (entry)
			watch->finding(watch_entry_tally(entry), f);
		engine_table_done(e, t);
	}
}

static void
found(struct inspection *in, const struct finding *f)
{
	struct engine *e = in->arg;
	if (suppressed_by(e->config.site, f))
		e->suppressed++;
	else if (!e->config.only_type || strcmp(e->config.only_type, f->type->name) == 0)
		e->config.found(e->config.arg, f);
	finding_to_watches(e, f);
}

static struct inspection *
inspection_begin(struct engine *e, const struct finding_type *type)
{
	e->inspection.scratch_used = 0;
	e->inspection.base.type = type;
	return &e->inspection;
}

static void
key_is_over(void *arg, struct watch_table *t, const struct watch_entry *entry)
{
	struct engine *e = arg;
	struct inspection *in = &e->judging;
	/* A judgement may come while a detector's finding is being handed on: it must not
	 * use the scratch that the finding's text is in. */
	in->scratch = e->inspection.scratch + e->inspection.scratch_used;
	in->scratch_size = e->inspection.scratch_size - e->inspection.scratch_used;
	in->scratch_used = 0;
	struct watched w = { entry->key, entry->first_ns, entry->last_ns,
		e->now_ns > entry->last_ns ? e->now_ns : entry->last_ns, entry->packets,
		entry->frame, entry->file, entry->sensor, entry->excluded };
	struct finding *base = &in->base; /* field by field, as in base_of_packet() */
	base->type = &t->watch->type;
	base->first_ns = w.first_ns;
	base->last_ns = w.last_ns;
	base->src = w.key.addr;
	base->excluded = w.excluded;
	base->packets = w.packets;
	base->frame = w.frame;
	base->file = w.file;
	base->sensor = w.sensor;
	t->watch->judge(entry + 1, &w, &e->telescope, in);
}

/* --- detectors ------------------------------------------------------------------------
 */

static void
base_of_packet(struct engine *e, const struct seen *seen)
{
	const struct packet *pkt = seen->pkt;
	bool icmp = pkt->proto == IP_ICMP || pkt->proto == IP_ICMPV6;
	struct finding *base = &e->inspection.base;
	/* Field by field: the values are many, and nobody has touched them. */
	base->first_ns = base->last_ns = pkt->time_ns;
	base->src = pkt->src;
	base->dst = pkt->dst;
	base->sport = icmp ? pkt->icmp_type : pkt->sport;
	base->dport = icmp ? pkt->icmp_code : pkt->dport;
	base->proto = pkt->proto;
	base->excluded = engine_excludes(seen);
	base->packets = 1;
	base->frame = seen->origin.frame;
	base->file = seen->origin.file;
	base->sensor = seen->origin.sensor;
}

static void
show_packet(struct engine *e, const struct detector *d, const struct seen *seen)
{
	const struct packet *pkt = seen->pkt;
	struct fragment part = { .index = 0 };
	struct packet joined;
	base_of_packet(e, seen);
	if (d->fragment && d->fragment(pkt, &part)) {
		struct bytes whole;
		if (!rejoin_add(e->rejoin, d, pkt, &part, &whole))
			return;
		joined = *pkt;
		joined.payload = joined.transport = whole;
		pkt = &joined;
	}
	d->packet(inspection_begin(e, &d->type), pkt);
}

static void
detect(struct engine *e, const struct seen *seen)
{
	const struct packet *pkt = seen->pkt;
	if (pkt->proto == IP_TCP)
		streams_see(e->streams, pkt, &seen->origin);
	if (pkt->payload.len == 0 || pkt->later_fragment || pkt->no_transport)
		return;
	enum proto_class class = class_of(pkt->proto);
	for (size_t i = 0; i < e->n_packets[class]; i++) {
		const struct detector *d = e->packets[class][i];
		if ((d->proto == 0 || d->proto == pkt->proto) &&
			pkt->payload.len >= d->min_len)
			show_packet(e, d, seen);
	}
}

static void
stream_to_watches(struct engine *e, const struct stream *s, bool excluded)
{
	for (size_t i = 0; i < e->n_tables; i++) {
		const struct watch *watch = e->tables[i].watch;
		struct watch_key key;
		memset(&key, 0, sizeof(key));
		if (!watch->stream_key || !watch->stream_key(s, &key))
			continue;
		struct watch_table *t = engine_table(e, i, key.addr);
		struct origin origin = { s->frame, s->file, s->sensor };
		struct watch_entry *entry = watch_table_touch(
			t, watch_table_hash(t, &key), &key, s->first_ns, &origin, excluded);
		if (entry && s->last_ns > entry->last_ns)
			entry->last_ns = s->last_ns;
		if (entry)
			watch->stream(watch_entry_tally(entry), s);
		engine_table_done(e, t);
	}
}

static void
stream_ended(void *arg, const struct stream *s)
{
	struct engine *e = arg;
	const struct stream_side *client = &s->side[CLIENT], *server = &s->side[SERVER];
	const struct sensor *sensor = &e->config.site->sensors[s->sensor];
	bool excluded =
		sensor->n_exclusions && sensor_excludes(sensor, IP_TCP, server->port);
	struct finding *base = &e->inspection.base;
	base->first_ns = s->first_ns;
	base->last_ns = s->last_ns;
	base->src = client->addr;
	base->dst = server->addr;
	base->sport = client->port;
	base->dport = server->port;
	base->proto = IP_TCP;
	base->excluded = excluded;
	base->packets = client->packets + server->packets;
	base->frame = s->frame;
	base->file = s->file;
	base->sensor = s->sensor;
	for (size_t i = 0; i < e->n_streams; i++) {
		const struct detector *d = e->stream_ones[i];
		d->stream(inspection_begin(e, &d->type), s);
	}
	e->inspection.scratch_used = 0;
	stream_to_watches(e, s, excluded);
}

static size_t
compact(void *arg, const struct stream *s, enum side side, uint8_t *head, size_t len)
{
	struct engine *e = arg;
	for (size_t i = 0; i < e->n_streams; i++) {
		const struct detector *d = e->stream_ones[i];
		size_t left = d->compact ? d->compact(s, side, head, len) : len;
		if (left < len)
			return left;
	}
	return len;
}

static void
see_batch(struct engine *e, const struct seen *seen, size_t n)
{
	e->inspection.scratch_used = 0;
	engine_count(e, seen, n);
	for (size_t i = 0; i < n; i++)
		detect(e, &seen[i]);
	engine_tick(e, seen[n - 1].pkt->time_ns);
}

void
engine_tick(struct engine *e, int64_t now_ns)
{
	e->now_ns = now_ns > e->now_ns ? now_ns : e->now_ns;
	if (now_ns < e->next_expire_ns)
		return;
	e->next_expire_ns = now_ns + EXPIRE_EVERY_NS;
	e->inspection.scratch_used = 0;
	streams_expire(e->streams, now_ns);
	e->inspection.scratch_used = 0;
	for (size_t i = 0; i < e->n_tables; i++) {
		struct watch_table *t = engine_own_table(e, i);
		watch_table_sweep(t, now_ns);
		engine_table_done(e, t);
	}
}

void
engine_see(struct engine *e, const struct seen *seen, size_t n)
{
	for (size_t from = 0; from < n; from += BATCH_MAX)
		see_batch(e, seen + from, n - from < BATCH_MAX ? n - from : BATCH_MAX);
}

/* With its peers: their streams first, for what these find is counted anywhere. */
void
engine_finish(struct engine *e)
{
	struct engine **all = e->config.n_peers ? e->config.peers : &e;
	for (unsigned i = 0; i < engine_share(e); i++) {
		streams_finish(all[i]->streams);
		all[i]->inspection.scratch_used = 0;
	}
	for (unsigned i = 0; i < engine_share(e); i++) {
		for (size_t k = 0; k < e->n_tables; k++) {
			struct watch_table *t = engine_own_table(all[i], k);
			watch_table_finish(t);
			engine_table_done(all[i], t);
		}
		rejoin_finish(all[i]->rejoin);
		all[i]->now_ns = all[i]->next_expire_ns = INT64_MIN;
	}
}

/* --- beginning and end ---------------------------------------------------------------- */

static bool
is_watch(const char *name)
{
	for (size_t i = 0; i < watch_count(); i++)
		if (strcmp(watch_at(i)->type.name, name) == 0)
			return true;
	return false;
}

static void
add_watches(struct engine *e)
{
	must(watch_count() <= TABLES_MAX);
	e->n_tables = watch_count();
	for (size_t i = 0; i < e->n_tables; i++) {
		const struct watch *w = watch_at(i);
		must(!w->of || !is_watch(w->of));
		int64_t idle_s = w->idle_s ? w->idle_s(&e->telescope)
					   : telescope_idle_s(&e->telescope);
		watch_table_init(&e->tables[i], w, idle_s * 1000000000, engine_share(e) > 1,
			key_is_over, e);
		if (w->packet)
			engine_add_counting(e, i);
	}
}

static void
add_detectors(struct engine *e)
{
	must(detector_count() <= TABLES_MAX);
	for (size_t i = 0; i < detector_count(); i++) {
		const struct detector *d = detector_at(i);
		for (unsigned c = 0; d->packet && c < CLASS_COUNT; c++)
			if (d->proto == 0 || class_of(d->proto) == c)
				e->packets[c][e->n_packets[c]++] = d;
		if (d->stream)
			e->stream_ones[e->n_streams++] = d;
	}
}

struct engine *
engine_new(const struct engine_config *config)
{
	struct engine *e = base_alloc(1, sizeof(*e));
	e->config = *config;
	e->telescope.geo = config->geo;
	for (size_t i = 0; i < config->site->n_sensors; i++) {
		const struct sensor *s = &config->site->sensors[i];
		if (!config->only || config->only == s)
			e->telescope.addresses += s->addresses;
	}
	struct streams_config streams = config->streams;
	if (config->n_peers > 1) {
		streams.streams_max = STREAMS_MAX_DEFAULT / config->n_peers;
		streams.memory_max = STREAMS_MEMORY_DEFAULT / config->n_peers;
	}
	streams.ended = stream_ended;
	streams.compact = compact;
	streams.arg = e;
	e->streams = streams_new(&streams);
	e->rejoin = rejoin_new();
	add_watches(e);
	add_detectors(e);
	e->inspection.found = e->judging.found = found;
	e->inspection.arg = e->judging.arg = e;
	e->inspection.scratch = base_alloc(1, SCRATCH_SIZE);
	e->inspection.scratch_size = SCRATCH_SIZE;
	e->now_ns = e->next_expire_ns = INT64_MIN;
	return e;
}

void
engine_free(struct engine *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n_tables; i++) {
		watch_table_done(&e->tables[i]);
		free(e->own[i].at);
		free(e->elsewhere[i].at);
	}
	streams_free(e->streams);
	rejoin_free(e->rejoin);
	free(e->inspection.scratch);
	free(e);
}

uint64_t
engine_suppressed(const struct engine *e)
{
	return e->suppressed;
}

void
engine_counts(const struct engine *e, void (*see)(void *arg, const char *what, uint64_t n),
	void *arg)
{
	struct streams_counts s = streams_counts(e->streams);
	see(arg, "streams-cut", s.cut);
	see(arg, "stream-bytes", s.refused_bytes);
	see(arg, "rejoin", rejoin_refused(e->rejoin));
	for (size_t i = 0; i < e->n_tables; i++)
		see(arg, e->tables[i].watch->type.name, e->tables[i].refused);
}
