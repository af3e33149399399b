/* finish_numbers.c - steps that calculate: what two engines would round differently. */
#include "figures/private.h"

#include <math.h>

/* ratio NEW A B [DECIMALS]: A / B, null when B is 0. */
STEP(ratio, "ratio")
{
	size_t a, b;
	int r = step_words(w, "ratio", n_words, 3, err);
	if (r == 0)
		r = step_column(w, words[1], &a, err);
	if (r == 0)
		r = step_column(w, words[2], &b, err);
	if (r < 0)
		return r;
	int decimals = n_words > 3 ? words[3][0] - '0' : 2;
	size_t to = sheet_column(w->sheet, words[0]);
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		double below = sheet_number(w->sheet, i, b);
		double above = value_as_number(sheet_at(w->sheet, i, a));
		sheet_set(w->sheet, i, to,
			below > 0 ? round_to(above / below, decimals) : NAN);
	}
	return 0;
}

/* percent NEW A B: 100 * A / B to one decimal, by itself: it need not sum to anything. */
STEP(percent, "percent")
{
	size_t a, b;
	int r = step_words(w, "percent", n_words, 3, err);
	if (r == 0)
		r = step_column(w, words[1], &a, err);
	if (r == 0)
		r = step_column(w, words[2], &b, err);
	if (r < 0)
		return r;
	size_t to = sheet_column(w->sheet, words[0]);
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		double below = sheet_number(w->sheet, i, b);
		double part = 100 * sheet_number(w->sheet, i, a) / below;
		/* What is not all of it must not read as 100.0, nor something as 0.0. */
		double shown = round_to(part, 1);
		if (part < 100 && shown >= 100)
			shown = 99.9;
		if (part > 0 && shown <= 0)
			shown = 0.1;
		sheet_set(w->sheet, i, to, below > 0 ? shown : NAN);
	}
	return 0;
}

/* round COLUMN DECIMALS */
STEP(round_column, "round")
{
	size_t at;
	int r = step_words(w, "round", n_words, 2, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
		sheet_set(w->sheet, i, at,
			round_to(value_as_number(sheet_at(w->sheet, i, at)),
				words[1][0] - '0'));
	return r;
}

struct part {
	size_t row;
	double rest; /* what the floor cut off */
};

static int
by_rest(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	if (x->rest != y->rest)
		return x->rest < y->rest ? 1 : -1;
	return (x->row > y->row) - (x->row < y->row);
}

/* The rows [first, end) get tenths of a percent that sum to 1000. */
static void
share_rows(struct sheet *s, size_t first, size_t end, size_t of, size_t to)
{
	double total = 0;
	for (size_t i = first; i < end; i++)
		total += sheet_number(s, i, of);
	if (total == 0) {
		for (size_t i = first; i < end; i++)
			sheet_set(s, i, to, NAN);
		return;
	}
	size_t n = end - first;
	auto_free struct part *parts = base_alloc(n, sizeof(*parts));
	auto_free double *tenths = base_alloc(n, sizeof(*tenths));
	double left = 1000;
	for (size_t i = 0; i < n; i++) {
		double exact = sheet_number(s, first + i, of) * 1000 / total;
		tenths[i] = floor(exact);
		parts[i] = (struct part){ i, exact - tenths[i] };
		left -= tenths[i];
	}
	qsort(parts, n, sizeof(*parts), by_rest);
	for (size_t i = 0; i < n && left >= 1; i++, left--)
		tenths[parts[i].row]++;
	for (size_t i = 0; i < n; i++)
		sheet_set(s, first + i, to, tenths[i] / 10);
}

/* share NEW OF [BY]: percent by largest remainder; within rows of equal BY, which follow
 * each other. */
STEP(share, "share")
{
	size_t of, by = 0;
	int r = step_words(w, "share", n_words, 2, err);
	if (r == 0)
		r = step_column(w, words[1], &of, err);
	if (r == 0 && n_words > 2)
		r = step_column(w, words[2], &by, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t to = sheet_column(s, words[0]);
	for (size_t first = 0, end; first < s->n_rows; first = end) {
		for (end = first + 1; end < s->n_rows; end++)
			if (n_words > 2 &&
				value_compare(
					sheet_at(s, first, by), sheet_at(s, end, by)) != 0)
				break;
		share_rows(s, first, end, of, to);
	}
	return 0;
}

struct ranking {
	size_t rest, by, column;
	bool has_rest;
};

static int
by_rank(const struct value *a, const struct value *b, void *arg)
{
	const struct ranking *k = arg;
	if (k->has_rest) {
		double x = value_as_number(&a[k->rest]), y = value_as_number(&b[k->rest]);
		if ((x > 0) != (y > 0))
			return x > 0 ? 1 : -1;
	}
	return value_compare(&b[k->by], &a[k->by]);
}

/* rank MEASURE: most first; what port made of "all others" comes last. */
STEP(rank, "rank")
{
	struct ranking k = { .by = 0 };
	int r = step_words(w, "rank", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &k.by, err);
	if (r < 0)
		return r;
	int rest = sheet_find(w->sheet, "is_rest");
	k.has_rest = rest >= 0;
	k.rest = k.has_rest ? (size_t)rest : 0;
	sheet_sort(w->sheet, by_rank, &k);
	return 0;
}

static int
by_column(const struct value *a, const struct value *b, void *arg)
{
	const struct ranking *k = arg;
	return value_compare(&a[k->column], &b[k->column]);
}

/* sort COLUMN: least first. */
STEP(sort_rows, "sort")
{
	struct ranking k = { .by = 0 };
	int r = step_words(w, "sort", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &k.column, err);
	if (r == 0)
		sheet_sort(w->sheet, by_column, &k);
	return r;
}

/* gap WEIGHT COLUMN...: where nothing was observed the columns are null, and gap is 1. */
STEP(gap, "gap")
{
	size_t weight;
	int r = step_words(w, "gap", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &weight, err);
	size_t to = r == 0 ? sheet_column(w->sheet, "gap") : 0;
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
		sheet_set_int(w->sheet, i, to, sheet_number(w->sheet, i, weight) <= 0);
	for (size_t k = 1; k < n_words && r == 0; k++) {
		size_t at;
		r = step_column(w, words[k], &at, err);
		for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
			if (sheet_number(w->sheet, i, weight) <= 0)
				sheet_set(w->sheet, i, at, NAN);
	}
	return r;
}
