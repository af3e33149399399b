/* value.h - one text of the configuration as one value; private to the room. */
#pragma once

#include "base/node.h"
#include "site/site.h"

enum { TEXT_VALUE_MAX = 400, EXCLUSIONS_MAX = 256, SPANS_MAX = 4096, RANGES_MAX = 1024 };

/* A text for people: not empty, no control characters. */
int value_text(const struct locus *from, const struct node *node, char **ret);
int value_bool(const struct locus *from, const struct node *node, bool *ret);
int value_country(const struct locus *from, const struct node *node, uint16_t *ret);
int value_tlp(const struct locus *from, const struct node *node, char **ret);
/* "22/tcp", "1026-1029/udp", "8/icmp", "53/any" (two ranges: TCP and UDP). */
int value_ports(const struct locus *from, const struct node *node,
	struct port_range ret[static 2], size_t *ret_n);
/* A day, or a mapping of from and to. */
int value_span(const struct locus *from, const struct node *node, const struct zone *zone,
	struct span *ret);
/* A list of them, sorted, those that touch made one. */
int value_spans(const struct locus *from, const struct node *list, const struct zone *zone,
	struct span **ret, size_t *ret_n);
