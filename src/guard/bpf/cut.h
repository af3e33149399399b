/* cut.h - connections to mail ports that are older than the guard. */
#pragma once

#include "guard/bpf/permit.h"

/* Of the cgroup that is guarded, 0: all. */
__u64 cut_cgroup;
__u64 cut_done;

extern int bpf_sock_destroy(struct sock_common *sock) __ksym __weak;

static __always_inline bool
is_member(struct sock_common *common)
{
	struct cgroup *c = BPF_CORE_READ((struct sock *)common, sk_cgrp_data.cgroup);
	for (int i = 0; i < 64 && c; i++) {
		if (BPF_CORE_READ(c, kn, id) == cut_cgroup)
			return true;
		struct cgroup_subsys_state *up = BPF_CORE_READ(c, self.parent);
		c = up ? BPF_CORE_READ(up, cgroup) : NULL;
	}
	return false;
}

SEC("iter/tcp")
int
cut(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;
	if (!sk || !is_guarded(bpf_ntohs(sk->skc_dport)))
		return 0;
	if (cut_cgroup && !is_member(sk))
		return 0;
	if (bpf_sock_destroy && bpf_sock_destroy(sk) == 0)
		cut_done++;
	return 0;
}
