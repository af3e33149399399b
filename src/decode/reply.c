/* reply.c - UDP that can only be an answer.
 *
 * A source port alone proves nothing: scanners choose 53 and 123 to pass filters.  So the
 * payload must have the structure of the protocol's reply, as far as it was captured; what
 * a client could have sent as well stays a scan.
 */
#include "decode/layer.h"

enum { PORT_DNS = 53, PORT_NTP = 123, PORT_SSDP = 1900, PORT_SIP = 5060 };

/* The payload goes on beyond what was captured, or in the next fragment. */
static bool
is_cut(const struct packet *pkt)
{
	return load_u16be(pkt->transport.at + 4) > UDP_LEN + pkt->payload.len;
}

/* A name as a question has it, never compressed. */
static bool
dns_name(struct cursor *c)
{
	for (unsigned total = 1;;) {
		uint8_t len = cursor_u8(c);
		if (len == 0)
			return true;
		total += len + 1u;
		if (len > 63 || total > 255)
			return false;
		cursor_skip(c, len);
	}
}

static bool
dns_class(uint16_t class)
{
	return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* Header, the question, and room for the records that are counted (11 bytes each at the
 * least).  Servers that could not read a query answer with the bare header. */
static bool
is_dns_reply(const struct packet *pkt)
{
	struct cursor c = cursor_over(pkt->payload);
	cursor_skip(&c, 2); /* id */
	uint16_t flags = cursor_u16be(&c);
	uint32_t questions = cursor_u16be(&c);
	uint32_t records = cursor_u16be(&c);
	records += cursor_u16be(&c);
	records += cursor_u16be(&c);
	uint16_t opcode = flags >> 11 & 15, rcode = flags & 15;

	if (!cursor_ok(&c) || !(flags & 0x8000) || flags & 0x0040 || opcode == 3 ||
		opcode > 5 || rcode > 10 || questions > 1)
		return false;
	if (questions == 1) {
		bool name = dns_name(&c);
		cursor_skip(&c, 2);
		uint16_t class = cursor_u16be(&c);
		if (!cursor_ok(&c))
			return is_cut(pkt);
		if (!name || !dns_class(class))
			return false;
	}
	return is_cut(pkt) ||
		(records == 0 ? cursor_left(&c) == 0 : cursor_left(&c) / 11 >= records);
}

/* Mode 4 is a server's time; 6 and 7 are answers to questions of administration. */
static bool
is_ntp_reply(const struct packet *pkt)
{
	struct bytes b = pkt->payload;

	if (b.len < 8)
		return false;
	unsigned version = b.at[0] >> 3 & 7;
	if (version < 1 || version > 4)
		return false;
	switch (b.at[0] & 7) {
	case 4:
		return b.len >= 48 && b.at[1] <= 16;
	case 6: /* response bit; error, more, and an operation that exists; the data fit */
		return b.len >= 12 && b.at[0] >> 6 == 0 && b.at[1] & 0x80 &&
			((b.at[1] & 0x1f) <= 12 || (b.at[1] & 0x1f) == 31) &&
			(is_cut(pkt) || load_u16be(b.at + 10) <= b.len - 12);
	case 7: { /* response bit; an implementation that exists; the items fit */
		uint32_t items = load_u16be(b.at + 4) & 0x0fff;
		uint32_t size = load_u16be(b.at + 6) & 0x0fff;
		return b.at[0] & 0x80 && (b.at[2] == 0 || b.at[2] == 2 || b.at[2] == 3) &&
			(is_cut(pkt) || items * size <= b.len - 8);
	}
	default:
		return false;
	}
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
starts_with(struct bytes b, const char *prefix)
{
	size_t len = strlen(prefix);
	return b.len >= len && memcmp(b.at, prefix, len) == 0;
}

static bool
is_ssdp_reply(struct bytes b)
{
	return starts_with(b, "HTTP/1.1 200") &&
		(b.len == 12 || b.at[12] == ' ' || b.at[12] == '\r');
}

static bool
is_sip_reply(struct bytes b)
{
	return starts_with(b, "SIP/2.0 ") && b.len >= 11 && b.at[8] >= '1' &&
		b.at[8] <= '6' && is_digit(b.at[9]) && is_digit(b.at[10]) &&
		(b.len == 11 || b.at[11] == ' ' || b.at[11] == '\r');
}

bool
is_udp_reply(const struct packet *pkt)
{
	switch (pkt->sport) {
	case PORT_DNS:
		return is_dns_reply(pkt);
	case PORT_NTP:
		return is_ntp_reply(pkt);
	case PORT_SSDP:
		return is_ssdp_reply(pkt->payload);
	case PORT_SIP:
		return is_sip_reply(pkt->payload);
	default:
		return false;
	}
}
