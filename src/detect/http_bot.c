/* http_bot.c - a program that reports to a web server and is answered with an order, as
 * bots do whose C&C is a web page.
 *
 * No single sign says it: programs that look for updates name themselves too, and a page
 * may speak of "download".  So three must meet in one exchange: no browser asks, it tells
 * who it is, and the answer is short and has the grammar of orders.  Bots that encrypt are
 * not seen.
 */
#include "detect/detect.h"
#include "proto/proto.h"
#include "proto/sasl.h"

#include <ctype.h>
#include <strings.h>
#include <xxhash.h>

enum {
	EXCHANGES_MAX = 16,
	ITEMS_MAX = 64,
	ANSWER_MAX = 4096, /* bytes; a longer one is a page or a file */
	LINES_MAX = 8,
	VERB_MAX = 16,
	SHOWN_MAX = 200,
};

/* Of whom the program speaks, and then what it says of it. */
static const char *const identities[] = { "id", "uid", "uuid", "guid", "hwid", "bot",
	"botid", "bot_id", "bid", "nick", "mac", "pcname", "compname", "computername",
	"machine_id" };
static const char *const traits[] = { "build", "build_id", "ver", "version", "os", "win",
	"cn", "country", "lang", "admin", "av", "cpu", "ram", "group", "up", "uptime",
	"idle", "socks", "port", "ip", "user", "username", "host", "hostname", "pc", "name",
	"task", "status", "key", "net", "ping" };

/* What bots are told: to act, and to be still. */
static const char *const acts[] = { "ddos", "flood", "syn", "synflood", "udp", "udpflood",
	"icmp", "httpflood", "http", "get", "post", "slowloris", "dl", "download", "dlexec",
	"downloadexec", "exec", "execute", "run", "update", "upd", "visit", "open", "scan",
	"spread", "cmd", "shell", "keylog", "proxy", "socks", "spam", "inject", "upload" };
static const char *const rests[] = { "wait", "sleep", "stop", "die", "idle", "ping",
	"remove", "uninstall", "kill", "none", "noop" };

static bool
is_one_of(struct bytes text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == text.len &&
			strncasecmp((const char *)text.at, list[i], text.len) == 0)
			return true;
	return false;
}

/* strchr would find the end of the list for a byte of 0. */
static bool
is_in(uint8_t byte, const char *list)
{
	return byte && strchr(list, byte);
}

/* --- who asks ---------------------------------------------------------------------------
 */

struct visitor {
	struct bytes names; /* of the parameters, in scratch */
	char id[SHOWN_MAX]; /* the first identity */
	size_t id_len;
	unsigned identities, traits;
};

static bool
is_browser(const struct http_request *r)
{
	struct bytes name, value;
	for (size_t from = 0; http_header(r, &from, &name, &value);)
		if ((name.len == 15 &&
			    strncasecmp((const char *)name.at, "accept-language", 15) ==
				    0) ||
			(name.len == 7 &&
				strncasecmp((const char *)name.at, "referer", 7) == 0))
			return true;
	return false;
}

static struct visitor
visitor_of(
	struct inspection *in, const struct http_request *r, struct http_scratch *scratch)
{
	struct visitor v = { .names = scratch_copy(in, bytes_text("")) };
	struct http_items items;
	struct http_item item;
	http_items_of(r, scratch, &items);
	for (unsigned i = 0; i < ITEMS_MAX && http_item_next(&items, &item); i++) {
		bool says = item.where == HTTP_AT_QUERY || item.where == HTTP_AT_BODY;
		bool who = is_one_of(item.name, identities, count_of(identities));
		if (!says || item.value.len == 0 ||
			(!who && !is_one_of(item.name, traits, count_of(traits))))
			continue;
		if (who && v.identities++ == 0) {
			v.id_len = item.value.len < SHOWN_MAX ? item.value.len : SHOWN_MAX;
			memcpy(v.id, item.value.at, v.id_len);
		}
		v.traits += !who;
		v.names.len += scratch_printf(in, "%s%.*s", v.names.len ? " " : "",
			(int)item.name.len, (const char *)item.name.at)
				       .len;
	}
	return v;
}

/* --- what it is told ---------------------------------------------------------------------
 */

