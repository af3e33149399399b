/* base_zone.c - zones against glibc, and the calendar against itself. */
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const struct zone *
zone(const char *name)
{
	struct err err = { "" };
	const struct zone *z = NULL;
	if (zone_find(name, &z, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	return z;
}

static int64_t
at(const char *zone_of, const char *text)
{
	struct err err = { "" };
	int64_t t = 0;
	if (time_parse(zone(zone_of), text, &t, &err) < 0)
		fail_msg("%s", err.text);
	return t;
}

static int32_t
day(const char *text)
{
	struct err err = { "" };
	int32_t d = 0;
	if (day_parse(text, &d, &err) < 0)
		fail_msg("%s", err.text);
	return d;
}

static int32_t
days_of_libc(const struct tm *tm)
{
	return day_from_date(tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday);
}

static void
agree(const struct zone *z, int64_t t)
{
	time_t at_s = (time_t)t;
	struct tm tm;
	must(localtime_r(&at_s, &tm));
	if (zone_offset_s(z, t) != tm.tm_gmtoff || zone_day(z, t) != days_of_libc(&tm) ||
		zone_hour(z, t) != tm.tm_hour)
		fail_msg("%s at %lld", zone_name(z), (long long)t);
}

/* Every hour of thirty years, every second around each change that libc shows. */
static void
zones_agree_with_libc(void **state)
{
	(void)state;
	static const char *const names[] = { "Europe/Berlin", "America/New_York",
		"Australia/Lord_Howe", "Asia/Tokyo", "Pacific/Apia", "Asia/Kathmandu",
		"America/Sao_Paulo", "Africa/Casablanca", "UTC" };
	for (size_t i = 0; i < count_of(names); i++) {
		const struct zone *z = zone(names[i]);
		setenv("TZ", names[i], 1);
		tzset();
		long before = 0;
		int changes = 0;
		for (int64_t t = 946684800; t < 1893456000; t += 3600) {
			time_t at_s = (time_t)t;
			struct tm tm;
			must(localtime_r(&at_s, &tm));
			agree(z, t);
			if (tm.tm_gmtoff != before && t > 946684800) {
				changes++;
				for (int64_t s = t - 3601; s <= t + 1; s++)
					agree(z, s);
			}
			before = tm.tm_gmtoff;
		}
		bool still = strcmp(names[i], "Asia/Tokyo") == 0 ||
			strcmp(names[i], "Asia/Kathmandu") == 0 ||
			strcmp(names[i], "UTC") == 0;
		assert_true(still ? changes == 0 : changes > 20);
	}
	unsetenv("TZ");
	tzset();
}

static void
finding_a_zone_leaves_the_own_zone_alone(void **state)
{
	(void)state;
	setenv("TZ", "Asia/Tokyo", 1);
	tzset();
	(void)zone("Europe/Paris");
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	time_t t = 0;
	struct tm tm;
	must(localtime_r(&t, &tm));
	assert_int_equal(tm.tm_hour, 9);
	unsetenv("TZ");
	tzset();
}

static void
days_have_their_lengths(void **state)
{
	(void)state;
	const struct {
		const char *zone, *day;
		int32_t len_s;
	} expect[] = { { "Europe/Berlin", "2005-03-27", 82800 },
		{ "Europe/Berlin", "2005-10-30", 90000 },
		{ "Europe/Berlin", "2005-10-31", 86400 },
		{ "America/New_York", "2026-11-01", 90000 },
		{ "Australia/Lord_Howe", "2026-04-05", 88200 },
		{ "Australia/Lord_Howe", "2026-10-04", 84600 },
		{ "Pacific/Apia", "2011-12-29", 86400 },
		{ "Pacific/Apia", "2011-12-30", 0 },
		{ "Pacific/Apia", "2011-12-31", 86400 },
		{ "America/Sao_Paulo", "2018-11-04", 82800 }, /* jumps over midnight */
		{ "Asia/Tokyo", "2005-11-03", 86400 }, { "UTC", "1970-01-01", 86400 } };
	for (size_t i = 0; i < count_of(expect); i++)
		assert_int_equal(zone_day_s(zone(expect[i].zone), day(expect[i].day)),
			expect[i].len_s);
}

/* Every instant lies in its day, days follow each other without gap, for 140 years. */
static void
days_tile_the_time(void **state)
{
	(void)state;
	static const char *const names[] = { "Pacific/Apia", "America/St_Johns",
		"Pacific/Kwajalein", "America/Sao_Paulo", "Europe/Berlin", "Asia/Manila" };
	for (size_t i = 0; i < count_of(names); i++) {
		const struct zone *z = zone(names[i]);
		int64_t end_s = zone_day_start(z, day("1960-01-01"));
		for (int32_t d = day("1960-01-01"); d < day("2100-01-01"); d++) {
			int64_t start_s = zone_day_start(z, d);
			assert_int_equal(start_s, end_s);
			end_s = start_s + zone_day_s(z, d);
			assert_true(end_s >= start_s);
			if (end_s == start_s)
				continue;
			for (int64_t t = start_s; t < end_s; t += 1800)
				assert_int_equal(zone_day(z, t), d);
			assert_int_equal(zone_day(z, start_s - 1) < d, 1);
			assert_int_equal(zone_day(z, end_s - 1), d);
		}
	}
}

static void
a_clock_going_back_over_midnight_keeps_the_day_whole(void **state)
{
	(void)state;
	/* St. John's, 2010-11-07 00:01 -02:30 -> 2010-11-06 23:01 -03:30. */
	const struct zone *z = zone("America/St_Johns");
	int64_t midnight_s = at("America/St_Johns", "2010-11-07T00:00-02:30");
	assert_int_equal(zone_day(z, midnight_s - 1), day("2010-11-06"));
	assert_int_equal(zone_day(z, midnight_s), day("2010-11-06"));
	assert_int_equal(zone_hour(z, midnight_s), 23);
	assert_int_equal(zone_day(z, midnight_s + 3599), day("2010-11-06"));
	assert_int_equal(zone_day(z, midnight_s + 3600), day("2010-11-07"));
	assert_int_equal(zone_day_s(z, day("2010-11-06")), 90000);
}

static void
unknown_zones_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "Asia/Tokio", "../../../etc/passwd",
		"/etc/localtime", "Asia/../Asia/Tokyo", "Asia", "zone.tab",
		"right/Asia/Tokyo", "JST-9", "Asia/Tokyo ", ":Asia/Tokyo", "Asia\nTokyo" };
	for (size_t i = 0; i < count_of(bad); i++) {
		struct err err = { "" };
		const struct zone *z = NULL;
		assert_true(zone_find(bad[i], &z, &err) < 0);
		assert_null(z);
		assert_true(strlen(err.text) > 0);
	}
}

