/* tiles.c - the four numbers of the month, each with its six months as a small line. */
#include "report/page.h"

enum { SPARK_WIDTH = 200, SPARK_HEIGHT = 46, POINTS_MAX = 31 };

struct tile {
	const char *column; /* in headline and trend alike */
	const char *label[2], *unit[2];
	int decimals;
};

static const struct tile tiles[] = {
	{ "accesses_per_sensor_day",
		{ "Accesses per sensor and day", "1観測点1日あたりのアクセス数" },
		{ "", "件" }, 0 },
	{ "sources_per_sensor_day",
		{ "Sources per sensor and day", "1観測点1日あたりの発信元数" }, { "", "" },
		0 },
	{ "accesses_per_source",
		{ "Accesses per source and day", "発信元1つあたりのアクセス数" },
		{ "", "件" }, 2 },
	{ "coverage_share", { "Coverage", "観測率" }, { "%", "%" }, 1 },
};

static double
spark_y(double v, double least, double peak)
{
	double span = fmax(peak - least, fabs(peak) * 0.1);
	return SPARK_HEIGHT - 4 -
		(span > 0 ? (v - least) / span : 0.5) * (SPARK_HEIGHT - 8);
}

/* Between the least and the greatest value, so that the shape shows; what was not observed
 * leaves a hole. */
static void
write_line(const struct page *page, const double *v, size_t n)
{
	double least = INFINITY, peak = -INFINITY,
	       step = n > 1 ? (double)(SPARK_WIDTH - 8) / (double)(n - 1) : 0;
	for (size_t i = 0; i < n; i++) {
		peak = isfinite(v[i]) ? fmax(peak, v[i]) : peak;
		least = isfinite(v[i]) ? fmin(least, v[i]) : least;
	}
	html(page,
		"<svg class=\"spark\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\" focusable=\"false\"><path class=\"l\" d=\"",
		SPARK_WIDTH, SPARK_HEIGHT);
	bool pen = false;
	for (size_t i = 0; i < n; i++) {
		if (isfinite(v[i]))
			html(page, "%c%.1f %.1f", pen ? 'L' : 'M', 4 + (double)i * step,
				spark_y(v[i], least, peak));
		pen = isfinite(v[i]);
	}
	html(page, "\"/>");
	for (size_t i = 0; i < n; i++)
		if (isfinite(v[i]) &&
			(i + 1 == n ||
				(!isfinite(v[i + 1]) && (i == 0 || !isfinite(v[i - 1])))))
			html(page,
				"<ellipse class=\"p\" cx=\"%.1f\" cy=\"%.1f\" rx=\"2.6\" "
				"ry=\"3.4\"/>",
				4 + (double)i * step, spark_y(v[i], least, peak));
	html(page, "</svg>");
}

/* The coverage of the month's days, over all sensors: months would hide the gaps. */
static void
write_daily_coverage(const struct page *page)
{
	const struct exhibit *f = page_exhibit(page, "coverage");
	int day = exhibit_column(f, "day"), coverage = exhibit_column(f, "coverage");
	double sum[POINTS_MAX] = { 0 };
	size_t n = 0, seen[POINTS_MAX] = { 0 };
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		struct bytes date = exhibit_text(f, row, day);
		double v = exhibit_number(f, row, coverage);
		if (date.len != 10 || !isfinite(v))
			continue;
		size_t of_month =
			(size_t)(date.at[8] - '0') * 10 + (size_t)(date.at[9] - '0') - 1;
		if (of_month >= POINTS_MAX)
			continue;
		sum[of_month] += v;
		seen[of_month]++;
		n = of_month + 1 > n ? of_month + 1 : n;
	}
	for (size_t i = 0; i < n; i++)
		sum[i] = seen[i] ? sum[i] / (double)seen[i] : NAN;
	if (n < 2)
		return;
	write_line(page, sum, n);
	html(page,
		tr(page,
			"<div class=\"spark-ends\"><span>day "
			"1</span><span>%zu</span></div>",
			"<div "
			"class=\"spark-ends\"><span>1日</span><span>%zu日</span></div>"),
		n);
}

static void
write_spark(const struct page *page, const struct exhibit *trend, int column)
{
	double v[POINTS_MAX];
	size_t n = exhibit_rows(trend);
	int month = exhibit_column(trend, "month");
	if (column < 0) {
		write_daily_coverage(page);
		return;
	}
	if (n < 2 || n > POINTS_MAX)
		return;
	for (size_t i = 0; i < n; i++)
		v[i] = exhibit_number(trend, i, column);
	write_line(page, v, n);
	html(page, "<div class=\"spark-ends\"><span>");
	escape_html(page->out, exhibit_text(trend, 0, month));
	html(page, "</span><span>");
	escape_html(page->out, exhibit_text(trend, n - 1, month));
	html(page, "</span></div>");
}

static void
write_delta(
	const struct page *page, const struct exhibit *trend, int column, const char *unit)
{
	size_t n = exhibit_rows(trend);
	char change[NUMBER_TEXT_MAX], before[NUMBER_TEXT_MAX];
	html(page, "<span class=\"delta\">");
	if (column >= 0 && n >= 2) {
		double now = exhibit_number(trend, n - 1, column);
		double then = exhibit_number(trend, n - 2, column);
		if (isfinite(now) && then > 0 && strcmp(unit, "%") != 0)
			html(page,
				tr(page, "%s on the month before (%s)",
					"前月比 %s(前月 %s)"),
				number_change((now - then) / then * 100, change),
				number_exact(then, then < 100 ? 2 : 0, before));
	}
	html(page, "</span>");
}

void
page_tiles(const struct page *page)
{
	const struct exhibit *h = page_exhibit(page, "headline"),
			     *trend = page_exhibit(page, "trend");
	double total = exhibit_number(h, 0, exhibit_column(h, "accesses"));
	double sensors = exhibit_number(h, 0, exhibit_column(h, "sensors"));
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX];

	html(page, "<p class=\"lead\">");
	number_exact(total, 0, a);
	number_exact(sensors, 0, b);
	if (page->language == LANGUAGE_JA)
		html(page,
			"この月に観測した期待しない(一方的な)アクセスの総数は、%s観測点で"
			"%s件であった。",
			b, a);
	else
		html(page, "%s unsolicited accesses arrived at %s sensor%s in the month.",
			a, b, sensors == 1 ? "" : "s");
	html(page, "</p>\n<div class=\"tiles\">\n");
	for (size_t i = 0; i < count_of(tiles); i++) {
		const struct tile *t = &tiles[i];
		const char *unit = t->unit[page->language];
		int column = exhibit_column(trend, t->column);
		html(page, "<div class=\"tile\"><span class=\"label\">%s</span>",
			t->label[page->language]);
		html(page, "<span class=\"value\">%s",
			number_exact(exhibit_number(h, 0, exhibit_column(h, t->column)),
				t->decimals, a));
		if (*unit)
			html(page, "<small>%s</small>", unit);
		html(page, "</span>");
		write_delta(page, trend, column, unit);
		write_spark(page, trend, column);
		html(page, "</div>\n");
	}
	html(page, "</div>\n");
}
