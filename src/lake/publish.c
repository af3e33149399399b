/* publish.c - one ingest becomes visible as a whole.
 *
 * The order that survives a kill: files written and synced in staging/; their names entered
 * as 'staged'; renamed and folders synced; one transaction makes them live.  Whatever a
 * kill leaves is either in staging/ or entered as 'staged', so lake_begin finds it.
 */
#include "lake/publish.h"

#include "lake/private.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

enum { SYNC_EACH_MAX = 16 }; /* above this, one syncfs is cheaper than a sync a file */

static int
io_error(struct lake *lake, const char *what, const char *name, struct err *err)
{
	int code = errno;
	return err_set(err, code, "%s '%s/%s': %s", what, lake->dir, name, strerror(code));
}

/* --- what an interrupted ingest left ----------------------------------------------- */

static void
empty_staging(struct lake *lake)
{
	int fd = openat(lake->dir_fd, "staging", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder)
		return;
	for (struct dirent *e; (e = readdir(folder)) != NULL;)
		if (e->d_name[0] != '.')
			(void)unlinkat(dirfd(folder), e->d_name, 0);
	(void)closedir(folder);
}

static int
remove_unpublished(struct lake *lake, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(
		lake, "SELECT path FROM file WHERE state = 'staged'", &stmt, err);
	if (r < 0)
		return r;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *path = lake_sql_view(stmt, 0);
		if (lake_path_ok(path))
			(void)unlinkat(lake->dir_fd, path, 0);
	}
	empty_staging(lake);
	return r;
}

int
lake_begin(struct lake *lake, struct err *err)
{
	int r = remove_unpublished(lake, err);
	if (r == 0)
		r = lake_sql_exec(lake,
			"BEGIN IMMEDIATE; DELETE FROM file WHERE state = 'staged'; "
			"DELETE FROM ingest WHERE state = 'open'; "
			"INSERT INTO ingest (id, state, started) VALUES ("
			"(SELECT 1 + max(coalesce((SELECT max(id) FROM ingest), 0), "
			"coalesce((SELECT max(ingest) FROM file), 0))), 'open', "
			"strftime('%s', 'now')); "
			"COMMIT",
			err);
	if (r == 0)
		lake->ingest = sqlite3_last_insert_rowid(lake->db);
	lake->staged = 0;
	return r;
}

void
lake_abandon(struct lake *lake, struct staged_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)unlinkat(lake->dir_fd, files[i].staging, 0);
}

/* --- files come to their place ----------------------------------------------------- */

static char *
final_path(const struct staged_file *file)
{
	const char *id = strrchr(file->staging, '/') + 1;
	char text[DATE_TEXT_MAX];
	if (file->sensor[0])
		return base_printf("%s/sensor=%s/date=%s/%s", file->dataset->name,
			file->sensor, day_format(file->first_day, text), id);
	return base_printf("%s/month=%s/%s", file->dataset->name,
		month_format(month_of_day(file->first_day), text), id);
}

static int
make_folders(struct lake *lake, char *path, struct err *err)
{
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		int r = mkdirat(lake->dir_fd, path, 0777);
		if (r < 0 && errno != EEXIST)
			r = io_error(lake, "cannot make the folder", path, err);
		else
			r = 0;
		*slash = '/';
		if (r < 0)
			return r;
	}
	return 0;
}

