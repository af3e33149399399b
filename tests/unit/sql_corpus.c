/* sql_corpus.c - the judge against public corpora: recall of each set, false positives.
 *
 * Wants $TEITEN_CAPTURES (default ../shared/captures), else skips.  TEITEN_LIST=1 lists
 * every row that is judged against its label.  Rows in sql_corpus_labels.h are counted
 * apart. TEITEN_ROWS=FILE writes all rows as requests, for bench/sqli-peers.
 */
#include "proto/proto.h"
#include "sql/sql.h"
#include "unit/sql_corpus_labels.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <ctype.h>
#include <dirent.h>
#include <yaml.h>

#define RECALL_LEAST 0.995
#define FALSE_MOST 0.002

struct set {
	const char *name;
	bool positive;
	unsigned rows, hits, kept, kept_hits;
};

enum { PARAMS, INJECTIONS, CLICK, RULES, NORM, LOOKALIKE, NOT_RULES, OTHERS, XSS, SETS };

static struct set sets[SETS] = {
	[PARAMS] = { .name = "httpparams sqli", .positive = true },
	[INJECTIONS] = { .name = "libinjection sqli-*", .positive = true },
	[CLICK] = { .name = "click", .positive = true },
	[RULES] = { .name = "crs-942 expected", .positive = true },
	[NORM] = { .name = "httpparams norm", .positive = false },
	[LOOKALIKE] = { .name = "libinjection false_positives", .positive = false },
	[NOT_RULES] = { .name = "crs-942 not expected", .positive = false },
	[OTHERS] = { .name = "httpparams other attacks", .positive = false },
	[XSS] = { .name = "libinjection xss-*", .positive = false },
};

static struct sql_scratch scratch;
static struct http_scratch http_scratch;
static bool listing;
static FILE *rows;

static const char *
folder(void)
{
	static char path[4096];
	const char *captures = getenv("TEITEN_CAPTURES"), *source = getenv("TEITEN_SOURCE");

	if (captures)
		snprintf(path, sizeof(path), "%s/07-sqli", captures);
	else
		snprintf(path, sizeof(path), "%s/../shared/captures/07-sqli",
			source ? source : ".");
	return path;
}

static bool
judge_request(struct bytes stream, struct sql_verdict *ret)
{
	struct cursor c = cursor_over(stream);
	struct http_request r;
	struct http_items items;
	struct http_item item;

	while (http_next(&c, &r))
		for (http_items_of(&r, &http_scratch, &items);
			http_item_next(&items, &item);)
			if (sql_judge(item.value, &scratch, ret) ||
				sql_judge(item.name, &scratch, ret))
				return true;
	return false;
}

static const char *
relabelled(const struct set *set, const char *row)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!strcmp(labels[i].set, set->name) && !strcmp(labels[i].row, row))
			return labels[i].why;
	return NULL;
}

/* For other programs: set, whether its label counts, what is judged here, length, request.
 */
static void
write_row(int which, const char *row, struct bytes request)
{
	struct sql_verdict v;

	if (!rows)
		return;
	fprintf(rows, "%d %d %d %zu\n", which, !relabelled(&sets[which], row),
		judge_request(request, &v), request.len);
	fwrite(request.at, 1, request.len, rows);
}

static void
count(int which, const char *row, const char *text, bool hit, const struct sql_verdict *v)
{
	struct set *set = &sets[which];
	const char *why = relabelled(set, row);

	set->rows++;
	set->hits += hit;
	set->kept += !why;
	set->kept_hits += !why && hit;
	if (listing && !why && hit != set->positive)
		printf("%s\t%s\t%.160s\t%s\t%s\n", set->name, row, text,
			hit ? v->fingerprint : "", hit ? v->rule : "");
}

static int
hex(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* The value in a form that is sent with POST.  The rows of one corpus are percent-encoded.
 */
static void
write_value(int which, const char *text)
{
	static char body[1 << 18], request[1 << 19];
	size_t n = 0;
	bool encoded = which == INJECTIONS || which == LOOKALIKE || which == XSS;

	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;
		if (encoded && *c == '%' && isxdigit((unsigned char)c[1]) &&
			isxdigit((unsigned char)c[2])) {
			byte = (unsigned char)(hex(c[1]) * 16 + hex(c[2]));
			c += 2;
		} else if (encoded && *c == '+') {
			byte = ' ';
		}
		n += (size_t)snprintf(body + n, sizeof(body) - n, "%%%02x", byte);
	}
	body[n] = 0;
	n = (size_t)snprintf(request, sizeof(request),
		"POST /post HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\nAccept: "
		"*/*\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
		"%zu\r\n\r\n"
		"var=%s",
		n + 4, body);
	write_row(which, text, bytes_of(request, n));
}

