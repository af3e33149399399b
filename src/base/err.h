/* err.h - errors that travel up, invariants that abort, owners that clean up.
 *
 * Room code never prints: it returns 0 or a negative errno and says why in a struct err.
 * must() guards our own invariants and stays on in release; input never triggers it.
 */
#pragma once

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ERR_TEXT_MAX 1024

struct err {
	char text[ERR_TEXT_MAX];
};

/* Set the message (cut at ERR_TEXT_MAX, control bytes replaced) and return -code. */
__attribute__((format(printf, 3, 4))) int err_set(
	struct err *err, int code, const char *fmt, ...);

/* Put "context: " before the message that is there; returns `code` unchanged. */
__attribute__((format(printf, 3, 4))) int err_wrap(
	struct err *err, int code, const char *fmt, ...);

_Noreturn void must_failed(const char *cond, const char *file, int line);
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))

/* Allocation that cannot fail: real exhaustion aborts.  Sizes are multiplied with a check.
 */
void *base_alloc(size_t n, size_t size); /* zeroed */
void *base_grow(void *at, size_t n, size_t size); /* realloc; new bytes undefined */
char *base_strdup(const char *s);
/* Make room for one more in an array that has `n` of `room`. */
#define base_room(array, n, room)                                                          \
	do {                                                                               \
		if ((n) == (room)) {                                                       \
			(room) = (room) ? 2 * (room) : 16;                                 \
			(array) = base_grow((array), (room), sizeof(*(array)));            \
		}                                                                          \
	} while (0)
__attribute__((format(printf, 1, 2))) char *base_printf(const char *fmt, ...);

static inline void
auto_free_(void *p)
{
	free(*(void **)p);
}

static inline void
auto_close_(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void
auto_file_(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define auto_free __attribute__((cleanup(auto_free_)))
#define auto_close __attribute__((cleanup(auto_close_)))
#define auto_file __attribute__((cleanup(auto_file_)))

/* Ownership leaves a scope through take(&p). */
#define take(pp)                                                                           \
	({                                                                                 \
		__auto_type taken_ = *(pp);                                                \
		*(pp) = NULL;                                                              \
		taken_;                                                                    \
	})

#define count_of(array) (sizeof(array) / sizeof((array)[0]))
