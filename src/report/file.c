/* file.c - files that are there whole or not at all. */
#include "report/page.h"

#include <fcntl.h>
#include <sys/stat.h>

int
folder_make(const char *path, struct err *err)
{
	if (mkdir(path, 0777) == 0)
		return 0;
	struct stat st;
	int code = errno;
	if (code == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return err_set(err, code, "cannot make folder '%s': %s", path, strerror(code));
}

static int
write_all(int fd, struct bytes content)
{
	while (content.len > 0) {
		ssize_t n = write(fd, content.at, content.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		content.at += n;
		content.len -= (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int
file_replace(const char *path, struct bytes content, struct err *err)
{
	auto_free char *temporary = base_printf("%s.new", path);
	auto_close int fd = open(
		temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return err_set(
			err, errno, "cannot write '%s': %s", temporary, strerror(errno));
	int r = write_all(fd, content);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0) {
		(void)unlink(temporary);
		return err_set(err, -r, "cannot write '%s': %s", path, strerror(-r));
	}
	return 0;
}
