/* geo_geo.c - flattened look-ups against the databases they were made from. */
#include "geo/geo.h"

#include <ftw.h>
#include <setjmp.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <libloc/database.h>
#include <libloc/libloc.h>
#include <libloc/network.h>

#define LIBLOC_PATH "/var/lib/location/database.db"

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

static const char csv[] = "\xef\xbb\xbf"
			  "# Invented.\n"
			  "# date: 2005-11-30\n"
			  "network,country,asn,as_name\r\n"
			  "10.0.0.0/8,US,64500,\"Example, \"\"Inc\"\"\"\r\n"
			  "10.1.0.0/16,cn,AS64501,China Example\n"
			  "10.1.2.0/24,JP,64502\n"
			  "\n"
			  " 10.1.2.128/25 , KR\n"
			  "10.1.2.255/32,,64503,Only a number\n"
			  "255.255.255.255,BR\n"
			  "0.0.0.0/8,XX,,\n"
			  "::/0,DE,64510,Rest of six\n"
			  "2001:db8::/32,FR,64511,Documentation\n"
			  "2001:db8:0:1::/64,IT,64512,\n"
			  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,IL,1\n";

static void
a_table_of_nested_networks_is_read(void **state)
{
	(void)state;
	auto_free char *path = put("t.csv", csv, sizeof(csv) - 1);
	struct geo *geo = opened(path, NULL);
	assert_string_equal(geo_source(geo), "t.csv");
	assert_string_equal(geo_date(geo), "2005-11-30");
	expect(geo, "0.0.0.0", "XX", 0);
	expect(geo, "0.255.255.255", "XX", 0);
	expect(geo, "1.0.0.0", "", 0);
	expect(geo, "9.255.255.255", "", 0);
	expect(geo, "10.0.0.0", "US", 64500);
	expect(geo, "10.0.255.255", "US", 64500);
	expect(geo, "10.1.0.0", "CN", 64501);
	expect(geo, "10.1.1.255", "CN", 64501);
	expect(geo, "10.1.2.0", "JP", 64502);
	expect(geo, "10.1.2.127", "JP", 64502);
	expect(geo, "10.1.2.128", "KR", 0);
	expect(geo, "10.1.2.254", "KR", 0);
	expect(geo, "10.1.2.255", "", 64503);
	expect(geo, "10.1.3.0", "CN", 64501);
	expect(geo, "10.2.0.0", "US", 64500);
	expect(geo, "10.255.255.255", "US", 64500);
	expect(geo, "11.0.0.0", "", 0);
	expect(geo, "255.255.255.254", "", 0);
	expect(geo, "255.255.255.255", "BR", 0);
	expect(geo, "::", "DE", 64510);
	expect(geo, "2001:db7:ffff::", "DE", 64510);
	expect(geo, "2001:db8::", "FR", 64511);
	expect(geo, "2001:db8:0:0:ffff:ffff:ffff:ffff", "FR", 64511);
	expect(geo, "2001:db8:0:1::", "IT", 64512);
	expect(geo, "2001:db8:0:2::", "FR", 64511);
	expect(geo, "2001:db9::", "DE", 64510);
	expect(geo, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "DE", 64510);
	expect(geo, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "IL", 1);
	assert_string_equal(geo_as_name(geo, 64500), "Example, \"Inc\"");
	assert_string_equal(geo_as_name(geo, 64501), "China Example");
	assert_null(geo_as_name(geo, 64502));
	assert_null(geo_as_name(geo, 0));
	geo_close(geo);
}

