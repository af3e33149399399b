/* endings.c - ends of the folded stack that only SQL makes.
 *
 * Rules are written from the top of the stack down, so backwards.  Letters: P is an operand
 * that is no mere word, O any operand, ^ the bottom of the stack, $ the end of the text;
 * others are codes of tokens.  ( is passed over, since injected text often leaves it open.
 * A rule that English could meet needs more than its letters.
 */
#include "sql/private.h"

enum need {
	ALWAYS,
	TIGHT, /* the text broken out of is one word at most */
	SAME_QUOTE, /* the text left open has the quote that was broken out of */
	SYMBOL, /* the comparison is a sign, and no < or > beside a word; no query string */
	FIXED, /* literals whose comparison is true whatever the data */
	NO_INCHES, /* not 5" and 6" */
	BARE, /* not inside of a quote */
	ENDED, /* bare, and nothing is behind the sign of the comment */
	GUARDED, /* a backslash stands before the quote */
	NUMBER, /* what the quote was added to is a number, and whole */
	NO_SIGN, /* not "<" or '+', which talk of the sign */
	WORDED, /* IS and IN compare with what English does not */
};

struct rule {
	const char *down; /* from the top down: $P&h is h&P at the end */
	enum need need;
	const char *why;
};

static const struct rule operand_rules[] = {
	{ "P=P|h", ALWAYS, "a closed quote, then a comparison joined to it" },
	{ "PiOiO&h", ALWAYS, "a closed quote, then AND or OR, then comparisons" },
	{ "P=P&", ALWAYS, "a comparison of values after AND or OR" },
	{ "PiP&", WORDED, "a comparison of values after AND or OR" },
	{ "P=w&", SYMBOL, "a comparison with a value after AND or OR" },
	{ "w=P&", SYMBOL, "a comparison with a value after AND or OR" },
	{ "w=w&h", SYMBOL, "a closed quote, then AND or OR, then a comparison" },
	{ "PiO&h", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "OiP&h", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "x&h", ALWAYS, "a closed quote, then AND or OR and a condition" },
	{ "f&h", ALWAYS, "a closed quote, then AND or OR and a function" },
	{ "x&P", ALWAYS, "a value, AND or OR, and a condition" },
	{ "f=h", ALWAYS, "a closed quote, then a comparison with a function" },
	{ "fih", ALWAYS, "a closed quote, then a comparison with a function" },
	{ "xih", ALWAYS, "a closed quote, then a comparison with a condition" },
	{ "w=f&", ALWAYS, "a comparison with a function after AND or OR" },
	{ "P&P=P", BARE, "a comparison of values, then AND or OR" },
	{ "PiOih", ALWAYS, "a closed quote, then comparisons" },
	{ "P=wWP", SYMBOL, "a value, then WHERE and a comparison" },
	{ "P=wWh", SYMBOL, "a closed quote, then WHERE and a comparison" },
	{ "P|^", BARE, "a value joined to nothing" },
	{ "f+h", ALWAYS, "a closed quote, then a function joined to it" },
	{ "f|h", ALWAYS, "a closed quote, then a function joined to it" },
	{ "x+h", ALWAYS, "a closed quote, then a condition joined to it" },
	{ "x|h", ALWAYS, "a closed quote, then a condition joined to it" },
};

