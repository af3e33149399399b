/* crosstab.c - rows of (day, port, value) as a table of days by ports.
 *
 * Charts and CSV want one value a row; on paper that is ten pages a figure.
 */
#include "report/page.h"

enum { KEYS_MAX = 16, AXIS_MAX = 40 };

struct crosstab {
	const struct exhibit *exhibit;
	int axis, key, value,
		extra; /* extra: one more number for each row of the axis, or -1 */
	size_t n_axis, n_keys;
	size_t axis_row[AXIS_MAX], key_row[KEYS_MAX]; /* a row that holds the name */
	const struct value *cells[AXIS_MAX][KEYS_MAX];
};

static bool
same_value(const struct value *a, const struct value *b)
{
	if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		return a->text.len == b->text.len &&
			(a->text.len == 0 ||
				memcmp(a->text.at, b->text.at, a->text.len) == 0);
	return a->kind == b->kind && a->kind != VALUE_TEXT &&
		value_number(a) == value_number(b);
}

/* Position of a row's name among those seen, entered when new; -1 when there is no room. */
static int
place(const struct exhibit *f, size_t row, int column, size_t *seen, size_t *n, size_t most)
{
	const struct value *v = exhibit_value(f, row, column);
	/* Rows come in runs, so the last one is the likeliest. */
	for (size_t i = *n; i-- > 0;)
		if (same_value(v, exhibit_value(f, seen[i], column)))
			return (int)i;
	if (*n == most)
		return -1;
	seen[*n] = row;
	return (int)(*n)++;
}

/* False when the figure is no such table, or too wide for one. */
static bool
fill(const struct exhibit *f, struct crosstab *ret)
{
	ret->exhibit = f;
	ret->axis = exhibit_column(f, "day hour");
	ret->key = exhibit_column(f, "label port region group sensor");
	if (ret->axis < 0 && ret->key >= 0) {
		ret->axis = exhibit_column(f, "region");
		ret->key = exhibit_column(f, "port");
	}
	ret->value = exhibit_column(f,
		"accesses_per_hour packets_per_sensor observed_s accesses sources packets");
	if (exhibit_column(f, "observed_s") >= 0)
		ret->value = exhibit_column(f, "coverage");
	ret->extra = exhibit_column(f, "day_sources");
	if (ret->axis < 0 || ret->key < 0 || ret->axis == ret->key || ret->value < 0)
		return false;
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		int a = place(f, row, ret->axis, ret->axis_row, &ret->n_axis, AXIS_MAX);
		int k = place(f, row, ret->key, ret->key_row, &ret->n_keys, KEYS_MAX);
		if (a < 0 || k < 0 || ret->cells[a][k])
			return false;
		ret->cells[a][k] = exhibit_value(f, row, ret->value);
	}
	return ret->n_axis > 1 && ret->n_keys > 1;
}

static void
write_head(const struct page *page, const struct crosstab *t)
{
	const struct exhibit *f = t->exhibit;
	const struct figure_column *value = exhibit_spec(f, t->value);
	html(page, "<table class=\"data cross\">\n<caption>");
	html_text(page, value->title[page->language]);
	html(page, "%s</caption>\n<thead><tr><th scope=\"col\">",
		strcmp(value->unit, "%") == 0 ? " (%)" : "");
	html_text(page, exhibit_spec(f, t->axis)->title[page->language]);
	html(page, "</th>");
	for (size_t k = 0; k < t->n_keys; k++) {
		html(page, "<th scope=\"col\" class=\"num\">");
		number_cell(page->out, exhibit_spec(f, t->key),
			exhibit_value(f, t->key_row[k], t->key));
		html(page, "</th>");
	}
	if (t->extra >= 0) {
		html(page, "<th scope=\"col\" class=\"num\">");
		html_text(page, exhibit_spec(f, t->extra)->title[page->language]);
		html(page, "</th>");
	}
	html(page, "</tr></thead>\n<tbody>\n");
}

bool
html_crosstab(const struct page *page, const struct exhibit *exhibit)
{
	auto_free struct crosstab *t = base_alloc(1, sizeof(*t));
	static const struct value nothing = { .kind = VALUE_NULL };
	if (!fill(exhibit, t))
		return false;
	html(page, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_text(page, exhibit->figure->title[page->language]);
	html(page, "\">");
	write_head(page, t);
	for (size_t a = 0; a < t->n_axis; a++) {
		html(page, "<tr><th scope=\"row\">");
		number_cell(page->out, exhibit_spec(exhibit, t->axis),
			exhibit_value(exhibit, t->axis_row[a], t->axis));
		html(page, "</th>");
		for (size_t k = 0; k < t->n_keys; k++) {
			html(page, "<td class=\"num\">");
			number_cell(page->out, exhibit_spec(exhibit, t->value),
				t->cells[a][k] ? t->cells[a][k] : &nothing);
			html(page, "</td>");
		}
		if (t->extra >= 0) {
			html(page, "<td class=\"num\">");
			number_cell(page->out, exhibit_spec(exhibit, t->extra),
				exhibit_value(exhibit, t->axis_row[a], t->extra));
			html(page, "</td>");
		}
		html(page, "</tr>\n");
	}
	html(page, "</tbody></table></div>\n");
	return true;
}
