/* watch_engine.c - keys, idle times, bounds, fragments and suppression, by a detector and
 * watches of the test's own. */
#include "watch/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { TEST_PORT = 7777, KEYS_MAX = 100 };
#define SECOND INT64_C(1000000000)
#define START (INT64_C(1000000000) * SECOND)

/* --- what is tried ----------------------------------------------------------------------
 */

/* Finds "MARK" at the start, and joins parts "P" index last body. */
static void
detect_mark(struct inspection *in, const struct packet *pkt)
{
	if (pkt->payload.len < 4 || memcmp(pkt->payload.at, "MARK", 4) != 0)
		return;
	struct finding f = finding_begin(in);
	f.values[0].text = pkt->payload;
	f.values[1].number = (int64_t)pkt->payload.len;
	f.why = scratch_printf(in, "starts with %s", "MARK");
	finding_emit(in, &f);
}

static bool
part_of(const struct packet *pkt, struct fragment *ret)
{
	struct cursor c = cursor_over(pkt->payload);
	if (cursor_u8(&c) != 'P')
		return false;
	ret->key[0] = cursor_u8(&c);
	ret->index = cursor_u8(&c);
	ret->last = cursor_u8(&c) != 0;
	ret->head = bytes_text("MARK");
	ret->body = cursor_rest(&c);
	return cursor_ok(&c);
}

DETECTOR(test_mark) = {
	.type = { .name = "test-mark",
		.summary = "marks",
		.method = "by its mark",
		.fields = { { "text", FIELD_TEXT, "all" },
			{ "len", FIELD_NUMBER, "bytes" } } },
	.proto = IP_UDP,
	.min_len = 4,
	.packet = detect_mark,
	.fragment = part_of,
};

static enum watch_interest
test_key(const struct sighting *s, struct watch_key *ret)
{
	if (s->pkt->dport != TEST_PORT)
		return WATCH_NOT_MINE;
	ret->addr = s->pkt->src;
	return s->pkt->ttl == 1 ? WATCH_IF_KNOWN : WATCH_MINE;
}

struct test_tally {
	uint64_t ttls, packets;
};

static void
test_packet(void *tally, const struct sighting *s)
{
	struct test_tally *t = tally;
	t->ttls += s->pkt->ttl;
	t->packets++;
}

static void
test_judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct test_tally *t = tally;
	struct finding f = finding_begin(in);
	(void)telescope;
	f.values[0].number = (int64_t)t->ttls;
	f.values[1].number = (int64_t)t->packets;
	f.why = scratch_printf(in, "%llu packets", (unsigned long long)w->packets);
	finding_emit(in, &f);
}

static int64_t
test_idle(const struct telescope *t)
{
	(void)t;
	return 100;
}

WATCH(test_watch) = {
	.type = { .name = "test-watch",
		.summary = "sources",
		.method = "all",
		.fields = { { "ttls", FIELD_NUMBER, "sum" },
			{ "seen", FIELD_NUMBER, "n" } } },
	.tally_size = sizeof(struct test_tally),
	.keys_max = KEYS_MAX,
	.kinds = WATCH_SCAN,
	.packet_key = test_key,
	.packet = test_packet,
	.idle_s = test_idle,
	.judge = test_judge,
};

static bool
mark_key(const struct finding *f, struct watch_key *ret)
{
	ret->addr = f->src;
	return true;
}

static void
mark_finding(void *tally, const struct finding *f)
{
	struct test_tally *t = tally;
	t->ttls += (uint64_t)f->values[1].number;
	t->packets++;
}

WATCH(test_marks) = {
	.type = { .name = "test-marks",
		.summary = "sources of marks",
		.method = "all",
		.fields = { { "lens", FIELD_NUMBER, "sum" },
			{ "seen", FIELD_NUMBER, "n" } } },
	.tally_size = sizeof(struct test_tally),
	.keys_max = KEYS_MAX,
	.of = "test-mark",
	.finding_key = mark_key,
	.finding = mark_finding,
	.judge = test_judge,
};

