/* statement.c - words of SQL in an order that only SQL has.
 *
 * Every rule asks for more than its keyword, because keywords are English.  How much more
 * depends on where the keyword stands: after a closed quote or `1;` little is needed.
 */
#include "sql/private.h"

#define LIST_MAX 64 /* tokens of a list that are looked at */

static bool
word_is(const struct tokens *t, unsigned i, const char *text)
{
	if (i >= t->count)
		return false;
	struct bytes b = text_at(t, i);
	size_t len = strlen(text);
	if (b.len != len)
		return false;
	for (size_t k = 0; k < len; k++)
		if (lower(b.at[k]) != (uint8_t)text[k])
			return false;
	return true;
}

static bool
code_in(const struct tokens *t, unsigned i, const char *codes)
{
	return strchr(codes, code_at(t, i)) != NULL;
}

static unsigned
skip(const struct tokens *t, unsigned i, const char *codes)
{
	for (unsigned n = 0; n < 32 && i < t->count && code_in(t, i, codes); n++)
		i++;
	return i;
}

/* The code before token i, opening brackets passed over; '^' at the start. */
static char
before(const struct tokens *t, unsigned i, bool *bracket)
{
	*bracket = false;
	for (unsigned n = 0; i > 0 && n < 32; n++) {
		if (t->at[i - 1].code != '(')
			return t->at[i - 1].code;
		*bracket = true;
		i--;
	}
	return '^';
}

/* the members' update: no quote is closed there. */
static bool
possessive(const struct tokens *t, unsigned i)
{
	struct bytes head = text_at(t, 0);

	return t->quote == '\'' && head.len > 1 && is_alpha(head.at[head.len - 2]) && i < t->count &&
	       (t->at[i].flags & TOKEN_SPACE);
}

/* said "call me": the quote opens. */
static bool
opening(const struct tokens *t, unsigned i)
{
	struct bytes head = text_at(t, 0);

	return head.len > 1 && (head.at[head.len - 2] <= ' ' || head.at[head.len - 2] == '(') &&
	       i == 1 && !(t->at[i].flags & TOKEN_SPACE);
}

/* After a closed quote, or after the ; of a statement that was cut short by a value. */
static bool
broken_out(const struct tokens *t, unsigned i)
{
	while (i > 0 && t->at[i - 1].code == ')')
		i--;
	if (i == 0)
		return false;
	if (t->at[i - 1].code == 'h')
		return !possessive(t, i) && !opening(t, i) && (t->odd || t->at[0].len > 1);
	if (t->at[i - 1].code != ';')
		return false;
	return i == 1 || strchr("hnsv)qf=", t->at[i - 2].code);
}

static bool
apart_by_comment(const struct tokens *t, unsigned i)
{
	return i < t->count && (t->at[i].flags & TOKEN_COMMENT) && t->at[i].code != 'c';
}

static const char *
union_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	for (unsigned n = 0; n < 32 && j < t->count; n++, j++) {
		unsigned word = word_at(t, j);
		if (!code_in(t, j, "(+!o") && word != W_all && word != W_distinct &&
			word != W_distinctrow)
			break;
	}
	if (code_at(t, j) == 'S')
		return "UNION SELECT";
	if (word_is(t, j, "values") && code_at(t, j + 1) == '(')
		return "UNION VALUES";
	if (code_in(t, j, "$c") && i > 0 &&
		(code_in(t, i - 1, "nsvf") ||
			(code_in(t, i - 1, "h") && t->odd && (j > i + 1 || !possessive(t, i))) ||
			(code_at(t, i - 1) == ')' && j > i + 1)))
		return "a value, then UNION and no more";
	if (i == 1 && t->quote && t->odd && t->at[0].len == 1 && t->count == 3)
		return "a closed quote, then UNION";
	return NULL;
}

