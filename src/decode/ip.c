/* ip.c - IPv4 and IPv6 headers, and the transport headers that teiten looks at.
 *
 * A packet that contradicts itself in its IP header is dropped; below that nothing is: a
 * transport header that is cut or wrong leaves a packet without ports.  All checks come
 * before the first write, and every field is written once, since this is the hot path.
 */
#include "decode/layer.h"

enum { EXTENSIONS_MAX = 16 };
enum { FRAGMENT_OFFSET_V4 = 0x1fff, FRAGMENT_MORE_V4 = 0x2000 };
enum { FRAGMENT_OFFSET_V6 = 0xfff8, FRAGMENT_MORE_V6 = 1 };

static bool
is_extension(uint8_t proto, uint8_t version)
{
	if (version == 4) /* has of these only the authentication header */
		return proto == IP_AH;
	return proto == IP_HOPOPTS || proto == IP_ROUTING || proto == IP_FRAGMENT ||
		proto == IP_AH || proto == IP_DSTOPTS;
}

static inline void
no_ports(struct packet *ret)
{
	ret->tcp_flags = 0;
	ret->sport = ret->dport = 0;
	ret->icmp_type = ret->icmp_code = 0;
	ret->icmp_id = 0;
	ret->tcp_window = 0;
	ret->tcp_seq = ret->tcp_ack = 0;
	ret->tcp_options = (struct bytes){ NULL, 0 };
}

static inline bool
tcp_read(struct layer l, struct packet *ret)
{
	if (l.cap < TCP_LEN)
		return false;
	const uint8_t *at = l.at;
	uint32_t len = (at[12] >> 4) * 4u;
	/* The rest of the options may come in the next fragment, or not be captured. */
	if (len < TCP_LEN || (len > l.wire && !ret->first_fragment))
		return false;
	if (len > l.cap)
		len = l.cap;

	ret->sport = load_u16be(at);
	ret->dport = load_u16be(at + 2);
	ret->tcp_seq = load_u32be(at + 4);
	ret->tcp_ack = load_u32be(at + 8);
	ret->tcp_flags = at[13];
	ret->tcp_window = load_u16be(at + 14);
	ret->tcp_options = (struct bytes){ at + TCP_LEN, len - TCP_LEN };
	ret->icmp_type = ret->icmp_code = 0;
	ret->icmp_id = 0;
	ret->payload = (struct bytes){ at + len, l.cap - len };
	return true;
}

/* A length of 0 is that of a jumbogram or of a card that has yet to fill it in; one beyond
 * the packet is the sender's mistake, and one below the header leaves nothing to believe.
 */
static inline bool
udp_read(struct layer l, struct packet *ret)
{
	if (l.cap < UDP_LEN)
		return false;
	const uint8_t *at = l.at;
	uint32_t len = load_u16be(at + 4);
	if (len == 0 || len > l.cap)
		len = l.cap;
	if (len < UDP_LEN)
		return false;

	no_ports(ret);
	ret->sport = load_u16be(at);
	ret->dport = load_u16be(at + 2);
	ret->payload = (struct bytes){ at + UDP_LEN, len - UDP_LEN };
	return true;
}

/* Of the protocols that start with two ports, those that are not TCP or UDP. */
static bool
ports_read(struct layer l, struct packet *ret)
{
	if (l.cap < 4)
		return false;
	no_ports(ret);
	ret->sport = load_u16be(l.at);
	ret->dport = load_u16be(l.at + 2);
	ret->payload = layer_bytes(l);
	return true;
}

static bool
has_identifier(uint8_t proto, uint8_t type)
{
	if (proto == IP_ICMPV6)
		return type == 128 || type == 129 || type == 160 || type == 161;
	return type == 0 || type == 8 || (type >= 13 && type <= 18) || type == 42 ||
		type == 43;
}

static bool
icmp_read(struct layer l, struct packet *ret)
{
	if (l.cap < ICMP_LEN)
		return false;
	no_ports(ret);
	ret->icmp_type = l.at[0];
	ret->icmp_code = l.at[1];
	if (has_identifier(ret->proto, ret->icmp_type))
		ret->icmp_id = load_u16be(l.at + 4);
	ret->payload = (struct bytes){ l.at + ICMP_LEN, l.cap - ICMP_LEN };
	return true;
}

