/* p2p.c - what a line hears whose address had a P2P node the day before, as IIJ measured
 * it, and what looks like it: a port scan, a flood, the background of a popular port.
 *
 * Facts: "finding" p2p-inherited, and "p2p-inherited" by profile, measure "end_days".
 */
#include "synth/talk.h"

enum { SECOND_OF_BIN = 300 };
#define SECOND INT64_C(1000000000)

/* So many calls in 5 minutes from one hour to another; `share` of the hours are silent. */
struct stretch {
	double from_h, until_h, per_bin;
	uint32_t busy_percent; /* of the hours */
};

static int64_t
set_up(struct stage *stage, const char *until)
{
	stage_small(stage);
	struct stage_sensor *s = stage_sensor(
		stage, "line", "An ordinary line", "Asia/Tokyo", "192.0.2.7/32");
	stage_observed(s, "2008-06-01", until);
	return stage_time_ns(s, "2008-06-01T06:00:00");
}

static void
put_call(struct stage *stage, int64_t time_ns, uint32_t caller, uint16_t port)
{
	struct frame_buffer f;
	struct frame_ip ip = { .src = stage_address(
				       stage, caller % 2 ? SMALL_JP : SMALL_JP_2, caller),
		.dst = talk_addr("192.0.2.7"),
		.proto = IP_TCP,
		.ttl = (uint8_t)(100 + caller % 20),
		.id = (uint16_t)random_u64(&stage->random) };
	struct frame_tcp tcp = { .sport = (uint16_t)(1024 +
					 random_below(&stage->random, 4000)),
		.dport = port,
		.window = 65535,
		.seq = (uint32_t)random_u64(&stage->random),
		.flags = TCP_SYN,
		.options = true };
	frame_payload(&f, bytes_of("", 0));
	frame_put_tcp(&f, &tcp, &ip);
	frame_put_ip(&f, &ip);
	frame_put_ethernet(&f, 0);
	stage_frame(stage, time_ns, frame_bytes(&f));
}

/* As many as a Poisson process of this mean has in a bin, by waiting times. */
static unsigned
draw_calls(struct stage *stage, double mean)
{
	unsigned n = 0;
	for (double p = random_real(&stage->random); n < 1000; n++) {
		if (p < __builtin_exp(-mean))
			break;
		p *= random_real(&stage->random);
	}
	return n;
}

static void
put_stretch(struct stage *stage, const struct stretch *s, int64_t start, uint16_t port,
	uint32_t callers)
{
	for (double h = s->from_h; h < s->until_h; h += 1) {
		if (!random_chance(&stage->random, s->busy_percent))
			continue;
		for (unsigned bin = 0; bin < 12; bin++)
			for (unsigned n = draw_calls(stage, s->per_bin); n > 0; n--)
				put_call(stage,
					start + (int64_t)(h * 3600) * SECOND +
						(bin * SECOND_OF_BIN +
							random_below(&stage->random,
								SECOND_OF_BIN)) *
							SECOND,
					random_below(&stage->random, callers), port);
	}
}

static void
put_curve(struct stage *stage, const struct stretch *s, size_t n, int64_t start,
	uint16_t port, const char *profile, unsigned end_days)
{
	for (size_t i = 0; i < n; i++)
		put_stretch(stage, &s[i], start, port, 400);
	talk_expect(stage, "2008-06", "p2p-inherited", 1);
	stage_fact(stage, "2008-06", "p2p-inherited", profile, "end_days", end_days);
}

/* The line answers one call in eight minutes or so. */
static void
put_answers(struct stage *stage, int64_t start, uint16_t port, uint8_t flags)
{
	for (uint32_t i = 0; i < 60; i++)
		talk_tcp(stage, start + (600 + i * INT64_C(500)) * SECOND,
			(struct talk_end){ talk_addr("192.0.2.7"), port },
			(struct talk_end){
				stage_address(stage, SMALL_JP, i), (uint16_t)(1024 + i) },
			flags, i, 65535);
}

static int
make_skype(struct stage *stage, struct err *err)
{
	static const struct stretch curve[] = { { 0, 12, 4, 100 } };
	(void)err;
	int64_t start = set_up(stage, "2008-06-21");
	put_curve(stage, curve, count_of(curve), start, 41234, "skype", 5);
	put_call(stage, start + INT64_C(5) * 86400 * SECOND, 7, 41234);
	put_answers(stage, start, 41234, TCP_RST | TCP_ACK);
	/* Something else is heard until the end. */
	put_call(stage, start + INT64_C(19) * 86400 * SECOND, 8, 80);
	return 0;
}

