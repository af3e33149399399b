/* finish_tried.c - the user names that were tried, from the lists in findings. */
#include "figures/private.h"

enum { USERS, SRC_HI, SRC_LO, N, COLUMNS, SHOWN_MAX = 20 };

/* One name of one source. */
struct tried {
	struct bytes name;
	uint64_t src_hi, src_lo;
	double connections;
};

struct name_count {
	struct bytes name;
	double connections, sources;
};

static int
compare_tried(const void *a, const void *b)
{
	const struct tried *x = a, *y = b;
	size_t len = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = memcmp(x->name.at, y->name.at, len);
	if (order == 0)
		order = (x->name.len > y->name.len) - (x->name.len < y->name.len);
	if (order == 0)
		order = (x->src_hi > y->src_hi) - (x->src_hi < y->src_hi);
	return order ? order : (x->src_lo > y->src_lo) - (x->src_lo < y->src_lo);
}

static int
compare_counts(const void *a, const void *b)
{
	const struct name_count *x = a, *y = b;
	if (x->connections != y->connections)
		return x->connections < y->connections ? 1 : -1;
	return x->name.at < y->name.at ? -1 : x->name.at > y->name.at; /* as sorted */
}

/* Names stand with ", " between them. */
static size_t
split_names(struct bytes list, struct tried like, struct tried *ret)
{
	size_t n = 0, from = 0;
	for (size_t i = 0; i <= list.len; i++) {
		bool over = i == list.len ||
			(list.at[i] == ',' && i + 1 < list.len && list.at[i + 1] == ' ');
		if (!over)
			continue;
		like.name = bytes_of(list.at + from, i - from);
		if (i > from)
			ret[n++] = like;
		from = i + 2;
		i++;
	}
	return n;
}

static size_t
count_names(struct tried *all, size_t n, struct name_count *ret)
{
	size_t names = 0;
	qsort(all, n, sizeof(*all), compare_tried);
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && text_equal(all[i].name, all[i - 1].name);
		if (!same)
			ret[names++] = (struct name_count){ .name = all[i].name };
		ret[names - 1].connections += all[i].connections;
		ret[names - 1].sources += !same || all[i].src_hi != all[i - 1].src_hi ||
			all[i].src_lo != all[i - 1].src_lo;
	}
	qsort(ret, names, sizeof(*ret), compare_counts);
	return names;
}

/* names-tried: the twenty that most connections tried. */
STEP(names_tried, "names-tried")
{
	static const char *const columns[] = { "users", "src_hi", "src_lo", "n" };
	size_t at[COLUMNS], n = 0, room = 0;
	(void)words;
	(void)n_words;
	int r = step_columns(w, columns, COLUMNS, at, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	for (size_t i = 0; i < s->n_rows; i++)
		room += sheet_text(s, i, at[USERS]).len / 2 + 1;
	auto_free struct tried *all = base_alloc(room + 1, sizeof(*all));
	auto_free struct name_count *counts = base_alloc(room + 1, sizeof(*counts));
	for (size_t i = 0; i < s->n_rows; i++) {
		struct tried like = { .src_hi = sheet_at(s, i, at[SRC_HI])->u,
			.src_lo = sheet_at(s, i, at[SRC_LO])->u,
			.connections = sheet_number(s, i, at[N]) };
		n += split_names(sheet_text(s, i, at[USERS]), like, all + n);
	}
	size_t names = count_names(all, n, counts);
	struct sheet *out = step_sheet(w);
	for (size_t i = 0; i < names && i < SHOWN_MAX; i++) {
		size_t row = sheet_add_row(out);
		sheet_set_text(out, row, sheet_column(out, "user"), counts[i].name);
		sheet_set(
			out, row, sheet_column(out, "connections"), counts[i].connections);
		sheet_set(out, row, sheet_column(out, "sources"), counts[i].sources);
	}
	step_replace(w, out);
	return 0;
}
