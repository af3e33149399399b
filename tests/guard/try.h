/* try.h - what the programs that try a hole share.
 *
 * Each is run as `hole ADDRESS PORT TOKEN MAILER` by a user of the test's own namespace,
 * and tries to bring TOKEN to the mail port, or to the program MAILER that is registered.
 * Whether it came there is asked of the other side.
 */
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct aim {
	const char *address, *port, *token, *mailer;
	struct sockaddr_in to;
};

static inline struct aim
aim_read(int argc, char **argv)
{
	if (argc < 4)
		_exit(64);
	struct aim a = { argv[1], argv[2], argv[3], argc > 4 ? argv[4] : NULL,
		{ .sin_family = AF_INET,
			.sin_port = htons((unsigned short)strtol(argv[2], NULL, 10)) } };
	if (inet_pton(AF_INET, a.address, &a.to.sin_addr) != 1)
		_exit(64);
	return a;
}

static inline int
say_text(int fd, const char *text)
{
	return write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : 1;
}

/* Connects and sends: 0, or 1 when it was refused. */
static inline int
send_to(const struct sockaddr *to, socklen_t len, int type, int protocol, const char *text)
{
	int fd = socket(to->sa_family, type, protocol);
	if (fd < 0 || connect(fd, to, len) < 0)
		return 1;
	int rc = say_text(fd, text);
	close(fd);
	return rc;
}

static inline int
send_token(const struct aim *a)
{
	return send_to(
		(const struct sockaddr *)&a->to, sizeof(a->to), SOCK_STREAM, 0, a->token);
}

static inline _Noreturn void
exec_mailer(const struct aim *a)
{
	execl(a->mailer, a->mailer, a->address, a->port, a->token, (char *)NULL);
	_exit(1);
}

/* The status of a child, 1 when it did not end well. */
static inline int
wait_for(pid_t pid)
{
	int status;
	if (pid < 0 || waitpid(pid, &status, __WALL) < 0)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
