/* report.c - `teiten report`: a month as a page, CSV files and, when asked, a PDF. */
#include "cmd/asking.h"
#include "report/report.h"

#include <math.h>

static int run(const struct invocation *in);

static int
read_language(const struct invocation *in, enum language *ret)
{
	const char *lang = opt(in, "lang");
	if (!lang || strcmp(lang, "en") == 0)
		*ret = LANGUAGE_EN;
	else if (strcmp(lang, "ja") == 0)
		*ret = LANGUAGE_JA;
	else
		return usage(in, "--lang takes ja or en, not '%s'", lang);
	return EXIT_OK;
}

static void
close_lake(struct lake **lake)
{
	if (*lake)
		lake_close(*lake);
}

static void
close_reader(struct lake_reader **reader)
{
	if (*reader)
		lake_reader_close(*reader);
}

#define auto_lake __attribute__((cleanup(close_lake)))
#define auto_reader __attribute__((cleanup(close_reader)))

static int
busiest(struct lake *lake, int32_t *ret, struct err *err)
{
	auto_reader struct lake_reader *reader = NULL;
	int r = lake_reader_open(lake, INT32_MIN, INT32_MAX, &reader, err);
	return r < 0 ? r : figure_busiest_month(reader, ret, err);
}

static void
say_summary(const struct report_request *request, const struct report_summary *sum,
	const char *dir)
{
	char month[DATE_TEXT_MAX];
	(void)printf("%s%s: %.0f accesses at %.0f sensor%s",
		month_format(request->month, month),
		request->busiest ? " (the month with most accesses)" : "", sum->accesses,
		sum->sensors, sum->sensors == 1 ? "" : "s");
	if (isfinite(sum->accesses_per_sensor_day))
		(void)printf(", %.0f per sensor and day", sum->accesses_per_sensor_day);
	if (isfinite(sum->sources_per_sensor_day))
		(void)printf(", from %.0f sources", sum->sources_per_sensor_day);
	if (isfinite(sum->accesses_per_source))
		(void)printf(", %.2f each", sum->accesses_per_source);
	(void)printf("\n%s/report.html, %zu figures, CSV in %s/csv\n", dir,
		sum->figures - sum->failed, dir);
}

static int
write_report(const struct invocation *in, struct lake *lake, struct report_request *request)
{
	struct err err;
	const char *dir = opt(in, "output") ? opt(in, "output") : "report";
	auto_reader struct lake_reader *reader = NULL;
	struct report_summary sum;
	int32_t first, last;

	figure_span(request->month, &first, &last);
	if (lake_reader_open(lake, first, last, &reader, &err) < 0 ||
		report_write(lake, reader, request, dir, &sum, &err) < 0)
		return fail(in, "%s", err.text);
	auto_free char *failures = sum.failures;
	if (!opt(in, "quiet"))
		say_summary(request, &sum, dir);
	if (opt(in, "pdf")) {
		if (report_pdf(dir, &err) < 0)
			return fail(in, "no PDF: %s", err.text);
		if (!opt(in, "quiet"))
			(void)printf("%s/report.pdf\n", dir);
	}
	if (sum.failed)
		return fail(in, "%zu of %zu figures could not be made: %s", sum.failed,
			sum.figures, failures);
	return EXIT_OK;
}

static int
run(const struct invocation *in)
{
	struct err err;
	struct report_request request = { .internal = opt(in, "internal") != NULL };
	const char *month = opt(in, "month");
	if (request.internal && opt(in, "public"))
		return usage(in, "--public and --internal exclude each other");
	int status = read_language(in, &request.language);
	if (status != EXIT_OK)
		return status;
	if (month && month_parse(month, &request.month, &err) < 0)
		return usage(in, "--month: %s", err.text);

	auto_lake struct lake *lake = NULL;
	if (lake_open(opt_lake(in), LAKE_READ, &lake, &err) < 0)
		return fail(in, "%s", err.text);
	if (!month) {
		int r = busiest(lake, &request.month, &err);
		if (r == -ENODATA)
			return fail(in,
				"the lake '%s' holds no accesses yet; 'teiten read' fills "
				"it",
				lake_dir(lake));
		if (r < 0)
			return fail(in, "%s", err.text);
		request.busiest = true;
	}
	return write_report(in, lake, &request);
}

VERB(report) = {
	.name = "report",
	.args = "",
	.summary = "write the monthly report of a lake: HTML, CSV, PDF",
	.options = {
		OPTION_LAKE,
		{ "month", 0, "MONTH", "as 2005-11 (default: the month with most accesses)" },
		{ "lang", 0, "ja|en", "language of the report (default: en)" },
		{ "public", 0, NULL, "no address of a sensor or source (default)" },
		{ "internal", 0, NULL, "with addresses, for the operator" },
		{ "pdf", 0, NULL, "also write report.pdf, with the Chromium of this machine" },
		{ "output", 'o', "DIR", "folder of the report (default: ./report)" },
		{ "quiet", 'q', NULL, "say nothing but errors" },
	},
	.run = run,
};
