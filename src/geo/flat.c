/* flat.c - nested networks made into ranges that lie side by side. */
#include "geo/flat.h"

#include <xxhash.h>

static const char flat_magic[8] = "teitenG1";

int
networks_add(struct networks *to, struct prefix prefix, struct place place, uint32_t line,
	struct err *err)
{
	if (to->n >= NETWORKS_MAX)
		return err_set(err, E2BIG, "more than %d networks", NETWORKS_MAX);
	if (to->n == to->room) {
		to->room = to->room ? 2 * to->room : 1024;
		to->all = base_grow(to->all, to->room, sizeof(*to->all));
	}
	to->all[to->n++] = (struct network){ prefix, place, line };
	return 0;
}

void
networks_name(struct networks *to, uint32_t asn, const char *name, size_t len)
{
	len = len > AS_NAME_MAX ? AS_NAME_MAX : len;
	/* Not through the middle of a character. */
	while (len == AS_NAME_MAX && len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80)
		len--;
	if (asn == 0 || len == 0 || to->text_len > UINT32_MAX - AS_NAME_MAX - 1)
		return;
	if (to->n_as == to->as_room) {
		to->as_room = to->as_room ? 2 * to->as_room : 1024;
		to->as = base_grow(to->as, to->as_room, sizeof(*to->as));
	}
	if (to->text_room - to->text_len <= len) {
		to->text_room = 2 * to->text_room + 4096;
		to->text = base_grow(to->text, to->text_room, 1);
	}
	to->as[to->n_as++] = (struct flat_as){ asn, (uint32_t)to->text_len };
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];
		to->text[to->text_len++] = c < 0x20 || c == 0x7f ? ' ' : name[i];
	}
	to->text[to->text_len++] = '\0';
}

void
networks_done(struct networks *networks)
{
	free(networks->all);
	free(networks->as);
	free(networks->text);
	*networks = (struct networks){ 0 };
}

static bool
is_v4(const struct network *n)
{
	return n->prefix.len >= 96 && addr_is_v4(n->prefix.addr);
}

/* IPv4 first: ::/0 says nothing of IPv4. */
static int
by_prefix(const void *a, const void *b)
{
	const struct network *x = a, *y = b;
	if (is_v4(x) != is_v4(y))
		return is_v4(x) ? -1 : 1;
	int order = addr_compare(x->prefix.addr, y->prefix.addr);
	if (order == 0)
		order = (int)x->prefix.len - (int)y->prefix.len;
	return order ? order : x->line < y->line ? -1 : x->line > y->line;
}

