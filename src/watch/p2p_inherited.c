/* p2p_inherited.c - calls to a P2P node that had this address before.
 *
 * Whoever gets an address from a pool also gets the calls to its former user's P2P node:
 * SYNs from many sources to one port, dense at first, then thinner for weeks.  It looks
 * like an attack and is none.  The curves are those that IIJ measured after running each
 * program for a day and stopping it (Internet Infrastructure Review vol. 1, 2008).
 *
 * From SYNs alone only the curve tells, so a flat background on a popular port is told from
 * it by not decaying, and a flood by its rate.
 */
#include "watch/watch.h"

#include <math.h>

enum { BIN_S_ = 300, BINS = 288, DAYS = 240, DAY_S = 86400 };
enum { SOURCES_LEAST = 20, HOURS_LEAST = 3, PER_SOURCE_MOST = 12, IDLE_DAYS = 30 };
enum { SKYPE, WINNY, SHARE, FLAT, PROFILES };

struct tally {
	struct sketch128 sources;
	uint32_t start_s;
	uint16_t bins[BINS]; /* of the first day */
	uint16_t days[DAYS]; /* the first day is 0 and stays so: it is in the bins */
	uint32_t answers; /* packets from the port: somebody is at home */
	uint32_t with_options, later; /* SYNs like an operating system's; beyond all days */
};

/* Calls in 5 minutes that the document shows, by hours since the start. */
struct phase {
	double until_h, rate;
};

static const struct {
	const char *name, *sentence;
	unsigned end_days; /* when the last calls are to be expected */
	struct phase phases[5];
} profiles[PROFILES] = {
	[SKYPE] = { "skype",
		"calls to a Skype node that had this address before; they end within days",
		5, { { 12, 4 }, { 120, 0.01 }, { 1e9, 0.001 } } },
	[WINNY] = { "winny",
		"calls to a Winny node that had this address before; they thin out and end "
		"within a month",
		25, { { 9, 20 }, { 336, 1.5 }, { 600, 0.1 }, { 1e9, 0.001 } } },
	[SHARE] = { "share",
		"calls to a Share node that had this address before; they may go on for "
		"half a year",
		180, { { 24, 20 }, { 720, 4 }, { 4320, 0.4 }, { 1e9, 0.0002 } } },
	[FLAT] = { "flat", "", 0, { { 1e9, 1 } } },
};

/* A refusal is no answer: the system of the new owner sends one for each call. */
static bool
accepts(const struct packet *pkt)
{
	return pkt->proto == IP_UDP ||
		(pkt->tcp_flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK);
}

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	const struct packet *pkt = s->pkt;
	if ((pkt->proto != IP_TCP && pkt->proto != IP_UDP) ||
		(s->arrived ? s->kind != KIND_SCAN : !accepts(pkt)))
		return WATCH_NOT_MINE;
	ret->addr = s->arrived ? pkt->dst : pkt->src;
	ret->rest = (uint64_t)pkt->proto << 16 | (s->arrived ? pkt->dport : pkt->sport);
	return s->arrived ? WATCH_MINE : WATCH_IF_KNOWN;
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	if (!s->arrived) {
		t->answers += t->answers < UINT32_MAX;
		return;
	}
	int64_t now_s = s->pkt->time_ns / 1000000000;
	if (t->start_s == 0)
		t->start_s = (uint32_t)now_s;
	int64_t since_s = now_s > t->start_s ? now_s - t->start_s : 0;
	sketch128_add(&t->sources, addr_mix(s->pkt->src));
	t->with_options += s->pkt->tcp_options.len >= 8;
	uint16_t *at = since_s < DAY_S   ? &t->bins[since_s / BIN_S_]
		: since_s / DAY_S < DAYS ? &t->days[since_s / DAY_S]
					 : NULL;
	if (!at)
		t->later++;
	else if (*at < UINT16_MAX)
		++*at;
}

/* --- likelihood -------------------------------------------------------------------------
 * Counts are Poisson with the profile's rate times a scale, which follows from the sum; a
 * scale far from what was measured is unlikely, half of it or twice is not. */

/* Expected calls of [from_s, to_s) at scale 1. */
static double
expected(unsigned profile, double from_s, double to_s)
{
	double sum = 0, at = from_s;
	for (const struct phase *p = profiles[profile].phases; at < to_s; p++) {
		double end = p->until_h * 3600 < to_s ? p->until_h * 3600 : to_s;
		if (end <= at)
			continue;
		sum += (end - at) / BIN_S_ * p->rate;
		at = end;
	}
	return sum;
}

