/* proto_dns.c - messages of the DNS: what they say, and that any bytes end soon. */
#include "proto/dns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

/* A reply by hand: www.Example.com, a record of each kind that is decoded, and more. */
static const uint8_t reply[] =
	"\x12\x34\x85\x83\0\1\0\6\0\1\0\3" /* id; QR AA RD RA, rcode 3; 1, 6, 1, 3 */
	"\3www\7Example\3com\0\0\1\0\1" /* 12: question; com at 24, Example at 16 */
	"\xc0\x0c\0\5\0\1\0\0\1\x2c\0\7\4mail\xc0\x10" /* CNAME mail.Example.com */
	"\xc0\x10\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1" /* A 192.0.2.1 */
	"\xc0\x10\0\x1c\0\1\0\0\0\x3c\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7"
	"\xc0\x10\0\x0f\0\1\0\0\0\x3c\0\7\0\x0a\2mx\xc0\x10" /* MX 10 mx.Example.com */
	"\xc0\x10\0\x10\0\1\0\0\0\x3c\0\6\5hello" /* TXT */
	"\1"
	"1\xc0\x18\0\x0c\0\1\0\0\0\x3c\0\2\xc0\x0c" /* PTR of 1.com */
	"\xc0\x10\0\2\0\1\0\0\0\x3c\0\5\2ns\xc0\x10" /* authority: NS */
	"\xc0\x10\0\x06\0\1\0\0\0\x3c\0\3xyz" /* a type that is not looked into */
	"\xc0\x10\x12\x34\0\1\0\0\0\x3c\0\0" /* an unknown one, empty */
	"\0\0\x29\x10\0\0\0\x80\0\0\0"; /* OPT */
enum { REPLY_LEN = sizeof(reply) - 1, RECORDS = 10 };

struct read {
	unsigned questions, records;
	bool opened, malformed;
	uint64_t sum;
};

/* All of it, from a block of exactly its size. */
static struct read
read_all(const uint8_t *at, size_t len)
{
	struct read ret = { 0 };
	uint8_t *copy = malloc(len ? len : 1);
	must(copy);
	if (len)
		memcpy(copy, at, len);
	struct dns_message m;
	struct dns_question q;
	struct dns_record r;
	char text[DNS_TEXT_MAX];
	ret.opened = dns_open(bytes_of(copy, len), &m);
	while (ret.opened && dns_next_question(&m, &q)) {
		ret.questions++;
		ret.sum += dns_name_hash(&q.name, 0);
	}
	while (ret.opened && dns_next_record(&m, &r)) {
		ret.records++;
		ret.sum += strlen(dns_name_text(&r.name, 0, text, sizeof(text))) +
			dns_name_labels(&r.target);
		for (size_t i = 0; i < r.data.len; i++)
			ret.sum += r.data.at[i];
	}
	ret.malformed = m.malformed;
	free(copy);
	return ret;
}

static void
assert_name(const struct dns_name *n, const char *want)
{
	char text[DNS_TEXT_MAX];
	assert_string_equal(dns_name_text(n, 0, text, sizeof(text)), want);
}

