/* ingest_live.c - a live capture by hand: bins, gaps, set clocks, changed sensors. */
#include "ingest/live.h"
#include "capture/ring.h"
#include "station/private.h"

#include <ftw.h>
#include <pthread.h>
#include <setjmp.h>

#include <cmocka.h>

enum { UDP_LEN = 28 };
#define NS INT64_C(1000000000)
#define START (INT64_C(1790000100)) /* a bin starts here */

static char folder[64];

/* A UDP packet to 192.0.2.LAST from 198.51.100.SRC. */
static struct frame
packet(int64_t time_ns, uint8_t src, uint8_t last, uint8_t at[static UDP_LEN])
{
	static const uint8_t form[UDP_LEN] = { 0x45, 0, 0, UDP_LEN, 0, 0, 0, 0, 64, 17, 0,
		0, 198, 51, 100, 0, 192, 0, 2, 0, 0x30, 0x39, 0, 53, 0, 8, 0, 0 };
	memcpy(at, form, UDP_LEN);
	at[15] = src;
	at[19] = last;
	return (struct frame){ .time_ns = time_ns,
		.at = at,
		.caplen = UDP_LEN,
		.wirelen = UDP_LEN,
		.linktype = LINK_IPV4 };
}

static struct site *
site_of(const char *text)
{
	struct err err = { "" };
	struct site *site = NULL;
	if (site_parse("t.yaml", bytes_text(text), &site, &err) < 0)
		fail_msg("%s", err.text);
	return site;
}

static const uint64_t nothing_lost[2];

struct bench {
	struct site *site;
	struct geo *geo;
	struct lake *lake;
	struct live *live;
};

static struct bench
begin_with(const char *sensors, const struct live_options *options)
{
	struct err err = { "" };
	struct live_options o = *options;
	struct bench b = { .site = site_of(sensors), .geo = geo_none() };
	(void)snprintf(folder, sizeof(folder), "/tmp/teiten-live-XXXXXX");
	assert_non_null(mkdtemp(folder));
	if (lake_open(folder, LAKE_WRITE, &b.lake, &err) < 0)
		fail_msg("%s", err.text);
	o.site = b.site;
	o.geo = b.geo;
	o.name = "test";
	if (live_begin(b.lake, &o, &b.live, &err) < 0)
		fail_msg("%s", err.text);
	return b;
}

static struct bench
begin(const char *sensors, size_t records_max)
{
	return begin_with(sensors, &(struct live_options){ .records_max = records_max });
}

static void
arrive(struct bench *b, int64_t time_ns, uint8_t src, uint8_t last)
{
	uint8_t at[UDP_LEN];
	struct frame f = packet(time_ns, src, last, at);
	live_tick(b->live, time_ns, nothing_lost);
	live_count(b->live, 0, &f, 1);
}

static void
tick(struct bench *b, int64_t now_ns)
{
	live_idle(b->live, 0, now_ns);
	live_tick(b->live, now_ns, nothing_lost);
}

static struct live_status
end(struct bench *b, int64_t now_ns)
{
	struct err err = { "" };
	struct live_status status;
	if (live_end(b->live, now_ns, &err, &status) < 0)
		fail_msg("%s", err.text);
	lake_close(b->lake);
	return status;
}

