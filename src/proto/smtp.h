/* smtp.h - an SMTP dialogue, out of the heads of a stream (RFC 5321, 4954, 3207, 3030).
 *
 * Views into the heads.  Passwords are told apart, never shown.  What the server said may
 * be missing; then bodies are told from commands by their look.
 */
#pragma once

#include "stream/stream.h"

enum { SMTP_KEPT = 8, SMTP_AUTHS = 32, SMTP_CODES = 12 };

struct smtp_auth {
	struct bytes mechanism;
	struct bytes answer; /* the client's first: see sasl_read() */
	struct bytes secret; /* its second: to be counted, never shown */
	unsigned code; /* of the last reply, 0: not seen */
};

struct smtp {
	struct bytes banner, helo;
	bool replies; /* the server was heard */
	bool tls; /* STARTTLS was accepted: the rest is hidden */
	/* Commands. */
	uint32_t n_helo, n_mail, n_rcpt, n_data, n_auth, n_starttls, n_quit, n_other;
	uint32_t n_bodies; /* that were begun */
	uint32_t n_taken, n_refused; /* mails, by the reply after their body */
	uint32_t n_rcpt_refused;
	uint32_t n_auth_ok, n_auth_failed;
	struct bytes senders[SMTP_KEPT],
		recipients[SMTP_KEPT]; /* the first, if not empty */
	size_t n_senders, n_recipients;
	struct smtp_auth auths[SMTP_AUTHS]; /* the first */
	size_t n_auths;
	struct bytes subject; /* of the first mail, still folded */
	struct {
		uint16_t code;
		uint32_t n;
	} codes[SMTP_CODES]; /* replies */
	size_t n_codes;
};

/* False if it is no SMTP. */
bool smtp_read(const struct stream *s, struct smtp *ret);

/* Takes bodies out of a client's head, all but what is in its first half; gives the new
 * length, `len` if it is none of an SMTP client. */
size_t smtp_compact(uint8_t *head, size_t len);
