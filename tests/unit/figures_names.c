/* figures_names.c - the tables of data/, and that the figures' page names every figure. */
#include "base/base.h"
#include "figures/private.h"

#include <setjmp.h>

#include <cmocka.h>

static bool
is(struct bytes text, const char *want)
{
	return text.len == strlen(want) && memcmp(text.at, want, text.len) == 0;
}

static void
countries_have_names_and_regions(void **state)
{
	(void)state;
	assert_true(country_count() > 245);
	for (size_t i = 0; i < country_count(); i++) {
		const struct country *c = country_at(i);
		assert_true(i == 0 || strcmp(country_at(i - 1)->code, c->code) < 0);
		assert_true(c->name[LANGUAGE_EN].len > 0 && c->name[LANGUAGE_JA].len > 0);
		/* A region without a name would be shown by its id. */
		struct bytes region = region_name(c->region, LANGUAGE_JA);
		assert_true(region.at != c->region.at);
	}
	assert_true(is(country_find(bytes_text("JP"))->name[LANGUAGE_JA], "日本"));
	assert_true(is(country_find(bytes_text("CN"))->region, "china"));
	assert_null(country_find(bytes_text("ZZ")));
	assert_null(country_find(bytes_text("")));
	assert_true(is(region_name(bytes_text("domestic"), LANGUAGE_EN), "Domestic"));
	assert_true(is(region_name(bytes_text("unknown"), LANGUAGE_JA), "不明"));
}

/* The ports that the document of November 2005 explains, and what is scanned most today. */
static void
ports_are_explained(void **state)
{
	(void)state;
	static const struct {
		int proto, port;
	} known[] = { { 6, 445 }, { 6, 135 }, { 17, 1026 }, { 17, 1027 }, { 6, 139 },
		{ 1, 8 }, { 6, 1433 }, { 17, 137 }, { 17, 1028 }, { 17, 1030 }, { 6, 22 },
		{ 6, 23 }, { 6, 2323 }, { 6, 3389 }, { 6, 5900 }, { 6, 6379 }, { 6, 7547 },
		{ 6, 8080 }, { 17, 5060 }, { 17, 123 }, { 17, 53 }, { 17, 1900 },
		{ 17, 11211 }, { 17, 161 }, { 6, 5555 }, { 6, 37215 }, { 6, 52869 },
		{ 6, 81 } };
	for (size_t i = 0; i < count_of(known); i++) {
		const struct port_entry *e = port_find(known[i].proto, known[i].port);
		if (!e)
			fail_msg("no entry for %d/%d", known[i].port, known[i].proto);
		for (int l = 0; l < 2; l++)
			assert_true(e->what[l].len > 0 && e->threat[l].len > 0);
		assert_true(e->name.len > 0 && e->source.len > 0);
	}
	assert_null(port_find(6, 22133));
	assert_null(port_find(6, 2582));
	assert_null(port_find(17, 445));
}

static void
advice_has_its_source(void **state)
{
	(void)state;
	assert_true(advice_count() > 10);
	for (size_t i = 0; i < advice_count(); i++) {
		const struct advice *a = advice_at(i);
		assert_true(a->key.len > 0 && a->source.len > 0);
		assert_true(a->text[LANGUAGE_EN].len > 0 && a->text[LANGUAGE_JA].len > 0);
	}
}

static void
labels_name_the_protocol(void **state)
{
	(void)state;
	struct arena *text = arena_new();
	assert_true(is(port_label(text, 6, 445), "445/tcp"));
	assert_true(is(port_label(text, 17, 0), "0/udp"));
	assert_true(is(port_label(text, 1, 8), "8/icmp"));
	assert_true(is(port_label(text, 58, 128), "128/icmp6"));
	assert_true(is(port_label(text, 47, 0), "ip/47"));
	arena_free(text);
}

static void
numbers_are_rounded_as_written(void **state)
{
	(void)state;
	assert_true(round_to(1.005, 2) == 1.01);
	assert_true(round_to(4.475, 2) == 4.48);
	assert_true(round_to(-2.5, 0) == -3);
	assert_true(round_to(1811.3833333333, 2) == 1811.38);
	assert_true(round_to(0, 2) == 0);
}

static void
the_page_names_every_figure(void **state)
{
	(void)state;
	const char *source = getenv("TEITEN_SOURCE");
	if (!source)
		skip();
	char *path = base_printf("%s/docs/figures.md", source);
	FILE *f = fopen(path, "r");
	free(path);
	assert_non_null(f);
	static char page[256 * 1024];
	size_t len = fread(page, 1, sizeof(page) - 1, f);
	(void)fclose(f);
	page[len] = '\0';
	for (size_t i = 0; i < figure_count(); i++) {
		const struct figure *figure = figure_at(i);
		char *head = base_printf("\n### %s\n", figure->name);
		const char *at = strstr(page, head);
		free(head);
		if (!at)
			fail_msg("docs/figures.md lacks %s", figure->name);
		const char *end = strstr(at + 5, "\n### ");
		for (size_t k = 0; k < figure->n_columns; k++) {
			char *column = base_printf("`%s`", figure->columns[k].name);
			const char *found = strstr(at, column);
			if (!found || (end && found > end))
				fail_msg("docs/figures.md: %s lacks %s", figure->name,
					column);
			free(column);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(countries_have_names_and_regions),
		cmocka_unit_test(ports_are_explained),
		cmocka_unit_test(advice_has_its_source),
		cmocka_unit_test(labels_name_the_protocol),
		cmocka_unit_test(numbers_are_rounded_as_written),
		cmocka_unit_test(the_page_names_every_figure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
