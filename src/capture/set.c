/* set.c - many captures as one stream in time order.
 *
 * Every capture is looked at once, for the time of its first frame.  From then on it waits
 * in a list sorted by that time, is opened when it is due, and leaves when it ends.  Those
 * that are open stand in a heap by the time of their next frame, and the one on top gives a
 * run of frames: up to the next frame of any other.  A capture that overlaps none is thus
 * read straight into the caller's frames, without a copy.
 *
 * A read ends early when a capture has no frame left in hand, since reading more of it
 * would move the window under the frames that the caller is about to get.
 */
#include "capture/reader.h"

enum { KEEP_OPEN = 64 }; /* so many captures need no second opening */
enum { MEMORY = 64 << 20, WINDOW_MIN = 32 << 10 }; /* of all windows together; of one */
enum { SET_MAX = UINT16_MAX };

enum state {
	WAITING, /* in `due`, perhaps open */
	MERGING, /* open */
	GONE,
};

struct member {
	char *path;
	struct capture *capture; /* NULL while it is not open */
	struct capture_info info;
	struct err *err; /* what is wrong with it, until it is told */
	enum state state;
	bool has_frames; /* as the first look showed */
	int64_t first_ns;
	uint16_t at, n; /* of `hand` */
	struct frame *hand;
};

struct capture_set {
	struct member *members;
	size_t n_members;
	uint16_t *due, *heap; /* numbers of members */
	size_t n_due, next_due, n_heap;
	bool told; /* what was wrong at opening, in this pass */
	struct member *reading; /* has no frame in hand, and is not in the heap */
};

struct telling {
	void (*on_damage)(
		void *arg, const struct capture_info *info, const struct err *err);
	void *arg;
};

/* When a member is due, or has its next frame; equal times keep the order of the members.
 */
struct key {
	int64_t time_ns;
	size_t member;
};

static bool
before(struct key a, struct key b)
{
	return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.member < b.member;
}

static struct key
head_of(const struct capture_set *set, uint16_t member)
{
	const struct member *m = &set->members[member];
	return (struct key){ m->hand[m->at].time_ns, member };
}

static struct key
due_at(const struct capture_set *set, uint16_t member)
{
	return (struct key){ set->members[member].first_ns, member };
}

static void
sift_down(struct capture_set *set)
{
	uint16_t *heap = set->heap;
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= set->n_heap)
			return;
		if (child + 1 < set->n_heap &&
			before(head_of(set, heap[child + 1]), head_of(set, heap[child])))
			child++;
		if (before(head_of(set, heap[i]), head_of(set, heap[child])))
			return;
		uint16_t was = heap[i];
		heap[i] = heap[child];
		heap[child] = was;
		i = child;
	}
}

static void
push(struct capture_set *set, uint16_t member)
{
	uint16_t *heap = set->heap;
	size_t i = set->n_heap++;

	heap[i] = member;
	while (i > 0 && before(head_of(set, heap[i]), head_of(set, heap[(i - 1) / 2]))) {
		uint16_t was = heap[i];
		heap[i] = heap[(i - 1) / 2];
		heap[(i - 1) / 2] = was;
		i = (i - 1) / 2;
	}
}

static void
pop(struct capture_set *set)
{
	set->heap[0] = set->heap[--set->n_heap];
	sift_down(set);
}

/* Frames from this key on are not the turn of the one that is giving. */
static struct key
limit_from_heap(const struct capture_set *set, size_t from, struct key limit)
{
	for (size_t i = from; i < set->n_heap && i < from + 2; i++) {
		struct key k = head_of(set, set->heap[i]);
		if (before(k, limit))
			limit = k;
	}
	return limit;
}

static struct key
limit_of_due(const struct capture_set *set)
{
	if (set->next_due < set->n_due)
		return due_at(set, set->due[set->next_due]);
	return (struct key){ INT64_MAX, SIZE_MAX };
}

static size_t
number_of(const struct capture_set *set, const struct member *m)
{
	return (size_t)(m - set->members);
}

/* The capture is closed, and what was learnt of it stays. */
static void
leave(struct member *m)
{
	if (m->capture) {
		m->info = *capture_info(m->capture);
		m->info.path = m->path;
	}
	capture_close(m->capture);
	m->capture = NULL;
	free(m->hand);
	m->hand = NULL;
	m->at = m->n = 0;
}

static void
tell(struct member *m, const struct err *err, const struct telling *to)
{
	if (to->on_damage)
		to->on_damage(
			to->arg, m->capture ? capture_info(m->capture) : &m->info, err);
}

