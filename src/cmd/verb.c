/* verb.c - the table of verbs, and one command line read by it. */
#include "cmd/front.h"

#include <inttypes.h>

enum { VERBS_MAX = 64, NAME_MAX_LEN = 32 };

/* Weak, so that a program without verbs still links (unit tests). */
extern const struct verb *const __start_verbs[] __attribute__((weak));
extern const struct verb *const __stop_verbs[] __attribute__((weak));

static const struct verb *sorted[VERBS_MAX];

static int
by_name(const void *a, const void *b)
{
	const struct verb *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

size_t
verb_count(void)
{
	size_t n = (size_t)(__stop_verbs - __start_verbs);
	if (n > 0 && !sorted[0]) {
		must(n <= VERBS_MAX);
		memcpy(sorted, __start_verbs, n * sizeof(sorted[0]));
		qsort(sorted, n, sizeof(sorted[0]), by_name);
		for (size_t i = 1; i < n; i++)
			must(strcmp(sorted[i - 1]->name, sorted[i]->name) != 0);
	}
	return n;
}

const struct verb *
verb_at(size_t i)
{
	must(i < verb_count());
	return sorted[i];
}

const struct verb *
verb_find(const char *name)
{
	for (size_t i = 0; i < verb_count(); i++)
		if (strcmp(verb_at(i)->name, name) == 0)
			return verb_at(i);
	return NULL;
}

size_t
option_count(const struct verb *verb)
{
	size_t n = 0;
	while (n < OPTIONS_MAX && verb->options[n].name)
		n++;
	return n;
}

/* Edits between two short words, counting two neighbours in exchanged order as one. */
static size_t
distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t row[3][NAME_MAX_LEN + 1];

	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *last = row[(i + 2) % 3],
		       *before = row[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

const char *
nearest(const char *word, const char *(*name_at)(const void *arg, size_t i),
	const void *arg)
{
	const char *name, *best = NULL;
	size_t len = strlen(word),
	       least = len / 3 + 2; /* one slip, and one more in three */

	if (len < 2 || len > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; (name = name_at(arg, i)); i++) {
		if (strlen(name) > NAME_MAX_LEN)
			continue;
		size_t edits = strncmp(name, word, len) == 0 ? 1 : distance(word, name);
		if (edits < least) {
			least = edits;
			best = name;
		}
	}
	return best;
}

bool
is_choices(const char *text)
{
	size_t len = text ? strcspn(text, " .") : 0;
	return len > 0 && (text[len] == '\0' || memchr(text, '|', len)) &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-|") == len;
}

bool
choices_hold(const char *choices, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = choices;; at++) {
		size_t n = strcspn(at, "| .");
		if (n == len && memcmp(at, word, n) == 0)
			return true;
		at += n;
		if (*at != '|')
			return false;
	}
}

static const char *
option_name_at(const void *verb, size_t i)
{
	const struct verb *v = verb;
	return i < option_count(v) ? v->options[i].name : NULL;
}

static ssize_t
option_find(const struct verb *verb, const char *name, size_t len)
{
	for (size_t i = 0; i < option_count(verb); i++)
		if (strlen(verb->options[i].name) == len &&
			memcmp(verb->options[i].name, name, len) == 0)
			return (ssize_t)i;
	return -1;
}

static ssize_t
letter_find(const struct verb *verb, char letter)
{
	for (size_t i = 0; i < option_count(verb); i++)
		if (verb->options[i].letter == letter && letter != '\0')
			return (ssize_t)i;
	return -1;
}

static int
unknown_option(const struct verb *verb, const char *word, struct err *err)
{
	char name[NAME_MAX_LEN + 1] = "";
	size_t len = strcspn(word + 2, "=");
	if (word[1] == '-' && len <= NAME_MAX_LEN)
		memcpy(name, word + 2, len);
	const char *near = name[0] ? nearest(name, option_name_at, verb) : NULL;
	return near ? err_set(err, EINVAL, "there is no option '%s'; did you mean --%s?",
			      word, near)
		    : err_set(err, EINVAL, "there is no option '%s'", word);
}

/* One option at argv[*at], which starts with '-'; moves *at over a value of its own. */
static int
parse_option(struct invocation *in, int argc, char **argv, int *at, struct err *err)
{
	const struct verb *verb = in->verb;
	const char *word = argv[*at], *value = NULL;
	ssize_t i;

	if (word[1] == '-') {
		size_t len = strcspn(word + 2, "=");
		i = option_find(verb, word + 2, len);
		value = word[2 + len] == '=' ? word + 3 + len : NULL;
	} else {
		i = letter_find(verb, word[1]);
		value = word[2] ? word + 2 : NULL;
	}
	if (i < 0)
		return unknown_option(verb, word, err);

	const struct option_spec *option = &verb->options[i];
	if (!option->arg) {
		if (value)
			return err_set(err, EINVAL, "--%s takes no value", option->name);
		in->values[i] = "";
		return 0;
	}
	if (!value) {
		if (*at + 1 >= argc)
			return err_set(err, EINVAL, "--%s needs a value: %s", option->name,
				option->arg);
		value = argv[*at + 1];
		if (value[0] == '-' && value[1] != '\0')
			return err_set(err, EINVAL,
				"--%s needs a value: %s (one that starts with '-': "
				"--%s=%s)",
				option->name, option->arg, option->name, value);
		*at += 1;
	}
	if (is_choices(option->arg) && !choices_hold(option->arg, value))
		return err_set(err, EINVAL, "--%s is %s%s, not '%s'", option->name,
			strchr(option->arg, '|') ? "one of " : "", option->arg, value);
	in->values[i] = value;
	return 0;
}

static int
check_args(const struct invocation *in, struct err *err)
{
	const struct verb *verb = in->verb;

	if (in->n_args < verb->min_args)
		return err_set(err, EINVAL, "an argument is missing: %s", verb->args);
	if (in->n_args > verb->max_args)
		return err_set(err, EINVAL, "an argument too many: '%s'",
			in->args[verb->max_args]);
	if (in->n_args > 0 && is_choices(verb->args) &&
		!choices_hold(verb->args, in->args[0]))
		return err_set(err, EINVAL, "the first argument is one of %.*s, not '%s'",
			(int)strcspn(verb->args, " ."), verb->args, in->args[0]);
	return 0;
}

int
invocation_parse(const struct verb *verb, int argc, char **argv, struct invocation *ret,
	struct err *err)
{
	struct invocation in = { .verb = verb };
	bool only_args = false;
	int r = 0;

	in.args = base_alloc((size_t)argc + 1, sizeof(*in.args));
	for (int i = 0; i < argc && r == 0; i++) {
		if (only_args || argv[i][0] != '-' || argv[i][1] == '\0')
			in.args[in.n_args++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			only_args = true;
		else if (strcmp(argv[i], "--help") == 0 ||
			(strcmp(argv[i], "-h") == 0 && letter_find(verb, 'h') < 0))
			in.wants_help = true;
		else
			r = parse_option(&in, argc, argv, &i, err);
	}
	if (r == 0 && !in.wants_help)
		r = check_args(&in, err);
	if (r < 0) {
		invocation_done(&in);
		return r;
	}
	*ret = in;
	return 0;
}

void
invocation_done(struct invocation *in)
{
	free(in->args);
	in->args = NULL;
	in->n_args = 0;
}

const char *
opt(const struct invocation *in, const char *name)
{
	ssize_t i = option_find(in->verb, name, strlen(name));
	must(i >= 0);
	return in->values[i];
}

size_t
arg_count(const struct invocation *in)
{
	return in->n_args;
}

const char *
arg_at(const struct invocation *in, size_t i)
{
	must(i < in->n_args);
	return in->args[i];
}

const char *const *
arg_all(const struct invocation *in)
{
	return in->args;
}

int
opt_format(const struct invocation *in, enum table_format *ret)
{
	bool json = option_find(in->verb, "json", 4) >= 0 && opt(in, "json");
	bool csv = option_find(in->verb, "csv", 3) >= 0 && opt(in, "csv");

	if (json && csv)
		return usage(in, "--json and --csv exclude each other");
	*ret = json ? TABLE_JSON : csv ? TABLE_CSV : TABLE_TEXT;
	return 0;
}

int
opt_number(const struct invocation *in, const char *name, uint64_t least, uint64_t most,
	uint64_t missing, uint64_t *ret)
{
	const char *text = opt(in, name);
	if (!text) {
		*ret = missing;
		return 0;
	}

	char *end;
	errno = 0;
	uintmax_t value = strtoumax(text, &end, 10);
	/* strtoumax takes blanks and signs; a number here is digits only. */
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < least ||
		value > most)
		return usage(in,
			"--%s is a number from %" PRIu64 " to %" PRIu64 ", not '%s'", name,
			least, most, text);
	*ret = value;
	return 0;
}
