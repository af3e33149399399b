/* scan.c - scans: one source that asks many addresses, or many ports.
 *
 * One event is one source's scanning without a pause longer than the idle time, so that a
 * noisy source is one line, with its ports in it.  On a line that is in use the same
 * pattern is ordinary: a browser asks dozens of addresses.  So what was answered counts
 * against, and of UDP, whose answers cannot be told, one port must stand out.
 */
#include "watch/watch.h"

enum { SLOTS = 3, PORTS_LEAST = 10, TARGETS_LEAST = 3, TARGETS_MOST = 25 };
enum { OPTION_NOP = 1, OPTION_MSS = 2, OPTION_SCALE = 3, OPTION_SACK = 4 };
enum { MSS_LEN = 4, MASSCAN_MATCHES = 2 };
enum mark { MARK_NMAP = 1 << 8, MARK_ZMAP_2024 = 1 << 9 }; /* above enum tool_mark */

/* How a source asks, a bit each. */
enum technique {
	ASKS_SYN,
	ASKS_NULL,
	ASKS_FIN,
	ASKS_XMAS,
	ASKS_UDP,
	ASKS_ICMP,
	TECHNIQUES
};

struct slot {
	uint16_t port;
	uint8_t proto;
	uint8_t techniques; /* of the first slot: of all packets */
	uint32_t packets;
};

struct tally {
	struct sketch128 targets, ports;
	struct slot slots[SLOTS]; /* the first ports */
	uint16_t missing; /* marks that some packet did not carry */
	uint8_t ttl_min, ttl_max; /* ttl_min: 255 - the least, as 0 is "none yet" */
	uint16_t answered; /* SYN+ACKs to it */
};
_Static_assert(sizeof(struct tally) == 64, "a tally is a cache line");

/* MSS 1460 and nothing else, as nmap and masscan send it. */
static bool
has_only_mss(const struct packet *pkt)
{
	static const uint8_t mss[MSS_LEN] = { OPTION_MSS, MSS_LEN, 1460 >> 8, 1460 & 255 };
	return pkt->tcp_options.len == MSS_LEN &&
		memcmp(pkt->tcp_options.at, mss, MSS_LEN) == 0;
}

/* The Windows-like options that ZMap sends since 4.1: MSS, NOP, window scale 8, NOP, NOP,
 * SACK permitted. */
static bool
has_windows_options(const struct packet *pkt)
{
	static const uint8_t kinds[] = { OPTION_NOP, OPTION_SCALE, 3, 8, OPTION_NOP,
		OPTION_NOP, OPTION_SACK, 2 };
	return pkt->tcp_options.len == MSS_LEN + sizeof(kinds) &&
		pkt->tcp_options.at[0] == OPTION_MSS &&
		memcmp(pkt->tcp_options.at + MSS_LEN, kinds, sizeof(kinds)) == 0;
}

static uint16_t
marks_of(const struct sighting *s)
{
	const struct packet *pkt = s->pkt;
	uint16_t marks = s->tools;
	if (pkt->proto != IP_TCP)
		return marks;
	if (pkt->tcp_window % 1024 == 0 && pkt->tcp_window >= 1024 &&
		pkt->tcp_window <= 4096 && has_only_mss(pkt))
		marks |= MARK_NMAP;
	if (pkt->tcp_window == 65535 && pkt->sport >= 32768 && pkt->sport <= 61000 &&
		has_windows_options(pkt))
		marks |= MARK_ZMAP_2024;
	return marks;
}

/* Without SYN, ACK and RST no system sends TCP: such a packet asks past a filter. */
static enum technique
technique_of(const struct packet *pkt)
{
	if (pkt->proto != IP_TCP)
		return pkt->proto == IP_UDP ? ASKS_UDP : ASKS_ICMP;
	if (pkt->tcp_flags & TCP_SYN)
		return ASKS_SYN;
	uint8_t odd = pkt->tcp_flags & (TCP_FIN | TCP_PSH | TCP_URG);
	return odd == 0 ? ASKS_NULL : odd == TCP_FIN ? ASKS_FIN : ASKS_XMAS;
}