/* A pipe stays open behind its end: its content can be had again only from there. */
static void
finish(struct member *m, const struct err *err, const struct telling *to)
{
	m->state = GONE;
	m->at = m->n = 0;
	if (err)
		tell(m, err, to);
	if (!m->capture || m->capture->in.is_regular)
		leave(m);
}

static int
open_member(struct capture_set *set, struct member *m, size_t window, struct err *err)
{
	unsigned flags = INPUT_KEEP | (set->n_members > KEEP_OPEN ? INPUT_PARK : 0);
	int r = capture_open_as(
		m->path, window, flags, (uint16_t)number_of(set, m), &m->capture, err);
	m->info = (struct capture_info){ .path = m->path };
	if (r < 0) {
		m->info.ended = m->info.damaged = true;
		return r;
	}
	if (!m->hand)
		m->hand = base_alloc(FRAMES_BATCH, sizeof(*m->hand));
	return 0;
}

static ssize_t
take_in_hand(struct member *m, struct err *err)
{
	ssize_t n = capture_read(m->capture, m->hand, FRAMES_BATCH, err);
	m->at = 0;
	m->n = n > 0 ? (uint16_t)n : 0;
	return n;
}

/* Memory is shared out: few captures get large windows, thousands get small ones. */
static size_t
window_size(size_t n_open)
{
	size_t size = MEMORY / (n_open + 1);
	if (size > INPUT_WINDOW)
		return INPUT_WINDOW;
	return size < WINDOW_MIN ? WINDOW_MIN : size;
}

/* The first look: when does it start?  What is wrong already is kept for the first read. */
static void
look_at(struct capture_set *set, struct member *m)
{
	struct err err = { "" };
	ssize_t n = open_member(set, m, window_size(set->n_members), &err);
	if (n == 0)
		n = take_in_hand(m, &err);
	if (n > 0) {
		m->first_ns = m->hand[0].time_ns;
		m->has_frames = true;
		m->state = WAITING;
		if (set->n_members > KEEP_OPEN && m->capture->in.is_regular) {
			leave(m);
			m->info = (struct capture_info){ .path = m->path,
				.size = m->info.size };
		}
		return;
	}
	if (n < 0) {
		m->err = base_alloc(1, sizeof(err));
		*m->err = err;
	}
	m->state = GONE;
	leave(m);
}

static int
compare_due(const void *a, const void *b, void *set)
{
	struct key x = due_at(set, *(const uint16_t *)a),
		   y = due_at(set, *(const uint16_t *)b);
	return before(x, y) ? -1 : before(y, x);
}

static void
line_up(struct capture_set *set)
{
	set->n_due = set->next_due = set->n_heap = 0;
	set->reading = NULL;
	set->told = false;
	for (size_t i = 0; i < set->n_members; i++)
		if (set->members[i].state == WAITING)
			set->due[set->n_due++] = (uint16_t)i;
	qsort_r(set->due, set->n_due, sizeof(set->due[0]), compare_due, set);
}

static int
check_paths(const char *const *paths, size_t n_paths, struct err *err)
{
	size_t stdins = 0;

	if (n_paths == 0)
		return err_set(err, EINVAL, "no capture is named");
	if (n_paths > SET_MAX)
		return err_set(err, E2BIG, "%zu captures at once; %d are the most", n_paths,
			SET_MAX);
	for (size_t i = 0; i < n_paths; i++)
		stdins += strcmp(paths[i], "-") == 0;
	if (stdins > 1)
		return err_set(
			err, EINVAL, "standard input (-) is named %zu times", stdins);
	return 0;
}

int
capture_set_open(
	const char *const *paths, size_t n_paths, struct capture_set **ret, struct err *err)
{
	int r = check_paths(paths, n_paths, err);
	if (r < 0)
		return r;

	struct capture_set *set = base_alloc(1, sizeof(*set));
	set->n_members = n_paths;
	set->members = base_alloc(n_paths, sizeof(*set->members));
	set->due = base_alloc(n_paths, sizeof(*set->due));
	set->heap = base_alloc(n_paths, sizeof(*set->heap));
	for (size_t i = 0; i < n_paths; i++) {
		set->members[i].path = base_strdup(paths[i]);
		look_at(set, &set->members[i]);
	}
	line_up(set);
	*ret = set;
	return 0;
}

