/* proof.c - the rows of figures against the truth of a scene.
 *
 * A proof says which column of a figure shows which measure, and which columns name the
 * thing.  Rows of one thing add up.  A figure that shows all things, or a rest beside the
 * largest, must also come to the truth's sum: so nothing that is missing goes unseen.
 */
#include "synth/synth.h"

#include "figures/figures.h"

#include <math.h>

enum shape {
	WHOLE, /* shows all there is */
	RESTED, /* the largest, and a row for the rest */
	PART, /* the largest only */
	NAMED, /* more than the truth speaks of, but all of that */
	DRILLED, /* as WHOLE, of what is domestic */
	REPEAT, /* as WHOLE, and each row of a thing repeats its number */
};

struct proof {
	const char *figure, *column;
	const char *what, *measure; /* of the truth */
	enum shape shape;
	double tolerance; /* what the figure rounds away */
	const char *keys[2]; /* columns; none: the figure has one row */
	const char *prefix; /* before the key, as the truth has it */
};

/* clang-format off */
static const struct proof proofs[] = {
	{ "headline", "accesses", "headline", "accesses", WHOLE, 0, { 0 }, "" },
	{ "headline", "sensors", "headline", "sensors", WHOLE, 0, { 0 }, "" },
	{ "headline", "sensor_days", "headline", "sensor_days", WHOLE, 0.0005, { 0 }, "" },
	{ "headline", "complete_sensor_days", "headline", "complete_sensor_days",
		WHOLE, 0, { 0 }, "" },
	{ "headline", "accesses_per_sensor_day", "headline", "accesses_per_sensor_day",
		WHOLE, 0.005, { 0 }, "" },
	{ "headline", "sources_per_sensor_day", "headline", "sources_per_sensor_day",
		WHOLE, 0.005, { 0 }, "" },
	{ "headline", "accesses_per_source", "headline", "accesses_per_source",
		WHOLE, 0.005, { 0 }, "" },
	{ "headline", "packets", "all", "packets", WHOLE, 0, { 0 }, "" },
	{ "kinds", "accesses", "kind", "accesses", WHOLE, 0, { "kind_id" }, "" },
	{ "kinds", "source_days", "kind", "source_days", WHOLE, 0, { "kind_id" }, "" },
	{ "kinds", "packets", "kind", "packets", WHOLE, 0, { "kind_id" }, "" },
	{ "ports", "accesses", "port", "accesses", RESTED, 0, { "port" }, "" },
	{ "ports", "source_days", "port", "source_days", RESTED, 0, { "port" }, "" },
	{ "countries", "accesses", "country", "accesses", WHOLE, 0, { "country" }, "" },
	{ "countries", "source_days", "country", "source_days", WHOLE, 0, { "country" }, "" },
	{ "countries", "share_sources", "share", "sources", PART, 0.05, { "country" }, "" },
	{ "country-operators", "accesses", "as", "accesses", DRILLED, 0, { "country", "asn" }, "" },
	{ "country-operators", "source_days", "as", "source_days",
		DRILLED, 0, { "country", "asn" }, "" },
	{ "hours", "accesses", "hour", "accesses", WHOLE, 0, { "hour" }, "" },
	{ "daily-accesses", "accesses", "day", "accesses", WHOLE, 0, { "day" }, "" },
	{ "daily-sources", "day_sources", "day", "source_days", REPEAT, 0, { "day" }, "" },
	{ "sensors", "accesses", "sensor-day", "accesses", WHOLE, 0, { "sensor", "day" }, "" },
	{ "sensors", "sources", "sensor-day", "source_days", WHOLE, 0, { "sensor", "day" }, "" },
	{ "sensor-comparison", "accesses", "sensor", "accesses", WHOLE, 0, { "sensor" }, "" },
	{ "several-sensors", "sources", "seen-at", "sources", WHOLE, 0, { "sensors" }, "" },
	{ "groups", "accesses", "group", "accesses", WHOLE, 0, { "group" }, "" },
	{ "groups", "source_days", "group", "source_days", WHOLE, 0, { "group" }, "" },
	{ "domestic", "domestic_accesses", "country-port", "accesses", PART, 0, { "port" }, "JP " },
	{ "excluded", "accesses", "excluded-day", "accesses", WHOLE, 0, { "day" }, "" },
	{ "excluded", "accesses", "excluded-port", "accesses", WHOLE, 0, { "port" }, "" },
	{ "honeypot", "packets", "port", "packets", RESTED, 0, { "port" }, "" },
	{ "coverage", "observed_s", "coverage", "observed_s", WHOLE, 0, { "sensor" }, "" },
	{ "attribution", "share_of_change", "attribution", "share", PART, 0.05, { "group" }, "" },
	{ "anomalies", "days", "anomaly", "days", WHOLE, 0, { "first_day", "series" }, "" },
	{ "anomalies", "change", "anomaly", "change", PART, 2, { "first_day", "series" }, "" },
	{ "watch-days", "notes", "watch", "notes", WHOLE, 0, { "name", "first_day" }, "" },
	{ "watch-days", "floods", "watch", "floods", WHOLE, 0, { "name", "first_day" }, "" },
	{ "watch-days", "coverage", "watch", "coverage", WHOLE, 0.05, { "name", "first_day" }, "" },
	{ "first-probe-sensors", "observed_s", "first-probe", "observed_s", WHOLE, 0, { "sensor", "started" }, "" },
	{ "first-probe-sensors", "probe_s", "first-probe", "probe_s", WHOLE, 0, { "sensor", "started" }, "" },
	{ "first-probe-sensors", "attack_s", "first-probe", "attack_s", WHOLE, 0, { "sensor", "started" }, "" },
	{ "findings", "findings", "finding", "findings", NAMED, 0, { "finding" }, "" },
	{ "popup-ports", "messages", "popup-port", "messages", WHOLE, 0, { "port" }, "" },
	{ "popup-spoof", "messages", "popup-spoof", "messages", WHOLE, 0, { "country" }, "" },
	{ "popup-spoof", "sources", "popup-spoof", "sources", WHOLE, 0, { "country" }, "" },
	{ "popup-pairs", "paired", "popup-pairs", "paired", WHOLE, 0, { "country" }, "" },
	{ "popup-pairs", "single", "popup-pairs", "single", WHOLE, 0, { "country" }, "" },
	{ "popup-families", "messages", "popup-family", "messages", WHOLE, 0, { "family" }, "" },
	{ "popup-frequency", "least_s", "popup-rate", "least_s", WHOLE, 0, { "sensor" }, "" },
	{ "popup-frequency", "median_s", "popup-rate", "median_s", WHOLE, 0, { "sensor" }, "" },
	{ "popup-eras", "messages", "popup-eras", "messages", WHOLE, 0, { "from_month" }, "" },
	{ "popup-relay-countries", "sources", "popup-relay", "members", WHOLE, 0, { 0 }, "" },
	{ "worms", "findings", "worm", "findings", WHOLE, 0, { "label" }, "" },
	{ "worms", "sources", "worm", "sources", WHOLE, 0, { "label" }, "" },
	{ "dictionary-services", "tries", "dictionary", "tries", WHOLE, 0, { "protocol" }, "" },
	{ "dictionary-services", "after_scan", "dictionary", "linked_scan", WHOLE, 0, { "protocol" }, "" },
	{ "dictionary-verdicts", "attacks", "dictionary-by", "attacks", WHOLE, 0, { "label" }, "" },
	{ "dictionary-verdicts", "succeeded", "dictionary-by", "succeeded", WHOLE, 0, { "label" }, "" },
	{ "login-names", "connections", "login-name", "connections", WHOLE, 0, { "user" }, "" },
	{ "login-names", "sources", "login-name", "sources", WHOLE, 0, { "user" }, "" },
	{ "dictionary-daily", "events", "dictionary-day", "attacks", WHOLE, 0, { "label" }, "" },
	{ "dictionary-countries", "attacks", "dictionary-country", "attacks", WHOLE, 0, { "country" }, "" },
	{ "p2p-protocols", "findings", "p2p-protocol", "findings", WHOLE, 0, { "label" }, "" },
	{ "sqli-tendencies", "requests", "sqli", "requests", WHOLE, 0, { "class", "behaviour" }, "" },
	{ "sqli-domestic", "requests", "sqli-from", "requests", WHOLE, 0, { "label" }, "" },
	{ "sqli-daily", "events", "sqli-day", "requests", WHOLE, 0, { "label" }, "" },
	{ "sqli-tamper-countries", "requests", "sqli-tamper", "requests", WHOLE, 0, { "country" }, "" },
	{ "mail-worms", "findings", "worm-generation", "findings", WHOLE, 0, { "generation" }, "" },
	{ "mail-clients", "sessions", "mail-client", "sessions", WHOLE, 0, { "source" }, "" },
	{ "mail-clients", "direct", "mail-client", "direct", WHOLE, 0, { "source" }, "" },
	{ "mail-clients", "mails", "mail-client", "mails", WHOLE, 0, { "source" }, "" },
	{ "mail-clients", "recipients", "mail-client", "recipients", WHOLE, 0, { "source" }, "" },
	{ "mail-clients", "refused", "mail-client", "refused", WHOLE, 0, { "source" }, "" },
	{ "p2p-inherited", "end_days", "p2p-inherited", "end_days", WHOLE, 0, { "profile" }, "" },
	{ "dns-poisoning", "guesses", "poisoning", "guesses", WHOLE, 0, { 0 }, "" },
	{ "resolvers", "hosts", "resolver-grade", "findings", WHOLE, 0, { "grade" }, "" },
	{ "scan-tools", "events", "scan-tool", "events", WHOLE, 0, { "tool" }, "" },
	{ "scan-top", "packets", "scan-source", "packets", PART, 0, { "source" }, "" },
	{ "scan-survey", "events", "scan-survey", "events", WHOLE, 0, { "label" }, "" },
	{ "scan-survey", "packets", "scan-survey", "packets", WHOLE, 0, { "label" }, "" },
	{ "scan-ports", "events", "scan-port", "events", WHOLE, 0, { "port" }, "" },
	{ "scans-daily", "events", "scan-day", "events", WHOLE, 0, { "day" }, "" },
	{ "scans-daily", "day_sources", "scan-day", "sources", REPEAT, 0, { "day" }, "" },
	{ "flood-targets", "packets", "flood-target", "packets", WHOLE, 0, { "source" }, "" },
	{ "flood-targets", "floods", "flood-target", "floods", WHOLE, 0, { "source" }, "" },
	{ "flood-targets", "peak_pps", "flood-target", "peak_pps", WHOLE, 1, { "source" }, "" },
	{ "flood-targets", "longest_s", "flood-target", "longest_s", WHOLE, 1, { "source" }, "" },
	{ "flood-targets", "least_pps", "flood-target", "least_pps", WHOLE, 1, { "source" }, "" },
	{ "floods-daily", "floods", "flood", "events", WHOLE, 0, { "label" }, "" },
	{ "floods-daily", "day_total", "flood-day", "targets", REPEAT, 0, { "day" }, "" },
	{ "cnc", "sessions", "cnc", "connections", WHOLE, 0, { "port" }, "" },
	{ "cnc", "members", "cnc", "members", WHOLE, 0, { "port" }, "" },
	{ "cnc", "sessions", "cnc-server", "connections", WHOLE, 0, { "source", "port" }, "" },
	{ "cnc", "sessions", "cnc-moment", "connections", WHOLE, 0, { "first_order" }, "" },
	{ "cnc", "sessions", "cnc-state", "connections", WHOLE, 0, { "state" }, "" },
	{ "cnc", "sessions", "cnc-placement", "connections", WHOLE, 0, { "placement" }, "" },
	{ "cnc", "servers", "botnet", "servers", REPEAT, 0, { 0 }, "" },
	{ "cnc-dialogue", "sessions", "cnc-secret", "connections", WHOLE, 0, { "channels", "password" }, "" },
	{ "cnc-dialogue", "sessions", "cnc-name", "connections", WHOLE, 0, { "nicks", "server_name" }, "" },
	{ "cnc-dialogue", "sessions", "cnc-order", "connections", WHOLE, 0, { "orders" }, "" },
	{ "botnets", "servers", "botnet", "servers", WHOLE, 0, { 0 }, "" },
	{ "botnets", "hosts", "botnet", "hosts", WHOLE, 0, { 0 }, "" },
	{ "botnets", "countries", "botnet", "countries", WHOLE, 0, { 0 }, "" },
	{ "botnets", "commanded", "botnet", "commanded", WHOLE, 0, { 0 }, "" },
	{ "infections", "hosts", "infected", "hosts", WHOLE, 0, { "country" }, "" },
	{ "infections-daily", "hosts", "infected-day", "hosts", WHOLE, 0, { "day" }, "" },
	{ "cnc-ports", "servers", "irc-port", "servers", WHOLE, 0, { "label" }, "" },
	{ "cnc-ports", "ordinary", "irc-port", "ordinary", WHOLE, 0, { "label" }, "" },
	{ "observatory-four", "accesses_per_day_ip", "observatory", "accesses_per_day_ip",
		WHOLE, 0.005, { 0 }, "" },
	{ "observatory-four", "sources_per_day", "observatory", "sources_per_day",
		WHOLE, 0.05, { 0 }, "" },
	{ "observatory-four", "findings_per_day_ip", "observatory", "findings_per_day_ip",
		WHOLE, 0.00005, { 0 }, "" },
	{ "observatory-four", "backscatter_per_day", "observatory", "backscatter_per_day",
		WHOLE, 0.05, { 0 }, "" },
	{ "observatory-four", "backscatter_sources_per_day", "observatory",
		"backscatter_sources_per_day", WHOLE, 0.05, { 0 }, "" },
	{ "accesses-per-source", "crossing", "crossing", "crossing", WHOLE, 0, { "month" }, "" },
};
/* clang-format on */

