/* findings.h - what the engine finds becomes rows of the findings' datasets. */
#pragma once

#include "ingest/write.h"
#include "watch/watch.h"

struct findings;
/* Files are staged through the pool and entered in `written`; `paths` name the captures. */
struct findings *findings_new(const struct site *site, const struct geo *geo,
	struct pool *pool, struct written *written, const char *const *paths);
void findings_free(struct findings *f);

void findings_add(struct findings *f, const struct finding *finding);
/* Hands the rest to the pool. */
void findings_finish(struct findings *f);
uint64_t findings_count(const struct findings *f);
