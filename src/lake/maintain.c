/* maintain.c - looking after a lake: verify, merge small files, forget what is old. */
#include "lake/maintain.h"

#include "lake/private.h"
#include "lake/publish.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <xxhash.h>

/* --- check and list ---------------------------------------------------------------- */

static int
hash_of(int fd, char ret[static 33])
{
	enum { PIECE = 1 << 18 };
	auto_free char *piece = base_alloc(1, PIECE);
	XXH3_state_t *state = XXH3_createState();
	must(state != NULL);
	(void)XXH3_128bits_reset(state);
	ssize_t n;
	while ((n = read(fd, piece, PIECE)) > 0)
		(void)XXH3_128bits_update(state, piece, (size_t)n);
	XXH128_hash_t hash = XXH3_128bits_digest(state);
	(void)XXH3_freeState(state);
	(void)snprintf(ret, 33, "%016llx%016llx", (unsigned long long)hash.high64,
		(unsigned long long)hash.low64);
	return n < 0 ? -errno : 0;
}

static const char *
problem_of(struct lake *lake, const char *path, int64_t bytes, const char *hash)
{
	auto_close int fd = openat(lake->dir_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? "it is gone" : "it cannot be opened";
	struct stat st;
	if (fstat(fd, &st) < 0 || st.st_size != bytes)
		return "its size is not what was published";
	char now[33];
	if (hash_of(fd, now) < 0)
		return "it cannot be read";
	return strcmp(now, hash) == 0 ? NULL : "its bytes are not what was published";
}

static int
quarantine(struct lake *lake, int64_t id, const char *path, struct err *err)
{
	auto_free char *to =
		base_printf("quarantine/%lld-%s", (long long)id, strrchr(path, '/') + 1);
	if (renameat(lake->dir_fd, path, lake->dir_fd, to) < 0 && errno != ENOENT)
		return err_set(err, errno, "cannot move '%s/%s' to quarantine: %s",
			lake->dir, path, strerror(errno));
	return lake_sql_run(lake, err,
		"UPDATE file SET state = 'quarantined', changed = strftime('%s', 'now') "
		"WHERE id = ?",
		"i", id);
}

static int
each_live(struct lake *lake, bool verify, bool move,
	void (*see)(void *arg, const struct checked_file *file), void *arg, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT id, path, dataset, sensor, first_day, last_day, rows, bytes, hash "
		"FROM file "
		"WHERE state = 'live' ORDER BY dataset, first_day, sensor, path",
		&stmt, err);
	int bad = 0;
	while (r >= 0 && (r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *path = lake_sql_view(stmt, 1);
		if (!lake_path_ok(path))
			return err_set(err, EINVAL,
				"%s/catalogue.sqlite names a file outside of it",
				lake->dir);
		struct checked_file file = {
			.path = path,
			.dataset = lake_sql_view(stmt, 2),
			.sensor = lake_sql_view(stmt, 3),
			.first_day = sqlite3_column_int(stmt, 4),
			.last_day = sqlite3_column_int(stmt, 5),
			.rows = sqlite3_column_int64(stmt, 6),
			.bytes = sqlite3_column_int64(stmt, 7),
		};
		if (verify)
			file.problem =
				problem_of(lake, path, file.bytes, lake_sql_view(stmt, 8));
		see(arg, &file);
		bad += file.problem != NULL;
		if (file.problem && move)
			r = quarantine(lake, sqlite3_column_int64(stmt, 0), path, err);
	}
	return r < 0 ? r : bad;
}

int
lake_check(struct lake *lake, bool move,
	void (*see)(void *arg, const struct checked_file *file), void *arg, struct err *err)
{
	return each_live(lake, true, move, see, arg, err);
}

int
lake_list(struct lake *lake, void (*see)(void *arg, const struct checked_file *file),
	void *arg, struct err *err)
{
	return each_live(lake, false, false, see, arg, err);
}

/* --- compaction -------------------------------------------------------------------- */

struct group {
	const struct dataset *dataset;
	char *sensor;
	int32_t first_day, last_day;
};

static int
find_groups(struct lake *lake, int64_t bytes_most, struct group **ret, size_t *ret_n,
	struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT dataset, sensor, min(first_day), max(last_day) FROM file "
		"WHERE state = 'live' AND bytes <= ? GROUP BY dataset, sensor, "
		"CASE WHEN sensor = '' THEN strftime('%Y-%m', first_day * 86400, "
		"'unixepoch') "
		"ELSE first_day END HAVING count(*) > 1",
		&stmt, err);
	struct group *groups = NULL;
	size_t n = 0;
	if (r == 0)
		(void)sqlite3_bind_int64(stmt, 1, bytes_most);
	while (r >= 0 && (r = lake_sql_step(lake, stmt, err)) > 0) {
		const struct dataset *d = dataset_find(lake_sql_view(stmt, 0));
		if (!d)
			continue;
		groups = base_grow(groups, n + 1, sizeof(*groups));
		groups[n++] = (struct group){ d, lake_sql_text(stmt, 1),
			sqlite3_column_int(stmt, 2), sqlite3_column_int(stmt, 3) };
	}
	*ret = groups;
	*ret_n = n;
	return r;
}

