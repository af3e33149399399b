/* fold.c - how operators join operands, whatever the operands are made of.
 *
 * Tokens are pushed on a stack that reduces as it grows: signs of operands vanish, a call, a
 * bracket and a product become one operand, so that `1' or -(2)*3 = round(4.2)` stands there as
 * h&n=f.  After each push the top is held against the endings in `rules`; every token is pushed
 * and popped once.  Letters of a rule: P is an operand that is no mere word, O any
 * operand, ^ the bottom; ( is passed over, since injected text often leaves it open.
 */
#include "sql/private.h"

enum need {
	ALWAYS,
	TIGHT,	    /* the text broken out of is one word at most */
	SAME_QUOTE, /* the text left open has the quote that was broken out of */
	SYMBOL,	    /* the comparison is a sign, and no < or > beside a word */
	FIXED,	    /* literals whose comparison is true whatever the data */
	NO_INCHES,  /* not 5" and 6" */
	BARE,	    /* not inside of a quote */
	ENDED,	    /* bare, and nothing is behind the sign of the comment */
	GUARDED,    /* a backslash stands before the quote */
};

static const struct {
	const char *ending;
	enum need need;
	const char *why;
} rules[] = {
	{ "&P=P", ALWAYS, "a comparison of values after AND or OR" },
	{ "&PiP", ALWAYS, "a comparison of values after AND or OR" },
	{ "&w=P", SYMBOL, "a comparison with a value after AND or OR" },
	{ "&P=w", SYMBOL, "a comparison with a value after AND or OR" },
	{ "h&w=w", SYMBOL, "a closed quote, then AND or OR, then a comparison" },
	{ "h&OiP", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "h&PiO", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "h&wic", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "h&Oiwc", ALWAYS, "a closed quote, then AND or OR, then a comparison" },
	{ "h&P$", NO_INCHES, "a closed quote, then AND or OR and a value" },
	{ "h&P;", ALWAYS, "a closed quote, then AND or OR and a value" },
	{ "h&P&", NO_INCHES, "a closed quote, then AND or OR and a value" },
	{ "h&x", ALWAYS, "a closed quote, then AND or OR and a condition" },
	{ "h&f", ALWAYS, "a closed quote, then AND or OR and a function" },
	{ "h&Oc", ALWAYS, "a closed quote, then AND or OR, the rest commented away" },
	{ "h&c", ALWAYS, "a closed quote, then AND or OR, the rest commented away" },
	{ "&Pc", ALWAYS, "AND or OR and a value, the rest commented away" },
	{ "P&x", ALWAYS, "a value, AND or OR, and a condition" },
	{ "h=P$", ALWAYS, "a closed quote, then a comparison" },
	{ "h=P;", ALWAYS, "a closed quote, then a comparison" },
	{ "h=P=", ALWAYS, "a closed quote, then a comparison" },
	{ "h=P&", ALWAYS, "a closed quote, then a comparison" },
	{ "h=Oc", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ "h=f", ALWAYS, "a closed quote, then a comparison with a function" },
	{ "hif", ALWAYS, "a closed quote, then a comparison with a function" },
	{ "hix", ALWAYS, "a closed quote, then a comparison with a condition" },
	{ "hiP;", ALWAYS, "a closed quote, then a comparison" },
	{ "hiP&", ALWAYS, "a closed quote, then a comparison" },
	{ "hiOc", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ "hic", ALWAYS, "a closed quote, then a comparison, the rest commented away" },
	{ "h&O=$", ALWAYS, "a closed quote, then AND or OR and a comparison, cut off" },
	{ "&P=$", BARE, "AND or OR and a comparison, cut off" },
	{ "h&wwc", TIGHT, "a closed quote, then AND or OR, the rest commented away" },
	{ "h&P,", TIGHT, "a closed quote, then AND or OR and values" },
	{ "h&$", GUARDED, "a guarded quote, then AND or OR" },
	{ "hn$", GUARDED, "a guarded quote between numbers" },
	{ "&f=w", ALWAYS, "a comparison with a function after AND or OR" },
	{ "P=P&P", BARE, "a comparison of values, then AND or OR" },
	{ "=P&c", BARE, "a comparison of values, then AND or OR, the rest commented away" },
	{ "=Pc", ENDED, "a comparison with a value, the rest commented away" },
	{ "hiOiP", ALWAYS, "a closed quote, then comparisons" },
	{ "PWw=P", SYMBOL, "a value, then WHERE and a comparison" },
	{ "hWw=P", SYMBOL, "a closed quote, then WHERE and a comparison" },
	{ "h+F", TIGHT, "a closed quote, a star, FROM" },
	{ "h=c", TIGHT, "a closed quote, then a comparison, the rest commented away" },
	{ "^s=q$", BARE, "a text compared with one that stays open" },
	{ "^il$", BARE, "IN and a list of values" },
	{ "h+q$", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "h|q$", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "h+P+q$", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "h|P|q$", SAME_QUOTE, "a closed quote, an operator, and the quote opened again" },
	{ "h|P$", TIGHT, "a closed quote, then a value joined to it" },
	{ "^|P", BARE, "a value joined to nothing" },
	{ "h+f", ALWAYS, "a closed quote, then a function joined to it" },
	{ "h|f", ALWAYS, "a closed quote, then a function joined to it" },
	{ "h+x", ALWAYS, "a closed quote, then a condition joined to it" },
	{ "h|x", ALWAYS, "a closed quote, then a condition joined to it" },
	{ "h+P&", ALWAYS, "a closed quote, then a sum, then AND or OR" },
	{ "h|P&", ALWAYS, "a closed quote, then a sum, then AND or OR" },
	{ "h+P=", ALWAYS, "a closed quote, then a sum, then a comparison" },
	{ "h+Oc", TIGHT, "a closed quote, then a sum, the rest commented away" },
	{ "h|Oc", TIGHT, "a closed quote, then a sum, the rest commented away" },
	{ "hc", TIGHT, "a closed quote, the rest commented away" },
	{ "h;$", TIGHT, "a closed quote, and the end of the statement" },
	{ "h;c", TIGHT, "a closed quote, and the end of the statement" },
	{ "^nc", ENDED, "a number, the rest commented away" },
	{ "^vc", ENDED, "a variable, the rest commented away" },
	{ "^fc", ENDED, "a function, the rest commented away" },
	{ "f=P", ALWAYS, "a function of SQL compared with a value" },
	{ "f=f", ALWAYS, "a function of SQL compared with another" },
	{ "f&f", ALWAYS, "a function of SQL, AND or OR, and another" },
	{ "^P=P$", FIXED, "a comparison that is true whatever the data" },
	{ "^PiP$", FIXED, "a comparison that is true whatever the data" },
	{ ",P=P$", FIXED, "a comparison that is true whatever the data" },
};

