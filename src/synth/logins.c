/* logins.c - dictionary attacks on SSH and Telnet, a scan before one, and people.
 *
 * The sensor is a /24 with servers in it.  Facts: "finding" by type, and "dictionary" by
 * protocol with the measures "tries" and "linked_scan".  What is encrypted is random, of
 * the sizes that OpenSSH has with aes128-ctr and hmac-sha1.
 */
#include "synth/talk.h"

#define MILLI INT64_C(1000000)
#define SECOND INT64_C(1000000000)
#define MONTH "2024-11"

enum { SSH = 22, TELNET = 23, HOSTS = 256 };
enum { ACCEPT = 52, NONE = 68, FAILURE = 84, PASSWORD = 84, SUCCESS = 36 };
enum { KEXINIT = 20, NEWKEYS = 21, KEX_INIT = 30, KEX_REPLY = 31 };

static struct addr
host(uint32_t i)
{
	return addr_v4(0xcb007100 + i % HOSTS); /* 203.0.113.0/24 */
}

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "servers", "Testbed", "UTC", "203.0.113.0/24");
	stage_observed(s, "2024-11-12", "2024-11-14");
	return stage_time_ns(s, "2024-11-12T01:00:00Z");
}

/* --- SSH ------------------------------------------------------------------------------ */

/* What is encrypted. */
static void
sealed(struct talk *t, bool client, size_t len)
{
	uint8_t data[1024];
	must(len <= sizeof(data));
	for (size_t i = 0; i < len; i++)
		data[i] = (uint8_t)random_below(&t->stage->random, 256);
	talk_say(t, client, bytes_of(data, len));
}

/* A packet in clear; its length, its padding and its kind are real. */
static size_t
clear_packet(uint8_t *at, uint8_t kind, struct bytes body)
{
	size_t padding = 8 - (6 + body.len) % 8 + 4, len = 2 + body.len + padding;
	uint32_t be = __builtin_bswap32((uint32_t)len);
	memcpy(at, &be, 4);
	at[4] = (uint8_t)padding;
	at[5] = kind;
	if (body.len)
		memcpy(at + 6, body.at, body.len);
	memset(at + 6 + body.len, 0, padding);
	return 4 + len;
}

static struct bytes
name_lists(struct stage *stage, uint8_t body[static 256])
{
	static const char *const lists[] = { "curve25519-sha256", "ssh-ed25519",
		"aes128-ctr", "aes128-ctr", "hmac-sha1", "hmac-sha1", "none", "none", "",
		"" };
	size_t n = 16;
	for (size_t i = 0; i < n; i++)
		body[i] = (uint8_t)random_below(&stage->random, 256);
	for (size_t i = 0; i < count_of(lists); i++) {
		uint32_t len = (uint32_t)strlen(lists[i]), be = __builtin_bswap32(len);
		memcpy(body + n, &be, 4);
		if (len)
			memcpy(body + n + 4, lists[i], len);
		n += 4 + len;
	}
	memset(body + n, 0, 5);
	return bytes_of(body, n + 5);
}

/* Up to the acceptance of the service. */
static struct talk
ssh_begin(struct stage *stage, int64_t time_ns, struct talk_end client,
	struct talk_end server, const char *banner)
{
	uint8_t out[1024], body[256];
	struct talk t = talk_begin(stage, time_ns, client, server);
	talk_server(&t, "SSH-2.0-OpenSSH_8.9p1\r\n");
	size_t n = strlen(banner);
	memcpy(out, banner, n);
	n += clear_packet(out + n, KEXINIT, name_lists(stage, body));
	talk_say(&t, true, bytes_of(out, n));
	n = clear_packet(out, KEXINIT, name_lists(stage, body));
	talk_say(&t, false, bytes_of(out, n));
	n = clear_packet(out, KEX_INIT, bytes_of(body, 36));
	talk_say(&t, true, bytes_of(out, n));
	n = clear_packet(out, KEX_REPLY, bytes_of(body, 200));
	n += clear_packet(out + n, NEWKEYS, bytes_of("", 0));
	talk_say(&t, false, bytes_of(out, n));
	n = clear_packet(out, NEWKEYS, bytes_of("", 0));
	for (size_t i = 0; i < ACCEPT; i++)
		out[n++] = (uint8_t)random_below(&stage->random, 256);
	talk_say(&t, true, bytes_of(out, n));
	sealed(&t, false, ACCEPT);
	return t;
}

