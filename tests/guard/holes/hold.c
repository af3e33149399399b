/* Connects, and sends when a line comes: for connections that are older than the guard. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	char c;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(fd, (struct sockaddr *)&a.to, sizeof(a.to)) < 0)
		return 1;
	printf("connected\n");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		;
	return say_text(fd, a.token);
}
