/* reader.c - an engine that sees the catalogue's files as views, and nothing else.
 *
 * DuckDB in memory, locked before any query runs: the paths of the catalogue's files are
 * all that it may open, and no setting can be changed any more.  Views are made when a
 * query first names them: binding one opens its first file, and most queries need one of
 * them.
 *
 * One file that cannot be read fails every query over its dataset.  Files without a Parquet
 * frame are left out from the start; when a query fails for what is in a file, each file is
 * read by itself, and the query runs again without the bad ones.
 */
#include "lake/ask.h"
#include "lake/private.h"

#include <ctype.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { PARQUET_MIN = 12 };

/* The dialect shared with ClickHouse. */
static const struct {
	const char *name, *sql;
} macros[] = {
	{ "toDate", "(x) AS CAST(x AS DATE)" },
	{ "toStartOfHour", "(x) AS date_trunc('hour', x)" },
	{ "toStartOfMonth", "(x) AS CAST(date_trunc('month', x) AS DATE)" },
	{ "toDateTime", "(x) AS CAST(x AS TIMESTAMP)" },
	{ "uniqExact",
		"(x) AS count(DISTINCT x), (x, y) AS count(DISTINCT (x, y)), "
		"(x, y, z) AS count(DISTINCT (x, y, z))" },
	{ "uniq", "(x) AS approx_count_distinct(x)" },
	{ "intDiv", "(x, y) AS x // y" },
	{ "groupBitOr", "(x) AS bit_or(x)" },
	{ "bitCount", "(x) AS bit_count(x)" },
	{ "toUnixTimestamp64Micro", "(x) AS epoch_us(x)" },
};

enum { BIT_OPERATOR = 0, BIT_MACRO = 1 };

int
reader_run(struct lake_reader *reader, const char *sql, struct err *err)
{
	auto_result duckdb_result result = { 0 };
	if (duckdb_query(reader->connection, sql, &result) == DuckDBSuccess)
		return 0;
	const char *why = duckdb_result_error(&result);
	return err_set(
		err, EIO, "the query engine refused '%.60s': %s", sql, why ? why : "?");
}

/* --- which files ------------------------------------------------------------------- */

/* Has the file both ends of a Parquet file, and a footer that fits into it? */
static bool
is_parquet(const char *path)
{
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	uint8_t head[4], tail[8];
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
		st.st_size < PARQUET_MIN)
		return false;
	if (pread(fd, head, sizeof(head), 0) != sizeof(head) ||
		pread(fd, tail, sizeof(tail), st.st_size - (off_t)sizeof(tail)) !=
			sizeof(tail))
		return false;
	return memcmp(head, "PAR1", 4) == 0 && memcmp(tail + 4, "PAR1", 4) == 0 &&
		load_u32le(tail) <= (uint64_t)st.st_size - PARQUET_MIN;
}

/* Take the files for which `keep` is false out of a set; returns how many. */
static size_t
leave_out(struct reader_files *set, const bool *keep)
{
	size_t n = set->n, left = 0;
	for (size_t i = 0; i < n; i++) {
		if (keep[i]) {
			struct lake_file swap = set->files[left];
			set->files[left++] = set->files[i];
			set->files[i] = swap;
		} else {
			set->rows_readable -= set->files[i].rows;
		}
	}
	for (size_t i = left; i < n; i++) {
		free(set->files[i].path);
		free(set->files[i].sensor);
	}
	set->n = left;
	return n - left;
}

static int
find_files(const struct lake_reader *reader, size_t dataset, struct err *err)
{
	struct reader_files *set = &reader->sets[dataset];
	if (set->found)
		return 0;
	int r = lake_files(reader->lake, dataset_at(dataset), reader->first_day,
		reader->last_day, &set->files, &set->n, err);
	if (r < 0)
		return r;
	set->found = true;
	auto_free bool *keep = base_alloc(set->n, sizeof(*keep));
	for (size_t i = 0; i < set->n; i++) {
		set->rows += set->files[i].rows;
		keep[i] = is_parquet(set->files[i].path);
	}
	set->rows_readable = set->rows;
	(void)leave_out(set, keep);
	return 0;
}

