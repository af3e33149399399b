/* main.c - teiten's front door: finds the verb, runs it, and says how it ended. */
#include "cmd/front.h"

static const char *
verb_name_at(const void *arg, size_t i)
{
	(void)arg;
	return i < verb_count() ? verb_at(i)->name : NULL;
}

static int
unknown_verb(const char *word)
{
	const char *near = nearest(word, verb_name_at, NULL);
	if (near)
		return usage(NULL, "there is no verb '%s'; did you mean '%s'?", word, near);
	return usage(NULL, "there is no verb '%s'", word);
}

static int
run_verb(const struct verb *verb, int argc, char **argv)
{
	struct invocation in;
	struct err err;

	if (invocation_parse(verb, argc, argv, &in, &err) < 0) {
		struct invocation nothing = { .verb = verb };
		return usage(&nothing, "%s", err.text);
	}
	int status = EXIT_OK;
	if (in.wants_help)
		help_verb(stdout, verb);
	else
		status = verb->run(&in);
	invocation_done(&in);
	return status;
}

static int
run_help(int argc, char **argv)
{
	if (argc == 0) {
		help_program(stdout);
		return EXIT_OK;
	}
	const struct verb *verb = verb_find(argv[0]);
	if (!verb)
		return unknown_verb(argv[0]);
	help_verb(stdout, verb);
	return EXIT_OK;
}

static int
run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (argc < 2) {
		help_program(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 ||
		strcmp(word, "-h") == 0)
		return run_help(argc - 2, argv + 2);
	if (strcmp(word, "version") == 0 || strcmp(word, "--version") == 0) {
		(void)printf("teiten %s\n", TEITEN_VERSION);
		return EXIT_OK;
	}
	if (strcmp(word, "__complete") == 0) {
		complete(stdout, argc - 2, argv + 2);
		return EXIT_OK;
	}
	if (strcmp(word, "__verbs") == 0) {
		dump_verbs(stdout);
		return EXIT_OK;
	}
	const struct verb *verb = verb_find(word);
	return verb ? run_verb(verb, argc - 2, argv + 2) : unknown_verb(word);
}

int
main(int argc, char **argv)
{
	int status = run(argc, argv);

	/* A full disk must not look like success. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_OK)
		status = fail(NULL, "cannot write to standard output: %s", strerror(errno));
	return status;
}
