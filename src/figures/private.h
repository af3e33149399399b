/* private.h - what the files of the figures room share: sheets, steps, names.
 *
 * A figure's SQL fills a sheet; each `-- finish: STEP ARGUMENT...` line then changes it,
 * and the columns that the figure declares are taken from what is there at the end.  One
 * step is one STEP() in one of the finish_*.c files; there is no list to update.
 */
#pragma once

#include "figures/figures.h"

/* --- arena.c: text that lives as long as its sheet ---------------------------------------
 */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *arena);
struct bytes arena_copy(struct arena *arena, struct bytes text);
__attribute__((format(printf, 2, 3))) struct bytes arena_printf(
	struct arena *arena, const char *fmt, ...);

/* --- sheet.c ----------------------------------------------------------------------- */
enum { SHEET_COLUMNS_MAX = 32 };

struct sheet {
	struct arena *text;
	char *names[SHEET_COLUMNS_MAX];
	size_t n_columns, n_rows, room;
	struct value *values; /* row after row, SHEET_COLUMNS_MAX apart */
};

struct sheet *sheet_new(struct arena *text);
void sheet_free(struct sheet *sheet);
int sheet_find(const struct sheet *sheet, const char *name); /* -1: there is none */
/* The column of that name, made with nulls when it is not there. */
size_t sheet_column(struct sheet *sheet, const char *name);
size_t sheet_add_row(struct sheet *sheet); /* nulls; its index */
void sheet_drop_rows(struct sheet *sheet,
	bool (*drop)(const struct value *row, size_t column), size_t column);
struct value *sheet_at(const struct sheet *sheet, size_t row, size_t column);
double sheet_number(const struct sheet *sheet, size_t row, size_t column); /* null: 0 */
static inline bool
text_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

struct bytes sheet_text(
	const struct sheet *sheet, size_t row, size_t column); /* null: "" */
void sheet_set(
	struct sheet *sheet, size_t row, size_t column, double number); /* NaN: null */
void sheet_set_int(struct sheet *sheet, size_t row, size_t column, int64_t number);
void sheet_set_text(struct sheet *sheet, size_t row, size_t column, struct bytes text);
/* `compare` is given two rows; equal ones are ordered by their columns from the first. */
void sheet_sort(struct sheet *sheet,
	int (*compare)(const struct value *a, const struct value *b, void *arg), void *arg);

double value_as_number(const struct value *v); /* NaN for null and text */
int value_compare(const struct value *a, const struct value *b);
double round_to(double x, int decimals); /* half away from zero, of the decimal number */

/* --- asking ------------------------------------------------------------------------ */
/* What one run of a figure knows. */
struct work {
	const struct figure *figure;
	const struct figure_request *request;
	struct lake *lake;
	struct lake_reader *reader;
	struct site *site;
	struct arena *text;
	struct sheet *sheet;
	char drill[3];
};

static inline const char *
work_say(const struct work *w, const char *en, const char *ja)
{
	return w->request->language == LANGUAGE_JA ? ja : en;
}

/* Run a query into a new sheet.  run.c */
int work_ask(struct work *w, const char *sql, struct sheet **ret, struct err *err);
/* The figure's SQL with its :names replaced; the caller's to free.  expand.c */
int work_expand(struct work *w, const char *sql, char **ret, struct err *err);

/* --- steps ------------------------------------------------------------------------- */
enum { STEP_WORDS_MAX = 16 };

struct step {
	const char *name;
	int (*run)(struct work *w, size_t n_words, char *const *words, struct err *err);
};

/* clang-format off */
#define STEP(ident, text)                                                              \
	static int ident(struct work *w, size_t n_words, char *const *words,           \
		struct err *err);                                                      \
	static const struct step ident##_step = { text, ident };                       \
	__attribute__((used, retain, section("steps")))                                \
	static const struct step *const ident##_entry = &ident##_step;                 \
	static int ident(struct work *w, size_t n_words, char *const *words,           \
		struct err *err)
/* clang-format on */

/* A column that the step needs; a missing one is the figure's mistake. */
int step_column(const struct work *w, const char *name, size_t *ret, struct err *err);
int step_columns(const struct work *w, const char *const *names, size_t n, size_t *ret,
	struct err *err);
/* An empty sheet that has the figure's columns. */
struct sheet *step_sheet(const struct work *w);
/* The step's result takes the place of what it worked on. */
void step_replace(struct work *w, struct sheet *out);
int step_words(const struct work *w, const char *step, size_t n_words, size_t least,
	struct err *err);

/* What a detector or watch recognises, by its id; empty: there is none.  finish_names.c */
struct bytes finding_name(const struct work *w, struct bytes id);

/* --- names.c: the data files ------------------------------------------------------- */
struct country {
	char code[3];
	struct bytes region, name[2];
};

struct port_entry {
	int proto, port;
	struct bytes name, what[2], threat[2], source;
};

struct advice {
	struct bytes key, text[2], source;
};

enum { PORT_KEY_OTHER = 1 << 24 };

const struct country *country_find(struct bytes code); /* NULL: unknown */
size_t country_count(void);
const struct country *country_at(size_t i);
/* Name of a region of data/regions.tsv, "domestic" and "unknown" among them. */
struct bytes region_name(struct bytes id, enum language language);
const struct port_entry *port_find(int proto, int port); /* NULL: unknown purpose */
size_t advice_count(void);
const struct advice *advice_at(size_t i);
/* "445/tcp", "8/icmp", "47" for a protocol without ports. */
struct bytes port_label(struct arena *text, int proto, int port);
