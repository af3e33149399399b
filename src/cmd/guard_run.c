/* guard_run.c - teiten guard run, status, stop. */
#include "cmd/guard.h"
#include "guard/guard.h"

static void
say_note(const void *arg, const char *text)
{
	warn(arg, "%s", text);
}

int
guard_run(const struct invocation *in)
{
	struct err err;
	auto_guard_policy struct guard_policy policy = { 0 };
	const char *file = opt(in, "policy");
	if (guard_policy_read(file ? file : GUARD_POLICY_FILE, &policy, &err) < 0)
		return fail(in, "%s", err.text);
	if (opt(in, "ports") && guard_policy_ports(&policy, opt(in, "ports"), &err) < 0)
		return usage(in, "%s", err.text);
	struct guard_options o = {
		.cgroup = opt(in, "cgroup"),
		.policy = &policy,
		.audit = opt(in, "audit") != NULL,
		.payload = !opt(in, "no-payload"),
		.backstop = !opt(in, "no-backstop"),
	};
	struct guard_notes notes = { say_note, in };
	uint64_t cut;
	if (guard_start(&o, &notes, &cut, &err) < 0)
		return fail(in, "%s", err.text);
	return EXIT_OK;
}

int
guard_status_show(const struct invocation *in)
{
	struct err err;
	struct guard_status s;
	if (guard_status(opt(in, "cgroup"), &s, &err) < 0)
		return fail(in, "%s", err.text);
	printf("enforcing %d programs %zu records %zu ports %zu\n", s.enforcing, s.n_programs, s.n_records, s.n_ports);
	for (int i = 0; i < COUNTERS; i++) printf("%d: %llu\n", i, (unsigned long long)s.counters[i]);
	return EXIT_OK;
}

int
guard_stop_verb(const struct invocation *in)
{
	struct err err;
	if (guard_stop(opt(in, "cgroup"), &err) < 0)
		return fail(in, "%s", err.text);
	return EXIT_OK;
}
