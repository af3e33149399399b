/* node.c - libyaml's events as a tree. */
#include "base/node.h"

#include <yaml.h>

struct reader {
	yaml_parser_t yaml;
	struct locus *from;
	struct bytes text;
};

int
locus_err(const struct locus *from, int line, const char *fmt, ...)
{
	auto_free char *message = NULL;
	va_list ap;
	va_start(ap, fmt);
	must(vasprintf(&message, fmt, ap) >= 0);
	va_end(ap);
	return err_set(from->err, EINVAL, "%s:%d: %s", from->file, line, message);
}

static void
auto_event_(yaml_event_t *event)
{
	yaml_event_delete(event);
}

#define auto_event __attribute__((cleanup(auto_event_)))

static int
line_of(yaml_mark_t mark)
{
	return (int)mark.line + 1;
}

/* libyaml knows only the offset of bytes that are not UTF-8. */
static int
line_at(struct bytes text, size_t offset)
{
	int line = 1;
	for (size_t i = 0; i < offset && i < text.len; i++)
		line += text.at[i] == '\n';
	return line;
}

static int
next_event(struct reader *r, yaml_event_t *ret)
{
	if (yaml_parser_parse(&r->yaml, ret))
		return 0;
	const yaml_parser_t *y = &r->yaml;
	const char *problem = y->problem ? y->problem : "cannot be read";
	if (y->error == YAML_MEMORY_ERROR)
		return err_set(r->from->err, ENOMEM, "%s: out of memory", r->from->file);
	if (y->error == YAML_READER_ERROR)
		return locus_err(
			r->from, line_at(r->text, y->problem_offset), "%s", problem);
	/* What is missing at the end is missed one line behind it. */
	int line = line_of(y->problem_mark), last = line_at(r->text, r->text.len);
	return locus_err(r->from, line < last ? line : last, "%s%s%s",
		y->context ? y->context : "", y->context ? ": " : "", problem);
}

static int
check_plain(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
	const yaml_char_t *tag)
{
	int line = line_of(event->start_mark);
	if (anchor)
		return locus_err(r->from, line, "anchors (&) are not understood here");
	if (tag)
		return locus_err(r->from, line, "tags (!) are not understood here");
	return 0;
}

static int
read_text(struct reader *r, const yaml_event_t *event, struct node *node)
{
	size_t len = event->data.scalar.length;
	const char *value = (const char *)event->data.scalar.value;
	if (len > NODE_TEXT_MAX)
		return locus_err(r->from, node->line, "a text is longer than %d bytes",
			NODE_TEXT_MAX);
	if (memchr(value, 0, len))
		return locus_err(r->from, node->line, "a text holds a NUL");
	node->text = base_strdup(value);
	return 0;
}

static int read_node(
	struct reader *r, const yaml_event_t *event, int depth, struct node *node);

/* The key of a mapping's next entry, taken out of the event that opened it. */
static int
read_key(struct reader *r, const yaml_event_t *event, struct node *node)
{
	node->key_line = node->line = line_of(event->start_mark);
	if (event->type != YAML_SCALAR_EVENT)
		return locus_err(r->from, node->line, "a key must be a plain word");
	int e = check_plain(r, event, event->data.scalar.anchor, event->data.scalar.tag);
	if (e == 0)
		e = read_text(r, event, node);
	node->key = take(&node->text);
	return e;
}

static int
read_children(struct reader *r, yaml_event_type_t end, int depth, struct node *parent)
{
	if (depth >= NODE_DEPTH_MAX)
		return locus_err(
			r->from, parent->line, "nested more than %d deep", NODE_DEPTH_MAX);
	for (struct node **last = &parent->child;; last = &(*last)->next) {
		auto_event yaml_event_t event = { .type = YAML_NO_EVENT };
		int e = next_event(r, &event);
		if (e < 0 || event.type == end)
			return e;
		*last = base_alloc(1, sizeof(**last));
		parent->n_children++;
		if (parent->kind == NODE_LIST) {
			e = read_node(r, &event, depth + 1, *last);
		} else {
			e = read_key(r, &event, *last);
			auto_event yaml_event_t value = { .type = YAML_NO_EVENT };
			if (e == 0)
				e = next_event(r, &value);
			if (e == 0)
				e = read_node(r, &value, depth + 1, *last);
		}
		if (e < 0)
			return e;
	}
}

