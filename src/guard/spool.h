/* spool.h - the daemon's lines, read back: each is a finding of the type `guard`. */
#pragma once

#include "guard/event.h"

#include <jansson.h>

enum { SPOOL_LINE_MAX = 65536 };

struct guard_line {
	struct finding finding; /* its texts are the line's */
	struct bytes host;
	json_t *json; /* private */
};

/* A line with its newline or without; an error says what is wrong, without the line's
 * number. */
int guard_line_read(struct bytes line, struct guard_line *ret, struct err *err);
void guard_line_done(struct guard_line *line);

/* Takes the spool from the daemon, which begins a new one: the name that it has from now on
 * (the caller's to free), or NULL when it was empty.  Under the daemon's own lock. */
int guard_spool_take(const char *file, char **ret, struct err *err);
