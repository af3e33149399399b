/* glossary.c - what the month's ports are, and what to do. */
#include "report/page.h"

static void
write_definition(const struct page *page, const struct exhibit *f, size_t row, int column,
	const char *class)
{
	struct bytes text = exhibit_text(f, row, column);
	if (text.len == 0)
		return;
	html(page, *class ? "<dd class=\"%s\">" : "<dd>", class);
	if (strcmp(class, "source") == 0)
		html(page, "%s: ", tr(page, "Source", "出典"));
	if (strcmp(class, "named") == 0) {
		html(page, "<b>");
		html_text(page, exhibit_spec(f, column)->title[page->language]);
		html(page, "</b>");
	}
	escape_html(page->out, text);
	html(page, "</dd>\n");
}

static void
write_ports(const struct page *page, const struct exhibit *f)
{
	int port = exhibit_column(f, "port"), name = exhibit_column(f, "name");
	int what = exhibit_column(f, "what description"),
	    threat = exhibit_column(f, "threat");
	int source = exhibit_column(f, "source");

	html(page, "<dl class=\"gloss\">\n");
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		html(page, "<dt>");
		escape_html(page->out, exhibit_text(f, row, port));
		struct bytes called = exhibit_text(f, row, name);
		if (called.len > 0) {
			html(page, " – ");
			escape_html(page->out, called);
		}
		html(page, "</dt>\n");
		write_definition(page, f, row, what, "named");
		write_definition(page, f, row, threat, "named");
		write_definition(page, f, row, source, "source");
		if (exhibit_text(f, row, what).len == 0 &&
			exhibit_text(f, row, threat).len == 0)
			html(page, "<dd>%s</dd>\n",
				tr(page, "Its purpose is unknown.", "用途は不明である。"));
	}
	html(page, "</dl>\n");
}

static void
write_advice(const struct page *page, const struct exhibit *f)
{
	int key = exhibit_column(f, "about subject port finding key");
	int text = exhibit_column(f, "advice text");
	int source = exhibit_column(f, "source");

	html(page, "<h3 id=\"advice\">%s</h3>\n<dl class=\"gloss\">\n",
		tr(page, "Advice", "対策"));
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		struct bytes about = exhibit_text(f, row, key);
		bool same = row > 0 && exhibit_find(f, key, about) < (int)row;
		if (about.len > 0 && !same) {
			html(page, "<dt>");
			escape_html(page->out, about);
			html(page, "</dt>\n");
		}
		write_definition(page, f, row, text, "");
		write_definition(page, f, row, source, "source");
	}
	html(page, "</dl>\n");
}

void
page_glossary(const struct page *page)
{
	const struct exhibit *ports = page_exhibit(page, "glossary");
	const struct exhibit *advice = page_exhibit(page, "advice");
	if (exhibit_has_rows(ports)) {
		html(page, "<p>%s</p>\n",
			tr(page, "The ports of this month's figures, most accesses first.",
				"今月の図表に現れたポート。アクセス数の多い順。"));
		write_ports(page, ports);
	}
	if (exhibit_has_rows(advice))
		write_advice(page, advice);
}
