/* decode.c - the way through a frame: link, IP, tunnels; and the names of what fails.
 *
 * Nearly every frame is Ethernet with IPv4, so that much is recognised here, before the
 * general walk.  The order of the checks is the order of the bytes: a frame is dropped for
 * the first thing that is wrong with it, and never for what lies inside an IP packet.
 */
#include "decode/layer.h"

static const char *const drop_names[DROP_COUNT] = {
	[DROP_NONE] = "none",
	[DROP_LINKTYPE] = "linktype",
	[DROP_LINK_SHORT] = "link-short",
	[DROP_NOT_IP] = "not-ip",
	[DROP_IP_SHORT] = "ip-short",
	[DROP_IP_INVALID] = "ip-invalid",
	[DROP_NESTING] = "nesting",
};

const char *
drop_name(enum drop drop)
{
	must((unsigned)drop < DROP_COUNT);
	return drop_names[drop];
}

/* `l` ends at the IP header. */
static enum drop
decode_slowly(uint16_t linktype, struct layer *l, int64_t time_ns, struct packet *ret)
{
	enum drop drop = link_open(linktype, l);
	return drop ? drop : ip_read(*l, time_ns, ret);
}

enum drop
decode_frame(const struct frame *frame, struct decoded *ret)
{
	uint32_t cap = frame->caplen;
	struct layer l = { frame->at, cap, frame->wirelen > cap ? frame->wirelen : cap };
	enum drop drop;

	if (__builtin_expect(frame->linktype == LINK_ETHERNET && cap >= ETHER_LEN &&
			    load_u16be(l.at + 12) == TYPE_IPV4,
		    1)) {
		layer_skip(&l, ETHER_LEN);
		drop = ipv4_read(l, frame->time_ns, &ret->outer);
	} else {
		drop = decode_slowly(frame->linktype, &l, frame->time_ns, &ret->outer);
	}
	if (drop)
		return drop;
	ret->tunnelled = false;
	if (__builtin_expect(may_be_tunnel(&ret->outer), 0))
		tunnels_open(l.at, ret);
	return DROP_NONE;
}
