/* bittorrent.c - BitTorrent: the handshake of peers, the distributed hash table, uTP.
 *
 * The handshake and the table's messages say what they are; uTP is a bare header, so only
 * its SYN, in which six fields have one value each, is taken for it.
 */
#include "detect/detect.h"

enum { HANDSHAKE_LEN = 68, HASH_LEN = 20, UTP_LEN = 20, UTP_MOST = 40 };
enum { KIND, INFO_HASH, PEER };

static void
tell(struct inspection *in, const char *kind, struct bytes info_hash, struct bytes peer,
	const char *why)
{
	struct finding f = finding_begin(in);
	f.values[KIND].text = bytes_text(kind);
	f.values[INFO_HASH].text = scratch_hex(in, info_hash);
	f.values[PEER].text = peer;
	f.why = bytes_text(why);
	finding_emit(in, &f);
}

static void
stream(struct inspection *in, const struct stream *s)
{
	static const char protocol[] = "\x13"
				       "BitTorrent protocol";
	for (enum side side = CLIENT; side <= SERVER; side++) {
		struct bytes head = s->side[side].head;
		if (head.len < sizeof(protocol) - 1 ||
			memcmp(head.at, protocol, sizeof(protocol) - 1) != 0)
			continue;
		bool whole = head.len >= HANDSHAKE_LEN;
		tell(in, "handshake", bytes_of(head.at + 28, whole ? HASH_LEN : 0),
			bytes_of(head.at + 48, whole ? HASH_LEN : 0),
			"a side begins with 19 and \"BitTorrent protocol\"");
		return;
	}
}

static bool
begins(struct bytes text, const char *with)
{
	size_t len = strlen(with);
	return text.len >= len && memcmp(text.at, with, len) == 0;
}

/* The value of a key of 20 bytes in a flat bencoded dictionary, found by its whole form. */
static struct bytes
value_20(struct bytes text, const char *key)
{
	const uint8_t *at = memmem(text.at, text.len, key, strlen(key));
	size_t start = at ? (size_t)(at - text.at) + strlen(key) : 0;
	return at && text.len - start >= HASH_LEN ? bytes_of(text.at + start, HASH_LEN)
						  : bytes_of(text.at, 0);
}

static bool
is_utp_syn(struct bytes p)
{
	return p.len >= UTP_LEN && p.len <= UTP_MOST && p.at[0] == 0x41 && p.at[1] <= 2 &&
		load_u32be(p.at + 8) == 0 && load_u32be(p.at + 12) > 0 &&
		load_u16be(p.at + 16) == 1 && load_u16be(p.at + 18) == 0;
}

static void
packet(struct inspection *in, const struct packet *pkt)
{
	struct bytes p = pkt->payload;
	if (begins(p, "d1:ad2:id20:") || begins(p, "d1:rd2:id20:") ||
		begins(p, "d1:eli2")) {
		if (p.at[p.len - 1] == 'e' &&
			(memmem(p.at, p.len, "1:y1:q", 6) ||
				memmem(p.at, p.len, "1:y1:r", 6) ||
				memmem(p.at, p.len, "1:y1:e", 6)))
			tell(in, "dht", value_20(p, "9:info_hash20:"), bytes_text(""),
				"a bencoded message of the distributed hash table");
	} else if (begins(p, "BT-SEARCH * HTTP/1.1\r\n")) {
		tell(in, "lsd", bytes_text(""), bytes_text(""),
			"a search for peers on the local network");
	} else if (is_utp_syn(p)) {
		tell(in, "utp", bytes_text(""), bytes_text(""),
			"a uTP header of type SYN, version 1: sequence 1, nothing "
			"acknowledged, "
			"no delay measured, a window");
	}
}

DETECTOR(bittorrent) = {
	.type = {
		.name = "bittorrent",
		.summary = "BitTorrent",
		.summary_ja = "BitTorrentの通信",
		.method =
			"A TCP stream of which a side begins with the 20 bytes of the "
			"handshake; a UDP datagram that is a bencoded query, response or error "
			"of the DHT, or a search on the local network; or a uTP SYN.  The first "
			"three do not happen by chance, the "
			"last about once in 2^100 random datagrams of its length.",
		.fields = {
			[KIND] = { "kind", FIELD_TEXT, "handshake, dht, lsd or utp" },
			[INFO_HASH] = { "info_hash", FIELD_TEXT, "what is shared, hexadecimal, empty: not said" },
			[PEER] = { "peer", FIELD_TEXT, "peer id" },
		},
	},
	.proto = IP_UDP,
	.min_len = UTP_LEN,
	.packet = packet,
	.stream = stream,
};