static int64_t
ask(const char *sql)
{
	struct err err = { "" };
	struct lake *lake;
	struct lake_reader *reader = NULL;
	struct lake_result *result = NULL;
	struct value value;
	assert_int_equal(lake_open(folder, LAKE_READ, &lake, &err), 0);
	if (lake_reader_open(lake, INT32_MIN, INT32_MAX, &reader, &err) < 0 ||
		lake_query(reader, sql, &result, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(lake_result_next(result, &value, &err), 1);
	int64_t n = value.kind == VALUE_UINT ? (int64_t)value.u : value.i;
	lake_result_free(result);
	lake_reader_close(reader);
	lake_close(lake);
	return n;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
leave(struct bench *b)
{
	geo_close(b->geo);
	site_free(b->site);
	assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

#define ONE "sensors: [ { name: a, addresses: [192.0.2.0/24] } ]"

static void
bins_are_stored_as_they_close(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	arrive(&b, (START + 1) * NS, 1, 1);
	arrive(&b, (START + 2) * NS, 1, 1); /* the same access */
	arrive(&b, (START + 301) * NS, 1, 1);
	tick(&b, (START + 302) * NS);
	struct live_status status;
	for (int i = 0; i < 500; i++) {
		live_status(b.live, true, &status, NULL);
		if (status.published)
			break;
		(void)usleep(10000);
	}
	assert_int_equal(status.published, 1);
	assert_int_equal(status.published_until_s, START + 300);
	assert_int_equal(status.bin_packets, 1);
	assert_int_equal(status.bin_accesses, 1);
	assert_int_equal(status.n_top, 1);
	assert_int_equal(status.top[0].port, 53);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"), 2);
	assert_int_equal(ask("SELECT CAST(sum(accesses) AS BIGINT) FROM access"), 1);
	(void)end(&b, (START + 310) * NS);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"), 3);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage"), 310);
	leave(&b);
}

static void
what_comes_too_late_is_counted_as_such(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	arrive(&b, (START + 300) * NS, 1, 1);
	arrive(&b, (START + 299) * NS, 2, 1); /* another way, a moment later: in time */
	arrive(&b, (START + 301) * NS, 1, 1);
	arrive(&b, (START + 298) * NS, 3, 1); /* its bin is closed */
	struct live_status status = end(&b, (START + 310) * NS);
	assert_int_equal(status.reasons[REASON_LATE], 1);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"), 3);
	leave(&b);
}

static void
a_pause_is_a_gap(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	live_pause(b.live, 0, (START + 100) * NS);
	live_resume(b.live, 0, (START + 450) * NS);
	struct live_status status = end(&b, (START + 600) * NS);
	assert_int_equal(status.outages, 1);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage"), 250);
	leave(&b);
}

/* Two sensors at an interface each, and one that does not say where it is. */
static void
an_interface_is_its_sensors(void **state)
{
	(void)state;
	static const char *const interfaces[] = { "left", "right" };
	struct bench b = begin_with(
		"sensors:\n  - { name: a, addresses: [192.0.2.1], interface: left }\n"
		"  - { name: b, addresses: [192.0.2.2], interface: right }\n"
		"  - { name: c, addresses: [192.0.2.3] }\n",
		&(struct live_options){ .interfaces = interfaces, .n_interfaces = 2 });
	tick(&b, START * NS);
	arrive(&b, (START + 50) * NS, 1, 1);
	live_pause(b.live, 1, (START + 100) * NS);
	tick(&b, (START + 320) * NS); /* a bin is over meanwhile */
	live_resume(b.live, 1, (START + 400) * NS);
	live_pause(b.live, 0, (START + 450) * NS);
	live_pause(b.live, 1, (START + 500) * NS);
	live_resume(b.live, 0, (START + 550) * NS);
	struct live_status status = end(&b, (START + 600) * NS);
	assert_int_equal(status.outages, 3);
	static const char seconds[] =
		"SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage WHERE sensor = '%s'";
	char sql[sizeof(seconds) + 1];
	const struct {
		const char *sensor;
		int64_t observed_s;
	} wanted[] = { { "a", 500 }, { "b", 200 }, { "c", 150 } };
	for (size_t i = 0; i < count_of(wanted); i++) {
		(void)snprintf(sql, sizeof(sql), seconds, wanted[i].sensor);
		assert_int_equal(ask(sql), wanted[i].observed_s);
	}
	leave(&b);
}

/* A reader trails: the bin before an outage is settled when the outage is over. */
static void
an_outage_is_not_forgotten_over_a_late_bin(void **state)
{
	(void)state;
	static const char *const interfaces[] = { "left", "right" };
	struct bench b = begin_with(
		"sensors:\n"
		"  - { name: a, addresses: [192.0.2.1], interface: left }\n"
		"  - { name: b, addresses: [192.0.2.2], interface: right }\n"
		"  - { name: c, addresses: [192.0.2.3], interface: right, observed: "
		"[{from: \"2001-01-01T00:00:00+00:00\"}] }\n",
		&(struct live_options){ .interfaces = interfaces, .n_interfaces = 2 });
	tick(&b, START * NS);
	arrive(&b, (START + 50) * NS, 1, 1);
	live_idle(b.live, 0, (START + 290) * NS);
	live_pause(b.live, 1, (START + 310) * NS);
	live_resume(b.live, 1, (START + 400) * NS);
	tick(&b, (START + 410) * NS);
	(void)end(&b, (START + 600) * NS);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage WHERE "
			     "sensor = 'b'"),
		510);
	/* However long ago it says that it began. */
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage WHERE "
			     "sensor = 'c'"),
		510);
	leave(&b);
}

