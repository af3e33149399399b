/* edonkey.c - eDonkey, eMule and the Kad network.
 *
 * Every message is a mark, its length and an opcode; one byte in 85 is a mark, so lengths
 * must chain from message to message, or fit an opcode exactly.
 */
#include "detect/detect.h"

enum { EDONKEY = 0xe3, EMULE = 0xc5, PACKED = 0xd4, KAD = 0xe4, KAD_PACKED = 0xe5 };
enum { HELLO = 0x01, HELLO_ANSWER = 0x4c, HELLO_LEAST = 32, MESSAGE_MOST = 2 << 20 };
enum { KIND, OPCODE };

static bool
is_mark(uint8_t byte)
{
	return byte == EDONKEY || byte == EMULE || byte == PACKED;
}

/* How many whole messages follow each other from the start; -1 when the chain breaks. */
static int
chain(struct bytes head)
{
	int n = 0;
	for (size_t at = 0; at + 6 <= head.len; n++) {
		uint32_t len = load_u32le(head.at + at + 1);
		if (!is_mark(head.at[at]) || len == 0 || len > MESSAGE_MOST)
			return -1;
		if (len + 5 > head.len - at)
			return n;
		at += len + 5;
	}
	return n;
}

static void
tell(struct inspection *in, const char *kind, uint8_t opcode, const char *why)
{
	struct finding f = finding_begin(in);
	f.values[KIND].text = bytes_text(kind);
	f.values[OPCODE].number = opcode;
	f.why = scratch_printf(in, "%s, opcode 0x%02x", why, opcode);
	finding_emit(in, &f);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		struct bytes head = s->side[side].head;
		if (head.len < 6 || !is_mark(head.at[0]) || s->side[side].hole_bytes)
			continue;
		uint32_t len = load_u32le(head.at + 1);
		uint8_t opcode = head.at[5];
		int n = chain(head);
		bool hello = head.at[0] == EDONKEY && len >= HELLO_LEAST && len < 1024 &&
			(opcode == HELLO_ANSWER || (opcode == HELLO && head.len > 6));
		if (n >= 2 || (n == 1 && hello)) {
			tell(in, hello ? "hello" : "messages", opcode,
				"messages with a mark and a length that chain");
			return;
		}
	}
}

/* Datagrams whose length follows from mark and opcode. */
static const struct {
	uint8_t mark, opcode;
	uint16_t len;
	const char *kind;
} datagrams[] = {
	{ KAD, 0x20, 35, "kad" },
	{ KAD, 0x21, 35, "kad" },
	{ KAD, 0x10, 27, "kad" },
	{ KAD, 0x18, 27, "kad" },
	{ KAD, 0x00, 27, "kad" },
	{ EDONKEY, 0x96, 6, "server" },
};

static void
packet(struct inspection *in, const struct packet *pkt)
{
	struct bytes p = pkt->payload;
	for (size_t i = 0; i < count_of(datagrams); i++)
		if (p.at[0] == datagrams[i].mark && p.at[1] == datagrams[i].opcode &&
			p.len == datagrams[i].len)
			tell(in, datagrams[i].kind, p.at[1],
				"a datagram of the length that its opcode has");
}

DETECTOR(edonkey) = {
	.type = {
		.name = "edonkey",
		.summary = "eDonkey, eMule and Kad",
		.summary_ja = "eDonkey/eMule/Kadの通信",
		.method =
			"A TCP side that begins with two whole messages (mark e3, c5 or d4 and "
			"a length that leads to the next), or one hello; a UDP datagram whose "
			"mark, opcode and length agree.  Random datagrams of these lengths "
			"agree once in 65,536, random streams less than once in a billion.",
		.fields = {
			[KIND] = { "kind", FIELD_TEXT, "hello, messages, kad or server" },
			[OPCODE] = { "opcode", FIELD_NUMBER, "of the first message" },
		},
	},
	.proto = IP_UDP,
	.min_len = 6,
	.packet = packet,
	.stream = stream,
};
