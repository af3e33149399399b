/* gate.c - programs that hand mail to the mail server: a bot must not use them either.
 *
 * A setuid or setgid sendmail puts mail into a queue, and the server sends it in its own
 * name. fanotify asks before such a program is executed; the process that asks is looked up
 * by its lineage.  This lasts as long as the helper does, unlike what is pinned in the
 * kernel.
 */
#include "guardd/guardd.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/fanotify.h>
#include <sys/socket.h>
#include <sys/syscall.h>

struct gate {
	int fd, ids, records, refusals, tell;
	bool audit;
	char cgroup[PATH_MAX]; /* its path below the hierarchy's root, "" for all */
};

static int
mark(struct gate *g, const struct guard_policy *p, struct err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_entries; i++) {
		const char *file = p->entries[i].file;
		if (!p->entries[i].gate)
			continue;
		if (fanotify_mark(g->fd, FAN_MARK_ADD, FAN_OPEN_EXEC_PERM, AT_FDCWD, file) <
			0)
			return err_set(
				err, errno, "%s: fanotify: %s", file, strerror(errno));
		n++;
	}
	return n ? 0 : -ENOENT;
}

int
gate_open(const struct guard_options *o, const struct guard_policy *p, int tell,
	struct gate **ret, struct err *err)
{
	struct gate g = { .audit = o->audit, .tell = tell };
	g.fd = fanotify_init(
		FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY | O_CLOEXEC);
	if (g.fd < 0)
		return err_set(err, errno, "fanotify: %s", strerror(errno));
	g.ids = guard_map(o->cgroup, "ids", false, err);
	g.records = guard_map(o->cgroup, "records", false, err);
	g.refusals = guard_map(o->cgroup, "refusals", true, err);
	int rc = g.ids < 0 || g.records < 0 || g.refusals < 0 ? -ENOENT : mark(&g, p, err);
	if (o->cgroup)
		(void)snprintf(g.cgroup, sizeof(g.cgroup), "%s", o->cgroup);
	if (rc < 0) {
		(void)close(g.fd);
		return rc;
	}
	*ret = base_alloc(1, sizeof(g));
	**ret = g;
	return 0;
}

void
gate_close(struct gate *g)
{
	if (!g)
		return;
	(void)close(g->fd);
	(void)close(g->ids);
	(void)close(g->records);
	(void)close(g->refusals);
	free(g);
}

int
gate_fd(const struct gate *g)
{
	return g->fd;
}

/* "0::/user.slice/x": is it the guarded cgroup, or below it? */
static bool
is_member(const struct gate *g, pid_t pid)
{
	char line[PATH_MAX];
	if (!g->cgroup[0])
		return true;
	auto_free char *name = base_printf("/proc/%d/cgroup", pid);
	auto_file FILE *in = fopen(name, "re");
	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\n")] = 0;
		if (strncmp(line, "0::", 3) != 0 || strlen(line) < 5)
			continue;
		const char *below = line + 3, *at = strstr(g->cgroup, below);
		return at && strcmp(at, below) == 0;
	}
	return false;
}

static bool
read_record(const struct gate *g, pid_t pid, struct guard_record *ret)
{
	uint64_t id = 0;
	auto_close int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	return pidfd >= 0 && bpf_map_lookup_elem(g->ids, &pidfd, &id) == 0 &&
		bpf_map_lookup_elem(g->records, &id, ret) == 0;
}

/* Counted where the kernel counts the others; the daemon is told who it was. */
static void
count_refusal(const struct gate *g, const struct guard_record *r, pid_t pid)
{
	struct guard_refusal key = {
		.id = r->id, .dport = 25, .reason = REASON_GATE, .protocol = 6
	};
	struct guard_count c = { 0 };
	(void)bpf_map_lookup_elem(g->refusals, &key, &c);
	c.count++;
	c.event_ns = (uint64_t)clock_boot_ns();
	struct guard_event e = { .kind = g->audit ? EVENT_AUDIT : EVENT_REFUSED,
		.reason = REASON_GATE,
		.time_ns = c.event_ns,
		.pid = (uint32_t)pid,
		.uid = r->uid,
		.family = AF_INET,
		.protocol = 6,
		.dport = 25,
		.who = *r };
	(void)send(g->tell, &e, sizeof(e), MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)bpf_map_update_elem(g->refusals, &key, &c, BPF_ANY);
}

static bool
permits(const struct gate *g, pid_t pid)
{
	struct guard_record r = { 0 };
	if (!is_member(g, pid))
		return true;
	bool clean = read_record(g, pid, &r) && r.taints == 0 && !r.traced &&
		(r.shell || r.service);
	if (!clean)
		count_refusal(g, &r, pid);
	return clean || g->audit;
}

void
gate_serve(struct gate *g)
{
	struct fanotify_event_metadata block[64];
	ssize_t n = read(g->fd, block, sizeof(block));
	for (struct fanotify_event_metadata *e = block; n > 0 && FAN_EVENT_OK(e, n);
		e = FAN_EVENT_NEXT(e, n)) {
		struct fanotify_response answer = { .fd = e->fd,
			.response = permits(g, e->pid) ? FAN_ALLOW : FAN_DENY };
		if (e->fd < 0)
			continue;
		if (write(g->fd, &answer, sizeof(answer)) != (ssize_t)sizeof(answer))
			(void)fprintf(stderr, "<4>fanotify: %s\n", strerror(errno));
		(void)close(e->fd);
	}
}
