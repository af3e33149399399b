/* result.c - one statement, checked before it runs, and its rows as they come.
 *
 * Only a SELECT, or an EXPLAIN of a SELECT, runs.  The engine's own parser decides, not a
 * list of words; EXPLAIN ANALYZE would execute whatever it explains, so what follows is
 * prepared by itself first.
 */
#include "lake/ask.h"

#include <ctype.h>

struct lake_result {
	duckdb_connection connection;
	duckdb_prepared_statement prepared;
	duckdb_result result;
	duckdb_data_chunk chunk;
	idx_t row, n_rows; /* in the chunk */
	size_t n_columns;
	duckdb_type *types;
	struct decimal {
		duckdb_type type;
		uint8_t scale;
	} * decimals;
	char (*scratch)[TIME_TEXT_MAX]; /* dates and times as text, one a column */
};

/* --- before it runs ---------------------------------------------------------------- */

static const char *
skip_blank(const char *s)
{
	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (s[0] == '-' && s[1] == '-')
			s += strcspn(s, "\n");
		else if (s[0] == '/' && s[1] == '*' && strstr(s + 2, "*/"))
			s = strstr(s + 2, "*/") + 2;
		else
			return s;
	}
}

static const char *
skip_word(const char *s, const char *word)
{
	size_t len = strlen(word);
	if (strncasecmp(s, word, len) != 0 || isalnum((unsigned char)s[len]) ||
		s[len] == '_')
		return s;
	return skip_blank(s + len);
}

/* The engine's message on one line, without its drawing of where in the query it is. */
static int
refuse(struct err *err, int code, const char *why, const char *otherwise)
{
	char text[512];
	if (!why || !*why)
		why = otherwise;
	const char *drawing = strstr(why, "\n\nLINE ");
	size_t len = drawing ? (size_t)(drawing - why) : strlen(why);
	(void)snprintf(text, sizeof(text), "%.*s",
		(int)(len < sizeof(text) ? len : sizeof(text)), why);
	for (char *at = text; (at = strchr(at, '\n')); at++)
		*at = ' ';
	return err_set(err, code, "%s", text);
}

static int
prepare(duckdb_connection connection, const char *sql, duckdb_prepared_statement *ret,
	struct err *err)
{
	duckdb_extracted_statements all = NULL;
	idx_t n = duckdb_extract_statements(connection, sql, &all);
	int r = 0;
	if (n != 1) {
		const char *why = duckdb_extract_statements_error(all);
		r = n == 0 ? refuse(err, EINVAL, why, "there is no statement")
			   : err_set(err, EINVAL, "one statement at a time, not %llu",
				     (unsigned long long)n);
	} else if (duckdb_prepare_extracted_statement(connection, all, 0, ret) !=
		DuckDBSuccess) {
		const char *why = duckdb_prepare_error(*ret);
		r = refuse(err, EINVAL, why, "the statement cannot be prepared");
		duckdb_destroy_prepare(ret);
	}
	duckdb_destroy_extracted(&all);
	return r;
}

static bool
is_select(duckdb_connection connection, const char *sql)
{
	auto_prepared duckdb_prepared_statement prepared = NULL;
	return prepare(connection, sql, &prepared, NULL) == 0 &&
		duckdb_prepared_statement_type(prepared) == DUCKDB_STATEMENT_TYPE_SELECT;
}

/* Is what `sql` explains a SELECT?  Options may stand in parentheses before it. */
static bool
explains_select(duckdb_connection connection, const char *sql)
{
	const char *rest = skip_word(skip_blank(sql), "explain");
	rest = skip_word(skip_word(rest, "analyze"), "verbose");
	if (is_select(connection, rest))
		return true;
	if (*rest != '(' || !strchr(rest, ')'))
		return false;
	return is_select(connection, skip_blank(strchr(rest, ')') + 1));
}

