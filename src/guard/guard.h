/* guard - mail leaves this host only by a verified hand.
 *
 * decide.h is the decision, payload.h recognises mail and IRC on other ports; both are
 * plain C that the kernel programs in bpf/ share.  policy.c reads guard.yaml; event.h is
 * what the daemon (guardd) writes; linux/ loads, pins, and cuts.  What is loaded stays and
 * decides until guard_stop(), whatever becomes of the process that loaded it.
 *
 * Where teiten was built without the guard, all of this answers -ENOTSUP and says why.
 */
#pragma once

#include "guard/event.h"
#include "guard/policy.h"

struct guard_options {
	const char *cgroup; /* its folder; NULL: the whole host */
	const struct guard_policy *policy;
	bool audit; /* note, refuse nothing */
	bool payload; /* look into connections to other ports */
	bool backstop; /* nftables too */
	bool sockmap; /* ask writers by sockmap, where the kernel could by tracepoint too */
};

/* What is worth telling and stops nothing: an entry that was refused, no nftables. */
struct guard_notes {
	void (*say)(const void *arg, const char *text);
	const void *arg;
};

/* Can the guard run here?  It was built, the caller is root, the kernel tells its types. */
int guard_ready(struct err *err);

/* A number that changes with the policy's file, to be taken before it is read; and one that
 * changes with that, with a program of the policy or with its package's list of sums. */
uint64_t guard_policy_stamp(const char *file);
uint64_t guard_seen(uint64_t stamp, const struct guard_policy *p);

/* Loads, pins and attaches, or brings what is pinned up to the policy; needs root.  After
 * an error nothing that was not there before is left.  `cut`: older connections that were
 * ended. */
int guard_start(const struct guard_options *o, const struct guard_notes *notes,
	uint64_t *cut, struct err *err);
/* Opens the ports again. -ENOENT: nothing was loaded. */
int guard_stop(const char *cgroup, struct err *err);

/* The maps by name ("events"), from their pins; read only where `writes` is false.  The
 * descriptor is the caller's. */
int guard_map(const char *cgroup, const char *name, bool writes, struct err *err);

struct guard_status {
	bool enforcing, payload;
	uint64_t counters[COUNTERS]; /* by enum guard_counter */
	uint16_t ports[GUARD_PORTS_MAX];
	size_t n_ports, n_programs, n_records;
};
/* -ENOENT: nothing is loaded. */
int guard_status(const char *cgroup, struct guard_status *ret, struct err *err);

/* What this kernel can do for the guard, one line a hook. */
struct guard_ability {
	const char *name, *covers;
	bool needed, works;
	char why[160]; /* it does not */
};
enum { GUARD_ABILITIES_MAX = 24 };
int guard_abilities(
	struct guard_ability ret[static GUARD_ABILITIES_MAX], size_t *n, struct err *err);

/* Writes a policy for this host: mailers from the desktop files for mailto:, and whatever
 * of data/guard-programs.tsv is installed, with package and SHA-256. */
int guard_suggest(FILE *out, struct err *err);

/* Adds a program to the policy, or accepts its present content; the file is replaced at
 * once. `user` for MTA and proxy, else NULL.  -EPERM with the reason when it is not fit. */
int guard_allow(const char *policy_file, const char *program, enum guard_class class,
	const char *user, struct err *err);