static void
a_lone_sensor_loses_where_it_is(void **state)
{
	(void)state;
	static const char *const interfaces[] = { "left", "right" };
	struct bench b = begin_with(
		"sensors: [ { name: a, addresses: [192.0.2.1], interface: left } ]\n",
		&(struct live_options){ .interfaces = interfaces, .n_interfaces = 2 });
	tick(&b, START * NS);
	arrive(&b, (START + 50) * NS, 1, 1);
	live_tick(b.live, (START + 60) * NS, (const uint64_t[]){ 7, 5 });
	(void)end(&b, (START + 100) * NS);
	assert_int_equal(ask("SELECT CAST(sum(lost) AS BIGINT) FROM coverage"), 7);
	leave(&b);
}

static void
losses_are_of_who_is_alone(void **state)
{
	(void)state;
	static const char *const interfaces[] = { "left", "right" };
	struct bench b = begin_with(
		"sensors:\n  - { name: a, addresses: [192.0.2.1], interface: left }\n"
		"  - { name: b, addresses: [192.0.2.2], interface: right }\n"
		"  - { name: c, addresses: [192.0.2.3], interface: right }\n",
		&(struct live_options){ .interfaces = interfaces, .n_interfaces = 2 });
	tick(&b, START * NS);
	arrive(&b, (START + 50) * NS, 1, 1);
	live_tick(b.live, (START + 60) * NS, (const uint64_t[]){ 7, 5 });
	struct live_status status = end(&b, (START + 100) * NS);
	assert_int_equal(status.reasons[REASON_LOST], 12);
	assert_int_equal(ask("SELECT CAST(sum(lost) AS BIGINT) FROM coverage"), 7);
	assert_int_equal(
		ask("SELECT CAST(sum(lost) AS BIGINT) FROM coverage WHERE sensor = 'a'"),
		7);
	leave(&b);
}

static void
a_clock_set_back_begins_anew(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	arrive(&b, (START + 250) * NS, 1, 1);
	live_clock_step(b.live, (START + 260) * NS, (START + 200) * NS);
	arrive(&b, (START + 201) * NS, 1, 1); /* the access is known already */
	arrive(&b, (START + 202) * NS, 2, 1);
	struct live_status status = end(&b, (START + 280) * NS);
	assert_int_equal(status.clock_steps, 1);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"), 3);
	assert_int_equal(ask("SELECT CAST(sum(accesses) AS BIGINT) FROM access"), 2);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage"), 280);
	leave(&b);
}

static void
a_full_bin_says_so(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 10);
	tick(&b, START * NS);
	for (uint8_t i = 0; i < 100; i++)
		arrive(&b, (START + 1) * NS, i, 1);
	struct live_status status = end(&b, (START + 2) * NS);
	assert_in_range(status.reasons[REASON_SATURATED], 80, 99);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access") +
			(int64_t)status.reasons[REASON_SATURATED],
		100);
	leave(&b);
}

