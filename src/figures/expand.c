/* expand.c - the :names of a figure's SQL become literals and expressions.
 *
 *   :first :last :six :before   days of the month: its first and last, the first of the six
 *                               months that end with it, the last of the five before it
 *   :days                       how many days the month has
 *   :country :drill             two letters, '' when there is none
 *   :internal :readable         0 or 1; share of the stored rows that could be read
 *   :key                        a port as a number; :rest is the key of "all others"
 *   :top(N, MEASURE, :FROM)     the keys of the N ports with most of a measure since a day
 *   :region :port_group         CASE over country; over proto and dport
 *   :n_sensors                  of how many sensors the rows of a group are
 *   :starts                     when sensors began and ended to observe, and what came then
 *   :findings                   what all detectors and watches found in the month: rows of
 *                               finding, day, sensor, src_hi, src_lo, dst_hi, dst_lo,
 *                               packets, country, excluded
 *   :weights :weights_six       what each sensor observed of each day (obs and len,
 * seconds)
 *   :daily_counts               by sensor and day, from four weeks before the month: what
 *                               was observed, and how much of everything there was
 */
#include "figures/private.h"

#include "detect/detect.h"
#include "figures/anomaly.h"

#include <ctype.h>

enum { WORD_MAX = 32, TOPS_MAX = 4, SENSOR_BITS = 60 };

/* A list of most used ports, once it has been asked for. */
struct top {
	int n;
	char measure[WORD_MAX], from[WORD_MAX];
	char *keys; /* "(393661,...)"; NULL: not used */
};

static void
put_quoted(FILE *out, struct bytes text)
{
	(void)fputc('\'', out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\'' || text.at[i] == '\\')
			(void)fputc(text.at[i], out);
		(void)fputc(text.at[i], out);
	}
	(void)fputc('\'', out);
}

static void
put_day(FILE *out, int32_t day)
{
	char text[DATE_TEXT_MAX];
	put_quoted(out, bytes_text(day_format(day, text)));
}

static int32_t
day_named(const struct work *w, const char *name)
{
	int32_t month = w->request->month;
	if (strcmp(name, "last") == 0)
		return month_first_day(month + 1) - 1;
	if (strcmp(name, "six") == 0)
		return month_first_day(month - 5);
	if (strcmp(name, "run_in") == 0)
		return month_first_day(month) - ANOMALY_DAYS;
	if (strcmp(name, "before") == 0)
		return month_first_day(month) - 1;
	must(strcmp(name, "first") == 0);
	return month_first_day(month);
}

static void
put_regions(FILE *out, const struct work *w)
{
	char home[3] = "";
	(void)country_text(w->site->country, home);
	(void)fputs("CASE ", out);
	if (w->site->country) {
		(void)fputs("WHEN country = ", out);
		put_quoted(out, bytes_text(home));
		(void)fputs(" THEN 'domestic' ", out);
	}
	/* The table is sorted by code: one WHEN for each region, at its first country. */
	for (size_t i = 0; i < country_count(); i++) {
		const struct country *c = country_at(i);
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = country_at(k)->region.len == c->region.len &&
				memcmp(country_at(k)->region.at, c->region.at,
					c->region.len) == 0;
		if (seen)
			continue;
		(void)fputs("WHEN country IN (", out);
		for (size_t k = i; k < country_count(); k++) {
			const struct country *other = country_at(k);
			if (other->region.len != c->region.len ||
				memcmp(other->region.at, c->region.at, c->region.len) != 0)
				continue;
			(void)fputs(k > i ? "," : "", out);
			put_quoted(out, bytes_text(other->code));
		}
		(void)fputs(") THEN ", out);
		put_quoted(out, c->region);
		(void)fputc(' ', out);
	}
	(void)fputs("ELSE 'unknown' END", out);
}

static void
put_groups(FILE *out, const struct work *w)
{
	if (w->site->n_groups == 0) {
		(void)fputs("''", out);
		return;
	}
	(void)fputs("CASE ", out);
	for (size_t g = 0; g < w->site->n_groups; g++) {
		const struct port_group *group = &w->site->groups[g];
		for (size_t i = 0; i < group->n_ranges; i++) {
			const struct port_range *r = &group->ranges[i];
			(void)fprintf(
				out, "WHEN dport >= %d AND dport <= %d", r->first, r->last);
			if (r->proto)
				(void)fprintf(out, " AND proto = %d", r->proto);
			(void)fputs(" THEN ", out);
			put_quoted(out, bytes_text(group->name));
			(void)fputc(' ', out);
		}
	}
	(void)fputs("ELSE '' END", out);
}

