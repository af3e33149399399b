/* login_telnet.c - tries to log in by Telnet, or by any prompt that asks for a password.
 *
 * Options are taken out on both sides (RFC 854).  The server's prompts and the client's
 * lines are matched in order, so that it does not matter whether the client waits, sends
 * characters or lines.  A shell prompt after the last password is a success; there the
 * reading ends.  What looks like a prompt must stand near the beginning of a short line.
 */
#include "proto/lines.h"
#include "proto/login_parts.h"

enum { IAC = 255, SB = 250, SE = 240, WILL = 251, DONT = 254 };
enum { TEXT_MAX = STREAM_HEAD_MAX, PROMPT_LINE_MAX = 64, FIRST_PROMPT_MAX = 2048 };

struct text {
	uint8_t at[TEXT_MAX];
	size_t len;
	bool options;
};

/* The bytes without options and zeros. */
static void
plain(struct bytes head, struct text *ret)
{
	struct cursor c = cursor_over(head);
	ret->len = 0;
	ret->options = false;
	while (cursor_left(&c) && ret->len < TEXT_MAX) {
		uint8_t b = cursor_u8(&c);
		if (b != IAC) {
			if (b)
				ret->at[ret->len++] = b;
			continue;
		}
		uint8_t command = cursor_u8(&c);
		if (command >= WILL && command <= DONT) {
			ret->options = true;
			cursor_skip(&c, 1);
		} else if (command == SB) {
			while (cursor_left(&c) && cursor_u8(&c) != SE)
				;
		}
	}
}

/* The client's next line, as it stands after its corrections. */
static bool
client_line(const struct text *t, size_t *at, uint8_t ret[static LOGIN_USER_MAX],
	size_t *ret_len)
{
	size_t n = 0;
	for (size_t i = *at; i < t->len; i++) {
		uint8_t b = t->at[i];
		if (b == '\r' || b == '\n') {
			if (b == '\r' && i + 1 < t->len && t->at[i + 1] == '\n')
				i++;
			*at = i + 1;
			*ret_len = n;
			return true;
		}
		if (b == 8 || b == 127)
			n -= n > 0;
		else if (n < LOGIN_USER_MAX)
			ret[n++] = b;
	}
	return false;
}

static bool
ends_with(struct bytes b, const char *text)
{
	size_t len = strlen(text);
	return b.len >= len && starts_with(bytes_of(b.at + b.len - len, len), text);
}

enum event { EVENT_NONE, EVENT_USER, EVENT_PASSWORD, EVENT_REFUSED, EVENT_SHELL };

/* What the part of a line before a colon asks for. */
static enum event
prompt(struct bytes line)
{
	static const char *const users[] = { "login", "username", "user name", "user",
		"user id", "userid", "account" };
	static const char *const passwords[] = { "password", "passwd", "passcode",
		"passphrase" };
	line = trimmed(line);
	if (line.len > PROMPT_LINE_MAX || ends_with(line, "last login") ||
		ends_with(line, "last unsuccessful login"))
		return EVENT_NONE;
	for (size_t i = 0; i < count_of(passwords); i++)
		if (ends_with(line, passwords[i]))
			return EVENT_PASSWORD;
	for (size_t i = 0; i < count_of(users); i++)
		if (ends_with(line, users[i]))
			return EVENT_USER;
	return EVENT_NONE;
}

static bool
holds(struct bytes line, const char *text)
{
	for (size_t i = 0; i < line.len; i++)
		if (starts_with(bytes_of(line.at + i, line.len - i), text))
			return true;
	return false;
}

