/* cmd_verb.c - command lines read by the table, completion, and the progress bar. */
#include "cmd/front.h"

#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>

static const char *
candidate(size_t i)
{
	static const char *const names[] = { "alpha", "beta" };
	return i < count_of(names) ? names[i] : NULL;
}

static const struct verb demo = {
	.name = "demo",
	.args = "NAME...",
	.summary = "Shows things",
	.min_args = 1,
	.max_args = 2,
	.options = {
		{ "number", 'n', "N", "a number" },
		{ "json", 0, NULL, "JSON Lines" },
		{ "csv", 0, NULL, "CSV" },
		{ "lang", 0, "en|ja", "the language" },
	},
	.candidate = candidate,
};

/* Words up to a NULL, read as the command line of `demo`. */
#define PARSE(in, err, ...)                                                                \
	({                                                                                 \
		char *argv_[] = { __VA_ARGS__, NULL };                                     \
		invocation_parse(&demo, (int)count_of(argv_) - 1, argv_, in, err);         \
	})

static void
options_take_their_values(void **state)
{
	(void)state;
	struct invocation in;
	struct err err;
	char *forms[][3] = { { "--number", "5", "x" }, { "--number=5", "x", NULL },
		{ "-n", "5", "x" }, { "-n5", "x", NULL }, { "x", "-n", "5" } };

	for (size_t i = 0; i < count_of(forms); i++) {
		int argc = forms[i][2] ? 3 : 2;
		assert_int_equal(invocation_parse(&demo, argc, forms[i], &in, &err), 0);
		uint64_t n = 0;
		assert_int_equal(opt_number(&in, "number", 0, 9, 1, &n), 0);
		assert_int_equal(n, 5);
		assert_int_equal(arg_count(&in), 1);
		assert_string_equal(arg_at(&in, 0), "x");
		assert_null(opt(&in, "json"));
		invocation_done(&in);
	}
}

static void
the_last_value_counts(void **state)
{
	(void)state;
	struct invocation in;
	struct err err;
	assert_int_equal(PARSE(&in, &err, "--lang=en", "x", "--lang", "ja", "--json"), 0);
	assert_string_equal(opt(&in, "lang"), "ja");
	assert_string_equal(opt(&in, "json"), "");
	enum table_format format;
	assert_int_equal(opt_format(&in, &format), 0);
	assert_int_equal(format, TABLE_JSON);
	invocation_done(&in);
}

static void
two_dashes_end_the_options(void **state)
{
	(void)state;
	struct invocation in;
	struct err err;
	assert_int_equal(PARSE(&in, &err, "--", "--json", "-"), 0);
	assert_int_equal(arg_count(&in), 2);
	assert_string_equal(arg_at(&in, 0), "--json");
	assert_string_equal(arg_at(&in, 1), "-");
	assert_null(opt(&in, "json"));
	invocation_done(&in);
}

static void
what_is_wrong_is_said(void **state)
{
	(void)state;
	static const struct {
		char *argv[3];
		const char *says;
	} cases[] = {
		{ { "--jsno", "x" }, "there is no option '--jsno'; did you mean --json?" },
		{ { "--nothing-like-it", "x" }, "there is no option '--nothing-like-it'" },
		{ { "-z", "x" }, "there is no option '-z'" },
		{ { "--js", "x" }, "there is no option '--js'; did you mean --json?" },
		{ { "--json=1", "x" }, "--json takes no value" },
		{ { "x", "--number" }, "--number needs a value: N" },
		{ { "--lang", "--json", "x" },
			"--lang needs a value: en|ja (one that starts with '-': "
			"--lang=--json)" },
		{ { "--lang=e", "x" }, "--lang is one of en|ja, not 'e'" },
		{ { "--lang=en|ja", "x" }, "--lang is one of en|ja, not 'en|ja'" },
		{ { "--json" }, "an argument is missing: NAME..." },
		{ { "x", "y", "z" }, "an argument too many: 'z'" },
	};

	for (size_t i = 0; i < count_of(cases); i++) {
		struct invocation in = { .n_args = 77 };
		struct err err;
		char *argv[4] = { cases[i].argv[0], cases[i].argv[1], cases[i].argv[2],
			NULL };
		int argc = 0;
		while (argv[argc])
			argc++;
		assert_int_equal(invocation_parse(&demo, argc, argv, &in, &err), -EINVAL);
		assert_string_equal(err.text, cases[i].says);
		assert_int_equal(in.n_args, 77); /* untouched */
	}
}

