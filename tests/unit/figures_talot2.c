/* figures_talot2.c - the figures over a month like the TALOT2 report's say what was put in.
 */
#include "lake_fixture.h"

#include "figures/figures.h"

#include <setjmp.h>

#include <cmocka.h>

#include <math.h>
#include <sys/wait.h>

struct world {
	char *top;
	struct lake *lake[2]; /* whole, and with three days of s05 missing */
	struct lake_reader *reader[2];
};

enum { WHOLE, OUTAGE };

static int
make_world(void **state)
{
	struct world *w = base_alloc(1, sizeof(*w));
	w->top = base_printf("/tmp/teiten-figures-XXXXXX");
	must(mkdtemp(w->top) != NULL);
	for (int i = 0; i < 2; i++) {
		char *dir = base_printf("%s/%d", w->top, i);
		fixture_talot2(dir, i == OUTAGE);
		struct err err;
		must(lake_open(dir, LAKE_READ, &w->lake[i], &err) == 0);
		int32_t first, last;
		figure_span(2005 * 12 + 10, &first, &last);
		must(lake_reader_open(w->lake[i], first, last, &w->reader[i], &err) == 0);
		free(dir);
	}
	*state = w;
	return 0;
}

static int
end_world(void **state)
{
	struct world *w = *state;
	for (int i = 0; i < 2; i++) {
		lake_reader_close(w->reader[i]);
		lake_close(w->lake[i]);
	}
	char *command[] = { "rm", "-rf", w->top, NULL };
	pid_t pid = fork();
	if (pid == 0) {
		(void)execvp(command[0], command);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
	free(w->top);
	free(w);
	return 0;
}

static struct figure_result *
run_with(struct world *w, int which, const char *name, struct figure_request request)
{
	struct figure_result *res = NULL;
	struct err err = { "" };
	const struct figure *figure = figure_find(name);
	assert_non_null(figure);
	if (figure_run(figure, w->lake[which], w->reader[which], &request, &res, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	return res;
}

static struct figure_result *
run(struct world *w, int which, const char *name)
{
	return run_with(w, which, name, (struct figure_request){ .month = 2005 * 12 + 10 });
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

/* NaN for null. */
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

static double
sum(const struct figure_result *res, const char *name)
{
	double total = 0;
	for (size_t i = 0; i < res->n_rows; i++)
		total += isnan(number(res, i, name)) ? 0 : number(res, i, name);
	return total;
}

/* Tenths of a percent are added as whole numbers. */
static bool
is_all(const struct figure_result *res, const char *name)
{
	long tenths = 0;
	for (size_t i = 0; i < res->n_rows; i++)
		tenths += lround(10 * number(res, i, name));
	return tenths == 1000;
}

static void
headline_is_the_document_s(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "headline");
	assert_int_equal(res->n_rows, 1);
	assert_true(number(res, 0, "accesses") == 543415);
	assert_true(number(res, 0, "sensors") == 10);
	assert_true(number(res, 0, "sensor_days") == 300);
	assert_true(number(res, 0, "complete_sensor_days") == 300);
	assert_true(number(res, 0, "accesses_per_sensor_day") == 1811.38);
	assert_true(number(res, 0, "sources_per_sensor_day") == 404);
	assert_true(number(res, 0, "accesses_per_source") == 4.48);
	assert_true(number(res, 0, "scan_accesses") +
			number(res, 0, "backscatter_accesses") +
			number(res, 0, "other_accesses") ==
		543415);
	assert_true(number(res, 0, "backscatter_accesses") > 0);
	assert_true(number(res, 0, "coverage_share") == 100);
	assert_true(number(res, 0, "overlap_share") == 0);
	assert_true(number(res, 0, "readable_share") == 100);
	figure_result_free(res);
}

static void
an_outage_changes_sums_and_no_means(void **state)
{
	struct figure_result *res = run(*state, OUTAGE, "headline");
	assert_true(number(res, 0, "accesses") == 543415 - 3 * 1811);
	assert_true(number(res, 0, "sensor_days") == 297);
	assert_true(round(number(res, 0, "accesses_per_sensor_day")) == 1811);
	assert_true(number(res, 0, "sources_per_sensor_day") == 404);
	assert_true(number(res, 0, "accesses_per_source") == 4.48);
	assert_true(number(res, 0, "coverage_share") == 99);
	figure_result_free(res);
	res = run(*state, OUTAGE, "sensors");
	size_t gaps = 0;
	for (size_t i = 0; i < res->n_rows; i++) {
		bool gap = is(res, i, "sensor", "s05") &&
			(is(res, i, "day", "2005-11-14") ||
				is(res, i, "day", "2005-11-15") ||
				is(res, i, "day", "2005-11-16"));
		gaps += gap;
		assert_true(number(res, i, "gap") == gap);
		assert_true(isnan(number(res, i, "accesses")) == gap);
	}
	assert_int_equal(gaps, 3);
	assert_int_equal(res->n_rows, 300);
	figure_result_free(res);
	res = run(*state, OUTAGE, "coverage");
	assert_true(sum(res, "observed_s") == 297 * 86400.0);
	assert_true(sum(res, "coverage") == 29700);
	figure_result_free(res);
}

static void
six_months_rise_and_cross(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "trend");
	static const double accesses[] = { 1580, 1575, 1590, 1585, 1655, 1811.38 };
	static const double sources[] = { 412, 415, 418, 420, 421, 404 };
	assert_int_equal(res->n_rows, 6);
	assert_true(is(res, 0, "month", "2005-06") && is(res, 5, "month", "2005-11"));
	for (size_t i = 0; i < 6; i++) {
		assert_true(number(res, i, "accesses_per_sensor_day") == accesses[i]);
		assert_true(number(res, i, "sources_per_sensor_day") == sources[i]);
	}
	figure_result_free(res);
	res = run(*state, WHOLE, "accesses-per-source");
	for (size_t i = 0; i < 6; i++)
		assert_true(number(res, i, "crossing") == (i == 5));
	figure_result_free(res);
}

static void
months_without_coverage_are_gaps(void **state)
{
	struct world *w = *state;
	/* January 2006: October and November are the last that there are. */
	struct figure_request request = { .month = 2006 * 12 };
	struct figure_result *res = run_with(w, WHOLE, "trend", request);
	assert_int_equal(res->n_rows, 6);
	assert_true(number(res, 5, "gap") == 1);
	assert_true(isnan(number(res, 5, "accesses_per_sensor_day")));
	assert_true(number(res, 3, "accesses_per_sensor_day") == 1811.38);
	figure_result_free(res);
	res = run_with(w, WHOLE, "attribution", request);
	assert_int_equal(res->n_rows, 0);
	figure_result_free(res);
}

static void
the_rise_is_the_group_s(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "attribution");
	assert_true(res->n_rows > 1);
	assert_true(is(res, 0, "group", "102x/103x udp"));
	assert_true(is_all(res, "share_of_change"));
	double before = (1580 + 1575 + 1590 + 1585 + 1655) / 5.0;
	assert_true(
		fabs(sum(res, "change_per_sensor_day") - (543415 / 300.0 - before)) < 0.1);
	assert_true(number(res, 0, "share_of_change") > 50);
	figure_result_free(res);
}

static void
bars_sum_to_the_headline(void **state)
{
	static const char *const figures[] = { "daily-accesses", "ports", "regions",
		"region-daily", "region-port", "domestic", "countries", "kinds", "hours",
		"sensors", "sensor-comparison", "several-sensors" };
	for (size_t i = 0; i < count_of(figures); i++) {
		struct figure_result *res = run(*state, WHOLE, figures[i]);
		if (sum(res, "accesses") != 543415)
			fail_msg("%s sums to %.0f", figures[i], sum(res, "accesses"));
		figure_result_free(res);
	}
	double months =
		10 * (30 * 1580 + 31 * 1575 + 31 * 1590 + 30 * 1585 + 31 * 1655) + 543415.0;
	static const char *const six[] = { "ports-six", "regions-six", "hours-six" };
	for (size_t i = 0; i < count_of(six); i++) {
		struct figure_result *res = run(*state, WHOLE, six[i]);
		assert_true(sum(res, "accesses") == months);
		figure_result_free(res);
	}
}

static void
shares_sum_to_a_hundred(void **state)
{
	static const char *const figures[] = { "ports", "ports-six", "regions",
		"regions-six", "countries", "kinds", "country-operators",
		"several-sensors" };
	for (size_t i = 0; i < count_of(figures); i++) {
		struct figure_result *res = run(*state, WHOLE, figures[i]);
		assert_true(is_all(res, "share_accesses"));
		assert_true(is_all(res, "share_sources"));
		figure_result_free(res);
	}
}

static void
sources_of_a_day_are_the_line(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "daily-sources");
	for (size_t i = 0; i < res->n_rows; i++)
		assert_true(number(res, i, "day_sources") == 4040);
	assert_true(sum(res, "sources") == 30 * 4040);
	bool udp = false;
	for (size_t i = 0; i < res->n_rows; i++) {
		bool forged = is(res, i, "port", "1026/udp") ||
			is(res, i, "port", "1027/udp") || is(res, i, "port", "137/udp");
		udp = udp || forged;
		assert_true((number(res, i, "may_be_forged") == 1) == forged);
	}
	assert_true(udp);
	figure_result_free(res);
}