/* --- reading a figure ------------------------------------------------------------------
 */

struct sum {
	char key[72];
	double value;
};

struct sums {
	struct sum *at;
	size_t n;
	double all;
};

static bool
number_of(const struct value *v, double *ret)
{
	if (v->kind == VALUE_INT)
		*ret = (double)v->i;
	else if (v->kind == VALUE_UINT)
		*ret = (double)v->u;
	else if (v->kind == VALUE_REAL)
		*ret = v->real;
	return v->kind != VALUE_NULL && v->kind != VALUE_TEXT;
}

static ssize_t
find_column(const struct figure_result *res, const char *name)
{
	for (size_t i = 0; name && i < res->n_columns; i++)
		if (strcmp(res->columns[i].name, name) == 0)
			return (ssize_t)i;
	return -1;
}

static void
append_value(char *text, size_t size, const struct value *v)
{
	size_t len = strlen(text);
	double number = 0;
	if (len && text[len - 1] != ' ' && len + 1 < size) {
		text[len++] = ' ';
		text[len] = '\0';
	}
	if (v->kind == VALUE_TEXT)
		(void)snprintf(text + len, size - len, "%.*s", (int)v->text.len,
			(const char *)v->text.at);
	else if (number_of(v, &number))
		(void)snprintf(text + len, size - len, "%.0f", number);
}

