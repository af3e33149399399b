/* base_table.c - listings in three formats, and what strangers may not do through them. */
#include "base/base.h"

#include <setjmp.h>

#include <cmocka.h>

#include <math.h>

typedef void escaper(FILE *out, struct bytes text);

static char *
escaped(escaper *escape, const char *text, size_t len)
{
	char *at = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&at, &size);
	assert_non_null(out);
	escape(out, bytes_of(text, len));
	(void)fclose(out);
	return at;
}

static void
expect_escape(escaper *escape, const char *text, const char *want)
{
	char *got = escaped(escape, text, strlen(text));
	assert_string_equal(got, want);
	free(got);
}

static void
terminal_shows_what_would_act(void **state)
{
	(void)state;
	expect_escape(escape_terminal, "plain 日本語", "plain 日本語");
	expect_escape(escape_terminal, "\x1b[31mred\a", "\\u{1b}[31mred\\u{7}");
	expect_escape(escape_terminal, "a\nb\tc\\", "a\\nb\\tc\\\\");
	expect_escape(escape_terminal,
		"\xc2\x9b"
		"31m",
		"\\u{9b}31m");
	expect_escape(escape_terminal, "x\xe2\x80\xaey", "x\\u{202e}y");
	expect_escape(escape_terminal, "\xff\xc0\x80\xed\xa0\x80",
		"\\xff\\xc0\\x80\\xed\\xa0\\x80");
	expect_escape(escape_terminal, "cut \xe3\x81", "cut \\xe3\\x81");
}

static void
json_is_json_even_in_a_script(void **state)
{
	(void)state;
	expect_escape(escape_json, "a\"b\\c\n", "\"a\\\"b\\\\c\\n\"");
	expect_escape(escape_json, "</script>", "\"\\u003c/script>\"");
	expect_escape(escape_json, "\x01\x7f", "\"\\u0001\\u007f\"");
	expect_escape(escape_json, "\xe2\x80\xa8", "\"\\u2028\"");
	expect_escape(escape_json, "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"");
	expect_escape(escape_json, "\xfe", "\"\\ufffd\"");
	char *nul = escaped(escape_json, "a\0b", 3);
	assert_string_equal(nul, "\"a\\u0000b\"");
	free(nul);
}

static void
csv_starts_no_formula(void **state)
{
	(void)state;
	expect_escape(escape_csv, "plain", "plain");
	expect_escape(escape_csv, "a,b", "\"a,b\"");
	expect_escape(escape_csv, "say \"hi\"", "\"say \"\"hi\"\"\"");
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\xef\xbc\x9d" };
	for (size_t i = 0; i < count_of(starts); i++) {
		char text[32];
		(void)snprintf(text, sizeof(text), "%scmd", starts[i]);
		char *got = escaped(escape_csv, text, strlen(text));
		assert_memory_equal(got, "\"'", 2);
		free(got);
	}
	expect_escape(escape_csv, "a\x1b]0;x", "\"a\xef\xbf\xbd]0;x\"");
}

static void
html_is_text(void **state)
{
	(void)state;
	expect_escape(escape_html, "<b title=\"a\" x='b'>&",
		"&lt;b title=&quot;a&quot; x=&#39;b&#39;&gt;&amp;");
	expect_escape(escape_html, "\xe2\x80\xae\x01", "\xef\xbf\xbd\xef\xbf\xbd");
}

static char *
listing(enum table_format format, size_t rows)
{
	static const char *const names[] = { "n", "text", "real" };
	char *at = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&at, &size);
	struct table *t = table_begin(out, format, names, count_of(names));
	for (size_t i = 0; i < rows; i++) {
		table_uint(t, i * 100);
		table_text(t, bytes_text(i % 2 ? "日本" : "x"));
		if (i == 2)
			table_null(t);
		else
			table_real(t, i == 1 ? 0.1 : (double)i);
		table_row(t);
	}
	assert_int_equal(table_end(t), 0);
	(void)fclose(out);
	return at;
}

static void
three_writers_agree(void **state)
{
	(void)state;
	char *text = listing(TABLE_TEXT, 3), *json = listing(TABLE_JSON, 3),
	     *csv = listing(TABLE_CSV, 3);
	assert_string_equal(text,
		"  n  text  real\n"
		"  0  x        0\n"
		"100  日本   0.1\n"
		"200  x        -\n");
	assert_string_equal(json,
		"{\"n\":0,\"text\":\"x\",\"real\":0}\n"
		"{\"n\":100,\"text\":\"日本\",\"real\":0.1}\n"
		"{\"n\":200,\"text\":\"x\",\"real\":null}\n");
	assert_string_equal(csv, "n,text,real\r\n0,x,0\r\n100,日本,0.1\r\n200,x,\r\n");
	free(text);
	free(json);
	free(csv);
}

static void
no_rows_still_have_a_head(void **state)
{
	(void)state;
	char *text = listing(TABLE_TEXT, 0), *json = listing(TABLE_JSON, 0),
	     *csv = listing(TABLE_CSV, 0);
	assert_string_equal(text, "n  text  real\n");
	assert_string_equal(json, "");
	assert_string_equal(csv, "n,text,real\r\n");
	free(text);
	free(json);
	free(csv);
}

static void
many_rows_come_in_blocks(void **state)
{
	(void)state;
	char *text = listing(TABLE_TEXT, 1000);
	size_t lines = 0;
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 1001);
	assert_non_null(strstr(text, "99900  日本   999\n"));
	free(text);
}

static void
reals_read_back_equal(void **state)
{
	(void)state;
	static const char *const names[] = { "x" };
	static const double numbers[] = { 0.1, 1.0 / 3, 1811.38, 1e300, -5e-324,
		1.2345678901234568e17 };
	for (size_t i = 0; i < count_of(numbers); i++) {
		char *at = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&at, &size);
		struct table *t = table_begin(out, TABLE_CSV, names, 1);
		table_real(t, numbers[i]);
		table_row(t);
		table_real(t, NAN);
		table_row(t);
		assert_int_equal(table_end(t), 0);
		(void)fclose(out);
		assert_memory_equal(at, "x\r\n", 3);
		assert_true(strtod(at + 3, NULL) == numbers[i]);
		assert_string_equal(strstr(at + 3, "\r\n"), "\r\n\r\n");
		free(at);
	}
}

static void
a_full_disk_is_told(void **state)
{
	(void)state;
	static const char *const names[] = { "x" };
	FILE *out = fopen("/dev/full", "w");
	if (!out)
		skip();
	struct table *t = table_begin(out, TABLE_JSON, names, 1);
	table_int(t, 1);
	table_row(t);
	assert_true(table_end(t) < 0);
	(void)fclose(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal_shows_what_would_act),
		cmocka_unit_test(json_is_json_even_in_a_script),
		cmocka_unit_test(csv_starts_no_formula),
		cmocka_unit_test(html_is_text),
		cmocka_unit_test(three_writers_agree),
		cmocka_unit_test(no_rows_still_have_a_head),
		cmocka_unit_test(many_rows_come_in_blocks),
		cmocka_unit_test(reals_read_back_equal),
		cmocka_unit_test(a_full_disk_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
