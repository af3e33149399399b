/* page.h - what the files of this room share while one report is made. */
#pragma once

#include "report/report.h"

#include <math.h>

struct exhibit {
	const struct figure *figure;
	struct figure_result *result; /* NULL when it could not be had */
	char *why; /* then: what the error said */
	unsigned number; /* "Figure 3"; 0: not numbered */
};

struct page {
	FILE *out;
	const struct report_request *request;
	enum language language;
	struct site *site;
	struct lake *lake;
	struct exhibit *exhibits;
	size_t n_exhibits;
	double readable; /* share of stored rows that could be read */
};

/* The text in the page's language. */
__attribute__((format_arg(2), format_arg(3))) static inline const char *
tr(const struct page *page, const char *en, const char *ja)
{
	return page->language == LANGUAGE_JA ? ja : en;
}

/* --- exhibit.c: looking into finished figures -------------------------------------------
 */
struct exhibit *page_exhibit(const struct page *page, const char *name);
bool exhibit_has_rows(const struct exhibit *exhibit);
size_t exhibit_rows(const struct exhibit *exhibit);
/* Index of the first column with one of the names (space between them), or -1. */
int exhibit_column(const struct exhibit *exhibit, const char *names);
const struct value *exhibit_value(const struct exhibit *exhibit, size_t row, int column);
/* NaN for null, text, and columns that are not there. */
double exhibit_number(const struct exhibit *exhibit, size_t row, int column);
double value_number(const struct value *value);
struct bytes exhibit_text(const struct exhibit *exhibit, size_t row, int column);
bool text_is(struct bytes text, const char *word);
bool name_is_rest(
	struct bytes name); /* "other" and its like: the sum of what is not shown */
/* Row whose text column equals; or -1. */
int exhibit_find(const struct exhibit *exhibit, int column, struct bytes text);
const struct figure_column *exhibit_spec(const struct exhibit *exhibit, int column);

/* --- number.c: numbers as people of one language write them --------------------------- */
#define NUMBER_TEXT_MAX 64
/* 1,811 and at most `decimals`; "–" for NaN. */
char *number_exact(double v, int decimals, char ret[static NUMBER_TEXT_MAX]);
/* At most three significant digits: 9.38, 81, 1,810,000. */
char *number_prose(double v, char ret[static NUMBER_TEXT_MAX]);
/* +9.4 %, -3 %; the sign always, a true minus. */
char *number_change(double v, char ret[static NUMBER_TEXT_MAX]);
/* A number and its percent sign stay on one line; the caller's to free. */
char *text_unbroken(const char *plain);
char *month_title(enum language language, int32_t month, char ret[static NUMBER_TEXT_MAX]);
char *day_title(enum language language, int32_t day, char ret[static NUMBER_TEXT_MAX]);
/* As a cell of a table: exact, by the column's unit. */
void number_cell(FILE *out, const struct figure_column *column, const struct value *value);

/* --- html.c: writing markup ------------------------------------------------------------
 */
void html_text(const struct page *page, const char *text);
__attribute__((format(printf, 2, 3))) void html(
	const struct page *page, const char *fmt, ...);
/* As html(), but what it makes is escaped as a whole. */
__attribute__((format(printf, 2, 3))) void html_escaped(
	const struct page *page, const char *fmt, ...);
void html_link_to(const struct page *page, const struct exhibit *exhibit);
void html_table(const struct page *page, const struct exhibit *exhibit);
/* False, with nothing written, when the figure is no table of two sides. */
bool html_crosstab(const struct page *page, const struct exhibit *exhibit);

/* --- chapters.c, and what chapters are made of ------------------------------------------
 */
void page_number_figures(struct page *page);
void page_chapters(const struct page *page);
void page_contents(const struct page *page);
void page_figure(const struct page *page, struct exhibit *exhibit, const char *chart);

/* One sentence of a chapter, in both languages.  finding.c */
struct sentence {
	const char
		*figure; /* that it speaks of, with {column} for its numbers; NULL ends */
	const char *text[2];
	const char *when; /* column whose sum must be above 0; NULL: always */
};

void page_sentences(const struct page *page, const struct sentence *sentences);
/* Advice of data/advice.tsv about a kind of traffic or a finding that the month shows. */
void page_advice(const struct page *page, const char *about);
extern const struct sentence ordinary_sentences[]; /* lead_ordinary.c */
extern const struct sentence scan_sentences[]; /* lead_scans.c */
extern const struct sentence backscatter_sentences[]; /* lead_backscatter.c */
extern const struct sentence botnet_sentences[]; /* lead_botnets.c */
extern const struct sentence worm_sentences[]; /* lead_worms.c */
extern const struct sentence login_sentences[]; /* lead_logins.c */
extern const struct sentence sqli_sentences[]; /* lead_sqli.c */
extern const struct sentence mail_worm_sentences[]; /* lead_mail_worms.c */
extern const struct sentence p2p_sentences[]; /* lead_p2p.c */
extern const struct sentence dns_sentences[]; /* lead_dns.c */
extern const struct sentence first_probe_sentences[]; /* lead_first_probe.c */
extern const struct sentence guard_sentences[]; /* lead_guard.c */

void page_head(const struct page *page); /* head.c */
void page_changes(const struct page *page); /* changes.c */
void page_plain(const struct page *page); /* plain.c */
void page_tiles(const struct page *page); /* tiles.c */
void page_glossary(const struct page *page); /* glossary.c */
void page_popups(const struct page *page); /* popups.c */
void page_conditions(const struct page *page); /* conditions.c */
/* One small line under a figure: where, when, how much of it, what is left out. */
void page_condition_line(const struct page *page, const struct exhibit *exhibit);

/* --- data.c -----------------------------------------------------------------------------
 */
void page_data(const struct page *page); /* the JSON that the bundle draws from */
int report_csv(const struct exhibit *exhibit, const char *dir, struct err *err);

/* --- file.c -----------------------------------------------------------------------------
 */
/* Writes beside `path`, syncs, renames over it. */
int file_replace(const char *path, struct bytes content, struct err *err);
int folder_make(const char *path, struct err *err);
