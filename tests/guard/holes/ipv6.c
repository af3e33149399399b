/* IPv6; the fifth argument is the address. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = a.to.sin_port };
	if (argc < 6 || inet_pton(AF_INET6, argv[5], &to.sin6_addr) != 1)
		return 64;
	return send_to((struct sockaddr *)&to, sizeof(to), SOCK_STREAM, 0, a.token);
}