static void
header_and_records(void **state)
{
	struct dns_message m;
	struct dns_question q;
	struct dns_record r;
	char text[ADDR_TEXT_MAX];
	(void)state;
	assert_true(dns_open(bytes_of(reply, REPLY_LEN), &m));
	assert_int_equal(m.id, 0x1234);
	assert_true(m.reply && m.authoritative && m.recursion_desired &&
		m.recursion_available && !m.truncated);
	assert_int_equal(m.opcode, 0);
	assert_int_equal(m.rcode, 3);
	assert_true(dns_next_question(&m, &q));
	assert_name(&q.name, "www.example.com");
	assert_memory_equal(q.name.at + 5, "Example", 7); /* as it was sent */
	assert_int_equal(q.type, DNS_A);
	assert_false(dns_next_question(&m, &q));

	assert_true(dns_next_record(&m, &r));
	assert_int_equal(r.type, DNS_CNAME);
	assert_int_equal(r.ttl, 300);
	assert_name(&r.name, "www.example.com");
	assert_name(&r.target, "mail.example.com");
	assert_true(dns_next_record(&m, &r));
	assert_string_equal(addr_format(r.addr, text), "192.0.2.1");
	assert_int_equal(r.target.len, 0);
	assert_true(dns_next_record(&m, &r));
	assert_string_equal(addr_format(r.addr, text), "2001:db8::7");
	assert_true(dns_next_record(&m, &r));
	assert_int_equal(r.preference, 10);
	assert_name(&r.target, "mx.example.com");
	assert_true(dns_next_record(&m, &r));
	assert_int_equal(r.type, DNS_TXT);
	assert_int_equal(r.data.len, 6);
	assert_true(dns_next_record(&m, &r));
	assert_name(&r.name, "1.com");
	assert_name(&r.target, "www.example.com");
	assert_int_equal(r.section, DNS_ANSWER);
	assert_true(dns_next_record(&m, &r));
	assert_int_equal(r.section, DNS_AUTHORITY);
	assert_name(&r.target, "ns.example.com");
	assert_true(dns_next_record(&m, &r) && dns_next_record(&m, &r));
	assert_true(dns_next_record(&m, &r));
	assert_int_equal(r.section, DNS_ADDITIONAL);
	assert_int_equal(r.type, DNS_OPT);
	assert_int_equal(r.class, 4096);
	assert_name(&r.name, ".");
	assert_false(dns_next_record(&m, &r));
	assert_false(m.malformed);
}

/* Every cut ends the reading where it is; only the whole is well formed. */
static void
cut_anywhere(void **state)
{
	unsigned records = 0;
	(void)state;
	for (size_t len = 0; len <= REPLY_LEN; len++) {
		struct read r = read_all(reply, len);
		assert_int_equal(r.opened, len >= DNS_HEADER_LEN);
		assert_int_equal(r.malformed, len < REPLY_LEN);
		assert_true(r.records >= records);
		records = r.records;
	}
	assert_int_equal(records, RECORDS);
}

static void
flipped_anywhere(void **state)
{
	uint8_t changed[REPLY_LEN];
	(void)state;
	memcpy(changed, reply, REPLY_LEN);
	for (size_t at = 0; at < REPLY_LEN; at++)
		for (unsigned flip = 1; flip < 256; flip++) {
			changed[at] = (uint8_t)(reply[at] ^ flip);
			struct read r = read_all(changed, REPLY_LEN);
			assert_true(r.opened && r.records <= 10 + REPLY_LEN / 11);
			changed[at] = reply[at];
		}
}

/* A question's name of these bytes, after the header. */
static bool
takes(const void *name, size_t len)
{
	uint8_t at[DNS_HEADER_LEN + 600] = { [5] = 1 };
	struct dns_message m;
	struct dns_question q;
	must(len + 4 <= 600);
	memcpy(at + DNS_HEADER_LEN, name, len);
	assert_true(dns_open(bytes_of(at, DNS_HEADER_LEN + len + 4), &m));
	bool taken = dns_next_question(&m, &q);
	assert_int_equal(taken, !m.malformed);
	return taken;
}

static void
names_that_are_none(void **state)
{
	uint8_t name[600];
	(void)state;
	assert_true(takes("\1a\0", 3));
	assert_true(takes("\0", 1));
	assert_false(takes("\xc0\x0c", 2)); /* to itself */
	assert_false(takes("\1a\xc0\x0c", 4)); /* to its own start: for ever */
	assert_false(takes("\xc0\x0e\xc0\x0c", 4)); /* forward, and back */
	assert_false(takes("\xff\xff", 2)); /* beyond the end */
	assert_true(takes("\xc0\x04", 2)); /* into the header, where a 0 stands */
	assert_false(takes("\x40"
			   "a\0",
		3)); /* lengths of other kinds */
	assert_false(takes("\x80"
			   "a\0",
		3));
	assert_false(takes("\5abc", 4)); /* cut */
	memset(name, 'a', sizeof(name));
	for (size_t at = 0; at < sizeof(name); at += 64)
		name[at] = 63;
	name[64 * 3 + 62] = 0; /* 63 63 63 61 and the root would be 255 */
	name[64 * 3] = 61;
	assert_true(takes(name, 64 * 3 + 63));
	name[64 * 3] = 62;
	name[64 * 3 + 63] = 0; /* 256 */
	assert_false(takes(name, 64 * 3 + 64));
}