static void
count_value(int which, const char *text)
{
	struct sql_verdict v;
	bool hit = sql_judge(bytes_text(text), &scratch, &v);

	count(which, text, text, hit, &v);
	if (rows)
		write_value(which, text);
}

/* One field of a CSV line; quotes are doubled inside. */
static char *
csv_field(char **at)
{
	char *in = *at, *out = *at, *start = *at;
	bool quoted = *in == '"';

	for (in += quoted; *in; in++) {
		if (quoted && in[0] == '"' && in[1] == '"')
			in++;
		else if (quoted ? in[0] == '"' : in[0] == ',')
			break;
		*out++ = *in;
	}
	*at = in + (*in == '"') + (*in && in[*in == '"'] == ',');
	*out = 0;
	return start;
}

static void
read_params(void)
{
	char path[8192], line[65536];

	snprintf(path, sizeof(path), "%s/httpparams/payload_train.csv", folder());
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		char *at = line;
		line[strcspn(line, "\r\n")] = 0;
		char *payload = csv_field(&at);
		(void)csv_field(&at);
		char *type = csv_field(&at);
		count_value(!strcmp(type, "sqli")       ? PARAMS
				: !strcmp(type, "norm") ? NORM
							: OTHERS,
			payload);
	}
	fclose(f);
}

static void
read_lines(const char *path, int which)
{
	char line[65536];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\r\n")] = 0;
		if (*line && (*line != '#' || which == CLICK))
			count_value(which, line);
	}
	fclose(f);
}

static void
read_folder(const char *name, const char *start, int which)
{
	char path[8192];
	struct dirent **entries;

	snprintf(path, sizeof(path), "%s/%s", folder(), name);
	int n = scandir(path, &entries, NULL, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		if (!strncmp(entries[i]->d_name, start, strlen(start)) &&
			entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s/%s", folder(), name,
				entries[i]->d_name);
			read_lines(path, which);
		}
		free(entries[i]);
	}
	free(entries);
}

static yaml_node_t *
member(yaml_document_t *d, yaml_node_t *map, const char *key)
{
	if (!map || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start;
		p < map->data.mapping.pairs.top; p++) {
		yaml_node_t *k = yaml_document_get_node(d, p->key);
		if (!strcmp((char *)k->data.scalar.value, key))
			return yaml_document_get_node(d, p->value);
	}
	return NULL;
}

static const char *
text_of(yaml_document_t *d, yaml_node_t *map, const char *key, const char *otherwise)
{
	yaml_node_t *n = member(d, map, key);

	return n && n->type == YAML_SCALAR_NODE ? (char *)n->data.scalar.value : otherwise;
}

static void
read_stage(yaml_document_t *d, const char *id, yaml_node_t *stage)
{
	static char request[1 << 18];
	yaml_node_t *input = member(d, stage, "input"),
		    *headers = member(d, input, "headers");
	yaml_node_t *log = member(d, member(d, stage, "output"), "log");
	const char *data = text_of(d, input, "data", ""),
		   *method = text_of(d, input, "method", "GET");
	const char *uri = text_of(d, input, "uri", "/");
	bool expected = member(d, log, "expect_ids");
	bool typed = false;
	struct sql_verdict v;

	size_t n = (size_t)snprintf(
		request, sizeof(request), "%s %s HTTP/1.1\r\n", method, uri);
	for (yaml_node_pair_t *p = headers ? headers->data.mapping.pairs.start : NULL;
		p && p < headers->data.mapping.pairs.top; p++) {
		const char *k =
			(char *)yaml_document_get_node(d, p->key)->data.scalar.value;
		typed |= !strcasecmp(k, "content-type");
		n += (size_t)snprintf(request + n, sizeof(request) - n, "%s: %s\r\n", k,
			(char *)yaml_document_get_node(d, p->value)->data.scalar.value);
	}
	if (!typed)
		n += (size_t)snprintf(request + n, sizeof(request) - n,
			"Content-Type: application/x-www-form-urlencoded\r\n");
	n += (size_t)snprintf(request + n, sizeof(request) - n,
		"Content-Length: %zu\r\n\r\n%s", strlen(data), data);
	bool hit = judge_request(bytes_of(request, n), &v);
	char text[256];
	snprintf(text, sizeof(text), "%.100s %.140s", uri, data);
	count(expected ? RULES : NOT_RULES, id, text, hit, &v);
	write_row(expected ? RULES : NOT_RULES, id, bytes_of(request, n));
}

