/* fragments.c - only the first of a packet's fragments is an attempt; the later ones are
 * packets and nothing else. */
#include "synth/stage.h"

enum { PIECE = 512, PIECES = 3 };

static void
send_pieces(struct stage *stage, uint16_t network, uint32_t i, int64_t at_ns)
{
	static const uint8_t zeros[PIECE * PIECES];
	bool v6 = network == SMALL_V6;
	struct frame_buffer whole;
	struct attempt a = { .time_ns = at_ns,
		.network = network,
		.proto = IP_UDP,
		.src = stage_address(stage, network, i),
		.sport = (uint16_t)(4000 + i),
		.dport = 1434 };
	struct frame_ip ip = { .src = a.src,
		.dst = stage->sensors[0].at,
		.proto = IP_UDP,
		.ttl = 60,
		.id = (uint16_t)(500 + i) };
	if (v6)
		ip.dst = (struct addr){ UINT64_C(0x20010db800050000), 7 };

	frame_payload(&whole, bytes_of(zeros, PIECE * PIECES - 8));
	frame_put_udp(&whole, a.sport, a.dport, &ip);
	struct bytes all = frame_bytes(&whole);
	for (uint16_t k = 0; k < PIECES; k++) {
		struct frame_buffer f;
		ip.more_fragments = k + 1 < PIECES;
		ip.fragment_offset = (uint16_t)(k * PIECE / 8);
		frame_payload(&f, bytes_of(all.at + k * PIECE, PIECE));
		frame_put_ip(&f, &ip);
		frame_put_ethernet(&f, 0);
		stage_frame(stage, at_ns + k * INT64_C(1000000), frame_bytes(&f));
	}
	stage_note(stage, &a, 1, 1);
	a.dport = 0;
	a.kind = KIND_OTHER;
	stage_note(stage, &a, 0, PIECES - 1);
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *s = stage_sensor(
		stage, "fragments", "Testbed", "UTC", "192.0.2.7/32, 2001:db8:5::/64");
	stage_observed(s, "2024-03-05", "2024-03-06");
	int64_t start = stage_time_ns(s, "2024-03-05T09:00:00Z");
	for (uint32_t i = 0; i < 40; i++)
		send_pieces(stage, i % 4 == 3 ? SMALL_V6 : SMALL_CN, i,
			start + i * INT64_C(60000000000));
	return 0;
}

SCENE(fragments) = {
	.name = "fragments",
	.summary = "40 datagrams in three fragments each, IPv4 and IPv6",
	.shows = "kind: later fragments are packets, no attempts",
	.make = make,
};
