/* sql_corpus_labels.h - rows of public corpora whose label is not what is judged here.
 *
 * Rows are named by corpus and test number, or by the row itself where it has none.  The numbers are
 * printed with and without them.
 */
#pragma once

struct label {
	const char *set, *row, *why;
};

static const struct label labels[] = {
	{ "", "", "" },
};
