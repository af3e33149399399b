/* report.c - makes a report: asks for every figure, then writes CSV and the page. */
#include "report/page.h"

#include "base/embed.h"

EMBEDDED_GROUP(web);

static const struct embedded *
web_file(const char *name)
{
	const struct embedded *found = NULL;
	each_embedded(web, it) if (strcmp((*it)->name, name) == 0) found = *it;
	must(found != NULL);
	return found;
}

/* Only the one script and the one style sheet, by digest; nothing may be fetched.  Drawings
 * need style attributes, which cannot run or load anything under this policy. */
static void
write_policy(const struct page *page)
{
	const struct embedded *digests = web_file("report.digests");
	int script = (int)strcspn(digests->at, "\n");
	const char *second = digests->at + script + 1;
	int style = (int)strcspn(second, "\n");
	html(page,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
		"'none'; "
		"script-src 'sha256-%.*s'; style-src 'sha256-%.*s'; style-src-attr "
		"'unsafe-inline'; "
		"base-uri 'none'; form-action 'none'\">\n",
		script, digests->at, style, second);
}

static void
write_page(struct page *page)
{
	char month[NUMBER_TEXT_MAX];
	html(page,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
		tr(page, "en", "ja"));
	write_policy(page);
	html(page,
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"generator\" content=\"teiten %s\">\n<title>",
		TEITEN_VERSION);
	month_title(page->language, page->request->month, month);
	html_escaped(
		page, tr(page, "Observation report, %s", "定点観測レポート %s"), month);
	if (page->site->institution && *page->site->institution)
		html_escaped(page, " – %s", page->site->institution);
	html(page, "</title>\n<style>");
	const struct embedded *css = web_file("report.css"), *js = web_file("report.js");
	(void)fwrite(css->at, 1, css->len, page->out);
	html(page,
		"</style>\n</head>\n<body lang=\"%s\">\n<a class=\"skip\" "
		"href=\"#chapter-changes\">%s</a>\n",
		tr(page, "en", "ja"), tr(page, "To the text", "本文へ"));
	page_head(page);
	page_contents(page);
	html(page, "<main>\n");
	page_chapters(page);
	html(page, "</main>\n<footer><p>%s teiten %s</p></footer>\n",
		tr(page, "Made with", "作成:"), TEITEN_VERSION);
	page_data(page);
	html(page, "<script>");
	(void)fwrite(js->at, 1, js->len, page->out);
	html(page, "</script>\n</body>\n</html>\n");
}

/* Every figure is asked for once; one that fails is shown as failed. */
static void
ask(struct page *page, struct lake *lake, struct lake_reader *reader,
	struct report_summary *sum)
{
	const struct figure_request wanted = {
		.month = page->request->month,
		.language = page->request->language,
		.internal = page->request->internal,
		.country = "",
	};
	char *failures = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&failures, &len);
	must(out != NULL);
	page->n_exhibits = figure_count();
	page->exhibits = base_alloc(page->n_exhibits, sizeof(*page->exhibits));
	for (size_t i = 0; i < page->n_exhibits; i++) {
		struct exhibit *f = &page->exhibits[i];
		struct err why = { "" };
		f->figure = figure_at(i);
		int r = figure_run(f->figure, lake, reader, &wanted, &f->result, &why);
		if (r < 0) {
			f->result = NULL;
			f->why = base_strdup(why.text);
			(void)fprintf(out, "%s%s: %s", sum->failed++ ? "\n" : "",
				f->figure->name, why.text);
		}
	}
	must(fclose(out) == 0);
	sum->figures = page->n_exhibits;
	sum->failures = sum->failed ? failures : NULL;
	if (!sum->failed)
		free(failures);
}

static void
summarize(const struct page *page, struct report_summary *sum)
{
	const struct exhibit *h = page_exhibit(page, "headline");
	sum->accesses = exhibit_number(h, 0, exhibit_column(h, "accesses"));
	sum->sensors = exhibit_number(h, 0, exhibit_column(h, "sensors"));
	sum->sensor_days = exhibit_number(h, 0, exhibit_column(h, "sensor_days"));
	sum->accesses_per_sensor_day =
		exhibit_number(h, 0, exhibit_column(h, "accesses_per_sensor_day"));
	sum->sources_per_sensor_day =
		exhibit_number(h, 0, exhibit_column(h, "sources_per_sensor_day"));
	sum->accesses_per_source =
		exhibit_number(h, 0, exhibit_column(h, "accesses_per_source"));
}

static int
write_files(struct page *page, const char *dir, struct err *err)
{
	auto_free char *csv = base_printf("%s/csv", dir);
	int r = folder_make(dir, err);
	if (r == 0)
		r = folder_make(csv, err);
	for (size_t i = 0; r == 0 && i < page->n_exhibits; i++)
		if (page->exhibits[i].result)
			r = report_csv(&page->exhibits[i], dir, err);
	if (r < 0)
		return r;

	auto_free char *text = NULL;
	auto_free char *path = base_printf("%s/report.html", dir);
	size_t len = 0;
	page->out = open_memstream(&text, &len);
	must(page->out != NULL);
	write_page(page);
	must(fclose(page->out) == 0);
	return file_replace(path, bytes_of(text, len), err);
}

int
report_write(struct lake *lake, struct lake_reader *reader,
	const struct report_request *request, const char *dir, struct report_summary *ret,
	struct err *err)
{
	struct report_summary sum = { 0 };
	struct page page = {
		.request = request, .language = request->language, .lake = lake
	};
	int r = lake_site(lake, &page.site, err);
	if (r < 0)
		return r;
	page.readable = lake_reader_readable(reader);
	ask(&page, lake, reader, &sum);
	page_number_figures(&page);
	summarize(&page, &sum);
	r = write_files(&page, dir, err);
	for (size_t i = 0; i < page.n_exhibits; i++) {
		if (page.exhibits[i].result)
			figure_result_free(page.exhibits[i].result);
		free(page.exhibits[i].why);
	}
	free(page.exhibits);
	site_free(page.site);
	if (r < 0)
		free(sum.failures);
	else
		*ret = sum;
	return r;
}
