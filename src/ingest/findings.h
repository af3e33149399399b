/* findings.h - what the engine finds becomes rows of the findings' datasets. */
#pragma once

#include "ingest/write.h"
#include "watch/watch.h"

struct findings;
/* Files are staged through the pool and entered in `written`; `paths` name the captures. */
struct findings *findings_new(const struct site *site, const struct geo *geo,
	struct pool *pool, struct written *written, const char *const *paths);
void findings_free(struct findings *f);

/* Without a pool and `written`, rows wait until they are taken: */
struct found;
struct found *findings_take(struct findings *f); /* NULL when there are none */
size_t findings_waiting(const struct findings *f); /* bytes */
size_t found_bytes(const struct found *found);
void found_stage(const struct found *found, void *worker, struct written *w,
	const struct site *site);
void found_free(struct found *found);
/* Findings for which there was no memory while they waited. */
uint64_t findings_refused(const struct findings *f);

void findings_add(struct findings *f, const struct finding *finding);
/* Hands the rest to the pool. */
void findings_finish(struct findings *f);
uint64_t findings_count(const struct findings *f);