/* Captures that meet in a bin may each have a row for it. */
static void
put_weights(FILE *out, const struct work *w, const char *from)
{
	(void)fputs(
		"(SELECT sensor, day, sum(bin_s) AS obs, max(all_s) AS len FROM (SELECT "
		"sensor, day, bin, max(observed_s) AS bin_s, max(day_s) AS all_s FROM "
		"coverage WHERE day >= toDate(",
		out);
	put_day(out, day_named(w, from));
	(void)fputs(") AND day <= toDate(", out);
	put_day(out, day_named(w, "last"));
	(void)fputs(") GROUP BY sensor, day, bin) AS bins GROUP BY sensor, day)", out);
}

/* The keys are asked for first and stand in the query as numbers: the engine then counts
 * straight into a few groups, which is twice as fast as by all ports or over a join. */
static int
put_top(FILE *out, struct work *w, int n, const char *measure, const char *from,
	struct err *err)
{
	char first[DATE_TEXT_MAX], last[DATE_TEXT_MAX];
	auto_free char *sql = base_printf("SELECT proto * 65536 + dport AS key FROM "
					  "day_count WHERE dimension = 'port' AND "
					  "excluded = 0 AND day >= toDate('%s') AND day <= "
					  "toDate('%s') GROUP BY proto, dport "
					  "ORDER BY sum(%s) DESC, key LIMIT %d",
		day_format(day_named(w, from), first),
		day_format(day_named(w, "last"), last), measure, n);
	struct sheet *keys = NULL;
	int r = work_ask(w, sql, &keys, err);
	if (r < 0)
		return r;
	(void)fputc('(', out);
	for (size_t i = 0; i < keys->n_rows; i++)
		(void)fprintf(out, "%s%.0f", i ? "," : "", sheet_number(keys, i, 0));
	(void)fputs(keys->n_rows ? ")" : "-1)", out);
	sheet_free(keys);
	return 0;
}

/* The same list stands more than once in a query: ask once. */
static const char *
read_top(FILE *out, struct work *w, const char *at, struct top *cache, struct err *err)
{
	int n = 0;
	struct top want = { .keys = NULL };
	if (sscanf(at, "(%d, %31[a-z_], :%31[a-z])", &n, want.measure, want.from) != 3) {
		(void)err_set(
			err, EINVAL, "%s: not :top(N, MEASURE, :FROM)", w->figure->name);
		return NULL;
	}
	want.n = n;
	struct top *t = cache;
	for (; t < cache + TOPS_MAX && t->keys; t++)
		if (t->n == n && strcmp(t->measure, want.measure) == 0 &&
			strcmp(t->from, want.from) == 0)
			break;
	must(t < cache + TOPS_MAX);
	if (!t->keys) {
		size_t len = 0;
		FILE *keys = open_memstream(&want.keys, &len);
		must(keys != NULL);
		int r = put_top(keys, w, n, want.measure, want.from, err);
		(void)fclose(keys);
		if (r < 0) {
			free(want.keys);
			return NULL;
		}
		*t = want;
	}
	(void)fputs(t->keys, out);
	return strchr(at, ')') + 1;
}

/* How many sensors a group of rows is from.  A bit for each sensor takes a third of the
 * time and a fifth of the memory of a set of names for each source. */
static int
put_sensors(FILE *out, struct work *w, struct err *err)
{
	struct sheet *sensors = NULL;
	int r = work_ask(w,
		"SELECT sensor FROM source_day WHERE day >= toDate(:first) AND day <= "
		"toDate(:last) GROUP BY sensor ORDER BY sensor",
		&sensors, err);
	if (r < 0)
		return r;
	if (sensors->n_rows == 0 || sensors->n_rows > SENSOR_BITS) {
		(void)fputs("uniqExact(sensor)", out);
	} else {
		(void)fputs("bitCount(groupBitOr(CASE ", out);
		for (size_t i = 0; i < sensors->n_rows; i++) {
			(void)fputs("WHEN sensor = ", out);
			put_quoted(out, sheet_text(sensors, i, 0));
			(void)fprintf(out, " THEN %lld ", 1LL << i);
		}
		(void)fputs("ELSE 0 END))", out);
	}
	sheet_free(sensors);
	return 0;
}

