/* chapters.c - the order of the report: which figure stands in which part, and why.
 *
 * A part is one row here; a chapter about a phenomenon joins by adding a row.  `lead` or
 * `sentences` make the prose above the figures, `advice` what stands below them.
 */
#include "report/page.h"

enum { PART_FIGURES_MAX = 20 };

struct part {
	const char *id;
	const char *title[2];
	const char *intro[2];
	void (*lead)(const struct page *page);
	const struct sentence *sentences; /* sentences of a chapter */
	const char *advice; /* the findings that its advice is about */
	/* Names of figures; "NAME:KIND" draws one as another kind of chart (or
	 * as none: then its table stands open). */
	const char *figures[PART_FIGURES_MAX];
	bool empty_shown; /* also when none of its figures has rows */
};

static const struct part parts[] = {
	{
		.id = "changes",
		.title = { "What changed", "今月の変化" },
		.lead = page_changes,
		.empty_shown = true,
	},
	{
		.id = "plain",
		.title = { "In plain words", "一般の利用者の皆さんへ" },
		.lead = page_plain,
		.empty_shown = true,
	},
	{
		.id = "key-figures",
		.title = { "Key figures", "主な数値" },
		.lead = page_tiles,
		.figures = { "headline:none", "kinds", "observatory-four" },
		.empty_shown = true,
	},
	{
		.id = "month",
		.title = { "The month", "今月の観測状況" },
		.figures = { "daily-accesses", "daily-sources", "ports", "regions",
			"region-daily", "region-port", "hours", "sensors:multiples",
			"sensor-comparison", "countries", "country-operators", "domestic",
			"groups", "group-daily", "group-sensors", "several-sensors",
			"honeypot", "top-operators", "top-sources" },
	},
	{
		.id = "six-months",
		.title = { "Six months", "6か月の推移" },
		.figures = { "trend", "attribution", "accesses-per-source", "ports-six",
			"regions-six", "hours-six" },
	},
	{
		.id = "ordinary",
		.title = { "Out of the ordinary", "平常と異なる動き" },
		.sentences = ordinary_sentences,
		.figures = { "ordinary-range", "anomalies", "watch-days" },
	},
	{
		.id = "popups",
		.title = { "Pop-up spam", "ポップアップスパム" },
		.lead = page_popups,
		.figures = { "popup-families", "popup-ports", "popup-1026", "popup-1027",
			"popup-eras", "popup-frequency", "popup-languages", "popup-pairs",
			"popup-spoof", "popup-relay", "popup-relay-countries" },
	},
	{
		.id = "scans",
		.title = { "Scans", "探索" },
		.sentences = scan_sentences,
		.advice = "scan",
		.figures = { "scan-ports", "scan-tools", "scans-daily", "scan-survey",
			"scan-top" },
	},
	{
		.id = "backscatter",
		.title = { "Targets of denial of service", "DoS攻撃の跳ね返り" },
		.sentences = backscatter_sentences,
		.advice = "backscatter",
		.figures = { "floods-daily", "flood-targets" },
	},
	{
		.id = "botnets",
		.title = { "Botnets", "ボットネット" },
		.sentences = botnet_sentences,
		.advice = "irc-cnc",
		.figures = { "infections-daily", "infections", "botnets", "cnc",
			"cnc-dialogue", "cnc-ports" },
	},
	{
		.id = "logins",
		.title = { "Dictionary attacks", "辞書攻撃" },
		.sentences = login_sentences,
		.advice = "dictionary",
		.figures = { "dictionary-daily", "dictionary-services",
			"dictionary-verdicts", "dictionary-countries", "login-names" },
	},
	{
		.id = "sql-injection",
		.title = { "SQL injection", "SQLインジェクション" },
		.sentences = sqli_sentences,
		.advice = "sqli",
		.figures = { "sqli-daily", "sqli-domestic", "sqli-tendencies",
			"sqli-tamper-countries" },
	},
	{
		.id = "mail-worms",
		.title = { "Mail worms and mailers", "メールワームと送信端末" },
		.sentences = mail_worm_sentences,
		.advice = "mail-worm",
		.figures = { "mail-worms", "mail-clients" },
	},
	{
		.id = "p2p",
		.title = { "Left-over P2P calls", "残留P2P通信" },
		.sentences = p2p_sentences,
		.advice = "p2p-inherited bittorrent edonkey gnutella soulseek winny",
		.figures = { "p2p-inherited", "p2p-protocols" },
	},
	{
		.id = "worms",
		.title = { "Worms", "ワーム" },
		.sentences = worm_sentences,
		.advice = "slammer rpc-exploit smb-exploit remote-shell",
		.figures = { "worms" },
	},
	{
		.id = "dns",
		.title = { "DNS", "DNS" },
		.sentences = dns_sentences,
		.advice = "dns-poisoning resolver-health",
		.figures = { "dns-poisoning", "resolvers" },
	},
	{
		.id = "guard",
		.title = { "Guarded hosts", "ガード対象ホスト" },
		.sentences = guard_sentences,
		.advice = "guard",
		.figures = { "guard-daily", "guard-patterns", "guard-hosts" },
	},
	{
		.id = "first-visitors",
		.title = { "How soon a new sensor is found",
			"観測開始から最初のアクセスまで" },
		.sentences = first_probe_sentences,
		.figures = { "first-probe", "first-probe-sensors" },
	},
	{
		.id = "excluded-traffic",
		.title = { "Traffic left out of the main figures",
			"集計から除外したアクセス" },
		.intro = { "What follows went to services that really run at a sensor.  It "
			   "is counted "
			   "here and nowhere else in this report.",
			"以下は観測点で実際に動作しているサービスへのアクセスである。本レポ"
			"ートの他の図表には"
			"含まれない。" },
		.figures = { "excluded" },
	},
	{
		.id = "glossary",
		.title = { "Ports and advice", "ポートの解説と対策" },
		.lead = page_glossary,
	},
	{
		.id = "conditions",
		.title = { "Conditions of observation", "観測条件" },
		.lead = page_conditions,
		.figures = { "conditions", "coverage" },
		.empty_shown = true,
	},
};

