/* site_site.c - teiten.yaml: what is understood, and where a mistake is said to be. */
#include "site/site.h"

#include <setjmp.h>
#include <time.h>

#include <cmocka.h>

static struct site *
parsed(const char *text)
{
	struct err err = { "" };
	struct site *site = NULL;
	if (site_parse("dir/t.yaml", bytes_text(text), &site, &err) < 0)
		fail_msg("%s", err.text);
	return site;
}

static struct addr
address(const char *text)
{
	struct addr a;
	must(addr_parse(text, &a, NULL) == 0);
	return a;
}

static void
the_example_is_understood(void **state)
{
	(void)state;
	struct err err = { "" };
	struct site *site = NULL;
	auto_free char *path =
		base_printf("%s/docs/teiten.yaml.example", getenv("TEITEN_SOURCE"));
	if (site_load(path, &site, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(site->institution, "Example CERT");
	assert_string_equal(site->tlp, "CLEAR");
	assert_int_equal(site->country, 'J' << 8 | 'P');
	assert_null(site->geo);
	assert_int_equal(site->n_sensors, 3);
	assert_int_equal(site->n_groups, 2);
	assert_string_equal(site->groups[1].name, "Windows");
	assert_int_equal(site->groups[1].n_ranges, 4);

	const struct sensor *s = &site->sensors[0];
	assert_string_equal(s->name, "tokyo-1");
	assert_string_equal(s->place, "Tokyo");
	assert_string_equal(zone_name(s->zone), "Asia/Tokyo");
	assert_int_equal(s->addresses, 128);
	assert_int_equal(s->n_prefixes, 2);
	assert_false(s->mirror);
	assert_true(s->has_observed);
	assert_int_equal(s->n_observed, 1);
	assert_int_equal(s->observed[0].start_s, 1117551600); /* 2005-06-01 00:00 JST */
	assert_int_equal(s->observed[0].end_s, 1133362800); /* 2005-12-01 00:00 JST */
	assert_int_equal(s->n_outages, 2);
	assert_int_equal(s->outages[0].end_s - s->outages[0].start_s, 86400);
	assert_int_equal(s->outages[1].start_s, 1132444800); /* 2005-11-20 09:00 JST */
	assert_int_equal(s->outages[1].end_s - s->outages[1].start_s, 8 * 3600 + 1800);
	assert_string_equal(s->exclusions[0].reason, "a real SSH server answers here");
	assert_true(sensor_excludes(s, 6, 22));
	assert_false(sensor_excludes(s, 17, 22));
	assert_false(sensor_excludes(s, 6, 23));
	assert_true(sensor_excludes(&site->sensors[1], 1, 8));
	assert_false(sensor_excludes(&site->sensors[1], 6, 22));
	assert_true(site->sensors[2].mirror);
	assert_string_equal(zone_name(site->sensors[2].zone), "UTC");

	assert_ptr_equal(site_sensor_of(site, address("192.0.2.127")), &site->sensors[0]);
	assert_ptr_equal(site_sensor_of(site, address("192.0.2.128")), &site->sensors[1]);
	assert_ptr_equal(site_sensor_of(site, address("192.0.2.191")), &site->sensors[1]);
	assert_null(site_sensor_of(site, address("192.0.2.192")));
	assert_null(site_sensor_of(site, address("192.0.1.255")));
	assert_ptr_equal(site_sensor_of(site, address("2001:db8:1::9")), &site->sensors[0]);
	assert_null(site_sensor_of(site, address("2001:db8:1:1::9")));
	site_free(site);
}

static void
the_default_site_observes_everything(void **state)
{
	(void)state;
	struct err err = { "" };
	struct site *site = NULL;
	assert_int_equal(site_default("office", &site, &err), 0);
	assert_int_equal(site->n_sensors, 1);
	assert_string_equal(site->sensors[0].name, "office");
	assert_true(site->sensors[0].mirror);
	assert_int_equal(site->sensors[0].addresses, 0);
	assert_ptr_equal(site_sensor_of(site, address("0.0.0.0")), &site->sensors[0]);
	assert_ptr_equal(site_sensor_of(site, address("2001:db8::1")), &site->sensors[0]);
	assert_int_equal(site_group_of(site, 17, 1019), -1);
	assert_int_equal(site_group_of(site, 17, 1020), 0);
	assert_int_equal(site_group_of(site, 17, 1039), 0);
	assert_int_equal(site_group_of(site, 17, 1040), -1);
	assert_int_equal(site_group_of(site, 6, 1026), -1);
	assert_int_equal(site_group_of(site, 47, 1026), -1);
	site_free(site);

	assert_true(site_default("Büro", &site, &err) < 0);
	site = parsed("");
	assert_string_equal(site->sensors[0].name, "default");
	assert_string_equal(site->institution, "");
	site_free(site);
}

static void
geography_is_looked_for_beside_the_file(void **state)
{
	(void)state;
	struct site *site = parsed("geo: g.csv");
	assert_string_equal(site->geo, "dir/g.csv");
	site_free(site);
	site = parsed("geo: /g.csv");
	assert_string_equal(site->geo, "/g.csv");
	site_free(site);
}

static void
the_first_group_that_holds_a_port_is_its_group(void **state)
{
	(void)state;
	struct site *site = parsed("port_groups:\n"
				   "- {name: a, ports: [53/any, 8/icmp]}\n"
				   "- {name: b, ports: [0-65535/tcp, 128/icmp6]}\n");
	assert_int_equal(site_group_of(site, 6, 53), 0);
	assert_int_equal(site_group_of(site, 17, 53), 0);
	assert_int_equal(site_group_of(site, 6, 0), 1);
	assert_int_equal(site_group_of(site, 6, 65535), 1);
	assert_int_equal(site_group_of(site, 17, 54), -1);
	assert_int_equal(site_group_of(site, 1, 8), 0);
	assert_int_equal(site_group_of(site, 58, 128), 1);
	assert_int_equal(site_group_of(site, 58, 8), -1);
	site_free(site);
	site = parsed("port_groups: []\n");
	assert_int_equal(site->n_groups, 0);
	assert_int_equal(site_group_of(site, 17, 1026), -1);
	site_free(site);
}

static void
spans_are_read_in_the_sensors_zone_and_joined(void **state)
{
	(void)state;
	struct site *site =
		parsed("sensors:\n"
		       "- name: b\n"
		       "  zone: Europe/Berlin\n"
		       "  outages:\n"
		       "  - 2005-10-31\n"
		       "  - {from: 2005-10-30, to: 2005-10-30}\n"
		       "  - {from: 2005-11-05T00:00Z, to: 2005-11-05T02:00+01:00}\n"
		       "  - {to: 2005-01-01}\n"
		       "  - {from: 2006-01-01T12:00}\n");
	const struct sensor *s = &site->sensors[0];
	assert_false(s->has_observed);
	assert_int_equal(s->n_outages, 4);
	assert_int_equal(s->outages[0].start_s, SPAN_OPEN_START);
	assert_int_equal(s->outages[0].end_s, 1104620400);
	assert_int_equal(s->outages[1].end_s - s->outages[1].start_s, 90000 + 86400);
	assert_int_equal(s->outages[2].end_s - s->outages[2].start_s, 3600);
	assert_int_equal(s->outages[3].start_s, 1136113200);
	assert_int_equal(s->outages[3].end_s, SPAN_OPEN_END);
	site_free(site);
}

/* Each text, and what its error must begin with and hold. */
static int32_t
day(const char *text)
{
	int32_t ret;
	must(day_parse(text, &ret, NULL) == 0);
	return ret;
}

/* The days of a year on which an entry falls, as one text. */
static char *
days_of(const struct calendar_entry *e, const char *first, const char *last)
{
	char *ret = base_strdup("");
	for (int32_t d = day(first); d <= day(last); d++) {
		char text[DATE_TEXT_MAX];
		if (!calendar_holds(e, d))
			continue;
		auto_free char *before = ret;
		ret = base_printf("%s %s", before, day_format(d, text) + 5);
	}
	return ret;
}

static void
a_calendar_knows_its_days(void **state)
{
	(void)state;
	static const struct {
		const char *entry, *days;
	} cases[] = {
		{ "patch: a, on: second Tuesday",
			" 01-08 02-12 03-11 04-08 05-13 06-10 07-08 08-12 09-09 10-14 "
			"11-11 12-09" },
		{ "patch: a, on: second Tuesday, from: 2008-07-09, to: 2008-09-09",
			" 08-12 09-09" },
		{ "watch: a, on: LAST friday, to: 2008-03-31", " 01-25 02-29 03-28" },
		{ "watch: a, on: 08-15", " 08-15" },
		{ "watch: a, on: 02-29", " 02-29" },
		{ "watch: a, on: 2008-07-07", " 07-07" },
		{ "watch: a, from: 2008-02-28, to: 2008-03-01", " 02-28 02-29 03-01" },
	};
	for (size_t i = 0; i < count_of(cases); i++) {
		auto_free char *text = base_printf("calendar: [{%s}]", cases[i].entry);
		struct site *site = parsed(text);
		assert_int_equal(site->n_calendar, 1);
		auto_free char *days =
			days_of(&site->calendar[0], "2008-01-01", "2008-12-31");
		assert_string_equal(days, cases[i].days);
		assert_true(site->calendar[0].is_patch == (cases[i].entry[0] == 'p'));
		site_free(site);
	}
}

static void
a_calendar_is_microsofts_or_ones_own(void **state)
{
	(void)state;
	struct site *site = parsed("");
	assert_int_equal(site->n_calendar, 1);
	assert_true(calendar_holds(&site->calendar[0], day("2003-10-14")));
	assert_false(calendar_holds(&site->calendar[0], day("2003-09-09")));
	site_free(site);
	site = parsed("calendar: []");
	assert_int_equal(site->n_calendar, 0);
	site_free(site);
	site = parsed("calendar: ../days.yaml");
	assert_string_equal(site->calendar_file, "dir/../days.yaml");
	site_free(site);
}

static const struct {
	const char *text, *where, *what;
} mistakes[] = {
	{ "senors: []", "dir/t.yaml:1: ", "unknown key 'senors'" },
	{ "\ntlp: PURPLE", "dir/t.yaml:2: ", "TLP" },
	{ "country: Japan", "dir/t.yaml:1: ", "two letters" },
	{ "country: JP\ncountry: DE", "dir/t.yaml:2: ", "twice" },
	{ "institution: \"a\\eb\"", "dir/t.yaml:1: ", "control" },
	{ "institution: [a]", "dir/t.yaml:1: ", "must be a text" },
	{ "sensors:\n- name: a\n  zone: Asia/Tokio", "dir/t.yaml:3: ", "Asia/Tokio" },
	{ "sensors:\n- name: A", "dir/t.yaml:2: ", "name" },
	{ "sensors:\n- place: x", "dir/t.yaml:2: ", "'name' is missing" },
	{ "sensors:\n- name: a\n- name: b", "dir/t.yaml:2: ", "no addresses" },
	{ "sensors: []", "dir/t.yaml:1: ", "empty" },
	{ "calendar:\n- {on: 08-15}", "dir/t.yaml:2: ", "either a 'patch' or a 'watch'" },
	{ "calendar:\n- {patch: a, watch: b, on: 08-15}", "dir/t.yaml:2: ", "either" },
	{ "calendar:\n- {watch: a}", "dir/t.yaml:2: ", "needs a day" },
	{ "calendar:\n- {watch: a, from: 2008-08-08}", "dir/t.yaml:2: ", "needs a day" },
	{ "calendar:\n- {watch: a, on: ''}", "dir/t.yaml:2: ", "second Tuesday" },
	{ "calendar:\n- {watch: a, on: 02-30}", "dir/t.yaml:2: ", "second Tuesday" },
	{ "calendar:\n- {watch: a, on: fifth Tuesday}",
		"dir/t.yaml:2: ", "second Tuesday" },
	{ "calendar:\n- watch: a\n  on: 2008-08-08\n  to: 2008-08-09",
		"dir/t.yaml:3: ", "no 'from' and no 'to'" },
	{ "calendar:\n- watch: a\n  from: 2008-08-09\n  to: 2008-08-08",
		"dir/t.yaml:2: ", "ends before" },
	{ "calendar:\n- watch: a\n  from: 8 August", "dir/t.yaml:3: ", "is a day" },
	{ "sensors:", "dir/t.yaml:1: ", "no value" },
	{ "sensors:\n- name: a\n  addresses: [192.0.2.1/24]",
		"dir/t.yaml:3: ", "192.0.2.1/24" },
	{ "sensors:\n- name: a\n  addresses:\n  - 192.0.2.0/24\n- name: b\n  addresses:\n"
	  "  - 192.0.2.8/29\n",
		"dir/t.yaml:7: ",
		"192.0.2.8/29 of sensor 'b' overlaps 192.0.2.0/24 of sensor 'a' "
		"(line 4)" },
	{ "sensors:\n- name: a\n  addresses: [\"2001:db8::/32\",\n   \"2001:db8::/48\"]",
		"dir/t.yaml:4: ", "overlaps" },
	{ "sensors:\n- name: a\n  addresses: [192.0.2.1]\n- name: a\n  addresses: "
	  "[192.0.2.2]",
		"dir/t.yaml:4: ", "second sensor named 'a' (line 2)" },
	{ "sensors:\n- name: a\n  mirror: maybe", "dir/t.yaml:3: ", "true or false" },
	{ "sensors:\n- name: a\n  observed: []", "dir/t.yaml:3: ", "empty" },
	{ "sensors:\n- name: a\n  outages:\n  - {from: 2005-11-02, to: 2005-11-01}",
		"dir/t.yaml:4: ", "end after" },
	{ "sensors:\n- name: a\n  outages:\n  - {from: 2005-11-31}",
		"dir/t.yaml:4: ", "2005-11-31" },
	{ "sensors:\n- name: a\n  outages:\n  - {}", "dir/t.yaml:4: ", "'from', 'to'" },
	{ "sensors:\n- name: a\n  exclusions: [22]", "dir/t.yaml:3: ", "445/tcp" },
	{ "sensors:\n- name: a\n  exclusions: [65536/tcp]",
		"dir/t.yaml:3: ", "0 to 65535" },
	{ "sensors:\n- name: a\n  exclusions: [256/icmp]", "dir/t.yaml:3: ", "0 to 255" },
	{ "sensors:\n- name: a\n  exclusions: [9-8/tcp]", "dir/t.yaml:3: ", "9-8/tcp" },
	{ "sensors:\n- name: a\n  exclusions: [-/tcp]",
		"dir/t.yaml:3: ", "expected a number" },
	{ "sensors:\n- name: a\n  exclusions:\n  - {port: 22/tcp, why: x}",
		"dir/t.yaml:4: ", "unknown key 'why'" },
	{ "port_groups:\n- {name: a, ports: []}", "dir/t.yaml:2: ", "1 to" },
	{ "port_groups:\n- {name: a, ports: [1/tcp]}\n- {name: a, ports: [2/tcp]}",
		"dir/t.yaml:3: ", "second port group" },
	{ "a: &x 1", "dir/t.yaml:1: ", "anchors" },
	{ "tlp: *x", "dir/t.yaml:1: ", "aliases" },
	{ "tlp: !!str x", "dir/t.yaml:1: ", "tags" },
	{ "tlp: CLEAR\n---\ntlp: RED", "dir/t.yaml:2: ", "second document" },
	{ "tlp: [", "dir/t.yaml:1: ", "" },
	{ "tlp:\n\t- x", "dir/t.yaml:2: ", "" },
	{ "[[[[[[[[[[[[[[[[[[[[[[", "dir/t.yaml:1: ", "deep" },
	{ "{[a]: b}", "dir/t.yaml:1: ", "key" },
	{ "just text", "dir/t.yaml:1: ", "mapping" },
	{ "x: 1\n\n# \xff\n", "dir/t.yaml:3: ", "" },
};

static void
mistakes_are_named_with_their_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < count_of(mistakes); i++) {
		struct err err = { "" };
		struct site *site = NULL;
		if (site_parse("dir/t.yaml", bytes_text(mistakes[i].text), &site, &err) ==
			0)
			fail_msg("accepted:\n%s", mistakes[i].text);
		assert_null(site);
		if (strncmp(err.text, mistakes[i].where, strlen(mistakes[i].where)) != 0 ||
			!strstr(err.text, mistakes[i].what))
			fail_msg("%s\n  says: %s", mistakes[i].text, err.text);
	}
}

