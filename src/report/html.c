/* html.c - markup, with every value escaped on its way in. */
#include "report/page.h"

enum { TABLE_ROWS_MAX = 500 };

void
html_text(const struct page *page, const char *text)
{
	escape_html(page->out, bytes_text(text));
}

void
html(const struct page *page, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vfprintf(page->out, fmt, ap);
	va_end(ap);
}

void
html_escaped(const struct page *page, const char *fmt, ...)
{
	auto_free char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	must(vasprintf(&text, fmt, ap) >= 0);
	va_end(ap);
	html_text(page, text);
}

void
html_link_to(const struct page *page, const struct exhibit *exhibit)
{
	if (!exhibit || exhibit->number == 0)
		return;
	html(page,
		tr(page, " <a href=\"#%s\">Figure&nbsp;%u</a>",
			" <a href=\"#%s\">図%u</a>"),
		exhibit->figure->name, exhibit->number);
}

static bool
is_numeric(const struct exhibit *exhibit, size_t column)
{
	for (size_t row = 0; row < exhibit_rows(exhibit); row++) {
		enum value_kind kind = exhibit_value(exhibit, row, (int)column)->kind;
		if (kind == VALUE_TEXT)
			return false;
		if (kind != VALUE_NULL)
			return true;
	}
	return false;
}

/* For machines only: their CSV and JSON have them, a reader has the label beside. */
static bool
is_hidden(const struct exhibit *exhibit, size_t column)
{
	static const char *const names[] = { "proto", "dport", "region_id", "key", "keys" };
	const char *name = exhibit->result->columns[column].name;
	for (size_t i = 0; i < count_of(names); i++)
		if (strcmp(name, names[i]) == 0)
			return exhibit->result->n_columns > 2;
	return false;
}

static bool
is_flag(const struct figure_column *c)
{
	return strcmp(c->unit, "flag") == 0;
}

/* A day or a word is not broken into lines. */
static bool
is_short(const struct value *v)
{
	enum { SHORT_LEN = 16 };
	return v->kind == VALUE_TEXT && v->text.len <= SHORT_LEN;
}

static void
write_cell(const struct page *page, const struct figure_column *c, const struct value *v,
	bool numeric)
{
	if (is_flag(c) && (v->kind == VALUE_INT || v->kind == VALUE_UINT)) {
		html(page, "<td>%s</td>",
			value_number(v) > 0 ? tr(page, "yes", "あり") : "");
		return;
	}
	html(page,
		numeric               ? "<td class=\"num\">"
			: is_short(v) ? "<td class=\"short\">"
				      : "<td>");
	number_cell(page->out, c, v);
	html(page, "</td>");
}

static void
table_head(const struct page *page, const struct exhibit *exhibit, const bool *numeric)
{
	html(page, "<thead><tr>");
	for (size_t i = 0; i < exhibit->result->n_columns; i++) {
		const struct figure_column *c = &exhibit->result->columns[i];
		if (is_hidden(exhibit, i))
			continue;
		html(page, "<th scope=\"col\"%s>", numeric[i] ? " class=\"num\"" : "");
		html_text(page, c->title[page->language]);
		if (strcmp(c->unit, "%") == 0 && !strchr(c->title[page->language], '%'))
			html(page, " <small>%%</small>");
		html(page, "</th>");
	}
	html(page, "</tr></thead>\n");
}

/* One row of many columns reads better as lines. */
static void
write_upright(const struct page *page, const struct exhibit *exhibit)
{
	html(page, "<table class=\"data upright\"><tbody>\n");
	for (size_t i = 0; i < exhibit->result->n_columns; i++) {
		const struct figure_column *c = &exhibit->result->columns[i];
		if (is_hidden(exhibit, i))
			continue;
		html(page, "<tr><th scope=\"row\">");
		html_text(page, c->title[page->language]);
		html(page, "</th>");
		write_cell(page, c, exhibit_value(exhibit, 0, (int)i),
			exhibit_value(exhibit, 0, (int)i)->kind != VALUE_TEXT);
		html(page, "<td>%s</td></tr>\n", strcmp(c->unit, "%") == 0 ? "%" : "");
	}
	html(page, "</tbody></table>\n");
}

void
html_table(const struct page *page, const struct exhibit *exhibit)
{
	size_t n = exhibit->result->n_columns, rows = exhibit_rows(exhibit);
	if (html_crosstab(page, exhibit))
		return;
	if (rows == 1 && n > 6) {
		write_upright(page, exhibit);
		return;
	}
	auto_free bool *numeric = base_alloc(n, sizeof(*numeric));
	for (size_t i = 0; i < n; i++)
		numeric[i] =
			is_numeric(exhibit, i) && !is_flag(&exhibit->result->columns[i]);

	html(page, "<div class=\"scroll%s\" tabindex=\"0\" role=\"region\" aria-label=\"",
		rows > 40 ? " tall" : "");
	html_text(page, exhibit->figure->title[page->language]);
	html(page, "\"><table class=\"data\">\n");
	if (rows > TABLE_ROWS_MAX)
		html(page,
			tr(page,
				"<caption>The first %d of %zu rows; the CSV file has all "
				"of them.</caption>",
				"<caption>%2$zu行のうち最初の%1$d行。全行はCSVにある。</"
				"caption>"),
			TABLE_ROWS_MAX, rows);
	table_head(page, exhibit, numeric);
	html(page, "<tbody>\n");
	for (size_t row = 0; row < rows && row < TABLE_ROWS_MAX; row++) {
		html(page, "<tr>");
		for (size_t i = 0; i < n; i++)
			if (!is_hidden(exhibit, i))
				write_cell(page, &exhibit->result->columns[i],
					exhibit_value(exhibit, row, (int)i), numeric[i]);
		html(page, "</tr>\n");
	}
	html(page, "</tbody></table></div>\n");
}
