/* frame.c - layers and their checksums. */
#include "synth/frame.h"

#include "decode/decode.h"

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd };

static void
put_u16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put_u32(uint8_t *p, uint32_t v)
{
	put_u16(p, v >> 16);
	put_u16(p + 2, v & 0xffff);
}

static void
put_addr(uint8_t *p, struct addr a)
{
	put_u32(p, (uint32_t)(a.hi >> 32));
	put_u32(p + 4, (uint32_t)a.hi);
	put_u32(p + 8, (uint32_t)(a.lo >> 32));
	put_u32(p + 12, (uint32_t)a.lo);
}

static uint32_t
sum_bytes(const uint8_t *p, size_t len, uint32_t sum)
{
	for (; len > 1; p += 2, len -= 2)
		sum += load_u16be(p);
	return len ? sum + (uint32_t)(p[0] << 8) : sum;
}

static uint16_t
sum_close(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Of the two addresses and the protocol: what transports sum beside themselves. */
static uint32_t
sum_pseudo(const struct frame_ip *ip, uint8_t proto, size_t len)
{
	uint8_t both[32];
	put_addr(both, ip->src);
	put_addr(both + 16, ip->dst);
	if (!addr_is_v4(ip->src))
		return sum_bytes(both, sizeof(both), proto + (uint32_t)len);
	return sum_bytes(both + 28, 4, sum_bytes(both + 12, 4, proto + (uint32_t)len));
}

static uint8_t *
grow(struct frame_buffer *f, size_t len)
{
	must(f->start >= len);
	f->start -= len;
	memset(f->room + f->start, 0, len);
	return f->room + f->start;
}

void
frame_payload(struct frame_buffer *f, struct bytes payload)
{
	must(payload.len <= FRAME_MAX - FRAME_HEADROOM);
	f->start = FRAME_HEADROOM;
	f->end = f->start + payload.len;
	if (payload.len)
		memcpy(f->room + f->start, payload.at, payload.len);
}

void
frame_put_tcp(
	struct frame_buffer *f, const struct frame_tcp *tcp, const struct frame_ip *ip)
{
	static const uint8_t usual[8] = { 2, 4, 5, 0xb4, 1, 1, 4, 2 };
	struct bytes options = tcp->own_options.len
		? tcp->own_options
		: bytes_of(usual, tcp->options ? sizeof(usual) : 0);
	must(options.len <= 40 && options.len % 4 == 0);
	size_t header = 20 + options.len;
	uint8_t *p = grow(f, header);
	size_t len = f->end - f->start;

	put_u16(p, tcp->sport);
	put_u16(p + 2, tcp->dport);
	put_u32(p + 4, tcp->seq);
	put_u32(p + 8, tcp->ack);
	p[12] = (uint8_t)(header / 4 << 4);
	p[13] = tcp->flags;
	put_u16(p + 14, tcp->window);
	if (options.len)
		memcpy(p + 20, options.at, options.len);
	put_u16(p + 16, sum_close(sum_bytes(p, len, sum_pseudo(ip, IP_TCP, len))));
}

void
frame_put_udp(
	struct frame_buffer *f, uint16_t sport, uint16_t dport, const struct frame_ip *ip)
{
	uint8_t *p = grow(f, 8);
	size_t len = f->end - f->start;

	put_u16(p, sport);
	put_u16(p + 2, dport);
	put_u16(p + 4, (uint32_t)len);
	uint16_t sum = sum_close(sum_bytes(p, len, sum_pseudo(ip, IP_UDP, len)));
	put_u16(p + 6, sum ? sum : 0xffff); /* zero would mean: none */
}

void
frame_put_icmp(struct frame_buffer *f, uint8_t type, uint8_t code, uint16_t id,
	uint16_t seq, const struct frame_ip *ip)
{
	uint8_t *p = grow(f, 8);
	size_t len = f->end - f->start;
	uint32_t sum = addr_is_v4(ip->src) ? 0 : sum_pseudo(ip, IP_ICMPV6, len);

	p[0] = type;
	p[1] = code;
	put_u16(p + 4, id);
	put_u16(p + 6, seq);
	put_u16(p + 2, sum_close(sum_bytes(p, len, sum)));
}

static void
put_ipv6(struct frame_buffer *f, const struct frame_ip *ip)
{
	bool fragment = ip->more_fragments || ip->fragment_offset;
	if (fragment) {
		uint8_t *e = grow(f, 8);
		e[0] = ip->proto;
		put_u16(e + 2, (uint32_t)ip->fragment_offset << 3 | ip->more_fragments);
		put_u32(e + 4, ip->id);
	}
	uint32_t len = (uint32_t)(f->end - f->start);
	uint8_t *p = grow(f, 40);
	p[0] = 0x60;
	put_u16(p + 4, len);
	p[6] = fragment ? 44 : ip->proto;
	p[7] = ip->ttl;
	put_addr(p + 8, ip->src);
	put_addr(p + 24, ip->dst);
}

void
frame_put_ip(struct frame_buffer *f, const struct frame_ip *ip)
{
	must(addr_is_v4(ip->src) == addr_is_v4(ip->dst));
	if (!addr_is_v4(ip->src)) {
		put_ipv6(f, ip);
		return;
	}
	uint8_t *p = grow(f, 20);
	bool whole = !ip->more_fragments && !ip->fragment_offset;

	p[0] = 0x45;
	put_u16(p + 2, (uint32_t)(f->end - f->start));
	put_u16(p + 4, ip->id);
	put_u16(p + 6,
		whole ? 0x4000 : ip->fragment_offset | (ip->more_fragments ? 0x2000 : 0));
	p[8] = ip->ttl;
	p[9] = ip->proto;
	put_u32(p + 12, (uint32_t)ip->src.lo);
	put_u32(p + 16, (uint32_t)ip->dst.lo);
	put_u16(p + 10, sum_close(sum_bytes(p, 20, 0)));
}

void
frame_put_bytes(struct frame_buffer *f, struct bytes header)
{
	memcpy(grow(f, header.len), header.at, header.len);
}

void
frame_put_ethernet(struct frame_buffer *f, uint16_t ethertype)
{
	static const uint8_t link[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
	if (ethertype == 0)
		ethertype = f->room[f->start] >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
	uint8_t *p = grow(f, 14);
	memcpy(p, link, sizeof(link));
	put_u16(p + 12, ethertype);
}
