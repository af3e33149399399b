/* mailer.c - a mail program as the guard sees one: `mailer ADDRESS PORT TOKEN [HOW [FD |
 * FILE]]`.
 *
 * HOW: wait (says its pid and where its token lies, sends when a line comes), fork (a
 * helper of its own writes), give (passes its connected socket over FD), defer (passes it
 * before its SYN has left), multipath (by MPTCP), exec FILE (hands it on by exec), hold
 * (connects, then waits for a line), ring FILE (leaves a polled ring to a child FILE). */
#include "try.h"

#include "uring.h"

#include <netinet/tcp.h>

extern void mailer_library(void);

static int
connected(const struct aim *a, const char *how)
{
	int protocol = strcmp(how, "multipath") == 0 ? 262 /* IPPROTO_MPTCP */ : 0;
	int fd = socket(AF_INET, SOCK_STREAM, protocol);
	if (fd < 0)
		_exit(77);
	if (strcmp(how, "defer") == 0 &&
		setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &(int){ 1 },
			sizeof(int)) < 0)
		_exit(77);
	if (connect(fd, (const struct sockaddr *)&a->to, sizeof(a->to)) < 0)
		_exit(1);
	return fd;
}

static int
give(int over, int fd)
{
	char byte = 'x', control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(over, &msg, 0) == 1 ? 0 : 1;
}

static void
wait_line(void)
{
	char c;
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		;
}

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	const char *how = argc > 4 ? argv[4] : "";
	static char token[128];
	snprintf(token, sizeof(token), "%s", a.token);
	a.token = token;
	if (strcmp(how, "wait") == 0) {
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
		printf("%d %p\n", getpid(), (void *)token);
		fflush(stdout);
		wait_line();
		return send_token(&a);
	}
	if (strcmp(how, "ring") == 0) {
		struct uring u;
		if (uring_open(&u, IORING_SETUP_SQPOLL) < 0)
			return 77;
		pid_t pid = fork();
		if (pid == 0) {
			char ring[64];
			/* Its thread reads the mailer's memory, not the child's. */
			snprintf(ring, sizeof(ring), "%d,%p,%p", u.fd, (void *)&a.to,
				(void *)token);
			fcntl(u.fd, F_SETFD, 0);
			execl(argv[5], argv[5], a.address, a.port, token, ring,
				(char *)NULL);
			_exit(1);
		}
		return wait_for(pid);
	}
	int fd = connected(&a, how);
	if (strcmp(how, "fork") == 0) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(say_text(fd, token));
		return wait_for(pid);
	}
	if (strcmp(how, "give") == 0 || strcmp(how, "defer") == 0)
		return give((int)strtol(argv[5], NULL, 10), fd);
	if (strcmp(how, "exec") == 0) {
		char number[16];
		snprintf(number, sizeof(number), "%d", fd);
		execl(argv[5], argv[5], number, token, (char *)NULL);
		_exit(1);
	}
	if (strcmp(how, "hold") == 0) {
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
		printf("%d %d\n", getpid(), fd);
		fflush(stdout);
		wait_line();
		return 0;
	}
	mailer_library();
	return say_text(fd, token);
}
