/* figure.c - one figure on the page: its drawing, its conditions, its rows. */
#include "report/page.h"

struct chart_name {
	const char *chart;
	const char *title[2];
};

static const struct chart_name charts[] = {
	{ "stacked-bars", { "Stacked bars", "積み上げ棒グラフ" } },
	{ "bars", { "Bars", "棒グラフ" } },
	{ "lines", { "Lines", "折れ線グラフ" } },
	{ "shares", { "Horizontal bars of shares", "比率の横棒グラフ" } },
	{ "heat", { "Table shaded by value", "濃淡表" } },
	{ "map", { "World map", "世界地図" } },
	{ "trend", { "Bars and a line by month", "月別の棒グラフと折れ線" } },
	{ "ratio", { "Line by month", "月別の折れ線グラフ" } },
	{ "changes", { "Bars to both sides of zero", "増減の横棒グラフ" } },
	{ "range",
		{ "Line on the band of what was to be expected",
			"平常の範囲を示す帯と折れ線" } },
	{ "small-multiples",
		{ "One small chart for each sensor, on one scale",
			"観測点ごとの小グラフ" } },
	{ "multiples",
		{ "One small chart for each sensor, on one scale",
			"観測点ごとの小グラフ" } },
};

static const struct chart_name *
chart_find(const char *chart)
{
	for (size_t i = 0; i < count_of(charts); i++)
		if (strcmp(charts[i].chart, chart) == 0)
			return &charts[i];
	return NULL;
}

/* What the drawing would tell at a glance: its kind, its size, its greatest row. */
static void
write_alternative(
	const struct page *page, const struct exhibit *f, const struct chart_name *chart)
{
	const struct figure_column *columns = f->result->columns;
	html_text(page, f->figure->title[page->language]);
	html(page, tr(page, ". %s, %zu rows.", "。%s、%zu行。"),
		chart->title[page->language], exhibit_rows(f));
	int name = -1, value = -1;
	for (size_t i = 0; i < f->result->n_columns; i++) {
		enum value_kind kind = exhibit_value(f, 0, (int)i)->kind;
		if (name < 0 && kind == VALUE_TEXT)
			name = (int)i;
		if (value < 0 && kind != VALUE_TEXT && kind != VALUE_NULL &&
			columns[i].unit[0] && strcmp(columns[i].unit, "flag") != 0)
			value = (int)i;
	}
	if (name < 0 || value < 0)
		return;
	size_t best = 0;
	for (size_t row = 1; row < exhibit_rows(f); row++)
		if (exhibit_number(f, row, value) > exhibit_number(f, best, value) &&
			!name_is_rest(exhibit_text(f, row, name)))
			best = row;
	char text[NUMBER_TEXT_MAX];
	html(page, tr(page, " Greatest: ", " 最大: "));
	escape_html(page->out, exhibit_text(f, best, name));
	html(page, ", ");
	html_text(page, columns[value].title[page->language]);
	html(page, " %s. ",
		number_exact(exhibit_number(f, best, value),
			exhibit_value(f, best, value)->kind == VALUE_REAL ? 1 : 0, text));
	html(page, "%s",
		tr(page, "The table below has every value.", "すべての値は下の表にある。"));
}

static void
write_drawing(const struct page *page, const struct exhibit *f, const char *chart)
{
	const struct chart_name *kind = chart_find(chart);
	if (!kind)
		return;
	html(page,
		"<div class=\"chart\" data-figure=\"%s\" data-chart=\"%s\" role=\"img\" "
		"tabindex=\"0\" "
		"aria-label=\"",
		f->figure->name, kind->chart);
	write_alternative(page, f, kind);
	html(page, "\"></div>\n");
}

static void
write_rows(const struct page *page, const struct exhibit *f, bool drawn)
{
	html(page,
		"<div class=\"rows\"><p class=\"files%s\"><a "
		"href=\"csv/%s.csv\">%s</a></p>\n",
		drawn ? " beside" : "", f->figure->name,
		tr(page, "Data (CSV)", "データ (CSV)"));
	if (!drawn) {
		html_table(page, f);
		html(page, "</div>\n");
		return;
	}
	/* Open here and folded by the script: readers without scripts get the rows. */
	html(page, "<details class=\"data\" open><summary>%s</summary>\n",
		tr(page, "Table", "数表"));
	html_table(page, f);
	html(page, "</details></div>\n");
}

void
page_figure(const struct page *page, struct exhibit *f, const char *chart)
{
	if (!chart)
		chart = f->figure->chart;
	/* Two of the small ones share a sheet of paper. */
	bool small = exhibit_rows(f) <= 12 && strcmp(chart, "map") != 0;
	html(page,
		"<section class=\"figure%s\" id=\"%s\">\n<figure><div "
		"class=\"keep\">\n<h3>",
		small ? " small" : "", f->figure->name);
	if (f->number)
		html(page,
			tr(page, "<span class=\"n\">Figure %u</span>",
				"<span class=\"n\">図%u</span>"),
			f->number);
	html_text(page, f->figure->title[page->language]);
	html(page, "</h3>\n");
	if (!f->result) {
		html(page, "<p class=\"nothing\">%s: ",
			tr(page, "This figure could not be made",
				"この図は作成できなかった"));
		html_text(page, f->why);
		html(page, "</p></div></figure>\n</section>\n");
		return;
	}
	write_drawing(page, f, chart);
	html(page, "<figcaption class=\"conditions\">");
	page_condition_line(page, f);
	html(page, "</figcaption>\n</div>\n");
	write_rows(page, f, chart_find(chart) != NULL);
	html(page, "</figure>\n</section>\n");
}
