/* permit.h - one permission for one socket: given at connect, checked at every write, and
 * asked for by every packet that leaves for a mail port. */
#pragma once

#include "guard/bpf/refuse.h"

#define SENDING_EVERY_NS 60000000000ull

static __always_inline void
count_sending(struct task_struct *task, const struct guard_record *r, const struct peer *to)
{
	bool full;
	count(COUNT_ALLOWED);
	if (count_in(&sendings, &r->file, SENDING_EVERY_NS, &full))
		tell(EVENT_ALLOWED, REASON_NONE, task, r, to);
}

static __always_inline struct flow *
new_flow(struct bpf_sock *sk, struct task_struct *task, const struct guard_record *r,
	const struct peer *to)
{
	struct flow *f = bpf_sk_storage_get(&flows, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!f) {
		count(COUNT_FULL_FLOWS);
		return NULL;
	}
	__builtin_memset(f, 0, sizeof(*f));
	f->pid = task->tgid;
	f->to = *to;
	if (r) {
		f->id = r->id;
		f->root = r->root;
		f->class = r->class;
		__builtin_memcpy(f->name, r->name, sizeof(f->name));
	}
	return f;
}

static __always_inline void
mark(struct bpf_sock_addr *ctx, struct bpf_sock *sk)
{
	__u32 value = sk->mark | GUARD_MARK;
	bpf_setsockopt(ctx, SOL_SOCKET, SO_MARK, &value, sizeof(value));
}

static __always_inline bool
is_multipath(struct bpf_sock *sk)
{
	struct tcp_sock *tcp = sk ? bpf_skc_to_tcp_sock(sk) : NULL;
	return tcp && bpf_core_field_exists(tcp->is_mptcp) && tcp->is_mptcp;
}

/* A connection to a mail port. */
static __always_inline bool
ask(struct bpf_sock_addr *ctx, struct task_struct *task, struct guard_record *r,
	const struct peer *to)
{
	struct guard_facts facts;
	gather(task, r, &facts);
	enum guard_reason reason = guard_reason(&facts);
	/* Mail goes by plain TCP: a datagram to these ports is nobody's, and writers of
	 * MPTCP are not seen. */
	if (reason == REASON_NONE && (to->protocol != IPPROTO_TCP || is_multipath(ctx->sk)))
		reason = REASON_NOT_REGISTERED;
	if (reason != REASON_NONE && !refuse(reason, task, r, to))
		return false;
	struct bpf_sock *sk = ctx->sk;
	if (!sk)
		return false;
	struct flow *f = new_flow(sk, task, r, to);
	if (!f)
		return false;
	f->permitted = 1;
	f->refusal = reason; /* of an audit: told already */
	f->state = FLOW_DONE;
	mark(ctx, sk);
	if (reason == REASON_NONE && r)
		count_sending(task, r, to);
	return true;
}

/* A connection to any other port: its first bytes will be looked at, and be this process's.
 */
static __always_inline void
remember(struct bpf_sock_addr *ctx)
{
	struct guard_record *r = record_of(bpf_get_current_task_btf());
	if (r)
		r->sockets[r->n_sockets++ & (GUARD_SOCKETS - 1)] =
			bpf_get_socket_cookie(ctx);
}

static __always_inline int
on_address(struct bpf_sock_addr *ctx, bool v6)
{
	__u16 dport = bpf_ntohs((__u16)ctx->user_port);
	__u32 protocol = ctx->protocol;
	if (!is_guarded(dport)) {
		if (protocol == IPPROTO_TCP && looks_into_payload())
			remember(ctx);
		return 1;
	}
	struct peer to = { .dport = dport, .protocol = (__u16)protocol };
	to.family = v6 ? AF_INET6 : AF_INET;
	if (v6) {
		__u32 part[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2],
			ctx->user_ip6[3] };
		__builtin_memcpy(to.daddr, part, 16);
	} else {
		__u32 part = ctx->user_ip4;
		__builtin_memcpy(to.daddr, &part, 4);
	}
	struct task_struct *task = bpf_get_current_task_btf();
	to.cookie = bpf_get_socket_cookie(ctx);
	return ask(ctx, task, record_of(task), &to);
}

SEC("cgroup/connect4")
int
on_connect4(struct bpf_sock_addr *ctx)
{
	return on_address(ctx, false);
}

SEC("cgroup/connect6")
int
on_connect6(struct bpf_sock_addr *ctx)
{
	return on_address(ctx, true);
}

SEC("cgroup/sendmsg4")
int
on_sendmsg4(struct bpf_sock_addr *ctx)
{
	return on_address(ctx, false);
}

SEC("cgroup/sendmsg6")
int
on_sendmsg6(struct bpf_sock_addr *ctx)
{
	return on_address(ctx, true);
}

/* --- who writes --------------------------------------------------------------------
 *
 * The socket of a mailer is worth nothing to whom it is handed.  Where the kernel has the
 * tracepoint (Linux 6.16) writers are asked there, and other connections pay nothing; else
 * by a sockmap, whose sockops every connection passes five times. */

/* Is this process one that `f` was permitted to, or told of? */
static __always_inline bool
may_write(const struct flow *f, __u16 sport)
{
	if (f->refusal && !enforces())
		return true;
	struct task_struct *task = bpf_get_current_task_btf();
	struct guard_record *r = record_of(task);
	struct guard_facts facts;
	gather(task, r, &facts);
	enum guard_reason reason = guard_reason(&facts);
	if (reason == REASON_NONE && r && (r->id == f->id || r->class == f->class))
		return true;
	struct peer to = f->to;
	to.sport = sport;
	return refuse(REASON_PASSED_ON, task, r, &to);
}

/* What was queued by another cannot be taken out again, so nothing leaves any more. */
static __always_inline void
forbid(struct flow *f)
{
	f->permitted = 0;
	f->state = FLOW_SHUT;
}

SEC("?tp_btf/tcp_sendmsg_locked")
int
BPF_PROG(on_send, struct sock *sk)
{
	struct flow *f = bpf_sk_storage_get(&flows, sk, 0, 0);
	if (f && f->permitted && !may_write(f, sk->__sk_common.skc_num))
		forbid(f);
	return 0;
}

SEC("?sockops")
int
on_established(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk = ops->sk;
	if (ops->op != BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB || !sk)
		return 1;
	struct flow *f = bpf_sk_storage_get(&flows, sk, 0, 0);
	if (f && f->permitted) {
		__u64 cookie = bpf_get_socket_cookie(ops);
		/* Without a look at its writers a socket is permitted nothing. */
		if (bpf_sock_hash_update(ops, &permitted, &cookie, BPF_ANY))
			f->permitted = 0;
	}
	return 1;
}

SEC("?sk_msg")
int
on_write(struct sk_msg_md *msg)
{
	struct bpf_sock *sk = msg->sk;
	struct flow *f = sk ? bpf_sk_storage_get(&flows, sk, 0, 0) : NULL;
	return !f || may_write(f, (__u16)msg->local_port) ? SK_PASS : SK_DROP;
}