/* What stands between SELECT and FROM. */
struct list {
	unsigned from;	 /* of FROM, or where the list ended */
	unsigned values; /* numbers, texts */
	unsigned words;
	unsigned strong; /* what English has not: functions, variables, stars, joined values */
	unsigned commas;
	bool found, prose;
};

static struct list
read_list(const struct tokens *t, unsigned i)
{
	struct list l = { .from = i };
	unsigned depth = 0;

	for (; l.from < t->count && l.from < i + LIST_MAX; l.from++) {
		const struct sql_token *token = &t->at[l.from];
		char code = token->code;
		if (code == 'F' && (depth == 0 || code_at(t, l.from + 2) == 'W')) {
			l.found = true;
			return l;
		}
		if (code == '(') {
			depth++;
		} else if (code == ')') {
			if (depth-- == 0)
				return l;
		} else if (code == ';' || code == 'c' || code == 'U') {
			return l;
		} else if (code == ',') {
			l.commas++;
		} else if (code == 'w') {
			l.prose |= l.from > i && token[-1].code == 'w';
			l.words++;
			l.strong += (token->flags & TOKEN_NAME) != 0;
		} else if (strchr("ns", code)) {
			l.values++;
		} else if (strchr("fvKS|=:", code) ||
			   (code == '+' && t->text.at[token->at] == '*')) {
			l.strong++;
		} else if (code == '&') {
			l.prose = true;
		}
	}
	return l;
}

/* SELECT list FROM name. */
static const char *
select_from(const struct tokens *t, unsigned i, const struct list *l, char prior, bool bracket)
{
	unsigned name = skip(t, l->from + 1, "(");
	char after = code_at(t, name + 1);
	bool named = code_in(t, name, "wKSsfnv") || (code_in(t, name, "k") && strchr("W$);", after));
	bool sentence = after == 'w' || (l->prose && !l->strong);

	if (!named)
		return code_at(t, name) == '$' && (l->strong || l->values) && !l->prose
			       ? "SELECT of values FROM"
			       : NULL;
	if (l->strong || (l->values && !sentence) || (l->commas && !sentence))
		return "SELECT list FROM table";
	if (l->words == 1 && (bracket || strchr("h&", prior)) && strchr(")W$c.", after) && !sentence)
		return "SELECT name FROM table in brackets";
	if (l->words == 1 && (word_at(t, name + 1) == W_limit || word_at(t, name + 1) == W_union))
		return "SELECT name FROM table LIMIT";
	if (apart_by_comment(t, i + 1) || apart_by_comment(t, l->from))
		return "SELECT FROM apart by comments";
	if (after == 'W' && code_in(t, name + 2, "wfv") && code_in(t, name + 3, "="))
		return "SELECT FROM table WHERE";
	return NULL;
}

static const char *
select_value(const struct tokens *t, unsigned j, char prior, bool bracket)
{
	char next = code_at(t, j);

	if (next == 'f' && (call_kind((uint16_t)word_at(t, j)) != COMMON ||
				   code_at(t, j + 3) != ')' || !code_in(t, j + 2, "w")))
		return "SELECT of a function";
	if (next == 'f' && !code_in(t, j + 1, "("))
		return "SELECT of a function";
	if (next == 'v')
		return "SELECT of a variable";
	unsigned inner = skip(t, j, "(");
	if (word_at(t, inner) == W_case && (bracket || prior != '^' || inner > j))
		return "SELECT CASE";
	if (inner > j && code_at(t, inner) == 'f')
		return "SELECT of a function";
	if (next == 'w' && call_kind(call_find(text_at(t, j))) == EVIL && !word_is(t, j, "sleep"))
		return "SELECT of a function";
	if (word_at(t, j) == W_case && word_at(t, j + 1) == W_when)
		return "SELECT CASE";
	if (next == 'n' && t->at[j].len > 3 && lower(text_at(t, j).at[1]) == 'x')
		return "SELECT of a hexadecimal literal";
	if (next == 's' && code_in(t, j + 1, "|,"))
		return "SELECT of a text";
	bool valued = code_in(t, j, "nsv(KS") || (next == '+' && code_in(t, j + 1, "nsvf(F"));
	if ((bracket || strchr("+=|,&iEx", prior)) && prior != '^' && valued && !code_in(t, j + 1, "w"))
		return "SELECT where a value stands";
	if (bracket && strchr("=|", prior) && next == '$')
		return "SELECT where a value stands";
	return NULL;
}

