/* finish_senders.c - steps that judge who sent: pairs of ports, forged populations, senders
 * that take turns.
 */
#include "figures/private.h"

#include <math.h>

static uint64_t
uint_at(const struct sheet *s, size_t row, size_t column)
{
	const struct value *v = sheet_at(s, row, column);
	return v->kind == VALUE_UINT ? v->u : v->kind == VALUE_INT ? (uint64_t)v->i : 0;
}

/* The row of `out` whose text in `column` is this one, made when there is none. */
static size_t
row_of(struct sheet *out, size_t column, struct bytes text)
{
	for (size_t i = 0; i < out->n_rows; i++)
		if (text_equal(sheet_text(out, i, column), text))
			return i;
	size_t row = sheet_add_row(out);
	sheet_set_text(out, row, column, text);
	return row;
}

static void
add_int(struct sheet *s, size_t row, size_t column, int64_t n)
{
	sheet_set_int(s, row, column, (int64_t)sheet_number(s, row, column) + n);
}

/* --- pairs -----------------------------------------------------------------------------
 */

enum { P_HI, P_LO, P_COUNTRY, P_DPORT, P_FAMILY, P_MESSAGES, P_COLUMNS };
enum { PORT_A = 1026, PORT_B = 1027 };

struct pair {
	double messages[2];
	unsigned families[2], shared;
};

/* Rows [from, to) are one source's, by port and then family. */
static struct pair
pair_of(const struct sheet *s, const size_t *at, size_t from, size_t to)
{
	struct pair p = { { 0, 0 }, { 0, 0 }, 0 };
	for (size_t i = from; i < to; i++) {
		int which = sheet_number(s, i, at[P_DPORT]) == PORT_B;
		p.messages[which] += sheet_number(s, i, at[P_MESSAGES]);
		p.families[which]++;
		for (size_t k = from; which == 0 && k < to; k++)
			p.shared += sheet_number(s, k, at[P_DPORT]) == PORT_B &&
				text_equal(sheet_text(s, i, at[P_FAMILY]),
					sheet_text(s, k, at[P_FAMILY]));
	}
	return p;
}

/* pairs: from src_hi, src_lo, country, dport, family, messages, sorted by them: sources of
 * a country that use both ports alike, one only, or in some other way. */
