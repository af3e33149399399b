/* guard_replay.c - teiten guard replay: recorded sessions of mailers through the decision.
 */
#include "cmd/guard.h"
#include "guard/guard.h"
#include "guard/replay.h"

static void
put(struct table *t, const struct guard_outcome *o)
{
	table_text(t, bytes_text(o->time));
	table_int(t, o->pid);
	table_text(t, bytes_text(o->program));
	table_text(t, bytes_text(guard_call_text(o->call)));
	table_text(t, bytes_text(guard_state_text(o->state)));
	table_text(t, bytes_text(guard_verdict_text(o->judgement.verdict)));
	table_text(t, bytes_text(guard_confidence_text(o->judgement.confidence)));
	table_text(t, bytes_text(guard_pattern_text(o->pattern)));
	table_text(t, bytes_text(guard_reason_text(o->reason)));
	table_row(t);
}

int
guard_replay_show(const struct invocation *in)
{
	static const char *const names[] = { "time", "pid", "program", "call", "port",
		"verdict", "confidence", "pattern", "reason" };
	enum table_format format;
	struct err err;
	struct guard_outcome outcome;
	int status = opt_format(in, &format), rc = 0;
	if (status != EXIT_OK)
		return status;
	if (arg_count(in) != 2)
		return usage(in, "replay which log?");
	auto_file FILE *log = fopen(arg_at(in, 1), "re");
	if (!log)
		return fail(in, "%s: %s", arg_at(in, 1), strerror(errno));
	struct guard_replay *r = guard_replay_new();
	struct table *t = table_begin(stdout, format, names, count_of(names));
	auto_free char *line = NULL;
	size_t room = 0, n = 0;
	for (ssize_t len; rc >= 0 && (len = getline(&line, &room, log)) > 0;) {
		n++;
		rc = guard_replay_line(r, bytes_of(line, (size_t)len), &outcome, &err);
		if (rc == 1)
			put(t, &outcome);
	}
	guard_replay_free(r);
	if (table_end(t) < 0)
		return fail(in, "cannot write the outcomes");
	return rc < 0 ? fail(in, "%s line %zu: %s", arg_at(in, 1), n, err.text) : EXIT_OK;
}
