/* refuse.h - the facts of a process, and how a refusal is counted and told. */
#pragma once

#include "guard/bpf/lineage.h"
#include "guard/decide.h"

enum { EVENT_EVERY_NS = 1000000000 };

static __always_inline void
gather(struct task_struct *task, const struct guard_record *r, struct guard_facts *f)
{
	__builtin_memset(f, 0, sizeof(*f));
	f->io_thread = (task->flags & PF_IO_WORKER) != 0;
	if (!r)
		return;
	struct file *exe = exe_of(task);
	f->recorded = 1;
	f->class = r->class;
	f->taints = r->taints | (task->ptrace || r->traced ? TAINT_TRACED : 0);
	f->shell = r->shell;
	f->service = r->service;
	if (exe) {
		struct guard_file now = file_identity(exe);
		f->live = now.dev == r->file.dev && now.ino == r->file.ino;
	}
	__u32 uid = task->cred->euid.val;
	f->uid_bound = r->uid_bound_to == GUARD_ANY_UID || r->uid_bound_to == uid;
}

/* One more in a map of counts; true when it is time to tell of it again. */
static __always_inline bool
count_in(void *map, const void *key, __u64 every_ns, bool *full)
{
	struct guard_count first = { 1, bpf_ktime_get_boot_ns() };
	struct guard_count *c = bpf_map_lookup_elem(map, key);
	if (!c) {
		if (bpf_map_update_elem(map, key, &first, BPF_NOEXIST) == 0)
			return true;
		c = bpf_map_lookup_elem(map, key); /* another processor was first */
		*full = !c;
		if (!c)
			return false;
	}
	__sync_fetch_and_add(&c->count, 1);
	if (first.event_ns - c->event_ns < every_ns)
		return false;
	c->event_ns = first.event_ns;
	return true;
}

static __always_inline bool
count_refusal(const struct guard_record *r, enum guard_reason reason, const struct peer *to)
{
	struct guard_refusal key = { .id = r ? r->id : 0,
		.dport = to->dport,
		.reason = reason,
		.protocol = to->protocol };
	bool full = false, due = count_in(&refusals, &key, EVENT_EVERY_NS, &full);
	if (full)
		count(COUNT_FULL_REFUSALS);
	return due;
}

struct walk {
	struct dentry *dentry;
	struct vfsmount *vfs;
	struct mount *mnt;
	struct guard_event *e;
	__u32 n;
};

static long
walk_up(__u32 i, struct walk *w)
{
	struct dentry *dentry = w->dentry, *up = BPF_CORE_READ(dentry, d_parent);
	struct vfsmount *vfs = w->vfs;
	struct mount *mnt = w->mnt;
	__u32 n = w->n;
	if (dentry == BPF_CORE_READ(vfs, mnt_root) || dentry == up) {
		struct mount *over = BPF_CORE_READ(mnt, mnt_parent);
		if (over == mnt)
			return 1;
		w->dentry = BPF_CORE_READ(mnt, mnt_mountpoint);
		w->mnt = over;
		w->vfs = (void *)over + bpf_core_field_offset(struct mount, mnt);
		return 0;
	}
	if (n >= GUARD_PARTS)
		return 1;
	bpf_probe_read_kernel_str(
		w->e->path[n], GUARD_PART, BPF_CORE_READ(dentry, d_name.name));
	w->dentry = up;
	w->n++;
	return 0;
}

/* Names of the path of `exe`, last part first; bounded in depth and in the length of a
 * name. */
static __always_inline void
note_path(struct guard_event *e, struct file *exe)
{
	struct walk w = { .e = e };
	w.dentry = BPF_CORE_READ(exe, f_path.dentry);
	w.vfs = BPF_CORE_READ(exe, f_path.mnt);
	w.mnt = (void *)w.vfs - bpf_core_field_offset(struct mount, mnt);
	bpf_loop(2 * GUARD_PARTS, walk_up, &w, 0);
}

static __always_inline void
tell(__u32 kind, enum guard_reason reason, struct task_struct *task,
	const struct guard_record *r, const struct peer *to)
{
	struct guard_event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) {
		count(COUNT_LOST_EVENTS);
		return;
	}
	__builtin_memset(e, 0, sizeof(*e));
	e->time_ns = bpf_ktime_get_boot_ns();
	e->kind = kind;
	e->reason = reason;
	e->cookie = to->cookie;
	e->family = to->family;
	e->protocol = to->protocol;
	e->sport = to->sport;
	e->dport = to->dport;
	__builtin_memcpy(e->saddr, to->saddr, sizeof(e->saddr));
	__builtin_memcpy(e->daddr, to->daddr, sizeof(e->daddr));
	if (r) {
		e->who = *r;
		e->pid = r->pid;
		e->uid = r->uid;
		if (r->traced)
			e->who.taints |= TAINT_TRACED;
	}
	if (task) {
		struct file *exe = exe_of(task);
		e->pid = task->tgid;
		e->uid = task->cred->euid.val;
		if (exe) {
			e->live = file_identity(exe);
			note_path(e, exe);
		}
	}
	bpf_ringbuf_submit(e, 0);
}

/* What a hook answers when the core says no: false, or true in audit mode. */
static __always_inline bool
refuse(enum guard_reason reason, struct task_struct *task, const struct guard_record *r,
	const struct peer *to)
{
	bool enforcing = enforces();
	count(COUNT_REFUSED);
	if (count_refusal(r, reason, to))
		tell(enforcing ? EVENT_REFUSED : EVENT_AUDIT, reason, task, r, to);
	return !enforcing;
}
