/* token.c - cutting a text into the tokens of SQL, in all dialects at once.
 *
 * Where dialects differ the reading is taken that lets more through as SQL: # and -- begin
 * comments, the inside of a MySQL version comment is code, a backslash guards a quote
 * inside of text but not the quote that is broken out of, and 1union is a number and a
 * word.  Operators of two words need no joining here; a text is at most SQL_VALUE_MAX
 * bytes, so offsets fit in 16 bits.
 */
#include "sql/private.h"

struct reading {
	struct tokens *t;
	const uint8_t *at;
	unsigned len, pos;
	uint8_t flags; /* for the next token */
};

static uint8_t
peek(const struct reading *r, unsigned ahead)
{
	return r->pos + ahead < r->len ? r->at[r->pos + ahead] : 0;
}

static void
emit(struct reading *r, char code, unsigned len, unsigned word, unsigned flags)
{
	struct tokens *t = r->t;

	t->at[t->count++] = (struct sql_token){ (uint16_t)r->pos, (uint16_t)len,
		(uint16_t)word, code, (uint8_t)(r->flags | flags) };
	r->pos += len;
	r->flags = 0;
}

static bool
word_byte(uint8_t c)
{
	return is_alpha(c) || is_digit(c) || c == '_' || c == '$' ||
		(c >= 0x80 && c != 0xa0);
}

/* Text from the quote at pos on; prefix bytes (N, x, _utf8) belong to it. */
static void
read_text(struct reading *r, unsigned prefix)
{
	uint8_t quote = r->at[r->pos + prefix];
	unsigned i = r->pos + prefix + 1;
	/* \'text\', as if all quotes were guarded once */
	bool guarded = r->pos > 0 && r->at[r->pos - 1] == '\\';

	while (i < r->len) {
		if (guarded && r->at[i] == '\\' && i + 1 < r->len &&
			r->at[i + 1] == quote) {
			i++;
			break;
		}
		if (r->at[i] == '\\') {
			i += 2;
			continue;
		}
		if (r->at[i] == quote) {
			if (i + 1 >= r->len || r->at[i + 1] != quote)
				break;
			i++;
		}
		i++;
	}
	if (i >= r->len)
		emit(r, 'q', r->len - r->pos, quote, TOKEN_SHORT);
	else
		emit(r, 's', i + 1 - r->pos, quote, 0);
}

/* `name` or [name]; false when it is not closed, or no name. */
static bool
read_name(struct reading *r, uint8_t close)
{
	const uint8_t *end = memchr(r->at + r->pos + 1, close,
		r->len - r->pos - 1 < 130 ? r->len - r->pos - 1 : 130);

	if (!end)
		return false;
	for (const uint8_t *c = r->at + r->pos + 1; close == ']' && c < end; c++)
		if (!word_byte(*c) && *c != ' ' && *c != '.')
			return false;
	emit(r, 'w', (unsigned)(end + 1 - r->at) - r->pos, 0, TOKEN_NAME);
	return true;
}

static bool
splits(char code, unsigned word)
{
	return strchr("SUFW&Gi", code) || word == W_order || word == W_group ||
		word == W_having || word == W_limit || word == W_into || word == W_for;
}

