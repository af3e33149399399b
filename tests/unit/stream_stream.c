/* stream_stream.c - the heads of streams, however the network cut and mixed them. */
#include "stream/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { CLIENT_PORT = 40000, SERVER_PORT = 25, LONG = 40000 };

/* What came out last, and how often. */
struct told {
	unsigned n;
	struct stream last;
	uint8_t head[2][STREAM_HEAD_MAX];
	size_t (*compact)(uint8_t *head, size_t len);
};

static void
ended(void *arg, const struct stream *s)
{
	struct told *t = arg;
	t->n++;
	t->last = *s;
	for (int side = CLIENT; side <= SERVER; side++) {
		if (s->side[side].head.len)
			memcpy(t->head[side], s->side[side].head.at,
				s->side[side].head.len);
		t->last.side[side].head.at = t->head[side];
	}
}

static size_t
compact(void *arg, const struct stream *s, enum side side, uint8_t *head, size_t len)
{
	const struct told *t = arg;
	(void)s;
	(void)side;
	return t->compact ? t->compact(head, len) : len;
}

static struct streams *
table(struct told *told, uint32_t streams_max, size_t memory_max)
{
	memset(told, 0, sizeof(*told));
	struct streams_config config = { .streams_max = streams_max,
		.memory_max = memory_max,
		.ended = ended,
		.compact = compact,
		.arg = told };
	return streams_new(&config);
}

struct talk {
	struct streams *streams;
	uint32_t base[2];
	uint16_t client_port;
	int64_t time_ns;
	uint64_t frame;
};

static void
send(struct talk *t, bool client, uint32_t offset, const void *data, size_t len,
	uint8_t flags)
{
	static const struct origin nowhere;
	struct origin origin = nowhere;
	uint8_t *copy = malloc(len ? len : 1); /* of its size: the sanitizer watches */
	must(copy);
	memcpy(copy, data, len);
	uint16_t port = t->client_port ? t->client_port : CLIENT_PORT;
	struct packet pkt = { .time_ns = t->time_ns,
		.src = addr_v4(client ? 0xc0000201 : 0xc6336401),
		.dst = addr_v4(client ? 0xc6336401 : 0xc0000201),
		.version = 4,
		.proto = IP_TCP,
		.sport = client ? port : SERVER_PORT,
		.dport = client ? SERVER_PORT : port,
		.tcp_flags = flags,
		.tcp_seq = t->base[!client] + offset,
		.payload = bytes_of(copy, len) };
	origin.frame = ++t->frame;
	streams_see(t->streams, &pkt, &origin);
	t->time_ns += 1000000;
	free(copy);
}

/* Sequence numbers near their end, so that every test wraps. */
static struct talk
call(struct streams *streams)
{
	struct talk t = { .streams = streams,
		.base = { UINT32_MAX - 5, UINT32_MAX - 100 },
		.time_ns = 1000000000 };
	send(&t, true, (uint32_t)-1, "", 0, TCP_SYN);
	send(&t, false, (uint32_t)-1, "", 0, TCP_SYN | TCP_ACK);
	return t;
}

static void
assert_head(const struct told *t, enum side side, const char *text)
{
	assert_int_equal(t->last.side[side].head.len, strlen(text));
	assert_memory_equal(t->last.side[side].head.at, text, strlen(text));
}

static void
in_order(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, false, 0, "220 hi\r\n", 8, TCP_ACK);
	send(&t, true, 0, "HELO ", 5, TCP_ACK);
	send(&t, true, 5, "x\r\n", 3, TCP_ACK);
	assert_int_equal(told.n, 0);
	send(&t, true, 8, "", 0, TCP_FIN | TCP_ACK);
	assert_int_equal(told.n, 0);
	send(&t, false, 8, "", 0, TCP_FIN | TCP_ACK);
	assert_int_equal(told.n, 1);
	assert_head(&told, CLIENT, "HELO x\r\n");
	assert_head(&told, SERVER, "220 hi\r\n");
	assert_int_equal(told.last.side[CLIENT].port, CLIENT_PORT);
	assert_true(told.last.side_known && told.last.side[CLIENT].started);
	assert_int_equal(told.last.side[CLIENT].packets, 2);
	assert_int_equal(told.last.frame, 3);
	/* What comes late opens nothing new. */
	send(&t, true, 5, "x\r\n", 3, TCP_ACK);
	streams_finish(s);
	assert_int_equal(told.n, 1);
	streams_free(s);
}

