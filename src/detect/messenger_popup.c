/* messenger_popup.c - Windows Messenger Service pop-up spam.
 *
 * One UDP datagram puts a dialog box on the screen of an unpatched Windows NT to XP: a
 * connectionless DCE/RPC request for NetrSendMessage(from, to, text).  It needs no reply,
 * so senders forge their address: count targets and texts, never senders.  Neither the port
 * nor the flags, the object id or the checksum say anything; the interface does.
 */
#include "detect/popup_family.h"
#include "proto/charset.h"

#include <xxhash.h>

enum { HEADER_LEN = 80, RPC_VERSION = 4, PTYPE_REQUEST = 0, OP_SEND_MESSAGE = 0 };
enum { FLAG_LAST_FRAGMENT = 2, FLAG_FRAGMENT = 4, UUID_LEN = 16 };
enum { OFFSET_SEQUENCE = 64 };
/* What no message box of the service carries: the names are at most 15 characters and a
 * zero, in spam padded to as much as the longer of both. */
enum { NAME_MOST = 256, RUN_SUSPECT = 64, BINARY_PERCENT = 10 };

/* msgsvcsend, 5a7b91f8-ff00-11d0-a9b2-00c04fb6e6fc, in both byte orders. */
static const uint8_t msgsvcsend[2][UUID_LEN] = {
	{ 0x5a, 0x7b, 0x91, 0xf8, 0xff, 0x00, 0x11, 0xd0, 0xa9, 0xb2, 0x00, 0xc0, 0x4f,
		0xb6, 0xe6, 0xfc },
	{ 0xf8, 0x91, 0x7b, 0x5a, 0x00, 0xff, 0xd0, 0x11, 0xa9, 0xb2, 0x00, 0xc0, 0x4f,
		0xb6, 0xe6, 0xfc },
};

struct header {
	bool little;
	uint8_t flags1;
	struct bytes activity;
	uint16_t opnum, len, fragment;
};

/* True for a request of the interface; the cursor stands at its body then. */
static bool
read_header(struct cursor *c, struct header *ret)
{
	uint8_t version = cursor_u8(c), ptype = cursor_u8(c);
	ret->flags1 = cursor_u8(c);
	cursor_skip(c, 1);
	uint8_t order = cursor_u8(c) >> 4; /* 1: little-endian, 0: big-endian */
	cursor_skip(c, 2 + 1 + UUID_LEN); /* rest of drep, serial, object */
	struct bytes interface = cursor_take(c, UUID_LEN);
	ret->activity = cursor_take(c, UUID_LEN);
	cursor_skip(c, 4 + 4 + 4); /* boot time, version of the interface, sequence */
	ret->little = order == 1;
	ret->opnum = cursor_u16(c, ret->little);
	cursor_skip(c, 2 + 2);
	ret->len = cursor_u16(c, ret->little);
	ret->fragment = cursor_u16(c, ret->little);
	cursor_skip(c, 1 + 1); /* authentication, serial */
	return cursor_ok(c) && version == RPC_VERSION && ptype == PTYPE_REQUEST &&
		order <= 1 && ret->opnum == OP_SEND_MESSAGE &&
		memcmp(interface.at, msgsvcsend[order], UUID_LEN) == 0;
}

/* An NDR string: capacity, offset, length, the bytes; aligned to four from `start` on. */
static bool
read_string(struct cursor *c, const uint8_t *start, bool little, struct bytes *ret)
{
	size_t pad = -(size_t)(c->at - start) & 3;
	cursor_skip(c, pad);
	uint32_t capacity = cursor_u32(c, little), offset = cursor_u32(c, little);
	uint32_t len = cursor_u32(c, little);
	if (!cursor_ok(c) || offset != 0 || len > capacity || len == 0)
		return false;
	*ret = cursor_take(c, len);
	return cursor_ok(c);
}

/* What is shown of it: all before the first zero. */
static struct bytes
shown(struct bytes padded)
{
	const uint8_t *zero = memchr(padded.at, '\0', padded.len);
	return bytes_of(padded.at, zero ? (size_t)(zero - padded.at) : padded.len);
}

static struct bytes
as_utf8(struct inspection *in, struct bytes text, enum charset charset)
{
	size_t size = 4 * text.len + 8;
	uint8_t *at = scratch_take(in, size);
	return at ? bytes_of(at, charset_to_utf8(text, charset, at, size))
		  : bytes_of("", 0);
}

/* --- exploits -------------------------------------------------------------------------
 * MS03-043 overruns a buffer by bytes that grow when they are translated (0x14 becomes
 * two). Spam of 1,308 characters is real, so length alone says nothing; names that no
 * service has, runs of one byte and code in place of text do. */