/* Digits, and letters behind them when the whole is no number: 5th is a word. */
static void
read_number(struct reading *r)
{
	unsigned i = 0;
	uint16_t word;

	if (peek(r, 0) == '0' && (lower(peek(r, 1)) == 'x' || lower(peek(r, 1)) == 'b')) {
		for (i = 2; hex_digit(peek(r, i)) >= 0; i++)
			;
	} else {
		while (is_digit(peek(r, i)))
			i++;
		if (peek(r, i) == '.')
			for (i++; is_digit(peek(r, i));)
				i++;
		if (lower(peek(r, i)) == 'e') {
			unsigned e = i + 1;
			if (peek(r, e) == '+' || peek(r, e) == '-')
				e++;
			if (is_digit(peek(r, e)) ||
				(peek(r, i - 1) == '.' && !word_byte(peek(r, e))))
				for (i = e; is_digit(peek(r, i));)
					i++;
		}
	}
	unsigned more = i;
	while (word_byte(peek(r, more)))
		more++;
	if (more == i) {
		emit(r, 'n', i, 0, 0);
		return;
	}
	/* 1e0union, 1.and: and Oracle's 1funion and 1dunion */
	for (unsigned skip = 0; skip < 2; skip++) {
		struct bytes rest = bytes_of(r->at + r->pos + i + skip, more - i - skip);
		char code = word_find(rest, &word);
		if (code != 'w' && splits(code, word)) {
			emit(r, 'n', i + skip, 0, 0);
			emit(r, code, (unsigned)rest.len, word, TOKEN_SPLIT);
			return;
		}
		if (lower(peek(r, i)) != 'f' && lower(peek(r, i)) != 'd')
			break;
	}
	emit(r, peek(r, i - 1) == '.' ? 'n' : 'w', peek(r, i - 1) == '.' ? i : more, 0, 0);
}

/* N'..', x'..', _utf8'..', u&'..': how long the prefix of a text is, or 0. */
static unsigned
text_prefix(const struct reading *r, unsigned len)
{
	uint8_t first = lower(peek(r, 0));

	if (len == 1 && first == 'u' && peek(r, 1) == '&' && peek(r, 2) == '\'')
		return 2;
	if (peek(r, len) != '\'')
		return 0;
	return (len == 1 && strchr("nxbe", first)) || (first == '_' && len < 20) ? len : 0;
}

static bool
commented(const struct reading *r, unsigned len)
{
	return r->len - r->pos - len > 3 && !memcmp(r->at + r->pos + len, "/**/", 4);
}

/* Is there a ( after the word, spaces and empty comments aside? */
static bool
before_paren(const struct reading *r, unsigned len)
{
	while (r->pos + len < r->len && len < 256) {
		if (r->at[r->pos + len] <= ' ')
			len++;
		else if (commented(r, len))
			len += 4;
		else
			break;
	}
	return peek(r, len) == '(';
}

static void
read_word(struct reading *r)
{
	unsigned len = 0, prefix;
	uint16_t word, call;

	while (word_byte(peek(r, len)))
		len++;
	prefix = text_prefix(r, len);
	if (prefix) {
		read_text(r, prefix);
		return;
	}
	struct bytes text = bytes_of(r->at + r->pos, len);
	char code = word_find(text, &word);
	if (code == 'w' && peek(r, len) == '@' && word_byte(peek(r, len + 1))) {
		/* an address of mail */
		for (len++; word_byte(peek(r, len)) || peek(r, len) == '.' ||
			peek(r, len) == '-';)
			len++;
		emit(r, 'w', len, 0, 0);
		return;
	}
	/* English puts a space before a bracket, and so may SQL where only an operand can
	 * stand */
	char last = code_at(r->t, r->t->count - 1);
	bool due = (r->t->quote && (last == '&' || last == '(')) ||
		(last == 'S' && code_at(r->t, r->t->count - 2) == '(');
	if (before_paren(r, len) && (call = call_find(text)) != C_NONE &&
		(peek(r, len) == '(' || due || commented(r, len) ||
			call_kind(call) != COMMON)) {
		emit(r, 'f', len, call, TOKEN_CALL);
		return;
	}
	emit(r, code, len, word, 0);
}

static void
read_variable(struct reading *r)
{
	unsigned len = 1;

	if (peek(r, 1) == '@')
		len++;
	uint8_t c = peek(r, len);
	if (c == '`' || c == '\'' || c == '"') {
		const uint8_t *end =
			memchr(r->at + r->pos + len + 1, c, r->len - r->pos - len - 1);
		len = end ? (unsigned)(end + 1 - r->at) - r->pos : len;
	} else {
		while (word_byte(peek(r, len)) ||
			(peek(r, len) == '.' && word_byte(peek(r, len + 1))))
			len++;
	}
	emit(r, 'v', len, 0, 0);
}