static void
times_are_read_back(void **state)
{
	(void)state;
	char text[TIME_TEXT_MAX];
	assert_int_equal(at("UTC", "2005-11-03T00:00:00Z"), 1130976000);
	assert_int_equal(at("UTC", "2005-11-03 09:00 +0900"), 1130976000);
	assert_int_equal(at("Asia/Tokyo", "2005-11-03T09:00"), 1130976000);
	assert_int_equal(at("Asia/Tokyo", "2005-11-03"), 1130976000 - 9 * 3600);
	assert_int_equal(at("Asia/Tokyo", "2005-11-02T24:00"), 1130976000 - 9 * 3600);
	assert_string_equal(time_format(zone("Asia/Tokyo"), 1130976000, text),
		"2005-11-03T09:00:00+09:00");
	assert_string_equal(time_format(zone("Asia/Kathmandu"), 1130976000, text),
		"2005-11-03T05:45:00+05:45");
	assert_string_equal(time_format(zone("America/New_York"), 1130976000, text),
		"2005-11-02T19:00:00-05:00");
	/* Twice on the wall: the first; not on the wall: by the clock before. */
	assert_int_equal(
		at("Europe/Berlin", "2005-10-30T02:30"), at("UTC", "2005-10-30T00:30"));
	assert_int_equal(
		at("Europe/Berlin", "2005-03-27T02:30"), at("UTC", "2005-03-27T01:30"));
	assert_int_equal(
		at("Pacific/Apia", "2011-12-31T00:00"), at("UTC", "2011-12-30T10:00"));

	static const char *const bad[] = { "", "2005", "2005-11", "2005-13-01",
		"2005-02-29", "2005-11-31", "2005-11-00", "2005-11-03T", "2005-11-03T9:00",
		"2005-11-03T24:01", "2005-11-03T09:60", "2005-11-03T09:00x",
		"2005-11-03T09:00+", "2005-11-03T09:00+9", "2005-11-03T09:00Zx",
		"2005-11-03T09:00+09:0", "+005-11-03", "2005-11-03T-1:00" };
	for (size_t i = 0; i < count_of(bad); i++) {
		struct err err = { "" };
		int64_t t = 77;
		if (time_parse(zone("UTC"), bad[i], &t, &err) == 0)
			fail_msg("'%s' was taken for a time", bad[i]);
		assert_int_equal(t, 77);
	}
}

