/* Says something on a port that is not a mail port: `say ADDRESS PORT TOKEN MAILER WHAT
 * [slow]`; %t of WHAT is the token, \r \n \0 and \xNN as in C; slow: a byte at a time.  A
 * SOCKS5 greeting is not waited for. */
#include "../try.h"

#include <netinet/tcp.h>

static size_t
expand(const char *from, const char *token, char *to, size_t size)
{
	size_t n = 0;
	for (; *from && n + 128 < size; from++) {
		if (*from == '%' && from[1] == 't') {
			n += (size_t)snprintf(to + n, size - n, "%s", token);
			from++;
		} else if (*from == '\\' && from[1] == 'x') {
			char hex[3] = { from[2], from[3], 0 };
			to[n++] = (char)strtoul(hex, NULL, 16);
			from += 3;
		} else if (*from == '\\' && from[1]) {
			to[n++] = *++from == 'r' ? '\r' : *from == 'n' ? '\n' : 0;
		} else {
			to[n++] = *from;
		}
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	char text[2048];
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
	if (argc < 6 || connect(fd, (struct sockaddr *)&a.to, sizeof(a.to)) < 0)
		return 1;
	size_t len = expand(argv[5], a.token, text, sizeof(text)),
	       step = argc > 6 ? 1 : len;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (size_t i = 0; i < len; i += step) {
		if (write(fd, text + i, step) != (ssize_t)step)
			return 1;
		usleep(step == 1 ? 2000 : 0);
	}
	usleep(100000);
	return 0;
}
