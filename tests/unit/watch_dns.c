/* watch_dns.c - guesses at a resolver's queries, and its health, at the edges of their
 * thresholds. */
#include "watch_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* --- poisoning --------------------------------------------------------------------------
 */

enum { PORT = 5353, ID = 1 };

/* A key has its tally from its third packet on: two that matter to nobody. */
static void
greet(void)
{
	for (uint16_t i = 0; i < 2; i++) {
		struct draft q = draft_query(i, false, "greeting.example", DNS_A);
		udp(host(1), 999, server(99), DNS_PORT, &q);
	}
}

static void
ask(const char *name)
{
	struct draft q = draft_query(ID, false, name, DNS_A);
	udp(host(1), PORT, server(1), DNS_PORT, &q);
}

static void
answer(uint32_t from, const char *name, uint16_t id, uint16_t port, uint32_t addr,
	bool delegates)
{
	struct draft q = draft_query(id, false, name, DNS_A);
	struct draft d = draft_reply(&q, 0);
	draft_addr(&d, DNS_ANSWER, "@", addr_v4(addr));
	if (delegates) {
		draft_name(&d, DNS_AUTHORITY, "bank.example", DNS_NS, "NS.bank.example");
		draft_addr(&d, DNS_ADDITIONAL, "ns.bank.example", addr_v4(addr));
	}
	udp(server(from), DNS_PORT, host(1), port, &d);
}

static void
guess(const char *name, unsigned n, unsigned first, bool delegates)
{
	for (unsigned i = 0; i < n; i++)
		answer(1, name, (uint16_t)(first + i), PORT, 7, delegates);
}

static void
guesses_at_one_name(void **state)
{
	(void)state;
	for (unsigned n = 9; n <= 10; n++) {
		watch_begin("dns-poisoning");
		greet();
		ask("www.bank.example");
		guess("www.BANK.example", n, 100, false);
		answer(1, "www.bank.example", ID, PORT, 8, false);
		assert_int_equal(watch_finish(), n == 10);
	}
	assert_string_equal(told.first_text, "guesses at outstanding queries");
	assert_int_equal(watch_number("guesses"), 10);
	assert_int_equal(watch_number("wrong_id"), 10);
	assert_int_equal(watch_number("same_name_most"), 10);
	assert_int_equal(watch_number("matched"), 1);
	assert_int_equal(watch_number("conflicts"), 0);
	assert_true(addr_equal(told.dst, host(1)) && addr_equal(told.src, server(1)));
	assert_non_null(
		strstr(told.why, "10 different ids for one name in a second, 10 are"));

	/* What is no guess: one answer again and again; ten that come later than a query
	 * can wait; ten in two seconds; ten for a name that nobody asked for. */
	watch_begin("dns-poisoning");
	greet();
	ask("www.bank.example");
	for (unsigned i = 0; i < 50; i++)
		guess("www.bank.example", 1, 100, false);
	assert_int_equal(watch_finish(), 0);
	watch_begin("dns-poisoning");
	greet();
	ask("www.bank.example");
	now_ns += 6 * SECOND;
	guess("www.bank.example", 50, 100, false);
	assert_int_equal(watch_finish(), 0);
	watch_begin("dns-poisoning");
	greet();
	ask("www.bank.example");
	now_ns += 900 * MILLI;
	guess("www.bank.example", 9, 100, false);
	now_ns += 900 * MILLI;
	guess("www.bank.example", 9, 200, false);
	assert_int_equal(watch_finish(), 0);
	watch_begin("dns-poisoning");
	greet();
	ask("www.bank.example");
	guess("other.bank.example", 500, 100, true);
	assert_int_equal(watch_finish(), 0);
}

/* The port or the server may be what is wrong. */
static void
other_ports_and_servers(void **state)
{
	(void)state;
	watch_begin("dns-poisoning");
	greet();
	ask("www.bank.example");
	for (uint16_t i = 0; i < 20; i++)
		answer(1, "www.bank.example", (uint16_t)(ID + i % 2), (uint16_t)(7000 + i),
			7, false);
	answer(2, "www.bank.example", ID, PORT, 7, false);
	assert_int_equal(watch_finish(), 1);
	assert_int_equal(watch_number("wrong_id"), 10);
	assert_int_equal(watch_number("wrong_port"), 10);
	assert_int_equal(watch_number("wrong_server"), 1);
}

