/* dataset.h - the datasets of the lake and their columns, declared once.
 *
 * The Parquet schema, the readers' views, the data dictionary and the digest come from
 * these tables.  A dataset's `keys` are what its rows are grouped by: rows with equal keys
 * (parts of a day, captures that met inside a bin) merge by each other column's rule.
 */
#pragma once

#include "base/base.h"

enum column_type {
	COLUMN_U8,
	COLUMN_U16,
	COLUMN_U32,
	COLUMN_I32,
	COLUMN_I64,
	COLUMN_U64,
	COLUMN_DATE, /* int32 days since 1970 */
	COLUMN_TIMESTAMP, /* int64 microseconds since the epoch, UTC */
	COLUMN_TEXT,
};

enum column_merge {
	MERGE_KEY,
	MERGE_SUM,
	MERGE_MIN,
	MERGE_MAX,
	MERGE_AND,
	MERGE_OR,
	MERGE_ANY, /* equal in all rows of a key */
	MERGE_SKETCH, /* the estimate of the merged sketch */
};

struct column_spec {
	const char *name;
	enum column_type type;
	enum column_merge merge;
	bool in_path; /* constant in a file and kept in its path, not in its rows */
	const char *help; /* unit and meaning, one line */
};

struct dataset {
	const char *name;
	const char *help;
	const struct column_spec *columns;
	size_t n_columns;
};

extern const struct dataset datasets[];
extern const size_t n_datasets;
const struct dataset *dataset_find(const char *name); /* NULL when there is none */
