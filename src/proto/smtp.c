/* smtp.c - reads SMTP dialogues.
 *
 * Commands are answered in order, one reply each, so that both heads are read side by side
 * even where a client does not wait.  Two things are no commands: answers to a challenge
 * and the lines of a body.  A server's 354 tells the latter; without one, a body is what
 * does not look like a command.
 */
#include "proto/smtp.h"
#include "proto/lines.h"

enum { COMMAND_MAX = 2048, SUBJECT_MAX = 998, BODY_KEPT = STREAM_HEAD_MAX / 2 };

enum verb {
	VERB_NONE,
	VERB_HELO,
	VERB_MAIL,
	VERB_RCPT,
	VERB_DATA,
	VERB_BDAT,
	VERB_AUTH,
	VERB_STARTTLS,
	VERB_QUIT,
	VERB_OTHER,
};

static enum verb
verb_of(struct bytes line)
{
	static const struct {
		const char *name;
		enum verb verb;
	} verbs[] = { { "helo", VERB_HELO }, { "ehlo", VERB_HELO }, { "lhlo", VERB_HELO },
		{ "data", VERB_DATA }, { "bdat", VERB_BDAT }, { "auth", VERB_AUTH },
		{ "starttls", VERB_STARTTLS }, { "quit", VERB_QUIT },
		{ "rset", VERB_OTHER }, { "noop", VERB_OTHER }, { "vrfy", VERB_OTHER },
		{ "expn", VERB_OTHER }, { "help", VERB_OTHER }, { "xclient", VERB_OTHER } };
	if (line.len > COMMAND_MAX)
		return VERB_NONE;
	struct bytes rest = line, word = word_next(&rest);
	for (size_t i = 0; i < count_of(verbs); i++)
		if (word_is(word, verbs[i].name))
			return verbs[i].verb;
	rest = line;
	(void)word_next(&rest);
	rest = trimmed(rest);
	if (word_is(word, "mail") || starts_with(word, "mail:"))
		return starts_with(rest, "from") ? VERB_MAIL : VERB_OTHER;
	if (word_is(word, "rcpt"))
		return starts_with(rest, "to") ? VERB_RCPT : VERB_OTHER;
	return VERB_NONE;
}

/* A line that a mail would hardly begin with. */
static bool
is_command(struct bytes line)
{
	enum verb verb = verb_of(line);
	bool alone = line.len <= 8;
	return verb == VERB_HELO || verb == VERB_MAIL || verb == VERB_RCPT ||
		(alone && verb != VERB_NONE);
}

/* --- reading ------------------------------------------------------------------------- */

struct dialogue {
	struct cursor client, server;
	struct smtp *smtp;
	bool heard; /* the server's replies are in step so far */
};

/* The reply to what the client said last; 0: not seen. */
static unsigned
next_reply(struct dialogue *d)
{
	struct bytes text;
	unsigned code = d->heard ? reply_next(&d->server, &text) : 0;
	if (code == 0) {
		d->heard = false;
		return 0;
	}
	struct smtp *s = d->smtp;
	size_t i = 0;
	while (i < s->n_codes && s->codes[i].code != code)
		i++;
	if (i == SMTP_CODES)
		return code;
	s->n_codes += i == s->n_codes;
	s->codes[i].code = (uint16_t)code;
	s->codes[i].n++;
	return code;
}

/* FROM:<address> or TO: address, as both are seen. */
static struct bytes
path_of(struct bytes line)
{
	const uint8_t *colon = memchr(line.at, ':', line.len);
	if (!colon)
		return bytes_of(line.at, 0);
	size_t skip = (size_t)(colon - line.at) + 1;
	struct bytes rest = trimmed(bytes_of(line.at + skip, line.len - skip));
	if (rest.len && rest.at[0] == '<') {
		const uint8_t *end = memchr(rest.at, '>', rest.len);
		return bytes_of(
			rest.at + 1, end ? (size_t)(end - rest.at) - 1 : rest.len - 1);
	}
	return word_next(&rest);
}

