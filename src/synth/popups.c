/* popups.c - pop-up spam with the numbers of the NPA's report of 2008, and what is none.
 *
 * Facts beside "finding": "popup-port" by port ("1026/udp"), measure "messages";
 * "popup-spoof" by country, measures "messages" and "sources"; "popup-pairs" by country,
 * measures "paired" and "single"; "popup-relay", key "", measure "members"; "popup-family"
 * by family, measure "messages"; "popup-rate" by sensor, measures "least_s" and "median_s";
 * "popup-eras" by first month, measure "messages".
 */
#include "synth/talk.h"

enum { BODY_MAX = 1200, HEADER_LEN = 80 };
#define SECOND INT64_C(1000000000)

static const uint8_t msgsvcsend[16] = { 0xf8, 0x91, 0x7b, 0x5a, 0x00, 0xff, 0xd0, 0x11,
	0xa9, 0xb2, 0x00, 0xc0, 0x4f, 0xb6, 0xe6, 0xfc };
/* The PROFINET context manager speaks the same RPC. */
static const uint8_t profinet[16] = { 0x01, 0x00, 0xa0, 0xde, 0x97, 0x6c, 0xd1, 0x11, 0x82,
	0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d };

static const char steps_text[] =
	"STOP! WINDOWS REQUIRES IMMEDIATE ATTENTION.\n\nWindows has found 55 Critical "
	"System "
	"Errors.\n\nTo fix the errors please do the following:\n\n1. Download Registry "
	"Repair "
	"from: www.example.com\n2. Install Registry Repair\n3. Run Registry Repair\n4. "
	"Reboot "
	"your computer\n\nFAILURE TO ACT NOW MAY LEAD TO SYSTEM FAILURE!\n";

static size_t
put_u32(uint8_t *at, size_t n, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[n++] = (uint8_t)(v >> 8 * i);
	return n;
}

static size_t
put_string(uint8_t *at, size_t n, const char *text)
{
	uint32_t len = (uint32_t)strlen(text) + 1;
	while ((n - HEADER_LEN) % 4)
		at[n++] = 0;
	n = put_u32(at, n, len);
	n = put_u32(at, n, 0);
	n = put_u32(at, n, len);
	memcpy(at + n, text, len);
	return n + len;
}

struct message {
	struct addr src;
	struct addr dst;
	uint16_t port;
	const char *text;
	const uint8_t *interface; /* NULL: msgsvcsend */
};

static void
put_message(struct stage *stage, int64_t time_ns, const struct message *m)
{
	uint8_t at[HEADER_LEN + BODY_MAX] = { 4, 0, 0x28, 0, 0x10 };
	memcpy(at + 24, m->interface ? m->interface : msgsvcsend, 16);
	for (unsigned i = 0; i < 16; i++)
		at[40 + i] = (uint8_t)random_u64(&stage->random);
	at[60] = 1;
	memset(at + 70, 0xff, 4);
	size_t n = put_string(at, HEADER_LEN, "SYSTEM");
	n = put_string(at, n, "ALERT");
	n = put_string(at, n, m->text);
	at[74] = (uint8_t)(n - HEADER_LEN);
	at[75] = (uint8_t)((n - HEADER_LEN) >> 8);
	talk_udp(stage, time_ns,
		(struct talk_end){
			m->src, (uint16_t)(30000 + random_below(&stage->random, 30000)) },
		(struct talk_end){ m->dst, m->port }, 110, bytes_of(at, n));
}

/* The geography of the document: JP, CN, US as ever, and Canada and Israel. */
enum { CA = SMALL_UNKNOWN };

static const struct network networks[SMALL_NETWORKS + 1] = {
	[SMALL_JP] = { "10.0.0.0/16", "JP", 64496, "Example Broadband JP" },
	[SMALL_JP_2] = { "10.5.0.0/16", "IL", 64497, "Example Net IL" },
	[SMALL_CN] = { "10.2.0.0/16", "CN", 64500, "Example Backbone CN" },
	[SMALL_US] = { "10.3.0.0/16", "US", 64502, "Example Cable US" },
	[SMALL_V6] = { "2001:db8:9::/48", "JP", 64496, "Example Broadband JP" },
	[CA] = { "10.9.0.0/16", "CA", 64503, "Example Cable CA" },
	[SMALL_NETWORKS] = { "10.7.0.0/16", "", 0, NULL },
};