static void
add_to(struct sums *sums, const char *key, double value, bool repeats)
{
	size_t i = 0;
	while (i < sums->n && strcmp(sums->at[i].key, key) != 0)
		i++;
	if (i == sums->n) {
		struct sum *s = &sums->at[sums->n++];
		(void)snprintf(s->key, sizeof(s->key), "%s", key);
	} else if (repeats) {
		return;
	}
	sums->at[i].value += value;
	sums->all += value;
}

static bool
sum_rows(const struct proof *p, const struct figure_result *res, struct sums *ret)
{
	ssize_t value = find_column(res, p->column);
	ssize_t keys[2] = { find_column(res, p->keys[0]), find_column(res, p->keys[1]) };
	if (value < 0 || (p->keys[0] && keys[0] < 0) || (p->keys[1] && keys[1] < 0))
		return false;
	ret->at = base_alloc(res->n_rows, sizeof(*ret->at));
	for (size_t row = 0; row < res->n_rows; row++) {
		const struct value *v = res->values + row * res->n_columns;
		char key[72];
		double number = 0;
		(void)snprintf(key, sizeof(key), "%s", p->prefix);
		for (int k = 0; k < 2; k++)
			if (keys[k] >= 0)
				append_value(key, sizeof(key), &v[keys[k]]);
		if (number_of(&v[value], &number))
			add_to(ret, key, number, p->shape == REPEAT);
	}
	return true;
}

