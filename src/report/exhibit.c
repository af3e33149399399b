/* exhibit.c - looking into finished figures by the names of their columns. */
#include "report/page.h"

struct exhibit *
page_exhibit(const struct page *page, const char *name)
{
	for (size_t i = 0; i < page->n_exhibits; i++)
		if (strcmp(page->exhibits[i].figure->name, name) == 0)
			return &page->exhibits[i];
	return NULL;
}

size_t
exhibit_rows(const struct exhibit *exhibit)
{
	return exhibit && exhibit->result ? exhibit->result->n_rows : 0;
}

int
exhibit_column(const struct exhibit *exhibit, const char *names)
{
	if (!exhibit || !exhibit->result)
		return -1;
	while (*names) {
		size_t len = strcspn(names, " ");
		for (size_t i = 0; i < exhibit->result->n_columns; i++) {
			const char *name = exhibit->result->columns[i].name;
			if (strlen(name) == len && strncmp(name, names, len) == 0)
				return (int)i;
		}
		names += len + (names[len] == ' ');
	}
	return -1;
}

const struct figure_column *
exhibit_spec(const struct exhibit *exhibit, int column)
{
	must(column >= 0 && (size_t)column < exhibit->result->n_columns);
	return &exhibit->result->columns[column];
}

const struct value *
exhibit_value(const struct exhibit *exhibit, size_t row, int column)
{
	static const struct value nothing = { .kind = VALUE_NULL };
	if (column < 0 || row >= exhibit_rows(exhibit))
		return &nothing;
	return &exhibit->result->values[row * exhibit->result->n_columns + (size_t)column];
}

/* A grid of days or months without one thing to show (no group configured, nothing left
 * out, nothing observed) is no figure. */
bool
exhibit_has_rows(const struct exhibit *exhibit)
{
	int key = exhibit_column(exhibit, "label port group region");
	if (key < 0)
		return exhibit_rows(exhibit) > 0;
	for (size_t row = 0; row < exhibit_rows(exhibit); row++)
		if (exhibit_value(exhibit, row, key)->kind != VALUE_NULL)
			return true;
	return false;
}

double
value_number(const struct value *value)
{
	switch (value->kind) {
	case VALUE_INT:
		return (double)value->i;
	case VALUE_UINT:
		return (double)value->u;
	case VALUE_REAL:
		return isfinite(value->real) ? value->real : NAN;
	case VALUE_NULL:
	case VALUE_TEXT:
		break;
	}
	return NAN;
}

double
exhibit_number(const struct exhibit *exhibit, size_t row, int column)
{
	return value_number(exhibit_value(exhibit, row, column));
}

struct bytes
exhibit_text(const struct exhibit *exhibit, size_t row, int column)
{
	const struct value *v = exhibit_value(exhibit, row, column);
	return v->kind == VALUE_TEXT ? v->text : (struct bytes){ NULL, 0 };
}

bool
text_is(struct bytes text, const char *word)
{
	size_t len = strlen(word);
	return text.len == len && (len == 0 || memcmp(text.at, word, len) == 0);
}

bool
name_is_rest(struct bytes name)
{
	static const char *const words[] = { "other", "others", "Other", "その他", "total",
		"Total", "合計", "rest", "the rest", "unknown", "不明", "several ports",
		"複数のポート" };
	for (size_t i = 0; i < count_of(words); i++)
		if (text_is(name, words[i]))
			return true;
	return false;
}

int
exhibit_find(const struct exhibit *exhibit, int column, struct bytes text)
{
	for (size_t row = 0; row < exhibit_rows(exhibit); row++) {
		struct bytes have = exhibit_text(exhibit, row, column);
		if (have.len == text.len && have.len > 0 &&
			memcmp(have.at, text.at, text.len) == 0)
			return (int)row;
	}
	return -1;
}