struct fit {
	double scale, log_likelihood;
};

/* Every interval that was observed: bins of the first day, then days. */
static void
each_interval(const struct tally *t, double observed_s,
	void (*see)(void *arg, double from_s, double to_s, unsigned n), void *arg)
{
	for (unsigned i = 0; i < BINS && i * (double)BIN_S_ < observed_s; i++)
		see(arg, i * (double)BIN_S_, (i + 1) * (double)BIN_S_, t->bins[i]);
	for (unsigned d = 1; d < DAYS && d * (double)DAY_S < observed_s; d++)
		see(arg, d * (double)DAY_S, (d + 1) * (double)DAY_S, t->days[d]);
}

struct sum {
	unsigned profile;
	double calls, expected, log_likelihood, scale;
};

static void
add_up(void *arg, double from_s, double to_s, unsigned n)
{
	struct sum *s = arg;
	s->calls += n;
	s->expected += expected(s->profile, from_s, to_s);
}

static void
add_likelihood(void *arg, double from_s, double to_s, unsigned n)
{
	struct sum *s = arg;
	double mean = s->scale * expected(s->profile, from_s, to_s);
	s->log_likelihood += n * log(mean > 1e-12 ? mean : 1e-12) - mean;
}

/* Real counts vary more than Poisson's: by this much the evidence is worth less. */
static const double dispersion = 4;

static struct fit
fit_profile(const struct tally *t, unsigned profile, double observed_s)
{
	struct sum s = { .profile = profile };
	each_interval(t, observed_s, add_up, &s);
	s.scale = s.expected > 0 ? s.calls / s.expected : 0;
	each_interval(t, observed_s, add_likelihood, &s);
	double off = profile == FLAT ? 0 : log(s.scale > 1e-9 ? s.scale : 1e-9) / log(2.5);
	return (struct fit){ s.scale, s.log_likelihood / dispersion - off * off / 2 };
}

/* --- judging -------------------------------------------------------------------------- */

enum {
	PROFILE,
	PROBABILITY,
	PLAIN,
	END_DAYS,
	SOURCES,
	FIRST_DAY,
	SECOND_DAY,
	OBSERVED_H,
	OPTIONS
};

static unsigned
calls_between(const struct tally *t, unsigned from, unsigned to)
{
	unsigned n = 0;
	for (unsigned i = from; i < to; i++)
		n += t->bins[i];
	return n;
}

/* Callers come back for weeks. */
static unsigned
per_source_most(double observed_s)
{
	return observed_s > DAY_S ? 8 * PER_SOURCE_MOST : PER_SOURCE_MOST;
}

static void
tell(const struct tally *t, const struct watched *w, struct inspection *in, unsigned best,
	double probability, double scale, double observed_s)
{
	struct finding f = finding_begin(in);
	uint32_t sources = sketch128_estimate(&t->sources);
	f.src = (struct addr){ 0, 0 };
	f.dst = w->key.addr;
	f.dport = (uint16_t)w->key.rest;
	f.proto = (uint8_t)(w->key.rest >> 16);
	f.values[PROFILE].text = bytes_text(profiles[best].name);
	f.values[PROBABILITY].number = (int64_t)lround(probability * 100);
	f.values[PLAIN].text = scratch_printf(
		in, "nobody aims at this address: %s", profiles[best].sentence);
	f.values[END_DAYS].number = profiles[best].end_days;
	f.values[SOURCES].number = sources;
	f.values[FIRST_DAY].number = calls_between(t, 0, BINS);
	f.values[SECOND_DAY].number = t->days[1];
	f.values[OBSERVED_H].number = (int64_t)(observed_s / 3600);
	f.values[OPTIONS].number = (int64_t)(100.0 * t->with_options / (double)w->packets);
	f.why = scratch_printf(in,
		"about %u sources (%d a day at least) call one port, %.1f packets each (%d "
		"at "
		"most); %u in the first 6 hours, %u in the 6 after them, %u on the second "
		"day; "
		"nearest of three curves at %.1f times its rate",
		sources, SOURCES_LEAST, (double)w->packets / (sources ? sources : 1),
		per_source_most(observed_s), calls_between(t, 0, 72),
		calls_between(t, 72, 144), t->days[1], scale);
	finding_emit(in, &f);
}

