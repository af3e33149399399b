/* base_addr.c - addresses and prefixes as text and as numbers. */
#include "base/addr.h"

#include <setjmp.h>

#include <cmocka.h>

static void
texts_go_there_and_back(void **state)
{
	(void)state;
	static const char *const texts[] = { "0.0.0.0", "255.255.255.255", "192.0.2.1",
		"::", "::1", "2001:db8::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fe80::1:2:3" };
	char back[ADDR_TEXT_MAX];
	for (size_t i = 0; i < count_of(texts); i++) {
		struct addr a;
		assert_int_equal(addr_parse(texts[i], &a, NULL), 0);
		assert_string_equal(addr_format(a, back), texts[i]);
		assert_int_equal(addr_is_v4(a), strchr(texts[i], ':') == NULL);
	}
	struct addr a;
	assert_int_equal(addr_parse("::ffff:192.0.2.1", &a, NULL), 0);
	assert_true(addr_equal(a, addr_v4(0xc0000201)));
	assert_string_equal(addr_format(a, back), "192.0.2.1");
}

static void
prefixes_go_there_and_back(void **state)
{
	(void)state;
	static const struct {
		const char *text, *first, *last;
		int len;
	} expect[] = { { "192.0.2.0/24", "192.0.2.0", "192.0.2.255", 120 },
		{ "0.0.0.0/0", "0.0.0.0", "255.255.255.255", 96 },
		{ "192.0.2.7/32", "192.0.2.7", "192.0.2.7", 128 },
		{ "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0 },
		{ "2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
			32 },
		{ "2001:db8:0:1::/64", "2001:db8:0:1::", "2001:db8:0:1:ffff:ffff:ffff:ffff",
			64 },
		{ "2001:db8::8/125", "2001:db8::8", "2001:db8::f", 125 } };
	for (size_t i = 0; i < count_of(expect); i++) {
		struct prefix p;
		char text[PREFIX_TEXT_MAX], end[ADDR_TEXT_MAX];
		assert_int_equal(prefix_parse(expect[i].text, &p, NULL), 0);
		assert_int_equal(p.len, expect[i].len);
		assert_string_equal(prefix_format(p, text), expect[i].text);
		assert_string_equal(addr_format(prefix_first(p), end), expect[i].first);
		assert_string_equal(addr_format(prefix_last(p), end), expect[i].last);
		assert_true(prefix_holds(p, prefix_first(p)) &&
			prefix_holds(p, prefix_last(p)));
	}
	struct prefix bare;
	assert_int_equal(prefix_parse("192.0.2.7", &bare, NULL), 0);
	assert_int_equal(bare.len, 128);
}

/* Holding is lying between first and last, at every length and just outside. */
static void
a_prefix_holds_what_lies_between_its_ends(void **state)
{
	(void)state;
	struct addr a;
	assert_int_equal(addr_parse("2001:db8:aaaa:5555:aaaa:5555:aaaa:5555", &a, NULL), 0);
	for (int len = 3; len <= 128; len++) {
		uint64_t hi = len >= 64 ? UINT64_MAX : UINT64_MAX << (64 - len);
		uint64_t lo = len <= 64 ? 0 : UINT64_MAX << (128 - len);
		struct prefix p = { { a.hi & hi, a.lo & lo }, (uint8_t)len };
		struct addr before = prefix_first(p), after = prefix_last(p);
		before.hi -= before.lo-- == 0;
		after.hi += ++after.lo == 0;
		assert_true(prefix_holds(p, a));
		assert_false(prefix_holds(p, before));
		assert_false(prefix_holds(p, after));
		assert_true(addr_compare(before, a) < 0 && addr_compare(after, a) > 0);
	}
}

static void
bad_texts_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "/", "192.0.2", "192.0.2.256",
		"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/24x",
		"192.0.2.1/24", "2001:db8::/129", "2001:db8::1/64",
		":::", "2001:db8::1%eth0", "192.0.2.0 /24",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/64",
		"192.0.2.0/99999999999999999999" };
	for (size_t i = 0; i < count_of(bad); i++) {
		struct prefix p = { { 7, 7 }, 7 };
		struct err err = { "" };
		if (prefix_parse(bad[i], &p, &err) == 0)
			fail_msg("'%s' was taken for a prefix", bad[i]);
		assert_int_equal(p.len, 7);
		assert_true(err.text[0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_go_there_and_back),
		cmocka_unit_test(prefixes_go_there_and_back),
		cmocka_unit_test(a_prefix_holds_what_lies_between_its_ends),
		cmocka_unit_test(bad_texts_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
