/* turns.c - threads that stay together in time. */
#include "ingest/turns.h"

#include <pthread.h>
#include <time.h>

enum { WAIT_MOST_S = 1 };

#define BEHIND_MOST_NS INT64_C(1000000000)

struct turns {
	unsigned n;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* a clock */
	int64_t *clock; /* of each thread; INT64_MAX: gone */
	uint64_t resets;
};

struct turns *
turns_new(unsigned n)
{
	struct turns *t = base_alloc(1, sizeof(*t));
	t->n = n;
	t->clock = base_alloc(n, sizeof(*t->clock));
	(void)pthread_mutex_init(&t->lock, NULL);
	pthread_condattr_t steady;
	(void)pthread_condattr_init(&steady);
	(void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&t->moved, &steady);
	(void)pthread_condattr_destroy(&steady);
	turns_reset(t, INT64_MIN);
	return t;
}

void
turns_free(struct turns *t)
{
	if (!t)
		return;
	(void)pthread_mutex_destroy(&t->lock);
	(void)pthread_cond_destroy(&t->moved);
	free(t->clock);
	free(t);
}

static void
set_clock(struct turns *t, unsigned thread, int64_t at_ns)
{
	if (t->clock[thread] == at_ns)
		return;
	t->clock[thread] = at_ns;
	(void)pthread_cond_broadcast(&t->moved);
}

void
turns_reached(struct turns *t, unsigned thread, int64_t at_ns)
{
	(void)pthread_mutex_lock(&t->lock);
	set_clock(t, thread, at_ns);
	(void)pthread_mutex_unlock(&t->lock);
}

void
turns_gone(struct turns *t, unsigned thread)
{
	turns_reached(t, thread, INT64_MAX);
}

static bool
must_wait(const struct turns *t, unsigned thread, int64_t first_ns)
{
	for (unsigned i = 0; i < t->n; i++)
		if (i != thread && t->clock[i] < first_ns - TURNS_SLACK_NS &&
			t->clock[i] > first_ns - BEHIND_MOST_NS)
			return true;
	return false;
}

void
turns_wait(struct turns *t, unsigned thread, int64_t first_ns, int64_t last_ns)
{
	(void)pthread_mutex_lock(&t->lock);
	set_clock(t, thread, first_ns);
	uint64_t resets = t->resets;
	struct timespec until = { 0 };
	bool waits = must_wait(t, thread, first_ns);
	if (waits) {
		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += WAIT_MOST_S;
	}
	while (waits && pthread_cond_timedwait(&t->moved, &t->lock, &until) == 0)
		waits = resets == t->resets && must_wait(t, thread, first_ns);
	if (resets == t->resets)
		set_clock(t, thread, last_ns);
	(void)pthread_mutex_unlock(&t->lock);
}

int64_t
turns_least(struct turns *t)
{
	int64_t least = INT64_MAX;
	(void)pthread_mutex_lock(&t->lock);
	for (unsigned i = 0; i < t->n; i++)
		least = t->clock[i] < least ? t->clock[i] : least;
	(void)pthread_mutex_unlock(&t->lock);
	return least == INT64_MAX ? INT64_MIN : least;
}

void
turns_reset(struct turns *t, int64_t at_ns)
{
	(void)pthread_mutex_lock(&t->lock);
	for (unsigned i = 0; i < t->n; i++)
		if (t->clock[i] != INT64_MAX)
			t->clock[i] = at_ns;
	t->resets++;
	(void)pthread_cond_broadcast(&t->moved);
	(void)pthread_mutex_unlock(&t->lock);
}