STEP(pairs, "pairs")
{
	static const char *const names[] = { "src_hi", "src_lo", "country", "dport",
		"family", "messages" };
	size_t at[P_COLUMNS];
	(void)n_words;
	(void)words;
	int r = step_columns(w, names, P_COLUMNS, at, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	struct sheet *out = sheet_new(w->text);
	size_t country = sheet_column(out, "country"),
	       sources = sheet_column(out, "sources"),
	       messages = sheet_column(out, "messages"),
	       paired = sheet_column(out, "paired"), single = sheet_column(out, "single"),
	       mixed = sheet_column(out, "mixed");
	enum { FAMILIES_MAX = 64 };
	for (size_t from = 0, to; from < s->n_rows; from = to) {
		for (to = from + 1; to < s->n_rows &&
			uint_at(s, to, at[P_HI]) == uint_at(s, from, at[P_HI]) &&
			uint_at(s, to, at[P_LO]) == uint_at(s, from, at[P_LO]);
			to++)
			;
		/* A source with ever new texts is compared by its first ones. */
		size_t end = to - from > 2 * FAMILIES_MAX ? from + 2 * FAMILIES_MAX : to;
		struct pair p = pair_of(s, at, from, end);
		double a = p.messages[0], b = p.messages[1];
		unsigned all = p.families[0] + p.families[1] - p.shared;
		bool alike =
			a > 0 && b > 0 && 2 * p.shared >= all && a <= 2 * b && b <= 2 * a;
		size_t row = row_of(out, country, sheet_text(s, from, at[P_COUNTRY]));
		add_int(out, row, sources, 1);
		add_int(out, row, messages, (int64_t)(a + b));
		add_int(out, row, paired, alike);
		add_int(out, row, single, a == 0 || b == 0);
		add_int(out, row, mixed, !alike && a > 0 && b > 0);
	}
	step_replace(w, out);
	return 0;
}

/* --- forged ----------------------------------------------------------------------------
 */

enum { F_HI, F_LO, F_COUNTRY, F_MESSAGES, F_COLUMNS };
enum { SOURCES_LEAST = 30, PER_SOURCE_MOST = 16, ROUNDS = 999, PERMUTED_MOST = 20000 };
enum { NETWORK = 256, NEARLY_FULL = 230 };

static uint64_t
next_random(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t x = *state;
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* Neighbours among `k` hosts drawn without repetition from a network of 256. */
static unsigned
draw_network(uint64_t *state, unsigned k)
{
	bool taken[NETWORK + 1] = { false };
	for (unsigned i = 0; i < k;) {
		unsigned host = (unsigned)(next_random(state) & 255);
		if (!taken[host]) {
			taken[host] = true;
			i++;
		}
	}
	unsigned n = 0;
	for (unsigned i = 0; i < NETWORK; i++)
		n += taken[i] && taken[i + 1];
	return n;
}

struct population {
	double messages;
	size_t sources, neighbours, in_full;
	double expected, p;
};

/* P(Poisson(mean) >= n), for populations too large to permute. */
static double
poisson_tail(double mean, size_t n)
{
	if (n == 0)
		return 1;
	double z = ((double)n - 0.5 - mean) / sqrt(mean > 0.1 ? mean : 0.1);
	return 0.5 * erfc(z / sqrt(2));
}

/* Rows [from, to) are sources of one country by address; within each network of 256 as many
 * hosts are drawn as there are. */
static struct population
judge_population(const struct sheet *s, const size_t *at, size_t from, size_t to)
{
	struct population p = { .sources = to - from };
	auto_free unsigned *sizes = base_alloc(p.sources, sizeof(*sizes));
	size_t n_sizes = 0;
	for (size_t i = from, end; i < to; i = end) {
		uint64_t net = uint_at(s, i, at[F_LO]) >> 8;
		for (end = i; end < to && uint_at(s, end, at[F_LO]) >> 8 == net; end++) {
			p.messages += sheet_number(s, end, at[F_MESSAGES]);
			p.neighbours += end + 1 < to &&
				uint_at(s, end + 1, at[F_LO]) >> 8 == net &&
				uint_at(s, end + 1, at[F_LO]) ==
					uint_at(s, end, at[F_LO]) + 1;
		}
		unsigned k = (unsigned)(end - i < NETWORK ? end - i : NETWORK);
		sizes[n_sizes++] = k;
		p.in_full += k >= NEARLY_FULL ? k : 0;
		p.expected += (double)k * (k - 1) / NETWORK;
	}
	if (p.sources > PERMUTED_MOST) {
		p.p = poisson_tail(p.expected, p.neighbours);
		return p;
	}
	uint64_t state = 42;
	unsigned as_many = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t n = 0;
		for (size_t i = 0; i < n_sizes; i++)
			n += sizes[i] > 1 ? draw_network(&state, sizes[i]) : 0;
		as_many += n >= p.neighbours;
	}
	p.p = (1.0 + as_many) / (1.0 + ROUNDS);
	return p;
}

static const char *
verdict_of(const struct work *w, const struct population *p)
{
	if (p->sources < SOURCES_LEAST)
		return work_say(w, "too few", "少数のため判定せず");
	bool few = p->messages / (double)p->sources <= PER_SOURCE_MOST;
	bool aligned = p->p < 0.01 || p->in_full * 2 > p->sources;
	return few && aligned ? work_say(w, "forged", "詐称") : work_say(w, "real", "実在");
}

/* forged: from src_hi, src_lo, country, messages, sorted by country and address. */
STEP(forged, "forged")
{
	static const char *const names[] = { "src_hi", "src_lo", "country", "messages" };
	size_t at[F_COLUMNS];
	(void)n_words;
	(void)words;
	int r = step_columns(w, names, F_COLUMNS, at, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	struct sheet *out = sheet_new(w->text);
	size_t country = sheet_column(out, "country"),
	       messages = sheet_column(out, "messages"),
	       sources = sheet_column(out, "sources"),
	       per = sheet_column(out, "per_source"),
	       neighbours = sheet_column(out, "neighbours"),
	       expected = sheet_column(out, "expected"),
	       value = sheet_column(out, "p_value"), verdict = sheet_column(out, "verdict");
	for (size_t from = 0, to; from < s->n_rows; from = to) {
		struct bytes name = sheet_text(s, from, at[F_COUNTRY]);
		for (to = from + 1; to < s->n_rows &&
			text_equal(sheet_text(s, to, at[F_COUNTRY]), name);
			to++)
			;
		struct population p = judge_population(s, at, from, to);
		double n = (double)p.sources;
		size_t row = sheet_add_row(out);
		sheet_set_text(out, row, country, name);
		sheet_set_int(out, row, messages, (int64_t)p.messages);
		sheet_set_int(out, row, sources, (int64_t)p.sources);
		sheet_set(out, row, per, round_to(p.messages / n, 1));
		sheet_set(out, row, neighbours,
			round_to(100.0 * (double)p.neighbours / n, 1));
		sheet_set(out, row, expected, round_to(100.0 * p.expected / n, 1));
		sheet_set(out, row, value, round_to(p.p, 3));
		sheet_set_text(out, row, verdict, bytes_text(verdict_of(w, &p)));
	}
	step_replace(w, out);
	return 0;
}

/* --- relay -----------------------------------------------------------------------------
 */

enum { MEMBERS_LEAST = 3 };
#define HOUR_US 3600e6

struct member {
	double start, stop;
	size_t next, previous; /* row + 1; 0: none */
};

/* Does `b` begin when `a` stops? */
static bool
takes_over(const struct member *a, const struct member *b)
{
	double shorter = fmin(a->stop - a->start, b->stop - b->start);
	double slack = fmax(HOUR_US, shorter / 10);
	return fabs(b->start - a->stop) <= slack && b->start > a->start + shorter / 2;
}

/* Each sender is followed by the first free one that takes over, in order of beginning. */
static void
link_members(const struct sheet *s, size_t family, struct member *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && m[i].next == 0; k++) {
			if (m[k].start >
				m[i].stop + fmax(HOUR_US, (m[i].stop - m[i].start) / 10))
				break;
			if (m[k].previous == 0 && takes_over(&m[i], &m[k]) &&
				text_equal(sheet_text(s, i, family),
					sheet_text(s, k, family))) {
				m[i].next = k + 1;
				m[k].previous = i + 1;
			}
		}
}

static size_t
length_from(const struct member *m, size_t first)
{
	size_t n = 1;
	for (size_t i = first; m[i].next; i = m[i].next - 1)
		n++;
	return n;
}

/* relay: from sources with start and stop (microseconds), sorted by start: those that are
 * members of a chain, with campaign, position and hours. */
STEP(relay, "relay")
{
	static const char *const names[] = { "start", "stop", "family" };
	size_t at[3];
	(void)n_words;
	(void)words;
	int r = step_columns(w, names, 3, at, err);
	if (r < 0)
		return r;
	struct sheet *s = w->sheet;
	size_t campaign = sheet_column(s, "campaign"),
	       position = sheet_column(s, "position"), hours = sheet_column(s, "hours");
	auto_free struct member *m = base_alloc(s->n_rows + 1, sizeof(*m));
	for (size_t i = 0; i < s->n_rows; i++)
		m[i] = (struct member){ sheet_number(s, i, at[0]),
			sheet_number(s, i, at[1]), 0, 0 };
	link_members(s, at[2], m, s->n_rows);
	struct sheet *out = sheet_new(w->text);
	for (size_t c = 0; c < s->n_columns; c++)
		(void)sheet_column(out, s->names[c]);
	int64_t number = 0;
	for (size_t first = 0; first < s->n_rows; first++) {
		if (m[first].previous || length_from(m, first) < MEMBERS_LEAST)
			continue;
		number++;
		int64_t place = 1;
		for (size_t i = first + 1; i; i = m[i - 1].next, place++) {
			size_t row = sheet_add_row(out);
			for (size_t c = 0; c < s->n_columns; c++)
				*sheet_at(out, row, c) = *sheet_at(s, i - 1, c);
			sheet_set_int(out, row, campaign, number);
			sheet_set_int(out, row, position, place);
			sheet_set(out, row, hours,
				(m[i - 1].stop - m[i - 1].start) / HOUR_US);
		}
	}
	step_replace(w, out);
	return 0;
}

/* relay-countries: the members by country. */
STEP(relay_countries, "relay-countries")
{
	static const char *const names[] = { "country", "messages" };
	size_t at[2];
	(void)n_words;
	(void)words;
	int r = step_columns(w, names, 2, at, err);
	if (r < 0)
		return r;
	const struct sheet *s = w->sheet;
	struct sheet *out = sheet_new(w->text);
	size_t country = sheet_column(out, "country"),
	       sources = sheet_column(out, "sources"),
	       messages = sheet_column(out, "messages");
	for (size_t i = 0; i < s->n_rows; i++) {
		size_t row = row_of(out, country, sheet_text(s, i, at[0]));
		add_int(out, row, sources, 1);
		add_int(out, row, messages, (int64_t)sheet_number(s, i, at[1]));
	}
	step_replace(w, out);
	return 0;
}
