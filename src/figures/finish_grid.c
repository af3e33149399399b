/* finish_grid.c - steps that put rows on an axis: what did not occur is 0, not missing.
 *
 * A query gives a row only where something was counted.  A chart needs each day of the
 * month, each hour, each of the six months, for each key.
 */
#include "figures/private.h"

#include <math.h>

enum { HOURS = 24, MONTHS = 6, MEASURES_MAX = 8 };

struct key {
	struct value value;
	double total;
	size_t rank;
};

struct grid {
	struct sheet *in, *out;
	size_t axis_in, key_in, axis_out, key_out;
	bool has_key, by_name;
	struct value axis[32];
	size_t n_axis;
	struct key *keys;
	size_t n_keys;
	size_t measures_in[MEASURES_MAX], measures_out[MEASURES_MAX], n_measures;
};

static int
make_axis(const struct work *w, const char *name, struct grid *g, struct err *err)
{
	char text[DATE_TEXT_MAX];
	int32_t month = w->request->month, first = month_first_day(month);
	if (strcmp(name, "day") == 0) {
		for (int32_t day = first; day < month_first_day(month + 1); day++)
			g->axis[g->n_axis++] = (struct value){ .kind = VALUE_TEXT,
				.text = arena_copy(
					w->text, bytes_text(day_format(day, text))) };
	} else if (strcmp(name, "hour") == 0) {
		for (int hour = 0; hour < HOURS; hour++)
			g->axis[g->n_axis++] =
				(struct value){ .kind = VALUE_INT, .i = hour };
	} else if (strcmp(name, "month") == 0) {
		for (int i = MONTHS - 1; i >= 0; i--)
			g->axis[g->n_axis++] = (struct value){ .kind = VALUE_TEXT,
				.text = arena_copy(w->text,
					bytes_text(day_format(
						month_first_day(month - i), text))) };
	} else {
		return err_set(
			err, EINVAL, "figure '%s': '%s' is no axis", w->figure->name, name);
	}
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	return value_compare(&x->value, &y->value);
}

static int
by_total(const void *a, const void *b)
{
	const struct key *const *x = a, *const *y = b;
	bool rest_x = value_as_number(&(*x)->value) >= PORT_KEY_OTHER;
	bool rest_y = value_as_number(&(*y)->value) >= PORT_KEY_OTHER;
	if (rest_x != rest_y)
		return rest_x ? 1 : -1;
	if ((*x)->total != (*y)->total)
		return (*x)->total < (*y)->total ? 1 : -1;
	return value_compare(&(*x)->value, &(*y)->value);
}

/* The distinct keys, sorted by value so that they can be searched, and ranked. */
static void
make_keys(struct grid *g)
{
	g->keys = base_alloc(g->in->n_rows + 1, sizeof(*g->keys));
	if (!g->has_key) {
		g->n_keys = 1;
		return;
	}
	size_t n = 0;
	for (size_t i = 0; i < g->in->n_rows; i++) {
		const struct value *v = sheet_at(g->in, i, g->key_in);
		double first =
			g->n_measures ? sheet_number(g->in, i, g->measures_in[0]) : 0;
		if (v->kind != VALUE_NULL)
			g->keys[n++] = (struct key){ .value = *v, .total = first };
	}
	qsort(g->keys, n, sizeof(*g->keys), by_value);
	for (size_t i = 0; i < n; i++) {
		if (g->n_keys > 0 &&
			value_compare(&g->keys[g->n_keys - 1].value, &g->keys[i].value) ==
				0)
			g->keys[g->n_keys - 1].total += g->keys[i].total;
		else
			g->keys[g->n_keys++] = g->keys[i];
	}
	auto_free struct key **order = base_alloc(g->n_keys, sizeof(*order));
	for (size_t i = 0; i < g->n_keys; i++)
		order[i] = &g->keys[i];
	if (!g->by_name)
		qsort(order, g->n_keys, sizeof(struct key *), by_total);
	for (size_t i = 0; i < g->n_keys; i++)
		order[i]->rank = i;
}