static double
share_readable(const struct lake_reader *reader, uint64_t mask)
{
	int64_t rows = 0, readable = 0;
	for (size_t d = 0; d < askable(); d++) {
		if (!(mask & UINT64_C(1) << d) || find_files(reader, d, NULL) < 0)
			continue;
		rows += reader->sets[d].rows;
		readable += reader->sets[d].rows_readable;
	}
	return rows ? (double)readable / (double)rows : 1.0;
}

double
lake_reader_readable(const struct lake_reader *reader)
{
	return share_readable(reader, (UINT64_C(1) << askable()) - 1);
}

double
lake_reader_readable_for(const struct lake_reader *reader, const char *sql)
{
	return share_readable(reader, reader_names(sql));
}

/* --- what queries see -------------------------------------------------------------- */

static void
put_quoted(FILE *out, const char *text)
{
	(void)fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			(void)fputc('\'', out);
		(void)fputc(*text, out);
	}
	(void)fputc('\'', out);
}

static void
put_paths(FILE *out, const struct lake_file *files, size_t n)
{
	(void)fputc('[', out);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			(void)fputc(',', out);
		put_quoted(out, files[i].path);
	}
	(void)fputc(']', out);
}

static void
put_columns(FILE *out, const struct dataset *d, bool empty)
{
	for (size_t i = 0; i < d->n_columns; i++) {
		const struct column_spec *c = &d->columns[i];
		if (i > 0)
			(void)fputs(", ", out);
		if (empty)
			(void)fprintf(out, "NULL::%s AS \"%s\"", column_type_sql(c->type),
				c->name);
		else if (c->in_path && strcmp(c->name, "day") == 0)
			(void)fputs("\"date\" AS day", out);
		else
			(void)fprintf(out, "\"%s\"", c->name);
	}
}

static void
put_source(FILE *out, const struct dataset *d, const struct reader_files *set)
{
	auto_free char *from = NULL;
	size_t len = 0;
	FILE *list = open_memstream(&from, &len);
	must(list != NULL);
	(void)fputs("read_parquet(", list);
	put_paths(list, set->files, set->n);
	(void)fprintf(list, ", hive_partitioning = %s)",
		dataset_is_monthly(d)
			? "false"
			: "true, hive_types = {'date': DATE, 'sensor': VARCHAR}");
	(void)fclose(list);
	auto_free char *wide = d->grows ? dataset_widen_sql(d, from) : NULL;
	(void)fputs(wide ? wide : from, out);
}

/* The path of a file holds its sensor and day, which prunes files by month without opening
 * them; what the path of the lake itself looks like must not matter, so other keys than the
 * two are never asked for. */
static int
make_view(struct lake_reader *reader, size_t dataset, struct err *err)
{
	const struct dataset *d = dataset_at(dataset);
	auto_free char *sql = NULL;
	size_t len = 0, n = reader->sets[dataset].n;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fprintf(out, "CREATE OR REPLACE VIEW %s AS SELECT ", d->name);
	put_columns(out, d, n == 0);
	if (n > 0) {
		(void)fputs(" FROM ", out);
		put_source(out, d, &reader->sets[dataset]);
	} else {
		(void)fputs(" WHERE false", out);
	}
	(void)fclose(out);
	return reader_run(reader, sql, err);
}

static int
make_operators(struct lake_reader *reader, struct err *err)
{
	int r = reader_run(
		reader, "CREATE TABLE operator (asn UINTEGER, name VARCHAR)", err);
	if (r < 0)
		return r;
	auto_stmt sqlite3_stmt *stmt = NULL;
	r = lake_sql_prepare(reader->lake, "SELECT asn, name FROM operator", &stmt, err);
	if (r < 0)
		return r;
	duckdb_appender appender = NULL;
	must(duckdb_appender_create(reader->connection, NULL, "operator", &appender) ==
		DuckDBSuccess);
	while ((r = lake_sql_step(reader->lake, stmt, err)) > 0) {
		const unsigned char *name = sqlite3_column_text(stmt, 1);
		(void)duckdb_append_uint32(
			appender, (uint32_t)sqlite3_column_int64(stmt, 0));
		(void)duckdb_append_varchar(appender, name ? (const char *)name : "");
		(void)duckdb_appender_end_row(appender);
	}
	if (duckdb_appender_destroy(&appender) != DuckDBSuccess && r == 0)
		r = err_set(err, EIO, "the names of network operators cannot be read");
	return r;
}

