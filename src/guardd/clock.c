/* clock.c - the kernel's clock since the start of the machine, and the calendar's. */
#include "guardd/guardd.h"

#include <time.h>

static int64_t
read_clock(clockid_t id)
{
	struct timespec t;
	must(clock_gettime(id, &t) == 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
clock_boot_ns(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t
clock_epoch_ns(uint64_t boot_ns)
{
	return (int64_t)boot_ns + read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME);
}
