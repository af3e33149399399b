/* tunnel.c - the packet inside the packet.
 *
 * Tunnels with an IP protocol of their own are believed; those that are told by a UDP port
 * alone, to which any stranger may send anything, must also fit: the inner lengths within
 * the outer ones.  What does not decode is no tunnel, and the outer packet stands alone.
 */
#include "decode/layer.h"

enum { TUNNELS_MAX = 8 };

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACK = 0x0080,
	GRE_VERSION = 0x0007
};
enum { GRE_ERSPAN = 0x88be, GRE_ERSPAN_III = 0x22eb };
enum { ERSPAN_LEN = 8, ERSPAN_III_LEN = 12, ERSPAN_III_MORE = 8 };

static bool
skip(struct layer *l, uint32_t len)
{
	if (l->cap < len)
		return false;
	layer_skip(l, len);
	return true;
}

/* Mirrored frames; the sequence number tells type II from I, which has no header. */
static bool
erspan_open(uint16_t type, bool sequence, struct layer *l)
{
	if (type == GRE_ERSPAN && sequence) {
		if (l->cap < ERSPAN_LEN || l->at[0] >> 4 != 1)
			return false;
		layer_skip(l, ERSPAN_LEN);
	} else if (type == GRE_ERSPAN_III) {
		if (l->cap < ERSPAN_III_LEN || l->at[0] >> 4 != 2)
			return false;
		bool more = l->at[11] & 1;
		layer_skip(l, ERSPAN_III_LEN);
		if (more && !skip(l, ERSPAN_III_MORE))
			return false;
	}
	return link_follow(TYPE_BRIDGED, l) == DROP_NONE;
}

/* Version 1 carries PPP for PPTP, and nothing else. */
static bool
pptp_open(uint16_t flags, uint16_t type, struct layer *l)
{
	if (type != TYPE_PPP_ETHER || !(flags & GRE_KEY) || l->cap < 8)
		return false;
	uint16_t len = load_u16be(l->at + 4);
	uint32_t header_len =
		8u + (flags & GRE_SEQUENCE ? 4u : 0u) + (flags & GRE_ACK ? 4u : 0u);
	if (!skip(l, header_len))
		return false;
	layer_limit(l, len);
	return link_follow(TYPE_PPP, l) == DROP_NONE;
}

static bool
gre_open(struct layer *l)
{
	if (l->cap < 4)
		return false;
	uint16_t flags = load_u16be(l->at), type = load_u16be(l->at + 2);
	if ((flags & GRE_VERSION) == 1)
		return pptp_open(flags, type, l);
	if ((flags & GRE_VERSION) != 0 || flags & GRE_ROUTING)
		return false;
	uint32_t header_len = 4u + (flags & GRE_CHECKSUM ? 4u : 0u) +
		(flags & GRE_KEY ? 4u : 0u) + (flags & GRE_SEQUENCE ? 4u : 0u);
	if (!skip(l, header_len))
		return false;
	if (type == GRE_ERSPAN || type == GRE_ERSPAN_III)
		return erspan_open(type, flags & GRE_SEQUENCE, l);
	if (type == TYPE_PPP_ETHER)
		return link_follow(TYPE_PPP, l) == DROP_NONE;
	return type > 1500 && link_follow(type, l) == DROP_NONE;
}

/* Behind the IPv6 packet may stand trailers (RFC 6081), each a type, a length and a value;
 * they end where the datagram does. */
static bool
teredo_trailers(struct layer l)
{
	while (l.wire > 0) {
		if (l.cap < 2 || l.cap < 2u + l.at[1])
			return l.cap < l.wire; /* not captured, so not refuted */
		layer_skip(&l, 2u + l.at[1]);
	}
	return true;
}

/* An authentication part and an origin part may stand before the IPv6 packet, which with
 * its trailers must fill the rest to the byte. */
static bool
teredo_open(struct layer *l)
{
	if (l->cap >= 4 && l->at[0] == 0 && l->at[1] == 1 &&
		!skip(l, 4u + l->at[2] + l->at[3] + 9u))
		return false;
	if (l->cap >= 8 && l->at[0] == 0 && l->at[1] == 0)
		layer_skip(l, 8);
	if (l->cap < IPV6_LEN || l->at[0] >> 4 != 6)
		return false;
	uint32_t len = IPV6_LEN + (uint32_t)load_u16be(l->at + 4);
	if (len > l->wire)
		return false;
	struct layer behind = *l;
	if (len <= l->cap) {
		layer_skip(&behind, len);
		return teredo_trailers(behind);
	}
	return true;
}

