/* kernel.h - the few kernel structures that the programs read; offsets come from the
 * running kernel's own types when they are loaded (CO-RE). */
#pragma once

#include <linux/types.h>

#include <stdbool.h>

#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct super_block {
	unsigned int s_dev;
};

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
	struct path f_path;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start, arg_end, env_start, env_end;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t uid, euid;
};

struct fs_struct {
	struct path root;
};

struct ns_common {
	unsigned int inum;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

typedef struct {
	int counter;
} atomic_t;

struct tty_struct;

struct signal_struct {
	atomic_t live;
	struct tty_struct *tty; /* the controlling terminal */
};

struct task_struct {
	int pid, tgid;
	unsigned int flags, ptrace;
	struct task_struct *group_leader, *real_parent;
	struct mm_struct *mm;
	const struct cred *cred;
	struct fs_struct *fs;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
};

struct linux_binprm {
	struct file *file;
	const char *filename, *interp;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct sock_common {
	unsigned short skc_family;
	__be16 skc_dport;
	unsigned short skc_num; /* the local port, host order */
	volatile unsigned char skc_state;
};

struct tcp_sock {
	bool is_mptcp;
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

struct sock {
	struct sock_common __sk_common;
	struct sock_cgroup_data sk_cgrp_data;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
};

#pragma clang attribute pop

enum { PF_USER_WORKER = 0x00004000, PF_IO_WORKER = 0x00000010 };
enum { SOCK_STREAM = 1 };
enum { IPPROTO_TCP = 6, IPPROTO_UDP = 17 };
enum { AF_INET = 2, AF_INET6 = 10, SOL_SOCKET = 1, SO_MARK = 36 };
