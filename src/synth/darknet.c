/* darknet.c - a day of an unused /16, in any size: what speed is measured on.
 *
 * About a million sources of a Zipf distribution, 445/tcp and its contemporaries, pop-ups,
 * pings, backscatter, SYNs sent again after three seconds' worth of packets, 5 % IPv6.  It
 * is written as it is drawn, so that size costs no memory; in return the truth knows
 * packets only.
 */
#include "synth/stage.h"

#include <math.h>

enum {
	DAY_START_S = 1700006400, /* 2023-11-15 00:00:00 UTC */
	DAY_S = 86400,
	SOURCES = 2500000,
	AGAIN_AFTER = 345, /* packets: three seconds of ten millions a day */
	RING = 512,
	BLOCKS = 222, /* /8 networks of the geography */
};

#define ZIPF_EXPONENT 1.05

struct darknet {
	struct random random;
	double zipf_top, zipf_power;
	uint32_t key; /* where in the address space the sources lie */
	struct event ring[RING];
	uint64_t packets[KIND_COUNT][3][UINT16_MAX + 1]; /* by kind, transport, port */
};

static const char *const countries[] = { "CN", "US", "JP", "KR", "TW", "DE", "BR", "RU",
	"IN", "GB", "FR", "VN", "ID", "NL" };

/* One country for each /8 that sources may lie in. */
static const struct network *
networks(void)
{
	static struct network blocks[BLOCKS];
	static char text[BLOCKS][2][40];
	for (unsigned i = 0; i < BLOCKS; i++) {
		unsigned block = i + 1 + (i >= 9);
		(void)snprintf(text[i][0], sizeof(text[i][0]), "%u.0.0.0/8", block);
		(void)snprintf(
			text[i][1], sizeof(text[i][1]), "Example Operator %u", block);
		blocks[i] =
			(struct network){ text[i][0], countries[i % count_of(countries)],
				4200000000U + block, text[i][1] };
	}
	return blocks;
}

/* By the inverse of the continuous distribution; most of the draws fall on few sources. */
static uint32_t
draw_source(struct darknet *d)
{
	double u = random_real(&d->random);
	return (uint32_t)pow(u * (d->zipf_top - 1) + 1, d->zipf_power) - 1;
}

/* One to one, and then out of the networks that send nothing. */
static uint32_t
source_address(uint32_t id, uint32_t key)
{
	uint32_t a = id ^ key;
	a ^= a >> 16;
	a *= 0x7feb352dU;
	a ^= a >> 15;
	a *= 0x846ca68bU;
	a ^= a >> 16;
	uint32_t block = a >> 24;
	if (block == 0 || block == 10 || block == 127 || block >= 224)
		a = (a & 0xffffff) | (11 + block * 7 % 110) << 24;
	return a;
}

static void
draw_tcp(struct random *r, struct event *e, uint32_t at)
{
	static const uint16_t late[] = { 3389, 8080, 443, 5900, 2323, 6379, 7547, 8443, 25,
		110 };
	static const struct {
		uint32_t below;
		uint16_t port;
	} early[] = { { 300, 445 }, { 360, 135 }, { 410, 139 }, { 480, 1433 }, { 560, 22 },
		{ 670, 23 }, { 720, 80 } };

	e->flags = TCP_SYN;
	for (size_t i = 0; i < count_of(early); i++)
		if (at < early[i].below) {
			e->dport = early[i].port;
			return;
		}
	uint32_t k = random_below(r, 16);
	e->dport = k < count_of(late) ? late[k] : (uint16_t)(1 + random_below(r, 65535));
}

static void
draw_answer(struct random *r, struct event *e, bool reset)
{
	e->dport = (uint16_t)(1024 + random_below(r, 64512));
	if (reset) {
		e->flags = random_below(r, 2) ? TCP_RST : TCP_RST | TCP_ACK;
		e->sport = 80;
	} else {
		e->flags = TCP_SYN | TCP_ACK;
		e->sport = random_below(r, 3) == 0 ? 443 : 80;
	}
}

static void
draw_udp(struct random *r, struct event *e, bool popup)
{
	static const uint16_t ports[] = { 53, 123, 161, 1900, 5060 };
	e->proto = IP_UDP;
	e->dport =
		popup ? (uint16_t)(1026 + random_below(r, 5)) : ports[random_below(r, 5)];
	e->fill = popup ? (uint8_t)(FILL_POPUP + random_below(r, 4)) : FILL_TEXT;
}

static enum kind
draw_content(struct random *r, struct event *e)
{
	uint32_t at = random_below(r, 1000);
	if (at >= 720 && at < 760) {
		draw_udp(r, e, true);
	} else if (at >= 760 && at < 820) {
		e->proto = addr_is_v4(e->src) ? IP_ICMP : IP_ICMPV6;
		e->sport = e->proto == IP_ICMP ? 8 << 8 : 128 << 8;
		e->dport = (uint16_t)e->src.lo;
		e->fill = FILL_ECHO;
	} else if (at >= 820 && at < 920) {
		draw_answer(r, e, at >= 880);
		return KIND_BACKSCATTER;
	} else if (at >= 920 && at < 940) {
		draw_udp(r, e, false);
	} else if (at >= 940 && at < 955) {
		e->flags = TCP_PSH | TCP_ACK;
		e->dport = 80;
		e->fill = FILL_TEXT;
		return KIND_OTHER;
	} else {
		draw_tcp(r, e, at);
	}
	return KIND_SCAN;
}

