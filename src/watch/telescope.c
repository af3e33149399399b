/* telescope.c - what can be seen from so many addresses, and counting distinct values. */
#include "watch/watch.h"

#include <math.h>

enum { IDLE_LEAST_S = 480, IDLE_MOST_S = 86400, IDLE_UNKNOWN_S = 900, GAPS = 5, RATE = 10 };

double
telescope_gap_s(const struct telescope *t, double rate)
{
	double addresses = t->addresses ? (double)t->addresses : 1.0;
	return 4294967296.0 / (addresses * rate);
}

int64_t
telescope_idle_s(const struct telescope *t)
{
	if (t->addresses == 0)
		return IDLE_UNKNOWN_S;
	double idle = GAPS * telescope_gap_s(t, RATE);
	return idle < IDLE_LEAST_S   ? IDLE_LEAST_S
		: idle > IDLE_MOST_S ? IDLE_MOST_S
				     : (int64_t)idle;
}

uint64_t
addr_mix(struct addr a)
{
	uint64_t h = (a.hi ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
	return h ^ (h >> 31) ^ a.lo;
}

/* The values are mixed by a fixed function: an estimate may be misled by who knows it, but
 * is the same in every run. */
void
sketch128_add(struct sketch128 *s, uint64_t value)
{
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	value ^= value >> 31;
	s->bits[value >> 6 & 1] |= UINT64_C(1) << (value & 63);
}

uint32_t
sketch128_estimate(const struct sketch128 *s)
{
	int ones = __builtin_popcountll(s->bits[0]) + __builtin_popcountll(s->bits[1]);
	double zeros = ones < 128 ? 128 - ones : 0.5;
	return (uint32_t)lround(-128.0 * log(zeros / 128.0));
}
