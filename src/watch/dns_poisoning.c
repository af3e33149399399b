/* dns_poisoning.c - answers to a resolver that guess: what its queries did not ask for.
 *
 * A forged answer must meet the query's name, server, port and id before the true answer
 * comes, so guessing shows as many answers to one outstanding query of which none, or one,
 * fits.  Answers that nobody asked for are ordinary: floods are answered to forged sources
 * all day.  So an answer only counts as a guess when the resolver was seen to ask that very
 * name a moment ago; where its queries are out of view, only the whole shape of the attack
 * (many random labels, each guessed at, all bringing a new server for their parent) does.
 *
 * Queries that had to make room while they were outstanding leave a mark: what comes for
 * their name then proves nothing.
 */
#include "watch/dns_flood.h"

enum { BUCKETS = 32, WAYS = 8, RECORDS_MAX = 64 };
enum { OUTSTANDING_S = 4, IDLE_S = 300 };
enum { SAME_NAME_LEAST = 10, LABELS_LEAST = 20, CONFLICTS_LEAST = 10 };

/* The stronger later. */
enum rule { RULE_NONE, RULE_ONE_SIDED, RULE_CONFLICTS, RULE_GUESSES, RULE_LABELS };

/* A query, or a name that answers came for though nobody asked. */
struct asked {
	uint32_t name, server, digest;
	uint32_t second, guess_second;
	uint16_t port, id, guess_id;
	uint16_t asks, answers, guesses; /* guesses: in guess_second */
	bool taken, unasked;
	bool incomplete; /* another query for the name was outstanding and is forgotten */
	uint8_t spare;
};

struct tally {
	uint64_t queries, replies, matched, repeated, conflicting, unsolicited, unknown;
	uint64_t wrong_id, wrong_port, wrong_server;
	struct flood guessed, unasked, conflict;
	struct flood best; /* of the episodes that are over, by rule and size */
	uint32_t best_rule;
	struct asked asked[BUCKETS][WAYS];
};

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	const struct packet *pkt = s->pkt;
	enum dns_role role = dns_role(pkt->sport, pkt->dport, pkt->payload);
	if (role == DNS_NEITHER)
		return WATCH_NOT_MINE;
	ret->addr = role == DNS_QUERY ? pkt->src : pkt->dst;
	return WATCH_MINE;
}

/* --- queries ---------------------------------------------------------------------------
 */

static bool
is_outstanding(const struct asked *a, uint32_t now)
{
	return a->taken && !a->unasked && a->answers < a->asks &&
		(int32_t)(now - a->second) <= OUTSTANDING_S;
}

/* Free, else what nobody asked, else what is answered or long over, else the oldest. */
static unsigned
worth(const struct asked *a, uint32_t now)
{
	return !a->taken ? 0 : a->unasked ? 1 : !is_outstanding(a, now) ? 2 : 3;
}

static struct asked *
least_worth(struct asked bucket[static WAYS], uint32_t now)
{
	struct asked *least = &bucket[0];
	for (unsigned i = 1; i < WAYS; i++) {
		struct asked *a = &bucket[i];
		unsigned w = worth(a, now), w_least = worth(least, now);
		if (w < w_least || (w == w_least && a->second < least->second))
			least = a;
	}
	return least;
}

static struct asked *
add(struct asked bucket[static WAYS], const struct asked *fresh)
{
	struct asked *a = least_worth(bucket, fresh->second);
	if (is_outstanding(a, fresh->second))
		for (unsigned i = 0; i < WAYS; i++)
			if (bucket[i].taken && bucket[i].name == a->name)
				bucket[i].incomplete = true;
	bool same = a->taken && a->name == fresh->name && a->incomplete;
	*a = *fresh;
	a->taken = true;
	a->incomplete = same;
	return a;
}

static bool
is_same(const struct asked *a, const struct asked *b)
{
	return a->taken && !a->unasked && a->name == b->name && a->server == b->server &&
		a->port == b->port && a->id == b->id;
}

static void
see_query(struct tally *t, const struct asked *q)
{
	struct asked *bucket = t->asked[q->name % BUCKETS];
	t->queries++;
	for (unsigned i = 0; i < WAYS; i++)
		if (is_same(&bucket[i], q)) {
			if (bucket[i].asks < UINT16_MAX)
				bucket[i].asks++;
			bucket[i].second = q->second;
			return;
		}
	add(bucket, q)->asks = 1;
}

/* --- episodes --------------------------------------------------------------------------
 */

