/* shared.h - what the kernel programs and the daemon both know: classes, reasons, events.
 */
#pragma once

#include "guard/types.h"

#include <stdbool.h>

enum guard_class {
	CLASS_NONE,
	CLASS_MAILER, /* a person's mail program, started below a shell */
	CLASS_MTA, /* a mail server, bound to its user and started as a service */
	CLASS_SHELL, /* a desktop or login shell */
	CLASS_LAUNCHER, /* may stand between a shell and a mailer */
	CLASS_PROXY, /* passes mail on for others, bound as an MTA is */
	CLASSES,
};

/* Once set it stays, through every fork and exec. */
enum guard_taint {
	TAINT_UNKNOWN = 1, /* a program without a class, run by a user */
	TAINT_PRELOAD = 2, /* the dynamic linker was told to load other code */
	TAINT_UNREAD = 4, /* environment or arguments were too long to be read to the end */
	TAINT_SCRIPT = 8, /* a shell that was given a script, or has no terminal */
	TAINT_TRACED = 16, /* another process may have written into it */
	TAINT_OLDER = 32, /* it ran before the guard did */
};

enum guard_reason {
	REASON_NONE,
	REASON_NOT_REGISTERED,
	REASON_NOT_LIVE,
	REASON_TAINTED,
	REASON_NO_SHELL,
	REASON_WRONG_USER,
	REASON_NO_SERVICE,
	REASON_UNSEEN,
	REASON_IO_THREAD,
	REASON_NO_LOGON,
	REASON_PASSED_ON, /* a permitted socket is written to by another process */
	REASON_NO_PERMIT, /* a packet to a mail port of a socket that has no permission */
	REASON_TUNNEL, /* SOCKS or CONNECT to a mail port */
	REASON_OTHER_PORT, /* SMTP is spoken on a port that is not guarded */
	REASON_GATE, /* a program that hands mail to the MTA */
	REASONS,
};

enum {
	GUARD_NAME = 16,
	GUARD_LINE = 8,
	GUARD_ARGV = 64,
	GUARD_PARTS = 12,
	GUARD_PART = 40,
	GUARD_SCRIPT = 128,
	GUARD_HEAD = 48,
	GUARD_PAYLOAD = 1024,
	GUARD_SOCKETS = 8, /* a power of two */
	GUARD_MARK = 0x10000000, /* the bit of SO_MARK that a permitted socket carries */
};

/* A file as the kernel knows it: s_dev and i_ino, which are not stat's on every file
 * system. */
struct guard_file {
	__u64 dev, ino;
};

struct guard_open_file {
	__u32 fd, pad;
	struct guard_file file;
};

/* The policy's word on a program. */
struct guard_program {
	__u32 class;
	__u32 uid; /* of MTA and proxy; GUARD_ANY_UID: any */
	__u8 interpreter; /* only without a script, at a terminal, is it a shell */
	__u8 gate; /* executing it hands mail to the MTA */
	__u8 pad[6];
};
#define GUARD_ANY_UID 0xffffffffu

/* One process, from fork to exit. */
struct guard_record {
	__u64 id, parent; /* never reused */
	__u64 root; /* id of the ancestor that was tainted first; else its own */
	__u64 exec_ns; /* CLOCK_BOOTTIME */
	struct guard_file file;
	__u32 class, taints, uid_bound_to, depth;
	__u32 pid, uid; /* uid at exec */
	__u8 shell, service;
	__u8 traced; /* apart from the taints: others write it */
	__u8 pad;
	__u32 n_sockets;
	__u64 sockets[GUARD_SOCKETS]; /* cookies of those that it connected last */
	char name[GUARD_NAME]; /* of the file, not what the program calls itself */
	char line[GUARD_LINE][GUARD_NAME]; /* names of its ancestors, nearest first */
	char argv[GUARD_ARGV]; /* as they were at exec, NULs between */
};

enum guard_event_kind {
	EVENT_REFUSED,
	EVENT_AUDIT,
	EVENT_ALLOWED,
	EVENT_MX,
	EVENT_PAYLOAD
};

struct guard_event {
	__u32 kind, reason;
	__u64 time_ns; /* CLOCK_BOOTTIME */
	__u32 pid, uid; /* who asked; as recorded where no process can be told */
	__u64 cookie; /* of the socket */
	__u16 family, protocol, sport, dport; /* host order */
	__u8 saddr[16], daddr[16]; /* IPv4 in the first four bytes */
	struct guard_record who;
	struct guard_file live;
	char path[GUARD_PARTS][GUARD_PART]; /* of the live program, last part first */
};

struct guard_payload {
	__u32 kind, pid;
	__u64 time_ns, cookie, root, id;
	__u16 family, sport, dport, len;
	__u8 saddr[16], daddr[16];
	__u8 outgoing, pad[7];
	char name[GUARD_NAME];
	__u8 bytes[GUARD_PAYLOAD];
};

/* Refusals of one process for one reason: exact, whatever becomes of the events. */
struct guard_refusal {
	__u64 id;
	__u16 dport;
	__u8 reason, protocol;
	__u32 pad;
};
struct guard_count {
	__u64 count, event_ns; /* when it was last told of */
};

enum guard_counter {
	COUNT_ALLOWED,
	COUNT_REFUSED,
	COUNT_LOST_EVENTS, /* the ring was full */
	COUNT_FULL_RECORDS, /* no room for a process: it counts as unseen */
	COUNT_FULL_REFUSALS, /* counted in COUNT_REFUSED only */
	COUNT_FULL_FLOWS, /* no room to look into a connection */
	COUNTERS,
};

/* Of the structures above; goes up when one of them changes. */
#define GUARD_VERSION 1

/* What the loader may set at any time. */
struct guard_settings {
	__u8 enforcing; /* 0: audit */
	__u8 payload; /* look into connections to other ports */
	__u16 version; /* GUARD_VERSION of who loaded it */
	__u8 pad[4];
};
