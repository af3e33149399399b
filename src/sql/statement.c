/* statement.c - words of SQL in an order that only SQL has.
 *
 * Every rule asks for more than its keyword, because keywords are English.  How much more
 * depends on where the keyword stands: after a closed quote or `1;` little is needed.
 */
#include "sql/private.h"

static const char *
case_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1, when = 0;
	bool value = false;

	for (; j < t->count && j < i + 24; j++) {
		unsigned word = word_at(t, j);
		if (word == W_when && !when)
			when = j;
		else if (word == W_then)
			break;
		value |= code_in(t, j, "nsvf=S");
	}
	if (word_at(t, j) != W_then || !when)
		return NULL;
	if (value || (j == when + 2 && code_in(t, j + 1, "w") && when == i + 1))
		return "CASE WHEN THEN";
	return NULL;
}

static const char *
into_rule(const struct tokens *t, unsigned i)
{
	unsigned word = word_at(t, i + 1);

	if (word == W_outfile || word == W_dumpfile)
		return "INTO OUTFILE";
	return NULL;
}

static const char *
sort_rule(const struct tokens *t, unsigned i)
{
	bool bracket;
	char prior = code_before(t, i, &bracket);
	unsigned j = i + 2;

	if (word_at(t, i) == W_having) {
		j = i + 1;
		unsigned k = skip_codes(t, j, "(+!");
		k += word_at(t, k) == W_binary;
		if (code_at(t, j) == 'f' ||
			(code_in(t, k, "nsvf") && code_in(t, k + 1, "=&")))
			return "HAVING and a condition";
		unsigned sign = word_at(t, k + 1);
		if (code_in(t, k, "nsv") && code_in(t, k + 1, "i") && sign != W_in &&
			sign != W_is)
			return "HAVING and a condition";
		return code_at(t, k) == 'w' && (t->at[k].flags & TOKEN_NAME) &&
				code_at(t, k + 1) == '='
			? "HAVING and a condition"
			: NULL;
	}
	if (word_at(t, i + 1) != W_by)
		return NULL;
	j = skip_codes(t, j, "+(");
	bool value = strchr("nsvhfx)q", prior);
	if (code_at(t, j) == 'f' && code_at(t, j + 1) == '(')
		return "sorted by a function";
	if (code_at(t, j) == 'n' && (value || code_in(t, j + 1, "c")) &&
		code_in(t, j + 1, "$c,;)Uk"))
		return "sorted by the number of a column";
	if (word_at(t, i) == W_group && code_in(t, j, "wv") &&
		(word_at(t, j + 1) == W_having ||
			(prior == 'h' && code_in(t, j + 1, "$c"))))
		return "GROUP BY after a value";
	if (prior == 'h' && t->odd && code_in(t, j, "w") && code_in(t, j + 1, "c"))
		return "sorted after a closed quote, the rest commented away";
	return NULL;
}

/* x) AS name FROM, 1 AS "name" FROM */
static bool
named_column(const struct tokens *t, unsigned i)
{
	if (!i || !code_in(t, i - 1, ")snh") || !code_in(t, i + 1, "wsk") ||
		!code_in(t, i + 2, "F"))
		return false;
	return code_in(t, i + 1, "s") || (t->at[i + 1].flags & TOKEN_NAME) ||
		(code_in(t, i - 1, ")s") && code_in(t, i + 3, "$(K"));
}

static const char *
limit_rule(const struct tokens *t, unsigned i)
{
	if (!code_in(t, i + 1, "n") || !code_in(t, i + 2, ",") || !code_in(t, i + 3, "n"))
		return NULL;
	if (code_in(t, i + 4, "c"))
		return "LIMIT, the rest commented away";
	return i > 0 && code_in(t, i - 1, ")s") && i + 4 == t->count ? "a value, then LIMIT"
								     : NULL;
}

