/* guard_connect.c - what one connection, or one program, costs: `guard_connect ADDRESS PORT
 * N IN OUT`, `guard_connect exec N`.  Prints the median in nanoseconds.  By turns with
 * another: a byte read from the pipe IN is its turn, one written to OUT ends it. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
compare(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return a < b ? -1 : a > b;
}

static int64_t
connect_once(const struct sockaddr_in *to)
{
	int64_t start = now_ns();
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) < 0) {
		perror("connect");
		exit(1);
	}
	close(fd);
	return now_ns() - start;
}

static int64_t
exec_once(void)
{
	char *argv[] = { "true", NULL };
	pid_t pid;
	int64_t start = now_ns();
	if (posix_spawn(&pid, "/bin/true", NULL, NULL, argv, environ) != 0)
		exit(1);
	waitpid(pid, NULL, 0);
	return now_ns() - start;
}

static void
take_turn(int fd)
{
	char byte;
	if (read(fd, &byte, 1) != 1)
		exit(1);
}

static void
end_turn(int fd)
{
	if (write(fd, "x", 1) != 1)
		exit(1);
}

int
main(int argc, char **argv)
{
	enum { TURN = 100 };
	int runs_programs = argc > 2 && strcmp(argv[1], "exec") == 0, in = -1, out = -1;
	if (argc != (runs_programs ? 3 : 6))
		return 2;
	long n = strtol(argv[runs_programs ? 2 : 3], NULL, 10);
	struct sockaddr_in to = { .sin_family = AF_INET };
	if (!runs_programs) {
		to.sin_port = htons((unsigned short)strtol(argv[2], NULL, 10));
		inet_pton(AF_INET, argv[1], &to.sin_addr);
		in = open(argv[4], O_RDWR);
		out = open(argv[5], O_RDWR);
	}
	int64_t *took = calloc((size_t)n, sizeof(*took));
	for (long i = 0; i < n; i++) {
		if (in >= 0 && i % TURN == 0)
			take_turn(in);
		took[i] = runs_programs ? exec_once() : connect_once(&to);
		if (out >= 0 && i % TURN == TURN - 1)
			end_turn(out);
	}
	qsort(took, (size_t)n, sizeof(*took), compare);
	printf("%lld\n", (long long)took[n / 2]);
	free(took);
	return 0;
}
