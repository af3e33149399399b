/* synth_naive.h - a straight counter of frames, to hold the truth of scenes against.
 *
 * It is written from the definitions and shares no code with the rooms that read, decode
 * and count: it parses pcap and packets by hand, asks the C library for local time, and
 * keeps every tuple in one hash set.  Its include stands in one test program.
 */
#pragma once

#include "synth/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

enum { SCAN, BACKSCATTER, OTHER };

struct watched {
	char name[65], zone[64];
	struct prefix prefixes[8];
	size_t n_prefixes;
	bool mirror;
	struct {
		unsigned port, proto;
	} excluded[4];
	size_t n_excluded;
};

struct area {
	struct prefix prefix;
	char country[3];
	unsigned asn;
};

struct group {
	char name[64];
	unsigned proto[4], first[4], last[4];
	size_t n;
};

struct world {
	struct watched sensors[32];
	size_t n_sensors;
	struct area areas[256];
	size_t n_areas;
	struct group groups[16];
	size_t n_groups;
};

/* --- what stands beside a capture ------------------------------------------------------
 */

static unsigned
proto_number(const char *name)
{
	static const struct {
		const char *name;
		unsigned number;
	} known[] = { { "icmp6", 58 }, { "icmp", 1 }, { "tcp", 6 }, { "udp", 17 } };
	for (size_t i = 0; i < count_of(known); i++)
		if (strncmp(name, known[i].name, strlen(known[i].name)) == 0)
			return known[i].number;
	return (unsigned)strtoul(name, NULL, 10);
}

/* The next text in quotes, or NULL. */
static char *
quoted(char **at)
{
	char *start = strchr(*at, '"');
	char *end = start ? strchr(start + 1, '"') : NULL;
	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return start + 1;
}

static void
read_ports(struct group *g, char *line)
{
	for (char *text; (text = quoted(&line)) != NULL; g->n++) {
		char *dash = strchr(text, '-');
		g->first[g->n] = (unsigned)strtoul(text, NULL, 10);
		g->last[g->n] =
			dash ? (unsigned)strtoul(dash + 1, NULL, 10) : g->first[g->n];
		g->proto[g->n] = proto_number(strchr(text, '/') + 1);
	}
}

static void
read_config_line(struct world *w, char *line, bool sensors)
{
	struct watched *s = w->n_sensors ? &w->sensors[w->n_sensors - 1] : NULL;
	struct err err;
	char *text;
	if (strstr(line, "- name:") && sensors) {
		s = &w->sensors[w->n_sensors++];
		(void)snprintf(s->name, sizeof(s->name), "%s", quoted(&line));
	} else if (strstr(line, "- name:")) {
		struct group *g = &w->groups[w->n_groups++];
		(void)snprintf(g->name, sizeof(g->name), "%s", quoted(&line));
	} else if (strstr(line, "    ports:")) {
		read_ports(&w->groups[w->n_groups - 1], line);
	} else if (strstr(line, "addresses:")) {
		while ((text = quoted(&line)) != NULL)
			assert_int_equal(
				prefix_parse(text, &s->prefixes[s->n_prefixes++], &err), 0);
	} else if (strstr(line, "zone:")) {
		(void)snprintf(s->zone, sizeof(s->zone), "%s", quoted(&line));
	} else if (strstr(line, "mirror: true")) {
		s->mirror = true;
	} else if (strstr(line, "{ port:")) {
		text = quoted(&line);
		s->excluded[s->n_excluded].port = (unsigned)strtoul(text, NULL, 10);
		s->excluded[s->n_excluded++].proto = proto_number(strchr(text, '/') + 1);
	}
}

static void
read_world(struct world *w, const struct scene_made *made)
{
	char line[512];
	bool sensors = false;
	struct err err;
	memset(w, 0, sizeof(*w));
	FILE *f = fopen(made->config, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		sensors |= strncmp(line, "sensors:", 8) == 0;
		read_config_line(w, line, sensors);
	}
	(void)fclose(f);
	f = fopen(made->geo, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		struct area *a = &w->areas[w->n_areas++];
		char *save, *network = strtok_r(line, ",", &save);
		assert_int_equal(prefix_parse(network, &a->prefix, &err), 0);
		(void)snprintf(
			a->country, sizeof(a->country), "%.2s", strtok_r(NULL, ",", &save));
		a->asn = (unsigned)strtoul(strtok_r(NULL, ",", &save), NULL, 10);
	}
	(void)fclose(f);
}

