/* ledger.c - attempts, counted by the kernel and judged here.
 *
 * An event tells who; the kernel's maps tell how often, exactly.  What is in the maps and
 * not in the spool yet is written once a second, so a full ring costs the names of a
 * process and never a count.
 */
#include "guardd/line.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/socket.h>

enum { TRIES_MAX = 1024, CAUSES_MAX = 256, SENDERS_MAX = 256, BUCKETS = 60 };
enum { KEEP_S = 3600, AGAIN_S = 3600, LATE_NS = 2000000000 };

/* One process, one reason, one port. */
struct
try {
	struct guard_refusal key;
	struct guard_event event;
	int64_t first_ns, last_ns;
	bool audit, written;
	enum guard_confidence told; /* the strongest that was written of it */
};

/* What one warning is about, however many processes it has. */
struct cause {
	struct guard_file program;
	uint32_t uid;
	enum guard_confidence told;
	int64_t warned_ns;
	uint64_t since;
};

struct sender {
	struct guard_file file;
	struct guard_event event;
	uint64_t seen; /* of the kernel's count */
	uint32_t bucket[BUCKETS];
	int64_t bucket_at, alarmed_ns;
};

struct ledger {
	struct ledger_config config;
	struct try tries[TRIES_MAX];
	size_t n_tries;
	struct cause causes[CAUSES_MAX];
	size_t n_causes;
	struct sender senders[SENDERS_MAX];
	size_t n_senders;
	uint64_t mx_roots[256]; /* lineages that asked for MX records */
	size_t n_mx;
	int cpus;
	int64_t watched_hour; /* of the last line that said so */
};

struct ledger *
ledger_new(const struct ledger_config *config)
{
	struct ledger *l = base_alloc(1, sizeof(*l));
	l->config = *config;
	l->cpus = libbpf_num_possible_cpus();
	return l;
}

void
ledger_free(struct ledger *l)
{
	free(l);
}

static uint64_t
counter(const struct ledger *l, uint32_t which)
{
	uint64_t each[1024] = { 0 }, sum = 0;
	if (l->cpus < 1 || l->cpus > (int)count_of(each) ||
		bpf_map_lookup_elem(l->config.maps.counters, &which, each) < 0)
		return 0;
	for (int i = 0; i < l->cpus; i++)
		sum += each[i];
	return sum;
}

/* --- events ------------------------------------------------------------------------- */

static struct try *
find_try(struct ledger *l, const struct guard_refusal *key)
{
	for (size_t i = 0; i < l->n_tries; i++)
		if (memcmp(&l->tries[i].key, key, sizeof(*key)) == 0)
			return &l->tries[i];
	return NULL;
}

static struct try *
new_try(struct ledger *l, const struct guard_refusal *key)
{
	size_t at = l->n_tries;
	if (at < TRIES_MAX)
		l->n_tries++;
	else
		for (size_t i = at = 0; i < TRIES_MAX; i++) /* the oldest gives way */
			if (l->tries[i].last_ns < l->tries[at].last_ns)
				at = i;
	l->tries[at] = (struct try){ .key = *key };
	return &l->tries[at];
}

static void
see_sending(struct ledger *l, const struct guard_event *e)
{
	for (size_t i = 0; i < l->n_senders; i++)
		if (memcmp(&l->senders[i].file, &e->who.file, sizeof(e->who.file)) == 0) {
			l->senders[i].event = *e;
			return;
		}
	if (l->n_senders < SENDERS_MAX)
		l->senders[l->n_senders++] =
			(struct sender){ .file = e->who.file, .event = *e };
}

static bool
asked_for_mx(const struct ledger *l, uint64_t root)
{
	for (size_t i = 0; i < l->n_mx; i++)
		if (l->mx_roots[i] == root)
			return true;
	return false;
}

void
ledger_see(struct ledger *l, const struct guard_event *e)
{
	if (e->kind == EVENT_ALLOWED) {
		see_sending(l, e);
		return;
	}
	if (e->kind == EVENT_MX) {
		if (!asked_for_mx(l, e->who.root)) {
			memmove(l->mx_roots + 1, l->mx_roots,
				sizeof(l->mx_roots) - sizeof(*l->mx_roots));
			l->mx_roots[0] = e->who.root;
			l->n_mx += l->n_mx < count_of(l->mx_roots);
		}
		return;
	}
	struct guard_refusal key = { .id = e->who.id,
		.dport = e->dport,
		.reason = (uint8_t)e->reason,
		.protocol = (uint8_t)e->protocol };
	struct try *t = find_try(l, &key);
	if (!t)
		t = new_try(l, &key);
	if (!t->first_ns)
		t->first_ns = clock_epoch_ns(e->time_ns);
	t->last_ns = clock_epoch_ns(e->time_ns);
	t->event = *e;
	t->audit = e->kind == EVENT_AUDIT;
}

