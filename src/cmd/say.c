/* say.c - how the program speaks: errors, warnings, usage. */
#include "cmd/front.h"

bool
wants_colour(FILE *out)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	return isatty(fileno(out)) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

__attribute__((format(printf, 3, 0))) static void
say(const struct invocation *in, const char *mood, const char *fmt, va_list ap)
{
	auto_free char *text = NULL;
	must(vasprintf(&text, fmt, ap) >= 0);
	bool colour = wants_colour(stderr);

	/* What was printed so far comes first when both go to one place. */
	(void)fflush(stdout);
	(void)fprintf(stderr, "%steiten%s%s:%s %s", colour ? "\033[1m" : "", in ? " " : "",
		in ? in->verb->name : "", colour ? "\033[0m" : "", mood);
	escape_terminal(stderr, bytes_text(text));
	(void)fputc('\n', stderr);
}

int
fail(const struct invocation *in, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(in, "", fmt, ap);
	va_end(ap);
	return EXIT_FAILED;
}

int
usage(const struct invocation *in, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(in, "", fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, "Try 'teiten help%s%s'.\n", in ? " " : "",
		in ? in->verb->name : "");
	return EXIT_USAGE;
}

void
warn(const struct invocation *in, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(in, "warning: ", fmt, ap);
	va_end(ap);
}