/* --- a packet --------------------------------------------------------------------------
 */

struct seen {
	struct addr src, dst;
	uint64_t bin;
	int64_t time_s;
	uint32_t proto, sport, dport; /* ICMP: type << 8 | code, and identifier */
	uint32_t kind, port, sensor;
	bool counts; /* as an attempt, not only as a packet */
	bool excluded;
	/* in the sensor's zone */
	char month[8], date[12];
	uint32_t day, hour;
};

static unsigned
u16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

static bool
is_reply(unsigned sport, const uint8_t *p, size_t len)
{
	if (sport == 53)
		return len >= 12 && (u16(p + 2) & 0xfff0) == 0x8180 && u16(p + 4) < 10 &&
			u16(p + 6) < 10 && u16(p + 8) < 10 && u16(p + 10) < 10;
	if (sport == 123)
		return len >= 48 && (p[0] & 7) == 4 && (p[0] >> 3 & 7) <= 4;
	if (sport == 1900)
		return len > 12 && memcmp(p, "HTTP/1.1 200", 12) == 0;
	return sport == 5060 && len > 8 && memcmp(p, "SIP/2.0 ", 8) == 0;
}

static unsigned
icmp_kind(unsigned proto, unsigned type)
{
	static const unsigned char scan[] = { 8, 13, 15, 17 };
	static const unsigned char back[] = { 0, 3, 4, 5, 11, 12, 14, 16, 18 };
	if (proto == 58)
		return type == 128 ? SCAN : type <= 4 || type == 129 ? BACKSCATTER : OTHER;
	if (memchr(scan, (int)type, sizeof(scan)))
		return SCAN;
	return memchr(back, (int)type, sizeof(back)) ? BACKSCATTER : OTHER;
}

static void
see_transport(struct seen *s, const uint8_t *p, size_t len)
{
	s->kind = OTHER;
	if (s->proto == 6 && len >= 20) {
		bool syn = p[13] & 2, rst = p[13] & 4, ack = p[13] & 16;
		s->kind = rst || (syn && ack) ? BACKSCATTER : syn ? SCAN : OTHER;
	} else if (s->proto == 17 && len >= 8) {
		s->kind = is_reply(u16(p), p + 8, len - 8) ? BACKSCATTER
			: u16(p) == 0 || u16(p + 2) == 0   ? OTHER
							   : SCAN;
	} else if ((s->proto == 1 || s->proto == 58) && len >= 8) {
		s->kind = icmp_kind(s->proto, p[0]);
		s->sport = u16(p);
		s->port = p[0];
		/* errors have no identifier; of what is neither, these scenes leave it 0 */
		s->dport = u16(p + 4);
		return;
	} else {
		return;
	}
	s->sport = u16(p);
	s->dport = u16(p + 2);
	s->port = s->kind == BACKSCATTER ? s->sport : s->dport;
}

/* An IP packet; what is inside a tunnel comes back through `ret_inner`. */
static bool
see_ip(const uint8_t *p, size_t len, struct seen *s, const uint8_t **ret_inner,
	size_t *ret_len)
{
	bool later = false;
	size_t header;
	if (len >= 20 && p[0] >> 4 == 4) {
		header = (size_t)(p[0] & 15) * 4;
		s->src = addr_v4((uint32_t)(u16(p + 12) << 16 | u16(p + 14)));
		s->dst = addr_v4((uint32_t)(u16(p + 16) << 16 | u16(p + 18)));
		s->proto = p[9];
		later = (u16(p + 6) & 0x1fff) != 0;
	} else if (len >= 40 && p[0] >> 4 == 6) {
		header = 40;
		s->src = addr_v6(p + 8);
		s->dst = addr_v6(p + 24);
		s->proto = p[6];
		if (s->proto == 44) {
			later = (u16(p + 42) & 0xfff8) != 0;
			s->proto = p[40];
			header = 48;
		}
	} else {
		return false;
	}
	const uint8_t *body = p + header;
	*ret_inner = NULL;
	s->counts = !later;
	s->kind = OTHER;
	if (later)
		return true;
	see_transport(s, body, len - header);
	size_t skip = s->proto == 4 || s->proto == 41 ? 0
		: s->proto == 47                      ? 4
		: s->proto == 17 && s->dport == 4789  ? 8 + 8 + 14
						      : SIZE_MAX;
	if (skip != SIZE_MAX) {
		*ret_inner = body + skip;
		*ret_len = len - header - skip;
	}
	return true;
}

