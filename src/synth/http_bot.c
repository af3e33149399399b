/* http_bot.c - bots that ask web pages for orders, and programs that only look like it.
 *
 * Facts: "finding" http-bot and http-cnc; "cnc" by port and "cnc-state", each with the
 * measure "connections"; "cnc-placement" with "connections".
 */
#include "synth/talk.h"

#define SECOND INT64_C(1000000000)
#define MONTH "2010-02"

enum { SERVERS = 2, BOTS = 5, ASKS = 12, EVERY_S = 600, ORDERED_AT = 7 };

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "line", "Testbed", "UTC", "10.0.0.0/16");
	stage_observed(s, "2010-02-10", "2010-02-12");
	return stage_time_ns(s, "2010-02-10T09:00:00Z");
}

/* One exchange on a connection of its own; `extra` are header lines. */
static void
exchange(struct stage *stage, int64_t time_ns, struct talk_end client,
	struct talk_end server, const char *query, const char *extra, const char *answer)
{
	struct talk t = talk_begin(stage, time_ns, client, server);
	auto_free char *ask =
		base_printf("GET %s HTTP/1.1\r\nHost: www.example\r\n%s\r\n", query, extra);
	auto_free char *reply = base_printf(
		"HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(answer), answer);
	talk_client(&t, ask);
	talk_server(&t, reply);
	talk_end(&t);
}

static int
make_bots(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	const struct talk_end servers[SERVERS] = {
		{ stage_address(stage, SMALL_US, 1), 80 },
		{ stage_address(stage, SMALL_CN, 2), 8080 },
	};
	for (uint32_t i = 0; i < BOTS * ASKS; i++) {
		uint32_t bot = i % BOTS, turn = i / BOTS;
		const struct talk_end *server = &servers[bot % SERVERS];
		auto_free char *query = base_printf(
			"/panel/gate.php?id=PC%u_4F21&build_id=9C%u&os=XP", bot, bot % 2);
		/* The first server gives one order to all, the second never does. */
		const char *answer = server == servers && turn == ORDERED_AT
			? "flood http www.target.example 80 60\n"
			: "wait 10\n";
		exchange(stage, start + (turn * EVERY_S + bot * 11) * SECOND,
			(struct talk_end){ stage_address(stage, SMALL_JP, 20 + bot),
				(uint16_t)(2000 + i) },
			*server, query, "User-Agent: Mozilla/4.0\r\n", answer);
	}
	talk_expect(stage, MONTH, "http-bot", BOTS * ASKS);
	talk_expect(stage, MONTH, "http-cnc", SERVERS);
	stage_fact(stage, MONTH, "cnc", "80/tcp", "connections", 3 * ASKS);
	stage_fact(stage, MONTH, "cnc", "8080/tcp", "connections", 2 * ASKS);
	stage_fact(stage, MONTH, "cnc-state", "active", "connections", 3 * ASKS);
	stage_fact(stage, MONTH, "cnc-state", "idle", "connections", 2 * ASKS);
	stage_fact(stage, MONTH, "cnc-placement", "page of a web server", "connections",
		BOTS * ASKS);
	return 0;
}

/* An updater, telemetry, a browser on the page of a botnet, a reader of robots.txt, and two
 * orders, which are too few. */
static int
make_twin(struct stage *stage, struct err *err)
{
	static const struct {
		const char *query, *extra, *answer;
	} visits[] = {
		{ "/check?id=77AA&ver=1.2&os=XP", "User-Agent: Updater/1.2\r\n",
			"version=1.3\nurl=http://www.example/setup.exe\n" },
		{ "/collect?uid=5512&lang=ja&ver=3", "", "ok" },
		{ "/status?id=9&host=nas", "User-Agent: nas/4\r\n",
			"{\"cmd\":\"wait\",\"seconds\":60}" },
		{ "/panel/gate.php?id=PC1_4F21&os=XP", "Accept-Language: ja\r\n",
			"wait 10\n" },
		{ "/robots.txt", "User-Agent: crawler\r\n",
			"User-agent: *\nDisallow: /download/\n" },
		{ "/help?id=3&name=printer", "", "Downloads are at /drivers/3.zip\n" },
	};
	enum { TIMES = 6, ALONE = 2 };
	(void)err;
	int64_t start = set_up(stage);
	struct talk_end server = { stage_address(stage, SMALL_US, 1), 80 };
	for (uint32_t i = 0; i < TIMES * count_of(visits); i++)
		exchange(stage, start + i * 60 * SECOND,
			(struct talk_end){ stage_address(stage, SMALL_JP, 20 + i % 9),
				(uint16_t)(2000 + i) },
			server, visits[i % count_of(visits)].query,
			visits[i % count_of(visits)].extra,
			visits[i % count_of(visits)].answer);
	for (uint32_t i = 0; i < ALONE; i++)
		exchange(stage, start + i * 90 * SECOND,
			(struct talk_end){
				stage_address(stage, SMALL_JP, 70), (uint16_t)(4000 + i) },
			server, "/update?id=12&ver=5", "",
			"update http://www.example/6.exe\n");
	talk_expect(stage, MONTH, "http-bot", ALONE);
	talk_expect(stage, MONTH, "http-cnc", 0);
	return 0;
}

SCENE(http_bot) = {
	.name = "http-bot",
	.summary = "one botnet that asks two web pages for orders, one of which gives some",
	.shows = "http-bot, http-cnc, M12",
	.make = make_bots,
};

SCENE(http_bot_twin) = {
	.name = "http-bot-twin",
	.summary = "updaters, telemetry and a browser: programs that report, and no C&C",
	.shows = "http-bot",
	.make = make_twin,
};
