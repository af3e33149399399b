/* guard.c - teiten guard: mail leaves this host only by a verified hand. */
#include "cmd/asking.h"
#include "cmd/guard.h"

static const struct {
	const char *name;
	int (*run)(const struct invocation *in);
} parts[] = {
	{ "run", guard_run },
	{ "status", guard_status_show },
	{ "log", guard_log },
	{ "collect", guard_collect },
	{ "suggest", guard_suggest_show },
	{ "allow", guard_allow_program },
	{ "replay", guard_replay_show },
	{ "test", guard_test },
	{ "notify", guard_notify },
	{ "stop", guard_stop_verb },
};

static int
run(const struct invocation *in)
{
	for (size_t i = 0; i < count_of(parts); i++)
		if (strcmp(arg_at(in, 0), parts[i].name) == 0)
			return parts[i].run(in);
	return usage(in, "there is no 'guard %s'", arg_at(in, 0));
}

VERB(verb_guard) = {
	.name = "guard",
	.args = "run|status|log|collect|suggest|allow|replay|test|notify|stop [ARG...]",
	.summary = "let mail leave this host only by a verified hand",
	.min_args = 1,
	.max_args = VERB_ARGS_MAX,
	.options = {
		{ "policy", 0, "FILE", "which programs may send (/etc/teiten/guard.yaml)" },
		{ "cgroup", 0, "DIR", "guard this cgroup, not the whole host" },
		{ "ports", 0, "LIST", "ports to guard, as in 25,465,587" },
		{ "audit", 0, NULL, "note what would be refused, refuse nothing" },
		OPTION_LAKE,
		{ "class", 0, "mailer|mta|shell|launcher|proxy", "of the program to allow (mailer)" },
		{ "follow", 'f', NULL, "go on with log as lines come" },
		{ "user", 0, "NAME", "run: whom the daemon becomes; allow: whom an MTA runs as" },
		{ "events", 0, "FILE", "the spool, JSON Lines (/var/lib/teiten/guard/spool.jsonl)" },
		{ "no-payload", 0, NULL, "do not look into connections to other ports" },
		{ "no-backstop", 0, NULL, "leave nftables alone" },
		{ "sockmap", 0, NULL, "ask who writes by sockmap, as before Linux 6.16" },
		{ "json", 0, NULL, "JSON Lines, one object a row" },
		{ "csv", 0, NULL, "CSV with a head line" },
	},
	.run = run,
};
