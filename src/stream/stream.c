/* stream.c - which packet belongs to which stream, and when a stream is over.
 *
 * The table is open-addressed by a seeded hash, so that nobody can make its chains long;
 * age is a list, so that what ends first does not depend on the seed.
 */
#include "stream/half.h"
#include "stream/presence.h"
#include "stream/starts.h"

#include <sys/random.h>

enum { NOBODY = UINT32_MAX };
#define IDLE_DEFAULT_NS (INT64_C(3600) * 1000000000)
#define IDLE_BRIEF_NS (INT64_C(300) * 1000000000)

/* Half 0 belongs to the lower of the two endpoints. */
struct entry {
	struct addr addr[2];
	uint16_t port[2];
	uint32_t newer, older, next_free;
	uint64_t hash;
	bool used, over; /* over: told, and kept to swallow what comes late */
	bool side_known, brief;
	uint8_t client; /* which half */
	uint8_t spoke_first;
	uint8_t speaker; /* 1 + which half spoke last; 0: none yet */
	int64_t first_ns, last_ns;
	struct origin origin;
	struct half half[2];
};

/* Entries by their last payload. */
struct ages {
	uint32_t newest, oldest;
};

struct streams {
	struct streams_config config;
	struct head_pool pool;
	struct entry *entries;
	uint32_t n_used, n_fresh, free; /* n_fresh: never used from here on */
	struct ages ages[2]; /* by entry.brief */
	uint32_t *index; /* entry + 1 */
	uint32_t mask;
	struct start *starts;
	struct presence presence;
	uint64_t seed[3];
	struct streams_counts counts;
};

