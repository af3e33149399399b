/* changes.c - what changed, in three to five sentences made from the numbers.
 *
 * Every sentence comes with its size: the change in percent of the month's accesses per
 * sensor and day (or of the number it speaks of).  The largest comes first; sentences that
 * only say how things are have a small size and fill up.
 */
#include "report/page.h"

enum { CHANGES_MAX = 12, SHOWN_LEAST = 3, SHOWN_MOST = 5 };

struct change {
	double size;
	char *text; /* not yet escaped */
	const struct exhibit *figure;
};

struct changes {
	const struct page *page;
	struct change list[CHANGES_MAX];
	size_t n;
	struct bytes told; /* the group that the first sentence already names */
};

__attribute__((format(printf, 4, 5))) static void
add(struct changes *c, const struct exhibit *figure, double size, const char *fmt, ...)
{
	if (!isfinite(size) || c->n == CHANGES_MAX)
		return;
	va_list ap;
	va_start(ap, fmt);
	auto_free char *plain = NULL;
	must(vasprintf(&plain, fmt, ap) >= 0);
	va_end(ap);
	char *text = text_unbroken(plain);
	c->list[c->n++] = (struct change){ size, text, figure };
}

/* The value of the month and of the one before it. */
static bool
two_months(
	const struct exhibit *trend, const char *column, double *ret_now, double *ret_then)
{
	size_t n = exhibit_rows(trend);
	if (n < 2)
		return false;
	double now = exhibit_number(trend, n - 1, exhibit_column(trend, column));
	double then = exhibit_number(trend, n - 2, exhibit_column(trend, column));
	if (!isfinite(now) || !isfinite(then) || then <= 0)
		return false;
	*ret_now = now;
	*ret_then = then;
	return true;
}

static bool
is_steady(double percent)
{
	return fabs(percent) < 0.5;
}

/* "; 81 % of the rise ... is 102x/103x udp": when one group makes most of it. */
static char *
reason(struct changes *c, double percent)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, "attribution");
	int name = exhibit_column(f, "group"),
	    change = exhibit_column(f, "change_per_sensor_day");
	double total = 0, most = 0;
	size_t best = 0;
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		double v = exhibit_number(f, row, change);
		total += isfinite(v) ? v : 0;
	}
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		double v = exhibit_number(f, row, change) * (total < 0 ? -1 : 1);
		if (v > most && !name_is_rest(exhibit_text(f, row, name))) {
			most = v;
			best = row;
		}
	}
	struct bytes group = exhibit_text(f, best, name);
	/* A rise on last month that is a fall against the five before is another story. */
	if (fabs(total) < 0.005 || most < 0.2 * fabs(total) || group.len == 0 ||
		(total > 0) != (percent > 0))
		return base_strdup("");
	c->told = group;
	double share = most / fabs(total) * 100;
	char text[NUMBER_TEXT_MAX];
	number_prose(round(share), text);
	int len = (int)group.len;
	const char *at = (const char *)group.at;
	if (share > 100.5)
		return base_printf(tr(page,
					   "; against the months before, the change of "
					   "%.*s alone exceeds the whole",
					   "。過去5か月の平均と比べると、%.*"
					   "sの変化だけで全体の変化を上回る"),
			len, at);
	return base_printf(total > 0
			? tr(page, "; %s %% of the rise against the months before is %.*s",
				  "。過去5か月の平均からの増加の%s %%は%.*sによる")
			: tr(page, "; %s %% of the fall against the months before is %.*s",
				  "。過去5か月の平均からの減少の%s %%は%.*sによる"),
		text, len, at);
}

