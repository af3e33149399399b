/* fill.c - what packets carry: text, replies that prove themselves as such, pop-ups.
 *
 * The pop-up is the datagram that Windows showed as a dialog box: a connectionless DCE/RPC
 * request for NetrSendMessage(from, to, text).  The four texts are those that IPA printed
 * in its report of November 2005, their addresses replaced by reserved ones.
 */
#include "synth/stage.h"

static const char *const popup_texts[4] = {
	"Critical Error\n"
	"The Microsoft Windows system contains invalid registry entries and your computer "
	"will "
	"crash. Please download the Windows registry application from:\n"
	"www.fix-registry.example\n"
	"To fix your system immediately.\n",
	"STOP! System has encountered an Internal Error\n"
	"Your registry is corrupted.\n"
	"We recommend a complete system scan.\n"
	"Visit\n"
	"www.scan-system.example\n"
	"To repair now\n"
	"FAILURE TO ACT NOW MAY LEAD TO SYSTEM FAILURE!\n",
	"STOP! WINDOWS REQUIRES IMMEDIATE ATTENTION.\n"
	"Windows has found CRITICAL SYSTEM ERRORS.\n"
	"To fix the errors please do the following:\n"
	"1. Download Registry Repair from: http://www.registry-repair.example\n"
	"2. Install Registry Repair\n"
	"3. Run Registry Repair\n"
	"4. Reboot your computer\n"
	"FAILURE TO ACT NOW MAY LEAD TO DATA LOSS AND CORRUPTION!\n",
	"STOP! WINDOWS REQUIRES IMMEDIATE ATTENTION.\n"
	"Windows has found 55 Critical System Errors.\n"
	"To fix the errors please do the following:\n"
	"1. Download Repair Registry Pro from: www.repair-pro.example\n"
	"2. Install Repair Registry Pro\n"
	"3. Run Repair Registry Pro\n"
	"4. Reboot your computer\n"
	"FAILURE TO ACT NOW MAY LEAD TO SYSTEM FAILURE!\n",
};

struct pen {
	uint8_t *at;
	size_t len, size;
};

static void
write_bytes(struct pen *pen, const void *at, size_t len)
{
	must(len <= pen->size - pen->len);
	memcpy(pen->at + pen->len, at, len);
	pen->len += len;
}

static void
write_zeros(struct pen *pen, size_t len)
{
	must(len <= pen->size - pen->len);
	memset(pen->at + pen->len, 0, len);
	pen->len += len;
}

static void
write_u32le(struct pen *pen, uint32_t v)
{
	write_bytes(pen, &v, sizeof(v));
}

/* An NDR string: capacity, offset, length, the bytes, padding to four. */
static void
write_string(struct pen *pen, const char *text, size_t len)
{
	size_t used = strlen(text);
	write_u32le(pen, (uint32_t)len);
	write_u32le(pen, 0);
	write_u32le(pen, (uint32_t)len);
	write_bytes(pen, text, used);
	write_zeros(pen, len - used);
}

static void
write_popup(struct pen *pen, uint32_t tag, const char *text)
{
	static const uint8_t head[8] = { 4, 0, 0x28, 0, 0x10 };
	static const uint8_t msgsvcsend[16] = { 0xf8, 0x91, 0x7b, 0x5a, 0x00, 0xff, 0xd0,
		0x11, 0xa9, 0xb2, 0x00, 0xc0, 0x4f, 0xb6, 0xe6, 0xfc };
	static const uint8_t tail[24] = {
		[4] = 1, [14] = 0xff, [15] = 0xff, [16] = 0xff, [17] = 0xff
	};
	enum { NAME_LEN = 16, STRING_HEAD = 12 };
	size_t text_len = strlen(text) + 1;
	size_t body = 3 * STRING_HEAD + 2 * NAME_LEN + text_len;
	uint64_t activity = tag;

	write_bytes(pen, head, sizeof(head));
	write_zeros(pen, 16);
	write_bytes(pen, msgsvcsend, sizeof(msgsvcsend));
	for (int i = 0; i < 2; i++) {
		uint64_t part = random_mix(&activity);
		write_bytes(pen, &part, sizeof(part));
	}
	/* boot time, version, sequence, operation, hints; then length, fragment, serial */
	write_bytes(pen, tail, 18);
	uint16_t len = (uint16_t)body;
	write_bytes(pen, &len, sizeof(len));
	write_zeros(pen, 4);
	write_string(pen, "SYSTEM", NAME_LEN);
	write_string(pen, "ALERT", NAME_LEN);
	write_string(pen, text, text_len);
}

