/* Recorded sessions: figures 2 to 4 of document M, each with and without IRC. */
#include "guard/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const char start[] =
	"{\"event\":\"register\",\"program\":\"C:\\\\explorer.exe\",\"class\":\"shell\"}\n"
	"{\"event\":\"register\",\"program\":\"C:\\\\mail.exe\",\"class\":\"mailer\"}\n"
	"{\"event\":\"spawn\",\"pid\":4,\"parent\":0,\"program\":\"C:\\\\userinit.exe\"}\n"
	"{\"event\":\"spawn\",\"pid\":10,\"parent\":4,\"program\":\"C:\\\\explorer.exe\"}"
	"\n";

static struct guard_replay *
begin(void)
{
	return guard_replay_new();
}

/* All lines; the outcome of the last that has one, the error of the first that fails. */
static int
run(struct guard_replay *r, const char *text, struct guard_outcome *ret, struct err *err)
{
	int rc = 0;
	while (*text && rc >= 0) {
		size_t len = strcspn(text, "\n");
		rc = guard_replay_line(r, bytes_of(text, len), ret, err);
		text += len + (text[len] == '\n');
	}
	return rc;
}

static void
expect(const char *lines, enum guard_state state, enum guard_verdict verdict,
	enum guard_confidence confidence, enum guard_pattern pattern)
{
	struct guard_replay *r = begin();
	struct guard_outcome o = { .pid = -1 };
	struct err err = { "" };
	assert_true(run(r, start, &o, &err) >= 0);
	if (run(r, lines, &o, &err) < 0)
		fail_msg("%s", err.text);
	guard_replay_free(r);
	assert_int_equal(o.state, state);
	assert_int_equal(o.judgement.verdict, verdict);
	assert_int_equal(o.judgement.confidence, confidence);
	assert_int_equal(o.pattern, pattern);
}

#define MAILER                                                                             \
	"{\"event\":\"spawn\",\"pid\":20,\"parent\":10,\"program\":\"C:\\\\mail.exe\"}\n"
#define BOT "{\"event\":\"spawn\",\"pid\":30,\"parent\":10,\"program\":\"C:\\\\bot.exe\"}\n"
#define DRIVEN                                                                             \
	"{\"event\":\"spawn\",\"pid\":20,\"parent\":30,\"program\":\"C:\\\\mail.exe\"}\n"
#define ON(pid) "{\"event\":\"logon\",\"pid\":" #pid "}\n"
#define SEND(pid) "{\"event\":\"send\",\"pid\":" #pid "}\n"
#define OFF(pid) "{\"event\":\"logoff\",\"pid\":" #pid "}\n"
#define IRC(pid) "{\"event\":\"irc\",\"pid\":" #pid "}\n"
#define EXIT(pid) "{\"event\":\"exit\",\"pid\":" #pid "}\n"

static void
test_user_and_mailer(void **state)
{
	(void)state;
	expect(MAILER ON(20), STATE_READY, VERDICT_ALLOWED, CONFIDENCE_NONE,
		PATTERN_USER_AND_MAILER);
	expect(MAILER ON(20) SEND(20), STATE_OPEN, VERDICT_ALLOWED, CONFIDENCE_NONE,
		PATTERN_USER_AND_MAILER);
	expect(MAILER ON(20) SEND(20) OFF(20), STATE_SHUT, VERDICT_ALLOWED, CONFIDENCE_NONE,
		PATTERN_USER_AND_MAILER);
	/* A person who chats may write mail. */
	expect(MAILER IRC(10) ON(20) SEND(20), STATE_OPEN, VERDICT_ALLOWED, CONFIDENCE_NONE,
		PATTERN_USER_AND_MAILER);
	expect(MAILER SEND(20), STATE_SHUT, VERDICT_ILLEGAL_ACTION, CONFIDENCE_LOW,
		PATTERN_DRIVEN_MAILER);
	expect(MAILER ON(20) SEND(20) OFF(20) SEND(20), STATE_SHUT, VERDICT_ILLEGAL_ACTION,
		CONFIDENCE_LOW, PATTERN_DRIVEN_MAILER);
}