static void
count_packet(struct darknet *d, const struct event *e, enum kind kind)
{
	bool icmp = e->proto == IP_ICMP || e->proto == IP_ICMPV6;
	uint16_t port = icmp               ? e->sport >> 8
		: kind == KIND_BACKSCATTER ? e->sport
					   : e->dport;
	d->packets[kind][e->proto == IP_TCP ? 0 : e->proto == IP_UDP ? 1 : 2][port]++;
}

static void
draw_packet(struct darknet *d, uint64_t i, struct event *ret)
{
	struct random *r = &d->random;
	struct event *slot = &d->ring[i % RING];
	const struct event *before = &d->ring[(i + RING - AGAIN_AFTER) % RING];
	bool again = random_below(r, 100) < 25;

	if (i >= AGAIN_AFTER && again && before->flags == TCP_SYN) {
		*ret = *before;
		count_packet(d, ret, KIND_SCAN);
		*slot = (struct event){ 0 };
		return;
	}
	uint32_t src = source_address(draw_source(d), d->key);
	uint32_t dst = (uint32_t)random_u64(r) & 0xffff;
	uint32_t tag = (uint32_t)random_u64(r);
	struct event e = { .tag = tag,
		.proto = IP_TCP,
		.ttl = (uint8_t)(40 + (tag >> 8) % 80),
		.sport = (uint16_t)(1024 + random_below(r, 64512)) };
	if (random_below(r, 100) < 5) {
		e.src = (struct addr){ UINT64_C(0x20010db8) << 32 | src >> 12,
			(uint64_t)src << 32 | src };
		e.dst = (struct addr){ UINT64_C(0x20010db800770000), dst };
	} else {
		e.src = addr_v4(src);
		e.dst = addr_v4(0x0a4d0000 | dst);
	}
	count_packet(d, &e, draw_content(r, &e));
	*slot = *ret = e;
}

static void
packet_facts(struct stage *stage, const struct darknet *d)
{
	static const uint8_t protos[3] = { IP_TCP, IP_UDP, IP_ICMP };
	uint64_t all = 0;
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		uint64_t sum = 0;
		for (int p = 0; p < 3; p++)
			for (unsigned port = 0; port <= UINT16_MAX; port++)
				sum += d->packets[kind][p][port];
		stage_fact(stage, "2023-11", "kind", kind_name((enum kind)kind), "packets",
			(double)sum);
		all += sum;
	}
	stage_fact(stage, "2023-11", "all", "", "packets", (double)all);
	for (int p = 0; p < 3; p++)
		for (unsigned port = 0; port <= UINT16_MAX; port++) {
			uint64_t n = 0;
			char key[32];
			for (int kind = 0; kind < KIND_COUNT; kind++)
				n += d->packets[kind][p][port];
			uint8_t proto =
				protos[p] == IP_ICMP && port >= 128 ? IP_ICMPV6 : protos[p];
			(void)snprintf(key, sizeof(key), "%u/%s", port, proto_text(proto));
			if (n)
				stage_fact(stage, "2023-11", "port", key, "packets",
					(double)n);
		}
}

static int
write_packets(
	struct stage *stage, struct darknet *d, struct capture_writer *w, struct err *err)
{
	uint64_t n =
		stage->request->packets ? stage->request->packets : stage->scene->packets;
	double step_ns = DAY_S * 1e9 / (double)n;
	struct frame_buffer frame;
	for (uint64_t i = 0; i < n; i++) {
		struct event e;
		double at = step_ns * ((double)i + random_real(&d->random) * 0.9);
		draw_packet(d, i, &e);
		event_frame(stage, &e, &frame);
		int r = capture_write(w, DAY_START_S * INT64_C(1000000000) + (int64_t)at,
			frame_bytes(&frame), err);
		if (r < 0)
			return r;
	}
	stage->made.packets += n;
	return 0;
}

static int
make(struct stage *stage, struct err *err)
{
	struct stage_sensor *s = stage_sensor(
		stage, "darknet", "Nowhere", "UTC", "10.77.0.0/16, 2001:db8:77::/48");
	stage_observed(s, "2023-11-15T00:00:00Z", "2023-11-16T00:00:00Z");
	stage->networks = networks();
	stage->n_networks = BLOCKS;
	stage->country = "JP";

	auto_free struct darknet *d = base_alloc(1, sizeof(*d));
	d->random = stage->random;
	d->key = (uint32_t)random_u64(&d->random);
	d->zipf_top = pow(SOURCES + 1.0, 1 - ZIPF_EXPONENT);
	d->zipf_power = 1 / (1 - ZIPF_EXPONENT);
	struct capture_writer *w;
	int r = stage_create(stage, "", &w, err);
	if (r < 0)
		return r;
	r = write_packets(stage, d, w, err);
	int finished = capture_finish(w, r < 0 ? NULL : err);
	packet_facts(stage, d);
	return r < 0 ? r : finished;
}

SCENE(darknet) = {
	.name = "darknet",
	.summary = "a day of an unused /16: the workload of the benchmark",
	.shows = "speed; packets by kind and port",
	.packets = 1000000,
	.make = make,
};
