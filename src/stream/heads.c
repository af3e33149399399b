/* heads.c - memory for the heads of streams, and what of them has come. */
#include "stream/heads.h"

#include <sys/mman.h>

_Static_assert(STREAM_HEAD_MAX <= UINT16_MAX, "ranges are 16 bits");

static size_t
class_size(unsigned class)
{
	return (size_t)1024 << (2 * class);
}

int
head_pool_init(struct head_pool *pool, size_t size)
{
	*pool = (struct head_pool){ .size = size };
	/* Pages are only taken when they are first written. */
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		return -errno;
	pool->region = at;
	return 0;
}

void
head_pool_done(struct head_pool *pool)
{
	if (pool->region)
		(void)munmap(pool->region, pool->size);
	*pool = (struct head_pool){ 0 };
}

static uint8_t *
block_take(struct head_pool *pool, unsigned class)
{
	uint8_t *at = pool->free[class];
	if (at) {
		memcpy(&pool->free[class], at, sizeof(pool->free[class]));
		return at;
	}
	if (pool->size - pool->used < class_size(class))
		return NULL;
	at = pool->region + pool->used;
	pool->used += class_size(class);
	return at;
}

static void
block_give(struct head_pool *pool, uint8_t *at, unsigned class)
{
	memcpy(at, &pool->free[class], sizeof(pool->free[class]));
	pool->free[class] = at;
}

void
head_release(struct head_pool *pool, struct head *h)
{
	if (h->at)
		block_give(pool, h->at, h->class);
	*h = (struct head){ 0 };
}

/* A block that holds `len` bytes, with what is there already. */
static bool
make_room(struct head_pool *pool, struct head *h, uint32_t len)
{
	if (h->at && len <= class_size(h->class))
		return true;
	unsigned class = 0;
	while (class_size(class) < len)
		class ++;
	uint8_t *at = block_take(pool, class);
	if (!at)
		return false;
	if (h->at) {
		memcpy(at, h->at, head_end(h));
		block_give(pool, h->at, h->class);
	}
	h->at = at;
	h->class = (uint8_t) class;
	return true;
}

static void
range_remove(struct head *h, unsigned i)
{
	h->n_ranges--;
	memmove(&h->ranges[i], &h->ranges[i + 1], (h->n_ranges - i) * sizeof(h->ranges[0]));
}

size_t
head_put(struct head_pool *pool, struct head *h, uint32_t offset, struct bytes data)
{
	if (offset >= STREAM_HEAD_MAX || data.len == 0)
		return 0;
	if (data.len > STREAM_HEAD_MAX - offset)
		data.len = STREAM_HEAD_MAX - offset;
	uint32_t start = offset, end = offset + (uint32_t)data.len;
	if (!make_room(pool, h, end))
		return data.len;
	unsigned first = 0;
	while (first < h->n_ranges && h->ranges[first].end < start)
		first++;
	if (first == h->n_ranges || h->ranges[first].start > end) {
		if (h->n_ranges == HEAD_RANGES)
			return data.len;
		memmove(&h->ranges[first + 1], &h->ranges[first],
			(h->n_ranges - first) * sizeof(h->ranges[0]));
		h->n_ranges++;
		h->ranges[first].start = h->ranges[first].end = (uint16_t)start;
	}
	/* Fill the gaps between the ranges that [start, end) touches; they become one. */
	uint32_t at = start;
	unsigned last = first;
	for (; last < h->n_ranges && h->ranges[last].start <= end; last++) {
		uint32_t from = h->ranges[last].start;
		if (from > at)
			memcpy(h->at + at, data.at + (at - start), from - at);
		if (h->ranges[last].end > at)
			at = h->ranges[last].end;
	}
	if (end > at)
		memcpy(h->at + at, data.at + (at - start), end - at);
	if (start < h->ranges[first].start)
		h->ranges[first].start = (uint16_t)start;
	h->ranges[first].end = (uint16_t)(end > at ? end : at);
	while (--last > first)
		range_remove(h, last);
	return 0;
}

bool
head_shift(struct head_pool *pool, struct head *h, uint32_t by)
{
	uint32_t len = head_end(h), kept = STREAM_HEAD_MAX - by;
	if (len > kept)
		len = kept;
	if (!make_room(pool, h, len + by))
		return false;
	memmove(h->at + by, h->at, len);
	for (unsigned i = 0; i < h->n_ranges; i++) {
		uint32_t start = h->ranges[i].start + by, end = h->ranges[i].end + by;
		if (start >= STREAM_HEAD_MAX) {
			h->n_ranges = (uint8_t)i;
			break;
		}
		h->ranges[i].start = (uint16_t)start;
		h->ranges[i].end =
			(uint16_t)(end < STREAM_HEAD_MAX ? end : STREAM_HEAD_MAX);
	}
	return true;
}

uint32_t
head_solid(const struct head *h)
{
	return h->n_ranges && h->ranges[0].start == 0 ? h->ranges[0].end : 0;
}

uint32_t
head_end(const struct head *h)
{
	return h->n_ranges ? h->ranges[h->n_ranges - 1].end : 0;
}

uint32_t
head_close(struct head *h)
{
	uint32_t at = 0, holes = 0;
	for (unsigned i = 0; i < h->n_ranges; i++) {
		memset(h->at + at, 0, h->ranges[i].start - at);
		holes += h->ranges[i].start - at;
		at = h->ranges[i].end;
	}
	return holes;
}

int64_t
stream_time_at(const struct stream_side *side, size_t offset)
{
	int64_t time_ns = side->n_marks ? side->marks[0].time_ns : 0;
	for (unsigned i = 1; i < side->n_marks && side->marks[i].offset <= offset; i++)
		time_ns = side->marks[i].time_ns;
	return time_ns;
}