static void
out_of_order_and_overlapping(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, true, 6, "ghij", 4, TCP_ACK);
	send(&t, true, 3, "dEF?", 4, TCP_ACK); /* one byte over what is there */
	send(&t, true, 0, "abcX", 4, TCP_ACK);
	send(&t, true, 0, "ABCDEFGHIJ", 10, TCP_ACK);
	streams_finish(s);
	assert_int_equal(told.n, 1);
	assert_head(&told, CLIENT, "abcdEFghij"); /* the first byte to come stays */
	assert_int_equal(told.last.side[CLIENT].hole_bytes, 0);
	streams_free(s);
}

static void
holes(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, true, 0, "ab", 2, TCP_ACK);
	send(&t, true, 5, "fg", 2, TCP_ACK);
	send(&t, true, 7, "", 0, TCP_FIN | TCP_ACK);
	send(&t, false, 0, "", 0, TCP_FIN | TCP_ACK);
	assert_int_equal(told.n, 0); /* three bytes may still come */
	streams_finish(s);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.last.side[CLIENT].head.len, 7);
	assert_memory_equal(told.last.side[CLIENT].head.at, "ab\0\0\0fg", 7);
	assert_int_equal(told.last.side[CLIENT].hole_bytes, 3);
	streams_free(s);
}

/* Without a handshake the head begins at the first byte seen, and moves back for one that
 * comes late; the lower port serves. */
static void
midway(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = { .streams = s, .base = { 77, 99 } };
	send(&t, false, 10, "later", 5, TCP_ACK);
	send(&t, false, 4, "before", 6, TCP_ACK);
	send(&t, true, 0, "x", 1, TCP_RST | TCP_ACK);
	assert_int_equal(told.n, 1);
	assert_head(&told, SERVER, "beforelater");
	assert_head(&told, CLIENT, "x");
	assert_false(told.last.side_known);
	assert_true(told.last.side[CLIENT].rst);
	streams_free(s);
}

static void
same_ports_again(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, true, 0, "one", 3, TCP_ACK);
	t.base[0] = 5000;
	send(&t, true, (uint32_t)-1, "", 0, TCP_SYN);
	send(&t, true, 0, "two", 3, TCP_ACK);
	assert_int_equal(told.n, 1);
	assert_head(&told, CLIENT, "one");
	streams_finish(s);
	assert_int_equal(told.n, 2);
	assert_head(&told, CLIENT, "two");
	streams_free(s);
}

#define SECOND INT64_C(1000000000)

static void
full(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 3, 0);
	struct talk t = call(s);
	send(&t, true, 0, "x", 1, TCP_ACK); /* one that was called */
	for (uint16_t i = 0; i < 3; i++) {
		t.client_port = (uint16_t)(1000 + i);
		send(&t, true, 0, "x", 1, TCP_ACK);
	}
	assert_int_equal(told.n, 1); /* the oldest of the others made room */
	assert_true(told.last.cut);
	assert_int_equal(told.last.side[CLIENT].port, 1000);
	assert_int_equal(streams_counts(s).cut, 1);
	streams_finish(s);
	assert_int_equal(told.n, 4);
	assert_int_equal(told.last.side[CLIENT].port, 1002);
	streams_free(s);
}