struct order {
	struct bytes text;
	bool acts;
	const char *form;
};

/* What an order is about: an address, a name, a number, or a program. */
static bool
is_argument(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (isdigit(text.at[i]) || text.at[i] == '.' || text.at[i] == '/')
			return true;
	return false;
}

/* A verb, alone or before a separator and its argument: ".ddos 192.0.2.1 80". */
static bool
read_order(struct bytes line, struct order *ret)
{
	size_t start = line.len && is_in(line.at[0], "!.@") ? 1 : 0, end = start;
	while (end < line.len && end - start <= VERB_MAX &&
		(isalpha(line.at[end]) || line.at[end] == '_'))
		end++;
	struct bytes verb = bytes_of(line.at + start, end - start);
	struct bytes rest = bytes_of(line.at + end, line.len - end);
	bool acting = is_one_of(verb, acts, count_of(acts));
	if (!acting && !is_one_of(verb, rests, count_of(rests)))
		return false;
	bool alone = rest.len == 0;
	if (alone ? acting : !is_in(rest.at[0], " \t;|#=&,*") || !is_argument(rest))
		return false;
	*ret = (struct order){ bytes_of(line.at,
				       line.len < SHOWN_MAX ? line.len : SHOWN_MAX),
		acting, "plain" };
	return true;
}

static struct bytes
trimmed(struct bytes text)
{
	while (text.len && text.at[0] <= ' ') {
		text.at++;
		text.len--;
	}
	while (text.len && text.at[text.len - 1] <= ' ')
		text.len--;
	return text;
}

static bool
is_text(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' && !is_in(text.at[i], "\t\r\n"))
			return false;
	return text.len > 0 && text.at[0] != '<' && text.at[0] != '{';
}

/* One of its lines is an order, or, with fields between '#', one of its fields. */
static bool
find_order(struct bytes text, char separator, struct order *ret)
{
	for (unsigned i = 0; i < LINES_MAX && text.len; i++) {
		const uint8_t *end = memchr(text.at, separator, text.len);
		size_t len = end ? (size_t)(end - text.at) : text.len;
		/* A field's argument is the field after it. */
		struct bytes line = separator == '\n' ? bytes_of(text.at, len) : text;
		if (read_order(trimmed(line), ret))
			return true;
		size_t skip = end ? len + 1 : len;
		text = bytes_of(text.at + skip, text.len - skip);
	}
	return false;
}

/* BlackEnergy: parameters # wait # minutes # its id, in base64. */
static bool
find_encoded(struct inspection *in, struct bytes text, struct order *ret)
{
	enum { LEAST = 16 };
	uint8_t *decoded = scratch_take(in, ANSWER_MAX);
	if (!decoded || text.len < LEAST || text.len % 4)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!isalnum(text.at[i]) && !is_in(text.at[i], "+/="))
			return false;
	struct bytes plain = bytes_of(decoded, base64_read(text, decoded, ANSWER_MAX));
	if (!is_text(plain) || !memchr(plain.at, '#', plain.len) ||
		!find_order(plain, '#', ret))
		return false;
	ret->form = "base64";
	return true;
}

static bool
order_of(struct inspection *in, const struct http_answer *a, struct order *ret)
{
	struct bytes text = trimmed(a->body);
	if (a->status != 200 || text.len == 0 || text.len > ANSWER_MAX || !is_text(text))
		return false;
	return find_order(text, '\n', ret) || find_encoded(in, text, ret);
}

/* --- both --------------------------------------------------------------------------------
 */

enum { BOTNET, STATE, HOST, PATH, METHOD, IDENTITY, PARAMETERS, ORDER, FORM, AGENT };

/* What the pages of one botnet share: the path and what is asked. */
static struct bytes
botnet_id(struct inspection *in, struct bytes path, struct bytes names)
{
	struct bytes all = scratch_printf(in, "%.*s %.*s", (int)path.len,
		(const char *)path.at, (int)names.len, (const char *)names.at);
	return scratch_printf(
		in, "%016llx", (unsigned long long)XXH3_64bits(all.at, all.len));
}

static struct bytes
shown(struct bytes text)
{
	return bytes_of(text.at, text.len < SHOWN_MAX ? text.len : SHOWN_MAX);
}

