/* guard.yaml: what is taken, and what is refused with its line; lines of the spool. */
#include "guard/guard.h"
#include "guard/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const char whole[] =
	"ports: [25, 2525]\n"
	"rate: { sendings: 60, minutes: 10 }\n"
	"mailers:\n"
	"  - file: /usr/bin/mutt\n"
	"    package: mutt\n"
	"    sha256: "
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	"  - /usr/bin/claws-mail\n"
	"mtas:\n"
	"  - { file: /usr/lib/postfix/sbin/smtp, user: postfix }\n"
	"shells: [ /bin/bash ]\n"
	"gates: [ /usr/sbin/postdrop ]\n"
	"notify: { webhook: \"http://127.0.0.1/x\", mail: root }\n";

static void
test_whole_policy(void **state)
{
	struct guard_policy p;
	struct err err;
	(void)state;
	assert_int_equal(guard_policy_parse("x", bytes_text(whole), &p, &err), 0);
	assert_int_equal(p.n_ports, 2);
	assert_int_equal(p.ports[1], 2525);
	assert_int_equal(p.rate_sendings, 60);
	assert_int_equal(p.rate_seconds, 600);
	assert_int_equal(p.n_entries, 5);
	assert_int_equal(p.entries[0].class, CLASS_MAILER);
	assert_string_equal(p.entries[0].package, "mutt");
	assert_int_equal(strlen(p.entries[0].sha256), 64);
	assert_int_equal(p.entries[1].line, 7);
	assert_int_equal(p.entries[2].class, CLASS_MTA);
	assert_string_equal(p.entries[2].user, "postfix");
	assert_int_equal(p.entries[3].class, CLASS_SHELL);
	assert_true(p.entries[4].gate);
	assert_string_equal(p.webhook, "http://127.0.0.1/x");
	guard_policy_free(&p);
	/* Without a word of them, the three ports of mail. */
	assert_int_equal(guard_policy_parse("x", bytes_text(""), &p, &err), 0);
	assert_int_equal(p.n_ports, 3);
	assert_int_equal(p.ports[2], 587);
	guard_policy_free(&p);
}

static void
test_bad_policies(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "mailer: [ /bin/x ]", "x:1: unknown key" },
		{ "mailers: [ bin/x ]", "no absolute path" },
		{ "mailers: [ /bin/x, /bin/x ]", "already" },
		{ "mailers:\n  - file: /bin/x\n    sha256: ABC", "x:3" },
		{ "mtas: [ /bin/x ]", "user" },
		{ "ports: [ 0 ]", "no number" },
		{ "ports: [ 65536 ]", "no number" },
		{ "ports: []", "no ports" },
		{ "rate: { sendings: 0, minutes: 1 }", "no number" },
		{ "rate: { sendings: 1 }", "minutes" },
		{ "notify: { webhook: \"file:///etc/passwd\" }", "http" },
		{ "notify: { mail: \"-Xfile\" }", "address" },
		{ "notify: { mail: \"a b\" }", "address" },
		{ "mailers: &a [ /bin/x ]", "x:1" },
	};
	(void)state;
	for (size_t i = 0; i < count_of(bad); i++) {
		struct guard_policy p;
		struct err err = { "" };
		if (guard_policy_parse("x", bytes_text(bad[i].text), &p, &err) == 0)
			fail_msg("taken: %s", bad[i].text);
		if (!strstr(err.text, bad[i].says))
			fail_msg("%s: says '%s', not '%s'", bad[i].text, err.text,
				bad[i].says);
	}
}

static void
test_ports(void **state)
{
	struct guard_policy p = { .n_ports = 1 };
	struct err err;
	(void)state;
	assert_int_equal(guard_policy_ports(&p, "25,465", &err), 0);
	assert_int_equal(p.n_ports, 2);
	assert_true(guard_policy_ports(&p, "25,,465", &err) < 0);
	assert_true(guard_policy_ports(&p, "25;465", &err) < 0);
	assert_true(guard_policy_ports(&p, "70000", &err) < 0);
	assert_true(guard_policy_ports(&p, "", &err) < 0);
}