/* An hour for a connection, five minutes for bytes that nobody called for or answered. */
static void
idle(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	int64_t start = t.time_ns;
	send(&t, true, 0, "called", 6, TCP_ACK);
	t.client_port = 1000;
	send(&t, true, 0, "stray", 5, TCP_ACK);
	t.client_port = 1001;
	send(&t, true, 0, "answered", 8, TCP_ACK);
	send(&t, false, 0, "yes", 3, TCP_ACK);
	t.client_port = 1002;
	send(&t, true, 0, "over", 4, TCP_ACK | TCP_RST);
	assert_int_equal(told.n, 1);
	streams_expire(s, start + 299 * SECOND);
	assert_int_equal(told.n, 1);
	streams_expire(s, start + 301 * SECOND);
	assert_int_equal(told.n, 2);
	assert_int_equal(told.last.side[CLIENT].port, 1000);
	streams_expire(s, start + 3599 * SECOND);
	assert_int_equal(told.n, 2);
	streams_expire(s, start + 3601 * SECOND);
	assert_int_equal(told.n, 4);
	streams_free(s);
}

/* What comes late belongs to the stream that is over, and begins none. */
static void
late_is_swallowed(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, true, 0, "over", 4, TCP_ACK | TCP_RST);
	t.time_ns += 200 * SECOND;
	send(&t, true, 0, "over", 4, TCP_ACK);
	streams_expire(s, t.time_ns + 250 * SECOND); /* the late one renewed it */
	t.time_ns += 250 * SECOND;
	send(&t, true, 0, "over", 4, TCP_ACK);
	streams_finish(s);
	assert_int_equal(told.n, 1);
	assert_int_equal(streams_counts(s).streams, 1);
	streams_free(s);
}

static void
no_memory(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 4096);
	struct talk t = call(s);
	for (uint16_t i = 0; i < 6; i++) {
		t.client_port = (uint16_t)(1000 + i);
		send(&t, true, 0, "x", 1, TCP_ACK);
	}
	assert_int_equal(streams_counts(s).refused_bytes, 2);
	streams_finish(s);
	assert_int_equal(told.n, 6);
	streams_free(s);
}

static size_t
drop_dots(uint8_t *head, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++)
		if (head[i] != '.')
			head[n++] = head[i];
	return n;
}

/* A long stream of what nobody needs, with a few bytes that matter. */
static void
compaction(void **state)
{
	(void)state;
	struct told told;
	static uint8_t data[LONG];
	memset(data, '.', sizeof(data));
	data[3] = 'a';
	data[20000] = 'b';
	data[LONG - 1] = 'c';
	for (size_t step = 1; step < 3000; step = step * 3 + 1) {
		struct streams *s = table(&told, 0, 0);
		told.compact = drop_dots;
		struct talk t = call(s);
		for (size_t at = 0; at < sizeof(data); at += step)
			send(&t, true, (uint32_t)at, data + at,
				sizeof(data) - at < step ? sizeof(data) - at : step,
				TCP_ACK);
		streams_finish(s);
		assert_int_equal(told.n, 1);
		assert_true(told.last.side[CLIENT].compacted);
		assert_false(told.last.side[CLIENT].full);
		struct bytes head = told.last.side[CLIENT].head;
		static uint8_t rest[STREAM_HEAD_MAX];
		memcpy(rest, head.at, head.len);
		assert_int_equal(drop_dots(rest, head.len), 3);
		assert_memory_equal(rest, "abc", 3);
		streams_free(s);
	}
}

static unsigned
draw(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 8) % below;
}

/* Cut anywhere, in any order, with repetitions: the same heads. */
static void
any_cut_any_order(void **state)
{
	(void)state;
	static uint8_t data[20000];
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 2654435761u >> 13);
	for (unsigned seed = 1; seed < 200; seed++) {
		struct told told;
		struct streams *s = table(&told, 0, 0);
		struct talk t = call(s);
		unsigned state_of = seed;
		struct {
			size_t at, len;
		} waiting[4] = { { 0, 0 } };
		for (size_t at = 0; at < sizeof(data);) {
			size_t len = 1 + draw(&state_of, 1400);
			len = sizeof(data) - at < len ? sizeof(data) - at : len;
			/* A segment waits in a place of its own, and pushes out another. */
			unsigned k = draw(&state_of, count_of(waiting));
			if (waiting[k].len)
				send(&t, true, (uint32_t)waiting[k].at,
					data + waiting[k].at, waiting[k].len, TCP_ACK);
			waiting[k].at = at;
			waiting[k].len = len;
			if (draw(&state_of, 5) == 0 && at > 0)
				send(&t, true, (uint32_t)at - 1, data + at - 1, 1, TCP_ACK);
			at += len;
		}
		for (size_t k = 0; k < count_of(waiting); k++)
			send(&t, true, (uint32_t)waiting[k].at, data + waiting[k].at,
				waiting[k].len, TCP_ACK);
		streams_finish(s);
		assert_int_equal(told.n, 1);
		assert_int_equal(told.last.side[CLIENT].head.len, STREAM_HEAD_MAX);
		assert_memory_equal(told.last.side[CLIENT].head.at, data, STREAM_HEAD_MAX);
		assert_true(told.last.side[CLIENT].full);
		streams_free(s);
	}
}

