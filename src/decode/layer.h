/* layer.h - how the files of this room hand a packet on from header to header.
 *
 * A layer is what is left of a frame: the bytes that were captured, and how many the wire
 * had by the headers so far.  `cap` never exceeds `wire`.  Only this room includes it.
 */
#pragma once

#include "decode/decode.h"

struct layer {
	const uint8_t *at;
	uint32_t cap, wire;
};

/* What follows a header: an ethertype, or one of these. */
enum {
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	TYPE_BRIDGED = 0x6558,
	TYPE_MPLS = 0x8847,
	TYPE_MPLS_MULTICAST = 0x8848,
	TYPE_PPP_ETHER = 0x880b, /* in GRE only */
	TYPE_PPPOE_SESSION = 0x8864,
	TYPE_ANY_IP = 0x10000,
	TYPE_LLC,
	TYPE_PPP,
	TYPE_PPPOE,
};

enum {
	IP_IPIP = 4,
	IP_HOPOPTS = 0,
	IP_DCCP = 33,
	IP_IPV6 = 41,
	IP_ROUTING = 43,
	IP_FRAGMENT = 44,
	IP_GRE = 47,
	IP_AH = 51,
	IP_NONE = 59,
	IP_DSTOPTS = 60,
	IP_ETHERIP = 97,
	IP_SCTP = 132,
	IP_UDPLITE = 136,
	IP_MPLS = 137,
};

enum {
	ETHER_LEN = 14,
	IPV4_LEN = 20,
	IPV6_LEN = 40,
	TCP_LEN = 20,
	UDP_LEN = 8,
	ICMP_LEN = 8
};

enum {
	PORT_GTPU = 2152,
	PORT_TEREDO = 3544,
	PORT_VXLAN = 4789,
	PORT_GENEVE = 6081,
	PORT_VXLAN_LINUX = 8472
};

/* The caller has checked that `len` bytes were captured. */
static inline void
layer_skip(struct layer *l, uint32_t len)
{
	l->at += len;
	l->cap -= len;
	l->wire -= len;
}

/* A header says that no more than `len` bytes belong to what follows. */
static inline void
layer_limit(struct layer *l, uint32_t len)
{
	if (len < l->wire)
		l->wire = len;
	if (len < l->cap)
		l->cap = len;
}

static inline struct bytes
layer_bytes(struct layer l)
{
	return (struct bytes){ l.at, l.cap };
}

/* From the link header, or from an ethertype, to an IP header of the version it names. */
enum drop link_open(uint16_t linktype, struct layer *l);
enum drop link_follow(uint32_t type, struct layer *l);

/* The IP packet at `l`; nothing is written on a drop. */
enum drop ip_read(struct layer l, int64_t time_ns, struct packet *ret);
enum drop ipv4_read(struct layer l, int64_t time_ns, struct packet *ret);

/* What a packet that was read from `ip` has as its transport. */
static inline struct layer
layer_transport(const uint8_t *ip, const struct packet *pkt)
{
	uint32_t header_len = (uint32_t)(pkt->transport.at - ip);
	return (struct layer){ pkt->transport.at, (uint32_t)pkt->transport.len,
		pkt->len - header_len };
}

/* Sets `tunnelled` and `inner` if there is an IP packet inside `outer`, read from `ip`. */
void tunnels_open(const uint8_t *ip, struct decoded *ret);

/* The UDP payload is, by its structure, the answer of a server. */
bool is_udp_reply(const struct packet *pkt);

/* Worth a call of tunnels_open()? */
static inline bool
may_be_tunnel(const struct packet *pkt)
{
	switch (pkt->proto) {
	case IP_UDP:
		return pkt->dport == PORT_VXLAN || pkt->dport == PORT_VXLAN_LINUX ||
			pkt->dport == PORT_GENEVE || pkt->dport == PORT_GTPU ||
			pkt->sport == PORT_GTPU || pkt->dport == PORT_TEREDO ||
			pkt->sport == PORT_TEREDO;
	case IP_IPIP:
	case IP_IPV6:
	case IP_GRE:
	case IP_ETHERIP:
	case IP_MPLS:
		return true;
	default:
		return false;
	}
}
