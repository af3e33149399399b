/* An IPv6 socket to the IPv4-mapped address. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = a.to.sin_port };
	to.sin6_addr.s6_addr[10] = to.sin6_addr.s6_addr[11] = 0xff;
	memcpy(to.sin6_addr.s6_addr + 12, &a.to.sin_addr, 4);
	return send_to((struct sockaddr *)&to, sizeof(to), SOCK_STREAM, 0, a.token);
}
