/* watch_dictionary.c - when tries to log in are an attack, and when they are not. */
#include "watch/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define SECOND INT64_C(1000000000)
#define START (INT64_C(1700000000) * SECOND)
enum { SAY_MAX = 8192, FOUND_MAX = 8, FTP = 21 };

struct bench {
	struct engine *engine;
	struct site *site;
	struct geo *geo;
	unsigned n;
	struct finding found[FOUND_MAX];
	char texts[FOUND_MAX][FIELDS_MAX][64];
	char why[512];
	uint16_t port;
};

static void
found(void *arg, const struct finding *f)
{
	struct bench *b = arg;
	must(b->n < FOUND_MAX);
	b->found[b->n] = *f;
	for (size_t i = 0; i < finding_type_fields(f->type); i++)
		if (f->type->fields[i].type == FIELD_TEXT)
			(void)snprintf(b->texts[b->n][i], 64, "%.*s",
				(int)f->values[i].text.len,
				(const char *)f->values[i].text.at);
	(void)snprintf(
		b->why, sizeof(b->why), "%.*s", (int)f->why.len, (const char *)f->why.at);
	b->n++;
}

static int
set_up(void **state)
{
	struct err err;
	struct bench *b = calloc(1, sizeof(*b));
	must(b && site_default(NULL, &b->site, &err) == 0);
	b->geo = geo_none();
	struct engine_config config = { .site = b->site,
		.geo = b->geo,
		.only_type = "dictionary",
		.found = found,
		.arg = b };
	b->engine = engine_new(&config);
	b->port = 20000;
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;
	engine_free(b->engine);
	geo_close(b->geo);
	site_free(b->site);
	free(b);
	return 0;
}

static void
packet(struct bench *b, int64_t time_ns, bool client, struct addr src, struct addr dst,
	uint16_t dport, uint8_t flags, uint32_t seq, struct bytes payload)
{
	struct packet pkt = { .time_ns = time_ns,
		.src = client ? src : dst,
		.dst = client ? dst : src,
		.version = 4,
		.proto = IP_TCP,
		.sport = client ? b->port : dport,
		.dport = client ? dport : b->port,
		.tcp_flags = flags,
		.tcp_seq = seq,
		.payload = payload,
		.transport = payload };
	struct seen seen = { .pkt = &pkt,
		.sensor = &b->site->sensors[0],
		.origin = { .frame = 1 },
		.arrived = true };
	engine_see(b->engine, &seen, 1);
}

static struct addr
source(void)
{
	return addr_v4(0xcb007105);
}

static struct addr
target(uint32_t i)
{
	return addr_v4(0xc6336400 + i);
}

static void
ask(struct bench *b, int64_t time_ns, struct addr dst, uint16_t dport)
{
	b->port++;
	packet(b, time_ns, true, source(), dst, dport, TCP_SYN, 999, bytes_of("", 0));
}

/* An FTP connection of so many tries of its own user. */
static void
connection(struct bench *b, int64_t start_ns, int64_t end_ns, struct addr dst,
	const char *user, unsigned failed, bool success)
{
	char asked[SAY_MAX] = "", answered[SAY_MAX] = "220 ftp\r\n";
	size_t n = 0, m = strlen(answered);
	for (unsigned i = 0; i < failed + success; i++) {
		n += (size_t)snprintf(
			asked + n, SAY_MAX - n, "USER %s\r\nPASS p%u\r\n", user, i);
		m += (size_t)snprintf(answered + m, SAY_MAX - m, "331 x\r\n%s\r\n",
			i == failed ? "230 in" : "530 no");
	}
	must(n < SAY_MAX && m < SAY_MAX);
	struct addr src = source();
	ask(b, start_ns, dst, FTP);
	packet(b, start_ns, false, src, dst, FTP, TCP_SYN | TCP_ACK, 4999, bytes_of("", 0));
	packet(b, start_ns, false, src, dst, FTP, TCP_ACK, 5000, bytes_of(answered, m));
	packet(b, start_ns, true, src, dst, FTP, TCP_ACK, 1000, bytes_of(asked, n - 1));
	packet(b, end_ns, true, src, dst, FTP, TCP_ACK, 1000 + (uint32_t)n - 1,
		bytes_of("\n", 1));
	packet(b, end_ns, true, src, dst, FTP, TCP_RST, 1000 + (uint32_t)n,
		bytes_of("", 0));
}

