/* link.c - from the first byte of a frame to its IP header.
 *
 * Every header on the way is one step that says what comes next; the steps are counted, so
 * a frame of nothing but tags ends at the bound.  Headers that carry a length cut off what
 * stands behind it, which is padding.
 */
#include "decode/layer.h"

enum { STEPS_MAX = 16 };

enum {
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_9100 = 0x9100,
	TYPE_QINQ_9200 = 0x9200,
	ETHER_LENGTH_MAX = 1500, /* a smaller "type" is the length of an LLC frame */
};

enum { SLL_LEN = 16, SLL2_LEN = 20, SLL_RAW_8023 = 1, SLL_LLC = 4 };
enum {
	ARPHRD_NETLINK = 824,
	ARPHRD_IPGRE = 778,
	ARPHRD_WIFI = 801,
	ARPHRD_WIFI_LAST = 805
};
enum { PPP_IPV4 = 0x21, PPP_IPV6 = 0x57, PPP_MPLS = 0x281, PPP_MPLS_MULTICAST = 0x283 };
enum { LINK_CISCO_HDLC = 104 }; /* framed as PPP in HDLC may be, too */
enum { HDLC_UNICAST = 0x0f, HDLC_BROADCAST = 0x8f };
enum { SAP_SNAP = 0xaa, SAP_IP = 0x06, LLC_UI = 0x03 };

static enum drop
ethernet_step(struct layer *l, uint32_t *type)
{
	if (l->cap < ETHER_LEN)
		return DROP_LINK_SHORT;
	*type = load_u16be(l->at + 12);
	layer_skip(l, ETHER_LEN);
	return DROP_NONE;
}

static enum drop
vlan_step(struct layer *l, uint32_t *type)
{
	if (l->cap < 4)
		return DROP_LINK_SHORT;
	*type = load_u16be(l->at + 2);
	layer_skip(l, 4);
	return DROP_NONE;
}

/* One label.  Below the last one nothing says what follows: IP shows it in its first bits,
 * and zero bits are the control word of an Ethernet pseudowire. */
static enum drop
mpls_step(struct layer *l, uint32_t *type)
{
	if (l->cap < 5)
		return DROP_LINK_SHORT;
	bool bottom = l->at[2] & 1;
	layer_skip(l, 4);
	if (!bottom)
		return DROP_NONE;
	switch (l->at[0] >> 4) {
	case 4:
	case 6:
		*type = TYPE_ANY_IP;
		return DROP_NONE;
	case 0:
		if (l->cap < 4)
			return DROP_LINK_SHORT;
		layer_skip(l, 4);
		*type = TYPE_BRIDGED;
		return DROP_NONE;
	default:
		return DROP_NOT_IP;
	}
}

static enum drop
pppoe_step(struct layer *l, uint32_t *type)
{
	if (l->cap < 6)
		return DROP_LINK_SHORT;
	uint8_t version_type = l->at[0], code = l->at[1];
	uint16_t len = load_u16be(l->at + 4);
	layer_skip(l, 6);
	if (version_type != 0x11 || code != 0)
		return DROP_NOT_IP;
	layer_limit(l, len);
	*type = TYPE_PPP;
	return DROP_NONE;
}

/* Address and control may be compressed away, and the protocol's first byte if it is 0.
 * What starts with 0f or 8f is Cisco's framing: the same four bytes, with an ethertype. */
static enum drop
ppp_step(struct layer *l, uint32_t *type)
{
	if (l->cap >= 4 && (l->at[0] == HDLC_UNICAST || l->at[0] == HDLC_BROADCAST) &&
		l->at[1] == 0) {
		*type = load_u16be(l->at + 2);
		layer_skip(l, 4);
		return *type <= ETHER_LENGTH_MAX ? DROP_NOT_IP : DROP_NONE;
	}
	if (l->cap >= 2 && l->at[0] == 0xff && l->at[1] == 0x03)
		layer_skip(l, 2);
	if (l->cap < 1)
		return DROP_LINK_SHORT;

	uint32_t len = l->at[0] & 1 ? 1 : 2;
	if (l->cap < len)
		return DROP_LINK_SHORT;
	uint16_t protocol = len == 1 ? l->at[0] : load_u16be(l->at);
	layer_skip(l, len);
	switch (protocol) {
	case PPP_IPV4:
		*type = TYPE_IPV4;
		return DROP_NONE;
	case PPP_IPV6:
		*type = TYPE_IPV6;
		return DROP_NONE;
	case PPP_MPLS:
	case PPP_MPLS_MULTICAST:
		*type = TYPE_MPLS;
		return DROP_NONE;
	default:
		return DROP_NOT_IP;
	}
}