struct fold {
	const struct tokens *t;
	struct sql_folded *stack;
	unsigned depth;
	unsigned open; /* brackets that may still close */
	const char *why;
};

static char
top(const struct fold *f, unsigned down)
{
	return f->depth > down ? f->stack[f->depth - 1 - down].code : '^';
}

static bool
operand(char code)
{
	return code == 'w' || (code && code != '^' && strchr("nsvfxlq", code));
}

static bool
letter_fits(char rule, char code)
{
	if (rule == 'P')
		return code != 'w' && operand(code);
	if (rule == 'O')
		return operand(code);
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

/* The text left open starts at once with something, and goes on where the broken one stopped. */
static bool
reopened(const struct tokens *t)
{
	const struct sql_token *last = &t->at[t->count - 1];
	struct bytes text = text_at(t, t->count - 1), head = text_at(t, 0);

	if (last->code != 'q' || last->word != (uint8_t)t->quote)
		return false;
	if (t->count > 3)
		return true;
	return text.len > 1 && text.at[1] > ' ' && text.at[1] != text.at[0] &&
	       !(head.len > 1 && head.at[head.len - 2] <= ' ');
}

/* x'or' is the word or in quotes, x' or ' is not. */
static bool
quoted_word(const struct tokens *t)
{
	const struct sql_token *last = &t->at[t->count - 1];

	return last->code == 'q' && last->len == 1 && !(last->flags & TOKEN_SPACE) &&
	       last->word == (uint8_t)t->quote;
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

	return t->quote && head.len > 1 && head.at[head.len - 2] == '\\' && tight(t);
}

static bool
symbol(const struct fold *f)
{
	struct bytes sign = text_at(f->t, f->stack[f->depth - 2].token);

	return sign.at[0] != '>' && !(sign.at[0] == '<' && sign.len == 1);
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
		return !inches(t) && !quoted_word(t);
	case BARE:
		return !t->quote;
	case ENDED:
		return !t->quote && ended(t);
	case GUARDED:
		return guarded(t);
	default:
		return true;
	}
}

static bool
ending_fits(const struct fold *f, const char *ending)
{
	unsigned at = f->depth, passed = 0;

	for (size_t i = strlen(ending); i-- > 0;) {
		while (at > 0 && f->stack[at - 1].code == '(' && !f->stack[at - 1].paren &&
			i + 1 < strlen(ending) && passed < 32) {
			at--;
			passed++;
		}
		char code = at > 0 ? f->stack[--at].code : '^';
		if (!letter_fits(ending[i], code))
			return false;
	}
	return true;
}

