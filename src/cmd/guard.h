/* guard.h - the verbs below `teiten guard`, a file each. */
#pragma once

#include "cmd/verb.h"

int guard_run(const struct invocation *in);
int guard_status_show(const struct invocation *in);
int guard_stop_verb(const struct invocation *in);
int guard_log(const struct invocation *in);
int guard_suggest_show(const struct invocation *in);
int guard_allow_program(const struct invocation *in);
int guard_test(const struct invocation *in);
int guard_notify(const struct invocation *in);
int guard_replay_show(const struct invocation *in);
int guard_collect(const struct invocation *in);