static void
files_that_cannot_be_read_are_named(void **state)
{
	(void)state;
	struct err err = { "" };
	struct site *site = NULL;
	assert_int_equal(site_load("/nonexistent/x.yaml", &site, &err), -ENOENT);
	assert_non_null(strstr(err.text, "/nonexistent/x.yaml"));
	assert_int_equal(site_load("/tmp", &site, &err), -EISDIR);
	assert_int_equal(site_load("/dev/zero", &site, &err), -EFBIG);
}

static uint64_t
random_of(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* All sensors there may be, in shuffled order, found like a walk over all prefixes finds.
 */
static void
many_sensors_are_found_as_by_hand(void **state)
{
	(void)state;
	auto_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	(void)fprintf(out, "sensors:\n");
	for (uint32_t i = 0; i < SENSORS_MAX; i++) {
		uint32_t at = i * 2654435761U % SENSORS_MAX;
		(void)fprintf(out,
			"- {name: s%u, addresses: [10.%u.%u.0/2%u, "
			"\"2001:db8:%x::/%u\"]}\n",
			at, at >> 8, at & 255, 4 + at % 4, at, 48 + at % 16);
	}
	(void)fclose(out);
	struct timespec begin, end;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	struct site *site = parsed(text);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	assert_int_equal(site->n_sensors, SENSORS_MAX);
	assert_true(end.tv_sec - begin.tv_sec < 5);
	uint64_t seed = 1;
	for (int i = 0; i < 20000; i++) {
		struct addr a = addr_v4(
			UINT32_C(0x0a000000) + (uint32_t)(random_of(&seed) % 0x120000));
		if (i & 1)
			a = (struct addr){ UINT64_C(0x20010db800000000) |
					random_of(&seed) % 0x11000000,
				random_of(&seed) };
		const struct sensor *hand = NULL;
		for (size_t s = 0; s < site->n_sensors; s++)
			for (size_t p = 0; p < site->sensors[s].n_prefixes; p++)
				if (prefix_holds(site->sensors[s].prefixes[p], a))
					hand = &site->sensors[s];
		assert_ptr_equal(site_sensor_of(site, a), hand);
	}
	site_free(site);
}

static void
all_of_ipv6_is_nothing_of_ipv4(void **state)
{
	(void)state;
	struct site *site = parsed("sensors:\n- {name: six, addresses: [\"::/0\"]}\n"
				   "- {name: four, addresses: [0.0.0.0/0]}\n");
	assert_string_equal(site_sensor_of(site, address("192.0.2.1"))->name, "four");
	assert_string_equal(site_sensor_of(site, address("255.255.255.255"))->name, "four");
	assert_string_equal(site_sensor_of(site, address("::"))->name, "six");
	assert_string_equal(site_sensor_of(site, address("2001:db8::1"))->name, "six");
	assert_int_equal(site->sensors[0].addresses, UINT64_MAX);
	assert_int_equal(site->sensors[1].addresses, UINT64_C(1) << 32);
	site_free(site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_understood),
		cmocka_unit_test(the_default_site_observes_everything),
		cmocka_unit_test(geography_is_looked_for_beside_the_file),
		cmocka_unit_test(the_first_group_that_holds_a_port_is_its_group),
		cmocka_unit_test(spans_are_read_in_the_sensors_zone_and_joined),
		cmocka_unit_test(a_calendar_knows_its_days),
		cmocka_unit_test(a_calendar_is_microsofts_or_ones_own),
		cmocka_unit_test(mistakes_are_named_with_their_line),
		cmocka_unit_test(files_that_cannot_be_read_are_named),
		cmocka_unit_test(many_sensors_are_found_as_by_hand),
		cmocka_unit_test(all_of_ipv6_is_nothing_of_ipv4),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