static void
exchange(struct inspection *in, struct http_scratch *scratch, const struct http_request *r,
	const struct http_answer *a, int64_t time_ns)
{
	struct order order;
	if (is_browser(r) || !order_of(in, a, &order))
		return;
	struct visitor v = visitor_of(in, r, scratch);
	if (v.identities == 0 || v.identities + v.traits < 2)
		return;
	struct finding f = finding_begin(in);
	f.first_ns = f.last_ns = time_ns;
	f.values[BOTNET].text = botnet_id(in, shown(r->path), v.names);
	f.values[STATE].text = bytes_text(order.acts ? "active" : "idle");
	f.values[HOST].text = shown(r->host);
	f.values[PATH].text = shown(r->path);
	f.values[METHOD].text = r->method;
	f.values[IDENTITY].text = scratch_copy(in, bytes_of(v.id, v.id_len));
	f.values[PARAMETERS].text = v.names;
	f.values[ORDER].text = order.text;
	f.values[FORM].text = bytes_text(order.form);
	f.values[AGENT].text = shown(r->agent);
	f.why = scratch_printf(in,
		"no browser (neither Accept-Language nor Referer), %u parameters of "
		"identity "
		"and %u of the host, answered by an order (%s, %zu bytes)",
		v.identities, v.traits, order.form, a->body.len);
	finding_emit(in, &f);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	const struct stream_side *client = &s->side[CLIENT];
	struct cursor asks = cursor_over(client->head),
		      answers = cursor_over(s->side[SERVER].head);
	struct http_request r;
	struct http_answer a;
	size_t offset = 0;
	if (client->head.len < 16 || s->side[SERVER].head.len < 16)
		return;
	for (unsigned i = 0;
		i < EXCHANGES_MAX && http_next(&asks, &r) && http_answer_next(&answers, &a);
		i++) {
		in->scratch_used = 0;
		struct http_scratch *scratch = scratch_take(in, sizeof(*scratch));
		if (!scratch)
			return;
		exchange(in, scratch, &r, &a, stream_time_at(client, offset));
		offset = (size_t)(asks.at - client->head.at);
	}
}

DETECTOR(http_bot) = {
	.type = {
		.name = "http-bot",
		.summary = "a program that reports to a web server and is answered with an order",
		.summary_ja = "Webサーバに自身を報告し、指令を受け取るプログラム",
		.method =
			"One exchange of HTTP in which three things meet: the request has neither "
			"Accept-Language nor Referer, as no browser sends it; its query or form "
			"names an identity (id, uid, guid, hwid, bot, nick, mac and the like) and "
			"at least one more of those or a trait of the host (build, ver, os, "
			"country, admin, uptime and the like); the answer is 200, at most 4096 "
			"bytes of text that is no HTML or JSON, and one of its first eight lines "
			"is an order: a verb that bots know (ddos, flood, download, exec, update, "
			"visit, scan, wait, sleep, uninstall and the like) before a separator and "
			"something with a digit, dot or slash, or such a verb of rest alone; or it "
			"is base64 of fields between '#', one of which is a verb (BlackEnergy).  "
			"A program that looks for updates in such words is found as well; one "
			"exchange accuses nobody, the watch http-cnc asks for three.  Bots that "
			"encrypt or use HTTPS are not seen.",
		.fields = {
			[BOTNET] = { "botnet", FIELD_TEXT, "hash of path and names of parameters; joins servers" },
			[STATE] = { "state", FIELD_TEXT, "active: told to act; idle: told to wait or end" },
			[HOST] = { "host", FIELD_TEXT, "that the request names" },
			[PATH] = { "path", FIELD_TEXT, "of the page, as sent" },
			[METHOD] = { "method", FIELD_TEXT, "of the request" },
			[IDENTITY] = { "identity", FIELD_TEXT, "first identity that the program gives itself" },
			[PARAMETERS] = { "parameters", FIELD_TEXT, "names by which it tells who it is" },
			[ORDER] = { "orders", FIELD_TEXT, "first order of the answer" },
			[FORM] = { "form", FIELD_TEXT, "plain or base64" },
			[AGENT] = { "agent", FIELD_TEXT, "User-Agent" },
		},
	},
	.stream = stream,
};
