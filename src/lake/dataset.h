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
	COLUMN_TEXT, /* UTF-8 */
	COLUMN_BLOB, /* bytes of a stranger */
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
	bool grows; /* later versions add columns: files may lack some */
};

/* The counts first, then one dataset for each detector and watch, the internal one last. */
enum { DATASETS_MAX = 64 };
size_t dataset_count(void);
const struct dataset *dataset_at(size_t i);
const struct dataset *dataset_find(const char *name); /* NULL when there is none */
/* A detector's or a watch's: each row stands for itself. */
bool dataset_is_findings(const struct dataset *d);
/* Its files hold all sensors of a month, and not one sensor's day. */
bool dataset_is_monthly(const struct dataset *d);

/* `from` with NULLs for the columns that its files lack, for a FROM; the caller's to free.
 */
char *dataset_widen_sql(const struct dataset *d, const char *from);
const char *column_type_sql(enum column_type type);

/* Of findings: the columns that all have, and where a type's own fields begin. */
enum finding_column {
	FINDING_DAY,
	FINDING_SENSOR,
	FINDING_TIME,
	FINDING_UNTIL,
	FINDING_SRC_HI,
	FINDING_SRC_LO,
	FINDING_DST_HI,
	FINDING_DST_LO,
	FINDING_PROTO,
	FINDING_SPORT,
	FINDING_DPORT,
	FINDING_COUNTRY,
	FINDING_ASN,
	FINDING_EXCLUDED,
	FINDING_PACKETS,
	FINDING_COMMUNITY_ID,
	FINDING_CAPTURE,
	FINDING_FRAME,
	FINDING_WHY,
	FINDING_FIELDS,
};
struct finding_type;
/* The dataset of a type: its name with underscores. */
const struct dataset *dataset_of_findings(const struct finding_type *type);