static void
quick(struct bench *b, double at_s, unsigned failed)
{
	int64_t ns = START + (int64_t)(at_s * 1e9);
	connection(b, ns, ns, target(1), "root", failed, false);
}

static unsigned
finish(struct bench *b)
{
	engine_finish(b->engine);
	return b->n;
}

static int64_t
number(const struct bench *b, unsigned i, const char *field)
{
	const struct finding *f = &b->found[i];
	return f->values[finding_type_field(f->type, field)].number;
}

static const char *
text(const struct bench *b, unsigned i, const char *field)
{
	return b->texts[i][finding_type_field(b->found[i].type, field)];
}

/* Ten thousand tries are one attack, counted exactly. */
static void
ten_thousand(void **state)
{
	struct bench *b = *state;
	for (unsigned i = 0; i < 2000; i++)
		connection(b, START + i * 3 * SECOND, START + i * 3 * SECOND,
			target(i % 50), i % 3 ? "root" : "admin", 5, false);
	assert_int_equal(finish(b), 1);
	assert_int_equal(number(b, 0, "tries"), 10000);
	assert_int_equal(number(b, 0, "failed"), 10000);
	assert_int_equal(number(b, 0, "connections"), 2000);
	assert_int_equal(number(b, 0, "successes"), 0);
	assert_in_range(number(b, 0, "targets_est"), 42, 58);
	assert_int_equal(number(b, 0, "users_est"), 2);
	assert_int_equal(number(b, 0, "failed_in_30_min"), 3000);
	assert_string_equal(text(b, 0, "verdict"), "automated");
	assert_string_equal(text(b, 0, "users"), "root, admin");
	assert_int_equal(number(b, 0, "linked_scan"), 0);
	assert_int_equal(b->found[0].dport, FTP);
	assert_true(addr_equal(b->found[0].src, source()));
}

static void
a_person(void **state)
{
	struct bench *b = *state;
	for (unsigned i = 0; i < 5; i++)
		quick(b, i * 20, 1);
	connection(
		b, START + 120 * SECOND, START + 120 * SECOND, target(1), "root", 0, true);
	assert_int_equal(finish(b), 0);
}

static void
twenty_nine(void **state)
{
	struct bench *b = *state;
	quick(b, 0, 29);
	quick(b, 1800, 29); /* half an hour later, and again */
	quick(b, 3600, 29);
	assert_int_equal(finish(b), 0);
	quick(b, 0, 29);
	quick(b, 1700, 1);
	assert_int_equal(finish(b), 1);
	assert_string_equal(text(b, 0, "verdict"), "unclear");
	assert_int_equal(number(b, 0, "tries"), 30);
}

/* A program that logs in often, and succeeds. */
static void
success(void **state)
{
	struct bench *b = *state;
	for (unsigned i = 0; i < 500; i++)
		connection(b, START + i * SECOND, START + i * SECOND, target(1), "backup",
			0, true);
	assert_int_equal(finish(b), 0);
	quick(b, 0, 40);
	connection(b, START + SECOND, START + SECOND, target(1), "root", 0, true);
	assert_int_equal(finish(b), 1);
	assert_int_equal(number(b, 0, "tries"), 41);
	assert_int_equal(number(b, 0, "failed"), 40);
	assert_int_equal(number(b, 0, "successes"), 1);
	assert_string_equal(text(b, 0, "verdict"), "unclear"); /* forty in a minute */
	for (unsigned i = 0; i < 8; i++)
		quick(b, i * 60, 4);
	connection(
		b, START + 500 * SECOND, START + 500 * SECOND, target(1), "root", 0, true);
	assert_int_equal(finish(b), 2);
	assert_string_equal(text(b, 1, "verdict"), "person");
	quick(b, 0, 60);
	assert_int_equal(finish(b), 3);
	assert_string_equal(text(b, 2, "verdict"), "automated");
}