static int
sync_at(struct lake *lake, const char *path, struct err *err)
{
	auto_close int fd = openat(lake->dir_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return io_error(lake, "cannot sync", path, err);
	return 0;
}

static int
sync_folders_of(struct lake *lake, const char *path, struct err *err)
{
	auto_free char *folder = base_strdup(path);
	int r = 0;
	for (char *slash; r == 0 && (slash = strrchr(folder, '/')) != NULL;) {
		*slash = '\0';
		r = sync_at(lake, folder, err);
	}
	return r == 0 ? sync_at(lake, ".", err) : r;
}

static int
sync_all(struct lake *lake, const struct staged_file *files, size_t n, char **paths,
	struct err *err)
{
	if (n > SYNC_EACH_MAX)
		return syncfs(lake->dir_fd) < 0 ? io_error(lake, "cannot sync", ".", err)
						: 0;
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = paths ? sync_folders_of(lake, paths[i], err)
			  : sync_at(lake, files[i].staging, err);
	return r;
}

static int
enter_staged(struct lake *lake, const struct staged_file *files, size_t n, char **paths,
	struct err *err)
{
	int r = lake_sql_exec(lake, "BEGIN IMMEDIATE", err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct staged_file *f = &files[i];
		char hash[33];
		(void)snprintf(hash, sizeof(hash), "%016llx%016llx",
			(unsigned long long)f->hash.hi, (unsigned long long)f->hash.lo);
		r = lake_sql_run(lake, err,
			"INSERT INTO file (dataset, sensor, first_day, last_day, path, "
			"rows, bytes, "
			"hash, ingest, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'staged')",
			"ssiisiisi", f->dataset->name, f->sensor, (int64_t)f->first_day,
			(int64_t)f->last_day, paths[i], f->rows, f->bytes, hash,
			lake->ingest);
	}
	return r == 0 ? lake_sql_exec(lake, "COMMIT", err)
		      : ((void)lake_sql_exec(lake, "ROLLBACK", NULL), r);
}

static int
move_to_place(struct lake *lake, const struct staged_file *files, size_t n, char **paths,
	struct err *err)
{
	int r = sync_all(lake, files, n, NULL, err);
	if (r == 0)
		r = enter_staged(lake, files, n, paths, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = make_folders(lake, paths[i], err);
		if (r == 0 &&
			renameat(lake->dir_fd, files[i].staging, lake->dir_fd, paths[i]) <
				0)
			r = io_error(lake, "cannot rename", files[i].staging, err);
	}
	return r == 0 ? sync_all(lake, files, n, paths, err) : r;
}

/* --- the transaction --------------------------------------------------------------- */

/* Tens of thousands at the first reading: one statement for all. */
static int
record_operators(struct lake *lake, const struct publication *p, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(
		lake, "INSERT OR REPLACE INTO operator VALUES (?, ?)", &stmt, err);
	for (size_t i = 0; r == 0 && i < p->n_asns; i++) {
		const char *name = geo_as_name(p->geo, p->asns[i]);
		if (!name)
			continue;
		(void)sqlite3_bind_int64(stmt, 1, p->asns[i]);
		(void)sqlite3_bind_text(stmt, 2, name, -1, SQLITE_STATIC);
		r = lake_sql_step(lake, stmt, err);
		(void)sqlite3_reset(stmt);
	}
	return r;
}

static int
record_captures(struct lake *lake, const struct publication *p, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < p->n_captures; i++) {
		const struct captured *c = &p->captures[i];
		char hash[33];
		(void)snprintf(hash, sizeof(hash), "%016llx%016llx",
			(unsigned long long)c->hash.hi, (unsigned long long)c->hash.lo);
		r = lake_sql_run(lake, err,
			"INSERT INTO capture (ingest, name, hash, bytes, disk_bytes, "
			"frames, "
			"first_ns, last_ns, damaged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"issiiiiii", lake->ingest, c->name, hash, (int64_t)c->bytes,
			(int64_t)c->disk_bytes, (int64_t)c->frames, c->first_ns, c->last_ns,
			(int64_t)c->damaged);
		int64_t id = sqlite3_last_insert_rowid(lake->db);
		for (size_t k = 0; r == 0 && k < p->n_reasons; k++)
			if (c->dropped[k])
				r = lake_sql_run(lake, err,
					"INSERT INTO dropped VALUES (?, ?, ?)", "isi", id,
					p->reason_name(k), (int64_t)c->dropped[k]);
	}
	for (size_t i = 0; r == 0 && i < p->n_observed; i++)
		r = lake_sql_run(lake, err, "INSERT INTO observed VALUES (?, ?, ?, ?)",
			"isii", lake->ingest, p->observed[i].sensor,
			p->observed[i].span.start_s, p->observed[i].span.end_s);
	for (size_t i = 0; r == 0 && i < p->n_edge_bins; i++)
		r = lake_sql_run(lake, err, "INSERT OR IGNORE INTO edge_bin VALUES (?)",
			"i", (int64_t)p->edge_bins[i]);
	return r == 0 ? record_operators(lake, p, err) : r;
}

static int
make_live(struct lake *lake, const char *const *retire, size_t n_retire, struct err *err)
{
	int r = lake_sql_run(lake, err,
		"UPDATE file SET state = 'live', changed = strftime('%s', 'now') "
		"WHERE state = 'staged' AND ingest = ?",
		"i", lake->ingest);
	size_t folder = strlen(lake->dir) + 1;
	for (size_t i = 0; r == 0 && i < n_retire; i++)
		r = lake_sql_run(lake, err,
			"UPDATE file SET state = 'retired', changed = strftime('%s', "
			"'now') "
			"WHERE path = ?",
			"s", retire[i] + folder);
	if (r == 0)
		r = lake_sql_exec(lake,
			"UPDATE fact SET value = value + 1 WHERE key = 'generation'", err);
	return r;
}

static int
set_fact(struct lake *lake, const char *key, const char *value, struct err *err)
{
	return lake_sql_run(
		lake, err, "INSERT OR REPLACE INTO fact VALUES (?, ?)", "ss", key, value);
}

static int
record(struct lake *lake, const struct publication *p, struct err *err)
{
	int r = record_captures(lake, p, err);
	if (r == 0 && p->site)
		r = lake_describe(lake, p->site, err);
	if (r == 0 && p->geo)
		r = set_fact(lake, "geography", geo_source(p->geo), err);
	if (r == 0 && p->geo)
		r = set_fact(lake, "geography_date", geo_date(p->geo), err);
	if (r == 0)
		r = lake_sql_run(lake, err,
			"UPDATE ingest SET state = 'done', finished = strftime('%s', "
			"'now'), "
			"frames = ?, packets = ? WHERE id = ?",
			"iii", (int64_t)p->frames, (int64_t)p->packets, lake->ingest);
	return r;
}

