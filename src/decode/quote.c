/* quote.c - the packet that an ICMP error quotes.
 *
 * It is what somebody sent to, or in the name of, the address that gets the error; it did
 * not arrive.  Eight bytes of its transport are all that many routers quote: ports and the
 * sequence number are read from that, flags only when the header is whole.
 */
#include "decode/layer.h"

static bool
is_icmp_error(const struct packet *pkt)
{
	if (pkt->no_transport || pkt->later_fragment)
		return false;
	uint8_t type = pkt->icmp_type;
	if (pkt->proto == IP_ICMP)
		return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
	return pkt->proto == IP_ICMPV6 && type >= 1 && type <= 4;
}

/* Errors with extensions say how long the quotation is (RFC 4884): in words of four bytes,
 * or of eight for IPv6.  The extensions behind it are no part of the packet. */
static uint32_t
quoted_len(const struct packet *pkt)
{
	const uint8_t *at = pkt->transport.at;
	uint8_t type = pkt->icmp_type;
	uint32_t len = 0;

	if (pkt->proto == IP_ICMP && (type == 3 || type == 11 || type == 12))
		len = at[5] * 4u;
	else if (pkt->proto == IP_ICMPV6 && (type == 1 || type == 3))
		len = at[4] * 8u;
	return len == 0 ? UINT32_MAX : len;
}

static void
partial_read(struct packet *ret)
{
	struct bytes b = ret->transport;
	bool ports = ret->proto == IP_TCP || ret->proto == IP_UDP;

	if (ports && b.len >= 4) {
		ret->sport = load_u16be(b.at);
		ret->dport = load_u16be(b.at + 2);
		ret->no_transport = false;
	}
	if (ret->proto == IP_TCP && b.len >= 8)
		ret->tcp_seq = load_u32be(b.at + 4);
}

bool
decode_quoted(const struct packet *pkt, struct packet *ret)
{
	if (!is_icmp_error(pkt))
		return false;
	uint32_t len = (uint32_t)pkt->payload.len;
	struct layer l = { pkt->payload.at, len, len };
	layer_limit(&l, quoted_len(pkt));
	if (ip_read(l, pkt->time_ns, ret))
		return false;
	if (ret->no_transport)
		partial_read(ret);
	return true;
}
