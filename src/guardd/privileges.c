/* privileges.c - after this the daemon can read its descriptors, append to its spool, and
 * little else. */
#include "guardd/guardd.h"

#include "base/user.h"

#include <seccomp.h>

static int
restrict_calls(struct err *err)
{
	static const int allowed[] = {
		SCMP_SYS(accept4),
		SCMP_SYS(bpf),
		SCMP_SYS(brk),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(clock_nanosleep),
		SCMP_SYS(close),
		SCMP_SYS(epoll_create1),
		SCMP_SYS(epoll_ctl),
		SCMP_SYS(epoll_pwait),
		SCMP_SYS(epoll_wait),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
		SCMP_SYS(fcntl),
		SCMP_SYS(fdatasync),
		SCMP_SYS(flock),
		SCMP_SYS(fstat),
		SCMP_SYS(fsync),
		SCMP_SYS(ftruncate),
		SCMP_SYS(futex),
		SCMP_SYS(getpid),
		SCMP_SYS(getrandom),
		SCMP_SYS(getsockopt),
		SCMP_SYS(lseek),
		SCMP_SYS(madvise),
		SCMP_SYS(mmap),
		SCMP_SYS(mremap),
		SCMP_SYS(munmap),
		SCMP_SYS(newfstatat),
		SCMP_SYS(openat),
		SCMP_SYS(pread64),
		SCMP_SYS(read),
		SCMP_SYS(recvfrom),
		SCMP_SYS(recvmsg),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sendto),
		SCMP_SYS(sendmsg),
		SCMP_SYS(signalfd4),
		SCMP_SYS(stat),
		SCMP_SYS(tgkill),
		SCMP_SYS(write),
		SCMP_SYS(writev),
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = filter ? 0 : -ENOMEM;
	for (size_t i = 0; rc == 0 && i < count_of(allowed); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc < 0 ? err_set(err, -rc, "seccomp: %s", strerror(-rc)) : 0;
}

int
privileges_drop(const char *user, struct err *err)
{
	int rc = user_become(user, err);
	return rc < 0 ? rc : restrict_calls(err);
}
