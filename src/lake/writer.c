/* writer.c - rows become staged Parquet files, pulled by DuckDB's COPY.
 *
 * The settings were measured on 2.8 million source_day rows: level 1 of zstd, version 2
 * pages (delta encodings) and a small dictionary limit take half the time of the defaults.
 */
#include "lake/writer.h"

#include "lake/private.h"
#include "tally/tally.h"

#include <duckdb.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <xxhash.h>

enum { MEMORY_MIB = 1024 };

struct lake_engine {
	struct lake *lake;
	duckdb_database db;
};

struct lake_writer {
	struct lake_engine *engine;
	duckdb_connection con;
	const struct dataset *dataset; /* of the COPY that runs */
	const struct row_source *source;
};

static const duckdb_type duckdb_types[] = {
	[COLUMN_U8] = DUCKDB_TYPE_UTINYINT,
	[COLUMN_U16] = DUCKDB_TYPE_USMALLINT,
	[COLUMN_U32] = DUCKDB_TYPE_UINTEGER,
	[COLUMN_I32] = DUCKDB_TYPE_INTEGER,
	[COLUMN_I64] = DUCKDB_TYPE_BIGINT,
	[COLUMN_U64] = DUCKDB_TYPE_UBIGINT,
	[COLUMN_DATE] = DUCKDB_TYPE_DATE,
	[COLUMN_TIMESTAMP] = DUCKDB_TYPE_TIMESTAMP,
	[COLUMN_TEXT] = DUCKDB_TYPE_VARCHAR,
	[COLUMN_BLOB] = DUCKDB_TYPE_BLOB,
};

void
staged_file_done(struct staged_file *file)
{
	free(file->sensor);
	free(file->staging);
	*file = (struct staged_file){ 0 };
}

/* --- the table function that COPY reads ---------------------------------------------- */

static void
rows_bind(duckdb_bind_info info)
{
	struct lake_writer *w = duckdb_bind_get_extra_info(info);
	for (size_t i = 0; i < w->dataset->n_columns; i++) {
		const struct column_spec *c = &w->dataset->columns[i];
		if (c->in_path)
			continue;
		duckdb_logical_type type =
			duckdb_create_logical_type(duckdb_types[c->type]);
		duckdb_bind_add_result_column(info, c->name, type);
		duckdb_destroy_logical_type(&type);
	}
	duckdb_bind_set_bind_data(info, w, NULL);
}

/* One thread: with two the callback ran concurrently and rows were lost. */
static void
rows_init(duckdb_init_info info)
{
	duckdb_init_set_max_threads(info, 1);
}

static void
rows_next(duckdb_function_info info, duckdb_data_chunk chunk)
{
	struct lake_writer *w = duckdb_function_get_bind_data(info);
	struct rows rows;
	idx_t n = duckdb_data_chunk_get_column_count(chunk);
	must(n <= count_of(rows.column));
	for (idx_t i = 0; i < n; i++)
		rows.column[i] =
			duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, i));
	duckdb_data_chunk_set_size(chunk, w->source->fill(w->source->arg, &rows));
}

static int
register_rows(struct lake_writer *w, struct err *err)
{
	duckdb_table_function f = duckdb_create_table_function();
	/* Functions are shared by the connections of an engine: each writer has its own. */
	auto_free char *name = base_printf("rows_%p", (void *)w);
	duckdb_table_function_set_name(f, name);
	duckdb_table_function_set_extra_info(f, w, NULL);
	duckdb_table_function_set_bind(f, rows_bind);
	duckdb_table_function_set_init(f, rows_init);
	duckdb_table_function_set_function(f, rows_next);
	duckdb_state state = duckdb_register_table_function(w->con, f);
	duckdb_destroy_table_function(&f);
	return state == DuckDBSuccess
		? 0
		: err_set(err, EIO, "DuckDB refused a table function");
}

static void
estimate(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
	(void)info;
	const uint64_t *sketch =
		duckdb_vector_get_data(duckdb_data_chunk_get_vector(in, 0));
	uint32_t *ret = duckdb_vector_get_data(out);
	idx_t n = duckdb_data_chunk_get_size(in);
	for (idx_t i = 0; i < n; i++)
		ret[i] = sketch_estimate(sketch[i]);
}

