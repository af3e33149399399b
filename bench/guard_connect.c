/* guard_connect.c - what one connection, or one program, costs: `guard_connect ADDRESS PORT
 * N`, `guard_connect exec N`.  Prints the median in nanoseconds. */
#include <arpa/inet.h>
#include <errno.h>
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

int
main(int argc, char **argv)
{
	int runs_programs = argc > 2 && strcmp(argv[1], "exec") == 0;
	if (argc < 3 + !runs_programs)
		return 2;
	long n = strtol(argv[argc - 1], NULL, 10);
	struct sockaddr_in to = { .sin_family = AF_INET };
	if (!runs_programs) {
		to.sin_port = htons((unsigned short)strtol(argv[2], NULL, 10));
		inet_pton(AF_INET, argv[1], &to.sin_addr);
	}
	int64_t *took = calloc((size_t)n, sizeof(*took));
	for (long i = -n / 10; i < n; i++) {
		int64_t ns = runs_programs ? exec_once() : connect_once(&to);
		if (i >= 0)
			took[i] = ns;
	}
	qsort(took, (size_t)n, sizeof(*took), compare);
	printf("%lld\n", (long long)took[n / 2]);
	free(took);
	return 0;
}
