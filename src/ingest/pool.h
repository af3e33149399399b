/* pool.h - threads that write files while others count; none at all for one thread. */
#pragma once

#include "base/base.h"

struct pool;
/* Each thread gets its own worker value from `worker_new`; with n_threads 0 jobs run at
 * once in the caller's thread, on one worker. */
int pool_new(unsigned n_threads, int (*worker_new)(void *arg, void **ret, struct err *err),
	void (*worker_free)(void *worker), void *arg, struct pool **ret, struct err *err);
void pool_run(struct pool *pool, void (*job)(void *worker, void *arg), void *arg);
void pool_wait(struct pool *pool); /* until every job has run */
void pool_free(struct pool *pool);
void *pool_worker(struct pool *pool); /* the first worker; only when no job runs */