static void
add_accesses(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *trend = page_exhibit(page, "trend");
	double now, then;
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX], p[NUMBER_TEXT_MAX];
	if (!two_months(trend, "accesses_per_sensor_day", &now, &then))
		return;
	double percent = (now - then) / then * 100;
	auto_free char *why = is_steady(percent) ? base_strdup("") : reason(c, percent);
	number_exact(then, then < 100 ? 2 : 0, a);
	number_exact(now, now < 100 ? 2 : 0, b);
	number_change(percent, p);
	if (is_steady(percent))
		add(c, trend, fabs(percent) + 1e-3,
			tr(page,
				"Accesses per sensor and day stayed level: %s after %s "
				"(%s).",
				"1観測点1日あたりのアクセス数は%s件(前月%s件、%s)"
				"で、横ばいであった。"),
			b, a, p);
	else
		add(c, trend, fabs(percent) + 1e-3,
			percent > 0 ? tr(page,
					      "Accesses per sensor and day rose from %s to "
					      "%s (%s)%s.",
					      "1観測点1日あたりのアクセス数は、前月の"
					      "%s件から%s件に増加した(%s)%s。")
				    : tr(page,
					      "Accesses per sensor and day fell from %s to "
					      "%s (%s)%s.",
					      "1観測点1日あたりのアクセス数は、前月の"
					      "%s件から%s件に減少した(%s)%s。"),
			a, b, p, why);
}

static void
add_sources(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *trend = page_exhibit(page, "trend");
	double now, then;
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX], p[NUMBER_TEXT_MAX];
	if (!two_months(trend, "sources_per_sensor_day", &now, &then))
		return;
	double percent = (now - then) / then * 100;
	number_exact(then, then < 100 ? 1 : 0, a);
	number_exact(now, now < 100 ? 1 : 0, b);
	number_change(percent, p);
	if (is_steady(percent))
		add(c, trend, fabs(percent),
			tr(page,
				"Sources per sensor and day stayed level: %s after %s "
				"(%s).",
				"1観測点1日あたりの発信元数は%s(前月%s、%s)"
				"で、横ばいであった。"),
			b, a, p);
	else
		add(c, trend, fabs(percent),
			percent > 0 ? tr(page,
					      "Sources per sensor and day rose from %s to "
					      "%s (%s).",
					      "1観測点1日あたりの発信元数は、前月の%sから"
					      "%sに増加した(%s)。")
				    : tr(page,
					      "Sources per sensor and day fell from %s to "
					      "%s (%s).",
					      "1観測点1日あたりの発信元数は、前月の%sから"
					      "%sに減少した(%s)。"),
			a, b, p);
}

static void
add_ratio(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, "accesses-per-source");
	size_t n = exhibit_rows(f);
	double now, then;
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX], p[NUMBER_TEXT_MAX];
	if (!two_months(f, "accesses_per_source", &now, &then))
		return;
	double percent = (now - then) / then * 100;
	bool crossed = exhibit_number(f, n - 1, exhibit_column(f, "crossing")) > 0;
	number_exact(then, 2, a);
	number_exact(now, 2, b);
	number_change(percent, p);
	if (crossed)
		add(c, f, fabs(percent),
			tr(page,
				"Compared with the months before, sources fell while "
				"accesses rose: one "
				"source made %s accesses a day, after %s (%s).",
				"これまでの月と比べて、発信元数が減少した一方でアクセス数は"
				"増加した。発信元1つ"
				"あたりの1日のアクセス数は%s件である(前月%s件、%s)。"),
			b, a, p);
	else if (!is_steady(percent))
		add(c, f, fabs(percent) / 2,
			tr(page,
				"One source made %s accesses a day on average, after %s "
				"(%s).",
				"発信元1つあたりの1日のアクセス数は%s件であった(前月%s件、"
				"%s)。"),
			b, a, p);
}

