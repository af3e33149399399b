/* figures_edges.c - figures where there is little, nothing, or something odd to show. */
#include "lake_fixture.h"

#include "figures/figures.h"

#include <setjmp.h>

#include <cmocka.h>

#include <math.h>
#include <sys/wait.h>

struct world {
	char *top;
	struct lake *lake;
	struct lake_reader *reader;
};

enum { MONTH = 2006 * 12 + 1 }; /* February 2006 */

static struct world *
open_world(void (*fill)(struct fixture *f))
{
	struct world *w = base_alloc(1, sizeof(*w));
	w->top = base_printf("/tmp/teiten-edges-XXXXXX");
	must(mkdtemp(w->top) != NULL);
	char *dir = base_printf("%s/lake", w->top);
	struct fixture *f = fixture_begin(dir);
	fill(f);
	fixture_end(f);
	struct err err;
	must(lake_open(dir, LAKE_READ, &w->lake, &err) == 0);
	must(lake_reader_open(w->lake, INT32_MIN, INT32_MAX, &w->reader, &err) == 0);
	free(dir);
	return w;
}

static void
close_world(struct world *w)
{
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
	free(w);
}

static struct figure_result *
run(struct world *w, const char *name, bool internal)
{
	struct figure_request request = { .month = MONTH, .internal = internal };
	struct figure_result *res = NULL;
	struct err err = { "" };
	if (figure_run(figure_find(name), w->lake, w->reader, &request, &res, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	return res;
}

static const struct value *
at(const struct figure_result *res, size_t row, const char *name)
{
	assert_true(row < res->n_rows);
	for (size_t i = 0; i < res->n_columns; i++)
		if (strcmp(res->columns[i].name, name) == 0)
			return &res->values[row * res->n_columns + i];
	fail_msg("%s has no column %s", res->figure->name, name);
	return NULL;
}

static double
number(const struct figure_result *res, size_t row, const char *name)
{
	const struct value *v = at(res, row, name);
	return v->kind == VALUE_INT     ? (double)v->i
		: v->kind == VALUE_UINT ? (double)v->u
		: v->kind == VALUE_REAL ? v->real
					: NAN;
}

static bool
is(const struct figure_result *res, size_t row, const char *name, const char *text)
{
	const struct value *v = at(res, row, name);
	return v->kind == VALUE_TEXT && v->text.len == strlen(text) &&
		memcmp(v->text.at, text, v->text.len) == 0;
}

/* Every figure in both languages, for both readers. */
static void
run_all(struct world *w)
{
	for (size_t i = 0; i < figure_count(); i++) {
		for (unsigned mode = 0; mode < 4; mode++) {
			const struct figure *f = figure_at(i);
			struct figure_request request = { .month = MONTH,
				.language = mode & 1 ? LANGUAGE_JA : LANGUAGE_EN,
				.internal = mode & 2 };
			struct figure_result *res = NULL;
			struct err err = { "" };
			if (figure_run(f, w->lake, w->reader, &request, &res, &err) < 0)
				fail_msg("%s: %s", f->name, err.text);
			assert_true(res->n_columns == f->n_columns);
			for (size_t k = 0; k < res->n_rows * res->n_columns; k++) {
				const struct value *v = &res->values[k];
				assert_true(v->kind != VALUE_REAL || isfinite(v->real));
			}
			figure_result_free(res);
		}
	}
}

static void
fill_nothing(struct fixture *f)
{
	(void)f;
}

static void
an_empty_lake_has_empty_figures(void **state)
{
	(void)state;
	struct world *w = open_world(fill_nothing);
	run_all(w);
	struct figure_result *res = run(w, "headline", false);
	assert_int_equal(res->n_rows, 1);
	assert_true(number(res, 0, "accesses") == 0);
	assert_int_equal(at(res, 0, "accesses_per_sensor_day")->kind, VALUE_NULL);
	assert_int_equal(at(res, 0, "accesses_per_source")->kind, VALUE_NULL);
	figure_result_free(res);
	int32_t month;
	struct err err = { "" };
	assert_int_equal(figure_busiest_month(w->reader, &month, &err), -ENODATA);
	assert_non_null(strstr(err.text, "teiten read"));
	close_world(w);
}

/* "quiet" observes and sees nothing; "half" observes half of each day and sees much then;
 * "gone" is described and never observes. */
static void
fill_uneven(struct fixture *f)
{
	fixture_sensor(f, "quiet", "UTC", 0, 1);
	fixture_sensor(f, "half", "UTC", 0, 1);
	fixture_sensor(f, "gone", "UTC", 0, 1);
	fixture_catalogue(f,
		"INSERT INTO sensor_span VALUES ('quiet', 'outage', 1138752000, "
		"1138755600), ('gone', 'outage', 1136073600, 1136160000)");
	fixture_sql(f,
		"INSERT INTO watched SELECT DATE '2006-02-01' + d::INTEGER, 'quiet', 0, "
		"24, 0 FROM range(28) AS x(d)");
	fixture_sql(f,
		"INSERT INTO watched SELECT DATE '2006-02-01' + d::INTEGER, 'half', 0, "
		"12, CASE WHEN d = 0 THEN 1 ELSE 0 END FROM range(10) AS x(d)");
	fixture_sql(f,
		"INSERT INTO tuple SELECT DATE '2006-02-01' + d::INTEGER, 'half', 5, 0, "
		"281470681743360 + i, 6, 4242, 'scan', 0, '', 0, 3, 4, 160 FROM range(10) "
		"AS x(d), range(20) AS y(i)");
}

static void
weights_are_observed_shares(void **state)
{
	(void)state;
	struct world *w = open_world(fill_uneven);
	run_all(w);
	struct figure_result *res = run(w, "headline", false);
	/* 28 whole days and 10 halves; only the whole ones count sources, and had none. */
	assert_true(number(res, 0, "sensors") == 2);
	assert_true(number(res, 0, "sensor_days") == 33);
	assert_true(number(res, 0, "complete_sensor_days") == 28);
	assert_true(number(res, 0, "accesses") == 600);
	assert_true(number(res, 0, "accesses_per_sensor_day") == 18.18);
	assert_true(number(res, 0, "sources_per_sensor_day") == 0);
	assert_int_equal(at(res, 0, "accesses_per_source")->kind, VALUE_NULL);
	assert_true(number(res, 0, "coverage_share") == 58.9);
	assert_true(number(res, 0, "overlap_share") == 1.5);
	figure_result_free(res);
	res = run(w, "conditions", false);
	size_t outages = 0;
	for (size_t i = 0; i < res->n_rows; i++)
		outages += is(res, i, "item", "Outage as configured") &&
			is(res, i, "value",
				"quiet: 2006-02-01T00:00:00+00:00 - "
				"2006-02-01T01:00:00+00:00");
	assert_int_equal(outages, 1);
	figure_result_free(res);
	res = run(w, "sensors", false);
	assert_int_equal(res->n_rows, 3 * 28);
	for (size_t i = 0; i < res->n_rows; i++) {
		if (is(res, i, "sensor", "gone"))
			assert_true(number(res, i, "gap") == 1);
		if (is(res, i, "sensor", "quiet"))
			assert_true(number(res, i, "gap") == 0 &&
				number(res, i, "accesses") == 0);
	}
	figure_result_free(res);
	res = run(w, "hours", false);
	for (size_t i = 0; i < res->n_rows; i++) {
		bool morning = number(res, i, "hour") < 12;
		assert_true(number(res, i, "observed_hours") == (morning ? 38 : 28));
	}
	figure_result_free(res);
	res = run(w, "honeypot", false);
	assert_true(is(res, 0, "name", "unknown purpose"));
	/* 80 packets a day over one and a half sensor-days. */
	assert_true(number(res, 0, "packets_per_sensor") == 53.33);
	figure_result_free(res);
	close_world(w);
}

/* A partial day of 95 % is complete, one bin less is not. */
static void
fill_edge(struct fixture *f)
{
	fixture_sensor(f, "a", "UTC", 0, 1);
	fixture_sql(f,
		"INSERT INTO watched VALUES ('2006-02-01', 'a', 0, 23, 0), ('2006-02-02', "
		"'a', 1, 23, 0)");
	fixture_sql(f,
		"INSERT INTO tuple SELECT DATE '2006-02-01' + d::INTEGER, 'a', 5, 0, "
		"281470681743360 + i, 6, 80, 'scan', 0, 'JP', 1, 2, 2, 80 FROM range(2) AS "
		"x(d), range(5 + 5 * d) AS y(i)");
}

static void
complete_means_95_percent(void **state)
{
	(void)state;
	struct world *w = open_world(fill_edge);
	struct figure_result *res = run(w, "sensor-comparison", false);
	assert_int_equal(res->n_rows, 1);
	/* 23/24 is 95.8 %, 22/24 is 91.7 %. */
	assert_true(number(res, 0, "complete_days") == 1);
	assert_true(number(res, 0, "sources_per_day") == 5);
	assert_true(number(res, 0, "accesses_per_source") == 2);
	assert_true(number(res, 0, "sensor_days") == 1.875);
	figure_result_free(res);
	close_world(w);
}

/* Names from outside, IPv6, protocols without ports, many ports. */
static void
fill_odd(struct fixture *f)
{
	fixture_sensor(f, "a", "UTC", 0, 0);
	fixture_group(f, "it''s \\ <odd>", 0, 1, 99);
	fixture_catalogue(f,
		"INSERT INTO operator VALUES (1, '=cmd|'' /C calc''!A0'), (2, "
		"char(27) || '[31m')");
	fixture_sql(f,
		"INSERT INTO watched SELECT DATE '2006-02-01' + d::INTEGER, 'a', 0, 24, 0 "
		"FROM range(28) AS x(d)");
	/* 2001:db8:1:2::i and 2001:db8:2:i:: */
	fixture_sql(f,
		"INSERT INTO tuple SELECT '2006-02-01', 'a', 5, 2306139568115613698, i, "
		"17, "
		"53, 'scan', 0, 'XX', 1, 1, 1, 60 FROM range(6) AS y(i)");
	fixture_sql(f,
		"INSERT INTO tuple SELECT '2006-02-01', 'a', 5, 2306139568115679232 + i, "
		"0, "
		"17, 53, 'backscatter', 0, 'JP', 2, 1, 1, 60 FROM range(4) AS y(i)");
	fixture_sql(f,
		"INSERT INTO tuple VALUES ('2006-02-02', 'a', 5, 0, 281470681743361, 47, "
		"0, "
		"'other', 0, '', 0, 7, 7, 700), ('2006-02-02', 'a', 5, 0, 281470681743361, "
		"0, 0, 'other', 0, '', 0, 0, 9, 700)");
	fixture_sql(f,
		"INSERT INTO tuple SELECT '2006-02-03', 'a', 6, 0, 281470681743360 + i, 6, "
		"1000 + i, 'scan', 0, 'US', 3, 1, 1, 40 FROM range(3000) AS y(i)");
}

static void
odd_input_stays_data(void **state)
{
	(void)state;
	struct world *w = open_world(fill_odd);
	run_all(w);
	struct figure_result *res = run(w, "top-sources", false);
	/* The /48 with six sources is shown; the one with four addresses is not. */
	bool six = false;
	for (size_t i = 0; i < res->n_rows; i++) {
		six = six || is(res, i, "source", "2001:db8:1::/48");
		assert_false(is(res, i, "source", "2001:db8:2::/48"));
	}
	assert_true(six);
	figure_result_free(res);
	res = run(w, "groups", false);
	assert_int_equal(res->n_rows, 1);
	assert_true(is(res, 0, "group", "it's \\ <odd>"));
	assert_true(number(res, 0, "accesses") == 10);
	figure_result_free(res);
	res = run(w, "ports", false);
	assert_int_equal(res->n_rows, 11);
	assert_true(is(res, 0, "port", "53/udp") && number(res, 0, "accesses") == 10);
	assert_true(is(res, 1, "port", "ip/47"));
	assert_true(is(res, 10, "port", "other"));
	figure_result_free(res);
	close_world(w);
}

/* More sensors than a number has bits: one source at all of them, one at half, one at one.
 */
static void
fill_many(struct fixture *f)
{
	for (int i = 0; i < 70; i++) {
		char name[16];
		(void)snprintf(name, sizeof(name), "s%02d", i);
		fixture_sensor(f, name, "UTC", 0, 1);
	}
	fixture_sql(f,
		"INSERT INTO watched SELECT '2006-02-01', format('s{:02d}', i), 0, 1, 0 "
		"FROM range(70) AS x(i)");
	fixture_sql(f,
		"INSERT INTO tuple SELECT '2006-02-01', format('s{:02d}', i), 0, 0, "
		"281470681743360 + k, 6, 23, 'scan', 0, '', 0, 1, 1, 40 FROM range(70) AS "
		"x(i), range(3) AS y(k) WHERE k = 0 OR (k = 1 AND i %% 2 = 0) OR i = 69");
}

static void
many_sensors_are_told_apart(void **state)
{
	(void)state;
	struct world *w = open_world(fill_many);
	struct figure_result *res = run(w, "several-sensors", false);
	static const double sensors[] = { 1, 36, 70 };
	assert_int_equal(res->n_rows, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(number(res, i, "sensors") == sensors[i]);
		assert_true(number(res, i, "sources") == 1);
	}
	figure_result_free(res);
	close_world(w);
}

static void
figures_say_what_they_show(void **state)
{
	(void)state;
	assert_true(figure_count() > 25);
	for (size_t i = 0; i < figure_count(); i++) {
		const struct figure *f = figure_at(i);
		assert_true(figure_find(f->name) == f);
		assert_true(*f->title[0] && *f->title[1] && *f->note[0] && *f->note[1]);
		for (size_t k = 0; k < f->n_columns; k++)
			assert_true(*f->columns[k].title[0] && *f->columns[k].title[1]);
	}
	assert_null(figure_find("no-such-figure"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_lake_has_empty_figures),
		cmocka_unit_test(weights_are_observed_shares),
		cmocka_unit_test(complete_means_95_percent),
		cmocka_unit_test(odd_input_stays_data),
		cmocka_unit_test(many_sensors_are_told_apart),
		cmocka_unit_test(figures_say_what_they_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