static void
ssh_try(struct talk *t, bool success)
{
	sealed(t, true, PASSWORD);
	sealed(t, false, success ? SUCCESS : FAILURE);
}

/* A program's connection: so many tries without a pause. */
static void
ssh_guess(struct stage *stage, int64_t time_ns, struct talk_end client,
	struct talk_end server, unsigned tries)
{
	struct talk t =
		ssh_begin(stage, time_ns, client, server, "SSH-2.0-libssh2_1.4.3\r\n");
	sealed(&t, true, NONE);
	sealed(&t, false, FAILURE);
	for (unsigned i = 0; i < tries; i++)
		ssh_try(&t, false);
	talk_end(&t);
}

/* A session after a success. */
static void
ssh_session(struct talk *t)
{
	for (unsigned i = 0; i < 30; i++) {
		t->time_ns += 300 * MILLI;
		sealed(t, true, 52);
		sealed(t, false, i % 7 ? 52 : 420);
	}
	talk_end(t);
}

static int
make_ssh(struct stage *stage, struct err *err)
{
	enum { CONNECTIONS = 2000, TRIES_OF_ONE = 5 };
	(void)err;
	int64_t start = set_up(stage);
	struct addr src = stage_address(stage, SMALL_CN, 7);
	for (uint32_t i = 0; i < CONNECTIONS; i++)
		ssh_guess(stage, start + i * 1500 * MILLI,
			(struct talk_end){ src, (uint16_t)(20000 + i) },
			(struct talk_end){ host(22), SSH }, TRIES_OF_ONE);
	talk_expect(stage, MONTH, "login", CONNECTIONS);
	talk_expect(stage, MONTH, "dictionary", 1);
	stage_fact(stage, MONTH, "dictionary", "SSH", "tries", CONNECTIONS * TRIES_OF_ONE);
	stage_fact(stage, MONTH, "dictionary", "SSH", "linked_scan", 0);
	stage_fact(stage, MONTH, "dictionary-day", "SSH", "attacks", 1);
	stage_fact(stage, MONTH, "dictionary-country", "CN", "attacks", 1);
	return 0;
}

/* A person with five slips and a success; programs that log in every minute; banners. */
static int
make_ssh_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	struct talk_end server = { host(22), SSH };
	for (unsigned k = 0; k < 2; k++) {
		struct talk t = ssh_begin(stage, start + k * 60 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_JP, 1), (uint16_t)(40000 + k) },
			server, "SSH-2.0-OpenSSH_9.6\r\n");
		sealed(&t, true, NONE);
		sealed(&t, false, FAILURE);
		for (unsigned i = 0; i < 3; i++) {
			t.time_ns += (4 + i) * SECOND;
			ssh_try(&t, k == 1 && i == 2);
		}
		if (k == 1)
			ssh_session(&t);
		else
			talk_end(&t);
	}
	for (uint32_t i = 0; i < 60; i++) {
		struct talk t = ssh_begin(stage, start + i * 60 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_US, 1), (uint16_t)(30000 + i) },
			server, "SSH-2.0-paramiko_2.7.2\r\n");
		ssh_try(&t, true);
		ssh_session(&t);
		t = talk_begin(stage, start + i * 20 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_CN, 5), (uint16_t)(20000 + i) },
			server);
		talk_client(&t, "SSH-2.0-Go\r\n");
		talk_server(&t, "SSH-2.0-OpenSSH_8.9p1\r\n");
		talk_end(&t);
	}
	talk_expect(stage, MONTH, "login", 62);
	talk_expect(stage, MONTH, "dictionary", 0);
	return 0;
}

/* --- a scan, then an attack ---------------------------------------------------------- */

static void
scan(struct stage *stage, int64_t start, struct addr src)
{
	for (uint32_t i = 0; i < HOSTS; i++) {
		struct talk_end from = { src, 51000 }, to = { host(i), SSH };
		int64_t at = start + i * 5 * MILLI;
		talk_tcp(stage, at, from, to, TCP_SYN, 1000 + i, 1024);
		if (i == 22 || i == 200) {
			talk_tcp(stage, at + MILLI, to, from, TCP_SYN | TCP_ACK, i, 65535);
			talk_tcp(stage, at + 2 * MILLI, from, to, TCP_RST, 1001 + i, 0);
		}
	}
}

