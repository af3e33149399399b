/* watch - judges over many packets, streams or findings of one key and a span of time.
 *
 * A watch says what its key is, counts in a tally of a fixed size, and judges the tally
 * when the key has been silent for its idle time, or at the end.  One watch is one file
 * here and a scene in synth that it must find, with a twin that it must not; WATCH() puts
 * it where watch_at() finds it.
 *
 * The engine (engine.c) owns the tables, their caps and the clock, and runs the detectors,
 * the streams and the watches over packets in the order in which they come.  It is one
 * thread's.  Threads that read one capture together have an engine each: a connection is
 * one engine's, and a key is in the tables of one by its address, where others find it
 * under a lock.
 */
#pragma once

#include "base/base.h"
#include "decode/decode.h"
#include "detect/detect.h"
#include "geo/geo.h"
#include "site/site.h"
#include "stream/stream.h"

/* A packet as a watch sees it. */
struct sighting {
	const struct packet *pkt; /* innermost */
	const struct sensor *sensor;
	enum kind kind;
	uint16_t port; /* under which it counts */
	uint16_t tools; /* packet_tool_marks() */
	bool arrived; /* addressed to the sensor; else sent by one of its addresses */
};

/* Sensors of more addresses are darknets, where nobody answers and nobody lived: what needs
 * an answer or a former user need not be looked for, and packets are many. */
enum { LINE_ADDRESSES_MOST = 4096 };
static inline bool
sighting_in_darknet(const struct sighting *s)
{
	return s->sensor->addresses > LINE_ADDRESSES_MOST;
}

struct watch_key {
	struct addr addr;
	uint64_t rest; /* ports and the like */
};

/* What is known of the observation: idle times and the smallest visible rate follow. */
struct telescope {
	uint64_t addresses; /* observed by all sensors together; 0: unknown */
	const struct geo *geo;
};

/* What the engine knows of every key, beside its tally. */
struct watched {
	struct watch_key key;
	int64_t first_ns, last_ns;
	int64_t now_ns; /* the latest packet of all: until when the silence is known */
	uint64_t
		packets; /* packets, streams or findings seen, `admit` - 1 not among them */
	uint64_t frame; /* of the first */
	uint16_t file, sensor;
	bool excluded;
};

enum watch_kinds {
	WATCH_SCAN = 1 << KIND_SCAN,
	WATCH_BACKSCATTER = 1 << KIND_BACKSCATTER,
	WATCH_OTHER = 1 << KIND_OTHER,
};

enum watch_interest {
	WATCH_NOT_MINE,
	WATCH_MINE,
	WATCH_IF_KNOWN, /* shown to a key that has a tally; begins none and moves no clock
			 */
};

struct watch {
	struct finding_type type;
	uint32_t tally_size; /* bytes, zeroed for a new key; plain data, no pointers */
	uint32_t keys_max; /* what a full table refuses is counted and told */
	uint32_t admit; /* a key has a tally from its n-th packet on (about); 0: 1 */

	/* Packets: those of `kinds` (enum watch_kinds) and `proto` (0: any).  The key is
	 * asked for each, so it must be cheap. */
	uint8_t kinds, proto;
	bool not_in_darknets; /* see sighting_in_darknet() */
	enum watch_interest (*packet_key)(const struct sighting *s, struct watch_key *ret);
	void (*packet)(void *tally, const struct sighting *s);

	/* Streams that ended. */
	bool (*stream_key)(const struct stream *s, struct watch_key *ret);
	void (*stream)(void *tally, const struct stream *s);

	/* Findings of the detector `of`. */
	const char *of;
	bool (*finding_key)(const struct finding *f, struct watch_key *ret);
	void (*finding)(void *tally, const struct finding *f);

	/* Silence that ends an event, seconds.  NULL: telescope_idle_s(). */
	int64_t (*idle_s)(const struct telescope *t);
	/* Emits a finding, or not.  in->base has the key's address as source, the times and
	 * the packets. */
	void (*judge)(const void *tally, const struct watched *w, const struct telescope *t,
		struct inspection *in);
};

