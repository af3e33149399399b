/* The decision, whole: every combination of facts against the rules said in another way. */
#include "guard/decide.h"
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { TAINTS = 64 };

static struct guard_facts
facts_of(unsigned class, unsigned bits, unsigned taints)
{
	return (struct guard_facts){
		.class = class,
		.taints = taints,
		.recorded = bits & 1,
		.live = bits >> 1 & 1,
		.shell = bits >> 2 & 1,
		.service = bits >> 3 & 1,
		.uid_bound = bits >> 4 & 1,
		.io_thread = bits >> 5 & 1,
	};
}

/* Who may send, in the words of the design. */
static bool
may_send(const struct guard_facts *f)
{
	bool sound = f->recorded && f->live && !f->io_thread && f->taints == 0;
	bool mailer = f->class == CLASS_MAILER && f->shell;
	bool server = (f->class == CLASS_MTA || f->class == CLASS_PROXY) && f->service &&
		f->uid_bound;
	return sound && (mailer || server);
}

/* Each reason, and what must be so for it to be given; the first that holds is. */
static bool
holds(enum guard_reason reason, const struct guard_facts *f)
{
	bool server = f->class == CLASS_MTA || f->class == CLASS_PROXY;
	switch (reason) {
	case REASON_IO_THREAD:
		return f->io_thread;
	case REASON_UNSEEN:
		return !f->recorded;
	case REASON_NOT_REGISTERED:
		return f->class != CLASS_MAILER && !server;
	case REASON_NOT_LIVE:
		return !f->live;
	case REASON_TAINTED:
		return f->taints != 0;
	case REASON_NO_SHELL:
		return f->class == CLASS_MAILER && !f->shell;
	case REASON_WRONG_USER:
		return server && !f->uid_bound;
	case REASON_NO_SERVICE:
		return server && !f->service;
	default:
		return false;
	}
}

static void
test_whole_truth_table(void **state)
{
	static const enum guard_reason order[] = { REASON_IO_THREAD, REASON_UNSEEN,
		REASON_NOT_REGISTERED, REASON_NOT_LIVE, REASON_TAINTED, REASON_NO_SHELL,
		REASON_WRONG_USER, REASON_NO_SERVICE };
	size_t rows = 0, permitted = 0;
	(void)state;
	for (unsigned class = 0; class < CLASSES; class ++)
		for (unsigned bits = 0; bits < 64; bits++)
			for (unsigned taints = 0; taints < TAINTS; taints++, rows++) {
				struct guard_facts f = facts_of(class, bits, taints);
				enum guard_reason got = guard_reason(&f),
						  want = REASON_NONE;
				for (size_t i = 0;
					want == REASON_NONE && i < count_of(order); i++)
					if (holds(order[i], &f))
						want = order[i];
				assert_int_equal(got, want);
				assert_int_equal(got == REASON_NONE, may_send(&f));
				permitted += got == REASON_NONE;
			}
	assert_int_equal(rows, CLASSES * 64 * TAINTS);
	/* A mailer with any service and user bits, two servers with any shell bit. */
	assert_int_equal(permitted, 4 + 2 * 2);
}

/* Figure 7 of the document, its four questions as they stand there. */
static void
test_figure_7(void **state)
{
	static const struct {
		bool registered, parent_is_shell, irc, sends;
		bool open;
		enum guard_verdict verdict;
	} rows[] = {
		{ false, false, false, false, false, VERDICT_ILLEGAL_ACTION },
		{ false, false, false, true, false, VERDICT_ILLEGAL_ACTION },
		{ false, false, true, false, false, VERDICT_BOT_SUSPECTED },
		{ false, false, true, true, false, VERDICT_BOT_SUSPECTED },
		{ false, true, false, false, false, VERDICT_ILLEGAL_ACTION },
		{ false, true, false, true, false, VERDICT_ILLEGAL_ACTION },
		{ false, true, true, false, false, VERDICT_BOT_SUSPECTED },
		{ false, true, true, true, false, VERDICT_BOT_SUSPECTED },
		{ true, false, false, false, false, VERDICT_ILLEGAL_ACTION },
		{ true, false, false, true, false, VERDICT_ILLEGAL_ACTION },
		{ true, false, true, false, false, VERDICT_BOT_SUSPECTED },
		{ true, false, true, true, false, VERDICT_BOT_SUSPECTED },
		{ true, true, false, false, false, VERDICT_ALLOWED },
		{ true, true, false, true, true, VERDICT_ALLOWED },
		{ true, true, true, false, false, VERDICT_ALLOWED },
		{ true, true, true, true, true, VERDICT_ALLOWED },
	};
	(void)state;
	for (size_t i = 0; i < count_of(rows); i++) {
		struct guard_facts f = { .class = rows[i].registered ? CLASS_MAILER
								     : CLASS_NONE,
			.recorded = 1,
			.live = 1,
			.shell = rows[i].parent_is_shell };
		struct guard_evidence e = { .irc = rows[i].irc ? IRC_HOST : IRC_NONE };
		struct guard_step step = guard_step(STATE_SHUT, CALL_LOGON, &f);
		if (rows[i].sends && step.state == STATE_READY)
			step = guard_step(step.state, CALL_SEND, &f);
		assert_int_equal(step.state == STATE_OPEN, rows[i].open);
		assert_int_equal(guard_judge(step.reason, &e).verdict, rows[i].verdict);
		step = guard_step(step.state, CALL_LOGOFF, &f);
		assert_int_equal(step.state, STATE_SHUT);
	}
}

