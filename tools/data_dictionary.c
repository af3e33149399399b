/* data_dictionary.c - prints docs/data-dictionary.md from the tables of lake/dataset.c. */
#include "lake/dataset.h"

#include <ctype.h>

static const char *const merge_names[] = {
	[MERGE_KEY] = "key",
	[MERGE_SUM] = "sum",
	[MERGE_MIN] = "least",
	[MERGE_MAX] = "greatest",
	[MERGE_AND] = "bits in all",
	[MERGE_OR] = "bits in any",
	[MERGE_ANY] = "equal",
	[MERGE_SKETCH] = "of the sketch",
};

static void
print_dataset(const struct dataset *d)
{
	(void)printf("\n## %s\n\n%c%s.\n\n", d->name, toupper((unsigned char)d->help[0]),
		d->help + 1);
	(void)printf("| column | type | rows that meet | in the path | meaning |\n");
	(void)printf("|---|---|---|---|---|\n");
	for (size_t i = 0; i < d->n_columns; i++) {
		const struct column_spec *c = &d->columns[i];
		(void)printf("| `%s` | %s | %s | %s | %s |\n", c->name,
			column_type_sql(c->type), merge_names[c->merge],
			c->in_path ? "yes" : "", c->help);
	}
}

int
main(void)
{
	(void)printf(
		"# Data dictionary\n\n"
		"Made by `build/data_dictionary` from `src/lake/dataset.c` and the fields "
		"of the\n"
		"detectors and watches; do not edit.\n\n"
		"Types are DuckDB's; every column is NOT NULL.  *Rows that meet* says how "
		"two rows\nwith equal keys become one (parts of a day, captures that meet "
		"inside a bin).  A column\n*in the path* stands in the file's path and not "
		"in "
		"its rows.  How the files are laid\nout: teiten-lake(5).\n");
	for (size_t i = 0; i < dataset_count(); i++)
		print_dataset(dataset_at(i));
	return fflush(stdout) == 0 ? 0 : 1;
}
