/* words.c - finding a word of SQL, or the name of a function, whatever its case. */
#include "sql/private.h"

#define LONGEST 32

struct entry {
	const char *text;
	char code; /* or the kind of a function */
};

#define WORD_ENTRY(text, code) { #text, code },
static const struct entry words[] = { SQL_WORDS(WORD_ENTRY) };
#undef WORD_ENTRY
#define CALL_ENTRY(text, kind) { #text, kind },
static const struct entry calls[] = { SQL_CALLS(CALL_ENTRY) };
#undef CALL_ENTRY

static const uint32_t second_letters[27] = { SQL_SECOND_LETTERS };
static const uint32_t lengths[27] = { SQL_LENGTHS };

static unsigned
letter(uint8_t c)
{
	return is_alpha(c) ? lower(c) - 'a' : 26;
}

/* The index of text in the sorted table, or -1. */
static int
find(const struct entry *table, int count, struct bytes text)
{
	char key[LONGEST + 1];
	int low = 0, high = count - 1;

	if (text.len < 2 || text.len > LONGEST)
		return -1;
	unsigned first = letter(text.at[0]);
	if (!(second_letters[first] >> letter(text.at[1]) & 1) ||
		!(lengths[first] >> (text.len - 1) & 1))
		return -1;
	for (size_t i = 0; i < text.len; i++)
		key[i] = (char)lower(text.at[i]);
	key[text.len] = 0;
	while (low <= high) {
		int middle = (low + high) / 2;
		const char *at = table[middle].text;
		int order = key[0] != at[0] ? key[0] - at[0] : strcmp(key, at);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}

char
word_find(struct bytes text, uint16_t *ret)
{
	int i = find(words, sizeof(words) / sizeof(words[0]), text);

	*ret = (uint16_t)(i + 1);
	return i < 0 ? 'w' : words[i].code;
}

uint16_t
call_find(struct bytes text)
{
	return (uint16_t)(find(calls, sizeof(calls) / sizeof(calls[0]), text) + 1 + C_NONE);
}

enum call_kind
call_kind(uint16_t call)
{
	return call > C_NONE && call < C_END ? (enum call_kind)calls[call - C_NONE - 1].code
					     : COMMON;
}