/* sketch_estimate(UBIGINT), so that merged rows say what counting at once would have said.
 */
static int
register_estimate(struct lake_engine *engine, struct err *err)
{
	duckdb_connection con;
	if (duckdb_connect(engine->db, &con) != DuckDBSuccess)
		return err_set(err, EIO, "DuckDB refused a connection");
	duckdb_scalar_function f = duckdb_create_scalar_function();
	duckdb_logical_type from = duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
	duckdb_logical_type to = duckdb_create_logical_type(DUCKDB_TYPE_UINTEGER);
	duckdb_scalar_function_set_name(f, "sketch_estimate");
	duckdb_scalar_function_add_parameter(f, from);
	duckdb_scalar_function_set_return_type(f, to);
	duckdb_scalar_function_set_function(f, estimate);
	duckdb_state state = duckdb_register_scalar_function(con, f);
	duckdb_destroy_scalar_function(&f);
	duckdb_destroy_logical_type(&from);
	duckdb_destroy_logical_type(&to);
	duckdb_disconnect(&con);
	return state == DuckDBSuccess ? 0 : err_set(err, EIO, "DuckDB refused a function");
}

/* --- engine and writers --------------------------------------------------------------- */

int
lake_engine_open(struct lake *lake, struct lake_engine **ret, struct err *err)
{
	duckdb_config config;
	if (duckdb_create_config(&config) != DuckDBSuccess)
		return err_set(err, ENOMEM, "DuckDB could not start");
	auto_free char *temp = base_printf("%s/staging", lake->dir);
	(void)duckdb_set_config(config, "threads", "1");
	char memory[16];
	(void)snprintf(memory, sizeof(memory), "%dMiB",
		lake->memory_mib ? lake->memory_mib : MEMORY_MIB);
	(void)duckdb_set_config(config, "memory_limit", memory);
	(void)duckdb_set_config(config, "temp_directory", temp);
	(void)duckdb_set_config(config, "enable_external_file_cache", "false");
	(void)duckdb_set_config(config, "autoinstall_known_extensions", "false");
	(void)duckdb_set_config(config, "autoload_known_extensions", "false");
	duckdb_database db;
	char *text = NULL;
	duckdb_state state = duckdb_open_ext(NULL, &db, config, &text);
	duckdb_destroy_config(&config);
	if (state != DuckDBSuccess) {
		int r = err_set(
			err, EIO, "DuckDB could not start: %s", text ? text : "no reason");
		duckdb_free(text);
		return r;
	}
	struct lake_engine *engine = base_alloc(1, sizeof(*engine));
	*engine = (struct lake_engine){ lake, db };
	int r = register_estimate(engine, err);
	if (r < 0) {
		lake_engine_close(engine);
		return r;
	}
	*ret = engine;
	return 0;
}

void
lake_engine_close(struct lake_engine *engine)
{
	if (!engine)
		return;
	duckdb_close(&engine->db);
	free(engine);
}

int
lake_writer_open(struct lake_engine *engine, struct lake_writer **ret, struct err *err)
{
	struct lake_writer *w = base_alloc(1, sizeof(*w));
	w->engine = engine;
	if (duckdb_connect(engine->db, &w->con) != DuckDBSuccess) {
		free(w);
		return err_set(err, EIO, "DuckDB refused a connection");
	}
	int r = register_rows(w, err);
	if (r < 0) {
		lake_writer_close(w);
		return r;
	}
	*ret = w;
	return 0;
}

void
lake_writer_close(struct lake_writer *w)
{
	if (!w)
		return;
	duckdb_disconnect(&w->con);
	free(w);
}

static bool
has_no_null(duckdb_vector v, size_t n)
{
	uint64_t *validity = duckdb_vector_get_validity(v);
	for (size_t i = 0; validity && i < n; i++)
		if (!duckdb_validity_row_is_valid(validity, i))
			return false;
	return true;
}

