/* A network namespace of its own, and a server in it: the connection is asked about all the
 * same. Says the token itself, as nobody else can hear it. */
#include "../try.h"

#include <net/if.h>
#include <sys/ioctl.h>
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return 77;
	int door = socket(AF_INET, SOCK_STREAM, 0);
	if (ioctl(door, SIOCSIFFLAGS, &lo) < 0)
		return 77;
	inet_pton(AF_INET, "127.0.0.1", &a.to.sin_addr);
	if (bind(door, (struct sockaddr *)&a.to, sizeof(a.to)) < 0 || listen(door, 1) < 0)
		return 77;
	if (send_token(&a))
		return 1;
	printf("heard %s\n", a.token);
	return 0;
}
