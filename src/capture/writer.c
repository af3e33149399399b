/* writer.c - captures that teiten writes: pcap, nanoseconds, little-endian. */
#include "capture/reader.h"

#include <fcntl.h>

enum { WRITER_SIZE = 256 << 10, FILE_HEADER_LEN = 24, RECORD_LEN = 16 };

struct capture_writer {
	char *path;
	int fd;
	bool is_stdout;
	int failed; /* the -errno that ended it */
	size_t len;
	uint8_t buf[WRITER_SIZE];
};

static void
put_u32(uint8_t *at, uint32_t v)
{
	memcpy(at, &v, sizeof(v));
}

static int
put_out(struct capture_writer *w, const uint8_t *at, size_t len, struct err *err)
{
	while (len > 0 && !w->failed) {
		ssize_t n = write(w->fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			w->failed = -errno;
			break;
		}
		at += n;
		len -= (size_t)n;
	}
	if (w->failed)
		return err_set(err, -w->failed, "%s: cannot write: %s", w->path,
			strerror(-w->failed));
	return 0;
}

static int
flush(struct capture_writer *w, struct err *err)
{
	size_t len = w->len;
	w->len = 0;
	return put_out(w, w->buf, len, err);
}

int
capture_create(
	const char *path, enum linktype link, struct capture_writer **ret, struct err *err)
{
	bool is_stdout = strcmp(path, "-") == 0;
	int fd = is_stdout ? STDOUT_FILENO
			   : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_set(err, errno, "%s: cannot create: %s", path, strerror(errno));

	struct capture_writer *w = base_alloc(1, sizeof(*w));
	w->path = base_strdup(path);
	w->fd = fd;
	w->is_stdout = is_stdout;
	put_u32(w->buf, 0xa1b23c4d);
	put_u32(w->buf + 4, 4 << 16 | 2); /* version 2.4 */
	put_u32(w->buf + 16, FRAME_MAX);
	put_u32(w->buf + 20, link);
	w->len = FILE_HEADER_LEN;
	*ret = w;
	return 0;
}

int
capture_write(
	struct capture_writer *w, int64_t time_ns, struct bytes frame, struct err *err)
{
	if (w->failed)
		return put_out(w, NULL, 0, err);
	if (time_ns < 0 || time_ns / 1000000000 > UINT32_MAX)
		return err_set(err, ERANGE, "%s: pcap cannot hold the time %lld s", w->path,
			(long long)(time_ns / 1000000000));
	if (frame.len > FRAME_MAX)
		return err_set(err, EMSGSIZE, "%s: a frame of %zu bytes is no packet",
			w->path, frame.len);

	if (RECORD_LEN + frame.len > sizeof(w->buf) - w->len) {
		int r = flush(w, err);
		if (r < 0)
			return r;
	}
	uint8_t *at = w->buf + w->len;
	put_u32(at, (uint32_t)(time_ns / 1000000000));
	put_u32(at + 4, (uint32_t)(time_ns % 1000000000));
	put_u32(at + 8, (uint32_t)frame.len);
	put_u32(at + 12, (uint32_t)frame.len);
	w->len += RECORD_LEN;
	if (frame.len > sizeof(w->buf) - w->len) {
		int r = flush(w, err);
		return r < 0 ? r : put_out(w, frame.at, frame.len, err);
	}
	if (frame.len > 0)
		memcpy(at + RECORD_LEN, frame.at, frame.len);
	w->len += frame.len;
	return 0;
}

int
capture_finish(struct capture_writer *w, struct err *err)
{
	int r = flush(w, err);
	if (!w->is_stdout && close(w->fd) < 0 && r == 0)
		r = err_set(err, errno, "%s: cannot write: %s", w->path, strerror(errno));
	free(w->path);
	free(w);
	return r;
}
