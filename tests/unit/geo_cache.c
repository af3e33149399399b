/* geo_cache.c - MaxMind-format files, and the cache of their flat form. */
#include "geo/geo.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <sys/stat.h>

#include <cmocka.h>

static char folder[] = "/tmp/teiten-geo-XXXXXX";

static char *
put(const char *name, const void *at, size_t len)
{
	char *path = base_printf("%s/%s", folder, name);
	FILE *f = fopen(path, "we");
	must(f && fwrite(at, 1, len, f) == len && fclose(f) == 0);
	return path;
}

static struct addr
address(const char *text)
{
	struct addr a;
	must(addr_parse(text, &a, NULL) == 0);
	return a;
}

static void
expect(const struct geo *geo, const char *where, const char *country, uint32_t asn)
{
	char text[3];
	struct place p = geo_find(geo, address(where));
	if (strcmp(country_text(p.country, text), country) != 0 || p.asn != asn)
		fail_msg("%s is %s AS%u, expected %s AS%u", where, text, p.asn, country,
			asn);
}

static struct geo *
opened(const char *path, const char *cache)
{
	struct err err = { "" };
	struct geo *geo = NULL;
	if (geo_open(path, cache, &geo, &err) < 0)
		fail_msg("%s", err.text);
	return geo;
}

/* A MaxMind-format file, written here: a tree of 24-bit records, then records of data. */
struct maker {
	uint32_t node[512][2], n_nodes;
	uint8_t data[512];
	size_t len;
};

enum { EMPTY = 0, DATA = 1 << 30 };

static void
insert(struct maker *m, struct addr a, int len, uint32_t value)
{
	uint32_t at = 0;
	for (int bit = 0; bit < len; bit++) {
		bool side = bit < 64 ? a.hi >> (63 - bit) & 1 : a.lo >> (127 - bit) & 1;
		if (bit == len - 1) {
			m->node[at][side] = value;
			return;
		}
		if (m->node[at][side] == EMPTY)
			m->node[at][side] = ++m->n_nodes;
		at = m->node[at][side];
		must(at < count_of(m->node));
	}
}

static void
text_into(struct maker *m, const char *text)
{
	m->data[m->len++] = (uint8_t)(0x40 | strlen(text)); /* shorter than 29 */
	memcpy(m->data + m->len, text, strlen(text));
	m->len += strlen(text);
}

/* A number under its key, of the type (2: 16, 4: 32, 8: 64 bits) that the format wants. */
static void
number_into(struct maker *m, const char *key, int bytes, uint64_t value)
{
	text_into(m, key);
	m->data[m->len++] = (uint8_t)(bytes == 2 ? 0xa2 : bytes == 4 ? 0xc4 : 0x08);
	if (bytes == 8)
		m->data[m->len++] = 0x02;
	for (int i = bytes - 1; i >= 0; i--)
		m->data[m->len++] = (uint8_t)(value >> (8 * i));
}

static uint32_t
record(struct maker *m, const char *country, uint32_t asn, const char *name)
{
	uint32_t at = (uint32_t)m->len;
	m->data[m->len++] = 0xe0 | 3;
	text_into(m, "country");
	m->data[m->len++] = 0xe0 | 1;
	text_into(m, "iso_code");
	text_into(m, country);
	number_into(m, "autonomous_system_number", 4, asn);
	text_into(m, "as_name");
	text_into(m, name);
	return DATA + at;
}

static void
metadata(struct maker *m, uint32_t n_nodes)
{
	m->len = 0;
	m->data[m->len++] = 0xe0 | 9;
	number_into(m, "node_count", 4, n_nodes);
	number_into(m, "record_size", 2, 24);
	number_into(m, "ip_version", 2, 6);
	number_into(m, "binary_format_major_version", 2, 2);
	number_into(m, "binary_format_minor_version", 2, 0);
	number_into(m, "build_epoch", 8, 1130976000);
	text_into(m, "database_type");
	text_into(m, "Test-City");
	text_into(m, "languages");
	m->data[m->len++] = 1;
	m->data[m->len++] = 4; /* an array of one */
	text_into(m, "en");
	text_into(m, "description");
	m->data[m->len++] = 0xe0 | 1;
	text_into(m, "en");
	text_into(m, "Invented");
}

static char *
write_mmdb(struct maker *m, const char *name)
{
	uint8_t file[8192];
	size_t len = 0;
	uint32_t count = m->n_nodes + 1;
	for (uint32_t i = 0; i < count; i++) {
		for (int side = 0; side < 2; side++) {
			uint32_t v = m->node[i][side];
			v = v >= DATA ? count + 16 + v - DATA : v == EMPTY ? count : v;
			file[len++] = (uint8_t)(v >> 16);
			file[len++] = (uint8_t)(v >> 8);
			file[len++] = (uint8_t)v;
		}
	}
	memset(file + len, 0, 16);
	len += 16;
	memcpy(file + len, m->data, m->len);
	len += m->len;
	memcpy(file + len, "\xab\xcd\xefMaxMind.com", 14);
	len += 14;
	static struct maker meta;
	metadata(&meta, count);
	memcpy(file + len, meta.data, meta.len);
	return put(name, file, len + meta.len);
}

