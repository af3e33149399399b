/* figures_survival.c - Kaplan-Meier against published data, and against a known rate. */
#include "figures/survival.h"

#include "synth/random.h"

#include <setjmp.h>

#include <cmocka.h>

#include <math.h>

/* Remission in leukaemia, weeks (Freireich and others, Blood 21, 1963); negative: censored.
 * The medians and their log-log intervals are those of SAS's PROC LIFETEST. */
static const int treated[] = { -6, 6, 6, 6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22,
	23, -25, -32, -32, -34, -35 };
static const int placebo[] = { 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15,
	17, 22, 23 };

static struct survival
of_weeks(const int *weeks, size_t n, struct lifetime *times)
{
	for (size_t i = 0; i < n; i++)
		times[i] = (struct lifetime){ abs(weeks[i]), weeks[i] > 0 };
	return survival_of(times, n);
}

static void
published_data_give_published_numbers(void **state)
{
	(void)state;
	struct lifetime times[21];
	struct survival s = of_weeks(treated, count_of(treated), times);
	assert_true(s.n == 21 && s.n_reached == 9);
	assert_true(s.median.s == 23 && s.median.low == 13 && isnan(s.median.high));
	/* S(6) 0.857, S(10) 0.753, S(22) 0.538 */
	assert_true(fabs(survival_share(times, 21, 6) - (1 - 0.857)) < 5e-4);
	assert_true(fabs(survival_share(times, 21, 12) - (1 - 0.753)) < 5e-4);
	assert_true(fabs(survival_share(times, 21, 22) - (1 - 0.538)) < 5e-4);
	s = of_weeks(placebo, count_of(placebo), times);
	assert_true(s.median.s == 8 && s.median.low == 4 && s.median.high == 11);
}

static void
what_is_not_reached_has_no_median(void **state)
{
	(void)state;
	struct lifetime times[4] = { { 10, false }, { 20, true }, { 30, false },
		{ 40, false } };
	struct survival s = survival_of(times, 4);
	assert_true(s.n_reached == 1 && isnan(s.median.s) && isnan(s.median.high));
	assert_true(isnan(survival_share(times, 4, 41)));
	s = survival_of(times, 0);
	assert_true(s.n == 0 && isnan(s.median.s) && isnan(survival_share(times, 0, 1)));
	struct lifetime even[2] = { { 10, true }, { 30, true } };
	s = survival_of(even, 2); /* the curve stands at a half from 10 to 30 */
	assert_true(s.median.s == 20);
}

/* Waits of a constant rate, some of them ended before: how often does the interval hold the
 * true median? */
static void
the_interval_holds_the_true_median(void **state)
{
	(void)state;
	enum { ROUNDS = 4000, STARTS = 64 };
	const double median = 1200, looked = 3600;
	struct random r;
	unsigned held = 0;
	random_seed(&r, 3);
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct lifetime times[STARTS];
		for (size_t k = 0; k < STARTS; k++) {
			double wait = -log(1 - random_real(&r)) * median / log(2);
			times[k] = (struct lifetime){ fmin(wait, looked), wait < looked };
		}
		struct survival s = survival_of(times, STARTS);
		held += s.median.low <= median && median <= s.median.high;
	}
	print_message("%.1f %% of intervals hold the median\n", 100.0 * held / ROUNDS);
	assert_in_range(held, ROUNDS * 93 / 100, ROUNDS * 97 / 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_data_give_published_numbers),
		cmocka_unit_test(what_is_not_reached_has_no_median),
		cmocka_unit_test(the_interval_holds_the_true_median),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
