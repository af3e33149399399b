/* zone.c - the tz database as a table, and the calendar.
 *
 * glibc answers for one zone at a time, under a lock, so each zone's changes of offset are
 * asked for once; what is asked per bin is a search in that table.
 *
 * A local day is one stretch of time.  Where a clock goes back across midnight (St. John's,
 * until 2011, at 00:01) the first minute of the new day would come before the last hour of
 * the old one: there the change is moved to midnight, so the minute stays with the old day.
 */
#include "base/zone.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#define ZONEINFO "/usr/share/zoneinfo/"

enum { DAY_S = 86400, HOUR_S = 3600 };
enum { ZONE_NAME_MAX = 64 };

/* Before and after, the first and the last offset hold. */
static const int64_t scan_from_s = INT64_C(-2145916800); /* 1902-01-01 */
static const int64_t scan_to_s = INT64_C(4323283200); /* 2107-01-01 */
static const int64_t scan_step_s = 7 * DAY_S;
/* Keeps days and years within their types, whatever the time stamp says. */
static const int64_t epoch_limit_s = INT64_C(100000000000000);

struct change {
	int64_t at_s;
	int32_t offset_s; /* from here on */
};

struct zone {
	struct zone *next;
	char name[ZONE_NAME_MAX + 1];
	struct change *changes; /* the first holds since ever */
	size_t n_changes;
};

static struct zone *zones;

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t
clamp(int64_t v, int64_t least, int64_t most)
{
	return v < least ? least : v > most ? most : v;
}

static int32_t
offset_by_libc(int64_t epoch_s)
{
	time_t t = (time_t)epoch_s;
	struct tm tm;
	return localtime_r(&t, &tm) ? (int32_t)tm.tm_gmtoff : 0;
}

static void
add_change(struct zone *z, int64_t at_s, int32_t offset_s)
{
	if (z->n_changes > 0) {
		const struct change *last = &z->changes[z->n_changes - 1];
		int64_t before = floor_div(at_s - 1 + last->offset_s, DAY_S);
		if (floor_div(at_s + offset_s, DAY_S) < before) {
			int64_t midnight_s = before * DAY_S - last->offset_s;
			if (midnight_s > last->at_s)
				at_s = midnight_s;
		}
	}
	/* Powers of two, so that growing is cheap. */
	if ((z->n_changes & (z->n_changes - 1)) == 0)
		z->changes =
			base_grow(z->changes, 2 * z->n_changes + 1, sizeof(*z->changes));
	z->changes[z->n_changes++] = (struct change){ at_s, offset_s };
}

/* All changes in (from, to], of which the offsets at both ends are known. */
static void
bisect(struct zone *z, int64_t from, int32_t from_offset, int64_t to, int32_t to_offset)
{
	while (from_offset != to_offset) {
		int64_t low = from, high = to;
		while (high - low > 1) {
			int64_t middle = low + (high - low) / 2;
			if (offset_by_libc(middle) == from_offset)
				low = middle;
			else
				high = middle;
		}
		from = high;
		from_offset = offset_by_libc(high);
		add_change(z, from, from_offset);
	}
}

static void
scan(struct zone *z)
{
	auto_free char *before = NULL;
	if (getenv("TZ"))
		before = base_strdup(getenv("TZ"));
	auto_free char *file = base_printf(":" ZONEINFO "%s", z->name);
	must(setenv("TZ", file, 1) == 0);
	tzset();

	int32_t offset_s = offset_by_libc(scan_from_s);
	add_change(z, INT64_MIN, offset_s);
	for (int64_t t = scan_from_s; t < scan_to_s; t += scan_step_s) {
		int32_t next_s = offset_by_libc(t + scan_step_s);
		bisect(z, t, offset_s, t + scan_step_s, next_s);
		offset_s = next_s;
	}

	if (before)
		must(setenv("TZ", before, 1) == 0);
	else
		must(unsetenv("TZ") == 0);
	tzset();
}

static int
check_name(const char *name, struct err *err)
{
	size_t len = strlen(name);
	bool ok = len > 0 && len <= ZONE_NAME_MAX && isalpha((unsigned char)name[0]);
	for (const char *p = name; ok && *p; p++)
		ok = isalnum((unsigned char)*p) || strchr("_+-/", *p) != NULL;
	if (!ok)
		return err_set(err, EINVAL, "'%.80s' is not the name of a time zone", name);
	if (strncmp(name, "right/", 6) == 0)
		return err_set(err, EINVAL,
			"time zone '%s' counts leap seconds, time stamps do not", name);
	auto_free char *path = base_printf(ZONEINFO "%s", name);
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	char magic[4];
	if (fd < 0 || read(fd, magic, sizeof(magic)) != sizeof(magic) ||
		memcmp(magic, "TZif", sizeof(magic)) != 0)
		return err_set(err, ENOENT, "time zone '%s' is not in " ZONEINFO "%s", name,
			access(ZONEINFO "Asia/Tokyo", R_OK) == 0 ? ""
								 : " (apt install tzdata)");
	return 0;
}

