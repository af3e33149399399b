/* detect - recognises what a packet, or the start of a TCP stream, is.
 *
 * A detector is a pure function: it owns no memory, opens nothing and prints nothing.  What
 * it finds are views into what it was shown, or text in the scratch memory it was lent; the
 * caller copies the findings before either goes away.
 *
 * One detector is one file here and one .t file in tests/detect/.  There is no list to
 * update: DETECTOR() puts the table where detector_at() finds it.  The fields that it
 * declares are the columns of its dataset, the members of its JSON and its manual.
 */
#pragma once

#include "base/base.h"
#include "decode/decode.h"
#include "stream/stream.h"

enum { FIELDS_MAX = 24 };

enum field_type {
	FIELD_TEXT, /* stored as UTF-8; bytes that are none become \xNN */
	FIELD_BYTES, /* stored as they are */
	FIELD_NUMBER, /* int64 */
};

struct field {
	const char *name; /* snake_case */
	enum field_type type;
	const char *help; /* meaning and unit, one line */
};

/* What a detector or a watch finds. */
struct finding_type {
	const char *name; /* dashed id, never reused; its dataset has underscores */
	const char *summary, *summary_ja; /* one line, no full stop */
	const char *
		method; /* how it judges, with its thresholds and its false-positive rate */
	struct field fields[FIELDS_MAX]; /* up to the first without a name */
};

struct field_value {
	struct bytes text; /* of FIELD_TEXT and FIELD_BYTES */
	int64_t number;
};

/* One finding.  The engine fills in the packet's or the stream's own addresses and times
 * before the detector is asked; a detector changes them only when it knows better. */
struct finding {
	const struct finding_type *type;
	int64_t first_ns, last_ns;
	struct addr src, dst;
	uint16_t sport, dport;
	uint8_t proto;
	bool excluded; /* traffic that the site takes out of its figures */
	uint64_t packets; /* it rests on */
	uint64_t frame; /* number of the first of them in its file, from 1; 0: many files */
	uint16_t file, sensor;
	struct bytes why; /* rule, counters, thresholds: never empty */
	struct field_value values[FIELDS_MAX]; /* by the type's fields */
};

/* Where findings go, and memory that lives until the detector or watch returns. */
struct inspection {
	struct finding base; /* what a new finding starts as */
	void (*found)(struct inspection *in, const struct finding *f);
	void *arg;
	uint8_t *scratch;
	size_t scratch_used, scratch_size;
};
enum { SCRATCH_SIZE = 512 << 10 };

/* A finding with the addresses and times of what is being looked at. */
struct finding finding_begin(const struct inspection *in);
void finding_emit(struct inspection *in, const struct finding *f);

/* `len` bytes of scratch, NULL when there are no more: then find less, never fail. */
void *scratch_take(struct inspection *in, size_t len);
/* Formatted text; cut when scratch is full. */
__attribute__((format(printf, 2, 3))) struct bytes scratch_printf(
	struct inspection *in, const char *fmt, ...);
struct bytes scratch_copy(struct inspection *in, struct bytes text);
/* Small letters; empty when scratch is full. */
struct bytes scratch_hex(struct inspection *in, struct bytes bytes);

/* A part of a datagram that a protocol above UDP cut up. */
struct fragment {
	uint8_t key[32]; /* of the whole: equal in all its parts (addresses are added) */
	uint16_t index;
	bool last;
	struct bytes head; /* goes before the joined bodies, of part 0 */
	struct bytes body;
};

struct detector {
	struct finding_type type;

	/* Packets of this protocol with at least so much payload; innermost packets,
	 * fragments after the first left out. */
	uint8_t proto; /* 0: of any */
	uint16_t min_len;
	void (*packet)(struct inspection *in, const struct packet *pkt);
	/* True if the packet is a part of something longer: it is joined with the others,
	 * in order, and `packet` is shown the whole instead. */
	bool (*fragment)(const struct packet *pkt, struct fragment *ret);

	/* A TCP stream that has ended, or that has filled its heads. */
	void (*stream)(struct inspection *in, const struct stream *s);
	/* Takes out of a full head what is not needed, so that a long stream is followed
	 * further; returns the new length, `len` if the stream is none of its own.  A pure
	 * function of the bytes. */
	size_t (*compact)(
		const struct stream *s, enum side side, uint8_t *head, size_t len);
};

/* clang-format off */
#define FINDING_TYPE(ident)                                                \
	__attribute__((used, retain, section("finding_types")))            \
	static const struct finding_type *const ident##_type = &ident.type
#define DETECTOR(ident)                                                    \
	static const struct detector ident;                                \
	FINDING_TYPE(ident);                                               \
	__attribute__((used, retain, section("detectors")))                \
	static const struct detector *const ident##_entry = &ident;        \
	static const struct detector ident
/* clang-format on */

size_t detector_count(void);
const struct detector *detector_at(size_t i); /* sorted by name */

/* Of detectors and watches, sorted by name. */
size_t finding_type_count(void);
const struct finding_type *finding_type_at(size_t i);
const struct finding_type *finding_type_find(const char *name); /* NULL: there is none */
size_t finding_type_fields(const struct finding_type *type);
/* By name, for those who read findings of others; must exist. */
size_t finding_type_field(const struct finding_type *type, const char *name);

/* Community ID version 1 of a finding's addresses and ports, seed 0; source: the
 * specification at https://github.com/corelight/community-id-spec. */
enum { COMMUNITY_ID_MAX = 32 };
char *community_id(const struct finding *f, char ret[static COMMUNITY_ID_MAX]);
