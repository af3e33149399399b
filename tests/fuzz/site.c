/* site.c - any bytes as teiten.yaml: a site whose every promise holds, or an error. */
#include "site/site.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
check_spans(const struct span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		must(spans[i].start_s < spans[i].end_s);
		must(i == 0 || spans[i - 1].end_s < spans[i].start_s);
	}
}

static void
check_sensor(const struct site *site, const struct sensor *s)
{
	must(sensor_name_ok(s->name) && s->place && s->zone);
	must(s->n_prefixes > 0 || site->n_sensors == 1);
	must(&site->sensors[s->index] == s);
	for (size_t i = 0; i < s->n_prefixes; i++) {
		struct addr first = prefix_first(s->prefixes[i]);
		if (s->prefixes[i].len >= 96 || !addr_is_v4(first))
			must(site_sensor_of(site, first) == s);
	}
	check_spans(s->observed, s->n_observed);
	check_spans(s->outages, s->n_outages);
	for (size_t i = 0; i < s->n_exclusions; i++)
		must(sensor_excludes(
			s, s->exclusions[i].proto, s->exclusions[i].port_last));
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct err err = { "" };
	struct site *site = NULL;
	if (site_parse("fuzz.yaml", bytes_of(at, len), &site, &err) < 0) {
		must(!site && strncmp(err.text, "fuzz.yaml:", 10) == 0);
		return 0;
	}
	must(site->n_sensors >= 1 && site->institution && site->tlp);
	for (size_t i = 0; i < site->n_sensors; i++)
		check_sensor(site, &site->sensors[i]);
	for (size_t g = 0; g < site->n_groups; g++)
		must(site_group_of(site, site->groups[g].ranges[0].proto,
			     site->groups[g].ranges[0].first) >= 0);
	site_free(site);
	return 0;
}
