/* pcapng.c - sections, interfaces and packets of the pcapng format.
 *
 * Each section has its own byte order and interfaces, each interface its own link type,
 * resolution and offset.  Blocks that are neither packets nor interfaces nor statistics are
 * skipped and counted, whatever their length; the section length is not trusted.  A block
 * whose two lengths differ, or that does not hold what it announces, is damage, as it is
 * for libpcap and Wireshark.  A simple packet has no time: it takes that of the packet
 * before it.
 */
#include "capture/reader.h"

#define BLOCK_SECTION UINT32_C(0x0a0d0d0a)
enum block_type {
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2,
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
};

enum option {
	OPTION_END = 0,
	PACKET_DROPS = 4,
	INTERFACE_RESOLUTION = 9,
	INTERFACE_OFFSET = 14,
	STATISTICS_START = 2,
	STATISTICS_END = 3,
	STATISTICS_INTERFACE_DROPS = 5,
	STATISTICS_SYSTEM_DROPS = 7,
};

enum { BLOCK_MIN = 12, SECTION_MIN = 28, MAGIC_AT = 8 };
enum { RESOLUTION_MICRO = 6, BINARY = 0x80 };
static const uint32_t byte_order_magic = 0x1a2b3c4d;

static const uint64_t power_of_10[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
	100000000, 1000000000, 10000000000 };

/* A block's body with the section's byte order. */
struct body {
	struct cursor c;
	bool is_big;
};

static uint16_t
body_u16(struct body *b)
{
	return b->is_big ? cursor_u16be(&b->c) : cursor_u16le(&b->c);
}

static uint32_t
body_u32(struct body *b)
{
	return b->is_big ? cursor_u32be(&b->c) : cursor_u32le(&b->c);
}

static uint64_t
body_u64(struct body *b)
{
	return b->is_big ? cursor_u64be(&b->c) : cursor_u64le(&b->c);
}

/* Times are two halves, the upper one first in either byte order. */
static uint64_t
body_time(struct body *b)
{
	uint64_t hi = body_u32(b);
	return hi << 32 | body_u32(b);
}

struct option_value {
	enum option code;
	struct body body;
	size_t len;
};

/* The next option; false at the end, and when the rest is no option. */
static bool
next_option(struct body *b, struct option_value *ret)
{
	if (cursor_left(&b->c) < 4)
		return false;
	uint16_t code = body_u16(b), len = body_u16(b);
	struct bytes value = cursor_take(&b->c, len);
	if (code == OPTION_END || !cursor_ok(&b->c))
		return false;
	size_t padding = -(unsigned)len & 3;
	cursor_skip(&b->c, padding < cursor_left(&b->c) ? padding : cursor_left(&b->c));
	*ret = (struct option_value){ (enum option)code, { cursor_over(value), b->is_big },
		len };
	return true;
}

