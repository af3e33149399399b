/* detector.c - teiten detector: what is recognised, and how. */
#include "cmd/verb.h"
#include "watch/watch.h"

static bool
is_watch(const struct finding_type *type)
{
	for (size_t i = 0; i < watch_count(); i++)
		if (&watch_at(i)->type == type)
			return true;
	return false;
}

static int
list(const struct invocation *in, enum table_format format)
{
	static const char *const names[] = { "name", "sort", "summary" };
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < finding_type_count(); i++) {
		const struct finding_type *type = finding_type_at(i);
		table_text(t, bytes_text(type->name));
		table_text(t, bytes_text(is_watch(type) ? "watch" : "detector"));
		table_text(t, bytes_text(type->summary));
		table_row(t);
	}
	return table_end(t) < 0 ? fail(in, "cannot write the list") : EXIT_OK;
}

/* Text of several sentences, folded. */
static void
put_folded(const char *text)
{
	enum { WIDTH = 80 };
	while (*text) {
		size_t len = strlen(text);
		if (len > WIDTH)
			for (len = WIDTH; len > 0 && text[len] != ' '; len--)
				;
		if (len == 0)
			len = strcspn(text, " ");
		(void)printf("%.*s\n", (int)len, text);
		text += len + strspn(text + len, " ");
	}
}

static int
show(const struct invocation *in, const struct finding_type *type, enum table_format format)
{
	static const char *const names[] = { "field", "type", "meaning" };
	static const char *const types[] = {
		[FIELD_TEXT] = "text", [FIELD_BYTES] = "bytes", [FIELD_NUMBER] = "number"
	};
	if (format == TABLE_TEXT) {
		(void)printf("%s: %s\n\n", type->name, type->summary);
		put_folded(type->method);
		(void)putchar('\n');
	}
	struct table *t = table_begin(stdout, format, names, count_of(names));
	for (size_t i = 0; i < finding_type_fields(type); i++) {
		table_text(t, bytes_text(type->fields[i].name));
		table_text(t, bytes_text(types[type->fields[i].type]));
		table_text(t, bytes_text(type->fields[i].help));
		table_row(t);
	}
	return table_end(t) < 0 ? fail(in, "cannot write the fields") : EXIT_OK;
}

static int
run(const struct invocation *in)
{
	enum table_format format;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	const char *what = arg_at(in, 0);
	bool named = arg_count(in) == 2;
	if (strcmp(what, "list") == 0)
		return named ? usage(in, "list takes no name") : list(in, format);
	if (strcmp(what, "show") != 0)
		return usage(in, "say list, or show and a name");
	if (!named)
		return usage(in, "show what? See 'teiten detector list'");
	const struct finding_type *type = finding_type_find(arg_at(in, 1));
	if (!type)
		return usage(in, "there is no detector '%s': see 'teiten detector list'",
			arg_at(in, 1));
	return show(in, type, format);
}

VERB(verb_detector) = {
	.name = "detector",
	.args = "list|show [NAME]",
	.summary = "list what is recognised, or show how",
	.min_args = 1,
	.max_args = 2,
	.options = {
		{ "json", 0, NULL, "JSON Lines, one object a row" },
		{ "csv", 0, NULL, "CSV with a head line" },
	},
	.run = run,
};