static void
read_rules(const char *path)
{
	FILE *f = fopen(path, "r");
	yaml_parser_t parser;
	yaml_document_t d;
	char id[64];

	assert_non_null(f);
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_file(&parser, f);
	assert_int_equal(yaml_parser_load(&parser, &d), 1);
	yaml_node_t *root = yaml_document_get_root_node(&d),
		    *tests = member(&d, root, "tests");
	for (yaml_node_item_t *t = tests->data.sequence.items.start;
		t < tests->data.sequence.items.top; t++) {
		yaml_node_t *test = yaml_document_get_node(&d, *t),
			    *stages = member(&d, test, "stages");
		snprintf(id, sizeof(id), "%s.%s", text_of(&d, root, "rule_id", "?"),
			text_of(&d, test, "test_id", "?"));
		for (yaml_node_item_t *s = stages->data.sequence.items.start;
			s < stages->data.sequence.items.top; s++)
			read_stage(&d, id, yaml_document_get_node(&d, *s));
	}
	yaml_document_delete(&d);
	yaml_parser_delete(&parser);
	fclose(f);
}

/* Those rules count characters; they do not look for SQL. */
static bool
counts_characters(const char *file)
{
	static const char *const ids[] = { "942420", "942421", "942430", "942431", "942432",
		"942460" };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (!strncmp(file, ids[i], 6))
			return true;
	return false;
}

static void
read_all_rules(void)
{
	char path[8192];
	struct dirent **entries;

	snprintf(path, sizeof(path), "%s/crs-942", folder());
	int n = scandir(path, &entries, NULL, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/crs-942/%s", folder(), entries[i]->d_name);
		if (strstr(entries[i]->d_name, ".yaml") &&
			!counts_characters(entries[i]->d_name))
			read_rules(path);
		free(entries[i]);
	}
	free(entries);
}

static void
print_set(const struct set *s)
{
	printf("%-30s %6u rows, %6u judged SQL (%.3f %%); as labelled %6u of %6u (%.3f "
	       "%%)\n",
		s->name, s->rows, s->hits, 100.0 * s->hits / s->rows, s->kept_hits, s->kept,
		100.0 * s->kept_hits / s->kept);
}

static void
corpora(void **state)
{
	struct set pool = { "benign, pooled", false, 0, 0, 0, 0 };
	bool failed = false;

	(void)state;
	read_params();
	read_folder("libinjection", "sqli-", INJECTIONS);
	read_folder("libinjection", "false_positives", LOOKALIKE);
	read_folder("libinjection", "xss-", XSS);
	read_folder("click", "", CLICK);
	read_all_rules();
	for (int i = 0; i < SETS; i++) {
		print_set(&sets[i]);
		failed |=
			sets[i].positive && sets[i].kept_hits < RECALL_LEAST * sets[i].kept;
	}
	for (int i = NORM; i <= NOT_RULES; i++) {
		pool.rows += sets[i].rows;
		pool.hits += sets[i].hits;
		pool.kept += sets[i].kept;
		pool.kept_hits += sets[i].kept_hits;
	}
	print_set(&pool);
	assert_false(failed);
	assert_true(pool.kept_hits <= FALSE_MOST * pool.kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(corpora) };
	DIR *d = opendir(folder());

	if (!d) {
		printf("skipped: no corpora in %s\n", folder());
		return 77;
	}
	closedir(d);
	listing = getenv("TEITEN_LIST");
	if (getenv("TEITEN_ROWS") && !(rows = fopen(getenv("TEITEN_ROWS"), "w")))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (rows)
		failed |= fclose(rows) != 0;
	return failed;
}
