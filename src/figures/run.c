/* run.c - a figure from its query to its finished rows. */
#include "figures/private.h"

extern const struct step *const __start_steps[];
extern const struct step *const __stop_steps[];

static struct value
keep(struct arena *text, struct value v)
{
	if (v.kind == VALUE_TEXT)
		v.text = arena_copy(text, v.text);
	return v;
}

int
work_ask(struct work *w, const char *sql, struct sheet **ret, struct err *err)
{
	auto_free char *full = NULL;
	int r = work_expand(w, sql, &full, err);
	if (r < 0)
		return r;
	struct lake_result *result = NULL;
	r = lake_query(w->reader, full, &result, err);
	if (r < 0)
		return err_wrap(err, r, "%s", w->figure ? w->figure->name : "query");
	struct sheet *sheet = sheet_new(w->text);
	size_t n = lake_result_columns(result);
	must(n <= SHEET_COLUMNS_MAX);
	for (size_t i = 0; i < n; i++)
		(void)sheet_column(sheet, lake_result_name(result, i));
	must(sheet->n_columns == n);
	struct value row[SHEET_COLUMNS_MAX];
	while ((r = lake_result_next(result, row, err)) > 0) {
		size_t at = sheet_add_row(sheet);
		for (size_t i = 0; i < n; i++)
			*sheet_at(sheet, at, i) = keep(w->text, row[i]);
	}
	lake_result_free(result);
	if (r < 0) {
		sheet_free(sheet);
		return r;
	}
	*ret = sheet;
	return 0;
}

int
step_column(const struct work *w, const char *name, size_t *ret, struct err *err)
{
	int found = sheet_find(w->sheet, name);
	if (found < 0)
		return err_set(err, EINVAL, "figure '%s' has no column '%s' to work on",
			w->figure->name, name);
	*ret = (size_t)found;
	return 0;
}

int
step_columns(const struct work *w, const char *const *names, size_t n, size_t *ret,
	struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = step_column(w, names[i], &ret[i], err);
	return r;
}

struct sheet *
step_sheet(const struct work *w)
{
	struct sheet *sheet = sheet_new(w->text);
	for (size_t i = 0; i < w->figure->n_columns; i++)
		(void)sheet_column(sheet, w->figure->columns[i].name);
	return sheet;
}

void
step_replace(struct work *w, struct sheet *out)
{
	sheet_free(w->sheet);
	w->sheet = out;
}

int
step_words(const struct work *w, const char *step, size_t n_words, size_t least,
	struct err *err)
{
	if (n_words >= least)
		return 0;
	return err_set(err, EINVAL, "figure '%s': step '%s' needs %zu arguments",
		w->figure->name, step, least);
}

static int
run_step(struct work *w, const char *line, struct err *err)
{
	auto_free char *copy = base_strdup(line);
	char *words[STEP_WORDS_MAX], *rest = copy, *word;
	size_t n = 0;
	while ((word = strsep(&rest, " "))) {
		must(n < STEP_WORDS_MAX);
		if (*word)
			words[n++] = word;
	}
	for (const struct step *const *it = __start_steps; n > 0 && it < __stop_steps; it++)
		if (strcmp((*it)->name, words[0]) == 0)
			return (*it)->run(w, n - 1, words + 1, err);
	return err_set(
		err, EINVAL, "figure '%s': there is no step '%s'", w->figure->name, line);
}

/* The declared columns of the finished sheet, in their order. */
static int
pick(struct work *w, struct figure_result *res, struct err *err)
{
	const struct figure *f = w->figure;
	size_t from[SHEET_COLUMNS_MAX];
	must(f->n_columns <= SHEET_COLUMNS_MAX);
	for (size_t i = 0; i < f->n_columns; i++) {
		int r = step_column(w, f->columns[i].name, &from[i], err);
		if (r < 0)
			return r;
	}
	res->figure = f;
	res->columns = f->columns;
	res->n_columns = f->n_columns;
	res->n_rows = w->sheet->n_rows;
	res->values = base_alloc(res->n_rows * res->n_columns, sizeof(*res->values));
	for (size_t row = 0; row < res->n_rows; row++)
		for (size_t i = 0; i < f->n_columns; i++)
			res->values[row * f->n_columns + i] =
				*sheet_at(w->sheet, row, from[i]);
	return 0;
}

