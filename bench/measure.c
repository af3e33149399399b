/* measure.c - what commands cost: wall time, CPU time and peak memory, in turn.
 *
 *   measure [-n RUNS] [-q] NAME COMMAND [NAME COMMAND]...
 *
 * Each COMMAND goes to sh.  They run A B A B ..., so that a machine that slows down slows
 * all of them, and what is printed are medians, one JSON object a line.  CPU time is of the
 * command and all its children; peak memory is that of its largest process.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 99, COMMANDS_MAX = 32 };

struct sample {
	double wall_s, cpu_s, peak_mib;
};

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* A process of its own starts and waits for the command, so that its children's peak and
 * times are this run's and not those of an earlier one. */
static void
supervise(const char *command, bool quiet, int out)
{
	struct timespec start, end;
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		if (quiet)
			(void)dup2(null, STDERR_FILENO);
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	int status = 0;
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		_exit(1);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	struct rusage use;
	(void)getrusage(RUSAGE_CHILDREN, &use);
	struct sample s = {
		.wall_s = (double)(end.tv_sec - start.tv_sec) +
			(double)(end.tv_nsec - start.tv_nsec) / 1e9,
		.cpu_s = seconds(use.ru_utime) + seconds(use.ru_stime),
		.peak_mib = (double)use.ru_maxrss / 1024,
	};
	if (write(out, &s, sizeof(s)) != (ssize_t)sizeof(s))
		_exit(1);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128);
}

static bool
run_once(const char *command, bool quiet, struct sample *ret)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	pid_t pid = fork();
	if (pid == 0)
		supervise(command, quiet, ends[1]);
	(void)close(ends[1]);
	ssize_t n = pid < 0 ? -1 : read(ends[0], ret, sizeof(*ret));
	(void)close(ends[0]);
	int status = 0;
	return pid >= 0 && waitpid(pid, &status, 0) == pid && status == 0 &&
		n == (ssize_t)sizeof(*ret);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Median of the i-th member of struct sample over the runs. */
static double
median(const struct sample *samples, size_t n, size_t member)
{
	double values[RUNS_MAX];
	for (size_t i = 0; i < n; i++)
		memcpy(&values[i], (const char *)&samples[i] + member * sizeof(double),
			sizeof(double));
	qsort(values, n, sizeof(values[0]), ascending);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	static struct sample samples[COMMANDS_MAX][RUNS_MAX];
	size_t runs = 3;
	bool quiet = false;
	int option;

	while ((option = getopt(argc, argv, "n:q")) != -1) {
		if (option == 'n')
			runs = strtoul(optarg, NULL, 10);
		else if (option == 'q')
			quiet = true;
		else
			return 2;
	}
	size_t commands = (size_t)(argc - optind) / 2;
	if (runs < 1 || runs > RUNS_MAX || commands < 1 || commands > COMMANDS_MAX ||
		(argc - optind) % 2 != 0) {
		(void)fprintf(stderr, "usage: measure [-n RUNS] [-q] NAME COMMAND...\n");
		return 2;
	}
	char **names = argv + optind;
	for (size_t run = 0; run < runs; run++) {
		for (size_t i = 0; i < commands; i++) {
			if (!run_once(names[2 * i + 1], quiet, &samples[i][run])) {
				(void)fprintf(
					stderr, "measure: '%s' failed\n", names[2 * i]);
				return 1;
			}
		}
	}
	for (size_t i = 0; i < commands; i++)
		(void)printf("{\"name\":\"%s\",\"runs\":%zu,\"wall_s\":%.3f,\"cpu_s\":%.3f,"
			     "\"peak_mib\":%.0f}\n",
			names[2 * i], runs, median(samples[i], runs, 0),
			median(samples[i], runs, 1), median(samples[i], runs, 2));
	return 0;
}
