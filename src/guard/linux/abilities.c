/* abilities.c - what this kernel can do for the guard: each program is loaded, alone. */
#include "guard/linux/loaded.h"

#include <sys/fanotify.h>

static const struct {
	const char *program, *covers;
	bool needed;
} hooks[] = {
	{ "on_fork", "lineage: double fork, setsid, CLONE_PARENT, vfork", true },
	{ "on_exec", "identity, LD_PRELOAD, scripts, ld.so", true },
	{ "on_exit", "numbers of processes that come again", true },
	{ "seed", "processes older than the guard", true },
	{ "identify", "files by the kernel's own numbers", true },
	{ "on_connect4", "connections, TCP_FASTOPEN, io_uring", true },
	{ "on_connect6", "the same by IPv6 and IPv4-mapped addresses", true },
	{ "on_sendmsg4", "datagrams to mail ports", true },
	{ "on_sendmsg6", "datagrams by IPv6", true },
	{ "on_send", "sockets that are handed on (Linux 6.16)", false },
	{ "on_established", "sockets that are handed on, by sockmap", true },
	{ "on_write", "sockets that are handed on, by sockmap: who writes", true },
	{ "on_egress", "raw sockets, tunnels, SMTP on other ports, MX", true },
	{ "on_ingress", "the server's side of IRC", true },
	{ "cut", "connections older than the guard", true },
	{ "on_device", "AF_PACKET (attached where tcx is known)", false },
	{ "on_access", "ptrace, process_vm_writev, /proc/PID/mem (LSM)", false },
	{ "on_call", "ptrace, process_vm_writev (where LSM is refused)", false },
};

static char said[160];

__attribute__((format(printf, 2, 0))) static int
keep_first(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (level == LIBBPF_WARN && !said[0])
		(void)vsnprintf(said, sizeof(said), fmt, ap);
	return 0;
}

static void
try_program(struct guard_ability *a)
{
	struct bpf_program *p;
	said[0] = 0;
	struct guard_bpf *bpf = guard_bpf__open();
	if (!bpf)
		return;
	bpf_object__for_each_program(p, bpf->obj)(void)
		bpf_program__set_autoload(p, strcmp(bpf_program__name(p), a->name) == 0);
	int rc = guard_bpf__load(bpf);
	a->works = rc == 0;
	said[strcspn(said, "\n")] = 0;
	if (rc < 0)
		(void)snprintf(a->why, sizeof(a->why), "%s",
			rc == -EPERM ? "refused by this kernel" : said);
	guard_bpf__destroy(bpf);
}

static void
try_gate(struct guard_ability *a)
{
	*a = (struct guard_ability){ .name = "exec gate",
		.covers = "setuid sendmail (fanotify), while the helper lives" };
	auto_close int fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, 0);
	a->works = fd >= 0;
	if (fd < 0)
		(void)snprintf(a->why, sizeof(a->why), "fanotify: %s", strerror(errno));
}

int
guard_abilities(
	struct guard_ability ret[static GUARD_ABILITIES_MAX], size_t *n, struct err *err)
{
	struct guard_place at;
	int rc = guard_ready(err);
	if (rc == 0)
		rc = guard_place(NULL, &at, err);
	if (rc < 0)
		return rc;
	(void)libbpf_set_print(keep_first);
	*n = 0;
	for (size_t i = 0; i < count_of(hooks); i++) {
		struct guard_ability *a = &ret[(*n)++];
		*a = (struct guard_ability){ .name = hooks[i].program,
			.covers = hooks[i].covers,
			.needed = hooks[i].needed };
		try_program(a);
	}
	try_gate(&ret[(*n)++]);
	return 0;
}
