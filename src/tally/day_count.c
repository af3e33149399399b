/* day_count.c - totals and exact distinct sources of one sensor's day, by every dimension.
 *
 * A source is one with an access.  Rows come sorted by source, so a source is distinct in a
 * group the first time its run touches it: no sets, one pass.
 */
#include "tally/tally.h"

enum { FIRST_SLOTS = 256 };

/* Counts found by their key; `last_run` is the run of rows of one source seen last. */
struct slot {
	struct day_count count;
	uint64_t last_run;
};

struct day_counter {
	const struct site *site;
	struct slot *slots;
	uint32_t n, room;
	uint32_t *index; /* number + 1 */
	uint32_t mask;
	uint32_t last[DAY_DIMENSIONS]; /* number + 1 of the slot asked last, by dimension */
	struct addr src; /* of the current run */
	uint64_t run;
	struct day_count *done;
};

struct day_counter *
day_counter_new(const struct site *site)
{
	struct day_counter *c = base_alloc(1, sizeof(*c));
	c->site = site;
	c->mask = FIRST_SLOTS - 1;
	c->index = base_alloc(FIRST_SLOTS, sizeof(*c->index));
	return c;
}

void
day_counter_free(struct day_counter *c)
{
	if (!c)
		return;
	free(c->slots);
	free(c->index);
	free(c->done);
	free(c);
}

void
day_counter_reset(struct day_counter *c)
{
	memset(c->index, 0, ((size_t)c->mask + 1) * sizeof(*c->index));
	memset(c->last, 0, sizeof(c->last));
	c->n = 0;
	c->run = 0;
}

static uint64_t
key_of(const struct day_count *d)
{
	return (uint64_t)d->dimension << 56 | (uint64_t)d->excluded << 52 |
		(uint64_t)d->kind << 48 | (uint64_t)d->proto << 40 |
		(uint64_t)d->group << 32 | (uint64_t)d->country << 16 | d->port;
}

static uint32_t
hash_of(uint64_t key)
{
	return (uint32_t)(tally_mix(key, UINT64_C(0x9e3779b97f4a7c15)) >> 12);
}

static void
grow(struct day_counter *c)
{
	c->mask = 2 * c->mask + 1;
	free(c->index);
	c->index = base_alloc((size_t)c->mask + 1, sizeof(*c->index));
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t at = hash_of(key_of(&c->slots[i].count)) & c->mask;
		while (c->index[at])
			at = (at + 1) & c->mask;
		c->index[at] = i + 1;
	}
}

/* Its number + 1. */
static uint32_t
get(struct day_counter *c, const struct day_count *key)
{
	uint64_t k = key_of(key);
	uint32_t at = hash_of(k) & c->mask;
	for (; c->index[at]; at = (at + 1) & c->mask)
		if (key_of(&c->slots[c->index[at] - 1].count) == k)
			return c->index[at];
	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : FIRST_SLOTS;
		c->slots = base_grow(c->slots, c->room, sizeof(*c->slots));
	}
	c->slots[c->n] = (struct slot){ .count = *key };
	c->index[at] = ++c->n;
	if (c->n > c->mask / 2)
		grow(c);
	return c->n;
}

static void
add(struct day_counter *c, const struct day_row *row, struct day_count key)
{
	key.excluded = row->excluded;
	uint32_t *last = &c->last[key.dimension];
	if (!*last || key_of(&c->slots[*last - 1].count) != key_of(&key))
		*last = get(c, &key);
	struct slot *slot = &c->slots[*last - 1];
	slot->count.packets += row->packets;
	slot->count.bytes += row->bytes;
	slot->count.accesses += row->accesses;
	if (row->accesses > 0 && slot->last_run != c->run) {
		slot->last_run = c->run;
		slot->count.sources++;
	}
}

void
day_counter_add(struct day_counter *c, const struct day_row *row)
{
	if (c->run == 0 || !addr_equal(c->src, row->src)) {
		c->run++;
		c->src = row->src;
	}
	add(c, row, (struct day_count){ .dimension = DAY_ALL });
	add(c, row,
		(struct day_count){
			.dimension = DAY_PORT, .proto = row->proto, .port = row->port });
	add(c, row,
		(struct day_count){ .dimension = DAY_COUNTRY, .country = row->country });
	add(c, row, (struct day_count){ .dimension = DAY_KIND, .kind = row->kind });
	int group = site_group_of(c->site, row->proto, row->port);
	if (group >= 0)
		add(c, row,
			(struct day_count){
				.dimension = DAY_GROUP, .group = (uint16_t)group });
}

const struct day_count *
day_counter_done(struct day_counter *c, size_t *ret_n)
{
	free(c->done);
	c->done = base_alloc(c->n, sizeof(*c->done));
	for (uint32_t i = 0; i < c->n; i++)
		c->done[i] = c->slots[i].count;
	*ret_n = c->n;
	return c->done;
}
