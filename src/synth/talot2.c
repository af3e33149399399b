/* talot2.c - IPA's TALOT2, June to November 2005: ten observation points in Japan.
 *
 * November is the report's month: 543,415 accesses, 404 sources and 1,811 accesses for each
 * point and day, 4.48 accesses for each source, exactly.  Three days of one point have just
 * these means, so that --outage leaves the means as they are.  Over the half-year all but
 * pop-ups is constant, 1,481 accesses for each point and day: what rises since October is
 * 1026 to 1034/udp alone, while the sources of November become fewer.
 */
#include "synth/talot2.h"

enum { OTHERS_MEAN = 1481 };

struct month_figures {
	int year, month;
	uint32_t sources_mean; /* for each sensor and day */
	uint32_t popups; /* in the month */
	size_t senders;
};

static const struct month_figures months[] = {
	{ 2005, 6, 432, 18600, 16 },
	{ 2005, 7, 436, 17980, 16 },
	{ 2005, 8, 441, 18600, 16 },
	{ 2005, 9, 434, 19800, 16 },
	{ 2005, 10, 437, 66340, 40 },
	{ 2005, 11, 404, 99115, 46 },
};

const struct network talot2_networks[TALOT2_NETWORKS] = {
	{ "10.0.0.0/12", "JP", 64496, "Example Broadband JP" },
	{ "10.16.0.0/13", "JP", 64497, "Example Cable JP" },
	{ "10.24.0.0/13", "JP", 64498, "Example Access JP" },
	{ "10.32.0.0/14", "JP", 64499, "Example Campus JP" },
	{ "10.48.0.0/12", "CN", 64500, "Example Backbone CN" },
	{ "10.64.0.0/13", "CN", 64501, "Example North CN" },
	{ "10.80.0.0/13", "US", 64502, "Example Cable US" },
	{ "10.88.0.0/13", "US", 64503, "Example Hosting US" },
	{ "10.96.0.0/13", "KR", 64504, "Example Broadband KR" },
	{ "10.104.0.0/13", "TW", 64505, "Example Telecom TW" },
	{ "10.112.0.0/14", "DE", 64506, "Example Netz DE" },
	{ "10.116.0.0/14", "FR", 64507, "Example Reseau FR" },
	{ "10.120.0.0/14", "GB", 64508, "Example Net GB" },
	{ "10.124.0.0/14", "BR", 64509, "Example Rede BR" },
	{ "10.128.0.0/14", "IN", 64510, "Example Net IN" },
	{ "10.132.0.0/14", "RU", 64511, "Example Net RU" },
	{ "10.136.0.0/14", "CA", 65536, "Example Net CA" },
	{ "10.140.0.0/14", "AU", 65537, "Example Net AU" },
	{ "10.144.0.0/14", "NL", 65538, "Example Net NL" },
	{ "10.148.0.0/14", "ES", 65539, "Example Red ES" },
	{ "10.152.0.0/14", "IT", 65540, "Example Rete IT" },
	{ "10.240.0.0/13", "", 0, NULL },
};

static const struct stage_group groups[] = {
	{ "102x/103x udp", "1020-1039/udp", IP_UDP, 1020, 1039 },
	{ "135/445 tcp", "135/tcp", IP_TCP, 135, 135 },
	{ "135/445 tcp", "445/tcp", IP_TCP, 445, 445 },
	{ "NetBIOS", "137-138/udp", IP_UDP, 137, 138 },
	{ "NetBIOS", "139/tcp", IP_TCP, 139, 139 },
	{ "Ping", "8/icmp", IP_ICMP, 8, 8 },
};

/* Percent, in the order of the networks; each row is a hundred. */
static const uint8_t origins[ORIGIN_COUNT][TALOT2_NETWORKS] = {
	[ORIGIN_DOMESTIC] = { 38, 20, 16, 6, 4, 3, 3, 1, 3, 2, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0,
		1 },
	[ORIGIN_MIXED] = { 20, 11, 9, 4, 12, 9, 7, 4, 8, 5, 2, 1, 1, 1, 2, 1, 1, 0, 0, 1, 0,
		1 },
	[ORIGIN_CHINESE] = { 6, 3, 2, 1, 30, 22, 8, 6, 9, 5, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0,
		0, 1 },
	[ORIGIN_WORLD] = { 10, 6, 4, 3, 12, 9, 11, 10, 7, 5, 4, 3, 3, 2, 2, 2, 2, 1, 1, 1,
		1, 1 },
	[ORIGIN_POPUP] = { 1, 1, 0, 0, 52, 34, 4, 3, 3, 2 },
};

