/* honeypots.c - IIJ's two views of its honeypots: packets by port with oddities of unknown
 * purpose, and where the sources are. */
#include "synth/stage.h"

enum { HONEYPOTS = 3, DAYS = 10 };

static void
set_up(struct stage *stage)
{
	stage_small(stage);
	for (int i = 0; i < HONEYPOTS; i++) {
		char name[32], address[32];
		(void)snprintf(name, sizeof(name), "honeypot-%d", i + 1);
		(void)snprintf(address, sizeof(address), "192.0.2.%d/32", 50 + i);
		stage_observed(stage_sensor(stage, name, "Testbed", "Asia/Tokyo", address),
			"2008-06-01", "2008-06-11");
	}
}

static int64_t
draw_time_ns(struct stage *stage, int day)
{
	int64_t start = stage_time_ns(&stage->sensors[0], "2008-06-01");
	uint64_t day_ns = UINT64_C(86400000000000);
	return start +
		(int64_t)((uint64_t)day * day_ns + random_u64(&stage->random) % day_ns);
}

/* Packets of each honeypot and day: what comes of 13 ports, so that there are ten and a
 * rest; the oddities are among the ten on the days they come. */
static int
make_ports(struct stage *stage, struct err *err)
{
	static const struct {
		uint8_t proto;
		uint16_t port;
		uint8_t packets, first_day, days;
	} ports[] = { { IP_TCP, 445, 120, 0, 10 }, { IP_TCP, 135, 90, 0, 10 },
		{ IP_TCP, 139, 60, 0, 10 }, { IP_TCP, 1433, 40, 0, 10 },
		{ IP_TCP, 22, 30, 0, 10 }, { IP_TCP, 2967, 25, 0, 10 },
		{ IP_UDP, 1026, 24, 0, 10 }, { IP_UDP, 1027, 23, 0, 10 },
		{ IP_TCP, 2582, 200, 4, 2 }, { IP_UDP, 22133, 180, 7, 1 },
		{ IP_TCP, 80, 7, 0, 10 }, { IP_UDP, 137, 5, 0, 10 },
		{ IP_TCP, 5900, 3, 0, 10 } };
	(void)err;
	set_up(stage);
	for (size_t p = 0; p < count_of(ports); p++)
		for (int day = ports[p].first_day; day < ports[p].first_day + ports[p].days;
			day++)
			for (uint32_t i = 0; i < (uint32_t)HONEYPOTS * ports[p].packets;
				i++) {
				uint16_t network =
					(uint16_t)random_below(&stage->random, SMALL_V6);
				struct attempt a = { .sensor = (uint16_t)(i % HONEYPOTS),
					.time_ns = draw_time_ns(stage, day),
					.network = network,
					.src = stage_address(stage, network,
						random_below(&stage->random, 900)),
					.proto = ports[p].proto,
					.flags = TCP_SYN,
					.sport = (uint16_t)(1024 + i),
					.dport = ports[p].port };
				if (a.proto == IP_UDP)
					a.fill = FILL_TEXT;
				stage_attempt(stage, &a);
			}
	return 0;
}

/* 1,000 sources, each on one day at one honeypot: 43 % Japan, 27 % China. */
static int
make_countries(struct stage *stage, struct err *err)
{
	static const uint16_t sources[SMALL_V6] = {
		[SMALL_JP] = 310, [SMALL_JP_2] = 120, [SMALL_CN] = 270, [SMALL_US] = 300
	};
	(void)err;
	set_up(stage);
	for (uint16_t n = 0; n < SMALL_V6; n++)
		for (uint32_t i = 0; i < sources[n]; i++) {
			int day = (int)random_below(&stage->random, DAYS);
			uint32_t times = 1 + random_below(&stage->random, 8);
			struct attempt a = { .network = n,
				.src = stage_address(stage, n, i),
				.sensor = (uint16_t)(i % HONEYPOTS),
				.proto = IP_TCP,
				.flags = TCP_SYN,
				.dport = 445 };
			for (uint32_t k = 0; k < times; k++) {
				a.time_ns = draw_time_ns(stage, day);
				a.sport = (uint16_t)(1024 + k);
				stage_attempt(stage, &a);
			}
		}
	stage_fact(stage, "2008-06", "share", "JP", "sources", 43);
	stage_fact(stage, "2008-06", "share", "CN", "sources", 27);
	return 0;
}

SCENE(honeypot_ports) = {
	.name = "honeypot-ports",
	.summary = "IIJ: packets of 13 ports for each honeypot and day, two of unknown "
		   "purpose",
	.shows = "I13",
	.make = make_ports,
};

SCENE(honeypot_countries) = {
	.name = "honeypot-countries",
	.summary = "IIJ: 1,000 sources, 43 % of Japan by operator, 27 % of China",
	.shows = "I14",
	.make = make_countries,
};
