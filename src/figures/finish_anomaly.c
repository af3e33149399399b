/* finish_anomaly.c - steps that set the days of a month beside what was to be expected.
 *
 * They read the rows of :daily_counts in their order: of one kind of count after another,
 * by sensor and day.
 */
#include "figures/anomaly.h"
#include "figures/private.h"

#include <math.h>

enum { WHAT, KEY, FINDING, SENSOR, DAY, N, LEN, COLUMNS };
enum { MONTH_DAYS_MAX = 31, NOTES_MAX = 1000 };
enum { PATCH_DAYS_AFTER = 2 }; /* patches come out late in the day, and west of Japan */

/* Days in a row that are out of the ordinary the same way. */
struct note {
	size_t row; /* where its kind of count begins */
	int32_t first, last;
	double seen, usual, low, high; /* of one sensor and day */
	double score; /* the strongest */
};

struct counts {
	struct work *w;
	size_t at[COLUMNS];
	int32_t begin; /* day of the first column */
	size_t n_days, n_sensors;
	struct bytes *sensors; /* sorted */
	double *weights, *counts;
	double *detail_weights; /* 0 as well where only totals are left */
	struct note notes[NOTES_MAX];
	size_t n_notes;
	double floods[ANOMALY_DAYS + MONTH_DAYS_MAX]; /* that began on the day */
};

static bool
text_is(struct bytes text, const char *word)
{
	return text_equal(text, bytes_text(word));
}

static int
compare_texts(const void *a, const void *b)
{
	const struct bytes *x = a, *y = b;
	int order = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);
	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* Where a row's number stands; false for a sensor or day that is not compared. */
static bool
place_of(const struct counts *c, size_t row, size_t *ret)
{
	struct bytes name = sheet_text(c->w->sheet, row, c->at[SENSOR]),
		     date = sheet_text(c->w->sheet, row, c->at[DAY]);
	char text[DATE_TEXT_MAX] = "";
	int32_t day;
	const struct bytes *found = c->n_sensors
		? bsearch(&name, c->sensors, c->n_sensors, sizeof(name), compare_texts)
		: NULL;
	if (!found || date.len >= sizeof(text))
		return false;
	memcpy(text, date.at, date.len);
	if (day_parse(text, &day, NULL) < 0 || day < c->begin ||
		day >= c->begin + (int32_t)c->n_days)
		return false;
	*ret = (size_t)(found - c->sensors) * c->n_days + (size_t)(day - c->begin);
	return true;
}

/* What was observed: the sensors, and the weights of their days. */
static void
read_weights(struct counts *c)
{
	const struct sheet *s = c->w->sheet;
	c->sensors = base_alloc(s->n_rows + 1, sizeof(*c->sensors));
	for (size_t i = 0; i < s->n_rows; i++) {
		struct bytes name = sheet_text(s, i, c->at[SENSOR]);
		if (text_is(sheet_text(s, i, c->at[WHAT]), "weight") &&
			(c->n_sensors == 0 ||
				!text_equal(c->sensors[c->n_sensors - 1], name)))
			c->sensors[c->n_sensors++] = name;
	}
	qsort(c->sensors, c->n_sensors, sizeof(*c->sensors), compare_texts);
	size_t n = c->n_sensors * c->n_days, to;
	c->weights = base_alloc(n + 1, sizeof(*c->weights));
	c->counts = base_alloc(n + 1, sizeof(*c->counts));
	c->detail_weights = base_alloc(n + 1, sizeof(*c->detail_weights));
	for (size_t i = 0; i < s->n_rows; i++)
		if (text_is(sheet_text(s, i, c->at[WHAT]), "weight") && place_of(c, i, &to))
			c->weights[to] = sheet_number(s, i, c->at[N]) /
				fmax(1, sheet_number(s, i, c->at[LEN]));
}

static void
see_given_up(void *arg, const char *sensor, int32_t day)
{
	struct counts *c = arg;
	struct bytes name = bytes_text(sensor);
	const struct bytes *found = c->n_sensors
		? bsearch(&name, c->sensors, c->n_sensors, sizeof(name), compare_texts)
		: NULL;
	if (found && day >= c->begin && day < c->begin + (int32_t)c->n_days)
		c->detail_weights[(size_t)(found - c->sensors) * c->n_days +
			(size_t)(day - c->begin)] = 0;
}

static int
counts_begin(struct work *w, struct counts *c, struct err *err)
{
	static const char *const names[] = { "what", "key", "finding", "sensor", "day", "n",
		"len" };
	int32_t first = month_first_day(w->request->month);
	*c = (struct counts){ .w = w,
		.begin = first - ANOMALY_DAYS,
		.n_days = (size_t)(month_first_day(w->request->month + 1) - first) +
			ANOMALY_DAYS };
	int r = step_columns(w, names, COLUMNS, c->at, err);
	if (r < 0)
		return r;
	read_weights(c);
	memcpy(c->detail_weights, c->weights,
		c->n_sensors * c->n_days * sizeof(*c->weights));
	return lake_given_up(
		w->lake, c->begin, c->begin + (int32_t)c->n_days - 1, see_given_up, c, err);
}