static const char *
select_rule(const struct tokens *t, unsigned i)
{
	bool bracket;
	char prior = before(t, i, &bracket);
	unsigned j = i + 1;

	while (word_at(t, j) == W_all || word_at(t, j) == W_distinct || word_at(t, j) == W_top ||
		(word_at(t, j - 1) == W_top && code_at(t, j) == 'n'))
		j++;
	struct list l = read_list(t, j);
	const char *why = l.found ? select_from(t, i, &l, prior, bracket) : NULL;
	if (!why)
		why = select_value(t, j, prior, bracket);
	if (why)
		return why;
	if (prior == 'h' && t->odd && code_in(t, j, "wnsvf(") && code_in(t, j + 1, "$c,(W"))
		return "a closed quote, then SELECT";
	if (prior == ';' && broken_out(t, i) && j < t->count)
		return "another statement: SELECT";
	if (apart_by_comment(t, j) && code_in(t, j, "wnsvf("))
		return "SELECT apart by a comment";
	if (l.values > 1 && l.commas && !l.words && !l.prose && code_in(t, l.from, "$c)U"))
		return "SELECT of values";
	/* SELECT t.`c`: dots next to quoted names */
	for (unsigned k = j; k < j + 4 && k < t->count; k++)
		if ((t->at[k].flags & TOKEN_NAME) && t->text.at[t->at[k].at] == '`' &&
			(code_at(t, k + 1) == '.' || code_at(t, k - 1) == '.'))
			return "SELECT of a quoted name";
	return NULL;
}

static unsigned
skip_name(const struct tokens *t, unsigned i)
{
	while (code_in(t, i, "wKskD") && code_at(t, i + 1) == '.')
		i += 2;
	return i + 1;
}

static bool
object_word(unsigned word)
{
	return word == W_table || word == W_database || word == W_view || word == W_function ||
	       word == W_procedure || word == W_index || word == W_user || word == W_trigger ||
	       word == W_schema || word == W_role || word == W_tablespace || word == W_sequence ||
	       word == W_login;
}

/* CREATE, ALTER, DROP, TRUNCATE of what databases are made of. */
static const char *
define_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	while (code_in(t, j, "k&D!") && !object_word(word_at(t, j)) && j < i + 5)
		j++;
	if (!object_word(word_at(t, j))) {
		if (code_in(t, i + 1, "w") && code_at(t, i + 2) == ';' && code_in(t, i + 3, "c$"))
			return "a statement that changes tables, then its end";
		return broken_out(t, i) && (code_in(t, i + 1, "wk") ? code_in(t, i + 2, "$c;") : t->at[i - 1].code == ';' && i + 1 == t->count)
			       ? "another statement, one that changes tables"
			       : NULL;
	}
	j++;
	while (word_at(t, j) == W_if || word_at(t, j) == W_exists || code_at(t, j) == '!')
		j++;
	if (!code_in(t, j, "wKsk"))
		return NULL;
	unsigned next = skip_name(t, j), word = word_at(t, next);
	if (broken_out(t, i) || code_in(t, next, "(;cD") || (t->at[j].flags & TOKEN_NAME) ||
		word == W_add || word == W_change || word == W_modify || word == W_set ||
		word == W_identified || word == W_rename || word == W_returns ||
		(word == W_as && code_in(t, next + 1, "S")))
		return "a statement that changes tables";
	return NULL;
}

