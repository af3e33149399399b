/* decode.c - undoing what hides SQL from whoever reads the bytes as they are.
 *
 * Each decoder writes at most as many bytes as it reads, and says whether anything changed.
 * They follow what servers do, not the standards: a broken escape stays as it is.
 */
#include "sql/private.h"

/* A code point as the byte that SQL would see; wide forms fold to ASCII as databases do. */
static uint8_t
narrow(uint32_t point)
{
	if (point >= 0xff01 && point <= 0xff5e)
		return (uint8_t)(point - 0xff01 + '!');
	if (point == 0x2b9 || point == 0x2bc || point == 0x2032)
		return '\'';
	return point < 0x100 ? (uint8_t)point : 0xff;
}

static int
hex_value(const uint8_t *at, unsigned digits)
{
	int value = 0;

	for (unsigned i = 0; i < digits; i++) {
		if (hex_digit(at[i]) < 0)
			return -1;
		value = value * 16 + hex_digit(at[i]);
	}
	return value;
}

/* The % of %S%E%L, before a byte that another % or the end follows, perhaps after a space.
 */
static bool
stray(struct bytes in, size_t i)
{
	size_t next = i + 2;

	if (i + 1 >= in.len)
		return false;
	if (next < in.len && in.at[next] == ' ')
		next++;
	return i > 0 ? next >= in.len || in.at[next] == '%'
		     : next < in.len && in.at[next] == '%';
}

static bool
decode_percent(struct bytes in, uint8_t *room, size_t *ret)
{
	bool spaces = memchr(in.at, ' ', in.len), changed = false;
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (c == '%' && in.len - i > 2 && hex_value(in.at + i + 1, 2) >= 0) {
			c = (uint8_t)hex_value(in.at + i + 1, 2);
			i += 2;
			changed = true;
		} else if (c == '%' && stray(in, i)) {
			c = in.at[++i]; /* %S%E%L: some servers drop what is no escape */
			changed = true;
		} else if (c == '+' && !spaces) {
			c = ' ';
			changed = true;
		}
		room[n++] = c;
	}
	*ret = n;
	return changed;
}

static bool
decode_unicode(struct bytes in, uint8_t *room, size_t *ret)
{
	bool changed = false;
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if ((c == '%' || c == '\\') && in.len - i > 5 &&
			lower(in.at[i + 1]) == 'u' && hex_value(in.at + i + 2, 4) >= 0) {
			c = narrow((uint32_t)hex_value(in.at + i + 2, 4));
			i += 5;
			changed = true;
		} else if (c == '\\' && in.len - i > 3 && in.at[i + 1] == 'x' &&
			hex_value(in.at + i + 2, 2) >= 0) {
			c = (uint8_t)hex_value(in.at + i + 2, 2);
			i += 3;
			changed = true;
		}
		room[n++] = c;
	}
	*ret = n;
	return changed;
}

/* The entity at the start: its length, or 0. */
static size_t
entity(struct bytes in, uint8_t *ret)
{
	static const struct {
		const char *name;
		uint8_t is;
	} names[] = { { "quot", '"' }, { "apos", '\'' }, { "lt", '<' }, { "gt", '>' },
		{ "nbsp", ' ' }, { "amp", '&' }, { "lpar", '(' }, { "rpar", ')' },
		{ "equals", '=' }, { "num", '#' }, { "semi", ';' }, { "comma", ',' } };
	size_t i = 1;
	uint32_t value = 0;

	if (in.len > 2 && in.at[1] == '#') {
		bool hex = lower(in.at[2]) == 'x';
		size_t from = i = hex ? 3 : 2;
		for (; i < in.len && i < from + 7; i++) {
			int digit = hex ? hex_digit(in.at[i])
					: (is_digit(in.at[i]) ? in.at[i] - '0' : -1);
			if (digit < 0)
				break;
			value = value * (hex ? 16 : 10) + (uint32_t)digit;
		}
		if (i == from)
			return 0;
		*ret = narrow(value);
		return i < in.len && in.at[i] == ';' ? i + 1 : i;
	}
	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		size_t len = strlen(names[k].name);
		if (in.len > len + 1 && in.at[len + 1] == ';' &&
			!memcmp(in.at + 1, names[k].name, len)) {
			*ret = names[k].is;
			return len + 2;
		}
	}
	return 0;
}