/* The figures that a lead shows in a form of its own. */
static const char *const told[] = { "glossary", "advice" };

/* The exhibit of an entry, and the kind of chart when it asks for another. */
static struct exhibit *
entry_exhibit(const struct page *page, const char *entry, const char **ret_chart)
{
	char name[64];
	size_t len = strcspn(entry, ":");
	must(len < sizeof(name));
	memcpy(name, entry, len);
	name[len] = '\0';
	*ret_chart = entry[len] == ':' ? entry + len + 1 : NULL;
	return page_exhibit(page, name);
}

static bool
is_placed(const char *name)
{
	for (size_t i = 0; i < count_of(told); i++)
		if (strcmp(told[i], name) == 0)
			return true;
	for (size_t p = 0; p < count_of(parts); p++)
		for (size_t i = 0; parts[p].figures[i]; i++) {
			size_t len = strcspn(parts[p].figures[i], ":");
			if (strlen(name) == len &&
				strncmp(parts[p].figures[i], name, len) == 0)
				return true;
		}
	return false;
}

static bool
part_is_shown(const struct page *page, const struct part *part)
{
	const char *chart;
	if (part->empty_shown)
		return true;
	for (size_t i = 0; part->figures[i]; i++)
		if (exhibit_has_rows(entry_exhibit(page, part->figures[i], &chart)))
			return true;
	return part->lead == page_glossary &&
		(exhibit_has_rows(page_exhibit(page, "glossary")) ||
			exhibit_has_rows(page_exhibit(page, "advice")));
}

static bool
has_unplaced(const struct page *page)
{
	for (size_t i = 0; i < page->n_exhibits; i++)
		if (!is_placed(page->exhibits[i].figure->name) &&
			exhibit_has_rows(&page->exhibits[i]))
			return true;
	return false;
}

void
page_number_figures(struct page *page)
{
	unsigned number = 0;
	const char *chart;
	for (size_t p = 0; p < count_of(parts); p++)
		for (size_t i = 0; parts[p].figures[i]; i++) {
			struct exhibit *f =
				entry_exhibit(page, parts[p].figures[i], &chart);
			if (exhibit_has_rows(f))
				f->number = ++number;
		}
	for (size_t i = 0; i < page->n_exhibits; i++)
		if (!is_placed(page->exhibits[i].figure->name) &&
			exhibit_has_rows(&page->exhibits[i]))
			page->exhibits[i].number = ++number;
}

void
page_contents(const struct page *page)
{
	html(page, "<nav class=\"toc\" aria-label=\"%s\"><ol>\n",
		tr(page, "Contents", "目次"));
	for (size_t p = 0; p < count_of(parts); p++)
		if (part_is_shown(page, &parts[p]))
			html(page, "<li><a href=\"#chapter-%s\">%s</a></li>\n", parts[p].id,
				parts[p].title[page->language]);
	html(page, "</ol></nav>\n");
}

static void
begin_part(const struct page *page, const char *id, const char *title, bool first)
{
	html(page,
		"<section class=\"part%s\" id=\"chapter-%s\" "
		"aria-labelledby=\"chapter-%s-title\">\n"
		"<h2 id=\"chapter-%s-title\">%s</h2>\n",
		first ? " first" : "", id, id, id, title);
}

static void
write_part(const struct page *page, const struct part *part)
{
	/* The first three stand together on the first sheet. */
	begin_part(page, part->id, part->title[page->language],
		part->lead == page_changes || part->lead == page_plain ||
			part->lead == page_tiles);
	if (part->intro[page->language])
		html(page, "<p>%s</p>\n", part->intro[page->language]);
	if (part->lead)
		part->lead(page);
	page_sentences(page, part->sentences);
	for (size_t i = 0; part->figures[i]; i++) {
		const char *chart;
		struct exhibit *f = entry_exhibit(page, part->figures[i], &chart);
		if (f && (f->number || f->why))
			page_figure(page, f, chart);
	}
	page_advice(page, part->advice);
	html(page, "</section>\n");
}

void
page_chapters(const struct page *page)
{
	for (size_t p = 0; p < count_of(parts); p++)
		if (part_is_shown(page, &parts[p]))
			write_part(page, &parts[p]);
	if (!has_unplaced(page))
		return;
	begin_part(page, "further", tr(page, "Further figures", "その他の図表"), false);
	for (size_t i = 0; i < page->n_exhibits; i++)
		if (!is_placed(page->exhibits[i].figure->name) && page->exhibits[i].number)
			page_figure(page, &page->exhibits[i], NULL);
	html(page, "</section>\n");
}
