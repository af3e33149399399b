/* report_page.c - the page as text: its numbers, its sentences, and what it must not let
 * in. */
#include "lake_fixture.h"

#include "report/page.h"

#include <setjmp.h>

#include <cmocka.h>

#include <ftw.h>
#include <sys/stat.h>

enum { NOVEMBER = 2005 * 12 + 10 };

static void
numbers(void **state)
{
	(void)state;
	char text[NUMBER_TEXT_MAX];
	assert_string_equal(number_exact(543415, 0, text), "543,415");
	assert_string_equal(number_exact(-1234567.891, 2, text), "-1,234,567.89");
	assert_string_equal(number_exact(999.6, 0, text), "1,000");
	assert_string_equal(number_exact(-0.001, 1, text), "0.0");
	assert_string_equal(number_exact(NAN, 0, text), "–");
	assert_string_equal(number_exact(INFINITY, 3, text), "–");
	assert_string_equal(number_exact(1e30, 6, text) + strlen(text) - 7, ".000000");
	assert_string_equal(number_prose(81, text), "81");
	assert_string_equal(number_prose(9.384, text), "9.38");
	assert_string_equal(number_prose(99.96, text), "100");
	assert_string_equal(number_prose(1811380, text), "1,810,000");
	assert_string_equal(number_change(9.4, text), "+9.4\xc2\xa0%");
	assert_string_equal(number_change(-3, text), "−3.0\xc2\xa0%");
	assert_string_equal(number_change(0.01, text), "±0.0\xc2\xa0%");
	assert_string_equal(month_title(LANGUAGE_JA, NOVEMBER, text), "2005年11月");
	assert_string_equal(month_title(LANGUAGE_EN, NOVEMBER, text), "November 2005");
}

