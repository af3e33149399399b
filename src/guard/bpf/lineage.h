/* lineage.h - who a process is and who brought it up, recorded at fork and exec.
 *
 * What can be asked later can be forged: a parent by reparenting, the program by prctl, the
 * command line by writing to it.  The fork tracepoint sees the process that really forked,
 * also with CLONE_PARENT.
 */
#pragma once

#include "guard/bpf/maps.h"

enum { ENV_STRINGS_MAX = 512, ENV_STRING_MAX = 4096 };

__u64 last_id;
/* The mount namespace whose paths the policy speaks of. */
const volatile __u32 host_mounts = 0;

struct scratch {
	struct guard_record record;
	char text[ENV_STRING_MAX];
	struct guard_path path;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline struct scratch *
scratch(void)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(&scratches, &zero);
}

static __always_inline struct guard_record *
record_of(struct task_struct *task)
{
	__u64 *id = bpf_task_storage_get(&ids, task, 0, 0);
	if (!id)
		id = bpf_task_storage_get(&ids, task->group_leader, 0, 0);
	return id ? bpf_map_lookup_elem(&records, id) : NULL;
}

static __always_inline void
set_id(struct task_struct *task, __u64 id)
{
	__u64 *at = bpf_task_storage_get(&ids, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (at)
		*at = id;
	else
		count(COUNT_FULL_RECORDS);
}

/* NULL of kernel threads. */
static __always_inline struct file *
exe_of(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	return mm ? mm->exe_file : NULL;
}

static __always_inline struct guard_file
file_identity(struct file *file)
{
	struct inode *inode = file->f_inode;
	struct guard_file f = { inode->i_sb->s_dev, inode->i_ino };
	return f;
}

static __always_inline bool
is_root(struct task_struct *task)
{
	return task->cred->uid.val == 0 && task->cred->euid.val == 0;
}

/* --- environment and arguments ------------------------------------------------------ */

struct scan {
	__u64 at, end;
	char *text;
	bool continued; /* the last string was longer than what was read of it */
	bool preload;
	bool interactive; /* of arguments: nothing but "-i", "-l", "--login" */
	__u32 n;
};

static __always_inline bool
starts(const char *text, const char *with, __u32 len)
{
	for (__u32 i = 0; i < len; i++)
		if (text[i] != with[i])
			return false;
	return true;
}

static long
scan_environment(__u32 i, struct scan *s)
{
	if (s->at >= s->end)
		return 1;
	long n = bpf_probe_read_user_str(s->text, ENV_STRING_MAX, (const void *)s->at);
	if (n <= 0)
		return 1;
	if (!s->continued && s->text[0] != 'P' &&
		(starts(s->text, "LD_PRELOAD=", 11) || starts(s->text, "LD_AUDIT=", 9) ||
			starts(s->text, "LD_LIBRARY_PATH=", 16) ||
			starts(s->text, "GCONV_PATH=", 11)))
		s->preload = true;
	s->continued = n == ENV_STRING_MAX;
	s->at += s->continued ? ENV_STRING_MAX - 1 : (__u64)n;
	return 0;
}

static long
scan_arguments(__u32 i, struct scan *s)
{
	if (s->at >= s->end)
		return 1;
	long n = bpf_probe_read_user_str(s->text, 16, (const void *)s->at);
	if (n <= 0)
		return 1;
	bool plain = s->n == 0 || starts(s->text, "-i", 3) || starts(s->text, "-l", 3) ||
		starts(s->text, "--login", 8);
	if (!plain)
		s->interactive = false;
	s->n++;
	s->at += n == 16 ? 15 : (__u64)n; /* an argument so long has told enough */
	return 0;
}

static __always_inline __u32
environment_taints(struct task_struct *task, struct scratch *mem)
{
	struct scan s = { .text = mem->text };
	s.at = BPF_CORE_READ(task, mm, env_start);
	s.end = BPF_CORE_READ(task, mm, env_end);
	bpf_loop(ENV_STRINGS_MAX, scan_environment, &s, 0);
	return (s.preload ? TAINT_PRELOAD : 0) | (s.at < s.end ? TAINT_UNREAD : 0);
}

static __always_inline bool
is_interactive(struct task_struct *task, struct scratch *mem)
{
	struct scan s = { .text = mem->text, .interactive = true };
	s.at = BPF_CORE_READ(task, mm, arg_start);
	s.end = BPF_CORE_READ(task, mm, arg_end);
	bpf_loop(8, scan_arguments, &s, 0);
	/* at(1) and units of a service manager feed a shell by a pipe, without a terminal.
	 */
	return s.interactive && s.at >= s.end && BPF_CORE_READ(task, signal, tty);
}

/* --- exec --------------------------------------------------------------------------- */

/* A script is known by its path, which is only worth something where the policy's own files
 * are mounted: not in a namespace or a root of the caller's making. */
static __always_inline struct guard_program *
find_script(struct task_struct *task, struct linux_binprm *bprm, struct scratch *mem)
{
	if (BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum) != host_mounts)
		return NULL;
	struct vfsmount *mnt = BPF_CORE_READ(task, fs, root.mnt);
	struct dentry *root = BPF_CORE_READ(task, fs, root.dentry);
	if (BPF_CORE_READ(mnt, mnt_root) != root || BPF_CORE_READ(root, d_parent) != root)
		return NULL;
	__builtin_memset(&mem->path, 0, sizeof(mem->path));
	bpf_probe_read_kernel_str(
		mem->path.text, sizeof(mem->path.text), BPF_CORE_READ(bprm, filename));
	return bpf_map_lookup_elem(&scripts, &mem->path);
}

