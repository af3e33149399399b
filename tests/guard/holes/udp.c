/* A datagram to a mail port, with and without connect. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (sendto(fd, a.token, strlen(a.token), 0, (struct sockaddr *)&a.to,
		    sizeof(a.to)) > 0)
		return 0;
	return send_to((struct sockaddr *)&a.to, sizeof(a.to), SOCK_DGRAM, 0, a.token);
}
