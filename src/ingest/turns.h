/* turns - threads that read parts of one capture stay together in time.
 *
 * Each thread says from when on its next frames are, and waits while another may still have
 * frames that are older by more than TURNS_SLACK_NS.  So a bin is over for all at about the
 * same moment, and what they count together comes in about the order of time.  Private to
 * the room.
 */
#pragma once

#include "base/base.h"

enum { TURNS_SLACK_NS = 20000000 };

struct turns;
struct turns *turns_new(unsigned n); /* threads; one never waits */
void turns_free(struct turns *t);

/* Nothing older than `at_ns` will come to the thread. */
void turns_reached(struct turns *t, unsigned thread, int64_t at_ns);
/* Nothing will come to it at all. */
void turns_gone(struct turns *t, unsigned thread);
/* Frames from `first_ns` to `last_ns` are next: waits until no other thread has older ones;
 * not for one that is behind by more than a second, nor longer than that, nor when the
 * clocks are reset meanwhile. */
void turns_wait(struct turns *t, unsigned thread, int64_t first_ns, int64_t last_ns);

/* What all threads have reached; INT64_MIN: none has said, or all are gone. */
int64_t turns_least(struct turns *t);
/* All threads are at `at_ns`, which may be earlier than before. */
void turns_reset(struct turns *t, int64_t at_ns);