/* --- trying -----------------------------------------------------------------------------
 */

struct got {
	char type[32], text[200], why[100];
	struct addr src;
	int64_t first_ns, last_ns, numbers[2];
	uint64_t packets, frame;
};

static struct got got[1000];
static size_t n_got;
static struct site *site;
static struct geo *geo;
static struct engine *engine;
static uint64_t frame;

static void
found(void *arg, const struct finding *f)
{
	(void)arg;
	if (strncmp(f->type->name, "test-", 5) != 0)
		return;
	must(n_got < count_of(got));
	struct got *g = &got[n_got++];
	*g = (struct got){ .src = f->src,
		.first_ns = f->first_ns,
		.last_ns = f->last_ns,
		.packets = f->packets,
		.frame = f->frame,
		.numbers = { f->values[0].number, f->values[1].number } };
	(void)snprintf(g->type, sizeof(g->type), "%s", f->type->name);
	(void)snprintf(
		g->why, sizeof(g->why), "%.*s", (int)f->why.len, (const char *)f->why.at);
	if (f->type->fields[0].type == FIELD_TEXT)
		(void)snprintf(g->text, sizeof(g->text), "%.*s", (int)f->values[0].text.len,
			(const char *)f->values[0].text.at);
}

static void
begin(const char *yaml)
{
	struct err err;
	site_free(site);
	engine_free(engine);
	site = NULL;
	int r = yaml ? site_parse("test.yaml", bytes_text(yaml), &site, &err)
		     : site_default(NULL, &site, &err);
	if (r < 0)
		fail_msg("%s", err.text);
	geo = geo ? geo : geo_none();
	struct engine_config config = { .site = site, .geo = geo, .found = found };
	engine = engine_new(&config);
	n_got = frame = 0;
}

static void
show(uint32_t src, uint16_t dport, uint8_t ttl, int64_t second, const char *payload,
	size_t len)
{
	struct packet pkt = { .time_ns = START + second * SECOND,
		.src = addr_v4(src),
		.dst = addr_v4(0xc6336401),
		.version = 4,
		.proto = IP_UDP,
		.ttl = ttl,
		.sport = 5000,
		.dport = dport,
		.payload = bytes_of(payload, len) };
	struct seen seen = { .pkt = &pkt,
		.sensor = &site->sensors[0],
		.origin = { .frame = ++frame },
		.arrived = true };
	engine_see(engine, &seen, 1);
}

static void
keys_and_idle(void **state)
{
	(void)state;
	begin(NULL);
	show(1, TEST_PORT, 10, 0, "", 0);
	show(2, TEST_PORT, 20, 10, "", 0);
	show(1, TEST_PORT, 11, 90, "", 0);
	show(3, TEST_PORT, 1, 95, "", 0); /* of no known key */
	show(1, TEST_PORT, 1, 95, "", 0); /* counted, but moves no clock */
	assert_int_equal(n_got, 0);
	show(1, TEST_PORT, 12, 191, "", 0); /* 101 s after 90 */
	assert_int_equal(n_got, 1);
	assert_int_equal(got[0].numbers[0], 10 + 11 + 1);
	assert_int_equal(got[0].numbers[1], 3);
	assert_int_equal(got[0].packets, 2);
	assert_int_equal(got[0].frame, 1);
	assert_int_equal(got[0].first_ns, START);
	assert_int_equal(got[0].last_ns, START + 90 * SECOND);
	engine_finish(engine);
	assert_int_equal(n_got, 3);
	assert_int_equal(got[1].numbers[0], 12);
	assert_int_equal(got[2].numbers[0], 20);
	/* A finished engine is as new. */
	show(1, TEST_PORT, 5, 0, "", 0);
	engine_finish(engine);
	assert_int_equal(n_got, 4);
	assert_int_equal(got[3].numbers[0], 5);
}

