/* unpack.c - gzip (any number of members) and zstd (any number of frames), as a stream.
 *
 * What was unpacked before an error is handed out before the error is told.  Zero padding
 * after the last gzip member is ignored, as gzip itself does; other bytes are damage.
 */
#include "capture/input.h"

#include <zlib.h>
#include <zstd.h>

enum { RAW_SIZE = 128 << 10 };

/* A call of the zstd library that meets damage loses what it had unpacked before, and a
 * small frame that it sees whole it unpacks all or nothing.  So it is shown the start of a
 * frame alone, and then one block at a time: its hint is the rest of the block and the
 * header of the next. */
enum { ZSTD_START = 4, ZSTD_NEXT = 3 };

struct unpack {
	enum packing packing;
	z_stream gzip;
	ZSTD_DStream *zstd;
	size_t at, len, hint;
	bool inside; /* of a member or frame: the input may not end here */
	bool pending; /* the decoder holds output that did not fit */
	uint8_t raw[RAW_SIZE];
};

struct unpack *
unpack_new(enum packing packing, struct bytes first)
{
	struct unpack *u = base_alloc(1, sizeof(*u));
	u->packing = packing;
	if (packing == PACKING_GZIP) {
		must(inflateInit2(&u->gzip, 15 + 16) == Z_OK);
	} else {
		u->zstd = ZSTD_createDStream();
		must(u->zstd != NULL);
	}
	must(first.len <= sizeof(u->raw));
	memcpy(u->raw, first.at, first.len);
	u->len = first.len;
	return u;
}

void
unpack_free(struct unpack *u)
{
	if (!u)
		return;
	if (u->packing == PACKING_GZIP)
		(void)inflateEnd(&u->gzip);
	else
		(void)ZSTD_freeDStream(u->zstd);
	free(u);
}

/* Each step takes some input, gives some output, and returns how much it gave. */
static size_t
step_gzip(struct unpack *u, struct input *in, uint8_t *to, size_t len)
{
	if (!u->inside) {
		/* Between members; the very first byte is known to be right. */
		while (u->at < u->len && u->raw[u->at] == 0)
			u->at++;
		if (u->at == u->len)
			return 0;
		must(inflateReset(&u->gzip) == Z_OK);
		u->inside = true;
	}
	u->gzip.next_in = u->raw + u->at;
	u->gzip.avail_in = (uInt)(u->len - u->at);
	u->gzip.next_out = to;
	u->gzip.avail_out = (uInt)len;
	int r = inflate(&u->gzip, Z_NO_FLUSH);
	u->at = u->len - u->gzip.avail_in;
	if (r == Z_STREAM_END)
		u->inside = false;
	else if (r == Z_NEED_DICT)
		input_trouble(in, "gzip: a preset dictionary is needed");
	else if (r != Z_OK && r != Z_BUF_ERROR)
		input_trouble(in, "gzip: %s", u->gzip.msg ? u->gzip.msg : zError(r));
	u->pending = r == Z_OK && u->gzip.avail_out == 0;
	return len - u->gzip.avail_out;
}

static size_t
step_zstd(struct unpack *u, struct input *in, uint8_t *to, size_t len)
{
	ZSTD_inBuffer from = { u->raw + u->at, u->len - u->at, 0 };
	size_t show = ZSTD_START;
	if (u->inside)
		show = u->hint > ZSTD_NEXT ? u->hint - ZSTD_NEXT : u->hint;
	if (u->pending)
		show = 0;
	if (from.size > show)
		from.size = show;
	ZSTD_outBuffer out = { to, len, 0 };
	size_t r = ZSTD_decompressStream(u->zstd, &out, &from);
	u->at += from.pos;
	if (ZSTD_isError(r)) {
		input_trouble(in, "zstd: %s", ZSTD_getErrorName(r));
		return out.pos;
	}
	u->hint = r;
	u->inside = r != 0;
	u->pending = r != 0 && out.pos == out.size;
	return out.pos;
}

static bool
refill(struct unpack *u, struct input *in)
{
	in->raw_given += u->len;
	u->at = u->len = 0;
	u->len = input_raw(in, u->raw, sizeof(u->raw));
	return u->len > 0;
}

size_t
unpack_read(struct unpack *u, struct input *in, uint8_t *to, size_t len)
{
	size_t got = 0;

	while (got < len && !in->trouble[0]) {
		if (u->at == u->len && !u->pending && !refill(u, in)) {
			if (u->inside)
				input_trouble(in, "the compressed data is cut short");
			break;
		}
		got += u->packing == PACKING_GZIP ? step_gzip(u, in, to + got, len - got)
						  : step_zstd(u, in, to + got, len - got);
	}
	if (in->trouble[0] && u->at > 0) {
		in->raw_given += u->at;
		u->at = u->len = 0;
	}
	return got;
}