static bool
at_sensor(const struct world *w, struct seen *s)
{
	for (size_t i = 0; i < w->n_sensors; i++)
		for (size_t k = 0; k < w->sensors[i].n_prefixes; k++)
			if (prefix_holds(w->sensors[i].prefixes[k], s->dst)) {
				const struct watched *at = &w->sensors[i];
				bool icmp = s->proto == 1 || s->proto == 58;
				s->sensor = (uint32_t)i;
				for (size_t e = 0; e < at->n_excluded; e++)
					s->excluded |= at->excluded[e].proto == s->proto &&
						at->excluded[e].port ==
							(icmp ? s->port : s->dport);
				return true;
			}
	return false;
}

static bool
see_frame(const struct world *w, const uint8_t *p, size_t len, struct seen *ret)
{
	const uint8_t *inner = NULL;
	size_t inner_len = 0, link = u16(p + 12) == 0x8100 ? 18 : 14;
	struct seen outer = *ret;
	if (!see_ip(p + link, len - link, &outer, &inner, &inner_len))
		return false;
	if (at_sensor(w, &outer) && (!inner || !w->sensors[outer.sensor].mirror)) {
		*ret = outer;
		return true;
	}
	const uint8_t *deeper;
	size_t deeper_len;
	return inner && see_ip(inner, inner_len, ret, &deeper, &deeper_len) &&
		at_sensor(w, ret) && w->sensors[ret->sensor].mirror;
}

/* --- counting --------------------------------------------------------------------------
 */

struct set {
	uint8_t *slots;
	size_t n, size, width; /* of an entry; its first `key` bytes tell it apart */
	size_t key;
};

