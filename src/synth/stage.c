/* stage.c - sensors, attempts, events, and the captures they become. */
#include "synth/stage.h"

#include <inttypes.h>

static int64_t
parse_time_s(const struct zone *zone, const char *text)
{
	int64_t ret;
	struct err err;
	must(time_parse(zone, text, &ret, &err) == 0);
	return ret;
}

struct stage_sensor *
stage_sensor(struct stage *stage, const char *name, const char *place, const char *zone,
	const char *addresses)
{
	must(stage->n_sensors < STAGE_SENSORS_MAX);
	struct stage_sensor *s = &stage->sensors[stage->n_sensors++];
	char first[PREFIX_TEXT_MAX];
	struct prefix prefix;
	struct err err;

	must(sensor_name_ok(name));
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	(void)snprintf(s->addresses, sizeof(s->addresses), "%s", addresses);
	(void)snprintf(
		first, sizeof(first), "%.*s", (int)strcspn(addresses, ","), addresses);
	must(prefix_parse(first, &prefix, &err) == 0);
	must(zone_find(zone, &s->zone, &err) == 0);
	s->place = place;
	s->zone_name = zone;
	s->at = prefix.addr;
	if (prefix.len < 128)
		s->at.lo |= 1;
	return s;
}

static void
add_span(const struct stage_sensor *s, struct span *spans, size_t *n, const char *from,
	const char *to)
{
	must(*n < STAGE_SPANS_MAX);
	spans[(*n)++] =
		(struct span){ parse_time_s(s->zone, from), parse_time_s(s->zone, to) };
}

void
stage_observed(struct stage_sensor *sensor, const char *from, const char *to)
{
	add_span(sensor, sensor->observed, &sensor->n_observed, from, to);
}

void
stage_outage(struct stage_sensor *sensor, const char *from, const char *to)
{
	add_span(sensor, sensor->outages, &sensor->n_outages, from, to);
}

void
stage_exclude(struct stage_sensor *s, uint8_t proto, uint16_t port, const char *reason)
{
	must(s->n_exclusions < STAGE_EXCLUSIONS_MAX);
	s->exclusions[s->n_exclusions++] =
		(struct stage_exclusion){ .reason = reason, .proto = proto, .port = port };
}

int64_t
stage_time_ns(const struct stage_sensor *sensor, const char *local)
{
	return parse_time_s(sensor->zone, local) * INT64_C(1000000000);
}

/* A host's number is turned around in its network, so that neighbours of a plan are no
 * neighbours on the wire; odd multiplication keeps it one to one. */
struct addr
stage_address(const struct stage *stage, size_t network, uint64_t i)
{
	must(network < stage->n_networks);
	struct prefix p;
	struct err err;
	must(prefix_parse(stage->networks[network].prefix, &p, &err) == 0);
	unsigned bits = 128U - p.len > 32 ? 32 : 128U - p.len;
	uint64_t mask = (UINT64_C(1) << bits) - 1;
	must(i <= mask);
	p.addr.lo |= (i * UINT64_C(0x9e3779b1) + 0x5bd1) & mask;
	return p.addr;
}

static bool
is_excluded(const struct stage_sensor *s, uint8_t proto, uint16_t port)
{
	for (size_t i = 0; i < s->n_exclusions; i++)
		if (s->exclusions[i].proto == proto && s->exclusions[i].port == port)
			return true;
	return false;
}

void
stage_note(
	struct stage *stage, const struct attempt *a, uint32_t accesses, uint32_t packets)
{
	const struct stage_sensor *s = &stage->sensors[a->sensor];
	struct ledger *l = &stage->ledger;
	int64_t time_s = a->time_ns / 1000000000;
	bool icmp = a->proto == IP_ICMP || a->proto == IP_ICMPV6;
	uint16_t type = a->sport >> 8;

	if (l->n_entries == l->capacity) {
		l->capacity = l->capacity ? 2 * l->capacity : 1024;
		l->entries = base_grow(l->entries, l->capacity, sizeof(*l->entries));
	}
	l->entries[l->n_entries++] = (struct entry){
		.src = a->src,
		.day = zone_day(s->zone, time_s),
		.bin = (uint32_t)(time_s / BIN_S),
		.packets = packets,
		.sensor = a->sensor,
		.network = a->network,
		.port = icmp                          ? type
			: a->kind == KIND_BACKSCATTER ? a->sport
						      : a->dport,
		.hour = (uint8_t)zone_hour(s->zone, time_s),
		.proto = a->proto,
		.kind = a->kind,
		.accesses = (uint8_t)accesses,
		.excluded = is_excluded(s, a->proto, icmp ? type : a->dport),
	};
}

