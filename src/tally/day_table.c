/* day_table.c - the end of a table of a day's sources. */
#include "tally/tables.h"

void
day_table_free(struct day_table *t)
{
	if (!t)
		return;
	big_free(t->entries, t->room * sizeof(*t->entries));
	if (t->index)
		index_free(t->index, t->index_mask);
	free(t);
}