/* --- several threads -------------------------------------------------------------------
 */

enum { THREADS = 3, SOURCES = 60, SECRET = 12345, SECONDS = 700 };

struct worker {
	struct bench *b;
	unsigned number;
	bool strays; /* its last source is another thread's */
};

/* A packet a second of each source, to one address and then the next. */
static void *
work(void *arg)
{
	const struct worker *w = arg;
	for (unsigned s = 0; s < SECONDS; s++) {
		for (unsigned src = 0; src < SOURCES; src++) {
			struct addr a = addr_v4(0xc6336400 + src);
			unsigned home = addr_share(SECRET, a, THREADS);
			if (w->strays && src % 10 == 0)
				home = (home + 1) % THREADS;
			if (home != w->number)
				continue;
			uint8_t at[UDP_LEN];
			struct frame f = packet((START + s) * NS + src * 1000, (uint8_t)src,
				(uint8_t)(s % 7), at);
			live_count(w->b->live, w->number, &f, 1);
		}
		live_idle(w->b->live, w->number, (START + s) * NS + NS / 2);
		if (w->number == 0) /* any thread beside those may */
			live_tick(w->b->live, (START + s) * NS, nothing_lost);
	}
	live_leave(w->b->live, w->number);
	return NULL;
}

static void
threads_count_as_one(void **state)
{
	(void)state;
	for (int strays = 0; strays < 2; strays++) {
		struct bench b = begin_with(ONE,
			&(struct live_options){ .threads = THREADS, .secret = SECRET });
		live_tick(b.live, START * NS, nothing_lost);
		pthread_t threads[THREADS];
		struct worker workers[THREADS];
		for (unsigned i = 0; i < THREADS; i++) {
			workers[i] = (struct worker){ &b, i, strays };
			assert_int_equal(
				pthread_create(&threads[i], NULL, work, &workers[i]), 0);
		}
		for (int i = 0; i < 20; i++) {
			struct live_status status;
			live_status(b.live, true, &status, NULL);
			(void)usleep(2000);
		}
		for (unsigned i = 0; i < THREADS; i++)
			assert_int_equal(pthread_join(threads[i], NULL), 0);
		struct live_status status = end(&b, (START + SECONDS) * NS);
		assert_int_equal(status.packets, SOURCES * SECONDS);
		assert_int_equal(status.moved, strays ? SOURCES / 10 * SECONDS : 0);
		assert_int_equal(status.reasons[REASON_LATE], 0);
		assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"),
			SOURCES * SECONDS);
		/* Seven addresses in each of three bins, in one row each. */
		assert_int_equal(ask("SELECT CAST(sum(accesses) AS BIGINT) FROM access"),
			SOURCES * 7 * 3);
		assert_int_equal(ask("SELECT CAST(sum(sources) AS BIGINT) FROM access"),
			SOURCES * 3);
		assert_int_equal(ask("SELECT CAST(count(*) AS BIGINT) FROM access"), 3);
		assert_int_equal(ask("SELECT CAST(count(DISTINCT src_lo) AS BIGINT) FROM "
				     "source_day"),
			SOURCES);
		leave(&b);
	}
}

static void
frames_from_before_the_clock_was_set_back_are_late(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	arrive(&b, (START + 250) * NS, 1, 1);
	live_clock_step(b.live, (START + 260) * NS, (START + 10) * NS);
	uint8_t at[UDP_LEN];
	struct frame f = packet((START + 261) * NS, 1, 1, at);
	live_count(b.live, 0, &f, 1); /* was in the kernel meanwhile */
	arrive(&b, (START + 11) * NS, 2, 1);
	arrive(&b, (START + 259) * NS, 3, 1); /* that time has come again */
	arrive(&b, (START + 262) * NS, 3, 1);
	struct live_status status = end(&b, (START + 270) * NS);
	assert_int_equal(status.reasons[REASON_LATE], 1);
	assert_int_equal(ask("SELECT CAST(sum(packets) AS BIGINT) FROM access"), 4);
	leave(&b);
}

