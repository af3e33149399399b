/* Fuzzing of capture: any bytes as a file, read through a large and through a tiny window,
 * which must give the same, and as two members of a set.
 */
#include "capture/reader.h"

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
	int opened;
	bool damaged;
	uint64_t frames, content;
	struct xxh128 hash;
};

static struct sum
read_through(const char *path, size_t window)
{
	struct frame frames[FRAMES_BATCH];
	struct capture *c;
	struct err err = { "" };
	struct sum sum = { .opened =
				   capture_open_as(path, window, INPUT_PARK, 0, &c, &err) };
	if (sum.opened < 0)
		return sum;
	ssize_t n;
	while ((n = capture_read(c, frames, FRAMES_BATCH, &err)) > 0)
		for (ssize_t i = 0; i < n; i++) {
			sum.content = sum.content * 31 + (uint64_t)frames[i].time_ns +
				frames[i].wirelen + frames[i].offset;
			for (uint32_t k = 0; k < frames[i].caplen; k++)
				sum.content = sum.content * 31 + frames[i].at[k];
		}
	sum.damaged = n < 0;
	sum.frames = capture_info(c)->frames;
	sum.hash = capture_info(c)->hash;
	capture_close(c);
	return sum;
}

static uint64_t
read_set(const char *path)
{
	const char *const paths[] = { path, path };
	struct frame frames[FRAMES_BATCH];
	struct capture_set *set;
	struct err err = { "" };
	uint64_t total = 0;

	must(capture_set_open(paths, count_of(paths), &set, &err) == 0);
	for (int pass = 0; pass < 2; pass++) {
		ssize_t n;
		while ((n = capture_set_read(set, frames, 7, NULL, NULL)) > 0)
			total += (uint64_t)n;
		must(n == 0);
		must(capture_set_rewind(set, &err) == 0);
	}
	capture_set_close(set);
	return total;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_close int fd = memfd_create("fuzz", MFD_CLOEXEC);
	must(fd >= 0);
	must(write(fd, data, size) == (ssize_t)size);
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);

	struct sum large = read_through(path, INPUT_WINDOW), small = read_through(path, 61);
	must(large.opened == small.opened);
	must(large.damaged == small.damaged);
	must(large.frames == small.frames);
	must(large.content == small.content);
	must(large.hash.hi == small.hash.hi && large.hash.lo == small.hash.lo);
	must(read_set(path) == 4 * large.frames);
	return 0;
}
