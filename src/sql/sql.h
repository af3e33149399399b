/* sql.h - is this parameter value an injected piece of SQL, and what is it for?
 *
 * The value is read as a database would read it after pasting it into a statement: as it
 * stands, inside '...', inside "...", and after undoing the encodings that filters are
 * passed by with.  What is judged is grammar: a quote that is closed and followed by an
 * operator, a literal compared with a literal after OR, a second statement.  Single words
 * are not enough, since "union made", "4 or 5 buttons" and "I'm here; call me" are English.
 *
 * Nothing is allocated, nothing of the value is interpreted, and the time is linear in its
 * length.  Of a longer value only the first SQL_VALUE_MAX bytes are read.
 */
#pragma once

#include "base/base.h"

#define SQL_VALUE_MAX 16384
#define SQL_FINGERPRINT_MAX 12
#define SQL_DECODE_MAX 4

/* What the fragment is for; SQL_PROBE is SQL all the same, but shows no aim yet. */
enum sql_class {
	SQL_NONE,
	SQL_PROBE,
	SQL_STEAL,
	SQL_OVERLOAD,
	SQL_TAMPER,
	SQL_CLASS_COUNT,
};

/* The encodings that had to be undone, as bits. */
enum sql_layer {
	SQL_PERCENT = 1, /* %27, and + for a space */
	SQL_UNICODE = 2, /* %u0027, \u0027, \x27 */
	SQL_ENTITY = 4, /* &#39; &quot; */
	SQL_UTF7 = 8, /* +ACc- */
	SQL_OVERLONG = 16, /* c0 a7, and wide quotes */
	SQL_BASE64 = 128, /* of nothing but text */
	SQL_LITERAL = 32, /* SQL inside 0x..., X'...' or CHAR(...) */
	SQL_COMMENT = 64, /* keywords apart by, or inside of, comments */
};

struct sql_verdict {
	enum sql_class class;
	const char *rule; /* why, static; NULL when it is no SQL */
	char fingerprint[SQL_FINGERPRINT_MAX + 1];
	char quote; /* ' or " or ` that the value breaks out of, or 0 */
	unsigned layers; /* of enum sql_layer */
	unsigned depth; /* how many times decoded */
};

/* One token: a piece of the text, what it is in one letter, and which word of the tables.
 */
struct sql_token {
	uint16_t at, len;
	uint16_t word;
	char code;
	uint8_t flags;
};

struct sql_folded {
	uint16_t token;
	char code;
	uint8_t paren; /* for '(': whether a function's name stands before it */
};

struct sql_scratch {
	uint8_t text[2][SQL_VALUE_MAX];
	uint8_t literal[SQL_VALUE_MAX];
	struct sql_token tokens[SQL_VALUE_MAX + 2];
	struct sql_folded stack[SQL_VALUE_MAX + 2];
};

bool sql_judge(struct bytes value, struct sql_scratch *scratch, struct sql_verdict *ret);
const char *sql_class_name(enum sql_class class);
const char *sql_layer_name(enum sql_layer layer);
