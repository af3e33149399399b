/* http.c - requests of HTTP/1.x at the head of a stream: where one ends, and its header
 * lines.
 *
 * Lenient as servers are: a target may hold spaces, lines may end in a bare LF, a body may
 * be shorter than announced.  Refused is what no server takes for a request: no method, or
 * no HTTP/ at the end of the first line when that line is whole.
 */
#include "proto/proto.h"

#define METHOD_MAX 24

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool
same(struct bytes text, const char *what)
{
	size_t len = strlen(what);

	if (text.len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(text.at[i]) != (uint8_t)what[i])
			return false;
	return true;
}

static bool
starts(struct bytes text, const char *what)
{
	size_t len = strlen(what);

	return text.len >= len && same(bytes_of(text.at, len), what);
}

static struct bytes
trim(struct bytes b)
{
	while (b.len && b.at[0] <= ' ') {
		b.at++;
		b.len--;
	}
	while (b.len && b.at[b.len - 1] <= ' ')
		b.len--;
	return b;
}

/* The next line without its end; *ret_whole when it has one. */
static struct bytes
line(struct cursor *c, bool *ret_whole)
{
	struct bytes rest = cursor_rest(c);
	const uint8_t *end = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;
	size_t len = end ? (size_t)(end - rest.at) : rest.len;
	struct bytes b = cursor_take(c, len);

	*ret_whole = end != NULL;
	if (end)
		cursor_skip(c, 1);
	if (b.len && b.at[b.len - 1] == '\r')
		b.len--;
	return b;
}

static bool
read_first(struct bytes first, bool whole, struct http_request *r)
{
	size_t method = 0, version = first.len;

	while (method < first.len && method < METHOD_MAX && first.at[method] >= 'A' &&
		first.at[method] <= 'Z')
		method++;
	if (method < 3 || method >= first.len || first.at[method] != ' ')
		return false;
	for (size_t i = first.len; i-- > method;)
		if (first.at[i] == ' ') {
			version = i;
			break;
		}
	r->method = bytes_of(first.at, method);
	r->version = bytes_of(first.at + version, first.len - version);
	if (version > method && starts(trim(r->version), "http/")) {
		r->version = trim(r->version);
	} else {
		if (whole)
			return false;
		version = first.len;
		r->version = bytes_of(first.at + first.len, 0);
	}
	r->target = trim(bytes_of(first.at + method, version - method));
	return r->target.len > 0;
}

static void
split_target(struct http_request *r)
{
	struct bytes t = r->target;

	/* absolute-form, as sent to proxies */
	if (starts(t, "http://") || starts(t, "https://")) {
		const uint8_t *slash =
			memchr(t.at + 8, '/', t.len - (t.len < 8 ? t.len : 8));
		size_t skip = slash ? (size_t)(slash - t.at) : t.len;
		t = bytes_of(t.at + skip, t.len - skip);
	}
	const uint8_t *mark = t.len ? memchr(t.at, '?', t.len) : NULL;
	size_t len = mark ? (size_t)(mark - t.at) : t.len;
	r->path = bytes_of(t.at, len);
	r->query = mark ? bytes_of(mark + 1, t.len - len - 1) : bytes_of(t.at + len, 0);
}

bool
http_header(const struct http_request *r, size_t *from, struct bytes *ret_name,
	struct bytes *ret_value)
{
	struct cursor c = cursor_over(r->headers);
	bool whole;

	cursor_skip(&c, *from);
	while (cursor_ok(&c) && cursor_left(&c)) {
		struct bytes b = line(&c, &whole);
		*from = r->headers.len - cursor_left(&c);
		const uint8_t *colon = b.len ? memchr(b.at, ':', b.len) : NULL;
		if (!colon)
			continue;
		size_t len = (size_t)(colon - b.at);
		*ret_name = trim(bytes_of(b.at, len));
		*ret_value = trim(bytes_of(colon + 1, b.len - len - 1));
		return true;
	}
	return false;
}

static enum http_form
form_of(struct bytes type)
{
	if (!type.len)
		return HTTP_NO_FORM;
	if (starts(type, "application/x-www-form-urlencoded"))
		return HTTP_URLENCODED;
	if (starts(type, "multipart/"))
		return HTTP_MULTIPART;
	if (starts(type, "application/json") || starts(type, "text/json"))
		return HTTP_JSON;
	if (starts(type, "application/xml") || starts(type, "text/xml") ||
		starts(type, "application/soap+xml"))
		return HTTP_XML;
	return HTTP_OTHER;
}