static void
groups_and_sensors(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "groups");
	assert_int_equal(res->n_rows, 1);
	assert_true(is(res, 0, "group", "102x/103x udp"));
	double accesses = number(res, 0, "accesses");
	assert_true(accesses > 0 && accesses < 543415);
	figure_result_free(res);
	res = run(*state, WHOLE, "group-daily");
	assert_true(sum(res, "accesses") == accesses);
	figure_result_free(res);
	/* Sources 0 to 5 of twenty send to the group; 0 to 19 are the same at every sensor.
	 */
	res = run(*state, WHOLE, "group-sensors");
	assert_true(number(res, 0, "several") == 6 && number(res, 0, "everywhere") == 6);
	assert_true(number(res, 0, "most_sensors") == 10);
	assert_true(number(res, 0, "accesses") == accesses);
	figure_result_free(res);
	res = run(*state, WHOLE, "several-sensors");
	assert_int_equal(res->n_rows, 2);
	assert_true(number(res, 1, "sensors") == 10 && number(res, 1, "sources") == 20);
	figure_result_free(res);
}

static void
hours_divide_by_what_was_observed(void **state)
{
	struct figure_result *whole = run(*state, WHOLE, "hours");
	struct figure_result *less = run(*state, OUTAGE, "hours");
	for (size_t i = 0; i < whole->n_rows; i++)
		assert_true(number(whole, i, "observed_hours") == 300);
	for (size_t i = 0; i < less->n_rows; i++)
		assert_true(number(less, i, "observed_hours") == 297);
	double rate = sum(whole, "accesses_per_hour");
	assert_true(fabs(rate - 543415 / 300.0) < 0.2);
	assert_true(fabs(sum(less, "accesses_per_hour") - rate) < 3);
	figure_result_free(whole);
	figure_result_free(less);
}

