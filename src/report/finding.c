/* finding.c - what a chapter says before its figures, and what it advises after them.
 *
 * A chapter has a list of sentences, each about one figure.  In a sentence {column} stands
 * for the value in that figure's first row that is not the rest, {+column} for the column's
 * sum, {#} for the number of rows, {FIGURE.column} for another figure's first row;
 * {#|botnet|botnets} brings its noun.  A sentence that lacks one of its values is left out.
 */
#include "report/page.h"

enum { WORD_MAX = 64, TEXT_SHOWN_MAX = 80 };

static bool
is_withheld(struct bytes name)
{
	return text_is(name, "(withheld)") || text_is(name, "(非公開)");
}

/* The first row that is not "other" or "unknown", and has a name that may be told. */
static size_t
first_row(const struct exhibit *f)
{
	size_t row = 0;
	while (row < exhibit_rows(f) && f->result->n_columns > 0 &&
		(name_is_rest(exhibit_text(f, row, 0)) ||
			is_withheld(exhibit_text(f, row, 0))))
		row++;
	return row;
}

static double
column_sum(const struct exhibit *f, int column)
{
	double sum = 0;
	for (size_t row = 0; row < exhibit_rows(f); row++) {
		double v = exhibit_number(f, row, column);
		sum += isfinite(v) ? v : 0;
	}
	return column < 0 ? NAN : sum;
}

/* False: there is no such value. */
static bool
put_number(FILE *out, double v)
{
	char text[NUMBER_TEXT_MAX];
	if (isfinite(v))
		(void)fputs(number_prose(v, text), out);
	return isfinite(v);
}

static bool
put_value(FILE *out, const struct exhibit *f, const char *name)
{
	int column = exhibit_column(f, name);
	size_t row = first_row(f);
	struct bytes text = exhibit_text(f, row, column);
	if (text.len == 0)
		return put_number(out, exhibit_number(f, row, column));
	if (name_is_rest(text))
		return false; /* "from unknown" says nothing */
	bool cut = text.len > TEXT_SHOWN_MAX;
	size_t len = cut ? TEXT_SHOWN_MAX : text.len;
	while (cut && len > 0 && (text.at[len] & 0xc0) == 0x80)
		len--; /* not inside a character */
	(void)fwrite(text.at, 1, len, out);
	(void)fputs(cut ? "…" : "", out);
	return true;
}

/* What {word} stands for. */
static bool
put_word(FILE *out, const struct page *page, const struct exhibit *f, const char *word)
{
	if (strcmp(word, "#") == 0)
		return put_number(out, (double)exhibit_rows(f));
	char name[WORD_MAX];
	size_t len = strcspn(word, ".");
	if (word[len] == '.') {
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, word);
		f = page_exhibit(page, word[0] == '+' ? name + 1 : name);
	}
	const char *column = word[len] == '.' ? word + len + 1 : word + (word[0] == '+');
	if (word[0] == '+')
		return put_number(out, column_sum(f, exhibit_column(f, column)));
	return put_value(out, f, column);
}

/* "column|noun|nouns": the number, and the noun that goes with it. */
static bool
put_counted(FILE *out, const struct page *page, const struct exhibit *f, char *word)
{
	char *one = strchr(word, '|'), *many = one ? strchr(one + 1, '|') : NULL;
	if (!many)
		return put_word(out, page, f, word);
	*one++ = '\0';
	*many++ = '\0';
	char *text = NULL;
	size_t len = 0;
	FILE *number = open_memstream(&text, &len);
	must(number != NULL);
	bool known = put_word(number, page, f, word);
	must(fclose(number) == 0);
	(void)fprintf(out, "%s %s", text, strcmp(text, "1") == 0 ? one : many);
	free(text);
	return known;
}

static bool
put_sentence(
	FILE *out, const struct page *page, const struct exhibit *f, const char *template)
{
	bool whole = true;
	for (const char *p = template; *p;) {
		size_t plain = strcspn(p, "{");
		(void)fwrite(p, 1, plain, out);
		p += plain;
		if (*p != '{')
			break;
		char word[WORD_MAX];
		size_t len = strcspn(p + 1, "}");
		must(p[1 + len] == '}' && len < sizeof(word));
		memcpy(word, p + 1, len);
		word[len] = '\0';
		whole &= put_counted(out, page, f, word);
		p += len + 2;
	}
	return whole;
}

/* False, with nothing written, when the month has nothing to say of it. */
static bool
write_sentence(const struct page *page, const struct sentence *it, bool first)
{
	const struct exhibit *f = page_exhibit(page, it->figure);
	auto_free char *text = NULL;
	size_t len = 0;
	if (!exhibit_has_rows(f) ||
		(it->when && !(column_sum(f, exhibit_column(f, it->when)) > 0)))
		return false;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	bool whole = put_sentence(out, page, f, it->text[page->language]);
	must(fclose(out) == 0);
	if (!whole)
		return false;
	html(page, first ? "<ul class=\"lead\">\n<li>" : "<li>");
	auto_free char *unbroken = text_unbroken(text);
	html_text(page, unbroken);
	html(page, "<span class=\"see\">");
	html_link_to(page, f);
	html(page, "</span></li>\n");
	return true;
}

void
page_sentences(const struct page *page, const struct sentence *sentences)
{
	bool begun = false;
	for (const struct sentence *it = sentences; it && it->figure; it++)
		begun |= write_sentence(page, it, !begun);
	html(page, begun ? "</ul>\n" : "");
}

/* Is `word` one of those in `list`, which has spaces between them? */
static bool
lists(struct bytes list, const char *word)
{
	size_t len = strlen(word);
	for (size_t at = 0; at + len <= list.len; at++)
		if (memcmp(list.at + at, word, len) == 0 &&
			(at == 0 || list.at[at - 1] == ' ') &&
			(at + len == list.len || list.at[at + len] == ' '))
			return true;
	return false;
}

/* One of the words, between which there are spaces. */
static bool
lists_any(struct bytes list, const char *words)
{
	char word[WORD_MAX];
	for (size_t len; *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		must(len < sizeof(word));
		memcpy(word, words, len);
		word[len] = '\0';
		if (lists(list, word))
			return true;
	}
	return false;
}

void
page_advice(const struct page *page, const char *about)
{
	const struct exhibit *f = page_exhibit(page, "advice");
	int keys = exhibit_column(f, "keys"), text = exhibit_column(f, "advice");
	bool begun = false;
	for (size_t row = 0; about && row < exhibit_rows(f); row++) {
		if (!lists_any(exhibit_text(f, row, keys), about))
			continue;
		if (!begun)
			html(page, "<dl class=\"gloss advice\"><dt>%s</dt>\n",
				tr(page, "What to do", "対策"));
		begun = true;
		html(page, "<dd>");
		escape_html(page->out, exhibit_text(f, row, text));
		html(page, "</dd>\n");
	}
	html(page, begun ? "</dl>\n" : "");
}
