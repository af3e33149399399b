/* spool.h - spools of the guard into a lake.
 *
 * All lines of all files are published at once, or nothing; a file is known by the hash of
 * its bytes, so that the same lines never count twice.
 */
#pragma once

#include "lake/lake.h"

struct spool_options {
	const char *const *paths;
	size_t n_paths;
	/* A line that is none, a file that the lake has already; may be NULL. */
	void (*on_damage)(void *arg, const char *message);
	void (*on_skipped)(void *arg, const char *path, const char *why);
	void *arg;
};

struct spool_report {
	size_t files, skipped, damaged;
	uint64_t lines, attempts;
};

int ingest_spools(struct lake *lake, const struct spool_options *o,
	struct spool_report *ret, struct err *err);
