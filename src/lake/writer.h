/* writer.h - rows become staged Parquet files.  Part of the lake room, used by ingest.
 *
 * The writer pulls: DuckDB's COPY asks a table function for rows and that asks `fill`, so
 * no row is kept twice.  (Through DuckDB's appender the same rows cost three times as
 * much.)
 */
#pragma once

#include "lake/lake.h"

/* Up to ROWS_MAX rows, column by column; column i is the i-th of the dataset's columns that
 * are not in the path.  Types are those of dataset.h, text is put by rows_put_text. */
enum { ROWS_MAX = 2048, COLUMNS_MAX = 48 };
struct rows {
	void *column[COLUMNS_MAX];
};

/* Text is borrowed until the file is staged, unless it has at most 12 bytes. */
static inline void
rows_put_text(
	const struct rows *rows, size_t column, size_t row, const char *text, size_t len)
{
	struct {
		uint32_t len;
		char inlined[12];
	} value = { (uint32_t)len, { 0 } };
	if (len <= sizeof(value.inlined)) {
		memcpy(value.inlined, text, len);
	} else {
		memcpy(value.inlined, text, 4);
		memcpy(value.inlined + 4, &text, sizeof(text));
	}
	memcpy((char *)rows->column[column] + 16 * row, &value, sizeof(value));
}

struct row_source {
	size_t (*fill)(void *arg, const struct rows *rows); /* 0 at the end */
	void *arg;
};

/* A file that is written but belongs to no publication yet. */
struct staged_file {
	const struct dataset *dataset;
	char *sensor; /* "" for several */
	char *staging; /* relative to the lake */
	int32_t first_day, last_day;
	int64_t rows, bytes;
	struct xxh128 hash;
};
void staged_file_done(struct staged_file *file);

/* An engine that writes; each thread has a writer of its own. */
struct lake_engine;
int lake_engine_open(struct lake *lake, struct lake_engine **ret, struct err *err);
void lake_engine_close(struct lake_engine *engine);

struct lake_writer;
int lake_writer_open(struct lake_engine *engine, struct lake_writer **ret, struct err *err);
void lake_writer_close(struct lake_writer *w);

/* Write all rows of `source` into a new staged file.  A source without rows makes no file:
 * ret->rows is 0 and there is nothing to free. */
int lake_stage(struct lake_writer *w, const struct dataset *dataset, const char *sensor,
	int32_t first_day, int32_t last_day, const struct row_source *source,
	struct staged_file *ret, struct err *err);

/* The same from a SELECT over files (absolute paths inside the text), whose columns are the
 * dataset's in order. */
int lake_stage_query(struct lake_writer *w, const struct dataset *dataset,
	const char *sensor, int32_t first_day, int32_t last_day, const char *select,
	struct staged_file *ret, struct err *err);

/* "read_parquet(['a', 'b'])" over live and staged files of one dataset, the columns that
 * are in the path left out. */
struct file_list {
	char **path;
	size_t n;
};
void file_list_add(struct file_list *list, const char *path);
void file_list_done(struct file_list *list);
char *file_list_sql(const struct file_list *list);
/* The same over the live files of these days; NULL when there are none. */
int lake_files_sql(struct lake *lake, const struct dataset *dataset, int32_t first_day,
	int32_t last_day, char **ret, struct err *err);

/* SELECT that merges rows of equal keys by the dataset's rules, from `from`. */
char *dataset_merge_sql(const struct dataset *dataset, const char *from);
/* The same rows without looking for equal keys: it needs no memory for them. */
char *dataset_join_sql(const struct dataset *dataset, const char *from);

/* Run a query on the writer's engine; the chunks go to `see` column by column. */
struct chunk {
	size_t n_rows;
	void *column[COLUMNS_MAX];
};
static inline struct bytes
chunk_text(const struct chunk *chunk, size_t column, size_t row)
{
	const uint8_t *at = (const uint8_t *)chunk->column[column] + 16 * row;
	uint32_t len = load_u32le(at);
	const uint8_t *text = at + 4;
	if (len > 12)
		memcpy(&text, at + 8, sizeof(text));
	return bytes_of(text, len);
}
int lake_writer_query(struct lake_writer *w, const char *sql,
	int (*see)(void *arg, const struct chunk *chunk), void *arg, struct err *err);