static void
mistakes_in_a_table_are_named_with_their_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where;
	} bad[] = { { "10.0.0.0/8,Japan", "bad.csv:1: " },
		{ "\n10.0.0.1/8,JP", "bad.csv:2: " },
		{ "10.0.0.0/8,JP,ASX", "bad.csv:1: " },
		{ "10.0.0.0/8,JP,4294967296", "bad.csv:1: " },
		{ "10.0.0.0/8,JP,1,a,b", "bad.csv:1: " },
		{ "10.0.0.0/8,JP,1,\"a", "bad.csv:1: " },
		{ "10.0.0.0/8,JP,1,\"a\"b", "bad.csv:1: " }, { "x", "bad.csv:1: " },
		{ "# x\nnetwork\nnetwork\n", "bad.csv:3: " },
		{ "10.0.0.0/8,J", "bad.csv:1: " },
		{ "10.0.0.0/8,JP\n11.0.0.0/8\n10.0.0.0/8,CN", "bad.csv:3: " },
		{ "10.0.0.0/8\n\n\x7f"
		  "ELF",
			"bad.csv:3: " } };
	for (size_t i = 0; i < count_of(bad); i++) {
		auto_free char *path = put("bad.csv", bad[i].text, strlen(bad[i].text));
		struct err err = { "" };
		struct geo *geo = NULL;
		if (geo_open(path, NULL, &geo, &err) == 0)
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(err.text, bad[i].where))
			fail_msg("%s\n  says: %s", bad[i].text, err.text);
	}
	auto_free char *path = put("bad.csv", "10.0.0.0/8,JP\0x", 15);
	struct geo *geo = NULL;
	assert_true(geo_open(path, NULL, &geo, NULL) < 0);
	assert_true(geo_open("/nonexistent.csv", NULL, &geo, NULL) == -ENOENT);
	assert_true(geo_open("/etc/passwd", NULL, &geo, NULL) == -EINVAL);
	assert_true(geo_open("/etc/passwd.mmdb", NULL, &geo, NULL) < 0);
}

static void
knowing_nothing_is_an_answer(void **state)
{
	(void)state;
	struct geo *geo = geo_none();
	expect(geo, "10.0.0.1", "", 0);
	expect(geo, "2001:db8::1", "", 0);
	assert_null(geo_as_name(geo, 1));
	assert_string_equal(geo_source(geo), "none");
	assert_string_equal(geo_date(geo), "");
	geo_close(geo);

	auto_free char *path = put("empty.csv", "", 0);
	geo = opened(path, NULL);
	expect(geo, "10.0.0.1", "", 0);
	expect(geo, "2001:db8::1", "", 0);
	geo_close(geo);
}

