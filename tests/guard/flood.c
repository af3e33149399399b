/* flood.c - connects N times; all must be refused at once.  `flood ADDRESS PORT N` */
#include "try.h"

int
main(int argc, char **argv)
{
	char *aim[] = { "", argv[1], argv[2], "" };
	if (argc < 4)
		return 64;
	struct aim a = aim_read(4, aim);
	long n = strtol(argv[3], NULL, 10), refused = 0;
	for (long i = 0; i < n; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		refused += connect(fd, (struct sockaddr *)&a.to, sizeof(a.to)) < 0 &&
			errno == EPERM;
		close(fd);
	}
	printf("%ld\n", refused);
	return refused != n;
}
