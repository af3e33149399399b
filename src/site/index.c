/* index.c - from an address to its sensor, from a port to its group.
 *
 * Asked once a packet.  IPv4 prefixes are sorted by their first address and searched
 * without a branch that depends on the data; ports are read off a table.  IPv4 and IPv6 are
 * kept apart, so that ::/0 means all of IPv6 and nothing of IPv4.
 */
#include "site/index.h"

struct range6 {
	struct addr first, last;
	uint16_t sensor;
};

enum { GROUP_TABLES = 4, PORTS = 65536 };

struct site_index {
	const struct sensor *all; /* the only sensor, when it observes every address */
	size_t n4, n6;
	uint32_t *first4, *last4;
	uint16_t *sensor4;
	struct range6 *range6;
	int8_t *group[GROUP_TABLES]; /* NULL when no group has ports of that protocol */
};

static bool
is_v4(struct prefix p)
{
	return p.len >= 96 && addr_is_v4(p.addr);
}

static int
by_address(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	bool x4 = is_v4(x->prefix), y4 = is_v4(y->prefix);
	if (x4 != y4)
		return x4 ? -1 : 1;
	int order = addr_compare(x->prefix.addr, y->prefix.addr);
	return order ? order : (int)x->prefix.len - (int)y->prefix.len;
}

/* Prefixes are nested or apart; once sorted, one that lies in an earlier one follows it. */
static int
check_overlap(const struct locus *from, const struct site *site, const struct claim *claims,
	size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct claim *a = &claims[i - 1], *b = &claims[i];
		if (is_v4(a->prefix) != is_v4(b->prefix) ||
			!prefix_holds(a->prefix, b->prefix.addr))
			continue;
		if (b->line < a->line) {
			const struct claim *c = a;
			a = b;
			b = c;
		}
		char pa[PREFIX_TEXT_MAX], pb[PREFIX_TEXT_MAX];
		return locus_err(from, b->line,
			"%s of sensor '%s' overlaps %s of sensor '%s' (line %d)",
			prefix_format(b->prefix, pb), site->sensors[b->sensor].name,
			prefix_format(a->prefix, pa), site->sensors[a->sensor].name,
			a->line);
	}
	return 0;
}

static int
table_of(uint8_t proto)
{
	switch (proto) {
	case 6:
		return 0;
	case 17:
		return 1;
	case 1:
		return 2;
	case 58:
		return 3;
	default:
		return -1;
	}
}

static void
add_groups(struct site_index *index, const struct site *site)
{
	must(site->n_groups <= PORT_GROUPS_MAX);
	for (size_t g = site->n_groups; g-- > 0;) { /* backwards: the first one wins */
		for (size_t i = 0; i < site->groups[g].n_ranges; i++) {
			const struct port_range *range = &site->groups[g].ranges[i];
			int t = table_of(range->proto);
			must(t >= 0);
			if (!index->group[t]) {
				index->group[t] = base_alloc(PORTS, 1);
				memset(index->group[t], -1, PORTS);
			}
			memset(index->group[t] + range->first, (int)g,
				(size_t)(range->last - range->first) + 1);
		}
	}
}

int
index_build(const struct locus *from, struct site *site, struct claim *claims, size_t n)
{
	if (n > 0)
		qsort(claims, n, sizeof(*claims), by_address);
	int e = check_overlap(from, site, claims, n);
	if (e < 0)
		return e;
	struct site_index *index = base_alloc(1, sizeof(*index));
	while (index->n4 < n && is_v4(claims[index->n4].prefix))
		index->n4++;
	index->n6 = n - index->n4;
	index->first4 = base_alloc(index->n4, sizeof(*index->first4));
	index->last4 = base_alloc(index->n4, sizeof(*index->last4));
	index->sensor4 = base_alloc(index->n4, sizeof(*index->sensor4));
	index->range6 = base_alloc(index->n6, sizeof(*index->range6));
	for (size_t i = 0; i < index->n4; i++) {
		index->first4[i] = (uint32_t)claims[i].prefix.addr.lo;
		index->last4[i] = (uint32_t)prefix_last(claims[i].prefix).lo;
		index->sensor4[i] = claims[i].sensor;
	}
	for (size_t i = 0; i < index->n6; i++) {
		const struct claim *claim = &claims[index->n4 + i];
		index->range6[i] = (struct range6){ claim->prefix.addr,
			prefix_last(claim->prefix), claim->sensor };
	}
	if (site->n_sensors == 1 && site->sensors[0].n_prefixes == 0)
		index->all = &site->sensors[0];
	add_groups(index, site);
	site->index = index;
	return 0;
}

void
index_free(struct site_index *index)
{
	if (!index)
		return;
	free(index->first4);
	free(index->last4);
	free(index->sensor4);
	free(index->range6);
	for (size_t i = 0; i < GROUP_TABLES; i++)
		free(index->group[i]);
	free(index);
}

static const struct sensor *
find_v4(const struct site *site, uint32_t a)
{
	const struct site_index *index = site->index;
	const uint32_t *at = index->first4;
	for (size_t n = index->n4; n > 1;) {
		size_t half = n / 2;
		at += at[half] <= a ? half : 0;
		n -= half;
	}
	size_t i = (size_t)(at - index->first4);
	if (index->n4 == 0 || a < *at || a > index->last4[i])
		return NULL;
	return &site->sensors[index->sensor4[i]];
}

static const struct sensor *
find_v6(const struct site *site, struct addr a)
{
	const struct site_index *index = site->index;
	size_t low = 0, high = index->n6;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct range6 *range = &index->range6[middle];
		if (addr_compare(a, range->first) < 0)
			high = middle;
		else if (addr_compare(a, range->last) > 0)
			low = middle + 1;
		else
			return &site->sensors[range->sensor];
	}
	return NULL;
}

const struct sensor *
site_sensor_of(const struct site *site, struct addr dst)
{
	if (site->index->all)
		return site->index->all;
	return addr_is_v4(dst) ? find_v4(site, (uint32_t)dst.lo) : find_v6(site, dst);
}

int
site_group_of(const struct site *site, uint8_t proto, uint16_t port)
{
	int t = table_of(proto);
	return t < 0 || !site->index->group[t] ? -1 : site->index->group[t][port];
}

bool
sensor_excludes(const struct sensor *s, uint8_t proto, uint16_t dport)
{
	for (size_t i = 0; i < s->n_exclusions; i++) {
		const struct exclusion *x = &s->exclusions[i];
		if ((x->proto == 0 || x->proto == proto) && dport >= x->port_first &&
			dport <= x->port_last)
			return true;
	}
	return false;
}
