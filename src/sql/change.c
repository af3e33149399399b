/* change.c - rules of statements that change something, run something, or keep a server.
 *
 * After a closed quote or `1;` their first words are enough; elsewhere they must go on as
 * SQL does.
 */
#include "sql/private.h"

#define LIST_MAX 64 /* tokens of a list that are looked at */

static bool
object_word(unsigned word)
{
	return word == W_table || word == W_database || word == W_view ||
		word == W_function || word == W_procedure || word == W_index ||
		word == W_user || word == W_trigger || word == W_schema || word == W_role ||
		word == W_tablespace || word == W_sequence || word == W_login;
}

/* CREATE, ALTER, DROP, TRUNCATE of what databases are made of. */
static const char *
define_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	while (code_in(t, j, "k&D!") && !object_word(word_at(t, j)) && j < i + 5)
		j++;
	if (!object_word(word_at(t, j))) {
		if (code_in(t, i + 1, "w") && code_at(t, i + 2) == ';' &&
			code_in(t, i + 3, "c$"))
			return "a statement that changes tables, then its end";
		return broken_out(t, i) &&
				(code_in(t, i + 1, "wk") ? code_in(t, i + 2, "$c;")
							 : t->at[i - 1].code == ';' &&
							i + 1 == t->count)
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
	if (word_at(t, j) == W_values || token_is(t, j, "values") || code_at(t, j) == 'S')
		return "INSERT INTO table";
	if (code_at(t, j) != '(')
		return NULL;
	for (unsigned n = 0; n < LIST_MAX && !code_in(t, j, ")$"); n++)
		j++;
	return token_is(t, j + 1, "values") || code_at(t, j + 1) == 'S'
		? "INSERT INTO table"
		: NULL;
}

const char *
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

const char *
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

	if (word == W_declare || word == W_try)
		return "BEGIN of a block";
	return broken_out(t, i) &&
			(word == W_tran || word == W_transaction || code_in(t, j, "TfKE"))
		? "another statement: BEGIN"
		: NULL;
}

/* Statements of procedures and of their keepers. */
const char *
procedure_rule(const struct tokens *t, unsigned i)
{
	unsigned j = i + 1;

	switch (word_at(t, i)) {
	case W_waitfor:
		return (word_at(t, j) == W_delay || word_at(t, j) == W_time) &&
				code_in(t, skip_codes(t, j + 1, "!"), "sqvf$")
			? "WAITFOR DELAY"
			: NULL;
	case W_shutdown:
		return broken_out(t, i) && code_in(t, j, "$c;k")
			? "another statement: SHUTDOWN"
			: NULL;
	case W_begin:
		return begin_rule(t, i);
	case W_load:
		for (unsigned k = j; k < j + 5; k++)
			if (word_at(t, k) == W_infile)
				return "LOAD DATA INFILE";
		return NULL;
	case W_print:
		return broken_out(t, i) && code_in(t, j, "sqvf")
			? "another statement: PRINT"
			: NULL;
	case W_use:
		return broken_out(t, i) && code_in(t, j, "wk") && code_in(t, j + 1, ";c")
			? "another statement: USE"
			: NULL;
	case W_do:
		return broken_out(t, i) && code_in(t, j, "(f") ? "another statement: DO"
							       : NULL;
	case W_backup:
		return word_at(t, j) == W_database && broken_out(t, i)
			? "another statement: BACKUP"
			: NULL;
	case W_describe:
	case W_handler:
	case W_copy:
	case W_attach:
	case W_pragma:
		return broken_out(t, i) && code_in(t, j, "wkK") &&
				code_in(t, j + 1, ";ckF(=")
			? "another statement of a database"
			: NULL;
	}
	return NULL;
}