static void
keep(struct bytes *kept, size_t *n, struct bytes path)
{
	if (path.len && *n < SMTP_KEPT)
		kept[(*n)++] = path;
}

/* A header line with the lines that continue it. */
static void
keep_subject(struct dialogue *d, struct bytes line)
{
	struct cursor c = d->client;
	const uint8_t *start = line.at + strlen("subject:"), *end = line.at + line.len;
	struct bytes more;
	while (cursor_left(&c) && (c.at[0] == ' ' || c.at[0] == '\t') &&
		line_next(&c, &more) && more.len > 0)
		end = more.at + more.len;
	size_t len = (size_t)(end - start);
	d->smtp->subject = trimmed(bytes_of(start, len < SUBJECT_MAX ? len : SUBJECT_MAX));
}

/* Up to the line with the dot; false if the head ends before. */
static bool
read_body(struct dialogue *d)
{
	struct bytes line;
	bool headers = d->smtp->n_bodies++ == 0;
	while (line_next(&d->client, &line)) {
		if (line.len == 1 && line.at[0] == '.')
			return true;
		if (line.len == 0)
			headers = false;
		if (headers && !d->smtp->subject.len && starts_with(line, "subject:"))
			keep_subject(d, line);
	}
	return false;
}

static void
mail_is_over(struct dialogue *d)
{
	unsigned code = next_reply(d);
	d->smtp->n_taken += code / 100 == 2;
	d->smtp->n_refused += code / 100 == 4 || code / 100 == 5;
}

static void
data(struct dialogue *d)
{
	d->smtp->n_data++;
	unsigned code = next_reply(d);
	struct cursor ahead = d->client;
	struct bytes line;
	bool none = code ? code / 100 != 3 : line_next(&ahead, &line) && is_command(line);
	if (!none && read_body(d))
		mail_is_over(d);
}

/* BDAT LENGTH [LAST]: so many bytes follow at once. */
static void
chunk(struct dialogue *d, struct bytes line)
{
	uint64_t len = 0;
	(void)word_next(&line);
	struct bytes number = word_next(&line), last = word_next(&line);
	for (size_t i = 0; i < number.len && i < 9; i++)
		if (number.at[i] >= '0' && number.at[i] <= '9')
			len = len * 10 + (uint64_t)(number.at[i] - '0');
	d->smtp->n_data += word_is(last, "last");
	size_t left = cursor_left(&d->client);
	cursor_skip(&d->client, len < left ? (size_t)len : left);
	if (word_is(last, "last"))
		mail_is_over(d);
	else
		(void)next_reply(d);
}

static void
authenticate(struct dialogue *d, struct bytes line)
{
	struct smtp *s = d->smtp;
	struct smtp_auth auth = { .mechanism = bytes_of(line.at, 0) }, *a = &auth;
	(void)word_next(&line);
	a->mechanism = word_next(&line);
	a->answer = word_next(&line);
	a->secret = bytes_of(line.at, 0);
	unsigned wanted = word_is(a->mechanism, "login") ? 2 : 1, given = a->answer.len > 0;
	for (;;) {
		unsigned code = a->code = next_reply(d);
		if (code ? code != 334 : given >= wanted)
			break;
		if (!line_next(&d->client, &line) || (code == 0 && is_command(line)))
			break;
		if (given == 0)
			a->answer = line;
		else if (given == 1)
			a->secret = line;
		given++;
	}
	s->n_auth++;
	s->n_auth_ok += a->code == 235;
	s->n_auth_failed += a->code / 100 == 4 || a->code / 100 == 5;
	if (s->n_auths < SMTP_AUTHS)
		s->auths[s->n_auths++] = auth;
}

