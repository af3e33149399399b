/* dictionary.c - dictionary attacks: one source that tries to log in again and again.
 *
 * It watches the tries that the detector `login` finds, by source and port of the service,
 * so that an attack is one finding whatever number of targets and connections it takes.
 * Tries that failed make an attack; what succeeds every time is a program at work.  Who
 * tries has mostly asked that port before: SYNs to ports of logins are noted until the
 * first try, to tell how long before.  Lists that many sources share, each slowly, are not
 * brought together.
 */
#include "watch/watch.h"

enum { MINUTES = 30, TRIES_LEAST = 30, FAST = 10, FAST_MINUTES = 3 };
enum { TRIES_OF_NOBODY = 1000, USERS_OF_NOBODY = 20, MINUTE_OF_NOBODY = 60 };
enum { TOP = 4, USER_MAX = 23, CLIENT_MAX = 31, PROTOCOL_MAX = 7 };
enum { IDLE_S = 7200, LEAD_S = 60, LEAD_OF_MANY_S = 1, MANY_TARGETS = 5 };
#define SECOND INT64_C(1000000000)

struct top_user {
	uint8_t text[USER_MAX], len;
	uint32_t n;
};

struct tally {
	/* SYNs before the first try. */
	int64_t first_syn_ns;
	uint64_t syns;
	struct sketch128 syn_targets;
	/* Tries. */
	int64_t first_ns, last_ns;
	uint64_t tries, failed, packets, frame;
	uint32_t connections, successes;
	struct sketch128 targets, users;
	struct addr target; /* the first */
	int64_t minute; /* the newest of the ring */
	uint16_t minutes[MINUTES]; /* failed tries */
	uint16_t fastest; /* the most of them */
	uint16_t file, sensor;
	uint32_t window, window_most; /* failed tries of all minutes in the ring */
	bool fast, estimated, passwords;
	struct top_user top[TOP];
	char protocol[PROTOCOL_MAX + 1], client[CLIENT_MAX + 1];
};

/* --- scans before --------------------------------------------------------------------
 */

static enum watch_interest
packet_key(const struct sighting *s, struct watch_key *ret)
{
	switch (s->pkt->dport) {
	case 21:
	case 22:
	case 23:
	case 25:
	case 110:
	case 143:
	case 465:
	case 587:
	case 993:
	case 995:
	case 2222:
	case 2323:
	case 3389:
		ret->addr = s->pkt->src;
		ret->rest = s->pkt->dport;
		return WATCH_MINE;
	default:
		return WATCH_NOT_MINE;
	}
}

static void
packet(void *tally, const struct sighting *s)
{
	struct tally *t = tally;
	if (t->connections)
		return;
	if (t->syns++ == 0)
		t->first_syn_ns = s->pkt->time_ns;
	sketch128_add(&t->syn_targets, addr_mix(s->pkt->dst));
}

/* --- tries ------------------------------------------------------------------------------
 */

static const struct field_value *
value(const struct finding *f, const char *name)
{
	return &f->values[finding_type_field(f->type, name)];
}

static bool
finding_key(const struct finding *f, struct watch_key *ret)
{
	ret->addr = f->src;
	ret->rest = f->dport;
	return true;
}

static void
keep_text(char *at, size_t room, struct bytes text)
{
	size_t len = text.len < room ? text.len : room;
	if (len && !at[0])
		memcpy(at, text.at, len); /* what follows is zero */
}

static void
add_at(struct tally *t, int64_t minute, uint32_t n)
{
	if (minute > t->minute + MINUTES) {
		memset(t->minutes, 0, sizeof(t->minutes));
		t->window = 0;
		t->minute = minute;
	}
	while (t->minute < minute) {
		uint16_t *oldest = &t->minutes[++t->minute % MINUTES];
		t->window -= *oldest;
		*oldest = 0;
	}
	if (minute <= t->minute - MINUTES)
		return; /* a long connection: counted, but of no window */
	uint16_t *at = &t->minutes[minute % MINUTES];
	uint16_t add = (uint16_t)(n < (uint32_t)(UINT16_MAX - *at) ? n : UINT16_MAX - *at);
	*at = (uint16_t)(*at + add);
	t->window += add;
	t->fastest = *at > t->fastest ? *at : t->fastest;
	t->window_most = t->window > t->window_most ? t->window : t->window_most;
	unsigned run = 0;
	for (int64_t m = minute - FAST_MINUTES + 1; m < minute + FAST_MINUTES; m++) {
		bool is_fast = m > t->minute - MINUTES && m <= t->minute && m >= 0 &&
			t->minutes[m % MINUTES] >= FAST;
		run = is_fast ? run + 1 : 0;
		t->fast |= run >= FAST_MINUTES;
	}
}

