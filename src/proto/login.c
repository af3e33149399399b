/* login.c - tries to log in to FTP, POP3, IMAP and SMTP, whose commands are text.
 *
 * Commands of FTP and POP3 are answered in order, one final reply each, until somebody is
 * logged in; there the reading ends.  IMAP's replies name their command.  Anonymous FTP is
 * no try: nothing is guessed.
 */
#include "proto/lines.h"
#include "proto/login_parts.h"
#include "proto/sasl.h"
#include "proto/smtp.h"

const char *
login_kind_name(enum login_kind kind)
{
	static const char *const names[] = { [LOGIN_NONE] = "",
		[LOGIN_SSH] = "ssh",
		[LOGIN_FTP] = "ftp",
		[LOGIN_TELNET] = "telnet",
		[LOGIN_POP3] = "pop3",
		[LOGIN_IMAP] = "imap",
		[LOGIN_SMTP] = "smtp",
		[LOGIN_RDP] = "rdp" };
	return names[kind];
}

void
login_user(struct login *l, struct bytes user)
{
	size_t len = user.len < LOGIN_USER_MAX ? user.len : LOGIN_USER_MAX;
	if (len == 0)
		return;
	for (size_t i = 0; i < l->n_users; i++)
		if (l->users[i].len == len && memcmp(l->users[i].text, user.at, len) == 0)
			return;
	if (l->n_users == LOGIN_USERS) {
		l->more_users = true;
		return;
	}
	memcpy(l->users[l->n_users].text, user.at, len);
	l->users[l->n_users++].len = (uint8_t)len;
}

void
login_password(struct login *l, struct bytes password)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < password.len; i++)
		h = (h ^ password.at[i]) * UINT64_C(0x100000001b3);
	for (size_t i = 0; i < l->n_passwords; i++)
		if (l->passwords[i] == h)
			return;
	if (l->n_passwords < LOGIN_PASSWORDS)
		l->passwords[l->n_passwords++] = h;
}

static void
outcome(struct login *l, enum login_success success)
{
	if (l->success != LOGIN_SUCCEEDED && success != LOGIN_UNKNOWN)
		l->success = success;
}

static void
sasl_try(struct login *l, struct bytes mechanism, struct bytes answer, struct bytes secret)
{
	struct sasl sasl;
	l->tries++;
	if (!sasl_read(mechanism, answer, &sasl))
		return;
	login_user(l, sasl.user);
	if (sasl.secret.len || secret.len)
		login_password(l, sasl.secret.len ? sasl.secret : secret);
}

/* --- SMTP ---------------------------------------------------------------------------- */

static bool
read_smtp(const struct stream *s, struct login *ret)
{
	struct smtp m;
	if (!smtp_read(s, &m))
		return false;
	ret->kind = LOGIN_SMTP;
	ret->server = m.banner;
	ret->client = m.helo;
	for (size_t i = 0; i < m.n_auths; i++) {
		const struct smtp_auth *a = &m.auths[i];
		sasl_try(ret, a->mechanism, a->answer, a->secret);
	}
	ret->tries = m.n_auth;
	if (m.n_auth_failed)
		outcome(ret, LOGIN_FAILED);
	if (m.n_auth_ok)
		outcome(ret, LOGIN_SUCCEEDED);
	return true;
}

/* --- FTP and POP3 -------------------------------------------------------------------- */

struct talk {
	struct cursor client, server;
	struct bytes user;
	bool pop3, heard, over;
};

/* 2: yes, 3: go on, 5: no, 0: not seen. */
static unsigned
answer(struct talk *t)
{
	struct bytes line;
	unsigned code = 0;
	if (!t->heard)
		return 0;
	if (!t->pop3) {
		do
			code = reply_next(&t->server, &line) / 100;
		while (code == 1);
	}
	while (t->pop3 && !code && line_next(&t->server, &line))
		code = starts_with(line, "+ok")     ? 2
			: starts_with(line, "+ ")   ? 3
			: starts_with(line, "-err") ? 5
						    : 0;
	t->heard = code != 0;
	return code;
}

