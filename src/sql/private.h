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
	TOKEN_SPACE = 1,   /* white space before it */
	TOKEN_COMMENT = 2, /* a comment before it */
	TOKEN_NAME = 4,	   /* `name` or [name] */
	TOKEN_SPLIT = 8,   /* cut from the number before it, as in 1union */
	TOKEN_CALL = 16,   /* the ( of a call, or a function's name */
	TOKEN_SHORT = 32,  /* text or comment that never ends */
	TOKEN_HASH = 64,   /* a comment by # */
};

/* Codes besides those of words.h: n number, s text, q text that never ends, v variable, w word,
 * f function, h the text before the quote that is broken out of, = + | ! ? operators, : a cast,
 * c a comment at the end, o anything else; ( ) , ; . { } as they are. */
struct tokens {
	struct bytes text;
	struct sql_token *at;
	unsigned count;
	char quote;	  /* the text is inside of this quote, or 0 */
	bool odd;	  /* an odd number of that quote is in the text */
	bool commented;	  /* a keyword was next to or inside of a comment */
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

enum sql_class classify(const struct tokens *t, enum sql_class least);

/* Undo one encoding: true and the text when that changed something. */
struct decoder {
	enum sql_layer layer;
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
