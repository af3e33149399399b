/* presence.h - whether there may be a stream of a hash, in less memory than the index: most
 * packets that end something end nothing that is known.  Private to the room.
 */
#pragma once

#include "base/base.h"

struct presence {
	uint8_t n[1 << 14]; /* how many there are of those that share a place */
};

static inline uint8_t *
presence_at(struct presence *p, uint64_t hash)
{
	return &p->n[hash >> 32 & (sizeof(p->n) - 1)];
}

static inline void
presence_add(struct presence *p, uint64_t hash)
{
	uint8_t *n = presence_at(p, hash);
	*n = (uint8_t)(*n + (*n < UINT8_MAX));
}

/* A full place stays full. */
static inline void
presence_remove(struct presence *p, uint64_t hash)
{
	uint8_t *n = presence_at(p, hash);
	*n = (uint8_t)(*n - (*n < UINT8_MAX));
}
