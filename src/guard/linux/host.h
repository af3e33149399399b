/* host.h - what the files of this folder share.  Private to the room. */
#pragma once

#include "guard/guard.h"
#include "guard/policy.h"

#include <limits.h>

/* An entry of the policy as it stands on this host. */
struct guard_checked {
	struct guard_program program;
	char file[PATH_MAX]; /* links resolved */
	bool script;
	bool readable; /* by its users, who then may write into it while it runs */
	char sha256[65];
	bool upgraded; /* its content is not the policy's, but its package's */
};

/* False with the reason when a user could change the file, when it runs whatever it is
 * given, or when its content is not what the policy says. */
int guard_check_entry(
	const struct guard_entry *e, struct guard_checked *ret, struct err *err);

/* Where dpkg keeps the sums of the package's files; false: it knows no such package. */
bool guard_package_list(const char *package, char ret[static PATH_MAX]);

/* Where the programs, maps and links of a guarded cgroup are pinned; and the cgroup itself.
 */
struct guard_place {
	char pins[PATH_MAX];
	char cgroup[PATH_MAX]; /* folder */
	uint64_t cgroup_id;
	unsigned level; /* depth of the cgroup, 0: the root */
};

/* `cgroup` NULL: the root of the hierarchy, wherever it is mounted. */
int guard_place(const char *cgroup, struct guard_place *ret, struct err *err);

/* Connections to guarded ports that are older, in every network namespace. */
int guard_cut(int iterator_link, struct err *err);

/* The nftables rules that drop what carries no permission; taken away by the second. */
int guard_backstop(
	const struct guard_place *at, const struct guard_policy *p, struct err *err);
int guard_backstop_remove(const struct guard_place *at, struct err *err);
