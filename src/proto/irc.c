/* irc.c - lines of the Internet Relay Chat out of one direction's bytes. */
#include "proto/irc.h"

#include <ctype.h>
#include <strings.h>

static bool
is_end(uint8_t c)
{
	return c == '\r' || c == '\n';
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\0';
}

static struct bytes
next_word(struct bytes *line)
{
	size_t i = 0;
	while (i < line->len && is_blank(line->at[i]))
		i++;
	size_t start = i;
	while (i < line->len && !is_blank(line->at[i]))
		i++;
	struct bytes word = bytes_of(line->at + start, i - start);
	*line = bytes_of(line->at + i, line->len - i);
	return word;
}

static void
read_params(struct bytes rest, struct irc_line *ret)
{
	while (ret->n_params < IRC_PARAMS_MAX) {
		struct bytes before = rest;
		struct bytes word = next_word(&rest);
		if (word.len == 0)
			return;
		if (word.at[0] == ':') { /* all that follows */
			size_t skipped = (size_t)(word.at - before.at) + 1;
			ret->params[ret->n_params++] =
				bytes_of(before.at + skipped, before.len - skipped);
			return;
		}
		ret->params[ret->n_params++] = word;
	}
}

bool
irc_next(struct bytes text, size_t *at, struct irc_line *ret)
{
	while (*at < text.len && (is_end(text.at[*at]) || is_blank(text.at[*at])))
		++*at;
	if (*at >= text.len)
		return false;
	size_t start = *at, end = start;
	while (end < text.len && !is_end(text.at[end]) && end - start < IRC_LINE_MAX)
		end++;
	*ret = (struct irc_line){ .offset = start,
		.ended = end < text.len && is_end(text.at[end]) };
	while (end < text.len && !is_end(text.at[end])) /* what is too long is passed */
		end++;
	*at = end;
	struct bytes line = bytes_of(text.at + start, end - start);
	if (line.len > IRC_LINE_MAX)
		line.len = IRC_LINE_MAX;
	if (line.at[0] == ':') {
		struct bytes prefix = next_word(&line);
		ret->prefix = bytes_of(prefix.at + 1, prefix.len - 1);
	}
	ret->command = next_word(&line);
	const uint8_t *c = ret->command.at;
	if (ret->command.len == 3 && isdigit(c[0]) && isdigit(c[1]) && isdigit(c[2]))
		ret->numeric =
			(uint16_t)((c[0] - '0') * 100 + (c[1] - '0') * 10 + c[2] - '0');
	read_params(line, ret);
	return true;
}

bool
irc_is(struct bytes word, const char *text)
{
	size_t len = strlen(text);
	return word.len == len && strncasecmp((const char *)word.at, text, len) == 0;
}

bool
irc_is_channel(struct bytes word)
{
	return word.len > 1 &&
		(word.at[0] == '#' || word.at[0] == '&' || word.at[0] == '+' ||
			word.at[0] == '!') &&
		!memchr(word.at, ',', word.len) && !memchr(word.at, 7, word.len);
}

struct bytes
irc_nick(struct bytes prefix)
{
	const uint8_t *mark = prefix.len ? memchr(prefix.at, '!', prefix.len) : NULL;
	return bytes_of(prefix.at, mark ? (size_t)(mark - prefix.at) : prefix.len);
}
