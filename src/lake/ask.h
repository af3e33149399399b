/* ask.h - what the reader and its results share. */
#pragma once

#include "lake/lake.h"

#include <duckdb.h>

/* Datasets that queries see: all but the last, which is internal.  Sets of them are bits.
 */
static inline size_t
askable(void)
{
	return dataset_count() - 1;
}

/* The files of one dataset, found when it is first asked. */
struct reader_files {
	struct lake_file *files;
	size_t n;
	int64_t rows, rows_readable;
	bool found;
};

struct lake_reader {
	struct lake *lake;
	int32_t first_day, last_day;
	char *temp_dir;
	struct reader_files *sets; /* askable() of them */
	duckdb_database database;
	duckdb_connection connection; /* makes the views; queries have their own */
	uint64_t allowed; /* bit i: the engine may open the files of dataset i */
	uint64_t views; /* which are there */
	uint64_t made; /* which macros and tables there are */
};

static inline void
auto_result_(duckdb_result *result)
{
	duckdb_destroy_result(result);
}

static inline void
auto_prepared_(duckdb_prepared_statement *prepared)
{
	if (*prepared)
		duckdb_destroy_prepare(prepared);
}

static inline void
auto_connection_(duckdb_connection *connection)
{
	if (*connection)
		duckdb_disconnect(connection);
}

#define auto_result __attribute__((cleanup(auto_result_)))
#define auto_prepared __attribute__((cleanup(auto_prepared_)))
#define auto_connection __attribute__((cleanup(auto_connection_)))

/* Run `sql` of our own, without rows. */
int reader_run(struct lake_reader *reader, const char *sql, struct err *err);

/* Leave out the files among those that `sql` reads that cannot be read to their end, and
 * make the views anew.  1: some were left out, 0: none. */
int reader_probe(struct lake_reader *reader, const char *sql, struct err *err);

/* Which datasets does `sql` name? */
uint64_t reader_names(const char *sql);

/* Make the views, macros and tables that `sql` names and that are not there yet. */
int reader_provide(struct lake_reader *reader, const char *sql, struct err *err);