static void
test_own_engine(void **state)
{
	(void)state;
	expect(BOT ON(30), STATE_SHUT, VERDICT_ILLEGAL_ACTION, CONFIDENCE_LOW,
		PATTERN_OWN_ENGINE);
	expect(BOT IRC(10) SEND(30), STATE_SHUT, VERDICT_BOT_SUSPECTED, CONFIDENCE_MEDIUM,
		PATTERN_OWN_ENGINE);
	expect(BOT IRC(30) SEND(30), STATE_SHUT, VERDICT_BOT_SUSPECTED, CONFIDENCE_HIGH,
		PATTERN_OWN_ENGINE);
}

static void
test_driven_mailer(void **state)
{
	(void)state;
	expect(BOT DRIVEN ON(20), STATE_SHUT, VERDICT_ILLEGAL_ACTION, CONFIDENCE_LOW,
		PATTERN_DRIVEN_MAILER);
	expect(BOT DRIVEN IRC(30) ON(20) SEND(20), STATE_SHUT, VERDICT_BOT_SUSPECTED,
		CONFIDENCE_HIGH, PATTERN_DRIVEN_MAILER);
	/* The IRC session has ended with its process. */
	expect(BOT DRIVEN IRC(30) EXIT(30) ON(20), STATE_SHUT, VERDICT_ILLEGAL_ACTION,
		CONFIDENCE_LOW, PATTERN_DRIVEN_MAILER);
}

static void
test_numbers_come_again(void **state)
{
	(void)state;
	expect(BOT EXIT(30) "{\"event\":\"spawn\",\"pid\":30,\"parent\":10,\"program\":"
			    "\"C:\\\\mail.exe\"}\n" ON(30) SEND(30),
		STATE_OPEN, VERDICT_ALLOWED, CONFIDENCE_NONE, PATTERN_USER_AND_MAILER);
	/* An exit that the log lost. */
	expect(MAILER ON(20) "{\"event\":\"spawn\",\"pid\":20,\"parent\":10,\"program\":"
			     "\"C:\\\\bot.exe\"}\n" SEND(20),
		STATE_SHUT, VERDICT_ILLEGAL_ACTION, CONFIDENCE_LOW, PATTERN_OWN_ENGINE);
}

static void
test_bad_lines(void **state)
{
	static const char *const bad[] = { "x", "[]", "{}",
		"{\"event\":\"dance\",\"pid\":10}", "{\"event\":\"logon\",\"pid\":99}",
		"{\"event\":\"logon\",\"pid\":-1}", "{\"event\":\"logon\",\"pid\":\"10\"}",
		"{\"event\":\"spawn\",\"pid\":5}",
		"{\"event\":\"register\",\"program\":\"x\",\"class\":\"king\"}",
		"{\"event\":\"logon\",\"event\":\"send\",\"pid\":10}" };
	(void)state;
	for (size_t i = 0; i < count_of(bad); i++) {
		struct guard_replay *r = begin();
		struct guard_outcome o;
		struct err err = { "" };
		assert_true(run(r, start, &o, &err) >= 0);
		if (run(r, bad[i], &o, &err) >= 0)
			fail_msg("taken: %s", bad[i]);
		assert_true(err.text[0]);
		guard_replay_free(r);
	}
}

static void
test_many_processes(void **state)
{
	struct guard_replay *r = begin();
	struct guard_outcome o;
	struct err err;
	char line[128];
	(void)state;
	for (int i = 0; i <= REPLAY_PROCESSES_MAX; i++) {
		(void)snprintf(line, sizeof(line),
			"{\"event\":\"spawn\",\"pid\":%d,\"parent\":0,\"program\":\"x\"}",
			i + 1);
		int rc = guard_replay_line(r, bytes_text(line), &o, &err);
		assert_int_equal(rc < 0, i == REPLAY_PROCESSES_MAX);
	}
	guard_replay_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user_and_mailer),
		cmocka_unit_test(test_own_engine),
		cmocka_unit_test(test_driven_mailer),
		cmocka_unit_test(test_numbers_come_again),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_many_processes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
