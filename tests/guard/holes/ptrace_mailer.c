/* Another process stops a running mailer, which the shell started, and writes another token
 * into it: by ptrace, process_vm_writev or /proc/PID/mem, as `token` of the arguments says.
 */
#include "../try.h"

#include <sys/ptrace.h>
#include <sys/uio.h>

static int
write_by(const char *how, pid_t pid, unsigned long at, const char *text)
{
	size_t len = strlen(text) + 1;
	if (strcmp(how, "vm") == 0) {
		struct iovec from = { (void *)text, len }, to = { (void *)at, len };
		return process_vm_writev(pid, &from, 1, &to, 1, 0) == (ssize_t)len ? 0 : 77;
	}
	if (strcmp(how, "mem") == 0) {
		char name[64];
		snprintf(name, sizeof(name), "/proc/%d/mem", pid);
		int fd = open(name, O_RDWR);
		return fd >= 0 && pwrite(fd, text, len, (off_t)at) == (ssize_t)len ? 0 : 77;
	}
	if (ptrace(strcmp(how, "seize") == 0 ? PTRACE_SEIZE : PTRACE_ATTACH, pid, 0, 0) < 0)
		return 77;
	if (strcmp(how, "seize") == 0)
		ptrace(PTRACE_INTERRUPT, pid, 0, 0);
	waitpid(pid, NULL, __WALL);
	for (size_t i = 0; i < len; i += sizeof(long)) {
		long word = 0;
		memcpy(&word, text + i, len - i < sizeof(long) ? len - i : sizeof(long));
		if (ptrace(PTRACE_POKEDATA, pid, (void *)(at + i), (void *)word) < 0)
			return 77;
	}
	ptrace(PTRACE_DETACH, pid, 0, 0);
	return 0;
}

/* ptrace_mailer HOW PID ADDRESS TOKEN */
int
main(int argc, char **argv)
{
	if (argc < 5)
		return 64;
	return write_by(argv[1], (int)strtol(argv[2], NULL, 10), strtoul(argv[3], NULL, 16),
		argv[4]);
}
