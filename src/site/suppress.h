/* suppress.h - reading the rules that keep findings out; private to the room. */
#pragma once

#include "base/node.h"
#include "site/site.h"

int suppressions_read(const struct locus *from, const struct node *list, struct site *site);
void suppressions_free(struct site *site);
