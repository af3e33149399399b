/* addr.c - addresses and prefixes as text. */
#include "base/addr.h"

#include <arpa/inet.h>

int
addr_parse(const char *text, struct addr *ret, struct err *err)
{
	uint8_t raw[16];
	if (inet_pton(AF_INET, text, raw) == 1)
		*ret = addr_v4(load_u32be(raw));
	else if (inet_pton(AF_INET6, text, raw) == 1)
		*ret = addr_v6(raw);
	else
		return err_set(err, EINVAL, "'%s' is not an IPv4 or IPv6 address", text);
	return 0;
}

static struct addr
mask(uint8_t len)
{
	struct addr m = { 0, 0 };
	m.hi = len == 0 ? 0 : len >= 64 ? UINT64_MAX : UINT64_MAX << (64 - len);
	m.lo = len <= 64 ? 0 : UINT64_MAX << (128 - len);
	return m;
}

int
prefix_parse(const char *text, struct prefix *ret, struct err *err)
{
	char address[ADDR_TEXT_MAX + 1];
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	if (n >= sizeof(address))
		return err_set(err, EINVAL, "'%.60s' is not a prefix", text);
	memcpy(address, text, n);
	address[n] = '\0';

	struct addr a;
	int r = addr_parse(address, &a, err);
	if (r < 0)
		return r;
	long longest = strchr(address, ':') ? 128 : 32;
	long len = longest;
	if (slash) {
		char *end;
		errno = 0;
		len = strtol(slash + 1, &end, 10);
		if (errno || end == slash + 1 || *end || len < 0 || len > longest)
			return err_set(err, EINVAL,
				"'%s': the length of a prefix is 0 to %ld", text, longest);
	}
	uint8_t bits = (uint8_t)(len + 128 - longest);
	struct addr m = mask(bits);
	if ((a.hi & ~m.hi) || (a.lo & ~m.lo))
		return err_set(err, EINVAL, "'%s' has bits set right of its length", text);
	*ret = (struct prefix){ a, bits };
	return 0;
}

char *
addr_format(struct addr a, char ret[static ADDR_TEXT_MAX])
{
	uint8_t raw[16];
	for (int i = 0; i < 8; i++) {
		raw[i] = (uint8_t)(a.hi >> (56 - 8 * i));
		raw[8 + i] = (uint8_t)(a.lo >> (56 - 8 * i));
	}
	bool v4 = addr_is_v4(a);
	must(inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? raw + 12 : raw, ret, ADDR_TEXT_MAX));
	return ret;
}

char *
prefix_format(struct prefix p, char ret[static PREFIX_TEXT_MAX])
{
	char address[ADDR_TEXT_MAX];
	int len = addr_is_v4(p.addr) && p.len >= 96 ? p.len - 96 : p.len;
	(void)snprintf(ret, PREFIX_TEXT_MAX, "%s/%d", addr_format(p.addr, address), len);
	return ret;
}

struct addr
prefix_first(struct prefix p)
{
	return p.addr;
}

struct addr
prefix_last(struct prefix p)
{
	struct addr m = mask(p.len);
	return (struct addr){ p.addr.hi | ~m.hi, p.addr.lo | ~m.lo };
}

bool
prefix_holds(struct prefix p, struct addr a)
{
	struct addr m = mask(p.len);
	return (a.hi & m.hi) == p.addr.hi && (a.lo & m.lo) == p.addr.lo;
}
