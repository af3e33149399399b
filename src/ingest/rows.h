/* rows.h - what was counted, as rows of the datasets (lake/writer.h's row_source). */
#pragma once

#include "ingest/ingest.h"
#include "lake/writer.h"
#include "tally/tally.h"

struct access_row {
	struct cell cell;
	uint32_t bin;
};

struct access_rows {
	const struct zone *zone;
	const struct access_row *rows;
	size_t n, at;
	uint32_t bin; /* of which `hour` is */
	uint8_t hour;
};
size_t access_fill(void *arg, const struct rows *rows);

struct asn_set {
	uint32_t *asns; /* hash slots, 0 is empty */
	uint32_t n, mask;
};
void asn_set_add(struct asn_set *set, uint32_t asn);
void asn_set_done(struct asn_set *set);

struct source_rows {
	const struct geo *geo;
	struct day_table *const *tables;
	uint32_t **order; /* of each table */
	size_t n_tables, table;
	uint32_t at;
	struct addr src; /* of which `place` is */
	struct place place;
	bool has_src;
	struct asn_set *asns;
};
size_t source_fill(void *arg, const struct rows *rows);

struct day_count_row {
	uint16_t sensor;
	int32_t day;
	struct day_count count;
};
struct day_count_rows {
	const struct site *site;
	const struct day_count_row *rows;
	size_t n, at;
	char **group_names; /* "group:NAME" by number */
};
size_t day_count_fill(void *arg, const struct rows *rows);

struct flow_rows {
	const struct flow *flows;
	size_t n, at;
	uint16_t sensor;
	int32_t day;
	const struct zone *zone;
};
size_t flow_fill(void *arg, const struct rows *rows);

struct edge_row {
	uint32_t bin;
	struct tuple tuple;
};
struct edge_rows {
	const struct site *site;
	const struct edge_row *rows;
	size_t n, at;
};
size_t edge_fill(void *arg, const struct rows *rows);
