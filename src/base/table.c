/* table.c - listings as aligned text, JSON Lines and CSV, and the escaping they share.
 *
 * Text is read as UTF-8.  Whatever could act on its reader instead of being read becomes
 * visible: controls and bidirectional overrides on a terminal, bytes that are no UTF-8
 * everywhere, the first sign of a formula in CSV.
 */
#include "base/table.h"

#include "base/utf8.h"
#include "base/err.h"

#include <math.h>
#include <string.h>

enum { BLOCK_ROWS = 256 };

struct cell {
	size_t start, len, width;
	bool number;
};

struct table {
	FILE *out;
	enum table_format format;
	const char *const *names;
	size_t n_names, column, n_rows;
	bool head_written, failed;
	/* Text only: the cells of the block and how wide each column has been so far. */
	struct cell *cells;
	size_t *widths;
	FILE *block;
	char *text;
	size_t text_len;
};

/* Controls, and the marks that reorder or hide what stands around them. */
static bool
is_active(int32_t p)
{
	return p < 0x20 || (p >= 0x7f && p <= 0x9f) || p == 0x61c || p == 0xad ||
		(p >= 0x200b && p <= 0x200f) || (p >= 0x2028 && p <= 0x202e) ||
		(p >= 0x2060 && p <= 0x206f) || p == 0xfeff ||
		(p >= 0xfff9 && p <= 0xfffb) || (p >= 0xe0000 && p <= 0xe007f);
}

static unsigned
point_width(int32_t p)
{
	if (p >= 0x300 && p <= 0x36f)
		return 0;
	bool wide = (p >= 0x1100 && p <= 0x115f) || (p >= 0x2e80 && p <= 0xa4cf) ||
		(p >= 0xac00 && p <= 0xd7a3) || (p >= 0xf900 && p <= 0xfaff) ||
		(p >= 0xfe30 && p <= 0xfe6f) || (p >= 0xff00 && p <= 0xff60) ||
		(p >= 0xffe0 && p <= 0xffe6) || (p >= 0x1f300 && p <= 0x1faff) ||
		(p >= 0x20000 && p <= 0x3fffd);
	return wide ? 2 : 1;
}

static size_t
terminal_text(FILE *out, struct bytes text)
{
	size_t width = 0;
	for (size_t pos = 0; pos < text.len;) {
		size_t start = pos;
		int32_t p = utf8_next(text, &pos);
		if (p < 0) {
			width += (size_t)fprintf(out, "\\x%02x", text.at[start]);
		} else if (p == '\\') {
			width += (size_t)fprintf(out, "\\\\");
		} else if (p == '\n' || p == '\t' || p == '\r') {
			width += 2;
			(void)fprintf(out, "\\%c", p == '\n' ? 'n' : p == '\t' ? 't' : 'r');
		} else if (is_active(p)) {
			width += (size_t)fprintf(out, "\\u{%x}", (unsigned)p);
		} else {
			width += point_width(p);
			(void)fwrite(text.at + start, 1, pos - start, out);
		}
	}
	return width;
}

void
escape_terminal(FILE *out, struct bytes text)
{
	(void)terminal_text(out, text);
}

static void
json_point(FILE *out, int32_t p)
{
	if (p == '"' || p == '\\')
		(void)fprintf(out, "\\%c", p);
	else if (p == '\n')
		(void)fputs("\\n", out);
	else if (p < 0x10000)
		(void)fprintf(out, "\\u%04x", (unsigned)p);
	else
		(void)fprintf(out, "\\u%04x\\u%04x", 0xd7c0U + ((unsigned)p >> 10),
			0xdc00U + ((unsigned)p & 0x3ff));
}

/* '<' is escaped as well, so that JSON may stand inside a script element. */
void
escape_json(FILE *out, struct bytes text)
{
	(void)fputc('"', out);
	for (size_t pos = 0; pos < text.len;) {
		size_t start = pos;
		int32_t p = utf8_next(text, &pos);
		if (p < 0)
			(void)fputs("\\ufffd", out);
		else if (p == '"' || p == '\\' || p == '<' || is_active(p))
			json_point(out, p);
		else
			(void)fwrite(text.at + start, 1, pos - start, out);
	}
	(void)fputc('"', out);
}

