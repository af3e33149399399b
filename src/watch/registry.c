/* registry.c - the watches there are. */
#include "watch/watch.h"

/* Weak: a program may be linked without any. */
extern const struct watch *const __start_watches[] __attribute__((weak));
extern const struct watch *const __stop_watches[] __attribute__((weak));

enum { WATCHES_MAX = 64 };

size_t
watch_count(void)
{
	return (size_t)(__stop_watches - __start_watches);
}

static int
compare_watches(const void *a, const void *b)
{
	const struct watch *const *x = a, *const *y = b;
	return strcmp((*x)->type.name, (*y)->type.name);
}

const struct watch *
watch_at(size_t i)
{
	static const struct watch *sorted[WATCHES_MAX];
	size_t n = watch_count();
	must(i < n && n <= WATCHES_MAX);
	if (!sorted[0]) {
		memcpy(sorted, __start_watches, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_watches);
	}
	return sorted[i];
}
