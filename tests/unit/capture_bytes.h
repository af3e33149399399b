/* capture_bytes.h - for the tests of capture: captures made byte by byte, files of a test's
 * own folder, and a capture read to its end with every frame copied.
 */
#pragma once

#include "capture/reader.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

struct build {
	bool is_big;
	size_t len, block_at;
	uint8_t at[1 << 18];
};

struct copied {
	struct frame frame;
	uint64_t digest; /* of the frame's bytes */
};

struct all {
	int opened; /* what capture_open said */
	bool damaged;
	struct err err;
	size_t n;
	struct copied frames[2048];
	struct capture_info info;
};

static inline void
put(struct build *b, const void *at, size_t len)
{
	assert_true(b->len + len <= sizeof(b->at));
	memcpy(b->at + b->len, at, len);
	b->len += len;
}

static inline void
put_u16(struct build *b, uint16_t v)
{
	v = b->is_big ? __builtin_bswap16(v) : v;
	put(b, &v, sizeof(v));
}

static inline void
put_u32(struct build *b, uint32_t v)
{
	v = b->is_big ? __builtin_bswap32(v) : v;
	put(b, &v, sizeof(v));
}

static inline void
put_u64(struct build *b, uint64_t v)
{
	v = b->is_big ? __builtin_bswap64(v) : v;
	put(b, &v, sizeof(v));
}

/* `len` bytes that differ from frame to frame. */
static inline void
put_pattern(struct build *b, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t v = (uint8_t)(seed * 31 + i * 7 + 1);
		put(b, &v, 1);
	}
}

static inline void
put_pcap_header(struct build *b, uint32_t magic, uint32_t linktype)
{
	put_u32(b, magic);
	put_u16(b, 2);
	put_u16(b, 4);
	put_u64(b, 0);
	put_u32(b, 65535);
	put_u32(b, linktype);
}

static inline void
put_record(struct build *b, uint32_t s, uint32_t fraction, uint32_t len, uint32_t wirelen)
{
	put_u32(b, s);
	put_u32(b, fraction);
	put_u32(b, len);
	put_u32(b, wirelen);
	put_pattern(b, len, s + fraction);
}

/* pcapng: the block's length goes in when it ends. */
static inline void
begin_block(struct build *b, uint32_t type)
{
	b->block_at = b->len;
	put_u32(b, type);
	put_u32(b, 0);
}

static inline void
end_block(struct build *b)
{
	while (b->len % 4 != 0)
		put(b, "", 1);
	uint32_t len = (uint32_t)(b->len - b->block_at) + 4;
	size_t end = b->len;
	b->len = b->block_at + 4;
	put_u32(b, len);
	b->len = end;
	put_u32(b, len);
}

static inline void
put_section(struct build *b, bool is_big)
{
	b->is_big = is_big;
	begin_block(b, 0x0a0d0d0a);
	put_u32(b, 0x1a2b3c4d);
	put_u16(b, 1);
	put_u16(b, 0);
	put_u64(b, UINT64_MAX);
	end_block(b);
}

static inline void
put_option(struct build *b, uint16_t code, const void *at, uint16_t len)
{
	put_u16(b, code);
	put_u16(b, len);
	put(b, at, len);
	while (b->len % 4 != 0)
		put(b, "", 1);
}

static inline void
put_option_u64(struct build *b, uint16_t code, uint64_t v)
{
	v = b->is_big ? __builtin_bswap64(v) : v;
	put_option(b, code, &v, sizeof(v));
}

static inline void
put_interface(struct build *b, uint16_t linktype, uint32_t snaplen)
{
	begin_block(b, 1);
	put_u16(b, linktype);
	put_u16(b, 0);
	put_u32(b, snaplen);
	end_block(b);
}

static inline void
put_interface_resolution(
	struct build *b, uint16_t linktype, uint8_t resolution, int64_t offset_s)
{
	begin_block(b, 1);
	put_u16(b, linktype);
	put_u16(b, 0);
	put_u32(b, 0);
	put_option(b, 9, &resolution, 1);
	if (offset_s != 0)
		put_option_u64(b, 14, (uint64_t)offset_s);
	put_option(b, 0, "", 0);
	end_block(b);
}

static inline void
put_packet(
	struct build *b, uint32_t interface, uint64_t ticks, uint32_t len, uint32_t wirelen)
{
	begin_block(b, 6);
	put_u32(b, interface);
	put_u32(b, (uint32_t)(ticks >> 32));
	put_u32(b, (uint32_t)ticks);
	put_u32(b, len);
	put_u32(b, wirelen);
	put_pattern(b, len, (unsigned)ticks + interface);
	end_block(b);
}

/* A file in the test's own folder; the name is good until the next call. */
static inline const char *
in_folder(const char *name)
{
	static char folder[] = "/tmp/teiten-capture-XXXXXX";
	static char path[256];
	static bool made;
	if (!made) {
		assert_non_null(mkdtemp(folder));
		made = true;
	}
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static inline int
remove_folder(void **state)
{
	(void)state;
	return rmdir(in_folder(""));
}

static inline const char *
write_file(const char *name, const void *at, size_t len)
{
	const char *path = in_folder(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, at, len), (ssize_t)len);
	close(fd);
	return path;
}

static inline uint64_t
digest(const uint8_t *at, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < len; i++)
		h = (h ^ at[i]) * UINT64_C(1099511628211);
	return h;
}

static inline void
copy_frames(struct all *all, const struct frame *frames, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_true(all->n < count_of(all->frames));
		all->frames[all->n++] = (struct copied){ frames[i],
			digest(frames[i].at, frames[i].caplen) };
	}
}

/* The whole of a capture, in batches of `max`, through a window of `window` bytes. */
static inline void
read_through(const char *path, size_t window, size_t max, struct all *ret)
{
	struct capture *c = NULL;
	struct frame frames[FRAMES_BATCH];
	*ret = (struct all){ .err = { "" } };
	ret->opened = capture_open_as(path, window, 0, 0, &c, &ret->err);
	if (ret->opened < 0)
		return;
	ssize_t n;
	while ((n = capture_read(c, frames, max, &ret->err)) > 0)
		copy_frames(ret, frames, (size_t)n);
	ret->damaged = n < 0;
	ret->info = *capture_info(c);
	assert_true(ret->info.ended);
	assert_int_equal(ret->info.damaged, ret->damaged);
	assert_int_equal(ret->info.frames, ret->n);
	/* Damage is said once. */
	assert_int_equal(capture_read(c, frames, max, &ret->err), 0);
	capture_close(c);
}

static inline void
read_all(const char *path, struct all *ret)
{
	read_through(path, INPUT_WINDOW, FRAMES_BATCH, ret);
}

static inline void
read_build(const struct build *b, struct all *ret)
{
	const char *path = write_file("built", b->at, b->len);
	read_all(path, ret);
	(void)unlink(path);
}

static inline void
assert_same_frame(const struct copied *a, const struct copied *b)
{
	assert_int_equal(a->frame.time_ns, b->frame.time_ns);
	assert_int_equal(a->frame.offset, b->frame.offset);
	assert_int_equal(a->frame.caplen, b->frame.caplen);
	assert_int_equal(a->frame.wirelen, b->frame.wirelen);
	assert_int_equal(a->frame.linktype, b->frame.linktype);
	assert_int_equal(a->digest, b->digest);
}

/* `part` holds the first frames of `whole`, and no others. */
static inline void
assert_start_of(const struct all *part, const struct all *whole)
{
	assert_true(part->n <= whole->n);
	for (size_t i = 0; i < part->n; i++)
		assert_same_frame(&part->frames[i], &whole->frames[i]);
}
