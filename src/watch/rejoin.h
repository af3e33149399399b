/* rejoin.h - parts of datagrams that a protocol above UDP cut up, joined.  Private. */
#pragma once

#include "watch/watch.h"

enum { REJOIN_OPEN = 128, REJOIN_PARTS = 32, REJOIN_MAX = 16 << 10 };

struct rejoin;
struct rejoin *rejoin_new(void);
void rejoin_free(struct rejoin *r);

/* Adds a part; true when it was the last that was missing, with the whole, whose bytes are
 * valid until the next call.  Parts belong together that `by` shows. */
bool rejoin_add(struct rejoin *r, const struct detector *by, const struct packet *pkt,
	const struct fragment *part, struct bytes *ret);
void rejoin_finish(struct rejoin *r); /* forgets what is open */
uint64_t rejoin_refused(const struct rejoin *r);