static enum drop
llc_step(struct layer *l, uint32_t *type)
{
	if (l->wire < 3)
		return DROP_NOT_IP;
	if (l->cap < 3)
		return DROP_LINK_SHORT;
	uint8_t dsap = l->at[0], ssap = l->at[1], control = l->at[2];
	layer_skip(l, 3);
	if (dsap == SAP_IP && ssap == SAP_IP && control == LLC_UI) {
		*type = TYPE_IPV4;
		return DROP_NONE;
	}
	if (dsap != SAP_SNAP || ssap != SAP_SNAP || control != LLC_UI)
		return DROP_NOT_IP;

	if (l->cap < 5)
		return DROP_LINK_SHORT;
	uint32_t oui = load_u32be(l->at) >> 8;
	uint16_t protocol = load_u16be(l->at + 3);
	layer_skip(l, 5);
	if ((oui != 0x000000 && oui != 0x0000f8) || protocol <= ETHER_LENGTH_MAX)
		return DROP_NOT_IP;
	*type = protocol;
	return DROP_NONE;
}

static enum drop
step(struct layer *l, uint32_t *type)
{
	switch (*type) {
	case TYPE_BRIDGED:
		return ethernet_step(l, type);
	case TYPE_VLAN:
	case TYPE_QINQ:
	case TYPE_QINQ_9100:
	case TYPE_QINQ_9200:
		return vlan_step(l, type);
	case TYPE_MPLS:
	case TYPE_MPLS_MULTICAST:
		return mpls_step(l, type);
	case TYPE_PPPOE_SESSION:
	case TYPE_PPPOE:
		return pppoe_step(l, type);
	case TYPE_PPP:
		return ppp_step(l, type);
	case TYPE_LLC:
		return llc_step(l, type);
	default:
		if (*type > ETHER_LENGTH_MAX)
			return DROP_NOT_IP;
		layer_limit(l, *type);
		*type = TYPE_LLC;
		return DROP_NONE;
	}
}

static enum drop
expect_version(const struct layer *l, uint8_t version)
{
	if (l->cap < 1)
		return DROP_IP_SHORT;
	return l->at[0] >> 4 == version ? DROP_NONE : DROP_IP_INVALID;
}

enum drop
link_follow(uint32_t type, struct layer *l)
{
	for (unsigned steps = 0;; steps++) {
		if (type == TYPE_IPV4)
			return expect_version(l, 4);
		if (type == TYPE_IPV6)
			return expect_version(l, 6);
		if (type == TYPE_ANY_IP)
			return DROP_NONE;
		if (steps == STEPS_MAX)
			return DROP_NESTING;
		enum drop drop = step(l, &type);
		if (drop)
			return drop;
	}
}

/* The protocol of a cooked frame is an ethertype, unless the hardware is of another world
 * (netlink, 802.11 with its own headers), or it names a framing of Linux. */
static enum drop
cooked_open(uint16_t protocol, uint16_t hardware, struct layer *l)
{
	if (hardware == ARPHRD_NETLINK ||
		(hardware >= ARPHRD_WIFI && hardware <= ARPHRD_WIFI_LAST))
		return DROP_NOT_IP;
	if (protocol == SLL_LLC)
		return link_follow(TYPE_LLC, l);
	if (protocol <= ETHER_LENGTH_MAX)
		return DROP_NOT_IP;
	return link_follow(protocol, l);
}

static enum drop
sll_open(struct layer *l)
{
	if (l->cap < SLL_LEN)
		return DROP_LINK_SHORT;
	uint16_t hardware = load_u16be(l->at + 2), protocol = load_u16be(l->at + 14);
	layer_skip(l, SLL_LEN);
	return cooked_open(protocol, hardware, l);
}

static enum drop
sll2_open(struct layer *l)
{
	if (l->cap < SLL2_LEN)
		return DROP_LINK_SHORT;
	uint16_t protocol = load_u16be(l->at), hardware = load_u16be(l->at + 8);
	layer_skip(l, SLL2_LEN);
	return cooked_open(protocol, hardware, l);
}

/* The address family in the byte order of the machine that captured; AF_INET6 is another
 * number on each system. */
static enum drop
loopback_open(struct layer *l)
{
	if (l->cap < 4)
		return DROP_LINK_SHORT;
	uint32_t family = load_u32be(l->at);
	if (family > UINT16_MAX)
		family = load_u32le(l->at);
	layer_skip(l, 4);
	switch (family) {
	case 2:
		return link_follow(TYPE_IPV4, l);
	case 10:
	case 24:
	case 28:
	case 30:
		return link_follow(TYPE_IPV6, l);
	default:
		return DROP_NOT_IP;
	}
}

enum drop
link_open(uint16_t linktype, struct layer *l)
{
	switch (linktype) {
	case LINK_ETHERNET:
		return link_follow(TYPE_BRIDGED, l);
	case LINK_RAW:
	case LINK_RAW_BSD:
	case LINK_RAW_OPENBSD:
		return link_follow(TYPE_ANY_IP, l);
	case LINK_IPV4:
		return link_follow(TYPE_IPV4, l);
	case LINK_IPV6:
		return link_follow(TYPE_IPV6, l);
	case LINK_NULL:
	case LINK_LOOP:
		return loopback_open(l);
	case LINK_SLL:
		return sll_open(l);
	case LINK_SLL2:
		return sll2_open(l);
	case LINK_PPP:
	case LINK_PPP_HDLC:
	case LINK_CISCO_HDLC:
		return link_follow(TYPE_PPP, l);
	case LINK_PPPOE:
		return link_follow(TYPE_PPPOE, l);
	default:
		return DROP_LINKTYPE;
	}
}
