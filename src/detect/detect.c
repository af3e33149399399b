/* detect.c - the detectors and finding types there are, findings and their scratch. */
#include "detect/detect.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>

/* Weak: a program may be linked without any. */
extern const struct detector *const __start_detectors[] __attribute__((weak));
extern const struct detector *const __stop_detectors[] __attribute__((weak));
extern const struct finding_type *const __start_finding_types[] __attribute__((weak));
extern const struct finding_type *const __stop_finding_types[] __attribute__((weak));

enum { TYPES_MAX = 128 };

size_t
detector_count(void)
{
	return (size_t)(__stop_detectors - __start_detectors);
}

static int
compare_detectors(const void *a, const void *b)
{
	const struct detector *const *x = a, *const *y = b;
	return strcmp((*x)->type.name, (*y)->type.name);
}

const struct detector *
detector_at(size_t i)
{
	static const struct detector *sorted[TYPES_MAX];
	size_t n = detector_count();
	must(i < n && n <= TYPES_MAX);
	if (!sorted[0]) {
		memcpy(sorted, __start_detectors, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_detectors);
	}
	return sorted[i];
}

size_t
finding_type_count(void)
{
	return (size_t)(__stop_finding_types - __start_finding_types);
}

static int
compare_types(const void *a, const void *b)
{
	const struct finding_type *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

const struct finding_type *
finding_type_at(size_t i)
{
	static const struct finding_type *sorted[TYPES_MAX];
	size_t n = finding_type_count();
	must(i < n && n <= TYPES_MAX);
	if (!sorted[0]) {
		memcpy(sorted, __start_finding_types, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_types);
	}
	return sorted[i];
}

const struct finding_type *
finding_type_find(const char *name)
{
	for (size_t i = 0; i < finding_type_count(); i++)
		if (strcmp(finding_type_at(i)->name, name) == 0)
			return finding_type_at(i);
	return NULL;
}

size_t
finding_type_fields(const struct finding_type *type)
{
	size_t n = 0;
	while (n < FIELDS_MAX && type->fields[n].name)
		n++;
	return n;
}

size_t
finding_type_field(const struct finding_type *type, const char *name)
{
	size_t i = 0, n = finding_type_fields(type);
	while (i < n && strcmp(type->fields[i].name, name) != 0)
		i++;
	must(i < n);
	return i;
}

/* --- findings --------------------------------------------------------------------------
 */

struct finding
finding_begin(const struct inspection *in)
{
	return in->base;
}

void
finding_emit(struct inspection *in, const struct finding *f)
{
	must(f->why.len > 0 && f->type != NULL);
	in->found(in, f);
}

void *
scratch_take(struct inspection *in, size_t len)
{
	size_t start = (in->scratch_used + 15) & ~(size_t)15;
	if (start > in->scratch_size || len > in->scratch_size - start)
		return NULL;
	in->scratch_used = start + len;
	return in->scratch + start;
}

struct bytes
scratch_printf(struct inspection *in, const char *fmt, ...)
{
	char *at = (char *)in->scratch + in->scratch_used;
	size_t room = in->scratch_size - in->scratch_used;
	va_list ap;
	if (room == 0)
		return bytes_text("");
	va_start(ap, fmt);
	int len = vsnprintf(at, room, fmt, ap);
	va_end(ap);
	size_t wrote = len < 0 ? 0 : (size_t)len < room ? (size_t)len : room - 1;
	in->scratch_used += wrote;
	return bytes_of(at, wrote);
}

struct bytes
scratch_copy(struct inspection *in, struct bytes text)
{
	size_t room = in->scratch_size - in->scratch_used;
	uint8_t *at = in->scratch + in->scratch_used;
	size_t len = text.len < room ? text.len : room;
	if (len)
		memcpy(at, text.at, len);
	in->scratch_used += len;
	return bytes_of(at, len);
}

struct bytes
scratch_hex(struct inspection *in, struct bytes bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *at = scratch_take(in, 2 * bytes.len);
	for (size_t i = 0; at && i < bytes.len; i++) {
		at[2 * i] = digits[bytes.at[i] >> 4];
		at[2 * i + 1] = digits[bytes.at[i] & 15];
	}
	return bytes_of(at, at ? 2 * bytes.len : 0);
}

/* --- community id ------------------------------------------------------------------- */

/* The type that an ICMP type is asked or answered by, -1 for one-way types; the pairs are
 * those of the specification's reference implementation. */
static int
icmp_partner(uint8_t proto, unsigned type)
{
	static const uint8_t v4[][2] = { { 8, 0 }, { 0, 8 }, { 13, 14 }, { 14, 13 },
		{ 15, 16 }, { 16, 15 }, { 17, 18 }, { 18, 17 }, { 10, 9 }, { 9, 10 } };
	static const uint8_t v6[][2] = { { 128, 129 }, { 129, 128 }, { 133, 134 },
		{ 134, 133 }, { 135, 136 }, { 136, 135 }, { 130, 131 }, { 131, 130 },
		{ 144, 145 }, { 145, 144 }, { 139, 140 }, { 140, 139 } };
	const uint8_t(*pairs)[2] = proto == IP_ICMP ? v4 : v6;
	size_t n = proto == IP_ICMP ? count_of(v4) : count_of(v6);
	for (size_t i = 0; i < n; i++)
		if (pairs[i][0] == type)
			return pairs[i][1];
	return -1;
}

static size_t
put_addr(uint8_t *at, struct addr a)
{
	uint64_t hi = __builtin_bswap64(a.hi), lo = __builtin_bswap64(a.lo);
	if (addr_is_v4(a)) {
		memcpy(at, (uint8_t *)&lo + 4, 4);
		return 4;
	}
	memcpy(at, &hi, 8);
	memcpy(at + 8, &lo, 8);
	return 16;
}

static void
put_u16(uint8_t *at, uint16_t v)
{
	v = __builtin_bswap16(v);
	memcpy(at, &v, sizeof(v));
}

/* Fetched once: each fetch takes locks and costs as much as the digest. */
static EVP_MD *sha1;
static void
fetch_sha1(void)
{
	sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	must(sha1);
}

char *
community_id(const struct finding *f, char ret[static COMMUNITY_ID_MAX])
{
	uint8_t text[2 + 16 + 16 + 2 + 4] = { 0 }, hash[SHA_DIGEST_LENGTH];
	bool icmp = f->proto == IP_ICMP || f->proto == IP_ICMPV6, one_way = false;
	bool ports = icmp || f->proto == IP_TCP || f->proto == IP_UDP || f->proto == 132;
	uint16_t sport = f->sport, dport = f->dport;
	if (icmp) { /* sport is the type, dport the code */
		int partner = icmp_partner(f->proto, f->sport);
		one_way = partner < 0;
		dport = one_way ? f->dport : (uint16_t)partner;
	}
	int order = addr_compare(f->src, f->dst);
	bool swap = !one_way && (order > 0 || (order == 0 && ports && sport > dport));
	size_t len = 2;
	len += put_addr(text + len, swap ? f->dst : f->src);
	len += put_addr(text + len, swap ? f->src : f->dst);
	text[len++] = f->proto;
	text[len++] = 0;
	if (ports) {
		put_u16(text + len, swap ? dport : sport);
		put_u16(text + len + 2, swap ? sport : dport);
		len += 4;
	}
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, fetch_sha1);
	must(EVP_Digest(text, len, hash, NULL, sha1, NULL) == 1);
	memcpy(ret, "1:", 2);
	(void)EVP_EncodeBlock((unsigned char *)ret + 2, hash, SHA_DIGEST_LENGTH);
	return ret;
}