static void
match(struct fold *f)
{
	for (unsigned i = 0; i < sizeof(rules) / sizeof(rules[0]) && !f->why; i++) {
		const char *ending = rules[i].ending;
		if (letter_fits(ending[strlen(ending) - 1], top(f, 0)) && ending_fits(f, ending) &&
			need_holds(f, rules[i].need))
			f->why = rules[i].why;
	}
}

static void
push(struct fold *f, char code, unsigned token, bool call)
{
	f->stack[f->depth++] = (struct sql_folded){ (uint16_t)token, code, call };
	match(f);
}

/* What two operands are together: a word taints, text that never ends stays so. */
static char
joined(char a, char b)
{
	if (a == 'w' || b == 'w')
		return 'w';
	return b == 'q' ? 'q' : a;
}

static void
push_operand(struct fold *f, char code, unsigned token)
{
	while (operand(top(f, 1)) && (top(f, 0) == '+' || top(f, 0) == '.')) {
		bool name = top(f, 0) == '.';
		code = name && code != 'f' ? top(f, 1) : joined(top(f, 1), code);
		f->depth -= 2;
	}
	push(f, code, token, false);
}

/* What the bracket that closes at `at` holds, as one operand. */
static char
bracketed(const struct fold *f, unsigned at, bool call)
{
	char code = f->depth - at == 1 ? 'l' : f->stack[at + 1].code;

	if (call)
		return 'f';
	for (unsigned i = at + 1; i < f->depth; i++) {
		char c = f->stack[i].code;
		if (c == 'S' || c == '&' || c == '=')
			return 'x';
		if (c == 'i')
			code = f->depth - at > 3 ? 'x' : code;
		else if (c == ',' && code != 'x')
			code = 'l';
	}
	if (f->depth - at > 2 && code != 'x' && code != 'l')
		return 'w';
	/* (a, b) is English too; a list is one when it holds a value */
	for (unsigned i = at + 1; code == 'l' && i < f->depth; i++)
		if (f->stack[i].code != 'w' && f->stack[i].code != ',')
			return 'l';
	return code == 'l' && f->depth - at > 1 ? 'w' : operand(code) ? code : 'w';
}

static void
close_bracket(struct fold *f, unsigned token)
{
	unsigned at = f->depth;

	if (!f->open)
		return;
	f->open--;
	while (f->stack[--at].code != '(')
		;
	bool call = f->stack[at].paren;
	char code = bracketed(f, at, call);
	f->depth = at;
	push_operand(f, code, token);
}

static bool
before_operand(char code)
{
	return !operand(code) && code != 'h' && code != ')';
}

static void
step(struct fold *f, unsigned i)
{
	const struct sql_token *token = &f->t->at[i];
	char code = token->code;

	if (code == 'f' && (token->flags & TOKEN_CALL))
		return;
	if (code == '(') {
		bool call = i > 0 && (f->t->at[i - 1].flags & TOKEN_CALL);
		f->open++;
		push(f, '(', i, call);
	} else if (code == ')') {
		close_bracket(f, i);
	} else if (code == ';') {
		f->open = 0; /* so that looking for one stays inside of a statement */
		push(f, ';', i, false);
	} else if (code == '!' || code == '{' || code == '}') {
		return;
	} else if (code == '+' || code == '.') {
		if (!before_operand(top(f, 0)))
			push(f, code, i, false);
	} else if (code == 'k' && before_operand(top(f, 0)) && top(f, 0) != '^') {
		return;
	} else if (code == 'i' && top(f, 0) == 'i') {
		return;
	} else if (code == 'K') {
		push_operand(f, 'w', i);
	} else if (code == '|' && operand(top(f, 0)) && top(f, 0) != 'w' && top(f, 1) != 'h') {
		push(f, '&', i, false);
	} else if (operand(code)) {
		push_operand(f, code, i);
	} else {
		push(f, code, i, false);
	}
}

const char *
fold_rule(const struct tokens *t, struct sql_folded *stack, char *fingerprint)
{
	struct fold f = { .t = t, .stack = stack };
	unsigned n = 0;

	for (unsigned i = 0; i < t->count && !f.why; i++)
		step(&f, i);
	if (!f.why && f.depth)
		push(&f, '$', t->count - 1, false);
	for (unsigned i = 0; i < f.depth && n < SQL_FINGERPRINT_MAX; i++)
		if (stack[i].code != '$')
			fingerprint[n++] = stack[i].code;
	fingerprint[n] = 0;
	return f.why;
}