static __always_inline void
shift_line(struct guard_record *r)
{
	for (int i = GUARD_LINE - 1; i > 0; i--)
		__builtin_memcpy(r->line[i], r->line[i - 1], GUARD_NAME);
	__builtin_memcpy(r->line[0], r->name, GUARD_NAME);
}

static __always_inline void
note_program(struct guard_record *r, struct task_struct *task, struct file *file)
{
	r->file = file_identity(file);
	bpf_probe_read_kernel_str(
		r->name, sizeof(r->name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
	__builtin_memset(r->argv, 0, sizeof(r->argv));
	__u64 from = BPF_CORE_READ(task, mm, arg_start),
	      to = BPF_CORE_READ(task, mm, arg_end);
	__u64 len = to > from ? to - from : 0;
	if (len > GUARD_ARGV - 1)
		len = GUARD_ARGV - 1;
	bpf_probe_read_user(r->argv, len & (GUARD_ARGV - 1), (const void *)from);
}

/* What the program that `r` just became adds to its lineage. */
static __always_inline void
judge_program(struct guard_record *r, const struct guard_program *p,
	struct task_struct *task, bool script, struct scratch *mem)
{
	bool root = is_root(task);
	__u32 added = 0;
	r->class = p ? p->class : CLASS_NONE;
	r->uid_bound_to = p ? p->uid : GUARD_ANY_UID;
	if (r->class != CLASS_NONE)
		added |= environment_taints(task, mem);
	else if (!root)
		added |= TAINT_UNKNOWN;
	if (p && p->interpreter && !script && !is_interactive(task, mem)) {
		if (!root)
			added |= TAINT_SCRIPT;
		r->class = CLASS_NONE;
	}
	if (task->ptrace)
		added |= TAINT_TRACED;
	if (r->class == CLASS_SHELL)
		r->shell = 1;
	if (!root && r->class != CLASS_MTA && r->class != CLASS_PROXY)
		r->service = 0;
	if (added && !r->taints)
		r->root = r->id;
	r->taints |= added;
}

static __always_inline struct guard_record *
new_record(struct task_struct *task, struct scratch *mem)
{
	struct guard_record *r = &mem->record;
	__builtin_memset(r, 0, sizeof(*r));
	r->id = r->root = __sync_fetch_and_add(&last_id, 1) + 1;
	r->service = is_root(task);
	r->taints = r->service ? 0 : TAINT_OLDER;
	r->uid_bound_to = GUARD_ANY_UID;
	r->pid = task->tgid;
	r->uid = task->cred->euid.val;
	if (bpf_map_update_elem(&records, &r->id, r, BPF_ANY)) {
		count(COUNT_FULL_RECORDS);
		return NULL;
	}
	set_id(task->group_leader, r->id);
	return bpf_map_lookup_elem(&records, &r->id);
}

SEC("tp_btf/sched_process_fork")
int
BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct guard_record *from = record_of(parent), *r;
	if (!from)
		return 0;
	if (child->tgid == parent->tgid) {
		set_id(child, from->id);
		return 0;
	}
	__u64 id = __sync_fetch_and_add(&last_id, 1) + 1;
	if (bpf_map_update_elem(&records, &id, from, BPF_ANY)) {
		count(COUNT_FULL_RECORDS);
		return 0;
	}
	r = bpf_map_lookup_elem(&records, &id);
	if (!r)
		return 0;
	r->id = id;
	r->parent = from->id;
	r->depth = from->depth + 1;
	r->pid = child->tgid;
	r->n_sockets = 0;
	if (!r->taints)
		r->root = id;
	set_id(child, id);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int
BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct scratch *mem = scratch();
	if (!mem)
		return 0;
	struct guard_record *r = record_of(task);
	if (!r)
		r = new_record(task, mem);
	if (!r)
		return 0;
	set_id(task, r->id); /* a thread that calls exec becomes the leader */
	bool script = bprm->interp != bprm->filename;
	shift_line(r);
	note_program(r, task, bprm->file);
	r->exec_ns = bpf_ktime_get_boot_ns();
	r->uid = task->cred->euid.val;
	struct guard_program *p = script ? find_script(task, bprm, mem)
					 : bpf_map_lookup_elem(&programs, &r->file);
	judge_program(r, p, task, script, mem);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int
BPF_PROG(on_exit, struct task_struct *task)
{
	if (task->signal->live.counter > 0)
		return 0;
	struct guard_record *r = record_of(task);
	if (r) {
		__u64 id = r->id;
		bpf_map_delete_elem(&records, &id);
	}
	return 0;
}

/* Processes that are older than the guard: root's are trusted, a user's are not. */
SEC("iter/task")
int
seed(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct scratch *mem = scratch();
	if (!task || !mem || task->pid != task->tgid || record_of(task))
		return 0;
	struct guard_record *r = new_record(task, mem);
	if (!r)
		return 0;
	struct file *exe = exe_of(task);
	if (!exe)
		return 0;
	r->file = file_identity(exe);
	bpf_probe_read_kernel_str(
		r->name, sizeof(r->name), BPF_CORE_READ(exe, f_path.dentry, d_name.name));
	struct guard_program *p = bpf_map_lookup_elem(&programs, &r->file);
	if (p) {
		r->class = p->class;
		r->uid_bound_to = p->uid;
		r->shell = p->class == CLASS_SHELL;
	}
	return 0;
}
