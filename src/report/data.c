/* data.c - finished figures for machines: JSON inside the page, CSV beside it. */
#include "report/page.h"

#include <inttypes.h>

static void
json_value(FILE *out, const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT:
		(void)fprintf(out, "%" PRId64, v->i);
		return;
	case VALUE_UINT:
		(void)fprintf(out, "%" PRIu64, v->u);
		return;
	case VALUE_REAL:
		if (isfinite(v->real))
			(void)fprintf(out, "%.12g", v->real);
		else
			(void)fputs("null", out);
		return;
	case VALUE_TEXT:
		escape_json(out, v->text);
		return;
	case VALUE_NULL:
		(void)fputs("null", out);
		return;
	}
}

static void
json_columns(FILE *out, const struct figure_result *result, enum language language)
{
	(void)fputs("\"columns\":[", out);
	for (size_t i = 0; i < result->n_columns; i++) {
		const struct figure_column *c = &result->columns[i];
		(void)fputs(i ? ",{\"name\":" : "{\"name\":", out);
		escape_json(out, bytes_text(c->name));
		(void)fputs(",\"unit\":", out);
		escape_json(out, bytes_text(c->unit));
		(void)fputs(",\"title\":", out);
		escape_json(out, bytes_text(c->title[language]));
		(void)fputc('}', out);
	}
	(void)fputs("],\n\"rows\":[", out);
}

static void
json_figure(FILE *out, const struct exhibit *exhibit, enum language language)
{
	const struct figure_result *result = exhibit->result;
	(void)fputs("{\"figure\":", out);
	escape_json(out, bytes_text(exhibit->figure->name));
	(void)fputs(",\"title\":", out);
	escape_json(out, bytes_text(exhibit->figure->title[language]));
	(void)fputs(",\"chart\":", out);
	escape_json(out, bytes_text(exhibit->figure->chart));
	(void)fputc(',', out);
	json_columns(out, result, language);
	for (size_t row = 0; row < result->n_rows; row++) {
		(void)fputs(row ? ",\n[" : "\n[", out);
		for (size_t i = 0; i < result->n_columns; i++) {
			if (i)
				(void)fputc(',', out);
			json_value(out, &result->values[row * result->n_columns + i]);
		}
		(void)fputc(']', out);
	}
	(void)fputs("]}", out);
}

void
page_data(const struct page *page)
{
	FILE *out = page->out;
	(void)fprintf(out,
		"<script type=\"application/json\" id=\"teiten-data\">{\"lang\":\"%s\",",
		tr(page, "en", "ja"));
	(void)fputs("\"figures\":[\n", out);
	bool first = true;
	for (size_t i = 0; i < page->n_exhibits; i++)
		if (page->exhibits[i].result) {
			if (!first)
				(void)fputs(",\n", out);
			first = false;
			json_figure(out, &page->exhibits[i], page->language);
		}
	(void)fputs("\n]}</script>\n", out);
}

static void
csv_cell(struct table *t, const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT:
		table_int(t, v->i);
		return;
	case VALUE_UINT:
		table_uint(t, v->u);
		return;
	case VALUE_REAL:
		table_real(t, v->real);
		return;
	case VALUE_TEXT:
		table_text(t, v->text);
		return;
	case VALUE_NULL:
		table_null(t);
		return;
	}
}

static int
csv_write(FILE *out, const struct figure_result *result)
{
	auto_free const char **names = base_alloc(result->n_columns, sizeof(*names));
	for (size_t i = 0; i < result->n_columns; i++)
		names[i] = result->columns[i].name;
	/* Without the mark a Japanese Excel reads UTF-8 as Shift_JIS. */
	(void)fputs("\xef\xbb\xbf", out);
	struct table *t = table_begin(out, TABLE_CSV, names, result->n_columns);
	for (size_t row = 0; row < result->n_rows; row++) {
		for (size_t i = 0; i < result->n_columns; i++)
			csv_cell(t, &result->values[row * result->n_columns + i]);
		table_row(t);
	}
	return table_end(t);
}

int
report_csv(const struct exhibit *exhibit, const char *dir, struct err *err)
{
	auto_free char *path = base_printf("%s/csv/%s.csv", dir, exhibit->figure->name);
	auto_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	int r = csv_write(out, exhibit->result);
	must(fclose(out) == 0 && r == 0);
	return file_replace(path, bytes_of(text, len), err);
}
