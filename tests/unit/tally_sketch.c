/* How far the estimate of distinct destinations is off, and that sketches merge. */
#include "tally/tally.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { TRIES = 400 };

static double
typical_error(uint32_t n)
{
	double sum = 0;
	for (uint32_t try = 0; try < TRIES; try++) {
		uint64_t sketch = 0;
		for (uint32_t i = 0; i < n; i++)
			sketch |= sketch_bit(addr_v4(try * UINT32_C(2654435761) + i * 977));
		double off = (double)sketch_estimate(sketch) / n - 1;
		sum += off * off;
	}
	return sqrt(sum / TRIES);
}

/* The bound is what the column's help says: typically off by half. */
static void
test_error(void **unused)
{
	(void)unused;
	assert_int_equal(sketch_estimate(0), 0);
	assert_true(typical_error(1) < 1e-9);
	static const uint32_t counts[] = { 2, 5, 10, 30, 100, 300, 1000, 3000, 10000,
		30000 };
	for (size_t i = 0; i < count_of(counts); i++) {
		double error = typical_error(counts[i]);
		(void)printf("%6u destinations: %.0f %%\n", counts[i], 100 * error);
		assert_true(error < 0.6);
	}
}

static void
test_merge(void **unused)
{
	(void)unused;
	uint64_t whole = 0, even = 0, odd = 0;
	for (uint32_t i = 0; i < 500; i++) {
		uint64_t bit = sketch_bit(addr_v4(i));
		whole |= bit;
		*(i % 2 ? &odd : &even) |= bit;
	}
	assert_int_equal(whole, even | odd);
	assert_true(sketch_estimate(even) < sketch_estimate(whole) + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_merge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