/* A line of the server that is no prompt for us. */
static enum event
message(struct bytes line)
{
	static const char *const refused[] = { "incorrect", "invalid", "fail", "denied",
		"bad pass", "wrong", "error", "authorization failed" };
	line = trimmed(line);
	if (line.len == 0 || line.len > 2 * PROMPT_LINE_MAX)
		return EVENT_NONE;
	for (size_t i = 0; i < count_of(refused); i++)
		if (holds(line, refused[i]))
			return EVENT_REFUSED;
	uint8_t last = line.at[line.len - 1];
	if (starts_with(line, "last login") || starts_with(line, "welcome") ||
		(line.len <= PROMPT_LINE_MAX &&
			(last == '$' || last == '#' || last == '>' || last == '%')))
		return EVENT_SHELL;
	return EVENT_NONE;
}

/* The server's next prompt or message. */
static enum event
next_event(const struct text *t, size_t *at)
{
	size_t start = *at;
	for (size_t i = start; i < t->len; i++) {
		uint8_t b = t->at[i];
		bool end = b == '\r' || b == '\n';
		if (!end && b != ':')
			continue;
		struct bytes line = bytes_of(t->at + start, i - start);
		enum event event = b == ':' && line.len <= 2 * PROMPT_LINE_MAX
			? prompt(line)
			: EVENT_NONE;
		*at = i + 1;
		if (event != EVENT_NONE)
			return event;
		if (!end)
			continue;
		start = i + 1;
		event = message(line);
		if (event != EVENT_NONE)
			return event;
	}
	struct bytes rest = bytes_of(t->at + start, t->len - start);
	*at = t->len;
	return start < t->len ? message(rest) : EVENT_NONE;
}

static void
follow(const struct text *client, const struct text *server, struct login *ret)
{
	uint8_t line[LOGIN_USER_MAX];
	size_t at = 0, client_at = 0, len = 0;
	while (at < server->len) {
		enum event event = next_event(server, &at);
		if (event == EVENT_USER || event == EVENT_PASSWORD) {
			if (ret->tries)
				ret->success = LOGIN_FAILED;
			if (!client_line(client, &client_at, line, &len))
				return;
			if (event == EVENT_USER) {
				login_user(ret, bytes_of(line, len));
				continue;
			}
			ret->tries++;
			ret->success = LOGIN_UNKNOWN;
			login_password(ret, bytes_of(line, len));
		} else if (event == EVENT_REFUSED && ret->tries) {
			ret->success = LOGIN_FAILED;
		} else if (event == EVENT_SHELL && ret->tries &&
			ret->success != LOGIN_FAILED) {
			ret->success = LOGIN_SUCCEEDED;
			return;
		}
	}
}

/* Whether prompts in this text mean what they say. */
static bool
is_talk(const struct stream *s, const struct text *client, const struct text *server)
{
	uint16_t port = s->side[SERVER].port;
	if (client->options || server->options || port == 23 || port == 2323)
		return true;
	size_t at = 0;
	enum event event = EVENT_NONE;
	while (at < server->len && event != EVENT_USER && event != EVENT_PASSWORD)
		event = next_event(server, &at);
	if ((event != EVENT_USER && event != EVENT_PASSWORD) || at > FIRST_PROMPT_MAX)
		return false;
	for (size_t i = 0; i < at; i++)
		if (server->at[i] > 126 ||
			(server->at[i] < 32 && server->at[i] != '\r' &&
				server->at[i] != '\n' && server->at[i] != '\t' &&
				server->at[i] != 27))
			return false;
	/* It waits for an answer. */
	while (at < server->len && server->at[at] == ' ')
		at++;
	const struct stream_side *side = &s->side[SERVER];
	bool waits = at == server->len;
	for (size_t i = 0; i < side->n_turns; i++)
		waits |= side->turns[i] == at;
	return waits;
}

bool
login_read_telnet(const struct stream *s, struct login *ret)
{
	struct text client, server;
	if (s->side[SERVER].head.len == 0)
		return false;
	plain(s->side[CLIENT].head, &client);
	plain(s->side[SERVER].head, &server);
	if (!is_talk(s, &client, &server))
		return false;
	ret->kind = LOGIN_TELNET;
	follow(&client, &server, ret);
	return true;
}