/* Senders must leave the other bits 0 and do not always. */
static bool
vxlan_open(struct layer *l)
{
	if (l->cap < 8 || !(l->at[0] & 0x08))
		return false;
	layer_skip(l, 8);
	return link_follow(TYPE_BRIDGED, l) == DROP_NONE;
}

static bool
geneve_open(struct layer *l)
{
	if (l->cap < 8 || l->at[0] >> 6 != 0)
		return false;
	uint32_t options_len = (l->at[0] & 0x3f) * 4u;
	uint16_t type = load_u16be(l->at + 2);
	return skip(l, 8 + options_len) && type > 1500 && link_follow(type, l) == DROP_NONE;
}

/* Version 1, a T-PDU; extension headers are a chain of their own. */
static bool
gtpu_open(struct layer *l)
{
	if (l->cap < 8 || l->at[0] >> 4 != 3 || l->at[1] != 0xff)
		return false;
	uint8_t flags = l->at[0];
	uint16_t len = load_u16be(l->at + 2);
	layer_skip(l, 8);
	layer_limit(l, len);
	if (flags & 7) {
		if (l->cap < 4)
			return false;
		uint8_t next = flags & 4 ? l->at[3] : 0;
		layer_skip(l, 4);
		for (unsigned n = 0; next != 0; n++) {
			uint32_t ext_len = l->cap < 1 ? 0 : l->at[0] * 4u;
			if (n == 4 || ext_len == 0 || l->cap < ext_len)
				return false;
			next = l->at[ext_len - 1];
			layer_skip(l, ext_len);
		}
	}
	return link_follow(TYPE_ANY_IP, l) == DROP_NONE;
}

/* The inner IP header is there, and what it claims to carry is too. */
static bool
fits(const struct layer *l)
{
	if (l->cap < IPV4_LEN)
		return false;
	uint8_t version = l->at[0] >> 4;
	if (version == 4)
		return load_u16be(l->at + 2) <= l->wire;
	return version == 6 && IPV6_LEN + (uint32_t)load_u16be(l->at + 4) <= l->wire;
}

static bool
udp_open(const struct packet *pkt, struct layer *l)
{
	uint16_t len = load_u16be(l->at + 4); /* 0 and overlong were seen to in ip.c */
	layer_skip(l, UDP_LEN);
	if (len >= UDP_LEN)
		layer_limit(l, len - UDP_LEN);

	struct layer before = *l;
	bool found = (pkt->dport == PORT_VXLAN || pkt->dport == PORT_VXLAN_LINUX)
		? vxlan_open(l)
		: pkt->dport == PORT_GENEVE                          ? geneve_open(l)
		: pkt->dport == PORT_GTPU || pkt->sport == PORT_GTPU ? gtpu_open(l)
								     : false;
	if (found && (pkt->first_fragment || fits(l)))
		return true;
	*l = before;
	return (pkt->sport == PORT_TEREDO || pkt->dport == PORT_TEREDO) && teredo_open(l);
}

static bool
is_version(const struct layer *l, uint8_t version)
{
	return l->cap >= 1 && l->at[0] >> 4 == version;
}

/* From a packet's transport to the IP header inside. */
static bool
tunnel_open(const struct packet *pkt, struct layer *l)
{
	if (pkt->later_fragment || pkt->no_transport)
		return false;
	switch (pkt->proto) {
	case IP_UDP:
		return udp_open(pkt, l);
	case IP_IPIP:
		return is_version(l, 4);
	case IP_IPV6:
		return is_version(l, 6);
	case IP_GRE:
		return gre_open(l);
	case IP_MPLS:
		return link_follow(TYPE_MPLS, l) == DROP_NONE;
	case IP_ETHERIP:
		return l->cap >= 2 && load_u16be(l->at) == 0x3000 && skip(l, 2) &&
			link_follow(TYPE_BRIDGED, l) == DROP_NONE;
	default:
		return false;
	}
}

void
tunnels_open(const uint8_t *ip, struct decoded *ret)
{
	for (unsigned n = 0; n < TUNNELS_MAX; n++) {
		const struct packet *around = decoded_innermost(ret);
		struct layer l = layer_transport(ip, around);
		if (!may_be_tunnel(around) || !tunnel_open(around, &l))
			return;
		/* Writes `inner`, which `around` may be, only when all is read and well. */
		if (ip_read(l, ret->outer.time_ns, &ret->inner))
			return;
		ret->tunnelled = true;
		ip = l.at;
	}
}