static void
times(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	int64_t first = t.time_ns;
	for (uint32_t i = 0; i < 100; i++)
		send(&t, true, i, "x", 1, TCP_ACK);
	streams_finish(s);
	const struct stream_side *side = &told.last.side[CLIENT];
	assert_int_equal(stream_time_at(side, 0), first);
	for (uint32_t i = 1; i < 100; i++) { /* never after it came */
		int64_t at = stream_time_at(side, i);
		assert_true(at <= first + i * INT64_C(1000000));
		assert_true(at >= stream_time_at(side, i - 1));
	}
	assert_true(stream_time_at(side, 99) > first + 50 * INT64_C(1000000));
	streams_free(s);
}

/* Who speaks after whom: not how often, nor again. */
static void
turns(void **state)
{
	(void)state;
	struct told told;
	struct streams *s = table(&told, 0, 0);
	struct talk t = call(s);
	send(&t, false, 0, "220 hi\r\n", 8, TCP_ACK);
	send(&t, true, 0, "HE", 2, TCP_ACK);
	send(&t, true, 2, "LO\r\n", 4, TCP_ACK);
	send(&t, false, 8, "250 x\r\n", 7, TCP_ACK);
	send(&t, true, 2, "LO\r\n", 4, TCP_ACK); /* again: no turn */
	send(&t, false, 15, "and more", 8, TCP_ACK);
	send(&t, true, 9, "later", 5, TCP_ACK); /* after a hole: from where it left off */
	send(&t, true, 6, "abc", 3, TCP_ACK);
	for (uint32_t i = 0; i < 2 * STREAM_TURNS; i++) {
		send(&t, false, 23 + i, "s", 1, TCP_ACK);
		send(&t, true, 14 + i, "c", 1, TCP_ACK);
	}
	streams_finish(s);
	const struct stream_side *client = &told.last.side[CLIENT],
				 *server = &told.last.side[SERVER];
	assert_int_equal(client->n_turns, STREAM_TURNS);
	assert_int_equal(server->n_turns, STREAM_TURNS);
	static const uint16_t at[2][4] = { { 0, 6, 14, 15 }, { 0, 8, 23, 24 } };
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(client->turns[i], at[0][i]);
		assert_int_equal(server->turns[i], at[1][i]);
	}
	/* Without a handshake, what comes late is still of the first turn. */
	struct talk m = { .streams = s, .base = { 77, 99 } };
	send(&m, false, 10, "later", 5, TCP_ACK);
	send(&m, true, 0, "x", 1, TCP_ACK);
	send(&m, false, 15, "again", 5, TCP_ACK);
	send(&m, false, 4, "before", 6, TCP_ACK);
	streams_finish(s);
	assert_int_equal(server->n_turns, 2);
	assert_int_equal(server->turns[0], 0);
	assert_int_equal(server->turns[1], 11);
	streams_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(out_of_order_and_overlapping),
		cmocka_unit_test(holes),
		cmocka_unit_test(midway),
		cmocka_unit_test(same_ports_again),
		cmocka_unit_test(full),
		cmocka_unit_test(idle),
		cmocka_unit_test(late_is_swallowed),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(compaction),
		cmocka_unit_test(any_cut_any_order),
		cmocka_unit_test(times),
		cmocka_unit_test(turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
