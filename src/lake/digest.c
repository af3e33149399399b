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

enum { ROW_BYTES_MAX = 1024 };

struct digesting {
	const struct dataset *dataset;
	char prefix[160];
	size_t prefix_len;
	__extension__ unsigned __int128 sum;
};

static size_t
put_text(uint8_t *at, size_t room, struct bytes text)
{
	size_t len = text.len < room - 1 ? text.len : room - 1;
	at[0] = (uint8_t)len;
	memcpy(at + 1, text.at, len);
	return len + 1;
}

static int
add_rows(void *arg, const struct chunk *chunk)
{
	struct digesting *d = arg;
	uint8_t row[ROW_BYTES_MAX];
	memcpy(row, d->prefix, d->prefix_len);
	for (size_t i = 0; i < chunk->n_rows; i++) {
		size_t len = d->prefix_len;
		size_t column = 0;
		for (size_t k = 0; k < d->dataset->n_columns; k++) {
			const struct column_spec *c = &d->dataset->columns[k];
			if (c->in_path)
				continue;
			if (c->type == COLUMN_TEXT) {
				struct bytes text = chunk_text(chunk, column, i);
				len += put_text(row + len, 128, text);
			} else {
				size_t size = sizes[c->type];
				memcpy(row + len,
					(const char *)chunk->column[column] + size * i,
					size);
				len += size;
			}
			column++;
		}
		XXH128_hash_t hash = XXH3_128bits(row, len);
		__extension__ unsigned __int128 wide = (unsigned __int128)hash.high64 << 64;
		d->sum += wide | hash.low64;
	}
	return 0;
}

/* Files of one sensor and day (or, of datasets without a sensor in their path, all). */
static int
digest_group(struct lake_writer *w, struct digesting *d, const struct lake_file *files,
	size_t n, struct err *err)
{
	char date[DATE_TEXT_MAX] = "";
	if (files[0].sensor[0])
		(void)day_format(files[0].first_day, date);
	int len = snprintf(d->prefix, sizeof(d->prefix), "%s|%s|%s|", d->dataset->name,
		files[0].sensor, date);
	d->prefix_len = (size_t)len;
	struct file_list list = { 0 };
	for (size_t i = 0; i < n; i++)
		file_list_add(&list, files[i].path);
	auto_free char *from = file_list_sql(&list);
	file_list_done(&list);
	auto_free char *sql = dataset_merge_sql(d->dataset, from);
	*strstr(sql, " ORDER BY ") = '\0';
	return lake_writer_query(w, sql, add_rows, d, err);
}

static bool
same_group(const struct lake_file *a, const struct lake_file *b)
{
	return strcmp(a->sensor, b->sensor) == 0 &&
		(a->sensor[0] == '\0' || a->first_day == b->first_day);
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
	for (size_t from = 0, to; r == 0 && from < n; from = to) {
		for (to = from + 1; to < n && same_group(&files[from], &files[to]);)
			to++;
		r = digest_group(w, d, files + from, to - from, err);
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