/* --- the lock ---------------------------------------------------------------------- */

static int
lock_down(struct lake_reader *reader, uint64_t mask, struct err *err)
{
	auto_free char *sql = NULL;
	size_t len = 0, n = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fputs("SET allowed_paths = [", out);
	for (size_t d = 0; d < askable(); d++) {
		const struct reader_files *set = &reader->sets[d];
		for (size_t i = 0; mask & UINT64_C(1) << d && i < set->n; i++) {
			if (n++ > 0)
				(void)fputc(',', out);
			put_quoted(out, set->files[i].path);
		}
	}
	(void)fputs("]; SET temp_directory = ", out);
	put_quoted(out, reader->temp_dir);
	(void)fputs("; SET memory_limit = '4GB'; SET parquet_metadata_cache = true; "
		    "SET enable_external_access = false; SET lock_configuration = true",
		out);
	(void)fclose(out);
	return reader_run(reader, sql, err);
}

static void
close_engine(struct lake_reader *reader)
{
	if (reader->connection)
		duckdb_disconnect(&reader->connection);
	if (reader->database)
		duckdb_close(&reader->database);
	reader->allowed = reader->views = reader->made = 0;
}

/* What the engine may open cannot grow once it is locked: asked for another dataset, a
 * reader starts a new one.  To allow a file costs some 30 us, so not all are from the
 * start. Results that still run keep the old engine alive. */
static int
open_engine(struct lake_reader *reader, uint64_t mask, struct err *err)
{
	static const char *const settings[][2] = {
		{ "autoinstall_known_extensions", "false" },
		{ "autoload_known_extensions", "false" },
		{ "allow_community_extensions", "false" },
	};
	close_engine(reader);
	duckdb_config config = NULL;
	must(duckdb_create_config(&config) == DuckDBSuccess);
	for (size_t i = 0; i < count_of(settings); i++)
		must(duckdb_set_config(config, settings[i][0], settings[i][1]) ==
			DuckDBSuccess);
	char *why = NULL;
	duckdb_state state = duckdb_open_ext(NULL, &reader->database, config, &why);
	duckdb_destroy_config(&config);
	if (state == DuckDBSuccess)
		state = duckdb_connect(reader->database, &reader->connection);
	int r = 0;
	if (state != DuckDBSuccess)
		r = err_set(
			err, EIO, "the query engine does not start: %s", why ? why : "?");
	duckdb_free(why);
	if (r == 0)
		r = lock_down(reader, mask, err);
	if (r < 0)
		close_engine(reader);
	else
		reader->allowed = mask;
	return r;
}

/* --- providing --------------------------------------------------------------------------
 */

/* Does `word` stand in `sql` by itself, and not as a part of "accesses"? */
static bool
has_word(const char *sql, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = sql; (at = strcasestr(at, word)); at++) {
		unsigned char before = at > sql ? (unsigned char)at[-1] : 0;
		unsigned char after = (unsigned char)at[len];
		if (!isalnum(before) && before != '_' && !isalnum(after) && after != '_')
			return true;
	}
	return false;
}

uint64_t
reader_names(const char *sql)
{
	/* These list views: all of them have to be there. */
	static const char *const curious[] = { "duckdb_", "information_schema", "show",
		"pg_" };
	for (size_t i = 0; i < count_of(curious); i++)
		if (strcasestr(sql, curious[i]))
			return (UINT64_C(1) << askable()) - 1;
	uint64_t mask = 0;
	for (size_t d = 0; d < askable(); d++)
		if (has_word(sql, dataset_at(d)->name))
			mask |= UINT64_C(1) << d;
	return mask;
}

