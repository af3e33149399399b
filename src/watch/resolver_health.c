/* resolver_health.c - how hard it is to guess what a resolver's next query will look like.
 *
 * The source port and the id are all that an answer must guess.  Ports that count up look
 * well spread over a day, so queries are judged in blocks of 26, as OARC's port test did,
 * and the grade is that of most blocks.  Scans of port 53 and forged queries to open
 * resolvers come from addresses that ask no questions of their own: who is not answered, or
 * asks for few names, is not judged.
 */
#include "proto/dns.h"
#include "watch/watch.h"

#include <math.h>

enum { BLOCK = 26, IDLE_S = 3600, NAMES_LEAST = 10, PORTS_LEAST = 4, ANSWERED_SHARE = 4 };
/* Standard deviations, https://dns-oarc.net/oarc/services/porttest as of 2008-07-28. */
enum { GOOD_FROM = 296, GREAT_FROM = 3980 };
enum grade { POOR, GOOD, GREAT, GRADES };

static const char *const grade_names[GRADES] = { "POOR", "GOOD", "GREAT" };

/* One value of a query, over the blocks. */
struct spread {
	uint16_t block[BLOCK];
	uint32_t blocks[GRADES];
	double deviations[GRADES]; /* summed, by grade */
	uint64_t distinct; /* in blocks, summed */
	uint64_t steps; /* values that are the one before plus one */
};

struct tally {
	uint64_t queries, answers, recursive, mixed_case;
	struct spread ports, ids;
	struct sketch128 names, all_ports, servers;
	uint16_t n, last_port, last_id, spare;
};

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	const struct packet *pkt = s->pkt;
	enum dns_role role = dns_role(pkt->sport, pkt->dport, pkt->payload);
	ret->addr = role == DNS_QUERY ? pkt->src : pkt->dst;
	return role == DNS_QUERY    ? WATCH_MINE
		: role == DNS_REPLY ? WATCH_IF_KNOWN
				    : WATCH_NOT_MINE;
}

static enum grade
grade_of(double deviation, unsigned distinct, unsigned distinct_least)
{
	if (deviation < GOOD_FROM || distinct < distinct_least)
		return POOR;
	return deviation < GREAT_FROM ? GOOD : GREAT;
}

static void
end_block(struct spread *s, unsigned distinct_least)
{
	double sum = 0, squares = 0;
	unsigned distinct = 0;
	for (unsigned i = 0; i < BLOCK; i++) {
		unsigned before = 0;
		while (before < i && s->block[before] != s->block[i])
			before++;
		distinct += before == i;
		sum += s->block[i];
	}
	for (unsigned i = 0; i < BLOCK; i++)
		squares += pow(s->block[i] - sum / BLOCK, 2);
	double deviation = sqrt(squares / (BLOCK - 1));
	enum grade grade = grade_of(deviation, distinct, distinct_least);
	s->blocks[grade]++;
	s->deviations[grade] += deviation;
	s->distinct += distinct;
}

static bool
has_mixed_case(const struct dns_name *n)
{
	bool upper = false, lower = false;
	for (size_t i = 0; i < n->len; i++) {
		upper |= n->at[i] >= 'A' && n->at[i] <= 'Z';
		lower |= n->at[i] >= 'a' && n->at[i] <= 'z';
	}
	return upper && lower;
}

static void
see_query(struct tally *t, const struct packet *pkt, const struct dns_message *m,
	const struct dns_question *q)
{
	if (t->queries > 0 && t->last_port == pkt->sport && t->last_id == m->id)
		return; /* sent again */
	t->ports.steps += pkt->sport == (uint16_t)(t->last_port + 1);
	t->ids.steps += m->id == (uint16_t)(t->last_id + 1);
	t->last_port = pkt->sport;
	t->last_id = m->id;
	t->queries++;
	t->recursive += m->recursion_desired;
	t->mixed_case += has_mixed_case(&q->name);
	sketch128_add(&t->names, dns_name_hash(&q->name, 0));
	sketch128_add(&t->all_ports, pkt->sport);
	sketch128_add(&t->servers, addr_mix(pkt->dst));
	t->ports.block[t->n] = pkt->sport;
	t->ids.block[t->n] = m->id;
	if (++t->n < BLOCK)
		return;
	t->n = 0;
	end_block(&t->ports, PORTS_LEAST);
	end_block(&t->ids, 0);
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	struct dns_message m;
	struct dns_question q;
	if (!dns_open(s->pkt->payload, &m) || m.opcode != 0 || !dns_next_question(&m, &q))
		return;
	if (m.reply)
		t->answers++;
	else
		see_query(t, s->pkt, &m, &q);
}

