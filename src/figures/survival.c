/* survival.c - Kaplan-Meier. */
#include "figures/survival.h"

#include <math.h>

#define Z_95 1.959963984540054
#define HALF 0.5
#define TOUCH 1e-9 /* a curve that stands at a level, but for rounding */

static int
by_time(const void *a, const void *b)
{
	const struct lifetime *x = a, *y = b;
	if (x->s != y->s)
		return x->s < y->s ? -1 : 1;
	return y->is_reached - x->is_reached; /* who leaves then was there */
}

/* One step of the curve: at `s` it falls to `alive`. */
struct step_at {
	double s, alive, greenwood;
	size_t next; /* time to go on with */
};

/* The step at the first event from `from` on; false when there is none. */
static bool
next_step(const struct lifetime *times, size_t n, size_t from, struct step_at *step)
{
	while (from < n && !times[from].is_reached)
		from++;
	if (from == n)
		return false;
	double at_risk = (double)(n - from), events = 0;
	step->s = times[from].s;
	for (; from < n && times[from].s == step->s; from++)
		events += times[from].is_reached;
	step->alive *= 1 - events / at_risk;
	if (at_risk > events)
		step->greenwood += events / (at_risk * (at_risk - events));
	step->next = from;
	return true;
}

/* Where a falling curve passes a half: in the middle of where it stands at it. */
static void
pass(double level, double s, double *touched, double *ret)
{
	if (!isnan(*ret))
		return;
	if (!isnan(*touched))
		*ret = level < HALF - TOUCH ? (*touched + s) / 2 : NAN;
	else if (fabs(level - HALF) <= TOUCH)
		*touched = s;
	else if (level < HALF)
		*ret = s;
}

struct survival
survival_of(struct lifetime *times, size_t n)
{
	struct survival ret = { .n = n, .median = { NAN, NAN, NAN } };
	double touched[3] = { NAN, NAN, NAN };
	struct step_at step = { .alive = 1 };
	qsort(times, n, sizeof(*times), by_time);
	for (size_t i = 0; i < n; i++)
		ret.n_reached += times[i].is_reached;
	while (next_step(times, n, step.next, &step)) {
		pass(step.alive, step.s, &touched[0], &ret.median.s);
		if (step.alive <= 0)
			break; /* no band there */
		double off = Z_95 * sqrt(step.greenwood) / fabs(log(step.alive));
		pass(pow(step.alive, exp(off)), step.s, &touched[1], &ret.median.low);
		pass(pow(step.alive, exp(-off)), step.s, &touched[2], &ret.median.high);
	}
	if (isnan(ret.median.s))
		ret.median.s = touched[0];
	return ret;
}

double
survival_share(const struct lifetime *sorted, size_t n, double s)
{
	struct step_at step = { .alive = 1 };
	double alive = 1;
	if (n == 0 || (sorted[n - 1].s < s && !sorted[n - 1].is_reached))
		return NAN;
	while (next_step(sorted, n, step.next, &step) && step.s <= s)
		alive = step.alive;
	return 1 - alive;
}
