/* The content of a lake does not depend on how its captures were cut, ordered, or read. */
#include "ingest/ingest.h"
#include "synth/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { PIECES = 3, DIGEST = 33 };

static char *folder;

static char *
in_folder(const char *name)
{
	return base_printf("%s/%s", folder, name);
}

static struct err err;
#define ok(expression)                                                                     \
	do {                                                                               \
		err.text[0] = '\0';                                                        \
		if ((expression) < 0)                                                      \
			fail_msg("%s: %s", #expression, err.text);                         \
	} while (0)

struct how {
	unsigned threads;
	uint64_t sources_max;
	bool flow, again;
};

static struct ingest_report report;

/* Read captures into lake `name`, all in one command. */
static void
read_into(const char *name, const struct site *site, const char *const *paths, size_t n,
	struct how how)
{
	auto_free char *dir = in_folder(name);
	struct lake *lake;
	struct geo *geo = geo_none();
	ok(lake_open(dir, LAKE_WRITE, &lake, &err));
	struct ingest_options options = { .paths = paths,
		.n_paths = n,
		.site = site,
		.geo = geo,
		.threads = how.threads ? how.threads : 1,
		.gap_s = GAP_S_DEFAULT,
		.flow = how.flow,
		.again = how.again,
		.sources_max = how.sources_max };
	ok(ingest_run(lake, &options, &report, &err));
	lake_close(lake);
	geo_close(geo);
}

static void
digest_of(const char *name, char ret[static DIGEST])
{
	auto_free char *dir = in_folder(name);
	struct lake *lake;
	ok(lake_open(dir, LAKE_READ, &lake, &err));
	ok(lake_digest(lake, ret, &err));
	lake_close(lake);
}

static struct scene_made
make(const char *scene, uint64_t packets)
{
	auto_free char *file = base_printf("%s/%s.pcap", folder, scene);
	struct scene_request request = { .path = file, .seed = 7, .packets = packets };
	struct scene_made made;
	ok(scene_make(scene_find(scene), &request, &made, &err));
	return made;
}

/* The frames of a capture, each given to the piece that `piece_of` names. */
static void
cut(const char *path, char *const *pieces, size_t n,
	size_t (*piece_of)(uint64_t number, uint64_t all, size_t n), uint64_t all)
{
	struct capture_writer *writers[8];
	struct capture *c;
	struct frame frames[64];
	uint64_t number = 0;
	ssize_t got;
	for (size_t i = 0; i < n; i++)
		ok(capture_create(pieces[i], LINK_ETHERNET, &writers[i], &err));
	ok(capture_open(path, &c, &err));
	while ((got = capture_read(c, frames, count_of(frames), &err)) > 0)
		for (ssize_t i = 0; i < got; i++)
			ok(capture_write(writers[piece_of(number++, all, n)],
				frames[i].time_ns, bytes_of(frames[i].at, frames[i].caplen),
				&err));
	capture_close(c);
	for (size_t i = 0; i < n; i++)
		ok(capture_finish(writers[i], &err));
}

static size_t
by_thirds(uint64_t number, uint64_t all, size_t n)
{
	return (size_t)(number * n / all);
}

static size_t
in_turn(uint64_t number, uint64_t all, size_t n)
{
	(void)all;
	return (size_t)(number % n);
}

static void
forget(const char *name)
{
	auto_free char *dir = in_folder(name);
	auto_free char *away = base_printf("%s-old-%d", dir, rand());
	assert_int_equal(rename(dir, away), 0);
}

static struct site *
one_sensor(void)
{
	struct site *site;
	ok(site_default("roof", &site, &err));
	return site;
}

static void
test_threads(void **state)
{
	(void)state;
	struct scene_made made = make("darknet", 60000);
	struct site *site = one_sensor();
	static const struct how hows[] = { { 1, 0, true, false }, { 2, 0, true, false },
		{ 8, 0, true, false }, { 1, 500, true, false }, { 2, 3000, true, false } };
	char first[DIGEST], now[DIGEST];
	for (size_t i = 0; i < count_of(hows); i++) {
		read_into("threads", site, (const char *const *)made.captures, 1, hows[i]);
		digest_of("threads", i ? now : first);
		if (i)
			assert_string_equal(first, now);
		assert_int_equal(report.packets, 60000);
		forget("threads");
	}
	site_free(site);
	scene_made_free(&made);
}

static const size_t orders[][PIECES] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 },
	{ 2, 0, 1 }, { 2, 1, 0 } };

static void
make_pieces(char *pieces[static PIECES], const char *stem)
{
	for (size_t i = 0; i < PIECES; i++)
		pieces[i] = base_printf("%s/%s-%zu.pcap", folder, stem, i);
}

