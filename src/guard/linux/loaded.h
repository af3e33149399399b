/* loaded.h - the kernel programs once they are loaded.  Private to the folder. */
#pragma once

#include "guard/linux/host.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#include <guard.skel.h>
#pragma GCC diagnostic pop

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* An error of the kernel or of libbpf: what was tried, and what is missing.  load.c */
int kernel_says(struct err *err, int code, const char *what);

/* Runs an iterator to its end; `each` (or NULL) has each of the rows that it writes. */
int run_iterator(struct bpf_program *prog, void (*each)(void *arg, const void *row),
	size_t size, void *arg);

/* The policy into the maps; entries that are not fit are told and left out.  `*exposed`
 * becomes true when users may write into a mailer while it runs. */
int put_policy(struct guard_bpf *bpf, const struct guard_options *o,
	const struct guard_notes *notes, bool *exposed, struct err *err);
