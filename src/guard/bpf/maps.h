/* maps.h - what the kernel programs remember. */
#pragma once

#include "guard/bpf/kernel.h"
#include "guard/payload.h"
#include "guard/shared.h"

enum { RECORDS_MAX = 65536, PROGRAMS_MAX = 1024, REFUSALS_MAX = 8192 };

/* Each thread's process. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, RECORDS_MAX);
	__type(key, __u64);
	__type(value, struct guard_record);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PROGRAMS_MAX);
	__type(key, struct guard_file);
	__type(value, struct guard_program);
} programs SEC(".maps");

/* Scripts run by their #! line, by absolute path. */
struct guard_path {
	char text[GUARD_SCRIPT];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PROGRAMS_MAX);
	__type(key, struct guard_path);
	__type(value, struct guard_program);
} scripts SEC(".maps");

/* Guarded ports, a bit each. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} ports SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct guard_settings);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, REFUSALS_MAX);
	__type(key, struct guard_refusal);
	__type(value, struct guard_count);
} refusals SEC(".maps");

/* Permitted connections of each program, for the alarm at an unusual rate. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PROGRAMS_MAX);
	__type(key, struct guard_file);
	__type(value, struct guard_count);
} sendings SEC(".maps");

/* The daemon's: how many of them stand in the spool. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, REFUSALS_MAX);
	__type(key, struct guard_refusal);
	__type(value, __u64);
} refusals_told SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PROGRAMS_MAX);
	__type(key, struct guard_file);
	__type(value, __u64);
} sendings_told SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

/* The other end of a socket. */
struct peer {
	__u16 family, protocol, sport, dport;
	__u8 saddr[16], daddr[16];
	__u64 cookie;
};

enum flow_state { FLOW_NEW, FLOW_DONE, FLOW_IRC, FLOW_SHUT };

/* A socket. */
struct flow {
	__u64 id, root; /* of the process that connected it */
	__u32 pid, class;
	__u8 permitted; /* to a guarded port */
	__u8 state; /* enum flow_state */
	__u8 refusal; /* enum guard_reason, had this been a mail port */
	__u8 begun; /* next_seq is known */
	__u32 next_seq; /* of the client's bytes */
	__u32 shown[2]; /* bytes of IRC given to the daemon: in, out */
	struct payload payload;
	char name[GUARD_NAME];
	struct peer to;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct flow);
} flows SEC(".maps");

/* Sockets to guarded ports, whose writers are checked. */
struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, __u64);
} permitted SEC(".maps");

static __always_inline void
count(__u32 which)
{
	__u64 *n = bpf_map_lookup_elem(&counters, &which);
	if (n)
		(*n)++;
}

static __always_inline bool
is_guarded(__u16 port)
{
	__u32 word = port >> 6;
	__u64 *bits = bpf_map_lookup_elem(&ports, &word);
	return bits && (*bits >> (port & 63) & 1);
}

/* Without settings, which cannot be, it enforces. */
static __always_inline bool
enforces(void)
{
	__u32 zero = 0;
	struct guard_settings *s = bpf_map_lookup_elem(&settings, &zero);
	return !s || s->enforcing;
}

static __always_inline bool
looks_into_payload(void)
{
	__u32 zero = 0;
	struct guard_settings *s = bpf_map_lookup_elem(&settings, &zero);
	return s && s->payload;
}
