/* cache.c - the flat form of a database on disk, mapped as it is.
 *
 * One file for each path of a database.  It is used only when it was made from a database
 * of this length and time, its sum is right and its insides hold together; else it is made
 * anew.
 */
#include "geo/flat.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <xxhash.h>

static char *
cache_path(const char *cache_dir, const char *path)
{
	return base_printf("%s/geo-%016llx.flat", cache_dir,
		(unsigned long long)XXH3_64bits(path, strlen(path)));
}

static bool
same_origin(const struct flat_origin *a, const struct flat_origin *b)
{
	return a->len == b->len && a->mtime_s == b->mtime_s && a->mtime_ns == b->mtime_ns;
}

bool
cache_load(const char *cache_dir, const char *path, const struct flat_origin *want,
	struct flat *ret)
{
	auto_free char *name = cache_path(cache_dir, path);
	auto_close int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return false;
	size_t len = (size_t)st.st_size;
	/* Private: what another process writes into the file later is not promised to be
	 * seen, and nobody does: files are replaced, not changed. */
	void *at = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (at == MAP_FAILED)
		return false;
	struct flat flat;
	if (!flat_attach(at, len, &flat) || !same_origin(&flat.header->origin, want)) {
		(void)munmap(at, len);
		return false;
	}
	*ret = flat;
	return true;
}

void
flat_done(struct flat *flat)
{
	if (flat->mapped)
		(void)munmap(flat->at, flat->header->image_len);
	else
		free(flat->at);
	*flat = (struct flat){ 0 };
}

static void
make_folders(const char *path)
{
	auto_free char *copy = base_strdup(path);
	for (char *p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		(void)mkdir(copy, 0777);
		*p = '/';
	}
	(void)mkdir(copy, 0777);
}

static bool
write_all(int fd, const void *at, size_t len)
{
	for (const uint8_t *p = at; len > 0;) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

void
cache_store(const char *cache_dir, const char *path, const struct flat *flat)
{
	make_folders(cache_dir);
	auto_free char *name = cache_path(cache_dir, path);
	auto_free char *part = base_printf("%s.XXXXXX", name);
	auto_close int fd = mkostemp(part, O_CLOEXEC);
	if (fd < 0)
		return;
	if (!write_all(fd, flat->at, flat->header->image_len) || fchmod(fd, 0644) < 0 ||
		rename(part, name) < 0) {
		(void)unlink(part);
		return;
	}
	auto_close int dir = open(cache_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0)
		(void)fsync(dir);
}