static uint64_t refused;

static void
count_refused(void *arg, const char *what, uint64_t n)
{
	(void)arg;
	if (strcmp(what, "test-watch") == 0)
		refused = n;
}

static void
bounds(void **state)
{
	(void)state;
	begin(NULL);
	for (uint32_t i = 0; i < KEYS_MAX + 7; i++)
		show(1000 + i, TEST_PORT, 1 + 1, 0, "", 0);
	engine_counts(engine, count_refused, NULL);
	assert_int_equal(refused, 7);
	/* When some are silent for too long, there is room again. */
	show(1000, TEST_PORT, 2, 50, "", 0);
	show(5000, TEST_PORT, 2, 120, "", 0);
	engine_counts(engine, count_refused, NULL);
	assert_int_equal(refused, 7);
	assert_int_equal(n_got, KEYS_MAX - 1);
	engine_finish(engine);
	assert_int_equal(n_got, KEYS_MAX + 1);
}

/* Many keys that come and go: each packet is in exactly one judgement. */
static void
nothing_lost(void **state)
{
	(void)state;
	begin(NULL);
	unsigned seed = 3;
	uint64_t sent = 0, judged = 0;
	for (int64_t i = 0; i < 20000; i++) {
		seed = seed * 1103515245 + 12345;
		show(1 + (seed >> 8) % 90, TEST_PORT, 64, i * ((seed >> 20) % 9), "", 0);
		sent++;
		if (n_got > 500) {
			for (size_t k = 0; k < n_got; k++)
				judged += got[k].packets;
			n_got = 0;
		}
	}
	engine_finish(engine);
	for (size_t k = 0; k < n_got; k++)
		judged += got[k].packets;
	assert_int_equal(sent, judged);
}

static void
findings_are_watched(void **state)
{
	(void)state;
	begin(NULL);
	show(9, 1, 64, 0, "MARKab", 6);
	show(9, 1, 64, 1, "MARK", 4);
	show(9, 1, 64, 2, "MARx", 4);
	assert_int_equal(n_got, 2);
	assert_string_equal(got[0].type, "test-mark");
	assert_string_equal(got[0].text, "MARKab");
	assert_string_equal(got[0].why, "starts with MARK");
	engine_finish(engine);
	assert_int_equal(n_got, 3);
	assert_string_equal(got[2].type, "test-marks");
	assert_int_equal(got[2].numbers[0], 10);
	assert_int_equal(got[2].numbers[1], 2);
}

static void
fragments_are_joined(void **state)
{
	(void)state;
	begin(NULL);
	show(9, 1, 64, 0, "P\1\2\1!!", 6);
	show(9, 1, 64, 0, "P\1\0\0one", 7);
	show(9, 1, 64, 0, "P\2\0\1alone", 9);
	assert_int_equal(n_got, 1);
	assert_string_equal(got[0].text, "MARKalone");
	show(8, 1, 64, 0, "P\1\1\0XXX", 7); /* another source's */
	show(9, 1, 64, 0, "P\1\0\0ONE", 7); /* again */
	show(9, 1, 64, 0, "P\1\1\0two", 7);
	assert_int_equal(n_got, 2);
	assert_string_equal(got[1].text, "MARKonetwo!!");
	for (uint32_t i = 0; i < 1000; i++) /* no end of beginnings */
		show(20 + i, 1, 64, 1, "P\1\0\0one", 7);
	engine_finish(engine);
}

