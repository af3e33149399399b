/* arrive.c - frames become arrivals. */
#include "ingest/arrive.h"

enum { BINS_COMPACT = 1 << 16 };

const char *
reason_name(size_t reason)
{
	switch (reason) {
	case REASON_TIME:
		return "time";
	case REASON_ELSEWHERE:
		return "no-sensor";
	case REASON_LOST:
		return "lost";
	case REASON_LATE:
		return "late";
	case REASON_SATURATED:
		return "saturated";
	default:
		return drop_name((enum drop)reason);
	}
}

void
seen_file_done(struct seen_file *f)
{
	free(f->bins);
	*f = (struct seen_file){ 0 };
}

static int
compare_bins(const void *x, const void *y)
{
	const struct seen_bin *a = x, *b = y;
	return a->bin < b->bin ? -1 : a->bin > b->bin;
}

/* By bin, each once. */
void
seen_file_sort(struct seen_file *f)
{
	if (f->n_bins == 0)
		return;
	qsort(f->bins, f->n_bins, sizeof(*f->bins), compare_bins);
	size_t n = 1;
	for (size_t i = 1; i < f->n_bins; i++) {
		struct seen_bin *last = &f->bins[n - 1];
		const struct seen_bin *b = &f->bins[i];
		if (b->bin != last->bin) {
			f->bins[n++] = *b;
			continue;
		}
		last->first_ns =
			b->first_ns < last->first_ns ? b->first_ns : last->first_ns;
		last->last_ns = b->last_ns > last->last_ns ? b->last_ns : last->last_ns;
	}
	f->n_bins = n;
}

void
seen_file_join(struct seen_file *to, struct seen_file *from)
{
	to->frames += from->frames;
	for (size_t i = 0; i < REASON_COUNT; i++)
		to->reasons[i] += from->reasons[i];
	to->bins = base_grow(to->bins, to->n_bins + from->n_bins, sizeof(*to->bins));
	for (size_t i = 0; i < from->n_bins; i++)
		to->bins[to->n_bins++] = from->bins[i];
	to->room = to->n_bins;
	seen_file_sort(to);
	seen_file_done(from);
}

static void
new_bin(struct seen_file *f, uint32_t bin, int64_t time_ns)
{
	if (f->n_bins == f->room) {
		if (f->n_bins >= BINS_COMPACT)
			seen_file_sort(f);
		if (f->n_bins > f->room / 2 || f->room == 0) {
			f->room = f->room ? 2 * f->room : 64;
			f->bins = base_grow(f->bins, f->room, sizeof(*f->bins));
		}
	}
	f->bins[f->n_bins++] = (struct seen_bin){ bin, time_ns, time_ns };
}

/* Note that the capture was alive at a time. */
static inline void
see(struct seen_file *f, uint32_t bin, int64_t time_ns)
{
	struct seen_bin *last = f->n_bins ? &f->bins[f->n_bins - 1] : NULL;
	if (!last || last->bin != bin) {
		new_bin(f, bin, time_ns);
		return;
	}
	if (time_ns < last->first_ns)
		last->first_ns = time_ns;
	if (time_ns > last->last_ns)
		last->last_ns = time_ns;
}

static void
note_drop(struct arrivals *a, uint32_t bin)
{
	if (a->n_drops && a->drops[a->n_drops - 1].bin == bin) {
		a->drops[a->n_drops - 1].frames++;
		return;
	}
	if (a->n_drops == a->drops_room) {
		a->drops_room = a->drops_room ? 2 * a->drops_room : 64;
		a->drops = base_grow(a->drops, a->drops_room, sizeof(*a->drops));
	}
	a->drops[a->n_drops++] = (struct seen_drop){ bin, 1 };
}

/* Which packet of a frame counts, and for whom: the outer one for the sensor it is
 * addressed to (`known`, if it is), the innermost for a sensor that mirrors other networks'
 * traffic. */
