/* guard_policy.c - teiten guard suggest, allow, test: what may send, and what can be held.
 */
#include "cmd/guard.h"
#include "guard/guard.h"

#include <limits.h>

int
guard_suggest_show(const struct invocation *in)
{
	struct err err;
	return guard_suggest(stdout, &err) < 0 ? fail(in, "%s", err.text) : EXIT_OK;
}

int
guard_allow_program(const struct invocation *in)
{
	struct err err;
	const char *policy = opt(in, "policy") ? opt(in, "policy") : GUARD_POLICY_FILE;
	const char *word = opt(in, "class") ? opt(in, "class") : "mailer";
	char file[PATH_MAX];
	int class = CLASS_MAILER;
	if (arg_count(in) != 2)
		return usage(in, "allow which program? Give its file");
	while (class < CLASSES &&
		strcmp(word, guard_class_text((enum guard_class) class)) != 0)
		class ++;
	if (!realpath(arg_at(in, 1), file))
		return fail(in, "%s: %s", arg_at(in, 1), strerror(errno));
	/* A name that is a link, and its own script's, stays as it was given. */
	const char *program = arg_at(in, 1)[0] == '/' ? arg_at(in, 1) : file;
	if (guard_allow(policy, program, (enum guard_class) class, opt(in, "user"), &err) <
		0)
		return fail(in, "%s", err.text);
	(void)printf("%s is a %s now, by %s\n", program, word, policy);
	return EXIT_OK;
}

int
guard_test(const struct invocation *in)
{
	static const char *const names[] = { "hook", "works", "covers", "why not" };
	struct guard_ability all[GUARD_ABILITIES_MAX];
	enum table_format format;
	struct err err;
	size_t n;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	if (guard_abilities(all, &n, &err) < 0)
		return fail(in, "%s", err.text);
	struct table *t = table_begin(stdout, format, names, count_of(names));
	bool lacks = false;
	for (size_t i = 0; i < n; i++) {
		table_text(t, bytes_text(all[i].name));
		table_text(t, bytes_text(all[i].works ? "yes" : "no"));
		table_text(t, bytes_text(all[i].covers));
		table_text(t, bytes_text(all[i].why));
		table_row(t);
		lacks |= all[i].needed && !all[i].works;
	}
	if (table_end(t) < 0)
		return fail(in, "cannot write the list");
	return lacks ? fail(in, "this kernel cannot hold the guard") : EXIT_OK;
}
