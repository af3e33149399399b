/* msrpc.c - packets of connection-oriented DCE/RPC. */
#include "proto/msrpc.h"

enum { VERSION = 5, HEADER_LEN = 16, FLAG_OBJECT = 0x80, TRANSFER_LEN = 20, UUID_LEN = 16 };

bool
msrpc_next(struct cursor *c, struct msrpc_packet *ret)
{
	uint8_t version = cursor_u8(c), minor = cursor_u8(c);
	ret->type = cursor_u8(c);
	ret->flags = cursor_u8(c);
	uint8_t order = cursor_u8(c) >> 4; /* 1: little-endian, 0: big-endian */
	cursor_skip(c, 3);
	ret->little = order == 1;
	uint16_t len = cursor_u16(c, ret->little);
	cursor_skip(c, 2 + 4); /* authentication, call */
	if (!cursor_ok(c) || version != VERSION || minor > 1 || order > 1 ||
		len < HEADER_LEN)
		return false;
	size_t body = (size_t)len - HEADER_LEN;
	ret->body = cursor_take(c, body < cursor_left(c) ? body : cursor_left(c));
	return true;
}

static struct msrpc_uuid
read_uuid(struct cursor *c, bool little)
{
	struct msrpc_uuid u = { .low = cursor_u32(c, little) };
	u.mid = cursor_u16(c, little);
	u.high = cursor_u16(c, little);
	struct bytes rest = cursor_take(c, sizeof(u.rest));
	if (rest.len)
		memcpy(u.rest, rest.at, sizeof(u.rest));
	return u;
}

size_t
msrpc_contexts(const struct msrpc_packet *p, struct msrpc_context *ret, size_t max)
{
	struct cursor c = cursor_over(p->body);
	size_t n = 0;
	if (p->type != MSRPC_BIND && p->type != MSRPC_ALTER_CONTEXT)
		return 0;
	cursor_skip(&c, 2 + 2 + 4); /* sizes, association */
	uint8_t count = cursor_u8(&c);
	cursor_skip(&c, 3);
	for (uint8_t i = 0; i < count && n < max; i++) {
		ret[n].id = cursor_u16(&c, p->little);
		uint8_t transfers = cursor_u8(&c);
		cursor_skip(&c, 1);
		ret[n].interface = read_uuid(&c, p->little);
		cursor_skip(&c, 4); /* version */
		if (!cursor_ok(&c))
			break;
		n++;
		cursor_skip(&c, (size_t)transfers * TRANSFER_LEN);
	}
	return n;
}

bool
msrpc_request_read(const struct msrpc_packet *p, struct msrpc_request *ret)
{
	struct cursor c = cursor_over(p->body);
	if (p->type != MSRPC_REQUEST)
		return false;
	cursor_skip(&c, 4); /* allocation hint */
	ret->context = cursor_u16(&c, p->little);
	ret->opnum = cursor_u16(&c, p->little);
	if (p->flags & FLAG_OBJECT)
		cursor_skip(&c, UUID_LEN);
	ret->stub = cursor_rest(&c);
	return cursor_ok(&c);
}

bool
msrpc_uuid_equal(const struct msrpc_uuid *a, const struct msrpc_uuid *b)
{
	return a->low == b->low && a->mid == b->mid && a->high == b->high &&
		memcmp(a->rest, b->rest, sizeof(a->rest)) == 0;
}
