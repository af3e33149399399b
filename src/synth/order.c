/* order.c - the same day four times: in order, out of order, and cut in two inside a bin,
 * the parts in either order.  What a report shows of them must not differ.
 */
#include "synth/stage.h"

enum { ACCESSES = 6000, CUT_S = 43200 + 150 };

static void
plan(struct stage *stage)
{
	static const uint16_t ports[] = { 445, 135, 22, 23, 1433, 80, 3389 };
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "order", "Testbed", "Asia/Tokyo", "192.0.2.64/26");
	stage_observed(s, "2024-05-10", "2024-05-11");
	int64_t start = stage_time_ns(s, "2024-05-10");

	for (uint32_t i = 0; i < ACCESSES; i++) {
		uint16_t network = (uint16_t)random_below(&stage->random, SMALL_V6);
		uint32_t host = random_below(&stage->random, 400);
		struct attempt a = { .network = network,
			.proto = IP_TCP,
			.flags = TCP_SYN,
			.sport = (uint16_t)(2000 + i),
			.dport = ports[i % count_of(ports)],
			.src = stage_address(stage, network, host),
			.repeats = (uint8_t)random_below(&stage->random, 3),
			.gap_s = 3 };
		a.time_ns = start +
			(int64_t)(random_u64(&stage->random) % UINT64_C(86400000000000));
		stage_attempt(stage, &a);
	}
	/* one attempt of three packets right at the cut, and one that ends before it */
	struct attempt a = { .time_ns = start + (CUT_S - 4) * INT64_C(1000000000),
		.network = SMALL_CN,
		.src = stage_address(stage, SMALL_CN, 1000),
		.proto = IP_TCP,
		.flags = TCP_SYN,
		.sport = 1999,
		.dport = 445,
		.repeats = 2,
		.gap_s = 3 };
	stage_attempt(stage, &a);
	a.repeats = 0;
	a.sport = 1998;
	stage_attempt(stage, &a);
}

static int
make_in_order(struct stage *stage, struct err *err)
{
	(void)err;
	plan(stage);
	return 0;
}

/* Far and near: some packets jump anywhere in the day, the others by a few seconds. */
static int
make_out_of_order(struct stage *stage, struct err *err)
{
	(void)err;
	plan(stage);
	for (size_t i = stage->n_events - 1; i > 0; i--) {
		size_t j = random_below(&stage->random, (uint32_t)i + 1);
		struct event e = stage->events[i];
		stage->events[i] = stage->events[j];
		stage->events[j] = e;
	}
	stage->keep_order = true;
	return 0;
}

static void
keep_events(
	struct stage *stage, const struct event *all, size_t n, int64_t cut_ns, bool before)
{
	stage->n_events = 0;
	for (size_t i = 0; i < n; i++)
		if ((all[i].time_ns < cut_ns) == before)
			stage->events[stage->n_events++] = all[i];
}

static int
make_cut(struct stage *stage, bool first_part_first, struct err *err)
{
	plan(stage);
	size_t n = stage->n_events;
	int64_t cut_ns = stage_time_ns(&stage->sensors[0], "2024-05-10") +
		CUT_S * INT64_C(1000000000);
	auto_free struct event *all = base_alloc(n, sizeof(*all));
	memcpy(all, stage->events, n * sizeof(*all));
	keep_events(stage, all, n, cut_ns, first_part_first);
	int r = stage_capture(stage, "-1", err);
	if (r < 0)
		return r;
	keep_events(stage, all, n, cut_ns, !first_part_first);
	return stage_capture(stage, "-2", err);
}

static int
make_cut_forward(struct stage *stage, struct err *err)
{
	return make_cut(stage, true, err);
}

static int
make_cut_backward(struct stage *stage, struct err *err)
{
	return make_cut(stage, false, err);
}

SCENE(in_order) = {
	.name = "in-order",
	.summary = "a day of 6,002 accesses",
	.shows = "the twin of out-of-order and two-captures",
	.make = make_in_order,
};

SCENE(out_of_order) = {
	.name = "out-of-order",
	.summary = "the day of in-order with its packets shuffled",
	.shows = "time stamps that go backward",
	.make = make_out_of_order,
};

SCENE(two_captures) = {
	.name = "two-captures-one-bin",
	.summary = "the day of in-order as two captures that meet inside a bin",
	.shows = "captures that meet inside a bin",
	.make = make_cut_forward,
};

SCENE(two_captures_backward) = {
	.name = "two-captures-backward",
	.summary = "the same two captures, the later one first",
	.shows = "captures that meet inside a bin",
	.make = make_cut_backward,
};
