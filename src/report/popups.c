/* popups.c - the month's pop-ups in one sentence, and the most frequent ones drawn as the
 * dialog box of the Messenger service that they were.  What a stranger wrote stays text.
 */
#include "report/page.h"

enum { DIALOGS = 3 };

/* The share of the messages that came to the two ports of the service's first listeners. */
static double
share_of_pair(const struct page *page)
{
	const struct exhibit *f = page_exhibit(page, "popup-ports");
	int port = exhibit_column(f, "port"), share = exhibit_column(f, "share_messages");
	int first = exhibit_find(f, port, bytes_text("1026/udp"));
	int second = exhibit_find(f, port, bytes_text("1027/udp"));

	return (first < 0 ? 0 : exhibit_number(f, (size_t)first, share)) +
		(second < 0 ? 0 : exhibit_number(f, (size_t)second, share));
}

static double
messages_of_all(const struct exhibit *f)
{
	double sum = 0;
	for (size_t row = 0; row < exhibit_rows(f); row++)
		sum += exhibit_number(f, row, exhibit_column(f, "messages"));
	return sum;
}

static void
write_finding(const struct page *page)
{
	const struct exhibit *ports = page_exhibit(page, "popup-ports");
	const struct exhibit *families = page_exhibit(page, "popup-families");
	char messages[NUMBER_TEXT_MAX], pair[NUMBER_TEXT_MAX], share[NUMBER_TEXT_MAX];
	double of_first =
		exhibit_number(families, 0, exhibit_column(families, "share_messages"));

	number_exact(messages_of_all(ports), 0, messages);
	number_prose(share_of_pair(page), pair);
	number_prose(of_first, share);
	html(page, "<p>");
	html_escaped(page,
		tr(page,
			"%s pop-up messages arrived, %s %% of them at 1026/udp and "
			"1027/udp. "
			"The most frequent wording makes up %s %%.",
			"ポップアップメッセージは%s件で、%s%%が1026/udpと1027/udpに届いた。"
			"最も多い文面が%s%%を占める。"),
		messages, pair, share);
	html(page, " ");
	html_link_to(page, families);
	html(page, "</p>\n");
}

/* What became of the service decides who still sees such a window. */
static void
write_default_state(const struct page *page)
{
	html(page, "<p>%s</p>\n",
		tr(page,
			"The Messenger service starts by itself on Windows NT, 2000, and "
			"XP "
			"up to Service Pack 1; since XP Service Pack 2 it is off, and "
			"later "
			"versions have none. Who still sees such a window runs an old "
			"system "
			"without a firewall. It is advertising, not a message of the "
			"computer: close it, do not follow it, and turn the service off.",
			"MessengerサービスはWindows "
			"NT・2000・XP(SP1まで)では自動的に起動し、"
			"XP SP2以降では無効、その後の版には存在しない。このような画面が今も"
			"表示されるのは、ファイアウォールのない古いシステムである。"
			"表示はコンピュータからの警告ではなく宣伝なので、"
			"指示に従わずに閉じ、サービスを無効にすること。"));
}

static void
write_dialog(const struct page *page, const struct exhibit *f, size_t row)
{
	char share[NUMBER_TEXT_MAX];

	html(page,
		"<figure class=\"popup\"><div class=\"dialog\" role=\"img\" "
		"aria-label=\"%s\">"
		"<p class=\"bar\">%s<span aria-hidden=\"true\">×</span></p>\n"
		"<p class=\"text\">",
		tr(page, "A pop-up as its window looked", "表示された画面の再現"),
		tr(page, "Messenger Service", "メッセンジャ サービス"));
	html(page, "%s", tr(page, "Message from ", ""));
	escape_html(page->out, exhibit_text(f, row, exhibit_column(f, "shown_from")));
	html(page, "%s", tr(page, " to ", " から "));
	escape_html(page->out, exhibit_text(f, row, exhibit_column(f, "shown_to")));
	html(page, "%s\n\n", tr(page, "", " へのメッセージ"));
	escape_html(page->out, exhibit_text(f, row, exhibit_column(f, "example")));
	html(page,
		"</p>\n<p class=\"ok\" aria-hidden=\"true\"><span>OK</span></p></div>\n"
		"<figcaption>");
	escape_html(page->out, exhibit_text(f, row, exhibit_column(f, "family")));
	number_prose(exhibit_number(f, row, exhibit_column(f, "share_messages")), share);
	html_escaped(page, tr(page, " – %s %% of the messages", " – 件数の%s%%"), share);
	html(page, "</figcaption></figure>\n");
}

void
page_popups(const struct page *page)
{
	const struct exhibit *families = page_exhibit(page, "popup-families");

	write_finding(page);
	write_default_state(page);
	html(page, "<div class=\"popups\">\n");
	for (size_t row = 0; row < exhibit_rows(families) && row < DIALOGS; row++)
		write_dialog(page, families, row);
	html(page, "</div>\n");
}