static bool
decode_entity(struct bytes in, uint8_t *room, size_t *ret)
{
	bool changed = false;
	size_t n = 0;

	if (!memchr(in.at, '&', in.len))
		return false;
	for (size_t i = 0; i < in.len;) {
		uint8_t c = in.at[i];
		size_t len = c == '&' ? entity(bytes_of(in.at + i, in.len - i), &c) : 0;
		changed |= len > 0;
		i += len ? len : 1;
		room[n++] = c;
	}
	*ret = n;
	return changed;
}

static int
base64_digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	return is_digit(c) ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* +ACc- : base64 of UTF-16; how many bytes it takes, or 0 when that is no ASCII. */
static size_t
utf7(struct bytes in, uint8_t *room, size_t *ret)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t i = 1, n = 0;

	for (; i < in.len && base64_digit(in.at[i]) >= 0; i++) {
		bits = bits << 6 | (uint32_t)base64_digit(in.at[i]);
		have += 6;
		if (have < 16)
			continue;
		have -= 16;
		uint32_t unit = bits >> have & 0xffff;
		if (unit < ' ' || unit > '~')
			return 0;
		room[n++] = (uint8_t)unit;
	}
	*ret = n;
	return n > 0 && i < in.len && in.at[i] == '-' ? i + 1 : 0;
}

static bool
decode_utf7(struct bytes in, uint8_t *room, size_t *ret)
{
	bool changed = false;
	size_t n = 0, made = 0;

	if (!memchr(in.at, '+', in.len) || !memchr(in.at, '-', in.len))
		return false;
	for (size_t i = 0; i < in.len;) {
		/* units begin with the high byte, so with A; a run is looked at once */
		size_t len = in.at[i] == '+' && i + 1 < in.len && in.at[i + 1] == 'A'
			? utf7(bytes_of(in.at + i, in.len - i), room + n, &made)
			: 0;
		if (!len) {
			room[n++] = in.at[i++];
			continue;
		}
		n += made;
		i += len;
		changed = true;
	}
	*ret = n;
	return changed;
}

/* A value that is base64 from end to end, of text and nothing but text. */
static bool
decode_base64(struct bytes in, uint8_t *room, size_t *ret)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0, len = in.len;

	while (len > 0 && in.len - len < 2 && in.at[len - 1] == '=')
		len--;
	if (len < 12 || len % 4 == 1 || (in.len != len && in.len % 4 != 0))
		return false;
	for (size_t i = 0; i < len; i++) {
		int digit = base64_digit(in.at[i] == '-' ? '+'
				: in.at[i] == '_'        ? '/'
							 : in.at[i]);
		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		room[n] = (uint8_t)(bits >> have);
		if (room[n] < ' ' || room[n] > '~')
			return false;
		n++;
	}
	*ret = n;
	return true;
}

static bool
decode_overlong(struct bytes in, uint8_t *room, size_t *ret)
{
	bool changed = false;
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		uint8_t a = i + 1 < in.len ? in.at[i + 1] : 0,
			b = i + 2 < in.len ? in.at[i + 2] : 0;
		if ((c == 0xc0 || c == 0xc1) && (a & 0xc0) == 0x80) {
			c = (uint8_t)((c & 1) << 6 | (a & 0x3f));
			i += 1;
			changed = true;
		} else if (c == 0xe0 && (a == 0x80 || a == 0x81) && (b & 0xc0) == 0x80) {
			c = (uint8_t)((a & 1) << 6 | (b & 0x3f));
			i += 2;
			changed = true;
		} else if (c == 0xef && a == 0xbc && (b == 0x87 || b == 0x82)) {
			c = b == 0x87 ? '\'' : '"'; /* quotes as wide as ideographs */
			i += 2;
			changed = true;
		}
		room[n++] = c;
	}
	*ret = n;
	return changed;
}

