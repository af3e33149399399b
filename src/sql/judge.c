/* judge.c - a value read as it stands, in each quote that it closes, and decoded.
 *
 * The first reading that meets a rule decides; what the SQL is for is then asked of it and
 * of the literals inside, since the statement that a mass injection executes travels as
 * 0x4445...
 */
#include "sql/private.h"

static const char *const class_names[SQL_CLASS_COUNT] = { "none", "probe", "steal",
	"overload", "tamper" };

const char *sql_class_name(enum sql_class class)
{
	return class < SQL_CLASS_COUNT ? class_names[class] : "none";
}

const char *
sql_layer_name(enum sql_layer layer)
{
	switch (layer) {
	case SQL_PERCENT:
		return "percent";
	case SQL_UNICODE:
		return "unicode";
	case SQL_ENTITY:
		return "entity";
	case SQL_UTF7:
		return "utf-7";
	case SQL_OVERLONG:
		return "overlong";
	case SQL_LITERAL:
		return "literal";
	case SQL_COMMENT:
		return "comment";
	}
	return "none";
}

/* Bytes that are not listed are signs. */
static const uint8_t byte_marks[256] = {
	['0' ... '9'] = MARK_WORD,
	['a' ... 'z'] = MARK_WORD,
	['A' ... 'Z'] = MARK_WORD,
	[0x80 ... 0x9f] = MARK_WORD,
	[0xa1 ... 0xbf] = MARK_WORD,
	[0xc2 ... 0xdf] = MARK_WORD,
	[0xe1 ... 0xff] = MARK_WORD,
	['.'] = MARK_WORD,
	[','] = MARK_WORD,
	['_'] = MARK_WORD,
	['/'] = MARK_WORD,
	['-'] = MARK_WORD,
	[':'] = MARK_WORD,
	[' '] = MARK_SPACE,
	[0xa0] = MARK_SPACE,
	['%'] = MARK_PERCENT,
	['+'] = MARK_PLUS,
	['&'] = MARK_AMPERSAND,
	['\\'] = MARK_BACKSLASH,
	[0xc0] = MARK_OVERLONG,
	[0xc1] = MARK_OVERLONG,
	[0xe0] = MARK_OVERLONG | MARK_WORD,
};

static unsigned
marks_of(struct bytes text)
{
	unsigned marks = 0;
	uint8_t last = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		marks |= byte_marks[c] ? byte_marks[c] : MARK_SIGN;
		/* -- and :: are signs */
		if (c == last && (c == '-' || c == ':'))
			marks |= MARK_SIGN;
		last = c;
	}
	return marks;
}

static bool
word_byte(uint8_t c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

/* Words without a sign between them are SQL only by their order: is there one that rules
 * start from, or that compares? */
static bool
dull_words(struct bytes text)
{
	bool compares = false, joins = false;
	uint16_t word;

	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		while (i < text.len && word_byte(text.at[i]))
			i++;
		/* a word may stand behind the digits of a number */
		while (start < i && is_digit(text.at[start]))
			start++;
		char code = word_find(bytes_of(text.at + start, i - start), &word);
		compares |= code == 'i';
		joins |= code == '&';
		if (strchr("SUFWDETKv", code) ||
			(code == 'k' && word != W_by && word != W_to && word != W_on &&
				word != W_for && word != W_all && word != W_any &&
				word != W_if && word != W_as))
			return false;
		i += i < text.len;
	}
	return !compares || (!joins && !is_digit(text.at[0]));
}

static bool
dull(struct bytes text, unsigned marks)
{
	return !(marks & ~(unsigned)(MARK_WORD | MARK_SPACE)) && dull_words(text);
}

/* The statement in a hexadecimal or CHAR() literal: its class, when it is one. */
static enum sql_class
literal_class(struct bytes text, struct sql_scratch *scratch, const char **why)
{
	enum sql_class most = SQL_NONE;
	size_t from = 0, len = 0;

	for (unsigned n = 0; n < 64 && decode_literal(text, &from, scratch->literal, &len);
		n++) {
		struct tokens t;
		tokens_read(bytes_of(scratch->literal, len), 0, scratch->tokens, &t);
		*why = statement_rule(&t);
		if (!*why)
			continue;
		enum sql_class class = classify(&t, SQL_PROBE);
		most = class > most ? class : most;
	}
	return most;
}

static bool
judge_reading(
	struct bytes text, char quote, struct sql_scratch *scratch, struct sql_verdict *ret)
{
	struct tokens t;
	char print[SQL_FINGERPRINT_MAX + 1];
	const char *why, *inner = NULL;

	tokens_read(text, quote, scratch->tokens, &t);
	why = statement_rule(&t);
	const char *folded = fold_rule(&t, scratch->stack, print);
	if (!why)
		why = folded;
	if (!why)
		return false;
	ret->rule = why;
	ret->quote = quote;
	memcpy(ret->fingerprint, print, sizeof(print));
	ret->class = classify(&t, SQL_PROBE);
	if (t.commented)
		ret->layers |= SQL_COMMENT;
	if (ret->class != SQL_TAMPER) {
		enum sql_class class = literal_class(text, scratch, &inner);
		if (class > SQL_PROBE)
			ret->layers |= SQL_LITERAL;
		if (class == SQL_TAMPER)
			ret->class = class;
	} else if (literal_class(text, scratch, &inner) > SQL_PROBE) {
		ret->layers |= SQL_LITERAL;
	}
	return true;
}

static bool
judge_text(struct bytes text, struct sql_scratch *scratch, struct sql_verdict *ret)
{
	static const char quotes[] = { '\'', '"', '`' };

	if (judge_reading(text, 0, scratch, ret))
		return true;
	for (unsigned i = 0; i < sizeof(quotes); i++)
		if (memchr(text.at, quotes[i], text.len) &&
			judge_reading(text, quotes[i], scratch, ret))
			return true;
	return false;
}

bool
sql_judge(struct bytes value, struct sql_scratch *scratch, struct sql_verdict *ret)
{
	struct bytes text = { value.at,
		value.len < SQL_VALUE_MAX ? value.len : SQL_VALUE_MAX };
	unsigned use = 0;

	*ret = (struct sql_verdict){ 0 };
	if (!text.len)
		return false;
	for (ret->depth = 0;; ret->depth++) {
		unsigned marks = marks_of(text);
		if (!dull(text, marks) && judge_text(text, scratch, ret))
			return true;
		bool changed = false;
		for (unsigned i = 0; i < decoder_count && ret->depth < SQL_DECODE_MAX;
			i++) {
			size_t len = 0;
			if (!text.len || !(marks & decoders[i].marks) ||
				!decoders[i].decode(text, scratch->text[use], &len))
				continue;
			text = bytes_of(scratch->text[use], len);
			use ^= 1;
			ret->layers |= decoders[i].layer;
			changed = true;
		}
		if (!changed || !text.len)
			break;
	}
	*ret = (struct sql_verdict){ 0 };
	return false;
}
