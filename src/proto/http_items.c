/* http_items.c - what a request hands to a program: names and values, wherever they travel.
 *
 * A walk in stages: path, query, headers, cookies, body.  Nothing is percent-decoded here,
 * since who looks for attacks wants to see the encoding.  Bodies are read as their type
 * says; one of no known type is one value, so that nothing sent goes unseen.
 */
#include "proto/proto.h"

enum stage { PATH, SEGMENTS, QUERY, HEADERS, COOKIES, BODY, DONE };

static const char *const where_names[HTTP_WHERE_COUNT] = { "path", "query", "header",
	"cookie", "body" };

const char *
http_where_name(enum http_where where)
{
	return where < HTTP_WHERE_COUNT ? where_names[where] : "none";
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool
starts(struct bytes text, const char *what)
{
	size_t len = strlen(what);

	if (text.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(text.at[i]) != (uint8_t)what[i])
			return false;
	return true;
}

static struct bytes
part(struct bytes b, size_t from, size_t to)
{
	return bytes_of(b.at + from, to - from);
}

static size_t
find(struct bytes b, size_t from, uint8_t what)
{
	const uint8_t *at = from < b.len ? memchr(b.at + from, what, b.len - from) : NULL;

	return at ? (size_t)(at - b.at) : b.len;
}

static struct bytes
trim(struct bytes b)
{
	while (b.len && b.at[0] <= ' ')
		b = part(b, 1, b.len);
	while (b.len && b.at[b.len - 1] <= ' ')
		b.len--;
	return b;
}

/* Does this name something that a program would ask for, rather than being text itself? */
static bool
is_name(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || strchr("'\"(),;|<>+`", name.at[i]) ||
			(name.at[i] == '%' && i + 1 < name.len &&
				strchr("237", name.at[i + 1])))
			return false;
	return name.len > 0;
}

/* name=value up to the separator; all of it is the value when it starts with no name. */
static bool
next_pair(struct http_items *it, struct bytes b, uint8_t separator, struct http_item *ret)
{
	while (it->from < b.len) {
		size_t end = find(b, it->from, separator);
		struct bytes pair = part(b, it->from, end);
		it->from = end + 1;
		if (!pair.len)
			continue;
		size_t equals = find(pair, 0, '=');
		if (equals < pair.len && !is_name(part(pair, 0, equals))) {
			ret->value = pair;
			return true;
		}
		ret->name = part(pair, 0, equals);
		ret->value = part(pair, equals < pair.len ? equals + 1 : equals, pair.len);
		return true;
	}
	return false;
}

static bool
next_segment(struct http_items *it, struct http_item *ret)
{
	struct bytes path = it->request->path;

	while (it->from < path.len) {
		size_t end = find(path, it->from, '/');
		ret->value = part(path, it->from, end);
		it->from = end + 1;
		if (ret->value.len && ret->value.len + 2 < path.len)
			return true;
	}
	return false;
}

/* Headers that negotiate the connection reach no program's tables. */
static bool
negotiates(struct bytes name)
{
	static const char *const heads[] = { "accept", "connection", "content-",
		"cache-control", "host", "cookie", "date", "if-", "sec-", "te",
		"transfer-encoding", "upgrade", "pragma", "keep-alive", "expect", "range" };

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (starts(name, heads[i]))
			return true;
	return false;
}

static bool
next_header(struct http_items *it, struct http_item *ret)
{
	while (http_header(it->request, &it->from, &ret->name, &ret->value))
		if (!negotiates(ret->name) && ret->value.len)
			return true;
	return false;
}

/* Cookies of all Cookie lines; name holds what is left of the present one. */
static bool
next_cookie(struct http_items *it, struct http_item *ret)
{
	struct bytes name, value;

	for (;;) {
		while (it->name.len) {
			size_t end = find(it->name, 0, ';');
			struct bytes pair = trim(part(it->name, 0, end));
			it->name = part(
				it->name, end < it->name.len ? end + 1 : end, it->name.len);
			size_t equals = find(pair, 0, '=');
			if (!pair.len)
				continue;
			ret->name = part(pair, 0, equals);
			ret->value = part(
				pair, equals < pair.len ? equals + 1 : equals, pair.len);
			return true;
		}
		if (!http_header(it->request, &it->from, &name, &value))
			return false;
		if (starts(name, "cookie") && name.len == 6)
			it->name = value;
	}
}