/* --- comparing -------------------------------------------------------------------------
 */

/* Of a figure about one country, the facts of that country alone. */
static bool
is_of(const struct fact *f, const char *month, const struct proof *p)
{
	const char *prefix = p->shape == DRILLED ? "JP " : p->prefix;
	return strncmp(f->key, prefix, strlen(prefix)) == 0 &&
		strcmp(f->month, month) == 0 && strcmp(f->what, p->what) == 0 &&
		strcmp(f->measure, p->measure) == 0;
}

static void
differ(struct check *c, const char *key, double report, double truth)
{
	if (c->holds)
		(void)snprintf(c->detail, sizeof(c->detail),
			"%s: the report has %.10g, the truth %.10g",
			key[0] ? key : c->column, report, truth);
	c->holds = false;
}

/* What the truth speaks of is there; 0 may be left out. */
static void
miss_none(const struct truth *truth, const struct proof *p, const struct sums *sums,
	struct check *c)
{
	for (size_t i = 0; i < truth->n_facts; i++) {
		const struct fact *f = &truth->facts[i];
		if (!is_of(f, c->month, p))
			continue;
		bool found = false;
		for (size_t k = 0; k < sums->n && !found; k++)
			found = strcmp(sums->at[k].key, f->key) == 0;
		if (!found && f->value != 0)
			differ(c, f->key, 0, f->value);
		c->compared += !found;
	}
}

