/* report - the monthly report: every figure of a month as one page, and as CSV.
 *
 *   DIR/report.html   one file: text and tables made here, drawings by the bundle inside it
 *   DIR/csv/NAME.csv  each figure, UTF-8 with a byte order mark
 *   DIR/report.pdf    the page as a Chromium prints it
 *
 * The page is complete without scripts; the bundle (web/) only draws.  Its policy lets that
 * one script run, by digest, and lets nothing be fetched.  Whatever a stranger wrote (names
 * of operators, texts of figures) passes escape_html or escape_json on its way in.
 *
 * What the report says comes from figures alone.  Chapters are a table (chapters.c): a
 * figure that no chapter names still appears, at the end.
 */
#pragma once

#include "base/base.h"
#include "figures/figures.h"
#include "lake/lake.h"

struct report_request {
	int32_t month;
	bool busiest; /* nobody asked for this month: the page says why it is this one */
	enum language language;
	bool internal; /* addresses of sensors and sources may be shown */
};

/* What a caller may want to say about a report that was written; counts are exact. */
struct report_summary {
	size_t figures, failed;
	double accesses, sensors, sensor_days;
	double accesses_per_sensor_day, sources_per_sensor_day,
		accesses_per_source; /* or NaN */
	char *failures; /* "NAME: why" a line, or NULL; the caller's to free */
};

/* `dir` is made when missing; files are replaced whole.  A figure that cannot be had is
 * named on the page and in the summary, and does not keep the others from being shown. */
int report_write(struct lake *lake, struct lake_reader *reader,
	const struct report_request *request, const char *dir, struct report_summary *ret,
	struct err *err);

/* Prints DIR/report.html to DIR/report.pdf; -ENOENT when there is no Chromium. */
int report_pdf(const char *dir, struct err *err);