static struct addr
in_network(unsigned second, uint32_t host)
{
	return addr_v4(10u << 24 | second << 16 | (host & 0xffff));
}

static int64_t
set_up(struct stage *stage, const char *from, const char *until)
{
	stage_small(stage);
	stage->networks = networks;
	struct stage_sensor *s = stage_sensor(
		stage, "police", "Police facilities", "Asia/Tokyo", "192.0.2.7/32");
	stage_observed(s, from, until);
	return stage_time_ns(s, from);
}

static struct message
to_sensor(struct addr src, uint16_t port, const char *text)
{
	return (struct message){ src, talk_addr("192.0.2.7"), port, text, NULL };
}

/* --- ports ------------------------------------------------------------------------------
 */

static int
make_ports(struct stage *stage, struct err *err)
{
	static const struct {
		uint16_t port, n;
	} mix[] = { { 1026, 520 }, { 1027, 440 }, { 135, 12 }, { 1028, 10 }, { 1029, 8 },
		{ 1434, 5 }, { 33333, 5 } };
	(void)err;
	int64_t start = set_up(stage, "2008-03-01", "2008-04-01"), at = start;
	for (size_t i = 0; i < count_of(mix); i++) {
		char key[32];
		for (unsigned k = 0; k < mix[i].n; k++, at += 900 * SECOND) {
			struct message m =
				to_sensor(in_network(2, k * 37), mix[i].port, steps_text);
			put_message(stage, at, &m);
		}
		(void)snprintf(key, sizeof(key), "%u/udp", mix[i].port);
		stage_fact(stage, "2008-03", "popup-port", key, "messages", mix[i].n);
	}
	for (unsigned k = 0; k < 50;
		k++, at += 60 * SECOND) { /* the same RPC, not the same call */
		struct message m = to_sensor(in_network(2, k), 1026, steps_text);
		m.interface = profinet;
		put_message(stage, at, &m);
	}
	talk_expect(stage, "2008-03", "messenger-popup", 1000);
	return 0;
}

/* --- populations ------------------------------------------------------------------------
 */

static void
population(struct stage *stage, int64_t start, const char *country, unsigned second,
	uint32_t first, uint32_t step, uint32_t sources, uint32_t messages, bool both)
{
	for (uint32_t i = 0; i < messages; i++) {
		struct message m = to_sensor(
			in_network(second, first + i % sources * step), 1026, steps_text);
		put_message(stage, start + i * 30 * SECOND, &m);
		m.port = 1027;
		if (both)
			put_message(stage, start + i * 30 * SECOND + 500000, &m);
	}
	double all = messages * (both ? 2.0 : 1.0);
	stage_fact(stage, "2007-02", "popup-spoof", country, "messages", all);
	stage_fact(stage, "2007-02", "popup-spoof", country, "sources", sources);
	stage_fact(stage, "2007-02", "popup-pairs", country, "paired", both ? sources : 0);
	stage_fact(stage, "2007-02", "popup-pairs", country, "single", both ? 0 : sources);
}

static int
make_populations(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage, "2007-02-01", "2007-03-01");
	/* Canada: 1.2 messages an address, one address beside the other. */
	population(stage, start, "CA", 9, 5000, 1, 1000, 1200, false);
	/* The United States: 6 an address, in runs too. */
	population(stage, start, "US", 3, 100, 1, 60, 360, false);
	/* China: 1,510 an address, both ports alike, far from each other. */
	population(stage, start, "CN", 2, 7, 331, 32, 32 * 755, true);
	/* Israel: few messages each, but anywhere in its networks, as of a botnet. */
	population(stage, start, "IL", 5, 3, 57, 400, 1200, false);
	talk_expect(stage, "2007-02", "messenger-popup", 1200 + 360 + 32 * 1510 + 1200);
	return 0;
}

/* --- relay ------------------------------------------------------------------------------
 */