/* Thins out: the last third of what was observed has fewer calls an hour than half of the
 * first hours'. */
static bool
decays(const struct tally *t, double observed_s)
{
	unsigned bins = observed_s >= DAY_S ? BINS : (unsigned)(observed_s / BIN_S_);
	unsigned third = bins / 3;
	double first = calls_between(t, 0, third),
	       last = calls_between(t, bins - third, bins);
	if (observed_s >= 3.0 * DAY_S) {
		double days = 0;
		unsigned n = 0;
		for (unsigned d = 2; d < DAYS && d * (double)DAY_S < observed_s; d++, n++)
			days += t->days[d];
		return n > 0 && days / n < calls_between(t, 0, BINS) / 2.0;
	}
	return last < first / 2;
}

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	(void)telescope;
	uint32_t sources = sketch128_estimate(&t->sources);
	double observed_s = (double)(w->now_ns / 1000000000 - t->start_s);
	if (t->answers > 0 || sources < SOURCES_LEAST || observed_s < HOURS_LEAST * 3600 ||
		w->packets > (uint64_t)sources * PER_SOURCE_MOST *
				(observed_s > DAY_S ? 8 : 1) ||
		!decays(t, observed_s))
		return;
	struct fit fits[PROFILES];
	unsigned best = 0;
	double most, sum = 0;
	for (unsigned i = 0; i < PROFILES; i++) {
		fits[i] = fit_profile(t, i, observed_s);
		best = fits[i].log_likelihood > fits[best].log_likelihood ? i : best;
	}
	most = fits[best].log_likelihood;
	for (unsigned i = 0; i < PROFILES; i++)
		sum += exp(fits[i].log_likelihood - most);
	if (best == FLAT || fits[best].scale > 8 || fits[best].scale < 0.125)
		return;
	tell(t, w, in, best, 1 / sum, fits[best].scale, observed_s);
}

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return (int64_t)IDLE_DAYS * DAY_S;
}

WATCH(p2p_inherited) = {
	.type = {
		.name = "p2p-inherited",
		.summary = "calls to a P2P node that had this address before",
		.summary_ja = "以前の利用者のP2Pノード宛てに届く接続(引き継いだアドレス)",
		.method =
			"SYNs and first datagrams to one port of one address: at least 20 "
			"sources, few packets each, over at least 3 hours, thinning out, none answered.  The "
			"counts of 5 minutes (the first day) and of days are compared with "
			"three measured curves (Skype, Winny, Share) and with a flat "
			"background: Poisson with a free scale, the evidence divided by 4 for "
			"real counts vary more, a scale off by 2.5 costing half a unit; what "
			"fits best, by its probability among the four.  Other programs come "
			"out as the nearest of the three.  A flood is told by its rate (8 "
			"times the curve), a popular port by not thinning out; a scanner's "
			"campaign against one port that fades within a day cannot be told.  "
			"The first 15 packets of an address and port are not in the counts, and "
			"sensors of more than 4,096 addresses are left out.",
		.fields = {
			[PROFILE] = { "profile", FIELD_TEXT, "skype, winny or share: the nearest curve" },
			[PROBABILITY] = { "probability_percent", FIELD_NUMBER, "of this curve among the four, in percent" },
			[PLAIN] = { "plain", FIELD_TEXT, "what it means, for the user of the address" },
			[END_DAYS] = { "expected_end_days", FIELD_NUMBER, "days after the start when the last calls are to be expected" },
			[SOURCES] = { "sources_est", FIELD_NUMBER, "estimate of the distinct sources; 710: so many or more" },
			[FIRST_DAY] = { "first_day", FIELD_NUMBER, "calls in the first 24 hours" },
			[SECOND_DAY] = { "second_day", FIELD_NUMBER, "calls in the next 24 hours" },
			[OBSERVED_H] = { "observed_h", FIELD_NUMBER, "hours from the first call to the end of what was observed" },
			[OPTIONS] = { "options_percent", FIELD_NUMBER, "share of packets with the TCP options of an operating system" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 1 << 14,
	.admit = 16,
	.kinds = WATCH_SCAN | WATCH_BACKSCATTER,
	.not_in_darknets = true,
	.packet_key = packet_key,
	.packet = packet,
	.idle_s = idle_s,
	.judge = judge,
};
