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

/* What stands before and after the number of sources, and what follows from it. */
struct words {
	const char *before[2], *after[2], *advice[2];
};

static const struct words ordinary_words = {
	.before = { "Every day, on average, ", "あなたのコンピュータは、毎日、平均して、" },
	.after = { " strangers (source addresses) knock at your computer uninvited, "
		   "each of them ",
		"人の見知らぬ人(発信元)から、発信元一人当たり" },
	.advice = { "A sensor is connected like an ordinary user: what reaches a sensor "
		    "reaches everybody. ",
		"観測点の環境は一般の利用者の接続環境と同じなので、"
		"同じくらいの一方的なアクセスが誰にでも届いていると考えられる。" },
};

static const struct words network_words = {
	.before = { "Every day, on average, ",
		"観測点と同じ規模のネットワークは、毎日、平均して、" },
	.after = { " strangers (source addresses) knock uninvited at a network like the "
		   "observed ones, each of them ",
		"人の見知らぬ人(発信元)から、発信元一人当たり" },
	.advice = { "A sensor here is a network, so a single computer sees less. ",
		"ここでの観測点はネットワークであり、"
		"1台のコンピュータに届くアクセスはこれより少ない。" },
};

void
page_plain(const struct page *page)
{
	const struct exhibit *h = page_exhibit(page, "headline");
	double sources = exhibit_number(h, 0, exhibit_column(h, "sources_per_sensor_day"));
	double each = exhibit_number(h, 0, exhibit_column(h, "accesses_per_source"));
	const struct words *words =
		is_ordinary(page->site) ? &ordinary_words : &network_words;
	char text[NUMBER_TEXT_MAX];

	if (!isfinite(sources) || !isfinite(each)) {
		html(page, "<p>%s</p>\n",
			tr(page, "No sensor was observed for a whole day: no average day.",
				"丸1日観測できた観測点がないため、平均的な1日は示せない"
				"。"));
		return;
	}
	html(page, "<blockquote class=\"plain\"><p>%s%s%s", words->before[page->language],
		number_exact(sources, 0, text), words->after[page->language]);
	write_range(page, each);
	html(page, "%s</p><p>%s%s</p></blockquote>\n",
		tr(page, ".", "の不正と思われるアクセスを受けている。"),
		words->advice[page->language],
		tr(page, "Keep computer and router up to date; close what you do not use.",
			"コンピュータとルータは最新の状態に保ち、使わないサービスは止める"
			"。"));
}
