/* asking.h - what the verbs that open a lake share. */
#pragma once

#include "cmd/verb.h"
#include "lake/lake.h"

/* Where the lake is: --lake, else $TEITEN_LAKE, else ./lake. */
const char *opt_lake(const struct invocation *in);
#define OPTION_LAKE                                                                        \
	{                                                                                  \
		"lake", 0, "DIR", "where the lake is ($TEITEN_LAKE, else ./lake)"          \
	}

void table_value(struct table *t, const struct value *v);
