/* finish_texts.c - steps that bring in the texts of data/: glossary and advice. */
#include "figures/private.h"

#include <ctype.h>

/* A text of the data files; an empty one is null. */
static void
put_text(struct sheet *s, size_t row, size_t column, struct bytes text)
{
	if (text.len > 0)
		sheet_set_text(s, row, column, text);
}

/* glossary: what, threat, source and known for each port. */
STEP(glossary, "glossary")
{
	(void)words;
	(void)n_words;
	size_t proto, dport;
	int r = step_column(w, "proto", &proto, err);
	if (r == 0)
		r = step_column(w, "dport", &dport, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t what = sheet_column(s, "what"), threat = sheet_column(s, "threat");
	size_t source = sheet_column(s, "source"), known = sheet_column(s, "known");
	enum language language = w->request->language;
	for (size_t i = 0; i < s->n_rows; i++) {
		const struct port_entry *e = port_find(
			(int)sheet_number(s, i, proto), (int)sheet_number(s, i, dport));
		sheet_set_int(s, i, known, e != NULL);
		if (!e)
			continue;
		put_text(s, i, what, e->what[language]);
		put_text(s, i, threat, e->threat[language]);
		put_text(s, i, source, e->source);
	}
	return 0;
}

/* Is `word` one of the words of `list`? */
static bool
has_word(struct bytes list, struct bytes word)
{
	while (list.len > 0) {
		const uint8_t *space = memchr(list.at, ' ', list.len);
		size_t len = space ? (size_t)(space - list.at) : list.len;
		if (len == word.len && memcmp(list.at, word.at, len) == 0)
			return true;
		len += space != NULL;
		list = bytes_of(list.at + len, list.len - len);
	}
	return false;
}

struct kind_name {
	const char *id, *en, *ja;
};

static const struct kind_name kinds[] = {
	{ "scan", "all", "全般" },
	{ "backscatter", "backscatter", "跳ね返り" },
	{ "excluded", "excluded traffic", "集計から除外したアクセス" },
};

/* How a kind of traffic or a finding is called. */
static struct bytes
subject_name(struct work *w, struct bytes id)
{
	for (size_t n = 0; n < count_of(kinds); n++)
		if (strlen(kinds[n].id) == id.len &&
			memcmp(kinds[n].id, id.at, id.len) == 0)
			return bytes_text(work_say(w, kinds[n].en, kinds[n].ja));
	struct bytes name = finding_name(w, id);
	return name.len > 0 ? name : id;
}

static struct bytes
joined(struct arena *arena, struct bytes list, const char *between, struct bytes word)
{
	return arena_printf(arena, "%.*s%s%.*s", (int)list.len, (const char *)list.at,
		list.len ? between : "", (int)word.len, (const char *)word.at);
}

/* What the advice's key names and the month shows, as "445/tcp, 139/tcp" for readers and
 * as words; empty: nothing.
 */
static void
subjects(struct work *w, const struct advice *a, const size_t at[static 3],
	struct bytes *ret_shown, struct bytes *ret_words)
{
	*ret_shown = *ret_words = bytes_of("", 0);
	for (size_t i = 0; i < w->sheet->n_rows; i++) {
		struct bytes word, shown;
		if (sheet_number(w->sheet, i, at[2]) <= 0)
			continue;
		if (sheet_at(w->sheet, i, at[0])->kind != VALUE_NULL) {
			int k = (int)sheet_number(w->sheet, i, at[0]);
			word = shown = port_label(w->text, k / 65536, k % 65536);
		} else {
			word = sheet_text(w->sheet, i, at[1]);
			shown = subject_name(w, word);
		}
		if (!has_word(a->key, word))
			continue;
		*ret_shown = joined(w->text, *ret_shown, work_say(w, ", ", "、"), shown);
		*ret_words = joined(w->text, *ret_words, " ", word);
	}
}

/* advice: one row for each piece of advice that concerns a port or finding of the month. */
STEP(advice, "advice")
{
	(void)words;
	(void)n_words;
	static const char *const names[] = { "key", "finding", "accesses" };
	size_t at[count_of(names)];
	int r = 0;
	for (size_t i = 0; r == 0 && i < count_of(names); i++)
		r = step_column(w, names[i], &at[i], err);
	if (r < 0)
		return r;
	struct sheet *out = sheet_new(w->text);
	size_t subject = sheet_column(out, "subject"), text = sheet_column(out, "advice");
	size_t source = sheet_column(out, "source"), keys = sheet_column(out, "keys");
	for (size_t i = 0; i < advice_count(); i++) {
		const struct advice *a = advice_at(i);
		struct bytes shown, words_of;
		subjects(w, a, at, &shown, &words_of);
		if (shown.len == 0)
			continue;
		size_t row = sheet_add_row(out);
		sheet_set_text(out, row, subject, shown);
		sheet_set_text(out, row, keys, words_of);
		put_text(out, row, text, a->text[w->request->language]);
		put_text(out, row, source, a->source);
	}
	step_replace(w, out);
	return 0;
}

/* The letters of a host name are hidden, so that nobody follows it from a public page. */
static struct bytes
masked(struct arena *arena, struct bytes text)
{
	struct bytes copy = arena_copy(arena, text);
	uint8_t *at = base_alloc(text.len + 1, 1);
	memcpy(at, copy.at, copy.len);
	for (size_t i = 0; i < text.len;) {
		size_t end = i, dots = 0, colons = 0;
		while (end < text.len &&
			(isalnum(at[end]) || (at[end] && strchr("-./:_?=&%+~", at[end])))) {
			dots += at[end] == '.' && end + 1 < text.len &&
				isalnum(at[end + 1]) && end > i && isalnum(at[end - 1]);
			colons += at[end] == ':' ? 1 + (at[end + 1] == ':') : 0;
			end++;
		}
		/* Three colons, or two side by side, are of an address: times have two. */
		bool host = (dots > 0 || colons > 2) && end - i > 4;
		for (size_t k = i; host && k < end; k++)
			if (isalnum(at[k]) &&
				(k < i + 4 || strncmp((char *)at + i, "www.", 4) != 0))
				at[k] = '*';
		i = end > i ? end : i + 1;
	}
	copy = arena_copy(arena, bytes_of(at, text.len));
	free(at);
	return copy;
}

/* mask COLUMN: in public, host names in a text become stars. */
STEP(mask, "mask")
{
	size_t at;
	int r = step_words(w, "mask", n_words, 1, err);
	if (r == 0)
		r = step_column(w, words[0], &at, err);
	for (size_t i = 0; r == 0 && !w->request->internal && i < w->sheet->n_rows; i++)
		sheet_set_text(
			w->sheet, i, at, masked(w->text, sheet_text(w->sheet, i, at)));
	return r;
}

/* limit N: the first rows. */
STEP(limit, "limit")
{
	int r = step_words(w, "limit", n_words, 1, err);
	size_t n = r == 0 ? (size_t)strtoul(words[0], NULL, 10) : 0;
	if (r == 0 && w->sheet->n_rows > n)
		w->sheet->n_rows = n;
	return r;
}
