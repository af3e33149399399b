/* live_status.c - what a live capture says of itself. */
#include "ingest/live_private.h"

static void
count_refused(void *arg, const char *what, uint64_t n)
{
	(void)what;
	*(uint64_t *)arg += n;
}

uint64_t
live_refused(const struct live *l)
{
	uint64_t n = l->refused_before;
	for (unsigned i = 0; l->findings && i < l->n_lanes; i++)
		engine_counts(l->engines[i], count_refused, &n);
	return n + (l->findings ? findings_refused(l->findings) : 0);
}

uint64_t
live_suppressed(const struct live *l)
{
	uint64_t n = l->suppressed_before;
	for (unsigned i = 0; l->findings && i < l->n_lanes; i++)
		n += engine_suppressed(l->engines[i]);
	return n;
}

struct peek {
	struct live_port *ports; /* one a cell, then one a port */
	size_t n, room;
};

static void
peek_cell(void *arg, const struct cell *c)
{
	struct peek *p = arg;
	base_room(p->ports, p->n, p->room);
	p->ports[p->n++] = (struct live_port){ c->proto, c->port, (uint64_t)c->packets,
		(uint64_t)c->accesses };
}

static int
compare_names(const void *x, const void *y)
{
	const struct live_port *a = x, *b = y;
	if (a->proto != b->proto)
		return a->proto < b->proto ? -1 : 1;
	return a->port < b->port ? -1 : a->port > b->port;
}

static int
compare_accesses(const void *x, const void *y)
{
	const struct live_port *a = x, *b = y;
	if (a->accesses != b->accesses)
		return a->accesses < b->accesses ? 1 : -1;
	return compare_names(x, y);
}

static void
peek_ports(struct live *l, struct live_status *ret)
{
	struct peek p = { 0 };
	for (unsigned i = 0; i < l->n_lanes; i++)
		shard_peek(l->lanes[i].shard, peek_cell, &p);
	if (p.n == 0)
		return;
	qsort(p.ports, p.n, sizeof(*p.ports), compare_names);
	size_t n = 0;
	for (size_t i = 0; i < p.n; i++) {
		ret->bin_accesses += p.ports[i].accesses;
		if (n == 0 || compare_names(&p.ports[n - 1], &p.ports[i]) != 0) {
			p.ports[n++] = p.ports[i];
			continue;
		}
		p.ports[n - 1].packets += p.ports[i].packets;
		p.ports[n - 1].accesses += p.ports[i].accesses;
	}
	qsort(p.ports, n, sizeof(*p.ports), compare_accesses);
	ret->n_top = n < LIVE_TOP ? n : LIVE_TOP;
	memcpy(ret->top, p.ports, ret->n_top * sizeof(*p.ports));
	free(p.ports);
}

static void
add_lane(const struct live *l, const struct live_lane *lane, struct live_status *ret,
	struct live_sensor *sensors)
{
	ret->frames += lane->seen.frames;
	ret->packets += lane->packets;
	ret->bin_packets += lane->bin_packets;
	ret->moved += lane->moved;
	ret->now_ns = lane->latest_ns > ret->now_ns ? lane->latest_ns : ret->now_ns;
	for (size_t i = 0; i < REASON_COUNT; i++)
		ret->reasons[i] += lane->seen.reasons[i];
	for (size_t i = 0; sensors && i < l->site->n_sensors; i++) {
		const struct live_sensor *s = &lane->sensors[i];
		sensors[i].packets += s->packets;
		if (s->last_ns > sensors[i].last_ns)
			sensors[i].last_ns = s->last_ns;
	}
}

void
live_status(struct live *l, bool peek, struct live_status *ret,
	struct live_sensor **ret_sensors)
{
	struct live_sensor *sensors = NULL;
	(void)pthread_rwlock_wrlock(&l->lock);
	*ret = l->status;
	ret->site = l->site;
	ret->now_ns = l->now_ns;
	if (ret_sensors)
		*ret_sensors = sensors = base_alloc(l->site->n_sensors, sizeof(*sensors));
	for (unsigned i = 0; i < l->n_lanes; i++)
		add_lane(l, &l->lanes[i], ret, sensors);
	for (unsigned i = 0; i < l->n_interfaces; i++)
		ret->reasons[REASON_LOST] += l->lost[i] - l->lost_before[i];
	ret->findings = l->found_before + (l->findings ? findings_count(l->findings) : 0);
	ret->suppressed = live_suppressed(l);
	ret->refused = live_refused(l);
	if (peek)
		peek_ports(l, ret);
	(void)pthread_rwlock_unlock(&l->lock);
	publisher_status(l->publisher, ret);
}