static uint64_t
hash_bytes(const uint8_t *p, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

/* The entry of a key, made if it is new; slots start with a byte that says they are used.
 */
static void *
set_at(struct set *s, const void *key, bool *ret_new)
{
	if (2 * s->n >= s->size) {
		struct set old = *s;
		s->size = old.size ? 2 * old.size : 1024;
		s->slots = base_alloc(s->size, s->width + 8);
		s->n = 0;
		for (size_t i = 0; i < old.size; i++) {
			uint8_t *from = old.slots + i * (s->width + 8);
			bool made;
			if (*from)
				memcpy(set_at(s, from + 8, &made), from + 8, s->width);
		}
		free(old.slots);
	}
	size_t i = hash_bytes(key, s->key) & (s->size - 1);
	for (;; i = (i + 1) & (s->size - 1)) {
		uint8_t *slot = s->slots + i * (s->width + 8);
		*ret_new = !*slot;
		if (!*slot) {
			*slot = 1;
			s->n++;
			memcpy(slot + 8, key, s->key);
			return slot + 8;
		}
		if (memcmp(slot + 8, key, s->key) == 0)
			return slot + 8;
	}
}

struct tuple {
	struct addr src, dst;
	uint64_t bin;
	uint32_t proto, sport, dport, unused;
	struct seen first; /* the one whose kind it counts under */
};

struct count_key {
	char month[8], what[24], key[72];
};

struct count {
	struct count_key key;
	uint64_t accesses, packets, source_days, sources;
};

struct distinct_key {
	struct count_key of;
	struct addr src;
	uint32_t sensor, day;
};

struct counter {
	struct world world;
	struct set tuples, counts, distinct;
	struct seen *packets; /* only what is counted of them */
	size_t n_packets;
	uint64_t frames;
};

static const struct area *
area_of(const struct world *w, struct addr a)
{
	for (size_t i = 0; i < w->n_areas; i++)
		if (prefix_holds(w->areas[i].prefix, a))
			return &w->areas[i];
	return NULL;
}

static struct count *
count_at(struct counter *c, const struct count_key *key)
{
	bool made;
	return set_at(&c->counts, key, &made);
}

static void
port_name(unsigned proto, unsigned port, char *ret, size_t size)
{
	const char *name = proto == 6 ? "tcp"
		: proto == 17         ? "udp"
		: proto == 1          ? "icmp"
		: proto == 58         ? "icmp6"
				      : NULL;
	if (name)
		(void)snprintf(ret, size, "%u/%s", port, name);
	else
		(void)snprintf(ret, size, "ip/%u", proto);
}

enum what {
	ALL,
	KIND,
	PORT,
	COUNTRY,
	AS,
	DAY,
	HOUR,
	SENSOR,
	SENSOR_DAY,
	GROUP,
	COUNTRY_PORT,
	BIN,
	WHATS
};

static const char *const whats[WHATS] = { "all", "kind", "port", "country", "as", "day",
	"hour", "sensor", "sensor-day", "group", "country-port", "bin" };

/* Where a packet or attempt belongs in a dimension. */
static bool
name_of(const struct counter *c, const struct seen *s, enum what what, char *ret,
	size_t size)
{
	static const char *const kinds[] = { "scan", "backscatter", "other" };
	const struct world *w = &c->world;
	const char *sensor = w->sensors[s->sensor].name;
	bool of_source = what == COUNTRY || what == AS || what == COUNTRY_PORT;
	const struct area *area = of_source ? area_of(w, s->src) : NULL;
	char port[32];
	port_name(s->proto, s->port, port, sizeof(port));
	*ret = '\0';
	if (what == KIND)
		(void)snprintf(ret, size, "%s", kinds[s->kind]);
	else if (what == PORT)
		(void)snprintf(ret, size, "%s", port);
	else if (what == COUNTRY)
		(void)snprintf(ret, size, "%s", area ? area->country : "");
	else if (what == AS)
		(void)snprintf(ret, size, "%s %u", area ? area->country : "",
			area ? area->asn : 0);
	else if (what == DAY)
		(void)snprintf(ret, size, "%s", s->date);
	else if (what == HOUR)
		(void)snprintf(ret, size, "%u", s->hour);
	else if (what == SENSOR)
		(void)snprintf(ret, size, "%s", sensor);
	else if (what == SENSOR_DAY)
		(void)snprintf(ret, size, "%s %s", sensor, s->date);
	else if (what == COUNTRY_PORT)
		(void)snprintf(ret, size, "%s %s", area ? area->country : "", port);
	else if (what == BIN)
		(void)snprintf(ret, size, "%ju", (uintmax_t)s->bin * 300);
	for (size_t i = 0; what == GROUP && i < w->n_groups; i++)
		for (size_t k = 0; k < w->groups[i].n; k++)
			if (w->groups[i].proto[k] == s->proto &&
				w->groups[i].first[k] <= s->port &&
				s->port <= w->groups[i].last[k]) {
				(void)snprintf(ret, size, "%s", w->groups[i].name);
				return true;
			}
	return what != GROUP;
}

static void
see_local_time(const struct world *w, struct seen *s)
{
	static char now[64];
	const char *zone = w->sensors[s->sensor].zone;
	struct tm local;
	if (strcmp(now, zone) != 0) {
		(void)snprintf(now, sizeof(now), "%s", zone);
		setenv("TZ", zone, 1);
		tzset();
	}
	assert_non_null(localtime_r(&s->time_s, &local));
	(void)strftime(s->month, sizeof(s->month), "%Y-%m", &local);
	(void)strftime(s->date, sizeof(s->date), "%Y-%m-%d", &local);
	s->day = (uint32_t)(local.tm_year * 400 + local.tm_yday);
	s->hour = (uint32_t)local.tm_hour;
}

static void
add(struct counter *c, const struct seen *s, enum what what, bool attempt)
{
	struct count_key key = { 0 };
	memcpy(key.month, s->month, sizeof(key.month));
	(void)snprintf(key.what, sizeof(key.what), "%s%s", s->excluded ? "excluded-" : "",
		whats[what]);
	if (!name_of(c, s, what, key.key, sizeof(key.key)))
		return;
	struct count *at = count_at(c, &key);
	if (!attempt) {
		at->packets++;
		return;
	}
	struct distinct_key once = {
		.of = key, .src = s->src, .sensor = s->sensor, .day = s->day
	};
	bool made;
	at->accesses++;
	(void)set_at(&c->distinct, &once, &made);
	at->source_days += made;
}

/* Distinct sources of the month, and at how many sensors each was. */
static void
add_seen_at(struct counter *c)
{
	struct set visits = { .width = 32, .key = 32 },
		   sources = { .width = 40, .key = 32 };
	for (size_t i = 0; i < c->tuples.size; i++) {
		const uint8_t *slot = c->tuples.slots + i * (c->tuples.width + 8);
		const struct tuple *t = (const void *)(slot + 8);
		bool made;
		if (!*slot || t->first.excluded)
			continue;
		uint64_t key[4] = { t->src.hi, t->src.lo, 0, t->first.sensor };
		memcpy(&key[2], t->first.month, 7);
		(void)set_at(&visits, key, &made);
		key[3] = 0;
		uint64_t *at = set_at(&sources, key, &(bool){ false });
		at[4] += made;
	}
	for (size_t i = 0; i < sources.size; i++) {
		const uint8_t *slot = sources.slots + i * (sources.width + 8);
		const uint64_t *at = (const void *)(slot + 8);
		struct count_key key = { .what = "seen-at" };
		if (!*slot)
			continue;
		memcpy(key.month, &at[2], 7);
		(void)snprintf(key.key, sizeof(key.key), "%u", (unsigned)at[4]);
		count_at(c, &key)->sources++;
		struct count_key all = { .what = "all" };
		memcpy(all.month, key.month, sizeof(all.month));
		count_at(c, &all)->sources++;
	}
	free(visits.slots);
	free(sources.slots);
}

static void
read_capture(struct counter *c, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint32_t head[6], record[4];
	uint8_t frame[4096];
	assert_non_null(f);
	assert_int_equal(fread(head, sizeof(head), 1, f), 1);
	assert_int_equal(head[0], 0xa1b23c4d); /* nanoseconds */
	assert_int_equal(head[5], 1); /* Ethernet */
	while (fread(record, sizeof(record), 1, f) == 1) {
		struct seen s = { .time_s = record[0], .bin = record[0] / 300 };
		assert_true(record[2] <= sizeof(frame) && record[2] >= 18);
		assert_int_equal(fread(frame, record[2], 1, f), 1);
		c->frames++;
		if (!see_frame(&c->world, frame, record[2], &s))
			continue;
		see_local_time(&c->world, &s);
		if ((c->n_packets & (c->n_packets - 1)) == 0)
			c->packets = base_grow(c->packets,
				c->n_packets ? 2 * c->n_packets : 1, sizeof(*c->packets));
		c->packets[c->n_packets++] = s;
		if (!s.counts)
			continue;
		struct tuple t = { .src = s.src,
			.dst = s.dst,
			.bin = s.bin,
			.proto = s.proto,
			.sport = s.sport,
			.dport = s.dport };
		bool made;
		struct tuple *at = set_at(&c->tuples, &t, &made);
		if (made || s.kind < at->first.kind)
			at->first = s;
	}
	(void)fclose(f);
}

static void
count_all(struct counter *c, bool bins)
{
	for (int what = 0; what < WHATS - !bins; what++) {
		for (size_t i = 0; i < c->n_packets; i++)
			add(c, &c->packets[i], (enum what)what, false);
		for (size_t i = 0; i < c->tuples.size; i++) {
			const uint8_t *slot = c->tuples.slots + i * (c->tuples.width + 8);
			if (*slot)
				add(c,
					&((const struct tuple *)(const void *)(slot + 8))
						 ->first,
					(enum what)what, true);
		}
		free(c->distinct.slots);
		c->distinct = (struct set){ .width = sizeof(struct distinct_key),
			.key = sizeof(struct distinct_key) };
	}
	add_seen_at(c);
}