/* boundary=... of a multipart type. */
static struct bytes
boundary_of(struct bytes type)
{
	for (size_t i = 0; i + 9 < type.len; i++) {
		if (!starts(part(type, i, type.len), "boundary="))
			continue;
		struct bytes b = trim(part(type, i + 9, find(type, i, ';')));
		if (b.len > 1 && b.at[0] == '"' && b.at[b.len - 1] == '"')
			b = part(b, 1, b.len - 1);
		return b;
	}
	return bytes_of(type.at, 0);
}

/* Where the next "--boundary" begins, or the end. */
static size_t
find_boundary(struct bytes body, size_t from, struct bytes boundary)
{
	while (from < body.len) {
		size_t at = find(body, from, '-');
		if (body.len - at < boundary.len + 2)
			return body.len;
		if (body.at[at + 1] == '-' &&
			!memcmp(body.at + at + 2, boundary.at, boundary.len))
			return at;
		from = at + 1;
	}
	return body.len;
}

static struct bytes
field_name(struct bytes head)
{
	for (size_t i = 0; i + 6 < head.len; i++)
		if (starts(part(head, i, head.len), "name=\"") &&
			(i == 0 || lower(head.at[i - 1]) != 'e'))
			return part(head, i + 6, find(head, i + 6, '"'));
	return bytes_of(head.at, 0);
}

static bool
next_part(struct http_items *it, struct http_item *ret)
{
	struct bytes body = it->body;

	if (!it->boundary.len || it->boundary.len > 200)
		return false;
	while (it->from < body.len) {
		size_t at = find_boundary(body, it->from, it->boundary);
		size_t start = find(body, at, '\n') + 1, head = start;
		it->from = body.len;
		if (at >= body.len || start >= body.len)
			return false;
		/* the head of a part ends with an empty line */
		while (head < body.len) {
			size_t end = find(body, head, '\n');
			bool empty =
				end == head || (end == head + 1 && body.at[head] == '\r');
			head = end + 1;
			if (empty)
				break;
		}
		head = head < body.len ? head : body.len;
		size_t end = find_boundary(body, head, it->boundary);
		ret->name = field_name(part(body, start, head));
		ret->value = trim(part(body, head, end));
		it->from = end;
		if (ret->value.len || ret->name.len)
			return true;
	}
	return false;
}

static size_t
put_escape(uint8_t c, uint8_t *room)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *at = c ? strchr(from, c) : NULL;

	*room = at ? (uint8_t)to[at - from] : c;
	return 1;
}

/* The text that ends at the next bare quote; escapes are undone into scratch, \u left
 * alone. */
static struct bytes
json_text(struct http_items *it, uint8_t *room)
{
	struct bytes body = it->body;
	size_t start = it->from, n = 0;
	bool escaped = false;

	for (; it->from < body.len && body.at[it->from] != '"'; it->from++) {
		uint8_t c = body.at[it->from];
		if (c == '\\' && it->from + 1 < body.len && body.at[it->from + 1] != 'u') {
			escaped = true;
			c = body.at[++it->from];
			if (n < HTTP_SCRATCH_MAX)
				n += put_escape(c, room + n);
		} else if (n < HTTP_SCRATCH_MAX) {
			room[n++] = c;
		}
	}
	size_t end = it->from < body.len ? it->from : body.len;
	it->from = end + 1;
	return escaped ? bytes_of(room, n) : part(body, start, end);
}

static bool
next_json(struct http_items *it, struct http_item *ret)
{
	struct bytes body = it->body;

	while (it->from < body.len) {
		it->from = find(body, it->from, '"') + 1;
		if (it->from > body.len)
			return false;
		struct bytes text = json_text(it, it->scratch->text);
		size_t next = it->from;
		while (next < body.len && body.at[next] <= ' ')
			next++;
		/* a key is a name without a value; the value follows as its own item */
		if (next < body.len && body.at[next] == ':') {
			ret->name = text;
			ret->value = bytes_of(text.at, 0);
		} else {
			ret->value = text;
		}
		if (text.len)
			return true;
	}
	return false;
}