/* A question for www.example, and the answer when `reply`. */
static void
write_dns(struct pen *pen, uint32_t tag, bool reply)
{
	static const uint8_t question[] = "\3www\7example\0\0\1\0\1";
	static const uint8_t answer[] = "\xc0\x0c\0\1\0\1\0\0\16\20\0\4\xc6\x33\x64\1";
	uint8_t head[12] = { (uint8_t)(tag >> 8), (uint8_t)tag, 1, 0, 0, 1 };
	if (reply) {
		head[2] = 0x81;
		head[3] = 0x80;
		head[7] = 1;
	}
	write_bytes(pen, head, sizeof(head));
	write_bytes(pen, question, sizeof(question) - 1);
	if (reply)
		write_bytes(pen, answer, sizeof(answer) - 1);
}

/* The header and eight bytes of the SYN that an ICMP error answers: as if this sensor had
 * sent it, which it never did. */
static void
write_quote(struct pen *pen, const struct event *e)
{
	bool v4 = addr_is_v4(e->src);
	struct frame_buffer f;
	struct frame_ip ip = { .src = e->dst,
		.dst = e->src,
		.proto = IP_TCP,
		.ttl = 50,
		.id = (uint16_t)e->tag };
	struct frame_tcp tcp = { .sport = 1024 + (uint16_t)(e->tag >> 16) % 64512,
		.dport = 80,
		.seq = e->tag,
		.flags = TCP_SYN,
		.window = 8192 };

	frame_payload(&f, (struct bytes){ 0 });
	frame_put_tcp(&f, &tcp, &ip);
	frame_put_ip(&f, &ip);
	frame_cut(&f, v4 ? 28 : 48);
	write_bytes(pen, frame_bytes(&f).at, frame_bytes(&f).len);
}

size_t
fill_bytes(const struct event *e, uint8_t *ret, size_t size)
{
	static const char text[] = "teiten made this packet\r\n";
	static const char echo[] = "abcdefghijklmnopqrstuvwabcdefghi";
	static const char banner[] = "SSH-2.0-libssh-0.1\r\n";
	static const char ssdp[] = "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n";
	static const char sip[] = "SIP/2.0 404 Not Found\r\nContent-Length: 0\r\n\r\n";
	struct pen pen = { ret, 0, size };

	if (e->fill == FILL_TEXT) {
		write_bytes(&pen, text, sizeof(text) - 1);
	} else if (e->fill == FILL_ECHO) {
		write_bytes(&pen, echo, sizeof(echo) - 1);
	} else if (e->fill == FILL_BANNER) {
		write_bytes(&pen, banner, sizeof(banner) - 1);
	} else if (e->fill == FILL_DNS_QUERY || e->fill == FILL_DNS_REPLY) {
		write_dns(&pen, e->tag, e->fill == FILL_DNS_REPLY);
	} else if (e->fill == FILL_NTP_REPLY) {
		write_bytes(&pen, "\x24\x01\x00\xe9", 4); /* version 4, server */
		write_zeros(&pen, 44);
	} else if (e->fill == FILL_SSDP_REPLY) {
		write_bytes(&pen, ssdp, sizeof(ssdp) - 1);
	} else if (e->fill == FILL_SIP_REPLY) {
		write_bytes(&pen, sip, sizeof(sip) - 1);
	} else if (e->fill == FILL_QUOTE) {
		write_quote(&pen, e);
	} else if (e->fill >= FILL_POPUP && e->fill < FILL_POPUP + 4) {
		write_popup(&pen, e->tag, popup_texts[e->fill - FILL_POPUP]);
	}
	return pen.len;
}
