/* addr.h - addresses and prefixes, IPv4 and IPv6 alike.
 *
 * Every address is 128 bits in two host-order halves; IPv4 a.b.c.d is ::ffff:a.b.c.d, as it
 * is stored.  Prefix lengths count from the left of the 128 bits: an IPv4 /24 has length
 * 120.
 */
#pragma once

#include "base/bytes.h"
#include "base/err.h"

#define ADDR_TEXT_MAX 46
#define PREFIX_TEXT_MAX 50

struct addr {
	uint64_t hi, lo;
};

struct prefix {
	struct addr addr; /* host bits are zero */
	uint8_t len; /* 0..128 */
};

static inline struct addr
addr_v4(uint32_t host_order)
{
	return (struct addr){ 0, UINT64_C(0xffff00000000) | host_order };
}

static inline struct addr
addr_v6(const uint8_t at[static 16])
{
	return (struct addr){ load_u64be(at), load_u64be(at + 8) };
}

static inline bool
addr_is_v4(struct addr a)
{
	return a.hi == 0 && a.lo >> 32 == 0xffff;
}

static inline bool
addr_equal(struct addr a, struct addr b)
{
	return a.hi == b.hi && a.lo == b.lo;
}

/* Which of `n` equal shares an address is in: simple, as the kernel computes it for each
 * frame too (station/fanout.c), and by a secret, so that nobody outside aims at one. */
static inline uint32_t
addr_share_step(uint32_t secret, uint32_t h, uint32_t word)
{
	return (h ^ word) * (secret | 1);
}
static inline unsigned
addr_share(uint32_t secret, struct addr a, unsigned n)
{
	uint32_t h = addr_share_step(secret, 0, (uint32_t)(a.hi >> 32));
	h = addr_share_step(secret, h, (uint32_t)a.hi);
	h = addr_share_step(secret, h, (uint32_t)(a.lo >> 32));
	h = addr_share_step(secret, h, (uint32_t)a.lo);
	h = (h ^ h >> 15) * (secret | 1);
	return (h >> 16) % n;
}

static inline int
addr_compare(struct addr a, struct addr b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* `text` is all of one address or prefix; a bare address is a prefix of full length. */
int addr_parse(const char *text, struct addr *ret, struct err *err);
int prefix_parse(const char *text, struct prefix *ret, struct err *err);

char *addr_format(struct addr a, char ret[static ADDR_TEXT_MAX]);
char *prefix_format(struct prefix p, char ret[static PREFIX_TEXT_MAX]);

struct addr prefix_first(struct prefix p);
struct addr prefix_last(struct prefix p);
bool prefix_holds(struct prefix p, struct addr a);
