/* conditions.c - under which conditions the numbers hold: in one line, and in full. */
#include "report/page.h"

enum { EXCLUSIONS_MAX = 6, SHOWN_PREFIXES_MAX = 16 };

static void
write_exclusion(const struct page *page, const struct sensor *s, const struct exclusion *x)
{
	const char *proto = x->proto == 6 ? "tcp"
		: x->proto == 17          ? "udp"
		: x->proto == 1           ? "icmp"
		: x->proto == 58          ? "icmpv6"
					  : NULL;
	if (x->port_first == 0 && x->port_last == UINT16_MAX)
		html(page, "%s", tr(page, "all ports", "全ポート"));
	else if (x->port_first == x->port_last)
		html(page, "%u", x->port_first);
	else
		html(page, "%u-%u", x->port_first, x->port_last);
	if (proto)
		html(page, "/%s", proto);
	else if (x->proto)
		html(page, "/%u", x->proto);
	html_escaped(page, tr(page, " at %s", " (%s)"), s->name);
}

/* How many there are; the first few are written when `write` says so. */
static size_t
exclusions(const struct page *page, bool write)
{
	size_t n = 0;
	for (size_t i = 0; i < page->site->n_sensors; i++) {
		const struct sensor *s = &page->site->sensors[i];
		for (size_t k = 0; k < s->n_exclusions; k++, n++)
			if (write && n < EXCLUSIONS_MAX) {
				html(page, "%s", n ? tr(page, ", ", "、") : "");
				write_exclusion(page, s, &s->exclusions[k]);
			}
	}
	if (write && n > EXCLUSIONS_MAX)
		html(page, tr(page, " and %zu more", " ほか%zu件"), n - EXCLUSIONS_MAX);
	return n;
}

static void
write_span(const struct page *page, bool six_months)
{
	int32_t month = page->request->month;
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	if (six_months) {
		month_format(month - 5, from);
		month_format(month, to);
	} else {
		day_format(month_first_day(month), from);
		day_format(month_first_day(month + 1) - 1, to);
	}
	html(page, tr(page, "%s to %s", "%s～%s"), from, to);
}

static bool
looks_back(const struct exhibit *f)
{
	const char *dash = strrchr(f->figure->name, '-');
	return exhibit_column(f, "month") >= 0 || (dash && strcmp(dash, "-six") == 0) ||
		strcmp(f->figure->name, "attribution") == 0;
}

void
page_condition_line(const struct page *page, const struct exhibit *f)
{
	const struct exhibit *h = page_exhibit(page, "headline");
	double sensors = exhibit_number(h, 0, exhibit_column(h, "sensors"));
	double coverage = exhibit_number(h, 0, exhibit_column(h, "coverage_share"));
	char text[NUMBER_TEXT_MAX];

	/* Guarded hosts are no sensors: neither coverage nor exclusions speak of them. */
	if (strncmp(f->figure->name, "guard-", 6) == 0) {
		write_span(page, looks_back(f));
		html(page, "%s", tr(page, ", UTC. ", "(UTC)。"));
		html_text(page, f->figure->note[page->language]);
		return;
	}
	if (isfinite(sensors))
		html(page,
			sensors == 1 ? tr(page, "%s sensor; ", "観測点 %sか所、")
				     : tr(page, "%s sensors; ", "観測点 %sか所、"),
			number_exact(sensors, 0, text));
	write_span(page, looks_back(f));
	html(page, "%s", tr(page, ", sensors' own time", "(観測点の標準時)"));
	if (isfinite(coverage))
		html(page,
			tr(page, "; coverage of the month %s %%", "、当月の観測率 %s %%"),
			number_exact(coverage, 1, text));
	if (strcmp(f->figure->name, "excluded") != 0 && exclusions(page, false) > 0) {
		html(page, "%s", tr(page, "; without ", "、除外: "));
		(void)exclusions(page, true);
	}
	html(page, "%s", tr(page, ". ", "。"));
	html_text(page, f->figure->note[page->language]);
}

static void
write_prefixes(const struct page *page, const struct sensor *s)
{
	for (size_t i = 0; i < s->n_prefixes && i < SHOWN_PREFIXES_MAX; i++) {
		char text[PREFIX_TEXT_MAX];
		html(page, "%s%s", i ? ", " : "", prefix_format(s->prefixes[i], text));
	}
	if (s->n_prefixes > SHOWN_PREFIXES_MAX)
		html(page, ", …");
	if (s->n_prefixes == 0)
		html(page, "%s", tr(page, "all", "すべて"));
}

static void
write_spans(const struct page *page, const struct sensor *s)
{
	if (s->n_outages == 0)
		html(page, "–");
	for (size_t i = 0; i < s->n_outages; i++) {
		char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];
		html(page, tr(page, "%s%s to %s", "%s%s～%s"), i ? "<br>" : "",
			time_format(s->zone, s->outages[i].start_s, from),
			time_format(s->zone, s->outages[i].end_s, to));
	}
}

