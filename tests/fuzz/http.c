/* http.c - any bytes as the head of a stream: requests and answers whose views lie inside,
 * and an end. */
#include "proto/proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static bool
inside(struct bytes view, const void *at, size_t len)
{
	const uint8_t *from = at;

	return view.len == 0 || (view.at >= from && view.at + view.len <= from + len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct http_scratch scratch;
	struct cursor c = cursor_over(bytes_of(at, len));
	struct http_request r;
	struct http_items it;
	struct http_item item;
	size_t requests = 0, items = 0;

	while (http_next(&c, &r)) {
		must(++requests <= len);
		must(r.method.len && r.target.len);
		must(inside(r.path, at, len) && inside(r.query, at, len) &&
			inside(r.body, at, len));
		must(inside(r.host, at, len) && inside(r.agent, at, len));
		for (http_items_of(&r, &scratch, &it); http_item_next(&it, &item);) {
			must(++items <= 8 * len + 64);
			must((unsigned)item.where < HTTP_WHERE_COUNT);
			must(inside(item.value, at, len) ||
				inside(item.value, &scratch, sizeof(scratch)));
			must(inside(item.name, at, len) ||
				inside(item.name, &scratch, sizeof(scratch)));
		}
	}
	struct http_answer a;
	size_t answers = 0;
	for (c = cursor_over(bytes_of(at, len)); http_answer_next(&c, &a);) {
		must(++answers <= len);
		must(inside(a.body, at, len) && inside(a.content_type, at, len));
	}
	return 0;
}