static const char *
insert_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	while (code_in(t, j, "k") && word_at(t, j) != W_into && j < i + 4)
		j++;
	if (word_at(t, j) == W_into)
		j++;
	else if (word_at(t, i) == W_insert || !broken_out(t, i))
		return NULL;
	if (broken_out(t, i) && code_in(t, j, "$wk"))
		return "another statement: INSERT";
	if (!code_in(t, j, "wKsk"))
		return NULL;
	j = skip_name(t, j);
	if (word_at(t, j) == W_values || word_is(t, j, "values") || code_at(t, j) == 'S')
		return "INSERT INTO table";
	if (code_at(t, j) != '(')
		return NULL;
	for (unsigned n = 0; n < LIST_MAX && !code_in(t, j, ")$"); n++)
		j++;
	return word_is(t, j + 1, "values") || code_at(t, j + 1) == 'S' ? "INSERT INTO table" : NULL;
}

static const char *
change_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1, word = word_at(t, i);

	if (word == W_insert || word == W_replace || word == W_merge) {
		const char *why = insert_rule(t, i);
		if (why)
			return why;
	}
	if (word == W_update) {
		unsigned next = skip_name(t, j);
		if (word_at(t, next) == W_set && code_in(t, next + 1, "wvKs"))
			for (unsigned k = next + 2; k < next + 6; k++)
				if (code_at(t, k) == '=')
					return "UPDATE table SET";
		if (broken_out(t, i) && code_in(t, j, "wK") && code_in(t, next, "$c"))
			return "another statement: UPDATE";
	}
	if (word == W_delete) {
		while (code_in(t, j, "k") && j < i + 4)
			j++;
		unsigned next = skip_name(t, j + 1);
		if (code_at(t, j) == 'F' && code_in(t, j + 1, "wKs") &&
			(broken_out(t, i) || code_in(t, next, "W;c")))
			return "DELETE FROM table";
	}
	if ((word == W_grant || word == W_revoke) && broken_out(t, i))
		return "another statement: GRANT";
	if (word == W_grant && code_in(t, j, "wk") && word_at(t, j + 1) == W_to &&
		code_in(t, j + 3, ";"))
		return "GRANT right TO name";
	return define_rule(t, i);
}

static const char *
call_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	if (word_at(t, i) == W_call)
		return broken_out(t, i) && code_in(t, j, "wK") && code_at(t, j + 1) == '('
			       ? "another statement: CALL"
			       : NULL;
	if (code_at(t, j) == '(' && (code_at(t, j + 1) == 'v' || broken_out(t, i)))
		return "EXEC of a text";
	if (code_at(t, j) == 'K' || code_at(t, j) == 'v')
		return "EXEC of a procedure";
	if (word_at(t, j) == W_immediate && code_in(t, j + 1, "sqvfw"))
		return "EXECUTE IMMEDIATE";
	if (word_at(t, j) == W_as && word_at(t, j + 1) == W_login)
		return "EXECUTE AS LOGIN";
	if (code_at(t, j) == 'w' && code_at(t, j + 1) == '.' &&
		(code_at(t, j + 2) == '.' || code_at(t, j + 3) == '.'))
		return "EXEC of a procedure";
	if (code_at(t, j) == 'w') {
		struct bytes name = text_at(t, j);
		if (name.len > 2 && lower(name.at[1]) == 'p' && name.at[2] == '_' &&
			strchr("xs", lower(name.at[0])))
			return "EXEC of a procedure";
	}
	return NULL;
}

static const char *
begin_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1, word = word_at(t, j);

	if (word == W_declare || word == W_try || word == W_goto)
		return "BEGIN of a block";
	return broken_out(t, i) && (word == W_tran || word == W_transaction || code_in(t, j, "TfKE"))
		       ? "another statement: BEGIN"
		       : NULL;
}