static void
excluded_traffic_stands_apart(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "excluded");
	assert_int_equal(res->n_rows, 30);
	assert_true(sum(res, "accesses") == 30 * 50 * 20);
	assert_true(is(res, 0, "sensor", "s03") && is(res, 0, "port", "22/tcp"));
	assert_true(is(res, 0, "reason", "SSH server"));
	figure_result_free(res);
	res = run(*state, WHOLE, "ports");
	for (size_t i = 0; i < res->n_rows; i++)
		assert_false(is(res, i, "port", "22/tcp"));
	figure_result_free(res);
}

static void
domestic_is_the_site_s_country(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "countries");
	double japan = 0;
	for (size_t i = 0; i < res->n_rows; i++)
		if (is(res, i, "country", "JP"))
			japan = number(res, i, "accesses");
	figure_result_free(res);
	res = run(*state, WHOLE, "domestic");
	assert_true(japan > 0 && sum(res, "domestic_accesses") == japan);
	for (size_t i = 0; i < res->n_rows; i++)
		if (is(res, i, "port", "1026/udp"))
			assert_true(number(res, i, "domestic_share") == 0);
	figure_result_free(res);
	res = run(*state, WHOLE, "country-operators");
	assert_true(sum(res, "accesses") == japan);
	figure_result_free(res);
	struct figure_request china = { .month = 2005 * 12 + 10, .country = "CN" };
	res = run_with(*state, WHOLE, "country-operators", china);
	assert_int_equal(res->n_rows, 1);
	assert_true(is(res, 0, "operator", "CHINANET-BACKBONE"));
	figure_result_free(res);
}

