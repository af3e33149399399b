/* input.c - bytes from a file or a pipe, unpacked, hashed once, in a window of fixed size.
 *
 * Plain files are read() and not mapped.  Over 10 million packets (939 MB, page cache warm)
 * reading and hashing costs 0.066 CPU s with this window of 1 MiB and 0.036 through a
 * mapping; but a mapped file that somebody truncates kills the process with SIGBUS, and
 * sensors write their files while we read them.  256 KiB cost 0.09 s; 4 MiB gain nothing
 * and leave the second-level cache, where the parser finds what the kernel has just copied.
 *
 * The hash follows the reader: a byte enters it when the window moves past it, so that a
 * damaged capture has the hash of exactly what was handed out, however its reads were cut.
 */
#include "capture/input.h"
#include "capture/capture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <xxhash.h>
/* xxHash picks the widest vectors at run time where the library was built so. */
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

enum { FIRST_STEP = 16 << 10 }; /* thousands of files are only looked at first */

void
input_trouble(struct input *in, const char *fmt, ...)
{
	if (in->trouble[0])
		return;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(in->trouble, sizeof(in->trouble), fmt, ap);
	va_end(ap);
}

static int
open_spool(struct err *err)
{
	const char *dir = getenv("TMPDIR");
	if (!dir || !*dir)
		dir = "/var/tmp";
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;

	auto_free char *name = base_printf("%s/teiten-XXXXXX", dir);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno, "cannot keep standard input in '%s': %s", dir,
			strerror(errno));
	(void)unlink(name);
	return fd;
}

