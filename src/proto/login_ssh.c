/* login_ssh.c - tries to log in by SSH, which is encrypted: an estimate.
 *
 * Until NEWKEYS the packets are in clear and tell where the encrypted part begins.  From
 * there on the two sides speak in turns: the client asks for the service, the server
 * accepts; then each try has one answer.  Failures are all of one size, that of the list of
 * methods that are left; a success is 16 bytes shorter than the acceptance was, or goes
 * over into a session, whose turns have any size.  Clients often begin with the method
 * "none" to get the list: its request is shorter than one with a password.  So sizes and
 * turns are enough, and segments do not matter.
 *
 * Another answer than a failure may be a prompt (keyboard-interactive) when a failure
 * follows, and is no try.  Neither is an RSA key that was refused: keys are not guessed.
 * SSH 1 is not read.
 */
#include "proto/lines.h"
#include "proto/login_parts.h"

enum { PACKET_MAX = 35000, MESSAGE_NEWKEYS = 21, BANNER_LINES = 20 };
/* Bytes that a request has more than the acceptance: one without password, and at most with
 * a long name; a request that is a key. */
enum { NONE_LONGER = 28, NONE_MOST = 48, KEY_LEAST = 256 };

/* Where a side's encrypted part begins; 0 if it is not seen. */
static size_t
after_newkeys(struct bytes head, struct bytes *ret_banner)
{
	struct cursor c = cursor_over(head);
	struct bytes line;
	unsigned n = 0;
	do { /* a server may say something before */
		if (!line_next(&c, &line) || ++n > BANNER_LINES)
			return 0;
	} while (!starts_with(line, "ssh-"));
	*ret_banner = line;
	if (!starts_with(line, "ssh-2.") && !starts_with(line, "ssh-1.99"))
		return 0;
	while (cursor_left(&c) >= 6) {
		size_t len = cursor_u32be(&c);
		struct bytes packet = cursor_take(&c, len);
		if (!cursor_ok(&c) || len < 2 || len > PACKET_MAX)
			return 0;
		if (packet.at[1] == MESSAGE_NEWKEYS)
			return (size_t)(c.at - head.at);
	}
	return 0;
}

/* Lengths of a side's turns from `start` on; the one that `start` is in only if
 * `with_first`. */
struct turns {
	uint32_t len[STREAM_TURNS];
	size_t n;
	bool more;
};

static struct turns
turns_after(const struct stream_side *side, size_t start, bool with_first)
{
	struct turns t = { .more = side->n_turns == STREAM_TURNS || side->full ||
			side->compacted };
	for (size_t i = 0; i < side->n_turns; i++) {
		size_t from = side->turns[i];
		size_t to = i + 1 < side->n_turns ? side->turns[i + 1] : side->head.len;
		if (to <= start || (from < start && !with_first))
			continue;
		t.len[t.n++] = (uint32_t)(to - (from < start ? start : from));
	}
	if (t.more && t.n)
		t.n--; /* its end is not known */
	return t;
}

/* The size of a failure.  After the first one a server's banner may have gone before it. */
static uint32_t
failure_len(const struct turns *server, uint32_t accepted, bool none)
{
	uint32_t first = server->len[1];
	for (size_t i = 2; i < server->n; i++)
		if (server->len[i] == first)
			return first;
	if (none && server->n > 2 && server->len[2] >= accepted && server->len[2] < first)
		return server->len[2];
	return first;
}

static bool
is_none(const struct turns *client, uint32_t accepted)
{
	uint32_t len = client->len[1];
	return len < accepted + NONE_LONGER ||
		(client->n > 2 && client->len[2] > len && len < accepted + NONE_MOST);
}

/* Answer i of the server is to what the client said in its turn i. */
static void
count(const struct turns *client, const struct turns *server, struct login *ret)
{
	if (server->n < 2 || client->n < 2)
		return;
	uint32_t accepted = server->len[0];
	bool none = server->len[1] >= accepted && is_none(client, accepted);
	uint32_t failure = failure_len(server, accepted, none), prompt_len = 0;
	ret->success = LOGIN_FAILED;
	for (size_t i = none ? 2 : 1; i < server->n; i++) {
		uint32_t len = server->len[i];
		bool last = i + 1 == server->n;
		bool prompt = !last && len != failure && server->len[i + 1] == failure;
		bool key = i < client->n && client->len[i] >= KEY_LEAST;
		if (len == failure && len >= accepted) {
			ret->tries += !key;
		} else if (prompt && len >= accepted) {
			prompt_len = len;
		} else if (len < accepted || !last || server->more) {
			ret->tries++; /* and what follows is a session */
			ret->success = LOGIN_SUCCEEDED;
			return;
		} else if (len != prompt_len) {
			ret->tries += ret->tries >= 2; /* it had enough of us */
		}
	}
}

bool
login_read_ssh(const struct stream *s, struct login *ret)
{
	const struct stream_side *client = &s->side[CLIENT], *server = &s->side[SERVER];
	if (!starts_with(client->head, "ssh-"))
		return false;
	size_t from_client = after_newkeys(client->head, &ret->client);
	size_t from_server = after_newkeys(server->head, &ret->server);
	ret->kind = LOGIN_SSH;
	ret->estimated = true;
	if (!from_client || !from_server || client->hole_bytes || server->hole_bytes)
		return true;
	struct turns asked = turns_after(client, from_client, true);
	struct turns answered = turns_after(server, from_server, false);
	count(&asked, &answered, ret);
	return true;
}
