/* finish_site.c - steps that say under which conditions the numbers came about. */
#include "figures/private.h"

/* --- excluded traffic -------------------------------------------------------------- */

static const char *
reason_of(const struct site *site, struct bytes sensor, int proto, int port)
{
	for (size_t i = 0; i < site->n_sensors; i++) {
		const struct sensor *s = &site->sensors[i];
		if (strlen(s->name) != sensor.len ||
			memcmp(s->name, sensor.at, sensor.len) != 0)
			continue;
		for (size_t k = 0; k < s->n_exclusions; k++) {
			const struct exclusion *x = &s->exclusions[k];
			if ((x->proto == 0 || x->proto == proto) && port >= x->port_first &&
				port <= x->port_last && x->reason)
				return x->reason;
		}
	}
	return "";
}

/* excluded: label ("s03 22/tcp") and reason, from sensor and what the step port made. */
STEP(excluded, "excluded")
{
	(void)words;
	(void)n_words;
	size_t sensor, port;
	int r = step_column(w, "sensor", &sensor, err);
	if (r == 0)
		r = step_column(w, "port", &port, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t label = sheet_column(s, "label"), reason = sheet_column(s, "reason");
	size_t proto = sheet_column(s, "proto"), dport = sheet_column(s, "dport");
	for (size_t i = 0; i < s->n_rows; i++) {
		struct bytes name = sheet_text(s, i, sensor), p = sheet_text(s, i, port);
		if (name.len == 0)
			continue;
		sheet_set_text(s, i, label,
			arena_printf(w->text, "%.*s %.*s", (int)name.len,
				(const char *)name.at, (int)p.len, (const char *)p.at));
		const char *why = reason_of(w->site, name, (int)sheet_number(s, i, proto),
			(int)sheet_number(s, i, dport));
		sheet_set_text(s, i, reason, bytes_text(why));
	}
	return 0;
}

/* labelled: rows that grid made get sensor, port and reason from another of their label. */
STEP(labelled, "labelled")
{
	(void)words;
	(void)n_words;
	static const char *const names[] = { "sensor", "port", "reason" };
	size_t label;
	int r = step_column(w, "label", &label, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t first = 0;
	for (size_t i = 0; i < s->n_rows; i++) {
		struct bytes want = sheet_text(s, i, label);
		size_t from = first;
		for (; from < s->n_rows; from++) {
			struct bytes have = sheet_text(s, from, label);
			if (have.len == want.len &&
				memcmp(have.at, want.at, want.len) == 0 &&
				sheet_at(s, from, sheet_column(s, names[0]))->kind ==
					VALUE_TEXT)
				break;
		}
		for (size_t k = 0; from < s->n_rows && k < count_of(names); k++)
			*sheet_at(s, i, sheet_column(s, names[k])) =
				*sheet_at(s, from, sheet_column(s, names[k]));
	}
	return 0;
}

/* --- conditions -------------------------------------------------------------------- */

struct lines {
	struct work *w;
	struct sheet *out;
};

__attribute__((format(printf, 4, 5))) static void
say(struct lines *l, const char *en, const char *ja, const char *fmt, ...)
{
	char *value = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&value, fmt, ap);
	va_end(ap);
	must(n >= 0);
	size_t row = sheet_add_row(l->out);
	sheet_set_text(l->out, row, 0, bytes_text(work_say(l->w, en, ja)));
	sheet_set_text(l->out, row, 1, bytes_text(value));
	free(value);
}

static void
say_exclusion(struct lines *l, const struct sensor *s, const struct exclusion *x)
{
	struct arena *text = l->w->text;
	struct bytes first = port_label(text, x->proto, x->port_first);
	struct bytes last = port_label(text, x->proto, x->port_last);
	bool any = x->proto == 0;
	say(l, "Left out of the main figures", "集計から除外", "%s: %.*s%s%.*s%s%s%s",
		s->name, any ? 0 : (int)first.len, (const char *)first.at,
		!any && x->port_first != x->port_last ? "-" : "",
		any || x->port_first == x->port_last ? 0 : (int)last.len,
		(const char *)last.at,
		any ? work_say(l->w, "any protocol", "全プロトコル") : "",
		x->reason && *x->reason ? work_say(l->w, ", ", "、") : "",
		x->reason ? x->reason : "");
}

/* An outage of the configuration that lies in the month; others are in the coverage alone.
 */
static void
say_outage(struct lines *l, const struct sensor *s, const struct span *outage)
{
	int32_t month = l->w->request->month;
	char start[TIME_TEXT_MAX], end[TIME_TEXT_MAX];
	if (outage->end_s <= zone_day_start(s->zone, month_first_day(month)) ||
		outage->start_s >= zone_day_start(s->zone, month_first_day(month + 1)))
		return;
	say(l, "Outage as configured", "設定された観測停止", "%s: %s - %s", s->name,
		time_format(s->zone, outage->start_s, start),
		time_format(s->zone, outage->end_s, end));
}

static void
say_sensor(struct lines *l, const struct sensor *s)
{
	struct work *w = l->w;
	struct bytes count = bytes_of("", 0);
	if (s->addresses)
		count = arena_printf(w->text, "%s%llu%s", work_say(w, ", ", "、"),
			(unsigned long long)s->addresses,
			work_say(w, s->addresses == 1 ? " address" : " addresses",
				"アドレス"));
	bool has_place = s->place && *s->place;
	say(l, "Sensor", "観測点", "%s: %s%s%s%s%s", s->name, has_place ? s->place : "",
		has_place ? work_say(w, ", ", "、") : "", zone_name(s->zone),
		(const char *)count.at,
		s->mirror ? work_say(w, ", tunnels are looked into", "、トンネル内も観測")
			  : "");
	for (size_t i = 0; w->request->internal && i < s->n_prefixes; i++) {
		char text[PREFIX_TEXT_MAX];
		say(l, "Addresses (internal)", "アドレス(内部用)", "%s: %s", s->name,
			prefix_format(s->prefixes[i], text));
	}
	for (size_t i = 0; i < s->n_outages; i++)
		say_outage(l, s, &s->outages[i]);
	for (size_t i = 0; i < s->n_exclusions; i++)
		say_exclusion(l, s, &s->exclusions[i]);
}

static int
say_fact(struct lines *l, const char *en, const char *ja, const char *key, const char *more,
	struct err *err)
{
	auto_free char *value = NULL, *second = NULL;
	int r = lake_fact(l->w->lake, key, &value, err);
	if (r == 0)
		r = lake_fact(l->w->lake, more, &second, err);
	if (r == 0 && *value)
		say(l, en, ja, "%s%s%s", value, *second ? ", " : "", second);
	return r;
}

static double
total(const struct work *w, const char *name)
{
	int at = sheet_find(w->sheet, name);
	return at >= 0 && w->sheet->n_rows > 0 ? sheet_number(w->sheet, 0, (size_t)at) : 0;
}

/* 1,288,490,189 */
enum { GROUPED_MAX = 40 };
static const char *
grouped(double number, char ret[static GROUPED_MAX])
{
	char digits[GROUPED_MAX];
	int len = snprintf(digits, sizeof(digits), "%.0f", number), n = 0;
	for (int i = 0; i < len && n < GROUPED_MAX - 2; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			ret[n++] = ',';
		ret[n++] = digits[i];
	}
	ret[n] = '\0';
	return ret;
}

/* The slowest scan of the whole IPv4 space that is seen with 95 % certainty: N of its
 * probes hit A addresses with 1 - (1 - A / 2^32)^N, which is 0.95 at N = 3 * 2^32 / A. */
static void
say_smallest(struct lines *l)
{
	const struct work *w = l->w;
	double mean = total(l->w, "address_s") /
		(86400.0 *
			(month_first_day(l->w->request->month + 1) -
				month_first_day(l->w->request->month)));
	char packets[GROUPED_MAX];
	if (mean <= 0)
		return;
	say(l, "Smallest random scan that is seen", "観測できる最小の無作為スキャン",
		"%s%s%s%.6g%s", work_say(w, "", "IPv4全体に対して月"),
		grouped(3 * 4294967296.0 / mean, packets),
		work_say(w, " packets over the IPv4 space in the month (95 % certain; ",
			"パケット(95%の確率、平均"),
		round_to(mean, 1),
		work_say(w, " addresses observed on average)", "アドレスを観測)"));
}

static void
say_coverage(struct lines *l)
{
	struct work *w = l->w;
	double obs = total(w, "observed_s"), overlap = total(w, "overlap_s");
	say(l, "Observed sensor-days", "延べ観測日数", "%.10g",
		round_to(total(w, "weight"), 3));
	say(l, "Complete sensor-days (95 % and more)", "95%以上観測した日数", "%.0f",
		total(w, "complete_days"));
	say(l, "Packets lost while capturing", "取得時に失われたパケット", "%.0f",
		total(w, "lost"));
	say(l, "Frames that could not be decoded", "解読できなかったフレーム", "%.0f",
		total(w, "dropped"));
	if (overlap > 0)
		say(l, "Time with overlapping captures (may count twice)",
			"取得が重複した時間(二重に数えた可能性)", "%.3g %%",
			100 * overlap / obs);
	if (total(w, "readable") < 1)
		say(l, "Stored rows that could not be read", "読み出せなかった記録",
			"%.3g %%", 100 * (1 - total(w, "readable")));
	if (total(w, "excluded_accesses") > 0)
		say(l, "Accesses left out of the main figures",
			"集計から除外したアクセス数", "%.0f",
			total(w, "excluded_accesses"));
	say_smallest(l);
}

static void
say_dropped(void *arg, const char *reason, int64_t frames)
{
	say(arg, "Frames not counted, by reason", "数えなかったフレーム(理由別)",
		"%s: %lld", reason, (long long)frames);
}

static void
say_definitions(struct lines *l)
{
	struct work *w = l->w;
	say(l, "What is counted", "集計対象", "%s",
		work_say(w, "every IP packet to a sensor's addresses, of any protocol",
			"観測点のアドレス宛てのすべてのIPパケット"));
	say(l, "Access", "アクセス", "%s",
		work_say(w,
			"one attempt: the packets of one source, destination, protocol and "
			"pair of "
			"ports count once in 5 minutes",
			"1回の試み。発信元・宛先・プロトコル・ポートの組が同じパケットは5分"
			"間に1件と数える"));
	say(l, "Source", "発信元", "%s",
		work_say(w,
			"a distinct address of one sensor in one day; shares of sources "
			"are shares "
			"of the sum of these source-days",
			"1観測点・1日ごとの異なるアドレス。割合は、その合計(延べ発信元数)"
			"に対する割合"));
	say(l, "Port", "ポート", "%s",
		work_say(w,
			"the destination port; of backscatter the port of the service that "
			"answers; "
			"of ICMP the type",
			"宛先ポート。跳ね返りでは応答したサービスのポート、ICMPではタイ"
			"プ"));
	say(l, "May be forged", "詐称の可能性", "%s",
		work_say(w, "source addresses of UDP and of backscatter",
			"UDPと跳ね返りの発信元アドレス"));
}

/* conditions: item and value, one line each. */
STEP(conditions, "conditions")
{
	(void)words;
	(void)n_words;
	struct lines l = { w, sheet_new(w->text) };
	(void)sheet_column(l.out, "item");
	(void)sheet_column(l.out, "value");
	const struct site *site = w->site;
	char first[DATE_TEXT_MAX], last[DATE_TEXT_MAX], home[3];
	int32_t month = w->request->month;
	if (site->institution && *site->institution)
		say(&l, "Institution", "機関", "%s", site->institution);
	say(&l, "Period", "期間", "%s - %s", day_format(month_first_day(month), first),
		day_format(month_first_day(month + 1) - 1, last));
	say(&l, "Sensors that observed", "観測した観測点数", "%.0f", total(w, "sensors"));
	for (size_t i = 0; i < site->n_sensors; i++)
		say_sensor(&l, &site->sensors[i]);
	say_coverage(&l);
	int r = lake_dropped(w->lake, month_first_day(month),
		month_first_day(month + 1) - 1, say_dropped, &l, err);
	say_definitions(&l);
	if (site->country)
		say(&l, "Domestic", "国内", "%s", country_text(site->country, home));
	for (size_t i = 0; i < site->n_groups; i++)
		say(&l, "Port group", "ポートグループ", "%s", site->groups[i].name);
	if (r == 0)
		r = say_fact(
			&l, "Geography", "地理情報", "geography", "geography_date", err);
	sheet_free(w->sheet);
	w->sheet = l.out;
	return r;
}