/* PRAGMA and others turn into a SELECT before a type is known. */
static bool
starts_query(const char *sql)
{
	static const char *const words[] = { "select", "from", "with", "values", "explain",
		"describe", "show", "summarize" };
	sql = skip_blank(sql);
	bool starts = *sql == '(';
	for (size_t i = 0; i < count_of(words); i++)
		starts = starts || skip_word(sql, words[i]) != sql;
	return starts;
}

static int
check_type(struct lake_result *res, const char *sql, struct err *err)
{
	duckdb_statement_type type = duckdb_prepared_statement_type(res->prepared);
	bool is_explain = type == DUCKDB_STATEMENT_TYPE_EXPLAIN;
	if (starts_query(sql) &&
		(type == DUCKDB_STATEMENT_TYPE_SELECT ||
			(is_explain && explains_select(res->connection, sql))))
		return 0;
	return err_set(err, EPERM, "only SELECT, or EXPLAIN of a SELECT, is allowed here");
}

/* --- running ----------------------------------------------------------------------- */

static bool
is_shown(duckdb_type type)
{
	switch (type) {
	case DUCKDB_TYPE_BOOLEAN:
	case DUCKDB_TYPE_TINYINT:
	case DUCKDB_TYPE_SMALLINT:
	case DUCKDB_TYPE_INTEGER:
	case DUCKDB_TYPE_BIGINT:
	case DUCKDB_TYPE_UTINYINT:
	case DUCKDB_TYPE_USMALLINT:
	case DUCKDB_TYPE_UINTEGER:
	case DUCKDB_TYPE_UBIGINT:
	case DUCKDB_TYPE_HUGEINT:
	case DUCKDB_TYPE_FLOAT:
	case DUCKDB_TYPE_DOUBLE:
	case DUCKDB_TYPE_DATE:
	case DUCKDB_TYPE_TIMESTAMP:
	case DUCKDB_TYPE_TIMESTAMP_TZ:
	case DUCKDB_TYPE_VARCHAR:
	case DUCKDB_TYPE_BLOB:
	case DUCKDB_TYPE_DECIMAL:
	case DUCKDB_TYPE_SQLNULL:
		return true;
	default:
		return false;
	}
}

static int
find_columns(struct lake_result *res, struct err *err)
{
	res->n_columns = duckdb_column_count(&res->result);
	res->types = base_alloc(res->n_columns, sizeof(*res->types));
	res->scratch = base_alloc(res->n_columns, sizeof(*res->scratch));
	res->decimals = base_alloc(res->n_columns, sizeof(*res->decimals));
	for (size_t i = 0; i < res->n_columns; i++) {
		res->types[i] = duckdb_column_type(&res->result, i);
		if (!is_shown(res->types[i]))
			return err_set(err, EINVAL,
				"column '%s' has a type that is not shown; write CAST(... "
				"AS "
				"DOUBLE) or CAST(... AS VARCHAR)",
				duckdb_column_name(&res->result, i));
		if (res->types[i] == DUCKDB_TYPE_DECIMAL) {
			duckdb_logical_type type =
				duckdb_column_logical_type(&res->result, i);
			res->decimals[i] =
				(struct decimal){ duckdb_decimal_internal_type(type),
					duckdb_decimal_scale(type) };
			duckdb_destroy_logical_type(&type);
		}
	}
	return 0;
}

/* Fetch the next chunk that has rows; 1, 0 at the end, -errno. */
static int
fetch(struct lake_result *res, struct err *err)
{
	do {
		if (res->chunk)
			duckdb_destroy_data_chunk(&res->chunk);
		res->chunk = duckdb_fetch_chunk(res->result);
		if (!res->chunk) {
			const char *why = duckdb_result_error(&res->result);
			return why && *why ? refuse(err, EIO, why, "") : 0;
		}
		res->n_rows = duckdb_data_chunk_get_size(res->chunk);
	} while (res->n_rows == 0);
	res->row = 0;
	return 1;
}