/* A comment as long as it goes: as its end token when nothing follows, else a mark. */
static void
skip_comment(struct reading *r, unsigned len, unsigned flags)
{
	unsigned from = r->pos, rest = r->pos + len;

	while (rest < r->len && r->at[rest] <= ' ')
		rest++;
	if (rest >= r->len) {
		r->pos = from;
		emit(r, 'c', r->len - from, 0, flags);
		return;
	}
	r->pos += len;
	r->flags |= TOKEN_COMMENT;
}

static bool
read_comment(struct reading *r)
{
	uint8_t c = peek(r, 0), next = peek(r, 1);
	const uint8_t *end;
	unsigned left = r->len - r->pos;

	if (c == '#' || (c == '-' && next == '-')) {
		end = memchr(r->at + r->pos, '\n', left);
		skip_comment(r, end ? (unsigned)(end + 1 - r->at) - r->pos : left,
			c == '#' ? TOKEN_HASH : 0);
		return true;
	}
	if (c == '*' && next == '/') {
		r->pos += 2;
		r->flags |= TOKEN_COMMENT;
		return true;
	}
	if (c != '/' || next != '*')
		return false;
	if (peek(r, 2) == '!') {
		for (r->pos += 3; is_digit(peek(r, 0));)
			r->pos++;
		r->flags |= TOKEN_COMMENT;
		r->t->commented = true;
		return true;
	}
	for (unsigned i = r->pos + 2; i + 1 < r->len; i++)
		if (r->at[i] == '*' && r->at[i + 1] == '/') {
			skip_comment(r, i + 2 - r->pos, 0);
			return true;
		}
	skip_comment(r, left, TOKEN_SHORT);
	return true;
}

/* Operators of several signs, the longest first; a sign of fewer is padded. */
static const struct {
	char signs[3];
	char code;
} operators[] = { { "<=>", '=' }, { "->>", '=' }, { "#>>", '=' }, { "!~*", '=' },
	{ "===", '=' }, { "!==", '=' }, { "<>", '=' }, { "!=", '=' }, { "<=", '=' },
	{ ">=", '=' }, { ":=", '=' }, { "==", '=' }, { "<@", '=' }, { "@>", '=' },
	{ "->", '=' }, { "!<", '=' }, { "!>", '=' }, { "~*", '=' }, { "!~", '=' },
	{ "@@", '=' }, { "@?", '=' }, { "?|", '=' }, { "?&", '=' }, { "||", '|' },
	{ "&&", '&' }, { "::", ':' }, { "<<", '+' }, { ">>", '+' }, { "^=", '=' } };

static bool
read_operator(struct reading *r)
{
	uint8_t a = peek(r, 0), b = peek(r, 1), c = peek(r, 2);

	if (!b || is_alpha(b) || is_digit(b) || b <= ' ')
		return false;
	for (unsigned i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		const char *signs = operators[i].signs;
		if (a == (uint8_t)signs[0] && b == (uint8_t)signs[1] &&
			(!signs[2] || c == (uint8_t)signs[2])) {
			emit(r, operators[i].code, signs[2] ? 3 : 2, 0, 0);
			return true;
		}
	}
	return false;
}

static bool
after_text(const struct reading *r)
{
	const struct tokens *t = r->t;
	char last = t->count ? t->at[t->count - 1].code : 0;

	return last == 's' ||
		(last == 'w' && t->count > 1 && t->at[t->count - 2].code == ':');
}

