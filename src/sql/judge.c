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
	case SQL_BASE64:
		return "base64";
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
	[0xe1 ... 0xee] = MARK_WORD,
	[0xef] = MARK_OVERLONG | MARK_WORD,
	[0xf0 ... 0xff] = MARK_WORD,
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
	['@'] = MARK_WORD,
	['&'] = MARK_AMPERSAND,
	['\\'] = MARK_BACKSLASH,
	[0xc0] = MARK_OVERLONG,
	[0xc1] = MARK_OVERLONG,
	[0xe0] = MARK_OVERLONG | MARK_WORD,
};

static bool
word_byte(uint8_t c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

static unsigned
marks_of(struct bytes text)
{
	unsigned marks = 0;
	uint8_t last = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		marks |= byte_marks[c] ? byte_marks[c] : MARK_SIGN;
		/* -- and :: are signs, and so is @ but in an address of mail */
		if ((c == last && (c == '-' || c == ':')) || (c == '@' && !word_byte(last)))
			marks |= MARK_SIGN;
		last = c;
	}
	return marks;
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
	*ret = (struct sql_verdict){ .rule = why, .quote = quote };
	memcpy(ret->fingerprint, print, sizeof(print));
	ret->class = classify(&t, SQL_PROBE);
	if (t.commented)
		ret->layers |= SQL_COMMENT;
	/* a literal of harmless text is none that hides anything */
	enum sql_class class = literal_class(text, scratch, &inner);
	if (class > SQL_PROBE)
		ret->layers |= SQL_LITERAL;
	if (class == SQL_TAMPER)
		ret->class = class;
	return true;
}

/* The reading that says most. */
static bool
judge_text(struct bytes text, struct sql_scratch *scratch, struct sql_verdict *ret)
{
	static const char quotes[] = { '\'', '"', '`' };
	struct sql_verdict v;
	bool hit = judge_reading(text, 0, scratch, ret);

	for (unsigned i = 0; i < sizeof(quotes); i++) {
		if (!memchr(text.at, quotes[i], text.len) ||
			!judge_reading(text, quotes[i], scratch, &v))
			continue;
		if (!hit || v.class > ret->class)
			*ret = v;
		hit = true;
	}
	return hit;
}

/* Undo each encoding once; the layers that changed something. */
static unsigned
decode_all(struct bytes *text, unsigned marks, struct sql_scratch *scratch, unsigned *use)
{
	unsigned layers = 0;

	for (unsigned i = 0; i < decoder_count && text->len; i++) {
		size_t len = 0;
		if (!(marks & decoders[i].marks) ||
			!decoders[i].decode(*text, scratch->text[*use], &len))
			continue;
		*text = bytes_of(scratch->text[*use], len);
		*use ^= 1;
		layers |= decoders[i].layer;
	}
	return layers;
}

bool
sql_judge(struct bytes value, struct sql_scratch *scratch, struct sql_verdict *ret)
{
	struct bytes text = { value.at,
		value.len < SQL_VALUE_MAX ? value.len : SQL_VALUE_MAX };
	struct sql_verdict v;
	unsigned use = 0, layers = 0;
	bool escaped = false;

	*ret = (struct sql_verdict){ 0 };
	for (unsigned depth = 0; text.len; depth++) {
		unsigned marks = marks_of(text);
		/* what is decoded is nearer to what the database sees, but a + may be meant
		 */
		if (!dull(text, marks) && judge_text(text, scratch, &v) &&
			(!ret->rule || v.class > ret->class ||
				(escaped && v.class == ret->class))) {
			*ret = v;
			ret->layers |= layers;
			ret->depth = depth;
		}
		unsigned undone = depth < SQL_DECODE_MAX
			? decode_all(&text, marks, scratch, &use)
			: 0;
		if (!undone)
			break;
		layers |= undone;
		escaped = undone != SQL_PERCENT || (marks & MARK_PERCENT);
	}
	return ret->rule != NULL;
}
