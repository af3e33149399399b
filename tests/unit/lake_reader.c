/* lake_reader.c - what a query over the lake may see, and everything that it may not. */
#include "lake_fixture.h"

#include <setjmp.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct world {
	char *top, *dir; /* the lake is below a folder whose name looks like a partition */
	struct lake *lake;
	struct lake_reader *reader;
};

static int
make_world(void **state)
{
	struct world *w = base_alloc(1, sizeof(*w));
	w->top = base_printf("/tmp/teiten-reader-XXXXXX");
	must(mkdtemp(w->top) != NULL);
	char *middle = base_printf("%s/sensor=it's, date=2001-01-01", w->top);
	must(mkdir(middle, 0700) == 0);
	w->dir = base_printf("%s/lake", middle);
	/* COPY cannot take the quote: the lake is moved there once it is written. */
	char *made = base_printf("%s/made", w->top);
	struct fixture *f = fixture_begin(made);
	fixture_sensor(f, "s01", "Asia/Tokyo", 9 * 3600, 1);
	fixture_sensor(f, "s02", "Asia/Tokyo", 9 * 3600, 1);
	fixture_catalogue(f, "INSERT INTO operator VALUES (4134, 'CHINANET')");
	fixture_add_month(f, &(struct fixture_month){ "2005-10-01", 31, 2, 40, 200, 0, 4 });
	fixture_add_month(f, &(struct fixture_month){ "2005-11-01", 30, 2, 40, 300, 7, 4 });
	fixture_end(f);
	must(rename(made, w->dir) == 0);
	free(made);
	free(middle);
	struct err err;
	must(lake_open(w->dir, LAKE_READ, &w->lake, &err) == 0);
	must(lake_reader_open(w->lake, INT32_MIN, INT32_MAX, &w->reader, &err) == 0);
	*state = w;
	return 0;
}