static void
heavy(struct stage *stage, int64_t start, unsigned which)
{
	for (uint32_t i = 0; i < 1100; i++) {
		struct message m = to_sensor(
			in_network(which % 2 ? 2 : 0, 500 + which * 997), 1026, steps_text);
		put_message(stage, start + i * 60 * SECOND, &m);
	}
}

static int
make_relay(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage, "2008-02-01", "2008-03-01");
	for (unsigned i = 0; i < 5; i++)
		heavy(stage, start + (int64_t)i * (1100 * 60 + 600) * SECOND, i);
	stage_fact(stage, "2008-02", "popup-relay", "", "members", 5);
	talk_expect(stage, "2008-02", "messenger-popup", 5500);
	return 0;
}

static int
make_relay_twin(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage, "2008-02-01", "2008-03-01");
	for (unsigned i = 0; i < 5; i++) /* all at once, nobody waits */
		heavy(stage, start + i * 5000 * SECOND, i);
	stage_fact(stage, "2008-02", "popup-relay", "", "members", 0);
	talk_expect(stage, "2008-02", "messenger-popup", 5500);
	return 0;
}

/* --- the rest ---------------------------------------------------------------------------
 */

static int
put_frequency(struct stage *stage, int64_t set_back_s)
{
	int64_t start = set_up(stage, "2008-03-10", "2008-03-12");
	for (uint32_t i = 0; i < 288; i++) {
		struct message m = to_sensor(in_network(2, i), 1026, steps_text);
		put_message(
			stage, start + (i * 300 - (i < 144 ? 0 : set_back_s)) * SECOND, &m);
	}
	stage_fact(stage, "2008-03", "popup-rate", "police", "least_s", 300);
	stage_fact(stage, "2008-03", "popup-rate", "police", "median_s", 300);
	talk_expect(stage, "2008-03", "messenger-popup", 288);
	return 0;
}

static int
make_frequency(struct stage *stage, struct err *err)
{
	(void)err;
	return put_frequency(stage, 0);
}

/* At noon the sensor's clock is set right, by 3,700 seconds. */
static int
make_clock_step(struct stage *stage, struct err *err)
{
	(void)err;
	stage->keep_order = true;
	return put_frequency(stage, 3700);
}

/* Who sends from which month on, and how much a month. */
static const struct {
	const char *from;
	unsigned second, months, per_month;
} eras[] = {
	{ "2005-04", 2, 4, 40 }, /* China */
	{ "2006-01", 3, 21, 40 }, /* the United States */
	{ "2007-12", 2, 4, 400 }, /* China again, and much more */
};

static int
make_eras(struct stage *stage, struct err *err)
{
	(void)err;
	(void)set_up(stage, "2005-01-01", "2008-04-01");
	unsigned all = 0;
	for (size_t i = 0; i < count_of(eras); i++) {
		int32_t month = 0;
		must(month_parse(eras[i].from, &month, err) == 0);
		for (unsigned k = 0; k < eras[i].months; k++, month++)
			for (unsigned n = 0; n < eras[i].per_month; n++) {
				int64_t day = (int64_t)month_first_day(month) * 86400;
				struct message m = to_sensor(
					in_network(n % 5 ? eras[i].second : 0, n * 31),
					n % 2 ? 1026 : 1027, steps_text);
				put_message(stage, (day + 3600 + n * 5000) * SECOND, &m);
				all += month == 2008 * 12 + 2;
			}
		stage_fact(stage, "2008-03", "popup-eras", eras[i].from, "messages",
			eras[i].months * eras[i].per_month);
	}
	talk_expect(stage, "2008-03", "messenger-popup", all);
	return 0;
}