static const struct rule end_rules[] = {
	{ "$P&h", NO_INCHES, "a closed quote, then AND or OR and a value" },
	{ "$P=h", NO_SIGN, "a closed quote, then a comparison" },
	{ "$=O&h", SYMBOL, "a closed quote, then AND or OR and a comparison, cut off" },
	{ "$=P&", SYMBOL, "AND or OR and a comparison, cut off" },
	{ "$&h", GUARDED, "a guarded quote, then AND or OR" },
	{ "$nh", GUARDED, "a guarded quote between numbers" },
	{ "$h", NUMBER, "a quote added to a number" },
	{ "$q=s^", BARE, "a text compared with one that stays open" },
	{ "$li^", BARE, "IN and a list of values" },
	{ "$q+h", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "$q|h", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "$q+P+h", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "$q|P|h", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "$P|h", TIGHT, "a closed quote, then a value joined to it" },
	{ "$;h", TIGHT, "a closed quote, and the end of the statement" },
	{ "$P=P^", FIXED, "a comparison that is true whatever the data" },
	{ "$PiP^", FIXED, "a comparison that is true whatever the data" },
	{ "$P=P,", FIXED, "a comparison that is true whatever the data" },
};

static const struct rule sign_rules[] = {
	{ "cxw&h", ALWAYS, "a closed quote, then AND or OR, the rest commented away" },
	{ ";wiw&h", TIGHT, "a closed quote, then AND or OR, then a comparison" },
	{ "ciw&h", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "cwiO&h", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ ";P&h", ALWAYS, "a closed quote, then AND or OR and a value" },
	{ "&P&h", NO_INCHES, "a closed quote, then AND or OR and a value" },
	{ "cO&h", ALWAYS, "a closed quote, then AND or OR, the rest commented away" },
	{ "c&h", ALWAYS, "a closed quote, then AND or OR, the rest commented away" },
	{ "cP&", ALWAYS, "AND or OR and a value, the rest commented away" },
	{ ";P=h", NO_SIGN, "a closed quote, then a comparison" },
	{ "=P=h", NO_SIGN, "a closed quote, then a comparison" },
	{ "&P=h", NO_SIGN, "a closed quote, then a comparison" },
	{ "cO=h", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ ";Pih", ALWAYS, "a closed quote, then a comparison" },
	{ "&Pih", ALWAYS, "a closed quote, then a comparison" },
	{ "cOih", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ "cih", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ "cww&h", TIGHT, "a closed quote, then AND or OR, the rest commented away" },
	{ ",P&h", TIGHT, "a closed quote, then AND or OR and values" },
	{ "c&P=", BARE, "a comparison of values, then AND or OR, the rest commented away" },
	{ "cP=", ENDED, "a comparison with a value, the rest commented away" },
	{ "F+h", TIGHT, "a closed quote, a star, FROM" },
	{ "c=h", TIGHT, "a closed quote, then a comparison, the rest commented away" },
	{ "&P+h", NO_SIGN, "a closed quote, then a sum, then AND or OR" },
	{ "&P|h", NO_SIGN, "a closed quote, then a sum, then AND or OR" },
	{ "=P+h", NO_SIGN, "a closed quote, then a sum, then a comparison" },
	{ "cO+h", TIGHT, "a closed quote, then a sum, the rest commented away" },
	{ "cO|h", TIGHT, "a closed quote, then a sum, the rest commented away" },
	{ "ch", TIGHT, "a closed quote, the rest commented away" },
	{ "c;h", TIGHT, "a closed quote, and the end of the statement" },
	{ "cn^", ENDED, "a number, the rest commented away" },
	{ "cv^", ENDED, "a variable, the rest commented away" },
	{ "cf^", ENDED, "a function, the rest commented away" },
};

static bool
letter_fits(char rule, char code)
{
	if (rule == 'P')
		return code_kind(code) & 1;
	if (rule == 'O')
		return is_operand(code);
	return rule == code;
}

/* The text before the quote is at most one word, so no sentence. */
static bool
tight(const struct tokens *t)
{
	if (!t->quote)
		return true;
	struct bytes head = text_at(t, 0);
	for (size_t i = 0; i < head.len; i++)
		if (head.at[i] <= ' ')
			return false;
	return true;
}

static bool
inches(const struct tokens *t)
{
	struct bytes head = text_at(t, 0);

	return t->quote == '"' && head.len > 1 && is_digit(head.at[head.len - 2]);
}

