/* check.c - is a program of the policy one that only root can change? */
#include "guard/linux/host.h"

#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <pwd.h>
#include <sys/stat.h>

static int
check_owner(const char *path, bool folder, struct err *err)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return err_set(err, errno, "%s: %s", path, strerror(errno));
	if (st.st_uid != 0)
		return err_set(err, EPERM,
			"%s belongs to user %u, who could change it: chown root", path,
			st.st_uid);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, EPERM,
			"%s can be written by others than root: chmod go-w", path);
	if (!folder && (!S_ISREG(st.st_mode) || !(st.st_mode & 0111)))
		return err_set(err, EINVAL, "%s is no program", path);
	return 0;
}

/* The file and each folder on the way to it. */
static int
check_owners(const char *file, struct err *err)
{
	char path[PATH_MAX];
	int rc = check_owner(file, false, err);
	(void)snprintf(path, sizeof(path), "%s", file);
	for (char *slash; rc == 0 && (slash = strrchr(path, '/'));) {
		slash[slash == path] = 0;
		rc = check_owner(path, true, err);
		if (slash == path)
			break;
	}
	return rc;
}

static int
digest(int fd, const EVP_MD *kind, char *hex, size_t size)
{
	unsigned char sum[EVP_MAX_MD_SIZE], block[65536];
	unsigned len = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex(ctx, kind, NULL) == 1;
	off_t at = 0;
	for (ssize_t n; ok && (n = pread(fd, block, sizeof(block), at)) != 0; at += n)
		ok = n > 0 && EVP_DigestUpdate(ctx, block, (size_t)n) == 1;
	ok = ok && EVP_DigestFinal_ex(ctx, sum, &len) == 1;
	EVP_MD_CTX_free(ctx);
	if (!ok || 2 * len + 1 > size)
		return -EIO;
	for (unsigned i = 0; i < len; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	return 0;
}

bool
guard_package_list(const char *package, char ret[static PATH_MAX])
{
	static const char *const machines[] = { "", ":amd64", ":arm64" };
	for (size_t i = 0; !strpbrk(package, "/%") && i < count_of(machines); i++) {
		(void)snprintf(ret, PATH_MAX, "/var/lib/dpkg/info/%s%s.md5sums", package,
			machines[i]);
		if (access(ret, R_OK) == 0)
			return true;
	}
	return false;
}

/* Does dpkg's list of the package hold this file with this content? */
static bool
is_of_package(const char *package, const char *file, int fd)
{
	char md5[33], line[PATH_MAX + 64], name[PATH_MAX];
	if (!guard_package_list(package, name) ||
		digest(fd, EVP_md5(), md5, sizeof(md5)) < 0)
		return false;
	auto_file FILE *list = fopen(name, "re");
	/* Lists of before the merge of /usr say bin/bash for /usr/bin/bash. */
	const char *path = file + 1,
		   *merged = strncmp(path, "usr/", 4) == 0 ? path + 4 : path;
	while (list && fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = 0;
		if (strncmp(line, md5, 32) == 0 && strlen(line) > 34 &&
			(strcmp(line + 34, path) == 0 || strcmp(line + 34, merged) == 0))
			return true;
	}
	return false;
}

static int
check_content(const struct guard_entry *e, struct guard_checked *ret, struct err *err)
{
	auto_close int fd = open(ret->file, O_RDONLY | O_CLOEXEC);
	char start[2] = "";
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0 || pread(fd, start, 2, 0) < 0)
		return err_set(err, errno, "%s: %s", ret->file, strerror(errno));
	ret->readable = st.st_mode & (S_IRGRP | S_IROTH);
	ret->script = memcmp(start, "#!", 2) == 0;
	if (digest(fd, EVP_sha256(), ret->sha256, sizeof(ret->sha256)) < 0)
		return err_set(err, EIO, "%s: cannot be read to the end", ret->file);
	if (!e->sha256[0] || strcmp(e->sha256, ret->sha256) == 0)
		return 0;
	ret->upgraded = e->package && is_of_package(e->package, ret->file, fd);
	if (ret->upgraded)
		return 0;
	return err_set(err, EPERM,
		"%s: its content is not what the policy says; if you trust it: teiten "
		"guard allow %s",
		ret->file, e->file);
}

static int
bind_user(const struct guard_entry *e, struct guard_checked *ret, struct err *err)
{
	ret->program.uid = GUARD_ANY_UID;
	if (!e->user)
		return 0;
	struct passwd *user = getpwnam(e->user);
	if (!user)
		return err_set(err, ENOENT, "%s: there is no user '%s'", e->file, e->user);
	ret->program.uid = user->pw_uid;
	return 0;
}

int
guard_check_entry(const struct guard_entry *e, struct guard_checked *ret, struct err *err)
{
	*ret = (struct guard_checked){ .program = { .class = e->class, .gate = e->gate } };
	if (!realpath(e->file, ret->file))
		return err_set(err, errno, "%s: %s", e->file, strerror(errno));
	int rc = check_owners(ret->file, err);
	if (rc == 0)
		rc = check_content(e, ret, err);
	if (rc == 0)
		rc = bind_user(e, ret, err);
	if (rc < 0)
		return rc;
	bool interpreter = guard_is_interpreter(ret->file);
	if (interpreter && e->class != CLASS_SHELL)
		return err_set(err, EPERM,
			"%s runs whatever it is given: register the script itself, where "
			"root owns it",
			ret->file);
	if (ret->script && e->class == CLASS_SHELL)
		return err_set(err, EPERM, "%s is a script, and no shell", ret->file);
	ret->program.interpreter = interpreter;
	return 0;
}
