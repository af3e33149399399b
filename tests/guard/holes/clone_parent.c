/* CLONE_PARENT: the child's parent is the bot's own parent, the shell. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		exec_mailer(&a);
	usleep(300000);
	return pid < 0;
}
