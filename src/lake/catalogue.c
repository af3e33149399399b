/* catalogue.c - opening a lake and asking its catalogue.
 *
 * The catalogue is SQLite in WAL mode: readers see the last publication while a writer
 * works, and a kill at any moment rolls back to it.
 */
#include "lake/private.h"

#include "base/embed.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

EMBEDDED_GROUP(catalogue);

enum { BUSY_MS = 5000 };

static int
sql_error(struct lake *lake, struct err *err)
{
	int code = sqlite3_errcode(lake->db);
	const char *advice = code == SQLITE_BUSY ? " (another program holds it; try again)"
		: code == SQLITE_CORRUPT || code == SQLITE_NOTADB
		? " (restore it from a copy; the Parquet files are untouched)"
		: "";
	return err_set(err, code == SQLITE_FULL ? ENOSPC : EIO, "%s/catalogue.sqlite: %s%s",
		lake->dir, sqlite3_errmsg(lake->db), advice);
}

int
lake_sql_prepare(struct lake *lake, const char *sql, sqlite3_stmt **ret, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	if (sqlite3_prepare_v2(lake->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return sql_error(lake, err);
	*ret = stmt;
	return 0;
}

int
lake_sql_exec(struct lake *lake, const char *sql, struct err *err)
{
	if (sqlite3_exec(lake->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sql_error(lake, err);
	return 0;
}

int
lake_sql_step(struct lake *lake, sqlite3_stmt *stmt, struct err *err)
{
	int r = sqlite3_step(stmt);
	if (r == SQLITE_ROW)
		return 1;
	return r == SQLITE_DONE ? 0 : sql_error(lake, err);
}

int
lake_sql_run(struct lake *lake, struct err *err, const char *sql, const char *types, ...)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake, sql, &stmt, err);
	if (r < 0)
		return r;
	va_list ap;
	va_start(ap, types);
	for (int i = 0; types[i]; i++) {
		if (types[i] == 'i')
			(void)sqlite3_bind_int64(stmt, i + 1, va_arg(ap, int64_t));
		else
			(void)sqlite3_bind_text(stmt, i + 1, va_arg(ap, const char *), -1,
				SQLITE_TRANSIENT);
	}
	va_end(ap);
	while ((r = lake_sql_step(lake, stmt, err)) > 0)
		;
	return r;
}

char *
lake_sql_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);
	return base_strdup(text ? (const char *)text : "");
}

static int
open_folder(const char *dir, enum lake_mode mode, struct lake *lake, struct err *err)
{
	if (mode == LAKE_WRITE && mkdir(dir, 0777) < 0 && errno != EEXIST)
		return err_set(
			err, errno, "cannot make the lake '%s': %s", dir, strerror(errno));
	lake->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lake->dir_fd < 0)
		return err_set(
			err, errno, "cannot open the lake '%s': %s", dir, strerror(errno));
	lake->dir = realpath(dir, NULL);
	must(lake->dir != NULL);
	if (strpbrk(lake->dir, "*?")) /* DuckDB would read other folders that match */
		return err_set(err, EINVAL,
			"the lake '%s' cannot have '*' or '?' in its path", lake->dir);
	if (mode == LAKE_READ)
		return 0;
	static const char *const folders[] = { "staging", "quarantine" };
	for (size_t i = 0; i < count_of(folders); i++)
		if (mkdirat(lake->dir_fd, folders[i], 0777) < 0 && errno != EEXIST)
			return err_set(err, errno, "cannot write in the lake '%s': %s", dir,
				strerror(errno));
	lake->lock_fd = openat(lake->dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (lake->lock_fd < 0)
		return err_set(
			err, errno, "cannot lock the lake '%s': %s", dir, strerror(errno));
	if (flock(lake->lock_fd, LOCK_EX | LOCK_NB) < 0)
		return err_set(err, EBUSY,
			"the lake '%s' is being written by another teiten; wait for it to "
			"end",
			dir);
	return 0;
}

/* "file:PATH?OPTION", where a path may hold what has a meaning in a URI. */
static char *
uri_of(const char *path, const char *option)
{
	char *uri = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&uri, &len);
	must(out != NULL);
	(void)fputs("file:", out);
	for (; *path; path++) {
		if (strchr("%#?", *path))
			(void)fprintf(out, "%%%02X", (unsigned char)*path);
		else
			(void)fputc(*path, out);
	}
	(void)fprintf(out, "?%s", option);
	must(fclose(out) == 0);
	return uri;
}