static void
a_clock_set_forward_is_no_observation(void **state)
{
	(void)state;
	struct bench b = begin(ONE, 0);
	tick(&b, START * NS);
	arrive(&b, (START + 1) * NS, 1, 1);
	live_idle(b.live, 0, (START + 3600) * NS); /* before anybody looked at the clock */
	live_clock_step(b.live, (START + 2) * NS, (START + 3602) * NS);
	(void)end(&b, (START + 3610) * NS);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage"), 10);
	leave(&b);
}

static void
sensors_change_with_the_next_bin(void **state)
{
	(void)state;
	struct bench b = begin("sensors: [ { name: a, addresses: [192.0.2.0/25] }, "
			       "{ name: b, addresses: [192.0.2.128/25] } ]",
		0);
	struct site *later = site_of("sensors: [ { name: b, addresses: [192.0.2.0/24] } ]");
	tick(&b, START * NS);
	arrive(&b, (START + 1) * NS, 1, 1);
	live_change_site(b.live, later);
	arrive(&b, (START + 2) * NS, 1, 200);
	arrive(&b, (START + 300) * NS, 1, 1); /* it waits while the sensors change */
	arrive(&b, (START + 302) * NS, 1, 2);
	(void)end(&b, (START + 310) * NS);
	assert_int_equal(
		ask("SELECT CAST(sum(packets) AS BIGINT) FROM access WHERE sensor = 'a'"),
		1);
	assert_int_equal(
		ask("SELECT CAST(sum(packets) AS BIGINT) FROM access WHERE sensor = 'b'"),
		3);
	assert_int_equal(ask("SELECT CAST(sum(observed_s) AS BIGINT) FROM coverage "
			     "WHERE sensor = 'a'"),
		300);
	site_free(later);
	leave(&b);
}

static void
the_kernel_filters_by_prefixes(void **state)
{
	(void)state;
	struct site *site = site_of("sensors: [ { name: a, addresses: [192.0.2.0/24, "
				    "'2001:db8::/32'] } ]");
	struct site *mirror = site_of(
		"sensors: [ { name: a, addresses: [192.0.2.0/24], mirror: true } ]");
	auto_free char *nets = nets_of(site);
	auto_free char *all = nets_of(mirror);
	assert_string_equal(nets, "net 192.0.2.0/24 or net 2001:db8::/32");
	assert_string_equal(all, "");
	auto_free char *alone = ring_filter_text(NULL, "net 192.0.2.0/24", false);
	auto_free char *both = ring_filter_text("udp or tcp", "net 192.0.2.0/24", true);
	auto_free char *own = ring_filter_text("udp", all, true);
	assert_string_equal(alone, "(net 192.0.2.0/24)");
	assert_string_equal(both,
		"(udp or tcp) and (net 192.0.2.0/24 or (vlan and (net "
		"192.0.2.0/24)))");
	assert_string_equal(own, "udp");
	site_free(site);
	site_free(mirror);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bins_are_stored_as_they_close),
		cmocka_unit_test(what_comes_too_late_is_counted_as_such),
		cmocka_unit_test(a_pause_is_a_gap),
		cmocka_unit_test(an_interface_is_its_sensors),
		cmocka_unit_test(an_outage_is_not_forgotten_over_a_late_bin),
		cmocka_unit_test(a_lone_sensor_loses_where_it_is),
		cmocka_unit_test(losses_are_of_who_is_alone),
		cmocka_unit_test(a_clock_set_back_begins_anew),
		cmocka_unit_test(a_full_bin_says_so),
		cmocka_unit_test(frames_from_before_the_clock_was_set_back_are_late),
		cmocka_unit_test(a_clock_set_forward_is_no_observation),
		cmocka_unit_test(threads_count_as_one),
		cmocka_unit_test(sensors_change_with_the_next_bin),
		cmocka_unit_test(the_kernel_filters_by_prefixes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
