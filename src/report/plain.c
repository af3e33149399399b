/* plain.c - the month in one sentence for somebody who only has a computer.
 *
 * The sentence speaks of "your computer" when a sensor is a connection like everybody's:
 * one address.  A sensor of many addresses sees what many computers see, and the text says
 * so.
 */
#include "report/page.h"

static bool
is_ordinary(const struct site *site)
{
	for (size_t i = 0; i < site->n_sensors; i++)
		if (site->sensors[i].addresses != 1)
			return false;
	return true;
}

/* "4 to 5", or "about 4" when it is nearly whole. */
static void
write_range(const struct page *page, double v)
{
	double low = floor(v), high = ceil(v);
	char a[NUMBER_TEXT_MAX], b[NUMBER_TEXT_MAX];
	if (v < 1.05)
		html(page, tr(page, "once", "1件"));
	else if (v - low < 0.05 || high - v < 0.05)
		html(page, tr(page, "about %s times", "約%s件"),
			number_exact(round(v), 0, a));
	else
		html(page, tr(page, "%s to %s times", "%s～%s件"), number_exact(low, 0, a),
			number_exact(high, 0, b));
}

static void
write_advice(const struct page *page, bool ordinary)
{
	html(page, "%s",
		ordinary ? tr(page,
				   "A sensor is connected like an ordinary user: what "
				   "reaches a sensor reaches "
				   "everybody. Keep your computer and router up to date, "
				   "and close what you "
				   "do not use.",
				   "観測点の環境は一般の利用者の接続環境と同じなので、同じ"
				   "くらいの一方的なアクセスが"
				   "誰にでも届いていると考えられる。コンピュータとルータを"
				   "最新の状態に保ち、"
				   "使わないサービスは止めておくことをお勧めする。")
			 : tr(page,
				   "A sensor here is a network of several addresses, so a "
				   "single computer sees "
				   "less. Keep your computer and router up to date, and "
				   "close what you do not "
				   "use.",
				   "ここでの観測点は複数のアドレスからなるネットワークであ"
				   "り、1台のコンピュータに届く"
				   "アクセスはこれより少ない。コンピュータとルータを最新の"
				   "状態に保ち、"
				   "使わないサービスは止めておくことをお勧めする。"));
}

void
page_plain(const struct page *page)
{
	const struct exhibit *h = page_exhibit(page, "headline");
	double sources = exhibit_number(h, 0, exhibit_column(h, "sources_per_sensor_day"));
	double each = exhibit_number(h, 0, exhibit_column(h, "accesses_per_source"));
	bool ordinary = is_ordinary(page->site);
	char text[NUMBER_TEXT_MAX];

	if (!isfinite(sources) || !isfinite(each)) {
		html(page, "<p>%s</p>\n",
			tr(page,
				"No sensor was observed for a whole day, so nothing can be "
				"said about an "
				"average day.",
				"丸1日観測できた観測点がないため、平均的な1日については述べ"
				"られない。"));
		return;
	}
	html(page, "<blockquote class=\"plain\"><p>");
	html(page,
		ordinary ? tr(page,
				   "Every day, on average, %s strangers (source addresses) "
				   "knock at your "
				   "computer uninvited, each of them ",
				   "あなたのコンピュータは、毎日、平均して、%"
				   "s人の見知らぬ人(発信元)から、"
				   "発信元一人当たり")
			 : tr(page,
				   "Every day, on average, %s strangers (source addresses) "
				   "knock uninvited at "
				   "a network like the observed ones, each of them ",
				   "観測点と同じ規模のネットワークは、毎日、平均して、%"
				   "s人の見知らぬ人(発信元)"
				   "から、発信元一人当たり"),
		number_exact(sources, 0, text));
	write_range(page, each);
	html(page, "%s</p><p>", tr(page, ".", "の不正と思われるアクセスを受けている。"));
	write_advice(page, ordinary);
	html(page, "</p></blockquote>\n");
}
