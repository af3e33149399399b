/* kinds.c - every rule that says what kind a packet is, with near misses beside it.
 *
 * Each rule sends its number plus one, counted from the top, so that a rule which goes
 * wrong shows in the sums which one it was.
 */
#include "synth/stage.h"

struct rule {
	uint8_t proto, flags, fill, kind;
	uint16_t sport,
		dport; /* ICMP: type << 8 | code, identifier; 0: another each time */
};

enum { CWR = 0x80, ECE = 0x40 };

static const struct rule rules[] = {
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 0, 445 },
	{ IP_TCP, TCP_SYN | CWR | ECE, FILL_NONE, KIND_SCAN, 0, 446 },
	{ IP_TCP, TCP_SYN | TCP_FIN, FILL_NONE, KIND_SCAN, 0, 447 },
	{ IP_TCP, TCP_SYN | TCP_PSH, FILL_TEXT, KIND_SCAN, 0, 448 },
	{ IP_TCP, TCP_SYN | TCP_RST, FILL_NONE, KIND_BACKSCATTER, 449, 0 },
	{ IP_TCP, TCP_SYN | TCP_ACK, FILL_NONE, KIND_BACKSCATTER, 80, 0 },
	{ IP_TCP, TCP_RST, FILL_NONE, KIND_BACKSCATTER, 81, 0 },
	{ IP_TCP, TCP_RST | TCP_ACK, FILL_NONE, KIND_BACKSCATTER, 82, 0 },
	{ IP_TCP, TCP_ACK, FILL_NONE, KIND_OTHER, 0, 83 },
	{ IP_TCP, TCP_PSH | TCP_ACK, FILL_TEXT, KIND_OTHER, 0, 84 },
	{ IP_TCP, TCP_FIN, FILL_NONE, KIND_OTHER, 0, 85 },
	{ IP_TCP, TCP_FIN | TCP_PSH | TCP_URG, FILL_NONE, KIND_OTHER, 0, 86 },
	{ IP_TCP, 0, FILL_NONE, KIND_OTHER, 0, 87 },
	{ IP_UDP, 0, FILL_TEXT, KIND_SCAN, 0, 5000 },
	{ IP_UDP, 0, FILL_NONE, KIND_SCAN, 0, 5001 },
	{ IP_UDP, 0, FILL_TEXT, KIND_OTHER, 0, UINT16_MAX }, /* to port 0, see below */
	{ IP_UDP, 0, FILL_DNS_QUERY, KIND_SCAN, 0, 53 },
	{ IP_UDP, 0, FILL_DNS_QUERY, KIND_SCAN, 53,
		0 }, /* a question, from the servers' port */
	{ IP_UDP, 0, FILL_TEXT, KIND_SCAN, 53, 0 },
	{ IP_UDP, 0, FILL_DNS_REPLY, KIND_BACKSCATTER, 53, 0 },
	{ IP_UDP, 0, FILL_TEXT, KIND_SCAN, 123, 0 },
	{ IP_UDP, 0, FILL_NTP_REPLY, KIND_BACKSCATTER, 123, 0 },
	{ IP_UDP, 0, FILL_SSDP_REPLY, KIND_BACKSCATTER, 1900, 0 },
	{ IP_UDP, 0, FILL_SIP_REPLY, KIND_BACKSCATTER, 5060, 0 },
	{ IP_UDP, 0, FILL_POPUP, KIND_SCAN, 0, 1026 },
	{ IP_ICMP, 0, FILL_ECHO, KIND_SCAN, 8 << 8, 0 },
	{ IP_ICMP, 0, FILL_TEXT, KIND_SCAN, 13 << 8, 0 },
	{ IP_ICMP, 0, FILL_NONE, KIND_SCAN, 15 << 8, 0 },
	{ IP_ICMP, 0, FILL_TEXT, KIND_SCAN, 17 << 8, 0 },
	{ IP_ICMP, 0, FILL_ECHO, KIND_BACKSCATTER, 0 << 8, 0 },
	{ IP_ICMP, 0, FILL_TEXT, KIND_BACKSCATTER, 14 << 8, 0 },
	{ IP_ICMP, 0, FILL_QUOTE, KIND_BACKSCATTER, 3 << 8 | 1, UINT16_MAX },
	{ IP_ICMP, 0, FILL_QUOTE, KIND_BACKSCATTER, 11 << 8, UINT16_MAX },
	{ IP_ICMP, 0, FILL_QUOTE, KIND_BACKSCATTER, 12 << 8, UINT16_MAX },
	{ IP_ICMP, 0, FILL_TEXT, KIND_OTHER, 9 << 8, UINT16_MAX },
	{ IP_ICMP, 0, FILL_TEXT, KIND_OTHER, 10 << 8, UINT16_MAX },
	{ IP_ICMPV6, 0, FILL_ECHO, KIND_SCAN, 128 << 8, 0 },
	{ IP_ICMPV6, 0, FILL_ECHO, KIND_BACKSCATTER, 129 << 8, 0 },
	{ IP_ICMPV6, 0, FILL_QUOTE, KIND_BACKSCATTER, 1 << 8 | 4, UINT16_MAX },
	{ IP_ICMPV6, 0, FILL_QUOTE, KIND_BACKSCATTER, 3 << 8, UINT16_MAX },
	{ IP_ICMPV6, 0, FILL_TEXT, KIND_OTHER, 135 << 8, UINT16_MAX },
	{ IP_ICMPV6, 0, FILL_TEXT, KIND_OTHER, 131 << 8, UINT16_MAX },
	{ 50, 0, FILL_TEXT, KIND_OTHER, 0, UINT16_MAX },
};