/* 1=1, 'a'!='b', 2 is not 3: literals, and the comparison holds. */
static bool
fixed(const struct tokens *t)
{
	unsigned last = t->count - 1, left = last;
	bool negated = false;

	if (t->quote || t->count < 3 || t->count > 8 || !strchr("ns", t->at[last].code))
		return false;
	while (left > 0 && strchr("=i!", t->at[left - 1].code)) {
		struct bytes sign = text_at(t, --left);
		negated ^= t->at[left].code == '!' || sign.at[0] == '!' ||
			(sign.len == 2 && sign.at[0] == '<' && sign.at[1] == '>');
		if ((sign.at[0] == '<' && sign.len < 2) || (sign.at[0] == '>'))
			return false;
	}
	if (!left || left == last || !strchr("ns", t->at[left - 1].code))
		return false;
	struct bytes a = text_at(t, left - 1), b = text_at(t, last);
	bool same = a.len == b.len && !memcmp(a.at, b.at, a.len);
	return same != negated;
}

static bool
alnum(uint8_t c)
{
	return is_alpha(c) || is_digit(c);
}

/* What follows the quote stands between two quotes as "<" and 'or' do in a sentence: the
 * first has no word before it, the second none behind it. */
static bool
between_quotes(const struct tokens *t)
{
	struct bytes head = text_at(t, 0);

	unsigned i = 2;

	while (i < t->count && i < 8 && strchr("+=!o.|(){}<", t->at[i].code))
		i++;
	if (i >= t->count || !t->quote || !strchr("sq", t->at[i].code) ||
		t->at[i].word != (uint8_t)t->quote)
		return false;
	struct bytes text = text_at(t, i);
	bool opens = head.len < 2 || !alnum(head.at[head.len - 2]);
	bool hugs = !((t->at[1].flags | t->at[i].flags) & TOKEN_SPACE);
	if (t->at[1].code == '&')
		return hugs && (opens || text.len == 1);
	return opens && (text.len == 1 || !alnum(text.at[1]));
}

/* The text left open starts at once with something, and goes on where the broken one
 * stopped. */
static bool
reopened(const struct tokens *t)
{
	const struct sql_token *last = &t->at[t->count - 1];
	struct bytes text = text_at(t, t->count - 1), head = text_at(t, 0);

	if (last->code != 'q' || last->word != (uint8_t)t->quote)
		return false;
	if (between_quotes(t))
		return false;
	if (t->count > 3)
		return true;
	return text.len > 1 && text.at[1] > ' ' && text.at[1] != text.at[0] &&
		!(head.len > 1 && head.at[head.len - 2] <= ' ');
}

/* IS and IN join words of English; NULL, a number, a list behind them are SQL. */
static bool
worded(const struct fold *f)
{
	const struct sql_folded *right = &f->stack[f->depth - 1];
	unsigned at = f->depth - 1;

	while (at > 0 && f->stack[at].code != 'i')
		at--;
	unsigned word = f->t->at[f->stack[at].token].word;
	return (word != W_is && word != W_in) || strchr("nlxf", right->code);
}

/* Nothing behind the sign of the comment; for # after a quote also words apart from it. */
static bool
ended(const struct tokens *t)
{
	const struct sql_token *last = &t->at[t->count - 1];

	if (last->code != 'c' || !(last->flags & TOKEN_HASH))
		return true;
	struct bytes text = text_at(t, t->count - 1);
	return text.len == 1 || (text.at[1] <= ' ' && (t->quote || text.len == 2));
}

static bool
guarded(const struct tokens *t)
{
	struct bytes head = text_at(t, 0);
	size_t len = head.len;

	while (t->quote && len > 0 && head.at[len - 1] == (uint8_t)t->quote)
		len--;
	return t->quote && len > 0 && head.at[len - 1] == '\\' && tight(t);
}

