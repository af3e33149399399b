/* readers.c - threads that read the wire. */
#include "station/readers.h"
#include "station/private.h"

#include <linux/filter.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>

enum {
	BATCHES_A_TURN = 64, /* of one ring, before signals and others have their turn */
	POLL_MS = 20, /* others wait for what an idle reader says */
	IN_KERNEL_MS = 150, /* a frame is there no longer before it can be read */
	RING_LEAST =
		8 << 20, /* bytes, of several: a reader may trail idle ones by so long */
	END_MOST_MS = 5000,
};
#define APART_NS INT64_C(5000000) /* rings of one reader, at most */

struct reader {
	struct readers *all;
	unsigned number;
	struct ring *rings[INTERFACES_MOST];
	pthread_t thread;
};

struct readers {
	const struct station_options *o;
	uint32_t secret;
	const struct site *site; /* for which filters and programs are */
	unsigned n, n_threads; /* n_threads: that run */
	bool ending, ended;
	struct live *live;
	struct reader reader[READERS_MOST];
};

/* --- opening ---------------------------------------------------------------------------
 */

static int
open_interface(struct readers *r, size_t interface, struct sock_fprog *program,
	const char *nets, struct err *err)
{
	const struct station_options *o = r->o;
	size_t bytes = o->ring_bytes / r->n;
	int rc = 0;
	for (unsigned i = 0; rc == 0 && i < r->n; i++) {
		struct ring_share share = { i ? r->reader[0].rings[interface] : NULL,
			program };
		struct ring_options options = { .interface = o->interfaces[interface],
			.bytes = r->n > 1 && bytes < RING_LEAST ? RING_LEAST : bytes,
			.filter = o->filter,
			.nets = nets,
			.promiscuous = o->promiscuous,
			.hardware_time = o->hardware_time,
			.share = r->n > 1 ? &share : NULL };
		rc = ring_open(&options, &r->reader[i].rings[interface], err);
	}
	/* Only when all are there. */
	for (unsigned i = 0; rc == 0 && r->n > 1 && i < r->n; i++)
		rc = ring_filter(r->reader[i].rings[interface], o->filter, nets, err);
	return rc;
}

int
readers_open(const struct station_options *o, struct readers **ret, struct err *err)
{
	must(o->threads >= 1 && o->threads <= READERS_MOST);
	struct readers *r = base_alloc(1, sizeof(*r));
	r->o = o;
	r->site = o->site;
	r->n = o->threads;
	must(getrandom(&r->secret, sizeof(r->secret), 0) == (ssize_t)sizeof(r->secret));
	for (unsigned i = 0; i < r->n; i++) {
		r->reader[i].all = r;
		r->reader[i].number = i;
	}
	auto_free char *nets = nets_of(o->site);
	struct sock_fprog program;
	fanout_program(o->site, r->secret, &program);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < o->n_interfaces; i++)
		rc = open_interface(r, i, &program, nets, err);
	free(program.filter);
	if (rc < 0) {
		readers_close(r);
		return rc;
	}
	*ret = r;
	return 0;
}

void
readers_close(struct readers *r)
{
	if (!r)
		return;
	for (unsigned i = 0; i < r->n; i++)
		for (size_t k = 0; k < INTERFACES_MOST; k++)
			ring_close(r->reader[i].rings[k]);
	free(r);
}

uint32_t
readers_secret(const struct readers *r)
{
	return r ? r->secret : 0;
}

static int
filter(struct readers *r, const struct site *site, struct err *err)
{
	auto_free char *nets = nets_of(site);
	struct sock_fprog program;
	fanout_program(site, r->secret, &program);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < r->o->n_interfaces; i++) {
		for (unsigned k = 0; rc == 0 && k < r->n; k++)
			rc = ring_filter(r->reader[k].rings[i], r->o->filter, nets, err);
		if (rc == 0 && r->n > 1)
			rc = ring_share(r->reader[0].rings[i], &program, err);
	}
	free(program.filter);
	return rc;
}

int
readers_filter(struct readers *r, const struct site *site, struct err *err)
{
	if (!r) /* a replay */
		return 0;
	int rc = filter(r, site, err);
	struct err ignored;
	if (rc < 0)
		(void)filter(r, r->site, &ignored);
	else
		r->site = site;
	return rc;
}

/* --- reading ---------------------------------------------------------------------------
 */

size_t
readers_fds(const struct readers *r, unsigned reader, int ret[static RINGS_MOST])
{
	size_t n = 0;
	for (unsigned i = 0; r && i < r->n; i++)
		for (size_t k = 0; k < r->o->n_interfaces; k++)
			if (reader == i || reader == ALL_READERS)
				ret[n++] = ring_fd(r->reader[i].rings[k]);
	return n;
}

