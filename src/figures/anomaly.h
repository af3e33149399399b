/* anomaly.h - is the number of a day out of the ordinary, up or down?
 *
 * What is ordinary follows from the four weeks before.  Each sensor's usual rate is the
 * median of its days, so that an outage, or a sensor that joins or leaves, changes what is
 * expected and not what is found.  Counts are compared after 2 sqrt(x + 3/8), which makes
 * the spread of a Poisson count 1 whatever its size (Anscombe, Biometrika 35, 1948). Centre
 * and spread of the days before are reweighted: days farther from the median than three
 * times the median deviation are left out (Rousseeuw and Leroy, Robust Regression and
 * Outlier Detection, 1987, 4.1); the spread is never below Poisson's.  The score is the
 * distance from the centre in that spread, with the uncertainty of the centre in it.
 *
 * tests/unit/figures_anomaly.c measures how often an ordinary day is called a fall or rise,
 * and how often a fall by 30 % is seen.
 */
#pragma once

#include "base/base.h"

enum { ANOMALY_DAYS = 28, ANOMALY_DAYS_LEAST = 21 };

/* A score beyond this, either way, and a change by this share of what is usual. */
#define ANOMALY_SCORE 5.0
#define ANOMALY_SHARE 0.2
/* Sensor-days of which less was observed are not compared. */
#define ANOMALY_OBSERVED 0.5

/* Counts of one kind: [sensor * n_days + day]; the weight is the observed share of a day.
 */
struct daily_counts {
	size_t n_sensors, n_days;
	const double *counts, *weights;
};

struct ordinary {
	bool is_judged; /* enough days before, and something observed */
	bool is_out; /* of the ordinary: beyond score and share */
	double weight; /* sensor-days that are compared */
	double seen, usual, low,
		high; /* counts of these sensor-days; low to high is ordinary */
	double score; /* below 0: a fall */
};

/* Of day `day` (ANOMALY_DAYS or later) of the counts. */
struct ordinary anomaly_judge(const struct daily_counts *of, size_t day);
