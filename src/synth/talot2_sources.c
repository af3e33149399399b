/* talot2_sources.c - worms, scanners and answers to forged packets: all but pop-ups. */
#include "synth/talot2.h"

#include <math.h>

/* `port` is the one that counts: of an answer the service that answers, of ICMP the type.
 */
struct service {
	uint8_t proto, flags, fill, kind;
	uint16_t port;
	uint16_t weight; /* sources in a thousand */
	uint8_t origin;
	bool once; /* its attempts cannot be told apart: one for each sensor and day */
};

enum service_index { SERVICE_445, SERVICE_135, SERVICE_PING = 3 };

static const struct service services[] = {
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 445, 338, ORIGIN_DOMESTIC, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 135, 292, ORIGIN_DOMESTIC, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 139, 84, ORIGIN_MIXED, false },
	{ IP_ICMP, 0, FILL_ECHO, KIND_SCAN, 8, 70, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 1433, 42, ORIGIN_CHINESE, false },
	{ IP_UDP, 0, FILL_TEXT, KIND_SCAN, 137, 31, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 80, 14, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 22, 13, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 4899, 12, ORIGIN_CHINESE, false },
	{ IP_UDP, 0, FILL_TEXT, KIND_SCAN, 1434, 11, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 1025, 10, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 3306, 8, ORIGIN_CHINESE, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 5554, 7, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 6129, 6, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 2745, 5, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 3127, 5, ORIGIN_MIXED, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 9898, 4, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 8080, 4, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN, FILL_NONE, KIND_SCAN, 21, 4, ORIGIN_WORLD, false },
	{ IP_UDP, 0, FILL_DNS_QUERY, KIND_SCAN, 53, 3, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_SYN | TCP_ACK, FILL_NONE, KIND_BACKSCATTER, 80, 10, ORIGIN_WORLD,
		false },
	{ IP_TCP, TCP_SYN | TCP_ACK, FILL_NONE, KIND_BACKSCATTER, 6667, 4, ORIGIN_WORLD,
		false },
	{ IP_TCP, TCP_RST | TCP_ACK, FILL_NONE, KIND_BACKSCATTER, 7000, 5, ORIGIN_WORLD,
		false },
	{ IP_TCP, TCP_RST, FILL_NONE, KIND_BACKSCATTER, 80, 3, ORIGIN_WORLD, false },
	{ IP_ICMP, 3, FILL_QUOTE, KIND_BACKSCATTER, 3, 5, ORIGIN_WORLD, true },
	{ IP_ICMP, 0, FILL_QUOTE, KIND_BACKSCATTER, 11, 3, ORIGIN_WORLD, true },
	{ IP_UDP, 0, FILL_DNS_REPLY, KIND_BACKSCATTER, 53, 3, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_ACK, FILL_NONE, KIND_OTHER, 80, 3, ORIGIN_WORLD, false },
	{ IP_TCP, TCP_FIN | TCP_ACK, FILL_NONE, KIND_OTHER, 6346, 1, ORIGIN_MIXED, false },
};

static uint8_t
draw_service(struct random *r)
{
	uint32_t at = random_below(r, 1000);
	uint8_t i = 0;
	while (at >= services[i].weight) {
		at -= services[i++].weight;
		must(i < count_of(services));
	}
	return i;
}

/* Worms that look for both of Windows' doors, and Welchia's ping before it tries 135. */
static uint8_t
draw_companion(struct random *r, uint8_t service)
{
	if (service == SERVICE_445 && random_chance(r, 10))
		return SERVICE_135;
	if (service == SERVICE_135 && random_chance(r, 14))
		return SERVICE_445;
	if (service == SERVICE_PING && random_chance(r, 25))
		return SERVICE_135;
	return service;
}

static struct talot2_source
draw_source(struct talot2_month *m)
{
	struct talot2_source s = { .service = draw_service(&m->random) };
	s.companion = draw_companion(&m->random, s.service);
	s.addr = talot2_new_source(m, services[s.service].origin, &s.network);
	return s;
}