static void
read_sign(struct reading *r)
{
	if (read_operator(r))
		return;
	uint8_t c = peek(r, 0);
	char code = 'o';
	if (c == '?')
		code = after_text(r) ? '='
			: r->pos && word_byte(r->at[r->pos - 1]) &&
				code_at(r->t, r->t->count - 1) == 'w'
			? 'o'
			: 'v';
	else if (c == '@' || c == '#')
		code = '=';
	else if (c && strchr("=<>", c))
		code = '=';
	else if (c == '%' && (hex_digit(peek(r, 1)) >= 0 || lower(peek(r, 1)) == 'u') &&
		hex_digit(peek(r, 2)) >= 0)
		code = 'o'; /* an escape, for the decoder */
	else if (c && strchr("+-*/%^&|", c))
		code = '+';
	else if (c == '~' && code_at(r->t, r->t->count - 1) == 'w')
		code = '='; /* matches, in PostgreSQL */
	else if (c == '~' || c == '!')
		code = '!';
	else if (c && strchr("(),;.{}", c))
		code = (char)c;
	emit(r, code, 1, 0, 0);
}

static bool
closes(const struct reading *r)
{
	return memchr(r->at + r->pos + 1, r->at[r->pos], r->len - r->pos - 1) != NULL;
}

static void
read_one(struct reading *r)
{
	uint8_t c = peek(r, 0);

	if (c <= ' ' || c == 0xa0 || (c == 0xc2 && peek(r, 1) == 0xa0)) {
		r->pos += c == 0xc2 ? 2 : 1;
		r->flags |= TOKEN_SPACE;
	} else if (is_digit(c) ||
		(c == '.' && is_digit(peek(r, 1)) &&
			code_at(r->t, r->t->count - 1) != 'w')) {
		read_number(r);
	} else if (word_byte(c)) {
		read_word(r);
	} else if (c == '\'' || c == '"' ||
		(c == '`' && r->t->quote == '`' && !closes(r))) {
		read_text(r, 0);
	} else if ((c == '-' || c == '#' || c == '/' || c == '*') && read_comment(r)) {
		return;
	} else if ((c == '`' || c == '[') && read_name(r, c == '[' ? ']' : '`')) {
		return;
	} else if (c == '@' && !after_text(r) &&
		(word_byte(peek(r, 1)) || peek(r, 1) == '@' || peek(r, 1) == '`' ||
			(peek(r, 1) != '>' && peek(r, 1) != '?'))) {
		read_variable(r);
	} else if (c == '\\') {
		/* \N is NULL; elsewhere T-SQL takes it for a sign */
		emit(r, peek(r, 1) == 'N' && !word_byte(peek(r, 2)) ? 'n' : '!',
			peek(r, 1) == 'N' && !word_byte(peek(r, 2)) ? 2 : 1, 0, 0);
	} else {
		read_sign(r);
	}
}

/* Up to and with the quote that closes the text around: doubled ones do not, unless a
 * backslash guards the first of them.  0 when none closes it. */
static unsigned
head_length(struct bytes text, uint8_t quote)
{
	for (unsigned i = 0; i < text.len; i++) {
		unsigned run = 0;
		while (i + run < text.len && text.at[i + run] == quote)
			run++;
		if (run % 2 == 1 || (run && i > 0 && text.at[i - 1] == '\\'))
			return i + run;
		i += run;
	}
	return 0;
}

void
tokens_read(struct bytes text, char quote, struct sql_token *room, struct tokens *ret)
{
	struct reading r = { .t = ret, .at = text.at, .len = (unsigned)text.len };

	*ret = (struct tokens){ .text = text, .at = room, .quote = quote };
	if (quote) {
		unsigned head = head_length(text, (uint8_t)quote);
		if (!head)
			return;
		emit(&r, 'h', head, 0, 0);
		for (unsigned i = 0; i < r.len; i++)
			ret->odd ^= text.at[i] == (uint8_t)quote;
	}
	while (r.pos < r.len)
		read_one(&r);
	for (unsigned i = 0; i < ret->count && !ret->commented; i++)
		ret->commented = (room[i].flags & TOKEN_COMMENT) && room[i].code != 'c';
}
