/* live_silence.c - interfaces of a live capture that are down: at which nothing is
 * observed.
 */
#include "ingest/live_private.h"

bool
live_is_paused(const struct live *l)
{
	unsigned n = 0;
	for (unsigned i = 0; i < l->n_interfaces; i++)
		n += l->down_ns[i] != 0;
	return n == l->n_interfaces;
}

/* What of a silence was before `until_ns`; gives where the rest begins. */
static int64_t
take_silence(struct harvest *h, struct silence silence, int64_t until_ns)
{
	if (silence.start_ns >= until_ns)
		return silence.start_ns;
	if (silence.end_ns > until_ns)
		silence.end_ns = until_ns;
	harvest_silence(h, silence);
	return silence.end_ns;
}

void
live_gather_silences(struct live *l, struct harvest *h, int64_t until_ns)
{
	for (size_t i = 0; i < h->n_segments; i++)
		if (h->segments[i].observed_end_ns > until_ns)
			until_ns = h->segments[i].observed_end_ns;
	for (unsigned i = 0; i < l->n_interfaces; i++)
		if (l->down_ns[i])
			l->down_ns[i] = take_silence(h,
				(struct silence){ i, l->down_ns[i], INT64_MAX }, until_ns);
	size_t n = 0;
	for (size_t i = 0; i < l->n_silences; i++) {
		struct silence s = l->silences[i];
		s.start_ns = take_silence(h, s, until_ns);
		if (s.start_ns < s.end_ns)
			l->silences[n++] = s;
	}
	l->n_silences = n;
}

void
live_pause(struct live *l, unsigned interface, int64_t at_ns)
{
	must(interface < l->n_interfaces);
	(void)pthread_rwlock_wrlock(&l->lock);
	if (!l->down_ns[interface]) {
		l->status.outages++;
		l->down_ns[interface] = at_ns;
		if (live_is_paused(l)) {
			live_cut_segment(l, at_ns);
			l->segment_ns = 0;
		}
	}
	(void)pthread_rwlock_unlock(&l->lock);
}

void
live_resume(struct live *l, unsigned interface, int64_t at_ns)
{
	must(interface < l->n_interfaces);
	(void)pthread_rwlock_wrlock(&l->lock);
	if (live_is_paused(l) && l->started)
		l->segment_ns = at_ns;
	if (l->down_ns[interface] && l->down_ns[interface] < at_ns) {
		base_room(l->silences, l->n_silences, l->silences_room);
		l->silences[l->n_silences++] =
			(struct silence){ interface, l->down_ns[interface], at_ns };
	}
	l->down_ns[interface] = 0;
	(void)pthread_rwlock_unlock(&l->lock);
}
