/* Two forks and a new session: the mailer's parent is init. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	pid_t first = fork();
	if (first != 0)
		return wait_for(first) || usleep(300000);
	if (fork() != 0)
		_exit(0);
	setsid();
	while (getppid() == first)
		usleep(1000);
	exec_mailer(&a);
}
