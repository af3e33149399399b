/* fold.c - how operators join operands, whatever the operands are made of.
 *
 * Tokens are pushed on a stack that reduces as it grows: signs of operands vanish, a call,
 * a bracket and a product become one operand, so that `1' or -(2)*3 = round(4.2)` stands
 * there as h&n=f.  After each push its end is held against the rules of endings.c.  Every
 * token is pushed and popped once, so the time is linear.
 */
#include "sql/private.h"

static void
push(struct fold *f, char code, unsigned token, bool call)
{
	f->stack[f->depth++] = (struct sql_folded){ (uint16_t)token, code, call };
	f->why = ending_rule(f);
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
	while (is_operand(fold_top(f, 1)) &&
		(fold_top(f, 0) == '+' || fold_top(f, 0) == '.')) {
		bool name = fold_top(f, 0) == '.';
		code = name && code != 'f' ? fold_top(f, 1) : joined(fold_top(f, 1), code);
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
	return code == 'l' && f->depth - at > 1 ? 'w' : is_operand(code) ? code : 'w';
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
	return !is_operand(code) && code != 'h' && code != ')';
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
		if (!before_operand(fold_top(f, 0)))
			push(f, code, i, false);
	} else if (code == 'k' && before_operand(fold_top(f, 0)) && fold_top(f, 0) != '^') {
		return;
	} else if (code == 'i' && fold_top(f, 0) == 'i') {
		return;
	} else if (code == 'K') {
		push_operand(f, 'w', i);
	} else if (code == '|' && is_operand(fold_top(f, 0)) && fold_top(f, 0) != 'w' &&
		fold_top(f, 1) != 'h') {
		push(f, '&', i, false);
	} else if (is_operand(code)) {
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
