/* sort.c - external merge sort of arrivals by bin: runs of a million, then one merge. */
#include "ingest/sort.h"

#include <fcntl.h>

enum { RUN_MAX = 1 << 20, WINDOW = 1024 };

struct run {
	off_t at, end; /* of what is not read yet */
	struct arrival *window;
	size_t n, next;
};

struct sorter {
	int fd;
	off_t written;
	struct arrival *buffer, *spare;
	size_t n;
	struct run *runs;
	size_t n_runs;
	size_t *heap; /* runs that have arrivals, least bin first */
	size_t n_heap;
	bool merging;
};

int
sorter_new(const char *folder, struct sorter **ret, struct err *err)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) { /* a file system without O_TMPFILE */
		auto_free char *name = base_printf("%s/sort-XXXXXX", folder);
		fd = mkstemp(name);
		if (fd >= 0)
			(void)unlink(name);
	}
	if (fd < 0)
		return err_set(err, errno, "cannot make a temporary file in '%s': %s",
			folder, strerror(errno));
	struct sorter *s = base_alloc(1, sizeof(*s));
	s->fd = fd;
	s->buffer = base_grow(NULL, RUN_MAX, sizeof(*s->buffer));
	s->spare = base_grow(NULL, RUN_MAX, sizeof(*s->spare));
	*ret = s;
	return 0;
}

void
sorter_free(struct sorter *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_runs; i++)
		free(s->runs[i].window);
	free(s->runs);
	free(s->heap);
	free(s->buffer);
	free(s->spare);
	close(s->fd);
	free(s);
}

/* Two passes of radix sort on 16 bits: stable, and no worse on any input. */
static void
sort_buffer(struct sorter *s)
{
	enum { DIGITS = 1 << 16 };
	auto_free size_t *start = base_alloc(DIGITS, sizeof(*start));
	for (int shift = 0; shift < 32; shift += 16) {
		memset(start, 0, DIGITS * sizeof(*start));
		for (size_t i = 0; i < s->n; i++)
			start[s->buffer[i].bin >> shift & (DIGITS - 1)]++;
		size_t at = 0;
		for (size_t d = 0; d < DIGITS; d++) {
			size_t count = start[d];
			start[d] = at;
			at += count;
		}
		for (size_t i = 0; i < s->n; i++)
			s->spare[start[s->buffer[i].bin >> shift & (DIGITS - 1)]++] =
				s->buffer[i];
		struct arrival *swap = s->buffer;
		s->buffer = s->spare;
		s->spare = swap;
	}
}

static int
write_run(struct sorter *s, struct err *err)
{
	if (s->n == 0)
		return 0;
	sort_buffer(s);
	const char *at = (const char *)s->buffer;
	size_t left = s->n * sizeof(*s->buffer);
	s->runs = base_grow(s->runs, s->n_runs + 1, sizeof(*s->runs));
	s->runs[s->n_runs++] =
		(struct run){ .at = s->written, .end = s->written + (off_t)left };
	while (left) {
		ssize_t n = pwrite(s->fd, at, left, s->written);
		if (n < 0)
			return err_set(err, errno,
				"cannot write the temporary file for sorting: %s",
				strerror(errno));
		at += n;
		left -= (size_t)n;
		s->written += n;
	}
	s->n = 0;
	return 0;
}

int
sorter_add(struct sorter *s, const struct arrival *arrivals, size_t n, struct err *err)
{
	must(!s->merging && n <= RUN_MAX);
	if (s->n + n > RUN_MAX) {
		int r = write_run(s, err);
		if (r < 0)
			return r;
	}
	memcpy(s->buffer + s->n, arrivals, n * sizeof(*arrivals));
	s->n += n;
	return 0;
}

/* --- merging ----------------------------------------------------------------------- */

static int
refill(struct sorter *s, struct run *run, struct err *err)
{
	run->n = run->next = 0;
	if (run->at == run->end)
		return 0;
	if (!run->window)
		run->window = base_alloc(WINDOW, sizeof(*run->window));
	size_t want = WINDOW * sizeof(*run->window);
	if ((off_t)want > run->end - run->at)
		want = (size_t)(run->end - run->at);
	for (size_t got = 0; got < want;) {
		ssize_t n = pread(
			s->fd, (char *)run->window + got, want - got, run->at + (off_t)got);
		if (n <= 0)
			return err_set(err, n < 0 ? errno : EIO,
				"cannot read the temporary file for sorting: %s",
				n < 0 ? strerror(errno) : "it ended early");
		got += (size_t)n;
	}
	run->at += (off_t)want;
	run->n = want / sizeof(*run->window);
	return 0;
}

static bool
before(const struct sorter *s, size_t a, size_t b)
{
	const struct run *x = &s->runs[s->heap[a]], *y = &s->runs[s->heap[b]];
	return x->window[x->next].bin < y->window[y->next].bin;
}

static void
sift_down(struct sorter *s, size_t at)
{
	for (;;) {
		size_t least = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < s->n_heap && before(s, child, least))
				least = child;
		if (least == at)
			return;
		size_t swap = s->heap[at];
		s->heap[at] = s->heap[least];
		s->heap[least] = swap;
		at = least;
	}
}

static int
start_merge(struct sorter *s, struct err *err)
{
	int r = write_run(s, err);
	s->merging = true;
	s->heap = base_alloc(s->n_runs, sizeof(*s->heap));
	for (size_t i = 0; r == 0 && i < s->n_runs; i++) {
		r = refill(s, &s->runs[i], err);
		s->heap[s->n_heap++] = i;
	}
	for (size_t i = s->n_heap; r == 0 && i-- > 0;)
		sift_down(s, i);
	return r;
}

ssize_t
sorter_next(struct sorter *s, struct arrival *ret, size_t max, struct err *err)
{
	int r = s->merging ? 0 : start_merge(s, err);
	size_t n = 0;
	while (r == 0 && n < max && s->n_heap) {
		struct run *run = &s->runs[s->heap[0]];
		ret[n++] = run->window[run->next++];
		if (run->next == run->n)
			r = refill(s, run, err);
		if (run->n == 0)
			s->heap[0] = s->heap[--s->n_heap];
		sift_down(s, 0);
	}
	return r < 0 ? r : (ssize_t)n;
}