/* clang-format off */
#define WATCH(ident)                                                       \
	static const struct watch ident;                                   \
	FINDING_TYPE(ident);                                               \
	__attribute__((used, retain, section("watches")))                  \
	static const struct watch *const ident##_entry = &ident;           \
	static const struct watch ident
/* clang-format on */

size_t watch_count(void);
const struct watch *watch_at(size_t i); /* sorted by name */

/* Seconds in which a source that sends `rate` packets a second to uniformly random
 * addresses of all 2^32 is expected to hit the telescope once; of one address where their
 * number is unknown. */
double telescope_gap_s(const struct telescope *t, double rate);
/* The idle time that follows: five such gaps at 10 packets a second, so that one in 150 of
 * such pauses is longer, between 8 minutes and one day; 15 minutes where the number of
 * addresses is unknown. */
int64_t telescope_idle_s(const struct telescope *t);

/* The organisation that surveys the Internet from an address, "" for none; by
 * data/survey-scanners.tsv. */
const char *survey_of(struct addr a);

/* Distinct values, estimated by linear counting over 128 bits: good to a tenth up to about
 * 200, and 710 for everything beyond. */
struct sketch128 {
	uint64_t bits[2];
};
void sketch128_add(struct sketch128 *s, uint64_t value);
uint32_t sketch128_estimate(const struct sketch128 *s);
uint64_t addr_mix(struct addr a); /* an address as a value to add */

/* The site's rule that keeps a finding out, or NULL. */
const struct suppression *suppressed_by(const struct site *site, const struct finding *f);

/* --- the engine ------------------------------------------------------------------------
 */

struct engine_config {
	const struct site *site;
	const struct sensor *only; /* or NULL */
	const struct geo *geo;
	const char *only_type; /* just the findings of this name; NULL: all */
	struct streams_config streams; /* its callbacks are the engine's */
	/* The engines of one capture, this one among them, by addr_share(); complete before
	 * the first packet.  NULL: it is alone. */
	struct engine **peers;
	unsigned n_peers;
	uint32_t secret;
	/* A finding, whole; its views die with the call. */
	void (*found)(void *arg, const struct finding *f);
	void *arg;
};

struct engine;
struct engine *engine_new(const struct engine_config *config);
void engine_free(struct engine *e);

/* Packets in the order in which they were read; the views live until the call returns.
 * `sensor` is the one that the packet came to, or that sent it. */
struct seen {
	const struct packet *pkt; /* innermost */
	const struct sensor *sensor;
	struct origin origin;
	bool arrived;
};
void engine_see(struct engine *e, const struct seen *seen, size_t n);
/* The time is known to be `now_ns` although nothing came: what was silent for long ends. */
void engine_tick(struct engine *e, int64_t now_ns);
/* Everything that is open ends, of its peers as well, which must rest meanwhile; they are
 * as new. */
void engine_finish(struct engine *e);

/* What was refused for want of room: names and counts, for coverage and for `detect`. */
uint64_t engine_suppressed(const struct engine *e); /* findings that rules kept out */
void engine_counts(const struct engine *e,
	void (*see)(void *arg, const char *what, uint64_t n), void *arg);

/* --- frames (sight.c) ------------------------------------------------------------------
 * From the frames of a capture to what the engine is shown. */

enum { SIGHTS_MAX = FRAMES_BATCH };
struct sights {
	struct decoded decoded[SIGHTS_MAX];
	struct seen seen[SIGHTS_MAX];
	size_t n;
};

/* Adds packet `d`, one of sights->decoded, for the sensor that it came to or that sent it;
 * nothing when it is no sensor's.  Gives the sensor that a packet outside of any tunnel
 * came to, if it knows that. */
const struct sensor *sights_add(struct sights *s, const struct site *site,
	const struct sensor *only, const struct decoded *d, const struct origin *origin);