/* The longest message, each record's name a chain of pointers as long as can be. */
static void
pointers_end_soon(void **state)
{
	enum { LEN = 65535, RECORD = 12 };
	uint8_t *at = calloc(LEN, 1);
	must(at);
	(void)state;
	at[6] = at[7] = 0xff;
	size_t begin = DNS_HEADER_LEN;
	for (size_t i = begin; i + RECORD <= LEN; i += RECORD) {
		size_t aim = i - RECORD > 0x3fff ? 0x3fff - 0x3fff % RECORD : i - RECORD;
		at[i] = (uint8_t)(0xc0 | aim >> 8);
		at[i + 1] = (uint8_t)aim;
	}
	clock_t start = clock();
	struct read r = read_all(at, LEN);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 1);
	assert_true(r.records > 10 && r.records < 100); /* until a chain has too many */
	assert_true(r.malformed);
	free(at);
}

static void
streams(void **state)
{
	static const uint8_t two[] = "\0\3abc\0\0\0\5de";
	struct cursor c = cursor_over(bytes_of(two, sizeof(two) - 1));
	struct bytes b;
	(void)state;
	assert_true(dns_next_of_stream(&c, &b));
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.at, "abc", 3);
	assert_true(dns_next_of_stream(&c, &b));
	assert_int_equal(b.len, 0);
	assert_false(dns_next_of_stream(&c, &b)); /* not whole */
	assert_int_equal(b.len, 0);
	assert_false(dns_next_of_stream(&c, &b));
}

static void
names(void **state)
{
	struct dns_name a = { 17, "\3wWw\7eXample\3Com" },
			b = { 17, "\3www\7example\3com" };
	struct dns_name odd = { 7,
		"\5a.\x7f"
		"\\\1" };
	char text[24];
	(void)state;
	assert_int_equal(dns_name_labels(&a), 3);
	assert_true(dns_name_equal(&a, 0, &b, 0));
	assert_int_equal(dns_name_hash(&a, 0), dns_name_hash(&b, 0));
	size_t parent = dns_name_parent(&a, 0);
	assert_true(dns_name_equal(&a, parent, &b, 4));
	assert_false(dns_name_equal(&a, 0, &b, 4));
	assert_true(dns_name_hash(&a, parent) != dns_name_hash(&a, 0));
	assert_string_equal(dns_name_text(&b, parent, text, sizeof(text)), "example.com");
	assert_int_equal(dns_name_label(&b, parent).len, 7);
	size_t root = dns_name_parent(&b, dns_name_parent(&b, parent));
	assert_int_equal(root, 16);
	assert_int_equal(dns_name_parent(&b, root), root);
	assert_string_equal(dns_name_text(&b, root, text, sizeof(text)), ".");
	assert_string_equal(
		dns_name_text(&odd, 0, text, sizeof(text)), "a\\046\\127\\092\\001");
	assert_string_equal(dns_name_text(&b, 0, text, 9), "www.e"); /* cut */
	assert_int_equal(dns_role(1000, 53, bytes_of(reply, 12)), DNS_NEITHER);
	assert_int_equal(dns_role(53, 1000, bytes_of(reply, 12)), DNS_REPLY);
	assert_int_equal(dns_role(53, 1000, bytes_of(reply, 11)), DNS_NEITHER);
	assert_int_equal(
		dns_role(53, 53, bytes_of("\0\0\1\0\0\1\0\0\0\0\0\0", 12)), DNS_QUERY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_and_records),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(flipped_anywhere),
		cmocka_unit_test(names_that_are_none),
		cmocka_unit_test(pointers_end_soon),
		cmocka_unit_test(streams),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
