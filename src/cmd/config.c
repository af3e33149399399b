/* config.c - teiten config: what a configuration says, before it counts. */
#include "cmd/verb.h"

#include "geo/geo.h"
#include "site/site.h"

/* Texts of several parts, built in memory. */
struct text {
	char *at;
	size_t len;
	FILE *out;
};

static void
text_begin(struct text *t)
{
	*t = (struct text){ 0 };
	t->out = open_memstream(&t->at, &t->len);
	must(t->out);
}

static void
put_text(struct table *table, struct text *t)
{
	must(fclose(t->out) == 0);
	table_text(table, bytes_of(t->at, t->len));
	free(t->at);
}

static void
put_prefixes(struct table *table, const struct sensor *s)
{
	struct text t;
	char text[PREFIX_TEXT_MAX];
	text_begin(&t);
	for (size_t i = 0; i < s->n_prefixes; i++)
		(void)fprintf(
			t.out, "%s%s", i ? " " : "", prefix_format(s->prefixes[i], text));
	if (s->n_prefixes == 0)
		(void)fputs("all", t.out);
	put_text(table, &t);
}

/* FROM/TO as ISO 8601 writes it, ".." for an open end. */
static void
put_spans(struct table *table, const struct sensor *s, const struct span *spans, size_t n)
{
	struct text t;
	char text[TIME_TEXT_MAX];
	text_begin(&t);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(t.out, "%s%s/", i ? " " : "",
			spans[i].start_s == SPAN_OPEN_START
				? ".."
				: time_format(s->zone, spans[i].start_s, text));
		(void)fputs(spans[i].end_s == SPAN_OPEN_END
				? ".."
				: time_format(s->zone, spans[i].end_s, text),
			t.out);
	}
	put_text(table, &t);
}

static const char *
proto_text(uint8_t proto)
{
	switch (proto) {
	case 1:
		return "icmp";
	case 6:
		return "tcp";
	case 17:
		return "udp";
	case 58:
		return "icmp6";
	default:
		return "any";
	}
}

static void
print_ports(FILE *out, uint8_t proto, uint16_t first, uint16_t last)
{
	(void)fprintf(out, "%u", first);
	if (last != first)
		(void)fprintf(out, "-%u", last);
	(void)fprintf(out, "/%s", proto_text(proto));
}

static void
put_exclusions(struct table *table, const struct sensor *s)
{
	struct text t;
	text_begin(&t);
	for (size_t i = 0; i < s->n_exclusions; i++) {
		const struct exclusion *x = &s->exclusions[i];
		(void)fputs(i ? "; " : "", t.out);
		print_ports(t.out, x->proto, x->port_first, x->port_last);
		if (x->reason[0])
			(void)fprintf(t.out, " (%s)", x->reason);
	}
	put_text(table, &t);
}

static void
put_groups(struct table *table, const struct site *site)
{
	struct text t;
	text_begin(&t);
	for (size_t g = 0; g < site->n_groups; g++) {
		const struct port_group *group = &site->groups[g];
		(void)fprintf(t.out, "%s%s:", g ? "; " : "", group->name);
		for (size_t i = 0; i < group->n_ranges; i++) {
			(void)fputc(' ', t.out);
			print_ports(t.out, group->ranges[i].proto, group->ranges[i].first,
				group->ranges[i].last);
		}
	}
	put_text(table, &t);
}

static void
put_calendar(struct table *table, const struct site *site)
{
	struct text t;
	char day[DATE_TEXT_MAX];
	text_begin(&t);
	for (size_t i = 0; i < site->n_calendar; i++) {
		const struct calendar_entry *e = &site->calendar[i];
		(void)fprintf(t.out, "%s%s %s:", i ? "; " : "",
			e->is_patch ? "patch" : "watch", e->name);
		if (e->on[0])
			(void)fprintf(t.out, " %s", e->on);
		if (e->first != CALENDAR_DAY_FIRST)
			(void)fprintf(t.out, " from %s", day_format(e->first, day));
		if (e->last != CALENDAR_DAY_LAST)
			(void)fprintf(t.out, " to %s", day_format(e->last, day));
	}
	put_text(table, &t);
}

/* What holds for all sensors, in the order of the last columns. */
static void
put_site(struct table *table, const struct site *site)
{
	char country[3];
	table_text(table, bytes_text(site->institution));
	table_text(table, bytes_text(site->tlp));
	table_text(table, bytes_text(country_text(site->country, country)));
	table_text(table, bytes_text(site->geo ? site->geo : ""));
	put_groups(table, site);
	put_calendar(table, site);
}

static const char *const site_names[] = { "institution", "tlp", "country", "geo",
	"port_groups", "calendar" };
static const char *const sensor_names[] = { "sensor", "prefixes", "addresses", "zone",
	"place", "interface", "mirror", "observed", "outages", "exclusions", "institution",
	"tlp", "country", "geo", "port_groups", "calendar" };

static void
put_sensor(struct table *table, const struct sensor *s, bool is_json)
{
	table_text(table, bytes_text(s->name));
	put_prefixes(table, s);
	if (s->addresses)
		table_uint(table, s->addresses);
	else
		table_null(table);
	table_text(table, bytes_text(zone_name(s->zone)));
	table_text(table, bytes_text(s->place));
	table_text(table, bytes_text(s->interface ? s->interface : ""));
	table_text(table, bytes_text(s->mirror ? "yes" : "no"));
	if (s->has_observed || !is_json)
		put_spans(table, s, s->observed, s->n_observed);
	else
		table_null(table);
	put_spans(table, s, s->outages, s->n_outages);
	put_exclusions(table, s);
}

static int
print(const struct site *site, bool is_json)
{
	struct table *t;
	int written;
	if (!is_json) {
		t = table_begin(stdout, TABLE_TEXT, site_names, count_of(site_names));
		put_site(t, site);
		table_row(t);
		written = table_end(t);
		if (written < 0)
			return written;
		(void)fputc('\n', stdout);
	}
	size_t n_names = count_of(sensor_names) - (is_json ? 0 : count_of(site_names));
	t = table_begin(stdout, is_json ? TABLE_JSON : TABLE_TEXT, sensor_names, n_names);
	for (size_t i = 0; i < site->n_sensors; i++) {
		put_sensor(t, &site->sensors[i], is_json);
		if (is_json)
			put_site(t, site);
		table_row(t);
	}
	return table_end(t);
}

static int
run_config(const struct invocation *in)
{
	const char *path = arg_at(in, arg_count(in) - 1);
	if (arg_count(in) == 2 && strcmp(arg_at(in, 0), "check") != 0)
		return usage(in, "there is no 'config %s'; there is 'config check'",
			arg_at(in, 0));
	struct err err = { "" };
	struct site *site = NULL;
	if (site_load(path, &site, &err) < 0)
		return fail(in, "%s", err.text);
	struct geo *geo = NULL;
	int e = site->geo ? geo_open(site->geo, NULL, &geo, &err) : 0;
	geo_close(geo);
	int written = e < 0 ? 0 : print(site, opt(in, "json") != NULL);
	site_free(site);
	if (e < 0)
		return fail(in, "%s: geo: %s", path, err.text);
	if (written < 0)
		return fail(in, "cannot write: %s", strerror(-written));
	return EXIT_OK;
}

VERB(config) = {
	.name = "config",
	.args = "[check] FILE",
	.summary = "check a description of sensors and say how it is understood",
	.min_args = 1,
	.max_args = 2,
	.options = { { "json", 0, NULL, "JSON Lines, one object a sensor" } },
	.run = run_config,
};