static bool
is_kaminsky(const struct flood *f)
{
	return sketch128_estimate(&f->labels) >= LABELS_LEAST && f->votes >= LABELS_LEAST &&
		f->delegations * 2 >= f->packets;
}

static enum rule
rule_of(const struct tally *t, const struct flood *f)
{
	if (f == &t->conflict)
		return f->window_most >= CONFLICTS_LEAST ? RULE_CONFLICTS : RULE_NONE;
	if (f == &t->unasked)
		return t->queries == 0 && is_kaminsky(f) &&
				f->same_name_most >= SAME_NAME_LEAST
			? RULE_ONE_SIDED
			: RULE_NONE;
	return is_kaminsky(f)                          ? RULE_LABELS
		: f->same_name_most >= SAME_NAME_LEAST ? RULE_GUESSES
						       : RULE_NONE;
}

static void
keep_better(const struct tally *t, const struct flood *f, struct flood *best,
	enum rule *best_rule)
{
	enum rule rule = rule_of(t, f);
	if (rule < *best_rule || rule == RULE_NONE ||
		(rule == *best_rule && f->packets <= best->packets))
		return;
	*best = *f;
	*best_rule = rule;
}

static void
end_episode(struct tally *t, struct flood *f)
{
	enum rule rule = (enum rule)t->best_rule;
	keep_better(t, f, &t->best, &rule);
	t->best_rule = rule;
	*f = (struct flood){ 0 };
}

/* --- answers ---------------------------------------------------------------------------
 */

/* Of what the answer says, in whatever order and with whatever time to live. */
static uint32_t
digest_of(struct dns_message m)
{
	uint64_t sum = m.rcode;
	struct dns_record r;
	for (unsigned i = 0; i < RECORDS_MAX && dns_next_record(&m, &r); i++) {
		if (r.section != DNS_ANSWER)
			break;
		uint64_t h = r.type;
		for (size_t k = 0; k < r.data.len; k++)
			h = (h ^ r.data.at[k]) * UINT64_C(0x100000001b3);
		sum += h ^ h >> 29;
	}
	return (uint32_t)(sum ^ sum >> 32);
}

/* The same answer again is a repetition, no further guess. */
static void
count_at_name(struct flood *f, struct asked *a, uint32_t second, uint16_t id)
{
	if (a->guesses && a->guess_second == second && a->guess_id == id)
		return;
	if (a->guess_second != second)
		a->guesses = 0;
	if (a->guesses < UINT16_MAX)
		a->guesses++;
	a->guess_second = second;
	a->guess_id = id;
	f->same_name_most = a->guesses > f->same_name_most ? a->guesses : f->same_name_most;
}

static void
count_guess(struct tally *t, struct flood *f, struct asked *a, const struct packet *pkt,
	const struct dns_message *m, const struct dns_name *name)
{
	if (flood_is_over(f, pkt->time_ns))
		end_episode(t, f);
	flood_count(f, pkt, m, name);
	if (a)
		count_at_name(f, a, (uint32_t)(pkt->time_ns / 1000000000), m->id);
}

static void
count_match(struct tally *t, struct asked *a, const struct packet *pkt,
	struct dns_message m, const struct dns_name *name)
{
	uint32_t digest = digest_of(m);
	if (a->answers < a->asks) {
		t->matched++;
		a->answers++;
	} else if (a->digest == digest) {
		t->repeated++;
	} else {
		t->conflicting++;
		count_guess(t, &t->conflict, NULL, pkt, &m, name);
	}
	a->digest = digest;
}

/* The newest query for the name, or the note that there was none. */
static struct asked *
newest(struct asked bucket[static WAYS], const struct asked *r, bool unasked)
{
	struct asked *ret = NULL;
	for (unsigned i = 0; i < WAYS; i++) {
		struct asked *a = &bucket[i];
		if (a->taken && a->name == r->name && a->unasked == unasked &&
			(unasked || (int32_t)(r->second - a->second) <= OUTSTANDING_S) &&
			(!ret || a->second > ret->second))
			ret = a;
	}
	return ret;
}