static const char *
word_rule(const struct tokens *t, unsigned i)
{
	unsigned next = word_at(t, i + 1);

	switch (t->at[i].word) {
	case W_declare:
		return code_at(t, i + 1) == 'v' ? "DECLARE of a variable" : NULL;
	case W_set:
		return code_at(t, i + 1) == 'v' &&
				(code_at(t, i + 2) == '=' ||
					(i > 0 && code_in(t, i - 1, ";=")))
			? "SET of a variable"
			: NULL;
	case W_into:
		return into_rule(t, i);
	case W_infile:
		return code_in(t, i + 1, "sq") ? "INFILE" : NULL;
	case W_case:
		return case_rule(t, i);
	case W_when:
		return i > 0 && code_at(t, i - 1) == ')' && code_in(t, i + 1, "nsv") &&
				word_at(t, i + 2) == W_then
			? "CASE WHEN THEN"
			: NULL;
	case W_order:
	case W_group:
	case W_having:
		return sort_rule(t, i);
	case W_limit:
		return limit_rule(t, i);
	case W_values:
		return code_in(t, i + 1, "(") && code_in(t, i + 2, "s") &&
				code_in(t, i + 3, ",")
			? "VALUES of texts"
			: NULL;
	case W_procedure:
		return next == W_analyse && code_in(t, i + 2, "(") ? "PROCEDURE ANALYSE"
								   : NULL;
	case W_desc:
		return broken_out(t, i) && code_in(t, i + 1, "wK") &&
				code_in(t, i + 2, ";c")
			? "another statement: DESC"
			: NULL;
	case W_if:
		return broken_out(t, i) && (next == W_exists || next == W_not) &&
				code_in(t, i + 2, "(")
			? "another statement: IF"
			: NULL;
	case W_as:
		return named_column(t, i) ? "a named column FROM" : NULL;
	}
	return NULL;
}

static const char *
from_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	if (code_at(t, j) == '(' && code_at(t, skip_codes(t, j, "(")) == 'S')
		return "FROM a SELECT";
	if (code_at(t, j) != 'w')
		return NULL;
	unsigned next = skip_name(t, j);
	bool quoted = t->at[j].flags & TOKEN_NAME;
	if (quoted && t->text.at[t->at[j].at] == '`' &&
		(code_at(t, next) == 'W' || word_at(t, next) == W_limit ||
			word_at(t, next) == W_order))
		return "FROM a quoted name";
	if (word_at(t, next) == W_group && word_at(t, next + 1) == W_by)
		return "FROM table GROUP BY";
	if (code_at(t, next) == 'W' && code_in(t, next + 1, "wfv") &&
		code_in(t, next + 2, "=i") &&
		(i == 0 ? code_in(t, next + 3, "nsqv") : code_in(t, i - 1, ")nsvh")))
		return "FROM table WHERE";
	return NULL;
}

static const char *
where_rule(const struct tokens *t, unsigned i)
{
	bool bracket;
	char prior = code_before(t, i, &bracket);

	if (code_in(t, i + 1, "nsvf") && code_in(t, i + 2, "=") &&
		code_in(t, i + 3, "nsvf") && prior != '^')
		return "WHERE and a comparison of values";
	return NULL;
}

/* A hexadecimal literal whose bytes are all text. */
static bool
hex_text(struct bytes text)
{
	if (lower(text.at[1]) != 'x' || text.len % 2)
		return false;
	for (size_t i = 2; i + 1 < text.len; i += 2) {
		int byte = hex_digit(text.at[i]) * 16 + hex_digit(text.at[i + 1]);
		if (byte < ' ' || byte > '~')
			return false;
	}
	return true;
}

/* name( and no more, or a function that only attacks call. */
static const char *
function_rule(const struct tokens *t, unsigned i)
{
	uint16_t call = t->at[i].word;

	if (!(t->at[i].flags & TOKEN_CALL))
		return NULL;
	if (call == C_if && code_in(t, i + 2, "ns") && code_at(t, i + 3) == '=' &&
		t->at[i + 3].len == 1)
		return "IF of a comparison";
	if (code_at(t, i + 2) == 'n' && t->at[i + 2].len > 7 && hex_text(text_at(t, i + 2)))
		return "a function of a text in hexadecimal";
	if ((call == C_ascii || call == C_ord) && code_in(t, i + 2, "f"))
		return "the code of a letter of a value";
	if (call_kind(call) == PLAIN)
		return "a function that only databases have";
	if (call_kind(call) != EVIL)
		return NULL;
	if (call == C_sleep && code_at(t, i + 2) == 'n' && code_at(t, i + 3) == 'w' &&
		(t->at[i + 1].flags & TOKEN_SPACE))
		return NULL;
	return "a function that waits, reads files or reports through errors";
}