static void
write_sensor(const struct page *page, const struct sensor *s)
{
	char text[NUMBER_TEXT_MAX];
	html(page, "<tr><td>");
	html_text(page, s->name);
	html(page, "</td><td>");
	html_text(page, s->place ? s->place : "");
	html(page, "</td><td>%s</td><td class=\"num\">%s</td>", zone_name(s->zone),
		s->addresses ? number_exact((double)s->addresses, 0, text) : "–");
	if (page->request->internal) {
		html(page, "<td class=\"mono\">");
		write_prefixes(page, s);
		html(page, "</td>");
	}
	html(page, "<td>");
	write_spans(page, s);
	html(page, "</td><td>");
	for (size_t i = 0; i < s->n_exclusions; i++) {
		html(page, "%s", i ? "<br>" : "");
		write_exclusion(page, s, &s->exclusions[i]);
		if (s->exclusions[i].reason && *s->exclusions[i].reason)
			html_escaped(page, ": %s", s->exclusions[i].reason);
	}
	html(page, "%s</td></tr>\n", s->n_exclusions ? "" : "–");
}

static void
write_site(const struct page *page)
{
	html(page,
		"<div class=\"scroll\"><table class=\"data\"><thead><tr><th "
		"scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\" "
		"class=\"num\">%s"
		"</th>",
		tr(page, "Sensor", "観測点"), tr(page, "Place", "設置場所"),
		tr(page, "Time zone", "標準時"), tr(page, "Addresses", "アドレス数"));
	if (page->request->internal)
		html(page, "<th scope=\"col\">%s</th>",
			tr(page, "Prefixes", "アドレス範囲"));
	html(page,
		"<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
		tr(page, "Known outages", "既知の停止"), tr(page, "Left out", "除外"));
	for (size_t i = 0; i < page->site->n_sensors; i++)
		write_sensor(page, &page->site->sensors[i]);
	html(page, "</tbody></table></div>\n");
}

static const char *const definitions[][2] = {
	{ "An access is one attempt: the packets of one source, destination, protocol and "
	  "pair of "
	  "ports count once in five minutes. A packet sent again is no second access.",
		"アクセスは1回の試みである。同じ発信元・宛先・プロトコル・ポートの組のパケ"
		"ットは、5分間に"
		"1回と数える。再送されたパケットは別のアクセスとしない。" },
	{ "A source is a distinct source address, of one sensor on one day unless another "
	  "span is "
	  "named. Sources do not add up over ports, days or sensors; source-days are the "
	  "sum of the "
	  "sources of each sensor and day, and shares of sources are made of them.",
		"発信元は異なる発信元アドレスの数であり、特記しない限り1観測点1日のものであ"
		"る。発信元数は"
		"ポート・日・観測点をまたいで合計できない。発信元の比率は、観測点ごと日ごと"
		"の発信元数の"
		"合計(発信元日)による。" },
	{ "The port is the destination port; of TCP and UDP backscatter the source port, "
	  "which is the "
	  "service that answers; of ICMP the type (8 is Ping).",
		"ポートは宛先ポートである。TCPとUDPの跳ね返り(backscatter)"
		"では応答したサービスの"
		"ポート(発信元ポート)、ICMPではタイプ(8はPing)とする。" },
	{ "The addresses of UDP sources and the targets that backscatter shows may be "
	  "forged.",
		"UDPの発信元と、跳ね返りが示す相手先のアドレスは、詐称されている可能性があ"
		"る。" },
	{ "Days, months and hours are those of the sensor's own time zone. A mean per "
	  "sensor and day "
	  "divides by the observed time; sources per day are taken from days observed for "
	  "at least "
	  "95 %.",
		"日・月・時刻は各観測点の標準時による。1観測点1日あたりの平均は観測できた時"
		"間で割る。"
		"1日あたりの発信元数には、95 %以上観測できた日だけを用いる。" },
	{ "All counts are exact unless a name says that it is an estimate. Shares are "
	  "rounded so that "
	  "they sum to 100.0.",
		"推定と明記したもの以外、数はすべて実測値である。比率は合計が100."
		"0になるように丸めた。" },
};

void
page_conditions(const struct page *page)
{
	/* For the public the figure of the conditions names the sensors. */
	if (page->request->internal ||
		!exhibit_has_rows(page_exhibit(page, "conditions"))) {
		html(page, "<h3>%s</h3>\n", tr(page, "Sensors", "観測点"));
		write_site(page);
	}
	html(page, "<h3>%s</h3>\n<ul>\n", tr(page, "What is counted", "数え方"));
	for (size_t i = 0; i < count_of(definitions); i++)
		html(page, "<li>%s</li>\n", definitions[i][page->language]);
	html(page, "</ul>\n");
}
