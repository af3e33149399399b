/* index.h - what a packet is looked up in; private to the room. */
#pragma once

#include "base/node.h"
#include "site/site.h"

/* One prefix that a sensor observes, and the line that says so. */
struct claim {
	struct prefix prefix;
	uint16_t sensor;
	int line;
};

/* Sorts `claims`; two that overlap are an error.  Fills in site->index. */
int index_build(
	const struct locus *from, struct site *site, struct claim *claims, size_t n);
void index_free(struct site_index *index);
