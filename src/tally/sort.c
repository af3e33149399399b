/* sort.c - the entries of a day in the order of their sources.
 *
 * IPv4 sources, nearly all of them, go through three passes of radix sort on 32 bits; the
 * few IPv6 ones through qsort.  Sorted rows compress to half and are counted in one pass.
 */
#include "tally/tally.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 3, INSERTION_MAX = 16 };

struct item {
	uint32_t key, number;
};

static int
compare(const struct source_entry *a, const struct source_entry *b)
{
	int by_src = addr_compare(a->src, b->src);
	if (by_src)
		return by_src;
	uint32_t x = (uint32_t)a->proto << 24 | (uint32_t)a->port << 8 | a->kind_excluded;
	uint32_t y = (uint32_t)b->proto << 24 | (uint32_t)b->port << 8 | b->kind_excluded;
	return x < y ? -1 : x > y;
}

static void
insertion_sort(const struct source_entry *entries, uint32_t *order, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t number = order[i];
		size_t k = i;
		for (; k && compare(&entries[order[k - 1]], &entries[number]) > 0; k--)
			order[k] = order[k - 1];
		order[k] = number;
	}
}

static int
compare_numbers(const void *x, const void *y, void *entries)
{
	const struct source_entry *e = entries;
	return compare(&e[*(const uint32_t *)x], &e[*(const uint32_t *)y]);
}

static void
radix(struct item *items, struct item *spare, size_t n)
{
	for (int pass = 0; pass < PASSES; pass++) {
		size_t start[DIGITS] = { 0 };
		int shift = pass * DIGIT_BITS;
		for (size_t i = 0; i < n; i++)
			start[items[i].key >> shift & (DIGITS - 1)]++;
		size_t at = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			size_t count = start[d];
			start[d] = at;
			at += count;
		}
		for (size_t i = 0; i < n; i++)
			spare[start[items[i].key >> shift & (DIGITS - 1)]++] = items[i];
		struct item *swap = items;
		items = spare;
		spare = swap;
	}
}

/* The entries of one source in their order; nearly always one or two. */
static void
sort_runs(const struct source_entry *entries, uint32_t *order, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n; to++)
			if (!addr_equal(entries[order[from]].src, entries[order[to]].src))
				break;
		if (to - from <= INSERTION_MAX)
			insertion_sort(entries, order + from, to - from);
		else
			qsort_r(order + from, to - from, sizeof(*order), compare_numbers,
				(void *)(uintptr_t)entries);
	}
}

void
day_table_sort(const struct day_table *t, uint32_t *ret)
{
	size_t n4 = 0, n6 = 0;
	auto_free struct item *items = base_alloc(t->n_entries, sizeof(*items));
	auto_free struct item *spare = base_alloc(t->n_entries, sizeof(*spare));
	for (uint32_t i = 0; i < t->n_entries; i++) {
		if (addr_is_v4(t->entries[i].src))
			items[n4++] = (struct item){ (uint32_t)t->entries[i].src.lo, i };
		else
			ret[n6++] = i;
	}
	/* IPv6 to the end: their order stays, the space before it is free for the others.
	 */
	memmove(ret + n4, ret, n6 * sizeof(*ret));
	radix(items, spare, n4);
	const struct item *sorted = PASSES % 2 ? spare : items;
	for (size_t i = 0; i < n4; i++)
		ret[i] = sorted[i].number;
	sort_runs(t->entries, ret, n4);
	qsort_r(ret + n4, n6, sizeof(*ret), compare_numbers, t->entries);
}