static const char *
exploit_evidence(struct bytes from, struct bytes to, struct bytes text)
{
	size_t run = 0, longest = 0, binary = 0, grows = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		bool blank = c == ' ' || c == '-' || c == '_' || c == '=' || c == '*' ||
			c == '\n' || c == '\r' || c == '.' || c == '#';
		run = i > 0 && c == text.at[i - 1] && !blank ? run + 1 : 0;
		longest = run > longest ? run : longest;
		grows += c == 0x14;
		binary += (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
	}
	if (grows > 16 && grows * 4 > text.len)
		return "a quarter of the text is 0x14, which grows when it is translated";
	if (from.len > NAME_MOST || to.len > NAME_MOST)
		return "a name longer than any service has";
	if (longest >= RUN_SUSPECT)
		return "a long run of one byte in the text";
	if (text.len > 64 && binary * 100 > text.len * BINARY_PERCENT)
		return "a tenth of the text are control bytes";
	return NULL;
}

/* --- the detector ----------------------------------------------------------------------
 */

enum {
	FROM,
	TO,
	TEXT,
	RAW,
	CHARSET,
	LANGUAGE,
	FAMILY,
	TEMPLATE,
	HOSTS,
	URL,
	ACTIVITY,
	ORDER,
	FLAGS,
	EXPLOIT
};

/* The strings of a request; what is shown of them. */
struct message {
	struct bytes from, to, text;
};

static bool
read_message(struct cursor c, bool little, struct message *ret)
{
	const uint8_t *start = c.at;
	struct bytes from, to, text;
	if (!read_string(&c, start, little, &from) ||
		!read_string(&c, start, little, &to) ||
		!read_string(&c, start, little, &text))
		return false;
	*ret = (struct message){ shown(from), shown(to), shown(text) };
	return true;
}

static void
describe(struct inspection *in, const struct message *m, bool little, struct finding *f)
{
	struct popup_text said;
	enum charset charset = charset_of(m->text);
	popup_text_read(in, m->text, &said);
	f->values[FROM].text = as_utf8(in, m->from, charset_of(m->from));
	f->values[TO].text = as_utf8(in, m->to, charset_of(m->to));
	f->values[TEXT].text = as_utf8(in, m->text, charset);
	f->values[RAW].text = m->text;
	f->values[CHARSET].text = bytes_text(charset_name(charset));
	f->values[LANGUAGE].text = bytes_text(charset_language(f->values[TEXT].text));
	f->values[TEMPLATE].text =
		scratch_printf(in, "%016llx", (unsigned long long)said.template);
	f->values[FAMILY].text =
		*said.topic ? bytes_text(said.topic) : f->values[TEMPLATE].text;
	f->values[HOSTS].text = said.hosts;
	f->values[URL].text = said.url;
	f->values[ORDER].text = bytes_text(little ? "little" : "big");
	const char *exploit = exploit_evidence(m->from, m->to, m->text);
	f->values[EXPLOIT].number = exploit != NULL;
	f->why = scratch_printf(in,
		"connectionless DCE/RPC request, interface msgsvcsend, operation 0 "
		"(NetrSendMessage), %s-endian, three whole strings of %zu, %zu and %zu "
		"bytes%s%s",
		little ? "little" : "big", m->from.len, m->to.len, m->text.len,
		exploit ? "; like MS03-043: " : "", exploit ? exploit : "");
}

/* A campaign sends one message to everybody: what was found in the last ones is kept, and
 * the same request body, byte for byte, need not be read again. */
enum { KEPT = 32, KEPT_BODY = 1024, KEPT_TEXTS = 2560 };

struct kept {
	size_t len; /* of the body; 0: empty */
	bool little;
	struct bytes why;
	struct field_value values[EXPLOIT + 1];
	uint8_t body[KEPT_BODY], texts[KEPT_TEXTS];
};

static _Thread_local struct kept kept[KEPT];

static struct kept *
place_of(struct bytes body)
{
	return &kept[XXH3_64bits(body.at, body.len) % KEPT];
}

static bool
is_kept(const struct kept *k, struct bytes body, bool little)
{
	return body.len > 0 && k->len == body.len && k->little == little &&
		memcmp(k->body, body.at, body.len) == 0;
}

static struct bytes
keep_text(struct kept *k, size_t *used, struct bytes text)
{
	uint8_t *at = k->texts + *used;
	if (text.len)
		memcpy(at, text.at, text.len);
	*used += text.len;
	return bytes_of(at, text.len);
}