static int
merge_files(struct lake *lake, struct lake_writer *w, const struct group *g,
	const struct file_list *list, struct compacted *done, struct err *err)
{
	auto_free char *from = file_list_sql(list);
	/* Rows of findings stand for themselves; to group them would cost memory. */
	auto_free char *select = dataset_is_findings(g->dataset)
		? dataset_join_sql(g->dataset, from)
		: dataset_merge_sql(g->dataset, from);
	struct staged_file merged = { 0 };
	int r = lake_begin(lake, err);
	if (r == 0)
		r = lake_stage_query(w, g->dataset, g->sensor, g->first_day, g->last_day,
			select, &merged, err);
	if (r == 0)
		r = lake_replace(lake, &merged, merged.rows > 0,
			(const char *const *)list->path, list->n, err);
	if (r == 0) {
		done->before += list->n;
		done->after += merged.rows > 0;
	}
	if (merged.rows > 0)
		staged_file_done(&merged);
	return r;
}

static bool
belongs(const struct lake_file *file, const struct group *g, int64_t bytes_most)
{
	return strcmp(file->sensor, g->sensor) == 0 && file->bytes <= bytes_most &&
		(!dataset_is_monthly(g->dataset) ||
			month_of_day(file->first_day) == month_of_day(g->first_day));
}

/* As many files at a time as `most` allows. */
static int
compact_group(struct lake *lake, const struct compaction *most, struct lake_writer *w,
	const struct group *g, struct compacted *done, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int r = lake_files(lake, g->dataset, g->first_day, g->last_day, &files, &n, err);
	if (r < 0)
		return r;
	for (size_t i = 0, next; r == 0 && i < n; i = next) {
		struct file_list list = { 0 };
		int64_t rows = 0, most_rows = most->values / (int64_t)g->dataset->n_columns;
		for (next = i; next < n; next++) {
			if (!belongs(&files[next], g, most->bytes))
				continue;
			if (list.n && rows + files[next].rows > most_rows)
				break;
			rows += files[next].rows;
			file_list_add(&list, files[next].path);
		}
		if (list.n > 1)
			r = merge_files(lake, w, g, &list, done, err);
		file_list_done(&list);
	}
	lake_files_free(files, n);
	return r;
}

int
lake_compact(struct lake *lake, struct lake_writer *writer, const struct compaction *most,
	void (*step)(void *arg, size_t done, size_t all), void *arg, struct compacted *ret,
	struct err *err)
{
	struct group *groups;
	size_t n;
	struct compacted done = { 0, 0 };
	struct lake_engine *engine = NULL;
	struct lake_writer *own = NULL;
	int r = find_groups(lake, most->bytes, &groups, &n, err);
	if (r == 0 && !writer)
		r = lake_engine_open(lake, &engine, err);
	if (r == 0 && !writer)
		r = lake_writer_open(engine, &own, err);
	struct lake_writer *w = writer ? writer : own;
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = compact_group(lake, most, w, &groups[i], &done, err);
		if (step)
			step(arg, i + 1, n);
	}
	lake_writer_close(own);
	lake_engine_close(engine);
	for (size_t i = 0; i < n; i++)
		free(groups[i].sensor);
	free(groups);
	if (r == 0)
		*ret = done;
	return r;
}

