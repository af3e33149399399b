/* finish_trend.c - steps that compare a month with those before it. */
#include "figures/private.h"

#include <math.h>

enum { MONTHS = 6, SHOWN_MAX = 9 };

/* crossing: sources fall while accesses rise.  A month is compared with the mean of the
 * months before it that were observed; less than 1 % either way is no change. */
STEP(crossing, "crossing")
{
	(void)words;
	(void)n_words;
	size_t accesses, sources;
	int r = step_column(w, "accesses_per_sensor_day", &accesses, err);
	if (r == 0)
		r = step_column(w, "sources_per_sensor_day", &sources, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t to = sheet_column(s, "crossing");
	double sum_a = 0, sum_s = 0, n = 0;
	for (size_t i = 0; i < s->n_rows; i++) {
		double a = value_as_number(sheet_at(s, i, accesses));
		double b = value_as_number(sheet_at(s, i, sources));
		if (isnan(a) || isnan(b)) {
			sheet_set(s, i, to, NAN);
			continue;
		}
		bool crossed = n > 0 && a > 1.01 * sum_a / n && b < 0.99 * sum_s / n;
		sheet_set_int(s, i, to, crossed);
		sum_a += a;
		sum_s += b;
		n++;
	}
	return 0;
}

/* One port group, port, or all others, over the months. */
struct item {
	struct value group, key;
	double accesses[MONTHS];
	double before, now, change;
	bool rest;
};

struct months {
	double days[MONTHS]; /* sensor-days observed */
	struct item *items;
	size_t n;
};

static int
month_index(const struct work *w, struct bytes day)
{
	char text[DATE_TEXT_MAX];
	for (int i = 0; i < MONTHS; i++) {
		(void)day_format(month_first_day(w->request->month - MONTHS + 1 + i), text);
		if (day.len == strlen(text) && memcmp(text, day.at, day.len) == 0)
			return i;
	}
	return -1;
}

static struct item *
item_of(struct months *m, const struct value *group, const struct value *key)
{
	for (size_t i = 0; i < m->n; i++)
		if (value_compare(&m->items[i].group, group) == 0 &&
			value_compare(&m->items[i].key, key) == 0)
			return &m->items[i];
	struct item *item = &m->items[m->n++];
	*item = (struct item){ .group = *group, .key = *key };
	item->rest = group->text.len == 0 && value_as_number(key) >= PORT_KEY_OTHER;
	return item;
}

static int
by_change(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	if (x->rest != y->rest)
		return x->rest ? 1 : -1;
	double p = fabs(x->change), q = fabs(y->change);
	if (p != q)
		return p < q ? 1 : -1;
	int c = value_compare(&x->group, &y->group);
	return c ? c : value_compare(&x->key, &y->key);
}

/* Rows: month, days; or month, port_group, key, accesses. */
static int
read_months(struct work *w, struct months *m, struct err *err)
{
	size_t month, group, key, accesses, days;
	int r = step_column(w, "month", &month, err);
	if (r == 0)
		r = step_column(w, "port_group", &group, err);
	if (r == 0)
		r = step_column(w, "key", &key, err);
	if (r == 0)
		r = step_column(w, "accesses", &accesses, err);
	if (r == 0)
		r = step_column(w, "days", &days, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	m->items = base_alloc(s->n_rows + 1, sizeof(*m->items));
	for (size_t i = 0; i < s->n_rows; i++) {
		int at = month_index(w, sheet_text(s, i, month));
		if (at < 0)
			continue;
		if (sheet_at(s, i, key)->kind == VALUE_NULL)
			m->days[at] += sheet_number(s, i, days);
		else
			item_of(m, sheet_at(s, i, group), sheet_at(s, i, key))
				->accesses[at] += sheet_number(s, i, accesses);
	}
	return 0;
}

/* False when there is nothing to compare: no coverage now, or none before. */
static bool
weigh(struct months *m)
{
	double n = 0;
	for (int i = 0; i < MONTHS - 1; i++)
		n += m->days[i] > 0;
	if (n == 0 || m->days[MONTHS - 1] <= 0)
		return false;
	for (size_t k = 0; k < m->n; k++) {
		struct item *item = &m->items[k];
		for (int i = 0; i < MONTHS - 1; i++)
			item->before +=
				m->days[i] > 0 ? item->accesses[i] / m->days[i] / n : 0;
		item->now = item->accesses[MONTHS - 1] / m->days[MONTHS - 1];
		item->change = item->now - item->before;
	}
	return true;
}

/* All but the largest changes become one row. */
static void
fold(struct months *m)
{
	qsort(m->items, m->n, sizeof(*m->items), by_change);
	if (m->n <= SHOWN_MAX + 1)
		return;
	struct item *rest = &m->items[SHOWN_MAX];
	for (size_t i = SHOWN_MAX + 1; i < m->n; i++) {
		rest->before += m->items[i].before;
		rest->now += m->items[i].now;
		rest->change += m->items[i].change;
	}
	rest->rest = true;
	m->n = SHOWN_MAX + 1;
}

static void
put_items(struct work *w, const struct months *m)
{
	struct sheet *s = sheet_new(w->text);
	size_t group = sheet_column(s, "group"),
	       now = sheet_column(s, "accesses_per_sensor_day");
	size_t before = sheet_column(s, "before_per_sensor_day");
	size_t change = sheet_column(s, "change_per_sensor_day");
	size_t exact = sheet_column(s, "exact_change");
	for (size_t i = 0; i < m->n; i++) {
		const struct item *item = &m->items[i];
		size_t row = sheet_add_row(s);
		int key = (int)value_as_number(&item->key);
		if (item->rest)
			sheet_set_text(
				s, row, group, bytes_text(work_say(w, "other", "その他")));
		else if (item->group.text.len > 0)
			sheet_set_text(s, row, group, item->group.text);
		else
			sheet_set_text(s, row, group,
				port_label(w->text, key / 65536, key % 65536));
		sheet_set(s, row, now, round_to(item->now, 2));
		sheet_set(s, row, before, round_to(item->before, 2));
		sheet_set(s, row, change, round_to(item->change, 2));
		sheet_set(s, row, exact, item->change);
	}
	step_replace(w, s);
}

/* attribute: which groups and ports the change against the five months before is made of.
 */
STEP(attribute, "attribute")
{
	(void)words;
	(void)n_words;
	struct months m = { 0 };
	int r = read_months(w, &m, err);
	if (r == 0) {
		if (!weigh(&m))
			m.n = 0;
		fold(&m);
		put_items(w, &m);
	}
	free(m.items);
	return r;
}
