/* half.h - one direction of a stream: its head, its times and turns.  Private to the room.
 */
#pragma once

#include "stream/heads.h"

struct half {
	struct head head;
	uint32_t base; /* sequence number of the head's first byte */
	uint32_t first; /* the same before anything was taken out; if started */
	uint32_t fin_seq;
	uint32_t reached; /* sequence number after the last byte that came, if has_base */
	uint32_t packets;
	bool has_base, started, fin, rst, full, compacted;
	uint8_t n_marks, n_turns;
	uint16_t turns[STREAM_TURNS];
	uint64_t bytes;
	struct stream_mark marks[STREAM_MARKS];
};

struct stream_side half_show(struct half *h, struct addr addr, uint16_t port);
/* A time for what begins at `offset`. */
void half_note_time(struct half *h, uint32_t offset, int64_t time_ns);
/* Bytes before the first that was seen: the head moves back to make room. */
bool half_reach_back(struct half *h, struct head_pool *pool, uint32_t by);
/* Payload that came, before it is counted; `turned`: the other side spoke last.  False if
 * all of it came before. */
bool half_note_turn(struct half *h, uint32_t seq, size_t len, bool turned);
