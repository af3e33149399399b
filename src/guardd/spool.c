/* spool.c - lines at the end of a file, whole or not at all. */
#include "guardd/guardd.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

struct spool {
	int fd;
	char *file;
	bool dirty;
};

static int
open_file(const char *file, struct err *err)
{
	auto_close int fd =
		open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	struct stat st;
	char last = '\n';
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, EINVAL, "%s is no plain file", file);
	/* A half line that a crash left must not spoil the next one. */
	if (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n' &&
		write(fd, "\n", 1) != 1)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	int ret = fd;
	fd = -1;
	return ret;
}

int
spool_open(const char *file, struct spool **ret, struct err *err)
{
	int fd = open_file(file, err);
	if (fd < 0)
		return fd;
	struct spool *s = base_alloc(1, sizeof(*s));
	s->fd = fd;
	s->file = base_strdup(file);
	*ret = s;
	return 0;
}

/* Who collects renames the file under the same lock: then a new one is begun. */
static int
lock(struct spool *s, struct err *err)
{
	struct stat named, open;
	if (flock(s->fd, LOCK_EX) < 0)
		return err_set(err, errno, "%s: %s", s->file, strerror(errno));
	if (stat(s->file, &named) == 0 && fstat(s->fd, &open) == 0 &&
		named.st_ino == open.st_ino && named.st_dev == open.st_dev)
		return 0;
	int fd = open_file(s->file, err);
	if (fd < 0)
		return fd;
	(void)close(s->fd);
	s->fd = fd;
	return flock(s->fd, LOCK_EX) < 0
		? err_set(err, errno, "%s: %s", s->file, strerror(errno))
		: 0;
}

int
spool_give(struct spool *s, uid_t uid, gid_t gid, struct err *err)
{
	if (fchown(s->fd, uid, gid) < 0)
		return err_set(err, errno, "%s: %s", s->file, strerror(errno));
	return 0;
}

void
spool_close(struct spool *s)
{
	if (!s)
		return;
	(void)close(s->fd);
	free(s->file);
	free(s);
}

int
spool_put(struct spool *s, const char *line, size_t len, struct err *err)
{
	int rc = s->dirty ? 0 : lock(s, err);
	if (rc < 0)
		return rc;
	s->dirty = true;
	ssize_t n = write(s->fd, line, len);
	if (n == (ssize_t)len)
		return 0;
	int code = n < 0 ? errno : ENOSPC;
	/* A part of a line would spoil the next one. */
	if (n > 0 && ftruncate(s->fd, lseek(s->fd, 0, SEEK_END) - n) < 0)
		code = errno;
	return err_set(err, code, "%s: %s", s->file, strerror(code));
}

int
spool_sync(struct spool *s, struct err *err)
{
	if (!s->dirty)
		return 0;
	int rc = fdatasync(s->fd) < 0
		? err_set(err, errno, "%s: %s", s->file, strerror(errno))
		: 0;
	(void)flock(s->fd, LOCK_UN);
	s->dirty = false;
	return rc;
}