static void
put_findings_of(FILE *out, const struct work *w, const struct finding_type *type,
	const char *from, bool first)
{
	(void)fprintf(out,
		"%sSELECT '%s' AS finding, day, sensor, src_hi, src_lo, dst_hi, dst_lo, "
		"packets, country, excluded FROM %s WHERE day >= toDate(",
		first ? "" : " UNION ALL ", type->name, dataset_of_findings(type)->name);
	put_day(out, day_named(w, from));
	(void)fputs(") AND day <= toDate(", out);
	put_day(out, day_named(w, "last"));
	(void)fputc(')', out);
}

/* A union over the datasets of all types, so that no figure has a list of them. */
static void
put_findings(FILE *out, const struct work *w)
{
	(void)fputc('(', out);
	for (size_t i = 0; i < finding_type_count(); i++)
		put_findings_of(out, w, finding_type_at(i), "first", i == 0);
	(void)fputc(')', out);
}

/* Of detectors alone: what a watch judges over days is not yet there on the last of them.
 */
static void
put_findings_run_in(FILE *out, const struct work *w)
{
	(void)fputc('(', out);
	for (size_t i = 0; i < detector_count(); i++)
		put_findings_of(out, w, &detector_at(i)->type, "run_in", i == 0);
	(void)fputc(')', out);
}

/* Rows of what, key, finding, sensor, day, n, len; `what` is weight (n and len in seconds),
 * all, port (with its key), finding (of a detector, with its name) or flood. */
static int
put_daily_counts(FILE *out, struct work *w, struct err *err)
{
	auto_free char *sql = NULL;
	int r = work_expand(w,
		"(SELECT 'weight' AS what, 0 AS key, '' AS finding, sensor, day, obs AS n, "
		"len FROM :weights_run_in AS w "
		"UNION ALL SELECT 'all' AS what, 0 AS key, '' AS finding, sensor, day, "
		"accesses AS n, 0 AS len FROM day_count WHERE dimension = 'all' AND "
		"excluded = 0 AND day >= toDate(:run_in) AND day <= toDate(:last) "
		"UNION ALL SELECT 'port' AS what, :key AS key, '' AS finding, sensor, day, "
		"accesses AS n, 0 AS len FROM day_count WHERE dimension = 'port' AND "
		"excluded = 0 AND day >= toDate(:run_in) AND day <= toDate(:last) AND "
		"(:key IN :top(9, accesses, :first) OR :key IN :top(9, accesses, :six)) "
		"UNION ALL SELECT 'finding' AS what, 0 AS key, finding, sensor, day, "
		"count(*) AS n, 0 AS len FROM :findings_run_in AS f WHERE excluded = 0 "
		"GROUP BY finding, sensor, day "
		"UNION ALL SELECT 'flood' AS what, 0 AS key, '' AS finding, sensor, day, "
		"count(*) AS n, 0 AS len FROM backscatter WHERE excluded = 0 AND day >= "
		"toDate(:run_in) AND day <= toDate(:last) GROUP BY sensor, day)",
		&sql, err);
	if (r == 0)
		(void)fputs(sql, out);
	return r;
}

/* clang-format off */
#define WITHIN "day >= toDate(:six) AND day <= toDate(:last)"
#define BIN_US "toUnixTimestamp64Micro(bin)"
#define OBSERVED "FROM coverage WHERE observed_s > 0 AND " WITHIN
#define NO_BIN(next) "(sensor, " BIN_US next ") NOT IN (SELECT (sensor, " BIN_US ") " OBSERVED ")"
#define ON_DAY_OF_START "excluded = 0 AND (sensor, day) IN (SELECT (sensor, day) " OBSERVED \
	" AND " NO_BIN(" - 300000000") ")"
#define ATTACKS(dataset) \
	"UNION ALL SELECT 'attack' AS what, sensor, min(toUnixTimestamp64Micro(time)) AS at_us, 0 AS n " \
	"FROM " dataset " WHERE excluded = 0 AND " WITHIN \
	" GROUP BY sensor, intDiv(toUnixTimestamp64Micro(time), 300000000) "

static const char starts_sql[] =
	"(SELECT 'start' AS what, sensor, " BIN_US " AS at_us, max(observed_s) AS n "
	OBSERVED " AND " NO_BIN(" - 300000000") " GROUP BY sensor, bin "
	"UNION ALL SELECT 'end' AS what, sensor, " BIN_US " AS at_us, max(observed_s) AS n "
	OBSERVED " AND " NO_BIN(" + 300000000") " GROUP BY sensor, bin "
	"UNION ALL SELECT 'bin' AS what, sensor, " BIN_US " AS at_us, 0 AS n "
	"FROM access WHERE " ON_DAY_OF_START " GROUP BY sensor, bin "
	"UNION ALL SELECT 'packet' AS what, sensor, min(first_s) * 1000000.0 AS at_us, 0 AS n "
	"FROM source_day WHERE " ON_DAY_OF_START " GROUP BY sensor, intDiv(first_s, 300) "
	"UNION ALL SELECT 'packet' AS what, sensor, min(last_s) * 1000000.0 AS at_us, 0 AS n "
	"FROM source_day WHERE " ON_DAY_OF_START " GROUP BY sensor, intDiv(last_s, 300) "
	"UNION ALL SELECT 'packet' AS what, sensor, min(first_s) * 1000000.0 AS at_us, 0 AS n "
	"FROM source_day WHERE excluded = 0 AND " WITHIN " GROUP BY sensor, day "
	ATTACKS("slammer") ATTACKS("rpc_exploit") ATTACKS("smb_exploit") ")";
