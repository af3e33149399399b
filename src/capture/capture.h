/* capture - where frames come from: pcap and pcapng, plain, gzip or zstd, file or pipe.
 *
 * A capture is read in batches of frames that stay valid until the next read.  Its bytes
 * pass through a window of 1 MiB, so memory does not grow with the file.  Damage ends a
 * capture: everything before it has been handed out, and the error names file and offset.
 * Nothing here looks inside a frame.
 */
#pragma once

#include "base/base.h"

/* Link types as in the pcap registry (https://www.tcpdump.org/linktypes.html). */
enum linktype {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_PPP_HDLC = 50,
	LINK_PPPOE = 51,
	LINK_RAW_BSD = 12, /* DLT_RAW on most systems, and 14 on OpenBSD */
	LINK_RAW_OPENBSD = 14,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_SLL2 = 276,
};

struct frame {
	int64_t time_ns; /* since the epoch */
	uint64_t offset; /* of the record in its (uncompressed) file */
	const uint8_t *at; /* caplen bytes */
	uint32_t caplen, wirelen;
	uint16_t linktype;
	uint16_t file; /* which capture of a set */
};

enum { FRAMES_BATCH = 256 };

struct xxh128 {
	uint64_t hi, lo;
};

struct capture;

/* What is known about a capture; complete once it has ended. */
struct capture_info {
	const char *path; /* "-" is standard input */
	uint64_t frames, bytes; /* handed out; of the uncompressed file, up to damage */
	uint64_t size; /* of the file on disk, 0 when it is a pipe */
	uint64_t read_on_disk; /* of `size`, for progress */
	int64_t first_ns, last_ns; /* least and greatest time stamp; valid if frames > 0 */
	bool has_observed; /* pcapng interface statistics gave a start and end */
	int64_t observed_start_ns, observed_end_ns;
	uint64_t lost; /* drops that statistics or packets report */
	uint64_t skipped_blocks; /* pcapng blocks of other kinds: names, secrets, ... */
	struct xxh128 hash; /* XXH3-128 of the `bytes`, once ended */
	bool ended, damaged;
};

/* Opens and reads the header.  A file that is no capture is refused with -ENOTSUP by the
 * name of its format where it is known (NetMon, snoop, ERF, ...), an empty one with
 * -ENODATA, one whose header is damaged with -EBADMSG. */
int capture_open(const char *path, struct capture **ret, struct err *err);
void capture_close(struct capture *c);

/* Up to `max` frames, in file order, often fewer; 0 at the end; -EBADMSG for damage, once,
 * after every frame before it has been handed out.  A frame has at most 262,144 bytes.
 * Times beyond what int64 holds are cut to its bounds. */
ssize_t capture_read(struct capture *c, struct frame *frames, size_t max, struct err *err);
const struct capture_info *capture_info(const struct capture *c);

/* Several captures as one stream in time order: each is opened when its first frame is due,
 * frames of captures that overlap are merged, and equal times keep the order of `paths`.
 * A capture that is out of order within itself stays so.  Damage to one ends that one:
 * on_damage is told and the others go on. */
struct capture_set;

/* Every capture is looked at for its first time.  This fails for a bad list only: none,
 * more than 65,535, "-" twice.  A file that cannot be opened, is no capture, or is damaged
 * before its first frame is told to on_damage by the first read, with `damaged` set in its
 * info. */
int capture_set_open(const char *const *paths, size_t n_paths, struct capture_set **ret,
	struct err *err);
void capture_set_close(struct capture_set *set);
/* As capture_read, but never negative; frames of one batch may come from several captures.
 * on_damage may be NULL; the err it is given says the file's name. */
ssize_t capture_set_read(struct capture_set *set, struct frame *frames, size_t max,
	void (*on_damage)(
		void *arg, const struct capture_info *info, const struct err *err),
	void *arg);
size_t capture_set_count(const struct capture_set *set);
const struct capture_info *capture_set_info(const struct capture_set *set, size_t file);
/* Back to the first frame, and what is damaged will be told again.  What comes through a
 * pipe is kept in an unlinked file in $TMPDIR (/var/tmp) for this. */
int capture_set_rewind(struct capture_set *set, struct err *err);

/* Captures written by us (synth, evidence): pcap with nanosecond time stamps; "-" is
 * standard output.  An error of writing may be told late: only capture_finish says that all
 * is out. */
struct capture_writer;
int capture_create(
	const char *path, enum linktype link, struct capture_writer **ret, struct err *err);
int capture_write(
	struct capture_writer *w, int64_t time_ns, struct bytes frame, struct err *err);
/* Closes and frees, also on failure. */
int capture_finish(struct capture_writer *w, struct err *err);
