/* maintain.h - looking after a lake: verify, merge small files, forget what is old. */
#pragma once

#include "lake/lake.h"

struct checked_file {
	const char *path; /* relative to the lake */
	const char *dataset, *sensor;
	int32_t first_day, last_day;
	int64_t rows, bytes;
	const char *problem; /* NULL: it is what the catalogue says */
};

/* Every live file against its size and hash.  With `quarantine` (needs LAKE_WRITE) what is
 * bad is moved to quarantine/ and leaves the views.  Returns the number of bad files. */
int lake_check(struct lake *lake, bool quarantine,
	void (*see)(void *arg, const struct checked_file *file), void *arg,
	struct err *err);
/* The live files without reading them. */
int lake_list(struct lake *lake, void (*see)(void *arg, const struct checked_file *file),
	void *arg, struct err *err);

struct lake_writer;

/* Larger files stay as they are, and so many values (rows times columns) are merged at
 * once, or two files: so memory and work are bounded. */
struct compaction {
	int64_t bytes, values;
};
struct compacted {
	size_t before, after; /* files that were merged, and what they became */
};
/* Files of one dataset, sensor and day (or month) become one, as far as `most` allows. With
 * `writer`, or with one of its own (NULL), which takes its memory beside what others have.
 */
int lake_compact(struct lake *lake, struct lake_writer *writer,
	const struct compaction *most, void (*step)(void *arg, size_t done, size_t all),
	void *arg, struct compacted *ret, struct err *err);

enum { GRACE_S_DEFAULT = 3600 };

struct retention {
	int32_t first_day_kept; /* INT32_MIN: any */
	int64_t bytes_kept; /* INT64_MAX: any; the oldest days go first */
	bool totals_too; /* day_count and coverage as well, which are small */
	int32_t first_day_held; /* kept whatever the bounds are; INT32_MAX: none */
	int64_t grace_s; /* files replaced since then may still be read by others */
};
struct collected_garbage {
	size_t forgotten, removed; /* live files given up; files deleted on disk */
	int64_t bytes;
};
int lake_gc(struct lake *lake, const struct retention *keep, struct collected_garbage *ret,
	struct err *err);
