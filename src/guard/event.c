/* event.c - the words of the guard, and the dataset of what it says. */
#include "guard/event.h"

static const struct guard_finding_type {
	struct finding_type type;
} guard = { .type = {
	.name = "guard",
	.summary = "mail sent from, or refused to, a program of a guarded host",
	.summary_ja = "ガードが許可または拒否した、ホスト上のプログラムによるメール送信",
	.method =
		"Reported by the guard on the host itself, not recognised in traffic. A connection to "
		"a mail port is allowed when the program recorded at exec is a registered mailer, its "
		"lineage contains the desktop or login shell, no ancestor was tainted, and the live "
		"program is the recorded one; a mail server is bound to its user and to a lineage of "
		"services instead. A refusal is an illegal action (low); with an IRC session on the "
		"host it is a suspected bot (medium), in the same lineage high; questions for MX "
		"records add a step. The guard sees neither webmail nor what root does.",
	.fields = {
		[GUARD_HOST] = { "host", FIELD_TEXT, "name of the guarded host" },
		[GUARD_VERDICT] = { "verdict", FIELD_TEXT, "allowed, illegal action, bot suspected, unusual rate; watching: a sign of life" },
		[GUARD_CONFIDENCE] = { "confidence", FIELD_TEXT, "low, medium, high; empty where it was allowed" },
		[GUARD_PATTERN] = { "pattern", FIELD_TEXT, "user and mailer, own engine, driven mailer" },
		[GUARD_REASON] = { "reason", FIELD_TEXT, "the rule that refused" },
		[GUARD_ENFORCED] = { "enforced", FIELD_NUMBER, "1: refused; 0: only noted (audit)" },
		[GUARD_ATTEMPTS] = { "attempts", FIELD_NUMBER, "equal attempts that the row stands for" },
		[GUARD_PROGRAM] = { "program", FIELD_TEXT, "recorded at exec" },
		[GUARD_LIVE] = { "live_program", FIELD_TEXT, "that ran when it asked" },
		[GUARD_CLASS] = { "class", FIELD_TEXT, "of the program in the policy" },
		[GUARD_ARGUMENTS] = { "argv", FIELD_TEXT, "first bytes of its arguments at exec" },
		[GUARD_PID] = { "pid", FIELD_NUMBER, "process" },
		[GUARD_UID] = { "uid", FIELD_NUMBER, "effective user" },
		[GUARD_LINEAGE] = { "lineage", FIELD_TEXT, "programs that brought it up, nearest first" },
		[GUARD_TAINTS] = { "taints", FIELD_TEXT, "what made the lineage untrusted" },
		[GUARD_EVIDENCE] = { "evidence", FIELD_TEXT, "IRC sessions and MX questions that weighed" },
		[GUARD_LOST] = { "lost", FIELD_NUMBER, "events the kernel could not hand over so far; counts are exact" },
	},
} };
FINDING_TYPE(guard);

const struct finding_type *
guard_event_type(void)
{
	return &guard.type;
}

static const char *
word(const char *const *words, size_t n, unsigned i)
{
	return i < n ? words[i] : "?";
}

const char *
guard_reason_text(enum guard_reason reason)
{
	static const char *const words[REASONS] = {
		[REASON_NONE] = "",
		[REASON_NOT_REGISTERED] = "not registered",
		[REASON_NOT_LIVE] = "not the program that was started",
		[REASON_TAINTED] = "tainted lineage",
		[REASON_NO_SHELL] = "no shell in its lineage",
		[REASON_WRONG_USER] = "not under its user",
		[REASON_NO_SERVICE] = "not started as a service",
		[REASON_UNSEEN] = "its start was not seen",
		[REASON_IO_THREAD] = "asked through a kernel thread of io_uring",
		[REASON_NO_LOGON] = "sending without logging on",
		[REASON_PASSED_ON] = "writes to a socket that another was permitted",
		[REASON_NO_PERMIT] = "packet without a permission",
		[REASON_TUNNEL] = "tunnel to a mail port",
		[REASON_OTHER_PORT] = "SMTP on another port",
		[REASON_GATE] = "hands mail to the mail server",
	};
	return word(words, count_of(words), reason);
}

const char *
guard_verdict_text(enum guard_verdict verdict)
{
	static const char *const words[] = { "allowed", "illegal action", "bot suspected" };
	return word(words, count_of(words), verdict);
}

const char *
guard_confidence_text(enum guard_confidence confidence)
{
	static const char *const words[] = { "", "low", "medium", "high" };
	return word(words, count_of(words), confidence);
}

const char *
guard_pattern_text(enum guard_pattern pattern)
{
	static const char *const words[] = { "user and mailer", "own engine",
		"driven mailer" };
	return word(words, count_of(words), pattern);
}

const char *guard_class_text(enum guard_class class)
{
	static const char *const words[CLASSES] = { "none", "mailer", "mta", "shell",
		"launcher", "proxy" };
	return word(words, count_of(words), class);
}

void
guard_taints_text(unsigned taints, char *to, size_t size)
{
	static const char *const words[] = { "unknown program", "preloaded code",
		"unread start", "script", "traced", "older than the guard" };
	size_t n = 0;
	to[0] = 0;
	for (unsigned i = 0; i < count_of(words) && n < size; i++)
		if (taints >> i & 1)
			n += (size_t)snprintf(
				to + n, size - n, "%s%s", n ? ", " : "", words[i]);
}
