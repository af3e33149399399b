/* synth_frame.c - frames have the sums that a receiver checks; the numbers behind them are
 * those of the published generators; a pop-up is one. */
#include "synth/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ETHERNET = 14 };

static uint32_t
add_up(const uint8_t *p, size_t len, uint32_t sum)
{
	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static struct addr
address(const char *text)
{
	struct addr ret;
	struct err err;
	assert_int_equal(addr_parse(text, &ret, &err), 0);
	return ret;
}

/* A receiver's sums over header and transport come to all ones. */
static void
check_sums(const struct frame_buffer *f, uint8_t proto, bool v6)
{
	const uint8_t *ip = frame_bytes(f).at + ETHERNET;
	size_t len = frame_bytes(f).len - ETHERNET, header = v6 ? 40 : 20;
	const uint8_t *addresses = v6 ? ip + 8 : ip + 12;
	uint32_t pseudo = proto == IP_ICMP
		? 0
		: add_up(addresses, v6 ? 32 : 8, proto + (uint32_t)(len - header));
	if (!v6) {
		assert_int_equal(add_up(ip, 20, 0), 0xffff);
		assert_int_equal(ip[2] << 8 | ip[3], len);
	} else {
		assert_int_equal(ip[4] << 8 | ip[5], len - 40);
	}
	assert_int_equal(add_up(ip + header, len - header, pseudo), 0xffff);
}

static void
test_sums(void **state)
{
	static const uint8_t protos[] = { IP_TCP, IP_UDP, IP_ICMP, IP_ICMPV6 };
	auto_free struct stage *stage = base_alloc(1, sizeof(*stage));
	(void)state;
	for (uint32_t i = 0; i < 2000; i++) {
		uint8_t proto = protos[i % count_of(protos)];
		bool v6 = proto == IP_ICMPV6 || (proto != IP_ICMP && i % 3 == 0);
		struct frame_buffer f;
		struct event e = { .src = address(v6 ? "2001:db8::1" : "192.0.2.1"),
			.dst = address(v6 ? "2001:db8:1::2" : "198.51.100.2"),
			.tag = i * 2654435761U,
			.sport = (uint16_t)(i * 31),
			.proto = proto,
			.dport = (uint16_t)i,
			.flags = (uint8_t)(i % 64),
			.ttl = 64,
			.fill = (uint8_t)(i % FILL_FRAME) };
		event_frame(stage, &e, &f);
		check_sums(&f, proto, v6);
	}
}

static void
test_random(void **state)
{
	uint64_t zero = 0;
	struct random r = { { 1, 2, 3, 4 } };
	(void)state;
	assert_true(random_mix(&zero) == UINT64_C(0xe220a8397b1dcdaf));
	assert_true(random_mix(&zero) == UINT64_C(0x6e789e6aa1b965f4));
	assert_true(random_u64(&r) == 11520);
	assert_true(random_u64(&r) == 0);
	assert_true(random_u64(&r) == 1509978240);
	for (int i = 0; i < 1000; i++)
		assert_true(random_below(&r, 7) < 7 && random_real(&r) < 1);
}

static uint32_t
u32le(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

/* The three strings stand where a decoder looks for them, and nothing follows the text. */
static void
test_popup(void **state)
{
	static const char *const begins[] = { "Critical Error\n", "STOP! System has",
		"STOP! WINDOWS REQUIRES", "STOP! WINDOWS REQUIRES" };
	(void)state;
	for (uint8_t i = 0; i < 4; i++) {
		uint8_t b[1024];
		struct event e = { .fill = (uint8_t)(FILL_POPUP + i), .tag = 99 };
		size_t len = fill_bytes(&e, b, sizeof(b)), at = 80;
		assert_true(b[0] == 4 && b[1] == 0 && b[4] == 0x10 && b[60] == 1);
		assert_true(b[68] == 0 && b[70] == 0xff && b[73] == 0xff);
		assert_int_equal(b[74] | b[75] << 8, len - 80);
		for (int k = 0; k < 3; k++) {
			static const char *const names[] = { "SYSTEM", "ALERT" };
			uint32_t n = u32le(b + at);
			assert_true(u32le(b + at + 4) == 0 && u32le(b + at + 8) == n);
			const char *text = (const char *)b + at + 12;
			assert_string_equal(k < 2 ? text : "", k < 2 ? names[k] : "");
			if (k == 2)
				assert_memory_equal(text, begins[i], strlen(begins[i]));
			at += 12 + n;
		}
		assert_int_equal(at, len);
		assert_int_equal(b[len - 1], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_popup),
	};
	return cmocka_run_group_tests_name("synth frame", tests, NULL, NULL);
}
