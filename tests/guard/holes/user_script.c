/* A script drives the mailer: the shell runs it, and the shell is registered. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	char line[1024];
	snprintf(line, sizeof(line), "%s %s %s %s", a.mailer, a.address, a.port, a.token);
	execl("/bin/bash", "bash", "-c", line, (char *)NULL);
	return 1;
}