static int
read_node(struct reader *r, const yaml_event_t *event, int depth, struct node *node)
{
	int e;
	node->line = line_of(event->start_mark);
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		node->kind = NODE_TEXT;
		e = check_plain(
			r, event, event->data.scalar.anchor, event->data.scalar.tag);
		return e < 0 ? e : read_text(r, event, node);
	case YAML_SEQUENCE_START_EVENT:
		node->kind = NODE_LIST;
		e = check_plain(r, event, event->data.sequence_start.anchor,
			event->data.sequence_start.tag);
		return e < 0 ? e : read_children(r, YAML_SEQUENCE_END_EVENT, depth, node);
	case YAML_MAPPING_START_EVENT:
		node->kind = NODE_MAP;
		e = check_plain(r, event, event->data.mapping_start.anchor,
			event->data.mapping_start.tag);
		return e < 0 ? e : read_children(r, YAML_MAPPING_END_EVENT, depth, node);
	case YAML_ALIAS_EVENT:
		return locus_err(
			r->from, node->line, "aliases (*) are not understood here");
	default:
		return locus_err(r->from, node->line, "a value is missing");
	}
}

static int
read_document(struct reader *r, struct node **ret)
{
	auto_node struct node *root = NULL;
	for (;;) {
		auto_event yaml_event_t event = { .type = YAML_NO_EVENT };
		int e = next_event(r, &event);
		if (e < 0)
			return e;
		switch (event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (root)
				return locus_err(r->from, line_of(event.start_mark),
					"a second document begins; one file is one "
					"document");
			break;
		case YAML_STREAM_END_EVENT:
			*ret = take(&root);
			return 0;
		default:
			root = base_alloc(1, sizeof(*root));
			e = read_node(r, &event, 0, root);
			if (e < 0)
				return e;
		}
	}
}

int
node_parse(struct locus *from, struct bytes text, struct node **ret)
{
	if (text.len > CONFIG_LEN_MAX)
		return err_set(from->err, EFBIG, "%s: longer than %d MiB", from->file,
			CONFIG_LEN_MAX >> 20);
	struct reader r = { .from = from, .text = text };
	must(yaml_parser_initialize(&r.yaml));
	yaml_parser_set_input_string(
		&r.yaml, text.at ? text.at : (const uint8_t *)"", text.len);
	yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
	int e = read_document(&r, ret);
	yaml_parser_delete(&r.yaml);
	return e;
}

void
node_free(struct node *node)
{
	while (node) {
		struct node *next = node->next;
		node_free(node->child);
		free(node->key);
		free(node->text);
		free(node);
		node = next;
	}
}

int
node_expect(const struct locus *from, const struct node *node, enum node_kind kind)
{
	static const char *const shape[] = { "anything", "a text", "a list", "a mapping" };
	if (kind == NODE_ANY || node->kind == kind)
		return 0;
	if (node->kind == NODE_TEXT && !node->text[0])
		return locus_err(from, node->key ? node->key_line : node->line,
			"%s%s%s has no value; expected %s", node->key ? "'" : "",
			node->key ? node->key : "an entry", node->key ? "'" : "",
			shape[kind]);
	return locus_err(from, node->line, "%s%s%s must be %s, and is %s",
		node->key ? "'" : "", node->key ? node->key : "an entry",
		node->key ? "'" : "", shape[kind], shape[node->kind]);
}

static int
unknown_key(const struct locus *from, const struct node *node, const struct node_key *keys,
	size_t n_keys)
{
	char known[256] = "";
	size_t len = 0;
	for (size_t i = 0; i < n_keys && len < sizeof(known); i++)
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s",
			i ? ", " : "", keys[i].name);
	return locus_err(from, node->key_line, "unknown key '%.64s' (known here: %s)",
		node->key, known);
}

int
node_take(const struct locus *from, const struct node *map, const struct node_key *keys,
	size_t n_keys, const struct node **ret)
{
	int e = node_expect(from, map, NODE_MAP);
	if (e < 0)
		return e;
	memset(ret, 0, n_keys * sizeof(*ret));
	each_child(map, node)
	{
		size_t i = 0;
		while (i < n_keys && strcmp(keys[i].name, node->key) != 0)
			i++;
		if (i == n_keys)
			return unknown_key(from, node, keys, n_keys);
		if (ret[i])
			return locus_err(from, node->key_line,
				"'%s' is given twice (line %d)", node->key,
				ret[i]->key_line);
		e = node_expect(from, node, keys[i].kind);
		if (e < 0)
			return e;
		ret[i] = node;
	}
	for (size_t i = 0; i < n_keys; i++)
		if (keys[i].required && !ret[i])
			return locus_err(from, map->line, "'%s' is missing", keys[i].name);
	return 0;
}
