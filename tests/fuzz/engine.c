/* engine.c - any packets at all before every detector, stream and watch.
 *
 * The input is a list of packets: a byte that chooses protocol, direction, flags and ports,
 * a byte that moves clock and sequence number, two bytes of length, the payload.  Seeds:
 * run unit_detect_t with TEITEN_SEEDS=DIR and TEITEN_SEED_HEADS=1.
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

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	const struct site *site;
	struct engine *e = the_engine(&site);
	struct cursor c = cursor_over(bytes_of(at, len));
	int64_t time_ns = INT64_C(1000000000000000000);
	uint32_t seq[2] = { 1000, 2000 };
	for (unsigned i = 0; i < PACKETS_MAX && cursor_left(&c) >= 4; i++) {
		uint8_t how = cursor_u8(&c), step = cursor_u8(&c);
		size_t n = cursor_u16le(&c);
		struct bytes data =
			cursor_take(&c, n < cursor_left(&c) ? n : cursor_left(&c));
		auto_free uint8_t *copy = malloc(data.len ? data.len : 1);
		must(copy);
		if (data.len)
			memcpy(copy, data.at, data.len);
		time_ns += (int64_t)step * step * 1000000;
		if (step & 1)
			seq[how & 1] +=
				step; /* a hole, or an overlap after the next line */
		struct packet pkt =
			make_packet(how, time_ns, seq, bytes_of(copy, data.len));
		struct seen seen = { .pkt = &pkt,
			.sensor = &site->sensors[0],
			.origin = { .frame = i + 1 },
			.arrived = true };
		engine_see(e, &seen, 1);
		seq[how & 1] += (uint32_t)data.len - (step & 4);
	}
	engine_finish(e);
	return 0;
}