static void
test_interpreters(void **state)
{
	static const char *const are[] = { "/usr/bin/python3.11", "/bin/sh",
		"/usr/bin/bash", "/usr/bin/perl5.36-x86_64-linux-gnu",
		"/lib64/ld-linux-x86-64.so.2", "/usr/bin/env", "/usr/bin/node",
		"/usr/bin/qemu-x86_64" };
	static const char *const are_not[] = { "/usr/bin/mutt", "/usr/bin/sha256sum",
		"/usr/bin/shotwell", "/usr/lib/thunderbird/thunderbird", "/usr/bin/envoy",
		"/usr/bin/nodejs-mailer-of-ours/mail" };
	(void)state;
	for (size_t i = 0; i < count_of(are); i++)
		if (!guard_is_interpreter(are[i]))
			fail_msg("%s runs whatever it is given", are[i]);
	for (size_t i = 0; i < count_of(are_not); i++)
		if (guard_is_interpreter(are_not[i]))
			fail_msg("%s is no interpreter", are_not[i]);
}

static const char line[] =
	"{\"timestamp\":\"2026-11-27T13:50:12.123456Z\",\"until\":\"2026-11-27T13:50:13."
	"5Z\","
	"\"event_type\":\"guard\",\"host\":\"desk7\",\"src_ip\":\"192.0.2.7\",\"src_port\":"
	"0,"
	"\"dest_ip\":\"2001:db8::25\",\"dest_port\":25,\"proto\":\"TCP\",\"guard\":{"
	"\"verdict\":\"bot suspected\",\"confidence\":\"high\",\"pattern\":\"own engine\","
	"\"reason\":\"not "
	"registered\",\"enforced\":1,\"count\":12,\"program\":\"/home/u/x\","
	"\"live\":\"/home/u/x\",\"class\":\"none\",\"argv\":\"./x -q\",\"pid\":4711,"
	"\"uid\":1000,\"lineage\":\"x < bash\",\"taints\":\"unknown "
	"program\",\"evidence\":\"\","
	"\"lost\":0}}\n";

static void
test_line(void **state)
{
	struct guard_line l;
	struct err err;
	(void)state;
	assert_int_equal(guard_line_read(bytes_text(line), &l, &err), 0);
	assert_int_equal(l.finding.first_ns, INT64_C(1795787412123456000));
	assert_int_equal(l.finding.last_ns, INT64_C(1795787413500000000));
	assert_int_equal(l.finding.packets, 12);
	assert_int_equal(l.finding.dport, 25);
	assert_false(addr_is_v4(l.finding.dst));
	assert_int_equal(l.finding.values[GUARD_PID].number, 4711);
	assert_int_equal(l.finding.values[GUARD_ARGUMENTS].text.len, 6);
	assert_memory_equal(l.host.at, "desk7", 5);
	guard_line_done(&l);
}

/* Each member left out, or of another type, is an error that names it. */
static void
test_bad_lines(void **state)
{
	static const char *const members[] = { "timestamp", "until", "event_type", "host",
		"src_ip", "src_port", "dest_ip", "dest_port", "guard", "verdict",
		"enforced", "count", "program", "pid", "lost" };
	(void)state;
	for (size_t i = 0; i < count_of(members); i++) {
		char text[sizeof(line)];
		struct guard_line l;
		struct err err = { "" };
		memcpy(text, line, sizeof(line));
		auto_free char *quoted = base_printf("\"%s\":", members[i]);
		char *at = strstr(text, quoted);
		assert_non_null(at);
		at[1] = '_';
		if (guard_line_read(bytes_text(text), &l, &err) == 0)
			fail_msg("taken without %s", members[i]);
		assert_true(err.text[0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_policy),
		cmocka_unit_test(test_bad_policies),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_interpreters),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_bad_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
