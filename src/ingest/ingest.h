/* ingest - one reading of captures into a lake: capture -> decode -> tally -> lake, and
 * beside it detect and watch -> lake.
 *
 * One thread reads, decodes and recognises; arrivals go to shards by the hash of their
 * source; closed bins and days become staged files; at the end everything is published at
 * once, or nothing. Packets may be out of order by up to one bin; a capture that is worse
 * is sorted on disk and counted again from the start, so the result never depends on the
 * order of packets.
 */
#pragma once

#include "base/base.h"
#include "decode/decode.h"
#include "geo/geo.h"
#include "lake/lake.h"
#include "site/site.h"

/* Reasons for which frames do not count, beyond those of decode.h. */
enum reason {
	REASON_TIME = DROP_COUNT, /* a time stamp before 1970 or after 2106 */
	REASON_ELSEWHERE, /* addressed to no sensor */
	REASON_LOST, /* the capture says that it lost them */
	REASON_LATE, /* of a live capture: their bin was closed already */
	REASON_SATURATED, /* of a live capture: its bin holds as much as memory may */
	REASON_COUNT,
};
const char *reason_name(size_t reason);

enum { GAP_S_DEFAULT = 3600, THREADS_MAX = 64, INTERFACES_MOST = 16 };

struct ingest_options {
	const char *const *paths;
	size_t n_paths;
	const struct site *site;
	const struct sensor
		*only; /* of the site, when the captures are this sensor's alone */
	const struct geo *geo;
	unsigned threads; /* shards; 0: as many as there are processors */
	int64_t gap_s; /* silence of a whole capture that is no observation */
	bool flow; /* write the flow dataset too */
	bool again; /* count captures that were read before */
	bool no_detect; /* count only: no detectors, streams and watches */
	uint64_t sources_max; /* held in memory before a day is written in parts; 0: default
			       */

	/* All may be NULL.  Steps are of the bytes on disk. */
	void (*on_progress)(void *arg, uint64_t bytes, uint64_t packets);
	void (*on_damage)(void *arg, const char *path, const char *message);
	void (*on_skipped)(void *arg, const char *path, const char *why);
	/* What the detectors' state had no room for, at the end. */
	void (*on_refused)(void *arg, const char *what, uint64_t n);
	void *arg;
};

struct ingest_report {
	size_t captures, skipped, damaged;
	uint64_t frames, packets, accesses, findings, suppressed, reasons[REASON_COUNT];
	int64_t first_s, last_s; /* of the packets; valid if packets > 0 */
	uint64_t overlap_bins; /* where captures overlap and accesses may count twice */
	bool sorted; /* the captures were too far out of order to stream */
};

/* 0 when everything that could be read was published, also if captures were damaged or
 * skipped; -errno when nothing was. */
int ingest_run(struct lake *lake, const struct ingest_options *options,
	struct ingest_report *ret, struct err *err);
