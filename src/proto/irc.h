/* irc - lines of the Internet Relay Chat (RFC 1459, 2812) out of one direction's bytes.
 *
 * Lines end with any of CR and LF; spaces and zeros before them are passed.  A line is cut
 * into prefix, command and parameters, of which the last may have spaces.  Nothing is
 * judged: a line of another protocol comes out as its words.
 */
#pragma once

#include "base/base.h"

enum { IRC_PARAMS_MAX = 15, IRC_LINE_MAX = 8192 };

struct irc_line {
	size_t offset; /* of its first byte */
	struct bytes prefix; /* without the colon; empty: none */
	struct bytes command;
	struct bytes params[IRC_PARAMS_MAX];
	size_t n_params;
	uint16_t numeric; /* of a command of three digits, else 0 */
	bool ended; /* a line end was seen */
};

/* The next line of `text` from *at on, which moves past it; false: there is none. */
bool irc_next(struct bytes text, size_t *at, struct irc_line *ret);

/* Without regard to case. */
bool irc_is(struct bytes word, const char *text);
static inline struct bytes
irc_param(const struct irc_line *l, size_t i)
{
	return i < l->n_params ? l->params[i] : bytes_of("", 0);
}
bool irc_is_channel(struct bytes word);
/* The nick of "nick!user@host", or all of it. */
struct bytes irc_nick(struct bytes prefix);
