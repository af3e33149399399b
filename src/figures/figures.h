/* figures - the only way to ask: one .sql file is one figure.
 *
 * A figure's file holds its query in the dialect shared by both engines, its titles, its
 * columns and the kind of chart it makes.  What SQL leaves to C (rounding, shares that sum
 * to 100, attribution, names) is done here, so every reader sees the same finished rows.
 */
#pragma once

#include "base/base.h"
#include "lake/lake.h"

enum language { LANGUAGE_EN, LANGUAGE_JA };

struct figure_column {
	char *name;
	char *unit; /* "", "%", "accesses", "s", ... */
	char *title[2]; /* by enum language */
};

struct figure {
	const char *name; /* dashed id, the file's name */
	char *title[2];
	char *note[2]; /* conditions that are the figure's own */
	char *chart; /* "bars", "stacked-bars", "lines", "shares", "heat", "map", ... */
	struct figure_column *columns;
	size_t n_columns;
	bool all_months; /* looks at the whole lake, not at six months */
	char **steps; /* what C does with the rows, in order: private.h */
	size_t n_steps;
	const char *sql;
};

size_t figure_count(void);
const struct figure *figure_at(size_t i);
const struct figure *figure_find(const char *name);

/* What the query is asked for. */
struct figure_request {
	int32_t month; /* zone.h */
	enum language language;
	bool internal; /* addresses may be shown */
	char country[3]; /* what country-operators breaks down; "": the site's, else the
			  * one with most accesses */
};

/* First and last day that the figures of a month look at: its own and the five months
 * before it.  A reader for more than that answers the same, and takes longer. */
void figure_span(int32_t month, int32_t *ret_first, int32_t *ret_last);

/* The finished rows of a figure; rows and their text are owned by the result. */
struct figure_result {
	const struct figure *figure;
	size_t n_columns, n_rows;
	struct figure_column *columns;
	struct value *values; /* n_rows * n_columns, row after row */
	struct arena *text; /* private */
};

int figure_run(const struct figure *figure, struct lake *lake, struct lake_reader *reader,
	const struct figure_request *request, struct figure_result **ret, struct err *err);
void figure_result_free(struct figure_result *result);

/* The month with most accesses, or with most attempts of guarded hosts where there are
 * none; -ENODATA for an empty lake. */
int figure_busiest_month(struct lake_reader *reader, int32_t *ret, struct err *err);
