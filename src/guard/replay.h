/* replay.h - recorded sessions of mailers through the decision core: what the guard would
 * have said where its hooks do not exist yet (MAPI: LOGON, SEND, LOGOFF).
 *
 * One JSON object a line:
 *
 *   {"event":"register","program":"C:\\mail.exe","class":"mailer"}	also shell, launcher
 *   {"event":"spawn","pid":7,"parent":4,"program":"C:\\mail.exe"}
 *   {"event":"irc","pid":9}		an IRC session of this process begins
 *   {"event":"logon","pid":7}		also send, logoff, exit
 *
 * "time" is given back as it stands.  A parent that the log does not know is the system's.
 */
#pragma once

#include "base/base.h"
#include "guard/decide.h"

enum { REPLAY_PROCESSES_MAX = 65536, REPLAY_LINE_MAX = 65536 };

struct guard_replay;

struct guard_outcome {
	char time[64], program[256];
	long long pid;
	enum guard_call call;
	enum guard_state state; /* after it */
	enum guard_reason reason;
	struct guard_judgement judgement;
	enum guard_pattern pattern;
};

struct guard_replay *guard_replay_new(void);
void guard_replay_free(struct guard_replay *r);

/* 1: an outcome; 0: nothing to tell; an error says why, without the line's number. */
int guard_replay_line(struct guard_replay *r, struct bytes line, struct guard_outcome *ret,
	struct err *err);

const char *guard_call_text(enum guard_call call);
const char *guard_state_text(enum guard_state state);
