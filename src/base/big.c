/* big.c - arrays that may grow to hundreds of megabytes and are read at random. */
#include "base/big.h"

#include "base/err.h"

#include <string.h>

#include <sys/mman.h>

enum { LINE = 64, MAPPED = 1 << 20 };

static size_t
rounded(size_t size, size_t unit)
{
	return (size + unit - 1) / unit * unit;
}

static void *
map(size_t size)
{
	void *at = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(at != MAP_FAILED);
	(void)madvise(at, size, MADV_HUGEPAGE);
	return at;
}

void *
big_grow(void *at, size_t old, size_t size)
{
	must(size >= old);
	if (old >= MAPPED) {
		void *moved = mremap(
			at, rounded(old, MAPPED), rounded(size, MAPPED), MREMAP_MAYMOVE);
		must(moved != MAP_FAILED);
		(void)madvise(moved, rounded(size, MAPPED), MADV_HUGEPAGE);
		return moved;
	}
	void *grown;
	if (size >= MAPPED) {
		grown = map(rounded(size, MAPPED));
	} else {
		grown = aligned_alloc(LINE, rounded(size ? size : 1, LINE));
		must(grown != NULL);
		memset((char *)grown + old, 0, size - old);
	}
	if (old)
		memcpy(grown, at, old);
	free(at);
	return grown;
}

void
big_free(void *at, size_t size)
{
	if (at && size >= MAPPED)
		(void)munmap(at, rounded(size, MAPPED));
	else
		free(at);
}