int
lake_writer_query(struct lake_writer *w, const char *sql,
	int (*see)(void *arg, const struct chunk *chunk), void *arg, struct err *err)
{
	duckdb_result result;
	if (duckdb_query(w->con, sql, &result) != DuckDBSuccess) {
		const char *why = duckdb_result_error(&result);
		bool full = why && strstr(why, "No space left") != NULL;
		int r = err_set(err, full ? ENOSPC : EIO, "%s: %s", w->engine->lake->dir,
			why ? why : "DuckDB failed without a reason");
		duckdb_destroy_result(&result);
		return r;
	}
	int r = 0;
	duckdb_data_chunk data;
	while (r == 0 && (data = duckdb_fetch_chunk(result)) != NULL) {
		struct chunk chunk = { .n_rows = duckdb_data_chunk_get_size(data) };
		idx_t n = duckdb_data_chunk_get_column_count(data);
		must(n <= count_of(chunk.column));
		bool whole = true;
		for (idx_t i = 0; i < n; i++) {
			duckdb_vector v = duckdb_data_chunk_get_vector(data, i);
			chunk.column[i] = duckdb_vector_get_data(v);
			whole &= has_no_null(v, chunk.n_rows);
		}
		if (!whole)
			r = err_set(err, EINVAL,
				"%s: a file has empty values where teiten writes none",
				w->engine->lake->dir);
		else if (see)
			r = see(arg, &chunk);
		duckdb_destroy_data_chunk(&data);
	}
	duckdb_destroy_result(&result);
	return r;
}

/* A lake may lie in a folder with a quote in its name. */
static char *
sql_quote(const char *text)
{
	char *quoted = base_alloc(2 * strlen(text) + 3, 1);
	char *at = quoted;
	*at++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			*at++ = '\'';
		*at++ = *text;
	}
	*at = '\'';
	return quoted;
}

/* --- staging ---------------------------------------------------------------------------
 */

static int
hash_file(struct lake *lake, struct staged_file *file, struct err *err)
{
	auto_close int fd = openat(lake->dir_fd, file->staging, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(
			err, errno, "%s/%s: %s", lake->dir, file->staging, strerror(errno));
	enum { PIECE = 1 << 18 };
	auto_free char *piece = base_alloc(1, PIECE);
	XXH3_state_t *state = XXH3_createState();
	must(state != NULL);
	(void)XXH3_128bits_reset(state);
	ssize_t n;
	file->bytes = 0;
	while ((n = read(fd, piece, PIECE)) > 0) {
		(void)XXH3_128bits_update(state, piece, (size_t)n);
		file->bytes += n;
	}
	XXH128_hash_t hash = XXH3_128bits_digest(state);
	(void)XXH3_freeState(state);
	file->hash = (struct xxh128){ hash.high64, hash.low64 };
	return n < 0 ? err_set(err, errno, "%s/%s: %s", lake->dir, file->staging,
			       strerror(errno))
		     : 0;
}

static int
copied_rows(void *arg, const struct chunk *chunk)
{
	*(int64_t *)arg = ((const int64_t *)chunk->column[0])[0];
	return 0;
}

static int
stage(struct lake_writer *w, const struct dataset *dataset, const char *sensor,
	int32_t first_day, int32_t last_day, const char *select, struct staged_file *ret,
	struct err *err)
{
	struct lake *lake = w->engine->lake;
	unsigned number = __atomic_add_fetch(&lake->staged, 1, __ATOMIC_RELAXED);
	struct staged_file file = {
		.dataset = dataset,
		.sensor = base_strdup(sensor),
		.staging = base_printf(
			"staging/%08lld-%04u.parquet", (long long)lake->ingest, number),
		.first_day = first_day,
		.last_day = last_day,
	};
	auto_free char *path = base_printf("%s/%s", lake->dir, file.staging);
	auto_free char *quoted = sql_quote(path);
	auto_free char *sql =
		base_printf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, "
			    "COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 300, "
			    "PARQUET_VERSION v2)",
			select, quoted);
	int r = lake_writer_query(w, sql, copied_rows, &file.rows, err);
	if (r == 0 && file.rows > 0)
		r = hash_file(lake, &file, err);
	if (r < 0 || file.rows == 0) {
		(void)unlinkat(lake->dir_fd, file.staging, 0);
		staged_file_done(&file);
	}
	if (r == 0)
		*ret = file;
	return r;
}

