/* write.c - planned events become frames, and frames a capture. */
#include "synth/stage.h"

static void
put_transport(struct frame_buffer *f, const struct event *e, const struct frame_ip *ip)
{
	if (e->proto == IP_UDP) {
		frame_put_udp(f, e->sport, e->dport, ip);
	} else if (e->proto == IP_ICMP || e->proto == IP_ICMPV6) {
		frame_put_icmp(f, (uint8_t)(e->sport >> 8), (uint8_t)e->sport, e->dport,
			e->fill == FILL_QUOTE ? 0 : (uint16_t)e->tag, ip);
	} else if (e->proto == IP_TCP) {
		struct frame_tcp tcp = { .sport = e->sport,
			.dport = e->dport,
			.seq = e->tag * UINT32_C(2654435761),
			.flags = e->flags,
			.window = e->flags & TCP_RST ? 0 : 8192,
			.options = e->flags & TCP_SYN };
		if (e->flags & TCP_ACK)
			tcp.ack = e->tag ^ 0x5a5a5a5a;
		frame_put_tcp(f, &tcp, ip);
	}
}

void
event_frame(const struct stage *stage, const struct event *e, struct frame_buffer *ret)
{
	uint8_t payload[FRAME_MAX - FRAME_HEADROOM];
	if (e->fill == FILL_FRAME) {
		frame_payload(ret, bytes_of(stage->blob + e->tag, e->sport));
		return;
	}
	struct frame_ip ip = { .src = e->src,
		.dst = e->dst,
		.proto = e->proto,
		.ttl = e->ttl,
		.id = (uint16_t)(e->tag >> 3) };

	frame_payload(ret, bytes_of(payload, fill_bytes(e, payload, sizeof(payload))));
	put_transport(ret, e, &ip);
	frame_put_ip(ret, &ip);
	frame_put_ethernet(ret, 0);
}

struct turn {
	int64_t time_ns;
	size_t event;
};

static int
compare_turns(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return x->event < y->event ? -1 : x->event > y->event;
}

int
stage_create(struct stage *stage, const char *suffix, struct capture_writer **ret,
	struct err *err)
{
	auto_free char *path = base_printf("%s%s.pcap", stage->stem, suffix);
	struct scene_made *made = &stage->made;
	int r = capture_create(path, LINK_ETHERNET, ret, err);
	if (r < 0)
		return r;
	made->captures = base_grow(made->captures, made->n_captures + 1, sizeof(char *));
	made->captures[made->n_captures++] = take(&path);
	return 0;
}

static int
write_events(struct stage *stage, const struct turn *turns, struct capture_writer *w,
	struct err *err)
{
	struct frame_buffer frame;
	for (size_t i = 0; i < stage->n_events; i++) {
		const struct event *e = &stage->events[turns[i].event];
		event_frame(stage, e, &frame);
		int r = capture_write(w, e->time_ns, frame_bytes(&frame), err);
		if (r < 0)
			return r;
	}
	stage->made.packets += stage->n_events;
	return 0;
}

int
stage_capture(struct stage *stage, const char *suffix, struct err *err)
{
	auto_free struct turn *turns = base_alloc(stage->n_events, sizeof(*turns));
	struct capture_writer *w;
	int r = stage_create(stage, suffix, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < stage->n_events; i++)
		turns[i] = (struct turn){ stage->events[i].time_ns, i };
	if (!stage->keep_order)
		qsort(turns, stage->n_events, sizeof(*turns), compare_turns);

	r = write_events(stage, turns, w, err);
	int finished = capture_finish(w, r < 0 ? NULL : err);
	stage->n_events = 0;
	stage->blob_len = 0;
	return r < 0 ? r : finished;
}
