/* The process that started the mailer has gone, and another adopts it. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	int status;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	pid_t middle = fork();
	if (middle == 0) {
		if (fork() == 0) {
			usleep(50000);
			exec_mailer(&a);
		}
		_exit(0);
	}
	wait_for(middle);
	return wait(&status) < 0 || status != 0;
}