struct addr
talot2_new_source(struct talot2_month *m, enum origin origin, uint16_t *ret_network)
{
	uint32_t at = random_below(&m->random, 100);
	uint16_t n = 0;
	while (at >= origins[origin][n]) {
		at -= origins[origin][n++];
		must(n < TALOT2_NETWORKS);
	}
	*ret_network = n;
	return stage_address(m->stage, n, m->next_host[n]++);
}

int64_t
talot2_time_ns(struct talot2_month *m, const struct sensor_day *sd, bool flat)
{
	static const uint16_t by_hour[24] = { 34, 28, 24, 22, 22, 25, 32, 44, 62, 100, 84,
		74, 66, 68, 66, 64, 62, 60, 58, 60, 64, 66, 58, 46 };
	enum { HOURS_SUM = 1289 };
	const struct zone *zone = m->stage->sensors[sd->sensor].zone;
	uint32_t hour = random_below(&m->random, 24),
		 at = random_below(&m->random, HOURS_SUM);
	if (!flat)
		for (hour = 0; at >= by_hour[hour]; hour++)
			at -= by_hour[hour];
	int64_t start_s = zone_day_start(zone, m->first_day + sd->day) + 3600 * hour;
	return start_s * INT64_C(1000000000) +
		(int64_t)(random_u64(&m->random) %
			UINT64_C(3599000000000)); /* volleys end in time */
}

/* --- how many, where and when ----------------------------------------------------------
 */

/* Moves `by` from one to the other in some member; the sum stays. */
static void
sway(struct random *r, uint32_t *up, uint32_t *down, uint32_t by)
{
	uint32_t n = random_below(r, by + 1);
	*up += n;
	*down -= n;
}

static void
sway_both(struct random *r, struct sensor_day *a, struct sensor_day *b, uint32_t part)
{
	if (a->pinned || b->pinned)
		return;
	sway(r, &a->sources, &b->sources, a->sources / part);
	sway(r, &a->popups, &b->popups, a->popups / part);
	sway(r, &a->others, &b->others, a->others / part);
}

/* Pairs of days differ at all sensors, and pairs of sensor-days on their own. */
static void
sway_all(struct random *r, struct sensor_day *sd, size_t n_days)
{
	size_t n = n_days * TALOT2_SENSORS;
	for (size_t day = 0; day + 3 < n_days; day += 1 + 3 * (day % 3 == 2))
		for (size_t s = 0; s < TALOT2_SENSORS; s++)
			if (s != TALOT2_OUTAGE_SENSOR && random_below(r, 4))
				sway_both(r, &sd[day * TALOT2_SENSORS + s],
					&sd[(day + 3) * TALOT2_SENSORS + s], 10);
	for (size_t i = 0; i < n; i++)
		sway_both(r, &sd[i], &sd[random_below(r, (uint32_t)n)], 30);
}

/* The remainder that does not divide evenly, one each, never to a pinned one. */
static void
spread_popups(struct random *r, struct sensor_day *sd, size_t n, uint32_t popups)
{
	uint32_t left = popups % (uint32_t)n;
	size_t i = random_below(r, (uint32_t)n);
	for (; left > 0; i = (i + 1) % n)
		if (!sd[i].pinned) {
			sd[i].popups++;
			left--;
		}
}

static void
plan_sensor_days(
	struct talot2_month *m, const struct month_figures *f, struct sensor_day *sd)
{
	size_t n = (size_t)m->n_days * TALOT2_SENSORS;
	for (size_t i = 0; i < n; i++) {
		unsigned day = (unsigned)i / TALOT2_SENSORS,
			 sensor = (unsigned)i % TALOT2_SENSORS;
		bool pinned = sensor == TALOT2_OUTAGE_SENSOR && day >= TALOT2_OUTAGE_DAY &&
			day < TALOT2_OUTAGE_DAY + TALOT2_OUTAGE_DAYS;
		sd[i] = (struct sensor_day){ .sensor = (uint16_t)sensor,
			.day = (uint16_t)day,
			.sources = f->sources_mean,
			.popups = f->popups / (uint32_t)n,
			.others = OTHERS_MEAN,
			.pinned = pinned,
			.muted = pinned && m->stage->request->outage };
	}
	spread_popups(&m->random, sd, n, f->popups);
	sway_all(&m->random, sd, m->n_days);
}

