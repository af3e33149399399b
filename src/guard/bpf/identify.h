/* identify.h - the identity of files that the loader holds open: stat's numbers are not the
 * kernel's on every file system. */
#pragma once

#include "guard/bpf/lineage.h"

__u32 identify_pid;

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
} __attribute__((preserve_access_index));

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

SEC("iter/task_file")
int
identify(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	if (!task || !file || task->tgid != identify_pid)
		return 0;
	struct guard_open_file out = { .fd = ctx->fd, .file = file_identity(file) };
	bpf_seq_write(ctx->meta->seq, &out, sizeof(out));
	return 0;
}
