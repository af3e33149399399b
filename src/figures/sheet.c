/* sheet.c - the rows of a figure while they are being finished. */
#include "figures/private.h"

#include <math.h>

struct sheet *
sheet_new(struct arena *text)
{
	struct sheet *sheet = base_alloc(1, sizeof(*sheet));
	sheet->text = text;
	return sheet;
}

void
sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	for (size_t i = 0; i < sheet->n_columns; i++)
		free(sheet->names[i]);
	free(sheet->values);
	free(sheet);
}

int
sheet_find(const struct sheet *sheet, const char *name)
{
	for (size_t i = 0; i < sheet->n_columns; i++)
		if (strcmp(sheet->names[i], name) == 0)
			return (int)i;
	return -1;
}

size_t
sheet_column(struct sheet *sheet, const char *name)
{
	int found = sheet_find(sheet, name);
	if (found >= 0)
		return (size_t)found;
	must(sheet->n_columns < SHEET_COLUMNS_MAX);
	sheet->names[sheet->n_columns] = base_strdup(name);
	return sheet->n_columns++;
}

size_t
sheet_add_row(struct sheet *sheet)
{
	if (sheet->n_rows == sheet->room) {
		sheet->room = sheet->room ? 2 * sheet->room : 64;
		sheet->values = base_grow(sheet->values, sheet->room,
			SHEET_COLUMNS_MAX * sizeof(struct value));
	}
	memset(sheet->values + sheet->n_rows * SHEET_COLUMNS_MAX, 0,
		SHEET_COLUMNS_MAX * sizeof(struct value));
	return sheet->n_rows++;
}

void
sheet_drop_rows(struct sheet *sheet, bool (*drop)(const struct value *row, size_t column),
	size_t column)
{
	size_t left = 0;
	for (size_t i = 0; i < sheet->n_rows; i++) {
		const struct value *row = sheet->values + i * SHEET_COLUMNS_MAX;
		if (drop(row, column))
			continue;
		if (left != i)
			memcpy(sheet->values + left * SHEET_COLUMNS_MAX, row,
				SHEET_COLUMNS_MAX * sizeof(*row));
		left++;
	}
	sheet->n_rows = left;
}

struct value *
sheet_at(const struct sheet *sheet, size_t row, size_t column)
{
	must(row < sheet->n_rows && column < sheet->n_columns);
	return &sheet->values[row * SHEET_COLUMNS_MAX + column];
}

double
value_as_number(const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT:
		return (double)v->i;
	case VALUE_UINT:
		return (double)v->u;
	case VALUE_REAL:
		return v->real;
	default:
		return NAN;
	}
}

double
sheet_number(const struct sheet *sheet, size_t row, size_t column)
{
	double x = value_as_number(sheet_at(sheet, row, column));
	return isnan(x) ? 0 : x;
}

struct bytes
sheet_text(const struct sheet *sheet, size_t row, size_t column)
{
	const struct value *v = sheet_at(sheet, row, column);
	return v->kind == VALUE_TEXT ? v->text : bytes_of("", 0);
}

void
sheet_set(struct sheet *sheet, size_t row, size_t column, double number)
{
	*sheet_at(sheet, row, column) = isfinite(number)
		? (struct value){ .kind = VALUE_REAL, .real = number }
		: (struct value){ .kind = VALUE_NULL };
}

void
sheet_set_int(struct sheet *sheet, size_t row, size_t column, int64_t number)
{
	*sheet_at(sheet, row, column) = (struct value){ .kind = VALUE_INT, .i = number };
}

void
sheet_set_text(struct sheet *sheet, size_t row, size_t column, struct bytes text)
{
	*sheet_at(sheet, row, column) = (struct value){
		.kind = VALUE_TEXT,
		.text = arena_copy(sheet->text, text),
	};
}

static int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int c = len ? memcmp(a.at, b.at, len) : 0;
	return c ? c : (a.len > b.len) - (a.len < b.len);
}

/* Nulls before numbers before text. */
int
value_compare(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		return bytes_compare(a->text, b->text);
	if (a->kind == VALUE_TEXT || b->kind == VALUE_TEXT)
		return a->kind == VALUE_TEXT ? 1 : -1;
	if (a->kind == VALUE_NULL || b->kind == VALUE_NULL)
		return (a->kind != VALUE_NULL) - (b->kind != VALUE_NULL);
	double x = value_as_number(a), y = value_as_number(b);
	return (x > y) - (x < y);
}

struct order {
	const struct sheet *sheet;
	int (*compare)(const struct value *a, const struct value *b, void *arg);
	void *arg;
};

/* What compares equal is put in order by its other values: a query that counts on several
 * threads gives its groups in any order. */
static int
by_row(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;
	const size_t *x = a, *y = b;
	const struct value *p = o->sheet->values + *x * SHEET_COLUMNS_MAX;
	const struct value *q = o->sheet->values + *y * SHEET_COLUMNS_MAX;
	int c = o->compare(p, q, o->arg);
	for (size_t i = 0; c == 0 && i < o->sheet->n_columns; i++)
		c = value_compare(&p[i], &q[i]);
	return c ? c : (*x > *y) - (*x < *y);
}

void
sheet_sort(struct sheet *sheet,
	int (*compare)(const struct value *a, const struct value *b, void *arg), void *arg)
{
	size_t n = sheet->n_rows;
	if (n < 2)
		return;
	auto_free size_t *rows = base_alloc(n, sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		rows[i] = i;
	struct order order = { sheet, compare, arg };
	qsort_r(rows, n, sizeof(*rows), by_row, &order);
	struct value *sorted = base_alloc(n, SHEET_COLUMNS_MAX * sizeof(*sorted));
	for (size_t i = 0; i < n; i++)
		memcpy(sorted + i * SHEET_COLUMNS_MAX,
			sheet->values + rows[i] * SHEET_COLUMNS_MAX,
			SHEET_COLUMNS_MAX * sizeof(*sorted));
	free(sheet->values);
	sheet->values = sorted;
	sheet->room = n;
}

/* 1.005 is a little less than that in binary: what people wrote down is what is rounded. */
double
round_to(double x, int decimals)
{
	if (!isfinite(x))
		return x;
	double scale = 1;
	for (int i = 0; i < decimals; i++)
		scale *= 10;
	double y = round(x * scale * (1 + 4 * 2.220446049250313e-16));
	return y / scale;
}