static void
cells(void **state)
{
	(void)state;
	static const struct {
		const char *name, *unit;
		struct value value;
		const char *want;
	} trials[] = {
		{ "accesses", "accesses", { VALUE_UINT, .u = UINT64_MAX },
			"18,446,744,073,709,551,615" },
		{ "accesses", "accesses", { VALUE_INT, .i = INT64_MIN },
			"-9,223,372,036,854,775,808" },
		{ "asn", "", { VALUE_INT, .i = 64496 }, "64496" },
		{ "share", "%", { VALUE_REAL, .real = 12.34 }, "12.3" },
		{ "value", "", { VALUE_REAL, .real = NAN }, "–" },
		{ "value", "", { VALUE_NULL, .i = 0 }, "–" },
	};
	for (size_t i = 0; i < count_of(trials); i++) {
		struct figure_column c = { .name = base_strdup(trials[i].name),
			.unit = base_strdup(trials[i].unit) };
		char *text = NULL;
		size_t len = 0;
		FILE *out = open_memstream(&text, &len);
		number_cell(out, &c, &trials[i].value);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, trials[i].want);
		free(text);
		free(c.name);
		free(c.unit);
	}
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static char *
slurp(const char *path)
{
	char *text = NULL;
	size_t len = 0;
	auto_file FILE *in = fopen(path, "r");
	if (!in)
		return NULL;
	FILE *out = open_memstream(&text, &len);
	for (int c; (c = fgetc(in)) != EOF;)
		(void)fputc(c, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Two months at two sensors, of which names and texts are hostile. */
static void
make_lake(const char *dir, unsigned addresses)
{
	struct fixture *f = fixture_begin(dir);
	fixture_sensor(f, "s01", "Asia/Tokyo", 9 * 3600, addresses);
	fixture_sensor(f, "s02", "Asia/Tokyo", 9 * 3600, addresses);
	fixture_catalogue(f,
		"INSERT INTO site VALUES ('country', 'JP'), ('tlp', 'red'), "
		"('institution', '<img src=x onerror=alert(1)>')");
	fixture_catalogue(f,
		"INSERT OR REPLACE INTO operator VALUES (2497, "
		"'</script><script>alert(2)'), "
		"(4134, '=cmd|calc'), (7018, 'a' || char(27) || '[31m\"&')");
	fixture_catalogue(f,
		"INSERT INTO exclusion VALUES ('s02', 6, 22, 22, '<b onclick=x>SSH</b>')");
	fixture_catalogue(f, "INSERT INTO sensor_prefix VALUES ('s01', '198.51.100.7/32')");
	fixture_add_month(f, &(struct fixture_month){ "2005-10-01", 31, 2, 40, 80, 0, 2 });
	fixture_add_month(f, &(struct fixture_month){ "2005-11-01", 30, 2, 30, 130, 0, 4 });
	fixture_end(f);
}

struct written {
	char *top, *html;
	struct report_summary sum;
};

static struct written
write_it(unsigned addresses, int32_t month, enum language language, bool internal)
{
	struct written w = { .top = base_printf("/tmp/teiten-report-XXXXXX") };
	struct err err = { "" };
	assert_non_null(mkdtemp(w.top));
	auto_free char *dir = base_printf("%s/lake", w.top);
	auto_free char *out = base_printf("%s/out", w.top);
	auto_free char *page = base_printf("%s/out/report.html", w.top);
	make_lake(dir, addresses);
	struct lake *lake;
	struct lake_reader *reader;
	assert_int_equal(lake_open(dir, LAKE_READ, &lake, &err), 0);
	assert_int_equal(lake_reader_open(lake, INT32_MIN, INT32_MAX, &reader, &err), 0);
	struct report_request request = { month, false, language, internal };
	if (report_write(lake, reader, &request, out, &w.sum, &err) < 0)
		fail_msg("%s", err.text);
	assert_null(w.sum.failures);
	lake_reader_close(reader);
	lake_close(lake);
	w.html = slurp(page);
	assert_non_null(w.html);
	return w;
}

static void
done(struct written *w)
{
	(void)nftw(w->top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(w->top);
	free(w->html);
}

static void
has(const struct written *w, const char *text)
{
	if (!strstr(w->html, text))
		fail_msg("the page does not say '%s'", text);
}

static void
lacks(const struct written *w, const char *text)
{
	if (strstr(w->html, text))
		fail_msg("the page says '%s'", text);
}

static void
sentences(void **state)
{
	(void)state;
	struct written w = write_it(1, NOVEMBER, LANGUAGE_EN, false);
	assert_int_equal((int)w.sum.accesses, 7800);
	has(&w, "7,800 unsolicited accesses arrived at 2 sensors");
	has(&w, "Every day, on average, 30 strangers");
	has(&w, "each of them 4 to 5 times.");
	has(&w, "Accesses per sensor and day rose from 80.00 to 130 (+62.5\xc2\xa0%)");
	has(&w, "Sources per sensor and day fell from 40.0 to 30.0 (−25.0\xc2\xa0%)");
	/* The largest change comes first. */
	assert_true(strstr(w.html, "one source made") < strstr(w.html, "rose from 80.00"));
	assert_true(strstr(w.html, "rose from 80.00") < strstr(w.html, "fell from 40.0"));
	done(&w);
	w = write_it(1, NOVEMBER, LANGUAGE_JA, false);
	has(&w,
		"あなたのコンピュータは、毎日、平均して、30人の見知らぬ人(発信元)から、"
		"発信元一人当たり4～5件の不正と思われるアクセスを受けている。");
	has(&w, "2観測点で7,800件");
	done(&w);
}

/* What page_sentences() writes of one figure made by hand. */
static char *
written_sentences(const struct sentence *list)
{
	static const struct figure figure = { .name = "things" };
	static struct figure_column columns[] = { { .name = "name" }, { .name = "n" },
		{ .name = "share" }, { .name = "none" } };
	struct value values[] = {
		{ VALUE_TEXT, .text = bytes_text("unknown") },
		{ VALUE_INT, .i = 12000 },
		{ VALUE_REAL, .real = 66.66 },
		{ VALUE_INT, .i = 0 },
		{ VALUE_TEXT, .text = bytes_text("<b>it</b>") },
		{ VALUE_INT, .i = 1 },
		{ VALUE_REAL, .real = 33.333 },
		{ VALUE_NULL, .i = 0 },
	};
	struct figure_result result = { .figure = &figure,
		.n_columns = count_of(columns),
		.n_rows = 2,
		.columns = columns,
		.values = values };
	struct exhibit exhibit = { .figure = &figure, .result = &result, .number = 7 };
	char *text = NULL;
	size_t len = 0;
	struct page page = {
		.exhibits = &exhibit, .n_exhibits = 1, .out = open_memstream(&text, &len)
	};
	assert_non_null(page.out);
	page_sentences(&page, list);
	assert_int_equal(fclose(page.out), 0);
	return text;
}

static void
chapter_sentences(void **state)
{
	(void)state;
	static const struct sentence list[] = {
		{ "things",
			{ "{+n|thing|things}, {n|of|ofs} {name}: {share} % of {#}.", "" },
			NULL },
		{ "things", { "Row {things.n}.", "" }, "n" },
		{ "things", { "Unknown {none}.", "" }, NULL },
		{ "things", { "Of none.", "" }, "none" },
		{ "things", { "No such {column}.", "" }, NULL },
		{ "others", { "No such figure.", "" }, NULL },
		{ .figure = NULL },
	};
	auto_free char *text = written_sentences(list);
	assert_string_equal(text,
		"<ul class=\"lead\">\n<li>12,000 things, 1 of &lt;b&gt;it&lt;/b&gt;: "
		"33.3\xc2\xa0% of 2.<span class=\"see\"> <a href=\"#things\">"
		"Figure&nbsp;7</a></span></li>\n"
		"<li>Row 1.<span class=\"see\"> <a href=\"#things\">Figure&nbsp;7</a>"
		"</span></li>\n</ul>\n");
	auto_free char *nothing = written_sentences(list + 2);
	assert_string_equal(nothing, "");
}

/* A sensor of many addresses is no computer of a reader's. */
static void
networks(void **state)
{
	(void)state;
	struct written w = write_it(256, NOVEMBER, LANGUAGE_EN, false);
	has(&w, "a network like the observed ones");
	lacks(&w, "your computer uninvited");
	done(&w);
}

static void
hostile(void **state)
{
	(void)state;
	struct written w = write_it(1, NOVEMBER, LANGUAGE_EN, false);
	has(&w, "&lt;img src=x onerror=alert(1)&gt;");
	lacks(&w, "<img");
	lacks(&w, "<script>alert");
	lacks(&w, "<b onclick");
	lacks(&w, "\033");
	has(&w, "TLP:RED");
	lacks(&w, "198.51.100.7");
	has(&w, "default-src 'none'; script-src 'sha256-");
	lacks(&w, "script-src 'unsafe");
	done(&w);
	w = write_it(1, NOVEMBER, LANGUAGE_EN, true);
	has(&w, "198.51.100.7");
	done(&w);
}

static void
csv_files(void **state)
{
	(void)state;
	struct written w = write_it(1, NOVEMBER, LANGUAGE_JA, false);
	auto_free char *path = base_printf("%s/out/csv/top-operators.csv", w.top);
	auto_free char *text = slurp(path);
	assert_non_null(text);
	assert_memory_equal(text,
		"\xef\xbb\xbf"
		"operator,",
		12);
	assert_non_null(strstr(text, "\"'=cmd|calc\""));
	done(&w);
}

/* A month of which nothing is stored is a report all the same. */
static void
empty_month(void **state)
{
	(void)state;
	struct written w = write_it(1, 1999 * 12, LANGUAGE_EN, false);
	assert_true(isnan(w.sum.accesses_per_sensor_day));
	has(&w, "No sensor was observed for a whole day");
	has(&w, "The month before is not stored");
	lacks(&w, ">nan");
	lacks(&w, ">-nan");
	done(&w);
}

static void
files(void **state)
{
	(void)state;
	struct err err;
	char top[] = "/tmp/teiten-report-XXXXXX";
	assert_non_null(mkdtemp(top));
	auto_free char *path = base_printf("%s/a", top);
	auto_free char *fresh = base_printf("%s/a.new", top);
	assert_int_equal(file_replace(path, bytes_text("one"), &err), 0);
	assert_int_equal(file_replace(path, bytes_text("two"), &err), 0);
	auto_free char *text = slurp(path);
	assert_string_equal(text, "two");
	/* A link that waits where we write is not followed. */
	assert_int_equal(symlink("/tmp/elsewhere", fresh), 0);
	assert_true(file_replace(path, bytes_text("three"), &err) < 0);
	assert_int_equal(folder_make(top, &err), 0);
	assert_true(folder_make(path, &err) < 0);
	(void)nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(cells),
		cmocka_unit_test(sentences),
		cmocka_unit_test(chapter_sentences),
		cmocka_unit_test(networks),
		cmocka_unit_test(hostile),
		cmocka_unit_test(csv_files),
		cmocka_unit_test(empty_month),
		cmocka_unit_test(files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