static int
make_macros(struct lake_reader *reader, const char *sql, struct err *err)
{
	int r = 0;
	for (size_t i = 0; i < count_of(macros) && r == 0; i++) {
		uint64_t bit = UINT64_C(1) << (BIT_MACRO + i);
		if (reader->made & bit || !strcasestr(sql, macros[i].name))
			continue;
		auto_free char *make =
			base_printf("CREATE MACRO %s%s", macros[i].name, macros[i].sql);
		r = reader_run(reader, make, err);
		reader->made |= r == 0 ? bit : 0;
	}
	return r;
}

int
reader_provide(struct lake_reader *reader, const char *sql, struct err *err)
{
	uint64_t mask = reader_names(sql);
	int r = 0;
	for (size_t d = 0; d < askable() && r == 0; d++)
		if (mask & UINT64_C(1) << d)
			r = find_files(reader, d, err);
	if (r == 0 && (!reader->database || mask & ~reader->allowed))
		r = open_engine(reader, mask | reader->allowed, err);
	for (size_t d = 0; d < askable() && r == 0; d++) {
		uint64_t bit = UINT64_C(1) << d;
		if (reader->views & bit || !(mask & bit))
			continue;
		r = make_view(reader, d, err);
		reader->views |= r == 0 ? bit : 0;
	}
	if (r == 0)
		r = make_macros(reader, sql, err);
	uint64_t bit = UINT64_C(1) << BIT_OPERATOR;
	if (r == 0 && !(reader->made & bit) && strcasestr(sql, "operator")) {
		r = make_operators(reader, err);
		reader->made |= r == 0 ? bit : 0;
	}
	return r;
}

static bool
reads_to_end(struct lake_reader *reader, const char *path)
{
	auto_free char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fputs("SELECT count(hash(f)) FROM read_parquet(", out);
	put_quoted(out, path);
	(void)fputs(") AS f", out);
	(void)fclose(out);
	return reader_run(reader, sql, NULL) == 0;
}

int
reader_probe(struct lake_reader *reader, const char *sql, struct err *err)
{
	size_t bad = 0;
	uint64_t mask = reader_names(sql) & reader->allowed;
	for (size_t d = 0; d < askable(); d++) {
		if (!(mask & UINT64_C(1) << d))
			continue;
		struct reader_files *set = &reader->sets[d];
		auto_free bool *keep = base_alloc(set->n, sizeof(*keep));
		for (size_t i = 0; i < set->n; i++)
			keep[i] = reads_to_end(reader, set->files[i].path);
		size_t out = leave_out(set, keep);
		if (out > 0)
			reader->views &= ~(UINT64_C(1) << d);
		bad += out;
	}
	if (bad == 0)
		return 0;
	int r = reader_provide(reader, sql, err);
	return r < 0 ? r : 1;
}

/* --- opening ----------------------------------------------------------------------- */

/* Where the engine spills what does not fit into memory; made anew, so nobody waits in it.
 */
static int
make_temp(struct lake_reader *reader, struct err *err)
{
	const char *dir = getenv("TMPDIR");
	reader->temp_dir = base_printf("%s/teiten-XXXXXX", dir && *dir ? dir : "/tmp");
	if (mkdtemp(reader->temp_dir))
		return 0;
	return err_set(err, errno, "cannot make a folder like '%s': %s (set TMPDIR)",
		reader->temp_dir, strerror(errno));
}

int
lake_reader_open(struct lake *lake, int32_t first_day, int32_t last_day,
	struct lake_reader **ret, struct err *err)
{
	struct lake_reader *reader = base_alloc(1, sizeof(*reader));
	reader->lake = lake;
	reader->first_day = first_day;
	reader->last_day = last_day;
	must(dataset_count() <= DATASETS_MAX);
	reader->sets = base_alloc(askable(), sizeof(*reader->sets));
	int r = make_temp(reader, err);
	if (r < 0) {
		lake_reader_close(reader);
		return r;
	}
	*ret = reader;
	return 0;
}

void
lake_reader_close(struct lake_reader *reader)
{
	if (!reader)
		return;
	close_engine(reader);
	if (reader->temp_dir)
		(void)rmdir(reader->temp_dir);
	for (size_t d = 0; d < askable(); d++)
		lake_files_free(reader->sets[d].files, reader->sets[d].n);
	free(reader->sets);
	free(reader->temp_dir);
	free(reader);
}
