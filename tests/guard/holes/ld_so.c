/* The dynamic linker runs the mailer: the program that is executed is another. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	execl("/lib64/ld-linux-x86-64.so.2", "ld.so", a.mailer, a.address, a.port, a.token,
		(char *)NULL);
	return 1;
}
