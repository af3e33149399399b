/* sqli.c - SQL injection in requests of HTTP.
 *
 * Every name and value that a request hands to a program is judged by itself (sql/sql.h):
 * what counts is the grammar of the text, not single words.  One request is one finding,
 * that of its worst value; what the server answered is not looked at.
 */
#include "detect/detect.h"
#include "proto/proto.h"
#include "sql/sql.h"

#include <strings.h>

enum { VALUE_SHOWN = 2000, REQUESTS_MAX = 64, ITEMS_MAX = 2000 };
enum {
	CLASS,
	RULE,
	METHOD,
	HOST,
	URI,
	WHERE,
	NAME,
	VALUE,
	FINGERPRINT,
	LAYERS,
	AGENT,
	VALUES
};

/* The worst of a request's values so far. */
struct worst {
	struct sql_verdict verdict;
	enum http_where where;
	struct bytes name, value; /* copies, in scratch */
	unsigned n;
};

/* Up to where bytes of the stream were not seen, which are zeros. */
static struct bytes
shortened(struct bytes text)
{
	static const uint8_t hole[8];
	size_t len = text.len < VALUE_SHOWN ? text.len : VALUE_SHOWN;
	const uint8_t *at = len ? memmem(text.at, len, hole, sizeof(hole)) : NULL;
	return bytes_of(text.at, at ? (size_t)(at - text.at) : len);
}

static void
judge_text(struct inspection *in, struct sql_scratch *scratch, const struct http_item *item,
	struct bytes text, struct worst *worst)
{
	struct sql_verdict v;
	if (text.len == 0 || !sql_judge(text, scratch, &v))
		return;
	if (worst->n++ == 0 || v.class > worst->verdict.class) {
		worst->verdict = v;
		worst->where = item->where;
		worst->name = scratch_copy(in, shortened(item->name));
		worst->value = scratch_copy(in, shortened(text));
	}
}

/* Browsers send the address of the page before as Referer: what an injected page loads
 * then carries the injection once more.  Of another site, or no address, it is judged. */
static bool
is_echo(const struct http_request *r, const struct http_item *item)
{
	static const char scheme[] = "http://";
	size_t len = sizeof(scheme) - 1;
	return item->where == HTTP_AT_HEADER && item->name.len == 7 &&
		strncasecmp((const char *)item->name.at, "referer", 7) == 0 &&
		r->host.len > 0 && item->value.len > len + r->host.len &&
		strncasecmp((const char *)item->value.at, scheme, len) == 0 &&
		memcmp(item->value.at + len, r->host.at, r->host.len) == 0 &&
		item->value.at[len + r->host.len] == '/';
}

