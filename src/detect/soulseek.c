/* soulseek.c - SoulSeek: the login to its server, and peers that introduce themselves.
 *
 * Messages are a length, a code and texts with lengths of their own; all of them must fit
 * into each other.
 */
#include "detect/detect.h"

enum { LOGIN = 1, PEER_INIT = 1, NAME_MOST = 30, TEXT_MOST = 128 };
enum { KIND, USER };

static bool
is_name(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return text.len > 0 && text.len <= NAME_MOST;
}

static struct bytes
text_of(struct cursor *c, uint32_t most)
{
	uint32_t len = cursor_u32le(c);
	if (len > most)
		c->failed = true;
	return cursor_take(c, len);
}

/* length, 1, user, password, version, ... to the server. */
static bool
is_login(struct bytes head, struct bytes *ret_user)
{
	struct cursor c = cursor_over(head);
	uint32_t len = cursor_u32le(&c), code = cursor_u32le(&c);
	*ret_user = text_of(&c, NAME_MOST);
	struct bytes password = text_of(&c, TEXT_MOST);
	uint32_t version = cursor_u32le(&c);
	return cursor_ok(&c) && code == LOGIN && len < 1024 && version < 10000 &&
		len >= 16 + ret_user->len + password.len && is_name(*ret_user) &&
		is_name(password);
}

/* length, 1 (a byte), user, type of one letter, token. */
static bool
is_peer_init(struct bytes head, struct bytes *ret_user)
{
	struct cursor c = cursor_over(head);
	uint32_t len = cursor_u32le(&c);
	uint8_t code = cursor_u8(&c);
	*ret_user = text_of(&c, NAME_MOST);
	struct bytes type = text_of(&c, 1);
	cursor_skip(&c, 4);
	return cursor_ok(&c) && code == PEER_INIT && type.len == 1 &&
		(type.at[0] == 'P' || type.at[0] == 'F' || type.at[0] == 'D') &&
		(len == 14 + ret_user->len || len == 18 + ret_user->len) &&
		is_name(*ret_user);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		struct bytes head = s->side[side].head, user;
		bool login = is_login(head, &user);
		if (!login && !is_peer_init(head, &user))
			continue;
		struct finding f = finding_begin(in);
		f.values[KIND].text = bytes_text(login ? "login" : "peer");
		f.values[USER].text = user;
		f.why = bytes_text(login
				? "a first message that is a login: lengths of user and "
				  "password fit"
				: "a first message in which a peer introduces itself");
		finding_emit(in, &f);
		return;
	}
}

DETECTOR(soulseek) = {
	.type = {
		.name = "soulseek",
		.summary = "SoulSeek",
		.summary_ja = "SoulSeekの通信",
		.method = "A TCP side begins with a login or a peer's introduction: four to five "
			  "lengths and codes that agree with each other and names of printable "
			  "characters; by chance less than once in 2^60.",
		.fields = {
			[KIND] = { "kind", FIELD_TEXT, "login or peer" },
			[USER] = { "user", FIELD_TEXT, "user name; the password is not kept" },
		},
	},
	.stream = stream,
};