static void
make_rows(struct grid *g)
{
	size_t n_keys = g->n_keys ? g->n_keys : 1;
	for (size_t i = 0; i < g->n_axis * n_keys; i++)
		(void)sheet_add_row(g->out);
	for (size_t a = 0; a < g->n_axis; a++) {
		for (size_t k = 0; k < n_keys; k++) {
			size_t rank = g->n_keys ? g->keys[k].rank : 0;
			size_t row = g->by_name ? rank * g->n_axis + a : a * n_keys + rank;
			*sheet_at(g->out, row, g->axis_out) = g->axis[a];
			if (!g->has_key || g->n_keys == 0)
				continue;
			*sheet_at(g->out, row, g->key_out) = g->keys[k].value;
		}
	}
	for (size_t row = 0; row < g->out->n_rows; row++)
		for (size_t m = 0; m < g->n_measures; m++)
			if (g->n_keys)
				sheet_set_int(g->out, row, g->measures_out[m], 0);
}

static size_t
out_row(const struct grid *g, size_t axis, size_t rank)
{
	size_t n_keys = g->n_keys ? g->n_keys : 1;
	return g->by_name ? rank * g->n_axis + axis : axis * n_keys + rank;
}

static int
axis_of(const struct grid *g, const struct value *v)
{
	for (size_t i = 0; i < g->n_axis; i++)
		if (value_compare(v, &g->axis[i]) == 0)
			return (int)i;
	return -1;
}

/* Columns that are neither axis, key nor measure belong to the whole axis value when the
 * row has no key, else to the row. */
static void
put_row(struct grid *g, size_t in, size_t axis, const struct key *key)
{
	size_t from = key ? key->rank : 0,
	       end = key    ? key->rank + 1
		: g->n_keys ? g->n_keys
			    : 1;
	for (size_t c = 0; c < g->in->n_columns; c++) {
		const struct value *v = sheet_at(g->in, in, c);
		if (c == g->axis_in || (g->has_key && c == g->key_in) ||
			v->kind == VALUE_NULL)
			continue;
		bool measure = false;
		for (size_t m = 0; m < g->n_measures; m++)
			measure = measure || g->measures_in[m] == c;
		if (measure && g->has_key && !key)
			continue;
		size_t to = sheet_column(g->out, g->in->names[c]);
		for (size_t rank = from; rank < end; rank++)
			*sheet_at(g->out, out_row(g, axis, rank), to) = *v;
	}
}

static bool
is_ranked_before(
	const struct value *a, double total_a, const struct value *b, double total_b)
{
	return total_a > total_b || (total_a == total_b && value_compare(a, b) < 0);
}

/* The values of a column, those with most of a measure first, as many as an axis holds. */
static void
axis_from(struct grid *g, size_t column, size_t measure)
{
	double totals[count_of(g->axis)] = { 0 };
	for (size_t i = 0; i < g->in->n_rows; i++) {
		const struct value *v = sheet_at(g->in, i, column);
		int at = axis_of(g, v);
		if (at < 0 && g->n_axis == count_of(g->axis))
			continue;
		if (at < 0) {
			at = (int)g->n_axis++;
			g->axis[at] = *v;
		}
		totals[at] += sheet_number(g->in, i, measure);
	}
	for (size_t i = 1; i < g->n_axis; i++) {
		for (size_t k = i; k > 0; k--) {
			if (!is_ranked_before(
				    &g->axis[k], totals[k], &g->axis[k - 1], totals[k - 1]))
				break;
			struct value v = g->axis[k];
			double total = totals[k];
			g->axis[k] = g->axis[k - 1];
			totals[k] = totals[k - 1];
			g->axis[k - 1] = v;
			totals[k - 1] = total;
		}
	}
}

