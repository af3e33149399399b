/* charset - which character set a short text of a stranger is in, and the text as UTF-8.
 *
 * Decoding is ICU's, strict; choosing is ours: of the sets in which the text is valid, the
 * one in which it has most of the characters that its language uses all the time.  Some
 * ten characters decide well, fewer than four may not.
 */
#pragma once

#include "base/base.h"

enum charset {
	CHARSET_ASCII,
	CHARSET_UTF8,
	CHARSET_GBK,
	CHARSET_CP932, /* Shift_JIS with Windows' extensions */
	CHARSET_EUC_JP,
	CHARSET_EUC_KR,
	CHARSET_LATIN1, /* Windows-1252 */
	CHARSET_UNKNOWN,
	CHARSET_COUNT,
};

enum charset charset_of(struct bytes text);
const char *charset_name(enum charset charset); /* "ASCII", "GBK", ... */

/* `text` of `charset` as UTF-8 in `ret`; what does not decode becomes \xNN.  Gives the
 * length; writes no more than `size`, whole characters. */
size_t charset_to_utf8(struct bytes text, enum charset charset, uint8_t *ret, size_t size);

/* "en", "zh", "ja", "ko", "other": by the script of its characters. */
const char *charset_language(struct bytes utf8);
