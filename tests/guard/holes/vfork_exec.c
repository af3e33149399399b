/* vfork, then the mailer. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	pid_t pid = vfork();
	if (pid == 0)
		exec_mailer(&a);
	return wait_for(pid);
}