/* What else moved against the months before: the largest that `reason` did not name. */
static void
add_mover(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, "attribution");
	int name = exhibit_column(f, "group"),
	    change = exhibit_column(f, "change_per_sensor_day");
	int now = exhibit_column(f, "accesses_per_sensor_day");
	int before = exhibit_column(f, "before_per_sensor_day");
	double most = 0, total = 0;
	size_t best = 0;
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		double v = exhibit_number(f, row, change),
		       was = exhibit_number(f, row, before);
		struct bytes group = exhibit_text(f, row, name);
		total += isfinite(was) ? was : 0;
		bool told = group.len == c->told.len && group.len > 0 &&
			memcmp(group.at, c->told.at, group.len) == 0;
		if (!told && !name_is_rest(group) && fabs(v) > most) {
			most = fabs(v);
			best = row;
		}
	}
	if (most <= 0 || total <= 0)
		return;
	double n = exhibit_number(f, best, now), b = exhibit_number(f, best, before);
	char from[NUMBER_TEXT_MAX], to[NUMBER_TEXT_MAX], p[NUMBER_TEXT_MAX];
	number_exact(b, b < 10 ? 1 : 0, from);
	number_exact(n, n < 10 ? 1 : 0, to);
	if (b > 0)
		number_change((n - b) / b * 100, p);
	else
		(void)snprintf(p, sizeof(p), "%s", tr(page, "new", "新規"));
	struct bytes group = exhibit_text(f, best, name);
	add(c, f, most / total * 100,
		n > b ? tr(page,
				"%.*s rose from %s accesses per sensor and day in the "
				"months before to %s (%s).",
				"%.*sへのアクセスは、過去5か月の平均の1観測点1日あたり"
				"%s件から%s件に増加した(%s)。")
		      : tr(page,
				"%.*s fell from %s accesses per sensor and day in the "
				"months before to %s (%s).",
				"%.*sへのアクセスは、過去5か月の平均の1観測点1日あたり"
				"%s件から%s件に減少した(%s)。"),
		(int)group.len, (const char *)group.at, from, to, p);
}

/* The day farthest from what was to be expected; as large as all such days make the month.
 */
static void
add_extreme(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, "ordinary-range");
	int seen = exhibit_column(f, "per_sensor_day"), usual = exhibit_column(f, "usual"),
	    score = exhibit_column(f, "score"), note = exhibit_column(f, "note");
	size_t n = exhibit_rows(f), best = n;
	double off = 0, all = 0;
	for (size_t row = 0; row < n; row++) {
		double was = exhibit_number(f, row, usual);
		all += isfinite(was) ? was : 0;
		if (!(exhibit_number(f, row, note) > 0))
			continue;
		off += fabs(exhibit_number(f, row, seen) - was);
		if (best == n ||
			fabs(exhibit_number(f, row, score)) >
				fabs(exhibit_number(f, best, score)))
			best = row;
	}
	if (best == n || all <= 0)
		return;
	char day[DATE_TEXT_MAX] = "", when[NUMBER_TEXT_MAX], a[NUMBER_TEXT_MAX],
	     from[NUMBER_TEXT_MAX], to[NUMBER_TEXT_MAX];
	struct bytes text = exhibit_text(f, best, exhibit_column(f, "day"));
	int32_t date = 0;
	if (text.len < sizeof(day))
		memcpy(day, text.at, text.len);
	if (day_parse(day, &date, NULL) < 0)
		return;
	day_title(page->language, date, when);
	number_exact(exhibit_number(f, best, seen), 0, a);
	number_exact(exhibit_number(f, best, exhibit_column(f, "low")), 0, from);
	number_exact(exhibit_number(f, best, exhibit_column(f, "high")), 0, to);
	add(c, f, off / all * 100,
		exhibit_number(f, best, score) < 0
			? tr(page,
				  "On %s accesses fell to %s per sensor and day; %s to %s "
				  "were "
				  "to be expected.",
				  "%sのアクセス数は1観測点あたり%s件に減少した(平常の範囲は"
				  "%s~%s件)。")
			: tr(page,
				  "On %s accesses rose to %s per sensor and day; %s to %s "
				  "were "
				  "to be expected.",
				  "%sのアクセス数は1観測点あたり%s件に増加した(平常の範囲は"
				  "%s~%s件)。"),
		when, a, from, to);
}

