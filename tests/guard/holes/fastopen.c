/* Data with the SYN: MSG_FASTOPEN, or TCP_FASTOPEN_CONNECT where the fifth argument says
 * so. */
#include "../try.h"

#include <netinet/tcp.h>
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	if (argc > 5) {
		if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one, sizeof(one)) <
			0)
			return 77;
		return connect(fd, (struct sockaddr *)&a.to, sizeof(a.to)) < 0 ||
			say_text(fd, a.token) || (usleep(100000) && 0);
	}
	ssize_t n = sendto(fd, a.token, strlen(a.token), MSG_FASTOPEN,
		(struct sockaddr *)&a.to, sizeof(a.to));
	return n < 0 || (usleep(100000) && 0);
}