static bool
type_name(const struct tokens *t, unsigned i)
{
	static const char *const types[] = { "int", "integer", "bigint", "bool", "boolean",
		"json", "jsonb", "varchar", "numeric", "regclass", "bytea", "int4", "int8",
		"smallint",
		/* C++ and Perl have names like these behind a word */
		"text", "char", "float", "real", "double", "date", "timestamp", "name",
		"xml", "inet", "uuid", "html", "oid" };
	unsigned count = code_at(t, i - 2) == 'w' ? 14 : sizeof(types) / sizeof(types[0]);

	for (unsigned k = 0; k < count; k++)
		if (token_is(t, i, types[k]))
			return true;
	return false;
}

/* '{"a":1}' @> '{}': operators of PostgreSQL on texts that hold JSON. */
static const char *
json_rule(const struct tokens *t, unsigned i)
{
	struct bytes text = text_at(t, i);
	bool json = text.len > 2 && (text.at[1] == '{' || text.at[1] == '[');
	unsigned j = i + 1;

	if (code_at(t, j) == ':')
		j += 2;
	return json && code_at(t, j) == '=' && code_in(t, j + 1, "nskv")
		? "an operator on JSON"
		: NULL;
}

/* 1.e(ascii) and 1.e.table: MySQL reads the number and drops it. */
static bool
hides_name(const struct tokens *t, unsigned i)
{
	struct bytes text = text_at(t, i);

	return text.len > 2 && lower(text.at[text.len - 1]) == 'e' &&
		text.at[text.len - 2] == '.' && text.at[1] != 'x' && i + 1 < t->count &&
		!t->at[i + 1].flags && code_in(t, i + 1, "(.");
}

/* @@NAME@@ marks a place in a template. */
static bool
doubled(const struct tokens *t, unsigned i)
{
	size_t end = (size_t)t->at[i].at + t->at[i].len;

	return end < t->text.len && t->text.at[end] == '@';
}

static const char *
token_rule(const struct tokens *t, unsigned i)
{
	switch (t->at[i].code) {
	case 'U':
		return union_rule(t, i);
	case 'S':
		return select_rule(t, i);
	case 'D':
		return change_rule(t, i);
	case 'E':
		return call_rule(t, i);
	case 'T':
		return procedure_rule(t, i);
	case 'k':
		return word_rule(t, i);
	case 'F':
		return from_rule(t, i);
	case 'W':
		return where_rule(t, i);
	case 'f':
		return function_rule(t, i);
	case 's':
		return json_rule(t, i);
	case 'K':
		return "a name that only databases have";
	case 'v':
		return t->at[i].len > 4 && t->text.at[t->at[i].at + 1] == '@' &&
				is_alpha(t->text.at[t->at[i].at + 2]) && !doubled(t, i)
			? "a variable of the server"
			: NULL;
	case ':':
		return i > 0 && code_in(t, i - 1, "w)snf") && type_name(t, i + 1) ? "a cast"
										  : NULL;
	case 'i':
		if (i == 1 && t->count == 3 && code_at(t, 0) == ')' && code_at(t, 2) == '(')
			return "brackets around a comparison";
		return code_at(t, i + 1) == 'q' && t->at[i + 1].len == 1 && !t->quote
			? "LIKE and an open quote"
			: NULL;
	case '&':
		return i > 0 && (apart_by_comment(t, i) || apart_by_comment(t, i + 1)) &&
				code_in(t, i + 1, "nsvf(")
			? "AND or OR apart by comments"
			: NULL;
	case 'n':
		return hides_name(t, i) ? "a number that hides a name" : NULL;
	default:
		return NULL;
	}
}

const char *
statement_rule(const struct tokens *t)
{
	const char *why = NULL;

	if (t->count == 2 && t->at[1].code == '(' &&
		(t->at[0].code == 'f' || call_find(text_at(t, 0)) != C_NONE))
		return "the call of a function, cut off";
	for (unsigned i = 0; i < t->count && !why; i++) {
		why = token_rule(t, i);
		if (!why && strchr("SUDE", t->at[i].code) && apart_by_comment(t, i + 1) &&
			strchr("wkKSf(", code_at(t, i + 1)))
			why = "keywords apart by comments";
		if (!why && t->at[i].code == 'S' && apart_by_comment(t, i) && i > 0 &&
			strchr("(&=+|,", t->at[i - 1].code))
			why = "keywords apart by comments";
	}
	return why;
}