static uint64_t
mix(uint64_t x, uint64_t y)
{
	__extension__ unsigned __int128 p = (unsigned __int128)x * y;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t
endpoint_hash(const struct streams *t, struct addr a, uint16_t port)
{
	return mix(mix(a.lo ^ t->seed[0], a.hi ^ t->seed[1]) ^ port, t->seed[2]);
}

struct streams *
streams_new(const struct streams_config *config)
{
	struct streams *t = base_alloc(1, sizeof(*t));
	t->config = *config;
	if (!t->config.streams_max)
		t->config.streams_max = STREAMS_MAX_DEFAULT;
	if (!t->config.memory_max)
		t->config.memory_max = STREAMS_MEMORY_DEFAULT;
	if (!t->config.idle_ns)
		t->config.idle_ns = IDLE_DEFAULT_NS;
	must(head_pool_init(&t->pool, t->config.memory_max) == 0);
	uint32_t slots = 16;
	while (slots < 2 * t->config.streams_max)
		slots *= 2;
	t->mask = slots - 1;
	t->index = base_alloc(slots, sizeof(*t->index));
	t->entries = base_alloc(t->config.streams_max, sizeof(*t->entries));
	t->starts = base_alloc(STARTS, sizeof(*t->starts));
	t->free = NOBODY;
	t->ages[false] = t->ages[true] = (struct ages){ NOBODY, NOBODY };
	must(getrandom(t->seed, sizeof(t->seed), 0) == sizeof(t->seed));
	for (size_t i = 0; i < count_of(t->seed); i++)
		t->seed[i] |= 1;
	return t;
}

void
streams_free(struct streams *t)
{
	if (!t)
		return;
	head_pool_done(&t->pool);
	free(t->index);
	free(t->entries);
	free(t->starts);
	free(t);
}

/* --- the list by age --------------------------------------------------------------------
 */

static void
age_unlink(struct streams *t, uint32_t i)
{
	struct entry *e = &t->entries[i];
	struct ages *ages = &t->ages[e->brief];
	*(e->newer == NOBODY ? &ages->newest : &t->entries[e->newer].older) = e->older;
	*(e->older == NOBODY ? &ages->oldest : &t->entries[e->older].newer) = e->newer;
}

static void
age_link(struct streams *t, uint32_t i)
{
	struct entry *e = &t->entries[i];
	struct ages *ages = &t->ages[e->brief];
	e->newer = NOBODY;
	e->older = ages->newest;
	*(ages->newest == NOBODY ? &ages->oldest : &t->entries[ages->newest].newer) = i;
	ages->newest = i;
}

/* What is over, and bytes that nobody called for and nobody answered, are not waited for
 * long: a darknet may be full of them. */
static bool
is_brief(const struct entry *e)
{
	const struct half *h = e->half;
	return e->over ||
		(!h[0].started && !h[1].started &&
			(h[0].packets == 0 || h[1].packets == 0));
}

/* After a packet: the newest of its kind, whichever that is now. */
static void
age_renew(struct streams *t, uint32_t i, bool has_payload)
{
	struct entry *e = &t->entries[i];
	bool brief = is_brief(e);
	if (brief == e->brief && (!has_payload || t->ages[brief].newest == i))
		return;
	age_unlink(t, i);
	e->brief = brief;
	age_link(t, i);
}

/* What ends next when there is no room: of the brief ones first. */
static uint32_t
age_least(const struct streams *t)
{
	return t->ages[true].oldest != NOBODY ? t->ages[true].oldest
					      : t->ages[false].oldest;
}

/* --- finding and ending -----------------------------------------------------------------
 */

static void
index_remove(struct streams *t, uint32_t number)
{
	uint32_t at = (uint32_t)t->entries[number].hash & t->mask;
	while (t->index[at] != number + 1)
		at = (at + 1) & t->mask;
	/* Move back what probing would no longer find. */
	for (uint32_t next = (at + 1) & t->mask; t->index[next];
		next = (next + 1) & t->mask) {
		uint32_t home = (uint32_t)t->entries[t->index[next] - 1].hash & t->mask;
		if (((next - home) & t->mask) >= ((next - at) & t->mask)) {
			t->index[at] = t->index[next];
			at = next;
		}
	}
	t->index[at] = 0;
}

static struct stream
show(struct entry *e)
{
	unsigned client = e->client;
	if (!e->side_known) {
		/* Services have the lower port; of two alike, who spoke first called. */
		bool lower = e->port[0] > e->port[1];
		client = e->port[0] == e->port[1] ? e->spoke_first : lower ? 0 : 1;
	}
	struct stream s = {
		.side_known = e->side_known,
		.first_ns = e->first_ns,
		.last_ns = e->last_ns,
		.frame = e->origin.frame,
		.file = e->origin.file,
		.sensor = e->origin.sensor,
	};
	s.side[CLIENT] = half_show(&e->half[client], e->addr[client], e->port[client]);
	s.side[SERVER] =
		half_show(&e->half[1 - client], e->addr[1 - client], e->port[1 - client]);
	return s;
}

static void
tell(struct streams *t, struct entry *e, bool cut)
{
	if (e->over)
		return;
	e->over = true;
	struct stream s = show(e);
	s.cut = cut;
	t->config.ended(t->config.arg, &s);
	head_release(&t->pool, &e->half[0].head);
	head_release(&t->pool, &e->half[1].head);
}

static void
forget(struct streams *t, uint32_t i, bool cut)
{
	struct entry *e = &t->entries[i];
	tell(t, e, cut);
	age_unlink(t, i);
	index_remove(t, i);
	presence_remove(&t->presence, e->hash);
	e->used = false;
	e->next_free = t->free;
	t->free = i;
	t->n_used--;
}

/* The slot's entry, or NOBODY; `ret_slot` is where it is or would be. */
static uint32_t
find(const struct streams *t, uint64_t hash, const struct packet *pkt, bool swapped,
	uint32_t *ret_slot)
{
	uint32_t at = (uint32_t)hash & t->mask;
	for (; t->index[at]; at = (at + 1) & t->mask) {
		const struct entry *e = &t->entries[t->index[at] - 1];
		if (e->hash == hash && addr_equal(e->addr[swapped], pkt->src) &&
			addr_equal(e->addr[!swapped], pkt->dst) &&
			e->port[swapped] == pkt->sport && e->port[!swapped] == pkt->dport)
			return t->index[at] - 1;
	}
	*ret_slot = at;
	return NOBODY;
}

/* --- starts ------------------------------------------------------------------------- */

/* Of one direction. */
static uint64_t
tag_of(const struct streams *t, uint64_t from, uint64_t to)
{
	return mix(from ^ t->seed[0], to | 1);
}

static void
use_starts(struct streams *t, struct entry *e, const uint64_t tags[2])
{
	for (unsigned i = 0; i < 2; i++) {
		const struct start *s = start_of(t->starts, tags[i]);
		if (!s)
			continue;
		e->half[i].base = e->half[i].first = s->seq;
		e->half[i].has_base = e->half[i].started = true;
		e->side_known = true;
		e->client = (uint8_t)(start_is_call(s) ? i : 1 - i);
	}
}

static uint32_t
begin(struct streams *t, uint64_t hash, uint32_t slot, const struct packet *pkt,
	bool swapped, const uint64_t tags[2], const struct origin *origin)
{
	if (t->n_used == t->config.streams_max) {
		uint32_t least = age_least(t);
		t->counts.cut += !t->entries[least].over;
		forget(t, least, true);
		slot = (uint32_t)hash & t->mask;
		while (t->index[slot])
			slot = (slot + 1) & t->mask;
	}
	uint32_t i = t->free;
	if (i != NOBODY)
		t->free = t->entries[i].next_free;
	else
		i = t->n_fresh++;
	struct entry *e = &t->entries[i];
	*e = (struct entry){ .used = true,
		.hash = hash,
		.first_ns = pkt->time_ns,
		.last_ns = pkt->time_ns,
		.spoke_first = swapped,
		.origin = *origin };
	e->addr[swapped] = pkt->src;
	e->addr[!swapped] = pkt->dst;
	e->port[swapped] = pkt->sport;
	e->port[!swapped] = pkt->dport;
	use_starts(t, e, tags);
	t->index[slot] = i + 1;
	presence_add(&t->presence, hash);
	age_link(t, i);
	t->n_used++;
	t->counts.streams++;
	return i;
}

/* --- bytes ---------------------------------------------------------------------------
 */

static void
compact(struct streams *t, struct entry *e, unsigned which, int64_t time_ns)
{
	struct half *h = &e->half[which];
	struct stream s = show(e);
	enum side side = addr_equal(s.side[CLIENT].addr, e->addr[which]) &&
			s.side[CLIENT].port == e->port[which]
		? CLIENT
		: SERVER;
	size_t len = t->config.compact
		? t->config.compact(t->config.arg, &s, side, h->head.at, STREAM_HEAD_MAX)
		: STREAM_HEAD_MAX;
	must(len <= STREAM_HEAD_MAX);
	if (len > STREAM_HEAD_MAX - STREAM_HEAD_MAX / 8) {
		h->full = true; /* not worth the while any more */
		return;
	}
	h->compacted = true;
	h->base += STREAM_HEAD_MAX - (uint32_t)len;
	h->head.ranges[0].end = (uint16_t)len;
	h->head.n_ranges = len > 0;
	h->n_turns = 0; /* their offsets say nothing any more */
	h->n_marks = h->n_marks > 0;
	half_note_time(h, (uint32_t)len, time_ns);
}

static void
take_bytes(struct streams *t, struct entry *e, unsigned which, const struct packet *pkt,
	struct bytes data, uint32_t seq)
{
	struct half *h = &e->half[which];
	if (!h->has_base) {
		h->base = seq;
		h->has_base = true;
	}
	int32_t offset = (int32_t)(seq - h->base);
	if (offset < 0 && !half_reach_back(h, &t->pool, (uint32_t)-offset)) {
		uint32_t known = (uint32_t)-offset;
		if (known >= data.len)
			return;
		data = bytes_of(data.at + known, data.len - known);
		offset = 0;
	} else if (offset < 0) {
		offset = 0;
	}
	while (data.len > 0 && !h->full && offset < STREAM_HEAD_MAX) {
		size_t fits = STREAM_HEAD_MAX - (size_t)offset;
		size_t len = data.len < fits ? data.len : fits;
		half_note_time(h, (uint32_t)offset, pkt->time_ns);
		t->counts.refused_bytes += head_put(
			&t->pool, &h->head, (uint32_t)offset, bytes_of(data.at, len));
		data = bytes_of(data.at + len, data.len - len);
		if (head_solid(&h->head) < STREAM_HEAD_MAX)
			break;
		compact(t, e, which, pkt->time_ns);
		offset = h->head.n_ranges ? h->head.ranges[0].end : 0;
	}
	h->full |= data.len > 0 && head_solid(&h->head) == STREAM_HEAD_MAX;
}

static bool
is_complete(const struct half *h)
{
	if (!h->fin)
		return false;
	uint32_t end = h->has_base ? h->fin_seq - h->base : 0;
	return h->full || head_solid(&h->head) >= end || (int32_t)end < 0;
}

static void
see_payload(struct streams *t, struct entry *e, unsigned which, const struct packet *pkt)
{
	struct half *h = &e->half[which];
	bool syn = pkt->tcp_flags & TCP_SYN;
	if (pkt->payload.len > 0) {
		if (half_note_turn(h, pkt->tcp_seq + syn, pkt->payload.len,
			    e->speaker != 1 + which))
			e->speaker = (uint8_t)(1 + which);
		h->bytes += pkt->payload.len;
		h->packets++;
		if (pkt->time_ns > e->last_ns)
			e->last_ns = pkt->time_ns;
		take_bytes(t, e, which, pkt, pkt->payload, pkt->tcp_seq + syn);
	}
	if (pkt->tcp_flags & TCP_FIN) {
		h->fin = true;
		h->fin_seq = pkt->tcp_seq + syn + (uint32_t)pkt->payload.len;
	}
	h->rst |= (pkt->tcp_flags & TCP_RST) != 0;
	if (h->rst || (is_complete(&e->half[0]) && is_complete(&e->half[1])))
		tell(t, e, false);
}

/* A SYN came since whose bytes begin elsewhere: the same ports, used for another
 * connection. */
static bool
is_called_anew(const struct streams *t, const struct entry *e, const uint64_t tags[2])
{
	for (unsigned i = 0; i < 2; i++) {
		const struct start *s = start_of(t->starts, tags[i]);
		if (s && start_is_call(s) &&
			(e->half[i].started ? e->half[i].first != s->seq : e->over))
			return true;
	}
	return false;
}

void
streams_see(struct streams *t, const struct packet *pkt, const struct origin *origin)
{
	if (pkt->proto != IP_TCP || pkt->no_transport || pkt->later_fragment)
		return;
	uint64_t from = endpoint_hash(t, pkt->src, pkt->sport),
		 to = endpoint_hash(t, pkt->dst, pkt->dport);
	if (pkt->tcp_flags & TCP_SYN)
		start_note(t->starts, tag_of(t, from, to), pkt);
	/* Most packets of a darknet end here. */
	bool ends = pkt->tcp_flags & (TCP_FIN | TCP_RST);
	uint64_t hash = from + to;
	if (pkt->payload.len == 0 && (!ends || !*presence_at(&t->presence, hash)))
		return;
	int order = addr_compare(pkt->src, pkt->dst);
	bool swapped = order > 0 || (order == 0 && pkt->sport > pkt->dport);
	uint64_t tags[2];
	tags[swapped] = tag_of(t, from, to);
	tags[!swapped] = tag_of(t, to, from);
	uint32_t slot = 0, i = find(t, hash, pkt, swapped, &slot);
	if (i != NOBODY && is_called_anew(t, &t->entries[i], tags)) {
		forget(t, i, false);
		i = find(t, hash, pkt, swapped, &slot);
	}
	if (i == NOBODY) {
		if (pkt->payload.len == 0)
			return;
		i = begin(t, hash, slot, pkt, swapped, tags, origin);
	}
	if (!t->entries[i].over)
		see_payload(t, &t->entries[i], swapped, pkt);
	else if (pkt->payload.len > 0 && pkt->time_ns > t->entries[i].last_ns)
		t->entries[i].last_ns = pkt->time_ns;
	age_renew(t, i, pkt->payload.len > 0);
}

static void
expire(struct streams *t, bool brief, int64_t before_ns)
{
	const struct ages *ages = &t->ages[brief];
	while (ages->oldest != NOBODY && t->entries[ages->oldest].last_ns < before_ns)
		forget(t, ages->oldest, false);
}

void
streams_expire(struct streams *t, int64_t now_ns)
{
	int64_t idle_ns = t->config.idle_ns;
	expire(t, true, now_ns - (idle_ns < IDLE_BRIEF_NS ? idle_ns : IDLE_BRIEF_NS));
	expire(t, false, now_ns - idle_ns);
}

/* Of both kinds what was silent for longer; the brief one of two alike. */
static uint32_t
oldest(const struct streams *t)
{
	uint32_t brief = t->ages[true].oldest, other = t->ages[false].oldest;
	if (brief == NOBODY || other == NOBODY)
		return brief == NOBODY ? other : brief;
	return t->entries[other].last_ns < t->entries[brief].last_ns ? other : brief;
}

void
streams_finish(struct streams *t)
{
	for (uint32_t i; (i = oldest(t)) != NOBODY;)
		forget(t, i, false);
	memset(t->starts, 0, STARTS * sizeof(*t->starts));
}

struct streams_counts
streams_counts(const struct streams *t)
{
	return t->counts;
}
