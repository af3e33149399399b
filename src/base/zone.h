/* zone.h - civil time in a sensor's own time zone.
 *
 * Days are counted from 1970-01-01 in the local calendar; seconds are epoch seconds in UTC.
 * A zone is loaded once from the system's tz database and lives as long as the process.
 *
 * A local day is one stretch of time: where a clock goes back across midnight, the change
 * is taken at midnight, so that no instant of a day lies before the end of the day before.
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

enum { BIN_S = 300 };
enum { DATE_TEXT_MAX = 16, TIME_TEXT_MAX = 40 };

struct zone;

/* A zone by its name ("Asia/Tokyo", "UTC"); not thread-safe, call it while starting up. */
int zone_find(const char *name, const struct zone **ret, struct err *err);
const char *zone_name(const struct zone *zone);

int32_t zone_offset_s(const struct zone *zone, int64_t epoch_s);
int32_t zone_day(const struct zone *zone, int64_t epoch_s);
int zone_hour(const struct zone *zone, int64_t epoch_s);

/* Epoch second at which a local day starts, and how long it is (82,800, 86,400, 90,000; 0
 * for a day that the zone left out, as Samoa's 2011-12-30). */
int64_t zone_day_start(const struct zone *zone, int32_t day);
int32_t zone_day_s(const struct zone *zone, int32_t day);

/* Calendar arithmetic, proleptic Gregorian. */
int32_t day_from_date(int year, int month, int mday);
void day_to_date(int32_t day, int *ret_year, int *ret_month, int *ret_mday);
char *day_format(int32_t day, char ret[static DATE_TEXT_MAX]); /* 2005-11-03 */
int day_parse(const char *text, int32_t *ret, struct err *err); /* 2005-11-03 */

/* A month as the number of months since year 0: 2005-11 is 2005 * 12 + 10. */
int month_parse(const char *text, int32_t *ret, struct err *err); /* 2005-11 */
char *month_format(int32_t month, char ret[static DATE_TEXT_MAX]);
int32_t month_first_day(int32_t month);
int32_t month_of_day(int32_t day);

/* "2005-11-03T09:00:00+09:00", and the same (or a date, or "... Z") read back; a time
 * without an offset is local to `zone`: the first such instant where a clock shows it
 * twice, and read by the clock before the jump where it does not show it. */
char *time_format(const struct zone *zone, int64_t epoch_s, char ret[static TIME_TEXT_MAX]);
int time_parse(const struct zone *zone, const char *text, int64_t *ret, struct err *err);
