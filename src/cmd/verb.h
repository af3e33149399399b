/* cmd - one file is one verb; the only room that prints, reads arguments and exits.
 *
 * A verb's table drives its parsing, its help, the shell completion and the check that its
 * manual page names every option.  VERB() puts it where main() finds it; no list to edit.
 */
#pragma once

#include "base/base.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_FINDINGS = 3 };
enum { OPTIONS_MAX = 32, VERB_ARGS_MAX = 1 << 20 };

struct option_spec {
	const char *name; /* "lake": given as --lake DIR or --lake=DIR */
	char letter; /* 'o' for -o, or 0 */
	const char *arg; /* what it takes ("DIR", "FILE", "MONTH", "en|ja"), NULL for a
			    switch */
	const char *help; /* one line, no full stop */
};

struct invocation;

struct verb {
	const char *name;
	const char *args; /* "FILE...", "" */
	const char *summary;
	size_t min_args, max_args;
	struct option_spec options[OPTIONS_MAX]; /* up to the first without a name */
	int (*run)(const struct invocation *in);
	/* Optional, for completion: the i-th value the first argument may have, NULL at the
	 * end. Not needed where `args` lists them itself, as in "check|list". */
	const char *(*candidate)(size_t i);
};

/* clang-format off */
#define VERB(ident)                                              \
	static const struct verb ident;                          \
	__attribute__((used, retain, section("verbs")))          \
	static const struct verb *const ident##_entry = &ident;  \
	static const struct verb ident
/* clang-format on */

size_t verb_count(void);
const struct verb *verb_at(size_t i); /* sorted by name */

/* The value of an option, or NULL; a switch that was given has the value "".  Where the
 * table says "en|ja" the value is one of these; an option given twice has its last value.
 */
const char *opt(const struct invocation *in, const char *name);
size_t arg_count(const struct invocation *in);
const char *arg_at(const struct invocation *in, size_t i);
const char *const *arg_all(const struct invocation *in);

/* --json and --csv as one choice; both at once is a usage error that has been printed. */
int opt_format(const struct invocation *in, enum table_format *ret);
/* A number between the bounds, or a usage error that has been printed. */
int opt_number(const struct invocation *in, const char *name, uint64_t least, uint64_t most,
	uint64_t missing, uint64_t *ret);

/* Errors on standard error, "teiten VERB: ..."; they return the exit status.  What the
 * message holds is escaped for the terminal.  `in` may be NULL outside of a verb. */
__attribute__((format(printf, 2, 3))) int fail(
	const struct invocation *in, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) int usage(
	const struct invocation *in, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void warn(
	const struct invocation *in, const char *fmt, ...);

/* True where escape sequences are welcome: a terminal that is not dumb, and no NO_COLOR. */
bool wants_colour(FILE *out);

/* A bar with rate and time left on a terminal, nothing elsewhere (or with --quiet).  A
 * total of 0 is unknown.  Steps say what came since the last one; they cost a clock
 * reading, and all calls come from one thread. */
struct progress;
struct progress *progress_begin(const char *what, uint64_t total_bytes, bool quiet);
void progress_step(struct progress *p, uint64_t bytes, uint64_t packets);
void progress_end(struct progress *p);
