/* proto_http.c - requests as servers take them: in a row, cut anywhere, and what they hand
 * over. */
#include "proto/proto.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct http_scratch scratch;

/* All items as "where name=value" lines. */
static const char *
items(const char *text)
{
	static char list[8192];
	struct cursor c = cursor_over(bytes_text(text));
	struct http_request r;
	struct http_items it;
	struct http_item item;
	size_t n = 0;

	list[0] = 0;
	while (http_next(&c, &r))
		for (http_items_of(&r, &scratch, &it); http_item_next(&it, &item);)
			n += (size_t)snprintf(list + n, sizeof(list) - n, "%s %.*s=%.*s\n",
				http_where_name(item.where), (int)item.name.len,
				(const char *)item.name.at, (int)item.value.len,
				(const char *)item.value.at);
	return list;
}

static void
assert_bytes(struct bytes b, const char *text)
{
	assert_int_equal(b.len, strlen(text));
	assert_memory_equal(b.at, text, b.len);
}

#define FIRST                                                                              \
	"GET /a/b.php?id=4&name=x%20y HTTP/1.1\r\nHost: example.invalid\r\nUser-Agent: "   \
	"curl/8\r\n"                                                                       \
	"Cookie: s=1; t=a=b;u\r\nReferer: http://example.invalid/?q=1\r\nAccept: "         \
	"*/*\r\n\r\n"
#define SECOND                                                                             \
	"POST /c HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\n"          \
	"Content-Length: 11\r\n\r\nuser=b&pw=4"

static void
in_a_row(void **state)
{
	struct cursor c = cursor_over(bytes_text(FIRST SECOND "\r\n" FIRST));
	struct http_request r;

	(void)state;
	assert_true(http_next(&c, &r));
	assert_bytes(r.method, "GET");
	assert_bytes(r.target, "/a/b.php?id=4&name=x%20y");
	assert_bytes(r.path, "/a/b.php");
	assert_bytes(r.query, "id=4&name=x%20y");
	assert_bytes(r.version, "HTTP/1.1");
	assert_bytes(r.host, "example.invalid");
	assert_bytes(r.agent, "curl/8");
	assert_bytes(r.body, "");
	assert_false(r.cut);
	assert_true(http_next(&c, &r));
	assert_bytes(r.method, "POST");
	assert_bytes(r.body, "user=b&pw=4");
	assert_int_equal(r.form, HTTP_URLENCODED);
	assert_true(http_next(&c, &r));
	assert_bytes(r.method, "GET");
	assert_false(http_next(&c, &r));
}

static void
all_items(void **state)
{
	(void)state;
	assert_string_equal(items(FIRST SECOND),
		"path =a/b.php\npath =a\npath =b.php\nquery id=4\nquery name=x%20y\n"
		"header User-Agent=curl/8\nheader Referer=http://example.invalid/?q=1\n"
		"cookie s=1\ncookie t=a=b\ncookie u=\n"
		"path =c\nbody user=b\nbody pw=4\n");
	/* a pair that starts with no name is a value as a whole */
	assert_string_equal(items("GET /?1'or'1'='1&&a[]=2&=3 HTTP/1.1\r\n\r\n"),
		"query =1'or'1'='1\nquery a[]=2\nquery ==3\n");
	/* targets with spaces, in the form for proxies, and without a path */
	assert_string_equal(items("GET /x y z HTTP/1.1\r\n\r\n"), "path =x y z\n");
	assert_string_equal(items("GET http://example.invalid/p?q=1 HTTP/1.1\n\n"),
		"path =p\nquery q=1\n");
	assert_string_equal(items("GET http://example.invalid HTTP/1.1\n\n"), "");
}

static void
bodies(void **state)
{
	(void)state;
	assert_string_equal(
		items("POST / HTTP/1.1\r\nContent-Type: application/json\r\n"
		      "Content-Length: 47\r\n\r\n"
		      "{\"a\": \"x\\\"y\", \"b\\n\": [\"\\u0027\", 4, \"\"], \"c\":{}}"),
		"body a=\nbody =x\"y\nbody b\n=\nbody =\\u0027\nbody c=\n");
	assert_string_equal(items("POST / HTTP/1.1\r\nContent-Type: "
				  "text/xml\r\nContent-Length: 47\r\n\r\n"
				  "<?xml version=\"1.0\"?><r a='1' b=\"&lt;\">t &gt;</r>"),
		"body =1.0\nbody =1\nbody =&lt;\nbody =t &gt;\n");
	assert_string_equal(
		items("POST / HTTP/1.1\r\nContent-Type: multipart/form-data; "
		      "boundary=\"B-B\"\r\n"
		      "Content-Length: 198\r\n\r\n"
		      "--B-B\r\nContent-Disposition: form-data; "
		      "name=\"a\"\r\n\r\none\r\n--B-B\r\n"
		      "Content-Disposition: form-data; filename=\"f\"; name=\"b\"\r\n"
		      "Content-Type: text/plain\r\n\r\n--two--\r\nline\r\n--B-B--\r\n"),
		"body a=one\nbody b=--two--\r\nline\n");
	assert_string_equal(items("PUT /u HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
				  "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
				  "4;x=y\r\nab=c\r\nA\r\ndefghij&k=\r\n0\r\n\r\nGET /v "
				  "HTTP/1.1\r\n\r\n"),
		"path =u\nbody ab=cdefghij\nbody k=\npath =v\n");
	assert_string_equal(
		items("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na=bX"), "body =a=b\n");
}

/* What no server takes for a request, and where the head of a stream ends. */
static void
no_requests(void **state)
{
	static const char *const texts[] = { "", "\r\n", "GET", "GET /",
		"get / HTTP/1.1\r\n\r\n", "GET / FTP/1.1\r\n\r\n", "\x16\x03\x01\x02",
		"SSH-2.0-x\r\n", "HTTP/1.1 200 OK\r\n\r\n", "AB / HTTP/1.1\r\n\r\n",
		"GET  HTTP/1.1\r\n\r\n" };
	struct http_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct cursor c = cursor_over(bytes_text(texts[i]));
		bool any = http_next(&c, &r);
		/* the line that is cut before its version may still become a request */
		assert_int_equal(any, !strcmp(texts[i], "GET /"));
	}
	struct cursor c =
		cursor_over(bytes_text("POST /a HTTP/1.1\r\nContent-Length: 99\r\n\r\nab"));
	assert_true(http_next(&c, &r));
	assert_true(r.cut);
	assert_bytes(r.body, "ab");
	assert_false(http_next(&c, &r));
}

/* Every prefix, in memory of exactly its size: nothing outside is read, views lie inside.
 */
static void
prefixes(void **state)
{
	static const char text[] = FIRST SECOND
		"POST /m HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=q\r\n"
		"Content-Length: 70\r\n\r\n--q\r\nContent-Disposition: form-data; "
		"name=\"a\"\r\n\r\nbcd\r\n--q--\r\n";
	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct http_request r;
		struct http_items it;
		struct http_item item;
		unsigned requests = 0;

		assert_non_null(copy);
		memcpy(copy, text, len);
		struct cursor c = cursor_over(bytes_of(copy, len));
		while (http_next(&c, &r)) {
			requests++;
			for (http_items_of(&r, &scratch, &it); http_item_next(&it, &item);)
				assert_true(item.value.len == 0 ||
					(item.value.at >= copy &&
						item.value.at + item.value.len <=
							copy + len));
		}
		assert_true(requests <= 3);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_a_row),
		cmocka_unit_test(all_items),
		cmocka_unit_test(bodies),
		cmocka_unit_test(no_requests),
		cmocka_unit_test(prefixes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
