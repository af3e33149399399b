/* lake - the only reader and writer of stored data: Parquet files and their catalogue.
 *
 *   LAKE/catalogue.sqlite            which files there are, and what they came from
 *   LAKE/lock                        held by the one writer
 *   LAKE/staging/                    files that no transaction has published yet
 *   LAKE/quarantine/                 files that `lake check` found bad
 *   LAKE/access/sensor=S/date=D/ID.parquet       and source_day, flow alike
 *   LAKE/coverage/month=M/ID.parquet             and day_count, edge: all sensors of a
 * month
 *
 * A file is immutable.  It is written in staging/, synced, renamed, its folder synced, and
 * then entered in the catalogue together with all others of its ingest in one transaction:
 * readers ask the catalogue and never glob, so a lake is valid at any moment.
 *
 * The columns are in dataset.h; `teiten sql` and the figures see them as views of the same
 * names, with day and sensor filled in from the catalogue.
 */
#pragma once

#include "base/base.h"
#include "capture/capture.h"
#include "geo/geo.h"
#include "lake/dataset.h"
#include "site/site.h"

struct lake;
enum lake_mode { LAKE_READ, LAKE_WRITE };

/* LAKE_WRITE creates what is missing and waits for no other writer: a second one is
 * refused. LAKE_READ never writes and works on a read-only folder. */
int lake_open(const char *dir, enum lake_mode mode, struct lake **ret, struct err *err);
void lake_close(struct lake *lake);
/* How much memory engines that are opened later may use to write; 0: 1 GiB. */
void lake_set_memory(struct lake *lake, int mib);
const char *lake_dir(const struct lake *lake);

/* The sensors, groups and country that the lake was filled with, latest description. */
int lake_site(struct lake *lake, struct site **ret, struct err *err);

/* A fact about the lake by key: "geography", "geography_date", "generation" (counts
 * publications), "created"; "" when it is not known.  `ret` is the caller's to free. */
int lake_fact(struct lake *lake, const char *key, char **ret, struct err *err);

/* Frames that did not count in captures of these days (UTC), by reason: "not-ip",
 * "ip-short", "time", "no-sensor", "lost", ... */
int lake_dropped(struct lake *lake, int32_t first_day, int32_t last_day,
	void (*see)(void *arg, const char *reason, int64_t frames), void *arg,
	struct err *err);

/* Sensors and days of which the details were given up (lake_gc) and the totals kept. */
int lake_given_up(struct lake *lake, int32_t first_day, int32_t last_day,
	void (*see)(void *arg, const char *sensor, int32_t day), void *arg,
	struct err *err);

/* The live files of a dataset, absolute paths; `ret` and its strings are the caller's to
 * free.  `first_day` and `last_day` (inclusive) skip files that cannot hold such a day. */
struct lake_file {
	char *path;
	char *sensor; /* "" when the file holds several */
	int32_t first_day, last_day;
	int64_t rows, bytes;
};
int lake_files(struct lake *lake, const struct dataset *dataset, int32_t first_day,
	int32_t last_day, struct lake_file **ret, size_t *ret_n, struct err *err);

/* Those of one sensor and day alone; found by index, however many files there are. */
int lake_day_files(struct lake *lake, const struct dataset *dataset, const char *sensor,
	int32_t day, struct lake_file **ret, size_t *ret_n, struct err *err);
void lake_files_free(struct lake_file *files, size_t n);

/* Order-independent digest of all rows, rows with equal keys merged: the same content gives
 * the same 32 hex digits however it is laid out in files. */
int lake_digest(struct lake *lake, char ret[static 33], struct err *err);

/* --- asking (reader.c) ------------------------------------------------------------------
 * A reader is an engine of its own that can read the catalogue's files and nothing else,
 * locked against every other setting, one SELECT or EXPLAIN at a time. */
struct lake_reader;

int lake_reader_open(struct lake *lake, int32_t first_day, int32_t last_day,
	struct lake_reader **ret, struct err *err);
void lake_reader_close(struct lake_reader *reader);
/* Share of the catalogue's files (by rows) that could be opened, 0 to 1. */
double lake_reader_readable(const struct lake_reader *reader);
/* The same of the datasets that a query names only; costs less. */
double lake_reader_readable_for(const struct lake_reader *reader, const char *sql);

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_UINT, VALUE_REAL, VALUE_TEXT };
struct value {
	enum value_kind kind;
	union {
		int64_t i;
		uint64_t u;
		double real;
		struct bytes text; /* valid until the next row */
	};
};

struct lake_result;
int lake_query(struct lake_reader *reader, const char *sql, struct lake_result **ret,
	struct err *err);
void lake_result_free(struct lake_result *result);
size_t lake_result_columns(const struct lake_result *result);
const char *lake_result_name(const struct lake_result *result, size_t column);
/* 1: a row, `values` has one entry per column; 0: the end; -errno. */
int lake_result_next(struct lake_result *result, struct value *values, struct err *err);