/* Attributes and the text between tags. */
static bool
next_xml(struct http_items *it, struct http_item *ret)
{
	struct bytes body = it->body;

	while (it->from < body.len) {
		uint8_t c = body.at[it->from];
		size_t start = it->from + 1, end;
		if (c == '=' && start < body.len &&
			(body.at[start] == '"' || body.at[start] == '\'')) {
			end = find(body, start + 1, body.at[start]);
			ret->value = part(body, start + 1 < end ? start + 1 : end, end);
		} else if (c == '>') {
			end = find(body, start, '<');
			ret->value = trim(part(body, start < end ? start : end, end));
			end = end > start ? end - 1 : end;
		} else {
			it->from++;
			continue;
		}
		it->from = end + 1;
		if (ret->value.len)
			return true;
	}
	return false;
}

/* The chunks of a body, one after the other. */
static struct bytes
join_chunks(struct bytes body, uint8_t *room)
{
	size_t from = 0, n = 0;

	while (from < body.len) {
		size_t len = 0, end = find(body, from, '\n');
		for (; from < end; from++) {
			uint8_t d = lower(body.at[from]);
			if (!((d >= '0' && d <= '9') || (d >= 'a' && d <= 'f')) ||
				len > body.len)
				break;
			len = len * 16 + (size_t)(d <= '9' ? d - '0' : d - 'a' + 10);
		}
		from = end + 1;
		if (!len || from >= body.len)
			break;
		if (len > body.len - from)
			len = body.len - from;
		size_t room_left = HTTP_SCRATCH_MAX - n,
		       take = len < room_left ? len : room_left;
		memcpy(room + n, body.at + from, take);
		n += take;
		from = find(body, from + len, '\n') + 1;
	}
	return bytes_of(room, n);
}

static bool
next_of_body(struct http_items *it, struct http_item *ret)
{
	switch (it->request->form) {
	case HTTP_URLENCODED:
		return next_pair(it, it->body, '&', ret);
	case HTTP_MULTIPART:
		return next_part(it, ret);
	case HTTP_JSON:
		return next_json(it, ret);
	case HTTP_XML:
		return next_xml(it, ret);
	default:
		if (it->from || !it->body.len)
			return false;
		it->from = 1;
		ret->value = it->body;
		return true;
	}
}

static bool
next_of_stage(struct http_items *it, struct http_item *ret)
{
	switch (it->stage) {
	case PATH:
		if (it->from || it->request->path.len < 2)
			return false;
		it->from = 1;
		ret->value = part(it->request->path, 1, it->request->path.len);
		return true;
	case SEGMENTS:
		return next_segment(it, ret);
	case QUERY:
		return next_pair(it, it->request->query, '&', ret);
	case HEADERS:
		return next_header(it, ret);
	case COOKIES:
		return next_cookie(it, ret);
	default:
		return next_of_body(it, ret);
	}
}

void
http_items_of(
	const struct http_request *r, struct http_scratch *scratch, struct http_items *ret)
{
	*ret = (struct http_items){ .request = r, .scratch = scratch, .body = r->body };
	if (r->chunked)
		ret->body = join_chunks(r->body, scratch->body);
	ret->boundary = boundary_of(r->content_type);
}

bool
http_item_next(struct http_items *it, struct http_item *ret)
{
	static const enum http_where where[] = { HTTP_AT_PATH, HTTP_AT_PATH, HTTP_AT_QUERY,
		HTTP_AT_HEADER, HTTP_AT_COOKIE, HTTP_AT_BODY };

	while (it->stage < DONE) {
		*ret = (struct http_item){ .where = where[it->stage] };
		if (next_of_stage(it, ret))
			return true;
		it->stage++;
		it->from = 0;
		it->name = bytes_of(it->body.at, 0);
	}
	return false;
}