void
capture_set_close(struct capture_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n_members; i++) {
		leave(&set->members[i]);
		free(set->members[i].err);
		free(set->members[i].path);
	}
	free(set->members);
	free(set->due);
	free(set->heap);
	free(set);
}

size_t
capture_set_count(const struct capture_set *set)
{
	return set->n_members;
}

const struct capture_info *
capture_set_info(const struct capture_set *set, size_t file)
{
	must(file < set->n_members);
	const struct member *m = &set->members[file];
	return m->capture ? capture_info(m->capture) : &m->info;
}

/* The next one in line joins those that are merged. */
static void
join_due(struct capture_set *set, const struct telling *to)
{
	uint16_t number = set->due[set->next_due++];
	struct member *m = &set->members[number];
	struct err err = { "" };
	ssize_t n = 1;

	if (!m->capture)
		n = open_member(set, m, window_size(set->n_heap), &err);
	if (n >= 0 && m->n == 0)
		n = take_in_hand(m, &err);
	if (n <= 0) {
		finish(m, n < 0 ? &err : NULL, to);
		return;
	}
	m->state = MERGING;
	push(set, number);
}

/* Reads the one that has nothing in hand straight into the caller's frames.  Those that are
 * not its turn yet stay in its hand.  0: it has ended, or it is another one's turn. */
static size_t
read_on(struct capture_set *set, struct frame *frames, size_t max, const struct telling *to)
{
	struct member *m = set->reading;
	struct err err = { "" };
	ssize_t n = capture_read(
		m->capture, frames, max < FRAMES_BATCH ? max : FRAMES_BATCH, &err);
	if (n <= 0) {
		set->reading = NULL;
		finish(m, n < 0 ? &err : NULL, to);
		return 0;
	}

	struct key limit = limit_from_heap(set, 0, limit_of_due(set));
	size_t number = number_of(set, m), turn = 0;
	while (turn < (size_t)n &&
		before((struct key){ frames[turn].time_ns, number }, limit))
		turn++;
	if (turn < (size_t)n) {
		m->at = 0;
		m->n = (uint16_t)((size_t)n - turn);
		memcpy(m->hand, frames + turn, m->n * sizeof(*frames));
		set->reading = NULL;
		push(set, (uint16_t)number);
	}
	return turn;
}

/* The one on top of the heap gives what is its turn. */
static size_t
give_run(struct capture_set *set, struct frame *frames, size_t max)
{
	uint16_t number = set->heap[0];
	struct member *m = &set->members[number];
	struct key limit = limit_from_heap(set, 1, limit_of_due(set));
	size_t n = 0;

	while (n < max && m->at < m->n && before(head_of(set, number), limit))
		frames[n++] = m->hand[m->at++];
	if (m->at < m->n) {
		sift_down(set);
		return n;
	}
	pop(set);
	m->at = m->n = 0;
	set->reading = m;
	return n;
}

static void
tell_what_was_wrong(struct capture_set *set, const struct telling *to)
{
	set->told = true;
	for (size_t i = 0; i < set->n_members; i++)
		if (set->members[i].err)
			tell(&set->members[i], set->members[i].err, to);
}

ssize_t
capture_set_read(struct capture_set *set, struct frame *frames, size_t max,
	void (*on_damage)(
		void *arg, const struct capture_info *info, const struct err *err),
	void *arg)
{
	const struct telling to = { on_damage, arg };
	size_t n = 0;

	if (!set->told)
		tell_what_was_wrong(set, &to);
	while (n < max) {
		if (set->reading) {
			/* What it gave in this call would not outlive reading on. */
			if (n > 0)
				break;
			n = read_on(set, frames, max, &to);
			if (n > 0 && set->reading)
				break;
			continue;
		}
		if (set->next_due < set->n_due &&
			(set->n_heap == 0 ||
				before(limit_of_due(set), head_of(set, set->heap[0])))) {
			join_due(set, &to);
			continue;
		}
		if (set->n_heap == 0)
			break;
		n += give_run(set, frames + n, max - n);
	}
	return (ssize_t)n;
}

int
capture_set_rewind(struct capture_set *set, struct err *err)
{
	for (size_t i = 0; i < set->n_members; i++) {
		struct member *m = &set->members[i];
		if (!m->has_frames)
			continue;
		if (m->capture) {
			int r = capture_restart(m->capture, err);
			if (r < 0)
				return r;
		}
		m->info = (struct capture_info){ .path = m->path, .size = m->info.size };
		m->at = m->n = 0;
		m->state = WAITING;
	}
	line_up(set);
	return 0;
}