static int64_t
saturate(__int128 v)
{
	if (v > INT64_MAX)
		return INT64_MAX;
	return v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

static int64_t
time_ns(const struct interface *i, uint64_t ticks)
{
	uint64_t ns;
	if (__builtin_expect(!(i->resolution & BINARY) && i->divide == 1 &&
			    i->offset_s == 0 &&
			    !__builtin_mul_overflow(ticks, i->multiply, &ns) &&
			    ns <= INT64_MAX,
		    1))
		return (int64_t)ns;

	__int128 t = ticks;
	if (i->resolution & BINARY)
		t = (t * 1000000000) >> (i->resolution & ~BINARY);
	else
		t = t * i->multiply / i->divide;
	return saturate(t + (__int128)i->offset_s * 1000000000);
}

/* libpcap refuses what 64 bits cannot hold, and so do we. */
static bool
set_resolution(struct capture *c, struct interface *i, uint8_t resolution)
{
	unsigned power = resolution & ~BINARY;

	if (resolution & BINARY ? power > 63 : power > 19) {
		capture_damage(c, "interface with a time unit of %s^-%u s",
			resolution & BINARY ? "2" : "10", power);
		return false;
	}
	i->resolution = resolution;
	i->multiply = i->divide = 1;
	if (!(resolution & BINARY) && power <= 9)
		i->multiply = power_of_10[9 - power];
	else if (!(resolution & BINARY))
		i->divide = power_of_10[power - 9];
	return true;
}

static bool
take_interface(struct capture *c, struct body b)
{
	struct pcapng *ng = &c->ng;
	struct interface i = { .linktype = body_u16(&b) };
	cursor_skip(&b.c, 2);
	i.snaplen = body_u32(&b);
	if (!cursor_ok(&b.c)) {
		capture_damage(c, "interface block is too short");
		return false;
	}
	if (ng->n_interfaces == INTERFACES_MAX) {
		capture_damage(c, "more than %d interfaces in a section", INTERFACES_MAX);
		return false;
	}
	(void)set_resolution(c, &i, RESOLUTION_MICRO);

	struct option_value o;
	while (next_option(&b, &o)) {
		if (o.code == INTERFACE_RESOLUTION && o.len == 1 &&
			!set_resolution(c, &i, cursor_u8(&o.body.c)))
			return false;
		if (o.code == INTERFACE_OFFSET && o.len == 8)
			i.offset_s = (int64_t)body_u64(&o.body);
	}
	if (ng->n_interfaces == ng->interfaces_size) {
		ng->interfaces_size = ng->interfaces_size * 2 + 4;
		ng->interfaces = base_grow(ng->interfaces, ng->interfaces_size, sizeof(i));
	}
	ng->interfaces[ng->n_interfaces++] = i;
	return true;
}

static struct interface *
find_interface(struct capture *c, uint32_t number)
{
	if (number < c->ng.n_interfaces)
		return &c->ng.interfaces[number];
	capture_damage(c, "block of interface %u, but the section has described %zu",
		number, c->ng.n_interfaces);
	return NULL;
}

/* Drops are told as totals by statistics and one by one by packets: the greater counts. */
static void
raise_lost(struct capture *c, struct interface *i, uint64_t lost)
{
	if (lost <= i->lost)
		return;
	if (__builtin_add_overflow(c->info.lost, lost - i->lost, &c->info.lost))
		c->info.lost = UINT64_MAX;
	i->lost = lost;
}

static void
add_drops(struct capture *c, struct interface *i, uint64_t drops)
{
	if (__builtin_add_overflow(i->dropped, drops, &i->dropped))
		i->dropped = UINT64_MAX;
	raise_lost(c, i, i->dropped);
}

static bool
take_statistics(struct capture *c, struct body b)
{
	struct interface *i = find_interface(c, body_u32(&b));
	cursor_skip(&b.c, 8);
	if (!i)
		return false;

	int64_t start = INT64_MAX, end = INT64_MIN;
	uint64_t drops[2] = { 0, 0 }, lost;
	struct option_value o;
	while (next_option(&b, &o)) {
		if (o.len != 8)
			continue;
		if (o.code == STATISTICS_START)
			start = time_ns(i, body_time(&o.body));
		else if (o.code == STATISTICS_END)
			end = time_ns(i, body_time(&o.body));
		else if (o.code == STATISTICS_INTERFACE_DROPS)
			drops[0] = body_u64(&o.body);
		else if (o.code == STATISTICS_SYSTEM_DROPS)
			drops[1] = body_u64(&o.body);
	}
	if (__builtin_add_overflow(drops[0], drops[1], &lost))
		lost = UINT64_MAX;
	raise_lost(c, i, lost);
	if (start > end) /* or one of them is missing */
		return true;

	struct capture_info *info = &c->info;
	if (!info->has_observed || start < info->observed_start_ns)
		info->observed_start_ns = start;
	if (!info->has_observed || end > info->observed_end_ns)
		info->observed_end_ns = end;
	info->has_observed = true;
	return true;
}

static bool
check_frame(struct capture *c, const struct body *b, uint32_t caplen)
{
	if (!cursor_ok(&b->c))
		capture_damage(c, "packet block is too short");
	else if (caplen > FRAME_MAX)
		capture_damage(c, "packet says %u bytes, more than any packet has (%d)",
			caplen, FRAME_MAX);
	else if (caplen > cursor_left(&b->c))
		capture_damage(c, "packet says %u bytes, its block holds %zu", caplen,
			cursor_left(&b->c));
	else
		return true;
	return false;
}

/* Enhanced packets, and the old ones whose interface and drops are 16 bits. */
static bool
take_packet(struct capture *c, struct body b, bool is_old, struct frame *ret)
{
	uint32_t number = is_old ? body_u16(&b) : body_u32(&b);
	uint16_t drops = is_old ? body_u16(&b) : 0;
	uint64_t ticks = body_time(&b);
	uint32_t caplen = body_u32(&b), wirelen = body_u32(&b);
	if (!check_frame(c, &b, caplen))
		return false;
	struct interface *i = find_interface(c, number);
	if (!i)
		return false;

	ret->time_ns = c->ng.last_ns = time_ns(i, ticks);
	ret->linktype = i->linktype;
	ret->at = cursor_take(&b.c, caplen).at;
	ret->caplen = caplen;
	ret->wirelen = wirelen;

	if (drops > 0 && drops != UINT16_MAX)
		add_drops(c, i, drops);
	cursor_skip(&b.c, -caplen & 3);
	struct option_value o;
	while (cursor_ok(&b.c) && next_option(&b, &o))
		if (!is_old && o.code == PACKET_DROPS && o.len == 8)
			add_drops(c, i, body_u64(&o.body));
	return true;
}

static bool
take_simple_packet(struct capture *c, struct body b, struct frame *ret)
{
	uint32_t wirelen = body_u32(&b), caplen = wirelen;
	struct interface *i = find_interface(c, 0);
	if (!i)
		return false;
	/* The capture length is not written: it is what the snapshot length left. */
	if (i->snaplen > 0 && caplen > i->snaplen)
		caplen = i->snaplen;
	if (!check_frame(c, &b, caplen))
		return false;
	ret->time_ns = c->ng.last_ns;
	ret->linktype = i->linktype;
	ret->at = cursor_take(&b.c, caplen).at;
	ret->caplen = caplen;
	ret->wirelen = wirelen;
	return true;
}

/* The byte order of a section is known by its magic, which stands where other blocks have
 * their first four bytes of content. */
static bool
enter_section(struct capture *c, const uint8_t *at)
{
	bool is_big = load_u32be(at + MAGIC_AT) == byte_order_magic;

	if (!is_big && load_u32le(at + MAGIC_AT) != byte_order_magic) {
		capture_damage(c, "section without a byte-order mark");
		return false;
	}
	c->ng.is_big = is_big;
	return true;
}

static bool
take_section(struct capture *c, struct body b)
{
	cursor_skip(&b.c, 4);
	uint16_t major = body_u16(&b), minor = body_u16(&b);
	cursor_skip(&b.c, 8); /* the section's length, which many writers leave at -1 */
	if (!cursor_ok(&b.c)) {
		capture_damage(c, "section block is too short");
		return false;
	}
	/* 1.2 was written by mistake by some, and is 1.0. */
	if (major != 1 || (minor != 0 && minor != 2)) {
		capture_damage(
			c, "pcapng version %u.%u is not known; 1.0 is", major, minor);
		return false;
	}
	c->ng.n_interfaces = 0;
	return true;
}

static bool
check_trailer(struct capture *c, uint64_t block_at, uint32_t len, const uint8_t *trailer)
{
	uint32_t again = load_u32(c->ng.is_big, trailer);
	if (again == len)
		return true;
	capture_damage(c, "block says %u bytes at its start and %u at its end", len, again);
	c->damage_at = block_at;
	return false;
}

/* Blocks that nobody reads may be larger than any window. */
static bool
skip_block(struct capture *c)
{
	struct pcapng *ng = &c->ng;
	size_t left = input_left(&c->in);

	if (ng->skip_left > 4) {
		uint64_t step = ng->skip_left - 4;
		if (step > left)
			step = left;
		c->in.at += step;
		ng->skip_left -= step;
		left -= (size_t)step;
	}
	if (ng->skip_left > 4 || left < 4) {
		c->want = ng->skip_left > 4 ? 1 : 4;
		return false;
	}
	if (!check_trailer(c, ng->skip_at, ng->skip_len, c->in.at))
		return false;
	c->in.at += 4;
	ng->skip_left = 0;
	c->info.skipped_blocks++;
	return true;
}

static bool
is_skipped(uint32_t type)
{
	return type != BLOCK_SECTION && type != BLOCK_INTERFACE &&
		type != BLOCK_OLD_PACKET && type != BLOCK_SIMPLE_PACKET &&
		type != BLOCK_STATISTICS && type != BLOCK_PACKET;
}

/* The header of the block at the window's start: false when there is no whole one. */
static bool
look_at_block(struct capture *c, uint32_t *ret_type, uint32_t *ret_len)
{
	const uint8_t *at = c->in.at;

	if (input_left(&c->in) < BLOCK_MIN) {
		c->want = BLOCK_MIN;
		return false;
	}
	/* A new section may turn the byte order; its type reads the same in both. */
	if (load_u32le(at) == BLOCK_SECTION && !enter_section(c, at))
		return false;
	uint32_t type = load_u32(c->ng.is_big, at), len = load_u32(c->ng.is_big, at + 4);
	if (len < BLOCK_MIN || len % 4 != 0) {
		capture_damage(c, "block of type 0x%x says %u bytes", type, len);
		return false;
	}
	if (!is_skipped(type)) {
		if (len > INPUT_RECORD_MAX) {
			capture_damage(c, "block of type 0x%x says %u bytes, more than %d",
				type, len, INPUT_RECORD_MAX);
			return false;
		}
		if (input_left(&c->in) < len) {
			c->want = len;
			return false;
		}
		if (!check_trailer(c, input_offset(&c->in), len, at + len - 4))
			return false;
	}
	*ret_type = type;
	*ret_len = len;
	return true;
}

/* One block; true when it was taken, and `*n` grows when it was a packet. */
static bool
take_block(struct capture *c, struct frame *frame, size_t *n)
{
	uint32_t type, len;
	if (!look_at_block(c, &type, &len))
		return false;
	if (is_skipped(type)) {
		c->ng.skip_at = input_offset(&c->in);
		c->ng.skip_len = len;
		c->ng.skip_left = len;
		return true;
	}

	struct body b = { cursor_over((struct bytes){ c->in.at + 8, len - BLOCK_MIN }),
		c->ng.is_big };
	frame->offset = input_offset(&c->in);
	frame->file = c->file;
	bool taken, is_packet = false;
	if (type == BLOCK_SECTION) {
		taken = take_section(c, b);
	} else if (type == BLOCK_INTERFACE) {
		taken = take_interface(c, b);
	} else if (type == BLOCK_STATISTICS) {
		taken = take_statistics(c, b);
	} else {
		is_packet = true;
		taken = type == BLOCK_SIMPLE_PACKET
			? take_simple_packet(c, b, frame)
			: take_packet(c, b, type == BLOCK_OLD_PACKET, frame);
	}
	if (!taken)
		return false;
	c->in.at += len;
	*n += is_packet;
	return true;
}

size_t
pcapng_take(struct capture *c, struct frame *frames, size_t max)
{
	size_t n = 0;

	c->want = 0;
	while (n < max) {
		if (c->ng.skip_left > 0) {
			if (!skip_block(c))
				break;
		} else if (!take_block(c, &frames[n], &n)) {
			break;
		}
	}
	return n;
}

bool
pcapng_begin(struct capture *c)
{
	if (input_left(&c->in) < INPUT_MAGIC_LEN || load_u32le(c->in.at) != BLOCK_SECTION)
		return false;
	c->format = FORMAT_PCAPNG;
	if (!input_fill(&c->in, SECTION_MIN))
		capture_damage(c, "the section header is cut short: %zu of %d bytes",
			input_left(&c->in), SECTION_MIN);
	else
		(void)enter_section(c, c->in.at);
	return true;
}

void
pcapng_done(struct capture *c)
{
	free(c->ng.interfaces);
	c->ng = (struct pcapng){ 0 };
}
