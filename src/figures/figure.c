/* figure.c - the figures that travel inside the program, read from their files' heads.
 *
 *   -- title.en: Accesses by day and port
 *   -- title.ja: ...
 *   -- note.en: ...                      a line again continues the note
 *   -- chart: stacked-bars
 *   -- span: all                         looks at the whole lake
 *   -- column: name | unit | English | Japanese
 *   -- finish: STEP ARGUMENT...
 *   SELECT ...
 */
#include "figures/private.h"

#include "base/embed.h"

EMBEDDED_GROUP(figures);

enum { FIGURES_MAX = 256 };

static struct figure figures[FIGURES_MAX];
static size_t n_figures;

static char *
copy_trimmed(const char *at, size_t len)
{
	while (len > 0 && (*at == ' ' || *at == '\t')) {
		at++;
		len--;
	}
	while (len > 0 &&
		(at[len - 1] == ' ' || at[len - 1] == '\t' || at[len - 1] == '\r'))
		len--;
	char *copy = base_alloc(len + 1, 1);
	memcpy(copy, at, len);
	return copy;
}

static void
append(char **to, char *more)
{
	if (!*to) {
		*to = more;
		return;
	}
	char *both = base_printf("%s %s", *to, more);
	free(*to);
	free(more);
	*to = both;
}

static void
add_column(struct figure *f, const char *text, size_t len)
{
	char *fields[4] = { NULL };
	for (size_t i = 0; i < count_of(fields); i++) {
		const char *bar = memchr(text, '|', len);
		must((bar != NULL) == (i + 1 < count_of(fields)));
		size_t n = bar ? (size_t)(bar - text) : len;
		fields[i] = copy_trimmed(text, n);
		text += n + (bar != NULL);
		len -= n + (bar != NULL);
	}
	f->columns = base_grow(f->columns, f->n_columns + 1, sizeof(*f->columns));
	f->columns[f->n_columns++] = (struct figure_column){
		.name = fields[0], .unit = fields[1], .title = { fields[2], fields[3] }
	};
}

static bool
has_key(const char *line, size_t len, const char *key, size_t *ret_skip)
{
	size_t n = strlen(key);
	if (len < n + 4 || memcmp(line, "-- ", 3) != 0 || memcmp(line + 3, key, n) != 0 ||
		line[3 + n] != ':')
		return false;
	*ret_skip = n + 4;
	return true;
}

static void
read_line(struct figure *f, const char *line, size_t len)
{
	size_t skip;
	if (has_key(line, len, "title.en", &skip))
		append(&f->title[LANGUAGE_EN], copy_trimmed(line + skip, len - skip));
	else if (has_key(line, len, "title.ja", &skip))
		append(&f->title[LANGUAGE_JA], copy_trimmed(line + skip, len - skip));
	else if (has_key(line, len, "note.en", &skip))
		append(&f->note[LANGUAGE_EN], copy_trimmed(line + skip, len - skip));
	else if (has_key(line, len, "note.ja", &skip))
		append(&f->note[LANGUAGE_JA], copy_trimmed(line + skip, len - skip));
	else if (has_key(line, len, "chart", &skip))
		append(&f->chart, copy_trimmed(line + skip, len - skip));
	else if (has_key(line, len, "span", &skip))
		f->all_months = true;
	else if (has_key(line, len, "column", &skip))
		add_column(f, line + skip, len - skip);
	else if (has_key(line, len, "finish", &skip)) {
		f->steps = base_grow(f->steps, f->n_steps + 1, sizeof(*f->steps));
		f->steps[f->n_steps++] = copy_trimmed(line + skip, len - skip);
	}
}

/* A figure that is not whole is our own mistake: every program run would show it. */
static void
read_figure(const struct embedded *e, struct figure *f)
{
	const char *dot = strrchr(e->name, '.');
	f->name = copy_trimmed(e->name, dot ? (size_t)(dot - e->name) : strlen(e->name));
	const char *at = e->at;
	while (strncmp(at, "--", 2) == 0) {
		size_t len = strcspn(at, "\n");
		read_line(f, at, len);
		at += len + (at[len] == '\n');
	}
	f->sql = at;
	must(f->title[0] && f->title[1] && f->chart && f->n_columns > 0);
	for (size_t i = 0; i < 2; i++)
		if (!f->note[i])
			f->note[i] = base_strdup("");
}

static int
by_name(const void *a, const void *b)
{
	const struct figure *x = a, *y = b;
	return strcmp(x->name, y->name);
}

size_t
figure_count(void)
{
	if (n_figures > 0)
		return n_figures;
	each_embedded(figures, it)
	{
		must(n_figures < FIGURES_MAX);
		read_figure(*it, &figures[n_figures++]);
	}
	qsort(figures, n_figures, sizeof(figures[0]), by_name);
	return n_figures;
}

const struct figure *
figure_at(size_t i)
{
	must(i < figure_count());
	return &figures[i];
}

const struct figure *
figure_find(const char *name)
{
	for (size_t i = 0; i < figure_count(); i++)
		if (strcmp(figures[i].name, name) == 0)
			return &figures[i];
	return NULL;
}
