/* truth.c - what a report must show, written beside the capture and read back.
 *
 * Counts come from the ledger.  The means of the headline are made here from the counts and
 * the observed time of each sensor-day, by their definitions.
 */
#include "synth/stage.h"

#include <jansson.h>

int
fact_compare(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;
	int order = strcmp(x->month, y->month);
	if (order == 0)
		order = strcmp(x->what, y->what);
	if (order == 0)
		order = strcmp(x->key, y->key);
	return order ? order : strcmp(x->measure, y->measure);
}

static int64_t
overlap_s(struct span a, struct span b)
{
	int64_t start = a.start_s > b.start_s ? a.start_s : b.start_s;
	int64_t end = a.end_s < b.end_s ? a.end_s : b.end_s;
	return end > start ? end - start : 0;
}

/* Share of a day that the sensor observed; its spans do not overlap one another, and each
 * outage lies within one of them. */
static double
day_weight(const struct stage_sensor *s, int32_t day)
{
	int64_t start = zone_day_start(s->zone, day), len = zone_day_s(s->zone, day),
		seen = 0;
	struct span whole = { start, start + len };
	for (size_t i = 0; i < s->n_observed; i++)
		seen += overlap_s(whole, s->observed[i]);
	for (size_t i = 0; i < s->n_outages; i++)
		seen -= overlap_s(whole, s->outages[i]);
	return (double)seen / (double)len;
}

struct totals {
	double sensors, weight, complete, accesses, source_days;
};

static double
fact_of_sensor_day(const struct truth *truth, const char *month,
	const struct stage_sensor *s, int32_t day, const char *measure)
{
	char key[SENSOR_NAME_MAX + DATE_TEXT_MAX + 2], text[DATE_TEXT_MAX];
	(void)snprintf(key, sizeof(key), "%s %s", s->name, day_format(day, text));
	const struct fact *f = truth_find(truth, month, "sensor-day", key, measure);
	return f ? f->value : 0;
}

static struct totals
month_totals(const struct stage *stage, const struct truth *truth, const char *month)
{
	enum { COMPLETE_PERCENT = 95 };
	struct totals t = { 0 };
	int32_t m = 0;
	must(month_parse(month, &m, NULL) == 0);
	for (size_t i = 0; i < stage->n_sensors; i++) {
		const struct stage_sensor *s = &stage->sensors[i];
		double before = t.weight;
		for (int32_t d = month_first_day(m); d < month_first_day(m + 1); d++) {
			double weight = day_weight(s, d);
			t.weight += weight;
			if (weight * 100 < COMPLETE_PERCENT)
				continue;
			t.complete++;
			t.accesses += fact_of_sensor_day(truth, month, s, d, "accesses");
			t.source_days +=
				fact_of_sensor_day(truth, month, s, d, "source_days");
		}
		t.sensors += t.weight > before;
	}
	return t;
}

static void
headline_facts(struct stage *stage, const struct truth *truth, const char *month)
{
	struct totals t = month_totals(stage, truth, month);
	const struct fact *all = truth_find(truth, month, "all", "", "accesses");
	if (t.weight <= 0 || !all)
		return;
	stage_fact(stage, month, "headline", "", "accesses", all->value);
	stage_fact(stage, month, "headline", "", "sensors", t.sensors);
	stage_fact(stage, month, "headline", "", "sensor_days", t.weight);
	stage_fact(stage, month, "headline", "", "complete_sensor_days", t.complete);
	stage_fact(stage, month, "headline", "", "accesses_per_sensor_day",
		all->value / t.weight);
	if (t.complete <= 0)
		return;
	stage_fact(stage, month, "headline", "", "sources_per_sensor_day",
		t.source_days / t.complete);
	if (t.source_days > 0)
		stage_fact(stage, month, "headline", "", "accesses_per_source",
			t.accesses / t.source_days);
}

static void
sort_facts(struct stage *stage)
{
	if (stage->n_facts)
		qsort(stage->facts, stage->n_facts, sizeof(*stage->facts), fact_compare);
}

/* The headlines need the counts in order; they are looked up in a copy, since adding facts
 * moves the others. */