/* An empty comment inside of a word: databases see two words, filters that drop it see one.
 */
static bool
decode_comment(struct bytes in, uint8_t *room, size_t *ret)
{
	bool changed = false;
	size_t n = 0;

	for (size_t i = 0; i < in.len;) {
		if (i > 0 && in.len - i > 4 && in.at[i] == '/' && in.at[i + 1] == '*' &&
			in.at[i + 2] == '*' && in.at[i + 3] == '/' &&
			is_alpha(in.at[i - 1]) && is_alpha(in.at[i + 4])) {
			i += 4;
			changed = true;
			continue;
		}
		room[n++] = in.at[i++];
	}
	*ret = n;
	return changed;
}

/* UTF-7 and %u before percent, which would eat their signs. */
const struct decoder decoders[] = {
	{ SQL_BASE64, MARK_WORD, decode_base64 },
	{ SQL_UTF7, MARK_PLUS, decode_utf7 },
	{ SQL_UNICODE, MARK_PERCENT | MARK_BACKSLASH, decode_unicode },
	{ SQL_PERCENT, MARK_PERCENT | MARK_PLUS, decode_percent },
	{ SQL_ENTITY, MARK_AMPERSAND, decode_entity },
	{ SQL_OVERLONG, MARK_OVERLONG, decode_overlong },
	{ SQL_COMMENT, MARK_SIGN, decode_comment },
};
const unsigned decoder_count = sizeof(decoders) / sizeof(decoders[0]);

static bool
printable(uint8_t c)
{
	return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
}

/* 0x4445434c...: UTF-16 as well, whose every second byte is 0. */
static size_t
hex_text(struct bytes in, size_t from, uint8_t *room, size_t *ret)
{
	size_t n = 0, i = from;

	*ret = 0;
	for (; i + 1 < in.len && hex_value(in.at + i, 2) >= 0; i += 2) {
		uint8_t c = (uint8_t)hex_value(in.at + i, 2);
		if (printable(c))
			room[n++] = c;
		else if (c)
			return i + 2;
	}
	*ret = n;
	return i;
}

/* char(68,69) or chr(68)||chr(69): the numbers of the calls that follow each other. */
static size_t
char_text(struct bytes in, size_t from, uint8_t *room, size_t *ret)
{
	size_t n = 0, i = from;
	uint32_t value = 0;
	bool digits = false;

	for (; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (is_digit(c) && value < 100000) {
			value = value * 10 + (uint32_t)(c - '0');
			digits = true;
			continue;
		}
		if (digits && printable((uint8_t)value) && value < 128)
			room[n++] = (uint8_t)value;
		value = 0;
		digits = false;
		if (!strchr("chrCHRA a+|&,()n", c) || !c)
			break;
	}
	*ret = n;
	return i;
}

bool
decode_literal(struct bytes in, size_t *from, uint8_t *room, size_t *ret)
{
	for (size_t i = *from; i + 4 < in.len; i++) {
		uint8_t next = lower(in.at[i + 1]);
		size_t end = 0;
		if ((in.at[i] == '0' && next == 'x') ||
			(lower(in.at[i]) == 'x' && next == '\''))
			end = hex_text(in, i + 2, room, ret);
		else if (lower(in.at[i]) == 'c' && next == 'h' &&
			(!memcmp(in.at + i + 2, "r(", 2) ||
				!memcmp(in.at + i + 2, "R(", 2) ||
				(i + 5 < in.len && lower(in.at[i + 2]) == 'a' &&
					in.at[i + 4] == '(')))
			end = char_text(in, i + (in.at[i + 3] == '(' ? 4 : 5), room, ret);
		if (!end)
			continue;
		i = end - 1;
		if (*ret >= 6) {
			*from = end;
			return true;
		}
	}
	return false;
}
