/* scans.c - scans with the marks of their tools, and what looks like a scan but is none.
 *
 * The sensor is a /24, observed for two days.  Facts: "finding" by type; of scans
 * "scan-tool", "scan-port", "scan-day" and "scan-source"; of floods "flood" by kind,
 * "flood-target" and "flood-day"; "observatory", the measures of the police.
 */
#include "synth/talk.h"

enum { SENSOR_HOSTS = 256 };
#define MILLI INT64_C(1000000)
#define MONTH "2024-10"

enum mark { MASSCAN, MASSCAN_2023, ZMAP, ZMAP_2024, MIRAI, NMAP, PLAIN };

static struct addr
host(uint32_t i)
{
	return addr_v4(0xcb007100 + i % SENSOR_HOSTS); /* 203.0.113.0/24 */
}

static int64_t
set_up(struct stage *stage)
{
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "dark", "Testbed", "UTC", "203.0.113.0/24");
	stage_observed(s, "2024-10-08", "2024-10-10");
	return stage_time_ns(s, "2024-10-08T01:00:00Z");
}

/* A SYN as the tool makes it. */
static void
put_syn(struct stage *stage, enum mark mark, int64_t time_ns, struct addr src,
	struct addr dst, uint16_t dport)
{
	static const uint8_t mss[] = { 2, 4, 5, 180 };
	static const uint8_t windows[] = { 2, 4, 5, 180, 1, 3, 3, 8, 1, 1, 4, 2 };
	struct frame_buffer f;
	uint32_t dst32 = (uint32_t)dst.lo, seq = (uint32_t)random_u64(&stage->random);
	struct frame_ip ip = { .src = src, .dst = dst, .proto = IP_TCP, .ttl = 64 };
	struct frame_tcp tcp = { .sport = (uint16_t)(40000 +
					 random_below(&stage->random, 9)),
		.dport = dport,
		.window = 29200,
		.seq = mark == MIRAI ? dst32 : seq,
		.flags = TCP_SYN };
	ip.id = (uint16_t)random_u64(&stage->random);
	if (mark == MASSCAN || mark == MASSCAN_2023) {
		ip.id = (uint16_t)(dst32 ^ dport ^ seq);
		ip.ttl = 250;
		tcp.window = mark == MASSCAN ? 1024 : 1025;
		tcp.own_options = bytes_of(mss, mark == MASSCAN ? 0 : sizeof(mss));
	} else if (mark == ZMAP) {
		ip.id = 54321;
		tcp.window = 65535;
	} else if (mark == ZMAP_2024) {
		tcp.window = 65535;
		tcp.own_options = bytes_of(windows, sizeof(windows));
	} else if (mark == NMAP) {
		tcp.window = 1024;
		tcp.own_options = bytes_of(mss, sizeof(mss));
	}
	frame_payload(&f, bytes_of("", 0));
	frame_put_tcp(&f, &tcp, &ip);
	frame_put_ip(&f, &ip);
	frame_put_ethernet(&f, 0);
	stage_frame(stage, time_ns, frame_bytes(&f));
}

static void
sweep(struct stage *stage, enum mark mark, int64_t start, struct addr src, uint16_t dport)
{
	for (uint32_t i = 0; i < SENSOR_HOSTS; i++)
		put_syn(stage, mark, start + i * 7 * MILLI, src, host(i * 77), dport);
}

static void
fact_of(struct stage *stage, const char *what, struct addr addr, const char *measure,
	double value)
{
	char text[ADDR_TEXT_MAX];
	stage_fact(stage, MONTH, what, addr_format(addr, text), measure, value);
}

/* Accesses, those of them that are backscatter, and the sources of both: all of the two
 * days. */
static void
observatory(struct stage *stage, double accesses, double sources, double backscatter,
	double backscatter_sources, double findings)
{
	enum { DAYS = 2 };
	const double address_days = DAYS * SENSOR_HOSTS;
	stage_fact(stage, MONTH, "observatory", "", "accesses_per_day_ip",
		accesses / address_days);
	stage_fact(stage, MONTH, "observatory", "", "sources_per_day", sources / DAYS);
	stage_fact(stage, MONTH, "observatory", "", "findings_per_day_ip",
		findings / address_days);
	stage_fact(
		stage, MONTH, "observatory", "", "backscatter_per_day", backscatter / DAYS);
	stage_fact(stage, MONTH, "observatory", "", "backscatter_sources_per_day",
		backscatter_sources / DAYS);
}

