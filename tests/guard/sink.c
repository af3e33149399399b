/* sink.c - listens on ports of its namespace and appends all that comes to a file: what
 * stands there has left the guarded side. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FDS_MAX = 1024 };

static struct pollfd fds[FDS_MAX];
static int n_fds, n_doors;

static void
add(int fd)
{
	if (fd >= 0 && n_fds < FDS_MAX)
		fds[n_fds++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	else if (fd >= 0)
		close(fd);
}

static void
listen_on(int port, int type)
{
	struct sockaddr_in6 at = { .sin6_family = AF_INET6,
		.sin6_port = htons((unsigned short)port) };
	int one = 1, zero = 0,
	    fd = socket(AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (type == SOCK_STREAM)
		setsockopt(
			fd, IPPROTO_TCP, 23 /* TCP_FASTOPEN */, &(int){ 16 }, sizeof(int));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		(type == SOCK_STREAM && listen(fd, 512) < 0)) {
		perror("sink");
		exit(1);
	}
	add(fd);
}

int
main(int argc, char **argv)
{
	char block[4096];
	if (argc < 3)
		return 2;
	int log = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	for (int i = 2; i < argc; i++) {
		listen_on((int)strtol(argv[i], NULL, 10), SOCK_STREAM);
		listen_on((int)strtol(argv[i], NULL, 10), SOCK_DGRAM);
	}
	n_doors = n_fds;
	printf("ready\n");
	fflush(stdout);
	while (poll(fds, (nfds_t)n_fds, -1) >= 0)
		for (int i = n_fds - 1; i >= 0; i--) {
			if (!fds[i].revents)
				continue;
			int stream = i < n_doors && i % 2 == 0;
			if (stream) {
				add(accept4(fds[i].fd, NULL, NULL,
					SOCK_NONBLOCK | SOCK_CLOEXEC));
				continue;
			}
			ssize_t n = read(fds[i].fd, block, sizeof(block));
			if (n > 0 && write(log, block, (size_t)n) == n)
				continue;
			if (i >= n_doors) {
				close(fds[i].fd);
				fds[i] = fds[--n_fds];
			}
		}
	return 0;
}
