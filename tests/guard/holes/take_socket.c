/* Writes to the connected socket of a mailer: inherited over exec (`take_socket FD TOKEN`),
 * passed over a UNIX socket (`scm`), or stolen with pidfd_getfd (`steal`); by write,
 * sendfile, splice, or as data of its SYN. */
#include "../try.h"

#include <sys/mman.h>
#include <sys/sendfile.h>

static int
receive(int over)
{
	char byte, control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	int fd = -1;
	if (recvmsg(over, &msg, 0) == 1 && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

static int
put(int fd, const char *token, const char *how)
{
	int pipe_[2], file = memfd_create("token", 0);
	if (say_text(file, token) || pipe(pipe_) < 0)
		return 1;
	if (strcmp(how, "sendfile") == 0)
		return sendfile(fd, file, &(off_t){ 0 }, strlen(token)) <= 0;
	if (strcmp(how, "splice") == 0)
		return say_text(pipe_[1], token) ||
			splice(pipe_[0], NULL, fd, NULL, strlen(token), 0) <= 0;
	return say_text(fd, token);
}

static int
pass(const struct aim *a, const char *how)
{
	int pair[2];
	char number[16];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return 1;
	snprintf(number, sizeof(number), "%d", pair[1]);
	pid_t pid = fork();
	if (pid == 0) {
		execl(a->mailer, a->mailer, a->address, a->port, "",
			strcmp(how, "defer") == 0 ? "defer" : "give", number, (char *)NULL);
		_exit(1);
	}
	close(pair[1]);
	int fd = receive(pair[0]);
	return fd < 0 || put(fd, a->token, how) || (usleep(100000) && 0);
}

int
main(int argc, char **argv)
{
	if (argc == 3)
		return put((int)strtol(argv[1], NULL, 10), argv[2], "write");
	if (argc == 5 && strcmp(argv[1], "steal") == 0) {
		int pidfd = (int)syscall(SYS_pidfd_open, (int)strtol(argv[2], NULL, 10), 0);
		int fd = (int)syscall(
			SYS_pidfd_getfd, pidfd, (int)strtol(argv[3], NULL, 10), 0);
		return fd < 0 ? 77 : put(fd, argv[4], "write");
	}
	struct aim a = aim_read(argc, argv);
	return argc > 5 ? pass(&a, argv[5]) : 64;
}
