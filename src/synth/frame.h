/* frame.h - Ethernet frames written field by field, with the checksums a real sender gives.
 *
 * Layers are put around a payload from the inside out: frame_tcp, then frame_ip, then
 * frame_ethernet; a tunnel is one more frame_ip around what is there.  Nothing but the size
 * of the buffer bounds the nesting; what would not fit is a bug of the scene.
 */
#pragma once

#include "base/base.h"

enum { FRAME_MAX = 2048, FRAME_HEADROOM = 256 };

/* Grows towards the front as layers are put around it. */
struct frame_buffer {
	uint8_t room[FRAME_MAX];
	size_t start, end;
};

/* What the IP header says beside addresses. */
struct frame_ip {
	struct addr src, dst; /* both IPv4 or both IPv6 */
	uint8_t proto, ttl;
	uint16_t id;
	bool more_fragments;
	uint16_t fragment_offset; /* in units of 8 bytes */
};

struct frame_tcp {
	uint16_t sport, dport, window;
	uint32_t seq, ack;
	uint8_t flags;
	bool options; /* maximum segment size, no-ops, selective acknowledgement */
	struct bytes own_options; /* instead of these, when there are any */
};

void frame_payload(struct frame_buffer *f, struct bytes payload);
/* The transports need the addresses of the IP header that will follow, for their sums. */
void frame_put_tcp(
	struct frame_buffer *f, const struct frame_tcp *tcp, const struct frame_ip *ip);
void frame_put_udp(
	struct frame_buffer *f, uint16_t sport, uint16_t dport, const struct frame_ip *ip);
/* The identifier and sequence number stand in the four bytes after the checksum. */
void frame_put_icmp(struct frame_buffer *f, uint8_t type, uint8_t code, uint16_t id,
	uint16_t seq, const struct frame_ip *ip);
void frame_put_ip(struct frame_buffer *f, const struct frame_ip *ip);
/* Any header, as it is. */
void frame_put_bytes(struct frame_buffer *f, struct bytes header);
/* `ethertype` 0: the one of the IP packet inside. */
void frame_put_ethernet(struct frame_buffer *f, uint16_t ethertype);

static inline struct bytes
frame_bytes(const struct frame_buffer *f)
{
	return bytes_of(f->room + f->start, f->end - f->start);
}

/* The frame, or as much of it as `len` bytes hold, cut off its end. */
static inline void
frame_cut(struct frame_buffer *f, size_t len)
{
	if (f->end - f->start > len)
		f->end = f->start + len;
}
