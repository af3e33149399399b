/* pcap.c - libpcap's own format: micro- and nanoseconds, both byte orders.
 *
 * As in libpcap: versions before 2.3 wrote the two lengths the other way round, 2.3 did so
 * at times, and Kuznetzov's records carry eight more bytes.  A capture length beyond the
 * snapshot length is taken as it is; beyond FRAME_MAX it is damage.  Seconds are unsigned,
 * which carries to 2106.
 */
#include "capture/reader.h"

enum { FILE_HEADER_LEN = 24, RECORD_LEN = 16, KUZNETZOV_RECORD_LEN = 24 };

enum magic {
	MAGIC_MICRO = (int)0xa1b2c3d4,
	MAGIC_NANO = (int)0xa1b23c4d,
	MAGIC_KUZNETZOV = (int)0xa1b2cd34,
	MAGIC_NAVTEL = (int)0xa12b3c4d,
};

static bool
known_magic(uint32_t magic, struct pcap *ret)
{
	ret->header_len = RECORD_LEN;
	ret->fraction_ns = 1000;
	switch ((enum magic)magic) {
	case MAGIC_MICRO:
	case MAGIC_NAVTEL:
		return true;
	case MAGIC_NANO:
		ret->fraction_ns = 1;
		return true;
	case MAGIC_KUZNETZOV:
		ret->header_len = KUZNETZOV_RECORD_LEN;
		return true;
	default:
		return false;
	}
}

static void
take_version(struct capture *c, const uint8_t *at)
{
	uint16_t major = load_u16(c->pcap.is_big, at);
	uint16_t minor = load_u16(c->pcap.is_big, at + 2);

	/* 543.0 is an oddity that libpcap reads as well. */
	if (!(major == 2 && minor <= 4) && !(major == 543 && minor == 0))
		capture_damage(c, "pcap version %u.%u is not known; 2.4 is", major, minor);
	c->pcap.lengths_swapped = major == 543 || (major == 2 && minor < 3);
	c->pcap.lengths_unsure = major == 2 && minor == 3;
}

bool
pcap_begin(struct capture *c)
{
	if (input_left(&c->in) < INPUT_MAGIC_LEN)
		return false;
	c->pcap.is_big = false;
	if (!known_magic(load_u32le(c->in.at), &c->pcap)) {
		c->pcap.is_big = true;
		if (!known_magic(load_u32be(c->in.at), &c->pcap))
			return false;
	}
	c->format = FORMAT_PCAP;
	if (!input_fill(&c->in, FILE_HEADER_LEN)) {
		capture_damage(c, "the file header is cut short: %zu of %d bytes",
			input_left(&c->in), FILE_HEADER_LEN);
		return true;
	}
	take_version(c, c->in.at + 4);
	/* The upper bits tell of a frame check sequence, which no one down the line needs.
	 */
	uint32_t linktype = load_u32(c->pcap.is_big, c->in.at + 20) & 0x03ffffff;
	c->pcap.linktype = linktype > UINT16_MAX ? UINT16_MAX : (uint16_t)linktype;
	c->in.at += FILE_HEADER_LEN;
	return true;
}

static void
mend_lengths(const struct pcap *p, uint32_t *caplen, uint32_t *wirelen)
{
	if (p->lengths_swapped || (p->lengths_unsure && *caplen > *wirelen)) {
		uint32_t was = *caplen;
		*caplen = *wirelen;
		*wirelen = was;
	}
}

/* Made twice, once for each byte order: this loop sees every packet. */
static inline __attribute__((always_inline)) size_t
take_records(struct capture *c, struct frame *frames, size_t max, bool is_big)
{
	const struct pcap p = c->pcap;
	const uint8_t *at = c->in.at, *const end = c->in.end;
	uint64_t offset = input_offset(&c->in);
	size_t n = 0;

	for (c->want = 0; n < max; n++) {
		size_t left = (size_t)(end - at);
		if (left < p.header_len) {
			c->want = p.header_len;
			break;
		}
		uint32_t caplen = load_u32(is_big, at + 8),
			 wirelen = load_u32(is_big, at + 12);
		if (__builtin_expect(p.lengths_swapped || p.lengths_unsure, 0))
			mend_lengths(&p, &caplen, &wirelen);
		if (__builtin_expect(caplen > FRAME_MAX, 0)) {
			c->in.at = at;
			capture_damage(c,
				"record says %u bytes, more than any packet has (%d)",
				caplen, FRAME_MAX);
			return n;
		}
		size_t len = p.header_len + caplen;
		if (left < len) {
			c->want = len;
			break;
		}
		frames[n] = (struct frame){
			.time_ns = (int64_t)load_u32(is_big, at) * 1000000000 +
				(int64_t)load_u32(is_big, at + 4) * p.fraction_ns,
			.offset = offset,
			.at = at + p.header_len,
			.caplen = caplen,
			.wirelen = wirelen,
			.linktype = p.linktype,
			.file = c->file,
		};
		at += len;
		offset += len;
	}
	c->in.at = at;
	return n;
}

size_t
pcap_take(struct capture *c, struct frame *frames, size_t max)
{
	return c->pcap.is_big ? take_records(c, frames, max, true)
			      : take_records(c, frames, max, false);
}
