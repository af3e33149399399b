/* bot.c - a bot of document W: logs on to its server, joins with a key, and sends mail by
 * itself.
 *
 *   bot IRC-ADDRESS IRC-PORT MAIL-ADDRESS WHAT
 *
 * WHAT: mail (a child sends), idle (only IRC), mx (asks for MX records first, no IRC). */
#include "try.h"

#include <poll.h>

static int
dial(const char *address, const char *port)
{
	char *argv[] = { "", (char *)address, (char *)port, "" };
	struct aim a = aim_read(4, argv);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	return connect(fd, (struct sockaddr *)&a.to, sizeof(a.to)) < 0 ? -1 : fd;
}

static void
log_on(int fd)
{
	char block[4096];
	struct pollfd at = { .fd = fd, .events = POLLIN };
	say_text(fd, "NICK damn-0262937047\r\nUSER damn 0 * :damn\r\n");
	for (int joined = 0; poll(&at, 1, joined ? 1500 : 6000) > 0;) {
		ssize_t n = read(fd, block, sizeof(block) - 1);
		if (n <= 0)
			return;
		block[n] = 0;
		char *ping = strstr(block, "PING ");
		if (ping) {
			say_text(fd, "PONG ");
			say_text(fd, ping + 5);
		}
		if (!joined && strstr(block, " 001 ")) {
			say_text(fd, "JOIN #damn letmein\r\n");
			joined = 1;
		}
	}
}

static void
ask_mx(const char *server)
{
	static const unsigned char query[] = "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07"
					     "example\x03"
					     "com\0\0\x0f\0\x01";
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(53) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	inet_pton(AF_INET, server, &to.sin_addr);
	sendto(fd, query, sizeof(query) - 1, 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

int
main(int argc, char **argv)
{
	if (argc < 5)
		return 64;
	if (strcmp(argv[4], "mx") == 0) {
		ask_mx(argv[3]);
		usleep(300000);
		return dial(argv[3], "25") < 0;
	}
	int irc = dial(argv[1], argv[2]);
	if (irc < 0)
		return 2;
	log_on(irc);
	if (strcmp(argv[4], "mail") == 0) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(dial(argv[3], "25") < 0);
		wait_for(pid);
	}
	sleep(3);
	return 0;
}
