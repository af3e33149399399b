/* sketch.c - about how many distinct destinations, in 48 bits that merge by OR.
 *
 * A multiresolution bitmap (Estan, Varghese, Fisk, "Bitmap algorithms for counting active
 * flows on high-speed links", 2003): eight components of six bits, each for a quarter of
 * the addresses of the one before, good to about 60,000.  The estimate is the most likely
 * number; how many bits are set in each component is all that matters, so what was solved
 * is kept. The hash has no secret: equal input gives equal rows.
 */
#include "tally/tally.h"

#include <math.h>

enum { COMPONENTS = 8, BITS = 6, KEPT = 1 << 14 };

static uint64_t
hash(struct addr a)
{
	uint64_t h = tally_mix(
		a.lo ^ UINT64_C(0x9e3779b97f4a7c15), a.hi ^ UINT64_C(0xd1b54a32d192ed03));
	return tally_mix(h ^ UINT64_C(0x8cb92ba72f3d8dd7), UINT64_C(0xe7037ed1a0b428db));
}

uint64_t
sketch_bit(struct addr dst)
{
	uint64_t h = hash(dst);
	unsigned component =
		(unsigned)__builtin_ctzll(h | UINT64_C(1) << 2 * (COMPONENTS - 1)) / 2;
	return UINT64_C(1) << (component * BITS + (h >> 40) % BITS);
}

/* The derivative of the log-likelihood of `n` destinations, with n as Poisson's mean:
 * positive below the most likely n. */
static double
slope(const int set[static COMPONENTS], double n)
{
	double share = 0.75, sum = 0;
	for (int i = 0; i < COMPONENTS; i++) {
		if (i == COMPONENTS - 1)
			share *= 4.0 / 3; /* the last takes all that is left */
		double p = share / BITS;
		sum += set[i] * p / expm1(n * p) - (BITS - set[i]) * p;
		share /= 4;
	}
	return sum;
}

static uint32_t
solve(const int set[static COMPONENTS])
{
	double low = 1, high = 1e6;
	for (int i = 0; i < 50; i++) {
		double middle = sqrt(low * high);
		if (slope(set, middle) > 0)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)(low + 0.5);
}

uint32_t
sketch_estimate(uint64_t sketch)
{
	static uint64_t
		kept[KEPT]; /* pattern << 32 | number; any thread writes whole words */
	if (__builtin_popcountll(sketch) <= 1)
		return sketch != 0;
	int set[COMPONENTS];
	uint32_t pattern = 0;
	for (int i = 0; i < COMPONENTS; i++) {
		set[i] = __builtin_popcountll(sketch >> (i * BITS) & ((1 << BITS) - 1));
		pattern = pattern << 3 | (uint32_t)set[i];
	}
	uint64_t *slot = &kept[pattern * UINT32_C(0x9e3779b1) >> 18];
	uint64_t known = __atomic_load_n(slot, __ATOMIC_RELAXED);
	if (known >> 32 == pattern)
		return (uint32_t)known;
	uint32_t n = solve(set);
	__atomic_store_n(slot, (uint64_t)pattern << 32 | n, __ATOMIC_RELAXED);
	return n;
}