static void
a_maxmind_file_is_read(void **state)
{
	(void)state;
	static struct maker m;
	uint32_t jp = record(&m, "JP", 2497, "IIJ"),
		 cn = record(&m, "CN", 4134, "CHINANET");
	insert(&m, (struct addr){ 0, 0x0a000000 }, 104, jp);
	insert(&m, (struct addr){ 0, 0xc0000200 }, 120, cn);
	insert(&m, (struct addr){ 0x20010db800000000, 0 }, 32, cn);
	auto_free char *path = write_mmdb(&m, "t.mmdb");
	for (int i = 0; i < 2; i++) { /* made, then from the cache */
		struct geo *geo = opened(path, folder);
		assert_string_equal(geo_source(geo), "Test-City");
		assert_string_equal(geo_date(geo), "2005-11-03");
		expect(geo, "9.255.255.255", "", 0);
		expect(geo, "10.0.0.0", "JP", 2497);
		expect(geo, "10.255.255.255", "JP", 2497);
		expect(geo, "192.0.2.255", "CN", 4134);
		expect(geo, "192.0.3.0", "", 0);
		expect(geo, "2001:db8::1", "CN", 4134);
		expect(geo, "2001:db9::", "", 0);
		assert_string_equal(geo_as_name(geo, 4134), "CHINANET");
		geo_close(geo);
	}

	/* Trees that lead back into themselves, go on for ever, or have 2^100 paths. */
	struct err err = { "" };
	struct geo *geo = NULL;
	memset(&m.node, 0, sizeof(m.node));
	m.node[0][0] = 1;
	m.node[1][0] = 1;
	m.node[1][1] = jp;
	m.n_nodes = 1;
	auto_free char *loop = write_mmdb(&m, "loop.mmdb");
	assert_int_equal(geo_open(loop, NULL, &geo, &err), 0);
	expect(geo, "4000::", "JP", 2497);
	geo_close(geo);
	for (uint32_t i = 0; i < 200; i++)
		m.node[i][0] = m.node[i][1] = i + 1;
	m.n_nodes = 200;
	auto_free char *chain = write_mmdb(&m, "chain.mmdb");
	assert_int_equal(geo_open(chain, NULL, &geo, &err), -EINVAL);
	m.node[99][0] = m.node[99][1] = cn;
	m.n_nodes = 99;
	auto_free char *dense = write_mmdb(&m, "dense.mmdb");
	assert_int_equal(geo_open(dense, NULL, &geo, &err), 0);
	geo_close(geo);
}

static char *
cache_file(const char *dir)
{
	DIR *d = opendir(dir);
	char *found = NULL;
	for (struct dirent *e; d && (e = readdir(d));) {
		if (strncmp(e->d_name, "geo-", 4) == 0) {
			must(!found); /* one database, one file, nothing half-written */
			found = base_printf("%s/%s", dir, e->d_name);
		}
	}
	if (d)
		(void)closedir(d);
	return found;
}

static void
set_time(const char *path, time_t s)
{
	struct timespec times[2] = { { s, 5 }, { s, 5 } };
	must(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static char *
one_place(const char *country)
{
	static struct maker m;
	memset(&m, 0, sizeof(m));
	insert(&m, (struct addr){ 0, 0x0a000000 }, 104, record(&m, country, 7, "Seven"));
	return write_mmdb(&m, "cached.mmdb");
}

static void
the_cache_knows_its_database(void **state)
{
	(void)state;
	auto_free char *dir = base_printf("%s/a/b", folder);
	auto_free char *path = one_place("JP");
	set_time(path, 1000);
	struct geo *geo = opened(path, dir);
	expect(geo, "10.0.0.1", "JP", 7);
	geo_close(geo);
	auto_free char *file = cache_file(dir);
	assert_non_null(file);

	/* Of the same length and time: nothing tells, so the cache answers. */
	free(one_place("CN"));
	set_time(path, 1000);
	geo = opened(path, dir);
	expect(geo, "10.0.0.1", "JP", 7);
	geo_close(geo);
	set_time(path, 1001);
	geo = opened(path, dir);
	expect(geo, "10.0.0.1", "CN", 7);
	geo_close(geo);
	free(cache_file(dir));
}

static uint64_t
random_of(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void
a_damaged_cache_is_made_anew(void **state)
{
	(void)state;
	auto_free char *dir = base_printf("%s/damage", folder);
	auto_free char *path = one_place("JP");
	struct geo *geo = opened(path, dir);
	geo_close(geo);
	auto_free char *file = cache_file(dir);
	uint64_t seed = 3;
	for (int i = 0; i < 60; i++) {
		struct stat st;
		must(stat(file, &st) == 0 && st.st_size > 1000);
		auto_close int fd = open(file, O_RDWR | O_CLOEXEC);
		off_t at =
			i < 30 ? i * 8 : (off_t)(random_of(&seed) % (uint64_t)st.st_size);
		char byte;
		must(fd >= 0 && pread(fd, &byte, 1, at) == 1);
		byte = (char)(byte ^ 0x10);
		if (i % 3 == 2)
			must(ftruncate(fd, at) == 0);
		else
			must(pwrite(fd, &byte, 1, at) == 1);
		geo = opened(path, dir);
		expect(geo, "10.0.0.1", "JP", 7);
		expect(geo, "11.0.0.1", "", 0);
		assert_string_equal(geo_as_name(geo, 7), "Seven");
		geo_close(geo);
		struct stat now;
		must(stat(file, &now) == 0);
		assert_int_equal(now.st_size, st.st_size);
		assert_true(now.st_ino != st.st_ino); /* replaced, not kept */
	}
	free(cache_file(dir));
}

static void
a_cache_that_cannot_be_written_is_done_without(void **state)
{
	(void)state;
	auto_free char *path = one_place("JP");
	struct geo *geo = opened(path, "/dev/null/x");
	expect(geo, "10.0.0.1", "JP", 7);
	geo_close(geo);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	return remove(path);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_maxmind_file_is_read),
		cmocka_unit_test(the_cache_knows_its_database),
		cmocka_unit_test(a_damaged_cache_is_made_anew),
		cmocka_unit_test(a_cache_that_cannot_be_written_is_done_without),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
