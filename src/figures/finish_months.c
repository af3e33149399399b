/* finish_months.c - steps over all months of a lake: a series with its changes of level,
 * and eras in which one country dominates.
 */
#include "figures/private.h"

#include <math.h>

enum { MONTHS_MAX = 600, NAMES_MAX = 300, SIDE_LEAST = 3, ROUNDS = 999, CHANGES_MAX = 8 };

struct months {
	int32_t first;
	size_t n; /* months */
	double total[MONTHS_MAX], days[MONTHS_MAX];
	struct {
		struct bytes country;
		double sum, of[MONTHS_MAX];
	} * names;
	size_t n_names;
	bool change[MONTHS_MAX];
};

static int32_t
month_at(struct bytes day)
{
	char text[DATE_TEXT_MAX];
	int32_t ret;
	struct err err;
	(void)snprintf(text, sizeof(text), "%.*s", (int)day.len, (const char *)day.at);
	return day_parse(text, &ret, &err) < 0 ? -1 : month_of_day(ret);
}

static size_t
name_of(struct months *m, struct bytes country)
{
	for (size_t i = 0; i < m->n_names; i++)
		if (m->names[i].country.len == country.len &&
			(country.len == 0 ||
				memcmp(m->names[i].country.at, country.at, country.len) ==
					0))
			return i;
	must(m->n_names < NAMES_MAX);
	m->names[m->n_names].country = country;
	return m->n_names++;
}