int
zone_find(const char *name, const struct zone **ret, struct err *err)
{
	for (const struct zone *z = zones; z; z = z->next) {
		if (strcmp(z->name, name) == 0) {
			*ret = z;
			return 0;
		}
	}
	bool utc = strcmp(name, "UTC") == 0; /* works without tzdata */
	int r = utc ? 0 : check_name(name, err);
	if (r < 0)
		return r;
	struct zone *z = base_alloc(1, sizeof(*z));
	memcpy(z->name, name, strlen(name));
	if (utc)
		add_change(z, INT64_MIN, 0);
	else
		scan(z);
	z->next = zones;
	zones = z;
	*ret = z;
	return 0;
}

const char *
zone_name(const struct zone *zone)
{
	return zone->name;
}

static size_t
change_at(const struct zone *zone, int64_t epoch_s)
{
	size_t low = 0, high = zone->n_changes;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (zone->changes[middle].at_s <= epoch_s)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int32_t
zone_offset_s(const struct zone *zone, int64_t epoch_s)
{
	return zone->changes[change_at(zone, epoch_s)].offset_s;
}

static int64_t
local_s(const struct zone *zone, int64_t epoch_s)
{
	epoch_s = clamp(epoch_s, -epoch_limit_s, epoch_limit_s);
	return epoch_s + zone_offset_s(zone, epoch_s);
}

int32_t
zone_day(const struct zone *zone, int64_t epoch_s)
{
	return (int32_t)floor_div(local_s(zone, epoch_s), DAY_S);
}

int
zone_hour(const struct zone *zone, int64_t epoch_s)
{
	int64_t local = local_s(zone, epoch_s);
	return (int)((local - floor_div(local, DAY_S) * DAY_S) / HOUR_S);
}

int64_t
zone_day_start(const struct zone *zone, int32_t day)
{
	/* Days never go back (see above): the first stretch that reaches the day holds its
	 * start, or begins after it when the clock jumped over midnight. */
	size_t low = 0, high = zone->n_changes - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int64_t last_s = zone->changes[middle + 1].at_s - 1;
		if (floor_div(last_s + zone->changes[middle].offset_s, DAY_S) >= day)
			high = middle;
		else
			low = middle + 1;
	}
	int64_t start_s = (int64_t)day * DAY_S - zone->changes[low].offset_s;
	return start_s > zone->changes[low].at_s ? start_s : zone->changes[low].at_s;
}

int32_t
zone_day_s(const struct zone *zone, int32_t day)
{
	if (day == INT32_MAX)
		return DAY_S;
	return (int32_t)(zone_day_start(zone, day + 1) - zone_day_start(zone, day));
}

char *
time_format(const struct zone *zone, int64_t epoch_s, char ret[static TIME_TEXT_MAX])
{
	epoch_s = clamp(epoch_s, -epoch_limit_s, epoch_limit_s);
	int offset_s = zone_offset_s(zone, epoch_s);
	int64_t local = epoch_s + offset_s;
	int64_t day = floor_div(local, DAY_S);
	int second = (int)(local - day * DAY_S);
	char date[DATE_TEXT_MAX];
	int away = abs(offset_s);
	(void)snprintf(ret, TIME_TEXT_MAX, "%sT%02d:%02d:%02d%c%02d:%02d",
		day_format((int32_t)day, date), second / HOUR_S % 100, second / 60 % 60,
		second % 60, offset_s < 0 ? '-' : '+', away / HOUR_S % 100, away / 60 % 60);
	return ret;
}

/* The first instant at which the clock on the wall shows `local`; one that it jumped over
 * is read by the clock before the jump, as mktime() does. */
static int64_t
from_local(const struct zone *zone, int64_t local)
{
	int64_t before_s = local - zone_offset_s(zone, local - DAY_S);
	int64_t after_s = local - zone_offset_s(zone, local + DAY_S);
	bool before_ok = before_s + zone_offset_s(zone, before_s) == local;
	bool after_ok = after_s + zone_offset_s(zone, after_s) == local;
	if (after_ok && (!before_ok || after_s < before_s))
		return after_s;
	return before_s;
}

/* Exactly `n` digits; NULL when there are others. */
static const char *
digits(const char *p, int n, int *ret)
{
	int value = 0;
	for (; n > 0; n--, p++) {
		if (*p < '0' || *p > '9')
			return NULL;
		value = value * 10 + (*p - '0');
	}
	*ret = value;
	return p;
}

