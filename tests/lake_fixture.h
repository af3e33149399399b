/* lake_fixture.h - a small lake with known contents, for tests.
 *
 * A test describes traffic as rows of one table, `tuple`, in
 * SQL; the datasets are derived from it in the plainest way there is, so that what the
 * program answers can be compared with what the test put in.
 *
 *   tuple(day DATE, sensor, hour, src_hi, src_lo, proto, dport, kind, excluded, country,
 *         asn, accesses, packets, bytes)          one row: a source, a port, an hour
 *   watched(day DATE, sensor, first_hour, end_hour, overlap)  what was observed; hours are
 *         those of the sensor's day; addresses and zone come from fixture_sensor()
 */
#pragma once

#include "lake/lake.h"

struct fixture;

/* `dir` is made and must not exist yet.  All of these abort on failure. */
struct fixture *fixture_begin(const char *dir);
/* Zones without daylight saving only: `offset_s` is that zone's distance from UTC. */
void fixture_sensor(struct fixture *f, const char *name, const char *zone, int offset_s,
	unsigned addresses);
void fixture_group(struct fixture *f, const char *name, int proto, int first, int last);
/* INSERT INTO tuple or watched. */
__attribute__((format(printf, 2, 3))) void fixture_sql(
	struct fixture *f, const char *fmt, ...);
/* On the catalogue: facts, exclusions, operators, quarantined files. */
__attribute__((format(printf, 2, 3))) void fixture_catalogue(
	struct fixture *f, const char *fmt, ...);
/* Derives the datasets, writes the Parquet files, enters them and frees. */
void fixture_end(struct fixture *f);

/* A month of whole days like the TALOT2 report's: `sensors` sensors s01, s02, ... in
 * Asia/Tokyo with `sources` sources and `accesses` accesses each and day, of them `extra`
 * once more on the first sensors and days; `popups` of 20 sources send to 1026 and
 * 1027/udp. Sources 0 to 19 are the same at every sensor. */
struct fixture_month {
	const char *first; /* "2005-11-01" */
	int days, sensors, sources, accesses, extra, popups;
};
void fixture_add_month(struct fixture *f, const struct fixture_month *m);

/* June to November 2005 at ten sensors: 543,415 accesses in November (404 sources and
 * 1,811.38 accesses per sensor and day), 22/tcp of s03 excluded, group "102x/103x udp".
 * With `outage`, s05 is not watched on 14, 15 and 16 November.  Takes about 10 s. */
void fixture_talot2(const char *dir, bool outage);
