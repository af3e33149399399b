/* lines.h - lines, words and verbs of protocols that speak text. */
#pragma once

#include "base/base.h"

/* The next line without its end; false when there is no whole line any more.  A zero ends a
 * line as well: it stands for bytes that were not seen. */
static inline bool
line_next(struct cursor *c, struct bytes *ret)
{
	struct bytes rest = cursor_rest(c);
	const uint8_t *end = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;
	if (!end)
		return false;
	size_t len = (size_t)(end - rest.at);
	const uint8_t *hole = memchr(rest.at, 0, len);
	len = hole ? (size_t)(hole - rest.at) : len;
	cursor_skip(c, len + 1);
	*ret = bytes_of(rest.at, len && rest.at[len - 1] == '\r' ? len - 1 : len);
	return true;
}

static inline uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* `prefix` is in small letters. */
static inline bool
starts_with(struct bytes b, const char *prefix)
{
	size_t len = strlen(prefix);
	for (size_t i = 0; i < len; i++)
		if (i >= b.len || lower(b.at[i]) != (uint8_t)prefix[i])
			return false;
	return true;
}

/* Takes the next word off a line. */
static inline struct bytes
word_next(struct bytes *line)
{
	size_t start = 0, end;
	while (start < line->len && line->at[start] == ' ')
		start++;
	for (end = start; end < line->len && line->at[end] != ' ';)
		end++;
	struct bytes word = bytes_of(line->at + start, end - start);
	*line = bytes_of(line->at + end, line->len - end);
	return word;
}

static inline bool
word_is(struct bytes word, const char *text)
{
	return word.len == strlen(text) && starts_with(word, text);
}

static inline struct bytes
trimmed(struct bytes b)
{
	while (b.len && (b.at[0] == ' ' || b.at[0] == '\t'))
		b = bytes_of(b.at + 1, b.len - 1);
	while (b.len && (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t'))
		b.len--;
	return b;
}

/* Replies of three digits, as SMTP and FTP have them: the code of the next whole reply,
 * which may have several lines; 0 when there is none any more. */
static inline unsigned
reply_next(struct cursor *c, struct bytes *ret_text)
{
	struct bytes line;
	while (line_next(c, &line)) {
		unsigned code = 0;
		for (size_t i = 0; i < 3; i++)
			code = i < line.len && line.at[i] >= '0' && line.at[i] <= '9'
				? code * 10 + (unsigned)(line.at[i] - '0')
				: 10000;
		if (code < 100 || code > 999 || (line.len > 3 && line.at[3] != ' '))
			continue; /* a line before the last one, or none at all */
		*ret_text = line.len > 4 ? bytes_of(line.at + 4, line.len - 4)
					 : bytes_of(line.at, 0);
		return code;
	}
	return 0;
}