static int
make_tools(struct stage *stage, struct err *err)
{
	static const char *const names[] = { [MASSCAN] = "masscan before 2023-11",
		[MASSCAN_2023] = "masscan since 2023-11",
		[ZMAP] = "zmap before 4.1",
		[ZMAP_2024] = "zmap since 4.1",
		[MIRAI] = "mirai",
		[NMAP] = "nmap",
		[PLAIN] = "unknown" };
	(void)err;
	int64_t start = set_up(stage);
	for (unsigned mark = 0; mark <= PLAIN; mark++) {
		for (unsigned i = 0; i <= mark; i++) {
			struct addr from = stage_address(stage, SMALL_CN, 100 * mark + i);
			sweep(stage, mark, start + (mark * 10 + i) * 60000 * MILLI, from,
				mark == MIRAI && i % 2 ? 2323 : 23);
			fact_of(stage, "scan-source", from, "packets", SENSOR_HOSTS);
		}
		stage_fact(stage, MONTH, "scan-tool", names[mark], "events",
			mark + 1 + (mark == PLAIN ? 2 : 0));
	}
	/* Many ports of one address, and the same source again after the idle time. */
	struct addr src = stage_address(stage, SMALL_US, 1);
	for (uint16_t port = 1; port <= 100; port++) {
		put_syn(stage, PLAIN, start + port * MILLI, src, host(7), port);
		put_syn(stage, PLAIN, start + 90000000 * MILLI + port * MILLI, src, host(7),
			port);
	}
	enum { SWEEPS = 1 + 2 + 3 + 4 + 5 + 6 + 7 };
	talk_expect(stage, MONTH, "scan", SWEEPS + 2);
	stage_fact(stage, MONTH, "scan-port", "23/tcp", "events", SWEEPS - 2);
	stage_fact(stage, MONTH, "scan-port", "2323/tcp", "events", 2);
	stage_fact(stage, MONTH, "scan-port", "several ports", "events", 2);
	stage_fact(stage, MONTH, "scan-day", "2024-10-08", "events", SWEEPS + 1);
	stage_fact(stage, MONTH, "scan-day", "2024-10-09", "events", 1);
	stage_fact(stage, MONTH, "scan-day", "2024-10-08", "sources", SWEEPS + 1);
	stage_fact(stage, MONTH, "scan-day", "2024-10-09", "sources", 1);
	observatory(stage, SWEEPS * SENSOR_HOSTS + 200, SWEEPS + 2, 0, 0, SWEEPS + 2);
	return 0;
}

/* Six hosts of a network that says it surveys the Internet, and three others. */
static int
make_survey(struct stage *stage, struct err *err)
{
	enum { SURVEYORS = 6, OTHERS = 3 };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < SURVEYORS + OTHERS; i++) {
		struct addr from = addr_v4(0xa28e7d00 + 10 * i); /* 162.142.125.0/24 */
		if (i >= SURVEYORS)
			from = stage_address(stage, SMALL_CN, i);
		sweep(stage, i < SURVEYORS ? ZMAP : PLAIN, start + i * 60000 * MILLI, from,
			443);
		fact_of(stage, "scan-source", from, "packets", SENSOR_HOSTS);
	}
	talk_expect(stage, MONTH, "scan", SURVEYORS + OTHERS);
	stage_fact(stage, MONTH, "scan-survey", "Censys", "events", SURVEYORS);
	stage_fact(stage, MONTH, "scan-survey", "others", "events", OTHERS);
	stage_fact(
		stage, MONTH, "scan-survey", "Censys", "packets", SURVEYORS * SENSOR_HOSTS);
	stage_fact(stage, MONTH, "scan-survey", "others", "packets", OTHERS * SENSOR_HOSTS);
	return 0;
}

/* A few targets, a few ports; a server of the sensor's line that many clients call; one of
 * its hosts that browses. */
static int
make_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < 200; i++) /* each source once or twice */
		put_syn(stage, PLAIN, start + i * 1000 * MILLI,
			stage_address(stage, SMALL_CN, i), host(i), 445);
	struct addr few = stage_address(stage, SMALL_US, 5);
	for (uint32_t i = 0; i < 500; i++)
		put_syn(stage, PLAIN, start + i * 500 * MILLI, few, host(i % 18),
			(uint16_t)(80 + i % 7));
	for (uint32_t i = 0; i < 60; i++) { /* every call is answered */
		struct talk t = talk_begin(stage, start + i * 2000 * MILLI,
			(struct talk_end){ host(9), (uint16_t)(20000 + i) },
			(struct talk_end){ stage_address(stage, SMALL_JP, i), 443 });
		talk_client(&t, "hello");
		talk_server(&t, "hello");
		talk_end(&t);
	}
	talk_expect(stage, MONTH, "scan", 0);
	return 0;
}

