/* proto.h - parsers of what is said above TCP and UDP, one per protocol.
 *
 * They read the head of one direction, which may be cut anywhere, and give views into it.
 * What has to be decoded goes into memory of the caller.  They judge nothing.
 */
#pragma once

#include "base/base.h"

/* --- http.c --- requests and answers of HTTP/1.x, several in a row */

#define HTTP_SCRATCH_MAX 16384

enum http_form {
	HTTP_NO_FORM,
	HTTP_URLENCODED,
	HTTP_MULTIPART,
	HTTP_JSON,
	HTTP_XML,
	HTTP_OTHER,
};

struct http_request {
	struct bytes method, target, path, query, version;
	struct bytes host, agent, content_type;
	struct bytes headers; /* all header lines */
	struct bytes body; /* as it was sent; chunks not yet joined */
	enum http_form form;
	bool chunked;
	bool cut; /* the stream ended inside of it */
};

/* The request that begins where the cursor stands, which then stands after it; false when
 * there is none.  A request may be cut; none follows it then. */
bool http_next(struct cursor *stream, struct http_request *ret);

/* The header line at *from (an offset into headers); false when there is no more. */
bool http_header(const struct http_request *r, size_t *from, struct bytes *ret_name,
	struct bytes *ret_value);

struct http_answer {
	unsigned status;
	struct bytes content_type;
	struct bytes body; /* as it was sent: with the sizes of its chunks, if chunked */
	bool chunked, cut;
};

/* The same of answers; one without a length goes on to the end of the stream. */
bool http_answer_next(struct cursor *stream, struct http_answer *ret);

enum http_where {
	HTTP_AT_PATH, /* the whole path, then each of its segments; no name */
	HTTP_AT_QUERY,
	HTTP_AT_HEADER, /* those that programs store: Referer, User-Agent, X-..., not Accept
			 */
	HTTP_AT_COOKIE,
	HTTP_AT_BODY, /* fields of forms, texts of JSON and XML, else the whole body */
	HTTP_WHERE_COUNT,
};

struct http_item {
	enum http_where where;
	struct bytes name, value; /* still percent-encoded where HTTP has them so */
};

/* Memory for joined chunks and for JSON texts with escapes. */
struct http_scratch {
	uint8_t body[HTTP_SCRATCH_MAX];
	uint8_t text[HTTP_SCRATCH_MAX];
};

struct http_items {
	const struct http_request *request;
	struct http_scratch *scratch;
	struct bytes body, boundary, name; /* name: the last key of JSON */
	size_t from;
	int stage;
};

/* All that a request hands to a program, one name and value at a time.  A view into scratch
 * is good until the next call. */
void http_items_of(
	const struct http_request *r, struct http_scratch *scratch, struct http_items *ret);
bool http_item_next(struct http_items *it, struct http_item *ret);
const char *http_where_name(enum http_where where);
