/* watch_fixture.c - packets to a watch through the whole engine. */
#include "watch_fixture.h"

#define START (INT64_C(1200000000) * SECOND)

struct told told;

static void
found(void *arg, const struct finding *f)
{
	(void)arg;
	if (strcmp(f->type->name, told.type) != 0)
		return;
	told.n++;
	told.of = f->type;
	told.src = f->src;
	told.dst = f->dst;
	for (size_t i = 0; i < finding_type_fields(f->type); i++)
		told.numbers[i] = f->values[i].number;
	(void)snprintf(told.first_text, sizeof(told.first_text), "%.*s",
		(int)f->values[0].text.len, (const char *)f->values[0].text.at);
	(void)snprintf(told.why, sizeof(told.why), "%.*s", (int)f->why.len,
		(const char *)f->why.at);
	must(f->last_ns >= f->first_ns);
}

int64_t
watch_number(const char *field)
{
	return told.numbers[finding_type_field(told.of, field)];
}

static struct engine *engine;
static struct site *site;
static struct geo *geo;
int64_t now_ns;

void
watch_begin(const char *type)
{
	struct err err;
	if (!engine) {
		must(site_default(NULL, &site, &err) == 0);
		geo = geo_none();
		struct engine_config config = { .site = site, .geo = geo, .found = found };
		engine = engine_new(&config);
	}
	memset(&told, 0, sizeof(told));
	told.type = type;
	now_ns = START;
}

enum { HELD_MAX = 256, HELD_BYTES = 1400 };
static struct packet held[HELD_MAX];
static uint8_t held_bytes[HELD_MAX][HELD_BYTES];
static size_t n_held;
static bool holding;

void
watch_hold(void)
{
	holding = true;
	n_held = 0;
}

static struct seen
seen_of(const struct packet *pkt)
{
	return (struct seen){ .pkt = pkt,
		.sensor = &site->sensors[0],
		.origin = { .frame = 1 },
		.arrived = true };
}

unsigned
watch_finish(void)
{
	static struct seen seen[HELD_MAX];
	for (size_t i = 0; i < n_held; i++)
		seen[i] = seen_of(&held[i]);
	if (n_held)
		engine_see(engine, seen, n_held);
	holding = false;
	n_held = 0;
	engine_finish(engine);
	return told.n;
}

static void
hold(const struct packet *pkt)
{
	size_t head = (size_t)(pkt->payload.at - pkt->transport.at);
	must(n_held < HELD_MAX && pkt->transport.len <= HELD_BYTES);
	uint8_t *at = held_bytes[n_held];
	memcpy(at, pkt->transport.at, pkt->transport.len);
	held[n_held] = *pkt;
	held[n_held].transport.at = at;
	held[n_held++].payload.at = at + head;
}

static void
see(struct packet *pkt)
{
	pkt->time_ns = now_ns;
	pkt->version = 4;
	pkt->ttl = 64;
	pkt->len = 20 + (uint32_t)pkt->transport.len;
	struct seen seen = seen_of(pkt);
	if (holding)
		hold(pkt);
	else
		engine_see(engine, &seen, 1);
}

struct addr
host(uint32_t i)
{
	return addr_v4(0xc0000200 + i);
}

struct addr
server(uint32_t i)
{
	return addr_v4(0xc6336400 + i);
}

/* Of a UDP datagram with its header in front, as is_udp_reply() looks for its length. */
void
udp(struct addr src, uint16_t sport, struct addr dst, uint16_t dport, const struct draft *d)
{
	uint8_t at[8 + sizeof(d->at)] = { 0 };
	at[4] = (uint8_t)((8 + d->len) >> 8);
	at[5] = (uint8_t)(8 + d->len);
	memcpy(at + 8, d->at, d->len);
	struct packet pkt = { .src = src,
		.dst = dst,
		.sport = sport,
		.dport = dport,
		.proto = IP_UDP,
		.payload = bytes_of(at + 8, d->len) };
	pkt.transport = bytes_of(at, 8 + d->len);
	see(&pkt);
}

void
tcp(struct addr src, uint16_t sport, struct addr dst, uint16_t dport, uint8_t flags)
{
	static uint32_t seq;
	struct packet pkt = { .src = src,
		.dst = dst,
		.sport = sport,
		.dport = dport,
		.proto = IP_TCP,
		.tcp_flags = flags,
		.tcp_seq = ++seq * 7919,
		.tcp_window = 65535 };
	static const uint8_t header[20] = { [12] = 5 << 4 };
	pkt.payload = bytes_of(header + 20, 0);
	pkt.transport = bytes_of(header, sizeof(header));
	see(&pkt);
}

void
watch_done(void)
{
	engine_free(engine);
	geo_close(geo);
	site_free(site);
	engine = NULL;
}
