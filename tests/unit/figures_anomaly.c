/* figures_anomaly.c - how often an ordinary day is called out of the ordinary, and how
 * often one that is gets called so. */
#include "figures/anomaly.h"

#include "synth/random.h"

#include <setjmp.h>

#include <cmocka.h>

#include <math.h>

enum { DAYS = ANOMALY_DAYS + 1, TODAY = ANOMALY_DAYS };

static double
normal(struct random *r)
{
	return sqrt(-2 * log(1 - random_real(r))) * cos(6.283185307179586 * random_real(r));
}

static double
poisson(struct random *r, double mean)
{
	if (mean > 500) /* near enough to normal there */
		return fmax(0, floor(mean + sqrt(mean) * normal(r) + 0.5));
	double n = 0;
	for (double p = random_real(r); p > exp(-mean); p *= random_real(r))
		n++;
	return n;
}

/* A day of a source whose mean itself goes up and down by `variation`. */
static double
draw(struct random *r, double mean, double variation)
{
	return poisson(r, mean * exp(variation * normal(r) - variation * variation / 2));
}

static struct ordinary
judge_one(const double *counts, const double *weights)
{
	return anomaly_judge(&(struct daily_counts){ 1, DAYS, counts, weights }, TODAY);
}

/* How often a last day of `factor` times the usual is out of the ordinary. */
static double
share_out(double mean, double variation, double factor, unsigned n)
{
	struct random r;
	unsigned out = 0;
	random_seed(&r, 7);
	for (unsigned i = 0; i < n; i++) {
		double counts[DAYS], weights[DAYS];
		for (size_t day = 0; day < DAYS; day++) {
			counts[day] =
				draw(&r, mean * (day == TODAY ? factor : 1), variation);
			weights[day] = 1;
		}
		struct ordinary o = judge_one(counts, weights);
		assert_true(o.is_judged && o.low <= o.usual && o.usual <= o.high);
		out += o.is_out && (o.score > 0) == (counts[TODAY] > o.usual);
	}
	return (double)out / n;
}

static void
an_ordinary_day_is_seldom_called_out(void **state)
{
	(void)state;
	static const struct {
		double mean, variation, most;
	} cases[] = { { 18000, 0.05, 1e-4 }, { 18000, 0.1, 4e-4 }, { 18000, 0.3, 1e-3 },
		{ 200, 0.1, 4e-4 }, { 5, 0, 1e-4 }, { 5, 0.5, 6e-4 }, { 0.1, 0, 1e-4 } };
	for (size_t i = 0; i < count_of(cases); i++) {
		double got = share_out(cases[i].mean, cases[i].variation, 1, 100000);
		print_message("mean %g, day to day %g %%: %.5f of ordinary days noted\n",
			cases[i].mean, 100 * cases[i].variation, got);
		assert_true(got <= cases[i].most);
	}
}

static void
falls_and_rises_are_seen(void **state)
{
	(void)state;
	static const struct {
		double mean, variation, factor, least;
	} cases[] = { { 18000, 0.03, 0.7, 0.99 }, { 18000, 0.05, 0.7, 0.8 },
		{ 18000, 0.03, 1.3, 0.95 }, { 18000, 0.1, 0.5, 0.75 },
		{ 18000, 0.1, 2, 0.95 }, { 400, 0, 0.7, 0.8 }, { 20, 0, 0, 0.99 },
		{ 0.1, 0, 200, 0.95 } };
	for (size_t i = 0; i < count_of(cases); i++) {
		double got =
			share_out(cases[i].mean, cases[i].variation, cases[i].factor, 5000);
		print_message("mean %g, day to day %g %%, times %g: %.3f noted\n",
			cases[i].mean, 100 * cases[i].variation, cases[i].factor, got);
		assert_true(got >= cases[i].least);
	}
}

static void
an_outage_is_no_fall(void **state)
{
	(void)state;
	/* One sensor hears a hundred times as much as the other, and is down today. */
	double counts[2 * DAYS], weights[2 * DAYS];
	for (size_t day = 0; day < DAYS; day++) {
		counts[day] = 10000;
		counts[DAYS + day] = 100 + (double)(day % 3);
		weights[day] = weights[DAYS + day] = 1;
	}
	counts[TODAY] = weights[TODAY] = 0;
	struct daily_counts both = { 2, DAYS, counts, weights };
	struct ordinary o = anomaly_judge(&both, TODAY);
	assert_true(o.is_judged && !o.is_out && o.weight == 1 && o.seen < 110);
	/* Down for a part of the day: the rest is compared with as much. */
	counts[TODAY] = 6000;
	weights[TODAY] = 0.6;
	o = anomaly_judge(&both, TODAY);
	assert_true(o.is_judged && !o.is_out && o.weight == 1.6 && o.usual > 6000);
	/* It was all there, and yet less came: that is a fall. */
	weights[TODAY] = 1;
	o = anomaly_judge(&both, TODAY);
	assert_true(o.is_out && o.score < 0);
}

static void
days_without_a_past_are_not_judged(void **state)
{
	(void)state;
	double counts[DAYS], weights[DAYS];
	for (size_t day = 0; day < DAYS; day++) {
		counts[day] = day == TODAY ? 900 : 10;
		weights[day] = 1;
	}
	for (size_t day = 0; day < ANOMALY_DAYS - ANOMALY_DAYS_LEAST + 1; day++) {
		assert_true(judge_one(counts, weights).is_out);
		weights[day] = 0.4;
	}
	assert_false(judge_one(counts, weights).is_judged);
	weights[0] = 1;
	weights[TODAY] = 0;
	assert_false(judge_one(counts, weights).is_judged);
}

static void
a_flood_in_the_past_does_not_hide_a_fall(void **state)
{
	(void)state;
	double counts[DAYS], weights[DAYS];
	for (size_t day = 0; day < DAYS; day++) {
		counts[day] = 1000 + (double)(day % 5) * 10;
		weights[day] = 1;
	}
	counts[3] = counts[9] = 1e9;
	counts[TODAY] = 600;
	struct ordinary o = judge_one(counts, weights);
	assert_true(o.is_out && o.score < 0 && o.usual < 1100 && o.high < 1300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_day_is_seldom_called_out),
		cmocka_unit_test(falls_and_rises_are_seen),
		cmocka_unit_test(an_outage_is_no_fall),
		cmocka_unit_test(days_without_a_past_are_not_judged),
		cmocka_unit_test(a_flood_in_the_past_does_not_hide_a_fall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
