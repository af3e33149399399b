/* packet.h - what leaves and comes, packet by packet: mail ports without a permission, and
 * the first bytes of connections to other ports. */
#pragma once

#include "guard/bpf/permit.h"

enum { SHOWN_MAX = 16384, STEP_MAX = 1500, TCP_SYN = 2 };

struct headers {
	struct peer to;
	__u32 payload, end; /* offsets */
	__u32 seq;
	__u8 flags;
	bool opaque; /* what it is for is hidden behind too many extension headers */
};

/* From the network header on.  A `frame` begins before it, and only its linear part is
 * read. */
static __always_inline long
load(struct __sk_buff *skb, bool frame, __u32 at, void *to, __u32 len)
{
	return frame ? bpf_skb_load_bytes_relative(skb, at, to, len, BPF_HDR_START_NET)
		     : bpf_skb_load_bytes(skb, at, to, len);
}

/* IPv6 extension headers that a sender may put before TCP; false: they do not end. */
static __always_inline bool
skip_extensions(struct __sk_buff *skb, bool frame, __u32 *at, __u8 *protocol)
{
	for (int i = 0; i < 8; i++) {
		__u8 next[2];
		if (*protocol != 0 && *protocol != 43 && *protocol != 60 && *protocol != 44)
			return true;
		if (load(skb, frame, *at, next, 2))
			return false;
		*at += *protocol == 44 ? 8 : 8 + 8 * (__u32)next[1];
		*protocol = next[0];
	}
	return false;
}

/* `frame`: the packet begins before its network header. */
static __always_inline bool
read_headers(struct __sk_buff *skb, bool frame, bool outgoing, struct headers *h)
{
	__u8 ip[40], l4[20];
	__u32 at;
	__u8 protocol;
	__builtin_memset(h, 0, sizeof(*h));
	if (skb->protocol == bpf_htons(0x0800)) {
		if (load(skb, frame, 0, ip, 20))
			return false;
		at = (ip[0] & 15) * 4;
		protocol = ip[9];
		if ((ip[6] & 31) || ip[7])
			return false; /* a later fragment */
		h->to.family = AF_INET;
		h->end = (__u32)ip[2] << 8 | ip[3];
		__builtin_memcpy(outgoing ? h->to.saddr : h->to.daddr, ip + 12, 4);
		__builtin_memcpy(outgoing ? h->to.daddr : h->to.saddr, ip + 16, 4);
	} else {
		if (skb->protocol != bpf_htons(0x86dd) || load(skb, frame, 0, ip, 40))
			return false;
		at = 40;
		protocol = ip[6];
		h->opaque = !skip_extensions(skb, frame, &at, &protocol);
		if (h->opaque)
			return true;
		h->to.family = AF_INET6;
		h->end = 40 + ((__u32)ip[4] << 8 | ip[5]);
		__builtin_memcpy(outgoing ? h->to.saddr : h->to.daddr, ip + 8, 16);
		__builtin_memcpy(outgoing ? h->to.daddr : h->to.saddr, ip + 24, 16);
	}
	if (!frame)
		h->end = skb->len; /* several segments may travel as one */
	__u32 len = protocol == IPPROTO_TCP ? 20 : 8;
	if ((protocol != IPPROTO_TCP && protocol != IPPROTO_UDP) ||
		load(skb, frame, at, l4, 8))
		return false;
	/* A header cut short is the work of a raw socket: it says as much as a SYN. */
	bool cut = len == 20 && load(skb, frame, at, l4, 20);
	__u16 from = (__u16)(l4[0] << 8 | l4[1]), to = (__u16)(l4[2] << 8 | l4[3]);
	h->to.protocol = protocol;
	h->to.sport = outgoing ? from : to;
	h->to.dport = outgoing ? to : from;
	h->payload = cut ? h->end : at + (len == 20 ? (l4[12] >> 4) * 4 : 8);
	h->seq = (__u32)l4[4] << 24 | (__u32)l4[5] << 16 | (__u32)l4[6] << 8 | l4[7];
	h->flags = cut ? TCP_SYN : len == 20 ? l4[13] : 0;
	return true;
}

/* --- IRC: the daemon is shown what its detector asks for ---------------------------- */

