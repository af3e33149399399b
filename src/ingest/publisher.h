/* publisher.h - the thread that publishes what a live capture has harvested, oldest first,
 * and looks after the lake in between.  Private to the room. */
#pragma once

#include "ingest/harvest.h"
#include "ingest/live.h"

struct publisher;
/* `session` has lake, engine, asker, seed and ask_lock; the publisher asks under the lock.
 */
int publisher_new(struct ingest *session, const struct live_options *o,
	struct publisher **ret, struct err *err);
/* Takes a closed harvest. */
void publisher_give(struct publisher *p, struct harvest *h);
/* Until all is published or given up, `timeout_s` at most (0: no limit); true if it is. */
bool publisher_wait(struct publisher *p, unsigned timeout_s);
/* The part of the status that is the publisher's. */
void publisher_status(struct publisher *p, struct live_status *ret);
/* Tries to publish the rest once, ends the thread and frees; what could not be published
 * makes it fail with the reason. */
int publisher_end(struct publisher *p, struct err *err);
