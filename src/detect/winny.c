/* winny.c - Winny, by the greeting that it scrambles.
 *
 * A side begins with two bytes of anything, a key of four, and RC4 under that key of
 * 01 00 00 00 61: a message of one byte, command 97.  The key comes along, so anybody can
 * look.  Source: public analyses of the protocol, which agree.
 */
#include "detect/detect.h"

#include <ctype.h>

enum {
	DUMMY_LEN = 2,
	KEY_LEN = 4,
	GREETING_LEN = 5,
	LEAST = DUMMY_LEN + KEY_LEN + GREETING_LEN,
	TEXT_LEAST = 20 /* so many are printable by chance once in 146 million streams */
};

/* RC4, as everywhere; OpenSSL keeps it in a provider that need not be there. */
static void
rc4(const uint8_t *key, size_t key_len, const uint8_t *in, size_t len, uint8_t *ret)
{
	uint8_t s[256];
	for (unsigned i = 0; i < 256; i++)
		s[i] = (uint8_t)i;
	for (unsigned i = 0, j = 0; i < 256; i++) {
		j = (j + s[i] + key[i % key_len]) & 255;
		uint8_t swap = s[i];
		s[i] = s[j];
		s[j] = swap;
	}
	for (unsigned n = 0, i = 0, j = 0; n < len; n++) {
		i = (i + 1) & 255;
		j = (j + s[i]) & 255;
		uint8_t swap = s[i];
		s[i] = s[j];
		s[j] = swap;
		ret[n] = in[n] ^ s[(s[i] + s[j]) & 255];
	}
}

/* Most streams are text, and no key need be tried. */
static bool
is_text(struct bytes head)
{
	size_t i = 0;
	while (i < head.len && i < TEXT_LEAST &&
		(isprint(head.at[i]) || isspace(head.at[i])))
		i++;
	return i == TEXT_LEAST;
}

static bool
is_greeting(struct bytes head)
{
	static const uint8_t greeting[GREETING_LEN] = { 1, 0, 0, 0, 97 };
	uint8_t clear[GREETING_LEN];
	if (head.len < LEAST || is_text(head))
		return false;
	rc4(head.at + DUMMY_LEN, KEY_LEN, head.at + DUMMY_LEN + KEY_LEN, GREETING_LEN,
		clear);
	return memcmp(clear, greeting, GREETING_LEN) == 0;
}

static void
stream(struct inspection *in, const struct stream *s)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		if (!is_greeting(s->side[side].head))
			continue;
		struct finding f = finding_begin(in);
		f.values[0].text = bytes_text(side == CLIENT ? "client" : "server");
		f.why = bytes_text(
			"the first 11 bytes decrypt, with the key among them, to a "
			"message of one byte, command 97");
		finding_emit(in, &f);
		return;
	}
}

DETECTOR(winny) = {
	.type = {
		.name = "winny",
		.summary = "Winny",
		.summary_ja = "Winnyの通信",
		.method = "A TCP side whose bytes 6 to 10, under RC4 with bytes 2 to 5 as key, are "
			  "01 00 00 00 61: by chance once in 2^40 streams.  Streams whose first 20 "
			  "bytes are printable are not tried (of encrypted ones 1 in 146 "
			  "million).  A silent sensor sees "
			  "nothing of it, only SYNs: see p2p-inherited.",
		.fields = { { "side", FIELD_TEXT, "who greeted first" } },
	},
	.stream = stream,
};
