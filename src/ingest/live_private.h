/* live_private.h - a live capture, shared by its files.  Private to the room. */
#pragma once

#include "ingest/live.h"
#include "ingest/publisher.h"
#include "ingest/turns.h"

enum {
	EARLY_MAX = 1 << 17,
	EARLY_CROWDED = EARLY_MAX - (1 << 13)
}; /* arrivals of the next bin that wait, 64 bytes each */

/* One reading thread's part. */
struct live_lane {
	struct live *live;
	unsigned number;
	/* Its thread's alone, while it holds the capture open. */
	struct arrivals arrivals;
	struct seen_file seen; /* since the last harvest */
	struct engine *recognise; /* NULL: nothing is looked for */
	struct live_sensor *sensors;
	uint64_t packets, moved;
	int64_t clock_ns, latest_ns; /* of its last frame; of its latest */
	/* Of the sources that are at home here: a frame of theirs may come to another. */
	pthread_mutex_t lock;
	struct shard *shard;
	struct flow_table *flows;
	uint64_t bin_packets;
	struct arrival *early; /* of later bins; they wait */
	size_t n_early;
};

struct live {
	struct live_options options;
	const struct site *site, *next_site; /* next: from the next bin on */
	const char *paths[1];
	struct ingest session;
	struct ingest_options session_options;
	struct publisher *publisher;

	/* Held open to count, alone to do anything else. */
	pthread_rwlock_t lock;
	struct live_lane *lanes;
	unsigned n_lanes;
	struct turns *turns;

	struct engine **engines; /* of all lanes */
	pthread_mutex_t findings_lock;
	struct findings *findings; /* NULL: nothing is looked for */
	struct harvest *open;
	struct cell_sum *cells; /* of the bin that closes, of all lanes; NULL: of one */

	bool started, keeps; /* keeps: the bin that closes is the last of its span */
	unsigned n_interfaces;
	int64_t down_ns[INTERFACES_MOST]; /* since when, as far as it is not harvested; 0:
					     up */
	struct silence *silences; /* that are over and not harvested */
	size_t n_silences, silences_room;
	uint32_t bin, first_bin; /* open now; the first of the span */
	uint32_t harvested; /* bins before it are the publisher's */
	int64_t now_ns, segment_ns; /* the latest time; since when it is observed */
	int64_t end_ns; /* of the span that ends now; nothing later is observed */
	/* After the clock was set back: frames of this and later are from before, until. */
	int64_t stale_ns, stale_until_ns;
	size_t records; /* in the shards, about */
	bool crowded; /* too much waits for the next bin */
	uint64_t lost[INTERFACES_MOST], lost_before[INTERFACES_MOST];

	struct live_status status;
	uint64_t found_before, suppressed_before, refused_before;
};

/* What depends on the sensors: shards, engine, the harvest being filled (live_site.c). */
void live_new_shards(struct live *l);
void live_free_shards(struct live *l);
void live_use_site(struct live *l, const struct site *site);
void live_leave_site(struct live *l); /* nothing may be open in the shards */

/* From frames to counts (live_lane.c). */
int64_t live_grace_ns(const struct live *l);
/* What may be settled: all have passed it, and the clock has been looked at. */
int64_t live_settled_ns(const struct live *l);
bool live_is_time(int64_t at_ns);
/* An arrival of a bin that is not over, at its source's home. */
void live_take_in(
	struct live_lane *home, struct arrival *arrivals, size_t n, struct seen_file *seen);

/* Bins and spans (live.c); the lock is the caller's. */
void live_begin_span(struct live *l, int64_t at_ns);
void live_settle_until(struct live *l, int64_t now_ns);
void live_harvest_findings(struct live *l, int64_t at_ns); /* ahead of their bin */

/* What was observed until `at_ns`; the observation goes on (live.c). */
void live_cut_segment(struct live *l, int64_t at_ns);
/* All interfaces are down (live_silence.c). */
bool live_is_paused(const struct live *l);
/* The silences of the time that the harvest's segments are of: it may end before or after
 * what is known of the interfaces. */
void live_gather_silences(struct live *l, struct harvest *h, int64_t until_ns);

/* What detection had no room for since live_begin, and what rules kept out
 * (live_status.c). */
uint64_t live_refused(const struct live *l);
uint64_t live_suppressed(const struct live *l);
