/* classify.c - what a fragment of SQL is for.
 *
 * A statement that changes something tampers, whatever else it does.  Waiting overloads
 * when it depends on nothing; when a condition decides whether to wait, the wait carries
 * data out, and that steals, as every other condition and every reading does.
 */
#include "sql/private.h"

struct signs {
	bool tamper, wait, condition, read, shut, cross;
	unsigned tables;
};

static bool
contains(struct bytes text, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = 0; i + len <= text.len; i++) {
		size_t k = 0;
		while (k < len && lower(text.at[i + k]) == (uint8_t)what[k])
			k++;
		if (k == len)
			return true;
	}
	return false;
}

static bool
begins(const struct tokens *t, unsigned i, const char *what)
{
	struct bytes text = text_at(t, i);

	return text.len > strlen(what) && contains(bytes_of(text.at, strlen(what)), what);
}

static void
sign_of_name(const struct tokens *t, unsigned i, struct signs *s)
{
	if (begins(t, i, "xp_") || begins(t, i, "sp_"))
		s->tamper = true;
	else if (begins(t, i, "dbms_lock") || begins(t, i, "dbms_pipe"))
		s->wait = true;
	else
		s->read = true;
}

static void
sign_of_call(uint16_t call, struct signs *s)
{
	switch (call) {
	case C_sleep:
	case C_benchmark:
	case C_pg_sleep:
	case C_pg_sleep_for:
	case C_pg_sleep_until:
	case C_randomblob:
	case C_regexp_substring: /* with repeat(), how some databases are kept busy */
	case C_crypt_key:
		s->wait = true;
		break;
	case C_if:
	case C_iif:
	case C_elt:
	case C_ifnull:
	case C_nullif:
	case C_make_set:
		s->condition = true;
		break;
	case C_lo_export:
	case C_sys_exec:
	case C_sys_eval:
		s->tamper = true;
		break;
	default:
		if (call_kind(call) == EVIL || call == C_version || call == C_user ||
			call == C_database)
			s->read = true;
	}
}

static void
sign_of_change(const struct tokens *t, unsigned i, struct signs *s)
{
	unsigned word = t->at[i].word;

	/* FOR UPDATE locks; REPLACE and INSERT as functions carry another code */
	if (word == W_update && i > 0 && (word_at(t, i - 1) == W_for || i + 1 == t->count))
		return;
	if (i + 1 < t->count || word == W_drop)
		s->tamper = true;
}

static void
sign_of(const struct tokens *t, unsigned i, struct signs *s)
{
	const struct sql_token *token = &t->at[i];

	switch (token->code) {
	case 'D':
		sign_of_change(t, i, s);
		break;
	case 'E':
		s->tamper |= i + 1 < t->count && strchr("(Kvwk", code_at(t, i + 1));
		break;
	case 'T':
		s->wait |= token->word == W_waitfor;
		s->shut |= token->word == W_shutdown;
		s->tamper |= token->word == W_load || token->word == W_backup;
		break;
	case 'k':
		s->tamper |= token->word == W_outfile || token->word == W_dumpfile;
		s->condition |= token->word == W_if || token->word == W_case ||
			token->word == W_when;
		break;
	case 'K':
		sign_of_name(t, i, s);
		break;
	case 'f':
		sign_of_call(token->word, s);
		break;
	case 'U':
		s->read |= strchr("S(k", code_at(t, i + 1)) != NULL;
		break;
	case 'S':
		s->read |= true;
		break;
	case 'v':
		s->read |= token->len > 3 && t->text.at[token->at + 1] == '@';
		break;
	case '&':
	case '=':
		s->condition = true;
		break;
	case 's':
	case 'q':
		s->tamper |= contains(text_at(t, i), "<script");
		break;
	}
}

/* FROM a, a, a or FROM t AS t1, t AS t2: rows multiply. */
static unsigned
joined_tables(const struct tokens *t, unsigned i)
{
	unsigned tables = 1;

	for (unsigned k = i + 1;
		k < t->count && k < i + 40 && !strchr(")W;c", t->at[k].code); k++)
		tables += t->at[k].code == ',';
	return tables;
}

enum sql_class
classify(const struct tokens *t, enum sql_class least)
{
	struct signs s = { 0 };
	bool heavy = false, select = false;

	for (unsigned i = 0; i < t->count; i++) {
		sign_of(t, i, &s);
		select |= t->at[i].code == 'S';
		if (t->at[i].code == 'F')
			heavy |= joined_tables(t, i) >= 3;
		heavy |= t->at[i].word == C_generate_series && t->at[i].code == 'f';
	}
	if (s.tamper)
		return SQL_TAMPER;
	if ((s.wait || s.shut || heavy) && !s.condition)
		return SQL_OVERLOAD;
	if (s.read || s.condition || s.wait || select)
		return SQL_STEAL;
	return least;
}
