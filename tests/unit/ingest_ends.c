/* Captures that meet inside a bin, read in any order and company: the accesses of the bin
 * are those of reading all at once. */
#include "ingest/ingest.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum {
	DIGEST = 33,
	PACKETS_MAX = 4,
	PIECES_MAX = 3,
	READS_MAX = 3,
	SYN = 2,
	RST = 4,
	ACK = 16
};

/* 2005-02-01 00:00 UTC: edges of its first bin can be of two months. */
enum { START_S = 1107216000, DAY_BINS = 288 };

static char *folder;
static struct err err;
#define ok(expression)                                                                     \
	do {                                                                               \
		err.text[0] = '\0';                                                        \
		if ((expression) < 0)                                                      \
			fail_msg("%s: %s", #expression, err.text);                         \
	} while (0)

struct sent {
	int bin, second; /* after START_S */
	uint8_t sport, flags;
	uint8_t dst; /* last octet, 0: 1 */
};

struct piece {
	struct sent packets[PACKETS_MAX];
	size_t n;
};

static void
write_piece(const char *path, const struct piece *piece)
{
	struct capture_writer *w;
	ok(capture_create(path, LINK_RAW, &w, &err));
	for (size_t i = 0; i < piece->n; i++) {
		const struct sent *p = &piece->packets[i];
		const uint8_t frame[40] = {
			0x45, [3] = 40, [8] = 64, [9] = IP_TCP, [12] = 192, 0, 2, 1, 198,
			51, 100, p->dst ? p->dst : 1, 0, p->sport, 0, 23, [32] = 0x50,
			p->flags
		};
		int64_t time_s = START_S + (int64_t)p->bin * BIN_S + p->second;
		ok(capture_write(
			w, time_s * 1000000000, bytes_of(frame, sizeof(frame)), &err));
	}
	ok(capture_finish(w, &err));
}

/* NULL: one sensor with all addresses. */
static const char *sensors;

static struct site *
make_site(void)
{
	struct site *site;
	if (!sensors) {
		ok(site_default("roof", &site, &err));
		return site;
	}
	auto_free char *path = base_printf("%s/site.yaml", folder);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	(void)fputs(sensors, out);
	assert_int_equal(fclose(out), 0);
	ok(site_load(path, &site, &err));
	return site;
}

/* Each read names the pieces that it takes together, as in "02". */
static void
read_all(const char *const *reads, char ret[static DIGEST])
{
	auto_free char *dir = base_printf("%s/lake-XXXXXX", folder);
	assert_non_null(mkdtemp(dir));
	struct site *site = make_site();
	struct geo *geo = geo_none();
	struct lake *lake;
	ok(lake_open(dir, LAKE_WRITE, &lake, &err));
	for (size_t i = 0; i < READS_MAX && reads[i]; i++) {
		char *paths[PIECES_MAX];
		size_t n = strlen(reads[i]);
		for (size_t k = 0; k < n; k++)
			paths[k] = base_printf("%s/%c.pcap", folder, reads[i][k]);
		struct ingest_options options = { .paths = (const char *const *)paths,
			.n_paths = n,
			.site = site,
			.geo = geo,
			.threads = 1,
			.gap_s = GAP_S_DEFAULT,
			.flow = true };
		struct ingest_report report;
		ok(ingest_run(lake, &options, &report, &err));
		assert_int_equal(report.overlap_bins, 0);
		for (size_t k = 0; k < n; k++)
			free(paths[k]);
	}
	ok(lake_digest(lake, ret, &err));
	lake_close(lake);
	geo_close(geo);
	site_free(site);
}

static void
check(const struct piece *pieces, size_t n, const char *const orders[][READS_MAX],
	size_t n_orders)
{
	char all[PIECES_MAX + 1] = "", whole[DIGEST], now[DIGEST];
	for (size_t i = 0; i < n; i++) {
		auto_free char *path = base_printf("%s/%zu.pcap", folder, i);
		write_piece(path, &pieces[i]);
		all[i] = (char)('0' + i);
	}
	const char *const at_once[READS_MAX] = { all };
	read_all(at_once, whole);
	for (size_t i = 0; i < n_orders; i++) {
		read_all(orders[i], now);
		assert_string_equal(whole, now);
	}
}

/* The second piece is within one bin, which the third goes on from and the first meets. */
static void
test_within_a_bin(void **state)
{
	(void)state;
	static const struct piece pieces[] = {
		{ { { -1, 5, 1, SYN, 0 }, { 0, 1, 2, SYN, 0 } }, 2 },
		{ { { 0, 50, 2, SYN, 0 } }, 1 },
		{ { { 0, 90, 2, SYN, 0 }, { 3, 0, 1, SYN, 0 } }, 2 },
	};
	static const char *const orders[][READS_MAX] = { { "12", "0" }, { "0", "12" },
		{ "01", "2" }, { "2", "01" }, { "1", "0", "2" } };
	check(pieces, count_of(pieces), orders, count_of(orders));
}

/* The first packet is not the earliest. */
static void
test_out_of_order(void **state)
{
	(void)state;
	static const struct piece pieces[] = {
		{ { { -1, 5, 1, SYN, 0 }, { 0, 1, 2, SYN, 0 } }, 2 },
		{ { { 1, 1, 1, SYN, 0 }, { 0, 299, 2, SYN, 0 }, { 2, 1, 1, SYN, 0 } }, 3 },
	};
	static const char *const orders[][READS_MAX] = { { "0", "1" }, { "1", "0" } };
	check(pieces, count_of(pieces), orders, count_of(orders));
}

/* Three captures show three kinds of one access in one bin. */
static void
test_kinds(void **state)
{
	(void)state;
	static const struct piece pieces[] = {
		{ { { 0, 1, 1, ACK, 0 }, { DAY_BINS, 0, 1, SYN, 0 } }, 2 },
		{ { { -3 * DAY_BINS, 0, 1, SYN, 0 }, { 0, 10, 1, SYN, 0 } }, 2 },
		{ { { 0, 50, 1, RST, 0 }, { 0, 60, 2, ACK, 0 } }, 2 },
	};
	static const char *const orders[][READS_MAX] = { { "0", "1", "2" },
		{ "0", "2", "1" }, { "1", "0", "2" }, { "1", "2", "0" }, { "2", "0", "1" },
		{ "2", "1", "0" } };
	check(pieces, count_of(pieces), orders, count_of(orders));
}

/* A capture of one sensor ends while that of another goes on. */
static void
test_two_sensors(void **state)
{
	(void)state;
	static const struct piece pieces[] = {
		{ { { 0, 5, 1, SYN, 1 }, { 2, 10, 2, SYN, 1 } }, 2 },
		{ { { 0, 1, 1, SYN, 2 }, { 6, 1, 2, SYN, 2 } }, 2 },
		{ { { 2, 100, 2, SYN, 1 }, { 3, 0, 3, SYN, 1 } }, 2 },
	};
	static const char *const orders[][READS_MAX] = { { "01", "2" }, { "2", "01" },
		{ "0", "12" }, { "12", "0" }, { "0", "1", "2" } };
	sensors = "sensors:\n"
		  "  - { name: a, addresses: [198.51.100.1] }\n"
		  "  - { name: b, addresses: [198.51.100.2] }\n";
	check(pieces, count_of(pieces), orders, count_of(orders));
	sensors = NULL;
}

static int
make_folder(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	folder = base_printf("%s/teiten-ends-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0)
		(void)execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
	free(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_within_a_bin),
		cmocka_unit_test(test_out_of_order),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_two_sensors),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
