/* sasl.h - user names out of what SMTP, POP3 and IMAP clients say to authenticate. */
#pragma once

#include "base/base.h"

enum { SASL_TEXT_MAX = 256 };

/* Decodes up to the first character that is none of base64; gives the length. */
size_t base64_read(struct bytes text, uint8_t *ret, size_t room);

struct sasl {
	uint8_t text[SASL_TEXT_MAX]; /* decoded */
	struct bytes user, secret; /* views into it; `secret` to be counted, never shown */
};
/* Reads a client's first answer to PLAIN, LOGIN, CRAM-MD5 or XOAUTH2; false if it holds no
 * user name. */
bool sasl_read(struct bytes mechanism, struct bytes answer, struct sasl *ret);