/* --- judging ----------------------------------------------------------------------------
 */

static uint32_t
blocks_of(const struct spread *s)
{
	return s->blocks[POOR] + s->blocks[GOOD] + s->blocks[GREAT];
}

/* That which half of the blocks reach. */
static enum grade
grade_of_most(const struct spread *s)
{
	uint32_t half = (blocks_of(s) + 1) / 2;
	return s->blocks[GREAT] >= half                      ? GREAT
		: s->blocks[GREAT] + s->blocks[GOOD] >= half ? GOOD
							     : POOR;
}

static double
deviation_of(const struct spread *s, enum grade grade)
{
	return s->blocks[grade] ? s->deviations[grade] / s->blocks[grade] : 0;
}

/* Of values spread evenly with that deviation; this is how OARC's table has its bits. */
static int64_t
bits_of(double deviation)
{
	double values = deviation * sqrt(12.0);
	return values < 1 ? 0 : llround(fmin(log2(values), 16));
}

enum { GRADE, ROLE, QUERIES, ANSWERS, PORT_DEVIATION, PORT_BITS, PORTS_A_BLOCK, PORTS };
enum { PORT_STEPS = PORTS + 1, ID_GRADE, ID_DEVIATION, ID_BITS, ID_STEPS, MIXED_CASE };
enum { NAMES = MIXED_CASE + 1, SERVERS, BLOCKS };