static void
times_out_of_this_world_do_not_hurt(void **state)
{
	(void)state;
	static const int64_t odd[] = { INT64_MIN, INT64_MAX, -1, 0, UINT32_MAX,
		INT64_C(1) << 47 };
	char text[TIME_TEXT_MAX];
	for (size_t i = 0; i < count_of(odd); i++) {
		int32_t d = zone_day(zone("Europe/Berlin"), odd[i]);
		assert_true(zone_day_s(zone("Europe/Berlin"), d) == 86400);
		int hour = zone_hour(zone("Europe/Berlin"), odd[i]);
		assert_true(hour >= 0 && hour < 24);
		assert_true(strlen(time_format(zone("Europe/Berlin"), odd[i], text)) > 18);
	}
	(void)zone_day_start(zone("UTC"), INT32_MIN);
	(void)zone_day_s(zone("UTC"), INT32_MAX);
}

static void
the_calendar_goes_there_and_back(void **state)
{
	(void)state;
	assert_int_equal(day_from_date(1970, 1, 1), 0);
	assert_int_equal(day("2000-02-29"), 11016);
	int32_t month = 0;
	for (int32_t d = day("1600-01-01"); d < day("2400-01-01"); d++) {
		int y, m, md;
		day_to_date(d, &y, &m, &md);
		assert_int_equal(day_from_date(y, m, md), d);
		assert_int_equal(month_of_day(d), y * 12 + m - 1);
		if (md == 1)
			assert_int_equal(month_first_day(month_of_day(d)), d);
		time_t t = (time_t)d * 86400;
		struct tm tm;
		must(gmtime_r(&t, &tm));
		assert_true(
			y == tm.tm_year + 1900 && m == tm.tm_mon + 1 && md == tm.tm_mday);
	}
	char text[DATE_TEXT_MAX];
	struct err err = { "" };
	assert_int_equal(month_parse("2005-11", &month, &err), 0);
	assert_int_equal(month, 2005 * 12 + 10);
	assert_string_equal(month_format(month, text), "2005-11");
	assert_string_equal(day_format(month_first_day(month), text), "2005-11-01");
	assert_string_equal(day_format(month_first_day(month + 2) - 1, text), "2005-12-31");
	static const char *const bad[] = { "", "2005", "2005-00", "2005-13", "2005-1",
		"2005-11-01" };
	for (size_t i = 0; i < count_of(bad); i++)
		assert_true(month_parse(bad[i], &month, &err) < 0);
	for (int32_t d = INT32_MIN; d < INT32_MAX - 1000003; d += 1000003) {
		int y, m, md;
		day_to_date(d, &y, &m, &md);
		assert_int_equal(day_from_date(y, m, md), d);
		assert_true(strlen(day_format(d, text)) < DATE_TEXT_MAX - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_agree_with_libc),
		cmocka_unit_test(finding_a_zone_leaves_the_own_zone_alone),
		cmocka_unit_test(days_have_their_lengths),
		cmocka_unit_test(days_tile_the_time),
		cmocka_unit_test(a_clock_going_back_over_midnight_keeps_the_day_whole),
		cmocka_unit_test(unknown_zones_are_refused),
		cmocka_unit_test(times_are_read_back),
		cmocka_unit_test(times_out_of_this_world_do_not_hurt),
		cmocka_unit_test(the_calendar_goes_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
