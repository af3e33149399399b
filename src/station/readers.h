/* readers.h - the threads that read the wire, and their rings: one of each interface for
 * each.  Private to the room. */
#pragma once

#include "capture/ring.h"
#include "station/station.h"

enum { RINGS_MOST = INTERFACES_MOST * READERS_MOST };
#define ALL_READERS UINT32_MAX

struct readers;
int readers_open(const struct station_options *o, struct readers **ret, struct err *err);
void readers_close(struct readers *r); /* may be NULL */
uint32_t readers_secret(const struct readers *r); /* for live_options; may be NULL */

/* Other sensors: what the kernel lets pass, and to whom.  When it fails the old ones stay.
 */
int readers_filter(struct readers *r, const struct site *site, struct err *err);

/* Descriptors of the rings of one reader, or of all, to `ret`; may be NULL. */
size_t readers_fds(const struct readers *r, unsigned reader, int ret[static RINGS_MOST]);
/* After poll() told an error: an interface is down, and poll would return at once, for
 * ever. */
void readers_clear_errors(struct readers *r, unsigned reader);
/* A part of what is there, of one reader; true when there is more. */
bool readers_read(struct readers *r, unsigned reader, struct live *live);

/* Threads that read until readers_finish. */
int readers_start(struct readers *r, struct live *live, struct err *err);
/* What has arrived until now is read, by the threads or, without, here; what cannot be
 * within five seconds counts as lost. */
void readers_finish(struct readers *r, struct live *live);

struct ring_counts readers_counts(struct readers *r, size_t interface);
bool readers_is_up(struct readers *r, size_t interface);
