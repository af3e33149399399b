/* The guard's readers of what others wrote: first bytes of clients, policies, lines of the
 * spool, recorded sessions.  The first byte says which. */
#include "guard/guard.h"
#include "guard/payload.h"
#include "guard/replay.h"
#include "guard/spool.h"

static void
read_payload(struct bytes text)
{
	struct payload p = { 0 };
	size_t n = 0;
	while (n < text.len && payload_step(&p, text.at[n]) == PAYLOAD_OPEN)
		n++;
	must(n <= PAYLOAD_SEEN_MAX);
}

static void
read_policy(struct bytes text)
{
	struct guard_policy p;
	struct err err;
	if (guard_policy_parse("x", text, &p, &err) == 0)
		guard_policy_free(&p);
}

static void
read_line(struct bytes text)
{
	struct guard_line l;
	struct err err;
	if (guard_line_read(text, &l, &err) == 0)
		guard_line_done(&l);
}

static void
read_sessions(struct bytes text)
{
	struct guard_replay *r = guard_replay_new();
	struct guard_outcome outcome;
	struct err err;
	for (size_t at = 0; at < text.len;) {
		const uint8_t *end = memchr(text.at + at, '\n', text.len - at);
		size_t len = end ? (size_t)(end - text.at) - at : text.len - at;
		if (guard_replay_line(r, bytes_of(text.at + at, len), &outcome, &err) == 1)
			must((outcome.state == STATE_OPEN) <=
				(outcome.reason == REASON_NONE));
		at += len + 1;
	}
	guard_replay_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct bytes text) = { read_payload, read_policy,
		read_line, read_sessions };
	if (size > 0)
		readers[data[0] % count_of(readers)](bytes_of(data + 1, size - 1));
	return 0;
}