static const char *
parse_date(const char *p, int32_t *ret_day)
{
	int year, month, mday;
	p = digits(p, 4, &year);
	p = p && *p == '-' ? digits(p + 1, 2, &month) : NULL;
	p = p && *p == '-' ? digits(p + 1, 2, &mday) : NULL;
	if (!p || month < 1 || month > 12 || mday < 1)
		return NULL;
	int32_t day = day_from_date(year, month, mday);
	int same_year, same_month, same_mday;
	day_to_date(day, &same_year, &same_month, &same_mday);
	if (same_month != month || same_mday != mday)
		return NULL;
	*ret_day = day;
	return p;
}

static const char *
parse_clock(const char *p, int *ret_s)
{
	int hour, minute, second = 0;
	p = digits(p, 2, &hour);
	p = p && *p == ':' ? digits(p + 1, 2, &minute) : NULL;
	if (p && *p == ':')
		p = digits(p + 1, 2, &second);
	int s = p ? hour * HOUR_S + minute * 60 + second : 0;
	if (!p || minute > 59 || second > 59 || s > DAY_S)
		return NULL;
	*ret_s = s;
	return p;
}

/* "Z", "+09:00", "+0900", "+09", or nothing. */
static const char *
parse_offset(const char *p, bool *ret_given, int *ret_s)
{
	*ret_given = *p != '\0';
	if (*p == '\0')
		return p;
	*ret_s = 0;
	if (*p == 'Z' || *p == 'z')
		return p + 1;
	int sign = *p == '+' ? 1 : *p == '-' ? -1 : 0, hour, minute = 0;
	p = sign ? digits(p + 1, 2, &hour) : NULL;
	if (p && *p)
		p = digits(p + (*p == ':'), 2, &minute);
	if (!p || hour > 23 || minute > 59)
		return NULL;
	*ret_s = sign * (hour * HOUR_S + minute * 60);
	return p;
}

int
time_parse(const struct zone *zone, const char *text, int64_t *ret, struct err *err)
{
	int32_t day = 0;
	int second = 0, offset_s = 0;
	bool has_offset = false;
	const char *p = parse_date(text, &day);
	if (p && *p == '\0') {
		*ret = zone_day_start(zone, day);
		return 0;
	}
	p = p && (*p == 'T' || *p == 't' || *p == ' ') ? parse_clock(p + 1, &second) : NULL;
	if (p && *p == ' ')
		p++;
	p = p ? parse_offset(p, &has_offset, &offset_s) : NULL;
	if (!p || *p)
		return err_set(err, EINVAL,
			"'%.60s' is not a time (2005-11-03T09:00, with or without +09:00)",
			text);
	int64_t local = (int64_t)day * DAY_S + second;
	*ret = has_offset ? local - offset_s : from_local(zone, local);
	return 0;
}

/* The two conversions are Howard Hinnant's days_from_civil and civil_from_days: years that
 * begin in March, in eras of 400 years. */
int32_t
day_from_date(int year, int month, int mday)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
	return (int32_t)clamp(era * 146097 + day_of_era - 719468, INT32_MIN, INT32_MAX);
}

void
day_to_date(int32_t day, int *ret_year, int *ret_month, int *ret_mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* March is 0 */
	*ret_mday = (int)(of_year - (153 * month + 2) / 5 + 1);
	*ret_month = (int)(month < 10 ? month + 3 : month - 9);
	*ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

char *
day_format(int32_t day, char ret[static DATE_TEXT_MAX])
{
	int year, month, mday;
	day_to_date(day, &year, &month, &mday);
	(void)snprintf(ret, DATE_TEXT_MAX, "%04d-%02d-%02d", year, month % 100, mday % 100);
	return ret;
}

int
day_parse(const char *text, int32_t *ret, struct err *err)
{
	int32_t day;
	const char *end = parse_date(text, &day);
	if (!end || *end)
		return err_set(err, EINVAL, "'%.60s' is not a date (2005-11-03)", text);
	*ret = day;
	return 0;
}

int
month_parse(const char *text, int32_t *ret, struct err *err)
{
	int year, month;
	const char *p = digits(text, 4, &year);
	p = p && *p == '-' ? digits(p + 1, 2, &month) : NULL;
	if (!p || *p || month < 1 || month > 12)
		return err_set(err, EINVAL, "'%.60s' is not a month (2005-11)", text);
	*ret = year * 12 + month - 1;
	return 0;
}

char *
month_format(int32_t month, char ret[static DATE_TEXT_MAX])
{
	int year = (int)floor_div(month, 12);
	(void)snprintf(ret, DATE_TEXT_MAX, "%04d-%02d", year, (month - year * 12) % 12 + 1);
	return ret;
}

int32_t
month_first_day(int32_t month)
{
	int year = (int)floor_div(month, 12);
	return day_from_date(year, (int)(month - (int64_t)year * 12) + 1, 1);
}

int32_t
month_of_day(int32_t day)
{
	int year, month, mday;
	day_to_date(day, &year, &month, &mday);
	return year * 12 + month - 1;
}