/* Three scans that go past filters, and a sweep of ACKs, which answer something. */
static int
make_stealth(struct stage *stage, struct err *err)
{
	static const uint8_t flags[] = { 0, TCP_FIN, TCP_FIN | TCP_PSH | TCP_URG, TCP_ACK };
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < count_of(flags); i++)
		for (uint16_t port = 1; port <= 100; port++)
			talk_tcp(stage, start + (i * 60000 + port) * MILLI,
				(struct talk_end){
					stage_address(stage, SMALL_CN, i), 40000 },
				(struct talk_end){ host(i), port }, flags[i], port, 1024);
	talk_expect(stage, MONTH, "scan", 3);
	return 0;
}

/* --- backscatter ----------------------------------------------------------------------
 */

static void
answer(struct stage *stage, int64_t time_ns, uint64_t target, uint32_t i, uint8_t flags)
{
	talk_tcp(stage, time_ns,
		(struct talk_end){ stage_address(stage, SMALL_JP, target), 80 },
		(struct talk_end){ host(i * 91), (uint16_t)(1024 + i) }, flags, i, 8192);
}

/* A telescope of 256 addresses gets one answer of 2^24. */
static void
flood_facts(struct stage *stage)
{
	static const struct {
		double packets, floods, most_a_minute, longest_s;
	} targets[] = { { 300, 1, 60, 299 }, { 300, 1, 55, 328 }, { 200, 2, 75, 79 } };
	const double factor = (double)(1U << 24);
	for (unsigned i = 0; i < count_of(targets); i++) {
		struct addr a = stage_address(stage, SMALL_JP, i + 1);
		fact_of(stage, "flood-target", a, "packets", targets[i].packets);
		fact_of(stage, "flood-target", a, "floods", targets[i].floods);
		fact_of(stage, "flood-target", a, "longest_s", targets[i].longest_s);
		fact_of(stage, "flood-target", a, "least_pps", 0.5 * factor);
		fact_of(stage, "flood-target", a, "peak_pps",
			targets[i].most_a_minute / 60 * factor);
	}
	stage_fact(stage, MONTH, "flood-day", "2024-10-08", "targets", 3);
	observatory(stage, 800, 3, 800, 3, 4);
}

/* Three floods; the third pauses for longer than 300 s and is two. */
static int
make_floods(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < 300; i++) {
		answer(stage, start + i * 1000 * MILLI, 1, i, TCP_SYN | TCP_ACK);
		answer(stage, start + i * 1100 * MILLI, 2, i, TCP_RST | TCP_ACK);
	}
	for (uint32_t i = 0; i < 100; i++) {
		answer(stage, start + i * 800 * MILLI, 3, i, TCP_SYN | TCP_ACK);
		answer(stage, start + 400000 * MILLI + i * 800 * MILLI, 3, i,
			TCP_SYN | TCP_ACK);
	}
	talk_expect(stage, MONTH, "backscatter", 4);
	stage_fact(stage, MONTH, "flood", "SYN flood", "events", 3);
	stage_fact(stage, MONTH, "flood", "TCP flood", "events", 1);
	flood_facts(stage);
	return 0;
}

/* Too few, too short, too slow. */
static int
make_floods_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage);
	for (uint32_t i = 0; i < 24; i++)
		answer(stage, start + i * 2600 * MILLI, 1, i, TCP_SYN | TCP_ACK);
	for (uint32_t i = 0; i < 500; i++)
		answer(stage, start + i * 100 * MILLI, 2, i, TCP_SYN | TCP_ACK);
	for (uint32_t i = 0; i < 200; i++)
		answer(stage, start + i * 2200 * MILLI, 3, i, TCP_SYN | TCP_ACK);
	talk_expect(stage, MONTH, "backscatter", 0);
	return 0;
}

SCENE(scan_tools) = {
	.name = "scan-tools",
	.summary =
		"scans with the marks of masscan, zmap, Mirai and nmap, and of a port scan",
	.shows = "scan, FACTS 4.2",
	.make = make_tools,
};

SCENE(scan_survey) = {
	.name = "scan-survey",
	.summary = "scans of an organisation that surveys the Internet, and others",
	.shows = "scan",
	.make = make_survey,
};

SCENE(scan_tools_twin) = {
	.name = "scan-tools-twin",
	.summary = "many sources of few packets, few targets, a host that browses: no scan",
	.shows = "scan",
	.make = make_twin,
};

SCENE(scan_stealth) = {
	.name = "scan-stealth",
	.summary = "NULL, FIN and Xmas scans, and a sweep of ACKs that is none",
	.shows = "scan, FACTS 4.1",
	.make = make_stealth,
};

SCENE(floods) = {
	.name = "floods",
	.summary = "answers of three targets of floods, one with a pause",
	.shows = "backscatter, I11",
	.make = make_floods,
};

SCENE(floods_twin) = {
	.name = "floods-twin",
	.summary = "answers that are too few, too short or too slow for a flood",
	.shows = "backscatter",
	.make = make_floods_twin,
};
