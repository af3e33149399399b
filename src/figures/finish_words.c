/* finish_words.c - steps that put what a finding says into words for its readers, and take
 * out what the public must not have: addresses of single sources, passwords, keys.
 */
#include "figures/private.h"

enum { DAY_S = 86400 };

/* The words that findings are stored with. */
static const struct {
	const char *id, *en, *ja;
} said_words[] = {
	{ "active", "active", "活動中" },
	{ "idle", "idle", "待機中" },
	{ "dead", "dead", "停止" },
	{ "SYN flood", "SYN flood", "SYNフラッド" },
	{ "TCP flood", "TCP flood", "TCPフラッド" },
	{ "UDP flood", "UDP flood", "UDPフラッド" },
	{ "ICMP flood", "ICMP flood", "ICMPフラッド" },
	{ "UDP service answers", "answers of UDP services", "UDPサービスの応答" },
	{ "other flood", "other flood", "その他のフラッド" },
	{ "several", "several", "複数" },
	{ "domestic", "domestic", "国内" },
	{ "automated", "a program", "プログラム" },
	{ "person", "a person", "人手" },
	{ "unclear", "unclear", "判定不能" },
	{ "abroad", "abroad", "国外" },
	{ "unknown", "unknown", "不明" },
	{ "ssh", "SSH", "SSH" },
	{ "ftp", "FTP", "FTP" },
	{ "telnet", "Telnet", "Telnet" },
	{ "pop3", "POP3", "POP3" },
	{ "imap", "IMAP", "IMAP" },
	{ "smtp", "SMTP", "SMTP" },
	{ "rdp", "RDP", "RDP" },
	{ "content", "content", "内容" },
	{ "own engine, asks for MX", "own engine, asks for MX",
		"独自エンジン(MXを問い合わせ)" },
	{ "own engine, asks for names of mail servers",
		"own engine, asks for names of mail servers",
		"独自エンジン(メールサーバ名を問い合わせ)" },
	{ "steal", "steal", "窃取" },
	{ "overload", "overload", "過負荷" },
	{ "tamper", "tamper", "改ざん" },
	{ "probe", "probe", "調査" },
	{ "yes", "yes", "一致" },
	{ "no", "no", "不一致" },
	{ "resolver", "resolver", "リゾルバ" },
	{ "forwarder or client", "forwarder or client", "フォワーダまたは端末" },
	{ "port", "port", "ポート" },
	{ "remote shell", "shell told to fetch or start a program",
		"プログラムの取得・起動を命じる遠隔操作" },
	{ "other ports", "other ports", "その他のポート" },
	{ "80 and 8080", "80 and 8080", "80、8080" },
	{ "on a server of a named network", "public IRC network", "公開IRCネットワーク" },
	{ "dedicated or infected server", "dedicated or infected server",
		"専用または感染サーバ" },
	{ "host name", "host name", "ホスト名" },
	{ "no host name", "no host name", "ホスト名でないもの" },
	{ "bare address", "bare address", "アドレスのみ" },
	{ "address literal", "address in brackets", "アドレスリテラル" },
	{ "page of a web server", "page of a web server", "Webサーバ上のページ" },
	{ "one kind of port of many addresses", "one port of many addresses",
		"多数のアドレスの同一ポート" },
	{ "many ports of few addresses", "many ports of few addresses",
		"少数のアドレスの多数のポート" },
	{ "many ports of many addresses", "many ports of many addresses",
		"多数のアドレスの多数のポート" },
	{ "user and mailer", "user and mailer", "利用者とメーラ" },
	{ "own engine", "own engine", "独自エンジン" },
	{ "driven mailer", "driven mailer", "操られたメーラ" },
	{ "allowed", "allowed", "許可" },
	{ "illegal action", "illegal action", "不正操作" },
	{ "bot suspected", "bot suspected", "ボットの疑い" },
	{ "unusual rate", "unusual rate", "異常な頻度" },
	{ "low", "low", "低" },
	{ "medium", "medium", "中" },
	{ "high", "high", "高" },
	{ "not registered", "not registered", "未登録のプログラム" },
	{ "not the program that was started", "not the program that was started",
		"起動時と異なるプログラム" },
	{ "tainted lineage", "tainted lineage", "信頼できないプロセス系統" },
	{ "no shell in its lineage", "no shell in its lineage",
		"シェルから起動されていない" },
	{ "not under its user", "not under its user", "所定のユーザで動作していない" },
	{ "not started as a service", "not started as a service",
		"サービスとして起動されていない" },
	{ "its start was not seen", "its start was not seen", "起動が確認できない" },
	{ "asked through a kernel thread of io_uring",
		"asked through a kernel thread of io_uring",
		"io_uringのカーネルスレッド経由" },
	{ "writes to a socket that another was permitted",
		"writes to a socket that another was permitted",
		"他プロセスに許可されたソケットへの書き込み" },
	{ "packet without a permission", "packet without a permission",
		"許可のないパケット" },
	{ "tunnel to a mail port", "tunnel to a mail port", "メールポートへのトンネル" },
	{ "SMTP on another port", "SMTP on another port", "別のポートでのSMTP" },
	{ "hands mail to the mail server", "hands mail to the mail server",
		"メールサーバへの送信依頼" },
};

