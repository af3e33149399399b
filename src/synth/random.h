/* random.h - xoshiro256**, seeded by splitmix64: the same seed gives the same capture
 * everywhere.  Not for secrets.
 */
#pragma once

#include <stdint.h>

struct random {
	uint64_t s[4];
};

static inline uint64_t
random_mix(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static inline void
random_seed(struct random *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		r->s[i] = random_mix(&seed);
}

static inline uint64_t
random_turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline uint64_t
random_u64(struct random *r)
{
	uint64_t ret = random_turn(r->s[1] * 5, 7) * 9, t = r->s[1] << 17;
	r->s[2] ^= r->s[0];
	r->s[3] ^= r->s[1];
	r->s[1] ^= r->s[2];
	r->s[0] ^= r->s[3];
	r->s[2] ^= t;
	r->s[3] = random_turn(r->s[3], 45);
	return ret;
}

/* In [0, n); its bias is below n / 2^32. */
static inline uint32_t
random_below(struct random *r, uint32_t n)
{
	return (uint32_t)(((random_u64(r) >> 32) * n) >> 32);
}

/* In [0, 1). */
static inline double
random_real(struct random *r)
{
	return (double)(random_u64(r) >> 11) * (1.0 / 9007199254740992.0);
}

/* True in `percent` of a hundred cases. */
static inline int
random_chance(struct random *r, uint32_t percent)
{
	return random_below(r, 100) < percent;
}
