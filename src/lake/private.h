/* private.h - what the files of the lake room share. */
#pragma once

#include "lake/lake.h"

#include <sqlite3.h>

struct lake {
	char *dir;
	int dir_fd;
	int lock_fd; /* -1 when reading */
	enum lake_mode mode;
	sqlite3 *db;
	int64_t ingest; /* the open one, or 0 */
	unsigned staged;
	int memory_mib; /* of an engine that writes; 0: the default */
};

/* SQLite with our errors.  A statement is finalized by auto_stmt. */
static inline void
auto_stmt_(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
}
#define auto_stmt __attribute__((cleanup(auto_stmt_)))

int lake_sql_prepare(
	struct lake *lake, const char *sql, sqlite3_stmt **ret, struct err *err);
int lake_sql_exec(struct lake *lake, const char *sql, struct err *err);
/* Bind by the letters of `types` (i: int64_t, s: const char *), run to the end. */
int lake_sql_run(
	struct lake *lake, struct err *err, const char *sql, const char *types, ...);
/* Step a statement: 1 row, 0 done, -errno. */
int lake_sql_step(struct lake *lake, sqlite3_stmt *stmt, struct err *err);
char *lake_sql_text(sqlite3_stmt *stmt, int column); /* a copy; "" for NULL */
/* The same, valid until the next step: whoever wrote the catalogue, it is no NULL. */
static inline const char *
lake_sql_view(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);
	return text ? (const char *)text : "";
}

/* A path of the catalogue that stays inside the lake: whoever wrote the catalogue, nothing
 * else is read, moved or removed. */
bool lake_path_ok(const char *path);

/* Keep the site's description (inside a transaction). */
int lake_describe(struct lake *lake, const struct site *site, struct err *err);
