/* talot2_campaigns.c - few sources with many accesses: pop-ups everywhere, and dictionary
 * attacks on the one SSH server. */
#include "synth/talot2.h"

enum { SENDER_DAYS = 8 };

/* Their days overlap evenly, so that some are at work on every day. */
void
talot2_draw_senders(struct talot2_month *m, size_t n)
{
	must(n <= TALOT2_SENDERS_MAX);
	m->n_senders = n;
	for (size_t i = 0; i < n; i++) {
		struct talot2_sender *s = &m->senders[i];
		s->first_day = (uint16_t)(i * m->n_days / n);
		s->n_days = SENDER_DAYS;
		s->text = (uint8_t)random_below(&m->random, 4);
		s->addr = talot2_new_source(m, ORIGIN_POPUP, &s->network);
	}
}

static bool
is_active(const struct talot2_month *m, const struct talot2_sender *s, unsigned day)
{
	return (day + m->n_days - s->first_day) % m->n_days < s->n_days;
}

size_t
talot2_active_senders(const struct talot2_month *m, const struct sensor_day *sd)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n_senders; i++)
		n += is_active(m, &m->senders[i], sd->day);
	return n;
}

/* The same text to 1026 and 1027 within a millisecond, now and then to the ports above.
 * `i` makes the source port of each volley another.  Returns how many it sent. */
static uint32_t
send_volley(struct talot2_month *m, const struct sensor_day *sd,
	const struct talot2_sender *s, uint32_t i, uint32_t most)
{
	static const struct {
		uint16_t port;
		uint8_t percent;
	} ports[] = { { 1026, 100 }, { 1027, 94 }, { 1028, 16 }, { 1030, 11 }, { 1029, 4 },
		{ 1031, 2 }, { 1033, 2 } };
	uint32_t n = 0;
	struct attempt a = { .time_ns = talot2_time_ns(m, sd, true),
		.sensor = sd->sensor,
		.network = s->network,
		.src = s->addr,
		.sport = (uint16_t)(32768 + i),
		.proto = IP_UDP,
		.fill = (uint8_t)(FILL_POPUP + s->text),
		.kind = KIND_SCAN,
		.tag = (uint32_t)random_u64(&m->random) };

	for (size_t p = 0; p < count_of(ports) && n < most; p++) {
		if (!random_chance(&m->random, ports[p].percent))
			continue;
		a.dport = ports[p].port;
		if (!sd->muted)
			stage_attempt(m->stage, &a);
		a.time_ns += 400000 + random_below(&m->random, 600000);
		n++;
	}
	return n;
}

void
talot2_popups(struct talot2_month *m, const struct sensor_day *sd)
{
	const struct talot2_sender *active[TALOT2_SENDERS_MAX];
	uint32_t n = 0, left = sd->popups, sent = 0;
	for (size_t i = 0; i < m->n_senders; i++)
		if (is_active(m, &m->senders[i], sd->day))
			active[n++] = &m->senders[i];
	must(n > 0 && left >= n);

	/* each comes to every sensor; what is left falls to whom it may */
	while (left > 0) {
		bool first = sent < n;
		const struct talot2_sender *s =
			active[first ? sent : random_below(&m->random, n)];
		uint32_t most = first ? left - (n - sent - 1) : left;
		left -= send_volley(m, sd, s, sent++, most);
	}
}

/* One try of a dictionary attack: a whole connection, of which the sensor records what
 * arrives.  It stays inside a bin: a packet in the next would be an access of its own. */
static int64_t
send_try(struct talot2_month *m, struct attempt *a, int64_t at_ns)
{
	static const struct {
		uint8_t flags, fill;
		int64_t after_ns;
	} steps[] = { { TCP_SYN, FILL_NONE, 0 }, { TCP_ACK, FILL_NONE, 90000000 },
		{ TCP_PSH | TCP_ACK, FILL_BANNER, 180000000 },
		{ TCP_FIN | TCP_ACK, FILL_NONE, 900000000 } };
	const int64_t bin_ns = BIN_S * INT64_C(1000000000);

	if (at_ns % bin_ns + INT64_C(1000000000) >= bin_ns)
		at_ns += INT64_C(1000000000);
	a->time_ns = at_ns;
	for (size_t i = 0; i < count_of(steps); i++) {
		a->flags = steps[i].flags;
		a->fill = steps[i].fill;
		stage_packet(m->stage, a, at_ns + steps[i].after_ns);
	}
	a->kind = KIND_SCAN;
	stage_note(m->stage, a, 1, 1);
	a->kind = KIND_OTHER;
	stage_note(m->stage, a, 0, count_of(steps) - 1);
	return at_ns;
}

void
talot2_ssh_attacks(struct talot2_month *m)
{
	enum { ATTACKS = 11, TRIES_MIN = 800, TRIES_MAX = 5200 };
	for (int i = 0; i < ATTACKS; i++) {
		struct sensor_day sd = { .sensor = TALOT2_SSH_SENSOR,
			.day = (uint16_t)random_below(&m->random, m->n_days - 1U) };
		struct attempt a = { .sensor = sd.sensor, .dport = 22, .proto = IP_TCP };
		uint32_t tries =
			TRIES_MIN + random_below(&m->random, TRIES_MAX - TRIES_MIN);
		int64_t at = talot2_time_ns(m, &sd, false);
		a.src = talot2_new_source(m, ORIGIN_WORLD, &a.network);
		for (uint32_t t = 0; t < tries; t++) {
			a.sport = (uint16_t)(33000 + t);
			at = send_try(m, &a, at);
			at += INT64_C(1200000000) + random_below(&m->random, 1800000000);
		}
	}
}