void
talot2_draw_regulars(struct talot2_month *m)
{
	for (size_t i = 0; i < TALOT2_REGULARS; i++)
		m->regulars[i] = draw_source(m);
}

/* 22/tcp to the sensor that excludes it is told by the attacks alone. */
static bool
is_wanted(const struct talot2_source *s, const struct sensor_day *sd)
{
	return sd->sensor != TALOT2_SSH_SENSOR || services[s->service].port != 22;
}

/* One in four is a regular; a stride prime to their number never meets one twice. */
static void
draw_sources(struct talot2_month *m, const struct sensor_day *sd, struct talot2_source *ret,
	size_t n)
{
	enum { STRIDE = 1009 };
	uint32_t at = random_below(&m->random, TALOT2_REGULARS);
	for (size_t i = 0; i < n; i++) {
		do {
			at = (at + STRIDE) % TALOT2_REGULARS;
			ret[i] = i % 4 == 0 ? m->regulars[at] : draw_source(m);
		} while (!is_wanted(&ret[i], sd));
	}
}

/* Some sources come far more often than others: `ret_upto` ends at the sum of weights. */
static void
draw_eagerness(struct random *r, const struct talot2_source *s, size_t n, double *ret_upto)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		double w = pow(random_real(r) + 1e-3, -0.6);
		sum += services[s[i].service].once ? 0 : w;
		ret_upto[i] = sum;
	}
}

static size_t
draw_index(struct random *r, const double *upto, size_t n)
{
	double at = random_real(r) * upto[n - 1];
	size_t low = 0, high = n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (at < upto[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The `i`th access of a source on a sensor-day: i makes its ports or identifier unlike
 * those of the others, so that no two are one. */
static void
send_access(struct talot2_month *m, const struct sensor_day *sd,
	const struct talot2_source *s, uint8_t service, uint32_t i)
{
	const struct service *v = &services[service];
	uint16_t own = (uint16_t)(1025 + (s->addr.lo * 97 + i) % 3975);
	struct attempt a = { .time_ns = talot2_time_ns(m, sd, false),
		.sensor = sd->sensor,
		.network = s->network,
		.src = s->addr,
		.sport = own,
		.dport = v->port,
		.proto = v->proto,
		.flags = v->flags,
		.fill = v->fill,
		.kind = v->kind };
	uint32_t again = random_below(&m->random, 100);

	if (v->proto == IP_ICMP) {
		a.sport = (uint16_t)(v->port << 8);
		a.dport = v->once ? 0 : own;
		a.flags = 0;
		if (v->port == 3)
			a.sport |= v->flags; /* the code */
	} else if (v->kind == KIND_BACKSCATTER) {
		a.sport = v->port;
		a.dport = own;
	}
	if (v->proto == IP_TCP && v->kind != KIND_OTHER && !(v->flags & TCP_RST)) {
		a.repeats = again < 20 ? 2 : again < 50 ? 1 : 0;
		a.gap_s = 3;
	}
	if (!sd->muted)
		stage_attempt(m->stage, &a);
}

void
talot2_others(struct talot2_month *m, const struct sensor_day *sd, size_t n_senders)
{
	must(sd->sources > n_senders);
	size_t n = sd->sources - n_senders;
	must(sd->others >= n);
	auto_free struct talot2_source *sources = base_alloc(n, sizeof(*sources));
	auto_free double *upto = base_alloc(n, sizeof(*upto));
	auto_free uint32_t *sent = base_alloc(n, sizeof(*sent));

	draw_sources(m, sd, sources, n);
	draw_eagerness(&m->random, sources, n, upto);
	for (size_t i = 0; i < n; i++)
		send_access(m, sd, &sources[i], sources[i].service, sent[i]++);
	for (size_t left = sd->others - n; left > 0; left--) {
		size_t i = draw_index(&m->random, upto, n);
		bool other = random_chance(&m->random, 40);
		must(sent[i] < 3975);
		send_access(m, sd, &sources[i],
			other ? sources[i].companion : sources[i].service, sent[i]++);
	}
}