static void
ten_a_minute(void **state)
{
	struct bench *b = *state;
	for (unsigned i = 0; i < 3; i++) /* the order in which they end does not matter */
		quick(b, (i == 0 ? 60 : i == 1 ? 180 : 120) + 7, 10);
	assert_int_equal(finish(b), 1);
	assert_string_equal(text(b, 0, "verdict"), "automated");
	for (unsigned i = 0; i < 40; i++) /* nine a minute */
		quick(b, i * 60 + 7, 9);
	assert_int_equal(finish(b), 2);
	assert_string_equal(text(b, 1, "verdict"), "unclear");
	assert_int_equal(number(b, 1, "failed_in_30_min"), 270);
}

/* The tries of a long connection are spread over it. */
static void
slowly(void **state)
{
	struct bench *b = *state;
	connection(b, START, START + 3300 * SECOND, target(1), "root", 50, false);
	assert_int_equal(finish(b), 1);
	assert_in_range(number(b, 0, "failed_in_30_min"), 25, 50);
	assert_int_equal(number(b, 0, "duration_s"), 3300);
}

/* Two hours without a try part two attacks; what came before is forgotten. */
static void
pauses(void **state)
{
	struct bench *b = *state;
	quick(b, 0, 30);
	quick(b, 7100, 30);
	quick(b, 7100 + 7300, 30);
	assert_int_equal(finish(b), 2);
	assert_int_equal(number(b, 0, "tries"), 60);
	assert_int_equal(number(b, 1, "tries"), 30);
}

static void
scan_before(void **state)
{
	struct bench *b = *state;
	for (uint32_t i = 0; i < 20; i++)
		ask(b, START + i * SECOND, target(i), FTP);
	quick(b, 300, 40);
	assert_int_equal(finish(b), 1);
	assert_int_equal(number(b, 0, "linked_scan"), 1);
	assert_int_equal(number(b, 0, "scan_lead_s"), 300);
	assert_in_range(number(b, 0, "scan_targets_est"), 18, 22);
	assert_non_null(strstr(b->why, "asked for this port 300 s before"));
	assert_int_equal(b->found[0].first_ns, START + 300 * SECOND);
	/* A few seconds before, but many. */
	for (uint32_t i = 0; i < 20; i++)
		ask(b, START + i * SECOND / 10, target(i), FTP);
	quick(b, 4, 40);
	assert_int_equal(finish(b), 2);
	assert_int_equal(number(b, 1, "scan_lead_s"), 4);
	/* One slow server, and another port, are no scan. */
	ask(b, START, target(1), FTP);
	for (uint32_t i = 0; i < 20; i++)
		ask(b, START + i * SECOND, target(i), 23);
	quick(b, 30, 40);
	assert_int_equal(finish(b), 3);
	assert_int_equal(number(b, 2, "linked_scan"), 0);
}

/* Scanners that never log in are none of ours. */
static void
scan_alone(void **state)
{
	struct bench *b = *state;
	for (uint32_t i = 0; i < 2000; i++)
		ask(b, START + i * SECOND, target(i % 250), FTP);
	assert_int_equal(finish(b), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ten_thousand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_person, set_up, tear_down),
		cmocka_unit_test_setup_teardown(twenty_nine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(success, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ten_a_minute, set_up, tear_down),
		cmocka_unit_test_setup_teardown(slowly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pauses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(scan_before, set_up, tear_down),
		cmocka_unit_test_setup_teardown(scan_alone, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