static void
see_reply(struct tally *t, const struct asked *r, const struct packet *pkt,
	struct dns_message m, const struct dns_name *name)
{
	struct asked *bucket = t->asked[r->name % BUCKETS];
	t->replies++;
	for (unsigned i = 0; i < WAYS; i++)
		if (is_same(&bucket[i], r)) {
			count_match(t, &bucket[i], pkt, m, name);
			return;
		}
	struct asked *a = newest(bucket, r, false);
	if (a && a->incomplete) {
		t->unknown++;
		return;
	}
	if (a) {
		t->wrong_id += a->id != r->id;
		t->wrong_port += a->id == r->id && a->port != r->port;
		t->wrong_server += a->id == r->id && a->port == r->port;
		count_guess(t, &t->guessed, a, pkt, &m, name);
		return;
	}
	t->unsolicited++;
	a = newest(bucket, r, true);
	if (!a && !is_outstanding(least_worth(bucket, r->second), r->second)) {
		a = add(bucket, r);
		a->unasked = true;
	}
	if (a)
		a->second = r->second;
	count_guess(t, &t->unasked, a, pkt, &m, name);
}

static void
packet(void *tally, const struct sighting *s)
{
	const struct packet *pkt = s->pkt;
	struct dns_message m;
	struct dns_question q;
	if (!dns_open(pkt->payload, &m) || m.opcode != 0 || !dns_next_question(&m, &q))
		return;
	struct addr server = m.reply ? pkt->src : pkt->dst;
	struct asked a = { .name = (uint32_t)dns_name_hash(&q.name, 0) ^ q.type,
		.server = (uint32_t)addr_mix(server),
		.second = (uint32_t)(pkt->time_ns / 1000000000),
		.port = m.reply ? pkt->dport : pkt->sport,
		.id = m.id };
	if (m.reply)
		see_reply(tally, &a, pkt, m, &q.name);
	else
		see_query(tally, &a);
}

/* --- judging ----------------------------------------------------------------------------
 */

enum {
	RULE,
	PARENT,
	REPLIES,
	QUERIES,
	MATCHED,
	GUESSES,
	WRONG_ID,
	WRONG_PORT,
	WRONG_SERVER
};
enum { CONFLICTS = WRONG_SERVER + 1, UNSOLICITED, NAMES, LABELS, SERVERS, DELEGATIONS };
enum { SAME_NAME = DELEGATIONS + 1, PER_SECOND, PER_WINDOW };

static const char *const rule_names[] = {
	[RULE_ONE_SIDED] = "shape alone, queries not in view",
	[RULE_CONFLICTS] = "second answers that say something else",
	[RULE_GUESSES] = "guesses at outstanding queries",
	[RULE_LABELS] = "random labels of one parent, guessed at",
};