/* Few guesses at each of many labels, with a server for the parent or without. */
static unsigned
labels(unsigned n, bool delegates, bool queries)
{
	watch_begin("dns-poisoning");
	if (queries)
		greet();
	for (unsigned i = 0; i < n; i++) {
		auto_free char *name = base_printf("r%u.bank.example", i);
		if (queries)
			ask(name);
		guess(name, queries ? 3 : 12, 100, delegates);
		now_ns += SECOND;
	}
	return watch_finish();
}

static void
random_labels(void **state)
{
	(void)state;
	assert_int_equal(labels(15, true, true), 0);
	assert_int_equal(labels(40, false, true), 0);
	assert_int_equal(labels(40, true, true), 1);
	assert_string_equal(told.first_text, "random labels of one parent, guessed at");
	assert_int_equal(watch_number("guesses"), 120);
	assert_int_equal(watch_number("delegations"), 120);
	assert_in_range(watch_number("labels_est"), 35, 45);
	assert_int_equal(labels(15, true, false), 0);
	assert_int_equal(labels(40, false, false), 0);
	assert_int_equal(labels(40, true, false), 1);
	assert_string_equal(told.first_text, "shape alone, queries not in view");
	assert_non_null(strstr(told.why, "no query of this address was seen"));
	assert_int_equal(watch_number("queries"), 0);
}

static unsigned
second_answers(unsigned n, bool differ)
{
	watch_begin("dns-poisoning");
	greet();
	for (unsigned i = 0; i < n; i++) {
		auto_free char *name = base_printf("w%u.bank.example", i);
		ask(name);
		answer(1, name, ID, PORT, 7, false);
		answer(1, name, ID, PORT, differ ? 8 : 7, false);
		now_ns += SECOND;
	}
	return watch_finish();
}

static void
second_answers_that_differ(void **state)
{
	(void)state;
	assert_int_equal(second_answers(9, true), 0);
	assert_int_equal(second_answers(100, false), 0);
	assert_int_equal(second_answers(10, true), 1);
	assert_int_equal(watch_number("conflicts"), 10);
	assert_int_equal(watch_number("matched"), 10);
	/* Asked twice, answered twice, each its own way: as load is spread. */
	watch_begin("dns-poisoning");
	greet();
	for (unsigned i = 0; i < 40; i++) {
		auto_free char *name = base_printf("w%u.bank.example", i);
		ask(name);
		ask(name);
		answer(1, name, ID, PORT, 7, false);
		answer(1, name, ID, PORT, 8, false);
		now_ns += SECOND;
	}
	assert_int_equal(watch_finish(), 0);
}

/* What does not fit now and then, on a busy line, never adds up; of two attacks the
 * stronger is told. */
static void
episodes(void **state)
{
	(void)state;
	watch_begin("dns-poisoning");
	greet();
	for (unsigned i = 0; i < 60; i++) {
		auto_free char *name = base_printf("r%u.bank.example", i);
		ask(name);
		guess(name, 3, 100, true);
		answer(1, name, ID, PORT, 7, false);
		answer(1, name, ID, PORT, 8, false);
		now_ns += 61 * SECOND;
	}
	assert_int_equal(watch_finish(), 0);
	watch_begin("dns-poisoning");
	greet();
	for (unsigned n = 12; n < 15; n++) {
		ask("www.bank.example");
		guess("www.bank.example", n == 14 ? 11 : n, 100, false);
		now_ns += 61 * SECOND;
	}
	assert_int_equal(watch_finish(), 1);
	assert_int_equal(watch_number("guesses"), 13);
	assert_int_equal(watch_number("wrong_id"), 36); /* of all */
}

/* More queries at once than are kept: their answers are no guesses. */
static void
forgotten_queries(void **state)
{
	enum { AT_ONCE = 60 };
	(void)state;
	watch_begin("dns-poisoning");
	greet();
	for (uint16_t i = 0; i < AT_ONCE; i++) {
		struct draft q = draft_query(i, false, "one.example", DNS_A);
		udp(host(1), (uint16_t)(2000 + i), server(1), DNS_PORT, &q);
	}
	for (uint16_t i = 0; i < AT_ONCE; i++)
		answer(1, "one.example", i, (uint16_t)(2000 + i), 7, false);
	assert_int_equal(watch_finish(), 0);
	/* Of many names at once: some are forgotten, none is a guess. */
	watch_begin("dns-poisoning");
	greet();
	for (unsigned pass = 0; pass < 2; pass++)
		for (uint16_t i = 0; i < 5000; i++) {
			auto_free char *name = base_printf("n%u.example", i / 2);
			struct draft q = draft_query(i, false, name, DNS_A);
			if (pass == 0)
				udp(host(1), i, server(1), DNS_PORT, &q);
			else
				answer(1, name, i, i, 7, true);
		}
	assert_int_equal(watch_finish(), 0);
}

