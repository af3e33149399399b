/* sketch.c - about how many distinct destinations, in 48 bits that merge by OR.
 *
 * A multiresolution bitmap (Estan, Varghese, Fisk, "Bitmap algorithms for counting active
 * flows on high-speed links", 2003): six components of eight bits, each for a quarter of the
 * addresses of the one before.  The hash has no secret: equal input gives equal rows.
 */
#include "tally/tally.h"

#include <math.h>

enum { COMPONENTS = 6, BITS = 8, FULL_ENOUGH = 7 };

static uint64_t
hash(struct addr a)
{
	uint64_t h = tally_mix(a.lo ^ UINT64_C(0x9e3779b97f4a7c15), a.hi ^ UINT64_C(0xd1b54a32d192ed03));
	return tally_mix(h ^ UINT64_C(0x8cb92ba72f3d8dd7), UINT64_C(0xe7037ed1a0b428db));
}

uint64_t
sketch_bit(struct addr dst)
{
	uint64_t h = hash(dst);
	unsigned component = (unsigned)__builtin_ctzll(h | UINT64_C(1) << 2 * (COMPONENTS - 1)) / 2;
	return UINT64_C(1) << (component * BITS + (h >> 61));
}

uint32_t
sketch_estimate(uint64_t sketch)
{
	/* Below `base` the components are too full to say anything. */
	int base = 0;
	for (int i = 0; i < COMPONENTS - 1; i++)
		if (__builtin_popcountll(sketch >> (i * BITS) & 0xff) > FULL_ENOUGH - 1)
			base = i + 1;
	double sum = 0;
	for (int i = base; i < COMPONENTS; i++) {
		int set = __builtin_popcountll(sketch >> (i * BITS) & 0xff);
		double zero = set < BITS ? BITS - set : 0.5;
		sum += BITS * log(BITS / zero);
	}
	for (int i = 0; i < base; i++)
		sum *= 4;
	return sum < 1 ? sketch != 0 : (uint32_t)(sum + 0.5);
}