int
lake_stage(struct lake_writer *w, const struct dataset *dataset, const char *sensor,
	int32_t first_day, int32_t last_day, const struct row_source *source,
	struct staged_file *ret, struct err *err)
{
	w->dataset = dataset;
	w->source = source;
	auto_free char *select = base_printf("SELECT * FROM \"rows_%p\"()", (void *)w);
	return stage(w, dataset, sensor, first_day, last_day, select, ret, err);
}

int
lake_stage_query(struct lake_writer *w, const struct dataset *dataset, const char *sensor,
	int32_t first_day, int32_t last_day, const char *select, struct staged_file *ret,
	struct err *err)
{
	return stage(w, dataset, sensor, first_day, last_day, select, ret, err);
}

/* --- merging ---------------------------------------------------------------------------
 */

void
file_list_add(struct file_list *list, const char *path)
{
	list->path = base_grow(list->path, list->n + 1, sizeof(*list->path));
	list->path[list->n++] = base_strdup(path);
}

void
file_list_done(struct file_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->path[i]);
	free(list->path);
	*list = (struct file_list){ 0 };
}

char *
file_list_sql(const struct file_list *list)
{
	char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fputs("read_parquet([", out);
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			(void)fputs(", ", out);
		auto_free char *quoted = sql_quote(list->path[i]);
		(void)fputs(quoted, out);
	}
	(void)fputs("], hive_partitioning = false)", out);
	must(fclose(out) == 0);
	return sql;
}

int
lake_files_sql(struct lake *lake, const struct dataset *dataset, int32_t first_day,
	int32_t last_day, char **ret, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int r = lake_files(lake, dataset, first_day, last_day, &files, &n, err);
	if (r < 0)
		return r;
	struct file_list list = { 0 };
	for (size_t i = 0; i < n; i++)
		file_list_add(&list, files[i].path);
	lake_files_free(files, n);
	*ret = n ? file_list_sql(&list) : NULL;
	file_list_done(&list);
	return 0;
}

static char *
rows_sql(const struct dataset *dataset, const char *from, bool merge)
{
	static const char *const merges[] = {
		[MERGE_KEY] = "(",
		[MERGE_SUM] = "sum(",
		[MERGE_MIN] = "min(",
		[MERGE_MAX] = "max(",
		[MERGE_AND] = "bit_and(",
		[MERGE_OR] = "bit_or(",
		[MERGE_ANY] = "max(",
		[MERGE_SKETCH] = "sketch_estimate(bit_or(dsts_sketch)",
	};
	char *sql = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&sql, &len);
	must(out != NULL);
	(void)fputs("SELECT ", out);
	const char *comma = "";
	for (size_t i = 0; i < dataset->n_columns; i++) {
		const struct column_spec *c = &dataset->columns[i];
		if (c->in_path)
			continue;
		(void)fprintf(out, "%s%s", comma, merge ? merges[c->merge] : "(");
		bool counted = c->type != COLUMN_DATE && c->type != COLUMN_TIMESTAMP;
		if (dataset->grows && counted)
			(void)fprintf(out, "coalesce(\"%s\", %s)", c->name,
				c->type == COLUMN_TEXT || c->type == COLUMN_BLOB ? "''"
										 : "0");
		else if (c->merge != MERGE_SKETCH || !merge)
			(void)fprintf(out, "\"%s\"", c->name);
		/* Whoever wrote the file: what is read into memory has the declared types.
		 */
		(void)fprintf(out, ")::%s AS \"%s\"", column_type_sql(c->type), c->name);
		comma = ", ";
	}
	auto_free char *wide = dataset->grows ? dataset_widen_sql(dataset, from) : NULL;
	(void)fprintf(out, " FROM %s", wide ? wide : from);
	comma = " GROUP BY ALL ORDER BY ";
	for (size_t i = 0; merge && i < dataset->n_columns; i++) {
		const struct column_spec *c = &dataset->columns[i];
		if (c->in_path || c->merge != MERGE_KEY)
			continue;
		(void)fprintf(out, "%s\"%s\"", comma, c->name);
		comma = ", ";
	}
	must(fclose(out) == 0);
	return sql;
}

char *
dataset_merge_sql(const struct dataset *dataset, const char *from)
{
	return rows_sql(dataset, from, true);
}

char *
dataset_join_sql(const struct dataset *dataset, const char *from)
{
	return rows_sql(dataset, from, false);
}
