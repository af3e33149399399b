/* decode_truth.c - real captures, against what an independent reader found in them.
 *
 * ground-truth/syn-by-port.tsv and backscatter-by-sport.tsv count packets, sources and
 * destinations of TCP flags by port; the innermost packet is what they look at.  Where the
 * two readings differ, the packet is printed and stands in `explained` below with its
 * reason. Damaged files are decoded too: they must only not crash.
 */
#include "decode/decode.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { SYN_ONLY, SYN_ACK, RESET, WHATS };
enum { PATH_LEN_MAX = 4096, ALL_PORTS = -1 };

struct seen {
	uint8_t what;
	uint16_t sport, dport;
	struct addr src, dst;
};

struct counts {
	unsigned long packets[WHATS], sources, destinations;
};

/* Packets that one of the two readers counts and the other does not: printed, left out of
 * the comparison, and each must be there. */
static const struct explained {
	const char *file;
	unsigned long frame; /* from 1 */
	const char *reason;
} explained[] = {
	{ "01-messenger/wireshark-FTPv6-1.converted.pcap", 94,
		"the SYN in a 6in4 tunnel; the tables looked at outer IPv4 here" },
};
static unsigned long n_explained;

static struct seen *seen;
static size_t n_seen, seen_room;
static char captures_dir[PATH_LEN_MAX - 512];

static void
see(const struct packet *p)
{
	if (p->proto != IP_TCP || p->no_transport || p->later_fragment)
		return;
	unsigned flags = p->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST);
	if (flags != TCP_SYN && flags != (TCP_SYN | TCP_ACK) && !(flags & TCP_RST))
		return;
	if (n_seen == seen_room) {
		seen_room = seen_room ? seen_room * 2 : 4096;
		seen = base_grow(seen, seen_room, sizeof(*seen));
	}
	seen[n_seen++] = (struct seen){ .what = flags & TCP_RST ? RESET
			: flags == TCP_SYN                      ? SYN_ONLY
								: SYN_ACK,
		.sport = p->sport,
		.dport = p->dport,
		.src = p->src,
		.dst = p->dst };
}

static bool
is_explained(const char *file, unsigned long n, const struct packet *p)
{
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX];

	for (size_t i = 0; i < count_of(explained); i++) {
		if (explained[i].frame != n || strcmp(explained[i].file, file) != 0)
			continue;
		printf("%s frame %lu: %s port %u > %s port %u, flags %02x: %s\n", file, n,
			addr_format(p->src, src), p->sport, addr_format(p->dst, dst),
			p->dport, p->tcp_flags, explained[i].reason);
		n_explained++;
		return true;
	}
	return false;
}

/* False when the file cannot be opened. */
static bool
read_capture(const char *file, const char *path, unsigned long drops[DROP_COUNT])
{
	struct frame frames[FRAMES_BATCH];
	struct capture *c = NULL;
	struct decoded d;
	struct packet quoted;
	struct err err;
	unsigned long n_frames = 0;
	ssize_t n;

	n_seen = 0;
	if (capture_open(path, &c, &err) != 0)
		return false;
	while ((n = capture_read(c, frames, FRAMES_BATCH, &err)) > 0)
		for (ssize_t i = 0; i < n; i++) {
			/* In a block of its own size, for the sanitizer to watch. */
			uint32_t caplen = frames[i].caplen;
			auto_free uint8_t *copy = base_alloc(caplen + 1, 1);
			memcpy(copy + 1, frames[i].at, caplen);
			frames[i].at = copy + 1;
			enum drop drop = decode_frame(&frames[i], &d);
			n_frames++;
			drops[drop]++;
			if (drop)
				continue;
			const struct packet *p = decoded_innermost(&d);
			must((unsigned)packet_kind(p) < KIND_COUNT);
			must(packet_tool_marks(p) < 16);
			if (decode_quoted(p, &quoted))
				must((unsigned)packet_kind(&quoted) < KIND_COUNT);
			if (!is_explained(file, n_frames, p))
				see(p);
		}
	capture_close(c);
	return true;
}

static int
by_addr(const void *a, const void *b)
{
	return addr_compare(*(const struct addr *)a, *(const struct addr *)b);
}

static unsigned long
distinct(struct addr *addrs, size_t n)
{
	unsigned long count = 0;

	qsort(addrs, n, sizeof(*addrs), by_addr);
	for (size_t i = 0; i < n; i++)
		count += i == 0 || !addr_equal(addrs[i - 1], addrs[i]);
	return count;
}