static void
counts_end(struct counts *c)
{
	free(c->sensors);
	free(c->weights);
	free(c->detail_weights);
	free(c->counts);
}

static bool
same_kind(const struct counts *c, size_t row, size_t other)
{
	const struct sheet *s = c->w->sheet;
	return text_equal(sheet_text(s, row, c->at[WHAT]),
		       sheet_text(s, other, c->at[WHAT])) &&
		sheet_number(s, row, c->at[KEY]) == sheet_number(s, other, c->at[KEY]) &&
		text_equal(sheet_text(s, row, c->at[FINDING]),
			sheet_text(s, other, c->at[FINDING]));
}

/* The counts of the kind that begins at a row; gives the row after them. */
static size_t
read_kind(struct counts *c, size_t from)
{
	size_t row = from, to;
	memset(c->counts, 0, (c->n_sensors * c->n_days + 1) * sizeof(*c->counts));
	for (; row < c->w->sheet->n_rows && same_kind(c, row, from); row++)
		if (place_of(c, row, &to))
			c->counts[to] += sheet_number(c->w->sheet, row, c->at[N]);
	return row;
}

static struct ordinary
judge(const struct counts *c, const double *weights, size_t day)
{
	return anomaly_judge(&(struct daily_counts){ .n_sensors = c->n_sensors,
				     .n_days = c->n_days,
				     .counts = c->counts,
				     .weights = weights },
		day);
}

static void
add_day(struct counts *c, size_t row, int32_t day, const struct ordinary *o)
{
	struct note *last = c->n_notes ? &c->notes[c->n_notes - 1] : NULL;
	double seen = o->seen / o->weight;
	if (last && last->row == row && last->last == day - 1 &&
		(last->score < 0) == (o->score < 0)) {
		double days = day - last->first;
		last->seen = (last->seen * days + seen) / (days + 1);
		last->last = day;
		if (fabs(o->score) > fabs(last->score))
			last->score = o->score;
		return;
	}
	if (c->n_notes < NOTES_MAX)
		c->notes[c->n_notes++] = (struct note){ .row = row,
			.first = day,
			.last = day,
			.seen = seen,
			.usual = o->usual / o->weight,
			.low = o->low / o->weight,
			.high = o->high / o->weight,
			.score = o->score };
}

static int
by_score(const void *a, const void *b)
{
	const struct note *x = a, *y = b;
	double p = fabs(x->score), q = fabs(y->score);
	return p != q ? (p < q ? 1 : -1) : (x->row > y->row) - (x->row < y->row);
}

static double
sum_of(const struct counts *c, const double *values, size_t day)
{
	double sum = 0;
	for (size_t s = 0; s < c->n_sensors; s++)
		sum += values[s * c->n_days + day];
	return sum;
}

/* The month's notes, strongest first; and its floods. */
static void
find_notes(struct counts *c)
{
	const struct sheet *s = c->w->sheet;
	for (size_t row = 0, next; row < s->n_rows; row = next) {
		next = read_kind(c, row);
		struct bytes what = sheet_text(s, row, c->at[WHAT]);
		if (text_is(what, "flood"))
			for (size_t day = 0; day < c->n_days; day++)
				c->floods[day] = sum_of(c, c->counts, day);
		if (text_is(what, "flood") || text_is(what, "weight"))
			continue;
		for (size_t day = ANOMALY_DAYS; day < c->n_days; day++) {
			struct ordinary o = judge(c,
				text_is(what, "finding") ? c->detail_weights : c->weights,
				day);
			if (o.is_out)
				add_day(c, row, c->begin + (int32_t)day, &o);
		}
	}
	qsort(c->notes, c->n_notes, sizeof(c->notes[0]), by_score);
}

/* --- words -------------------------------------------------------------------------------
 */

static struct bytes
kind_label(const struct counts *c, size_t row)
{
	const struct work *w = c->w;
	struct bytes what = sheet_text(w->sheet, row, c->at[WHAT]),
		     finding = sheet_text(w->sheet, row, c->at[FINDING]);
	int key = (int)sheet_number(w->sheet, row, c->at[KEY]);
	if (text_is(what, "port"))
		return port_label(w->text, key / 65536, key % 65536);
	if (text_is(what, "all"))
		return bytes_text(work_say(w, "all accesses", "全アクセス"));
	int len = (int)finding.len;
	const char *name = (const char *)finding.at;
	return w->request->language == LANGUAGE_JA
		? arena_printf(w->text, "%.*sの検知", len, name)
		: arena_printf(w->text, "findings of %.*s", len, name);
}