static void
compare(const struct truth *truth, const struct proof *p, const struct sums *sums,
	struct check *c)
{
	double all = 0;
	c->report = sums->all;
	for (size_t i = 0; i < truth->n_facts; i++)
		if (is_of(&truth->facts[i], c->month, p))
			all += truth->facts[i].value;
	for (size_t i = 0; i < sums->n; i++) {
		const struct sum *s = &sums->at[i];
		const struct fact *f =
			truth_find(truth, c->month, p->what, s->key, p->measure);
		bool rest = p->shape == RESTED && strcmp(s->key, "other") == 0;
		if ((p->shape == PART || p->shape == NAMED) && !f)
			continue; /* the truth need not say all of what is partial */
		double wanted = f ? f->value : 0;
		if (!rest && fabs(s->value - wanted) > p->tolerance + 1e-9)
			differ(c, s->key, s->value, wanted);
		c->compared += !rest;
	}
	if (p->shape == NAMED)
		miss_none(truth, p, sums, c);
	else if (p->shape != PART && fabs(sums->all - all) > p->tolerance + 1e-9)
		differ(c, "sum of all rows", sums->all, all);
	if (c->compared == 0 && all > 0 && c->holds)
		differ(c, "rows to compare", 0, all);
}

static bool
knows(const struct truth *truth, const char *month, const struct proof *p)
{
	for (size_t i = 0; i < truth->n_facts; i++)
		if (is_of(&truth->facts[i], month, p))
			return true;
	return false;
}

struct proving {
	const struct truth *truth;
	struct lake *lake;
	struct lake_reader *reader;
	const char *month;
	struct figure_result *last; /* several proofs in a row ask the same figure */
	void (*on_check)(void *arg, const struct check *check);
	void *arg;
};

