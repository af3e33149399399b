/* suppress.c - findings that the site's rules keep out. */
#include "watch/watch.h"

static bool
value_holds(const char *want, const struct field *field, const struct field_value *v)
{
	char number[24];
	struct bytes have = v->text;
	if (field->type == FIELD_NUMBER) {
		(void)snprintf(number, sizeof(number), "%lld", (long long)v->number);
		have = bytes_text(number);
	}
	size_t len = strlen(want);
	bool start = len > 0 && want[len - 1] == '*';
	len -= start;
	return have.len >= len && (start || have.len == len) &&
		(len == 0 || memcmp(have.at, want, len) == 0);
}

static bool
port_holds(const struct suppression *s, const struct finding *f)
{
	for (unsigned i = 0; i < s->n_ports; i++)
		if ((!s->ports[i].proto || s->ports[i].proto == f->proto) &&
			f->dport >= s->ports[i].first && f->dport <= s->ports[i].last)
			return true;
	return s->n_ports == 0;
}

static bool
holds(const struct site *site, const struct suppression *s, const struct finding *f)
{
	if (f->first_ns / 1000000000 >= s->until_s ||
		(s->finding && strcmp(s->finding, f->type->name) != 0) ||
		(s->sensor && strcmp(s->sensor, site->sensors[f->sensor].name) != 0) ||
		(s->has_source && !prefix_holds(s->source, f->src)) ||
		(s->has_destination && !prefix_holds(s->destination, f->dst)) ||
		!port_holds(s, f))
		return false;
	for (size_t i = 0; i < s->n_fields; i++)
		if (!value_holds(s->fields[i].value, &f->type->fields[s->fields[i].index],
			    &f->values[s->fields[i].index]))
			return false;
	return true;
}

const struct suppression *
suppressed_by(const struct site *site, const struct finding *f)
{
	for (size_t i = 0; i < site->n_suppressions; i++)
		if (holds(site, &site->suppressions[i], f))
			return &site->suppressions[i];
	return NULL;
}
