/* reader.h - one open capture, shared by the two formats.
 *
 * A format takes records from the window until `max` frames are found, the next record does
 * not fit into the window (it says how much it wants), or the next record is bad (it says
 * why).  It never fills the window: frames that it has returned point into it.
 */
#pragma once

#include "capture/capture.h"
#include "capture/input.h"

enum { FRAME_MAX = 262144 }; /* what libpcap and Wireshark take as the longest packet */
enum { INTERFACES_MAX = 65536 }; /* of one pcapng section */
enum { DAMAGE_TEXT_MAX = 256 };

enum format { FORMAT_PCAP, FORMAT_PCAPNG };

struct pcap {
	uint32_t header_len; /* of a record: 16, or 24 in Kuznetzov's format */
	uint32_t fraction_ns; /* what one unit below the second is worth */
	uint16_t linktype;
	bool is_big;
	bool lengths_swapped, lengths_unsure; /* versions before 2.3, and 2.3 */
};

struct interface {
	uint16_t linktype;
	uint32_t snaplen;
	int64_t offset_s;
	uint8_t resolution; /* if_tsresol as written */
	uint64_t multiply, divide; /* decimal resolutions: ns = ticks * multiply / divide */
	uint64_t lost, dropped; /* counted in info.lost; sum of the packets' drop counts */
};

struct pcapng {
	bool is_big;
	struct interface *interfaces;
	size_t n_interfaces, interfaces_size;
	int64_t last_ns; /* a simple packet has no time of its own */
	uint64_t skip_left; /* of a block that is not looked at */
	uint64_t skip_at; /* where it starts */
	uint32_t skip_len;
};

struct capture {
	struct input in;
	struct capture_info info;
	char *path;
	uint16_t file;
	enum format format;
	struct pcap pcap;
	struct pcapng ng;

	size_t want; /* bytes of the window that the next record needs */
	uint64_t damage_at; /* where the record starts that `damage` is about */
	char damage[DAMAGE_TEXT_MAX];
};

/* Each returns true when the window starts as its format does, and has taken the header. */
bool pcap_begin(struct capture *c);
bool pcapng_begin(struct capture *c);

size_t pcap_take(struct capture *c, struct frame *frames, size_t max);
size_t pcapng_take(struct capture *c, struct frame *frames, size_t max);
void pcapng_done(struct capture *c);

/* The name of the format that `start` (up to FOREIGN_LOOK bytes) belongs to, and what to do
 * about it; false when nothing is known. */
enum { FOREIGN_LOOK = 512 };
bool foreign_name(struct bytes start, const char **ret_name, const char **ret_advice);

/* The next record is bad. */
__attribute__((format(printf, 2, 3))) void capture_damage(
	struct capture *c, const char *fmt, ...);

/* capture_open for the set: `window` bytes of memory, and enum input_flags. */
int capture_open_as(const char *path, size_t window, unsigned flags, uint16_t file,
	struct capture **ret, struct err *err);
/* To the first frame again. */
int capture_restart(struct capture *c, struct err *err);

static inline uint32_t
load_u32(bool is_big, const uint8_t *p)
{
	return is_big ? load_u32be(p) : load_u32le(p);
}

static inline uint16_t
load_u16(bool is_big, const uint8_t *p)
{
	return is_big ? load_u16be(p) : load_u16le(p);
}