/* --- health ----------------------------------------------------------------------------
 */

/* Ports alternate between 30000 and that plus `apart`: they deviate by about half of it. */
static unsigned
resolver(unsigned n, unsigned apart, unsigned ports, bool recurse, unsigned answered)
{
	watch_begin("resolver-health");
	greet();
	for (unsigned i = 0; i < n; i++) {
		auto_free char *name = base_printf("Host%u.example", i);
		uint16_t port = (uint16_t)(30000 + (i % 2) * apart + i / 2 % ports);
		struct draft q = draft_query((uint16_t)(i * 40503U), recurse, name, DNS_A);
		struct draft a = draft_reply(&q, 3);
		udp(host(1), port, server(i % 5), DNS_PORT, &q);
		if (i < answered)
			udp(server(i % 5), DNS_PORT, host(1), port, &a);
		now_ns += MILLI;
	}
	return watch_finish();
}

static void
grades(void **state)
{
	(void)state;
	assert_int_equal(resolver(25, 500, 4, false, 99), 0);
	assert_int_equal(resolver(26, 500, 4, false, 99), 1);
	assert_string_equal(told.first_text, "POOR");
	assert_in_range(watch_number("port_deviation"), 250, 260);
	assert_int_equal(watch_number("port_bits"), 10);
	assert_int_equal(watch_number("ports_a_block"), 8);
	assert_int_equal(watch_number("mixed_case"), 26);
	assert_int_equal(resolver(26, 570, 4, false, 99), 1);
	assert_string_equal(told.first_text, "POOR");
	assert_int_equal(resolver(26, 590, 4, false, 99), 1);
	assert_string_equal(told.first_text, "GOOD");
	assert_int_equal(resolver(26, 7750, 4, false, 99), 1);
	assert_string_equal(told.first_text, "GOOD");
	assert_int_equal(resolver(26, 7900, 4, false, 99), 1);
	assert_string_equal(told.first_text, "GREAT");
	assert_int_equal(watch_number("port_bits"), 14);
	/* Two ports, far apart, are two ports. */
	assert_int_equal(resolver(26, 30000, 1, false, 99), 1);
	assert_string_equal(told.first_text, "POOR");
	/* Clients only when they can be guessed. */
	assert_int_equal(resolver(26, 7900, 4, true, 99), 0);
	assert_int_equal(resolver(26, 100, 4, true, 99), 1);
	/* Whom nobody answers is no resolver. */
	assert_int_equal(resolver(260, 100, 4, false, 64), 0);
	assert_int_equal(resolver(260, 100, 4, false, 66), 1);
	assert_int_equal(watch_number("blocks"), 10);
	/* The grade is that of most blocks, however far a restart jumps. */
	assert_int_equal(watch_number("queries"), 260);
}

/* A key that begins in a batch is known to the answers in the same batch. */
static void
all_in_one_batch(void **state)
{
	enum { ASKED = 100 };
	(void)state;
	watch_begin("resolver-health");
	watch_hold();
	for (uint16_t i = 0; i < ASKED; i++) {
		auto_free char *name = base_printf("host%u.example", i);
		struct draft q = draft_query(i, false, name, DNS_A);
		struct draft a = draft_reply(&q, 3);
		udp(host(1), 4000, server(1), DNS_PORT, &q);
		udp(server(1), DNS_PORT, host(1), 4000, &a);
	}
	assert_int_equal(watch_finish(), 1);
	assert_int_equal(watch_number("answers"), ASKED - 2); /* from its third packet on */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guesses_at_one_name),
		cmocka_unit_test(other_ports_and_servers),
		cmocka_unit_test(random_labels),
		cmocka_unit_test(second_answers_that_differ),
		cmocka_unit_test(episodes),
		cmocka_unit_test(forgotten_queries),
		cmocka_unit_test(grades),
		cmocka_unit_test(all_in_one_batch),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	watch_done();
	return failed;
}
