/* geo.c - any bytes as a table of networks: what is found is what the longest prefix says.
 */
#include "geo/flat.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

enum { BY_HAND_MAX = 200 };

static bool
is_v4(struct prefix p)
{
	return p.len >= 96 && addr_is_v4(p.addr);
}

static struct place
by_hand(const struct networks *networks, struct addr a)
{
	struct place place = { 0, 0 };
	int longest = -1;
	for (size_t i = 0; i < networks->n; i++) {
		const struct network *n = &networks->all[i];
		if (is_v4(n->prefix) == addr_is_v4(a) && prefix_holds(n->prefix, a) &&
			n->prefix.len > longest) {
			longest = n->prefix.len;
			place = n->place;
		}
	}
	return place;
}

static void
check(const struct geo *geo, const struct networks *networks, struct addr a)
{
	struct place found = geo_find(geo, a), hand = by_hand(networks, a);
	must(found.country == hand.country && found.asn == hand.asn);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct networks networks = { 0 };
	struct flat flat;
	struct err err = { "" };
	if (read_csv("fuzz.csv", bytes_of(at, len), &networks, &err) == 0 &&
		flat_build(&networks, &flat, &err) == 0) {
		struct flat again;
		must(flat_attach(flat.at, flat.header->image_len, &again));
		/* The door's own look-up reads a struct geo, which is one flat. */
		const struct geo *geo = (const struct geo *)(const void *)&flat;
		for (size_t i = 0; i < networks.n && networks.n <= BY_HAND_MAX; i++) {
			struct addr first = prefix_first(networks.all[i].prefix);
			struct addr last = prefix_last(networks.all[i].prefix);
			check(geo, &networks, first);
			check(geo, &networks, last);
			first.hi -= first.lo-- == 0;
			last.hi += ++last.lo == 0;
			check(geo, &networks, first);
			check(geo, &networks, last);
		}
		flat_done(&flat);
	} else {
		must(err.text[0]);
	}
	networks_done(&networks);
	return 0;
}