/* A body of no known form may be anything: one with control bytes is no text. */
static bool
is_binary(const struct http_request *r, const struct http_item *item)
{
	if (item->where != HTTP_AT_BODY || item->name.len > 0 || r->form == HTTP_URLENCODED)
		return false;
	for (size_t i = 0; i < item->value.len; i++) {
		uint8_t byte = item->value.at[i];
		if (byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n')
			return true;
	}
	return false;
}

static struct bytes
layers_text(struct inspection *in, unsigned layers)
{
	struct bytes all = scratch_printf(in, "%s", "");
	for (unsigned bit = 1; bit <= SQL_COMMENT; bit <<= 1)
		if (layers & bit)
			all.len += scratch_printf(in, "%s%s", all.len ? " " : "",
				sql_layer_name((enum sql_layer)bit))
					   .len;
	return all;
}

static void
tell(struct inspection *in, const struct http_request *r, const struct worst *w,
	int64_t time_ns)
{
	struct finding f = finding_begin(in);
	f.first_ns = f.last_ns = time_ns;
	f.values[CLASS].text = bytes_text(sql_class_name(w->verdict.class));
	f.values[RULE].text = bytes_text(w->verdict.rule);
	f.values[METHOD].text = shortened(r->method);
	f.values[HOST].text = shortened(r->host);
	f.values[URI].text = shortened(r->target);
	f.values[WHERE].text = bytes_text(http_where_name(w->where));
	f.values[NAME].text = w->name;
	f.values[VALUE].text = w->value;
	f.values[FINGERPRINT].text = scratch_printf(in, "%s", w->verdict.fingerprint);
	f.values[LAYERS].text = layers_text(in, w->verdict.layers);
	f.values[AGENT].text = shortened(r->agent);
	f.values[VALUES].number = w->n;
	f.why = scratch_printf(in,
		"%s; fingerprint %s, %s of the request, %u of its values", w->verdict.rule,
		w->verdict.fingerprint, http_where_name(w->where), w->n);
	finding_emit(in, &f);
}

/* What judging needs, taken from scratch once for a stream. */
struct judging {
	struct sql_scratch *sql;
	struct http_scratch *http;
	size_t used; /* of scratch, before a request's texts */
};

static void
inspect_request(struct inspection *in, const struct judging *j,
	const struct http_request *r, int64_t time_ns)
{
	struct worst worst = { .n = 0 };
	struct http_items items;
	struct http_item item;
	in->scratch_used = j->used;
	http_items_of(r, j->http, &items);
	for (unsigned i = 0; i < ITEMS_MAX && http_item_next(&items, &item); i++) {
		if (is_echo(r, &item) || is_binary(r, &item))
			continue;
		judge_text(in, j->sql, &item, item.name, &worst);
		judge_text(in, j->sql, &item, item.value, &worst);
	}
	if (worst.n > 0)
		tell(in, r, &worst, time_ns);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	const struct stream_side *client = &s->side[CLIENT];
	struct cursor c = cursor_over(client->head);
	struct http_request r;
	if (client->head.len < 16 || !http_next(&c, &r))
		return;
	struct judging j = { scratch_take(in, sizeof(*j.sql)),
		scratch_take(in, sizeof(*j.http)), 0 };
	if (!j.sql || !j.http)
		return;
	j.used = in->scratch_used;
	size_t offset = 0;
	for (unsigned i = 0; i < REQUESTS_MAX; i++) {
		inspect_request(in, &j, &r, stream_time_at(client, offset));
		offset = (size_t)(c.at - client->head.at);
		if (!http_next(&c, &r))
			break;
	}
}

DETECTOR(sqli) = {
	.type = {
		.name = "sqli",
		.summary = "SQL injection in a request of HTTP",
		.summary_ja = "HTTPリクエスト中のSQLインジェクション",
		.method =
			"Path, names and values of the query, cookies, headers that programs "
			"store, and fields of the body are decoded (percent and +, %u, HTML "
			"entities, UTF-7, overlong UTF-8, SQL inside hex and CHAR literals, up "
			"to four times) and read as a database would after pasting them into a "
			"statement: as they stand and inside quotes.  What counts is grammar: "
			"a quote that is closed and followed by an operator, a tautology, a "
			"second statement.  By its text a value is there to steal (UNION "
			"SELECT, schema tables, blind conditions), to overload (delays without "
			"a condition) or to tamper (writing statements, EXEC, script tags).  "
			"Recall and false positives on public corpora: docs/detection.md.",
		.fields = {
			[CLASS] = { "class", FIELD_TEXT, "steal, overload, tamper or probe, by the text" },
			[RULE] = { "rule", FIELD_TEXT, "what in its grammar is SQL" },
			[METHOD] = { "method", FIELD_TEXT, "of the request" },
			[HOST] = { "host", FIELD_TEXT, "that the request names" },
			[URI] = { "uri", FIELD_TEXT, "request target, as sent" },
			[WHERE] = { "location", FIELD_TEXT, "where the value stands: path, query, header, cookie, body" },
			[NAME] = { "name", FIELD_TEXT, "of the parameter, cookie or header" },
			[VALUE] = { "value", FIELD_TEXT, "what was judged, as sent" },
			[FINGERPRINT] = { "fingerprint", FIELD_TEXT, "kinds of its tokens" },
			[LAYERS] = { "layers", FIELD_TEXT, "encodings that were undone" },
			[AGENT] = { "agent", FIELD_TEXT, "User-Agent" },
			[VALUES] = { "injected", FIELD_NUMBER, "values of the request that are SQL" },
		},
	},
	.stream = stream,
};
