/* table.h - one listing, three writers: aligned text, JSON Lines, CSV.
 *
 * Text columns take bytes that strangers wrote: each writer escapes for its own reader
 * (terminal escapes, JSON strings, CSV quoting and spreadsheet formulas).
 */
#pragma once

#include "base/bytes.h"

#include <stdio.h>

enum table_format { TABLE_TEXT, TABLE_JSON, TABLE_CSV };

struct table;

/* `names` are borrowed until table_end.  Text is aligned in blocks of a few hundred rows,
 * so any number of rows may be written. */
struct table *table_begin(
	FILE *out, enum table_format format, const char *const *names, size_t n_names);

/* One call per column, in order, then table_row. */
void table_int(struct table *t, int64_t value);
void table_uint(struct table *t, uint64_t value);
void table_real(struct table *t, double value); /* shortest text that reads back equal */
void table_text(struct table *t, struct bytes value);
void table_null(struct table *t);
void table_row(struct table *t);

/* Writes what is buffered and frees; 0, or -errno when the stream failed. */
int table_end(struct table *t);

/* The same escaping for those who build text of their own. */
void escape_json(FILE *out, struct bytes text); /* with the quotes */
void escape_csv(FILE *out, struct bytes text);
void escape_terminal(FILE *out, struct bytes text);
void escape_html(FILE *out, struct bytes text);