static inline const struct sensor *
counted_for(const struct site *site, const struct decoded *d, const struct sensor *known,
	const struct packet **ret)
{
	const struct sensor *outer = known ? known : site_sensor_of(site, d->outer.dst);
	*ret = &d->outer;
	if (__builtin_expect(!d->tunnelled, 1) || (outer && !outer->mirror))
		return outer;
	const struct sensor *inner = site_sensor_of(site, d->inner.dst);
	if (inner && inner->mirror) {
		*ret = &d->inner;
		return inner;
	}
	return outer;
}

static inline void
fill(struct arrivals *a, const struct packet *pkt, const struct sensor *sensor,
	uint32_t time_s, struct arrival *ret)
{
	enum kind kind = packet_kind(pkt);
	bool icmp =
		(pkt->proto == IP_ICMP || pkt->proto == IP_ICMPV6) && !pkt->later_fragment;
	uint16_t dport =
		icmp ? (uint16_t)(pkt->icmp_type << 8 | pkt->icmp_code) : pkt->dport;
	bool excluded = sensor->n_exclusions &&
		sensor_excludes(sensor, pkt->proto, icmp ? pkt->icmp_type : pkt->dport);
	*ret = (struct arrival){
		.src = pkt->src,
		.dst = pkt->dst,
		.src_hash = tally_source_hash(&a->seed, pkt->src),
		.bin = time_s / BIN_S,
		.time_s = time_s,
		.len = pkt->len,
		.sport = icmp ? pkt->icmp_id : pkt->sport,
		.dport = dport,
		.port = packet_port(pkt, kind),
		.sensor = sensor->index,
		.proto = pkt->proto,
		.kind = (uint8_t)kind,
		.ttl = pkt->ttl,
		.flags = (uint8_t)((excluded ? ARRIVAL_EXCLUDED : 0) |
			(pkt->later_fragment ? ARRIVAL_FRAGMENT : 0)),
		.tools = (uint8_t)packet_tool_marks(pkt),
		.tcp_flags = pkt->tcp_flags,
	};
	if (pkt->later_fragment) { /* which fragments came to whom is no matter */
		ret->sport = ret->dport = 0;
	}
}

size_t
arrivals_of(struct arrivals *a, const struct frame *frames, size_t n, struct arrival *ret,
	uint16_t *ret_file)
{
	size_t n_arrivals = 0;
	struct decoded local;
	if (a->sights)
		a->sights->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct frame *frame = &frames[i];
		struct seen_file *f = &a->files[frame->file];
		f->frames++;
		int64_t second = frame->time_ns / 1000000000;
		if (__builtin_expect(frame->time_ns < 0 || second > UINT32_MAX, 0)) {
			f->reasons[REASON_TIME]++;
			continue;
		}
		uint32_t time_s = (uint32_t)second;
		uint32_t bin = time_s / BIN_S;
		see(f, bin, frame->time_ns);
		struct decoded *d = a->sights ? &a->sights->decoded[i] : &local;
		enum drop drop = decode_frame(frame, d);
		if (__builtin_expect(drop != DROP_NONE, 0)) {
			f->reasons[drop]++;
			if (drop != DROP_NOT_IP)
				note_drop(a, bin);
			continue;
		}
		const struct sensor *known = NULL;
		if (a->sights) {
			struct origin origin = { f->frames, frame->file, 0 };
			known = sights_add(a->sights, a->site, a->only, d, &origin);
		}
		const struct packet *pkt;
		const struct sensor *sensor = counted_for(a->site, d, known, &pkt);
		if (__builtin_expect(!sensor || (a->only && sensor != a->only), 0)) {
			f->reasons[REASON_ELSEWHERE]++;
			continue;
		}
		ret_file[n_arrivals] = frame->file;
		fill(a, pkt, sensor, time_s, &ret[n_arrivals++]);
	}
	return n_arrivals;
}