static enum login_success
success_of(unsigned code)
{
	return code == 2 ? LOGIN_SUCCEEDED : code >= 4 ? LOGIN_FAILED : LOGIN_UNKNOWN;
}

static bool
is_anonymous(struct bytes user)
{
	return word_is(user, "anonymous") || word_is(user, "ftp");
}

static void
password(struct talk *t, struct login *l, struct bytes line)
{
	unsigned code = answer(t);
	bool guess = t->user.len > 0 && (t->pop3 || !is_anonymous(t->user));
	if (guess) {
		l->tries++;
		login_user(l, t->user);
		login_password(l, line);
		outcome(l, success_of(code));
	}
	t->over = code == 2;
}

/* AUTH of POP3 with its challenges. */
static void
challenge(struct talk *t, struct login *l, struct bytes line)
{
	struct bytes mechanism = word_next(&line), first = word_next(&line);
	struct bytes second = bytes_of(line.at, 0);
	unsigned code = answer(t);
	if (mechanism.len == 0)
		return; /* asks for the list */
	for (unsigned given = first.len > 0; code == 3 && line_next(&t->client, &line);
		given++) {
		if (given == 0)
			first = line;
		else if (given == 1)
			second = line;
		code = answer(t);
	}
	sasl_try(l, mechanism, first, second);
	outcome(l, success_of(code));
	t->over = code == 2;
}

static void
text_command(struct talk *t, struct login *l, struct bytes line)
{
	struct bytes rest = line, verb = word_next(&rest);
	rest = trimmed(rest);
	if (word_is(verb, "user")) {
		t->user = rest;
		/* A name alone may do, or be refused. */
		if (answer(t) == 2 && !t->pop3)
			t->over = true;
	} else if (word_is(verb, "pass")) {
		password(t, l, rest);
	} else if (t->pop3 && word_is(verb, "apop")) {
		t->user = word_next(&rest);
		password(t, l, bytes_of(rest.at, 0));
		l->n_passwords = 0; /* a digest tells nothing of it */
	} else if (t->pop3 && word_is(verb, "auth")) {
		challenge(t, l, rest);
	} else if (word_is(verb, "stls") || word_is(verb, "auth")) {
		t->over = answer(t) == 2; /* encrypted from here on */
	} else {
		(void)answer(t);
	}
}

static bool
is_text_verb(struct bytes word)
{
	static const char *const verbs[] = { "user", "pass", "apop", "auth", "capa", "stls",
		"feat", "syst", "opts", "host", "noop", "clnt", "quit", "help", "pbsz",
		"prot" };
	for (size_t i = 0; i < count_of(verbs); i++)
		if (word_is(word, verbs[i]))
			return true;
	return false;
}

static bool
read_text(const struct stream *s, struct login *ret)
{
	struct talk t = { .client = cursor_over(s->side[CLIENT].head),
		.server = cursor_over(s->side[SERVER].head) };
	struct cursor ahead = t.client;
	struct bytes line, rest, greeting = bytes_of("", 0);
	uint16_t port = s->side[SERVER].port;
	if (!line_next(&ahead, &line))
		return false;
	rest = line;
	if (!is_text_verb(word_next(&rest)))
		return false;
	ahead = t.server;
	t.heard = line_next(&ahead, &greeting);
	t.pop3 = t.heard ? starts_with(greeting, "+ok") : port == 110 || port == 995;
	if (t.heard && !t.pop3 &&
		(greeting.len < 4 || greeting.at[0] < '2' || greeting.at[0] > '5'))
		return false;
	t.user = bytes_of(line.at, 0);
	if (t.pop3 || starts_with(greeting, "220"))
		(void)answer(&t);
	while (!t.over && line_next(&t.client, &line))
		text_command(&t, ret, line);
	ret->kind = t.pop3 ? LOGIN_POP3 : LOGIN_FTP;
	if (greeting.len > 4)
		ret->server = trimmed(bytes_of(greeting.at + 3, greeting.len - 3));
	return true;
}