/* Could the error come from the bytes of a file, and not from the question? */
static bool
blames_data(duckdb_error_type type)
{
	return type == DUCKDB_ERROR_IO || type == DUCKDB_ERROR_INVALID_INPUT ||
		type == DUCKDB_ERROR_SERIALIZATION || type == DUCKDB_ERROR_INTERNAL ||
		type == DUCKDB_ERROR_UNKNOWN_TYPE || type == DUCKDB_ERROR_INVALID ||
		type == DUCKDB_ERROR_OUT_OF_RANGE;
}

static int
start(struct lake_reader *reader, const char *sql, struct lake_result *res, bool *ret_data,
	struct err *err)
{
	*ret_data = false;
	if (duckdb_connect(reader->database, &res->connection) != DuckDBSuccess)
		return err_set(err, EIO, "the query engine gives no connection");
	int r = prepare(res->connection, sql, &res->prepared, err);
	if (r == 0)
		r = check_type(res, sql, err);
	if (r < 0)
		return r;
	if (duckdb_execute_prepared_streaming(res->prepared, &res->result) !=
		DuckDBSuccess) {
		const char *why = duckdb_result_error(&res->result);
		*ret_data = blames_data(duckdb_result_error_type(&res->result));
		return refuse(err, EIO, why, "the query failed");
	}
	r = find_columns(res, err);
	if (r < 0)
		return r;
	r = fetch(res, err);
	*ret_data = r < 0 && blames_data(duckdb_result_error_type(&res->result));
	return r < 0 ? r : 0;
}

int
lake_query(struct lake_reader *reader, const char *sql, struct lake_result **ret,
	struct err *err)
{
	int r = reader_provide(reader, sql, err);
	if (r < 0 && reader_probe(reader, sql, NULL) == 1)
		r = 0;
	for (bool again = false; r >= 0; again = true) {
		struct lake_result *res = base_alloc(1, sizeof(*res));
		bool data;
		r = start(reader, sql, res, &data, err);
		if (r == 0) {
			*ret = res;
			return 0;
		}
		lake_result_free(res);
		if (again || !data)
			return r;
		struct err first = err ? *err : (struct err){ "" };
		int probed = reader_probe(reader, sql, err);
		if (probed == 0 && err)
			*err = first;
		r = probed == 1 ? 0 : probed < 0 ? probed : r;
	}
	return r;
}

void
lake_result_free(struct lake_result *res)
{
	if (!res)
		return;
	if (res->chunk)
		duckdb_destroy_data_chunk(&res->chunk);
	duckdb_destroy_result(&res->result);
	if (res->prepared)
		duckdb_destroy_prepare(&res->prepared);
	if (res->connection)
		duckdb_disconnect(&res->connection);
	free(res->types);
	free(res->scratch);
	free(res->decimals);
	free(res);
}

size_t
lake_result_columns(const struct lake_result *res)
{
	return res->n_columns;
}

const char *
lake_result_name(const struct lake_result *res, size_t column)
{
	duckdb_result result = res->result;
	return duckdb_column_name(&result, column);
}

/* --- values ------------------------------------------------------------------------ */

static struct value
of_int(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .i = i };
}

static struct value
of_uint(uint64_t u)
{
	return (struct value){ .kind = VALUE_UINT, .u = u };
}

static struct value
of_real(double real)
{
	return (struct value){ .kind = VALUE_REAL, .real = real };
}

/* Sums of BIGINT come as 128 bits. */
static struct value
of_huge(duckdb_hugeint h)
{
	if (h.upper == 0 && h.lower <= INT64_MAX)
		return of_int((int64_t)h.lower);
	if (h.upper == -1 && h.lower > INT64_MAX)
		return of_int((int64_t)h.lower);
	return h.upper == 0 ? of_uint(h.lower) : of_real(duckdb_hugeint_to_double(h));
}

static struct value
of_date(int32_t day, char text[static TIME_TEXT_MAX])
{
	return (struct value){ .kind = VALUE_TEXT,
		.text = bytes_text(day_format(day, text)) };
}

