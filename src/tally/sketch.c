/* sketch.c - about how many distinct destinations, in 48 bits that merge by OR.
 *
 * A multiresolution bitmap (Estan, Varghese, Fisk, "Bitmap algorithms for counting active
 * flows on high-speed links", 2003): six components of eight bits, each for a quarter of the
 * addresses of the one before.  The hash has no secret: equal input gives equal rows.
 */
#include "tally/tally.h"

enum { COMPONENTS = 6, BITS = 8, FULL_ENOUGH = 7 };

/* Linear counting: -8 ln(share of zero bits) by the number of set bits; all set is taken as
 * half a bit unset. */
static const double counted[BITS + 1] = { 0, 1.0682511, 2.3014566, 3.7600290, 5.5451774,
	7.8466340, 11.0903549, 16.6355323, 22.1807098 };

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
	if (__builtin_popcountll(sketch) <= 1)
		return sketch != 0;
	/* Below `base` the components are too full to say anything. */
	int base = 0;
	for (int i = 0; i < COMPONENTS - 1; i++)
		if (__builtin_popcountll(sketch >> (i * BITS) & 0xff) > FULL_ENOUGH - 1)
			base = i + 1;
	double sum = 0;
	for (int i = base; i < COMPONENTS; i++)
		sum += counted[__builtin_popcountll(sketch >> (i * BITS) & 0xff)];
	for (int i = 0; i < base; i++)
		sum *= 4;
	return sum < 1 ? sketch != 0 : (uint32_t)(sum + 0.5);
}