/* said COLUMN...: the word of a finding in the reader's language; others stay. */
STEP(said, "said")
{
	int r = step_words(w, "said", n_words, 1, err);
	for (size_t k = 0; r == 0 && k < n_words; k++) {
		size_t at;
		r = step_column(w, words[k], &at, err);
		for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++) {
			struct bytes text = sheet_text(w->sheet, i, at);
			for (size_t n = 0; n < count_of(said_words); n++)
				if (text.len == strlen(said_words[n].id) &&
					memcmp(text.at, said_words[n].id, text.len) == 0)
					sheet_set_text(w->sheet, i, at,
						bytes_text(work_say(w, said_words[n].en,
							said_words[n].ja)));
		}
	}
	return r;
}

/* withhold COLUMN COUNT LEAST: in public, what stands for fewer than so many is not named.
 */
STEP(withhold, "withhold")
{
	size_t at, count;
	int r = step_words(w, "withhold", n_words, 3, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	if (r == 0)
		r = step_column(w, words[1], &count, err);
	double least = r == 0 ? strtod(words[2], NULL) : 0;
	for (size_t i = 0; r == 0 && !w->request->internal && i < w->sheet->n_rows; i++)
		if (sheet_number(w->sheet, i, count) < least)
			sheet_set_text(w->sheet, i, at,
				bytes_text(work_say(w, "(withheld)", "(非公開)")));
	return r;
}

/* secret COLUMN: in public, a password is only said to exist. */
STEP(secret, "secret")
{
	size_t at;
	int r = step_words(w, "secret", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	for (size_t i = 0; r == 0 && !w->request->internal && i < w->sheet->n_rows; i++)
		if (sheet_text(w->sheet, i, at).len > 0)
			sheet_set_text(w->sheet, i, at, bytes_text("***"));
	return r;
}

/* "#channel key, #other" without its keys: what follows the first space of each part. */
static struct bytes
without_keys(struct arena *arena, struct bytes text)
{
	struct bytes all = bytes_of("", 0);
	for (size_t i = 0; i < text.len;) {
		size_t end = i, name;
		while (end < text.len && text.at[end] != ',')
			end++;
		while (i < end && text.at[i] == ' ')
			i++;
		for (name = i; name < end && text.at[name] != ' ';)
			name++;
		all = arena_printf(arena, "%.*s%s%.*s%s", (int)all.len,
			(const char *)all.at, all.len ? ", " : "", (int)(name - i),
			(const char *)text.at + i, name < end ? " ***" : "");
		i = end + 1;
	}
	return all;
}

/* channel-keys COLUMN: in public, channels keep their names and lose their keys. */
STEP(channel_keys, "channel-keys")
{
	size_t at;
	int r = step_words(w, "channel-keys", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	for (size_t i = 0; r == 0 && !w->request->internal && i < w->sheet->n_rows; i++)
		sheet_set_text(w->sheet, i, at,
			without_keys(w->text, sheet_text(w->sheet, i, at)));
	return r;
}

static bool
is_null(const struct value *row, size_t column)
{
	return row[column].kind == VALUE_NULL;
}

/* not-alone COLUMN: a rest beside which there is nothing is no answer. */
STEP(not_alone, "not-alone")
{
	size_t at;
	int r = step_words(w, "not-alone", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	if (r == 0 && w->sheet->n_rows == 1 && sheet_text(w->sheet, 0, at).len == 0) {
		sheet_at(w->sheet, 0, at)->kind = VALUE_NULL;
		sheet_drop_rows(w->sheet, is_null, at);
	}
	return r;
}

/* needs MEASURE: no row at all when all are 0 of it. */
STEP(needs, "needs")
{
	size_t at;
	int r = step_words(w, "needs", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	double sum = 0;
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
		sum += sheet_number(w->sheet, i, at);
	if (r == 0 && sum == 0)
		w->sheet->n_rows = 0;
	return r;
}

/* together COUNT COLUMN: how many rows have the same text; a row without text is alone. */
STEP(together, "together")
{
	size_t column;
	int r = step_words(w, "together", n_words, 2, err);
	if (r == 0)
		r = step_column(w, words[1], &column, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t count = sheet_column(s, words[0]);
	for (size_t i = 0; i < s->n_rows; i++) {
		const struct value *mine = sheet_at(s, i, column);
		bool named = sheet_text(s, i, column).len > 0;
		int64_t n = named ? 0 : 1;
		for (size_t k = 0; named && k < s->n_rows; k++)
			n += value_compare(mine, sheet_at(s, k, column)) == 0;
		sheet_set_int(s, i, count, n);
	}
	return 0;
}

/* known COLUMN...: 0 means that it is not known, and becomes null. */
STEP(known, "known")
{
	int r = step_words(w, "known", n_words, 1, err);
	for (size_t k = 0; r == 0 && k < n_words; k++) {
		size_t at;
		r = step_column(w, words[k], &at, err);
		for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++)
			if (sheet_number(w->sheet, i, at) == 0)
				sheet_at(w->sheet, i, at)->kind = VALUE_NULL;
	}
	return r;
}

/* moment NEW SECONDS: a time of UTC from seconds since 1970. */
STEP(moment, "moment")
{
	size_t from;
	int r = step_words(w, "moment", n_words, 2, err);
	if (r == 0)
		r = step_column(w, words[1], &from, err);
	if (r < 0)
		return r;
	size_t to = sheet_column(w->sheet, words[0]);
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		char text[DATE_TEXT_MAX];
		int64_t s = (int64_t)sheet_number(w->sheet, i, from);
		int64_t day = s / DAY_S - (s % DAY_S < 0);
		if (s == 0 || day < INT32_MIN / 2 || day > INT32_MAX / 2)
			continue;
		int of_day = (int)(s - day * DAY_S);
		sheet_set_text(w->sheet, i, to,
			arena_printf(w->text, "%s %02d:%02d:%02d",
				day_format((int32_t)day, text), of_day / 3600,
				of_day / 60 % 60, of_day % 60));
	}
	return 0;
}

/* several-ports: after port, the row whose key is -1 is what asked several ports. */
STEP(several_ports, "several-ports")
{
	static const char *const cleared[] = { "proto", "dport", "name" };
	(void)words;
	(void)n_words;
	size_t key, port;
	int r = step_column(w, "key", &key, err);
	if (r == 0)
		r = step_column(w, "port", &port, err);
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++) {
		if (sheet_number(w->sheet, i, key) >= 0)
			continue;
		sheet_set_text(w->sheet, i, port,
			bytes_text(work_say(w, "several ports", "複数のポート")));
		for (size_t k = 0; k < count_of(cleared); k++)
			sheet_at(w->sheet, i, sheet_column(w->sheet, cleared[k]))->kind =
				VALUE_NULL;
	}
	return r;
}

/* country-label: label from country_name, "others" where country is "-". */
STEP(country_label, "country-label")
{
	(void)words;
	(void)n_words;
	size_t country, name;
	int r = step_column(w, "country", &country, err);
	if (r == 0)
		r = step_column(w, "country_name", &name, err);
	size_t label = r == 0 ? sheet_column(w->sheet, "label") : 0;
	for (size_t i = 0; r == 0 && i < w->sheet->n_rows; i++) {
		struct bytes code = sheet_text(w->sheet, i, country);
		if (sheet_at(w->sheet, i, country)->kind == VALUE_NULL)
			continue;
		sheet_set_text(w->sheet, i, label,
			code.len == 1 ? bytes_text(work_say(w, "others", "その他"))
				      : sheet_text(w->sheet, i, name));
	}
	return r;
}
