/* line.h - one line of the spool out of an event.  Private to the room. */
#pragma once

#include "guardd/guardd.h"

enum { EVIDENCE_MAX = 512, LINE_PATH_MAX = 512 };

struct line {
	const struct guard_event *event; /* what is known of the process */
	const char *host, *verdict, *evidence;
	enum guard_confidence confidence;
	const char *pattern; /* "" where nothing was tried */
	int64_t first_ns, last_ns; /* since the epoch */
	uint64_t count, lost;
	bool enforced;
};

/* JSON with a newline; the caller's to free. */
char *line_format(const struct line *l, size_t *len);

/* An address as the kernel programs store it: IPv4 in the first four bytes. */
struct addr line_address(uint16_t family, const uint8_t *at);
/* "/usr/bin/mutt" of the parts that the kernel walked. */
void line_path(const struct guard_event *e, char *to, size_t size);
/* "mutt < bash < sshd". */
void line_lineage(const struct guard_record *r, char *to, size_t size);