static struct bytes
why_of(struct inspection *in, const struct tally *t, enum grade grade, enum grade id_grade)
{
	return scratch_printf(in,
		"%s: ports deviate by %.0f (below %d POOR, from %d GREAT; %d different in "
		"a block are needed), %.1f different in %d queries, in %u of %u blocks; "
		"ids %s, deviating by %.0f; %llu of %llu queries with letters of both "
		"cases",
		grade_names[grade], deviation_of(&t->ports, grade), GOOD_FROM, GREAT_FROM,
		PORTS_LEAST, (double)t->ports.distinct / blocks_of(&t->ports), BLOCK,
		t->ports.blocks[grade], blocks_of(&t->ports), grade_names[id_grade],
		deviation_of(&t->ids, id_grade), (unsigned long long)t->mixed_case,
		(unsigned long long)t->queries);
}

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	(void)telescope;
	(void)w;
	if (blocks_of(&t->ports) == 0 || t->answers * ANSWERED_SHARE < t->queries ||
		sketch128_estimate(&t->names) < NAMES_LEAST)
		return;
	enum grade grade = grade_of_most(&t->ports), id_grade = grade_of_most(&t->ids);
	bool client = t->recursive * 2 > t->queries;
	if (client && grade != POOR && id_grade != POOR)
		return;
	struct finding f = finding_begin(in);
	f.dport = DNS_PORT;
	f.proto = IP_UDP;
	f.packets = t->queries;
	f.values[GRADE].text = bytes_text(grade_names[grade]);
	f.values[ROLE].text = bytes_text(client ? "forwarder or client" : "resolver");
	f.values[QUERIES].number = (int64_t)t->queries;
	f.values[ANSWERS].number = (int64_t)t->answers;
	f.values[PORT_DEVIATION].number = llround(deviation_of(&t->ports, grade));
	f.values[PORT_BITS].number = bits_of(deviation_of(&t->ports, grade));
	f.values[PORTS_A_BLOCK].number =
		llround((double)t->ports.distinct / blocks_of(&t->ports));
	f.values[PORTS].number = sketch128_estimate(&t->all_ports);
	f.values[PORT_STEPS].number = (int64_t)t->ports.steps;
	f.values[ID_GRADE].text = bytes_text(grade_names[id_grade]);
	f.values[ID_DEVIATION].number = llround(deviation_of(&t->ids, id_grade));
	f.values[ID_BITS].number = bits_of(deviation_of(&t->ids, id_grade));
	f.values[ID_STEPS].number = (int64_t)t->ids.steps;
	f.values[MIXED_CASE].number = (int64_t)t->mixed_case;
	f.values[NAMES].number = sketch128_estimate(&t->names);
	f.values[SERVERS].number = sketch128_estimate(&t->servers);
	f.values[BLOCKS].number = blocks_of(&t->ports);
	f.why = why_of(in, t, grade, id_grade);
	finding_emit(in, &f);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(resolver_health) = {
	.type = {
		.name = "resolver-health",
		.summary = "how well a resolver's queries resist guessing",
		.summary_ja = "リゾルバの送信元ポートとIDの推測されにくさ",
		.method =
			"Of each address that sends DNS queries over UDP, every 26 queries in a "
			"row are a block, and the standard deviation of their source ports grades "
			"it: below 296 POOR, from 3980 GREAT, else GOOD, which are the limits of "
			"OARC's port test (https://dns-oarc.net/oarc/services/porttest, since "
			"2008-07-28); a block with fewer than 4 different ports is POOR as well, "
			"which OARC's test does not say.  The grade is the best that half of the "
			"blocks reach.  Ids are graded by the same limits.  Bits are log2 of the "
			"deviation times the root of 12, as OARC's table has them.  Judged is "
			"who sent a block, asked for 10 names and was answered a quarter of its "
			"queries, which leaves out scanners and forged queries.  Who asks others "
			"to recurse is a forwarder or a client and is only told when ports or "
			"ids are POOR.  A "
			"query sent again (same port and id as the one before) counts once.  A "
			"translation of addresses between the resolver and the sensor is graded "
			"with it.  An even draw of all ports falls below 3980 about never "
			"(it deviates by 18,600 on average).",
		.fields = {
			[GRADE] = { "grade", FIELD_TEXT, "POOR, GOOD or GREAT, of the source ports" },
			[ROLE] = { "role", FIELD_TEXT, "resolver, or forwarder or client: asks others to recurse" },
			[QUERIES] = { "queries", FIELD_NUMBER, "queries" },
			[ANSWERS] = { "answers", FIELD_NUMBER, "answers to it" },
			[PORT_DEVIATION] = { "port_deviation", FIELD_NUMBER, "standard deviation of source ports, mean of the blocks of that grade" },
			[PORT_BITS] = { "port_bits", FIELD_NUMBER, "bits that an even draw with this deviation has" },
			[PORTS_A_BLOCK] = { "ports_a_block", FIELD_NUMBER, "different source ports in 26 queries, mean" },
			[PORTS] = { "ports_est", FIELD_NUMBER, "estimate of the distinct source ports; 710: so many or more" },
			[PORT_STEPS] = { "port_steps", FIELD_NUMBER, "queries whose port is that of the query before plus 1" },
			[ID_GRADE] = { "id_grade", FIELD_TEXT, "POOR, GOOD or GREAT, of the ids" },
			[ID_DEVIATION] = { "id_deviation", FIELD_NUMBER, "standard deviation of ids, mean of the blocks of that grade" },
			[ID_BITS] = { "id_bits", FIELD_NUMBER, "bits that an even draw with this deviation has" },
			[ID_STEPS] = { "id_steps", FIELD_NUMBER, "queries whose id is that of the query before plus 1" },
			[MIXED_CASE] = { "mixed_case", FIELD_NUMBER, "queries whose name has letters of both cases (0x20)" },
			[NAMES] = { "names_est", FIELD_NUMBER, "estimate of the distinct names; 710: so many or more" },
			[SERVERS] = { "servers_est", FIELD_NUMBER, "estimate of the distinct servers asked; 710: so many or more" },
			[BLOCKS] = { "blocks", FIELD_NUMBER, "blocks of 26 queries" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 16 << 10,
	.admit = 3,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER,
	.proto = IP_UDP,
	.packet_key = packet_key,
	.packet = packet,
	.idle_s = idle_s,
	.judge = judge,
};
