/* A whole frame (CAP_NET_RAW): `... DEVICE MAC SOURCE`. */
#include "../try.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>

static unsigned short
checksum(const unsigned char *at, size_t len)
{
	unsigned sum = 0;
	for (size_t i = 0; i < len; i += 2)
		sum += (unsigned)at[i] << 8 | at[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((unsigned short)~sum);
}

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	unsigned char f[512] = { 0 }, *ip = f + 14, *udp = f + 34;
	if (argc < 8)
		return 64;
	sscanf(argv[6], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", f, f + 1, f + 2, f + 3, f + 4,
		f + 5);
	size_t len = 8 + strlen(a.token);
	f[12] = 8;
	ip[0] = 0x45;
	ip[2] = (unsigned char)((20 + len) >> 8);
	ip[3] = (unsigned char)(20 + len);
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	inet_pton(AF_INET, argv[7], ip + 12);
	memcpy(ip + 16, &a.to.sin_addr, 4);
	unsigned short sum = checksum(ip, 20);
	memcpy(ip + 10, &sum, 2);
	udp[0] = 0x9c;
	memcpy(udp + 2, &a.to.sin_port, 2);
	udp[4] = (unsigned char)(len >> 8);
	udp[5] = (unsigned char)len;
	memcpy(udp + 8, a.token, strlen(a.token));
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex(argv[5]),
		.sll_halen = 6 };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));
	if (fd < 0)
		return 77;
	return sendto(fd, f, 34 + len, 0, (struct sockaddr *)&to, sizeof(to)) < 0;
}
