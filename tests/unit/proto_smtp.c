/* proto_smtp.c - long mails: what is left out of their bodies changes nothing else. */
#include "proto/smtp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { TEXT_MAX = 400000 };

struct text {
	uint8_t at[TEXT_MAX];
	size_t len;
};

static void
put(struct text *t, const char *s)
{
	size_t len = strlen(s);
	must(t->len + len <= TEXT_MAX);
	memcpy(t->at + t->len, s, len);
	t->len += len;
}

static void
put_line(struct text *t, char c, size_t len)
{
	must(t->len + len + 2 <= TEXT_MAX);
	memset(t->at + t->len, c, len);
	t->len += len;
	put(t, "\r\n");
}

/* As streams do it: a head that is full is compacted and filled again. */
static struct bytes
through_a_head(const struct text *t, uint8_t head[static STREAM_HEAD_MAX])
{
	size_t len = 0;
	for (size_t at = 0; at < t->len;) {
		size_t n = STREAM_HEAD_MAX - len;
		n = t->len - at < n ? t->len - at : n;
		memcpy(head + len, t->at + at, n);
		len += n;
		at += n;
		if (len < STREAM_HEAD_MAX)
			break;
		len = smtp_compact(head, len);
		assert_true(len <= STREAM_HEAD_MAX - STREAM_HEAD_MAX / 8);
	}
	return bytes_of(head, len);
}

static void
check(const struct text *t, uint32_t mails)
{
	static uint8_t head[STREAM_HEAD_MAX];
	static const char server[] = "220 x\r\n250 x\r\n";
	struct smtp whole, compacted;
	struct stream s = { .side = { [CLIENT] = { .head = bytes_of(t->at, t->len) },
				    [SERVER] = { .head = bytes_text(server) } } };
	assert_true(smtp_read(&s, &whole));
	s.side[CLIENT].head = through_a_head(t, head);
	assert_true(smtp_read(&s, &compacted));
	assert_int_equal(compacted.n_mail, mails);
	assert_int_equal(whole.n_mail, mails);
	assert_int_equal(compacted.n_data, mails);
	assert_int_equal(compacted.n_bodies, mails);
	assert_int_equal(compacted.n_quit, 1);
	assert_int_equal(compacted.n_other, 0);
}

static void
long_mails(void **state)
{
	(void)state;
	static const size_t lens[] = { 1, 2, 3, 70, 998, 5000, 17000, 40000 };
	static const char fills[] = { 'x', '.' };
	for (size_t i = 0; i < count_of(lens) * count_of(fills); i++) {
		size_t len = lens[i / count_of(fills)];
		char c = fills[i % count_of(fills)];
		if (c == '.' && len == 1)
			continue; /* that would be its end */
		static struct text t;
		t.len = 0;
		put(&t, "EHLO x\r\n");
		for (unsigned mail = 0; mail < 3; mail++) {
			put(&t,
				"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\n"
				"DATA\r\nSubject: x\r\n\r\n");
			for (size_t n = 0; n < 60000; n += len + 2) {
				put_line(&t, c, len);
				if (n % 7 == 0) {
					put(&t, "MAIL FROM:<no@command>\r\n");
					n += 24;
				}
			}
			put(&t, "\r\n.\r\n");
		}
		put(&t, "QUIT\r\n");
		check(&t, 3);
	}
}

static void
none_of_its_own(void **state)
{
	(void)state;
	static uint8_t head[STREAM_HEAD_MAX];
	memset(head, 'x', sizeof(head));
	assert_int_equal(smtp_compact(head, sizeof(head)), sizeof(head));
	memcpy(head, "GET / HTTP/1.0\r\nDATA\r\n", 22);
	assert_int_equal(smtp_compact(head, sizeof(head)), sizeof(head));
	/* Commands without end are kept: the head is full. */
	for (size_t at = 0; at < sizeof(head); at += 8)
		memcpy(head + at, "NOOP x\r\n", 8);
	assert_int_equal(smtp_compact(head, sizeof(head)), sizeof(head));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_mails),
		cmocka_unit_test(none_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
