/* harvest.h - what one publication of a live capture is made of.  Private to the room. */
#pragma once

#include "ingest/run.h"

struct harvest_day {
	uint16_t sensor;
	struct access_day day;
};

struct harvest {
	struct harvest *next;
	const struct site *site;
	struct harvest_day *access;
	size_t n_access, access_room;
	struct day_table **tables;
	size_t n_tables;
	struct flow *flows;
	size_t n_flows;
	struct found *found;
	struct collected got; /* `written` is empty until it is published */
	size_t days_room, edges_room;
	struct seen_file *files; /* one a segment; reasons and drops stand in the first */
	struct seen_drop *drops;
	size_t n_drops;
	struct capture_info *segments; /* observed without a break */
	size_t n_segments;
	struct silence *silences;
	size_t n_silences, silences_room;
	uint64_t lost[INTERFACES_MOST];
	int64_t until_s;
	size_t bytes; /* about */
};

struct harvest *harvest_new(const struct site *site);
void harvest_free(struct harvest *h);
/* For the sink of a shard. */
void harvest_cells(struct harvest *h, uint32_t bin, const struct cell *cells, size_t n);
void harvest_tuples(struct harvest *h, uint32_t bin, const struct tuple *tuples, size_t n);
void harvest_table(struct harvest *h, struct day_table *table);
void harvest_segment(struct harvest *h, int64_t start_ns, int64_t end_ns);
void harvest_silence(struct harvest *h, struct silence silence);
/* After the last of the above: what memory it takes, days in order. */
void harvest_close(struct harvest *h);

/* Staged, finished and published through `in`, of which lake, options, engine, asker and
 * edges are set; may be tried again when it fails. */
int harvest_publish(struct harvest *h, struct ingest *in, struct err *err);