/* --- lines and warnings ------------------------------------------------------------- */

static int
put(struct ledger *l, struct line *line, struct err *err)
{
	size_t len;
	line->host = l->config.host;
	line->lost = counter(l, COUNT_LOST_EVENTS);
	auto_free char *text = line_format(line, &len);
	return spool_put(l->config.spool, text, len, err);
}

static struct cause *
find_cause(struct ledger *l, const struct guard_event *e)
{
	size_t oldest = 0;
	for (size_t i = 0; i < l->n_causes; i++) {
		struct cause *c = &l->causes[i];
		if (c->uid == e->uid && c->program.ino == e->who.file.ino &&
			c->program.dev == e->who.file.dev)
			return c;
		if (c->warned_ns < l->causes[oldest].warned_ns)
			oldest = i;
	}
	struct cause *c = &l->causes[l->n_causes < CAUSES_MAX ? l->n_causes++ : oldest];
	*c = (struct cause){ .program = e->who.file, .uid = e->uid };
	return c;
}

/* One warning a cause and hour, and one more when the suspicion grows. */
static void
warn_of(struct ledger *l, const struct try *t, struct guard_judgement j, uint64_t count,
	const char *evidence)
{
	char path[LINE_PATH_MAX], lineage[256], to[ADDR_TEXT_MAX];
	const struct guard_event *e = &t->event;
	struct cause *c = find_cause(l, e);
	int64_t now = clock_boot_ns();
	c->since += count;
	if (j.confidence <= c->told && now - c->warned_ns < AGAIN_S * INT64_C(1000000000))
		return;
	line_path(e, path, sizeof(path));
	line_lineage(&e->who, lineage, sizeof(lineage));
	auto_free char *text = base_printf("%s (%s): %s of user %u %s mail %llu time%s, "
					   "last to %s port %u: %s. Started by: %s.%s%s",
		guard_verdict_text(j.verdict), guard_confidence_text(j.confidence),
		path[0] ? path : e->who.name, e->uid,
		t->audit ? "would not have been allowed to send"
			 : "was not allowed to send",
		(unsigned long long)c->since, c->since == 1 ? "" : "s",
		addr_format(line_address(e->family, e->daddr), to), e->dport,
		guard_reason_text(e->reason), lineage, evidence[0] ? " " : "", evidence);
	l->config.warn(l->config.arg, e->uid, text);
	c->told = j.confidence;
	c->warned_ns = now;
	c->since = 0;
}

static struct guard_judgement
judge(struct ledger *l, const struct try *t, char evidence[static EVIDENCE_MAX])
{
	struct guard_evidence weigh = {
		.irc = irc_sessions_weigh(
			l->config.irc, t->event.who.root, evidence, EVIDENCE_MAX),
		.mx = asked_for_mx(l, t->event.who.root),
	};
	size_t n = strlen(evidence);
	if (weigh.mx)
		(void)snprintf(evidence + n, EVIDENCE_MAX - n, "%sit asks for MX records",
			n ? "; " : "");
	return guard_judge(t->event.reason, &weigh);
}

static int
put_try(struct ledger *l, struct try *t, uint64_t count, struct err *err)
{
	char evidence[EVIDENCE_MAX];
	struct guard_judgement j = judge(l, t, evidence);
	struct line line = {
		.event = &t->event,
		.verdict = guard_verdict_text(j.verdict),
		.confidence = j.confidence,
		.evidence = evidence,
		.pattern = guard_pattern_text(
			guard_pattern(t->event.reason, t->event.who.class)),
		.first_ns = t->first_ns,
		.last_ns = t->last_ns,
		.count = count,
		.enforced = !t->audit,
	};
	int rc = put(l, &line, err);
	if (rc == 0)
		warn_of(l, t, j, count, evidence);
	t->told = j.confidence;
	t->written = true;
	t->first_ns = 0;
	return rc;
}