static void
test_steps(void **state)
{
	struct guard_facts good = facts_of(CLASS_MAILER, 7, 0),
			   bad = facts_of(CLASS_NONE, 7, 0);
	(void)state;
	for (int s = STATE_SHUT; s <= STATE_OPEN; s++) {
		enum guard_state at = (enum guard_state)s;
		/* Nothing opens what may not be open, and a log-off shuts always. */
		assert_int_equal(guard_step(at, CALL_LOGON, &bad).state, STATE_SHUT);
		assert_int_equal(guard_step(at, CALL_SEND, &bad).state, STATE_SHUT);
		assert_int_equal(
			guard_step(at, CALL_SEND, &bad).reason, REASON_NOT_REGISTERED);
		assert_int_equal(guard_step(at, CALL_LOGOFF, &good).state, STATE_SHUT);
		assert_int_equal(guard_step(at, CALL_LOGOFF, &bad).reason, REASON_NONE);
		assert_int_equal(guard_step(at, CALL_LOGON, &good).state, STATE_READY);
		assert_int_equal(guard_step(at, CALL_SEND, &good).state,
			at == STATE_SHUT ? STATE_SHUT : STATE_OPEN);
	}
	assert_int_equal(guard_step(STATE_SHUT, CALL_SEND, &good).reason, REASON_NO_LOGON);
	/* What was good at log-on is asked again at each sending. */
	good.taints = TAINT_TRACED;
	assert_int_equal(guard_step(STATE_READY, CALL_SEND, &good).reason, REASON_TAINTED);
}

static void
test_judgement(void **state)
{
	static const enum guard_confidence without_mx[] = { CONFIDENCE_LOW,
		CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };
	static const enum guard_confidence with_mx[] = { CONFIDENCE_MEDIUM, CONFIDENCE_HIGH,
		CONFIDENCE_HIGH };
	(void)state;
	for (int r = REASON_NONE; r < REASONS; r++)
		for (int irc = IRC_NONE; irc <= IRC_LINEAGE; irc++)
			for (int mx = 0; mx < 2; mx++) {
				struct guard_evidence e = { (enum guard_irc)irc,
					(unsigned char)mx };
				struct guard_judgement j =
					guard_judge((enum guard_reason)r, &e);
				if (r == REASON_NONE) {
					assert_int_equal(j.verdict, VERDICT_ALLOWED);
					assert_int_equal(j.confidence, CONFIDENCE_NONE);
					continue;
				}
				assert_int_equal(j.verdict,
					irc ? VERDICT_BOT_SUSPECTED
					    : VERDICT_ILLEGAL_ACTION);
				assert_int_equal(
					j.confidence, mx ? with_mx[irc] : without_mx[irc]);
			}
}

static void
test_patterns(void **state)
{
	(void)state;
	for (int c = 0; c < CLASSES; c++) {
		enum guard_class class = (enum guard_class)c;
		bool mails = c == CLASS_MAILER || c == CLASS_MTA || c == CLASS_PROXY;
		assert_int_equal(
			guard_pattern(REASON_NONE, class), PATTERN_USER_AND_MAILER);
		for (int r = REASON_NONE + 1; r < REASONS; r++)
			assert_int_equal(guard_pattern((enum guard_reason)r, class),
				mails ? PATTERN_DRIVEN_MAILER : PATTERN_OWN_ENGINE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_truth_table),
		cmocka_unit_test(test_figure_7),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_judgement),
		cmocka_unit_test(test_patterns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