static int
make_scan_first(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	struct addr src = stage_address(stage, SMALL_CN, 9);
	scan(stage, start, src);
	for (uint32_t i = 0; i < 40; i++)
		ssh_guess(stage, start + 600 * SECOND + i * 2 * SECOND,
			(struct talk_end){ src, (uint16_t)(20000 + i) },
			(struct talk_end){ host(i % 2 ? 22 : 200), SSH }, 3);
	talk_expect(stage, MONTH, "scan", 1);
	talk_expect(stage, MONTH, "dictionary", 1);
	stage_fact(stage, MONTH, "dictionary", "SSH", "tries", 120);
	stage_fact(stage, MONTH, "dictionary", "SSH", "linked_scan", 1);
	return 0;
}

/* Who scans does not log in, and who fails to log in a few times has not scanned. */
static int
make_scan_first_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	scan(stage, start, stage_address(stage, SMALL_CN, 9));
	for (uint32_t i = 0; i < 9; i++)
		ssh_guess(stage, start + 600 * SECOND + i * 20 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_US, 9), (uint16_t)(20000 + i) },
			(struct talk_end){ host(i % 2 ? 22 : 200), SSH }, 3);
	talk_expect(stage, MONTH, "scan", 1);
	talk_expect(stage, MONTH, "dictionary", 0);
	return 0;
}

/* --- Telnet ---------------------------------------------------------------------------
 */

/* Bots wait for prompts and send lines; a person sends characters and gets them back. */
static void
telnet(struct stage *stage, int64_t time_ns, struct talk_end client, struct talk_end server,
	const char *const (*pairs)[2], unsigned tries, bool success)
{
	static const uint8_t options[] = { 255, 253, 24, 255, 251, 1 };
	char line[64];
	struct talk t = talk_begin(stage, time_ns, client, server);
	talk_say(&t, false, bytes_of(options, sizeof(options)));
	talk_server(&t, "\r\nrouter login: ");
	for (unsigned i = 0; i < tries; i++) {
		(void)snprintf(line, sizeof(line), "%s\r\n", pairs[i][0]);
		talk_client(&t, line);
		(void)snprintf(line, sizeof(line), "%s\r\nPassword: ", pairs[i][0]);
		talk_server(&t, line);
		(void)snprintf(line, sizeof(line), "%s\r\n", pairs[i][1]);
		talk_client(&t, line);
		talk_server(&t,
			success && i + 1 == tries
				? "\r\nBusyBox v1.19\r\n# "
				: "\r\nLogin incorrect\r\nrouter login: ");
	}
	talk_end(&t);
}

/* Names and passwords that devices were sold with. */
static const char *const defaults[][2] = { { "root", "root" }, { "root", "admin" },
	{ "root", "1234" }, { "admin", "admin" }, { "admin", "password" },
	{ "admin", "1111" }, { "guest", "guest" }, { "user", "user" },
	{ "support", "support" }, { "root", "54321" }, { "service", "service" },
	{ "root", "default" } };

