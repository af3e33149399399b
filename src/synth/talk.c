/* talk.c - datagrams and TCP conversations for scenes of detectors. */
#include "synth/talk.h"

enum { SEGMENT_MAX = 1400, TTL = 64 };
#define GAP_NS INT64_C(20000000)

struct addr
talk_addr(const char *text)
{
	struct addr ret;
	struct err err;
	must(addr_parse(text, &ret, &err) == 0);
	return ret;
}

void
talk_udp(struct stage *stage, int64_t time_ns, struct talk_end from, struct talk_end to,
	uint8_t ttl, struct bytes payload)
{
	struct frame_buffer f;
	struct frame_ip ip = { .src = from.addr,
		.dst = to.addr,
		.proto = IP_UDP,
		.ttl = ttl,
		.id = (uint16_t)random_below(&stage->random, 65536) };
	frame_payload(&f, payload);
	frame_put_udp(&f, from.port, to.port, &ip);
	frame_put_ip(&f, &ip);
	frame_put_ethernet(&f, 0);
	stage_frame(stage, time_ns, frame_bytes(&f));
}

static void
put_tcp(struct stage *stage, int64_t time_ns, struct talk_end from, struct talk_end to,
	const struct frame_tcp *tcp, uint8_t ttl, struct bytes payload)
{
	struct frame_buffer f;
	struct frame_ip ip = { .src = from.addr,
		.dst = to.addr,
		.proto = IP_TCP,
		.ttl = ttl,
		.id = (uint16_t)random_below(&stage->random, 65536) };
	frame_payload(&f, payload);
	frame_put_tcp(&f, tcp, &ip);
	frame_put_ip(&f, &ip);
	frame_put_ethernet(&f, 0);
	stage_frame(stage, time_ns, frame_bytes(&f));
}

void
talk_tcp(struct stage *stage, int64_t time_ns, struct talk_end from, struct talk_end to,
	uint8_t flags, uint32_t seq, uint16_t window)
{
	struct frame_tcp tcp = { .sport = from.port,
		.dport = to.port,
		.window = window,
		.seq = seq,
		.flags = flags };
	put_tcp(stage, time_ns, from, to, &tcp, TTL, bytes_of("", 0));
}

static void
put(struct talk *t, bool client, uint8_t flags, bool options, struct bytes payload)
{
	struct talk_end from = client ? t->client : t->server;
	struct talk_end to = client ? t->server : t->client;
	struct frame_tcp tcp = { .sport = from.port,
		.dport = to.port,
		.window = 65535,
		.seq = t->seq[!client],
		.ack = flags & TCP_ACK ? t->seq[client] : 0,
		.flags = flags,
		.options = options };
	put_tcp(t->stage, t->time_ns, from, to, &tcp, t->ttl[!client], payload);
	t->seq[!client] += (uint32_t)payload.len + ((flags & (TCP_SYN | TCP_FIN)) != 0);
	t->time_ns += t->gap_ns;
}

struct talk
talk_begin(struct stage *stage, int64_t time_ns, struct talk_end client,
	struct talk_end server)
{
	struct talk t = { .stage = stage,
		.client = client,
		.server = server,
		.time_ns = time_ns,
		.gap_ns = GAP_NS,
		.seq = { (uint32_t)random_u64(&stage->random),
			(uint32_t)random_u64(&stage->random) },
		.ttl = { TTL, TTL } };
	put(&t, true, TCP_SYN, true, bytes_of("", 0));
	put(&t, false, TCP_SYN | TCP_ACK, true, bytes_of("", 0));
	put(&t, true, TCP_ACK, false, bytes_of("", 0));
	return t;
}

void
talk_say(struct talk *t, bool client, struct bytes data)
{
	while (data.len > 0) {
		size_t len = data.len < SEGMENT_MAX ? data.len : SEGMENT_MAX;
		put(t, client, TCP_ACK | TCP_PSH, false, bytes_of(data.at, len));
		data = bytes_of(data.at + len, data.len - len);
	}
}

void
talk_client(struct talk *t, const char *text)
{
	talk_say(t, true, bytes_text(text));
}

void
talk_server(struct talk *t, const char *text)
{
	talk_say(t, false, bytes_text(text));
}

void
talk_end(struct talk *t)
{
	put(t, true, TCP_FIN | TCP_ACK, false, bytes_of("", 0));
	put(t, false, TCP_FIN | TCP_ACK, false, bytes_of("", 0));
	put(t, true, TCP_ACK, false, bytes_of("", 0));
}

void
talk_reset(struct talk *t, bool client)
{
	put(t, client, TCP_RST | TCP_ACK, false, bytes_of("", 0));
}

void
talk_expect(struct stage *stage, const char *month, const char *type, unsigned findings)
{
	stage_fact(stage, month, "finding", type, "findings", findings);
}
