/* flat.h - networks in, one image of sorted ranges out; private to the room.
 *
 * The image is what look-ups read and, as it is, what the cache file holds: a header, then
 * an index of IPv4 by the upper 16 bits, the IPv4 ranges, the IPv6 ranges, the operators by
 * number and the text of their names.  A range reaches to the next one's start.
 */
#pragma once

#include "geo/geo.h"

enum { FLAT_BUCKETS = 65536, NETWORKS_MAX = 16 << 20, AS_NAME_MAX = 200 };

struct flat_v4 {
	uint16_t from; /* lower 16 bits; the first of a bucket has 0 */
	uint16_t country;
	uint32_t asn;
};

struct flat_v6 {
	uint64_t hi, lo;
	uint32_t asn;
	uint16_t country, unused;
};

struct flat_as {
	uint32_t asn, name; /* offset in the text */
};

/* What an image was made from. */
struct flat_origin {
	uint64_t len;
	int64_t mtime_s, mtime_ns;
	char source[64], date[DATE_TEXT_MAX];
};

struct flat_header {
	char magic[8];
	uint64_t image_len, sum_lo, sum_hi; /* XXH3-128 of all that follows the sums */
	struct flat_origin origin;
	uint64_t n_v4, n_v6, n_as, text_len;
};

struct flat {
	const struct flat_header *header;
	const uint32_t *bucket; /* FLAT_BUCKETS + 1 */
	const struct flat_v4 *v4;
	const struct flat_v6 *v6;
	const struct flat_as *as;
	const char *text;
	void *at; /* of the header */
	bool mapped;
};

struct network {
	struct prefix prefix;
	struct place place;
	uint32_t line; /* 0 when the source has none */
};

struct networks {
	struct network *all;
	size_t n, room;
	struct flat_as *as;
	size_t n_as, as_room;
	char *text;
	size_t text_len, text_room;
	struct flat_origin origin;
};

int networks_add(struct networks *to, struct prefix prefix, struct place place,
	uint32_t line, struct err *err);
/* The first name of a number stays.  Control characters become spaces. */
void networks_name(struct networks *to, uint32_t asn, const char *name, size_t len);
void networks_done(struct networks *networks);

/* The longest prefix that holds an address decides.  A network given twice with two lines
 * is an error that names both.  Sorts `from`. */
int flat_build(struct networks *from, struct flat *ret, struct err *err);
void flat_done(struct flat *flat);
/* Sets the pointers of an image at `at`; false when it is not one in every detail. */
bool flat_attach(void *at, size_t len, struct flat *ret);

/* True when the cache held an image of this very database. */
bool cache_load(const char *cache_dir, const char *path, const struct flat_origin *want,
	struct flat *ret);
/* In one piece or not at all; a cache that cannot be written is done without. */
void cache_store(const char *cache_dir, const char *path, const struct flat *flat);

/* Fill in networks, and the origin's source and date. */
int read_libloc(const char *path, struct networks *ret, struct err *err);
int read_mmdb(const char *path, struct networks *ret, struct err *err);
int read_csv(const char *path, struct bytes text, struct networks *ret, struct err *err);