/* The four texts of IPA's report, and one template with four hosts. */
static const struct {
	const char *family, *text;
} texts[] = {
	{ "registry-cleaner",
		"Critical Error\nThe Microsoft Windows system contains invalid registry "
		"entries and "
		"your computer will crash. Please download the Windows registry "
		"application "
		"from:\nwww.one.example.com\nTo fix your system immediately.\n" },
	{ "registry-cleaner",
		"STOP! System has encountered an Internal Error\nYour registry is "
		"corrupted.\nWe "
		"recommend a complete system scan.\nVisit\nwww.two.example.com\nTo repair "
		"now\nFAILURE TO ACT NOW MAY LEAD TO SYSTEM FAILURE!\n" },
	{ "registry-cleaner, steps",
		"STOP! WINDOWS REQUIRES IMMEDIATE ATTENTION.\nWindows has found CRITICAL "
		"SYSTEM "
		"ERRORS.\nTo fix the errors please do the following:\n1. Download Registry "
		"Repair "
		"from: http://www.three.example.com\n2. Install Registry Repair\n3. Run "
		"Registry "
		"Repair\n4. Reboot your computer\nFAILURE TO ACT NOW MAY LEAD TO DATA LOSS "
		"AND "
		"CORRUPTION!\n" },
	{ "registry-cleaner, steps",
		"STOP! WINDOWS REQUIRES IMMEDIATE ATTENTION.\nWindows has found 55 "
		"Critical System "
		"Errors.\nTo fix the errors please do the following:\n1. Download Repair "
		"Registry "
		"Pro from: www.four.example.com\n2. Install Repair Registry Pro\n3. Run "
		"Repair "
		"Registry Pro\n4. Reboot your computer\nFAILURE TO ACT NOW MAY LEAD TO "
		"SYSTEM "
		"FAILURE!\n" },
	{ "8c5fa2edd9089236", "Meet nice people at www.five.example.com tonight\n" },
	{ "8c5fa2edd9089236", "Meet nice people at www.six.example.com tonight\n" },
	{ "8c5fa2edd9089236",
		"Meet nice people at http://seven.example.com/x?y tonight\n" },
	{ "8c5fa2edd9089236", "MEET NICE PEOPLE AT WWW.EIGHT.EXAMPLE.COM TONIGHT\n" },
};

static int
make_families(struct stage *stage, struct err *err)
{
	(void)err;
	int64_t start = set_up(stage, "2005-11-01", "2005-12-01");
	for (unsigned i = 0; i < 80; i++) {
		struct message m =
			to_sensor(in_network(2, i), 1026, texts[i % count_of(texts)].text);
		put_message(stage, start + i * 600 * SECOND, &m);
	}
	stage_fact(stage, "2005-11", "popup-family", "registry-cleaner", "messages", 20);
	stage_fact(stage, "2005-11", "popup-family", "registry-cleaner, steps", "messages",
		20);
	stage_fact(stage, "2005-11", "popup-family", texts[4].family, "messages", 40);
	talk_expect(stage, "2005-11", "messenger-popup", 80);
	return 0;
}

SCENE(popup_ports) = {
	.name = "popup-ports",
	.summary = "NPA: 96 % of pop-ups go to 1026 and 1027, the rest anywhere",
	.shows = "N9",
	.make = make_ports,
};

SCENE(popup_populations) = {
	.name = "popup-populations",
	.summary = "NPA: forged senders of Canada and the US, real ones of China, a botnet",
	.shows = "N12, N13",
	.make = make_populations,
};

SCENE(popup_relay) = {
	.name = "popup-relay",
	.summary = "NPA: five heavy senders that take turns",
	.shows = "N14, N15",
	.make = make_relay,
};

SCENE(popup_relay_twin) = {
	.name = "popup-relay-twin",
	.summary = "five heavy senders that do not wait for each other",
	.shows = "N14",
	.make = make_relay_twin,
};

SCENE(popup_frequency) = {
	.name = "popup-frequency",
	.summary = "NPA: one pop-up every 5 minutes",
	.shows = "N8",
	.make = make_frequency,
};

SCENE(popup_clock_step) = {
	.name = "popup-clock-step",
	.summary = "one pop-up every 5 minutes, and the sensor's clock is set back at noon",
	.shows = "N8",
	.make = make_clock_step,
};

SCENE(popup_eras) = {
	.name = "popup-eras",
	.summary = "NPA: 39 months of pop-ups, by the country that dominated",
	.shows = "N6, N7",
	.make = make_eras,
};

SCENE(popup_families) = {
	.name = "popup-families",
	.summary = "IPA: four texts of two families, and one template with four hosts",
	.shows = "N4, T10",
	.make = make_families,
};
