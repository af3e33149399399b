/* floor.c - the least that the core report costs: a small program that knows one format.
 *
 * Reads a little-endian Ethernet pcap and counts, exactly and in memory, the packets and
 * the distinct sources of every protocol and port and the packets of every hour, for IPv4
 * and IPv6.  No store, no time zones, no tunnels, no accesses: what any real system adds is
 * measured against this.
 */
#include "base/bytes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* One source at one port.  IPv4 fits in one word, and nearly everything is IPv4. */
struct key {
	uint64_t hi, lo;
	uint32_t port; /* protocol << 16 | port */
	bool v4;
};

/* Two sets with linear probing; a slot whose last word is 0 is free. */
struct set {
	uint64_t *at;
	size_t words, used, mask; /* words of a key: 1 or 3 */
};

static uint64_t packets[1 << 24], sources[1 << 24], hours[24];

static uint64_t
mix(uint64_t a, uint64_t b)
{
	__uint128_t m = (__uint128_t)(a ^ UINT64_C(0x2d358dccaa6c78a5)) *
		(b ^ UINT64_C(0x8bb84b93962eacc9));
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static bool
set_add(struct set *s, const uint64_t *key)
{
	size_t words = s->words;
	if (s->used * 3 >= s->mask * 2) {
		struct set larger = { NULL, words, 0, s->mask * 2 + 1 };
		larger.at = calloc((larger.mask + 1) * words, sizeof(*larger.at));
		if (!larger.at)
			abort();
		for (size_t i = 0; s->at && i <= s->mask; i++)
			if (s->at[i * words + words - 1])
				(void)set_add(&larger, s->at + i * words);
		free(s->at);
		*s = larger;
	}
	size_t i = mix(key[0], words == 1 ? key[0] : key[1] ^ key[2]) & s->mask;
	for (; s->at[i * words + words - 1]; i = (i + 1) & s->mask)
		if (memcmp(s->at + i * words, key, words * sizeof(*key)) == 0)
			return false;
	memcpy(s->at + i * words, key, words * sizeof(*key));
	s->used++;
	return true;
}

static bool
is_new(struct set *v4, struct set *v6, struct key k)
{
	uint64_t port = UINT64_C(1) << 24 | k.port; /* never 0 */
	if (k.v4)
		return set_add(v4, &(uint64_t){ port << 32 | (uint32_t)k.lo });
	return set_add(v6, (uint64_t[]){ k.hi, k.lo, port });
}

/* Protocol and port of an IP packet, and its source; false for what is cut short. */
static bool
decode(const uint8_t *p, size_t len, struct key *ret)
{
	size_t header;
	uint8_t proto;

	if (len < 34)
		return false;
	uint16_t type = load_u16be(p + 12);
	p += 14;
	len -= 14;
	if (type == 0x0800) {
		header = (p[0] & 15u) * 4u;
		proto = p[9];
		*ret = (struct key){ 0, load_u32be(p + 12), 0, true };
	} else if (type == 0x86dd && len >= 40) {
		header = 40;
		proto = p[6];
		*ret = (struct key){ load_u64be(p + 8), load_u64be(p + 16), 0, false };
	} else {
		return false;
	}
	if (len < header + 4)
		return false;
	uint16_t port = proto == 6 || proto == 17 ? load_u16be(p + header + 2) : p[header];
	ret->port = (uint32_t)proto << 16 | port;
	return true;
}

static void
count(uint8_t *map, const uint8_t *end)
{
	const uint8_t *at = map;
	struct set v4 = { NULL, 1, 0, (1 << 16) - 1 }, v6 = { NULL, 3, 0, (1 << 16) - 1 };
	v4.at = calloc(v4.mask + 1, 8);
	v6.at = calloc(v6.mask + 1, 24);
	if (!v4.at || !v6.at)
		abort();

	for (at += 24; end - at >= 16;) {
		uint32_t seconds = load_u32le(at), len = load_u32le(at + 8);
		struct key key;
		at += 16;
		if (len > (size_t)(end - at))
			break;
		if (decode(at, len, &key)) {
			packets[key.port]++;
			sources[key.port] += is_new(&v4, &v6, key);
			hours[seconds / 3600 % 24]++;
		}
		at += len;
		/* What was read goes, or the file would count as our memory. */
		if (at - map > 8 << 20) {
			(void)madvise(map, 4 << 20, MADV_DONTNEED);
			map += 4 << 20;
		}
	}
	free(v4.at);
	free(v6.at);
}

int
main(int argc, char **argv)
{
	struct stat info;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0 || fstat(fd, &info) < 0 || info.st_size < 24) {
		(void)fprintf(stderr, "usage: floor FILE.pcap\n");
		return 2;
	}
	uint8_t *at = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	uint32_t magic = at == MAP_FAILED ? 0 : load_u32le(at); /* micro- or nanoseconds */
	if ((magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) || load_u32le(at + 20) != 1) {
		(void)fprintf(stderr, "floor: not a little-endian Ethernet pcap\n");
		return 1;
	}
	count(at, at + info.st_size);
	for (size_t i = 0; i < 1 << 24; i++)
		if (packets[i])
			(void)printf("%zu/%zu %llu %llu\n", i >> 16, i & 0xffff,
				(unsigned long long)packets[i],
				(unsigned long long)sources[i]);
	for (int i = 0; i < 24; i++)
		(void)printf("hour %02d %llu\n", i, (unsigned long long)hours[i]);
	return 0;
}