static uint64_t
random_of(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Random nested networks against a walk over all of them. */
static void
the_longest_prefix_wins_as_by_hand(void **state)
{
	(void)state;
	enum { NETWORKS = 600 };
	static struct prefix all[NETWORKS];
	auto_free char *text = NULL;
	size_t len = 0, n = 0;
	FILE *out = open_memstream(&text, &len);
	uint64_t seed = 7;
	while (n < NETWORKS) {
		bool v4 = n & 1;
		/* Few high bits, so that many lie in each other. */
		uint64_t r = random_of(&seed);
		struct addr a = v4
			? addr_v4((uint32_t)(r % 8) << 13 | (uint32_t)(r >> 40 & 0x1fff))
			: (struct addr){ r % 4 << 32 | (r >> 8) % 8, r >> 16 };
		uint8_t bits = (uint8_t)(v4 ? 96 + 12 + r % 21 : 28 + (r >> 3) % 101);
		uint64_t hi = bits >= 64 ? UINT64_MAX : UINT64_MAX << (64 - bits);
		uint64_t lo = bits <= 64 ? 0 : UINT64_MAX << (128 - bits);
		struct prefix p = { { a.hi & hi, a.lo & lo }, bits };
		bool twice = false;
		for (size_t i = 0; i < n; i++)
			twice |= all[i].len == p.len && addr_equal(all[i].addr, p.addr);
		if (twice)
			continue;
		char net[PREFIX_TEXT_MAX];
		all[n++] = p;
		(void)fprintf(out, "%s,JP,%zu\n", prefix_format(p, net), n);
	}
	(void)fclose(out);
	auto_free char *path = put("nested.csv", text, len);
	struct geo *geo = opened(path, NULL);
	for (int i = 0; i < 60000; i++) {
		struct prefix near = all[random_of(&seed) % NETWORKS];
		struct addr a = i & 1 ? prefix_first(near) : prefix_last(near);
		a.lo += random_of(&seed) % 3 - 1;
		uint32_t asn = 0;
		int longest = -1;
		for (size_t k = 0; k < NETWORKS; k++) {
			bool same = (all[k].len >= 96 && addr_is_v4(all[k].addr)) ==
				addr_is_v4(a);
			if (same && prefix_holds(all[k], a) && all[k].len > longest) {
				longest = all[k].len;
				asn = (uint32_t)k + 1;
			}
		}
		assert_int_equal(geo_find(geo, a).asn, asn);
	}
	geo_close(geo);
}

static void
say_nothing(struct loc_ctx *ctx, int priority, const char *file, int line, const char *fn,
	const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line, (void)fn, (void)format,
		(void)args;
}

static struct place
libloc_find(struct loc_database *db, struct addr a)
{
	struct in6_addr in;
	for (int i = 0; i < 8; i++) {
		in.s6_addr[i] = (uint8_t)(a.hi >> (56 - 8 * i));
		in.s6_addr[8 + i] = (uint8_t)(a.lo >> (56 - 8 * i));
	}
	struct loc_network *network = NULL;
	struct place place = { 0, 0 };
	if (loc_database_lookup(db, &in, &network) != 0 || !network)
		return place;
	const char *code = loc_network_get_country_code(network);
	place.country = code && code[0] ? country_code(code) : 0;
	place.asn = loc_network_get_asn(network);
	loc_network_unref(network);
	return place;
}

static void
compare(const struct geo *geo, struct loc_database *db, struct addr a, size_t *known)
{
	struct place ours = geo_find(geo, a), theirs = libloc_find(db, a);
	char text[ADDR_TEXT_MAX], c1[3], c2[3];
	if (ours.country != theirs.country || ours.asn != theirs.asn)
		fail_msg("%s: %s AS%u, libloc: %s AS%u", addr_format(a, text),
			country_text(ours.country, c1), ours.asn,
			country_text(theirs.country, c2), theirs.asn);
	*known += ours.country != 0;
}

/* Random addresses, and the ends of networks that libloc itself lists. */
static void
look_ups_equal_libloc(void **state)
{
	(void)state;
	auto_file FILE *f = fopen(LIBLOC_PATH, "re");
	if (!f) {
		(void)printf("skipped: no libloc database\n");
		skip();
	}
	struct loc_ctx *ctx;
	struct loc_database *db;
	must(loc_new(&ctx) == 0);
	loc_set_log_fn(ctx, say_nothing);
	must(loc_database_new(ctx, &db, f) == 0);
	struct geo *geo = opened(NULL, folder);
	size_t known = 0;
	uint64_t seed = 99;
	for (int i = 0; i < 6000; i++) {
		uint64_t r = random_of(&seed);
		compare(geo, db, addr_v4((uint32_t)r), &known);
		struct addr six = { (UINT64_C(0x2000) + r % 0xe00) << 48 | r >> 16,
			random_of(&seed) };
		compare(geo, db, six, &known);
	}
	assert_true(known > 4000);

	struct loc_database_enumerator *walk;
	must(loc_database_enumerator_new(&walk, db, LOC_DB_ENUMERATE_NETWORKS, 0) == 0);
	size_t seen = 0, compared = 0;
	for (;;) {
		struct loc_network *network = NULL;
		must(loc_database_enumerator_next_network(walk, &network) == 0);
		if (!network)
			break;
		if (seen++ % 499 == 0) {
			struct addr a =
				addr_v6(loc_network_get_first_address(network)->s6_addr);
			struct addr b =
				addr_v6(loc_network_get_last_address(network)->s6_addr);
			compare(geo, db, a, &known);
			compare(geo, db, b, &known);
			a.hi -= a.lo-- == 0;
			b.hi += ++b.lo == 0;
			compare(geo, db, a, &known);
			compare(geo, db, b, &known);
			compared += 4;
		}
		loc_network_unref(network);
	}
	assert_true(compared > 8000);
	loc_database_enumerator_unref(walk);
	loc_database_unref(db);
	loc_unref(ctx);
	assert_string_equal(geo_source(geo), "IPFire Location");
	assert_int_equal(strlen(geo_date(geo)), 10);
	assert_non_null(geo_as_name(geo, 2497)); /* IIJ */
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
		cmocka_unit_test(a_table_of_nested_networks_is_read),
		cmocka_unit_test(mistakes_in_a_table_are_named_with_their_line),
		cmocka_unit_test(knowing_nothing_is_an_answer),
		cmocka_unit_test(the_longest_prefix_wins_as_by_hand),
		cmocka_unit_test(look_ups_equal_libloc),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
