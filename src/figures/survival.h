/* survival.h - how long until something happens, when it is not always seen to happen.
 *
 * The estimator of Kaplan and Meier (JASA 53, 1958), with Greenwood's variance; the
 * interval of a quantile is where the log-log band of the curve crosses it (Brookmeyer and
 * Crowley, Biometrics 38, 1982).
 */
#pragma once

#include "base/base.h"

struct lifetime {
	double s; /* until the event, or until nobody looked any more */
	bool is_reached;
};

struct quantile {
	double s, low, high; /* NaN: not reached */
};

struct survival {
	size_t n, n_reached;
	struct quantile median;
};

/* Sorts `times`. */
struct survival survival_of(struct lifetime *times, size_t n);
/* Share for which it has happened after so many seconds; NaN when nobody looked so long. */
double survival_share(const struct lifetime *sorted, size_t n, double s);
