/* input.h - the bytes of a capture as a sliding window, whatever they are packed in.
 *
 * A parser looks at [at, end), moves `at` over what it has taken, and asks input_fill() for
 * more when a record does not fit.  Filling moves what is left to the front of the buffer,
 * so everything that pointed into the window is stale afterwards.
 */
#pragma once

#include "base/base.h"

#include <sys/types.h>

enum { INPUT_WINDOW = 1 << 20 }; /* bytes, see input.c */
enum { INPUT_RECORD_MAX = 16 << 20 }; /* no window grows beyond this */
enum { INPUT_MAGIC_LEN = 4 };
enum { INPUT_TROUBLE_MAX = 200 };

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

struct unpack;
struct xxh128;

struct input {
	/* The window.  `base` is the offset of buf[0] in the uncompressed content. */
	const uint8_t *at, *end;
	uint8_t *buf;
	size_t size, window, step;
	uint64_t base;

	const char *path;
	enum packing packing;
	struct unpack *unpack;
	bool ended; /* there is no more */
	char trouble[INPUT_TROUBLE_MAX]; /* why, when it is not simply the end */

	/* What is on disk or comes through a pipe. */
	int fd;
	bool is_regular, may_park;
	dev_t dev;
	ino_t ino;
	off_t start; /* where standard input stood when we got it */
	uint64_t raw_at, raw_size; /* read so far; size on disk, 0 for a pipe */
	uint64_t raw_given; /* raw bytes the unpacker has used: offsets in errors */

	/* What came through a pipe, kept to be read again. */
	int spool;
	bool keeps, pipe_ended;
	uint64_t spooled;

	struct XXH3_state_s *hash;
	const uint8_t *hashed; /* everything before it is in `hash` */
};

enum input_flags {
	INPUT_KEEP =
		1, /* a pipe is copied into an unlinked temporary file, for input_rewind */
	INPUT_PARK =
		2, /* a regular file holds its descriptor only while it is being read */
};

/* `path` is borrowed.  On failure there is nothing to close. */
int input_open(
	struct input *in, const char *path, size_t window, unsigned flags, struct err *err);
void input_close(struct input *in);

/* Tries to have `want` bytes in the window; false when the input ends before that (see
 * `trouble`).  `want` is at most INPUT_RECORD_MAX. */
bool input_fill(struct input *in, size_t want);

/* Back to the first byte. */
int input_rewind(struct input *in, struct err *err);

/* XXH3-128 of everything before `at`. */
struct xxh128 input_hash(struct input *in);

static inline size_t
input_left(const struct input *in)
{
	return (size_t)(in->end - in->at);
}

/* Of `at` in the uncompressed content. */
static inline uint64_t
input_offset(const struct input *in)
{
	return in->base + (uint64_t)(in->at - in->buf);
}

/* For unpack.c: up to `len` bytes as they are on disk; 0 at the end or after trouble. */
size_t input_raw(struct input *in, uint8_t *to, size_t len);
__attribute__((format(printf, 2, 3))) void input_trouble(
	struct input *in, const char *fmt, ...);

/* unpack.c: what is left of the window becomes the first of the compressed bytes. */
struct unpack *unpack_new(enum packing packing, struct bytes first);
void unpack_free(struct unpack *u);
size_t unpack_read(struct unpack *u, struct input *in, uint8_t *to, size_t len);