static void
plan_month(struct stage *stage, const struct month_figures *f)
{
	auto_free struct talot2_month *m = base_alloc(1, sizeof(*m));
	auto_free struct sensor_day *sd =
		base_alloc(TALOT2_DAYS_MAX * TALOT2_SENSORS, sizeof(*sd));
	int32_t month = f->year * 12 + f->month - 1;

	m->stage = stage;
	m->first_day = month_first_day(month);
	m->n_days = (uint16_t)(month_first_day(month + 1) - m->first_day);
	random_seed(&m->random, stage->request->seed * 4096 + (uint64_t)f->month);
	stage->random = m->random;
	for (size_t i = 0; i < TALOT2_NETWORKS; i++)
		m->next_host[i] = (uint64_t)f->month * 12000;
	plan_sensor_days(m, f, sd);
	talot2_draw_senders(m, f->senders);
	talot2_draw_regulars(m);
	for (size_t i = 0; i < (size_t)m->n_days * TALOT2_SENSORS; i++) {
		talot2_popups(m, &sd[i]);
		talot2_others(m, &sd[i], talot2_active_senders(m, &sd[i]));
	}
	talot2_ssh_attacks(m);
}

/* --- the scenes ------------------------------------------------------------------------
 */

static void
set_up(struct stage *stage, const struct month_figures *first,
	const struct month_figures *last)
{
	static const char *const places[TALOT2_SENSORS] = { "Tokyo", "Yokohama", "Osaka",
		"Nagoya", "Sapporo", "Sendai", "Hiroshima", "Fukuoka", "Kanazawa", "Naha" };
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	(void)day_format(month_first_day(first->year * 12 + first->month - 1), from);
	(void)day_format(month_first_day(last->year * 12 + last->month), to);
	for (int i = 0; i < TALOT2_SENSORS; i++) {
		char name[32], address[32];
		(void)snprintf(name, sizeof(name), "point-%02d", i + 1);
		(void)snprintf(
			address, sizeof(address), "198.18.%d.%d/32", 11 + 7 * i, 20 + i);
		struct stage_sensor *s =
			stage_sensor(stage, name, places[i], "Asia/Tokyo", address);
		stage_observed(s, from, to);
		if (i == TALOT2_SSH_SENSOR)
			stage_exclude(s, IP_TCP, 22, "a real SSH server runs here");
		if (i == TALOT2_OUTAGE_SENSOR && stage->request->outage)
			stage_outage(s, "2005-11-12", "2005-11-15");
	}
	stage->networks = talot2_networks;
	stage->n_networks = TALOT2_NETWORKS;
	stage->groups = groups;
	stage->n_groups = count_of(groups);
	stage->country = "JP";
}

static int
make_month(struct stage *stage, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < count_of(months); i++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "talot2-%d-%02d", months[i].year,
			months[i].month);
		if (strcmp(name, stage->scene->name) != 0)
			continue;
		set_up(stage, &months[i], &months[i]);
		plan_month(stage, &months[i]);
	}
	return 0;
}

static int
make_half_year(struct stage *stage, struct err *err)
{
	set_up(stage, &months[0], &months[count_of(months) - 1]);
	for (size_t i = 0; i < count_of(months); i++) {
		char suffix[64];
		plan_month(stage, &months[i]);
		(void)snprintf(suffix, sizeof(suffix), "-%d-%02d", months[i].year,
			months[i].month);
		int r = stage_capture(stage, suffix, err);
		if (r < 0)
			return r;
	}
	/* all but pop-ups is constant, so the whole change of November is theirs; and only
	 * in November do fewer sources make more accesses than before */
	stage_fact(stage, "2005-11", "attribution", "102x/103x udp", "share", 100);
	for (size_t i = 0; i < count_of(months); i++) {
		char key[32];
		(void)snprintf(
			key, sizeof(key), "%d-%02d", months[i].year, months[i].month);
		stage_fact(stage, "2005-11", "crossing", key, "crossing",
			i + 1 == count_of(months));
	}
	return 0;
}

#define MONTH(ident, month, what, rows, can_fail)                                          \
	SCENE(ident) = { .name = "talot2-" month,                                          \
		.summary = what,                                                           \
		.shows = rows,                                                             \
		.takes_outage = can_fail,                                                  \
		.make = make_month }

MONTH(june, "2005-06", "IPA TALOT2, a level month", "T3, T14", false);
MONTH(july, "2005-07", "IPA TALOT2, a level month", "T3, T14", false);
MONTH(august, "2005-08", "IPA TALOT2, a level month", "T3, T14", false);
MONTH(september, "2005-09", "IPA TALOT2, a level month", "T3, T14", false);
MONTH(october, "2005-10", "IPA TALOT2, pop-ups begin to rise", "T3, T9, T14", false);
MONTH(november, "2005-11", "IPA TALOT2, the report's month: 543,415 / 404 / 1,811 / 4.48",
	"T1, T2, T4, T6-T9, T12, T15-T17", true);

SCENE(half_year) = {
	.name = "talot2-half-year",
	.summary = "IPA TALOT2, June to November 2005: six captures, one description",
	.shows = "T3, T5, T14",
	.make = make_half_year,
};