/* Evenly over the time that the connection took. */
static void
add_tries(struct tally *t, const struct finding *f, uint32_t n)
{
	int64_t first = f->first_ns / (60 * SECOND), last = f->last_ns / (60 * SECOND);
	if (f->first_ns < 0)
		return; /* before the epoch: of no window */
	uint64_t span = (uint64_t)(last - first) + 1, done = 0;
	first = span > MINUTES ? last - MINUTES + 1 : first;
	span = span > MINUTES ? MINUTES : span;
	for (uint64_t i = 0; i < span; i++) {
		uint64_t until = n * (i + 1) / span;
		add_at(t, first + (int64_t)i, (uint32_t)(until - done));
		done = until;
	}
}

/* The most frequent ones of a stream of names, about (Misra and Gries). */
static void
add_user(struct tally *t, struct bytes user)
{
	size_t len = user.len < USER_MAX ? user.len : USER_MAX;
	struct top_user *room = NULL;
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < user.len; i++)
		h = (h ^ user.at[i]) * UINT64_C(0x100000001b3);
	sketch128_add(&t->users, h);
	for (unsigned i = 0; i < TOP; i++) {
		struct top_user *u = &t->top[i];
		if (u->n && u->len == len && memcmp(u->text, user.at, len) == 0) {
			u->n++;
			return;
		}
		room = !room && !u->n ? u : room;
	}
	if (room) {
		room->n = 1;
		room->len = (uint8_t)len;
		memcpy(room->text, user.at, len);
		return;
	}
	for (unsigned i = 0; i < TOP; i++)
		t->top[i].n--;
}

static void
add_users(struct tally *t, struct bytes users)
{
	while (users.len) {
		const uint8_t *comma = memchr(users.at, ',', users.len);
		size_t len = comma ? (size_t)(comma - users.at) : users.len;
		add_user(t, bytes_of(users.at, len));
		size_t skip = len + 2 < users.len ? len + 2 : users.len;
		users = bytes_of(users.at + skip, users.len - skip);
	}
}

static void
finding(void *tally, const struct finding *f)
{
	struct tally *t = tally;
	uint32_t tries = (uint32_t)value(f, "tries")->number;
	bool success = value(f, "success")->text.len == strlen("yes");
	if (t->connections == 0) {
		t->first_ns = f->first_ns;
		t->frame = f->frame;
		t->file = f->file;
		t->sensor = f->sensor;
		t->target = f->dst;
	}
	t->first_ns = f->first_ns < t->first_ns ? f->first_ns : t->first_ns;
	t->last_ns = f->last_ns > t->last_ns ? f->last_ns : t->last_ns;
	t->connections++;
	t->successes += success;
	t->tries += tries;
	t->failed += tries - success;
	t->packets += f->packets;
	t->estimated |= value(f, "estimated")->number != 0;
	t->passwords |= value(f, "passwords_seen")->number != 0;
	sketch128_add(&t->targets, addr_mix(f->dst));
	add_tries(t, f, tries - success);
	add_users(t, value(f, "users")->text);
	keep_text(t->protocol, PROTOCOL_MAX, value(f, "protocol")->text);
	keep_text(t->client, CLIENT_MAX, value(f, "client")->text);
}

/* --- judging ----------------------------------------------------------------------------
 */

static int64_t
idle_s(const struct telescope *t)
{
	(void)t;
	return IDLE_S;
}

