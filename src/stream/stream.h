/* stream - the first bytes of each direction of a TCP connection, in order.
 *
 * Packets go in, finished streams come out: when both sides ended or one reset, after idle
 * time, or at the end.  A stream begins with its first payload, so SYNs of scans cost
 * nothing but a note of where the connection's bytes would start.  What comes out does not
 * depend on where the sender cut its segments: overlaps keep the byte that came first, what
 * comes early waits in its place, and bytes that never came are a hole of zeros that is
 * counted.
 *
 * Memory is one region of a fixed size, taken when the table is made; a full table ends its
 * oldest stream early and counts that.
 */
#pragma once

#include "base/base.h"
#include "decode/decode.h"

enum { STREAM_HEAD_MAX = 16 << 10, STREAM_MARKS = 8, STREAM_TURNS = 32 };
enum side { CLIENT, SERVER };

/* When a part of the head came. */
struct stream_mark {
	uint32_t offset; /* of the head, from here on */
	int64_t time_ns;
};

struct stream_side {
	struct addr addr;
	uint16_t port;
	struct bytes head; /* from the first byte that was seen; at most STREAM_HEAD_MAX */
	uint32_t hole_bytes; /* of the head, never seen and shown as 0 */
	bool full; /* there was more than the head holds */
	bool started; /* the head begins at the connection's first byte */
	bool compacted; /* a detector took out what it does not need */
	bool fin, rst;
	uint64_t bytes; /* of payload, retransmissions too */
	uint32_t packets; /* with payload */
	struct stream_mark marks[STREAM_MARKS];
	/* Offsets of the head where this side began to speak after the other had: its first
	 * turns, none after something was taken out. */
	uint16_t turns[STREAM_TURNS];
	uint8_t n_marks, n_turns;
};

struct stream {
	struct stream_side side[2]; /* by enum side */
	bool side_known; /* a handshake told who called; else the ports did */
	bool cut; /* ended early to make room */
	int64_t first_ns, last_ns; /* of its payload */
	uint64_t frame; /* number of the frame with its first payload, and where */
	uint16_t file, sensor;
};

/* When the byte at `offset` of a side's head came; exact at marks, else the mark before. */
int64_t stream_time_at(const struct stream_side *side, size_t offset);

struct streams;

enum { STREAMS_MAX_DEFAULT = 1 << 16, STREAMS_MEMORY_DEFAULT = 128 << 20 };
struct streams_config {
	uint32_t streams_max; /* 0: the default */
	size_t memory_max; /* of heads, bytes; 0: the default */
	/* 0: one hour.  Five minutes at most for what is over, and for bytes without a SYN
	 * that are not answered. */
	int64_t idle_ns;
	/* A stream that ended; its views die with the call. */
	void (*ended)(void *arg, const struct stream *s);
	/* May take what nobody needs out of a full head, in place; gives the new length.
	 * Returning `len` ends the collection of this side.  May be NULL. */
	size_t (*compact)(void *arg, const struct stream *s, enum side side, uint8_t *head,
		size_t len);
	void *arg;
};

struct streams *streams_new(const struct streams_config *config);
void streams_free(struct streams *t);

/* Where a packet stands: told back with the stream. */
struct origin {
	uint64_t frame; /* number in its file, from 1 */
	uint16_t file, sensor;
};

/* Any packet; what is no TCP is ignored. */
void streams_see(struct streams *t, const struct packet *pkt, const struct origin *origin);
/* Ends what has been silent for long at `now_ns`; cheap enough for every batch. */
void streams_expire(struct streams *t, int64_t now_ns);
/* Ends all that is left, oldest first; the table is as new. */
void streams_finish(struct streams *t);

struct streams_counts {
	uint64_t streams, cut, refused_bytes; /* begun; ended early; beyond a full region */
};
struct streams_counts streams_counts(const struct streams *t);
