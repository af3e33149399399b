/* sasl.c - user names out of what clients say to authenticate.
 *
 * RFC 4616 (PLAIN), RFC 2195 (CRAM-MD5); LOGIN never had a standard.
 */
#include "proto/sasl.h"
#include "proto/lines.h"

static int
digit(uint8_t c)
{
	return c >= 'A' && c <= 'Z'    ? c - 'A'
		: c >= 'a' && c <= 'z' ? c - 'a' + 26
		: c >= '0' && c <= '9' ? c - '0' + 52
		: c == '+'             ? 62
		: c == '/'             ? 63
				       : -1;
}

size_t
base64_read(struct bytes text, uint8_t *ret, size_t room)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < text.len && n < room; i++) {
		int d = digit(text.at[i]);
		if (d < 0)
			break;
		bits = bits << 6 | (uint32_t)d;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			ret[n++] = (uint8_t)(bits >> n_bits);
		}
	}
	return n;
}

/* What comes before and after the first `c`. */
static bool
split(struct bytes b, int c, struct bytes *ret_before, struct bytes *ret_after)
{
	const uint8_t *at = b.len ? memchr(b.at, c, b.len) : NULL;
	if (!at)
		return false;
	size_t len = (size_t)(at - b.at);
	*ret_before = bytes_of(b.at, len);
	*ret_after = bytes_of(at + 1, b.len - len - 1);
	return true;
}

bool
sasl_read(struct bytes mechanism, struct bytes answer, struct sasl *ret)
{
	struct bytes rest =
		bytes_of(ret->text, base64_read(answer, ret->text, sizeof(ret->text)));
	struct bytes before;
	ret->user = ret->secret = bytes_of(ret->text, 0);
	if (word_is(mechanism, "login")) {
		ret->user = rest;
	} else if (word_is(mechanism, "plain")) {
		if (!split(rest, 0, &before, &rest) ||
			!split(rest, 0, &ret->user, &ret->secret))
			return false;
	} else if (word_is(mechanism, "cram-md5")) {
		size_t len = rest.len;
		while (len && rest.at[len - 1] != ' ')
			len--;
		ret->user = bytes_of(rest.at, len ? len - 1 : 0);
	} else if (word_is(mechanism, "xoauth2") && starts_with(rest, "user=")) {
		if (!split(bytes_of(rest.at + 5, rest.len - 5), 1, &ret->user, &rest))
			return false;
	}
	return ret->user.len > 0;
}
