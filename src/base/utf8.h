/* utf8.h - bytes of strangers as text that every store accepts. */
#pragma once

#include "base/bytes.h"

/* The next code point at *pos, which moves on; -1 for a byte that is no UTF-8, which is
 * passed alone. */
int32_t utf8_next(struct bytes text, size_t *pos);

/* `text` as UTF-8: bytes that are none become \xNN, and NUL too; all else stays.  `ret` has
 * room for 4 * text.len bytes; gives the length. */
size_t utf8_of(struct bytes text, uint8_t *ret);