/* The country to break down: asked for, the site's, else the one with most accesses. */
static int
find_drill(struct work *w, struct err *err)
{
	if (w->request->country[0]) {
		memcpy(w->drill, w->request->country, sizeof(w->drill));
		return 0;
	}
	if (w->site->country) {
		(void)country_text(w->site->country, w->drill);
		return 0;
	}
	struct sheet *sheet = NULL;
	int r = work_ask(w,
		"SELECT country, sum(accesses) AS n FROM day_count WHERE dimension = "
		"'country' AND "
		"excluded = 0 AND country <> '' AND day >= toDate(:first) AND day <= "
		"toDate(:last) "
		"GROUP BY country ORDER BY n DESC, country LIMIT 1",
		&sheet, err);
	if (r < 0)
		return r;
	if (sheet->n_rows > 0 && sheet_text(sheet, 0, 0).len == 2)
		memcpy(w->drill, sheet_text(sheet, 0, 0).at, 2);
	sheet_free(sheet);
	return 0;
}

static int
work_run(struct work *w, struct figure_result *res, struct err *err)
{
	int r = lake_site(w->lake, &w->site, err);
	if (r == 0 && strstr(w->figure->sql, ":drill"))
		r = find_drill(w, err);
	if (r == 0)
		r = work_ask(w, w->figure->sql, &w->sheet, err);
	for (size_t i = 0; i < w->figure->n_steps && r == 0; i++)
		r = run_step(w, w->figure->steps[i], err);
	return r < 0 ? r : pick(w, res, err);
}

int
figure_run(const struct figure *figure, struct lake *lake, struct lake_reader *reader,
	const struct figure_request *request, struct figure_result **ret, struct err *err)
{
	struct lake_reader *whole = NULL;
	if (figure->all_months &&
		lake_reader_open(lake, INT32_MIN, INT32_MAX, &whole, err) < 0)
		return -EIO;
	struct work w = { .figure = figure,
		.request = request,
		.lake = lake,
		.reader = whole ? whole : reader };
	struct figure_result *res = base_alloc(1, sizeof(*res));
	w.text = res->text = arena_new();
	int r = work_run(&w, res, err);
	sheet_free(w.sheet);
	if (w.site)
		site_free(w.site);
	lake_reader_close(whole);
	if (r < 0) {
		figure_result_free(res);
		return r;
	}
	*ret = res;
	return 0;
}

void
figure_result_free(struct figure_result *result)
{
	if (!result)
		return;
	arena_free(result->text);
	free(result->values);
	free(result);
}

void
figure_span(int32_t month, int32_t *ret_first, int32_t *ret_last)
{
	*ret_first = month_first_day(month - 5);
	*ret_last = month_first_day(month + 1) - 1;
}

/* The first month of the query; 0 when there is none. */
static int
first_month(struct lake_reader *reader, const char *sql, int32_t *ret, struct err *err)
{
	struct lake_result *result = NULL;
	int r = lake_query(reader, sql, &result, err);
	if (r < 0)
		return r;
	struct value row[2];
	r = lake_result_next(result, row, err);
	int32_t day = 0;
	if (r == 1) {
		char text[DATE_TEXT_MAX] = "";
		must(row[0].kind == VALUE_TEXT && row[0].text.len < sizeof(text));
		memcpy(text, row[0].text.at, row[0].text.len);
		int bad = day_parse(text, &day, err);
		r = bad < 0 ? bad : r;
		*ret = month_of_day(day);
	}
	lake_result_free(result);
	return r;
}

int
figure_busiest_month(struct lake_reader *reader, int32_t *ret, struct err *err)
{
	int r = first_month(reader,
		"SELECT toStartOfMonth(day) AS month, sum(accesses) AS n FROM day_count "
		"WHERE dimension = 'all' AND excluded = 0 GROUP BY month ORDER BY n DESC, "
		"month DESC LIMIT 1",
		ret, err);
	if (r == 0) /* of guarded hosts alone */
		r = first_month(reader,
			"SELECT toStartOfMonth(day) AS month, sum(attempts) AS n FROM "
			"guard "
			"GROUP BY month ORDER BY n DESC, month DESC LIMIT 1",
			ret, err);
	if (r == 0)
		return err_set(err, ENODATA,
			"the lake has no data yet (add some with 'teiten read --lake DIR "
			"FILE...')");
	return r < 0 ? r : 0;
}
