/* bytes.h - borrowed memory, and the only way to read bytes that a stranger wrote.
 *
 * A cursor never reads past its end: the first read that would sets `failed`, and from
 * then on every read gives zero, so a parser reads a whole header and asks once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at;
	size_t len;
};

struct cursor {
	const uint8_t *at, *end;
	bool failed;
};

static inline struct bytes
bytes_of(const void *at, size_t len)
{
	return (struct bytes){ at, len };
}

static inline struct bytes
bytes_text(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static inline struct cursor
cursor_over(struct bytes b)
{
	/* Nothing may be nowhere: to NULL not even 0 may be added. */
	return (struct cursor){ b.at, b.len ? b.at + b.len : b.at, false };
}

static inline size_t
cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->at);
}

static inline bool
cursor_ok(const struct cursor *c)
{
	return !c->failed;
}

/* The next `len` bytes; empty (and the cursor failed) when there are fewer. */
static inline struct bytes
cursor_take(struct cursor *c, size_t len)
{
	if (c->failed || len > cursor_left(c)) {
		c->failed = true;
		return (struct bytes){ c->at, 0 };
	}
	struct bytes b = { c->at, len };
	c->at += len;
	return b;
}

static inline void
cursor_skip(struct cursor *c, size_t len)
{
	(void)cursor_take(c, len);
}

/* All that is left, without moving. */
static inline struct bytes
cursor_rest(const struct cursor *c)
{
	return (struct bytes){ c->at, c->failed ? 0 : cursor_left(c) };
}

/* Unaligned loads; the caller has checked the bounds. */
static inline uint16_t
load_u16be(const uint8_t *p)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return __builtin_bswap16(v);
}

static inline uint32_t
load_u32be(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return __builtin_bswap32(v);
}

static inline uint64_t
load_u64be(const uint8_t *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return __builtin_bswap64(v);
}

static inline uint16_t
load_u16le(const uint8_t *p)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t
load_u32le(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t
load_u64le(const uint8_t *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

_Static_assert(
	__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the loads assume a little-endian host");

#define CURSOR_READ(name, type, load)                                                      \
	static inline type cursor_##name(struct cursor *c)                                 \
	{                                                                                  \
		struct bytes b = cursor_take(c, sizeof(type));                             \
		return b.len ? load(b.at) : 0;                                             \
	}

static inline uint8_t
cursor_u8(struct cursor *c)
{
	struct bytes b = cursor_take(c, 1);
	return b.len ? b.at[0] : 0;
}

CURSOR_READ(u16be, uint16_t, load_u16be)
CURSOR_READ(u32be, uint32_t, load_u32be)
CURSOR_READ(u64be, uint64_t, load_u64be)
CURSOR_READ(u16le, uint16_t, load_u16le)
CURSOR_READ(u32le, uint32_t, load_u32le)
CURSOR_READ(u64le, uint64_t, load_u64le)
#undef CURSOR_READ

/* Of protocols whose sender says the order of its bytes. */
static inline uint16_t
cursor_u16(struct cursor *c, bool little)
{
	return little ? cursor_u16le(c) : cursor_u16be(c);
}

static inline uint32_t
cursor_u32(struct cursor *c, bool little)
{
	return little ? cursor_u32le(c) : cursor_u32be(c);
}
