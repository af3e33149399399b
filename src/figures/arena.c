/* arena.c - small texts in large blocks, freed together. */
#include "figures/private.h"

enum { BLOCK_LEN = 64 * 1024 };

struct block {
	struct block *next;
	size_t used, len;
	uint8_t at[];
};

struct arena {
	struct block *blocks;
};

struct arena *
arena_new(void)
{
	return base_alloc(1, sizeof(struct arena));
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct block *b = arena->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(arena);
}

struct bytes
arena_copy(struct arena *arena, struct bytes text)
{
	struct block *b = arena->blocks;
	if (!b || b->len - b->used < text.len + 1) {
		size_t len = text.len + 1 > BLOCK_LEN ? text.len + 1 : BLOCK_LEN;
		b = base_alloc(1, sizeof(*b) + len);
		b->len = len;
		b->next = arena->blocks;
		arena->blocks = b;
	}
	uint8_t *at = b->at + b->used;
	if (text.len > 0)
		memcpy(at, text.at, text.len);
	at[text.len] = '\0';
	b->used += text.len + 1;
	return bytes_of(at, text.len);
}

struct bytes
arena_printf(struct arena *arena, const char *fmt, ...)
{
	auto_free char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	must(n >= 0);
	return arena_copy(arena, bytes_of(text, (size_t)n));
}
