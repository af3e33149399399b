/* Real captures, where they are: every file of the collection is read or refused within a
 * second, and the frames of those in its MANIFEST.tsv are as many as written there.
 */
#include "unit/capture_bytes.h"

#include <dirent.h>
#include <time.h>

static struct all all;
static volatile uint8_t touched;
static unsigned n_read, n_refused, n_damaged;

static char *
collection(void)
{
	const char *set = getenv("TEITEN_CAPTURES"), *source = getenv("TEITEN_SOURCE");
	char *path = set ? base_strdup(set)
			 : base_printf("%s/../shared/captures", source ? source : ".");
	if (access(path, R_OK) == 0)
		return path;
	(void)fprintf(stderr, "skipped: no captures in '%s'\n", path);
	free(path);
	return NULL;
}

static double
cpu_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* As `read_all`, but only counting: these may be long. */
static void
count_frames(const char *path, struct all *ret)
{
	struct capture *c = NULL;
	struct frame frames[FRAMES_BATCH];
	double start = cpu_s();

	*ret = (struct all){ .err = { "" } };
	ret->opened = capture_open(path, &c, &ret->err);
	if (ret->opened == 0) {
		ssize_t n;
		while ((n = capture_read(c, frames, FRAMES_BATCH, &ret->err)) > 0) {
			ret->n += (size_t)n;
			/* Every byte must be ours to read. */
			for (ssize_t i = 0; i < n; i++)
				for (uint32_t k = 0; k < frames[i].caplen; k++)
					touched ^= frames[i].at[k];
		}
		ret->damaged = n < 0;
		ret->info = *capture_info(c);
		capture_close(c);
	}
	n_read += ret->opened == 0 && !ret->damaged;
	n_refused += ret->opened < 0;
	n_damaged += ret->opened == 0 && ret->damaged;
	if (ret->opened < 0 || ret->damaged)
		assert_non_null(strstr(ret->err.text, path));
	assert_true(cpu_s() - start < 1);
}

static unsigned
walk(const char *folder)
{
	unsigned n = 0;
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		char *path = base_printf("%s/%s", folder, e->d_name);
		struct stat st;
		assert_int_equal(lstat(path, &st), 0);
		if (S_ISDIR(st.st_mode)) {
			n += walk(path);
		} else if (S_ISREG(st.st_mode)) {
			count_frames(path, &all);
			n++;
		}
		free(path);
	}
	closedir(dir);
	return n;
}

static void
survives_every_file(void **state)
{
	auto_free char *folder = collection();
	(void)state;

	if (!folder)
		return;
	unsigned n = walk(folder);
	(void)fprintf(stderr, "%u files: %u read, %u damaged, %u refused\n", n, n_read,
		n_damaged, n_refused);
	assert_int_equal(n, n_read + n_damaged + n_refused);
	assert_true(n_read > 0);
}

/* The line's fields after the first: file, bytes, packets, link type. */
static void
check_line(const char *folder, char *line)
{
	char *field[5] = { line };
	for (size_t i = 1; i < count_of(field); i++) {
		field[i] = strchr(field[i - 1], '\t');
		if (!field[i])
			return;
		*field[i]++ = '\0';
	}
	bool is_pcap = strncmp(field[4], "pcap", 4) == 0;
	bool is_netmon = strncmp(field[4], "netmon", 6) == 0;
	auto_free char *path = base_printf("%s/%s", folder, field[1]);
	struct stat st;
	if ((!is_pcap && !is_netmon) || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	count_frames(path, &all);
	if (is_netmon) {
		assert_int_equal(all.opened, -ENOTSUP);
		assert_non_null(strstr(all.err.text, "Network Monitor"));
	} else {
		assert_int_equal(all.n, strtoul(field[3], NULL, 10));
	}
}

static void
counts_as_the_manifest_says(void **state)
{
	auto_free char *folder = collection();
	(void)state;

	if (!folder)
		return;
	auto_free char *path = base_printf("%s/MANIFEST.tsv", folder);
	auto_file FILE *f = fopen(path, "r");
	if (!f) {
		(void)fprintf(stderr, "skipped: no '%s'\n", path);
		return;
	}
	auto_free char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, f) > 0)
		check_line(folder, line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_every_file),
		cmocka_unit_test(counts_as_the_manifest_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