static struct bytes
top_users(struct inspection *in, const struct tally *t)
{
	struct bytes all = scratch_printf(in, "%s", "");
	bool told[TOP] = { false };
	for (unsigned k = 0; k < TOP; k++) {
		unsigned best = TOP;
		for (unsigned i = 0; i < TOP; i++)
			if (!told[i] && t->top[i].n &&
				(best == TOP || t->top[i].n > t->top[best].n))
				best = i;
		if (best == TOP)
			break;
		told[best] = true;
		all.len += scratch_copy(in, bytes_text(k ? ", " : "")).len;
		all.len +=
			scratch_copy(in, bytes_of(t->top[best].text, t->top[best].len)).len;
	}
	return all;
}

static const char *
verdict(const struct tally *t)
{
	uint32_t users = sketch128_estimate(&t->users);
	if (t->fast || t->fastest >= MINUTE_OF_NOBODY || t->failed >= TRIES_OF_NOBODY ||
		users >= USERS_OF_NOBODY)
		return "automated";
	if (t->successes && t->fastest < FAST && users <= 1 &&
		sketch128_estimate(&t->targets) == 1)
		return "person";
	return "unclear";
}

enum {
	VERDICT,
	PROTOCOL,
	TRIES,
	FAILED,
	CONNECTIONS,
	TARGETS_EST,
	USERS_EST,
	USERS,
	WINDOW,
	PER_MINUTE,
	DURATION,
	SUCCESS,
	ESTIMATED,
	SCAN_BEFORE,
	SCAN_LEAD,
	SCAN_TARGETS,
	CLIENT_IS,
};

/* Seconds from the first SYN to the first try, if that was a scan; else -1. */
static int64_t
scan_lead_s(const struct tally *t)
{
	int64_t lead_s = (t->first_ns - t->first_syn_ns) / SECOND;
	uint32_t targets = sketch128_estimate(&t->syn_targets);
	bool scan = lead_s >= LEAD_S ||
		(lead_s >= LEAD_OF_MANY_S && targets >= MANY_TARGETS &&
			targets >= 2 * sketch128_estimate(&t->targets));
	return t->syns && scan ? lead_s : -1;
}

static struct bytes
why(struct inspection *in, const struct tally *t, int64_t lead_s)
{
	struct bytes all = scratch_printf(in,
		"%llu %s tries in %u connections, %llu of them failed; in %d minutes at "
		"most "
		"%u (%d make an attack); %s %d a minute for %d minutes",
		(unsigned long long)t->tries, t->protocol, t->connections,
		(unsigned long long)t->failed, MINUTES, t->window_most, TRIES_LEAST,
		t->fast ? "at least" : "never", FAST, FAST_MINUTES);
	if (lead_s >= 0)
		all.len += scratch_printf(in,
			"; the source asked for this port %lld s before", (long long)lead_s)
				   .len;
	if (t->passwords)
		all.len += scratch_printf(in, "; passwords in clear").len;
	return all;
}

static void
judge(const void *tally, const struct watched *w, const struct telescope *telescope,
	struct inspection *in)
{
	const struct tally *t = tally;
	(void)telescope;
	if (t->window_most < TRIES_LEAST)
		return;
	struct finding f = finding_begin(in);
	int64_t lead_s = scan_lead_s(t), span_s = (t->last_ns - t->first_ns) / SECOND;
	f.first_ns = t->first_ns;
	f.last_ns = t->last_ns;
	f.dst = t->target;
	f.dport = (uint16_t)w->key.rest;
	f.proto = IP_TCP;
	f.packets = t->packets;
	f.frame = t->frame;
	f.file = t->file;
	f.sensor = t->sensor;
	f.values[VERDICT].text = bytes_text(verdict(t));
	f.values[PROTOCOL].text = bytes_text(t->protocol);
	f.values[TRIES].number = (int64_t)t->tries;
	f.values[FAILED].number = (int64_t)t->failed;
	f.values[CONNECTIONS].number = t->connections;
	f.values[TARGETS_EST].number = sketch128_estimate(&t->targets);
	f.values[USERS_EST].number = sketch128_estimate(&t->users);
	f.values[USERS].text = top_users(in, t);
	f.values[WINDOW].number = t->window_most;
	f.values[PER_MINUTE].number = (int64_t)t->tries * 60 / (span_s > 0 ? span_s : 1);
	f.values[DURATION].number = span_s;
	f.values[SUCCESS].number = t->successes;
	f.values[ESTIMATED].number = t->estimated;
	f.values[SCAN_BEFORE].number = lead_s >= 0;
	f.values[SCAN_LEAD].number = lead_s >= 0 ? lead_s : 0;
	f.values[SCAN_TARGETS].number = sketch128_estimate(&t->syn_targets);
	f.values[CLIENT_IS].text = bytes_text(t->client);
	f.why = why(in, t, lead_s);
	finding_emit(in, &f);
}

