/* sql.c - teiten sql: one question of one's own over the lake's datasets. */
#include "cmd/asking.h"

/* A plan is a drawing: its lines stay lines. */
static void
print_plan(struct lake_result *result)
{
	struct value values[2];
	while (lake_result_next(result, values, NULL) > 0) {
		struct bytes rest =
			values[1].kind == VALUE_TEXT ? values[1].text : bytes_of("", 0);
		while (rest.len > 0) {
			const uint8_t *end = memchr(rest.at, '\n', rest.len);
			size_t len = end ? (size_t)(end - rest.at) : rest.len;
			escape_terminal(stdout, bytes_of(rest.at, len));
			(void)fputc('\n', stdout);
			len += end != NULL;
			rest = bytes_of(rest.at + len, rest.len - len);
		}
	}
}

static int
print(const struct invocation *in, struct lake_result *result, enum table_format format)
{
	size_t n = lake_result_columns(result);
	if (format == TABLE_TEXT && n == 2 &&
		strcmp(lake_result_name(result, 0), "explain_key") == 0 &&
		strcmp(lake_result_name(result, 1), "explain_value") == 0) {
		print_plan(result);
		return EXIT_OK;
	}
	auto_free const char **names = base_alloc(n, sizeof(*names));
	auto_free struct value *values = base_alloc(n, sizeof(*values));
	for (size_t i = 0; i < n; i++)
		names[i] = lake_result_name(result, i);
	struct table *t = table_begin(stdout, format, names, n);
	struct err err;
	int r;
	while ((r = lake_result_next(result, values, &err)) > 0) {
		for (size_t i = 0; i < n; i++)
			table_value(t, &values[i]);
		table_row(t);
	}
	int written = table_end(t);
	if (r < 0)
		return fail(in, "%s", err.text);
	if (written < 0)
		return fail(in, "cannot write the rows: %s", strerror(-written));
	return EXIT_OK;
}

static int
run_sql(const struct invocation *in)
{
	enum table_format format;
	int r = opt_format(in, &format);
	if (r != EXIT_OK)
		return r;
	struct err err;
	struct lake *lake = NULL;
	struct lake_reader *reader = NULL;
	struct lake_result *result = NULL;
	r = lake_open(opt_lake(in), LAKE_READ, &lake, &err);
	if (r == 0)
		r = lake_reader_open(lake, INT32_MIN, INT32_MAX, &reader, &err);
	if (r == 0)
		r = lake_query(reader, arg_at(in, 0), &result, &err);
	int status = r < 0 ? fail(in, "%s", err.text) : print(in, result, format);
	lake_result_free(result);
	double readable = reader ? lake_reader_readable_for(reader, arg_at(in, 0)) : 1.0;
	if (readable < 1.0)
		warn(in,
			"%.1f %% of the rows asked are in files that cannot be read and "
			"are "
			"missing here; see 'teiten lake check'",
			100.0 * (1.0 - readable));
	lake_reader_close(reader);
	lake_close(lake);
	return status;
}

VERB(sql) = {
	.name = "sql",
	.args = "SELECT",
	.summary = "ask a question of your own in SQL",
	.min_args = 1,
	.max_args = 1,
	.options = {
		OPTION_LAKE,
		{ "json", 0, NULL, "JSON Lines, one object a row" },
		{ "csv", 0, NULL, "CSV with a head line" },
	},
	.run = run_sql,
};
