/* pool.c - threads that write files while others count. */
#include "ingest/pool.h"

#include <pthread.h>

struct job {
	void (*run)(void *worker, void *arg);
	void *arg;
	struct job *next;
};

struct thread {
	struct pool *pool;
	pthread_t id;
	void *worker;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t work, idle;
	struct job *first, **last;
	unsigned busy, n_threads, n_workers;
	bool ending;
	struct thread *threads;
	void (*worker_free)(void *worker);
};

static void *
thread_main(void *arg)
{
	struct thread *t = arg;
	struct pool *pool = t->pool;
	(void)pthread_mutex_lock(&pool->lock);
	for (;;) {
		while (!pool->first && !pool->ending)
			(void)pthread_cond_wait(&pool->work, &pool->lock);
		struct job *job = pool->first;
		if (!job)
			break;
		pool->first = job->next;
		if (!pool->first)
			pool->last = &pool->first;
		pool->busy++;
		(void)pthread_mutex_unlock(&pool->lock);
		job->run(t->worker, job->arg);
		free(job);
		(void)pthread_mutex_lock(&pool->lock);
		pool->busy--;
		(void)pthread_cond_broadcast(&pool->idle);
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return NULL;
}

int
pool_new(unsigned n_threads, int (*worker_new)(void *arg, void **ret, struct err *err),
	void (*worker_free)(void *worker), void *arg, struct pool **ret, struct err *err)
{
	struct pool *pool = base_alloc(1, sizeof(*pool));
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->work, NULL);
	(void)pthread_cond_init(&pool->idle, NULL);
	pool->last = &pool->first;
	pool->worker_free = worker_free;
	unsigned n_workers = n_threads ? n_threads : 1;
	pool->threads = base_alloc(n_workers, sizeof(*pool->threads));
	int r = 0;
	for (unsigned i = 0; r == 0 && i < n_workers; i++) {
		pool->threads[i].pool = pool;
		r = worker_new(arg, &pool->threads[i].worker, err);
		if (r < 0)
			break;
		pool->n_workers++;
		if (n_threads == 0)
			break;
		int code = pthread_create(
			&pool->threads[i].id, NULL, thread_main, &pool->threads[i]);
		if (code)
			r = err_set(err, code, "cannot start a thread: %s", strerror(code));
		else
			pool->n_threads++;
	}
	if (r < 0) {
		pool_free(pool);
		return r;
	}
	*ret = pool;
	return 0;
}

void
pool_run(struct pool *pool, void (*run)(void *worker, void *arg), void *arg)
{
	if (pool->n_threads == 0) {
		run(pool->threads[0].worker, arg);
		return;
	}
	struct job *job = base_alloc(1, sizeof(*job));
	*job = (struct job){ run, arg, NULL };
	(void)pthread_mutex_lock(&pool->lock);
	*pool->last = job;
	pool->last = &job->next;
	(void)pthread_cond_signal(&pool->work);
	(void)pthread_mutex_unlock(&pool->lock);
}

void
pool_wait(struct pool *pool)
{
	(void)pthread_mutex_lock(&pool->lock);
	while (pool->first || pool->busy)
		(void)pthread_cond_wait(&pool->idle, &pool->lock);
	(void)pthread_mutex_unlock(&pool->lock);
}

void
pool_free(struct pool *pool)
{
	if (!pool)
		return;
	(void)pthread_mutex_lock(&pool->lock);
	pool->ending = true;
	(void)pthread_cond_broadcast(&pool->work);
	(void)pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->n_threads; i++)
		(void)pthread_join(pool->threads[i].id, NULL);
	for (unsigned i = 0; i < pool->n_workers; i++)
		pool->worker_free(pool->threads[i].worker);
	(void)pthread_cond_destroy(&pool->work);
	(void)pthread_cond_destroy(&pool->idle);
	(void)pthread_mutex_destroy(&pool->lock);
	free(pool->threads);
	free(pool);
}

void *
pool_worker(struct pool *pool)
{
	return pool->threads[0].worker;
}