/* Three sources, ten targets each; one gets in. */
static int
make_telnet(struct stage *stage, struct err *err)
{
	enum { SOURCES = 3, TARGETS = 10, TRIES_OF_ONE = 3, SETS = 4 };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t s = 0; s < SOURCES; s++)
		for (uint32_t i = 0; i < TARGETS * SETS; i++)
			telnet(stage, start + s * 7200 * SECOND + i * 4 * SECOND,
				(struct talk_end){ stage_address(stage,
							   s == 2 ? SMALL_JP : SMALL_CN, s),
					(uint16_t)(20000 + i) },
				(struct talk_end){ host(10 + i % TARGETS), TELNET },
				defaults + i / TARGETS * TRIES_OF_ONE, TRIES_OF_ONE,
				s == 1 && i == TARGETS * SETS - 1);
	talk_expect(stage, MONTH, "login", SOURCES * TARGETS * SETS);
	talk_expect(stage, MONTH, "dictionary", SOURCES);
	stage_fact(stage, MONTH, "dictionary", "Telnet", "tries",
		SOURCES * TARGETS * SETS * TRIES_OF_ONE);
	stage_fact(stage, MONTH, "dictionary-by", "a program", "attacks", SOURCES);
	stage_fact(stage, MONTH, "dictionary-by", "a program", "succeeded", 1);
	/* How many of the four sets hold a name. */
	static const struct {
		const char *name;
		unsigned sets;
	} names[] = { { "root", 2 }, { "admin", 1 }, { "guest", 1 }, { "user", 1 },
		{ "support", 1 }, { "service", 1 } };
	for (size_t i = 0; i < count_of(names); i++) {
		stage_fact(stage, MONTH, "login-name", names[i].name, "connections",
			names[i].sets * SOURCES * TARGETS);
		stage_fact(stage, MONTH, "login-name", names[i].name, "sources", SOURCES);
	}
	return 0;
}

/* Somebody guesses the password of one account for half an hour, by hand, and gets in. */
static int
make_person(struct stage *stage, struct err *err)
{
	enum { CONNECTIONS = 16, TRIES_OF_ONE = 2 };
	static const char *const pairs[][2] = { { "operator", "spring" },
		{ "operator", "summer" } };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < CONNECTIONS; i++)
		telnet(stage, start + (i * 100 + random_below(&stage->random, 40)) * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_US, 5), (uint16_t)(20000 + i) },
			(struct talk_end){ host(10), TELNET }, pairs, TRIES_OF_ONE,
			i + 1 == CONNECTIONS);
	talk_expect(stage, MONTH, "login", CONNECTIONS);
	talk_expect(stage, MONTH, "dictionary", 1);
	stage_fact(stage, MONTH, "dictionary-by", "a person", "attacks", 1);
	stage_fact(stage, MONTH, "dictionary-by", "a person", "succeeded", 1);
	stage_fact(
		stage, MONTH, "dictionary", "Telnet", "tries", CONNECTIONS * TRIES_OF_ONE);
	return 0;
}

/* An operator who visits forty devices, and slips now and then. */
static int
make_telnet_twin(struct stage *stage, struct err *err)
{
	static const char *const right[][2] = { { "operator", "slip" },
		{ "operator", "right" } };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < 40; i++) {
		bool slips = i % 4 == 0;
		telnet(stage, start + i * 45 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_JP, 3), (uint16_t)(20000 + i) },
			(struct talk_end){ host(10 + i), TELNET }, right + !slips,
			1 + slips, true);
	}
	talk_expect(stage, MONTH, "login", 40);
	talk_expect(stage, MONTH, "dictionary", 0);
	return 0;
}

SCENE(ssh_dictionary) = {
	.name = "ssh-dictionary",
	.summary = "10,000 tries of one source to log in by SSH",
	.shows = "dictionary, T13",
	.make = make_ssh,
};

SCENE(ssh_dictionary_twin) = {
	.name = "ssh-dictionary-twin",
	.summary = "a person who slips five times, a program that succeeds, banners",
	.shows = "dictionary, T13",
	.make = make_ssh_twin,
};

SCENE(telnet_dictionary) = {
	.name = "telnet-dictionary",
	.summary = "three sources try the passwords that devices are sold with",
	.shows = "dictionary",
	.make = make_telnet,
};

SCENE(telnet_person) = {
	.name = "telnet-person",
	.summary = "a person who guesses one account's password for half an hour",
	.shows = "dictionary, T13",
	.make = make_person,
};

SCENE(telnet_dictionary_twin) = {
	.name = "telnet-dictionary-twin",
	.summary = "an operator visits forty devices",
	.shows = "dictionary",
	.make = make_telnet_twin,
};

SCENE(scan_then_attack) = {
	.name = "scan-then-attack",
	.summary = "a scan of port 22, and an attack on those who answered",
	.shows = "dictionary, scan, T13",
	.make = make_scan_first,
};

SCENE(scan_then_attack_twin) = {
	.name = "scan-then-attack-twin",
	.summary = "a scan of port 22, and another source that fails a few times",
	.shows = "dictionary",
	.make = make_scan_first_twin,
};