/* SYN by destination port, or answers by source port. */
static struct counts
count(bool answers, long port)
{
	struct counts ret = { { 0 }, 0, 0 };
	auto_free struct addr *src = base_alloc(n_seen + 1, sizeof(*src));
	auto_free struct addr *dst = base_alloc(n_seen + 1, sizeof(*dst));
	size_t n = 0;

	for (size_t i = 0; i < n_seen; i++) {
		const struct seen *s = &seen[i];
		if ((s->what != SYN_ONLY) != answers ||
			(port != ALL_PORTS && port != (answers ? s->sport : s->dport)))
			continue;
		ret.packets[s->what]++;
		src[n] = s->src;
		dst[n++] = s->dst;
	}
	ret.sources = distinct(src, n);
	ret.destinations = distinct(dst, n);
	return ret;
}

static bool
equal(const char *file, const char *port, const struct counts *c, bool answers,
	const unsigned long want[4])
{
	bool same = answers ? c->packets[SYN_ACK] == want[0] && c->packets[RESET] == want[1]
			    : c->packets[SYN_ONLY] == want[0];
	same = same && c->sources == want[2] && c->destinations == want[3];
	if (!same)
		fprintf(stderr,
			"%s port %s: want %lu %lu, %lu sources, %lu destinations; "
			"got SYN %lu SYN-ACK %lu RST %lu, %lu sources, %lu destinations\n",
			file, port, want[0], want[1], want[2], want[3],
			c->packets[SYN_ONLY], c->packets[SYN_ACK], c->packets[RESET],
			c->sources, c->destinations);
	return same;
}

static void
compare(const char *truth, bool answers)
{
	char path[PATH_LEN_MAX], line[1024], file[512], port[16], last[512] = "";
	unsigned long drops[DROP_COUNT] = { 0 }, rows = 0, wrong = 0, files = 0;

	snprintf(path, sizeof(path), "%s/ground-truth/%s", captures_dir, truth);
	auto_file FILE *in = fopen(path, "r");
	assert_non_null(in);
	assert_non_null(fgets(line, sizeof(line), in)); /* names of the columns */
	while (fgets(line, sizeof(line), in)) {
		unsigned long want[4] = { 0 };
		int n = answers ? sscanf(line, "%511s %15s %lu %lu %lu %lu", file, port,
					  &want[0], &want[1], &want[2], &want[3])
				: sscanf(line, "%511s %15s %lu %lu %lu", file, port,
					  &want[0], &want[2], &want[3]);
		assert_int_equal(n, answers ? 6 : 5);
		if (strcmp(file, last) != 0) {
			snprintf(path, sizeof(path), "%s/%s", captures_dir, file);
			assert_true(read_capture(file, path, drops));
			memcpy(last, file, sizeof(last));
			files++;
		}
		long number = *port == 'A' ? ALL_PORTS : strtol(port, NULL, 10);
		struct counts c = count(answers, number);
		wrong += !equal(file, port, &c, answers, want);
		rows++;
	}
	printf("%s: %lu rows of %lu files, %lu differ\n", truth, rows, files, wrong);
	assert_true(rows > 0);
	assert_int_equal(wrong, 0);
}

static bool
has_captures(void)
{
	const char *dir = getenv("TEITEN_CAPTURES");
	const char *source = getenv("TEITEN_SOURCE");

	if (dir)
		snprintf(captures_dir, sizeof(captures_dir), "%s", dir);
	else
		snprintf(captures_dir, sizeof(captures_dir), "%s/../shared/captures",
			source ? source : ".");
	if (access(captures_dir, R_OK) == 0)
		return true;
	printf("skipped: no captures in %s\n", captures_dir);
	return false;
}

static void
syn_equals_the_truth(void **state)
{
	(void)state;
	if (!has_captures())
		return;
	compare("syn-by-port.tsv", false);
	assert_int_equal(n_explained, count_of(explained));
}

static void
backscatter_equals_the_truth(void **state)
{
	(void)state;
	if (has_captures())
		compare("backscatter-by-sport.tsv", true);
}

static unsigned long malformed_files, malformed_opened, malformed_drops[DROP_COUNT];

static int
visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)at;
	if (type == FTW_F) {
		malformed_files++;
		malformed_opened += read_capture("", path, malformed_drops);
	}
	return 0;
}

static void
damage_is_survived(void **state)
{
	char path[PATH_LEN_MAX];

	(void)state;
	if (!has_captures())
		return;
	snprintf(path, sizeof(path), "%s/12-malformed", captures_dir);
	assert_int_equal(nftw(path, visit, 16, FTW_PHYS), 0);
	printf("12-malformed: %lu files, %lu opened", malformed_files, malformed_opened);
	for (enum drop drop = 0; drop < DROP_COUNT; drop++)
		printf(", %s %lu", drop_name(drop), malformed_drops[drop]);
	printf("\n");
	assert_true(malformed_opened > 0 && malformed_drops[DROP_NONE] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syn_equals_the_truth),
		cmocka_unit_test(backscatter_equals_the_truth),
		cmocka_unit_test(damage_is_survived),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(seen);
	return failed;
}
