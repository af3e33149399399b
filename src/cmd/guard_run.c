/* guard_run.c - teiten guard run, status, stop: the guard in place. */
#include "cmd/guard.h"
#include "guard/guard.h"

#include <limits.h>
#include <pwd.h>
#include <unistd.h>

static void
say_note(const void *in, const char *text)
{
	warn(in, "%s", text);
}

static const char *
daemon_user(const struct invocation *in)
{
	if (opt(in, "user"))
		return opt(in, "user");
	if (getpwnam("teiten-guard"))
		return "teiten-guard";
	warn(in,
		"there is no user teiten-guard: the daemon runs as nobody "
		"(useradd --system --shell /usr/sbin/nologin teiten-guard)");
	return "nobody";
}

/* Beside this program, where it was built, or where it was installed. */
static int
find_daemon(char *ret, struct err *err)
{
	static const char *const places[] = { "teiten-guardd",
		"../libexec/teiten/teiten-guardd" };
	char self[PATH_MAX] = "";
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return err_set(err, errno, "/proc/self/exe: %s", strerror(errno));
	strrchr(self, '/')[1] = 0;
	for (size_t i = 0; i < count_of(places); i++) {
		(void)snprintf(ret, 2 * PATH_MAX, "%s%s", self, places[i]);
		if (access(ret, X_OK) == 0)
			return 0;
	}
	return err_set(err, ENOENT, "%s: %s", ret, strerror(ENOENT));
}

/* The daemon is another, smaller program: what loaded the kernel's part is gone with it.
 * `seen` is guard_seen() of what was loaded. */
static int
become_daemon(const struct invocation *in, uint64_t seen)
{
	static const char *const passed[] = { "policy", "cgroup", "ports", "audit",
		"no-payload", "no-backstop" };
	char program[2 * PATH_MAX];
	struct err err;
	char *argv[32];
	size_t n = 0;
	if (find_daemon(program, &err) < 0)
		return fail(in, "%s", err.text);
	const char *events = opt(in, "events") ? opt(in, "events") : GUARD_SPOOL_FILE;
	argv[n++] = base_strdup("teiten-guardd");
	argv[n++] = base_printf("--events=%s", events);
	argv[n++] = base_printf("--user=%s", daemon_user(in));
	argv[n++] = base_printf("--seen=%llx", (unsigned long long)seen);
	argv[n++] = opt(in, "cgroup") ? base_printf("--socket=%s.sock", events)
				      : base_printf("--socket=%s", GUARD_SOCKET_FILE);
	for (size_t i = 0; i < count_of(passed); i++) {
		const char *value = opt(in, passed[i]);
		if (value)
			argv[n++] = *value ? base_printf("--%s=%s", passed[i], value)
					   : base_printf("--%s", passed[i]);
	}
	argv[n] = NULL;
	(void)fflush(stdout);
	(void)execv(program, argv);
	return fail(in, "%s: %s", program, strerror(errno));
}

int
guard_run(const struct invocation *in)
{
	struct err err;
	auto_guard_policy struct guard_policy policy = { 0 };
	const char *file = opt(in, "policy") ? opt(in, "policy") : GUARD_POLICY_FILE;
	if (guard_ready(&err) < 0)
		return fail(in, "%s", err.text);
	uint64_t stamp = guard_policy_stamp(file);
	if (guard_policy_read(file, &policy, &err) < 0)
		return fail(in, "%s%s", err.text,
			access(file, F_OK) < 0 ? "; begin with: teiten guard suggest" : "");
	if (opt(in, "ports") && guard_policy_ports(&policy, opt(in, "ports"), &err) < 0)
		return usage(in, "%s", err.text);
	struct guard_options o = {
		.cgroup = opt(in, "cgroup"),
		.policy = &policy,
		.audit = opt(in, "audit") != NULL,
		.payload = !opt(in, "no-payload"),
		.backstop = !opt(in, "no-backstop"),
		.sockmap = opt(in, "sockmap") != NULL,
	};
	struct guard_notes notes = { say_note, in };
	uint64_t cut, seen = guard_seen(stamp, &policy);
	if (guard_start(&o, &notes, &cut, &err) < 0)
		return fail(in, "%s", err.text);
	if (cut)
		warn(in, "%llu older connection%s to mail ports ended",
			(unsigned long long)cut, cut == 1 ? " was" : "s were");
	return become_daemon(in, seen);
}

/* --- status ------------------------------------------------------------------------- */

static void
put_number(struct table *t, const char *what, uint64_t value)
{
	table_text(t, bytes_text(what));
	table_uint(t, value);
	table_row(t);
}

static int
put_status(
	const struct invocation *in, const struct guard_status *s, enum table_format format)
{
	static const char *const names[] = { "what", "value" };
	static const char *const counters[COUNTERS] = {
		[COUNT_ALLOWED] = "connections allowed",
		[COUNT_REFUSED] = "attempts refused",
		[COUNT_LOST_EVENTS] = "events not handed over (counted all the same)",
		[COUNT_FULL_RECORDS] = "processes without room for a record",
		[COUNT_FULL_REFUSALS] = "refusals counted without their process",
		[COUNT_FULL_FLOWS] = "connections not looked into for want of room",
	};
	struct table *t = table_begin(stdout, format, names, count_of(names));
	table_text(t, bytes_text("mode"));
	table_text(t, bytes_text(s->enforcing ? "enforcing" : "audit"));
	table_row(t);
	char ports[512] = "";
	for (size_t i = 0, n = 0; i < s->n_ports && n < sizeof(ports); i++)
		n += (size_t)snprintf(
			ports + n, sizeof(ports) - n, "%s%u", i ? "," : "", s->ports[i]);
	table_text(t, bytes_text("guarded ports"));
	table_text(t, bytes_text(ports));
	table_row(t);
	table_text(t, bytes_text("other ports"));
	table_text(t, bytes_text(s->payload ? "looked into" : "not looked into"));
	table_row(t);
	put_number(t, "programs registered", s->n_programs);
	put_number(t, "processes recorded", s->n_records);
	for (size_t i = 0; i < COUNTERS; i++)
		put_number(t, counters[i], s->counters[i]);
	return table_end(t) < 0 ? fail(in, "cannot write the status") : EXIT_OK;
}

int
guard_status_show(const struct invocation *in)
{
	struct err err;
	struct guard_status s;
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	if (guard_status(opt(in, "cgroup"), &s, &err) < 0)
		return fail(in, "%s", err.text);
	return put_status(in, &s, format);
}

int
guard_stop_verb(const struct invocation *in)
{
	struct err err;
	struct guard_status s;
	bool known = guard_status(opt(in, "cgroup"), &s, &err) == 0;
	if (geteuid() != 0)
		return fail(
			in, "opening the mail ports needs root: sudo teiten guard stop");
	if (guard_stop(opt(in, "cgroup"), &err) < 0)
		return fail(in, "%s", err.text);
	(void)printf("open now, to every program:");
	for (size_t i = 0; known && i < s.n_ports; i++)
		(void)printf(" %u", s.ports[i]);
	(void)printf("\n");
	return EXIT_OK;
}