static void
the_public_sees_no_address(void **state)
{
	struct figure_request request = { .month = 2005 * 12 + 10 };
	struct figure_result *res = run_with(*state, WHOLE, "top-sources", request);
	assert_true(res->n_rows > 0);
	for (size_t i = 0; i < res->n_rows; i++) {
		const struct value *v = at(res, i, "source");
		assert_non_null(memmem(v->text.at, v->text.len, "/24", 3));
		assert_true(number(res, i, "sources") >= 5);
	}
	figure_result_free(res);
	request.internal = true;
	res = run_with(*state, WHOLE, "top-sources", request);
	assert_true(res->n_rows > 0);
	for (size_t i = 0; i < res->n_rows; i++) {
		const struct value *v = at(res, i, "source");
		assert_null(memchr(v->text.at, '/', v->text.len));
		assert_true(number(res, i, "sources") == 1);
	}
	figure_result_free(res);
}

static void
every_port_of_the_document_is_explained(void **state)
{
	struct figure_result *res = run(*state, WHOLE, "glossary");
	assert_true(res->n_rows > 5);
	for (size_t i = 0; i < res->n_rows; i++) {
		assert_true(number(res, i, "known") == 1);
		assert_int_equal(at(res, i, "source")->kind, VALUE_TEXT);
	}
	figure_result_free(res);
	struct figure_request ja = { .month = 2005 * 12 + 10, .language = LANGUAGE_JA };
	res = run_with(*state, WHOLE, "advice", ja);
	bool messenger = false;
	for (size_t i = 0; i < res->n_rows; i++) {
		const struct value *v = at(res, i, "advice");
		messenger = messenger || memmem(v->text.at, v->text.len, "Messenger", 9);
		assert_true(at(res, i, "source")->text.len > 0);
	}
	assert_true(messenger);
	figure_result_free(res);
}

static void
the_busiest_month_is_found(void **state)
{
	struct world *w = *state;
	int32_t month = 0;
	struct err err = { "" };
	assert_int_equal(figure_busiest_month(w->reader[WHOLE], &month, &err), 0);
	assert_int_equal(month, 2005 * 12 + 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headline_is_the_document_s),
		cmocka_unit_test(an_outage_changes_sums_and_no_means),
		cmocka_unit_test(six_months_rise_and_cross),
		cmocka_unit_test(months_without_coverage_are_gaps),
		cmocka_unit_test(the_rise_is_the_group_s),
		cmocka_unit_test(bars_sum_to_the_headline),
		cmocka_unit_test(shares_sum_to_a_hundred),
		cmocka_unit_test(sources_of_a_day_are_the_line),
		cmocka_unit_test(groups_and_sensors),
		cmocka_unit_test(hours_divide_by_what_was_observed),
		cmocka_unit_test(excluded_traffic_stands_apart),
		cmocka_unit_test(domestic_is_the_site_s_country),
		cmocka_unit_test(the_public_sees_no_address),
		cmocka_unit_test(every_port_of_the_document_is_explained),
		cmocka_unit_test(the_busiest_month_is_found),
	};
	return cmocka_run_group_tests(tests, make_world, end_world);
}
