/* ledger.c - the plan added up: what a report must show of it.
 *
 * Entries are walked in the order of sensor, day and source.  A group remembers the last of
 * these that it met, so that one pass counts attempts and distinct sources of every group.
 */
#include "synth/stage.h"

struct group {
	uint64_t id; /* month << 48 | dimension << 44 | key; 0 is free */
	uint64_t accesses, packets, source_days;
	size_t last_run;
};

struct groups {
	struct group *at;
	size_t n, size; /* a power of two */
};

enum dimension {
	BY_ALL,
	BY_KIND,
	BY_PORT,
	BY_COUNTRY,
	BY_NETWORK,
	BY_DAY,
	BY_HOUR,
	BY_SENSOR,
	BY_SENSOR_DAY,
	BY_GROUP,
	BY_COUNTRY_PORT,
	BY_BIN,
	DIMENSION_COUNT
};

static const char *const dimension_names[DIMENSION_COUNT] = { "all", "kind", "port",
	"country", "as", "day", "hour", "sensor", "sensor-day", "group", "country-port",
	"bin" };

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->sensor != y->sensor)
		return x->sensor < y->sensor ? -1 : 1;
	return addr_compare(x->src, y->src);
}

static struct group *
find_group(struct groups *g, uint64_t id)
{
	size_t i = (id * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (g->size - 1);
	while (g->at[i].id && g->at[i].id != id)
		i = (i + 1) & (g->size - 1);
	return &g->at[i];
}

static void
grow_groups(struct groups *g)
{
	struct groups old = *g;
	g->size = old.size ? 2 * old.size : 4096;
	g->at = base_alloc(g->size, sizeof(*g->at));
	for (size_t i = 0; i < old.size; i++)
		if (old.at[i].id)
			*find_group(g, old.at[i].id) = old.at[i];
	free(old.at);
}

static void
add_to_group(struct groups *g, uint64_t id, const struct entry *e, size_t run)
{
	if (2 * g->n >= g->size)
		grow_groups(g);
	struct group *at = find_group(g, id);
	if (!at->id) {
		at->id = id;
		g->n++;
	}
	at->accesses += e->accesses;
	at->packets += e->packets;
	if (at->last_run != run && e->accesses) {
		at->source_days++;
		at->last_run = run;
	}
}

static uint64_t
country_of(const struct stage *stage, const struct entry *e)
{
	if (e->network == NETWORK_NONE)
		return 0;
	const char *c = stage->networks[e->network].country;
	return c[0] ? (uint64_t)c[0] << 8 | (uint64_t)c[1] : 0;
}

/* The first network of the same operator, plus one; 0 when there is none. */
static uint64_t
operator_of(const struct stage *stage, const struct entry *e)
{
	if (e->network == NETWORK_NONE)
		return 0;
	uint32_t asn = stage->networks[e->network].asn;
	for (size_t i = 0; asn && i < stage->n_networks; i++)
		if (stage->networks[i].asn == asn)
			return i + 1;
	return 0;
}

/* False when the entry has no place in the dimension. */
static bool
key_of(const struct stage *stage, const struct entry *e, enum dimension d, uint64_t *ret)
{
	uint64_t port = (uint64_t)e->proto << 16 | e->port;
	uint64_t key[DIMENSION_COUNT] = {
		[BY_KIND] = e->kind,
		[BY_PORT] = port,
		[BY_COUNTRY] = country_of(stage, e),
		[BY_NETWORK] = operator_of(stage, e),
		[BY_DAY] = (uint64_t)e->day,
		[BY_HOUR] = e->hour,
		[BY_SENSOR] = e->sensor,
		[BY_SENSOR_DAY] = (uint64_t)e->sensor << 20 | (uint64_t)e->day,
		[BY_COUNTRY_PORT] = country_of(stage, e) << 24 | port,
		[BY_BIN] = e->bin,
	};
	*ret = key[d];
	if (d == BY_GROUP) {
		for (size_t i = 0; i < stage->n_groups; i++) {
			const struct stage_group *g = &stage->groups[i];
			if (i == 0 || strcmp(g[-1].name, g->name) != 0)
				*ret = i; /* ranges of one name are one group */
			if (g->proto == e->proto && g->first <= e->port &&
				e->port <= g->last)
				return true;
		}
		return false;
	}
	return d != BY_BIN || stage->with_bins;
}

const char *
proto_text(uint8_t proto)
{
	if (proto == IP_TCP)
		return "tcp";
	if (proto == IP_UDP)
		return "udp";
	if (proto == IP_ICMP)
		return "icmp";
	if (proto == IP_ICMPV6)
		return "icmp6";
	return "ip";
}

static void
port_text(uint8_t proto, uint16_t port, char *ret, size_t size)
{
	const char *name = proto_text(proto);
	if (strcmp(name, "ip") == 0)
		(void)snprintf(ret, size, "ip/%u", proto);
	else
		(void)snprintf(ret, size, "%u/%s", port, name);
}

static void
key_text(const struct stage *stage, enum dimension d, uint64_t key, char *ret, size_t size)
{
	char day[DATE_TEXT_MAX], country[3], port[32];
	const struct network *n = d == BY_NETWORK && key ? &stage->networks[key - 1] : NULL;

	*ret = '\0';
	port_text((uint8_t)(key >> 16), (uint16_t)key, port, sizeof(port));
	if (d == BY_KIND)
		(void)snprintf(ret, size, "%s", kind_name((enum kind)key));
	else if (d == BY_PORT)
		(void)snprintf(ret, size, "%s", port);
	else if (d == BY_COUNTRY)
		(void)snprintf(ret, size, "%s", country_text((uint16_t)key, country));
	else if (d == BY_NETWORK)
		(void)snprintf(ret, size, "%s %u", n ? n->country : "", n ? n->asn : 0);
	else if (d == BY_DAY)
		(void)snprintf(ret, size, "%s", day_format((int32_t)key, day));
	else if (d == BY_SENSOR)
		(void)snprintf(ret, size, "%s", stage->sensors[key].name);
	else if (d == BY_SENSOR_DAY)
		(void)snprintf(ret, size, "%s %s", stage->sensors[key >> 20].name,
			day_format((int32_t)(key & 0xfffff), day));
	else if (d == BY_GROUP)
		(void)snprintf(ret, size, "%s", stage->groups[key].name);
	else if (d == BY_COUNTRY_PORT)
		(void)snprintf(ret, size, "%s %s",
			country_text((uint16_t)(key >> 24), country), port);
	else if (d != BY_ALL)
		(void)snprintf(
			ret, size, "%ju", (uintmax_t)(d == BY_BIN ? key * BIN_S : key));
}

static void
groups_to_facts(struct stage *stage, const struct groups *g, bool excluded)
{
	for (size_t i = 0; i < g->size; i++) {
		const struct group *at = &g->at[i];
		char month[DATE_TEXT_MAX], key[64], what[32];
		if (!at->id)
			continue;
		enum dimension d = (enum dimension)(at->id >> 44 & 15);
		(void)snprintf(what, sizeof(what), "%s%s", excluded ? "excluded-" : "",
			dimension_names[d]);
		key_text(stage, d, at->id & ((UINT64_C(1) << 44) - 1), key, sizeof(key));
		(void)month_format((int32_t)(at->id >> 48), month);
		stage_fact(stage, month, what, key, "accesses", (double)at->accesses);
		stage_fact(stage, month, what, key, "packets", (double)at->packets);
		if (d != BY_BIN)
			stage_fact(stage, month, what, key, "source_days",
				(double)at->source_days);
	}
}

static void
add_up(struct stage *stage, bool excluded)
{
	struct ledger *l = &stage->ledger;
	struct groups groups = { 0 };
	const struct entry *last = NULL;
	size_t run = 0;

	grow_groups(&groups);
	for (size_t i = 0; i < l->n_entries; i++) {
		const struct entry *e = &l->entries[i];
		if (e->excluded != excluded)
			continue;
		run += !last || compare_entries(last, e) != 0;
		last = e;
		for (int d = 0; d < DIMENSION_COUNT; d++) {
			uint64_t key, month = (uint64_t)month_of_day(e->day);
			if (key_of(stage, e, (enum dimension)d, &key))
				add_to_group(&groups, month << 48 | (uint64_t)d << 44 | key,
					e, run);
		}
	}
	groups_to_facts(stage, &groups, excluded);
	free(groups.at);
}

static int
compare_by_source(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int32_t mx = month_of_day(x->day), my = month_of_day(y->day);
	int order = mx < my ? -1 : mx > my;
	if (order == 0)
		order = addr_compare(x->src, y->src);
	return order ? order : (x->sensor > y->sensor) - (x->sensor < y->sensor);
}

/* Distinct sources of a month, and how many of them came to just 1, 2, ... sensors. */
static void
seen_facts(struct stage *stage, const char *month, const uint64_t *seen)
{
	uint64_t sources = 0;
	char key[8];
	for (unsigned n = 1; n <= STAGE_SENSORS_MAX; n++) {
		sources += seen[n];
		(void)snprintf(key, sizeof(key), "%u", n);
		if (seen[n])
			stage_fact(
				stage, month, "seen-at", key, "sources", (double)seen[n]);
	}
	stage_fact(stage, month, "all", "", "sources", (double)sources);
}

static void
count_seen(struct stage *stage)
{
	struct ledger *l = &stage->ledger;
	uint64_t seen[STAGE_SENSORS_MAX + 1] = { 0 };
	const struct entry *last = NULL;
	unsigned sensors = 0;
	char month[DATE_TEXT_MAX];

	qsort(l->entries, l->n_entries, sizeof(*l->entries), compare_by_source);
	for (size_t i = 0; i < l->n_entries; i++) {
		const struct entry *e = &l->entries[i];
		if (e->excluded || !e->accesses)
			continue;
		bool same_month = last && month_of_day(last->day) == month_of_day(e->day);
		if (same_month && addr_equal(last->src, e->src)) {
			sensors += last->sensor != e->sensor;
		} else {
			seen[sensors]++;
			sensors = 1;
		}
		if (last && !same_month) {
			seen_facts(
				stage, month_format(month_of_day(last->day), month), seen);
			memset(seen, 0, sizeof(seen));
		}
		last = e;
	}
	seen[sensors]++;
	if (last)
		seen_facts(stage, month_format(month_of_day(last->day), month), seen);
}

void
ledger_facts(struct stage *stage)
{
	struct ledger *l = &stage->ledger;
	if (l->n_entries == 0)
		return;
	qsort(l->entries, l->n_entries, sizeof(*l->entries), compare_entries);
	add_up(stage, false);
	add_up(stage, true);
	count_seen(stage);
}
