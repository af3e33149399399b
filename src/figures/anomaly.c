/* anomaly.c - how far a day is from the days before it. */
#include "figures/anomaly.h"

#include <math.h>

/* Of a normal sample: median deviation to standard deviation, and the standard deviation of
 * what lies within three of them. */
#define DEVIATION_OF_MEDIAN 1.4826
#define DEVIATION_WITHIN_3 0.9865
#define CUT 3.0

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double
median(const double *values, size_t n)
{
	double sorted[ANOMALY_DAYS];
	must(n > 0 && n <= ANOMALY_DAYS);
	memcpy(sorted, values, n * sizeof(*values));
	qsort(sorted, n, sizeof(*sorted), compare_doubles);
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static double
steady(double count)
{
	return 2 * sqrt(count + 0.375);
}

static double
count_of_steady(double y)
{
	double count = y * y / 4 - 0.375;
	return y < 0 || count < 0 ? 0 : count;
}

/* Sums over sensors that are known well enough, of the day and of the days before it. */
struct comparison {
	double seen, usual, weight;
	bool is_known[ANOMALY_DAYS];
	double seen_before[ANOMALY_DAYS], usual_before[ANOMALY_DAYS];
};

static void
add_sensor(const struct daily_counts *of, size_t sensor, size_t day, struct comparison *c)
{
	const double *counts = of->counts + sensor * of->n_days + day;
	const double *weights = of->weights + sensor * of->n_days + day;
	double rates[ANOMALY_DAYS];
	size_t n = 0;
	if (weights[0] < ANOMALY_OBSERVED)
		return;
	for (ssize_t i = -ANOMALY_DAYS; i < 0; i++)
		if (weights[i] >= ANOMALY_OBSERVED)
			rates[n++] = counts[i] / weights[i];
	if (n < ANOMALY_DAYS_LEAST)
		return;
	double usual = median(rates, n);
	c->weight += weights[0];
	c->seen += counts[0];
	c->usual += usual * weights[0];
	for (ssize_t i = -ANOMALY_DAYS; i < 0; i++)
		if (weights[i] >= ANOMALY_OBSERVED) {
			c->is_known[ANOMALY_DAYS + i] = true;
			c->seen_before[ANOMALY_DAYS + i] += counts[i];
			c->usual_before[ANOMALY_DAYS + i] += usual * weights[i];
		}
}

/* Centre of the days' distances from what is usual, and the spread of one more. */
static void
spread_of(const double *distances, size_t n, double *ret_centre, double *ret_spread)
{
	double middle = median(distances, n), off[ANOMALY_DAYS], sum = 0, squares = 0;
	for (size_t i = 0; i < n; i++)
		off[i] = fabs(distances[i] - middle);
	double cut = CUT * fmax(1, DEVIATION_OF_MEDIAN * median(off, n));
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (off[i] <= cut) {
			sum += distances[i];
			kept++;
		}
	double centre = sum / (double)kept;
	for (size_t i = 0; i < n; i++)
		if (off[i] <= cut)
			squares += (distances[i] - centre) * (distances[i] - centre);
	double variance =
		squares / (double)(kept - 1) / (DEVIATION_WITHIN_3 * DEVIATION_WITHIN_3);
	*ret_centre = centre;
	*ret_spread = sqrt(fmax(1, variance) * (1 + 1 / (double)kept));
}

struct ordinary
anomaly_judge(const struct daily_counts *of, size_t day)
{
	struct comparison c = { 0 };
	struct ordinary ret = { 0 };
	double distances[ANOMALY_DAYS], centre, spread;
	size_t n = 0;
	must(day >= ANOMALY_DAYS && day < of->n_days);
	for (size_t s = 0; s < of->n_sensors; s++)
		add_sensor(of, s, day, &c);
	if (c.weight <= 0)
		return ret;
	for (size_t i = 0; i < ANOMALY_DAYS; i++)
		if (c.is_known[i])
			distances[n++] =
				steady(c.seen_before[i]) - steady(c.usual_before[i]);
	spread_of(distances, n, &centre, &spread);
	double expected = steady(c.usual) + centre;
	ret.is_judged = true;
	ret.weight = c.weight;
	ret.seen = c.seen;
	ret.usual = count_of_steady(expected);
	ret.low = count_of_steady(expected - ANOMALY_SCORE * spread);
	ret.high = count_of_steady(expected + ANOMALY_SCORE * spread);
	ret.score = (steady(c.seen) - expected) / spread;
	ret.is_out = fabs(ret.score) > ANOMALY_SCORE &&
		fabs(ret.seen - ret.usual) >= ANOMALY_SHARE * ret.usual;
	return ret;
}