static __always_inline void
show(struct __sk_buff *skb, struct flow *f, const struct headers *h, __u32 from,
	bool outgoing, __u64 word)
{
	__u32 len = h->end > from ? h->end - from : 0, lead = 0;
	struct guard_payload *p;
	if (len == 0 || f->shown[outgoing] >= SHOWN_MAX)
		return;
	p = bpf_ringbuf_reserve(&events, sizeof(*p), 0);
	if (!p) {
		count(COUNT_LOST_EVENTS);
		return;
	}
	__builtin_memset(p, 0, sizeof(*p) - GUARD_PAYLOAD);
	p->time_ns = bpf_ktime_get_boot_ns();
	p->kind = EVENT_PAYLOAD;
	p->cookie = bpf_get_socket_cookie(skb);
	p->root = f->root;
	p->id = f->id;
	p->pid = f->pid;
	p->outgoing = outgoing;
	p->family = h->to.family;
	p->sport = h->to.sport;
	p->dport = h->to.dport;
	__builtin_memcpy(p->saddr, h->to.saddr, 16);
	__builtin_memcpy(p->daddr, h->to.daddr, 16);
	__builtin_memcpy(p->name, f->name, sizeof(p->name));
	/* The letters that came in earlier segments stand in the machine's word. */
	for (int i = 7; i >= 0; i--) {
		__u8 b = (__u8)(word >> (8 * i));
		if (b && lead < 8)
			p->bytes[lead++ & 7] = b;
	}
	if (len > GUARD_PAYLOAD - 8)
		len = GUARD_PAYLOAD - 8;
	__u64 bounded = len;
	asm volatile(""
		     : "+r"(bounded)); /* the verifier is to see the bounds of this copy */
	if (bounded < 1 || bounded > GUARD_PAYLOAD - 8 ||
		bpf_skb_load_bytes(skb, from, p->bytes + (lead & 7), bounded)) {
		bpf_ringbuf_discard(p, 0);
		return;
	}
	p->len = (__u16)(len + lead);
	f->shown[outgoing] += len;
	bpf_ringbuf_submit(p, 0);
}

/* --- the first bytes of a client ---------------------------------------------------- */

struct steps {
	struct __sk_buff *skb;
	struct payload machine;
	__u32 at, end;
	enum payload_kind kind;
	__u64 word; /* before the byte that decided */
};

static long
step(__u32 i, struct steps *s)
{
	__u8 b;
	if (s->at >= s->end || bpf_skb_load_bytes(s->skb, s->at, &b, 1))
		return 1;
	s->word = s->machine.word;
	s->kind = payload_step(&s->machine, b);
	if (s->kind != PAYLOAD_OPEN)
		return 1;
	s->at++;
	return 0;
}

static __always_inline bool
shut(struct flow *f, enum guard_reason reason, const struct headers *h)
{
	struct guard_record *r = bpf_map_lookup_elem(&records, &f->id);
	/* A packet may leave in another's time; then the path of the program is not told.
	 */
	struct task_struct *task = bpf_get_current_task_btf();
	bool own = (__u32)task->tgid == f->pid;
	bool passes = refuse(reason, own ? task : NULL, r, &h->to);
	f->state = passes ? FLOW_DONE : FLOW_SHUT;
	return passes;
}

static __always_inline bool
look_into(struct __sk_buff *skb, struct flow *f, const struct headers *h)
{
	if (h->end <= h->payload)
		return true;
	if (!f->begun)
		f->next_seq = h->seq;
	f->begun = 1;
	if (h->seq != f->next_seq)
		return true; /* sent again */
	f->next_seq += h->end - h->payload;
	struct steps s = {
		.skb = skb, .machine = f->payload, .at = h->payload, .end = h->end
	};
	__u64 word = f->payload.word;
	bpf_loop(STEP_MAX, step, &s, 0);
	f->payload = s.machine;
	if (s.kind == PAYLOAD_OTHER || (s.kind == PAYLOAD_OPEN && s.at < s.end))
		f->state = FLOW_DONE;
	if (s.kind == PAYLOAD_SMTP && f->refusal)
		return shut(f, REASON_OTHER_PORT, h);
	if (s.kind == PAYLOAD_TUNNEL && is_guarded((__u16)s.machine.port) &&
		s.machine.port < 65536)
		return shut(f, REASON_TUNNEL, h);
	if (s.kind == PAYLOAD_IRC) {
		f->state = FLOW_IRC;
		show(skb, f, h, h->payload, true, word);
	} else if (s.kind != PAYLOAD_OPEN) {
		f->state = FLOW_DONE;
	}
	return true;
}

/* --- questions for mail servers ----------------------------------------------------- */

struct labels {
	struct __sk_buff *skb;
	__u32 at;
	bool ended;
};

static long
skip_label(__u32 i, struct labels *l)
{
	__u8 len;
	if (bpf_skb_load_bytes(l->skb, l->at, &len, 1))
		return 1;
	l->at += 1 + (__u32)len;
	l->ended = len == 0;
	return l->ended || len > 63;
}

static __always_inline void
look_for_mx(struct __sk_buff *skb, const struct headers *h)
{
	__u8 type[2];
	struct labels l = { .skb = skb, .at = h->payload + 12 };
	bpf_loop(128, skip_label, &l, 0);
	if (!l.ended || bpf_skb_load_bytes(skb, l.at, type, 2) || type[0] || type[1] != 15)
		return;
	/* Datagrams leave while their sender waits. */
	struct task_struct *task = bpf_get_current_task_btf();
	struct guard_record *r = record_of(task);
	if (r && r->class != CLASS_MTA && count_refusal(r, REASON_NONE, &h->to))
		tell(EVENT_MX, REASON_NONE, task, r, &h->to);
}

/* --- the hooks ---------------------------------------------------------------------- */

