/* utf8.c - bytes of strangers as text that every store accepts. */
#include "base/utf8.h"

int32_t
utf8_next(struct bytes b, size_t *pos)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t lead = b.at[(*pos)++];
	if (lead < 0x80)
		return lead;
	unsigned n = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : 2;
	if (lead < 0xc2 || lead >= 0xf8 || b.len - *pos < n - 1)
		return -1;
	uint32_t point = lead & (0x7fU >> n);
	for (unsigned i = 0; i + 1 < n; i++) {
		uint8_t more = b.at[*pos + i];
		if ((more & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (more & 0x3f);
	}
	if (point < least[n] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return -1;
	*pos += n - 1;
	return (int32_t)point;
}

/* Bytes of ASCII from `from` on, without NUL. */
static size_t
plain_run(struct bytes text, size_t from)
{
	static const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
	size_t pos = from;
	for (; text.len - pos >= 8; pos += 8) {
		uint64_t word = load_u64be(text.at + pos);
		if ((word | (word - ones)) & tops)
			break;
	}
	while (pos < text.len && text.at[pos] > 0 && text.at[pos] < 0x80)
		pos++;
	return pos - from;
}

size_t
utf8_of(struct bytes text, uint8_t *ret)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;
	for (size_t pos = 0; pos < text.len;) {
		size_t plain = plain_run(text, pos);
		if (plain > 0) {
			memcpy(ret + n, text.at + pos, plain);
			n += plain;
			pos += plain;
			continue;
		}
		size_t start = pos;
		if (utf8_next(text, &pos) > 0) {
			memcpy(ret + n, text.at + start, pos - start);
			n += pos - start;
			continue;
		}
		uint8_t byte = text.at[start];
		pos = start + 1;
		ret[n++] = '\\';
		ret[n++] = 'x';
		ret[n++] = (uint8_t)digits[byte >> 4];
		ret[n++] = (uint8_t)digits[byte & 15];
	}
	return n;
}