static void
add_event(struct stage *stage, const struct event *e)
{
	if (stage->n_events == stage->event_capacity) {
		stage->event_capacity =
			stage->event_capacity ? 2 * stage->event_capacity : 1024;
		stage->events = base_grow(
			stage->events, stage->event_capacity, sizeof(*stage->events));
	}
	stage->events[stage->n_events++] = *e;
}

static void
add_packet(struct stage *stage, const struct attempt *a, int64_t time_ns, uint32_t tag)
{
	struct event e = { .time_ns = time_ns,
		.src = a->src,
		.dst = a->dst,
		.tag = tag,
		.sport = a->sport,
		.dport = a->dport,
		.proto = a->proto,
		.flags = a->flags,
		.ttl = (uint8_t)(40 + (tag >> 8) % 80),
		.fill = a->fill };
	if (e.dst.hi == 0 && e.dst.lo == 0)
		e.dst = stage->sensors[a->sensor].at;
	add_event(stage, &e);
}

void
stage_packet(struct stage *stage, const struct attempt *a, int64_t time_ns)
{
	add_packet(stage, a, time_ns, (uint32_t)random_u64(&stage->random));
}

void
stage_attempt(struct stage *stage, const struct attempt *a)
{
	uint32_t tag = a->tag ? a->tag : (uint32_t)random_u64(&stage->random), packets = 0;
	int64_t at = a->time_ns, gap = a->gap_s * INT64_C(1000000000);
	int64_t bin_end =
		(a->time_ns / 1000000000 / BIN_S + 1) * BIN_S * INT64_C(1000000000);

	/* what is sent again after the bin would be an attempt of its own */
	for (int i = 0; i <= a->repeats && at < bin_end; i++) {
		add_packet(stage, a, at, tag);
		packets++;
		at += gap << i;
	}
	stage_note(stage, a, 1, packets);
}

void
stage_frame(struct stage *stage, int64_t time_ns, struct bytes frame)
{
	must(frame.len <= UINT16_MAX);
	while (stage->blob_len + frame.len > stage->blob_capacity) {
		stage->blob_capacity =
			stage->blob_capacity ? 2 * stage->blob_capacity : 65536;
		stage->blob = base_grow(stage->blob, stage->blob_capacity, 1);
	}
	memcpy(stage->blob + stage->blob_len, frame.at, frame.len);
	struct event e = { .time_ns = time_ns,
		.fill = FILL_FRAME,
		.tag = (uint32_t)stage->blob_len,
		.sport = (uint16_t)frame.len };
	stage->blob_len += frame.len;
	add_event(stage, &e);
}

void
stage_fact(struct stage *stage, const char *month, const char *what, const char *key,
	const char *measure, double value)
{
	if (stage->n_facts == stage->fact_capacity) {
		stage->fact_capacity =
			stage->fact_capacity ? 2 * stage->fact_capacity : 256;
		stage->facts = base_grow(
			stage->facts, stage->fact_capacity, sizeof(*stage->facts));
	}
	struct fact *f = &stage->facts[stage->n_facts++];
	*f = (struct fact){ .value = value };
	(void)snprintf(f->month, sizeof(f->month), "%s", month);
	(void)snprintf(f->what, sizeof(f->what), "%s", what);
	(void)snprintf(f->key, sizeof(f->key), "%s", key);
	(void)snprintf(f->measure, sizeof(f->measure), "%s", measure);
}

void
stage_small(struct stage *stage)
{
	static const struct network networks[SMALL_NETWORKS] = {
		[SMALL_JP] = { "10.0.0.0/16", "JP", 64496, "Example Broadband JP" },
		[SMALL_JP_2] = { "10.1.0.0/16", "JP", 64497, "Example Cable JP" },
		[SMALL_CN] = { "10.2.0.0/16", "CN", 64500, "Example Backbone CN" },
		[SMALL_US] = { "10.3.0.0/16", "US", 64502, "Example Cable US" },
		[SMALL_V6] = { "2001:db8:9::/48", "JP", 64496, "Example Broadband JP" },
		[SMALL_UNKNOWN] = { "10.9.0.0/16", "", 0, NULL },
	};
	stage->networks = networks;
	stage->n_networks = SMALL_NETWORKS;
	stage->country = "JP";
}