/* Statements of procedures and of their keepers. */
static const char *
procedure_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	switch (word_at(t, i)) {
	case W_waitfor:
		return (word_at(t, j) == W_delay || word_at(t, j) == W_time) &&
				       code_in(t, j + 1, "sqvf$")
			       ? "WAITFOR DELAY"
			       : NULL;
	case W_shutdown:
		return broken_out(t, i) && code_in(t, j, "$c;k") ? "another statement: SHUTDOWN" : NULL;
	case W_begin:
		return begin_rule(t, i);
	case W_load:
		for (unsigned k = j; k < j + 5; k++)
			if (word_at(t, k) == W_infile)
				return "LOAD DATA INFILE";
		return NULL;
	case W_print:
		return broken_out(t, i) && code_in(t, j, "sqvf") ? "another statement: PRINT" : NULL;
	case W_use:
		return broken_out(t, i) && code_in(t, j, "wk") && code_in(t, j + 1, ";c")
			       ? "another statement: USE"
			       : NULL;
	case W_do:
		return broken_out(t, i) && code_in(t, j, "(f") ? "another statement: DO" : NULL;
	case W_backup:
		return word_at(t, j) == W_database && broken_out(t, i) ? "another statement: BACKUP" : NULL;
	case W_describe:
	case W_handler:
	case W_copy:
	case W_attach:
	case W_pragma:
		return broken_out(t, i) && code_in(t, j, "wkK") && code_in(t, j + 1, ";ckF(=")
			       ? "another statement of a database"
			       : NULL;
	}
	return NULL;
}

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
	char prior = before(t, i, &bracket);
	unsigned j = i + 2;

	if (word_at(t, i) == W_having) {
		j = i + 1;
		unsigned k = skip(t, j, "(+!");
		if (code_at(t, j) == 'f' || (code_in(t, k, "nsvf") && code_in(t, k + 1, "=&")))
			return "HAVING and a condition";
		return code_at(t, k) == 'w' && (t->at[k].flags & TOKEN_NAME) && code_at(t, k + 1) == '='
			       ? "HAVING and a condition"
			       : NULL;
	}
	if (word_at(t, i + 1) != W_by)
		return NULL;
	j = skip(t, j, "+(");
	bool value = strchr("nsvhfx)q", prior);
	if (code_at(t, j) == 'f' && code_at(t, j + 1) == '(')
		return "sorted by a function";
	if (code_at(t, j) == 'n' && (value || code_in(t, j + 1, "c")) && code_in(t, j + 1, "$c,;)Uk"))
		return "sorted by the number of a column";
	if (word_at(t, i) == W_group && code_in(t, j, "wv") &&
		(word_at(t, j + 1) == W_having || (prior == 'h' && code_in(t, j + 1, "$c"))))
		return "GROUP BY after a value";
	if (prior == 'h' && t->odd && code_in(t, j, "w") && code_in(t, j + 1, "c"))
		return "sorted after a closed quote, the rest commented away";
	return NULL;
}

