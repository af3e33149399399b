/* select.c - rules of SELECT and of what joins two of them.
 *
 * "Please select one from the list" has the words of SQL in its order; what it has not are
 * lists of values, functions, brackets and stars, or an end after the table's name.
 */
#include "sql/private.h"

#define LIST_MAX 64 /* tokens of a list that are looked at */

/* What stands between SELECT and FROM. */
struct list {
	unsigned from; /* of FROM, or where the list ended */
	unsigned values; /* numbers, texts */
	unsigned words;
	unsigned strong; /* what English has not: functions, variables, stars, joined values
			  */
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
		if (code == 'F' &&
			(depth == 0 || !l.words || code_at(t, l.from + 2) == 'W')) {
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

/* a union select committee: words follow each other, and nothing is selected from. */
static bool
committee(const struct tokens *t, unsigned i)
{
	struct list l = read_list(t, i);

	return !l.found && l.words && !l.strong && !l.values && !l.commas &&
		code_in(t, i, "w") && code_in(t, i + 1, "wki&");
}

const char *
union_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	for (unsigned n = 0; n < 32 && j < t->count; n++, j++) {
		unsigned word = word_at(t, j);
		if (!code_in(t, j, "(+!o") && word != W_all && word != W_distinct &&
			word != W_distinctrow)
			break;
	}
	if (code_at(t, j) == 'S' && !committee(t, j + 1))
		return "UNION SELECT";
	if (i > 0 && code_in(t, i - 1, "nshS") && code_in(t, j, "ns") &&
		code_in(t, j + 1, ",") && code_in(t, j + 2, "nsf"))
		return "a value, then UNION and a list";
	if (token_is(t, j, "values") && code_at(t, j + 1) == '(')
		return "UNION VALUES";
	if (code_in(t, j, "$c") && i > 0 &&
		(code_in(t, i - 1, "nsvf") ||
			(code_in(t, i - 1, "h") && t->odd &&
				(j > i + 1 || !possessive(t, i))) ||
			(code_at(t, i - 1) == ')' && j > i + 1)))
		return "a value, then UNION and no more";
	if (i == 1 && t->quote && t->odd && t->at[0].len == 1 && t->count == 3)
		return "a closed quote, then UNION";
	return NULL;
}

/* SELECT list FROM name. */
static const char *
select_from(
	const struct tokens *t, unsigned i, const struct list *l, char prior, bool bracket)
{
	unsigned name = skip_codes(t, l->from + 1, "(");
	char after = code_at(t, name + 1);
	bool named = code_in(t, name, "wKSsfnv") ||
		(code_in(t, name, "k") && strchr("W$);", after));
	bool sentence = after == 'w' || (l->prose && !l->strong);

	if (!named)
		return code_at(t, name) == '$' && (l->strong || l->values) && !l->prose
			? "SELECT of values FROM"
			: NULL;
	if (l->strong || (l->values && !sentence) || (l->commas && !sentence))
		return "SELECT list FROM table";
	if (l->words == 1 && (bracket || strchr("h&", prior)) && strchr(")W$c.", after) &&
		!sentence)
		return "SELECT name FROM table in brackets";
	if (l->words == 1 &&
		(word_at(t, name + 1) == W_limit || word_at(t, name + 1) == W_union))
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

	if (next == 'f' &&
		(call_kind((uint16_t)word_at(t, j)) != COMMON || code_at(t, j + 3) != ')' ||
			!code_in(t, j + 2, "w")))
		return "SELECT of a function";
	if (next == 'f' && !code_in(t, j + 1, "("))
		return "SELECT of a function";
	if (next == 'v')
		return "SELECT of a variable";
	unsigned inner = skip_codes(t, j, "(");
	if (word_at(t, inner) == W_case && (bracket || prior != '^' || inner > j))
		return "SELECT CASE";
	if (inner > j && code_at(t, inner) == 'f')
		return "SELECT of a function";
	if (next == 'w' && call_kind(call_find(text_at(t, j))) == EVIL &&
		!token_is(t, j, "sleep"))
		return "SELECT of a function";
	if (word_at(t, j) == W_case && word_at(t, j + 1) == W_when)
		return "SELECT CASE";
	if (next == 'n' && t->at[j].len > 3 && lower(text_at(t, j).at[1]) == 'x')
		return "SELECT of a hexadecimal literal";
	if (next == 's' && code_in(t, j + 1, "|,"))
		return "SELECT of a text";
	bool valued =
		code_in(t, j, "nsv(KS") || (next == '+' && code_in(t, j + 1, "nsvf(F"));
	if ((bracket || strchr("+=|,&iEx", prior)) && prior != '^' && valued &&
		!code_in(t, j + 1, "w"))
		return "SELECT where a value stands";
	if (bracket && strchr("=|", prior) && next == '$')
		return "SELECT where a value stands";
	return NULL;
}

const char *
select_rule(const struct tokens *t, unsigned i)
{
	bool bracket;
	char prior = code_before(t, i, &bracket);
	unsigned j = i + 1;

	while (word_at(t, j) == W_all || word_at(t, j) == W_distinct ||
		word_at(t, j) == W_top ||
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
	if (l.values == 1 && l.from == j + 1 && code_in(t, l.from, "c") &&
		code_in(t, j, "ns"))
		return "SELECT of a value, the rest commented away";
	if (l.values > 1 && l.commas && !l.words && !l.prose && code_in(t, l.from, "$c)U"))
		return "SELECT of values";
	/* SELECT t.`c`: dots next to quoted names */
	for (unsigned k = j; k < j + 4 && k < t->count; k++)
		if ((t->at[k].flags & TOKEN_NAME) && t->text.at[t->at[k].at] == '`' &&
			(code_at(t, k + 1) == '.' || code_at(t, k - 1) == '.'))
			return "SELECT of a quoted name";
	return NULL;
}
