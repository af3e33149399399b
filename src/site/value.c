/* value.c - texts of the configuration as values. */
#include "site/value.h"

#include <ctype.h>
#include <strings.h>

/* Bytes below space, DEL, and the second half of U+0080 to U+009F. */
static bool
has_control(const char *text)
{
	unsigned char before = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; before = *p++)
		if (*p < 0x20 || *p == 0x7f || (before == 0xc2 && *p < 0xa0))
			return true;
	return false;
}

int
value_text(const struct locus *from, const struct node *node, char **ret)
{
	int e = node_expect(from, node, NODE_TEXT);
	if (e < 0)
		return e;
	const char *what = node->key ? node->key : "an entry";
	if (!node->text[0])
		return locus_err(from, node->line, "'%s' has no value", what);
	if (strlen(node->text) > TEXT_VALUE_MAX)
		return locus_err(from, node->line, "'%s' is longer than %d bytes", what,
			TEXT_VALUE_MAX);
	if (has_control(node->text))
		return locus_err(from, node->line, "'%s' holds a control character", what);
	*ret = base_strdup(node->text);
	return 0;
}

int
value_bool(const struct locus *from, const struct node *node, bool *ret)
{
	static const char *const yes[] = { "true", "yes", "on" };
	static const char *const no[] = { "false", "no", "off" };
	for (size_t i = 0; i < count_of(yes); i++) {
		if (strcasecmp(node->text, yes[i]) == 0 ||
			strcasecmp(node->text, no[i]) == 0) {
			*ret = strcasecmp(node->text, yes[i]) == 0;
			return 0;
		}
	}
	return locus_err(from, node->line, "'%s' is true or false, not '%.40s'", node->key,
		node->text);
}

int
value_country(const struct locus *from, const struct node *node, uint16_t *ret)
{
	const char *t = node->text;
	if (strlen(t) != 2 || !isalpha((unsigned char)t[0]) ||
		!isalpha((unsigned char)t[1]))
		return locus_err(from, node->line,
			"a country is two letters of ISO 3166 (JP), not '%.40s'", t);
	*ret = (uint16_t)(toupper((unsigned char)t[0]) << 8 | toupper((unsigned char)t[1]));
	return 0;
}

int
value_tlp(const struct locus *from, const struct node *node, char **ret)
{
	static const char *const marks[] = { "CLEAR", "GREEN", "AMBER", "AMBER+STRICT",
		"RED" };
	const char *t =
		strncasecmp(node->text, "TLP:", 4) == 0 ? node->text + 4 : node->text;
	for (size_t i = 0; i < count_of(marks); i++) {
		if (strcasecmp(t, marks[i]) == 0) {
			*ret = base_strdup(marks[i]);
			return 0;
		}
	}
	return locus_err(from, node->line,
		"a TLP marking is CLEAR, GREEN, AMBER, AMBER+STRICT or RED, not '%.40s'",
		node->text);
}

struct protocol {
	const char *name;
	uint8_t first, second; /* second: 0 when one */
	uint16_t highest;
};

static const struct protocol protocols[] = { { "tcp", 6, 0, UINT16_MAX },
	{ "udp", 17, 0, UINT16_MAX }, { "icmp", 1, 0, UINT8_MAX },
	{ "icmp6", 58, 0, UINT8_MAX }, { "icmpv6", 58, 0, UINT8_MAX },
	{ "any", 6, 17, UINT16_MAX } };

/* Digits up to `highest`; NULL when there are none or too many. */
static const char *
number(const char *p, uint16_t highest, uint16_t *ret)
{
	uint32_t value = 0;
	if (*p < '0' || *p > '9')
		return NULL;
	for (; *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (uint32_t)(*p - '0');
		if (value > highest)
			return NULL;
	}
	*ret = (uint16_t)value;
	return p;
}

