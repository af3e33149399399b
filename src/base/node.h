/* node.h - YAML as a bounded tree that remembers its lines.
 *
 * libyaml's events, read into nodes by hand: a typed reader on top (libcyaml) knows neither
 * values of two shapes (an exclusion is a text or a mapping) nor the line of a value once
 * it is read.  Aliases, anchors, tags and second documents are refused: nothing here needs
 * them, and an alias can make a short file endless.
 */
#pragma once

#include "base/base.h"

enum node_kind { NODE_ANY, NODE_TEXT, NODE_LIST, NODE_MAP };
enum { CONFIG_LEN_MAX = 8 << 20, NODE_DEPTH_MAX = 12, NODE_TEXT_MAX = 4096 };

struct node {
	enum node_kind kind;
	int line;
	char *key; /* in a mapping; else NULL */
	int key_line;
	char *text; /* NODE_TEXT */
	struct node *child; /* first of a list or mapping */
	size_t n_children;
	struct node *next;
};

/* Where errors point to. */
struct locus {
	const char *file;
	struct err *err;
};

struct node_key {
	const char *name;
	enum node_kind kind;
	bool required;
};

/* `*ret` is NULL for a file without content. */
int node_parse(struct locus *from, struct bytes text, struct node **ret);
void node_free(struct node *node);

__attribute__((format(printf, 3, 4))) int locus_err(
	const struct locus *from, int line, const char *fmt, ...);

/* The values of a mapping in the order of `keys`, NULL where one is not given.  Unknown and
 * repeated keys, missing ones and other shapes than asked for are errors. */
int node_take(const struct locus *from, const struct node *map, const struct node_key *keys,
	size_t n_keys, const struct node **ret);
int node_expect(const struct locus *from, const struct node *node, enum node_kind kind);

#define each_child(of, it) for (const struct node *it = (of)->child; it; it = it->next)

static inline void
auto_node_(struct node **node)
{
	node_free(*node);
}

#define auto_node __attribute__((cleanup(auto_node_)))
