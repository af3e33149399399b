/* err.c - error text, aborts and allocation. */
#include "base/err.h"

#include <stdint.h>
#include <string.h>

/* A file name or a message from a library may hold anything: keep the terminal ours. */
static void
tame(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if ((*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f)
			*p = '?';
}

int
err_set(struct err *err, int code, const char *fmt, ...)
{
	if (err) {
		va_list ap;
		va_start(ap, fmt);
		(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
		tame(err->text);
	}
	return -code;
}

int
err_wrap(struct err *err, int code, const char *fmt, ...)
{
	if (err) {
		struct err old = *err;
		va_list ap;
		va_start(ap, fmt);
		int n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
		if (n >= 0 && (size_t)n < sizeof(err->text))
			(void)snprintf(err->text + n, sizeof(err->text) - (size_t)n,
				": %.900s", old.text);
		tame(err->text);
	}
	return code;
}

void
must_failed(const char *cond, const char *file, int line)
{
	(void)fprintf(stderr, "teiten: %s:%d: must(%s) does not hold\n", file, line, cond);
	abort();
}

void *
base_alloc(size_t n, size_t size)
{
	void *at = calloc(n ? n : 1, size ? size : 1);
	must(at != NULL);
	return at;
}

void *
base_grow(void *at, size_t n, size_t size)
{
	size_t total;
	must(!__builtin_mul_overflow(n, size, &total));
	at = realloc(at, total ? total : 1);
	must(at != NULL);
	return at;
}

char *
base_strdup(const char *s)
{
	char *copy = strdup(s);
	must(copy != NULL);
	return copy;
}

char *
base_printf(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	must(n >= 0);
	return text;
}
