/* half.c - what is kept of one direction of a stream. */
#include "stream/half.h"

struct stream_side
half_show(struct half *h, struct addr addr, uint16_t port)
{
	struct stream_side ret = {
		.addr = addr,
		.port = port,
		.hole_bytes = head_close(&h->head),
		.full = h->full,
		.started = h->started,
		.compacted = h->compacted,
		.fin = h->fin,
		.rst = h->rst,
		.bytes = h->bytes,
		.packets = h->packets,
		.n_marks = h->n_marks,
		.n_turns = h->n_turns,
	};
	ret.head = bytes_of(h->head.at, head_end(&h->head));
	memcpy(ret.marks, h->marks, sizeof(ret.marks));
	memcpy(ret.turns, h->turns, sizeof(ret.turns));
	return ret;
}

void
half_note_time(struct half *h, uint32_t offset, int64_t time_ns)
{
	if (h->n_marks && h->marks[h->n_marks - 1].time_ns == time_ns)
		return;
	if (h->n_marks && h->marks[h->n_marks - 1].offset >= offset)
		return; /* late or again */
	if (h->n_marks == STREAM_MARKS) { /* every second one stays */
		h->n_marks = 1;
		for (unsigned i = 2; i < STREAM_MARKS; i += 2)
			h->marks[h->n_marks++] = h->marks[i];
	}
	h->marks[h->n_marks++] = (struct stream_mark){ offset, time_ns };
}

bool
half_reach_back(struct half *h, struct head_pool *pool, uint32_t by)
{
	if (h->started || h->compacted || by >= STREAM_HEAD_MAX ||
		!head_shift(pool, &h->head, by))
		return false;
	h->base -= by;
	for (unsigned i = 0; i < h->n_marks; i++)
		h->marks[i].offset += by;
	for (unsigned i = 1; i < h->n_turns; i++) {
		uint32_t turn = h->turns[i] + by;
		if (turn < STREAM_HEAD_MAX)
			h->turns[i] = (uint16_t)turn;
		else
			h->n_turns = (uint8_t)i;
	}
	return true;
}

/* Bytes that come again are no turn, and one begins where the side had left off. */
bool
half_note_turn(struct half *h, uint32_t seq, size_t len, bool turned)
{
	uint32_t end = seq + (uint32_t)len;
	bool first = h->packets == 0;
	if (!first && (int32_t)(end - h->reached) <= 0)
		return false;
	uint32_t offset = first ? 0 : h->reached - h->base;
	h->reached = end;
	if (turned && h->n_turns < STREAM_TURNS && !h->compacted &&
		offset < STREAM_HEAD_MAX)
		h->turns[h->n_turns++] = (uint16_t)offset;
	return true;
}