static void
rules_suppress(void **state)
{
	(void)state;
	begin("suppress:\n"
	      "  - {finding: test-mark, source: 0.0.0.9/32, until: 2001-09-10, reason: x}\n"
	      "  - {finding: test-mark, fields: {text: 'MARKa*'}, until: 2030-01-01, "
	      "reason: x}\n"
	      "  - {finding: test-mark, port: 5/udp, until: 2030-01-01, reason: x}\n"
	      "  - {finding: test-marks, until: 2030-01-01, reason: x}\n");
	show(9, 1, 64, 0, "MARKb", 5); /* 2001-09-09 */
	show(8, 1, 64, 0, "MARKb", 5);
	show(8, 1, 64, 0, "MARKab", 6);
	show(8, 5, 64, 0, "MARKb", 5);
	show(9, 1, 64, 86400, "MARKb", 5); /* the rule is over */
	engine_finish(engine);
	assert_int_equal(n_got, 2);
	assert_int_equal(got[0].src.lo & 0xff, 8);
	assert_int_equal(got[1].src.lo & 0xff, 9);
	/* Three marks; and what is watched of them, of which source 9 is two events. */
	assert_int_equal(engine_suppressed(engine), 6);
}

static void
bad_rules(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *says;
	} cases[] = {
		{ "suppress:\n  - {finding: nosuch, until: 2030-01-01, reason: x}\n",
			"test.yaml:2: there is no detector 'nosuch'" },
		{ "suppress:\n  - {finding: test-mark, reason: x}\n", "until" },
		{ "suppress:\n  - {finding: test-mark, until: 2030-01-01}\n", "reason" },
		{ "suppress:\n  - finding: test-mark\n    fields: {nosuch: 1}\n"
		  "    until: 2030-01-01\n    reason: x\n",
			"test.yaml:3: 'test-mark' has no field 'nosuch'" },
		{ "suppress:\n  - {source: 1.2.3, until: 2030-01-01, reason: x}\n",
			"test.yaml:2:" },
		{ "suppress:\n  - {source: 1.2.3.4, until: never, reason: x}\n",
			"test.yaml:2:" },
		{ "suppress:\n  - {fields: {text: x}, until: 2030-01-01, reason: x}\n",
			"'fields' needs the 'finding'" },
	};
	for (size_t i = 0; i < count_of(cases); i++) {
		struct err err = { "" };
		struct site *s = NULL;
		assert_true(
			site_parse("test.yaml", bytes_text(cases[i].yaml), &s, &err) < 0);
		if (!strstr(err.text, cases[i].says))
			fail_msg("'%s' does not say '%s'", err.text, cases[i].says);
	}
}

static void
idle_follows_the_telescope(void **state)
{
	(void)state;
	struct telescope t = { .addresses = 0 };
	assert_int_equal(telescope_idle_s(&t), 900);
	t.addresses = 1;
	assert_int_equal(telescope_idle_s(&t), 86400);
	t.addresses = 65536; /* 2^32 / (65,536 * 10) * 5 */
	assert_int_equal(telescope_idle_s(&t), 32768);
	t.addresses = UINT64_C(1) << 24;
	assert_int_equal(telescope_idle_s(&t), 480);
}

static void
sketches_estimate(void **state)
{
	(void)state;
	struct sketch128 s = { { 0, 0 } };
	assert_int_equal(sketch128_estimate(&s), 0);
	for (uint32_t i = 1; i <= 200; i++) {
		for (int again = 0; again < 3; again++)
			sketch128_add(&s, addr_mix(addr_v4(0x0a000000 + i)));
		uint32_t n = sketch128_estimate(&s);
		assert_true(n >= i * 0.75 - 1 && n <= i * 1.25 + 1);
	}
}

static int
tear_down(void **state)
{
	(void)state;
	engine_free(engine);
	site_free(site);
	geo_close(geo);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_idle),
		cmocka_unit_test(bounds),
		cmocka_unit_test(nothing_lost),
		cmocka_unit_test(findings_are_watched),
		cmocka_unit_test(fragments_are_joined),
		cmocka_unit_test(rules_suppress),
		cmocka_unit_test(bad_rules),
		cmocka_unit_test(idle_follows_the_telescope),
		cmocka_unit_test(sketches_estimate),
	};
	return cmocka_run_group_tests(tests, NULL, tear_down);
}
