/* confine.c - after this the station reads its rings, writes its lake, and little else. */
#include "station/private.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

int
confine_user(const struct confinement *c, struct err *err)
{
	if (mkdir(c->lake, 0755) == 0 && c->user) {
		int r = user_owns(c->user, c->lake, err);
		if (r < 0)
			return r;
	}
	return c->user ? user_become(c->user, err) : 0;
}

/* --- files -----------------------------------------------------------------------------
 */

static int
allow_beneath(int rules, const char *path, uint64_t access)
{
	auto_close int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return 0; /* what is not there needs no permission */
	if (!S_ISDIR(st.st_mode))
		access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	struct landlock_path_beneath_attr beneath = { .allowed_access = access,
		.parent_fd = fd };
	return (int)syscall(
		SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
}

static int
restrict_files(const struct confinement *c, bool *ret, struct err *err)
{
	enum { READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
	/* Of the second version, the first that lets a file move to another folder. */
	uint64_t all = (LANDLOCK_ACCESS_FS_REFER << 1) - 1;
	struct landlock_ruleset_attr attr = { .handled_access_fs = all };
	*ret = false;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) <
		2)
		return 0;
	auto_close int rules =
		(int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules < 0)
		return 0; /* a kernel without it */
	int rc = allow_beneath(rules, c->lake,
		all &
			~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE |
				LANDLOCK_ACCESS_FS_MAKE_CHAR |
				LANDLOCK_ACCESS_FS_MAKE_BLOCK));
	for (size_t i = 0; rc == 0 && i < count_of(c->read) && c->read[i]; i++)
		rc = allow_beneath(rules, c->read[i], READ);
	if (rc == 0)
		rc = (int)syscall(SYS_landlock_restrict_self, rules, 0);
	if (rc < 0)
		return err_set(err, errno, "Landlock: %s", strerror(errno));
	*ret = true;
	return 0;
}

/* --- system calls ----------------------------------------------------------------------
 */

/* Denied rather than allowed: the libraries that write the lake use many calls, and none of
 * these.  What cannot be opened, sent or started needs no list of what may. */
static int
deny(scmp_filter_ctx filter)
{
	static const int denied[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
		SCMP_SYS(vfork), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
		SCMP_SYS(userfaultfd), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
		SCMP_SYS(socketpair), SCMP_SYS(mount), SCMP_SYS(umount2),
		SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns),
		SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
		SCMP_SYS(kexec_load), SCMP_SYS(keyctl), SCMP_SYS(add_key),
		SCMP_SYS(request_key), SCMP_SYS(open_by_handle_at),
		SCMP_SYS(io_uring_setup), SCMP_SYS(setuid), SCMP_SYS(setgid),
		SCMP_SYS(setresuid), SCMP_SYS(setresgid), SCMP_SYS(personality),
		SCMP_SYS(clock_settime), SCMP_SYS(settimeofday), SCMP_SYS(reboot),
		SCMP_SYS(swapon), SCMP_SYS(mknodat) };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count_of(denied); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
	/* The service manager is told over a local socket; there is no other. */
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
	return rc;
}

/* A packet socket that is only ever read. */
static int
deny_sending(scmp_filter_ctx filter, int fd)
{
	static const int sends[] = { SCMP_SYS(sendto), SCMP_SYS(sendmsg),
		SCMP_SYS(sendmmsg), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
		SCMP_SYS(pwritev), SCMP_SYS(pwritev2), SCMP_SYS(dup), SCMP_SYS(dup2),
		SCMP_SYS(dup3) };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count_of(sends); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), sends[i], 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)fd, 0));
	return rc;
}

static int
restrict_calls(const struct confinement *c, struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc = filter ? deny(filter) : -ENOMEM;
	for (size_t i = 0; rc == 0 && i < c->n_rings; i++)
		rc = deny_sending(filter, c->rings[i]);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_set(err, -rc, "seccomp: %s", strerror(-rc)) : 0;
}

int
confine_calls(const struct confinement *c, bool *ret_landlock, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(
			err, errno, "cannot give up privileges: %s", strerror(errno));
	int rc = restrict_files(c, ret_landlock, err);
	return rc == 0 ? restrict_calls(c, err) : rc;
}