/* The end of a connection may be told by anyone, data may not. */
static __always_inline bool
may_leave(const struct headers *h)
{
	if (h->to.protocol == IPPROTO_TCP && !(h->flags & TCP_SYN) && h->end <= h->payload)
		return true;
	struct task_struct *task = bpf_get_current_task_btf();
	return refuse(REASON_NO_PERMIT, task, record_of(task), &h->to);
}

/* Data that leaves with the SYN is written by no call that the tracepoint or the sockmap
 * sees. */
static __always_inline bool
may_open(struct __sk_buff *skb, struct flow *f)
{
	struct headers h;
	if (!read_headers(skb, false, true, &h) || (!h.opaque && h.end <= h.payload) ||
		may_write(f, h.to.sport))
		return true;
	forbid(f);
	return false;
}

/* Of a TCP socket the port is known without a look at the packet, and whoever connected it
 * was asked then. */
static __always_inline bool
is_settled(struct bpf_sock *sk)
{
	return sk && sk->protocol == IPPROTO_TCP && sk->type == SOCK_STREAM &&
		!is_guarded(bpf_ntohs(sk->dst_port));
}

/* Made with the first payload, not with the connection: many have none.  Whose it is, is
 * only certain when the process that connected it is the one that writes. */
static __always_inline struct flow *
begin_flow(struct __sk_buff *skb, struct bpf_sock *sk, const struct headers *h)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct guard_record *r = record_of(task);
	struct guard_facts facts;
	__u64 cookie = bpf_get_socket_cookie(skb);
	bool own = false;
	for (int i = 0; r && i < GUARD_SOCKETS; i++)
		own |= r->sockets[i] == cookie;
	if (!own)
		r = NULL;
	struct flow *f = new_flow(sk, task, r, &h->to);
	if (!f)
		return NULL;
	gather(task, r, &facts);
	f->refusal = guard_reason(&facts);
	return f;
}

static __always_inline int
look_at(struct __sk_buff *skb, struct bpf_sock *sk, struct flow *f, const struct headers *h)
{
	if (h->to.protocol == IPPROTO_UDP) {
		if (h->to.dport == 53)
			look_for_mx(skb, h);
		return 1;
	}
	if (h->end <= h->payload)
		return 1;
	if (!f)
		f = begin_flow(skb, sk, h);
	if (!f || f->state == FLOW_SHUT)
		return !f;
	if (f->state == FLOW_NEW)
		return look_into(skb, f, h);
	show(skb, f, h, h->payload, true, 0);
	return 1;
}

SEC("cgroup_skb/egress")
int
on_egress(struct __sk_buff *skb)
{
	enum { BARE = 52 }; /* IPv4 and TCP with time stamps: no payload in so few bytes */
	struct headers h;
	struct bpf_sock *sk = skb->sk;
	sk = sk ? bpf_sk_fullsock(sk) : NULL;
	bool settled = is_settled(sk);
	if (settled && (skb->len <= BARE || !looks_into_payload()))
		return 1;
	struct flow *f = sk ? bpf_sk_storage_get(&flows, sk, 0, 0) : NULL;
	if (f && f->permitted && sk->state == BPF_TCP_SYN_SENT)
		return may_open(skb, f);
	if (f && (f->permitted || f->state == FLOW_DONE))
		return 1;
	if (!read_headers(skb, false, true, &h))
		return 1;
	if ((h.opaque || is_guarded(h.to.dport)) && f && f->state == FLOW_SHUT)
		return !h.opaque && h.end <= h.payload;
	if (h.opaque || is_guarded(h.to.dport))
		return may_leave(&h);
	return sk && looks_into_payload() ? look_at(skb, sk, f, &h) : 1;
}

SEC("cgroup_skb/ingress")
int
on_ingress(struct __sk_buff *skb)
{
	struct headers h;
	struct bpf_sock *sk = skb->sk;
	sk = sk ? bpf_sk_fullsock(sk) : NULL;
	struct flow *f = sk ? bpf_sk_storage_get(&flows, sk, 0, 0) : NULL;
	if (f && f->state == FLOW_IRC && read_headers(skb, false, false, &h))
		show(skb, f, &h, h.payload, false, 0);
	return 1;
}

/* Frames that come by no socket of IP (AF_PACKET), at the device. */
const volatile __u64 device_cgroup = 0; /* of those whose frames these are; 0: all */
const volatile __u32 device_level = 0;

SEC("?tc")
int
on_device(struct __sk_buff *skb)
{
	enum { PASS = 0, DROP = 2 };
	struct headers h;
	/* Others' packets, which are only passed on, have no socket here; those of IP have
	 * been asked about already. */
	struct bpf_sock *sk = skb->sk;
	if (!sk || sk->family == AF_INET || sk->family == AF_INET6)
		return PASS;
	if (device_cgroup && bpf_skb_ancestor_cgroup_id(skb, device_level) != device_cgroup)
		return PASS;
	if (!read_headers(skb, true, true, &h) || (!h.opaque && !is_guarded(h.to.dport)))
		return PASS;
	return may_leave(&h) ? PASS : DROP;
}