static size_t
decimal(struct bytes text)
{
	size_t value = 0;

	for (size_t i = 0; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		value = value < SIZE_MAX / 20 ? value * 10 + (text.at[i] - '0') : value;
	return value;
}

/* Over all chunks; the body is what they span. */
static void
skip_chunks(struct cursor *c, struct http_request *r)
{
	bool whole;

	r->body = bytes_of(c->at, 0);
	for (;;) {
		struct bytes size = trim(line(c, &whole));
		size_t len = 0;
		if (!whole) {
			r->cut = true;
			break;
		}
		for (size_t i = 0; i < size.len && i < 8; i++) {
			uint8_t d = lower(size.at[i]);
			if (d >= '0' && d <= '9')
				len = len * 16 + (d - '0');
			else if (d >= 'a' && d <= 'f')
				len = len * 16 + (d - 'a' + 10);
			else
				break;
		}
		if (!len) {
			(void)line(c, &whole);
			break;
		}
		if (len > cursor_left(c)) {
			r->cut = true;
			len = cursor_left(c);
		}
		cursor_skip(c, len);
		if (r->cut)
			break;
		(void)line(c, &whole);
	}
	r->body.len = (size_t)(c->at - r->body.at);
}

static void
read_body(struct cursor *c, struct http_request *r, size_t length)
{
	if (r->chunked) {
		skip_chunks(c, r);
		return;
	}
	r->cut |= length > cursor_left(c);
	r->body = cursor_take(c, length < cursor_left(c) ? length : cursor_left(c));
}

/* `length` is that of a body whose header does not tell. */
static void
read_headers(struct cursor *c, struct http_request *r, size_t length)
{
	const uint8_t *start = c->at;
	struct bytes name, value;
	size_t from = 0;
	bool whole = true, ended = false;

	while (cursor_left(c) && !ended) {
		const uint8_t *at = c->at;
		ended = line(c, &whole).len == 0 && whole;
		r->headers = bytes_of(start, (size_t)((ended ? at : c->at) - start));
	}
	r->cut = !ended;
	while (http_header(r, &from, &name, &value)) {
		if (same(name, "host"))
			r->host = value;
		else if (same(name, "user-agent"))
			r->agent = value;
		else if (same(name, "content-type"))
			r->content_type = value;
		else if (same(name, "content-length"))
			length = decimal(value);
		else if (same(name, "transfer-encoding"))
			r->chunked = starts(value, "chunked");
	}
	r->form = form_of(r->content_type);
	if (ended)
		read_body(c, r, length);
}

bool
http_next(struct cursor *stream, struct http_request *ret)
{
	bool whole;
	uint8_t first;

	*ret = (struct http_request){ 0 };
	while (cursor_left(stream) && (first = *stream->at, first == '\r' || first == '\n'))
		cursor_skip(stream, 1);
	if (!cursor_left(stream))
		return false;
	struct cursor c = *stream;
	struct bytes b = line(&c, &whole);
	if (!read_first(b, whole, ret))
		return false;
	ret->cut = !whole;
	ret->headers = ret->body = bytes_of(c.at, 0);
	split_target(ret);
	if (whole)
		read_headers(&c, ret, 0);
	*stream = c;
	if (ret->cut)
		stream->at = stream->end;
	return true;
}

bool
http_answer_next(struct cursor *stream, struct http_answer *ret)
{
	enum { STATUS_AT = 9, STATUS_LEN = 3 };
	bool whole;
	struct cursor c = *stream;
	struct bytes first = line(&c, &whole);
	struct http_request r = { 0 };
	*ret = (struct http_answer){ 0 };
	if (!whole || first.len < STATUS_AT + STATUS_LEN || !starts(first, "http/1.") ||
		first.at[STATUS_AT - 1] != ' ')
		return false;
	ret->status = (unsigned)decimal(bytes_of(first.at + STATUS_AT, STATUS_LEN));
	bool has_body = ret->status >= 200 && ret->status != 204 && ret->status != 304;
	r.headers = r.body = bytes_of(c.at, 0);
	read_headers(&c, &r, has_body ? SIZE_MAX : 0);
	ret->content_type = r.content_type;
	ret->body = r.body;
	ret->chunked = r.chunked;
	ret->cut = r.cut;
	*stream = c;
	return true;
}
