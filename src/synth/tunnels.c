/* tunnels.c - packets inside packets: at a sensor the outer one counts, behind a mirror the
 * inner one.
 *
 * "plain" is an ordinary sensor.  "mirrored" sees copies of its traffic that a router sends
 * to a collector which is no sensor.
 */
#include "synth/stage.h"

enum {
	PROTO_IPIP = 4,
	PROTO_6IN4 = 41,
	PROTO_GRE = 47,
	PORT_VXLAN = 4789,
	VLAN_TYPE = 0x8100
};
enum { PLAIN, MIRRORED };

struct tunnel {
	uint8_t proto; /* of the outer packet */
	bool inner_v6, to_collector;
	uint8_t inner_sensor; /* where the inner packet goes */
	uint16_t port; /* under which the counted packet counts, and its protocol */
	uint8_t counted_proto, kind;
	bool counts;
	uint8_t n;
};

static const struct tunnel cases[] = {
	/* to the sensor itself: the outer packet */
	{ PROTO_IPIP, false, false, PLAIN, 0, PROTO_IPIP, KIND_OTHER, true, 2 },
	{ PROTO_GRE, false, false, PLAIN, 0, PROTO_GRE, KIND_OTHER, true, 3 },
	{ PROTO_6IN4, true, false, PLAIN, 0, PROTO_6IN4, KIND_OTHER, true, 4 },
	{ IP_UDP, false, false, PLAIN, PORT_VXLAN, IP_UDP, KIND_SCAN, true, 5 },
	/* to the collector: the inner packet, if its sensor is a mirror */
	{ PROTO_IPIP, false, true, MIRRORED, 445, IP_TCP, KIND_SCAN, true, 6 },
	{ PROTO_GRE, false, true, MIRRORED, 445, IP_TCP, KIND_SCAN, true, 7 },
	{ PROTO_6IN4, true, true, MIRRORED, 445, IP_TCP, KIND_SCAN, true, 8 },
	{ IP_UDP, false, true, MIRRORED, 445, IP_TCP, KIND_SCAN, true, 9 },
	{ PROTO_GRE, false, true, PLAIN, 445, IP_TCP, KIND_SCAN, false, 10 },
};

static struct addr
parse(const char *text)
{
	struct addr ret;
	struct err err;
	must(addr_parse(text, &ret, &err) == 0);
	return ret;
}

static void
put_inner(struct frame_buffer *f, const struct frame_ip *ip, uint16_t sport)
{
	struct frame_tcp tcp = {
		.sport = sport, .dport = 445, .window = 1024, .seq = sport, .flags = TCP_SYN
	};
	frame_payload(f, (struct bytes){ 0 });
	frame_put_tcp(f, &tcp, ip);
	frame_put_ip(f, ip);
}

static void
put_tunnel(struct frame_buffer *f, const struct tunnel *t, const struct frame_ip *outer)
{
	static const uint8_t gre_v4[4] = { 0, 0, 0x08, 0x00 };
	static const uint8_t vxlan[8] = { 0x08, 0, 0, 0, 0, 0, 42, 0 };
	if (t->proto == PROTO_GRE) {
		frame_put_bytes(f, bytes_of(gre_v4, sizeof(gre_v4)));
	} else if (t->proto == IP_UDP) {
		frame_put_ethernet(f, 0);
		frame_put_bytes(f, bytes_of(vxlan, sizeof(vxlan)));
		frame_put_udp(f, 50000, PORT_VXLAN, outer);
	}
	frame_put_ip(f, outer);
	frame_put_ethernet(f, 0);
}

static void
send_tunnel(struct stage *stage, const struct tunnel *t, size_t index, int64_t start)
{
	static const char *const inner_v4[] = { "192.0.2.20", "198.51.100.20" };
	static const char *const inner_v6[] = { "2001:db8:5::20", "2001:db8:6::20" };
	for (unsigned i = 0; i < t->n; i++) {
		struct frame_buffer f;
		uint16_t network = t->inner_v6 ? SMALL_V6 : SMALL_JP;
		uint64_t host = 100 * index + i;
		struct frame_ip inner = { .src = stage_address(stage, network, host),
			.dst = parse((t->inner_v6 ? inner_v6 : inner_v4)[t->inner_sensor]),
			.proto = IP_TCP,
			.ttl = 60 };
		struct frame_ip outer = { .src = stage_address(stage, SMALL_US, host),
			.dst = parse(t->to_collector ? "203.0.113.200" : "192.0.2.10"),
			.proto = t->proto,
			.ttl = 64,
			.id = (uint16_t)i };
		struct attempt a = { .time_ns = start + i * INT64_C(1000000000),
			.sensor = t->to_collector ? t->inner_sensor : PLAIN,
			.src = t->to_collector ? inner.src : outer.src,
			.network = t->to_collector ? network : SMALL_US,
			.dport = t->port,
			.proto = t->counted_proto,
			.kind = t->kind };
		put_inner(&f, &inner, (uint16_t)(1024 + i));
		put_tunnel(&f, t, &outer);
		stage_frame(stage, a.time_ns, frame_bytes(&f));
		if (t->counts)
			stage_note(stage, &a, 1, 1);
	}
}

/* A tag of a virtual network is no tunnel. */
static void
send_tagged(struct stage *stage, int64_t start)
{
	static const uint8_t tag[4] = { 0x00, 0x2a, 0x08, 0x00 };
	struct frame_buffer f;
	struct frame_ip ip = { .src = stage_address(stage, SMALL_CN, 1),
		.dst = parse("192.0.2.30"),
		.proto = IP_TCP,
		.ttl = 50 };
	struct attempt a = { .time_ns = start,
		.sensor = PLAIN,
		.src = ip.src,
		.network = SMALL_CN,
		.dport = 445,
		.proto = IP_TCP };
	put_inner(&f, &ip, 2000);
	frame_put_bytes(&f, bytes_of(tag, sizeof(tag)));
	frame_put_ethernet(&f, VLAN_TYPE);
	stage_frame(stage, start, frame_bytes(&f));
	stage_note(stage, &a, 1, 1);
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *plain = stage_sensor(
		stage, "plain", "Testbed", "UTC", "192.0.2.0/24, 2001:db8:5::/64");
	struct stage_sensor *mirrored = stage_sensor(
		stage, "mirrored", "Testbed", "UTC", "198.51.100.0/24, 2001:db8:6::/64");
	mirrored->mirror = true;
	stage_observed(plain, "2024-03-05", "2024-03-06");
	stage_observed(mirrored, "2024-03-05", "2024-03-06");
	int64_t start = stage_time_ns(plain, "2024-03-05T12:00:00Z");
	for (size_t i = 0; i < count_of(cases); i++)
		send_tunnel(stage, &cases[i], i, start + (int64_t)i * 600 * 1000000000);
	send_tagged(stage, stage_time_ns(plain, "2024-03-05T18:00:00Z"));
	return 0;
}

SCENE(tunnels) = {
	.name = "tunnels",
	.summary = "IP in IP, GRE, 6in4 and VXLAN, to a sensor and to a mirror's collector",
	.shows = "packet, mirror",
	.make = make,
};