/* Signs at which a spreadsheet starts to calculate, in both widths. */
static bool
starts_formula(struct bytes text)
{
	if (text.len == 0)
		return false;
	size_t pos = 0;
	int32_t p = utf8_next(text, &pos);
	return p == '=' || p == '+' || p == '-' || p == '@' || p == '\t' || p == '\r' ||
		p == '\n' || p == 0xff1d || p == 0xff0b || p == 0xff0d || p == 0xff20;
}

void
escape_csv(FILE *out, struct bytes text)
{
	bool formula = starts_formula(text), quote = formula;
	for (size_t i = 0; i < text.len && !quote; i++)
		quote = text.at[i] == '"' || text.at[i] == ',' || text.at[i] == ' ' ||
			text.at[i] == ';' || text.at[i] < 0x20;
	if (quote)
		(void)fputc('"', out);
	if (formula)
		(void)fputc('\'', out);
	for (size_t pos = 0; pos < text.len;) {
		size_t start = pos;
		int32_t p = utf8_next(text, &pos);
		if (p == '"')
			(void)fputs("\"\"", out);
		else if (p < 0 || (is_active(p) && p != '\n' && p != '\t'))
			(void)fputs("\xef\xbf\xbd", out);
		else
			(void)fwrite(text.at + start, 1, pos - start, out);
	}
	if (quote)
		(void)fputc('"', out);
}

void
escape_html(FILE *out, struct bytes text)
{
	for (size_t pos = 0; pos < text.len;) {
		size_t start = pos;
		int32_t p = utf8_next(text, &pos);
		if (p == '<')
			(void)fputs("&lt;", out);
		else if (p == '>')
			(void)fputs("&gt;", out);
		else if (p == '&')
			(void)fputs("&amp;", out);
		else if (p == '"')
			(void)fputs("&quot;", out);
		else if (p == '\'')
			(void)fputs("&#39;", out);
		else if (p < 0 || (is_active(p) && p != '\n' && p != '\t'))
			(void)fputs("\xef\xbf\xbd", out);
		else
			(void)fwrite(text.at + start, 1, pos - start, out);
	}
}

/* --- listings ---------------------------------------------------------------------------
 */

struct table *
table_begin(FILE *out, enum table_format format, const char *const *names, size_t n_names)
{
	must(n_names > 0);
	struct table *t = base_alloc(1, sizeof(*t));
	*t = (struct table){
		.out = out, .format = format, .names = names, .n_names = n_names
	};
	if (format == TABLE_TEXT) {
		t->cells = base_alloc(n_names * BLOCK_ROWS, sizeof(*t->cells));
		t->widths = base_alloc(n_names, sizeof(*t->widths));
		t->block = open_memstream(&t->text, &t->text_len);
		must(t->block != NULL);
	}
	return t;
}

static void
head_csv(struct table *t)
{
	for (size_t i = 0; i < t->n_names; i++) {
		if (i > 0)
			(void)fputc(',', t->out);
		escape_csv(t->out, bytes_text(t->names[i]));
	}
	(void)fputs("\r\n", t->out);
	t->head_written = true;
}

/* What stands before a value in the two streamed formats. */
static void
before_value(struct table *t)
{
	must(t->column < t->n_names);
	if (t->format == TABLE_JSON) {
		(void)fputc(t->column ? ',' : '{', t->out);
		escape_json(t->out, bytes_text(t->names[t->column]));
		(void)fputc(':', t->out);
	} else if (t->format == TABLE_CSV) {
		if (!t->head_written)
			head_csv(t);
		if (t->column > 0)
			(void)fputc(',', t->out);
	}
}

/* A number as text, or what stands for no value when `text` is NULL. */
static void
put_number(struct table *t, const char *text)
{
	before_value(t);
	if (t->format == TABLE_TEXT) {
		struct cell *c = &t->cells[t->n_rows * t->n_names + t->column];
		const char *shown = text ? text : "-";
		*c = (struct cell){ (size_t)ftello(t->block), strlen(shown), strlen(shown),
			true };
		(void)fputs(shown, t->block);
	} else {
		(void)fputs(text ? text : t->format == TABLE_JSON ? "null" : "", t->out);
	}
	t->column++;
}

