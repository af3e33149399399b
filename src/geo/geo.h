/* geo - the country and network operator of an address, offline.
 *
 * The source is IPFire Location (libloc), a MaxMind-format file, or a CSV of prefixes; each
 * is flattened once into sorted ranges, so that a look-up costs about 100 ns.  The flat
 * form of the two databases is cached in a file that knows what it was made from.
 */
#pragma once

#include "base/base.h"

struct place {
	uint16_t country; /* two letters: 'J' << 8 | 'P'; 0 when unknown */
	uint32_t asn; /* 0 when unknown */
};

struct geo;

/* By the shape of `path`: *.mmdb, *.csv (network,country,asn,as_name), or NULL for the
 * system's libloc database.  `cache_dir` may be NULL: then nothing is cached. */
int geo_open(const char *path, const char *cache_dir, struct geo **ret, struct err *err);
/* Knows nothing: every look-up is unknown. */
struct geo *geo_none(void);
void geo_close(struct geo *geo);

struct place geo_find(const struct geo *geo, struct addr a);
/* Name of a network operator, or NULL; valid until geo_close. */
const char *geo_as_name(const struct geo *geo, uint32_t asn);

const char *geo_source(const struct geo *geo); /* "IPFire Location", "talot2.csv", "none" */
const char *geo_date(const struct geo *geo); /* "2022-10-29", "" when unknown */

static inline uint16_t
country_code(const char letters[static 2])
{
	return (uint16_t)((uint8_t)letters[0] << 8 | (uint8_t)letters[1]);
}

/* "JP"; "" for unknown.  `ret` holds 3 bytes. */
static inline char *
country_text(uint16_t country, char ret[static 3])
{
	ret[0] = (char)(country >> 8);
	ret[1] = (char)country;
	ret[2] = '\0';
	return ret;
}
