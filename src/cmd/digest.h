/* digest.h - many findings of one source as one line. */
#pragma once

#include "cmd/findings.h"

struct digest;
struct digest *digest_new(void);
void digest_free(struct digest *d);
void digest_add(struct digest *d, const struct finding *f);
/* One line for each detector and source, most findings first; 0 or -errno of writing. */
int digest_write(const struct digest *d, FILE *out, enum table_format format);
