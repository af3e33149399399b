/* decode - a frame becomes a packet: addresses, ports, flags, and where the payload is.
 *
 * Every link type and tunnel that occurs is opened to the innermost IP packet; the
 * outermost one stays known.  Packets quoted in ICMP errors are evidence of something else
 * and are only found on demand.  Nothing allocates, copies or logs; what cannot be decoded
 * has a reason.
 */
#pragma once

#include "base/base.h"
#include "capture/capture.h"

enum { IP_ICMP = 1, IP_TCP = 6, IP_UDP = 17, IP_ICMPV6 = 58 };
enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16, TCP_URG = 32 };

/* Why a frame is no packet.  Names are stored and shown: drop_name(). */
enum drop {
	DROP_NONE,
	DROP_LINKTYPE, /* a link type that is not decoded */
	DROP_LINK_SHORT, /* the link header is cut */
	DROP_NOT_IP, /* ARP, IPX, LLC and the like: whole, but nothing for us */
	DROP_IP_SHORT, /* the IP header is cut */
	DROP_IP_INVALID, /* version, header length or total length contradict each other */
	DROP_NESTING, /* more tags and labels than the bound */
	DROP_COUNT,
};
const char *drop_name(enum drop drop);

/* One IP packet.  Views into the frame.  The header of TCP, UDP, ICMP (or of SCTP, DCCP,
 * UDP-Lite, of which the ports are read) that is cut or malformed leaves ports and flags 0
 * and sets `no_transport`, as does a chain of IPv6 extension headers that ends before its
 * transport: the packet still counts. */
struct packet {
	int64_t time_ns;
	struct addr src, dst;
	uint32_t len; /* bytes of the IP packet on the wire, by its own header */
	uint8_t version; /* 4 or 6 */
	uint8_t proto; /* after IPv6 extension headers */
	uint8_t ttl; /* or hop limit */
	uint8_t tcp_flags;
	uint16_t sport, dport; /* host order; 0 without ports */
	uint8_t icmp_type, icmp_code;
	uint16_t icmp_id; /* identifier of echo and the like, else 0 */
	bool later_fragment; /* offset > 0: no transport header is here */
	bool first_fragment; /* offset 0, more to come */
	bool no_transport;
	uint16_t ip_id; /* IPv4 identification, 0 for IPv6 */
	uint16_t tcp_window;
	uint32_t tcp_seq, tcp_ack;
	struct bytes tcp_options;
	struct bytes payload; /* of the transport, as captured; of IP where none is known */
	struct bytes transport; /* from the transport header on, as captured; empty in later
				 * fragments */
};

struct decoded {
	struct packet outer; /* the IP packet that the wire carried */
	struct packet inner; /* the innermost; only set if `tunnelled` */
	bool tunnelled; /* GRE, IP-in-IP, 6in4, Teredo, VXLAN, ... below `outer` */
};

static inline const struct packet *
decoded_innermost(const struct decoded *d)
{
	return d->tunnelled ? &d->inner : &d->outer;
}

/* A tunnel whose inside does not decode is none, and deeper ones than the bound stay
 * closed: only links drop for nesting.  `ret` is undefined after a drop. */
enum drop decode_frame(const struct frame *frame, struct decoded *ret);

/* The packet quoted in an ICMP error; false if `pkt` is none or quotes no IP header.  Of a
 * transport header that is quoted in part, ports and the sequence number are filled in as
 * far as they go; flags only when it is whole.  `no_transport` means not even ports. */
bool decode_quoted(const struct packet *pkt, struct packet *ret);

/* What kind of traffic a packet is, and under which port it counts (see the definitions in
 * docs/definitions.md). */
enum kind { KIND_SCAN, KIND_BACKSCATTER, KIND_OTHER, KIND_COUNT };
const char *kind_name(enum kind kind);
enum kind packet_kind(const struct packet *pkt);
uint16_t packet_port(const struct packet *pkt, enum kind kind);

/* Marks that scanning tools leave in single packets, as bits; a source's packets must all
 * carry a mark before it says anything (16-bit marks are 1 in 65,536 by chance). */
enum tool_mark {
	TOOL_MASSCAN = 1 << 0, /* id = dst ^ dport ^ seq, window 1024, no options */
	TOOL_MASSCAN_2023 = 1 << 1, /* the same id, window 1025, MSS 1460 */
	TOOL_ZMAP = 1 << 2, /* id 54321, window 65535 */
	TOOL_MIRAI = 1 << 3, /* sequence number = destination address */
};
uint16_t packet_tool_marks(const struct packet *pkt);