/* clang-format on */

/* Rows of what, sensor, at_us, n over six months: the first and the last bin of each
 * stretch that was observed (start, end; n in seconds), bins with accesses, and times of
 * sources (bin, packet; all of the days on which a stretch starts, the first of every other
 * day), and of exploits (attack). */
static int
put_starts(FILE *out, struct work *w, struct err *err)
{
	auto_free char *sql = NULL;
	int r = work_expand(w, starts_sql, &sql, err);
	if (r == 0)
		(void)fputs(sql, out);
	return r;
}

static bool
put_simple(FILE *out, const struct work *w, const char *word)
{
	static const char *const days[] = { "first", "last", "six", "before", "run_in" };
	for (size_t i = 0; i < count_of(days); i++) {
		if (strcmp(word, days[i]) == 0) {
			put_day(out, day_named(w, word));
			return true;
		}
	}
	char home[3];
	if (strcmp(word, "country") == 0)
		put_quoted(out,
			bytes_text(w->site->country ? country_text(w->site->country, home)
						    : ""));
	else if (strcmp(word, "drill") == 0)
		put_quoted(out, bytes_text(w->drill));
	else if (strcmp(word, "internal") == 0)
		(void)fprintf(out, "%d", w->request->internal);
	else if (strcmp(word, "days") == 0)
		(void)fprintf(out, "%d", day_named(w, "last") - day_named(w, "first") + 1);
	else if (strcmp(word, "readable") == 0)
		(void)fprintf(out, "%.9f", lake_reader_readable(w->reader));
	else if (strcmp(word, "key") == 0)
		(void)fputs("proto * 65536 + dport", out);
	else if (strcmp(word, "rest") == 0)
		(void)fprintf(out, "%d", PORT_KEY_OTHER);
	else if (strcmp(word, "region") == 0)
		put_regions(out, w);
	else if (strcmp(word, "port_group") == 0)
		put_groups(out, w);
	else if (strcmp(word, "findings") == 0)
		put_findings(out, w);
	else if (strcmp(word, "findings_run_in") == 0)
		put_findings_run_in(out, w);
	else if (strcmp(word, "weights") == 0)
		put_weights(out, w, "first");
	else if (strcmp(word, "weights_six") == 0)
		put_weights(out, w, "six");
	else if (strcmp(word, "weights_run_in") == 0)
		put_weights(out, w, "run_in");
	else
		return false;
	return true;
}

int
work_expand(struct work *w, const char *sql, char **ret, struct err *err)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	int r = 0;
	bool quoted = false;
	struct top tops[TOPS_MAX] = { { .keys = NULL } };
	for (const char *at = sql; *at && r == 0;) {
		quoted ^= *at == '\'';
		if (*at != ':' || quoted || !islower((unsigned char)at[1])) {
			(void)fputc(*at++, out);
			continue;
		}
		char word[WORD_MAX] = "";
		size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
		if (n < sizeof(word))
			memcpy(word, at + 1, n);
		at += 1 + n;
		if (strcmp(word, "top") == 0) {
			at = read_top(out, w, at, tops, err);
			if (!at) {
				r = -EIO;
				break;
			}
		} else if (strcmp(word, "n_sensors") == 0) {
			r = put_sensors(out, w, err);
		} else if (strcmp(word, "daily_counts") == 0) {
			r = put_daily_counts(out, w, err);
		} else if (strcmp(word, "starts") == 0) {
			r = put_starts(out, w, err);
		} else if (!put_simple(out, w, word)) {
			r = err_set(
				err, EINVAL, "%s: there is no :%s", w->figure->name, word);
		}
	}
	(void)fclose(out);
	for (size_t i = 0; i < TOPS_MAX; i++)
		free(tops[i].keys);
	if (r < 0)
		free(text);
	else
		*ret = text;
	return r;
}