WATCH(dictionary) = {
	.type = {
		.name = "dictionary",
		.summary = "one source that tries to log in again and again",
		.summary_ja = "辞書攻撃: 繰り返しログインを試みる発信元",
		.method =
			"One source and one port of a service, all targets together: 30 tries "
			"to log in that failed within 30 minutes (of whole minutes), after "
			"the threshold of Zeek, which 10 a minute for 3 minutes reach too.  "
			"Two hours without a try end the attack.  Tries are those of the "
			"detector login: exact in clear, estimates for SSH and RDP; a try of "
			"which nothing is known counts as failed.  Automated: 10 failed tries "
			"or more in each of three minutes in a row, or 60 in one, or 1,000 in "
			"all, or about 20 user names; person: never ten in a minute, one user and target, and a success; "
			"else unclear, such as a program with an old password.  A scan before "
			"is told when the first SYN to the port (of the usual ports of "
			"logins) came a minute or more before the first try, or a second "
			"before and SYNs went to five targets and twice as many as were "
			"tried.  A person who fails 30 times in 30 minutes is found as well; "
			"programs that log in often and succeed are not.",
		.fields = {
			[VERDICT] = { "verdict", FIELD_TEXT, "automated, person or unclear" },
			[PROTOCOL] = { "protocol", FIELD_TEXT, "of the first connection" },
			[TRIES] = { "tries", FIELD_NUMBER, "tries to log in, successful ones among them" },
			[FAILED] = { "failed", FIELD_NUMBER, "tries that failed or of which nothing is known" },
			[CONNECTIONS] = { "connections", FIELD_NUMBER, "connections with tries" },
			[TARGETS_EST] = { "targets_est", FIELD_NUMBER, "estimate of the distinct targets; 710: so many or more" },
			[USERS_EST] = { "users_est", FIELD_NUMBER, "estimate of the distinct user names in clear; 710: so many or more" },
			[USERS] = { "users", FIELD_TEXT, "user names that most connections tried, about four" },
			[WINDOW] = { "failed_in_30_min", FIELD_NUMBER, "most failed tries in any 30 minutes" },
			[PER_MINUTE] = { "per_minute", FIELD_NUMBER, "tries a minute from the first to the last" },
			[DURATION] = { "duration_s", FIELD_NUMBER, "seconds from the first to the last" },
			[SUCCESS] = { "successes", FIELD_NUMBER, "connections in which one was seen to succeed" },
			[ESTIMATED] = { "estimated", FIELD_NUMBER, "1: encrypted, tries and successes are estimates" },
			[SCAN_BEFORE] = { "linked_scan", FIELD_NUMBER, "1: the source asked for this port before" },
			[SCAN_LEAD] = { "scan_lead_s", FIELD_NUMBER, "seconds from its first SYN to the first try, if linked" },
			[SCAN_TARGETS] = { "scan_targets_est", FIELD_NUMBER, "estimate of the distinct targets of SYNs before the first try ended" },
			[CLIENT_IS] = { "client", FIELD_TEXT, "what the first client says it is" },
		},
	},
	.tally_size = sizeof(struct tally),
	.keys_max = 1 << 18,
	.kinds = WATCH_SCAN,
	.not_in_darknets = true,
	.proto = IP_TCP,
	.packet_key = packet_key,
	.packet = packet,
	.of = "login",
	.finding_key = finding_key,
	.finding = finding,
	.idle_s = idle_s,
	.judge = judge,
};
