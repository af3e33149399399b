/* finish_first_probe.c - how long a sensor that starts waits for the first packet, and for
 * the first attack.
 *
 * A start is the beginning of a stretch that was observed, after at least one bin that was
 * not.  A stretch that ends, or the data, before anything came is a wait of at least so
 * long.
 */
#include "figures/private.h"
#include "figures/survival.h"

#include <math.h>

enum { WHAT, SENSOR, AT_US, N, COLUMNS };
#define SECOND_US 1e6

/* A stretch of one sensor, and when what is waited for came first. */
struct wait {
	struct bytes sensor;
	double start_s, end_s, probe_s, attack_s; /* NaN: not seen */
	bool is_lost; /* only totals are left of its day */
};

struct waits {
	struct work *w;
	size_t at[COLUMNS];
	struct wait *all; /* by sensor and start */
	size_t n;
};

static bool
is_what(const struct waits *c, size_t row, const char *what)
{
	return text_equal(sheet_text(c->w->sheet, row, c->at[WHAT]), bytes_text(what));
}

static double
second_of(const struct waits *c, size_t row)
{
	return sheet_number(c->w->sheet, row, c->at[AT_US]) / SECOND_US;
}

static const struct sensor *
sensor_of(const struct waits *c, struct bytes name)
{
	const struct site *site = c->w->site;
	for (size_t i = 0; i < site->n_sensors; i++)
		if (text_equal(bytes_text(site->sensors[i].name), name))
			return &site->sensors[i];
	return NULL;
}

/* Is it known when the sensor began?  Where nothing says so, a capture is taken for
 * observed from its first packet on, in whole bins, and then nobody waited for that packet.
 * Whoever was observed when the six months began may have been before. */
static bool
is_start(const struct waits *c, const struct wait *it)
{
	const struct sensor *s = sensor_of(c, it->sensor);
	if (!s)
		return false;
	int32_t first = month_first_day(c->w->request->month - 5);
	if (it->start_s <= (double)zone_day_start(s->zone, first))
		return false;
	bool declared = s->has_observed || fmod(it->start_s, BIN_S) != 0;
	for (size_t i = 0; i < s->n_outages && !declared; i++)
		declared = (double)s->outages[i].end_s == it->start_s;
	return declared;
}

/* When anybody came is among the details. */
static void
see_given_up(void *arg, const char *sensor, int32_t day)
{
	struct waits *c = arg;
	const struct sensor *s = sensor_of(c, bytes_text(sensor));
	for (size_t i = 0; i < c->n && s; i++)
		if (text_equal(c->all[i].sensor, bytes_text(sensor)) &&
			zone_day(s->zone, (int64_t)c->all[i].start_s) == day)
			c->all[i].is_lost = true;
}

static struct wait *
wait_at(const struct waits *c, struct bytes sensor, double s)
{
	size_t low = 0, high = c->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct wait *it = &c->all[mid];
		size_t len = sensor.len < it->sensor.len ? sensor.len : it->sensor.len;
		int order = memcmp(sensor.at, it->sensor.at, len);
		order = order
			? order
			: (sensor.len > it->sensor.len) - (sensor.len < it->sensor.len);
		if (order > 0 || (order == 0 && s >= it->start_s))
			low = mid + 1;
		else
			high = mid;
	}
	struct wait *it = low ? &c->all[low - 1] : NULL;
	return it && text_equal(it->sensor, sensor) && s <= it->end_s ? it : NULL;
}

/* Rows of the query are by sensor and time, a start before its end. */
static void
read_stretches(struct waits *c)
{
	const struct sheet *s = c->w->sheet;
	c->all = base_alloc(s->n_rows + 1, sizeof(*c->all));
	for (size_t i = 0; i < s->n_rows; i++) {
		struct bytes sensor = sheet_text(s, i, c->at[SENSOR]);
		struct wait *last = c->n ? &c->all[c->n - 1] : NULL;
		double bin_s = second_of(c, i), observed_s = sheet_number(s, i, c->at[N]);
		if (is_what(c, i, "start")) {
			c->all[c->n++] = (struct wait){ .sensor = sensor,
				.start_s = bin_s + BIN_S - observed_s,
				.end_s = INFINITY,
				.probe_s = NAN,
				.attack_s = NAN };
		} else if (is_what(c, i, "end") && last &&
			text_equal(last->sensor, sensor) && isinf(last->end_s)) {
			bool one_bin = bin_s < last->start_s;
			if (one_bin)
				last->start_s = bin_s;
			last->end_s = bin_s + observed_s;
		}
	}
	size_t kept = 0;
	for (size_t i = 0; i < c->n; i++)
		if (!isinf(c->all[i].end_s))
			c->all[kept++] = c->all[i];
	c->n = kept;
}

