/* finish_frequency.c - how often something arrives at a sensor. */
#include "figures/private.h"

#include <math.h>

enum { SENSOR, CAPTURE, AT, COLUMNS };
#define SECOND_US 1e6

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Most messages in any aligned span of so many seconds. */
static int64_t
most_within(const double *at_s, size_t n, double span_s)
{
	int64_t most = 0, here = 0;
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && floor(at_s[i] / span_s) == floor(at_s[i - 1] / span_s);
		here = same ? here + 1 : 1;
		most = here > most ? here : most;
	}
	return most;
}

/* A clock that is set back goes back far, and seldom.  What does so often is a capture that
 * is not in order, and then the times are all there is. */
enum { STEP_BACK_S = 60, MESSAGES_PER_STEP = 100 };

/* Gaps between messages in the order of arrival, sorted; gives how many. */
static size_t
gaps_of(double *at_s, size_t n, double *ret)
{
	size_t steps = 0, from = 0, k = 0;
	for (size_t i = 1; i < n; i++)
		steps += at_s[i] < at_s[i - 1] - STEP_BACK_S;
	bool in_order = steps <= 1 + n / MESSAGES_PER_STEP;
	for (size_t i = 1; i <= n; i++) {
		if (i < n && (!in_order || at_s[i] >= at_s[i - 1] - STEP_BACK_S))
			continue;
		qsort(at_s + from, i - from, sizeof(*at_s), compare_doubles);
		for (size_t m = from + 1; m < i; m++)
			ret[k++] = at_s[m] - at_s[m - 1];
		from = i;
	}
	qsort(ret, k, sizeof(*ret), compare_doubles);
	return k;
}

/* The messages of one capture, in the order of arrival. */
struct arrivals {
	double begun_s;
	size_t from, to;
};

static int
compare_arrivals(const void *a, const void *b)
{
	const struct arrivals *x = a, *y = b;
	if (x->begun_s != y->begun_s)
		return x->begun_s < y->begun_s ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* The times of a sensor's rows: captures by their first message, each in its own order. */
static void
times_of(const struct sheet *s, const size_t *at, size_t from, size_t to, double *ret_s)
{
	auto_free struct arrivals *all = base_alloc(to - from, sizeof(*all));
	size_t n = 0, k = 0;
	for (size_t i = from; i < to; i++) {
		double now_s = sheet_number(s, i, at[AT]) / SECOND_US;
		if (i == from ||
			!text_equal(sheet_text(s, i, at[CAPTURE]),
				sheet_text(s, i - 1, at[CAPTURE])))
			all[n++] = (struct arrivals){ now_s, i, i };
		all[n - 1].begun_s = fmin(all[n - 1].begun_s, now_s);
		all[n - 1].to = i + 1;
	}
	qsort(all, n, sizeof(*all), compare_arrivals);
	for (size_t c = 0; c < n; c++)
		for (size_t i = all[c].from; i < all[c].to; i++)
			ret_s[k++] = sheet_number(s, i, at[AT]) / SECOND_US;
}

/* frequency: from sensor, capture and at_us of each message, by sensor and capture in the
 * order of arrival. */
STEP(frequency, "frequency")
{
	static const char *const names[] = { "sensor", "capture", "at_us" };
	size_t at[COLUMNS];
	(void)n_words;
	(void)words;
	int r = step_columns(w, names, COLUMNS, at, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	struct sheet *out = sheet_new(w->text);
	size_t sensor = sheet_column(out, "sensor"),
	       messages = sheet_column(out, "messages"),
	       least = sheet_column(out, "least_s"), median = sheet_column(out, "median_s"),
	       bin = sheet_column(out, "most_5min"), day = sheet_column(out, "most_day");
	for (size_t from = 0, to; from < s->n_rows; from = to) {
		struct bytes name = sheet_text(s, from, at[SENSOR]);
		for (to = from;
			to < s->n_rows && text_equal(sheet_text(s, to, at[SENSOR]), name);)
			to++;
		size_t n = to - from;
		auto_free double *at_s = base_alloc(n, sizeof(*at_s));
		auto_free double *gaps = base_alloc(n, sizeof(*gaps));
		times_of(s, at, from, to, at_s);
		size_t k = gaps_of(at_s, n, gaps), row = sheet_add_row(out);
		sheet_set_text(out, row, sensor, name);
		sheet_set_int(out, row, messages, (int64_t)n);
		sheet_set(out, row, least, k ? gaps[0] : NAN);
		sheet_set(
			out, row, median, k ? (gaps[(k - 1) / 2] + gaps[k / 2]) / 2 : NAN);
		sheet_set_int(out, row, bin, most_within(at_s, n, 300));
		sheet_set_int(out, row, day, most_within(at_s, n, 86400));
	}
	step_replace(w, out);
	return 0;
}
