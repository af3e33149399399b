/* digest.c - one number for the content of a lake, however it is laid out.
 *
 * Rows of equal keys are merged by the dataset's rules, each merged row is hashed with
 * XXH3-128 over its canonical bytes, and the hashes are added: order and files do not
 * matter.
 */
#include "lake/private.h"
#include "lake/writer.h"

#include <xxhash.h>

static const uint8_t sizes[] = {
	[COLUMN_U8] = 1,
	[COLUMN_U16] = 2,
	[COLUMN_U32] = 4,
	[COLUMN_I32] = 4,
	[COLUMN_I64] = 8,
	[COLUMN_U64] = 8,
	[COLUMN_DATE] = 4,
	[COLUMN_TIMESTAMP] = 8,
};

enum { ROW_BYTES_MAX = 1024, BATCH_ROWS = 2000000 };

struct digesting {
	const struct dataset *dataset;
	bool by_path; /* sensor and day are in the path: the first two columns of a chunk */
	__extension__ unsigned __int128 sum;
};

static size_t
put_text(uint8_t *at, struct bytes text)
{
	size_t len = text.len < 127 ? text.len : 127;
	at[0] = (uint8_t)len;
	memcpy(at + 1, text.at, len);
	return len + 1;
}

static size_t
put_value(uint8_t *at, enum column_type type, const struct chunk *chunk, size_t column,
	size_t row)
{
	if (type == COLUMN_TEXT)
		return put_text(at, chunk_text(chunk, column, row));
	memcpy(at, (const char *)chunk->column[column] + sizes[type] * row, sizes[type]);
	return sizes[type];
}

static int
add_rows(void *arg, const struct chunk *chunk)
{
	struct digesting *d = arg;
	uint8_t row[ROW_BYTES_MAX];
	size_t start = put_text(row, bytes_text(d->dataset->name));
	for (size_t i = 0; i < chunk->n_rows; i++) {
		size_t len = start, column = 0;
		if (d->by_path) {
			len += put_value(row + len, COLUMN_TEXT, chunk, column++, i);
			len += put_value(row + len, COLUMN_DATE, chunk, column++, i);
		}
		for (size_t k = 0; k < d->dataset->n_columns; k++)
			if (!d->dataset->columns[k].in_path)
				len += put_value(row + len, d->dataset->columns[k].type,
					chunk, column++, i);
		XXH128_hash_t hash = XXH3_128bits(row, len);
		__extension__ unsigned __int128 wide = (unsigned __int128)hash.high64 << 64;
		d->sum += wide | hash.low64;
	}
	return 0;
}

/* Files that hold all rows of their sensors and days, so that equal keys meet. */
static int
digest_files(struct lake_writer *w, struct digesting *d, const struct lake_file *files,
	size_t n, struct err *err)
{
	struct file_list list = { 0 };
	for (size_t i = 0; i < n; i++)
		file_list_add(&list, files[i].path);
	auto_free char *from = file_list_sql(&list);
	file_list_done(&list);
	auto_free char *sql = NULL;
	if (d->by_path) {
		static const char none[] = "hive_partitioning = false)";
		must(strlen(from) > sizeof(none));
		from[strlen(from) - (sizeof(none) - 1)] = '\0';
		auto_free char *hive =
			base_printf("%shive_partitioning = true, "
				    "hive_types = {'sensor': VARCHAR, 'date': DATE})",
				from);
		auto_free char *merge = dataset_merge_sql(d->dataset, hive);
		sql = base_printf("SELECT sensor, date, %s", merge + strlen("SELECT "));
	} else {
		sql = dataset_merge_sql(d->dataset, from);
	}
	*strstr(sql, " ORDER BY ") = '\0';
	return lake_writer_query(w, sql, add_rows, d, err);
}

static int
digest_dataset(
	struct lake *lake, struct lake_writer *w, struct digesting *d, struct err *err)
{
	struct lake_file *files;
	size_t n;
	int r = lake_files(lake, d->dataset, INT32_MIN, INT32_MAX, &files, &n, err);
	if (r < 0)
		return r;
	d->by_path = n && files[0].sensor[0];
	for (size_t from = 0, to; r == 0 && from < n; from = to) {
		int64_t rows = 0;
		for (to = from; to < n; to++) {
			bool new_day =
				to > from && files[to].first_day != files[to - 1].first_day;
			if (new_day && d->by_path && rows >= BATCH_ROWS)
				break;
			rows += files[to].rows;
		}
		r = digest_files(w, d, files + from, to - from, err);
	}
	lake_files_free(files, n);
	return r;
}

int
lake_digest(struct lake *lake, char ret[static 33], struct err *err)
{
	static const char *const counted[] = { "access", "source_day", "day_count",
		"coverage", "flow" };
	struct lake_engine *engine;
	int r = lake_engine_open(lake, &engine, err);
	if (r < 0)
		return r;
	struct lake_writer *w = NULL;
	r = lake_writer_open(engine, &w, err);
	struct digesting d = { .sum = 0 };
	for (size_t i = 0; r == 0 && i < count_of(counted); i++) {
		d.dataset = dataset_find(counted[i]);
		r = digest_dataset(lake, w, &d, err);
	}
	lake_writer_close(w);
	lake_engine_close(engine);
	if (r == 0)
		(void)snprintf(ret, 33, "%016llx%016llx", (unsigned long long)(d.sum >> 64),
			(unsigned long long)d.sum);
	return r;
}
