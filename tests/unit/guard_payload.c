/* The first bytes of clients: what must be recognised, what must not, and every prefix. */
#include "guard/payload.h"
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t len;
	enum payload_kind kind;
	unsigned port;
} cases[] = {
	/* IRC */
	{ TEXT("NICK damn-0262937047\r\n"), PAYLOAD_IRC, 0 },
	{ TEXT("\r\n  nick x\r\n"), PAYLOAD_IRC, 0 },
	{ TEXT("PASS l0m3za\r\n"), PAYLOAD_IRC, 0 },
	{ TEXT("USER a 0 * :b"), PAYLOAD_IRC, 0 },
	{ TEXT("CAP LS 302\r\n"), PAYLOAD_IRC, 0 },
	{ TEXT("Join #x y\r\n"), PAYLOAD_IRC, 0 },
	/* SMTP */
	{ TEXT("EHLO x\r\n"), PAYLOAD_SMTP, 0 },
	{ TEXT("helo x\r\n"), PAYLOAD_SMTP, 0 },
	{ TEXT("\r\n\r\nEHLO x"), PAYLOAD_SMTP, 0 },
	{ TEXT("NOOP\r\nRSET\r\nHELP me\r\nVRFY a b c\r\nEHLO x"), PAYLOAD_SMTP, 0 },
	{ TEXT("EHLO\r\n"), PAYLOAD_SMTP, 0 },
	/* neither */
	{ TEXT("GET / HTTP/1.1\r\n\r\nNICK x\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("POST /NICK HTTP/1.1\r\n\r\nEHLO x\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("SSH-2.0-OpenSSH_9.2\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("\x16\x03\x01\x02\x00\x01"), PAYLOAD_OTHER, 0 },
	{ TEXT("a1 LOGIN u p\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("EHLOX y\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("NICKNAMES x\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("\0EHLO x"), PAYLOAD_OTHER, 0 },
	{ TEXT("CONNECT nowhere HTTP/1.1\r\n"), PAYLOAD_OTHER, 0 },
	{ TEXT("\x05\x01\x00\x05\x02\x00\x01"), PAYLOAD_OTHER, 0 },
	{ TEXT("\x05\x01\x00\x07"), PAYLOAD_OTHER, 0 },
	{ TEXT("\x04\x03\x00\x19"), PAYLOAD_OTHER, 0 },
	{ TEXT("\x05\x01\x00\x05\x01\x00\x02"), PAYLOAD_OTHER, 0 },
	/* tunnels */
	{ TEXT("CONNECT mx.example.net:25 HTTP/1.1\r\n"), PAYLOAD_TUNNEL, 25 },
	{ TEXT("connect [2001:db8::25]:465 HTTP/1.1\r\n"), PAYLOAD_TUNNEL, 465 },
	{ TEXT("CONNECT 192.0.2.1:587\r\n"), PAYLOAD_TUNNEL, 587 },
	{ TEXT("CONNECT www.example.net:443 HTTP/1.1"), PAYLOAD_TUNNEL, 443 },
	{ TEXT("CONNECT x:65561 HTTP/1.1"), PAYLOAD_TUNNEL, 65561 },
	{ TEXT("\x04\x01\x00\x19\xc0\x00\x02\x01user\0"), PAYLOAD_TUNNEL, 25 },
	{ TEXT("\x04\x01\x02\x4b\x00\x00\x00\x01user\0mx.test\0"), PAYLOAD_TUNNEL, 587 },
	{ TEXT("\x05\x01\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x19"), PAYLOAD_TUNNEL,
		25 },
	{ TEXT("\x05\x03\x00\x01\x02\x05\x01\x00\x03\x07mx.test\x01\xd1"), PAYLOAD_TUNNEL,
		465 },
	{ TEXT("\x05\x01\x00\x05\x01\x00\x04"
	       "0123456789abcdef\x00\x19"),
		PAYLOAD_TUNNEL, 25 },
	{ TEXT("\x05\x01\x02\x01\x04user\x04pass\x05\x01\x00\x03\x02mx\x00\x19"),
		PAYLOAD_TUNNEL, 25 },
	{ TEXT("\x05\x01\x02\x01\x00\x00\x05\x01\x00\x03\x02mx\x00\x19"), PAYLOAD_TUNNEL,
		25 },
	{ TEXT("\x05\x01\x02\x01\x01u\x00\x05\x01\x00\x03\x00\x00\x19"), PAYLOAD_TUNNEL,
		25 },
	{ TEXT("\x05\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x01\xbb"), PAYLOAD_TUNNEL, 443 },
};

static enum payload_kind
feed(struct payload *p, const char *text, size_t len, size_t *used)
{
	for (*used = 0; *used < len;) {
		enum payload_kind kind = payload_step(p, (unsigned char)text[(*used)++]);
		if (kind != PAYLOAD_OPEN)
			return kind;
	}
	return PAYLOAD_OPEN;
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < count_of(cases); i++) {
		struct payload p = { 0 };
		size_t used, again;
		enum payload_kind kind = feed(&p, cases[i].text, cases[i].len, &used);
		if (kind != cases[i].kind ||
			(kind == PAYLOAD_TUNNEL && p.port != cases[i].port))
			fail_msg("case %zu (%.20s): kind %d port %u", i, cases[i].text,
				kind, p.port);
		/* Before the byte that decides, nothing is decided. */
		for (size_t len = 0; len < used; len++) {
			struct payload q = { 0 };
			assert_int_equal(
				feed(&q, cases[i].text, len, &again), PAYLOAD_OPEN);
		}
	}
}

static void
test_long_name(void **state)
{
	char text[512] = "\x05\x01\x00\x05\x01\x00\x03\xff";
	struct payload p = { 0 };
	size_t used;
	(void)state;
	memset(text + 8, 'x', 255);
	text[8 + 255] = 0;
	text[8 + 256] = 25;
	assert_int_equal(feed(&p, text, 8 + 257, &used), PAYLOAD_TUNNEL);
	assert_int_equal(p.port, 25);
	assert_int_equal(used, 8 + 257);
}

/* Nothing keeps it open for ever. */
static void
test_limit(void **state)
{
	static const char *const endless[] = { "\r", "NOOP\r\n", "CONNECT a", "\x05\xff" };
	(void)state;
	for (size_t i = 0; i < count_of(endless); i++) {
		struct payload p = { 0 };
		size_t n = 0, len = strlen(endless[i]);
		while (payload_step(&p,
			       (unsigned char)
				       endless[i][n < len || i < 2 ? n % len : len - 1]) ==
			PAYLOAD_OPEN)
			n++;
		assert_true(n <= PAYLOAD_SEEN_MAX);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