static bool
write_all(int fd, const uint8_t *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* A parked file is opened again; it has to be the same one. */
static bool
unpark(struct input *in)
{
	if (in->fd >= 0)
		return true;
	in->fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (in->fd < 0) {
		input_trouble(in, "cannot open it again: %s", strerror(errno));
		return false;
	}
	struct stat st;
	if (fstat(in->fd, &st) < 0 || st.st_dev != in->dev || st.st_ino != in->ino) {
		input_trouble(in, "it was replaced while it was read");
		return false;
	}
	return true;
}

static void
park(struct input *in)
{
	if (in->may_park && in->fd >= 0) {
		close(in->fd);
		in->fd = -1;
	}
}

static ssize_t
read_once(struct input *in, uint8_t *to, size_t len)
{
	for (;;) {
		ssize_t n;
		if (in->is_regular)
			n = pread(in->fd, to, len, in->start + (off_t)in->raw_at);
		else if (in->raw_at < in->spooled)
			n = pread(in->spool, to, len, (off_t)in->raw_at);
		else
			n = read(in->fd, to, len);
		if (n >= 0 || errno != EINTR)
			return n;
	}
}

size_t
input_raw(struct input *in, uint8_t *to, size_t len)
{
	bool from_pipe = !in->is_regular && in->raw_at >= in->spooled;
	/* A named pipe may get a new writer: its end is the first one that we saw. */
	if (in->trouble[0] || (from_pipe && in->pipe_ended) || !unpark(in))
		return 0;
	ssize_t n = read_once(in, to, len);
	if (n < 0) {
		input_trouble(in, "cannot read: %s", strerror(errno));
		return 0;
	}
	in->pipe_ended = from_pipe && n == 0;
	if (from_pipe && in->keeps) {
		if (!write_all(in->spool, to, (size_t)n)) {
			input_trouble(in, "cannot keep it in a temporary file: %s",
				strerror(errno));
			return 0;
		}
		in->spooled += (uint64_t)n;
	}
	in->raw_at += (uint64_t)n;
	return (size_t)n;
}

static void
hash_passed(struct input *in)
{
	if (in->hashed < in->at)
		(void)XXH3_128bits_update(
			in->hash, in->hashed, (size_t)(in->at - in->hashed));
	in->hashed = in->at;
}

struct xxh128
input_hash(struct input *in)
{
	hash_passed(in);
	XXH128_hash_t h = XXH3_128bits_digest(in->hash);
	return (struct xxh128){ h.high64, h.low64 };
}

/* What is left goes to the front of a buffer that can hold `size` bytes. */
static void
make_room(struct input *in, size_t size)
{
	size_t left = input_left(in);

	hash_passed(in);
	in->base = input_offset(in);
	if (left > 0)
		memmove(in->buf, in->at, left);
	if (size > in->size) {
		in->buf = base_grow(in->buf, size, 1);
		in->size = size;
	}
	in->at = in->hashed = in->buf;
	in->end = in->buf + left;
}

bool
input_fill(struct input *in, size_t want)
{
	if (input_left(in) >= want)
		return true;
	must(want <= INPUT_RECORD_MAX);
	if (in->ended)
		return false;

	size_t size = in->step;
	if (size < want)
		size = want;
	make_room(in, size);
	in->step = in->step * 8 < in->window ? in->step * 8 : in->window;

	while (input_left(in) < want && !in->ended) {
		size_t left = input_left(in);
		uint8_t *to = in->buf + left;
		size_t n = in->unpack ? unpack_read(in->unpack, in, to, size - left)
				      : input_raw(in, to, size - left);
		in->end += n;
		in->ended = n == 0;
	}
	park(in);
	return input_left(in) >= want;
}

static bool
starts_with(const struct input *in, const char *magic)
{
	return input_left(in) >= INPUT_MAGIC_LEN &&
		memcmp(in->at, magic, INPUT_MAGIC_LEN) == 0;
}

/* A packed capture is known by its content.  Nothing has been taken from the window yet, so
 * what it holds is the start of the compressed bytes. */
static void
look_for_packing(struct input *in)
{
	(void)input_fill(in, INPUT_MAGIC_LEN);
	if (input_left(in) >= 3 && memcmp(in->at, "\x1f\x8b\x08", 3) == 0)
		in->packing = PACKING_GZIP;
	else if (starts_with(in, "\x28\xb5\x2f\xfd") ||
		(input_left(in) >= INPUT_MAGIC_LEN &&
			(load_u32le(in->at) & 0xfffffff0) == 0x184d2a50)) /* skippable */
		in->packing = PACKING_ZSTD;
	if (in->packing == PACKING_NONE)
		return;
	in->unpack = unpack_new(in->packing, (struct bytes){ in->at, input_left(in) });
	in->end = in->at;
	in->ended = false;
}

/* To the state of a freshly opened input. */
static void
start_over(struct input *in)
{
	unpack_free(in->unpack);
	in->unpack = NULL;
	in->packing = PACKING_NONE;
	in->base = in->raw_at = in->raw_given = 0;
	in->at = in->end = in->hashed = in->buf;
	in->step = FIRST_STEP < in->window ? FIRST_STEP : in->window;
	in->ended = false;
	in->trouble[0] = '\0';
	(void)XXH3_128bits_reset(in->hash);
	look_for_packing(in);
}

static int
look_at_file(struct input *in, unsigned flags, struct err *err)
{
	struct stat st;
	if (fstat(in->fd, &st) < 0)
		return err_set(err, errno, "%s: %s", in->path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return err_set(
			err, EISDIR, "%s: is a folder; name the captures in it", in->path);

	in->is_regular = S_ISREG(st.st_mode);
	in->dev = st.st_dev;
	in->ino = st.st_ino;
	if (in->is_regular) {
		in->raw_size = (uint64_t)st.st_size;
		in->may_park = (flags & INPUT_PARK) && strcmp(in->path, "-") != 0;
		off_t at = lseek(in->fd, 0, SEEK_CUR);
		in->start = at > 0 ? at : 0;
	} else if (flags & INPUT_KEEP) {
		in->spool = open_spool(err);
		if (in->spool < 0)
			return in->spool;
		in->keeps = true;
	}
	return 0;
}

int
input_open(
	struct input *in, const char *path, size_t window, unsigned flags, struct err *err)
{
	*in = (struct input){ .path = path, .window = window, .fd = -1, .spool = -1 };
	if (strcmp(path, "-") == 0)
		in->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	else
		in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (in->fd < 0)
		return err_set(err, errno, "%s: cannot open: %s", path, strerror(errno));

	int r = look_at_file(in, flags, err);
	if (r < 0) {
		input_close(in);
		return r;
	}
	in->hash = XXH3_createState();
	must(in->hash != NULL);
	in->buf = base_alloc(1, FIRST_STEP);
	in->size = FIRST_STEP;
	start_over(in);
	return 0;
}

int
input_rewind(struct input *in, struct err *err)
{
	if (!in->is_regular && !in->keeps)
		return err_set(err, ESPIPE, "%s: a pipe cannot be read again", in->path);
	start_over(in);
	return 0;
}

void
input_close(struct input *in)
{
	unpack_free(in->unpack);
	free(in->buf);
	(void)XXH3_freeState(in->hash);
	if (in->fd >= 0)
		close(in->fd);
	if (in->spool >= 0)
		close(in->spool);
	*in = (struct input){ .fd = -1, .spool = -1 };
}
