/* Many captures as one stream: the order against a plain model, damage, rewinding, limits.
 */
#include "unit/capture_bytes.h"

#include <sys/resource.h>

enum { FILES_MAX = 300, RECORDS_MAX = 900 };

/* A capture of the model: the seconds of its records; every frame holds where it is from.
 */
struct plan {
	uint32_t n;
	uint32_t s[RECORDS_MAX];
};

static struct plan plans[FILES_MAX];
static char *paths[FILES_MAX];
static size_t n_files;
static struct build b;

struct seen {
	uint16_t file;
	uint32_t record;
};

static struct seen expected[FILES_MAX * RECORDS_MAX];
static size_t n_expected;
static unsigned n_told;
static uint16_t told[FILES_MAX];

static void
on_damage(void *arg, const struct capture_info *info, const struct err *err)
{
	assert_ptr_equal(arg, &n_told);
	assert_true(info->damaged);
	assert_true(info->ended);
	assert_non_null(strstr(err->text, info->path));
	for (size_t i = 0; i < n_files; i++)
		if (strcmp(paths[i], info->path) == 0)
			told[i]++;
	n_told++;
}

static uint32_t
any(uint32_t below)
{
	static uint64_t state = 42;
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

static void
write_plan(size_t i)
{
	char name[32];
	b.is_big = i & 1;
	b.len = 0;
	put_pcap_header(&b, 0xa1b2c3d4, 1);
	for (uint32_t r = 0; r < plans[i].n; r++) {
		uint32_t mark[2] = { (uint32_t)i, r };
		put_u32(&b, plans[i].s[r]);
		put_u32(&b, 0);
		put_u32(&b, sizeof(mark) + r % 50);
		put_u32(&b, 100);
		put(&b, mark, sizeof(mark));
		put_pattern(&b, r % 50, r);
	}
	(void)snprintf(name, sizeof(name), "%03zu", i);
	free(paths[i]);
	paths[i] = base_strdup(write_file(name, b.at, b.len));
}

/* What the set promises, said as plainly as can be: again and again the capture whose next
 * frame is the earliest, the first named of equals. */
static void
expect(void)
{
	static uint32_t next[FILES_MAX];
	memset(next, 0, sizeof(next));
	n_expected = 0;
	for (;;) {
		size_t best = n_files;
		for (size_t i = 0; i < n_files; i++)
			if (next[i] < plans[i].n &&
				(best == n_files ||
					plans[i].s[next[i]] < plans[best].s[next[best]]))
				best = i;
		if (best == n_files)
			return;
		expected[n_expected++] = (struct seen){ (uint16_t)best, next[best]++ };
	}
}

static size_t
check_pass(struct capture_set *set, size_t max, size_t stop_after)
{
	struct frame frames[FRAMES_BATCH];
	size_t at = 0, calls = 0;
	ssize_t n;

	n_told = 0;
	memset(told, 0, sizeof(told));
	while ((n = capture_set_read(set, frames, max, on_damage, &n_told)) > 0) {
		calls++;
		for (ssize_t i = 0; i < n; i++, at++) {
			uint32_t mark[2];
			assert_true(at < n_expected);
			assert_true(frames[i].caplen >= sizeof(mark));
			memcpy(mark, frames[i].at, sizeof(mark));
			assert_int_equal(frames[i].file, expected[at].file);
			assert_int_equal(mark[0], expected[at].file);
			assert_int_equal(mark[1], expected[at].record);
		}
		if (at >= stop_after)
			return calls;
	}
	assert_int_equal(n, 0);
	assert_int_equal(at, n_expected);
	return calls;
}

static struct capture_set *
open_set(void)
{
	struct capture_set *set = NULL;
	struct err err = { "" };
	assert_int_equal(
		capture_set_open((const char *const *)paths, n_files, &set, &err), 0);
	assert_int_equal(capture_set_count(set), n_files);
	return set;
}

static void
drop_files(void)
{
	for (size_t i = 0; i < n_files; i++) {
		(void)unlink(paths[i]);
		free(paths[i]);
		paths[i] = NULL;
	}
}

static void
plan_files(size_t files, uint32_t records, uint32_t span, uint32_t apart, bool backwards)
{
	n_files = files;
	for (size_t i = 0; i < files; i++) {
		uint32_t s = (uint32_t)(files - i) * apart + any(span);
		plans[i].n = records ? any(records) : 0;
		for (uint32_t r = 0; r < plans[i].n; r++) {
			plans[i].s[r] = s;
			if (backwards && any(10) == 0 && s > 5)
				s -= any(5);
			else
				s += any(3);
		}
		write_plan(i);
	}
	expect();
}

static void
keeps_the_order_of_the_model(void **state)
{
	static const struct {
		size_t files;
		uint32_t records, span, apart;
		bool backwards;
	} cases[] = {
		{ 1, 900, 1, 0, false }, /* alone */
		{ 5, 300, 1, 10000, false }, /* one after another, named in reverse */
		{ 5, 300, 100, 0, false }, /* all at once */
		{ 7, 300, 100, 50, true }, /* some of it backwards */
		{ 3, 900, 1, 0, false }, /* many equal times */
		{ 100, 40, 500, 7, true }, /* more than stay open */
		{ 4, 2, 5, 0, false }, /* some without a frame */
	};
	struct err err = { "" };
	(void)state;

	for (size_t c = 0; c < count_of(cases); c++) {
		plan_files(cases[c].files, cases[c].records, cases[c].span, cases[c].apart,
			cases[c].backwards);
		struct capture_set *set = open_set();
		static const size_t max[] = { FRAMES_BATCH, 1, 17, 256 };
		for (size_t i = 0; i < count_of(max); i++) {
			(void)check_pass(set, max[i], i == 2 ? n_expected / 2 : SIZE_MAX);
			assert_int_equal(n_told, 0);
			for (size_t f = 0; i != 2 && f < n_files; f++) {
				const struct capture_info *info = capture_set_info(set, f);
				assert_true(info->ended);
				assert_false(info->damaged);
				assert_string_equal(info->path, paths[f]);
				assert_int_equal(info->frames, plans[f].n);
			}
			assert_int_equal(capture_set_rewind(set, &err), 0);
		}
		capture_set_close(set);
		drop_files();
	}
}

/* Captures that do not overlap come in whole batches. */
static void
gives_long_runs(void **state)
{
	(void)state;
	n_files = 4;
	for (size_t i = 0; i < n_files; i++) {
		plans[i].n = FRAMES_BATCH;
		for (uint32_t r = 0; r < plans[i].n; r++)
			plans[i].s[r] = (uint32_t)i * 1000 + r;
		write_plan(i);
	}
	expect();
	struct capture_set *set = open_set();
	assert_int_equal(check_pass(set, FRAMES_BATCH, SIZE_MAX), n_files);
	capture_set_close(set);
	drop_files();
}

/* One is missing, one is text, one is cut, one is bad from the start: told once each in
 * every pass, and the others are whole. */
static void
goes_on_after_damage(void **state)
{
	struct err err = { "" };
	(void)state;

	for (size_t files = 8; files <= 80; files += 72) { /* kept open, and not */
		plan_files(files, 200, 100, 0, false);
		plans[3].n = 0;
		(void)unlink(paths[3]);
		plans[4].n = 0;
		(void)write_file("004", "no capture", 10);
		while (plans[5].n < 10)
			plans[5].s[plans[5].n++] = 1000;
		write_plan(5);
		plans[5].n--;
		struct stat st;
		assert_int_equal(stat(paths[5], &st), 0);
		assert_int_equal(truncate(paths[5], st.st_size - 1), 0);
		plans[6].n = 0;
		assert_int_equal(truncate(paths[6], 23), 0);
		expect();

		struct capture_set *set = open_set();
		for (int pass = 0; pass < 2; pass++) {
			(void)check_pass(set, FRAMES_BATCH, SIZE_MAX);
			assert_int_equal(n_told, 4);
			for (size_t f = 3; f < 7; f++) {
				assert_int_equal(told[f], 1);
				assert_true(capture_set_info(set, f)->damaged);
			}
			assert_int_equal(capture_set_rewind(set, &err), 0);
		}
		capture_set_close(set);
		drop_files();
	}
}

/* Hundreds of captures that all overlap are merged with a handful of descriptors. */
static void
needs_few_descriptors(void **state)
{
	struct rlimit was, few;
	(void)state;

	plan_files(FILES_MAX, 300, 100, 0, false);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	few = was;
	few.rlim_cur = 20;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	struct capture_set *set = open_set();
	(void)check_pass(set, FRAMES_BATCH, SIZE_MAX);
	assert_int_equal(n_told, 0);
	capture_set_close(set);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	drop_files();
}

/* A file that is another one when its turn comes is not read on in the middle. */
static void
notices_a_replaced_file(void **state)
{
	struct frame frames[FRAMES_BATCH];
	(void)state;

	plan_files(70, 2, 1, 0, false);
	plans[9].n = RECORDS_MAX;
	for (uint32_t r = 0; r < RECORDS_MAX; r++)
		plans[9].s[r] = 100 + r;
	write_plan(9);
	struct capture_set *set = open_set();
	n_told = 0;
	memset(told, 0, sizeof(told));
	ssize_t n = 1;
	while (n > 0 && capture_set_info(set, 9)->frames == 0)
		n = capture_set_read(set, frames, FRAMES_BATCH, on_damage, &n_told);
	assert_true(n > 0);
	char *other = base_printf("%s.other", paths[9]);
	assert_int_equal(rename(paths[9], other), 0);
	write_plan(9);
	while (n > 0)
		n = capture_set_read(set, frames, FRAMES_BATCH, on_damage, &n_told);
	assert_int_equal(told[9], 1);
	assert_int_equal(n_told, 1);
	assert_true(capture_set_info(set, 9)->frames < RECORDS_MAX);
	capture_set_close(set);
	(void)unlink(other);
	free(other);
	drop_files();
}

static void
refuses_bad_lists(void **state)
{
	static const char *const twice[] = { "-", "x", "-" };
	struct capture_set *set = NULL;
	struct err err = { "" };
	(void)state;

	assert_int_equal(capture_set_open(twice, 0, &set, &err), -EINVAL);
	assert_int_equal(capture_set_open(twice, 3, &set, &err), -EINVAL);
	assert_non_null(strstr(err.text, "standard input"));
	static const char *many[UINT16_MAX + 1];
	for (size_t i = 0; i < count_of(many); i++)
		many[i] = "x";
	assert_int_equal(capture_set_open(many, count_of(many), &set, &err), -E2BIG);
	assert_null(set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_order_of_the_model),
		cmocka_unit_test(gives_long_runs),
		cmocka_unit_test(goes_on_after_damage),
		cmocka_unit_test(needs_few_descriptors),
		cmocka_unit_test(notices_a_replaced_file),
		cmocka_unit_test(refuses_bad_lists),
	};
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
