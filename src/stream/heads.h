/* heads.h - memory for the heads of streams, and what of them has come.  Private. */
#pragma once

#include "stream/stream.h"

enum { HEAD_CLASSES = 3, HEAD_RANGES = 8 };

/* Blocks of 1, 4 and 16 KiB from one region that is taken at the start. */
struct head_pool {
	uint8_t *region;
	size_t size, used;
	uint8_t *free[HEAD_CLASSES]; /* the next free one stands in a block's first bytes */
};
int head_pool_init(struct head_pool *pool, size_t size);
void head_pool_done(struct head_pool *pool);

/* One direction's bytes: which ranges of the head are there.  Offsets count from the first
 * byte that was seen. */
struct head {
	uint8_t *at;
	uint8_t class;
	uint8_t n_ranges;
	struct {
		uint16_t start, end;
	} ranges[HEAD_RANGES]; /* sorted, apart from each other */
};
void head_release(struct head_pool *pool, struct head *h);

/* Puts `data` at `offset`, leaving bytes that are there as they are.  Gives how many bytes
 * were refused because the region, or the list of ranges, is full. */
size_t head_put(struct head_pool *pool, struct head *h, uint32_t offset, struct bytes data);
/* Moves everything `by` bytes further back; what leaves the head is dropped.  False when
 * there is no room. */
bool head_shift(struct head_pool *pool, struct head *h, uint32_t by);
/* Bytes from the start without a hole. */
uint32_t head_solid(const struct head *h);
/* Where the last byte ends. */
uint32_t head_end(const struct head *h);
/* Holes before the last byte are filled with zeros; gives their size. */
uint32_t head_close(struct head *h);