static void
command(struct dialogue *d, struct bytes line)
{
	struct smtp *s = d->smtp;
	struct bytes rest = line;
	switch (verb_of(line)) {
	case VERB_DATA:
		return data(d);
	case VERB_BDAT:
		return chunk(d, line);
	case VERB_AUTH:
		return authenticate(d, line);
	case VERB_HELO:
		(void)word_next(&rest);
		if (s->n_helo++ == 0)
			s->helo = word_next(&rest);
		break;
	case VERB_MAIL:
		s->n_mail++;
		keep(s->senders, &s->n_senders, path_of(line));
		break;
	case VERB_RCPT:
		s->n_rcpt++;
		keep(s->recipients, &s->n_recipients, path_of(line));
		s->n_rcpt_refused += next_reply(d) / 100 >= 4;
		return;
	case VERB_STARTTLS:
		s->n_starttls++;
		s->tls = next_reply(d) == 220;
		return;
	case VERB_QUIT:
		s->n_quit++;
		break;
	default:
		s->n_other++;
	}
	(void)next_reply(d);
}

/* A greeting belongs to no command. */
static void
greeting(struct dialogue *d)
{
	struct cursor ahead = d->server;
	struct bytes text;
	struct bytes first = bytes_of("", 0);
	struct cursor start = ahead;
	(void)line_next(&start, &first);
	unsigned code = reply_next(&ahead, &text);
	d->heard = d->smtp->replies = code != 0;
	if (code != 220 && code != 554 && code != 421)
		return;
	d->smtp->banner = first.len > 4 ? bytes_of(first.at + 4, first.len - 4) : text;
	(void)next_reply(d);
}

bool
smtp_read(const struct stream *s, struct smtp *ret)
{
	struct bytes line;
	*ret = (struct smtp){ .banner = bytes_of("", 0) };
	ret->helo = ret->subject = ret->banner;
	struct dialogue d = { .client = cursor_over(s->side[CLIENT].head),
		.server = cursor_over(s->side[SERVER].head),
		.smtp = ret };
	struct cursor ahead = d.client;
	if (!line_next(&ahead, &line) || verb_of(line) == VERB_NONE)
		return false;
	greeting(&d);
	while (!ret->tls && line_next(&d.client, &line))
		command(&d, line);
	return ret->n_helo > 0 || ret->n_mail > 0 || (ret->n_auth > 0 && ret->banner.len);
}

/* --- long bodies ---------------------------------------------------------------------
 * The client alone must tell what is body, or the outcome would depend on when the server's
 * replies came. */

/* Of a line that goes on: enough to know it for no dot. */
static size_t
drop_partial(uint8_t *head, size_t start, size_t len)
{
	size_t n = len - start, kept = start + 2 < BODY_KEPT ? BODY_KEPT - start : 2;
	if (n <= kept)
		return n;
	if (head[start] == '.')
		head[start] = ' ';
	return kept;
}

/* Of a whole line of a body; at least its first and last bytes. */
static size_t
drop_line(uint8_t *head, size_t start, size_t len)
{
	if (start + len <= BODY_KEPT)
		return len;
	size_t kept = start + 4 < BODY_KEPT ? BODY_KEPT - start : 4;
	if (kept >= len)
		return len;
	head[start + kept - 1] = '\n';
	return kept;
}

size_t
smtp_compact(uint8_t *head, size_t len)
{
	struct cursor c = cursor_over(bytes_of(head, len)), ahead = c;
	struct bytes line, next;
	bool body = false, first = false;
	size_t kept = 0, at = 0;
	if (!line_next(&ahead, &line) || verb_of(line) == VERB_NONE)
		return len;
	for (; line_next(&c, &line); at = (size_t)(c.at - head)) {
		size_t n = (size_t)(c.at - head) - at;
		bool dot = line.len == 1 && line.at[0] == '.';
		if (body && !dot) {
			/* The first line tells that a body follows. */
			if (at >= BODY_KEPT && !first)
				continue;
			n = drop_line(head, at, n);
			first = false;
		} else if (body) {
			body = false;
		} else if (verb_of(line) == VERB_DATA) {
			ahead = c;
			body = first = !line_next(&ahead, &next) || !is_command(next);
		}
		memmove(head + kept, head + at, n);
		kept += n;
	}
	size_t rest = body ? drop_partial(head, at, len) : len - at;
	memmove(head + kept, head + at, rest);
	return kept + rest;
}
