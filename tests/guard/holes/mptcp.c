/* Multipath TCP. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	int fd = socket(AF_INET, SOCK_STREAM, 262 /* IPPROTO_MPTCP */);
	if (fd < 0)
		return 77;
	close(fd);
	return send_to((struct sockaddr *)&a.to, sizeof(a.to), SOCK_STREAM, 262, a.token);
}