static int
grid_columns(
	struct work *w, size_t n_words, char *const *words, struct grid *g, struct err *err)
{
	g->has_key = strcmp(words[1], "-") != 0;
	int r = step_column(w, words[0], &g->axis_in, err);
	if (r == 0 && g->has_key)
		r = step_column(w, words[1], &g->key_in, err);
	g->axis_out = sheet_column(g->out, words[0]);
	if (g->has_key)
		g->key_out = sheet_column(g->out, words[1]);
	for (size_t i = 2; i < n_words && r == 0; i++) {
		must(g->n_measures < MEASURES_MAX);
		r = step_column(w, words[i], &g->measures_in[g->n_measures], err);
		g->measures_out[g->n_measures++] = sheet_column(g->out, words[i]);
	}
	for (size_t c = 0; r == 0 && c < g->in->n_columns; c++)
		(void)sheet_column(g->out, g->in->names[c]);
	return r;
}

static int
fill_grid(struct work *w, size_t n_words, char *const *words, struct grid g, bool crossed,
	struct err *err)
{
	g.in = w->sheet;
	g.out = sheet_new(w->text);
	int r = crossed ? 0 : make_axis(w, words[0], &g, err);
	if (r == 0)
		r = grid_columns(w, n_words, words, &g, err);
	if (r < 0) {
		sheet_free(g.out);
		return r;
	}
	if (crossed)
		axis_from(&g, g.axis_in, g.measures_in[0]);
	make_keys(&g);
	make_rows(&g);
	for (size_t i = 0; i < g.in->n_rows; i++) {
		int axis = axis_of(&g, sheet_at(g.in, i, g.axis_in));
		if (axis < 0)
			continue;
		const struct key *key = NULL;
		if (g.has_key && sheet_at(g.in, i, g.key_in)->kind != VALUE_NULL) {
			struct key want = { .value = *sheet_at(g.in, i, g.key_in) };
			key = bsearch(&want, g.keys, g.n_keys, sizeof(*g.keys), by_value);
		}
		put_row(&g, i, (size_t)axis, key);
	}
	free(g.keys);
	sheet_free(w->sheet);
	w->sheet = g.out;
	return 0;
}

/* grid AXIS KEY MEASURE...: a row for each value of the axis (day, hour, month) and key,
 * the keys by their total; measures that are missing are 0.  A row without key says
 * something of the whole axis value; one without axis value only names a key.  KEY may be
 * "-". */
STEP(grid, "grid")
{
	int r = step_words(w, "grid", n_words, 2, err);
	return r < 0 ? r : fill_grid(w, n_words, words, (struct grid){ 0 }, false, err);
}

/* The same, key by key and these by name. */
STEP(grid_by_name, "grid-by-name")
{
	int r = step_words(w, "grid-by-name", n_words, 2, err);
	return r < 0 ? r
		     : fill_grid(w, n_words, words, (struct grid){ .by_name = true }, false,
			       err);
}

/* cross A B MEASURE: each pair of a value of A and one of B, both by their total. */
STEP(cross, "cross")
{
	int r = step_words(w, "cross", n_words, 3, err);
	return r < 0 ? r : fill_grid(w, n_words, words, (struct grid){ 0 }, true, err);
}

/* whole COLUMN...: null becomes 0. */
STEP(whole, "whole")
{
	int r = 0;
	for (size_t k = 0; k < n_words && r == 0; k++) {
		size_t at;
		r = step_column(w, words[k], &at, err);
		for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
			if (sheet_at(w->sheet, i, at)->kind == VALUE_NULL)
				sheet_set_int(w->sheet, i, at, 0);
	}
	return r;
}

/* site-sensors: each sensor of the site is a key, even one that never observed. */
STEP(site_sensors, "site-sensors")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "sensor", &at, err);
	for (size_t i = 0; r == 0 && i < w->site->n_sensors; i++)
		sheet_set_text(w->sheet, sheet_add_row(w->sheet), at,
			bytes_text(w->site->sensors[i].name));
	return r;
}

/* months: "2005-11-01" becomes "2005-11". */
STEP(months, "months")
{
	(void)words;
	(void)n_words;
	size_t at;
	int r = step_column(w, "month", &at, err);
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++) {
		struct value *v = sheet_at(w->sheet, i, at);
		if (v->kind == VALUE_TEXT && v->text.len > 7)
			v->text.len = 7;
	}
	return r;
}