static int
by_asn(const void *a, const void *b)
{
	const struct flat_as *x = a, *y = b;
	if (x->asn != y->asn)
		return x->asn < y->asn ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static int
sort_networks(struct networks *from, struct err *err)
{
	bool sorted = true; /* databases are walked in order */
	for (size_t i = 1; i < from->n && sorted; i++)
		sorted = by_prefix(&from->all[i - 1], &from->all[i]) <= 0;
	if (!sorted)
		qsort(from->all, from->n, sizeof(*from->all), by_prefix);
	for (size_t i = 1; i < from->n; i++) {
		const struct network *a = &from->all[i - 1], *b = &from->all[i];
		char text[PREFIX_TEXT_MAX];
		if (b->line && a->prefix.len == b->prefix.len &&
			addr_equal(a->prefix.addr, b->prefix.addr))
			return err_set(err, EINVAL, "%u: %s is given twice (line %u)",
				b->line, prefix_format(b->prefix, text), a->line);
	}
	if (from->n_as > 1)
		qsort(from->as, from->n_as, sizeof(*from->as), by_asn);
	size_t kept = 0;
	for (size_t i = 0; i < from->n_as; i++)
		if (kept == 0 || from->as[kept - 1].asn != from->as[i].asn)
			from->as[kept++] = from->as[i];
	from->n_as = kept;
	return 0;
}

/* Where a place begins; it holds until the next one. */
struct step {
	struct addr from;
	struct place place;
};

struct steps {
	struct step *all;
	size_t n;
};

static void
add_step(struct steps *steps, struct addr from, struct place place)
{
	if (steps->n > 0 && addr_equal(steps->all[steps->n - 1].from, from))
		steps->n--; /* a longer prefix starts at the same address */
	if (steps->n > 0 && steps->all[steps->n - 1].place.country == place.country &&
		steps->all[steps->n - 1].place.asn == place.asn)
		return;
	steps->all[steps->n++] = (struct step){ from, place };
}

static struct addr
next_addr(struct addr a)
{
	a.lo++;
	a.hi += a.lo == 0;
	return a;
}

/* Sorted networks of one family.  `open` are those that hold the address just passed, each
 * inside the one before, so there are at most as many as a prefix has lengths. */
static void
sweep(const struct network *all, size_t n, struct addr first, struct addr last,
	struct steps *steps)
{
	const struct network *open[130];
	size_t depth = 0;

	add_step(steps, first, (struct place){ 0, 0 });
	for (size_t i = 0; i <= n; i++) {
		while (depth > 0 &&
			(i == n ||
				!prefix_holds(
					open[depth - 1]->prefix, all[i].prefix.addr))) {
			struct addr end = prefix_last(open[--depth]->prefix);
			if (!addr_equal(end, last))
				add_step(steps, next_addr(end),
					depth ? open[depth - 1]->place
					      : (struct place){ 0, 0 });
		}
		if (i == n)
			break;
		add_step(steps, all[i].prefix.addr, all[i].place);
		/* The same prefix again, of a source without lines: the later one holds. */
		if (depth > 0 && open[depth - 1]->prefix.len == all[i].prefix.len)
			depth--;
		must(depth < count_of(open));
		open[depth++] = &all[i];
	}
}

/* Each bucket of 65,536 addresses begins with a range of its own. */
static size_t
fill_v4(const struct steps *steps, uint32_t *bucket, struct flat_v4 *v4)
{
	size_t n = 0, next = 0;
	struct place now = { 0, 0 };
	for (uint32_t b = 0; b < FLAT_BUCKETS; b++) {
		bucket[b] = (uint32_t)n;
		if (next == steps->n || (uint32_t)steps->all[next].from.lo != b << 16)
			v4[n++] = (struct flat_v4){ 0, now.country, now.asn };
		for (; next < steps->n && (uint32_t)steps->all[next].from.lo >> 16 == b;
			next++) {
			now = steps->all[next].place;
			v4[n++] = (struct flat_v4){ (uint16_t)steps->all[next].from.lo,
				now.country, now.asn };
		}
	}
	bucket[FLAT_BUCKETS] = (uint32_t)n;
	return n;
}

static size_t
bucket_bytes(void)
{
	return (FLAT_BUCKETS + 2) * sizeof(uint32_t); /* one unused, for alignment */
}

static size_t
image_len(const struct flat_header *h)
{
	return sizeof(*h) + bucket_bytes() + h->n_v4 * sizeof(struct flat_v4) +
		h->n_v6 * sizeof(struct flat_v6) + h->n_as * sizeof(struct flat_as) +
		h->text_len;
}

static void
set_pointers(struct flat *flat, void *at)
{
	const struct flat_header *h = at;
	uint8_t *p = (uint8_t *)at + sizeof(*h);
	flat->header = h;
	flat->at = at;
	flat->bucket = (const uint32_t *)(void *)p;
	p += bucket_bytes();
	flat->v4 = (const struct flat_v4 *)(void *)p;
	p += h->n_v4 * sizeof(*flat->v4);
	flat->v6 = (const struct flat_v6 *)(void *)p;
	p += h->n_v6 * sizeof(*flat->v6);
	flat->as = (const struct flat_as *)(void *)p;
	p += h->n_as * sizeof(*flat->as);
	flat->text = (const char *)p;
}

static XXH128_hash_t
sum_of(const struct flat_header *h)
{
	size_t skip = offsetof(struct flat_header, origin);
	return XXH3_128bits((const uint8_t *)h + skip, h->image_len - skip);
}

static void
make_image(const struct networks *from, const struct steps *v4, const struct steps *v6,
	struct flat *ret)
{
	struct flat_header h = { .origin = from->origin,
		.n_v6 = v6->n,
		.n_as = from->n_as,
		.text_len = from->text_len };
	memcpy(h.magic, flat_magic, sizeof(flat_magic));
	auto_free struct flat_v4 *ranges =
		base_alloc(v4->n + FLAT_BUCKETS, sizeof(*ranges));
	auto_free uint32_t *bucket = base_alloc(1, bucket_bytes());
	h.n_v4 = fill_v4(v4, bucket, ranges);
	h.image_len = image_len(&h);

	struct flat_header *at = base_alloc(1, h.image_len);
	*at = h;
	struct flat flat = { .mapped = false };
	set_pointers(&flat, at);
	uint8_t *p = (uint8_t *)(at + 1);
	memcpy(p, bucket, bucket_bytes());
	p += bucket_bytes();
	memcpy(p, ranges, h.n_v4 * sizeof(*ranges));
	p += h.n_v4 * sizeof(*ranges);
	for (size_t i = 0; i < v6->n; i++, p += sizeof(struct flat_v6)) {
		const struct step *s = &v6->all[i];
		struct flat_v6 range = { s->from.hi, s->from.lo, s->place.asn,
			s->place.country, 0 };
		memcpy(p, &range, sizeof(range));
	}
	if (h.n_as)
		memcpy(p, from->as, h.n_as * sizeof(*from->as));
	p += h.n_as * sizeof(*from->as);
	if (h.text_len)
		memcpy(p, from->text, h.text_len);
	XXH128_hash_t sum = sum_of(at);
	at->sum_lo = sum.low64;
	at->sum_hi = sum.high64;
	*ret = flat;
}

int
flat_build(struct networks *from, struct flat *ret, struct err *err)
{
	int e = sort_networks(from, err);
	if (e < 0)
		return e;
	size_t n4 = 0;
	while (n4 < from->n && is_v4(&from->all[n4]))
		n4++;
	/* A network begins a range and ends one. */
	auto_free struct step *all4 = base_alloc(2 * n4 + 1, sizeof(*all4));
	auto_free struct step *all6 = base_alloc(2 * (from->n - n4) + 1, sizeof(*all6));
	struct steps v4 = { all4, 0 }, v6 = { all6, 0 };
	sweep(from->all, n4, addr_v4(0), addr_v4(UINT32_MAX), &v4);
	sweep(n4 < from->n ? from->all + n4 : NULL, from->n - n4, (struct addr){ 0, 0 },
		(struct addr){ UINT64_MAX, UINT64_MAX }, &v6);
	make_image(from, &v4, &v6, ret);
	return 0;
}

/* The sum guards against damage; this guards against an image made to mislead. */
static bool
is_sound(const struct flat *flat)
{
	const struct flat_header *h = flat->header;
	if (flat->bucket[0] != 0 || flat->bucket[FLAT_BUCKETS] != h->n_v4 || h->n_v6 < 1)
		return false;
	for (size_t b = 0; b < FLAT_BUCKETS; b++)
		if (flat->bucket[b] >= flat->bucket[b + 1] || flat->bucket[b] >= h->n_v4 ||
			flat->v4[flat->bucket[b]].from != 0)
			return false;
	for (size_t i = 0; i < h->n_as; i++)
		if (flat->as[i].name >= h->text_len)
			return false;
	return (h->text_len == 0 || flat->text[h->text_len - 1] == '\0') &&
		flat->v6[0].hi == 0 && flat->v6[0].lo == 0 &&
		memchr(h->origin.source, 0, sizeof(h->origin.source)) &&
		memchr(h->origin.date, 0, sizeof(h->origin.date));
}

bool
flat_attach(void *at, size_t len, struct flat *ret)
{
	const struct flat_header *h = at;
	if (len < sizeof(*h) + bucket_bytes() ||
		memcmp(h->magic, flat_magic, sizeof(flat_magic)) != 0 ||
		h->image_len != len || h->n_v4 > len || h->n_v6 > len || h->n_as > len ||
		h->text_len > len || image_len(h) != len)
		return false;
	XXH128_hash_t sum = sum_of(h);
	if (sum.low64 != h->sum_lo || sum.high64 != h->sum_hi)
		return false;
	struct flat flat = { .mapped = true };
	set_pointers(&flat, at);
	if (!is_sound(&flat))
		return false;
	*ret = flat;
	return true;
}