static void
note_first(double *first, double s)
{
	if (isnan(*first) || s < *first)
		*first = s;
}

static void
read_arrivals(struct waits *c)
{
	const struct sheet *s = c->w->sheet;
	for (size_t i = 0; i < s->n_rows; i++) {
		struct bytes sensor = sheet_text(s, i, c->at[SENSOR]);
		double at_s = second_of(c, i);
		bool bin = is_what(c, i, "bin");
		struct wait *it = wait_at(c, sensor, at_s);
		if (!it && bin) /* the stretch begins in it */
			it = wait_at(c, sensor, at_s + BIN_S - 1);
		if (!it)
			continue;
		if (bin) /* something came before it was over */
			note_first(&it->probe_s, fmin(at_s + BIN_S, it->end_s));
		else if (is_what(c, i, "packet") || is_what(c, i, "attack"))
			note_first(&it->probe_s, at_s); /* an attack is an access, too */
		if (is_what(c, i, "attack"))
			note_first(&it->attack_s, at_s);
	}
}

static int
waits_begin(struct work *w, struct waits *c, struct err *err)
{
	static const char *const names[] = { "what", "sensor", "at_us", "n" };
	*c = (struct waits){ .w = w };
	int r = step_columns(w, names, COLUMNS, c->at, err);
	if (r < 0)
		return r;
	read_stretches(c);
	read_arrivals(c);
	r = lake_given_up(w->lake, INT32_MIN / 2, INT32_MAX / 2, see_given_up, c, err);
	size_t kept = 0;
	for (size_t i = 0; i < c->n; i++)
		if (!c->all[i].is_lost && is_start(c, &c->all[i]))
			c->all[kept++] = c->all[i];
	c->n = kept;
	return r;
}

static void
put_survival(const struct waits *c, bool attack, struct sheet *out)
{
	enum { HOUR_S = 3600 };
	auto_free struct lifetime *times = base_alloc(c->n + 1, sizeof(*times));
	for (size_t i = 0; i < c->n; i++) {
		const struct wait *it = &c->all[i];
		double first = attack ? it->attack_s : it->probe_s;
		times[i] =
			(struct lifetime){ (isnan(first) ? it->end_s : first) - it->start_s,
				!isnan(first) };
	}
	struct survival s = survival_of(times, c->n);
	size_t row = sheet_add_row(out);
	sheet_set_text(out, row, sheet_column(out, "event"),
		bytes_text(attack ? work_say(c->w, "first attack by content", "最初の攻撃")
				  : work_say(c->w, "first access", "最初のアクセス")));
	sheet_set_int(out, row, sheet_column(out, "starts"), (int64_t)s.n);
	sheet_set_int(out, row, sheet_column(out, "reached"), (int64_t)s.n_reached);
	sheet_set(out, row, sheet_column(out, "median_s"), round_to(s.median.s, 1));
	sheet_set(out, row, sheet_column(out, "low_s"), round_to(s.median.low, 1));
	sheet_set(out, row, sheet_column(out, "high_s"), round_to(s.median.high, 1));
	sheet_set(out, row, sheet_column(out, "within_hour"),
		round_to(100 * survival_share(times, c->n, HOUR_S), 1));
}

/* first-probe: the median wait of all starts, with its interval. */
STEP(first_probe, "first-probe")
{
	(void)words;
	(void)n_words;
	struct waits c;
	int r = waits_begin(w, &c, err);
	if (r == 0) {
		struct sheet *out = step_sheet(w);
		if (c.n > 0) {
			put_survival(&c, false, out);
			put_survival(&c, true, out);
		}
		step_replace(w, out);
	}
	free(c.all);
	return r;
}

/* first-probe-sensors: each start and its waits. */
STEP(first_probe_sensors, "first-probe-sensors")
{
	(void)words;
	(void)n_words;
	struct waits c;
	int r = waits_begin(w, &c, err);
	struct sheet *out = r == 0 ? step_sheet(w) : NULL;
	if (out)
		(void)sheet_column(out, "start");
	for (size_t i = 0; i < c.n && out; i++) {
		const struct wait *it = &c.all[i];
		size_t row = sheet_add_row(out);
		sheet_set_text(out, row, sheet_column(out, "sensor"), it->sensor);
		sheet_set_int(out, row, sheet_column(out, "start"), (int64_t)it->start_s);
		sheet_set(
			out, row, sheet_column(out, "observed_s"), it->end_s - it->start_s);
		sheet_set(
			out, row, sheet_column(out, "probe_s"), it->probe_s - it->start_s);
		sheet_set(out, row, sheet_column(out, "attack_s"),
			it->attack_s - it->start_s);
	}
	if (out)
		step_replace(w, out);
	free(c.all);
	return r;
}