/* --- retention --------------------------------------------------------------------- */

/* The oldest day from which on everything fits into `bytes`. */
static int
first_day_that_fits(struct lake *lake, int64_t bytes, int32_t *ret, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT last_day, sum(bytes) FROM file WHERE state = 'live' "
		"GROUP BY last_day ORDER BY last_day DESC",
		&stmt, err);
	int64_t total = 0;
	int32_t first = INT32_MIN;
	while (r >= 0 && (r = lake_sql_step(lake, stmt, err)) > 0) {
		total += sqlite3_column_int64(stmt, 1);
		if (total > bytes) {
			first = sqlite3_column_int(stmt, 0) + 1;
			break;
		}
	}
	if (r >= 0)
		*ret = first;
	return r < 0 ? r : 0;
}

static int
forget_old(struct lake *lake, int32_t first_day, bool totals_too,
	struct collected_garbage *done, struct err *err)
{
	int r = lake_sql_run(lake, err,
		totals_too ? "DELETE FROM given_up WHERE day < ?"
			   : "INSERT OR IGNORE INTO given_up SELECT sensor, first_day FROM "
			     "file WHERE state = 'live' AND dataset = 'source_day' AND "
			     "last_day < ?",
		"i", (int64_t)first_day);
	if (r < 0)
		return r;
	r = lake_sql_run(lake, err,
		totals_too
			? "UPDATE file SET state = 'retired', changed = 0 WHERE state = "
			  "'live' "
			  "AND last_day < ?"
			: "UPDATE file SET state = 'retired', changed = 0 WHERE state = "
			  "'live' "
			  "AND last_day < ? AND dataset NOT IN ('day_count', 'coverage')",
		"i", (int64_t)first_day);
	if (r == 0)
		done->forgotten += (size_t)sqlite3_changes(lake->db);
	return r;
}

static int
remove_retired(
	struct lake *lake, int64_t grace_s, struct collected_garbage *done, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT path, bytes FROM file WHERE state = 'retired' "
		"AND changed <= strftime('%s', 'now') - ?",
		&stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_int64(stmt, 1, grace_s);
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *path = lake_sql_view(stmt, 0);
		if (!lake_path_ok(path))
			continue;
		if (unlinkat(lake->dir_fd, path, 0) == 0) {
			done->removed++;
			done->bytes += sqlite3_column_int64(stmt, 1);
		} else if (errno != ENOENT) {
			return err_set(err, errno, "cannot remove '%s/%s': %s", lake->dir,
				path, strerror(errno));
		}
	}
	if (r == 0)
		r = lake_sql_run(lake, err,
			"DELETE FROM file WHERE state = 'retired' "
			"AND changed <= strftime('%s', 'now') - ?",
			"i", grace_s);
	return r;
}

int
lake_gc(struct lake *lake, const struct retention *keep, struct collected_garbage *ret,
	struct err *err)
{
	struct collected_garbage done = { 0 };
	int32_t first_day = keep->first_day_kept, fits = INT32_MIN;
	int r = 0;
	if (keep->bytes_kept < INT64_MAX)
		r = first_day_that_fits(lake, keep->bytes_kept, &fits, err);
	if (fits > first_day)
		first_day = fits;
	if (first_day > keep->first_day_held)
		first_day = keep->first_day_held;
	if (r == 0 && first_day > INT32_MIN) {
		r = forget_old(lake, first_day, keep->totals_too, &done, err);
		if (r == 0)
			r = lake_sql_run(lake, err, "DELETE FROM edge_bin WHERE bin < ?",
				"i", (int64_t)first_day * 86400 / BIN_S);
	}
	if (r == 0)
		r = remove_retired(lake, keep->grace_s, &done, err);
	if (r == 0)
		*ret = done;
	return r;
}