static bool
is_stealthy(const struct packet *pkt)
{
	return pkt->proto == IP_TCP && !pkt->no_transport && !pkt->later_fragment &&
		!(pkt->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) && pkt->sport != 0 &&
		pkt->dport != 0;
}

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	if (s->kind == KIND_SCAN || (s->kind == KIND_OTHER && is_stealthy(s->pkt))) {
		ret->addr = s->pkt->src;
		return WATCH_MINE;
	}
	if (s->kind == KIND_OTHER)
		return WATCH_NOT_MINE;
	ret->addr = s->pkt->dst;
	return s->pkt->proto == IP_UDP ||
			(s->pkt->tcp_flags & (TCP_SYN | TCP_RST)) == TCP_SYN
		? WATCH_IF_KNOWN
		: WATCH_NOT_MINE;
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	const struct packet *pkt = s->pkt;
	if (s->kind == KIND_BACKSCATTER) {
		if (t->answered < UINT16_MAX)
			t->answered++;
		return;
	}
	sketch128_add(&t->targets, addr_mix(pkt->dst));
	sketch128_add(&t->ports, (uint64_t)pkt->proto << 16 | s->port);
	t->missing |= (uint16_t)~marks_of(s);
	t->slots[0].techniques |= (uint8_t)(1U << technique_of(pkt));
	uint8_t upside_down = (uint8_t)(255 - pkt->ttl);
	t->ttl_min = upside_down > t->ttl_min ? upside_down : t->ttl_min;
	t->ttl_max = pkt->ttl > t->ttl_max ? pkt->ttl : t->ttl_max;
	for (unsigned i = 0; i < SLOTS; i++) {
		struct slot *slot = &t->slots[i];
		if (slot->packets == 0) {
			slot->port = s->port;
			slot->proto = pkt->proto;
		} else if (slot->port != s->port || slot->proto != pkt->proto) {
			continue;
		}
		slot->packets += slot->packets < UINT32_MAX;
		return;
	}
}

/* --- judging -------------------------------------------------------------------------
 */

/* A quarter of the telescope, within bounds. */
static uint32_t
targets_least(const struct telescope *t)
{
	uint64_t quarter = t->addresses / 4;
	return t->addresses == 0 || quarter > TARGETS_MOST ? TARGETS_MOST
		: quarter < TARGETS_LEAST                  ? TARGETS_LEAST
							   : (uint32_t)quarter;
}

static const char *
tool_of(const struct tally *t, uint64_t packets)
{
	uint16_t marks = (uint16_t)~t->missing;
	if (marks & TOOL_MIRAI)
		return "mirai";
	if (packets >= MASSCAN_MATCHES && marks & TOOL_MASSCAN)
		return "masscan before 2023-11";
	if (packets >= MASSCAN_MATCHES && marks & TOOL_MASSCAN_2023)
		return "masscan since 2023-11";
	if (marks & TOOL_ZMAP)
		return "zmap before 4.1";
	if (marks & MARK_NMAP)
		return "nmap";
	if (marks & MARK_ZMAP_2024)
		return "zmap since 4.1";
	return "";
}

static unsigned
initial_ttl(unsigned ttl)
{
	return ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
}

static struct bytes
ports_text(struct inspection *in, const struct tally *t, uint64_t packets)
{
	char proto[8];
	struct bytes all = scratch_printf(in, "%s", "");
	uint64_t rest = packets;
	for (unsigned i = 0; i < SLOTS && t->slots[i].packets; i++) {
		const struct slot *s = &t->slots[i];
		(void)snprintf(proto, sizeof(proto), "%u", s->proto);
		rest -= s->packets < rest ? s->packets : rest;
		all.len += scratch_printf(in, "%s%u/%s (%u)", i ? ", " : "", s->port,
			s->proto == IP_TCP              ? "tcp"
				: s->proto == IP_UDP    ? "udp"
				: s->proto == IP_ICMP   ? "icmp"
				: s->proto == IP_ICMPV6 ? "icmp6"
							: proto,
			s->packets)
				   .len;
	}
	if (rest)
		all.len +=
			scratch_printf(in, ", others (%llu)", (unsigned long long)rest).len;
	return all;
}

static struct bytes
techniques_text(struct inspection *in, const struct tally *t)
{
	static const char *const names[TECHNIQUES] = { [ASKS_SYN] = "SYN",
		[ASKS_NULL] = "NULL",
		[ASKS_FIN] = "FIN",
		[ASKS_XMAS] = "Xmas",
		[ASKS_UDP] = "UDP",
		[ASKS_ICMP] = "ICMP" };
	struct bytes all = scratch_printf(in, "%s", "");
	for (unsigned i = 0; i < TECHNIQUES; i++)
		if (t->slots[0].techniques & 1U << i)
			all.len += scratch_printf(in, "%s%s", all.len ? ", " : "", names[i])
					   .len;
	return all;
}