/* Rows of month, country, messages; a row without country has the days observed. */
static int
read_months(struct work *w, struct months *m, struct err *err)
{
	size_t month, country, messages;
	int r = step_column(w, "month", &month, err);
	if (r == 0)
		r = step_column(w, "country", &country, err);
	if (r == 0)
		r = step_column(w, "messages", &messages, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	int days = sheet_find(s, "days");
	int32_t first = INT32_MAX, last = INT32_MIN;
	for (size_t i = 0; i < s->n_rows; i++) {
		int32_t at = month_at(sheet_text(s, i, month));
		first = at < first ? at : first;
		last = at > last ? at : last;
	}
	m->names = base_alloc(NAMES_MAX, sizeof(*m->names));
	if (s->n_rows == 0)
		return 0;
	/* A stray packet of 1970 must not make a series of half a century. */
	m->first = last - first >= MONTHS_MAX ? last - MONTHS_MAX + 1 : first;
	m->n = (size_t)(last - m->first + 1);
	for (size_t i = 0; i < s->n_rows; i++) {
		int32_t at = month_at(sheet_text(s, i, month)) - m->first;
		if (at < 0)
			continue;
		if (sheet_at(s, i, country)->kind == VALUE_NULL) {
			m->days[at] += days < 0 ? 0 : sheet_number(s, i, (size_t)days);
			continue;
		}
		size_t name = name_of(m, sheet_text(s, i, country));
		double n = sheet_number(s, i, messages);
		m->names[name].of[at] += n;
		m->names[name].sum += n;
		m->total[at] += n;
	}
	return 0;
}

/* --- changes of level -------------------------------------------------------------------
 * Binary segmentation: the cut that parts the means of a stretch most (by CUSUM) is a
 * change when less than one in a hundred shuffles parts them as much; then both sides are
 * cut. */

static double
best_cut(const double *x, size_t n, size_t *ret_at)
{
	double all = 0, left = 0, most = 0;
	for (size_t i = 0; i < n; i++)
		all += x[i];
	for (size_t k = 1; k < n; k++) {
		left += x[k - 1];
		if (k < SIDE_LEAST || n - k < SIDE_LEAST)
			continue;
		double gap = left / (double)k - (all - left) / (double)(n - k);
		double stat = fabs(gap) * sqrt((double)k * (double)(n - k) / (double)n);
		if (stat > most) {
			most = stat;
			*ret_at = k;
		}
	}
	return most;
}

static uint64_t
next_random(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t x = *state;
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static bool
is_change(const double *x, size_t n, size_t *ret_at)
{
	double shuffled[MONTHS_MAX], stat = best_cut(x, n, ret_at);
	if (stat == 0)
		return false;
	memcpy(shuffled, x, n * sizeof(*x));
	uint64_t state = 42;
	unsigned as_much = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t ignored = 0;
		for (size_t i = n - 1; i > 0; i--) {
			size_t k = next_random(&state) % (i + 1);
			double swap = shuffled[i];
			shuffled[i] = shuffled[k];
			shuffled[k] = swap;
		}
		as_much += best_cut(shuffled, n, &ignored) >= stat;
	}
	return (1.0 + as_much) / (1.0 + ROUNDS) < 0.01;
}

static void
mark_changes(struct months *m, const double *x, const size_t *month, size_t from, size_t to,
	unsigned left)
{
	size_t at = 0;
	if (left == 0 || to - from < 2 * SIDE_LEAST || !is_change(x + from, to - from, &at))
		return;
	m->change[month[from + at]] = true;
	mark_changes(m, x, month, from, from + at, left - 1);
	mark_changes(m, x, month, from + at, to, left - 1);
}

static void
find_changes(struct months *m)
{
	double x[MONTHS_MAX];
	size_t month[MONTHS_MAX], n = 0;
	for (size_t i = 0; i < m->n; i++) {
		if (m->days[i] <= 0)
			continue; /* not observed says nothing */
		x[n] = log1p(m->total[i] / m->days[i]);
		month[n++] = i;
	}
	mark_changes(m, x, month, 0, n, CHANGES_MAX);
}

static int
by_sum(const void *a, const void *b, void *arg)
{
	const struct months *m = arg;
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	return m->names[i].sum < m->names[k].sum    ? 1
		: m->names[i].sum > m->names[k].sum ? -1
						    : 0;
}

static struct bytes
country_label(const struct work *w, struct bytes code)
{
	const struct country *c = country_find(code);
	return c ? c->name[w->request->language]
		 : bytes_text(work_say(w, "unknown", "不明"));
}

static struct bytes
month_label(const struct work *w, int32_t month)
{
	char text[DATE_TEXT_MAX];
	return arena_copy(w->text, bytes_text(month_format(month, text)));
}

/* month-series N: for each month the N countries with most and all others, changes of level
 * marked in the first row of a month, months without observation as gaps. */
STEP(month_series, "month-series")
{
	auto_free struct months *m = base_alloc(1, sizeof(*m));
	int r = step_words(w, "month-series", n_words, 1, err);
	if (r == 0)
		r = read_months(w, m, err);
	if (r < 0) {
		free(m->names);
		return r;
	}
	find_changes(m);
	size_t shown = (size_t)strtoul(words[0], NULL, 10), order[NAMES_MAX];
	for (size_t i = 0; i < m->n_names; i++)
		order[i] = i;
	qsort_r(order, m->n_names, sizeof(*order), by_sum, m);
	shown = shown < m->n_names ? shown : m->n_names;
	struct sheet *out = sheet_new(w->text);
	size_t month = sheet_column(out, "month"), label = sheet_column(out, "label"),
	       messages = sheet_column(out, "messages"),
	       change = sheet_column(out, "change"), gap = sheet_column(out, "gap");
	for (size_t i = 0; i < m->n && m->n_names > 0; i++) {
		double rest = m->total[i];
		for (size_t k = 0; k <= shown; k++) {
			bool other = k == shown;
			double n = other ? rest : m->names[order[k]].of[i];
			rest -= other ? 0 : n;
			if (other && shown == m->n_names)
				continue;
			size_t row = sheet_add_row(out);
			sheet_set_text(
				out, row, month, month_label(w, m->first + (int32_t)i));
			sheet_set_text(out, row, label,
				other ? bytes_text(work_say(w, "other", "その他"))
				      : country_label(w, m->names[order[k]].country));
			sheet_set(out, row, messages, m->days[i] > 0 ? n : NAN);
			sheet_set_text(out, row, change,
				bytes_text(m->change[i] && k == 0
						? work_say(w, "change of level",
							  "水準の変化")
						: ""));
			sheet_set_int(out, row, gap, m->days[i] <= 0);
		}
	}
	free(m->names);
	step_replace(w, out);
	return 0;
}

/* --- eras ------------------------------------------------------------------------------
 */

static size_t
top_of(const struct months *m, size_t month)
{
	size_t best = NAMES_MAX;
	for (size_t k = 0; k < m->n_names; k++)
		if (m->names[k].of[month] > 0 &&
			(best == NAMES_MAX ||
				m->names[k].of[month] > m->names[best].of[month]))
			best = k;
	return best;
}

static void
put_era(const struct work *w, struct sheet *out, const struct months *m, size_t from,
	size_t to, size_t top)
{
	double all = 0, of_top = 0, most = 0;
	size_t second = NAMES_MAX;
	for (size_t i = from; i < to; i++) {
		all += m->total[i];
		of_top += m->names[top].of[i];
	}
	for (size_t k = 0; k < m->n_names; k++) {
		double n = 0;
		for (size_t i = from; i < to; i++)
			n += m->names[k].of[i];
		if (k != top && n > most) {
			most = n;
			second = k;
		}
	}
	size_t row = sheet_add_row(out);
	sheet_set_text(out, row, sheet_column(out, "from_month"),
		month_label(w, m->first + (int32_t)from));
	sheet_set_text(out, row, sheet_column(out, "to_month"),
		month_label(w, m->first + (int32_t)to - 1));
	sheet_set_text(out, row, sheet_column(out, "country"), m->names[top].country);
	sheet_set_int(out, row, sheet_column(out, "messages"), (int64_t)all);
	sheet_set(out, row, sheet_column(out, "share_messages"),
		round_to(100 * of_top / all, 1));
	sheet_set_text(out, row, sheet_column(out, "second"),
		second < NAMES_MAX && most * 10 >= all
			? country_label(w, m->names[second].country)
			: bytes_text(""));
}

/* eras: stretches of months with the same country on top; a single month of another one
 * between two of the same is theirs, months without messages belong to none. */
STEP(eras, "eras")
{
	auto_free struct months *m = base_alloc(1, sizeof(*m));
	(void)n_words;
	(void)words;
	int r = read_months(w, m, err);
	if (r < 0) {
		free(m->names);
		return r;
	}
	size_t top[MONTHS_MAX];
	for (size_t i = 0; i < m->n; i++)
		top[i] = top_of(m, i);
	for (size_t i = 1; i + 1 < m->n; i++)
		if (top[i - 1] == top[i + 1] && top[i - 1] < NAMES_MAX && m->total[i] > 0)
			top[i] = top[i - 1];
	struct sheet *out = sheet_new(w->text);
	static const char *const columns[] = { "from_month", "to_month", "country",
		"messages", "share_messages", "second" };
	for (size_t i = 0; i < count_of(columns); i++)
		(void)sheet_column(out, columns[i]);
	for (size_t from = 0, to; from < m->n; from = to) {
		for (to = from + 1; to < m->n && top[to] == top[from]; to++)
			;
		if (top[from] < NAMES_MAX)
			put_era(w, out, m, from, to, top[from]);
	}
	free(m->names);
	step_replace(w, out);
	return 0;
}
