/* decode.c - what decoding costs, as a ratio to the floor.
 *
 * The floor walks the same mapped pcap and touches only what no program can leave out: the
 * addresses and ports of plain Ethernet frames.  Frames come in batches, as from capture.
 * Times are CPU, best of several rounds, and hold the reading of the batches.
 *
 *	gcc -O2 -std=gnu17 -D_GNU_SOURCE -Isrc bench/decode.c src/decode/[a-z]*.c \
 *		src/base/err.c -o /tmp/bench-decode && /tmp/bench-decode FILE.pcap [ROUNDS]
 */
#include "decode/decode.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

enum { PCAP_HEADER = 24, RECORD_HEADER = 16 };

static double
cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t
floor_frame(const struct frame *f)
{
	const uint8_t *at = f->at + 14;
	uint16_t type = load_u16be(f->at + 12);
	if (f->caplen >= 38 && type == 0x0800) {
		uint32_t header_len = (at[0] & 15) * 4u;
		uint64_t sum = load_u32be(at + 12) + load_u32be(at + 16);
		return 14 + header_len + 4 > f->caplen ? sum
						       : sum + load_u32be(at + header_len);
	}
	if (f->caplen >= 58 && type == 0x86dd)
		return load_u64be(at + 8) + load_u64be(at + 16) + load_u64be(at + 24) +
			load_u64be(at + 32) + load_u32be(at + 40);
	return 0;
}

static uint64_t
read_only(const struct frame *f)
{
	return f->caplen;
}

static uint64_t
decode_only(const struct frame *f)
{
	struct decoded d;
	return decode_frame(f, &d) ? 1 : d.outer.src.lo + d.outer.dport;
}

static uint64_t
decode_and_kind(const struct frame *f)
{
	struct decoded d;
	if (decode_frame(f, &d))
		return 1;
	enum kind kind = packet_kind(&d.outer);
	return d.outer.src.lo + packet_port(&d.outer, kind) + packet_tool_marks(&d.outer);
}

/* The next batch, as capture_read() hands them out. */
static size_t
read_batch(struct bytes file, size_t *at, struct frame *frames)
{
	size_t n = 0;

	while (n < FRAMES_BATCH && *at + RECORD_HEADER <= file.len) {
		const uint8_t *r = file.at + *at;
		uint32_t caplen = load_u32le(r + 8);
		if (caplen > file.len - *at - RECORD_HEADER)
			break;
		frames[n++] = (struct frame){
			.time_ns = load_u32le(r) * INT64_C(1000000000) + load_u32le(r + 4),
			.offset = *at,
			.at = r + RECORD_HEADER,
			.caplen = caplen,
			.wirelen = load_u32le(r + 12),
			.linktype = LINK_ETHERNET
		};
		*at += RECORD_HEADER + caplen;
	}
	return n;
}

static double
walk(struct bytes file, uint64_t (*see)(const struct frame *), uint64_t *ret_n,
	uint64_t *ret_sum)
{
	struct frame frames[FRAMES_BATCH];
	double start = cpu_s();
	uint64_t total = 0, sum = 0;
	size_t at = PCAP_HEADER, n;

	while ((n = read_batch(file, &at, frames)) > 0) {
		for (size_t i = 0; i < n; i++)
			sum += see(&frames[i]);
		total += n;
	}
	*ret_n = total;
	*ret_sum = sum;
	return cpu_s() - start;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint64_t (*see)(const struct frame *);
	} runs[] = { { "read", read_only }, { "floor", floor_frame },
		{ "decode", decode_only }, { "decode+kind", decode_and_kind } };
	double best[count_of(runs)] = { 0 };
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
	auto_close int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return fprintf(stderr, "usage: bench-decode FILE.pcap [ROUNDS]\n"), 2;
	void *map = mmap(
		NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	must(map != MAP_FAILED);
	struct bytes file = bytes_of(map, (size_t)st.st_size);

	uint64_t n = 0, sum = 0;
	for (int round = 0; round < rounds; round++)
		for (size_t i = 0; i < count_of(runs); i++) {
			double s = walk(file, runs[i].see, &n, &sum);
			if (round == 0 || s < best[i])
				best[i] = s;
		}
	for (size_t i = 0; i < count_of(runs); i++)
		printf("%-12s %6.3f s  %5.1f ns a packet  %4.1f times the floor\n",
			runs[i].name, best[i], best[i] * 1e9 / (double)n,
			best[i] / best[1]);
	printf("%lu packets, checksum %lx\n", (unsigned long)n, (unsigned long)sum);
	return 0;
}
