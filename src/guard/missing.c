/* missing.c - stands in where the guard was not built. */
#include "guard/guard.h"

#ifndef TEITEN_GUARD

static int
not_here(struct err *err)
{
	return err_set(err, ENOTSUP,
		"this teiten was built without the guard, which needs Linux, clang, "
		"bpftool and "
		"libbpf 1.1");
}

int
guard_ready(struct err *err)
{
	return not_here(err);
}

uint64_t
guard_policy_stamp(const char *file)
{
	(void)file;
	return 0;
}

uint64_t
guard_seen(uint64_t stamp, const struct guard_policy *p)
{
	(void)p;
	return stamp;
}

int
guard_start(const struct guard_options *o, const struct guard_notes *notes, uint64_t *cut,
	struct err *err)
{
	(void)o, (void)notes, (void)cut;
	return not_here(err);
}

int
guard_stop(const char *cgroup, struct err *err)
{
	(void)cgroup;
	return not_here(err);
}

int
guard_map(const char *cgroup, const char *name, bool writes, struct err *err)
{
	(void)cgroup, (void)name, (void)writes;
	return not_here(err);
}

int
guard_status(const char *cgroup, struct guard_status *ret, struct err *err)
{
	(void)cgroup, (void)ret;
	return not_here(err);
}

int
guard_abilities(
	struct guard_ability ret[static GUARD_ABILITIES_MAX], size_t *n, struct err *err)
{
	(void)ret, (void)n;
	return not_here(err);
}

int
guard_suggest(FILE *out, struct err *err)
{
	(void)out;
	return not_here(err);
}

int
guard_allow(const char *policy_file, const char *program, enum guard_class class,
	const char *user, struct err *err)
{
	(void)policy_file, (void)program, (void)class, (void)user;
	return not_here(err);
}

#endif