static int
publish(struct lake *lake, struct staged_file *files, size_t n, const char *const *retire,
	size_t n_retire, const struct publication *p, struct err *err)
{
	auto_free char **paths = base_alloc(n, sizeof(*paths));
	for (size_t i = 0; i < n; i++)
		paths[i] = final_path(&files[i]);
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++) /* a sensor's name of the catalogue */
		if (!lake_path_ok(paths[i]))
			r = err_set(err, EINVAL, "%s: '%s' is no place in a lake",
				lake->dir, paths[i]);
	if (r == 0)
		r = move_to_place(lake, files, n, paths, err);
	if (r == 0)
		r = lake_sql_exec(lake, "BEGIN IMMEDIATE", err);
	if (r == 0) {
		r = make_live(lake, retire, n_retire, err);
		if (r == 0 && p)
			r = record(lake, p, err);
		if (r == 0)
			r = lake_sql_exec(lake, "COMMIT", err);
		if (r < 0)
			(void)lake_sql_exec(lake, "ROLLBACK", NULL);
	}
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	return r;
}

int
lake_publish(struct lake *lake, const struct publication *p, struct err *err)
{
	return publish(lake, p->files, p->n_files, p->retire, p->n_retire, p, err);
}

int
lake_replace(struct lake *lake, struct staged_file *files, size_t n,
	const char *const *retire, size_t n_retire, struct err *err)
{
	int r = publish(lake, files, n, retire, n_retire, NULL, err);
	if (r == 0)
		r = lake_sql_run(lake, err,
			"DELETE FROM ingest WHERE id = ? AND state = 'open'", "i",
			lake->ingest);
	return r;
}

/* --- what is known already --------------------------------------------------------- */

int
lake_knows_capture(struct lake *lake, struct xxh128 hash, char **ret_when, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT strftime('%Y-%m-%d %H:%M UTC', finished, 'unixepoch') FROM capture "
		"JOIN ingest ON ingest.id = capture.ingest WHERE hash = ? AND state = "
		"'done' LIMIT 1",
		&stmt, err);
	if (r < 0)
		return r;
	char text[33];
	(void)snprintf(text, sizeof(text), "%016llx%016llx", (unsigned long long)hash.hi,
		(unsigned long long)hash.lo);
	(void)sqlite3_bind_text(stmt, 1, text, -1, SQLITE_TRANSIENT);
	r = lake_sql_step(lake, stmt, err);
	if (r > 0)
		*ret_when = lake_sql_text(stmt, 0);
	return r;
}

int
lake_knows_size(struct lake *lake, uint64_t bytes, bool *ret, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT 1 FROM capture WHERE bytes = ?1 OR disk_bytes = ?1 LIMIT 1", &stmt,
		err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_int64(stmt, 1, (int64_t)bytes);
	r = lake_sql_step(lake, stmt, err);
	if (r >= 0)
		*ret = r > 0;
	return r < 0 ? r : 0;
}

int
lake_edge_bins(struct lake *lake, uint32_t **ret, size_t *ret_n, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake, "SELECT bin FROM edge_bin ORDER BY bin", &stmt, err);
	if (r < 0)
		return r;
	uint32_t *bins = NULL;
	size_t n = 0, room = 0;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		if (n == room)
			bins = base_grow(bins, room = room ? 2 * room : 64, sizeof(*bins));
		bins[n++] = (uint32_t)sqlite3_column_int64(stmt, 0);
	}
	if (r < 0) {
		free(bins);
		return r;
	}
	*ret = bins;
	*ret_n = n;
	return 0;
}

int
lake_observed(struct lake *lake, const char *sensor, int64_t start_s, int64_t end_s,
	struct span **ret, size_t *ret_n, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT start_s, end_s FROM observed JOIN ingest ON ingest.id = "
		"observed.ingest "
		"WHERE sensor = ? AND start_s < ? AND end_s > ? AND state = 'done' ORDER "
		"BY start_s",
		&stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_text(stmt, 1, sensor, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(stmt, 2, end_s);
	(void)sqlite3_bind_int64(stmt, 3, start_s);
	struct span *spans = NULL;
	size_t n = 0, room = 0;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		if (n == room)
			spans = base_grow(
				spans, room = room ? 2 * room : 16, sizeof(*spans));
		spans[n++] = (struct span){ sqlite3_column_int64(stmt, 0),
			sqlite3_column_int64(stmt, 1) };
	}
	if (r < 0) {
		free(spans);
		return r;
	}
	*ret = spans;
	*ret_n = n;
	return 0;
}