/* What the calendar has on the first day of a note, or before it. */
static struct bytes
calendar_of(const struct counts *c, int32_t day)
{
	const struct site *site = c->w->site;
	struct bytes ret = bytes_text("");
	for (size_t i = 0; i < site->n_calendar; i++) {
		const struct calendar_entry *e = &site->calendar[i];
		char date[DATE_TEXT_MAX];
		for (int32_t d = day; d >= day - (e->is_patch ? PATCH_DAYS_AFTER : 0); d--)
			if (calendar_holds(e, d)) {
				ret = arena_printf(c->w->text, "%.*s%s%s: %s, %s",
					(int)ret.len, (const char *)ret.at,
					ret.len ? "; " : "",
					e->is_patch
						? work_say(c->w, "patch day", "パッチ日")
						: work_say(c->w, "watch", "重点監視"),
					e->name, day_format(d, date));
				break;
			}
	}
	return ret;
}

static struct bytes
day_text(const struct work *w, int32_t day)
{
	char text[DATE_TEXT_MAX];
	return arena_copy(w->text, bytes_text(day_format(day, text)));
}

static void
put_note(const struct counts *c, const struct note *n, struct sheet *out)
{
	const struct work *w = c->w;
	size_t row = sheet_add_row(out);
	sheet_set_text(out, row, sheet_column(out, "series"), kind_label(c, n->row));
	sheet_set_text(out, row, sheet_column(out, "first_day"), day_text(w, n->first));
	sheet_set_text(out, row, sheet_column(out, "last_day"), day_text(w, n->last));
	sheet_set_int(out, row, sheet_column(out, "days"), n->last - n->first + 1);
	sheet_set_text(out, row, sheet_column(out, "direction"),
		bytes_text(n->score < 0 ? work_say(w, "fall", "減少")
					: work_say(w, "rise", "増加")));
	sheet_set(out, row, sheet_column(out, "per_sensor_day"), round_to(n->seen, 2));
	sheet_set(out, row, sheet_column(out, "usual"), round_to(n->usual, 2));
	sheet_set(out, row, sheet_column(out, "low"), round_to(n->low, 2));
	sheet_set(out, row, sheet_column(out, "high"), round_to(n->high, 2));
	sheet_set(out, row, sheet_column(out, "change"),
		n->usual > 0 ? round_to((n->seen / n->usual - 1) * 100, 1) : NAN);
	sheet_set(out, row, sheet_column(out, "score"), round_to(n->score, 1));
	sheet_set_text(out, row, sheet_column(out, "calendar"), calendar_of(c, n->first));
}

static void
put_notes(struct counts *c, struct sheet *out)
{
	find_notes(c);
	for (size_t i = 0; i < c->n_notes; i++)
		put_note(c, &c->notes[i], out);
}

/* The counts are read, and rows made of them take their place. */
static int
with_counts(
	struct work *w, void (*put)(struct counts *c, struct sheet *out), struct err *err)
{
	auto_free struct counts *c = base_alloc(1, sizeof(*c));
	int r = counts_begin(w, c, err);
	if (r == 0) {
		struct sheet *out = step_sheet(w);
		put(c, out);
		step_replace(w, out);
	}
	counts_end(c);
	return r;
}

/* anomalies: the month's days out of the ordinary, of all kinds of counts. */
STEP(anomalies, "anomalies")
{
	(void)words;
	(void)n_words;
	return with_counts(w, put_notes, err);
}

/* --- every day ---------------------------------------------------------------------------
 */

static void
put_day(const struct counts *c, size_t day, struct sheet *out)
{
	struct ordinary o = judge(c, c->weights, day);
	size_t row = sheet_add_row(out);
	double weight = sum_of(c, c->weights, day);
	bool gap = weight <= 0;
	double of = o.is_judged ? o.weight : NAN;
	sheet_set_text(out, row, sheet_column(out, "day"),
		day_text(c->w, c->begin + (int32_t)day));
	/* What cannot be compared is shown all the same. */
	double seen = o.is_judged ? o.seen / of : sum_of(c, c->counts, day) / weight;
	sheet_set(out, row, sheet_column(out, "per_sensor_day"),
		gap ? NAN : round_to(seen, 2));
	sheet_set(out, row, sheet_column(out, "usual"), round_to(o.usual / of, 2));
	sheet_set(out, row, sheet_column(out, "low"), round_to(o.low / of, 2));
	sheet_set(out, row, sheet_column(out, "high"), round_to(o.high / of, 2));
	sheet_set(out, row, sheet_column(out, "score"),
		o.is_judged ? round_to(o.score, 1) + 0.0 : NAN);
	sheet_set_int(out, row, sheet_column(out, "judged"), o.is_judged);
	sheet_set_int(out, row, sheet_column(out, "note"), o.is_out);
	sheet_set_int(out, row, sheet_column(out, "gap"), gap);
}

