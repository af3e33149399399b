/* ring.h - frames from an interface: an AF_PACKET ring of blocks (TPACKET_V3).
 *
 * Nothing is sent: the socket is only ever read.  The kernel writes into memory that is
 * mapped here, with its own time stamps, so a frame costs no system call and no copy.
 * Format: Linux Documentation/networking/packet_mmap.rst.
 */
#pragma once

#include "capture/capture.h"

struct sock_fprog; /* linux/filter.h */
struct ring;

/* Rings of one interface that share its frames: the kernel runs a program of classic BPF
 * (Linux filter.h) over each, from the network header, and the remainder of what it gives
 * is the number of the ring, in order of opening. */
struct ring_share {
	struct ring *first; /* NULL: this is the first */
	struct sock_fprog *program;
};

struct ring_options {
	const char *interface;
	size_t bytes; /* of the ring; rounded up to blocks of 1 MiB */
	const char *filter; /* libpcap's syntax; NULL or "": everything */
	/* The same: networks of which it must be as well, inside a VLAN too.  Left out when
	 * they are too many for the kernel, so frames of others may come. */
	const char *nets;
	bool promiscuous;
	bool hardware_time; /* refused where the interface cannot */
	const struct ring_share *share; /* NULL: alone.  Else no frame comes before the
					   first ring_filter */
};

/* Needs CAP_NET_RAW; afterwards reading needs no privilege. */
int ring_open(const struct ring_options *o, struct ring **ret, struct err *err);
void ring_close(struct ring *r);

/* Up to `max` frames, valid until the next call, all but the first not later than
 * `until_ns`; 0 when there is none now. */
size_t ring_read(struct ring *r, struct frame *frames, size_t max, int64_t until_ns);
/* The time of the next frame, INT64_MAX when there is none now. */
int64_t ring_next_ns(struct ring *r);
/* Frames that have arrived since ring_open and were not read. */
uint64_t ring_unread(struct ring *r);
int ring_fd(const struct ring *r); /* readable when a block is full or old (50 ms) */
const char *ring_interface(const struct ring *r);

/* Replaces the filter between two packets; keeps the old one when the new is refused. */
int ring_filter(struct ring *r, const char *filter, const char *nets, struct err *err);
/* Another program, of a ring that shares. */
int ring_share(struct ring *r, struct sock_fprog *program, struct err *err);
/* Both as one expression; `tags`: of an interface whose frames may have VLAN tags. */
char *ring_filter_text(const char *filter, const char *nets, bool tags);

/* Frames that passed the filter since ring_open, and those among them for which the ring
 * had no room. */
struct ring_counts {
	uint64_t frames, lost;
};
struct ring_counts ring_counts(struct ring *r);
/* An error that poll() reports is forgotten, as after the interface went down. */
void ring_clear_error(struct ring *r);
/* The interface exists, is up and has a carrier. */
bool ring_is_up(struct ring *r);