static void
keep(struct kept *k, struct bytes body, bool little, const struct finding *f)
{
	size_t size = f->why.len, used = 0;
	for (size_t i = 0; i < count_of(k->values); i++)
		size += f->values[i].text.len;
	if (body.len > KEPT_BODY || size > KEPT_TEXTS) /* nor can scratch have been full */
		return;
	k->len = body.len;
	k->little = little;
	memcpy(k->body, body.at, body.len);
	k->why = keep_text(k, &used, f->why);
	for (size_t i = 0; i < count_of(k->values); i++) {
		k->values[i].text = keep_text(k, &used, f->values[i].text);
		k->values[i].number = f->values[i].number;
	}
}

static bool
read_body(struct inspection *in, struct cursor c, bool little, struct finding *f)
{
	struct bytes body = cursor_rest(&c);
	struct kept *k = place_of(body);
	if (is_kept(k, body, little)) {
		memcpy(f->values, k->values, sizeof(k->values));
		f->why = k->why;
		return true;
	}
	struct message m;
	if (!read_message(c, little, &m))
		return false;
	describe(in, &m, little, f);
	keep(k, body, little, f);
	return true;
}

static void
packet(struct inspection *in, const struct packet *pkt)
{
	struct cursor c = cursor_over(pkt->payload);
	struct header h;
	if (!read_header(&c, &h))
		return;
	struct finding f = finding_begin(in);
	if (!read_body(in, c, h.little, &f))
		return;
	f.values[ACTIVITY].text = scratch_hex(in, h.activity);
	f.values[FLAGS].number = h.flags1;
	finding_emit(in, &f);
}

/* Requests that RPC itself cut up: the key is activity and sequence number. */
static bool
fragment(const struct packet *pkt, struct fragment *ret)
{
	struct cursor c = cursor_over(pkt->payload);
	struct header h;
	if (!read_header(&c, &h) || !(h.flags1 & FLAG_FRAGMENT))
		return false;
	memcpy(ret->key, h.activity.at, UUID_LEN);
	memcpy(ret->key + UUID_LEN, pkt->payload.at + OFFSET_SEQUENCE, 4);
	ret->index = h.fragment;
	ret->last = h.flags1 & FLAG_LAST_FRAGMENT;
	ret->head = bytes_of(pkt->payload.at, HEADER_LEN);
	struct bytes rest = cursor_rest(&c);
	ret->body = bytes_of(rest.at, rest.len < h.len ? rest.len : h.len);
	return true;
}

DETECTOR(messenger_popup) = {
	.type = {
		.name = "messenger-popup",
		.summary = "Windows Messenger Service pop-up spam",
		.summary_ja = "Windowsメッセンジャサービスを悪用したポップアップスパム",
		.method =
			"A UDP datagram on any port that is a connectionless DCE/RPC request "
			"(version 4, type 0) of the interface msgsvcsend, operation 0, in its "
			"own byte order, with three whole NDR strings.  Object, flags, ports "
			"and checksum are not asked for; requests in fragments are joined; one "
			"quoted in an ICMP error is none.  128 bits of the interface must "
			"match, so chance does not happen; no false one was found in any "
			"capture at hand.  A family is the topic of the text and whether it "
			"gives steps, or the template where no topic is known; a template is "
			"the text with hosts, numbers, case and white space generalised.",
		.fields = {
			[FROM] = { "shown_from", FIELD_TEXT, "sender's name that the dialog shows" },
			[TO] = { "shown_to", FIELD_TEXT, "recipient's name that the dialog shows" },
			[TEXT] = { "text", FIELD_TEXT, "the message as UTF-8" },
			[RAW] = { "raw", FIELD_BYTES, "the message's own bytes" },
			[CHARSET] = { "charset", FIELD_TEXT, "character set that its bytes are probably in" },
			[LANGUAGE] = { "language", FIELD_TEXT, "en, zh, ja, ko or other, by its characters" },
			[FAMILY] = { "family", FIELD_TEXT, "topic and build, or the template" },
			[TEMPLATE] = { "template", FIELD_TEXT, "64 bits of the generalised text, hexadecimal" },
			[HOSTS] = { "hosts", FIELD_TEXT, "host names in the text, separated by spaces" },
			[URL] = { "url_first", FIELD_TEXT, "first address in the text, as written" },
			[ACTIVITY] = { "activity", FIELD_TEXT, "activity UUID, hexadecimal as sent; equal in a sender's pair" },
			[ORDER] = { "byte_order", FIELD_TEXT, "little or big" },
			[FLAGS] = { "flags1", FIELD_NUMBER, "RPC flags" },
			[EXPLOIT] = { "exploit", FIELD_NUMBER, "1: like an attempt at MS03-043, see why" },
		},
	},
	.proto = IP_UDP,
	.min_len = HEADER_LEN,
	.packet = packet,
	.fragment = fragment,
};
