/* user.h - giving up root for a user who may do little. */
#pragma once

#include "base/err.h"

/* All ids and groups become `name`'s, capabilities go, and no program started later gets
 * any back.  Refuses root and unknown names. */
int user_become(const char *name, struct err *err);
/* Gives `path` to `name`. */
int user_owns(const char *name, const char *path, struct err *err);
