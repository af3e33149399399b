/* guard_log.c - teiten guard log: the lines of the spool for people. */
#include "cmd/guard.h"
#include "guard/guard.h"

#include <jansson.h>
#include <time.h>

static void
put_text(struct table *t, const json_t *of, const char *name)
{
	const char *text = json_string_value(json_object_get(of, name));
	table_text(t, bytes_text(text ? text : ""));
}

static void
put_line(struct table *t, const json_t *line)
{
	const json_t *g = json_object_get(line, "guard");
	const char *to = json_string_value(json_object_get(line, "dest_ip"));
	auto_free char *where = base_printf("%s port %lld", to ? to : "?",
		(long long)json_integer_value(json_object_get(line, "dest_port")));
	put_text(t, line, "timestamp");
	put_text(t, g, "verdict");
	put_text(t, g, "confidence");
	put_text(t, g, "pattern");
	put_text(t, g, "program");
	table_int(t, json_integer_value(json_object_get(g, "uid")));
	table_text(t, bytes_text(where));
	put_text(t, g, "reason");
	table_int(t, json_integer_value(json_object_get(g, "count")));
	put_text(t, g, "lineage");
	put_text(t, g, "evidence");
	table_row(t);
}

static struct table *
begin(enum table_format format)
{
	static const char *const names[] = { "time", "verdict", "confidence", "pattern",
		"program", "uid", "to", "reason", "count", "lineage", "evidence" };
	return table_begin(stdout, format, names, count_of(names));
}

/* The whole lines that stand there; `*bad` counts those that are none. */
static int
put_all(const struct invocation *in, FILE *file, enum table_format format, size_t *n_line)
{
	auto_free char *line = NULL;
	size_t room = 0;
	int bad = 0;
	struct table *t = begin(format);
	for (;;) {
		off_t at = ftello(file);
		ssize_t len = getline(&line, &room, file);
		if (len <= 0 || line[len - 1] != '\n') {
			(void)fseeko(file, at, SEEK_SET); /* half a line: later */
			break;
		}
		(*n_line)++;
		json_t *value = json_loadb(line, (size_t)len, 0, NULL);
		if (value)
			put_line(t, value);
		else
			warn(in, "line %zu is no JSON", *n_line);
		bad += value == NULL;
		json_decref(value);
	}
	clearerr(file);
	return table_end(t) < 0 ? -1 : bad;
}

int
guard_log(const struct invocation *in)
{
	const char *name = opt(in, "events") ? opt(in, "events") : GUARD_SPOOL_FILE;
	enum table_format format;
	size_t n_line = 0;
	int status = opt_format(in, &format);
	if (status != EXIT_OK)
		return status;
	auto_file FILE *file = fopen(name, "re");
	if (!file)
		return fail(in, "%s: %s", name, strerror(errno));
	int bad = put_all(in, file, format, &n_line);
	while (bad >= 0 && opt(in, "follow")) {
		const struct timespec second = { 1, 0 };
		(void)fflush(stdout);
		(void)nanosleep(&second, NULL);
		int c = fgetc(file);
		if (c == EOF) {
			clearerr(file);
			continue;
		}
		(void)ungetc(c, file);
		bad = put_all(in, file, format, &n_line);
	}
	return bad < 0    ? fail(in, "cannot write the lines")
		: bad > 0 ? EXIT_FAILED
			  : EXIT_OK;
}
