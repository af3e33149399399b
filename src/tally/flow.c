/* flow.c - flow tuples: packets of equal addresses, ports, flags, TTL and length in a bin.
 */
#include "tally/tables.h"

struct flow_table {
	struct tally_seed seed;
	struct flow *flows;
	uint32_t n, room;
	uint64_t *index;
	uint32_t mask;
};

struct flow_table *
flow_table_new(const struct tally_seed *seed)
{
	struct flow_table *t = base_alloc(1, sizeof(*t));
	t->seed = *seed;
	t->index = index_new(INDEX_FIRST);
	t->mask = INDEX_FIRST - 1;
	return t;
}

void
flow_table_free(struct flow_table *t)
{
	if (!t)
		return;
	free(t->flows);
	index_free(t->index, t->mask);
	free(t);
}

static bool
same(const struct flow *a, const struct flow *b)
{
	return addr_equal(a->src, b->src) && addr_equal(a->dst, b->dst) &&
		a->bin == b->bin && a->len == b->len && a->sport == b->sport &&
		a->dport == b->dport && a->sensor == b->sensor && a->proto == b->proto &&
		a->flags == b->flags && a->ttl == b->ttl && a->excluded == b->excluded;
}

static uint32_t
hash_of(const struct flow_table *t, uint32_t src_hash, const struct flow *f)
{
	uint64_t a = (uint64_t)f->sport << 48 | (uint64_t)f->dport << 32 | f->bin;
	uint64_t b = (uint64_t)f->len << 32 | (uint64_t)f->proto << 24 |
		(uint64_t)f->flags << 16 | (uint64_t)f->ttl << 8 | (f->sensor & 0xff);
	uint64_t h = tally_mix(f->dst.lo ^ t->seed.a, f->dst.hi ^ a ^ t->seed.b);
	return (uint32_t)(tally_mix(h ^ src_hash, b ^ t->seed.c) >> 16);
}

static struct flow
flow_of(const struct arrival *a)
{
	bool icmp = a->proto == IP_ICMP || a->proto == IP_ICMPV6;
	return (struct flow){
		.src = a->src,
		.dst = a->dst,
		.bin = a->bin,
		.len = a->len,
		.sport = icmp ? a->dport >> 8 : a->sport,
		.dport = icmp ? a->dport & 0xff : a->dport,
		.sensor = a->sensor,
		.proto = a->proto,
		.flags = a->tcp_flags,
		.ttl = a->ttl,
		.excluded = (a->flags & ARRIVAL_EXCLUDED) != 0,
	};
}

static struct flow *
get(struct flow_table *t, uint32_t src_hash, const struct flow *key)
{
	uint32_t hash = hash_of(t, src_hash, key);
	uint32_t at = hash & t->mask;
	for (uint64_t slot; (slot = t->index[at]); at = (at + 1) & t->mask)
		if (slot >> 32 == hash && same(&t->flows[(uint32_t)slot - 1], key))
			return &t->flows[(uint32_t)slot - 1];
	if (index_is_full(t->n, t->mask))
		index_double(&t->index, &t->mask);
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->flows = base_grow(t->flows, t->room, sizeof(*t->flows));
	}
	index_put(t->index, t->mask, hash, t->n);
	t->flows[t->n] = *key;
	return &t->flows[t->n++];
}

void
flow_table_count(struct flow_table *t, const struct arrival *arrivals, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct flow key = flow_of(&arrivals[i]);
		struct flow *f = get(t, arrivals[i].src_hash, &key);
		f->packets++;
		f->bytes += arrivals[i].len;
	}
}

size_t
flow_table_size(const struct flow_table *t)
{
	return t->n;
}

struct flow *
flow_table_take(struct flow_table *t, size_t *ret_n)
{
	struct flow *flows = take(&t->flows);
	*ret_n = t->n;
	index_clear(&t->index, &t->mask, t->n);
	t->n = t->room = 0;
	return flows;
}
