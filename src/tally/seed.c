/* seed.c - the secret that keeps strangers from choosing hashes. */
#include "tally/tally.h"

#include <sys/random.h>

struct tally_seed
tally_seed(void)
{
	struct tally_seed seed;
	must(getrandom(&seed, sizeof(seed), 0) == (ssize_t)sizeof(seed));
	seed.a |= 1;
	seed.b |= 1;
	seed.c |= 1;
	return seed;
}
