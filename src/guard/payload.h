/* payload.h - what the first bytes of a client say: IRC, SMTP, or a tunnel to a mail port.
 *
 * A machine of a few bytes that is fed one byte at a time, so that it does not matter how
 * the sender cut them.  Shared by the kernel programs and their tests.  Sources: RFC 5321
 * (SMTP), 1459 (IRC), 1928 and 1929 (SOCKS5), 9110 section 9.3.6 (CONNECT); SOCKS4 by
 * Ying-Da Lee.
 */
#pragma once

#include "guard/types.h"

#include <stdbool.h>

enum payload_kind {
	PAYLOAD_OPEN, /* not known yet */
	PAYLOAD_OTHER,
	PAYLOAD_IRC, /* looks like it: a candidate, FTP and POP3 begin alike */
	PAYLOAD_SMTP,
	PAYLOAD_TUNNEL, /* to `port` */
};

enum payload_state {
	AT_WORD, /* of a line of text */
	AT_LINE, /* rest of a line that says nothing yet */
	AT_TARGET, /* of CONNECT: host, colon, port */
	AT_SOCKS4, /* command, port */
	AT_SOCKS5, /* count of methods */
	AT_METHODS,
	AT_REQUEST, /* version of the next message: 1 logs on, 5 asks */
	AT_USER,
	AT_USER_TEXT,
	AT_PASSWORD_TEXT,
	AT_ASK, /* command, reserved, kind of address */
	AT_NAME, /* its length */
	AT_ADDRESS,
	AT_PORT,
	AT_END,
};

enum { PAYLOAD_SEEN_MAX = 2048 };

struct payload {
	__u64 word; /* letters in capitals, the last in the lowest byte */
	__u32 state, port;
	__u16 left, seen;
	__u8 step, colon, pad[2];
};

/* "EHLO" as `word` holds it; at most 8 letters. */
#define PAYLOAD_WORD4(a, b, c, d)                                                          \
	((__u64)(a) << 24 | (__u64)(b) << 16 | (__u64)(c) << 8 | (__u64)(d))

static inline enum payload_kind
payload_word(struct payload *p, bool line_ends)
{
	__u64 w = p->word;
	p->word = 0;
	if (w == PAYLOAD_WORD4('E', 'H', 'L', 'O') ||
		w == PAYLOAD_WORD4('H', 'E', 'L', 'O'))
		return PAYLOAD_SMTP;
	if (w == PAYLOAD_WORD4('N', 'I', 'C', 'K') ||
		w == PAYLOAD_WORD4('U', 'S', 'E', 'R') ||
		w == PAYLOAD_WORD4('P', 'A', 'S', 'S') ||
		w == PAYLOAD_WORD4('J', 'O', 'I', 'N') ||
		w == PAYLOAD_WORD4(0, 'C', 'A', 'P'))
		return PAYLOAD_IRC;
	if (w ==
		(PAYLOAD_WORD4(0, 'C', 'O', 'N') << 32 |
			PAYLOAD_WORD4('N', 'E', 'C', 'T'))) {
		p->state = AT_TARGET;
		return PAYLOAD_OPEN;
	}
	/* What an SMTP client may say before its greeting. */
	if (w == 0 || w == PAYLOAD_WORD4('N', 'O', 'O', 'P') ||
		w == PAYLOAD_WORD4('R', 'S', 'E', 'T') ||
		w == PAYLOAD_WORD4('H', 'E', 'L', 'P') ||
		w == PAYLOAD_WORD4('V', 'R', 'F', 'Y') ||
		w == PAYLOAD_WORD4('E', 'X', 'P', 'N')) {
		p->state = line_ends ? AT_WORD : AT_LINE;
		return PAYLOAD_OPEN;
	}
	return PAYLOAD_OTHER;
}

