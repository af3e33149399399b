/* rejoin.c - parts of datagrams that a protocol above UDP cut up, joined.
 *
 * A fixed number of wholes is open at a time; a new one takes the place of the one that was
 * begun first.  A part that came before is ignored.
 */
#include "watch/rejoin.h"

struct whole {
	bool used, has_last;
	const struct detector *by;
	struct addr src, dst;
	uint8_t key[32];
	uint16_t last;
	uint16_t n_parts;
	uint32_t len; /* of what is in `bytes` */
	struct {
		uint16_t index;
		uint32_t at, len;
	} parts[REJOIN_PARTS];
	uint8_t bytes[REJOIN_MAX];
};

struct rejoin {
	struct whole *open;
	size_t next;
	uint8_t joined[REJOIN_MAX];
	uint64_t refused;
};

struct rejoin *
rejoin_new(void)
{
	struct rejoin *r = base_alloc(1, sizeof(*r));
	r->open = base_alloc(REJOIN_OPEN, sizeof(*r->open));
	return r;
}

void
rejoin_free(struct rejoin *r)
{
	if (!r)
		return;
	free(r->open);
	free(r);
}

void
rejoin_finish(struct rejoin *r)
{
	for (size_t i = 0; i < REJOIN_OPEN; i++)
		r->open[i].used = false;
	r->next = 0;
}

uint64_t
rejoin_refused(const struct rejoin *r)
{
	return r->refused;
}

static struct whole *
whole_of(struct rejoin *r, const struct detector *by, const struct packet *pkt,
	const struct fragment *part)
{
	for (size_t i = 0; i < REJOIN_OPEN; i++) {
		struct whole *w = &r->open[i];
		if (w->used && w->by == by && addr_equal(w->src, pkt->src) &&
			addr_equal(w->dst, pkt->dst) &&
			memcmp(w->key, part->key, sizeof(w->key)) == 0)
			return w;
	}
	struct whole *w = &r->open[r->next];
	r->next = (r->next + 1) % REJOIN_OPEN;
	r->refused += w->used;
	w->used = true;
	w->has_last = false;
	w->by = by;
	w->src = pkt->src;
	w->dst = pkt->dst;
	w->n_parts = 0;
	w->len = 0;
	memcpy(w->key, part->key, sizeof(w->key));
	return w;
}

static struct bytes
part_find(const struct whole *w, uint16_t index, bool *ret_found)
{
	for (unsigned i = 0; i < w->n_parts; i++)
		if (w->parts[i].index == index) {
			*ret_found = true;
			return bytes_of(w->bytes + w->parts[i].at, w->parts[i].len);
		}
	*ret_found = false;
	return bytes_of("", 0);
}

static bool
keep(struct rejoin *r, struct whole *w, const struct fragment *part)
{
	size_t head_len = part->index == 0 ? part->head.len : 0;
	bool known;
	(void)part_find(w, part->index, &known);
	if (known)
		return false;
	if (w->n_parts == REJOIN_PARTS || head_len + part->body.len > REJOIN_MAX - w->len) {
		r->refused++;
		return false;
	}
	/* Part 0 has the head of the whole before its body. */
	if (head_len)
		memcpy(w->bytes + w->len, part->head.at, head_len);
	if (part->body.len)
		memcpy(w->bytes + w->len + head_len, part->body.at, part->body.len);
	w->parts[w->n_parts].index = part->index;
	w->parts[w->n_parts].at = w->len;
	w->parts[w->n_parts].len = (uint32_t)(head_len + part->body.len);
	w->len += w->parts[w->n_parts++].len;
	if (part->last) {
		w->has_last = true;
		w->last = part->index;
	}
	return true;
}

bool
rejoin_add(struct rejoin *r, const struct detector *by, const struct packet *pkt,
	const struct fragment *part, struct bytes *ret)
{
	struct whole *w = whole_of(r, by, pkt, part);
	if (!keep(r, w, part) || !w->has_last || w->n_parts != w->last + 1U)
		return false;
	size_t len = 0;
	for (unsigned i = 0; i <= w->last; i++) {
		bool found;
		struct bytes b = part_find(w, (uint16_t)i, &found);
		if (!found)
			return false;
		memcpy(r->joined + len, b.at, b.len);
		len += b.len;
	}
	w->used = false;
	*ret = bytes_of(r->joined, len);
	return true;
}