static int
end_world(void **state)
{
	struct world *w = *state;
	lake_reader_close(w->reader);
	lake_close(w->lake);
	char *command[] = { "rm", "-rf", w->top, NULL };
	pid_t pid = fork();
	if (pid == 0) {
		(void)execvp(command[0], command);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
	free(w->top);
	free(w->dir);
	free(w);
	return 0;
}

/* The first value of the first row as a number; fails the test when the query does. */
static double
ask(struct lake_reader *reader, const char *sql)
{
	struct lake_result *result = NULL;
	struct err err = { "" };
	if (lake_query(reader, sql, &result, &err) < 0)
		fail_msg("%s: %s", sql, err.text);
	struct value values[32] = { { .kind = VALUE_NULL } };
	assert_true(lake_result_columns(result) <= 32);
	assert_int_equal(lake_result_next(result, values, &err), 1);
	double n = values[0].kind == VALUE_INT ? (double)values[0].i
		: values[0].kind == VALUE_UINT ? (double)values[0].u
					       : values[0].real;
	lake_result_free(result);
	return n;
}

static void
views_have_every_column(void **state)
{
	struct world *w = *state;
	for (size_t d = 0; d + 1 < dataset_count(); d++) {
		char *sql = base_printf("SELECT * FROM %s LIMIT 1", dataset_at(d)->name);
		struct lake_result *result = NULL;
		struct err err = { "" };
		assert_int_equal(lake_query(w->reader, sql, &result, &err), 0);
		assert_int_equal(lake_result_columns(result), dataset_at(d)->n_columns);
		for (size_t i = 0; i < dataset_at(d)->n_columns; i++)
			assert_string_equal(lake_result_name(result, i),
				dataset_at(d)->columns[i].name);
		lake_result_free(result);
		free(sql);
	}
}

static void
counts_are_those_put_in(void **state)
{
	struct world *w = *state;
	double all = 31 * 2 * 200 + 30 * 2 * 300 + 7;
	assert_true(ask(w->reader, "SELECT sum(accesses) FROM access") == all);
	assert_true(ask(w->reader, "SELECT sum(accesses) FROM source_day") == all);
	assert_true(
		ask(w->reader,
			"SELECT sum(accesses) FROM day_count WHERE dimension = 'all'") ==
		all);
	assert_true(ask(w->reader,
			    "SELECT sum(accesses) FROM access WHERE sensor = 's02' AND "
			    "day >= toDate('2005-11-01')") == 30 * 300 + 3);
	assert_true(ask(w->reader, "SELECT count(*) FROM coverage") == 61 * 2 * 288);
	assert_true(ask(w->reader, "SELECT count(*) FROM flow") == 0);
	assert_true(
		ask(w->reader, "SELECT asn FROM operator WHERE name = 'CHINANET'") == 4134);
}

static void
the_dialect_is_there(void **state)
{
	struct world *w = *state;
	static const char *const same[][2] = {
		{ "SELECT intDiv(7, 2)", "3" },
		{ "SELECT uniqExact(sensor) FROM access", "2" },
		{ "SELECT uniqExact(sensor, day) FROM access", "122" },
		{ "SELECT CASE WHEN uniq(sensor) BETWEEN 1 AND 3 THEN 1 ELSE 0 END FROM "
		  "access",
			"1" },
		{ "SELECT uniqExact(toStartOfMonth(day)) FROM access", "2" },
		{ "SELECT uniqExact(toStartOfHour(bin)) / 24 FROM access WHERE sensor = "
		  "'s01'",
			"61" },
		{ "SELECT CASE WHEN toDateTime('2005-11-01 00:00:00') < "
		  "toDateTime('2005-11-02 "
		  "00:00:00') THEN 1 ELSE 0 END",
			"1" },
		{ "SELECT count(*) FROM (SELECT src_hi, src_lo FROM source_day GROUP BY "
		  "src_hi, "
		  "src_lo) AS x WHERE src_hi = 0 AND intDiv(src_lo, 4294967296) = 65535",
			"" },
	};
	for (size_t i = 0; i + 1 < count_of(same); i++)
		assert_true(ask(w->reader, same[i][0]) == strtod(same[i][1], NULL));
	assert_true(ask(w->reader, same[count_of(same) - 1][0]) > 0);
}

static void
types_arrive_as_they_are(void **state)
{
	struct world *w = *state;
	struct lake_result *result = NULL;
	struct err err = { "" };
	assert_int_equal(
		lake_query(w->reader,
			"SELECT NULL AS a, -5 AS b, 18446744073709551615::UBIGINT AS c, "
			"1.25 AS d, 'x' AS e, toDate('2005-11-03') AS f, "
			"toDateTime('2005-11-03 04:05:06') AS g, sum(2::BIGINT) AS h, "
			"'embedded' || chr(10) AS i",
			&result, &err),
		0);
	struct value v[9];
	assert_int_equal(lake_result_next(result, v, &err), 1);
	assert_int_equal(v[0].kind, VALUE_NULL);
	assert_true(v[1].kind == VALUE_INT && v[1].i == -5);
	assert_true(v[2].kind == VALUE_UINT && v[2].u == UINT64_MAX);
	assert_true(v[3].kind == VALUE_REAL && v[3].real == 1.25);
	assert_true(v[4].kind == VALUE_TEXT && v[4].text.len == 1);
	assert_memory_equal(v[5].text.at, "2005-11-03", v[5].text.len);
	assert_memory_equal(v[6].text.at, "2005-11-03T04:05:06Z", v[6].text.len);
	assert_true(v[7].kind == VALUE_INT && v[7].i == 2);
	assert_int_equal(v[8].text.len, 9);
	assert_int_equal(lake_result_next(result, v, &err), 0);
	lake_result_free(result);
	assert_true(lake_query(w->reader, "SELECT [1, 2] AS list", &result, &err) < 0);
	assert_non_null(strstr(err.text, "CAST"));
}

static void
only_questions_run(void **state)
{
	struct world *w = *state;
	char *secret = base_printf("%s/secret.csv", w->top);
	FILE *f = fopen(secret, "w");
	assert_non_null(f);
	(void)fputs("a,b\n1,2\n", f);
	(void)fclose(f);
	static const char *const refused[] = { "COPY (SELECT 1) TO '%s.out'",
		"COPY access TO '%s.out' (FORMAT parquet)", "ATTACH '%s.db'",
		"ATTACH '%s' AS x (TYPE sqlite)", "INSTALL httpfs", "LOAD '%s'",
		"LOAD parquet", "PRAGMA version", "PRAGMA database_list", "SET threads = 1",
		"SET enable_external_access = true", "RESET lock_configuration",
		"SELECT * FROM read_text('%s')", "SELECT * FROM read_blob('%s')",
		"SELECT * FROM read_csv('%s')", "SELECT * FROM read_csv_auto('%s')",
		"SELECT * FROM '%s'", "SELECT * FROM \"%s\"", "SELECT * FROM glob('%s')",
		"SELECT * FROM glob('/etc/*')", "SELECT * FROM read_parquet('%s')",
		"SELECT * FROM read_json('%s')", "SELECT * FROM sniff_csv('%s')",
		"SELECT * FROM parquet_metadata('%s')", "SELECT 1; SELECT 2",
		"SELECT 1; COPY (SELECT 1) TO '%s.out'", "EXPORT DATABASE '%s.out'",
		"IMPORT DATABASE '%s.out'", "CREATE TABLE x (a INTEGER)",
		"CREATE VIEW x AS SELECT 1", "CREATE OR REPLACE VIEW access AS SELECT 1",
		"DROP VIEW access", "INSERT INTO operator VALUES (1, 'x')",
		"DELETE FROM operator", "UPDATE operator SET asn = 1",
		"EXPLAIN ANALYZE CREATE TABLE x (a INTEGER)",
		"EXPLAIN ANALYZE COPY (SELECT 1) TO '%s.out'", "EXPLAIN DROP VIEW access",
		"EXPLAIN (ANALYZE) SET threads = 1", "CALL pragma_version()", "CHECKPOINT",
		"FORCE CHECKPOINT", "VACUUM", "BEGIN", "USE memory", "DETACH memory",
		"PREPARE x AS SELECT 1", "EXECUTE x", "SELECT getenv('HOME')",
		"SELECT * FROM query('COPY (SELECT 1) TO ''%s.out''')", "", ";",
		"-- nothing", "/* SELECT 1 */ SET threads = 1",
		"SELECT * FROM access, read_csv('%s')",
		"SELECT (SELECT count(*) FROM read_text('%s'))" };
	for (size_t i = 0; i < count_of(refused); i++) {
		const char *at = strstr(refused[i], "%s");
		char *sql = at ? base_printf("%.*s%s%s", (int)(at - refused[i]), refused[i],
					 secret, at + 2)
			       : base_strdup(refused[i]);
		struct lake_result *result = NULL;
		struct err err = { "" };
		int r = lake_query(w->reader, sql, &result, &err);
		if (r >= 0)
			fail_msg("was not refused: %s", sql);
		assert_true(err.text[0] != '\0');
		free(sql);
	}
	char *out = base_printf("%s.out", secret);
	assert_int_not_equal(access(out, F_OK), 0);
	/* Nothing of it changed what is asked next. */
	assert_true(ask(w->reader, "SELECT count(*) FROM operator") == 1);
	free(out);
	free(secret);
}

static void
explain_and_kin_work(void **state)
{
	struct world *w = *state;
	static const char *const allowed[] = { "EXPLAIN SELECT * FROM access",
		"EXPLAIN ANALYZE SELECT count(*) FROM access", "explain (SELECT 1)",
		"EXPLAIN (FORMAT json) SELECT 1", " /* a */ -- b\n SELECT 1", "(SELECT 1)",
		"FROM access LIMIT 1", "WITH x AS (SELECT 1) SELECT * FROM x", "VALUES (1)",
		"DESCRIBE access", "SHOW TABLES", "SELECT 1;" };
	for (size_t i = 0; i < count_of(allowed); i++) {
		struct lake_result *result = NULL;
		struct err err = { "" };
		if (lake_query(w->reader, allowed[i], &result, &err) < 0)
			fail_msg("%s: %s", allowed[i], err.text);
		struct value values[32];
		assert_int_equal(lake_result_next(result, values, &err), 1);
		lake_result_free(result);
	}
}

static void
results_run_side_by_side(void **state)
{
	struct world *w = *state;
	struct lake_result *first = NULL;
	struct err err = { "" };
	assert_int_equal(
		lake_query(w->reader, "SELECT src_lo FROM source_day", &first, &err), 0);
	/* Another dataset needs another engine: the first result goes on with its own. */
	struct lake_reader *other = NULL;
	assert_int_equal(lake_reader_open(w->lake, INT32_MIN, INT32_MAX, &other, &err), 0);
	assert_true(ask(other, "SELECT count(*) FROM day_count") > 0);
	assert_true(ask(other, "SELECT count(*) FROM access") > 0);
	lake_reader_close(other);
	size_t n = 0;
	struct value v;
	int r;
	while ((r = lake_result_next(first, &v, &err)) > 0)
		n++;
	assert_int_equal(r, 0);
	lake_result_free(first);
	assert_true(n == (size_t)ask(w->reader, "SELECT count(*) FROM source_day"));
}

static void
a_span_of_days_leaves_out_the_rest(void **state)
{
	struct world *w = *state;
	struct lake_reader *november = NULL;
	struct err err = { "" };
	int32_t first = day_from_date(2005, 11, 1);
	assert_int_equal(lake_reader_open(w->lake, first, first + 29, &november, &err), 0);
	assert_true(ask(november, "SELECT sum(accesses) FROM access") == 30 * 2 * 300 + 7);
	lake_reader_close(november);
}

/* Overwrite `len` bytes of one of a dataset's files at `at` (from its end when negative).
 */
static void
damage(struct world *w, const char *path, off_t at, const char *bytes, size_t len)
{
	char *full = base_printf("%s/%s", w->dir, path);
	int fd = open(full, O_WRONLY);
	assert_true(fd >= 0);
	off_t from = lseek(fd, at, at < 0 ? SEEK_END : SEEK_SET);
	assert_true(from >= 0);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	(void)close(fd);
	free(full);
}

static void
bad_files_cost_only_themselves(void **state)
{
	struct world *w = *state;
	struct err err = { "" };
	assert_true(lake_reader_readable(w->reader) == 1.0);
	/* A frame that is broken, a footer that lies, pages that are noise. */
	damage(w, "access/sensor=s01/date=2005-11-01/data_0.parquet", -4, "XXXX", 4);
	damage(w, "access/sensor=s01/date=2005-11-02/data_0.parquet", -40,
		"\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	char noise[200];
	memset(noise, 0xa5, sizeof(noise));
	damage(w, "access/sensor=s01/date=2005-11-03/data_0.parquet", 4, noise,
		sizeof(noise));
	struct lake_reader *reader = NULL;
	assert_int_equal(lake_reader_open(w->lake, INT32_MIN, INT32_MAX, &reader, &err), 0);
	double left = ask(reader,
		"SELECT sum(accesses) FROM access WHERE hour < 24 AND proto < "
		"256 AND dport >= 0 AND country >= '' AND bin > "
		"toDateTime('2000-01-01 00:00:00')");
	double all = 31 * 2 * 200 + 30 * 2 * 300 + 7, three = 301 + 301 + 301;
	assert_true(left == all - three);
	assert_true(lake_reader_readable_for(reader, "SELECT 1 FROM access") < 1.0);
	assert_true(lake_reader_readable_for(reader, "SELECT 1 FROM coverage") == 1.0);
	double share = lake_reader_readable(reader);
	assert_true(share < 1.0 && share > 0.9);
	lake_reader_close(reader);
}

static void
nothing_is_left_behind(void **state)
{
	struct world *w = *state;
	struct err err = { "" };
	char *tmp = base_printf("%s/tmp", w->top);
	assert_int_equal(mkdir(tmp, 0700), 0);
	assert_int_equal(setenv("TMPDIR", tmp, 1), 0);
	struct lake_reader *reader = NULL;
	assert_int_equal(lake_reader_open(w->lake, INT32_MIN, INT32_MAX, &reader, &err), 0);
	assert_true(ask(reader, "SELECT count(*) FROM source_day") > 0);
	lake_reader_close(reader);
	assert_int_equal(unsetenv("TMPDIR"), 0);
	assert_int_equal(rmdir(tmp), 0);
	free(tmp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_have_every_column),
		cmocka_unit_test(counts_are_those_put_in),
		cmocka_unit_test(the_dialect_is_there),
		cmocka_unit_test(types_arrive_as_they_are),
		cmocka_unit_test(only_questions_run),
		cmocka_unit_test(explain_and_kin_work),
		cmocka_unit_test(results_run_side_by_side),
		cmocka_unit_test(a_span_of_days_leaves_out_the_rest),
		cmocka_unit_test(nothing_is_left_behind),
		cmocka_unit_test(bad_files_cost_only_themselves),
	};
	return cmocka_run_group_tests(tests, make_world, end_world);
}