static void
add_coverage(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *h = page_exhibit(page, "headline");
	double coverage = exhibit_number(h, 0, exhibit_column(h, "coverage_share"));
	const struct exhibit *f = page_exhibit(page, "coverage");
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX];
	if (coverage < 99.95)
		add(c, exhibit_has_rows(f) ? f : h, (100 - coverage) * 2,
			tr(page,
				"The sensors were not observed all the time: coverage is "
				"%s %%, and %s %% of "
				"the month is missing.",
				"観測できない時間があった。観測率は%s %%で、この月の%s "
				"%%が欠けている。"),
			number_exact(coverage, 1, a), number_prose(100 - coverage, b));
}

/* "Most accesses, 28.6 %, went to 445/tcp": the first rows of a figure of shares. */
static void
add_leader(struct changes *c, const char *figure, const char *names, bool port, double size)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, figure);
	int name = exhibit_column(f, names);
	int share = exhibit_column(f, "share_accesses");
	size_t best = 0;
	bool found = false;
	for (size_t row = 0; row < exhibit_rows(f); row++)
		if (!name_is_rest(exhibit_text(f, row, name)) &&
			(!found ||
				exhibit_number(f, row, share) >
					exhibit_number(f, best, share))) {
			best = row;
			found = true;
		}
	struct bytes text = exhibit_text(f, best, name);
	char a[NUMBER_TEXT_MAX];
	if (!found || share < 0 || text.len == 0)
		return;
	number_prose(exhibit_number(f, best, share), a);
	int len = (int)text.len;
	const char *at = (const char *)text.at;
	if (port)
		add(c, f, size,
			tr(page,
				"The port with most accesses was %.*s, with %s %% of them.",
				"アクセスが最も多かったポートは%.*sで、全体の%s "
				"%%を占めた。"),
			len, at, a);
	else
		add(c, f, size,
			tr(page,
				"The region with most accesses was %.*s, with %s %% of "
				"them.",
				"アクセスが最も多かった発信元地域は%.*sで、全体の%s "
				"%%を占めた。"),
			len, at, a);
}

/* How much of the busiest port is domestic: what the document calls the spread at home. */
static void
add_domestic(struct changes *c)
{
	const struct page *page = c->page;
	const struct exhibit *f = page_exhibit(page, "domestic");
	double share = exhibit_number(f, 0, exhibit_column(f, "domestic_share"));
	struct bytes port = exhibit_text(f, 0, exhibit_column(f, "port"));
	char a[NUMBER_TEXT_MAX];
	if (port.len > 0)
		add(c, f, isfinite(share) ? 0.015 : NAN,
			tr(page,
				"Of the accesses to %.*s, %s %% came from within the "
				"country.",
				"%.*sへのアクセスのうち%s %%は国内からであった。"),
			(int)port.len, (const char *)port.at, number_prose(share, a));
}

static int
by_size(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	return (x->size < y->size) - (x->size > y->size);
}

void
page_changes(const struct page *page)
{
	struct changes c = { .page = page };
	double now, then;
	bool comparable = two_months(
		page_exhibit(page, "trend"), "accesses_per_sensor_day", &now, &then);
	add_accesses(&c);
	add_sources(&c);
	add_ratio(&c);
	add_mover(&c);
	add_extreme(&c);
	add_coverage(&c);
	add_leader(&c, "ports", "port", true, 0.02);
	add_domestic(&c);
	add_leader(&c, "regions", "region", false, 0.01);
	qsort(c.list, c.n, sizeof(c.list[0]), by_size);

	if (!comparable)
		html(page, "<p>%s</p>\n",
			tr(page,
				"The month before is not stored, so the month cannot be "
				"compared with it.",
				"前月のデータが保存されていないため、前月との比較はできない"
				"。"));
	html(page, "<ol class=\"changes\">\n");
	for (size_t i = 0; i < c.n && i < SHOWN_MOST; i++) {
		if (i >= SHOWN_LEAST && c.list[i].size < 0.5)
			break;
		html(page, "<li>");
		html_text(page, c.list[i].text);
		html_link_to(page, c.list[i].figure);
		html(page, "</li>\n");
	}
	html(page, "</ol>\n");
	for (size_t i = 0; i < c.n; i++)
		free(c.list[i].text);
}
