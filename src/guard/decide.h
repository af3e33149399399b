/* decide.h - may this process send mail, and what does it mean when it tries?
 *
 * The state machine of Mamiya's figure 7 (registered, parent, IRC, send), widened by
 * lineage and taint.  Pure functions without operating-system calls: the kernel programs,
 * the daemon, the replay of recorded sessions and the truth table in
 * tests/unit/guard_decide.c share them.
 */
#pragma once

#include "guard/shared.h"

/* What is known of a process when it asks to send. */
struct guard_facts {
	__u32 class; /* enum guard_class of the program recorded at exec */
	__u32 taints; /* enum guard_taint, of the process and all its ancestors */
	__u8 recorded; /* its fork and exec were seen */
	__u8 live; /* the program that runs is the one that was recorded */
	__u8 shell; /* its lineage contains the desktop or login shell */
	__u8 service; /* all its ancestors were started by root, without setuid */
	__u8 uid_bound; /* it runs under the user that the policy names */
	__u8 io_thread; /* a kernel thread of io_uring asks, for whoever queued it */
};

/* Why a port stays shut; REASON_NONE opens it for this one socket. */
static inline enum guard_reason
guard_reason(const struct guard_facts *f)
{
	if (f->io_thread)
		return REASON_IO_THREAD;
	if (!f->recorded)
		return REASON_UNSEEN;
	if (f->class != CLASS_MAILER && f->class != CLASS_MTA && f->class != CLASS_PROXY)
		return REASON_NOT_REGISTERED;
	if (!f->live)
		return REASON_NOT_LIVE;
	if (f->taints)
		return REASON_TAINTED;
	if (f->class == CLASS_MAILER)
		return f->shell ? REASON_NONE : REASON_NO_SHELL;
	if (!f->uid_bound)
		return REASON_WRONG_USER;
	return f->service ? REASON_NONE : REASON_NO_SERVICE;
}

/* --- what a refused attempt means --------------------------------------------------- */

enum guard_irc {
	IRC_NONE, /* no IRC session is known */
	IRC_HOST, /* some process of this host holds one: the document's own evidence */
	IRC_LINEAGE, /* a process of the same lineage does */
};

struct guard_evidence {
	enum guard_irc irc;
	__u8 mx; /* the program asks for MX records, and is no MTA */
};

enum guard_verdict { VERDICT_ALLOWED, VERDICT_ILLEGAL_ACTION, VERDICT_BOT_SUSPECTED };
enum guard_confidence {
	CONFIDENCE_NONE,
	CONFIDENCE_LOW,
	CONFIDENCE_MEDIUM,
	CONFIDENCE_HIGH
};

struct guard_judgement {
	enum guard_verdict verdict;
	enum guard_confidence confidence;
};

static inline struct guard_judgement
guard_judge(enum guard_reason reason, const struct guard_evidence *e)
{
	struct guard_judgement j = { VERDICT_ALLOWED, CONFIDENCE_NONE };
	if (reason == REASON_NONE)
		return j;
	j.verdict = e->irc == IRC_NONE ? VERDICT_ILLEGAL_ACTION : VERDICT_BOT_SUSPECTED;
	j.confidence = CONFIDENCE_LOW + (enum guard_confidence)e->irc;
	if (e->mx && j.confidence < CONFIDENCE_HIGH)
		j.confidence++;
	return j;
}

/* The three ways in which mail leaves a host (figures 2 to 4 of the document). */
enum guard_pattern { PATTERN_USER_AND_MAILER, PATTERN_OWN_ENGINE, PATTERN_DRIVEN_MAILER };

static inline enum guard_pattern
guard_pattern(enum guard_reason reason, enum guard_class class)
{
	if (reason == REASON_NONE)
		return PATTERN_USER_AND_MAILER;
	bool mails = class == CLASS_MAILER || class == CLASS_MTA || class == CLASS_PROXY;
	return mails ? PATTERN_DRIVEN_MAILER : PATTERN_OWN_ENGINE;
}

/* --- a session of a mailer --------------------------------------------------------
 *
 * In the kernel, exec is the log-on, connect the sending and close the log-off; MAPI says
 * the same with MAPILogon, MAPISendMail and MAPILogoff. */

enum guard_call { CALL_LOGON, CALL_SEND, CALL_LOGOFF };
enum guard_state { STATE_SHUT, STATE_READY, STATE_OPEN };

struct guard_step {
	enum guard_state state; /* the port is open in STATE_OPEN only */
	enum guard_reason reason; /* of a refusal */
};

static inline struct guard_step
guard_step(enum guard_state state, enum guard_call call, const struct guard_facts *f)
{
	struct guard_step next = { STATE_SHUT, REASON_NONE };
	if (call == CALL_LOGOFF)
		return next;
	next.reason = guard_reason(f);
	if (next.reason == REASON_NONE && call == CALL_SEND && state == STATE_SHUT)
		next.reason = REASON_NO_LOGON;
	if (next.reason == REASON_NONE)
		next.state = call == CALL_SEND ? STATE_OPEN : STATE_READY;
	return next;
}