static void
numbers_have_bounds(void **state)
{
	(void)state;
	static char *const bad[] = { "", "0", "11", "-5", "+5", " 5", "5x", "0x5",
		"99999999999999999999999" };
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	assert_true(saved >= 0 && null >= 0);
	(void)dup2(null, STDERR_FILENO);

	for (size_t i = 0; i < count_of(bad); i++) {
		struct invocation in = { .verb = &demo, .values = { bad[i] } };
		uint64_t n = 42;
		assert_int_equal(opt_number(&in, "number", 1, 10, 3, &n), EXIT_USAGE);
		assert_int_equal(n, 42);
	}
	struct invocation none = { .verb = &demo };
	uint64_t n = 0;
	assert_int_equal(opt_number(&none, "number", 1, 10, 3, &n), 0);
	assert_int_equal(n, 3);
	struct invocation both = { .verb = &demo, .values = { NULL, "", "" } };
	enum table_format format;
	assert_int_equal(opt_format(&both, &format), EXIT_USAGE);

	(void)dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
}

/* What a child that prints to a terminal of its own (and only there) sends. */
static char *
on_terminal(void (*child)(void))
{
	int master;
	pid_t pid = forkpty(&master, NULL, NULL, NULL);
	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("TERM", "xterm", 1);
		child();
		_exit(0);
	}
	char *text = base_alloc(65536, 1);
	size_t len = 0;
	ssize_t n;
	while (len < 65535 && (n = read(master, text + len, 65535 - len)) > 0)
		len += (size_t)n;
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(master);
	return text;
}

static void
long_work(void)
{
	struct progress *p = progress_begin("reading", 1000, false);
	for (int i = 0; i < 5; i++) {
		usleep(100000);
		progress_step(p, 100, 50);
	}
	progress_end(p);
}

static void
quiet_work(void)
{
	struct progress *p = progress_begin("reading", 1000, true);
	usleep(400000);
	progress_step(p, 100, 50);
	progress_end(p);
}

static void
short_work(void)
{
	struct progress *p = progress_begin("reading", 0, false);
	progress_step(p, 100, 50);
	progress_end(p);
}

static void
hostile_words(void)
{
	(void)(fail)(NULL, "cannot open '%s'", "a\033[31m\007b");
}

static void
a_bar_only_where_it_helps(void **state)
{
	(void)state;
	auto_free char *bar = on_terminal(long_work);
	assert_non_null(strstr(bar, "\rreading  50 % ##########----------  "));
	assert_non_null(strstr(bar, " packets/s  0:"));
	assert_non_null(strstr(bar, " left\033[K"));
	assert_string_equal(bar + strlen(bar) - 4, "\r\033[K"); /* and the line is clean */

	auto_free char *quiet = on_terminal(quiet_work);
	assert_string_equal(quiet, "");
	auto_free char *brief = on_terminal(short_work);
	assert_string_equal(brief, "");
}

static void
nothing_reaches_the_terminal_raw(void **state)
{
	(void)state;
	auto_free char *text = on_terminal(hostile_words);
	assert_non_null(strstr(text, "cannot open 'a"));
	assert_null(strstr(text, "\033[31m"));
	assert_null(strchr(text, '\007'));
}

static void
near_names_are_found(void **state)
{
	(void)state;
	char *long_word = base_alloc(100000, 1);
	memset(long_word, 'x', 99999);
	struct invocation in;
	struct err err;
	char *argv[] = { long_word, "x", NULL };
	long_word[0] = long_word[1] = '-';
	assert_int_equal(invocation_parse(&demo, 2, argv, &in, &err), -EINVAL);
	free(long_word);

	assert_true(is_choices("check|list"));
	assert_true(is_choices("check|list [DIR]"));
	assert_false(is_choices("FILE..."));
	assert_false(is_choices("list | NAME..."));
	assert_false(is_choices(""));
	assert_false(is_choices(NULL));
	assert_false(is_choices("A|B"));
	assert_true(is_choices("flow"));
	assert_true(choices_hold("check|list [DIR]", "list"));
	assert_false(choices_hold("check|list [DIR]", "lis"));
	assert_false(choices_hold("check|list [DIR]", ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_take_their_values),
		cmocka_unit_test(the_last_value_counts),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(numbers_have_bounds),
		cmocka_unit_test(a_bar_only_where_it_helps),
		cmocka_unit_test(nothing_reaches_the_terminal_raw),
		cmocka_unit_test(near_names_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