void
readers_clear_errors(struct readers *r, unsigned reader)
{
	for (size_t i = 0; i < r->o->n_interfaces; i++)
		ring_clear_error(r->reader[reader].rings[i]);
}

static int64_t
wall_ns(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_REALTIME, &t) == 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The ring whose next frame is the oldest, and until when it is alone; NULL: none has any.
 */
static struct ring *
oldest(const struct readers *r, unsigned reader, int64_t *ret_until_ns)
{
	struct ring *found = NULL;
	int64_t least_ns = INT64_MAX, second_ns = INT64_MAX;
	for (size_t i = 0; i < r->o->n_interfaces; i++) {
		struct ring *ring = r->reader[reader].rings[i];
		int64_t next_ns = ring_next_ns(ring);
		if (next_ns < least_ns) {
			second_ns = least_ns;
			least_ns = next_ns;
			found = ring;
		} else if (next_ns < second_ns) {
			second_ns = next_ns;
		}
	}
	*ret_until_ns = second_ns == INT64_MAX ? INT64_MAX : second_ns + APART_NS;
	return found;
}

bool
readers_read(struct readers *r, unsigned reader, struct live *live)
{
	struct frame frames[FRAMES_BATCH];
	int64_t now_ns = wall_ns(), until_ns;
	for (int k = 0; k < BATCHES_A_TURN; k++) {
		struct ring *ring = oldest(r, reader, &until_ns);
		if (!ring) {
			live_idle(live, reader, now_ns - IN_KERNEL_MS * INT64_C(1000000));
			return false;
		}
		size_t n = ring_read(ring, frames, FRAMES_BATCH, until_ns);
		live_count(live, reader, frames, n);
	}
	return true;
}

static void
read_the_rest(struct readers *r, unsigned reader, struct live *live)
{
	(void)poll(NULL, 0, IN_KERNEL_MS);
	int64_t until_ns = wall_ns() + END_MOST_MS * INT64_C(1000000);
	while (readers_read(r, reader, live) && wall_ns() < until_ns)
		;
	live_leave(live, reader);
}

/* --- threads ---------------------------------------------------------------------------
 */

static void
wait_for_frames(struct reader *reader)
{
	int fds[RINGS_MOST];
	struct pollfd wait[INTERFACES_MOST];
	size_t n = readers_fds(reader->all, reader->number, fds);
	for (size_t i = 0; i < n; i++)
		wait[i] = (struct pollfd){ fds[i], POLLIN, 0 };
	if (poll(wait, n, POLL_MS) <= 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (wait[i].revents & POLLERR)
			readers_clear_errors(reader->all, reader->number);
}

static void *
read_main(void *arg)
{
	struct reader *reader = arg;
	struct readers *r = reader->all;
	bool more = false;
	(void)prctl(PR_SET_NAME, "reader");
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	while (!__atomic_load_n(&r->ending, __ATOMIC_RELAXED)) {
		if (!more)
			wait_for_frames(reader);
		more = readers_read(r, reader->number, r->live);
	}
	read_the_rest(r, reader->number, r->live);
	return NULL;
}

int
readers_start(struct readers *r, struct live *live, struct err *err)
{
	r->live = live;
	for (unsigned i = 0; i < r->n; i++) {
		int code = pthread_create(
			&r->reader[i].thread, NULL, read_main, &r->reader[i]);
		if (code)
			return err_set(
				err, code, "cannot start a thread: %s", strerror(code));
		r->n_threads++;
	}
	return 0;
}

void
readers_finish(struct readers *r, struct live *live)
{
	if (r->n == 1) {
		read_the_rest(r, 0, live);
	} else {
		__atomic_store_n(&r->ending, true, __ATOMIC_RELAXED);
		for (unsigned i = r->n_threads; i < r->n; i++)
			live_leave(live, i); /* nobody waits for what did not start */
		for (unsigned i = 0; i < r->n_threads; i++)
			(void)pthread_join(r->reader[i].thread, NULL);
	}
	r->ended = true;
}

struct ring_counts
readers_counts(struct readers *r, size_t interface)
{
	struct ring_counts sum = { 0 };
	for (unsigned i = 0; i < r->n; i++) {
		struct ring *ring = r->reader[i].rings[interface];
		struct ring_counts one = ring_counts(ring);
		sum.frames += one.frames;
		sum.lost += one.lost + (r->ended ? ring_unread(ring) : 0);
	}
	return sum;
}

bool
readers_is_up(struct readers *r, size_t interface)
{
	return ring_is_up(r->reader[0].rings[interface]);
}