/* A reader on a read-only medium cannot have WAL's shared memory: then nothing writes. */
static int
open_to_read(struct lake *lake, const char *path, struct err *err)
{
	static const char *const options[] = { "mode=ro", "immutable=1" };
	for (size_t i = 0; i < count_of(options); i++) {
		auto_free char *uri = uri_of(path, options[i]);
		int r = sqlite3_open_v2(
			uri, &lake->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
		(void)sqlite3_busy_timeout(lake->db, BUSY_MS);
		if (r == SQLITE_OK)
			r = sqlite3_exec(
				lake->db, "SELECT count(*) FROM fact", NULL, NULL, NULL);
		if (r == SQLITE_OK)
			return 0;
		bool last = i + 1 == count_of(options);
		if (last || (r & 0xff) == SQLITE_BUSY) /* somebody does write */
			break;
		(void)sqlite3_close(lake->db);
		lake->db = NULL;
	}
	return sql_error(lake, err);
}

static int
open_catalogue(struct lake *lake, struct err *err)
{
	auto_free char *path = base_printf("%s/catalogue.sqlite", lake->dir);
	if (lake->mode == LAKE_READ) {
		if (access(path, R_OK) < 0)
			return err_set(err, errno,
				"'%s' is no lake: it has no catalogue.sqlite (make one "
				"with "
				"'teiten read --lake %s FILE...')",
				lake->dir, lake->dir);
		return open_to_read(lake, path, err);
	}
	if (sqlite3_open_v2(path, &lake->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		    NULL) != SQLITE_OK)
		return sql_error(lake, err);
	(void)sqlite3_busy_timeout(lake->db, BUSY_MS);
	int r = lake_sql_exec(lake,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
		err);
	each_embedded(catalogue, it)
	{
		if (r == 0)
			r = lake_sql_exec(lake, (*it)->at, err);
	}
	if (r == 0)
		r = lake_sql_exec(lake,
			"INSERT OR IGNORE INTO fact VALUES ('generation', '0'), "
			"('created', strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), ('layout', "
			"'1'); "
			"COMMIT",
			err);
	return r;
}

int
lake_open(const char *dir, enum lake_mode mode, struct lake **ret, struct err *err)
{
	struct lake *lake = base_alloc(1, sizeof(*lake));
	lake->dir_fd = lake->lock_fd = -1;
	lake->mode = mode;
	int r = open_folder(dir, mode, lake, err);
	if (r == 0)
		r = open_catalogue(lake, err);
	if (r < 0) {
		lake_close(lake);
		return r;
	}
	*ret = lake;
	return 0;
}

void
lake_close(struct lake *lake)
{
	if (!lake)
		return;
	(void)sqlite3_close(lake->db);
	if (lake->lock_fd >= 0)
		close(lake->lock_fd);
	if (lake->dir_fd >= 0)
		close(lake->dir_fd);
	free(lake->dir);
	free(lake);
}

void
lake_set_memory(struct lake *lake, int mib)
{
	lake->memory_mib = mib;
}

const char *
lake_dir(const struct lake *lake)
{
	return lake->dir;
}

int
lake_fact(struct lake *lake, const char *key, char **ret, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake, "SELECT value FROM fact WHERE key = ?", &stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	r = lake_sql_step(lake, stmt, err);
	if (r < 0)
		return r;
	*ret = r ? lake_sql_text(stmt, 0) : base_strdup("");
	return 0;
}

int
lake_dropped(struct lake *lake, int32_t first_day, int32_t last_day,
	void (*see)(void *arg, const char *reason, int64_t frames), void *arg,
	struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT reason, sum(dropped.frames) FROM dropped "
		"JOIN capture ON capture.id = dropped.capture "
		"WHERE first_ns < (? + 1) * 86400000000000 AND last_ns >= ? * "
		"86400000000000 "
		"GROUP BY reason ORDER BY 2 DESC, reason LIMIT 32",
		&stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_int64(stmt, 1, last_day);
	(void)sqlite3_bind_int64(stmt, 2, first_day);
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		auto_free char *reason = lake_sql_text(stmt, 0);
		see(arg, reason, sqlite3_column_int64(stmt, 1));
	}
	return r;
}

bool
lake_path_ok(const char *path)
{
	size_t len = path ? strlen(path) : 0;
	static const char ending[] = ".parquet";
	return len > sizeof(ending) && path[0] != '/' && !strstr(path, "..") &&
		strchr(path, '/') && strcmp(path + len - (sizeof(ending) - 1), ending) == 0;
}

/* The files that a prepared question for them gives. */
static int
take_files(struct lake *lake, sqlite3_stmt *stmt, struct lake_file **ret, size_t *ret_n,
	struct err *err)
{
	int r;
	struct lake_file *files = NULL;
	size_t n = 0, room = 0;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *path = lake_sql_view(stmt, 0);
		if (!lake_path_ok(path)) {
			r = err_set(err, EINVAL,
				"%s/catalogue.sqlite names a file outside of it: %s",
				lake->dir, path ? path : "none");
			break;
		}
		if (n == room)
			files = base_grow(
				files, room = room ? 2 * room : 64, sizeof(*files));
		files[n++] = (struct lake_file){
			.path = base_printf("%s/%s", lake->dir, path),
			.sensor = lake_sql_text(stmt, 1),
			.first_day = sqlite3_column_int(stmt, 2),
			.last_day = sqlite3_column_int(stmt, 3),
			.rows = sqlite3_column_int64(stmt, 4),
			.bytes = sqlite3_column_int64(stmt, 5),
		};
	}
	if (r < 0) {
		lake_files_free(files, n);
		return r;
	}
	*ret = files;
	*ret_n = n;
	return 0;
}

int
lake_files(struct lake *lake, const struct dataset *dataset, int32_t first_day,
	int32_t last_day, struct lake_file **ret, size_t *ret_n, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT path, sensor, first_day, last_day, rows, bytes FROM file WHERE "
		"dataset = "
		"? "
		"AND state = 'live' AND first_day <= ? AND last_day >= ? "
		"ORDER BY first_day, sensor, path",
		&stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_text(stmt, 1, dataset->name, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int(stmt, 2, last_day);
	(void)sqlite3_bind_int(stmt, 3, first_day);
	return take_files(lake, stmt, ret, ret_n, err);
}

int
lake_day_files(struct lake *lake, const struct dataset *dataset, const char *sensor,
	int32_t day, struct lake_file **ret, size_t *ret_n, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT path, sensor, first_day, last_day, rows, bytes FROM file WHERE "
		"dataset = "
		"? "
		"AND state = 'live' AND first_day = ? AND sensor = ? ORDER BY path",
		&stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_text(stmt, 1, dataset->name, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int(stmt, 2, day);
	(void)sqlite3_bind_text(stmt, 3, sensor, -1, SQLITE_STATIC);
	return take_files(lake, stmt, ret, ret_n, err);
}

void
lake_files_free(struct lake_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(files[i].path);
		free(files[i].sensor);
	}
	free(files);
}