static struct value
of_timestamp(int64_t micros, char text[static TIME_TEXT_MAX])
{
	enum { DAY_S = 86400 };
	int64_t s = micros / 1000000 - (micros % 1000000 < 0),
		day = s / DAY_S - (s % DAY_S < 0);
	if (day < INT32_MIN / 2 || day > INT32_MAX / 2)
		return (struct value){ .kind = VALUE_NULL };
	int year, month, mday, in_day = (int)(s - day * DAY_S);
	day_to_date((int32_t)day, &year, &month, &mday);
	(void)snprintf(text, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month,
		mday, in_day / 3600, in_day / 60 % 60, in_day % 60);
	return (struct value){ .kind = VALUE_TEXT, .text = bytes_text(text) };
}

static struct value
of_string(duckdb_string_t *s)
{
	return (struct value){
		.kind = VALUE_TEXT,
		.text = bytes_of(duckdb_string_t_data(s), duckdb_string_t_length(*s)),
	};
}

static struct value
value_at(duckdb_type type, void *data, idx_t row, char *text)
{
	switch (type) {
	case DUCKDB_TYPE_BOOLEAN:
		return of_int(((bool *)data)[row]);
	case DUCKDB_TYPE_TINYINT:
		return of_int(((int8_t *)data)[row]);
	case DUCKDB_TYPE_SMALLINT:
		return of_int(((int16_t *)data)[row]);
	case DUCKDB_TYPE_INTEGER:
		return of_int(((int32_t *)data)[row]);
	case DUCKDB_TYPE_BIGINT:
		return of_int(((int64_t *)data)[row]);
	case DUCKDB_TYPE_UTINYINT:
		return of_uint(((uint8_t *)data)[row]);
	case DUCKDB_TYPE_USMALLINT:
		return of_uint(((uint16_t *)data)[row]);
	case DUCKDB_TYPE_UINTEGER:
		return of_uint(((uint32_t *)data)[row]);
	case DUCKDB_TYPE_UBIGINT:
		return of_uint(((uint64_t *)data)[row]);
	case DUCKDB_TYPE_HUGEINT:
		return of_huge(((duckdb_hugeint *)data)[row]);
	case DUCKDB_TYPE_FLOAT:
		return of_real((double)((float *)data)[row]);
	case DUCKDB_TYPE_DOUBLE:
		return of_real(((double *)data)[row]);
	case DUCKDB_TYPE_DATE:
		return of_date(((int32_t *)data)[row], text);
	case DUCKDB_TYPE_TIMESTAMP:
	case DUCKDB_TYPE_TIMESTAMP_TZ:
		return of_timestamp(((int64_t *)data)[row], text);
	case DUCKDB_TYPE_VARCHAR:
	case DUCKDB_TYPE_BLOB:
		return of_string(&((duckdb_string_t *)data)[row]);
	default:
		return (struct value){ .kind = VALUE_NULL };
	}
}

static struct value
of_decimal(struct decimal d, void *data, idx_t row)
{
	struct value v = value_at(d.type, data, row, NULL);
	double real = v.kind == VALUE_INT ? (double)v.i
		: v.kind == VALUE_UINT    ? (double)v.u
					  : v.real;
	double divisor = 1;
	for (unsigned i = 0; i < d.scale; i++)
		divisor *= 10;
	return of_real(real / divisor);
}

int
lake_result_next(struct lake_result *res, struct value *values, struct err *err)
{
	if (!res->chunk)
		return 0;
	if (res->row == res->n_rows) {
		int r = fetch(res, err);
		if (r <= 0)
			return r;
	}
	for (size_t i = 0; i < res->n_columns; i++) {
		duckdb_vector vector = duckdb_data_chunk_get_vector(res->chunk, i);
		uint64_t *valid = duckdb_vector_get_validity(vector);
		void *data = duckdb_vector_get_data(vector);
		if (valid && !duckdb_validity_row_is_valid(valid, res->row))
			values[i] = (struct value){ .kind = VALUE_NULL };
		else if (res->types[i] == DUCKDB_TYPE_DECIMAL)
			values[i] = of_decimal(res->decimals[i], data, res->row);
		else
			values[i] =
				value_at(res->types[i], data, res->row, res->scratch[i]);
	}
	res->row++;
	return 1;
}