enum { PORTS, TARGETS_EST, PORTS_EST, STYLE, TECHNIQUE, TOOL, SURVEY, TTL, RATE, ANSWERED };

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	if (w->packets < TARGETS_LEAST) /* as most do; before anything that costs */
		return;
	uint32_t targets = sketch128_estimate(&t->targets),
		 ports = sketch128_estimate(&t->ports), least = targets_least(telescope);
	bool wide = targets >= least, deep = ports >= PORTS_LEAST;
	bool stands_out =
		t->slots[0].packets >= w->packets / 2 || t->slots[0].proto != IP_UDP;
	if ((!wide && !deep) || t->answered * UINT64_C(2) > w->packets ||
		(wide && !deep && !stands_out) ||
		(deep && !wide && t->slots[0].proto == IP_UDP &&
			targets > 1)) /* an answer to many, as P2P gives */
		return;
	struct finding f = finding_begin(in);
	double span_s = (double)(w->last_ns - w->first_ns) / 1e9;
	f.values[PORTS].text = ports_text(in, t, w->packets);
	f.values[TARGETS_EST].number = targets;
	f.values[PORTS_EST].number = ports;
	f.values[STYLE].text = bytes_text(wide && deep ? "many ports of many addresses"
			: wide ? "one kind of port of many addresses"
			       : "many ports of few addresses");
	f.values[TECHNIQUE].text = techniques_text(in, t);
	f.values[TOOL].text = bytes_text(tool_of(t, w->packets));
	f.values[SURVEY].text = bytes_text(survey_of(w->key.addr));
	f.values[TTL].number = initial_ttl(t->ttl_max);
	f.values[RATE].number =
		span_s > 0 ? (int64_t)((double)w->packets / span_s * 60) : 0;
	f.values[ANSWERED].number = t->answered;
	if (ports == 1) {
		f.dport = t->slots[0].port;
		f.proto = t->slots[0].proto;
	}
	f.why = scratch_printf(in,
		"about %u targets (%u make a scan here), about %u ports (%d do), %llu "
		"packets, %u answered; first frame %llu",
		targets, least, ports, PORTS_LEAST, (unsigned long long)w->packets,
		t->answered, (unsigned long long)w->frame);
	finding_emit(in, &f);
}

WATCH(scan) = {
	.type = {
		.name = "scan",
		.summary = "one source that asks many addresses or many ports",
		.summary_ja = "多数のアドレスまたはポートを探索する発信元",
		.method =
			"A source is a scan when its SYNs, pings, first datagrams and segments with none of SYN, ACK and RST reach a "
			"quarter of the observed addresses (3 at least, 25 at most and where "
			"the number is unknown) or 10 ports, and no more than half were "
			"answered.  Of UDP one port must have half of the packets.  An event "
			"ends after the idle time: five times the gap in which a scan of the "
			"whole Internet at 10 packets a second hits this telescope.  Tools "
			"are named when every packet carries their mark: masscan (IP id = "
			"destination ^ port ^ sequence number; window 1024, or since 2023-11 "
			"1025 with MSS 1460; by chance 1 in 65,536 packets, so two must "
			"match: 1 in 4 billion), zmap before 4.1 (id 54321, 1 in 65,536), "
			"Mirai (sequence number = destination, 1 in 4 billion), nmap (window "
			"1024 to 4096, MSS alone) and zmap since 4.1 (window 65535, source "
			"port 32768 to 61000, Windows options): the last two are forms that "
			"others can share, no rate can be given.  Distinct targets and ports "
			"are estimates (linear counting over 128 bits).",
		.fields = {
			[PORTS] = { "ports", FIELD_TEXT, "first three ports with their packets, then all others" },
			[TARGETS_EST] = { "targets_est", FIELD_NUMBER, "estimate of the distinct destinations; 710: so many or more" },
			[PORTS_EST] = { "ports_est", FIELD_NUMBER, "estimate of the distinct ports; 710: so many or more" },
			[STYLE] = { "style", FIELD_TEXT, "wide, deep or both, in words" },
			[TECHNIQUE] = { "technique", FIELD_TEXT, "how it asks: SYN, NULL, FIN, Xmas, UDP, ICMP" },
			[TOOL] = { "tool", FIELD_TEXT, "whose mark all packets carry, empty: none" },
			[SURVEY] = { "survey", FIELD_TEXT, "organisation that surveys the Internet from this source, empty: none known" },
			[TTL] = { "initial_ttl", FIELD_NUMBER, "TTL that the sender probably began with" },
			[RATE] = { "per_minute", FIELD_NUMBER, "packets a minute, as they arrived here" },
			[ANSWERED] = { "answered", FIELD_NUMBER, "SYN+ACKs and UDP answers to it" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 4 << 20,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER | WATCH_OTHER,
	.packet_key = packet_key,
	.packet = packet,
	.judge = judge,
};
