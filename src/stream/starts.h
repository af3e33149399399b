/* starts.h - where the bytes of a direction begin, by its SYN.  Private to the room.
 *
 * Most packets of a darknet are SYNs, so a note of one is eight bytes in a table that stays
 * in the caches; a later one takes the place of an earlier one.
 */
#pragma once

#include "decode/decode.h"

enum { STARTS = 1 << 14, START_CALLED = 1 };
struct start {
	uint32_t seq; /* of the first byte */
	uint32_t mark; /* of the direction's tag; lowest bit: it called, the SYN had no ACK
			*/
};

static inline uint32_t
start_mark(uint64_t tag)
{
	return (uint32_t)(tag >> 32) | START_CALLED;
}

/* `tag` is 64 bits of a seeded hash of the direction. */
static inline void
start_note(struct start starts[static STARTS], uint64_t tag, const struct packet *pkt)
{
	bool called = !(pkt->tcp_flags & TCP_ACK);
	starts[tag % STARTS] =
		(struct start){ pkt->tcp_seq + 1, start_mark(tag) - !called };
}

static inline const struct start *
start_of(const struct start starts[static STARTS], uint64_t tag)
{
	const struct start *s = &starts[tag % STARTS];
	return (s->mark | START_CALLED) == start_mark(tag) ? s : NULL;
}

static inline bool
start_is_call(const struct start *s)
{
	return s->mark & START_CALLED;
}