static void
finish_facts(struct stage *stage)
{
	ledger_facts(stage);
	sort_facts(stage);
	struct truth copy = { base_alloc(stage->n_facts, sizeof(*copy.facts)),
		stage->n_facts };
	memcpy(copy.facts, stage->facts, stage->n_facts * sizeof(*copy.facts));
	for (size_t i = 0; i < copy.n_facts; i++)
		if (i == 0 || strcmp(copy.facts[i].month, copy.facts[i - 1].month) != 0)
			headline_facts(stage, &copy, copy.facts[i].month);
	truth_done(&copy);
	sort_facts(stage);
}

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void
write_head(const struct stage *stage, FILE *f)
{
	const struct scene_made *made = &stage->made;
	(void)fprintf(f, "{\n\"scene\": \"%s\",\n\"seed\": %ju,\n\"packets\": %ju,\n",
		stage->scene->name, (uintmax_t)stage->request->seed,
		(uintmax_t)made->packets);
	(void)fputs("\"captures\": [", f);
	for (size_t i = 0; i < made->n_captures; i++) {
		(void)fputs(i ? ", " : "", f);
		escape_json(f, bytes_text(file_name(made->captures[i])));
	}
	(void)fputs("],\n\"facts\": [", f);
}

int
stage_write_truth(struct stage *stage, struct err *err)
{
	finish_facts(stage);
	stage->made.truth = base_printf("%s.truth.json", stage->stem);
	auto_file FILE *f = fopen(stage->made.truth, "we");
	if (!f)
		return err_set(err, errno, "cannot write '%s': %s", stage->made.truth,
			strerror(errno));
	write_head(stage, f);
	for (size_t i = 0; i < stage->n_facts; i++) {
		const struct fact *fact = &stage->facts[i];
		(void)fprintf(f,
			"%s\n{\"month\": \"%s\", \"what\": \"%s\", \"key\": ", i ? "," : "",
			fact->month, fact->what);
		escape_json(f, bytes_text(fact->key));
		(void)fprintf(f, ", \"measure\": \"%s\", \"value\": %.17g}", fact->measure,
			fact->value);
	}
	(void)fputs("\n]\n}\n", f);
	if (fclose(take(&f)) != 0)
		return err_set(err, errno, "cannot write '%s': %s", stage->made.truth,
			strerror(errno));
	return 0;
}

static bool
read_text(const json_t *object, const char *name, char *ret, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text && (size_t)snprintf(ret, size, "%s", text) < size;
}

static bool
read_fact(const json_t *object, struct fact *ret)
{
	const json_t *value = json_object_get(object, "value");
	ret->value = json_number_value(value);
	return json_is_number(value) &&
		read_text(object, "month", ret->month, sizeof(ret->month)) &&
		read_text(object, "what", ret->what, sizeof(ret->what)) &&
		read_text(object, "key", ret->key, sizeof(ret->key)) &&
		read_text(object, "measure", ret->measure, sizeof(ret->measure));
}

int
truth_read(const char *path, struct truth *ret, struct err *err)
{
	json_error_t why;
	json_t *root = json_load_file(path, 0, &why);
	if (!root)
		return err_set(err, EINVAL, "%s:%d: %s", path, why.line, why.text);
	const json_t *list = json_object_get(root, "facts");
	size_t n = json_array_size(list);
	auto_free struct fact *facts = base_alloc(n, sizeof(*facts));
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		if (!read_fact(json_array_get(list, i), &facts[i]))
			r = err_set(err, EINVAL, "%s: fact %zu is no fact", path, i + 1);
	if (r == 0 && !json_is_array(list))
		r = err_set(err, EINVAL, "%s: there are no facts", path);
	json_decref(root);
	if (r < 0)
		return r;
	qsort(facts, n, sizeof(*facts), fact_compare);
	*ret = (struct truth){ take(&facts), n };
	return 0;
}

void
truth_done(struct truth *truth)
{
	free(truth->facts);
	*truth = (struct truth){ 0 };
}

const struct fact *
truth_find(const struct truth *truth, const char *month, const char *what, const char *key,
	const char *measure)
{
	struct fact wanted;
	if (truth->n_facts == 0)
		return NULL;
	(void)snprintf(wanted.month, sizeof(wanted.month), "%s",
		month[0] ? month : truth->facts[0].month);
	(void)snprintf(wanted.what, sizeof(wanted.what), "%s", what);
	(void)snprintf(wanted.key, sizeof(wanted.key), "%s", key);
	(void)snprintf(wanted.measure, sizeof(wanted.measure), "%s", measure);
	return bsearch(&wanted, truth->facts, truth->n_facts, sizeof(wanted), fact_compare);
}