/* Fills in everything from the ports on; `proto` and the fragment flags are there. */
__attribute__((always_inline)) static inline void
transport_read(struct layer l, struct packet *ret)
{
	bool known = true;

	ret->no_transport = false;
	ret->transport = layer_bytes(l);
	if (ret->proto == IP_TCP && !ret->later_fragment) {
		if (tcp_read(l, ret))
			return;
	} else if (ret->later_fragment) {
		ret->transport.len = 0;
		known = false;
	} else if (ret->proto == IP_UDP) {
		if (udp_read(l, ret))
			return;
	} else if (ret->proto == IP_ICMP || ret->proto == IP_ICMPV6) {
		if (icmp_read(l, ret))
			return;
	} else if (ret->proto == IP_SCTP || ret->proto == IP_UDPLITE ||
		ret->proto == IP_DCCP) {
		if (ports_read(l, ret))
			return;
	} else {
		known = false;
	}
	no_ports(ret);
	ret->no_transport = known;
	ret->payload = layer_bytes(l);
}

/* Walks the headers that stand between IP and its transport. */
__attribute__((noinline, cold)) static void
extended_read(struct layer l, struct packet *ret)
{
	bool cut = false;

	for (unsigned n = 0; is_extension(ret->proto, ret->version) && !ret->later_fragment;
		n++) {
		cut = n == EXTENSIONS_MAX || l.cap < 8;
		if (cut)
			break;
		const uint8_t *at = l.at;
		uint32_t len = (at[1] + 1u) * 8;
		if (ret->proto == IP_AH)
			len = (at[1] + 2u) * 4;
		else if (ret->proto == IP_FRAGMENT)
			len = 8;
		cut = l.cap < len;
		if (cut)
			break;
		if (ret->proto == IP_FRAGMENT) {
			uint16_t where = load_u16be(at + 2);
			ret->later_fragment = where & FRAGMENT_OFFSET_V6;
			ret->first_fragment =
				!ret->later_fragment && where & FRAGMENT_MORE_V6;
		}
		ret->proto = at[0];
		layer_skip(&l, len);
	}
	transport_read(l, ret);
	ret->no_transport |= cut;
}

enum drop
ipv4_read(struct layer l, int64_t time_ns, struct packet *ret)
{
	if (l.cap < IPV4_LEN)
		return DROP_IP_SHORT;
	const uint8_t *at = l.at;
	uint32_t header_len = (at[0] & 15) * 4u, len = load_u16be(at + 2);
	if (at[0] >> 4 != 4 || header_len < IPV4_LEN)
		return DROP_IP_INVALID;
	if (len == 0) /* captured before the card split it: the wire knows */
		len = l.wire;
	if (len < header_len)
		return DROP_IP_INVALID;
	if (l.cap < header_len)
		return DROP_IP_SHORT;

	uint16_t where = load_u16be(at + 6);
	bool later = where & FRAGMENT_OFFSET_V4;
	ret->time_ns = time_ns;
	ret->src = addr_v4(load_u32be(at + 12));
	ret->dst = addr_v4(load_u32be(at + 16));
	ret->len = len;
	ret->version = 4;
	ret->proto = at[9];
	ret->ttl = at[8];
	ret->later_fragment = later;
	ret->first_fragment = !later && where & FRAGMENT_MORE_V4;
	ret->ip_id = load_u16be(at + 4);

	struct layer transport = { at + header_len, l.cap - header_len, len - header_len };
	if (transport.cap > transport.wire)
		transport.cap = transport.wire;
	if (__builtin_expect(at[9] == IP_AH, 0))
		extended_read(transport, ret);
	else
		transport_read(transport, ret);
	return DROP_NONE;
}

static enum drop
ipv6_read(struct layer l, int64_t time_ns, struct packet *ret)
{
	if (l.cap < IPV6_LEN)
		return DROP_IP_SHORT;
	const uint8_t *at = l.at;
	uint32_t len = load_u16be(at + 4);
	if (len == 0 && at[6] != IP_NONE) /* jumbogram, or not yet split */
		len = l.wire - IPV6_LEN;

	ret->time_ns = time_ns;
	ret->src = addr_v6(at + 8);
	ret->dst = addr_v6(at + 24);
	ret->len = IPV6_LEN + len;
	ret->version = 6;
	ret->proto = at[6];
	ret->ttl = at[7];
	ret->later_fragment = ret->first_fragment = false;
	ret->ip_id = 0;

	struct layer transport = { at + IPV6_LEN, l.cap - IPV6_LEN, len };
	if (transport.cap > transport.wire)
		transport.cap = transport.wire;
	if (__builtin_expect(is_extension(at[6], 6), 0))
		extended_read(transport, ret);
	else
		transport_read(transport, ret);
	return DROP_NONE;
}

enum drop
ip_read(struct layer l, int64_t time_ns, struct packet *ret)
{
	if (l.cap < 1)
		return DROP_IP_SHORT;
	switch (l.at[0] >> 4) {
	case 4:
		return ipv4_read(l, time_ns, ret);
	case 6:
		return ipv6_read(l, time_ns, ret);
	default:
		return DROP_IP_INVALID;
	}
}
