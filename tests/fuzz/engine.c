/* engine.c - any packets at all before every detector, stream and watch.
 *
 * The input is a list of packets: a byte that chooses protocol, direction, flags and ports,
 * a byte that moves clock and sequence number, two bytes of length, the payload; or it is a
 * TCP stream in Zeek's form, of which each piece begins with "\1PKT" and its side.
 */
#include "watch/watch.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

enum { PACKETS_MAX = 64 };

static volatile uint8_t sink;

static void
found(void *arg, const struct finding *f)
{
	char id[COMMUNITY_ID_MAX];
	(void)arg;
	must(f->why.len > 0 && f->type && f->last_ns >= f->first_ns);
	must(community_id(f, id)[0] == '1');
	/* Every byte of every text can be read. */
	for (size_t i = 0; i < f->why.len; i++)
		sink ^= f->why.at[i];
	for (size_t k = 0; k < finding_type_fields(f->type); k++)
		for (size_t i = 0; f->type->fields[k].type != FIELD_NUMBER &&
			i < f->values[k].text.len;
			i++)
			sink ^= f->values[k].text.at[i];
}

static struct engine *
the_engine(const struct site **ret_site)
{
	static struct engine *engine;
	static struct site *site;
	struct err err;
	if (!engine) {
		must(site_default(NULL, &site, &err) == 0);
		struct engine_config config = { .site = site,
			.geo = geo_none(),
			.streams = { .streams_max = 16, .memory_max = 1 << 20 },
			.found = found };
		engine = engine_new(&config);
	}
	*ret_site = site;
	return engine;
}

static struct packet
make_packet(uint8_t how, int64_t time_ns, const uint32_t *seq, struct bytes payload)
{
	static const uint16_t ports[] = { 25, 53, 80, 135, 445, 1026, 1434, 6667 };
	bool out = how & 1, tcp = how & 2;
	uint16_t port = ports[how >> 2 & 7];
	struct packet pkt = { .time_ns = time_ns,
		.src = addr_v4(out ? 0xc6336401 : 0xc0000201),
		.dst = addr_v4(out ? 0xc0000201 : 0xc6336401),
		.version = 4,
		.ttl = 64,
		.proto = tcp ? IP_TCP : IP_UDP,
		.sport = out ? port : 40000,
		.dport = out ? 40000 : port,
		.len = (uint32_t)payload.len + 40,
		.payload = payload,
		.transport = payload };
	if (tcp) {
		static const uint8_t flags[] = { TCP_ACK, TCP_SYN, TCP_FIN | TCP_ACK,
			TCP_RST };
		pkt.tcp_flags = flags[how >> 5 & 3];
		pkt.tcp_seq = seq[out];
		pkt.tcp_window = 65535;
	}
	return pkt;
}

struct play {
	struct engine *engine;
	const struct sensor *sensor;
	int64_t time_ns;
	uint32_t seq[2];
	unsigned n;
};

static void
play(struct play *p, uint8_t how, uint8_t step, struct bytes data)
{
	auto_free uint8_t *copy = malloc(data.len ? data.len : 1);
	must(copy);
	if (data.len)
		memcpy(copy, data.at, data.len);
	p->time_ns += (int64_t)step * step * 1000000;
	if (step & 1)
		p->seq[how & 1] += step; /* a hole, or an overlap after the next line */
	struct packet pkt = make_packet(how, p->time_ns, p->seq, bytes_of(copy, data.len));
	struct seen seen = { .pkt = &pkt,
		.sensor = p->sensor,
		.origin = { .frame = ++p->n },
		.arrived = true };
	engine_see(p->engine, &seen, 1);
	p->seq[how & 1] += (uint32_t)data.len - (step & 4);
}

static void
play_packets(struct play *p, struct cursor *c)
{
	while (p->n < PACKETS_MAX && cursor_left(c) >= 4) {
		uint8_t how = cursor_u8(c), step = cursor_u8(c);
		size_t n = cursor_u16le(c);
		play(p, how, step, cursor_take(c, n < cursor_left(c) ? n : cursor_left(c)));
	}
}

static const char piece_mark[] = "\1PKT";
enum { MARK_LEN = sizeof(piece_mark) - 1, TCP_BIT = 2, SIDE_BIT = 1 };

static void
play_pieces(struct play *p, struct bytes all)
{
	while (p->n < PACKETS_MAX && all.len > MARK_LEN) {
		uint8_t how = TCP_BIT | (all.at[MARK_LEN] & SIDE_BIT ? 0 : SIDE_BIT);
		struct bytes rest = bytes_of(all.at + MARK_LEN + 1, all.len - MARK_LEN - 1);
		const uint8_t *next = memmem(rest.at, rest.len, piece_mark, MARK_LEN);
		size_t n = next ? (size_t)(next - rest.at) : rest.len;
		play(p, how, 0, bytes_of(rest.at, n < 1460 ? n : 1460));
		all = bytes_of(rest.at + n, rest.len - n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	const struct site *site;
	struct cursor c = cursor_over(bytes_of(at, len));
	struct play p = { .engine = the_engine(&site),
		.time_ns = INT64_C(1000000000000000000),
		.seq = { 1000, 2000 } };
	p.sensor = &site->sensors[0];
	if (len > MARK_LEN && memcmp(at, piece_mark, MARK_LEN) == 0)
		play_pieces(&p, bytes_of(at, len));
	else
		play_packets(&p, &c);
	engine_finish(p.engine);
	return 0;
}
