/* live_private.h - a live capture, shared by its files.  Private to the room. */
#pragma once

#include "ingest/live.h"
#include "ingest/publisher.h"

struct live {
	struct live_options options;
	const struct site *site, *next_site; /* next: from the next bin on */
	const char *paths[1];
	struct ingest session;
	struct ingest_options session_options;
	struct publisher *publisher;

	struct shard *shard;
	struct flow_table *flows;
	struct engine *recognise;
	struct findings *findings;
	struct arrivals arrivals;
	struct seen_file seen; /* since the last harvest */
	struct harvest *open;

	bool started, paused,
		keeps; /* keeps: the bin that closes is the last of its span */
	uint32_t bin, first_bin; /* open now; the first of the span */
	uint32_t harvested; /* bins before it are the publisher's */
	int64_t now_ns, segment_ns; /* the latest time; since when it is observed */
	uint64_t lost, lost_before;
	struct arrival *early;
	size_t n_early;

	struct live_sensor *sensors;
	struct live_status status;
	uint64_t found_before, suppressed_before, refused_before;
};

/* What depends on the sensors: shard, engine, the harvest being filled (live_site.c). */
void live_new_shard(struct live *l);
void live_use_site(struct live *l, const struct site *site);
void live_leave_site(struct live *l); /* nothing may be open in the shard */

/* What detection had no room for since live_begin (live_status.c). */
uint64_t live_refused(const struct live *l);
