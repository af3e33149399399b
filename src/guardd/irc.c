/* irc.c - IRC sessions that programs of this host hold, by the observatory's own detector.
 */
#include "guardd/line.h"

enum { SESSIONS_MAX = 64, HEAD_MAX = STREAM_HEAD_MAX };

struct session {
	uint64_t cookie, root, id;
	int64_t first_ns, last_ns;
	struct addr local, remote;
	uint16_t sport, dport;
	bool confirmed, cnc;
	int64_t score;
	char name[GUARD_NAME + 1];
	uint8_t *head[2]; /* by enum side; NULL once it is confirmed as a C&C */
	uint32_t len[2];
	uint32_t judged; /* bytes that the detector has seen */
};

struct irc_sessions {
	struct session at[SESSIONS_MAX];
	size_t n;
	uint64_t refused;
	const struct detector *detector;
	size_t verdict, score;
	uint8_t *scratch;
};

struct irc_sessions *
irc_sessions_new(void)
{
	struct irc_sessions *s = base_alloc(1, sizeof(*s));
	for (size_t i = 0; i < detector_count(); i++)
		if (strcmp(detector_at(i)->type.name, "irc") == 0)
			s->detector = detector_at(i);
	must(s->detector);
	s->verdict = finding_type_field(&s->detector->type, "verdict");
	s->score = finding_type_field(&s->detector->type, "score");
	s->scratch = base_alloc(1, SCRATCH_SIZE);
	return s;
}

static void
forget(struct irc_sessions *s, size_t i)
{
	free(s->at[i].head[0]);
	free(s->at[i].head[1]);
	s->at[i] = s->at[--s->n];
}

void
irc_sessions_free(struct irc_sessions *s)
{
	while (s && s->n)
		forget(s, s->n - 1);
	if (s)
		free(s->scratch);
	free(s);
}

static struct session *
find(struct irc_sessions *s, const struct guard_payload *p)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i].cookie == p->cookie)
			return &s->at[i];
	/* The oldest that is no session gives way: FTP and POP3 begin alike. */
	for (size_t i = 0; s->n == SESSIONS_MAX && i < s->n; i++)
		if (!s->at[i].confirmed)
			forget(s, i);
	if (s->n == SESSIONS_MAX) {
		s->refused++;
		return NULL;
	}
	struct session *new = &s->at[s->n++];
	*new = (struct session){ .cookie = p->cookie,
		.root = p->root,
		.id = p->id,
		.first_ns = clock_epoch_ns(p->time_ns),
		.local = line_address(p->family, p->saddr),
		.remote = line_address(p->family, p->daddr),
		.sport = p->sport,
		.dport = p->dport };
	memcpy(new->name, p->name, GUARD_NAME);
	return new;
}

static void
append(struct session *at, const struct guard_payload *p)
{
	enum side side = p->outgoing ? CLIENT : SERVER;
	uint32_t room = HEAD_MAX - at->len[side];
	uint32_t len = p->len < GUARD_PAYLOAD ? p->len : GUARD_PAYLOAD;
	if (!at->head[side])
		at->head[side] = base_alloc(1, HEAD_MAX);
	if (len > room)
		len = room;
	memcpy(at->head[side] + at->len[side], p->bytes, len);
	at->len[side] += len;
	at->last_ns = clock_epoch_ns(p->time_ns);
}

struct answer {
	struct irc_sessions *s;
	struct session *at;
};

static void
found(struct inspection *in, const struct finding *f)
{
	struct answer *a = in->arg;
	struct bytes verdict = f->values[a->s->verdict].text;
	a->at->confirmed = true;
	a->at->score = f->values[a->s->score].number;
	a->at->cnc = verdict.len == 3 && memcmp(verdict.at, "cnc", 3) == 0;
}

static void
judge(struct irc_sessions *s, struct session *at)
{
	struct answer answer = { s, at };
	struct stream stream = {
		.side_known = true, .first_ns = at->first_ns, .last_ns = at->last_ns
	};
	struct inspection in = {
		.found = found,
		.arg = &answer,
		.scratch = s->scratch,
		.scratch_size = SCRATCH_SIZE,
	};
	stream.side[CLIENT].addr = at->local;
	stream.side[SERVER].addr = at->remote;
	stream.side[CLIENT].port = at->sport;
	stream.side[SERVER].port = at->dport;
	for (int i = 0; i < 2; i++) {
		stream.side[i].head =
			bytes_of(at->head[i] ? at->head[i] : (uint8_t *)"", at->len[i]);
		stream.side[i].started = true;
		stream.side[i].bytes = at->len[i];
		stream.side[i].n_marks = at->len[i] > 0;
		stream.side[i].marks[0].time_ns = at->first_ns;
	}
	in.base = (struct finding){ .type = &s->detector->type,
		.first_ns = at->first_ns,
		.last_ns = at->last_ns,
		.src = at->local,
		.dst = at->remote,
		.sport = at->sport,
		.dport = at->dport,
		.proto = 6,
		.packets = 1 };
	s->detector->stream(&in, &stream);
	at->judged = at->len[0] + at->len[1];
}

enum irc_news
irc_sessions_see(struct irc_sessions *s, const struct guard_payload *p)
{
	struct session *at = find(s, p);
	if (!at)
		return IRC_NO_NEWS;
	bool before = at->confirmed, cnc = at->cnc;
	append(at, p);
	/* All of it is read again each time: it is 16 KiB a side at most. */
	if (!cnc && at->len[0] + at->len[1] > at->judged)
		judge(s, at);
	if (at->cnc && !cnc)
		return IRC_IS_CNC;
	return at->confirmed && !before ? IRC_IS_SESSION : IRC_NO_NEWS;
}

enum guard_irc
irc_sessions_weigh(const struct irc_sessions *s, uint64_t root, char *text, size_t size)
{
	const struct session *best = NULL;
	for (size_t i = 0; i < s->n; i++) {
		const struct session *at = &s->at[i];
		if (at->confirmed &&
			(!best || (at->root == root && best->root != root) ||
				(at->root == best->root && at->score > best->score)))
			best = at;
	}
	text[0] = 0;
	if (!best)
		return IRC_NONE;
	char remote[ADDR_TEXT_MAX];
	bool same = best->root == root;
	(void)snprintf(text, size,
		"%s holds an IRC session with %s port %u (%s, score %lld, 8 make a C&C) %s",
		best->name, addr_format(best->remote, remote), best->dport,
		best->cnc ? "how bots are commanded" : "no sign of bots",
		(long long)best->score, same ? "in the same lineage" : "on this host");
	return same ? IRC_LINEAGE : IRC_HOST;
}

void
irc_sessions_prune(struct irc_sessions *s, bool (*lives)(void *arg, uint64_t id), void *arg)
{
	for (size_t i = s->n; i > 0; i--)
		if (!lives(arg, s->at[i - 1].id))
			forget(s, i - 1);
}

size_t
irc_sessions_count(const struct irc_sessions *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++)
		n += s->at[i].confirmed;
	return n;
}

uint64_t
irc_sessions_refused(const struct irc_sessions *s)
{
	return s->refused;
}