/* --- IMAP ------------------------------------------------------------------------------
 */

/* The server's reply to a tag, from where the last was found; linear in all. */
static enum login_success
tagged(struct cursor *server, struct bytes tag)
{
	struct bytes line;
	while (line_next(server, &line)) {
		struct bytes word = word_next(&line);
		if (word.len != tag.len || memcmp(word.at, tag.at, tag.len) != 0)
			continue;
		word = word_next(&line);
		return word_is(word, "ok") ? LOGIN_SUCCEEDED : LOGIN_FAILED;
	}
	return LOGIN_UNKNOWN;
}

/* An atom or a quoted string; literals are left out. */
static struct bytes
astring(struct bytes *line)
{
	*line = trimmed(*line);
	if (line->len == 0 || line->at[0] != '"')
		return word_next(line);
	size_t end = 1;
	while (end < line->len && line->at[end] != '"')
		end += line->at[end] == '\\' ? 2 : 1;
	end = end < line->len ? end : line->len;
	struct bytes text = bytes_of(line->at + 1, end - 1);
	size_t skip = end < line->len ? end + 1 : end;
	*line = bytes_of(line->at + skip, line->len - skip);
	return text;
}

static bool
imap_login(struct login *l, struct cursor *client, struct cursor *server, struct bytes line)
{
	struct bytes tag = word_next(&line), verb = word_next(&line);
	bool login = word_is(verb, "login");
	if (!login && !word_is(verb, "authenticate"))
		return word_is(verb, "starttls");
	if (login) {
		struct bytes user = astring(&line);
		l->tries++;
		if (user.len && user.at[0] != '{') {
			login_user(l, user);
			login_password(l, astring(&line));
		}
	} else {
		struct bytes mechanism = word_next(&line), first = word_next(&line);
		struct bytes second = bytes_of(line.at, 0);
		if (first.len == 0 && !line_next(client, &first))
			first = second;
		if (word_is(mechanism, "login"))
			(void)line_next(client, &second);
		sasl_try(l, mechanism, first, second);
	}
	enum login_success success = tagged(server, tag);
	outcome(l, success);
	return success == LOGIN_SUCCEEDED;
}

static bool
read_imap(const struct stream *s, struct login *ret)
{
	static const char *const verbs[] = { "login", "authenticate", "capability",
		"starttls", "id", "noop", "logout" };
	struct cursor client = cursor_over(s->side[CLIENT].head), ahead = client;
	struct cursor server = cursor_over(s->side[SERVER].head);
	struct bytes line, greeting = bytes_of("", 0);
	if (!line_next(&ahead, &line))
		return false;
	struct bytes tag = word_next(&line), verb = word_next(&line);
	size_t i = 0;
	while (i < count_of(verbs) && !word_is(verb, verbs[i]))
		i++;
	if (i == count_of(verbs) || tag.len == 0 || tag.len > 16)
		return false;
	bool heard = line_next(&server, &greeting);
	if (heard ? !starts_with(greeting, "* ") : s->side[SERVER].port != 143)
		return false;
	ret->kind = LOGIN_IMAP;
	if (greeting.len > 5)
		ret->server = trimmed(bytes_of(greeting.at + 5, greeting.len - 5));
	while (line_next(&client, &line) && !imap_login(ret, &client, &server, line))
		;
	return true;
}

bool
login_read(const struct stream *s, struct login *ret)
{
	static bool (*const readers[])(
		const struct stream *s, struct login *ret) = { login_read_ssh,
		login_read_rdp, read_smtp, read_text, read_imap, login_read_telnet };
	for (size_t i = 0; i < count_of(readers); i++) {
		memset(ret, 0, sizeof(*ret));
		ret->client = ret->server = bytes_of("", 0);
		if (s->side[CLIENT].head.len == 0)
			return false;
		if (readers[i](s, ret))
			return ret->tries > 0;
	}
	return false;
}
