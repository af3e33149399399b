/* backscatter.c - targets of floods, by the answers they send to addresses that never
 * asked.
 *
 * A flood with random forged sources makes its target answer to the whole Internet; a
 * telescope of N addresses gets N in 2^32 of that.  The thresholds are those of corsaro's
 * RSDoS plug-in (Moore et al., "Inferring Internet denial-of-service activity"); what they
 * mean for this telescope is said in each finding, since ten addresses see only giants.
 */
#include "watch/watch.h"

enum { BUCKETS = 6, BUCKET_S = 10, SLOTS = 2 };
enum { PACKETS_LEAST = 25, DURATION_LEAST_S = 60, PER_MINUTE_LEAST = 30, IDLE_S = 300 };

struct tally {
	struct sketch128 targets; /* of the answers: telescope addresses */
	uint32_t bucket[BUCKETS]; /* packets of 10 s each, a ring */
	uint32_t newest; /* number of the newest bucket */
	uint32_t most; /* packets in any 60 s */
	uint32_t syn_ack, rst, errors, replies;
	uint32_t asked; /* packets that went to the target from here */
	struct {
		uint32_t packets;
		uint16_t port;
	} slots[SLOTS];
	uint16_t other_ports;
};

static bool
is_error(const struct packet *pkt)
{
	return (pkt->proto == IP_ICMP &&
		       (pkt->icmp_type == 3 || pkt->icmp_type == 4 || pkt->icmp_type == 5 ||
			       pkt->icmp_type == 11 || pkt->icmp_type == 12)) ||
		(pkt->proto == IP_ICMPV6 && pkt->icmp_type >= 1 && pkt->icmp_type <= 4);
}

/* Of an ICMP error the target of the flood is who the quoted packet went to, and the
 * protocol of the flood is the quoted one.  What goes to a known target asked for its
 * answers: then they are no backscatter. */
static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	const struct packet *pkt = s->pkt;
	struct packet quoted;
	ret->addr = pkt->src;
	ret->rest = pkt->proto;
	if (s->kind != KIND_BACKSCATTER) {
		ret->addr = pkt->dst;
		return WATCH_IF_KNOWN;
	}
	if (is_error(pkt)) {
		if (!decode_quoted(pkt, &quoted) || !addr_equal(quoted.src, pkt->dst))
			return WATCH_NOT_MINE;
		ret->addr = quoted.dst;
		ret->rest = quoted.proto;
	}
	return WATCH_MINE;
}

static void
note_time(struct tally *t, int64_t time_ns)
{
	uint32_t number = (uint32_t)(time_ns / 1000000000 / BUCKET_S);
	if (t->newest == 0)
		t->newest = number;
	while (t->newest < number) {
		if (number - t->newest > BUCKETS)
			t->newest = number - BUCKETS;
		t->newest++;
		t->bucket[t->newest % BUCKETS] = 0;
	}
	if (t->newest - number < BUCKETS)
		t->bucket[number % BUCKETS]++;
	uint32_t sum = 0;
	for (unsigned i = 0; i < BUCKETS; i++)
		sum += t->bucket[i];
	t->most = sum > t->most ? sum : t->most;
}

static void
note_port(struct tally *t, uint16_t port)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		if (t->slots[i].packets == 0)
			t->slots[i].port = port;
		if (t->slots[i].port != port)
			continue;
		t->slots[i].packets++;
		return;
	}
	if (t->other_ports < UINT16_MAX)
		t->other_ports++;
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	const struct packet *pkt = s->pkt;
	struct packet quoted;
	if (s->kind != KIND_BACKSCATTER) {
		t->asked++;
		return;
	}
	note_time(t, pkt->time_ns);
	sketch128_add(&t->targets, addr_mix(pkt->dst));
	if (pkt->proto == IP_TCP) {
		t->rst += (pkt->tcp_flags & TCP_RST) != 0;
		t->syn_ack += (pkt->tcp_flags & TCP_RST) == 0;
		note_port(t, s->port);
	} else if (is_error(pkt)) {
		t->errors++;
		if (decode_quoted(pkt, &quoted))
			note_port(t, quoted.dport);
	} else {
		t->replies++;
		note_port(t, s->port);
	}
}

/* --- judging -------------------------------------------------------------------------
 */

enum {
	VECTOR,
	PORT,
	PORTS,
	TARGETS_EST,
	PER_MINUTE,
	PPS_EST,
	LEAST_PPS,
	DURATION_S,
	SYN_ACK,
	RST,
	ERRORS
};