static int
make_winny(struct stage *stage, struct err *err)
{
	static const struct stretch curve[] = { { 0, 9, 20, 100 }, { 9, 336, 3, 50 } };
	(void)err;
	int64_t start = set_up(stage, "2008-06-30");
	put_curve(stage, curve, count_of(curve), start, 7743, "winny", 25);
	put_call(stage, start + INT64_C(25) * 86400 * SECOND, 9, 7743);
	put_call(stage, start + INT64_C(28) * 86400 * SECOND, 8, 80);
	return 0;
}

static int
make_share(struct stage *stage, struct err *err)
{
	static const struct stretch curve[] = { { 0, 24, 20, 100 }, { 24, 480, 4, 100 } };
	(void)err;
	int64_t start = set_up(stage, "2008-06-30");
	put_curve(stage, curve, count_of(curve), start, 5544, "share", 180);
	return 0;
}

static int
make_twin(struct stage *stage, struct err *err)
{
	static const struct stretch background = { 0, 240, 5, 100 };
	(void)err;
	int64_t start = set_up(stage, "2008-06-21");
	/* The background of a popular port does not thin out. */
	put_stretch(stage, &background, start, 445, 3000);
	/* A flood: dense, from everywhere, over within hours. */
	for (uint32_t i = 0; i < 40000; i++)
		put_call(stage, start + INT64_C(86400) * SECOND + i * SECOND / 3, i, 80);
	/* A port scan: one source, every port. */
	for (uint32_t port = 1; port < 20000; port++)
		put_call(stage, start + INT64_C(3) * 86400 * SECOND + port * SECOND / 20, 5,
			(uint16_t)(20000 + port));
	talk_expect(stage, "2008-06", "p2p-inherited", 0);
	return 0;
}

/* Winny's calls again, but the node runs. */
static int
make_live(struct stage *stage, struct err *err)
{
	static const struct stretch calls = { 0, 9, 20, 100 };
	(void)err;
	int64_t start = set_up(stage, "2008-06-21");
	put_stretch(stage, &calls, start, 7743, 400);
	put_answers(stage, start, 7743, TCP_SYN | TCP_ACK);
	put_call(stage, start + INT64_C(19) * 86400 * SECOND, 8, 80);
	talk_expect(stage, "2008-06", "p2p-inherited", 0);
	return 0;
}

static int
make_greeting(struct stage *stage, struct err *err)
{
	static const uint8_t greeting[] = { 0xaa, 0xbb, 0x12, 0x34, 0x56, 0x78, 0xbf, 0xcb,
		0xa9, 0x03, 0xb3 };
	(void)err;
	int64_t start = set_up(stage, "2008-06-02");
	struct talk t = talk_begin(stage, start,
		(struct talk_end){ stage_address(stage, SMALL_JP, 1), 3000 },
		(struct talk_end){ talk_addr("192.0.2.7"), 7743 });
	talk_say(&t, true, bytes_of(greeting, sizeof(greeting)));
	talk_end(&t);
	talk_expect(stage, "2008-06", "winny", 1);
	stage_fact(stage, "2008-06", "p2p-protocol", "Winny", "findings", 1);
	return 0;
}

SCENE(p2p_skype) = {
	.name = "p2p-skype",
	.summary = "IIJ: Skype's calls after it stopped, 4 in 5 minutes for 12 hours",
	.shows = "I31, I32",
	.make = make_skype,
};

SCENE(p2p_winny) = {
	.name = "p2p-winny",
	.summary = "IIJ: Winny's calls, 20 in 5 minutes for 9 hours, then two weeks of few",
	.shows = "I31, I32",
	.make = make_winny,
};

SCENE(p2p_share) = {
	.name = "p2p-share",
	.summary = "IIJ: Share's calls, 20 in 5 minutes for a day, then 4 for long",
	.shows = "I31, I32",
	.make = make_share,
};

SCENE(p2p_twin) = {
	.name = "p2p-twin",
	.summary =
		"a port scan, a flood and a popular port: nobody had this address before",
	.shows = "I31",
	.make = make_twin,
};

SCENE(p2p_live) = {
	.name = "p2p-live",
	.summary = "a Winny node that still runs, and answers its calls",
	.shows = "I31",
	.make = make_live,
};

SCENE(winny_greeting) = {
	.name = "winny-greeting",
	.summary = "a Winny node that is answered",
	.shows = "I31, FACTS 4.14",
	.make = make_greeting,
};
