/* look.c - looking around a token, for the rules of keywords. */
#include "sql/private.h"

bool
token_is(const struct tokens *t, unsigned i, const char *text)
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

bool
code_in(const struct tokens *t, unsigned i, const char *codes)
{
	return strchr(codes, code_at(t, i)) != NULL;
}

unsigned
skip_codes(const struct tokens *t, unsigned i, const char *codes)
{
	for (unsigned n = 0; n < 32 && i < t->count && code_in(t, i, codes); n++)
		i++;
	return i;
}

/* The code before token i, opening brackets passed over; '^' at the start. */
char
code_before(const struct tokens *t, unsigned i, bool *ret_bracket)
{
	*ret_bracket = false;
	for (unsigned n = 0; i > 0 && n < 32; n++) {
		if (t->at[i - 1].code != '(')
			return t->at[i - 1].code;
		*ret_bracket = true;
		i--;
	}
	return '^';
}

/* the members' update: no quote is closed there. */
bool
possessive(const struct tokens *t, unsigned i)
{
	struct bytes head = text_at(t, 0);

	return t->quote == '\'' && head.len > 1 && is_alpha(head.at[head.len - 2]) &&
		i < t->count && (t->at[i].flags & TOKEN_SPACE);
}

/* said "call me": the quote opens. */
static bool
opening(const struct tokens *t, unsigned i)
{
	struct bytes head = text_at(t, 0);

	return head.len > 1 &&
		(head.at[head.len - 2] <= ' ' || head.at[head.len - 2] == '(') && i == 1 &&
		!(t->at[i].flags & TOKEN_SPACE);
}

/* After a closed quote, or after the ; of a statement that was cut short by a value. */
bool
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

bool
apart_by_comment(const struct tokens *t, unsigned i)
{
	return i < t->count && (t->at[i].flags & TOKEN_COMMENT) && t->at[i].code != 'c';
}

unsigned
skip_name(const struct tokens *t, unsigned i)
{
	while (code_in(t, i, "wKskD") && code_at(t, i + 1) == '.')
		i += 2;
	return i + 1;
}