static const char *
vector_of(const struct tally *t, uint64_t proto)
{
	if (proto == IP_TCP)
		return t->syn_ack >= t->rst ? "SYN flood" : "TCP flood";
	if (proto == IP_UDP)
		return t->errors ? "UDP flood" : "UDP service answers";
	return proto == IP_ICMP || proto == IP_ICMPV6 ? "ICMP flood" : "other flood";
}

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	int64_t duration_s = (w->last_ns - w->first_ns) / 1000000000;
	if (w->packets < PACKETS_LEAST || duration_s < DURATION_LEAST_S ||
		t->most < PER_MINUTE_LEAST || t->asked >= w->packets / 2)
		return;
	struct finding f = finding_begin(in);
	unsigned n_ports = (t->slots[0].packets > 0) + (t->slots[1].packets > 0);
	f.proto = (uint8_t)w->key.rest;
	f.sport = n_ports == 1 && !t->other_ports ? t->slots[0].port : 0;
	f.values[VECTOR].text = bytes_text(vector_of(t, w->key.rest));
	f.values[PORT].number = t->slots[0].port;
	f.values[PORTS].number = n_ports + (t->other_ports > 0);
	f.values[TARGETS_EST].number = sketch128_estimate(&t->targets);
	f.values[PER_MINUTE].number = t->most;
	f.values[DURATION_S].number = duration_s;
	f.values[SYN_ACK].number = t->syn_ack;
	f.values[RST].number = t->rst;
	f.values[ERRORS].number = t->errors;
	if (telescope->addresses) {
		double factor = telescope_gap_s(telescope, 1.0);
		f.values[PPS_EST].number = (int64_t)(t->most / 60.0 * factor);
		f.values[LEAST_PPS].number = (int64_t)(PER_MINUTE_LEAST / 60.0 * factor);
	}
	f.why = scratch_printf(in,
		"%llu answers (%d at least) in %lld s (%d), %u in the busiest minute (%d); "
		"%u SYN+ACK, %u RST, %u ICMP errors; %u packets asked for them",
		(unsigned long long)w->packets, PACKETS_LEAST, (long long)duration_s,
		DURATION_LEAST_S, t->most, PER_MINUTE_LEAST, t->syn_ack, t->rst, t->errors,
		t->asked);
	finding_emit(in, &f);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

WATCH(backscatter) = {
	.type = {
		.name = "backscatter",
		.summary = "the target of a flood with forged sources, by its answers",
		.summary_ja = "発信元を詐称したDoS攻撃の被害者(跳ね返りによる)",
		.method =
			"Answers of one address and protocol (SYN+ACK, RST, ICMP errors by "
			"what they quote, structural UDP answers) that nobody here asked for: "
			"at least 25 packets over at least 60 s with at least 30 in some 60 s "
			"(sliding by 10 s), and at most half as many packets that went to it "
			"from here; silence of 300 s ends an event.  A telescope of N "
			"addresses sees N in 2^32 of the answers, so the least visible flood "
			"is 0.5 * 2^32 / N packets a second: 128 at a /8, 33,000 at a /16, 8.4 "
			"million at a /24; each finding states it.  On a line that is in use "
			"ordinary servers answer too: describe the sensors.",
		.fields = {
			[VECTOR] = { "vector", FIELD_TEXT, "kind of the flood, by the answers" },
			[PORT] = { "port", FIELD_NUMBER, "port of the target that answered first" },
			[PORTS] = { "ports", FIELD_NUMBER, "how many ports answered, 3: three or more" },
			[TARGETS_EST] = { "answered_est", FIELD_NUMBER, "estimate of the distinct addresses here that were answered to" },
			[PER_MINUTE] = { "per_minute", FIELD_NUMBER, "packets in the busiest 60 s" },
			[PPS_EST] = { "pps_est", FIELD_NUMBER, "estimate of the flood's packets a second, 0: addresses unknown" },
			[LEAST_PPS] = { "least_pps", FIELD_NUMBER, "the smallest flood this telescope would have seen, packets a second" },
			[DURATION_S] = { "duration_s", FIELD_NUMBER, "seconds from the first to the last answer" },
			[SYN_ACK] = { "syn_ack", FIELD_NUMBER, "SYN+ACK packets" },
			[RST] = { "rst", FIELD_NUMBER, "RST packets" },
			[ERRORS] = { "icmp_errors", FIELD_NUMBER, "ICMP errors that quote a packet from here" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 1 << 20,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER | WATCH_OTHER,
	.packet_key = packet_key,
	.packet = packet,
	.idle_s = idle_s,
	.judge = judge,
};