static void
put_days(struct counts *c, struct sheet *out)
{
	const struct sheet *s = c->w->sheet;
	/* "all" sorts before "weight"; there is none where nothing came. */
	if (s->n_rows > 0 && text_is(sheet_text(s, 0, c->at[WHAT]), "all"))
		(void)read_kind(c, 0);
	bool any = false;
	for (size_t day = ANOMALY_DAYS; day < c->n_days; day++)
		any |= judge(c, c->weights, day).is_judged;
	for (size_t day = ANOMALY_DAYS; any && day < c->n_days; day++)
		put_day(c, day, out);
}

/* ordinary-range: each day of the month with what was to be expected; none when no day can
 * be judged. */
STEP(ordinary_range, "ordinary-range")
{
	(void)words;
	(void)n_words;
	return with_counts(w, put_days, err);
}

/* --- days under watch --------------------------------------------------------------------
 */

/* One entry of the calendar on days of the month that follow each other. */
struct watch_span {
	size_t first, last; /* columns */
};

static size_t
notes_in(const struct counts *c, struct watch_span span)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_notes; i++)
		n += c->notes[i].first <= c->begin + (int32_t)span.last &&
			c->notes[i].last >= c->begin + (int32_t)span.first;
	return n;
}

static const char *
verdict(const struct work *w, double observed, double details, bool judged, bool quiet)
{
	if (observed <= 0)
		return work_say(w, "not observed", "観測なし");
	if (!quiet)
		return work_say(w, "see the notes of these days", "該当日の記録を参照");
	if (details < observed)
		return work_say(w, "not known any more: only totals are left",
			"詳細データが削除済みのため不明");
	if (!judged)
		return work_say(w, "no floods; too few days before to judge the rest",
			"DoS攻撃なし(直前の観測が不足し、平常の判定は不可)");
	return work_say(
		w, "watched: nothing out of the ordinary", "監視の結果、特異な動きなし");
}

static void
put_watch(struct counts *c, const struct calendar_entry *e, struct watch_span span,
	struct sheet *out)
{
	const struct work *w = c->w;
	size_t row = sheet_add_row(out), notes = notes_in(c, span);
	double observed = 0, details = 0, floods = 0;
	bool judged = true;
	for (size_t day = span.first; day <= span.last; day++) {
		observed += sum_of(c, c->weights, day);
		floods += c->floods[day];
		details += sum_of(c, c->detail_weights, day);
		judged &= judge(c, c->weights, day).is_judged; /* of any kind */
	}
	double all = (double)((span.last - span.first + 1) * c->n_sensors);
	sheet_set_text(out, row, sheet_column(out, "name"),
		arena_copy(w->text, bytes_text(e->name)));
	sheet_set_text(out, row, sheet_column(out, "first_day"),
		day_text(w, c->begin + (int32_t)span.first));
	sheet_set_text(out, row, sheet_column(out, "last_day"),
		day_text(w, c->begin + (int32_t)span.last));
	sheet_set(out, row, sheet_column(out, "coverage"),
		all > 0 ? round_to(100 * observed / all, 1) : 0);
	sheet_set_int(out, row, sheet_column(out, "notes"), (int64_t)notes);
	sheet_set_int(out, row, sheet_column(out, "floods"), (int64_t)floods);
	sheet_set_int(out, row, sheet_column(out, "quiet"),
		observed > 0 && details >= observed && judged && notes == 0 && floods <= 0);
	sheet_set_text(out, row, sheet_column(out, "seen"),
		bytes_text(
			verdict(w, observed, details, judged, notes == 0 && floods <= 0)));
}

static void
put_watches(struct counts *c, const struct calendar_entry *e, struct sheet *out)
{
	for (size_t day = ANOMALY_DAYS; day < c->n_days; day++) {
		struct watch_span span = { day, day };
		if (!calendar_holds(e, c->begin + (int32_t)day))
			continue;
		while (span.last + 1 < c->n_days &&
			calendar_holds(e, c->begin + (int32_t)span.last + 1))
			span.last++;
		put_watch(c, e, span, out);
		day = span.last;
	}
}

static void
put_all_watches(struct counts *c, struct sheet *out)
{
	const struct site *site = c->w->site;
	find_notes(c);
	for (size_t i = 0; i < site->n_calendar; i++)
		if (!site->calendar[i].is_patch)
			put_watches(c, &site->calendar[i], out);
}

/* watch-days: what was seen on the days of the month that the calendar names. */
STEP(watch_days, "watch-days")
{
	(void)words;
	(void)n_words;
	return with_counts(w, put_all_watches, err);
}