static struct bytes
why_of(struct inspection *in, const struct tally *t, const struct flood *f,
	const char *rule)
{
	return scratch_printf(in,
		"%s: %llu answers that fit no query, or not the first, without a pause of "
		"%d s (at most %u in a second, %u in %d s; %u different ids for one name "
		"in a second, %d are needed) for about %u labels under %s (%d are needed), "
		"%llu of them with a server for it; %llu second answers that differ (%d in "
		"%d s are needed); %llu queries, %llu answers that fit%s",
		rule, (unsigned long long)f->packets, FLOOD_PAUSE_S, f->second_most,
		f->window_most, WINDOW_S, f->same_name_most, SAME_NAME_LEAST,
		sketch128_estimate(&f->labels), f->parent[0] ? f->parent : "-",
		LABELS_LEAST, (unsigned long long)f->delegations,
		(unsigned long long)t->conflicting, CONFLICTS_LEAST, WINDOW_S,
		(unsigned long long)t->queries, (unsigned long long)t->matched,
		t->queries ? "" : "; no query of this address was seen");
}

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	struct flood best = t->best;
	enum rule rule = (enum rule)t->best_rule;
	(void)telescope;
	keep_better(t, &t->unasked, &best, &rule);
	keep_better(t, &t->conflict, &best, &rule);
	keep_better(t, &t->guessed, &best, &rule);
	if (rule == RULE_NONE)
		return;
	const struct flood *f = &best;
	struct finding out = finding_begin(in);
	out.first_ns = f->first_ns;
	out.last_ns = f->last_ns;
	out.src = f->server;
	out.dst = w->key.addr;
	out.sport = DNS_PORT;
	out.dport = f->port;
	out.proto = IP_UDP;
	out.packets = f->packets;
	out.values[RULE].text = bytes_text(rule_names[rule]);
	out.values[PARENT].text = scratch_copy(in, bytes_text(f->parent));
	out.values[REPLIES].number = (int64_t)t->replies;
	out.values[QUERIES].number = (int64_t)t->queries;
	out.values[MATCHED].number = (int64_t)t->matched;
	out.values[GUESSES].number = (int64_t)f->packets;
	out.values[WRONG_ID].number = (int64_t)t->wrong_id;
	out.values[WRONG_PORT].number = (int64_t)t->wrong_port;
	out.values[WRONG_SERVER].number = (int64_t)t->wrong_server;
	out.values[CONFLICTS].number = (int64_t)t->conflicting;
	out.values[UNSOLICITED].number = (int64_t)t->unsolicited;
	out.values[NAMES].number = sketch128_estimate(&f->names);
	out.values[LABELS].number = sketch128_estimate(&f->labels);
	out.values[SERVERS].number = sketch128_estimate(&f->servers);
	out.values[DELEGATIONS].number = (int64_t)f->delegations;
	out.values[SAME_NAME].number = f->same_name_most;
	out.values[PER_SECOND].number = f->second_most;
	out.values[PER_WINDOW].number = f->window_most;
	out.why = why_of(in, t, f, rule_names[rule]);
	finding_emit(in, &out);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(dns_poisoning) = {
	.type = {
		.name = "dns-poisoning",
		.summary = "forged answers to a resolver that guess at its queries",
		.summary_ja = "リゾルバの問い合わせを推測する偽造DNS応答（キャッシュポイズニング）",
		.method =
			"Of each address that sends DNS queries or is sent answers (UDP port "
			"53), the last 256 queries are kept.  An answer that has the name of a "
			"query of the last 4 seconds but not its server, port or id is a guess; "
			"guesses without a pause of a minute are one episode.  "
			"Found are: guesses with 10 different ids for one name in one second; "
			"guesses for about 20 labels under one parent, half of which bring a "
			"server for that parent with its address, as Kaminsky described; 10 "
			"second answers in 10 seconds that say something else than the first.  "
			"The strongest episode is told.  An answer that nobody asked for is no guess: answers to forged sources "
			"and amplification are ordinary.  Where none of the address's queries are "
			"in view, only the whole shape counts: 20 labels under one parent, half "
			"of the answers with a server for it, and 10 ids for one name in one "
			"second.  The source is the server that the forgeries claim to be, the "
			"destination the resolver; times and packets are those of the guesses.  "
			"One right guess that comes first cannot be told from an answer.  A "
			"resolver with more than 256 queries outstanding is seen in part: names "
			"of which a query was forgotten are left out.  None was found in the "
			"captures of ordinary traffic that were tried; 10 wrong ids for one "
			"outstanding name do not occur by loss or repetition, so no rate can be "
			"given.",
		.fields = {
			[RULE] = { "rule", FIELD_TEXT, "which of the rules, in words" },
			[PARENT] = { "parent", FIELD_TEXT, "parent of most of the names guessed at; empty: none" },
			[REPLIES] = { "replies", FIELD_NUMBER, "answers to the resolver" },
			[QUERIES] = { "queries", FIELD_NUMBER, "queries of the resolver that were in view" },
			[MATCHED] = { "matched", FIELD_NUMBER, "answers that fit a query" },
			[GUESSES] = { "guesses", FIELD_NUMBER, "in the episode told: answers that do not fit the query for their name" },
			[WRONG_ID] = { "wrong_id", FIELD_NUMBER, "guesses with another id" },
			[WRONG_PORT] = { "wrong_port", FIELD_NUMBER, "guesses with the id, to another port" },
			[WRONG_SERVER] = { "wrong_server", FIELD_NUMBER, "guesses with id and port, from another server" },
			[CONFLICTS] = { "conflicts", FIELD_NUMBER, "further answers to an answered query that say something else" },
			[UNSOLICITED] = { "unsolicited", FIELD_NUMBER, "answers for names that were not outstanding" },
			[NAMES] = { "names_est", FIELD_NUMBER, "estimate of the distinct names guessed at; 710: so many or more" },
			[LABELS] = { "labels_est", FIELD_NUMBER, "estimate of the distinct labels under the parent; 710: so many or more" },
			[SERVERS] = { "servers_est", FIELD_NUMBER, "estimate of the distinct addresses the guesses came from" },
			[DELEGATIONS] = { "delegations", FIELD_NUMBER, "guesses that bring a server, with its address, for the parent" },
			[SAME_NAME] = { "same_name_most", FIELD_NUMBER, "different ids for one name, in the second with most" },
			[PER_SECOND] = { "second_most", FIELD_NUMBER, "guesses in the second with most" },
			[PER_WINDOW] = { "window_most", FIELD_NUMBER, "guesses in the 10 seconds with most" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 4 << 10,
	.admit = 3,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER,
	.proto = IP_UDP,
	.packet_key = packet_key,
	.packet = packet,
	.idle_s = idle_s,
	.judge = judge,
};
