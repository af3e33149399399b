/* foreign.c - files that are no pcap, known by their first bytes, so that the refusal can
 * say what they are and what turns them into a capture.
 */
#include "capture/reader.h"

static const char editcap[] = "convert it: editcap -F pcap FILE NEW.pcap";
static const char unpack[] = "unpack it first";
static const char no_packets[] = "it holds no packets";

struct magic {
	uint16_t at, len;
	const char *bytes;
	const char *name, *advice;
};

#define MAGIC(offset, text, format, advice)                                                \
	{                                                                                  \
		offset, sizeof(text) - 1, text, format, advice                             \
	}

static const struct magic magics[] = {
	MAGIC(0, "GMBU", "a Microsoft Network Monitor 2 capture", editcap),
	MAGIC(0, "RTSS", "a Microsoft Network Monitor 1 capture", editcap),
	MAGIC(0, "snoop\0\0\0", "a Sun snoop capture", editcap),
	MAGIC(0, "btsnoop\0", "a Bluetooth snoop log", no_packets),
	MAGIC(0, "TRSNIFF data    \x1a", "a Sniffer (DOS) capture", editcap),
	MAGIC(0, "XCP\0", "a Sniffer for Windows (NetXRay) capture", editcap),
	MAGIC(0, "VL\0\0", "a NetXRay 1 capture", editcap),
	MAGIC(0, "iptrace 1.0", "an AIX iptrace 1 capture", editcap),
	MAGIC(0, "iptrace 2.0", "an AIX iptrace 2 capture", editcap),
	MAGIC(0, "\x05VNF", "a Visual Networks capture", editcap),
	MAGIC(0, "\x7fver", "an EtherPeek or OmniPeek capture", editcap),
	MAGIC(0, "ObserverPktBuffe", "a Network Instruments Observer capture", editcap),
	MAGIC(0, "\xaa\xaa\xaa\xaa", "a 5View capture", editcap),
	MAGIC(0, "\0\0\2\0\x12\5\0\x10", "a Tektronix K12 capture", editcap),
	MAGIC(0, "\x1c\0\1\xac", "an IXIA lcap capture", editcap),
	MAGIC(0, "\x1c\0\1\xab", "an IXIA lcap capture", editcap),
	MAGIC(0, "\xac\1\0\x1c", "an IXIA lcap capture", editcap),
	MAGIC(0, "\xab\1\0\x1c", "an IXIA lcap capture", editcap),
	MAGIC(0, "BZh", "compressed with bzip2", unpack),
	MAGIC(0,
		"\xfd"
		"7zXZ\0",
		"compressed with xz", unpack),
	MAGIC(0, "\x04\x22\x4d\x18", "compressed with lz4", unpack),
	MAGIC(0, "\x1f\x9d", "compressed with compress", unpack),
	MAGIC(0, "\x1f\x8b", "compressed with gzip a second time", unpack),
	MAGIC(0, "\x28\xb5\x2f\xfd", "compressed with zstd a second time", unpack),
	MAGIC(0, "PK\3\4", "a ZIP archive", unpack),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", unpack),
	MAGIC(257, "ustar", "a tar archive", unpack),
	MAGIC(0, "SQLite format 3", "an SQLite database", no_packets),
	MAGIC(0, "PAR1", "a Parquet file", no_packets),
	MAGIC(0, "Obj\1", "an Avro file", no_packets),
	MAGIC(0, "\xa5\x0c", "an nfdump flow file", no_packets),
	MAGIC(0, "\x0c\xa5", "an nfdump flow file", no_packets),
	MAGIC(0,
		"\x7f"
		"ELF",
		"a program", no_packets),
	MAGIC(0, "%PDF-", "a PDF document", no_packets),
};

static bool
is_text(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if ((b.at[i] < 0x20 && !strchr("\t\n\r\f\x1b", b.at[i])) ||
			b.at[i] == 0x7f || b.at[i] == 0)
			return false;
	return b.len > 0;
}

/* ERF has no magic: a record is a little-endian 32.32 time, a type, flags, a length that
 * includes its 16 bytes of header, drops, and the length on the wire.  Two in a row, or one
 * that ends the file, with times since 1990 and in order, are no accident. */
static bool
is_erf(struct bytes b)
{
	struct cursor c = cursor_over(b);
	uint64_t before = UINT64_C(631152000) << 32;
	int records = 0;

	while (records < 2 && cursor_left(&c) > 0) {
		uint64_t time = cursor_u64le(&c);
		uint8_t type = cursor_u8(&c) & 0x7f;
		cursor_skip(&c, 1);
		uint16_t len = cursor_u16be(&c);
		cursor_skip(&c, 4);
		if (!cursor_ok(&c) || time < before || type == 0 || type > 48 || len < 18)
			return false;
		before = time;
		if (++records == 1 && cursor_left(&c) < len - 16u)
			return b.len == FOREIGN_LOOK;
		cursor_skip(&c, len - 16u);
	}
	return records > 0;
}

bool
foreign_name(struct bytes start, const char **ret_name, const char **ret_advice)
{
	for (size_t i = 0; i < count_of(magics); i++) {
		const struct magic *m = &magics[i];
		if (start.len >= m->at + (size_t)m->len &&
			memcmp(start.at + m->at, m->bytes, m->len) == 0) {
			*ret_name = m->name;
			*ret_advice = m->advice;
			return true;
		}
	}
	if (is_text(start)) {
		*ret_name = "text";
		*ret_advice = no_packets;
		return true;
	}
	if (is_erf(start)) {
		*ret_name = "an Endace ERF capture";
		*ret_advice = editcap;
		return true;
	}
	return false;
}
