/* kind.c - what a packet is evidence of, and the port it counts under.
 *
 * The rules are the definitions of docs/definitions.md, one function for each protocol.
 * Tool marks are single-packet relations that scanners put there to know their answers.
 */
#include "decode/layer.h"

static const char *const kind_names[KIND_COUNT] = {
	[KIND_SCAN] = "scan",
	[KIND_BACKSCATTER] = "backscatter",
	[KIND_OTHER] = "other",
};

const char *
kind_name(enum kind kind)
{
	must((unsigned)kind < KIND_COUNT);
	return kind_names[kind];
}

/* A table, since flags come in random order and a wrong guess costs more than the look-up.
 */
static enum kind
tcp_kind(uint8_t flags)
{
	enum { SEEN = TCP_SYN | TCP_RST | TCP_ACK };
	static const uint8_t kinds[SEEN + 1] = {
		[0] = KIND_OTHER,
		[TCP_ACK] = KIND_OTHER,
		[TCP_SYN] = KIND_SCAN,
		[TCP_SYN | TCP_ACK] = KIND_BACKSCATTER,
		[TCP_RST] = KIND_BACKSCATTER,
		[TCP_RST | TCP_ACK] = KIND_BACKSCATTER,
		[TCP_RST | TCP_SYN] = KIND_BACKSCATTER,
		[TCP_RST | TCP_SYN | TCP_ACK] = KIND_BACKSCATTER,
	};
	return kinds[flags & SEEN];
}

static enum kind
udp_kind(const struct packet *pkt)
{
	if (is_udp_reply(pkt))
		return KIND_BACKSCATTER;
	return pkt->sport == 0 || pkt->dport == 0 ? KIND_OTHER : KIND_SCAN;
}

static enum kind
icmp_kind(uint8_t type)
{
	switch (type) {
	case 8: /* echo */
	case 13: /* time stamp */
	case 15: /* information */
	case 17: /* address mask */
		return KIND_SCAN;
	case 3: /* unreachable */
	case 4: /* source quench */
	case 5: /* redirect */
	case 11: /* time exceeded */
	case 12: /* parameter problem */
	case 0:
	case 14:
	case 16:
	case 18: /* the replies to the above */
		return KIND_BACKSCATTER;
	default:
		return KIND_OTHER;
	}
}

static enum kind
icmpv6_kind(uint8_t type)
{
	switch (type) {
	case 128: /* echo */
		return KIND_SCAN;
	case 1: /* unreachable */
	case 2: /* too big */
	case 3: /* time exceeded */
	case 4: /* parameter problem */
	case 129: /* echo reply */
		return KIND_BACKSCATTER;
	default:
		return KIND_OTHER;
	}
}

enum kind
packet_kind(const struct packet *pkt)
{
	if (pkt->later_fragment || pkt->no_transport)
		return KIND_OTHER;
	switch (pkt->proto) {
	case IP_TCP:
		return tcp_kind(pkt->tcp_flags);
	case IP_UDP:
		return udp_kind(pkt);
	case IP_ICMP:
		return icmp_kind(pkt->icmp_type);
	case IP_ICMPV6:
		return icmpv6_kind(pkt->icmp_type);
	default:
		return KIND_OTHER;
	}
}

uint16_t
packet_port(const struct packet *pkt, enum kind kind)
{
	if (pkt->later_fragment || pkt->no_transport)
		return 0;
	switch (pkt->proto) {
	case IP_ICMP:
	case IP_ICMPV6:
		return pkt->icmp_type;
	case IP_TCP:
	case IP_UDP:
		return kind == KIND_BACKSCATTER ? pkt->sport : pkt->dport;
	default:
		return pkt->dport; /* 0 where the protocol has none */
	}
}

static uint16_t
masscan_mark(const struct packet *pkt)
{
	static const uint8_t mss_1460[4] = { 2, 4, 0x05, 0xb4 };
	uint32_t made_of = (uint32_t)pkt->dst.lo ^ pkt->dport ^ pkt->tcp_seq;

	if (pkt->version != 4 || pkt->ip_id != (made_of & 0xffff))
		return 0;
	unsigned header_words =
		pkt->transport.at[12] >> 4; /* options may not be captured */
	if (header_words == 5 && pkt->tcp_window == 1024)
		return TOOL_MASSCAN;
	if (header_words == 6 && pkt->tcp_window == 1025 && pkt->tcp_options.len == 4 &&
		memcmp(pkt->tcp_options.at, mss_1460, 4) == 0)
		return TOOL_MASSCAN_2023;
	return 0;
}

uint16_t
packet_tool_marks(const struct packet *pkt)
{
	if (pkt->proto != IP_TCP || pkt->no_transport || pkt->later_fragment ||
		(pkt->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN)
		return 0;
	uint16_t marks = masscan_mark(pkt);
	if (pkt->version != 4)
		return marks;
	if (pkt->ip_id == 54321 && pkt->tcp_window == 65535)
		marks |= TOOL_ZMAP;
	if (pkt->tcp_seq == (uint32_t)pkt->dst.lo)
		marks |= TOOL_MIRAI;
	return marks;
}