int
value_ports(const struct locus *from, const struct node *node,
	struct port_range ret[static 2], size_t *ret_n)
{
	const char *slash = strchr(node->text, '/');
	const struct protocol *proto = NULL;
	for (size_t i = 0; slash && i < count_of(protocols); i++)
		if (strcasecmp(slash + 1, protocols[i].name) == 0)
			proto = &protocols[i];
	if (!proto)
		return locus_err(from, node->line,
			"ports are written as 445/tcp, 1026-1029/udp or 8/icmp (tcp, udp, "
			"icmp, "
			"icmp6, any), not '%.40s'",
			node->text);
	uint16_t first = 0, last;
	const char *p = number(node->text, proto->highest, &first);
	last = first;
	if (p && *p == '-')
		p = number(p + 1, proto->highest, &last);
	if (p != slash || last < first)
		return locus_err(from, node->line,
			"'%.40s': expected a number from 0 to %d, or two as FIRST-LAST",
			node->text, proto->highest);
	ret[0] = (struct port_range){ proto->first, first, last };
	ret[1] = (struct port_range){ proto->second, first, last };
	*ret_n = proto->second ? 2 : 1;
	return 0;
}

/* Dates are whole days, also as the end; times are instants. */
static int
moment(const struct locus *from, const struct node *node, const struct zone *zone,
	bool is_end, int64_t *ret)
{
	struct err why = { "" };
	int32_t day;
	if (day_parse(node->text, &day, NULL) == 0)
		*ret = zone_day_start(zone, day + is_end);
	else if (time_parse(zone, node->text, ret, &why) < 0)
		return locus_err(from, node->line, "%s", why.text);
	return 0;
}

int
value_span(const struct locus *from, const struct node *node, const struct zone *zone,
	struct span *ret)
{
	static const struct node_key keys[] = { { "from", NODE_TEXT, false },
		{ "to", NODE_TEXT, false } };
	const struct node *at[count_of(keys)] = { node, node };
	int32_t day;
	if (node->kind == NODE_TEXT && day_parse(node->text, &day, NULL) < 0)
		return locus_err(from, node->line,
			"a span is a day (2005-11-03) or a mapping with 'from' and 'to', "
			"not '%.40s'",
			node->text);
	int e = node->kind == NODE_TEXT ? 0
					: node_take(from, node, keys, count_of(keys), at);
	if (e < 0)
		return e;
	if (!at[0] && !at[1])
		return locus_err(from, node->line, "a span needs 'from', 'to' or both");
	struct span span = { SPAN_OPEN_START, SPAN_OPEN_END };
	if (at[0])
		e = moment(from, at[0], zone, false, &span.start_s);
	if (e == 0 && at[1])
		e = moment(from, at[1], zone, true, &span.end_s);
	if (e < 0)
		return e;
	if (span.end_s <= span.start_s)
		return locus_err(from, node->line, "a span must end after it starts");
	*ret = span;
	return 0;
}

static int
by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	return x->start_s < y->start_s ? -1 : x->start_s > y->start_s;
}

int
value_spans(const struct locus *from, const struct node *list, const struct zone *zone,
	struct span **ret, size_t *ret_n)
{
	if (list->n_children > SPANS_MAX)
		return locus_err(from, list->line, "'%s' has more than %d entries",
			list->key, SPANS_MAX);
	auto_free struct span *spans = base_alloc(list->n_children, sizeof(*spans));
	size_t n = 0;
	each_child(list, node)
	{
		int e = value_span(from, node, zone, &spans[n++]);
		if (e < 0)
			return e;
	}
	qsort(spans, n, sizeof(*spans), by_start);
	size_t kept = n > 0;
	for (size_t i = 1; i < n; i++) {
		if (spans[i].start_s > spans[kept - 1].end_s)
			spans[kept++] = spans[i];
		else if (spans[i].end_s > spans[kept - 1].end_s)
			spans[kept - 1].end_s = spans[i].end_s;
	}
	*ret = take(&spans);
	*ret_n = kept;
	return 0;
}