/* x) AS name FROM, 1 AS "name" FROM */
static bool
named_column(const struct tokens *t, unsigned i)
{
	if (!i || !code_in(t, i - 1, ")snh") || !code_in(t, i + 1, "wsk") || !code_in(t, i + 2, "F"))
		return false;
	return code_in(t, i + 1, "s") || (t->at[i + 1].flags & TOKEN_NAME) ||
	       (code_in(t, i - 1, ")s") && code_in(t, i + 3, "$(K"));
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
				       (code_at(t, i + 2) == '=' || (i > 0 && code_in(t, i - 1, ";=")))
			       ? "SET of a variable"
			       : NULL;
	case W_goto:
		return broken_out(t, i) && code_in(t, i + 1, "wk") ? "another statement: GOTO" : NULL;
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
		return code_in(t, i + 1, "n") && code_in(t, i + 2, ",") && code_in(t, i + 3, "n") &&
				       code_in(t, i + 4, "c")
			       ? "LIMIT, the rest commented away"
			       : NULL;
	case W_values:
		return code_in(t, i + 1, "(") && code_in(t, i + 2, "s") && code_in(t, i + 3, ",")
			       ? "VALUES of texts"
			       : NULL;
	case W_procedure:
		return next == W_analyse && code_in(t, i + 2, "(") ? "PROCEDURE ANALYSE" : NULL;
	case W_desc:
		return broken_out(t, i) && code_in(t, i + 1, "wK") && code_in(t, i + 2, ";c")
			       ? "another statement: DESC"
			       : NULL;
	case W_if:
		return broken_out(t, i) && (next == W_exists || next == W_not) && code_in(t, i + 2, "(")
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

	if (code_at(t, j) == '(' && code_at(t, skip(t, j, "(")) == 'S')
		return "FROM a SELECT";
	if (code_at(t, j) != 'w')
		return NULL;
	unsigned next = skip_name(t, j);
	bool quoted = t->at[j].flags & TOKEN_NAME;
	if (quoted && t->text.at[t->at[j].at] == '`' &&
		(code_at(t, next) == 'W' || word_at(t, next) == W_limit || word_at(t, next) == W_order))
		return "FROM a quoted name";
	if (word_at(t, next) == W_group && word_at(t, next + 1) == W_by)
		return "FROM table GROUP BY";
	if (code_at(t, next) == 'W' && code_in(t, next + 1, "wfv") && code_in(t, next + 2, "=i") &&
		(i == 0 ? code_in(t, next + 3, "nsqv") : code_in(t, i - 1, ")nsvh")))
		return "FROM table WHERE";
	return NULL;
}

static const char *
where_rule(const struct tokens *t, unsigned i)
{
	bool bracket;
	char prior = before(t, i, &bracket);

	if (code_in(t, i + 1, "nsvf") && code_in(t, i + 2, "=") && code_in(t, i + 3, "nsvf") && prior != '^')
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
	if (call == C_if && code_in(t, i + 2, "ns") && code_at(t, i + 3) == '=' && t->at[i + 3].len == 1)
		return "IF of a comparison";
	if (code_at(t, i + 2) == 'n' && t->at[i + 2].len > 7 && hex_text(text_at(t, i + 2)))
		return "a function of a text in hexadecimal";
	if (call_kind(call) == PLAIN)
		return "a function that only databases have";
	if (call_kind(call) != EVIL)
		return NULL;
	if (call == C_sleep && code_at(t, i + 2) == 'n' && code_at(t, i + 3) == 'w' && (t->at[i + 1].flags & TOKEN_SPACE))
		return NULL;
	return "a function that waits, reads files or reports through errors";
}

static bool
type_name(const struct tokens *t, unsigned i)
{
	static const char *const types[] = { "int", "integer", "bigint", "bool", "boolean", "json",
		"jsonb", "varchar", "numeric", "regclass", "bytea", "int4", "int8", "smallint",
		/* C++ and Perl have names like these behind a word */
		"text", "char", "float", "real", "double", "date", "timestamp", "name", "xml", "inet",
		"uuid", "html", "oid" };
	unsigned count = code_at(t, i - 2) == 'w' ? 14 : sizeof(types) / sizeof(types[0]);

	for (unsigned k = 0; k < count; k++)
		if (word_is(t, i, types[k]))
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
	return json && code_at(t, j) == '=' && code_in(t, j + 1, "nskv") ? "an operator on JSON" : NULL;
}

/* 1.e(ascii) and 1.e.table: MySQL reads the number and drops it. */
static bool
hides_name(const struct tokens *t, unsigned i)
{
	struct bytes text = text_at(t, i);

	return text.len > 2 && lower(text.at[text.len - 1]) == 'e' && text.at[text.len - 2] == '.' &&
	       text.at[1] != 'x' && i + 1 < t->count && !t->at[i + 1].flags && code_in(t, i + 1, "(.");
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
		return i > 0 && code_in(t, i - 1, "w)snf") && type_name(t, i + 1) ? "a cast" : NULL;
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
