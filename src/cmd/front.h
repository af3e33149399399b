/* front.h - what the front door's own files share; verbs need verb.h only. */
#pragma once

#include "cmd/verb.h"

struct invocation {
	const struct verb *verb;
	const char *values[OPTIONS_MAX]; /* by the verb's options; NULL: not given */
	const char **args;
	size_t n_args;
	bool wants_help;
};

const struct verb *verb_find(const char *name); /* NULL when there is none */
size_t option_count(const struct verb *verb);

/* argv without the verb itself.  0, or -EINVAL for what the usage does not allow. */
int invocation_parse(const struct verb *verb, int argc, char **argv, struct invocation *ret,
	struct err *err);
void invocation_done(struct invocation *in);

/* The name that is nearest to `word` when it is near enough to be a slip; else NULL. */
const char *nearest(const char *word, const char *(*name_at)(const void *arg, size_t i),
	const void *arg);

/* Is `word` one of the values of "a|b|c"?  False for a placeholder such as "DIR". */
bool choices_hold(const char *choices, const char *word);
/* "en|ja", "flow", "check|list [DIR]"; not a placeholder, nor "list | NAME". */
bool is_choices(const char *text);

void help_program(FILE *out);
void help_verb(FILE *out, const struct verb *verb);

/* Candidates for the last of `words`, one a line with a tab and its help; nothing where the
 * shell should offer files. */
void complete(FILE *out, int n_words, char **words);
/* verb, option, argument, help; one line per verb and per option, for tools/check-man. */
void dump_verbs(FILE *out);
