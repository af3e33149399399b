/* login_rdp.c - tries to log in to a remote desktop, which is encrypted: an estimate.
 *
 * A connection request (X.224, with the cookie that names the user) must be confirmed, and
 * enough must follow for a try: two records of application data of the client inside of TLS
 * (the first two of CredSSP's messages), or, without TLS, the eight units that come before
 * and with the client's information.  One connection holds one try.  Whether it succeeded
 * is not visible.
 */
#include "proto/lines.h"
#include "proto/login_parts.h"

enum { TPKT = 3, X224_REQUEST = 0xe0, X224_CONFIRM = 0xd0, TLS_APPLICATION = 23 };
enum { TLS_LEAST = 2, UNITS_LEAST = 8 };

/* A TPKT unit of the kind, whose user data are returned. */
static bool
x224(struct cursor *c, uint8_t kind, struct bytes *ret)
{
	uint8_t version = cursor_u8(c), reserved = cursor_u8(c);
	size_t len = cursor_u16be(c);
	if (!cursor_ok(c) || version != TPKT || reserved != 0 || len < 11)
		return false;
	struct cursor unit = cursor_over(cursor_take(c, len - 4));
	cursor_skip(&unit, 1);
	uint8_t is = cursor_u8(&unit) & 0xf0;
	cursor_skip(&unit, 5);
	*ret = cursor_rest(&unit);
	return cursor_ok(c) && cursor_ok(&unit) && is == kind;
}

static unsigned
tls_records(struct cursor c)
{
	unsigned n = 0;
	while (cursor_left(&c) >= 5) {
		uint8_t type = cursor_u8(&c), major = cursor_u8(&c);
		cursor_skip(&c, 1);
		size_t len = cursor_u16be(&c);
		if (type < 20 || type > 24 || major != 3)
			break;
		cursor_skip(&c, len);
		if (!cursor_ok(&c))
			break;
		n += type == TLS_APPLICATION;
	}
	return n;
}

static unsigned
units(struct cursor c)
{
	unsigned n = 0;
	while (cursor_left(&c) >= 4 && cursor_u8(&c) == TPKT) {
		cursor_skip(&c, 1);
		size_t len = cursor_u16be(&c);
		if (len < 5)
			break;
		cursor_skip(&c, len - 4);
		n += cursor_ok(&c);
	}
	return n;
}

bool
login_read_rdp(const struct stream *s, struct login *ret)
{
	struct cursor client = cursor_over(s->side[CLIENT].head);
	struct cursor server = cursor_over(s->side[SERVER].head);
	struct bytes asked, confirmed, line;
	if (!x224(&client, X224_REQUEST, &asked))
		return false;
	struct cursor lines = cursor_over(asked);
	bool cookie = line_next(&lines, &line) && starts_with(line, "cookie: mstshash=");
	if (!x224(&server, X224_CONFIRM, &confirmed))
		return cookie;
	ret->kind = LOGIN_RDP;
	ret->estimated = true;
	if (tls_records(client) < TLS_LEAST && units(client) < UNITS_LEAST)
		return true;
	ret->tries = 1;
	if (cookie)
		login_user(ret, bytes_of(line.at + 17, line.len - 17));
	return true;
}