void
table_int(struct table *t, int64_t value)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	put_number(t, text);
}

void
table_uint(struct table *t, uint64_t value)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	put_number(t, text);
}

void
table_real(struct table *t, double value)
{
	if (!isfinite(value)) {
		table_null(t);
		return;
	}
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	put_number(t, text);
}

void
table_null(struct table *t)
{
	put_number(t, NULL);
}

void
table_text(struct table *t, struct bytes value)
{
	before_value(t);
	if (t->format == TABLE_TEXT) {
		size_t start = (size_t)ftello(t->block);
		size_t width = terminal_text(t->block, value);
		t->cells[t->n_rows * t->n_names + t->column] = (struct cell){ start,
			(size_t)ftello(t->block) - start, width, false };
	} else if (t->format == TABLE_JSON) {
		escape_json(t->out, value);
	} else {
		escape_csv(t->out, value);
	}
	t->column++;
}

static void
put_spaces(FILE *out, size_t n)
{
	while (n-- > 0)
		(void)fputc(' ', out);
}

/* A column of numbers has its name at its right as well. */
static bool
is_number_column(const struct table *t, size_t column)
{
	bool any = false;
	for (size_t row = 0; row < t->n_rows; row++) {
		const struct cell *c = &t->cells[row * t->n_names + column];
		if (!c->number)
			return false;
		any = true;
	}
	return any;
}

static void
head_text(struct table *t)
{
	for (size_t i = 0; i < t->n_names; i++) {
		struct bytes name = bytes_text(t->names[i]);
		char *shown = NULL;
		size_t len = 0;
		FILE *f = open_memstream(&shown, &len);
		must(f != NULL);
		size_t width = terminal_text(f, name);
		(void)fclose(f);
		size_t pad = t->widths[i] > width ? t->widths[i] - width : 0;
		bool right = is_number_column(t, i);
		put_spaces(t->out, (i ? 2 : 0) + (right ? pad : 0));
		(void)fwrite(shown, 1, len, t->out);
		if (!right && i + 1 < t->n_names)
			put_spaces(t->out, pad);
		free(shown);
	}
	(void)fputc('\n', t->out);
	t->head_written = true;
}

static void
write_block(struct table *t)
{
	(void)fflush(t->block);
	for (size_t i = 0; i < t->n_names && !t->head_written; i++)
		t->widths[i] = strlen(t->names[i]);
	for (size_t i = 0; i < t->n_rows * t->n_names; i++)
		if (t->cells[i].width > t->widths[i % t->n_names])
			t->widths[i % t->n_names] = t->cells[i].width;
	if (!t->head_written)
		head_text(t);
	for (size_t row = 0; row < t->n_rows; row++) {
		for (size_t i = 0; i < t->n_names; i++) {
			const struct cell *c = &t->cells[row * t->n_names + i];
			size_t pad = t->widths[i] - c->width;
			put_spaces(t->out, (i ? 2 : 0) + (c->number ? pad : 0));
			(void)fwrite(t->text + c->start, 1, c->len, t->out);
			if (!c->number && i + 1 < t->n_names)
				put_spaces(t->out, pad);
		}
		(void)fputc('\n', t->out);
	}
	t->n_rows = 0;
	(void)fseeko(t->block, 0, SEEK_SET);
}

void
table_row(struct table *t)
{
	must(t->column == t->n_names);
	t->column = 0;
	if (t->format == TABLE_JSON)
		(void)fputs("}\n", t->out);
	else if (t->format == TABLE_CSV)
		(void)fputs("\r\n", t->out);
	else if (++t->n_rows == BLOCK_ROWS)
		write_block(t);
	t->failed = t->failed || ferror(t->out);
}

int
table_end(struct table *t)
{
	if (t->format == TABLE_TEXT) {
		if (t->n_rows > 0 || !t->head_written)
			write_block(t);
		(void)fclose(t->block);
		free(t->text);
		free(t->cells);
		free(t->widths);
	} else if (t->format == TABLE_CSV && !t->head_written) {
		head_csv(t);
	}
	errno = 0;
	bool failed = fflush(t->out) != 0 || ferror(t->out) || t->failed;
	int r = failed ? (errno ? -errno : -EIO) : 0;
	free(t);
	return r;
}
