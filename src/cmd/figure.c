/* figure.c - teiten figure: one figure, or several, with their finished rows. */
#include "cmd/asking.h"

#include "figures/figures.h"

#include <ctype.h>

struct asked {
	enum table_format format;
	struct figure_request request;
	struct lake *lake;
	struct lake_reader *reader;
};

static int
list_figures(const struct invocation *in, enum table_format format)
{
	static const char *const names[] = { "figure", "chart", "title", "title_ja" };
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < figure_count(); i++) {
		const struct figure *f = figure_at(i);
		table_text(t, bytes_text(f->name));
		table_text(t, bytes_text(f->chart));
		table_text(t, bytes_text(f->title[LANGUAGE_EN]));
		table_text(t, bytes_text(f->title[LANGUAGE_JA]));
		table_row(t);
	}
	int r = table_end(t);
	return r < 0 ? fail(in, "cannot write: %s", strerror(-r)) : EXIT_OK;
}

/* With several figures each row of JSON and CSV says whose it is. */
static int
print(const struct asked *a, const struct figure_result *res, bool several)
{
	bool named = several && a->format != TABLE_TEXT;
	size_t n = res->n_columns + named;
	auto_free const char **names = base_alloc(n, sizeof(*names));
	if (named)
		names[0] = "figure";
	for (size_t i = 0; i < res->n_columns; i++)
		names[named + i] = res->columns[i].name;
	if (several && a->format == TABLE_TEXT)
		(void)printf("%s\n", res->figure->title[a->request.language]);
	struct table *t = table_begin(stdout, a->format, names, n);
	for (size_t row = 0; row < res->n_rows; row++) {
		if (named)
			table_text(t, bytes_text(res->figure->name));
		for (size_t i = 0; i < res->n_columns; i++)
			table_value(t, &res->values[row * res->n_columns + i]);
		table_row(t);
	}
	int r = table_end(t);
	if (several && a->format == TABLE_TEXT)
		(void)putchar('\n');
	return r;
}

static int
read_request(const struct invocation *in, struct asked *a)
{
	const char *lang = opt(in, "lang"), *country = opt(in, "country");
	if (lang && strcmp(lang, "ja") == 0)
		a->request.language = LANGUAGE_JA;
	else if (lang && strcmp(lang, "en") != 0)
		return usage(in, "--lang takes en or ja, not '%s'", lang);
	a->request.internal = opt(in, "internal") != NULL;
	if (country) {
		if (strlen(country) != 2)
			return usage(in, "--country takes two letters, as in JP, not '%s'",
				country);
		a->request.country[0] = (char)toupper((unsigned char)country[0]);
		a->request.country[1] = (char)toupper((unsigned char)country[1]);
	}
	struct err err;
	if (opt(in, "month") && month_parse(opt(in, "month"), &a->request.month, &err) < 0)
		return usage(in, "--month: %s", err.text);
	return opt_format(in, &a->format);
}

/* The reader sees six months.  Without a month, first one that sees all days finds it. */
static int
open_reader(const struct invocation *in, struct asked *a)
{
	struct err err;
	int r = lake_open(opt_lake(in), LAKE_READ, &a->lake, &err);
	if (r == 0 && !opt(in, "month")) {
		r = lake_reader_open(a->lake, INT32_MIN, INT32_MAX, &a->reader, &err);
		if (r == 0)
			r = figure_busiest_month(a->reader, &a->request.month, &err);
		lake_reader_close(a->reader);
		a->reader = NULL;
		char text[DATE_TEXT_MAX];
		if (r == 0)
			warn(in,
				"the month with most accesses is %s; --month chooses "
				"another",
				month_format(a->request.month, text));
	}
	int32_t first, last;
	figure_span(a->request.month, &first, &last);
	if (r == 0)
		r = lake_reader_open(a->lake, first, last, &a->reader, &err);
	return r < 0 ? fail(in, "%s", err.text) : EXIT_OK;
}

static int
run_one(const struct invocation *in, const struct asked *a, const struct figure *figure)
{
	struct err err;
	struct figure_result *res = NULL;
	if (figure_run(figure, a->lake, a->reader, &a->request, &res, &err) < 0)
		return fail(in, "%s", err.text);
	int r = print(a, res, arg_count(in) > 1);
	figure_result_free(res);
	return r < 0 ? fail(in, "cannot write the rows: %s", strerror(-r)) : EXIT_OK;
}

static int
run_figure(const struct invocation *in)
{
	struct asked a = { .format = TABLE_TEXT };
	int status = read_request(in, &a);
	if (status != EXIT_OK)
		return status;
	if (arg_count(in) == 1 && strcmp(arg_at(in, 0), "list") == 0)
		return list_figures(in, a.format);
	for (size_t i = 0; i < arg_count(in); i++)
		if (!figure_find(arg_at(in, i)))
			return usage(in,
				"there is no figure '%s' (see 'teiten figure list')",
				arg_at(in, i));
	status = open_reader(in, &a);
	for (size_t i = 0; i < arg_count(in) && status == EXIT_OK; i++)
		status = run_one(in, &a, figure_find(arg_at(in, i)));
	double readable = status == EXIT_OK ? lake_reader_readable(a.reader) : 1;
	if (readable < 1)
		warn(in,
			"%.1f %% of the stored rows of these months cannot be read; see "
			"'teiten "
			"lake check'",
			100 * (1 - readable));
	lake_reader_close(a.reader);
	lake_close(a.lake);
	return status;
}

VERB(figure) = {
	.name = "figure",
	.args = "NAME...",
	.summary = "show figures of a month, or list them",
	.min_args = 1,
	.max_args = 256,
	.options = {
		OPTION_LAKE,
		{ "month", 0, "MONTH", "as in 2005-11 (else the one with most accesses)" },
		{ "lang", 0, "en|ja", "language of titles and names" },
		{ "country", 0, "CC", "what country-operators breaks down (else the site's own)" },
		{ "internal", 0, NULL, "show addresses of sources and sensors" },
		{ "json", 0, NULL, "JSON Lines, one object a row" },
		{ "csv", 0, NULL, "CSV with a head line" },
	},
	.run = run_figure,
};
