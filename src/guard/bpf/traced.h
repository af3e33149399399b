/* traced.h - someone may have written into another process: what it is from then on cannot
 * be known.  By the LSM where it can be asked, which sees /proc/PID/mem too; else by the
 * system calls. */
#pragma once

#include "guard/bpf/lineage.h"

enum { PTRACE_MODE_ATTACH = 2 };
#if defined(__TARGET_ARCH_arm64)
enum { CALL_PTRACE = 117, CALL_VM_WRITEV = 271 };
#else
enum { CALL_PTRACE = 101, CALL_VM_WRITEV = 311 };
#endif

static __always_inline void
taint_traced(struct task_struct *task)
{
	struct guard_record *r = record_of(task);
	if (r)
		r->traced = 1;
}

SEC("?lsm/ptrace_access_check")
int
BPF_PROG(on_access, struct task_struct *child, unsigned int mode, int ret)
{
	struct task_struct *by = bpf_get_current_task_btf();
	if ((mode & PTRACE_MODE_ATTACH) && child->tgid != by->tgid)
		taint_traced(child);
	return ret;
}

extern struct task_struct *bpf_task_from_vpid(__s32 pid) __ksym __weak;
extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym __weak;
extern void bpf_task_release(struct task_struct *task) __ksym __weak;

struct pt_regs {
#if defined(__TARGET_ARCH_arm64)
	unsigned long regs[31];
#else
	unsigned long di, si;
#endif
} __attribute__((preserve_access_index));

#if defined(__TARGET_ARCH_arm64)
#define FIRST(regs) BPF_CORE_READ(regs, regs[0])
#define SECOND(regs) BPF_CORE_READ(regs, regs[1])
#else
#define FIRST(regs) BPF_CORE_READ(regs, di)
#define SECOND(regs) BPF_CORE_READ(regs, si)
#endif

SEC("?tp_btf/sys_enter")
int
BPF_PROG(on_call, struct pt_regs *regs, long call)
{
	__s32 pid;
	if (call != CALL_PTRACE && call != CALL_VM_WRITEV)
		return 0;
	if (call == CALL_PTRACE && FIRST(regs) == 0) { /* PTRACE_TRACEME */
		taint_traced(bpf_get_current_task_btf());
		return 0;
	}
	pid = (__s32)(call == CALL_PTRACE ? SECOND(regs) : FIRST(regs));
	struct task_struct *task = NULL;
	if (bpf_task_from_vpid)
		task = bpf_task_from_vpid(pid);
	else if (bpf_task_from_pid)
		task = bpf_task_from_pid(pid);
	if (!task)
		return 0;
	if (task->tgid != bpf_get_current_task_btf()->tgid)
		taint_traced(task);
	bpf_task_release(task);
	return 0;
}
