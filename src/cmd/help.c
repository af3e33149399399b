/* help.c - what people and shells are told about the verbs, all from the one table. */
#include "cmd/front.h"

#include <ctype.h>

static const char *
heading(FILE *out, const char *on)
{
	return wants_colour(out) ? on : "";
}

void
help_program(FILE *out)
{
	const char *bold = heading(out, "\033[1m"), *plain = heading(out, "\033[0m");

	(void)fprintf(out,
		"teiten %s - counts what arrives uninvited, and reports it\n\n"
		"%susage:%s teiten VERB [OPTION...] [ARGUMENT...]\n\n",
		TEITEN_VERSION, bold, plain);
	for (size_t i = 0; i < verb_count(); i++)
		(void)fprintf(out, "  %-10s %s\n", verb_at(i)->name, verb_at(i)->summary);
	(void)fprintf(out, "  %-10s %s\n  %-10s %s\n\n", "help",
		"what a verb does, with its options", "version",
		"the version of the program");
	(void)fputs(
		"'teiten help VERB' lists its options, 'man teiten' has the whole story.\n",
		out);
}

static void
option_left(const struct option_spec *option, char *ret, size_t size)
{
	char letter[] = { '-', option->letter, ',', ' ', '\0' };
	(void)snprintf(ret, size, "%s--%s%s%s", option->letter ? letter : "    ",
		option->name, option->arg ? " " : "", option->arg ? option->arg : "");
}

void
help_verb(FILE *out, const struct verb *verb)
{
	const char *bold = heading(out, "\033[1m"), *plain = heading(out, "\033[0m");
	size_t n = option_count(verb);
	char left[80];
	int width = (int)strlen("    --help");

	(void)fprintf(out, "%susage:%s teiten %s [OPTION...]%s%s\n\n%c%s.\n\n", bold, plain,
		verb->name, *verb->args ? " " : "", verb->args, toupper(verb->summary[0]),
		verb->summary + 1);
	for (size_t i = 0; i < n; i++) {
		option_left(&verb->options[i], left, sizeof(left));
		if ((int)strlen(left) > width)
			width = (int)strlen(left);
	}
	for (size_t i = 0; i < n; i++) {
		option_left(&verb->options[i], left, sizeof(left));
		(void)fprintf(out, "  %-*s  %s\n", width, left, verb->options[i].help);
	}
	(void)fprintf(out, "  %-*s  %s\n\nSee also teiten-%s(1).\n", width, "    --help",
		"this text", verb->name);
}

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void
offer(FILE *out, const char *word, const char *value, size_t len, const char *help)
{
	if (len >= strlen(word) && strncmp(value, word, strlen(word)) == 0)
		(void)fprintf(out, "%.*s\t%s\n", (int)len, value, help);
}

static void
offer_choices(FILE *out, const char *word, const char *choices)
{
	for (const char *at = choices;; at++) {
		size_t n = strcspn(at, "| .");
		offer(out, word, at, n, "");
		at += n;
		if (*at != '|')
			return;
	}
}

static void
offer_verbs(FILE *out, const char *word)
{
	for (size_t i = 0; i < verb_count(); i++) {
		const struct verb *v = verb_at(i);
		offer(out, word, v->name, strlen(v->name), v->summary);
	}
	offer(out, word, "help", 4, "what a verb does, with its options");
	offer(out, word, "version", 7, "the version of the program");
}

/* Is words[i] an option that takes the next word as its value? */
static const struct option_spec *
takes_next(const struct verb *verb, const char *word)
{
	for (size_t i = 0; i < option_count(verb); i++) {
		const struct option_spec *o = &verb->options[i];
		bool named = starts(word, "--") && strcmp(word + 2, o->name) == 0;
		bool lettered =
			o->letter && word[0] == '-' && word[1] == o->letter && !word[2];
		if (o->arg && (named || lettered))
			return o;
	}
	return NULL;
}

static void
offer_args(FILE *out, const struct verb *verb, const char *word)
{
	const char *value;
	if (is_choices(verb->args))
		offer_choices(out, word, verb->args);
	for (size_t i = 0; verb->candidate && (value = verb->candidate(i)); i++)
		offer(out, word, value, strlen(value), "");
}

void
complete(FILE *out, int n_words, char **words)
{
	const char *word = n_words > 0 ? words[n_words - 1] : "";
	if (n_words <= 1) {
		offer_verbs(out, word);
		return;
	}
	if (strcmp(words[0], "help") == 0) {
		if (n_words == 2)
			offer_verbs(out, word);
		return;
	}
	const struct verb *verb = verb_find(words[0]);
	if (!verb)
		return;

	const struct option_spec *pending = NULL;
	size_t n_args = 0;
	for (int i = 1; i < n_words - 1; i++) {
		bool is_value = pending != NULL;
		pending = is_value ? NULL : takes_next(verb, words[i]);
		n_args += !is_value && words[i][0] != '-';
	}
	if (pending) {
		if (is_choices(pending->arg))
			offer_choices(out, word, pending->arg);
	} else if (word[0] == '-') {
		for (size_t i = 0; i < option_count(verb); i++) {
			char name[80];
			int n = snprintf(name, sizeof(name), "--%s", verb->options[i].name);
			offer(out, word, name, (size_t)n, verb->options[i].help);
		}
	} else if (n_args == 0) {
		offer_args(out, verb, word);
	}
}

void
dump_verbs(FILE *out)
{
	for (size_t i = 0; i < verb_count(); i++) {
		const struct verb *v = verb_at(i);
		(void)fprintf(out, "%s\t\t%s\t%s\n", v->name, v->args, v->summary);
		for (size_t j = 0; j < option_count(v); j++) {
			const struct option_spec *o = &v->options[j];
			(void)fprintf(out, "%s\t%s\t%s\t%s\n", v->name, o->name,
				o->arg ? o->arg : "", o->help);
		}
	}
}