void
ledger_judge_again(struct ledger *l)
{
	struct err err;
	for (size_t i = 0; i < l->n_tries; i++) {
		struct try *t = &l->tries[i];
		char evidence[EVIDENCE_MAX];
		if (!t->written || judge(l, t, evidence).confidence <= t->told)
			continue;
		if (!t->first_ns)
			t->first_ns = t->last_ns;
		(void)put_try(l, t, 0, &err);
	}
}

void
ledger_see_cnc(struct ledger *l, const struct guard_payload *p)
{
	char evidence[EVIDENCE_MAX];
	struct try t = { .event = { .kind = EVENT_PAYLOAD,
				 .pid = p->pid,
				 .family = p->family,
				 .protocol = 6,
				 .sport = p->sport,
				 .dport = p->dport } };
	struct err err;
	memcpy(t.event.saddr, p->saddr, sizeof(p->saddr));
	memcpy(t.event.daddr, p->daddr, sizeof(p->daddr));
	memcpy(t.event.who.name, p->name, sizeof(p->name));
	(void)bpf_map_lookup_elem(l->config.maps.records, &p->id, &t.event.who);
	t.event.uid = t.event.who.uid;
	(void)irc_sessions_weigh(l->config.irc, p->root, evidence, sizeof(evidence));
	struct line line = {
		.event = &t.event,
		.verdict = guard_verdict_text(VERDICT_BOT_SUSPECTED),
		.confidence = CONFIDENCE_LOW,
		.evidence = evidence,
		.pattern = "",
		.first_ns = clock_epoch_ns(p->time_ns),
		.last_ns = clock_epoch_ns(p->time_ns),
		.enforced = true,
	};
	auto_free char *text =
		base_printf("bot suspected (low): user %u: %s", t.event.uid, evidence);
	if (put(l, &line, &err) == 0)
		l->config.warn(l->config.arg, t.event.uid, text);
}

/* --- what the kernel counted -------------------------------------------------------- */

/* A refusal of which the ring had no room to tell: counted, by a process without a name. */
static struct try *
unnamed(struct ledger *l, const struct guard_refusal *key)
{
	struct try *t = new_try(l, key);
	t->event = (struct guard_event){ .kind = EVENT_REFUSED,
		.reason = key->reason,
		.family = AF_INET,
		.protocol = key->protocol,
		.dport = key->dport };
	(void)bpf_map_lookup_elem(l->config.maps.records, &key->id, &t->event.who);
	t->event.who.id = key->id;
	t->event.pid = t->event.who.pid;
	t->event.uid = t->event.who.uid;
	t->last_ns = clock_epoch_ns((uint64_t)clock_boot_ns());
	return t;
}

static int
flush_refusal(struct ledger *l, const struct guard_refusal *key, struct err *err)
{
	struct guard_count c;
	uint64_t told = 0;
	if (bpf_map_lookup_elem(l->config.maps.refusals, key, &c) < 0)
		return 0;
	(void)bpf_map_lookup_elem(l->config.maps.refusals_told, key, &told);
	int64_t idle = clock_boot_ns() - (int64_t)c.event_ns;
	if (c.count > told && key->reason != REASON_NONE) {
		struct try *t = find_try(l, key);
		if (!t && idle < LATE_NS)
			return 0; /* its event is on the way */
		if (!t)
			t = unnamed(l, key);
		int64_t now = clock_epoch_ns((uint64_t)clock_boot_ns());
		t->last_ns = told ? now : clock_epoch_ns(c.event_ns);
		if (!t->first_ns || t->first_ns > t->last_ns)
			t->first_ns = t->last_ns;
		int rc = put_try(l, t, c.count - told, err);
		if (rc < 0)
			return rc;
		(void)bpf_map_update_elem(
			l->config.maps.refusals_told, key, &c.count, BPF_ANY);
	} else if (idle > KEEP_S * INT64_C(1000000000)) {
		(void)bpf_map_delete_elem(l->config.maps.refusals, key);
		(void)bpf_map_delete_elem(l->config.maps.refusals_told, key);
	}
	return 0;
}

static int
flush_refusals(struct ledger *l, struct err *err)
{
	struct guard_refusal key, next;
	bool first = true;
	int rc = 0;
	for (size_t n = 0; rc == 0 && n < 2 * 8192; n++) {
		if (bpf_map_get_next_key(
			    l->config.maps.refusals, first ? NULL : &key, &next) < 0)
			break;
		if (!first)
			rc = flush_refusal(l, &key, err); /* may delete it, so one behind */
		key = next;
		first = false;
	}
	return rc == 0 && !first ? flush_refusal(l, &key, err) : rc;
}

