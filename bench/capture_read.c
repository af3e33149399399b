/* capture_read.c - what handing out frames costs: `capture_read FILE.pcap [ROUNDS]`.
 *
 * In turn, the least CPU seconds of each: the capture room (read, split into frames, hash),
 * a loop over the mapped file that does nothing but step from record to record, and tcpdump
 * writing the capture to /dev/null.  Build it with
 *
 *   gcc -std=gnu17 -O2 -D_GNU_SOURCE -Isrc bench/capture_read.c src/capture/[a-z]*.c \
 *       src/base/err.c -lxxhash -lzstd -lz -o capture_read
 */
#include "capture/capture.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static uint64_t
capture_room(const char *path)
{
	struct capture *c;
	struct err err = { "" };
	struct frame frames[FRAMES_BATCH];
	uint64_t sum = 0;

	if (capture_open(path, &c, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	ssize_t n;
	while ((n = capture_read(c, frames, FRAMES_BATCH, &err)) > 0)
		for (ssize_t i = 0; i < n; i++)
			sum += frames[i].caplen;
	capture_close(c);
	return sum;
}

static uint64_t
mapped_loop(const char *path)
{
	auto_close int fd = open(path, O_RDONLY);
	struct stat st;
	uint64_t sum = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		exit(1);
	size_t size = (size_t)st.st_size;
	uint8_t *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		exit(1);
	for (size_t at = 24; at + 16 <= size;) {
		uint32_t caplen = load_u32le(map + at + 8);
		sum += caplen;
		at += 16 + caplen;
	}
	(void)munmap(map, size);
	return sum;
}

static uint64_t
tcpdump(const char *path)
{
	int null = open("/dev/null", O_WRONLY);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(null, STDERR_FILENO);
	(void)execlp("tcpdump", "tcpdump", "-r", path, "-w", "/dev/null", (char *)NULL);
	_exit(127);
}

/* In a process of its own, so that the peak memory is its own. */
static void
measure(uint64_t (*work)(const char *), const char *path, double *cpu_s, long *peak_kib)
{
	struct rusage u;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(work(path) == 0);
	if (child < 0 || wait4(child, &status, 0, &u) != child || status != 0)
		return;
	double s = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
		(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
	if (*cpu_s == 0 || s < *cpu_s)
		*cpu_s = s;
	*peak_kib = u.ru_maxrss;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint64_t (*work)(const char *path);
	} rows[] = { { "capture_read", capture_room }, { "mapped loop", mapped_loop },
		{ "tcpdump -w", tcpdump } };
	double cpu_s[count_of(rows)] = { 0 };
	long peak_kib[count_of(rows)] = { 0 };

	if (argc < 2)
		return 2;
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
	for (long round = 0; round < rounds; round++)
		for (size_t i = 0; i < count_of(rows); i++)
			measure(rows[i].work, argv[1], &cpu_s[i], &peak_kib[i]);
	for (size_t i = 0; i < count_of(rows); i++)
		(void)printf("%-14s %7.3f s %8ld KiB %6.2f\n", rows[i].name, cpu_s[i],
			peak_kib[i], cpu_s[0] > 0 ? cpu_s[i] / cpu_s[0] : 0);
	return 0;
}
