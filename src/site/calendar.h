/* calendar.h - days that a report should know of: patch days and days under watch.
 *
 * Days are local days of the sensors (zone.h).  Methods: the site's `calendar` key,
 * teiten.conf(5).
 */
#pragma once

#include "base/node.h"

enum {
	CALENDAR_MAX = 1000,
	CALENDAR_DAY_FIRST = INT32_MIN / 2,
	CALENDAR_DAY_LAST = INT32_MAX / 2
};

/* Days from `first` to `last`; with a rule, those among them on which it falls. */
struct calendar_entry {
	char *name;
	char *on; /* the rule: "second Tuesday", "08-15"; "" when there is none */
	bool is_patch; /* else a day under watch */
	uint8_t week; /* of a month: 1 to 4, 5 the last; 0: not by weekday */
	uint8_t weekday; /* 0: Sunday */
	uint8_t month, mday; /* of a year; 0: not by date */
	int32_t first, last;
};

bool calendar_holds(const struct calendar_entry *entry, int32_t day);
/* Fills in what follows from entry->on; -EINVAL when it is no rule. */
int calendar_rule(struct calendar_entry *entry);

/* The list of a configuration.  On an error what was read is the caller's to free, too. */
int calendar_read(const struct locus *from, const struct node *list,
	struct calendar_entry **ret, size_t *ret_n);
/* A file that holds nothing but such a list. */
int calendar_parse(const char *path, struct bytes text, struct calendar_entry **ret,
	size_t *ret_n, struct err *err);
/* What holds where no calendar is given: Microsoft's patch days since October 2003. */
void calendar_default(struct calendar_entry **ret, size_t *ret_n);
void calendar_free(struct calendar_entry *entries, size_t n);
