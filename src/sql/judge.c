/* judge.c - a value read as it stands, in each quote that it closes, and decoded.
 *
 * The first reading that meets a rule decides; what the SQL is for is then asked of it and of the
 * literals inside, since the statement that a mass injection executes travels as 0x4445...
 */
#include "sql/private.h"

static const char *const class_names[SQL_CLASS_COUNT] = { "none", "probe", "steal", "overload",
	"tamper" };

const char *
sql_class_name(enum sql_class class)
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

/* A byte that can be part of SQL beyond a bare word. */
static bool
plain_byte(uint8_t c)
{
	return is_alpha(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == ':' || c == '/' ||
	       c >= 0x80;
}

/* Most values are one word or number, and no SQL is, save the names of system tables. */
static bool
dull(struct bytes value)
{
	uint16_t word;

	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];
		if (!plain_byte(c) || c == '_' ||
			(i > 0 && (c == ':' || c == '-') && value.at[i - 1] == c))
			return false;
	}
	return word_find(value, &word) != 'K';
}

/* The statement in a hexadecimal or CHAR() literal: its class, when it is one. */
static enum sql_class
literal_class(struct bytes text, struct sql_scratch *scratch, const char **why)
{
	enum sql_class most = SQL_NONE;
	size_t from = 0, len = 0;

	for (unsigned n = 0; n < 64 && decode_literal(text, &from, scratch->literal, &len); n++) {
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
judge_reading(struct bytes text, char quote, struct sql_scratch *scratch, struct sql_verdict *ret)
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

	if (dull(text))
		return false;
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
	struct bytes text = { value.at, value.len < SQL_VALUE_MAX ? value.len : SQL_VALUE_MAX };
	unsigned use = 0;

	*ret = (struct sql_verdict){ 0 };
	if (!text.len)
		return false;
	for (ret->depth = 0;; ret->depth++) {
		if (judge_text(text, scratch, ret))
			return true;
		bool changed = false;
		for (unsigned i = 0; i < decoder_count && ret->depth < SQL_DECODE_MAX; i++) {
			size_t len = 0;
			if (!text.len || !decoders[i].decode(text, scratch->text[use], &len))
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
