/* names.c - what is known of countries, regions and ports: the tables of data/.
 *
 * A table is text with tabs; a line that starts with # is a comment.  The tables are part
 * of the program, so a line that is not whole is our own mistake.
 */
#include "figures/private.h"

#include "base/embed.h"

EMBEDDED_GROUP(data);

enum {
	FIELDS_MAX = 8,
	COUNTRIES_MAX = 400,
	PORTS_MAX = 1024,
	ADVICE_MAX = 256,
	REGIONS_MAX = 32
};

struct region {
	struct bytes id, name[2];
};

static struct country countries[COUNTRIES_MAX];
static struct port_entry ports[PORTS_MAX];
static struct advice advices[ADVICE_MAX];
static struct region regions[REGIONS_MAX];
static size_t n_countries, n_ports, n_advices, n_regions;
static bool loaded;

static size_t
split(struct bytes line, struct bytes ret[static FIELDS_MAX])
{
	size_t n = 0;
	for (;;) {
		must(n < FIELDS_MAX);
		const uint8_t *tab = memchr(line.at, '\t', line.len);
		size_t len = tab ? (size_t)(tab - line.at) : line.len;
		ret[n++] = bytes_of(line.at, len);
		if (!tab)
			return n;
		line = bytes_of(tab + 1, line.len - len - 1);
	}
}

static void
add_country(const struct bytes *f, size_t n)
{
	must(n == 4 && f[0].len == 2 && n_countries < COUNTRIES_MAX);
	struct country *c = &countries[n_countries++];
	*c = (struct country){ .region = f[1], .name = { f[2], f[3] } };
	memcpy(c->code, f[0].at, 2);
}

static void
add_region(const struct bytes *f, size_t n)
{
	must(n == 3 && n_regions < REGIONS_MAX);
	regions[n_regions++] = (struct region){ .id = f[0], .name = { f[1], f[2] } };
}

static int
proto_of(struct bytes name)
{
	static const struct {
		const char *name;
		int proto;
	} known[] = { { "tcp", 6 }, { "udp", 17 }, { "icmp", 1 }, { "icmp6", 58 } };
	for (size_t i = 0; i < count_of(known); i++)
		if (strlen(known[i].name) == name.len &&
			memcmp(known[i].name, name.at, name.len) == 0)
			return known[i].proto;
	return -1;
}

static void
add_port(const struct bytes *f, size_t n)
{
	must(n == 7 && n_ports < PORTS_MAX);
	int port = 0;
	size_t i = 0;
	for (; i < f[0].len && f[0].at[i] != '/'; i++) {
		must(f[0].at[i] >= '0' && f[0].at[i] <= '9' && port <= 65535);
		port = port * 10 + f[0].at[i] - '0';
	}
	must(i < f[0].len && port <= 65535);
	int proto = proto_of(bytes_of(f[0].at + i + 1, f[0].len - i - 1));
	must(proto > 0);
	ports[n_ports++] = (struct port_entry){ .proto = proto,
		.port = port,
		.name = f[1],
		.what = { f[2], f[3] },
		.threat = { f[4], f[5] },
		.source = f[6] };
}

static void
add_advice(const struct bytes *f, size_t n)
{
	must(n == 4 && n_advices < ADVICE_MAX);
	advices[n_advices++] =
		(struct advice){ .key = f[0], .text = { f[1], f[2] }, .source = f[3] };
}

static int
by_code(const void *a, const void *b)
{
	const struct country *x = a, *y = b;
	return memcmp(x->code, y->code, 2);
}

static int
by_port(const void *a, const void *b)
{
	const struct port_entry *x = a, *y = b;
	return x->proto != y->proto ? x->proto - y->proto : x->port - y->port;
}

static void
load_table(const struct embedded *e, void (*add)(const struct bytes *f, size_t n))
{
	struct bytes rest = bytes_of(e->at, e->len);
	while (rest.len > 0) {
		const uint8_t *end = memchr(rest.at, '\n', rest.len);
		size_t len = end ? (size_t)(end - rest.at) : rest.len;
		struct bytes fields[FIELDS_MAX];
		if (len > 0 && rest.at[0] != '#')
			add(fields, split(bytes_of(rest.at, len), fields));
		len += end != NULL;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
}

static void
load(void)
{
	static const struct {
		const char *name;
		void (*add)(const struct bytes *f, size_t n);
	} tables[] = {
		{ "countries.tsv", add_country },
		{ "regions.tsv", add_region },
		{ "ports.tsv", add_port },
		{ "advice.tsv", add_advice },
	};
	if (loaded)
		return;
	each_embedded(data, it) for (size_t i = 0; i < count_of(tables);
				     i++) if (strcmp((*it)->name, tables[i].name) == 0)
		load_table(*it, tables[i].add);
	qsort(countries, n_countries, sizeof(countries[0]), by_code);
	qsort(ports, n_ports, sizeof(ports[0]), by_port);
	loaded = true;
}

const struct country *
country_find(struct bytes code)
{
	load();
	if (code.len != 2)
		return NULL;
	struct country key = { .code = { (char)code.at[0], (char)code.at[1], 0 } };
	return bsearch(&key, countries, n_countries, sizeof(countries[0]), by_code);
}

size_t
country_count(void)
{
	load();
	return n_countries;
}

const struct country *
country_at(size_t i)
{
	must(i < country_count());
	return &countries[i];
}

struct bytes
region_name(struct bytes id, enum language language)
{
	load();
	for (size_t i = 0; i < n_regions; i++)
		if (regions[i].id.len == id.len &&
			memcmp(regions[i].id.at, id.at, id.len) == 0)
			return regions[i].name[language];
	return id;
}

const struct port_entry *
port_find(int proto, int port)
{
	load();
	struct port_entry key = { .proto = proto, .port = port };
	return bsearch(&key, ports, n_ports, sizeof(ports[0]), by_port);
}

size_t
advice_count(void)
{
	load();
	return n_advices;
}

const struct advice *
advice_at(size_t i)
{
	must(i < advice_count());
	return &advices[i];
}

struct bytes
port_label(struct arena *text, int proto, int port)
{
	static const struct {
		int proto;
		const char *name;
	} known[] = { { 6, "tcp" }, { 17, "udp" }, { 1, "icmp" }, { 58, "icmp6" } };
	for (size_t i = 0; i < count_of(known); i++)
		if (known[i].proto == proto)
			return arena_printf(text, "%d/%s", port, known[i].name);
	if (port == 0)
		return arena_printf(text, "ip/%d", proto);
	return arena_printf(text, "%d/ip%d", port, proto);
}