/* The sendings of the last `rate_seconds`, in buckets. */
static uint64_t
sendings_in_window(struct ledger *l, struct sender *s, uint64_t new)
{
	int64_t width = l->config.rate_seconds
		? (l->config.rate_seconds + BUCKETS - 1) / BUCKETS
		: 60;
	int64_t at = clock_boot_ns() / 1000000000 / width;
	uint64_t sum = 0;
	for (int64_t i = s->bucket_at + 1; i <= at && i <= s->bucket_at + BUCKETS; i++)
		s->bucket[i % BUCKETS] = 0;
	s->bucket_at = at;
	s->bucket[at % BUCKETS] += (uint32_t) new;
	for (size_t i = 0; i < BUCKETS; i++)
		sum += s->bucket[i];
	return sum;
}

static int
alarm_rate(
	struct ledger *l, struct sender *s, uint64_t n, struct line *line, struct err *err)
{
	char evidence[EVIDENCE_MAX], path[LINE_PATH_MAX];
	int64_t now = clock_boot_ns();
	if (!l->config.rate_sendings || n <= l->config.rate_sendings ||
		(s->alarmed_ns && now - s->alarmed_ns < AGAIN_S * INT64_C(1000000000)))
		return 0;
	s->alarmed_ns = now;
	line_path(&s->event, path, sizeof(path));
	(void)snprintf(evidence, sizeof(evidence),
		"%llu connections within %u minutes, more than %u", (unsigned long long)n,
		l->config.rate_seconds / 60, l->config.rate_sendings);
	line->verdict = "unusual rate";
	line->evidence = evidence;
	line->confidence = CONFIDENCE_LOW;
	line->count = 0;
	auto_free char *text =
		base_printf("unusual rate: %s of user %u sends as programs do: %s", path,
			s->event.uid, evidence);
	l->config.warn(l->config.arg, s->event.uid, text);
	return put(l, line, err);
}

static int
flush_sender(struct ledger *l, struct sender *s, struct err *err)
{
	struct guard_count c;
	uint64_t told = 0;
	if (bpf_map_lookup_elem(l->config.maps.sendings, &s->file, &c) < 0)
		return 0;
	(void)bpf_map_lookup_elem(l->config.maps.sendings_told, &s->file, &told);
	if (c.count <= told)
		return 0;
	int64_t now = clock_epoch_ns((uint64_t)clock_boot_ns());
	struct line line = {
		.event = &s->event,
		.verdict = guard_verdict_text(VERDICT_ALLOWED),
		.evidence = "",
		.pattern = guard_pattern_text(PATTERN_USER_AND_MAILER),
		.first_ns = told ? now : clock_epoch_ns(s->event.time_ns),
		.last_ns = now,
		.count = c.count - told,
		.enforced = true,
	};
	int rc = put(l, &line, err);
	if (rc < 0)
		return rc;
	(void)bpf_map_update_elem(
		l->config.maps.sendings_told, &s->file, &c.count, BPF_ANY);
	return alarm_rate(l, s, sendings_in_window(l, s, line.count), &line, err);
}

/* A host that says nothing is not one where nothing happened: a line an hour tells them
 * apart. */
static int
put_watching(struct ledger *l, struct err *err)
{
	static const struct guard_event nobody = { .family = AF_INET };
	int64_t now = clock_epoch_ns((uint64_t)clock_boot_ns());
	struct line line = { .event = &nobody,
		.verdict = "watching",
		.evidence = "",
		.pattern = "",
		.first_ns = now,
		.last_ns = now,
		.enforced = true };
	int64_t hour = now / (3600 * INT64_C(1000000000));
	int rc = hour == l->watched_hour ? 0 : put(l, &line, err);
	if (rc == 0)
		l->watched_hour = hour;
	return rc;
}

static bool
lives(void *arg, uint64_t id)
{
	struct ledger *l = arg;
	struct guard_record r;
	return bpf_map_lookup_elem(l->config.maps.records, &id, &r) == 0;
}

int
ledger_flush(struct ledger *l, struct err *err)
{
	irc_sessions_prune(l->config.irc, lives, l);
	int rc = put_watching(l, err);
	if (rc == 0)
		rc = flush_refusals(l, err);
	for (size_t i = 0; rc == 0 && i < l->n_senders; i++)
		rc = flush_sender(l, &l->senders[i], err);
	int synced = spool_sync(l->config.spool, err);
	return rc < 0 ? rc : synced;
}
