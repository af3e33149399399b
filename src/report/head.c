/* head.c - the head of the report: whose it is, of what, and how far it can be trusted. */
#include "report/page.h"

#include <ctype.h>

enum { PLACES_MAX = 12 };

/* The colours of the Traffic Light Protocol belong to its own words only. */
static void
write_tlp(const struct page *page)
{
	static const char *const known[] = { "CLEAR", "GREEN", "AMBER", "AMBER+STRICT",
		"RED" };
	const char *tlp = page->site->tlp;
	if (!tlp || !*tlp)
		tlp = page->request->internal ? "AMBER" : "CLEAR";
	if (strncasecmp(tlp, "TLP:", 4) == 0)
		tlp += 4;
	for (size_t i = 0; i < count_of(known); i++)
		if (strcasecmp(tlp, known[i]) == 0) {
			html(page, "<span class=\"tlp tlp-");
			for (const char *p = known[i]; *p; p++)
				html(page, "%c",
					*p == '+' ? '-' : tolower((unsigned char)*p));
			html(page, "\">TLP:%s</span>", known[i]);
			return;
		}
	html(page, "<span class=\"tlp tlp-clear\">");
	html_text(page, tlp);
	html(page, "</span>");
}

static const char *
common_zone(const struct page *page)
{
	const char *zone = NULL;
	for (size_t i = 0; i < page->site->n_sensors; i++) {
		const char *name = zone_name(page->site->sensors[i].zone);
		if (zone && strcmp(zone, name) != 0)
			return NULL;
		zone = name;
	}
	return zone ? zone : "UTC";
}

static void
write_period(const struct page *page)
{
	char from[NUMBER_TEXT_MAX], to[NUMBER_TEXT_MAX];
	int32_t month = page->request->month;
	day_title(page->language, month_first_day(month), from);
	day_title(page->language, month_first_day(month + 1) - 1, to);
	const char *zone = common_zone(page);
	html_escaped(page, tr(page, "%s to %s", "%s～%s"), from, to);
	html_escaped(page, " (%s)",
		zone ? zone : tr(page, "each sensor's own time zone", "各観測点の標準時"));
}

static void
begin_fact(const struct page *page, const char *en, const char *ja)
{
	html(page, "<div><dt>%s</dt><dd>", tr(page, en, ja));
}

static void
end_fact(const struct page *page)
{
	html(page, "</dd></div>\n");
}

static void
write_sensors(const struct page *page)
{
	const struct site *site = page->site;
	const struct exhibit *h = page_exhibit(page, "headline");
	double n = exhibit_number(h, 0, exhibit_column(h, "sensors"));
	char text[NUMBER_TEXT_MAX];

	begin_fact(page, "Sensors", "観測点");
	html(page, tr(page, "%s", "%sか所"),
		number_exact(isfinite(n) ? n : (double)site->n_sensors, 0, text));
	size_t shown = 0;
	for (size_t i = 0; i < site->n_sensors; i++) {
		const char *place = site->sensors[i].place;
		bool seen = !place || !*place;
		for (size_t k = 0; k < i && !seen; k++)
			seen = site->sensors[k].place &&
				strcmp(site->sensors[k].place, place) == 0;
		if (seen)
			continue;
		if (shown == PLACES_MAX) {
			html(page, "%s", tr(page, ", …", "、…"));
			break;
		}
		html(page, "%s", shown++ ? tr(page, ", ", "、") : tr(page, ": ", ": "));
		html_text(page, place);
	}
	end_fact(page);
}

static void
write_coverage(const struct page *page)
{
	const struct exhibit *h = page_exhibit(page, "headline");
	double coverage = exhibit_number(h, 0, exhibit_column(h, "coverage_share"));
	double overlap = exhibit_number(h, 0, exhibit_column(h, "overlap_share"));
	double days = exhibit_number(h, 0, exhibit_column(h, "sensor_days"));
	char text[NUMBER_TEXT_MAX];

	begin_fact(page, "Coverage", "観測率");
	html(page, "%s %%", number_exact(coverage, 1, text));
	bool whole = fabs(days - round(days)) < 0.005;
	html(page,
		days == 1 ? tr(page, " (%s sensor-day)", "(%s観測点日)")
			  : tr(page, " (%s sensor-days)", "(%s観測点日)"),
		number_exact(days, whole ? 0 : 2, text));
	if (overlap > 0)
		html(page, tr(page, "; captures overlap in %s %%", "、記録の重複 %s %%"),
			number_exact(overlap, 1, text));
	if (page->readable < 1)
		html(page,
			tr(page, "; only %s %% of the stored rows could be read",
				"、保存データのうち読めたのは %s %%"),
			number_exact(floor(page->readable * 1000) / 10, 1, text));
	end_fact(page);
}

static void
write_origin(const struct page *page)
{
	struct err err;
	char digest[33];
	auto_free char *geography = NULL, *date = NULL, *generation = NULL;

	begin_fact(page, "Geography", "地理情報");
	if (lake_fact(page->lake, "geography", &geography, &err) == 0 && *geography)
		html_text(page, geography);
	else
		html(page, "%s", tr(page, "none", "なし"));
	if (lake_fact(page->lake, "geography_date", &date, &err) == 0 && *date)
		html_escaped(page, " (%s)", date);
	end_fact(page);

	begin_fact(page, "Version and revision", "版");
	html(page, "teiten %s", TEITEN_VERSION);
	if (lake_fact(page->lake, "generation", &generation, &err) == 0 && *generation)
		html_escaped(
			page, tr(page, ", data revision %s", "、データ第%s版"), generation);
	end_fact(page);

	begin_fact(page, "Digest of the data", "データの要約値");
	if (lake_digest(page->lake, digest, &err) == 0)
		html(page, "<span class=\"mono\">%s</span>", digest);
	else
		html_text(page, err.text);
	end_fact(page);
}

void
page_head(const struct page *page)
{
	char month[NUMBER_TEXT_MAX];
	const char *institution = page->site->institution;

	html(page,
		"<header class=\"top\">\n<div class=\"brand\"><span "
		"class=\"institution\">");
	html_text(page, institution && *institution ? institution : "teiten");
	html(page, "</span>");
	write_tlp(page);
	html(page, "</div>\n<h1>%s <span class=\"month\">",
		tr(page, "Observation report", "定点観測レポート"));
	html_text(page, month_title(page->language, page->request->month, month));
	html(page, "</span></h1>\n<p class=\"period\">");
	write_period(page);
	html(page, "%s</p>\n<dl class=\"facts\">\n",
		!page->request->busiest
			? ""
			: tr(page, " · the stored month with most accesses",
				  " ・ 保存されている月のうちアクセス数が最も多い月"));
	write_sensors(page);
	write_coverage(page);
	begin_fact(page, "Audience", "公開範囲");
	html(page, "%s",
		page->request->internal
			? tr(page, "internal: holds addresses", "内部用(アドレスを含む)")
			: tr(page, "public: no sensor address, sources only in groups",
				  "公開用(観測点のアドレスを含まず、発信元は集約)"));
	end_fact(page);
	write_origin(page);
	html(page, "</dl>\n</header>\n");
}