static inline enum payload_kind
payload_text(struct payload *p, __u8 b)
{
	bool ends = b == '\r' || b == '\n';
	if (p->state == AT_LINE) {
		if (ends)
			p->state = AT_WORD;
		return PAYLOAD_OPEN;
	}
	if (p->state == AT_TARGET) {
		if (b == ' ' || ends)
			return p->colon ? PAYLOAD_TUNNEL : PAYLOAD_OTHER;
		if (b == ':') { /* an IPv6 address has several: the last counts */
			p->colon = 1;
			p->port = 0;
		} else if (b >= '0' && b <= '9' && p->port < 100000) {
			p->port = p->port * 10 + (b - '0');
		}
		return PAYLOAD_OPEN;
	}
	if (ends || b == ' ')
		return p->word == 0 ? PAYLOAD_OPEN : payload_word(p, ends);
	if (b >= 'a' && b <= 'z')
		b -= 'a' - 'A';
	if (b < 'A' || b > 'Z' || p->word >> 56)
		return PAYLOAD_OTHER;
	p->word = p->word << 8 | b;
	return PAYLOAD_OPEN;
}

/* Passes `left` bytes, then goes on in `next`. */
static inline enum payload_kind
payload_pass(struct payload *p, __u32 next)
{
	if (p->left > 0)
		p->left--;
	if (p->left == 0) {
		p->state = next;
		p->step = 0;
	}
	return PAYLOAD_OPEN;
}

static inline enum payload_kind
payload_count(struct payload *p, __u16 n, __u32 text, __u32 next)
{
	p->left = n;
	p->state = n ? text : next;
	p->step = 0;
	return PAYLOAD_OPEN;
}

static inline enum payload_kind
payload_ask(struct payload *p, __u8 b)
{
	__u8 step = p->step++;
	if (step == 0)
		return b == 1 || b == 3 ? PAYLOAD_OPEN : PAYLOAD_OTHER;
	if (step == 1)
		return PAYLOAD_OPEN;
	if (b == 1)
		return payload_count(p, 4, AT_ADDRESS, AT_PORT);
	if (b == 4)
		return payload_count(p, 16, AT_ADDRESS, AT_PORT);
	p->state = AT_NAME;
	return b == 3 ? PAYLOAD_OPEN : PAYLOAD_OTHER;
}

static inline enum payload_kind
payload_port(struct payload *p, __u8 b)
{
	p->port = (p->port << 8 | b) & 0xffff;
	return ++p->left == 2 ? PAYLOAD_TUNNEL : PAYLOAD_OPEN;
}

static inline enum payload_kind
payload_socks(struct payload *p, __u8 b)
{
	switch (p->state) {
	case AT_SOCKS4:
		if (p->step == 0) {
			p->step = 1;
			return b == 1 || b == 2 ? PAYLOAD_OPEN : PAYLOAD_OTHER;
		}
		return payload_port(p, b);
	case AT_SOCKS5:
		return payload_count(p, b, AT_METHODS, AT_REQUEST);
	case AT_METHODS:
		return payload_pass(p, AT_REQUEST);
	case AT_REQUEST:
		p->state = b == 5 ? AT_ASK : AT_USER;
		p->step = 0;
		return b == 5 || b == 1 ? PAYLOAD_OPEN : PAYLOAD_OTHER;
	case AT_USER:
		return payload_count(p, b, AT_USER_TEXT, AT_USER_TEXT);
	case AT_USER_TEXT:
		/* The byte after the name is the length of the password. */
		if (p->left > 0) {
			p->left--;
			return PAYLOAD_OPEN;
		}
		return payload_count(p, b, AT_PASSWORD_TEXT, AT_REQUEST);
	case AT_PASSWORD_TEXT:
		return payload_pass(p, AT_REQUEST);
	case AT_ASK:
		return payload_ask(p, b);
	case AT_NAME:
		return payload_count(p, b, AT_ADDRESS, AT_PORT);
	case AT_ADDRESS:
		return payload_pass(p, AT_PORT);
	case AT_PORT:
		return payload_port(p, b);
	default:
		return PAYLOAD_OTHER;
	}
}

/* The next byte of the client's.  After anything but PAYLOAD_OPEN it need not be called. */
static inline enum payload_kind
payload_step(struct payload *p, __u8 b)
{
	if (p->seen == 0 && (b == 4 || b == 5))
		p->state = b == 4 ? AT_SOCKS4 : AT_SOCKS5;
	else if (p->seen >= PAYLOAD_SEEN_MAX)
		return PAYLOAD_OTHER;
	bool first = p->seen++ == 0;
	if (p->state <= AT_TARGET)
		return payload_text(p, b);
	return first ? PAYLOAD_OPEN : payload_socks(p, b);
}
