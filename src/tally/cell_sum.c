/* cell_sum.c - cells of one bin from several shards, added up.
 *
 * Shards share no source, so even the distinct sources of a cell add up exactly.
 */
#include "tally/tables.h"

struct cell_sum {
	struct cell_table table;
};

struct cell_sum *
cell_sum_new(void)
{
	struct cell_sum *sum = base_alloc(1, sizeof(*sum));
	cell_table_init(&sum->table);
	return sum;
}

void
cell_sum_free(struct cell_sum *sum)
{
	if (!sum)
		return;
	cell_table_done(&sum->table);
	free(sum);
}

void
cell_sum_add(struct cell_sum *sum, const struct cell *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cell key = cells[i];
		key.packets = key.bytes = 0;
		key.accesses = key.sources = 0;
		uint32_t number =
			cell_table_get(&sum->table, &key, 0); /* may move the cells */
		struct cell *c = &sum->table.cells[number];
		c->packets += cells[i].packets;
		c->bytes += cells[i].bytes;
		c->accesses += cells[i].accesses;
		c->sources += cells[i].sources;
	}
}

const struct cell *
cell_sum_cells(const struct cell_sum *sum, size_t *ret_n)
{
	*ret_n = sum->table.n;
	return sum->table.cells;
}