/* UINT16_MAX stands for a field that the packet does not have: 0, and the attempts are told
 * apart by their sources. */
static uint16_t
field(uint16_t value, uint16_t drawn)
{
	return value == UINT16_MAX ? 0 : value ? value : drawn;
}

static void
send_rule(struct stage *stage, const struct rule *rule, size_t i, int64_t time_ns)
{
	bool v6 = rule->proto == IP_ICMPV6 || (rule->proto == IP_TCP && i % 2);
	bool icmp = rule->proto == IP_ICMP || rule->proto == IP_ICMPV6;
	bool no_ports = rule->proto != IP_TCP && rule->proto != IP_UDP && !icmp;
	for (size_t n = 0; n < i + 2; n++) {
		struct attempt a = { .time_ns = time_ns + (int64_t)n * 1000000,
			.proto = rule->proto,
			.flags = rule->flags,
			.fill = rule->fill,
			.kind = rule->kind,
			.network = v6 ? SMALL_V6 : SMALL_JP };
		a.src = stage_address(stage, a.network, 100 * i + n);
		if (v6)
			a.dst = (struct addr){ UINT64_C(0x20010db800050000), 0x1000 + n };
		a.sport = icmp     ? rule->sport
			: no_ports ? 0
				   : field(rule->sport, (uint16_t)(30000 + n));
		a.dport = field(rule->dport, (uint16_t)(40000 + n));
		stage_attempt(stage, &a);
	}
}

/* Packets of one attempt that are of several kinds: the first of scan, backscatter and
 * other is the attempt's, in whatever order they come. */
static void
send_mixed(struct stage *stage, int64_t time_ns)
{
	static const struct {
		uint8_t flags[2], kinds[2], kind;
	} mixed[] = {
		{ { TCP_SYN, TCP_RST }, { KIND_SCAN, KIND_BACKSCATTER }, KIND_SCAN },
		{ { TCP_RST, TCP_SYN }, { KIND_BACKSCATTER, KIND_SCAN }, KIND_SCAN },
		{ { TCP_SYN | TCP_ACK, TCP_ACK }, { KIND_BACKSCATTER, KIND_OTHER },
			KIND_BACKSCATTER },
		{ { TCP_ACK, TCP_RST }, { KIND_OTHER, KIND_BACKSCATTER },
			KIND_BACKSCATTER },
		{ { TCP_ACK, TCP_SYN }, { KIND_OTHER, KIND_SCAN }, KIND_SCAN },
	};
	for (size_t i = 0; i < count_of(mixed); i++) {
		struct attempt a = { .time_ns = time_ns,
			.proto = IP_TCP,
			.sport = 7001,
			.dport = 7002,
			.network = SMALL_CN,
			.src = stage_address(stage, SMALL_CN, i) };
		for (int k = 0; k < 2; k++) {
			a.flags = mixed[i].flags[k];
			a.kind = mixed[i].kinds[k];
			stage_packet(stage, &a, time_ns + k * INT64_C(1000000000));
			stage_note(stage, &a, a.kind == mixed[i].kind, 1);
		}
	}
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *s = stage_sensor(
		stage, "kinds", "Testbed", "UTC", "192.0.2.0/24, 2001:db8:5::/64");
	stage_observed(s, "2024-03-05", "2024-03-06");
	int64_t start = stage_time_ns(s, "2024-03-05T01:00:10Z");
	for (size_t i = 0; i < count_of(rules); i++)
		send_rule(
			stage, &rules[i], i, start + (int64_t)i * 60 * INT64_C(1000000000));
	send_mixed(stage, stage_time_ns(s, "2024-03-05T03:00:10Z"));
	return 0;
}

SCENE(kinds) = {
	.name = "kinds",
	.summary = "each rule of scan, backscatter and other, with near misses",
	.shows = "kind, port",
	.make = make,
};
