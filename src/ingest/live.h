/* live - an endless capture into a lake: bin after bin, for years.
 *
 * The caller's threads decode, recognise and count, each what it reads; one more publishes.
 * Every source has a thread at which it is counted, by its address.  When a bin closes,
 * everything that it counted becomes one publication: its cells, its part of the day's
 * sources, findings, coverage.  What cannot be published (a full disk) waits in memory
 * within a bound and is tried again; beyond the bound the oldest is given up, and is a gap.
 * A kill loses the open bin and what waits, and these are gaps too.
 *
 * An observed span is cut where all interfaces were down or the clock was set.  Tuples of
 * the first and last bin of a span are kept, so that the next span may meet it inside a
 * bin.
 */
#pragma once

#include "ingest/ingest.h"

struct live_options {
	const struct site *site; /* must live until live_end */
	const struct geo *geo;
	const char *name; /* of the capture, as the lake will call it */
	/* Where frames come from; their names must live until live_end.  0: from one place,
	 * which has no name. */
	const char *const *interfaces;
	unsigned n_interfaces;
	unsigned threads; /* that call live_count; 0: 1 */
	/* Of addr_share(), which says at which thread a source is counted.  What reads
	 * should bring its packets there: others are moved, at a cost. */
	uint32_t secret;
	bool flow, no_detect;
	bool patient; /* wait for publications rather than give any up: no wire behind */
	size_t hold_bytes; /* unpublished, at most; 0: 256 MiB */
	size_t records_max; /* sources and accesses of one bin; 0: 4 million */
	int memory_mib; /* what DuckDB may use; 0: 256 */
	int64_t keep_days; /* details that are older are forgotten; 0: never */
	int64_t keep_bytes; /* the lake's, oldest first; 0: any */
	/* Told from any thread; may be NULL. */
	void (*on_trouble)(void *arg, const char *message);
	void *arg;
};

struct live_sensor {
	uint64_t packets;
	int64_t last_ns; /* of its latest packet; 0: none yet */
};

enum { LIVE_TOP = 10 };
struct live_status {
	const struct site *site; /* that is observed now */
	uint64_t frames, packets, findings, suppressed, refused; /* since live_begin */
	uint64_t reasons[REASON_COUNT]; /* frames that did not count, by reason */
	int64_t now_ns; /* of the latest frame or tick */
	/* the open bin */
	int64_t bin_start_s;
	uint64_t bin_packets, bin_accesses;
	size_t n_top;
	struct live_port {
		uint8_t proto;
		uint16_t port;
		uint64_t packets, accesses;
	} top[LIVE_TOP]; /* by accesses, only by live_peek */
	/* publication */
	uint64_t published, failures, given_up; /* publications */
	int64_t published_until_s; /* everything before it is in the lake; 0: nothing yet */
	size_t waiting, waiting_bytes;
	uint64_t compactions, outages, clock_steps;
	uint64_t moved; /* packets that came to another thread than their source's */
};

struct live;
int live_begin(struct lake *lake, const struct live_options *o, struct live **ret,
	struct err *err);

/* Frames in about the order of time: up to FRAMES_BATCH of them.  A thread has a number
 * below `threads`; all else here is for one thread, beside those. */
void live_count(struct live *l, unsigned thread, const struct frame *frames, size_t n);
/* The thread has handed over everything that is older than `at_ns`.  To be called often:
 * others wait for it. */
void live_idle(struct live *l, unsigned thread, int64_t at_ns);
/* The thread calls neither any more, or begins to. */
void live_leave(struct live *l, unsigned thread);
/* It is `now_ns`, and each interface has lost so many frames since live_begin.  To be
 * called at least every second. */
void live_tick(struct live *l, int64_t now_ns, const uint64_t *lost);
/* At this interface nothing is observed from `at_ns` on, or again: by the sensors that are
 * there, and those of which the site does not say where they are. */
void live_pause(struct live *l, unsigned interface, int64_t at_ns);
void live_resume(struct live *l, unsigned interface, int64_t at_ns);
/* The clock was `before_ns` and is set to `after_ns`. */
void live_clock_step(struct live *l, int64_t before_ns, int64_t after_ns);
/* From the next bin on these sensors are observed; open events end.  `site` must live until
 * live_end. */
void live_change_site(struct live *l, const struct site *site);

/* `ret_sensors`, unless NULL, gets an entry for each sensor of ret->site, the caller's to
 * free.  Without `peek` the open bin's top ports are left out, which costs a look at its
 * cells. */
void live_status(struct live *l, bool peek, struct live_status *ret,
	struct live_sensor **ret_sensors);

/* Publishes the open bin, and frees; `ret` is the last status.  -errno when something could
 * not be published. */
int live_end(struct live *l, int64_t now_ns, struct err *err, struct live_status *ret);