static void
free_pieces(char *pieces[static PIECES])
{
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
}

/* Captures that meet inside a bin: one after another in any order, or at once. */
static void
test_pieces(void **state)
{
	(void)state;
	struct scene_made made = make("darknet", 30000);
	struct site *site = one_sensor();
	char *pieces[PIECES], whole[DIGEST], now[DIGEST];
	make_pieces(pieces, "thirds");
	cut(made.captures[0], pieces, PIECES, by_thirds, made.packets);
	read_into("pieces", site, (const char *const *)made.captures, 1,
		(struct how){ .flow = true });
	digest_of("pieces", whole);
	forget("pieces");
	for (size_t i = 0; i < count_of(orders); i++) {
		for (size_t k = 0; k < PIECES; k++) {
			const char *path = pieces[orders[i][k]];
			read_into("pieces", site, &path, 1, (struct how){ .flow = true });
			assert_int_equal(report.overlap_bins, 0);
		}
		digest_of("pieces", now);
		assert_string_equal(whole, now);
		forget("pieces");
		const char *all[PIECES];
		for (size_t k = 0; k < PIECES; k++)
			all[k] = pieces[orders[i][k]];
		read_into("pieces", site, all, PIECES, (struct how){ .flow = true });
		digest_of("pieces", now);
		assert_string_equal(whole, now);
		forget("pieces");
	}
	free_pieces(pieces);
	site_free(site);
	scene_made_free(&made);
}

/* Captures of the same hours at once are merged; one after another they overlap, and say
 * so. */
static void
test_overlap(void **state)
{
	(void)state;
	struct scene_made made = make("darknet", 30000);
	struct site *site = one_sensor();
	char *pieces[PIECES], whole[DIGEST], now[DIGEST];
	make_pieces(pieces, "turns");
	cut(made.captures[0], pieces, PIECES, in_turn, made.packets);
	read_into(
		"overlap", site, (const char *const *)made.captures, 1, (struct how){ 0 });
	digest_of("overlap", whole);
	forget("overlap");
	read_into("overlap", site, (const char *const *)pieces, PIECES, (struct how){ 0 });
	digest_of("overlap", now);
	assert_string_equal(whole, now);
	forget("overlap");
	read_into("overlap", site, (const char *const *)pieces, 1, (struct how){ 0 });
	assert_int_equal(report.overlap_bins, 0);
	read_into("overlap", site, (const char *const *)pieces + 1, 1, (struct how){ 0 });
	assert_in_range(report.overlap_bins, 280, 288);
	free_pieces(pieces);
	site_free(site);
	scene_made_free(&made);
}

static void
test_twice(void **state)
{
	(void)state;
	struct scene_made made = make("in-order", 0);
	struct site *site = one_sensor();
	const char *const *paths = (const char *const *)made.captures;
	const char *twins[] = { paths[0], paths[0] };
	char once[DIGEST], now[DIGEST];
	read_into("twice", site, paths, 1, (struct how){ 0 });
	digest_of("twice", once);
	read_into("twice", site, paths, 1, (struct how){ 0 });
	assert_int_equal(report.skipped, 1);
	digest_of("twice", now);
	assert_string_equal(once, now);
	read_into("twice", site, paths, 1, (struct how){ .again = true });
	assert_int_equal(report.skipped, 0);
	digest_of("twice", now);
	assert_string_not_equal(once, now);
	forget("twice");
	read_into("twice", site, twins, 2, (struct how){ 0 });
	assert_int_equal(report.skipped, 1);
	digest_of("twice", now);
	assert_string_equal(once, now);
	site_free(site);
	scene_made_free(&made);
}

static void
test_shuffled(void **state)
{
	(void)state;
	struct scene_made ordered = make("in-order", 0), shuffled = make("out-of-order", 0);
	struct site *site = one_sensor();
	char first[DIGEST], now[DIGEST];
	read_into("shuffled", site, (const char *const *)ordered.captures, 1,
		(struct how){ .threads = 2 });
	assert_false(report.sorted);
	digest_of("shuffled", first);
	forget("shuffled");
	read_into("shuffled", site, (const char *const *)shuffled.captures, 1,
		(struct how){ .threads = 2 });
	assert_true(report.sorted);
	digest_of("shuffled", now);
	assert_string_equal(first, now);
	site_free(site);
	scene_made_free(&ordered);
	scene_made_free(&shuffled);
}

static int
make_folder(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	folder = base_printf("%s/teiten-ingest-XXXXXX", tmp ? tmp : "/tmp");
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
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_shuffled),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
