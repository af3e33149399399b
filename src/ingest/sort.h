/* sort.h - arrivals put in the order of their bins on disk, for captures that jump in time.
 */
#pragma once

#include "tally/tally.h"

struct sorter;
/* Temporary files are unlinked at once, in `folder`. */
int sorter_new(const char *folder, struct sorter **ret, struct err *err);
void sorter_free(struct sorter *s);
int sorter_add(struct sorter *s, const struct arrival *arrivals, size_t n, struct err *err);
/* Up to `max` arrivals in the order of bins; 0 at the end.  No adding after the first call.
 */
ssize_t sorter_next(struct sorter *s, struct arrival *ret, size_t max, struct err *err);
