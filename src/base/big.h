/* big.h - arrays that may grow to hundreds of megabytes and are read at random.
 *
 * Aligned to cache lines; above a megabyte they are mappings that grow without a copy and
 * ask for huge pages, since otherwise every look-up misses the TLB too.  All memory is
 * zeroed.
 */
#pragma once

#include <stddef.h>

/* `at` NULL and `old` 0 make a new one; the size is given back on freeing. */
void *big_grow(void *at, size_t old, size_t size);
void big_free(void *at, size_t size);
