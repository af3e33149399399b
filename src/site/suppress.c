/* suppress.c - rules that keep findings out of sight, each with its reason and its end.
 *
 * A rule names what it knows; all that it names must hold.  One without an end would hide
 * things long after its reason is gone, so `until` is asked for.
 */
#include "site/suppress.h"

#include "detect/detect.h"
#include "site/value.h"

enum { SUPPRESSIONS_MAX = 1000 };
enum { FINDING, SOURCE, DESTINATION, PORT, SENSOR, FIELDS, UNTIL, REASON };

/* In the order of the names above. */
static const struct node_key rule_keys[] = { { "finding", NODE_TEXT, false },
	{ "source", NODE_TEXT, false }, { "destination", NODE_TEXT, false },
	{ "port", NODE_TEXT, false }, { "sensor", NODE_TEXT, false },
	{ "fields", NODE_MAP, false }, { "until", NODE_TEXT, true },
	{ "reason", NODE_TEXT, true } };

static int
read_prefix(const struct locus *from, const struct node *node, struct prefix *ret,
	bool *ret_given)
{
	struct err why = { "" };
	if (!node)
		return 0;
	*ret_given = true;
	return prefix_parse(node->text, ret, &why) < 0
		? locus_err(from, node->line, "%s", why.text)
		: 0;
}

static int
read_fields(const struct locus *from, const struct node *map, struct suppression *s)
{
	const struct finding_type *type = s->finding ? finding_type_find(s->finding) : NULL;
	if (!type)
		return locus_err(
			from, map->line, "'fields' needs the 'finding' they are of");
	if (map->n_children > SUPPRESSION_FIELDS_MAX)
		return locus_err(
			from, map->line, "more than %d fields", SUPPRESSION_FIELDS_MAX);
	each_child(map, node)
	{
		size_t i = 0, n = finding_type_fields(type);
		while (i < n && strcmp(type->fields[i].name, node->key) != 0)
			i++;
		if (i == n)
			return locus_err(from, node->key_line,
				"'%s' has no field '%s': see 'teiten detector show %s'",
				type->name, node->key, type->name);
		int e = node_expect(from, node, NODE_TEXT);
		if (e < 0)
			return e;
		s->fields[s->n_fields].index = i;
		s->fields[s->n_fields++].value = base_strdup(node->text);
	}
	return 0;
}

static int
read_rule(const struct locus *from, const struct node *node, struct suppression *s)
{
	static const struct zone *utc;
	const struct node *at[count_of(rule_keys)];
	int e = node_take(from, node, rule_keys, count_of(rule_keys), at);
	if (e == 0 && at[FINDING] && !finding_type_find(at[FINDING]->text))
		e = locus_err(from, at[FINDING]->line,
			"there is no detector '%s': see 'teiten detector list'",
			at[FINDING]->text);
	if (e == 0 && at[FINDING])
		s->finding = base_strdup(at[FINDING]->text);
	if (e == 0)
		e = read_prefix(from, at[SOURCE], &s->source, &s->has_source);
	if (e == 0)
		e = read_prefix(
			from, at[DESTINATION], &s->destination, &s->has_destination);
	if (e == 0 && at[PORT]) {
		size_t n;
		e = value_ports(from, at[PORT], s->ports, &n);
		s->n_ports = (uint8_t)n;
	}
	if (e == 0 && at[SENSOR])
		e = value_text(from, at[SENSOR], &s->sensor);
	if (e == 0 && at[FIELDS])
		e = read_fields(from, at[FIELDS], s);
	if (e == 0)
		e = value_text(from, at[REASON], &s->reason);
	struct err why = { "" };
	if (e == 0 && !utc)
		must(zone_find("UTC", &utc, &why) == 0);
	if (e == 0 && time_parse(utc, at[UNTIL]->text, &s->until_s, &why) < 0)
		e = locus_err(from, at[UNTIL]->line, "%s", why.text);
	return e;
}

int
suppressions_read(const struct locus *from, const struct node *list, struct site *site)
{
	if (list->n_children > SUPPRESSIONS_MAX)
		return locus_err(
			from, list->line, "more than %d suppressions", SUPPRESSIONS_MAX);
	site->suppressions = base_alloc(list->n_children, sizeof(*site->suppressions));
	each_child(list, node)
	{
		int e = read_rule(from, node, &site->suppressions[site->n_suppressions++]);
		if (e < 0)
			return e;
	}
	return 0;
}

void
suppressions_free(struct site *site)
{
	for (size_t i = 0; i < site->n_suppressions; i++) {
		struct suppression *s = &site->suppressions[i];
		for (size_t k = 0; k < s->n_fields; k++)
			free(s->fields[k].value);
		free(s->finding);
		free(s->sensor);
		free(s->reason);
	}
	free(site->suppressions);
}
