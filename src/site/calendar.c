/* calendar.c - patch days and days under watch. */
#include "site/calendar.h"

#include "site/value.h"

#include <strings.h>

enum { DAYS_OF_WEEK = 7, WEEK_LAST = 5, THURSDAY = 4 };

static const char *const weeks[] = { "first", "second", "third", "fourth", "last" };
static const char *const weekdays[] = { "sunday", "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday" };

static int
weekday_of(int32_t day)
{
	int rest = (day + THURSDAY) % DAYS_OF_WEEK; /* 1970-01-01 was a Thursday */
	return rest < 0 ? rest + DAYS_OF_WEEK : rest;
}

bool
calendar_holds(const struct calendar_entry *e, int32_t day)
{
	int year, month, mday;
	if (day < e->first || day > e->last)
		return false;
	day_to_date(day, &year, &month, &mday);
	if (e->week == WEEK_LAST) {
		int32_t next = month_first_day(month_of_day(day) + 1);
		return weekday_of(day) == e->weekday && next - day <= DAYS_OF_WEEK;
	}
	if (e->week)
		return weekday_of(day) == e->weekday &&
			(mday - 1) / DAYS_OF_WEEK + 1 == e->week;
	return e->month == 0 || (month == e->month && mday == e->mday);
}

static int
word_at(const char *const *words, size_t n, const char *text, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], text, len) == 0)
			return (int)i;
	return -1;
}

int
calendar_rule(struct calendar_entry *e)
{
	const char *on = e->on, *space = strchr(on, ' ');
	if (!*on)
		return 0;
	if (space) {
		int week = word_at(weeks, count_of(weeks), on, (size_t)(space - on));
		int weekday =
			word_at(weekdays, count_of(weekdays), space + 1, strlen(space + 1));
		e->week = (uint8_t)(week + 1);
		e->weekday = (uint8_t)weekday;
		return week < 0 || weekday < 0 ? -EINVAL : 0;
	}
	/* A year with a 29 February decides what dates there are. */
	auto_free char *date = base_printf("2004-%s", on);
	int32_t day;
	int year, month, mday;
	if (strlen(on) != strlen("08-15") || day_parse(date, &day, NULL) < 0)
		return -EINVAL;
	day_to_date(day, &year, &month, &mday);
	e->month = (uint8_t)month;
	e->mday = (uint8_t)mday;
	return 0;
}

enum { PATCH, WATCH, ON, FROM, TO };

/* In the order of the names above. */
static const struct node_key keys[] = { { "patch", NODE_TEXT, false },
	{ "watch", NODE_TEXT, false }, { "on", NODE_TEXT, false },
	{ "from", NODE_TEXT, false }, { "to", NODE_TEXT, false } };

static int
read_day(const struct locus *from, const struct node *node, int32_t *ret)
{
	if (node && day_parse(node->text, ret, NULL) < 0)
		return locus_err(from, node->line,
			"'%s' is a day (2008-08-15), not '%.40s'", node->key, node->text);
	return 0;
}

static int
read_days(const struct locus *from, const struct node *const *at, struct calendar_entry *e)
{
	int r = read_day(from, at[FROM], &e->first);
	if (r == 0)
		r = read_day(from, at[TO], &e->last);
	if (r < 0 || !at[ON])
		return r;
	if (day_parse(at[ON]->text, &e->first, NULL) == 0) {
		e->last = e->first;
		return at[FROM] || at[TO] ? locus_err(from, at[ON]->line,
						    "one day needs no 'from' and no 'to'")
					  : 0;
	}
	e->on = (free(e->on), base_strdup(at[ON]->text));
	if (!*e->on || calendar_rule(e) < 0)
		return locus_err(from, at[ON]->line,
			"'on' is a day (2008-08-15), a day of each year (08-15) or of each "
			"month (second Tuesday, last Friday), not '%.40s'",
			at[ON]->text);
	return 0;
}

static int
read_entry(const struct locus *from, const struct node *node, struct calendar_entry *e)
{
	const struct node *at[count_of(keys)];
	*e = (struct calendar_entry){ .on = base_strdup(""),
		.first = CALENDAR_DAY_FIRST,
		.last = CALENDAR_DAY_LAST };
	int r = node_take(from, node, keys, count_of(keys), at);
	if (r < 0)
		return r;
	if (!at[PATCH] == !at[WATCH])
		return locus_err(from, node->line,
			"an entry is either a 'patch' or a 'watch', with its name");
	e->is_patch = at[PATCH];
	r = value_text(from, at[PATCH] ? at[PATCH] : at[WATCH], &e->name);
	if (r == 0)
		r = read_days(from, at, e);
	if (r == 0 && !at[ON] && !(at[FROM] && at[TO]))
		return locus_err(from, node->line,
			"'%s' needs a day ('on'), or 'from' and 'to'", e->name);
	if (r == 0 && e->last < e->first)
		return locus_err(from, node->line, "'%s' ends before it begins", e->name);
	return r;
}

int
calendar_read(const struct locus *from, const struct node *list,
	struct calendar_entry **ret, size_t *ret_n)
{
	if (list->n_children > CALENDAR_MAX)
		return locus_err(from, list->line, "more than %d entries of the calendar",
			CALENDAR_MAX);
	*ret = base_alloc(list->n_children + 1, sizeof(**ret));
	each_child(list, node)
	{
		int r = read_entry(from, node, &(*ret)[(*ret_n)++]);
		if (r < 0)
			return r;
	}
	return 0;
}

int
calendar_parse(const char *path, struct bytes text, struct calendar_entry **ret,
	size_t *ret_n, struct err *err)
{
	struct locus from = { path, err };
	auto_node struct node *root = NULL;
	int r = node_parse(&from, text, &root);
	if (r == 0 && root)
		r = node_expect(&from, root, NODE_LIST);
	return r < 0 || !root ? r : calendar_read(&from, root, ret, ret_n);
}

void
calendar_default(struct calendar_entry **ret, size_t *ret_n)
{
	*ret_n = 1;
	*ret = base_alloc(1, sizeof(**ret));
	(*ret)[0] = (struct calendar_entry){ .name = base_strdup("Microsoft"),
		.on = base_strdup("second Tuesday"),
		.is_patch = true,
		.first = day_from_date(2003, 10, 1),
		.last = CALENDAR_DAY_LAST };
	must(calendar_rule(*ret) == 0);
}

void
calendar_free(struct calendar_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(entries[i].name);
		free(entries[i].on);
	}
	free(entries);
}
