/* ends.c - where captures begin and end: the bins that another capture can meet.
 *
 * The tuples of a bin are kept where a stretch of captures begins or ends; where one
 * capture of the only sensor goes on from another, nothing can meet them any more.  With
 * several sensors a capture may be of any of them, so the ends of each are kept.
 */
#include "ingest/run.h"

static bool
may_go_on(const struct ingest *in)
{
	return in->options->site->n_sensors == 1 || in->options->only;
}

static void
capture_starts(struct ingest *in, size_t file, uint32_t bin)
{
	bool follows = may_go_on(in) && in->has_end && in->last_end + 1 >= bin;
	if (!may_go_on(in)) {
		collect_keep_tuples(in->collect, bin, true);
	} else if (in->n_active == 0 && !follows) {
		in->stretch_start = bin;
		collect_keep_tuples(in->collect, bin, true);
	} else if (follows && in->last_end > in->stretch_start &&
		!ingest_is_edge(in, in->last_end)) {
		collect_keep_tuples(in->collect, in->last_end, false);
	}
	in->active[file] = true;
	in->n_active++;
}

static void
capture_ends(struct ingest *in, size_t file)
{
	const struct seen_file *f = &in->arrivals.files[file];
	in->active[file] = false;
	in->n_active--;
	if (!in->has_end || f->greatest_bin > in->last_end)
		in->last_end = f->greatest_bin;
	in->has_end = true;
	if (!may_go_on(in))
		collect_keep_tuples(in->collect, f->greatest_bin, true);
	else if (in->n_active == 0)
		collect_keep_tuples(in->collect, in->last_end, true);
}

void
ends_exhausted(struct ingest *in)
{
	for (size_t i = 0; in->n_active && i < in->n_files; i++) {
		const struct capture_info *info = capture_set_info(in->captures, i);
		if (in->active[i] && info->ended &&
			info->frames == in->arrivals.files[i].frames)
			capture_ends(in, i);
	}
}

void
ends_note(
	struct ingest *in, const struct arrival *arrivals, const uint16_t *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct seen_file *f = &in->arrivals.files[files[i]];
		uint32_t bin = arrivals[i].bin;
		if (!f->started) {
			f->started = true;
			f->least_bin = f->greatest_bin = bin;
			if (!in->sorted)
				capture_starts(in, files[i], bin);
		}
		uint32_t start = may_go_on(in) ? in->stretch_start : f->least_bin;
		if (!in->sorted && bin < start) { /* packets out of order */
			in->stretch_start = bin;
			collect_keep_tuples(in->collect, bin, true);
		}
		f->least_bin = bin < f->least_bin ? bin : f->least_bin;
		f->greatest_bin = bin > f->greatest_bin ? bin : f->greatest_bin;
	}
}

/* The same when all captures are known to their ends. */
void
ends_of_sorted(struct ingest *in)
{
	for (size_t i = 0; i < in->n_files; i++) {
		const struct seen_file *f = &in->arrivals.files[i];
		bool first = f->started, last = f->started;
		for (size_t k = 0; may_go_on(in) && k < in->n_files && (first || last);
			k++) {
			const struct seen_file *g = &in->arrivals.files[k];
			if (k == i || !g->started)
				continue;
			if (g->least_bin < f->least_bin &&
				g->greatest_bin + 1 >= f->least_bin)
				first = false;
			if (g->greatest_bin > f->greatest_bin &&
				g->least_bin <= f->greatest_bin + 1)
				last = false;
		}
		if (first)
			collect_keep_tuples(in->collect, f->least_bin, true);
		if (last)
			collect_keep_tuples(in->collect, f->greatest_bin, true);
	}
}
