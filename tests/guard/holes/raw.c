/* A raw socket (CAP_NET_RAW): a UDP datagram by hand. */
#include "../try.h"
int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	unsigned char packet[256] = { 0x9c, 0x40, 0, 0, 0, 0, 0, 0 };
	size_t len = 8 + strlen(a.token);
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
	if (fd < 0)
		return 77;
	memcpy(packet + 2, &a.to.sin_port, 2);
	packet[4] = (unsigned char)(len >> 8);
	packet[5] = (unsigned char)len;
	memcpy(packet + 8, a.token, strlen(a.token));
	struct sockaddr_in to = a.to;
	to.sin_port = 0;
	return sendto(fd, packet, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0;
}