/* A number, and nothing but one single quote behind it: how an injection is looked for. */
static bool
number(const struct tokens *t)
{
	struct bytes head = text_at(t, 0);
	size_t digits = 0;

	if (t->quote != '\'' || !t->odd || head.len < 2)
		return false;
	for (size_t i = head.at[0] == '-'; i < head.len - 1; i++, digits++)
		if (!is_digit(head.at[i]))
			return false;
	return digits > 0;
}

/* &name=value stands in it, so && is an empty pair of it and no AND. */
static bool
query_string(const struct tokens *t)
{
	for (unsigned i = 0; i + 2 < t->count; i++)
		if (token_is(t, i, "&") && t->at[i + 1].code == 'w' &&
			token_is(t, i + 2, "="))
			return true;
	return false;
}

static bool
symbol(const struct fold *f)
{
	if (query_string(f->t))
		return false;
	unsigned at = f->depth - 1;

	while (at > 0 && f->stack[at].code != '=')
		at--;
	struct bytes sign = text_at(f->t, f->stack[at].token);
	/* beside a value cut off, < is as good as = */
	if (f->stack[f->depth - 1].code == '$')
		return sign.at[0] != '?';
	/* == is of other languages, but between values it says enough */
	if (sign.len > 1 && sign.at[0] == '=')
		return false;
	return sign.at[0] != '>' && sign.at[0] != '?' &&
		!(sign.at[0] == '<' && sign.len == 1);
}

static bool
need_holds(const struct fold *f, enum need need)
{
	const struct tokens *t = f->t;

	switch (need) {
	case TIGHT:
		return t->quote && tight(t) && ended(t);
	case SAME_QUOTE:
		return reopened(t);
	case SYMBOL:
		return symbol(f);
	case FIXED:
		return fixed(t);
	case NO_INCHES:
		return !inches(t) && (guarded(t) || !between_quotes(t));
	case BARE:
		return !t->quote;
	case ENDED:
		return !t->quote && ended(t);
	case NO_SIGN:
		return !between_quotes(t);
	case WORDED:
		return worded(f);
	case GUARDED:
		return guarded(t);
	case NUMBER:
		return number(t);
	default:
		return true;
	}
}

/* The letters of a rule stand from the top of the stack down. */
static bool
ending_fits(const struct fold *f, const char *down)
{
	unsigned at = f->depth, passed = 0;

	for (bool first = true; *down; down++, first = false) {
		while (!first && at > 0 && f->stack[at - 1].code == '(' &&
			!f->stack[at - 1].paren && passed < 32) {
			at--;
			passed++;
		}
		char code = at > 0 ? f->stack[--at].code : '^';
		if (!letter_fits(*down, code))
			return false;
	}
	return true;
}

/* No rule ends with it; or it is an operand behind no operator, as most words are. */
static bool
idle(const struct fold *f)
{
	unsigned at = f->depth - 1, kind = code_kind(f->stack[at].code);

	if (!(kind & 4))
		return true;
	if (!(kind & 3))
		return false;
	while (at > 0 && f->stack[at - 1].code == '(')
		at--;
	char code = at > 0 ? f->stack[at - 1].code : 0;
	return code != '=' && code != 'i' && code != '&' && code != '+' && code != '|' &&
		code != 'h';
}

static const char *
first_rule(const struct fold *f, const struct rule *rules, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (ending_fits(f, rules[i].down) && need_holds(f, rules[i].need))
			return rules[i].why;
	return NULL;
}

const char *
ending_rule(const struct fold *f)
{
	if (idle(f))
		return NULL;
	char last = fold_top(f, 0);
	if (last == '$')
		return first_rule(f, end_rules, sizeof(end_rules) / sizeof(end_rules[0]));
	if (is_operand(last))
		return first_rule(
			f, operand_rules, sizeof(operand_rules) / sizeof(operand_rules[0]));
	return first_rule(f, sign_rules, sizeof(sign_rules) / sizeof(sign_rules[0]));
}