static int
ask(struct proving *on, const char *name, struct err *err)
{
	struct figure_request request = { .internal = true };
	const struct figure *figure = figure_find(name);
	if (!figure)
		return err_set(err, ENOENT, "there is no figure '%s'", name);
	if (on->last && on->last->figure == figure)
		return 0;
	figure_result_free(on->last);
	on->last = NULL;
	int r = month_parse(on->month, &request.month, err);
	if (r == 0)
		r = figure_run(figure, on->lake, on->reader, &request, &on->last, err);
	return r < 0 ? err_wrap(err, r, "%s", name) : 0;
}

static int
prove(struct proving *on, const struct proof *p, struct err *err)
{
	struct check c = { .figure = p->figure, .column = p->column, .holds = true };
	struct sums sums = { 0 };
	int r = ask(on, p->figure, err);
	if (r < 0)
		return r;
	(void)snprintf(c.month, sizeof(c.month), "%s", on->month);
	if (sum_rows(p, on->last, &sums)) {
		compare(on->truth, p, &sums, &c);
	} else {
		c.holds = false;
		(void)snprintf(
			c.detail, sizeof(c.detail), "the figure has no such columns");
	}
	on->on_check(on->arg, &c);
	free(sums.at);
	return 0;
}

/* The five-minute series is a dataset, not a figure. */
static int
prove_bins(const struct proving *on, struct err *err)
{
	static const struct proof p = {
		.what = "bin", .measure = "accesses", .prefix = ""
	};
	struct check c = { .figure = "access", .column = "bin", .holds = true };
	struct lake_result *res;
	struct value v[2];
	double total = 0, all = 0;
	if (!knows(on->truth, on->month, &p))
		return 0;
	(void)snprintf(c.month, sizeof(c.month), "%s", on->month);
	int r = lake_query(on->reader,
		"SELECT CAST(epoch(bin) AS BIGINT), sum(accesses) FROM access "
		"WHERE excluded = 0 GROUP BY bin",
		&res, err);
	if (r < 0)
		return r;
	while ((r = lake_result_next(res, v, err)) > 0) {
		char key[32];
		double bin = 0, n = 0;
		(void)number_of(&v[0], &bin);
		(void)number_of(&v[1], &n);
		(void)snprintf(key, sizeof(key), "%.0f", bin);
		const struct fact *f =
			truth_find(on->truth, on->month, "bin", key, "accesses");
		if (!f || f->value != n)
			differ(&c, key, n, f ? f->value : 0);
		c.compared++;
		total += n;
	}
	lake_result_free(res);
	for (size_t i = 0; i < on->truth->n_facts; i++)
		if (is_of(&on->truth->facts[i], on->month, &p))
			all += on->truth->facts[i].value;
	if (total != all)
		differ(&c, "sum of all bins", total, all);
	on->on_check(on->arg, &c);
	return r;
}

static int
prove_month(struct proving *on, struct err *err)
{
	int32_t month = 0, first, last;
	int r = month_parse(on->month, &month, err);
	if (r < 0)
		return r;
	figure_span(month, &first, &last);
	r = lake_reader_open(on->lake, first, last, &on->reader, err);
	for (size_t i = 0; r == 0 && i < count_of(proofs); i++)
		if (knows(on->truth, on->month, &proofs[i]))
			r = prove(on, &proofs[i], err);
	if (r == 0)
		r = prove_bins(on, err);
	figure_result_free(on->last);
	on->last = NULL;
	lake_reader_close(on->reader);
	on->reader = NULL;
	return r;
}

int
truth_check(const struct truth *truth, struct lake *lake,
	void (*on_check)(void *arg, const struct check *check), void *arg, struct err *err)
{
	struct proving on = { truth, lake, NULL, "", NULL, on_check, arg };
	int r = 0;
	for (size_t i = 0; r == 0 && i < truth->n_facts; i++) {
		if (strcmp(on.month, truth->facts[i].month) == 0)
			continue;
		on.month = truth->facts[i].month; /* facts are in the order of months */
		r = prove_month(&on, err);
	}
	return r;
}
