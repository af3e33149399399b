/* private.h - what the files of this room share. */
#pragma once

#include "sql/sql.h"
#include "sql/words.h"

#define WORD_ID(text, code) W_##text,
enum word { W_NONE, SQL_WORDS(WORD_ID) W_COUNT };
#undef WORD_ID

/* Numbers of functions follow those of words, so that a token carries one number. */
#define CALL_ID(text, kind) C_##text,
enum call { C_NONE = W_COUNT, SQL_CALLS(CALL_ID) C_END };
#undef CALL_ID

enum call_kind { COMMON, PLAIN, EVIL };

/* The code and the number of a word; 'w' and W_NONE of one that is not SQL's. */
char word_find(struct bytes text, uint16_t *ret);
/* The number of a function, or C_NONE. */
uint16_t call_find(struct bytes text);
enum call_kind call_kind(uint16_t call);

/* How a token stands to the one before. */
enum token_flag {
	TOKEN_SPACE = 1, /* white space before it */
	TOKEN_COMMENT = 2, /* a comment before it */
	TOKEN_NAME = 4, /* `name` or [name] */
	TOKEN_SPLIT = 8, /* cut from the number before it, as in 1union */
	TOKEN_CALL = 16, /* the ( of a call, or a function's name */
	TOKEN_SHORT = 32, /* text or comment that never ends */
	TOKEN_HASH = 64, /* a comment by # */
};

/* Codes besides those of words.h: n number, s text, q text that never ends, v variable, w
 * word, f function, h the text before the quote that is broken out of, = + | ! ? operators,
 * : a cast, c a comment at the end, o anything else; ( ) , ; . { } as they are. */
struct tokens {
	struct bytes text;
	struct sql_token *at;
	unsigned count;
	char quote; /* the text is inside of this quote, or 0 */
	bool odd; /* an odd number of that quote is in the text */
	bool commented; /* a keyword was next to or inside of a comment */
};

void tokens_read(struct bytes text, char quote, struct sql_token *room, struct tokens *ret);

static inline char
code_at(const struct tokens *t, unsigned i)
{
	return i < t->count ? t->at[i].code : '$';
}

static inline unsigned
word_at(const struct tokens *t, unsigned i)
{
	return i < t->count ? t->at[i].word : 0;
}

static inline struct bytes
text_at(const struct tokens *t, unsigned i)
{
	return bytes_of(t->text.at + t->at[i].at, t->at[i].len);
}

/* The rule that the tokens meet, or NULL: by keywords and their order (statement.c), and by
 * how operators join operands (fold.c). */
const char *statement_rule(const struct tokens *t);
const char *fold_rule(const struct tokens *t, struct sql_folded *stack, char *fingerprint);

/* --- look.c --- */
bool token_is(const struct tokens *t, unsigned i, const char *text);
bool code_in(const struct tokens *t, unsigned i, const char *codes);
unsigned skip_codes(const struct tokens *t, unsigned i, const char *codes);
/* The index behind the name at i, as in a.b.c. */
unsigned skip_name(const struct tokens *t, unsigned i);
/* The code before token i, opening brackets passed over; '^' at the start. */
char code_before(const struct tokens *t, unsigned i, bool *ret_bracket);
/* After a closed quote, or after the ; of a statement that was cut short by a value. */
bool broken_out(const struct tokens *t, unsigned i);
/* The quote broken out of is an apostrophe: the members' update. */
bool possessive(const struct tokens *t, unsigned i);
bool apart_by_comment(const struct tokens *t, unsigned i);

/* --- select.c, change.c --- the rule that the tokens from i on meet, or NULL */
const char *union_rule(const struct tokens *t, unsigned i);
const char *select_rule(const struct tokens *t, unsigned i);
const char *change_rule(const struct tokens *t, unsigned i);
const char *call_rule(const struct tokens *t, unsigned i);
const char *procedure_rule(const struct tokens *t, unsigned i);

/* The stack of fold.c, and the rule that its end meets. */
struct fold {
	const struct tokens *t;
	struct sql_folded *stack;
	unsigned depth;
	unsigned open; /* brackets that may still close */
	const char *why;
};

const char *ending_rule(const struct fold *f);

/* The code that many below the top. */
static inline char
fold_top(const struct fold *f, unsigned down)
{
	return f->depth > down ? f->stack[f->depth - 1 - down].code : '^';
}

/* By code: 1 for an operand that is no mere word, 2 for a word, 4 for what a rule may end
 * with. */
static const uint8_t code_kinds[128] = { ['n'] = 5,
	['s'] = 5,
	['v'] = 5,
	['f'] = 5,
	['x'] = 5,
	['l'] = 5,
	['q'] = 5,
	['w'] = 6,
	['c'] = 4,
	['$'] = 4,
	['&'] = 4,
	[';'] = 4,
	['='] = 4,
	[','] = 4,
	['F'] = 4 };

static inline unsigned
code_kind(char code)
{
	return code_kinds[(uint8_t)code & 127];
}

static inline bool
is_operand(char code)
{
	return code_kind(code) & 3;
}

enum sql_class classify(const struct tokens *t, enum sql_class least);

/* Bytes that a text has, so that what needs them is left out without them. */
enum mark {
	MARK_WORD = 1, /* letters, digits, . , - : / and bytes beyond ASCII */
	MARK_SPACE = 2,
	MARK_PERCENT = 4,
	MARK_PLUS = 8,
	MARK_AMPERSAND = 16,
	MARK_BACKSLASH = 32,
	MARK_OVERLONG = 64,
	MARK_SIGN = 128, /* anything else */
};

/* Undo one encoding: true and the text when that changed something. */
struct decoder {
	enum sql_layer layer;
	unsigned marks; /* the bytes without which there is nothing to undo */
	bool (*decode)(struct bytes text, uint8_t *room, size_t *ret);
};
extern const struct decoder decoders[];
extern const unsigned decoder_count;
/* SQL written in a literal of the text: the next one from *from on. */
bool decode_literal(struct bytes text, size_t *from, uint8_t *room, size_t *ret);

static inline uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static inline bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_alpha(uint8_t c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static inline int
hex_digit(uint8_t c)
{
	if (is_digit(c))
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
