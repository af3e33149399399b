/* decode_t.c - replays tests/decode/ *.t: bytes in, packets out.
 *
 * A case is a link type, the bytes of a frame (hex, "text", # comments), and what must come
 * out of it:
 *
 *	ethernet [wire=LEN]
 *	00 11 22 ... "text" ...
 *	=> [outer|inner|quoted] field=value... | drop=NAME | inner none | quoted none
 *
 * Then the frame is decoded again at every shorter length and with every byte changed, each
 * time from a heap block of exactly its size; nothing may crash and no view may leave it.
 */
#include "decode/decode.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { BYTES_MAX = 4096, LINE_MAX_ = 1024, EXPECT_MAX = 16 };

struct test_case {
	const char *file;
	unsigned line;
	uint16_t linktype;
	uint32_t wirelen; /* 0: as many as there are bytes */
	uint8_t bytes[BYTES_MAX];
	size_t n_bytes;
	char expect[EXPECT_MAX][LINE_MAX_];
	size_t n_expect;
};

static unsigned n_cases, n_replays, n_failed;

static const struct {
	const char *name;
	uint16_t linktype;
} links[] = {
	{ "ethernet", LINK_ETHERNET },
	{ "raw", LINK_RAW },
	{ "raw-bsd", LINK_RAW_BSD },
	{ "raw-openbsd", LINK_RAW_OPENBSD },
	{ "ipv4", LINK_IPV4 },
	{ "ipv6", LINK_IPV6 },
	{ "sll", LINK_SLL },
	{ "sll2", LINK_SLL2 },
	{ "null", LINK_NULL },
	{ "loop", LINK_LOOP },
	{ "ppp", LINK_PPP },
	{ "ppp-hdlc", LINK_PPP_HDLC },
	{ "pppoe", LINK_PPPOE },
	{ "cisco-hdlc", 104 },
	{ "ieee802-11", 105 },
};

__attribute__((format(printf, 2, 3))) static void
complain(const struct test_case *t, const char *fmt, ...)
{
	va_list ap;

	n_failed++;
	fprintf(stderr, "%s:%u: ", t->file, t->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void
check_view(struct bytes view, const struct frame *f)
{
	must(view.len == 0 ||
		(view.at >= f->at && view.at + view.len <= f->at + f->caplen));
}

static void
check_packet(const struct packet *p, const struct frame *f)
{
	check_view(p->payload, f);
	check_view(p->transport, f);
	check_view(p->tcp_options, f);
	must(p->version == 4 || p->version == 6);
	must(addr_is_v4(p->src) || p->version == 6);
	must(!(p->later_fragment && p->first_fragment));
	must(p->time_ns == f->time_ns);
	must(p->len >= p->transport.len);
	must(p->tcp_options.len <= 40);
	bool bare = p->no_transport || p->later_fragment;
	enum kind kind = packet_kind(p);
	must((unsigned)kind < KIND_COUNT);
	must(!bare || (kind == KIND_OTHER && packet_port(p, kind) == 0));
	must(!bare || packet_tool_marks(p) == 0);
	must(p->proto == IP_TCP || p->tcp_flags == 0);
}

/* What must hold for any bytes at all. */
static void
check_frame(const struct frame *f)
{
	struct decoded d;
	struct packet quoted;

	memset(&d, 0xa5, sizeof(d));
	if (decode_frame(f, &d))
		return;
	check_packet(&d.outer, f);
	if (d.tunnelled)
		check_packet(&d.inner, f);
	const struct packet *inmost = decoded_innermost(&d);
	memset(&quoted, 0xa5, sizeof(quoted));
	if (decode_quoted(inmost, &quoted)) {
		check_view(quoted.payload, f);
		check_view(quoted.transport, f);
		check_view(quoted.tcp_options, f);
		must((unsigned)packet_kind(&quoted) < KIND_COUNT);
		packet_tool_marks(&quoted);
	}
}

/* A copy in a block of its own size, so that the sanitizer sees one byte too many. */
static void
replay(const struct test_case *t, size_t len, size_t change_at, uint8_t change)
{
	auto_free uint8_t *copy = malloc(len ? len : 1);
	must(copy);
	memcpy(copy, t->bytes, len);
	if (change)
		copy[change_at] ^= change;
	struct frame f = { .time_ns = 1,
		.at = len ? copy : copy + 1,
		.caplen = (uint32_t)len,
		.wirelen = t->wirelen ? t->wirelen : (uint32_t)t->n_bytes,
		.linktype = t->linktype };
	check_frame(&f);
	n_replays++;
}

static bool
number_of(const struct packet *p, const char *field, uint64_t *ret)
{
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
		{ "len", p->len },
		{ "version", p->version },
		{ "proto", p->proto },
		{ "ttl", p->ttl },
		{ "flags", p->tcp_flags },
		{ "sport", p->sport },
		{ "dport", p->dport },
		{ "type", p->icmp_type },
		{ "code", p->icmp_code },
		{ "id", p->icmp_id },
		{ "later", p->later_fragment },
		{ "first", p->first_fragment },
		{ "no_transport", p->no_transport },
		{ "ip_id", p->ip_id },
		{ "window", p->tcp_window },
		{ "seq", p->tcp_seq },
		{ "ack", p->tcp_ack },
		{ "options_len", p->tcp_options.len },
		{ "payload_len", p->payload.len },
		{ "transport_len", p->transport.len },
		{ "port", packet_port(p, packet_kind(p)) },
		{ "tools", packet_tool_marks(p) },
	};
	for (size_t i = 0; i < count_of(numbers); i++)
		if (strcmp(numbers[i].name, field) == 0) {
			*ret = numbers[i].value;
			return true;
		}
	return false;
}

static bool
field_holds(const struct test_case *t, const struct packet *p, const char *field,
	const char *value)
{
	char text[ADDR_TEXT_MAX] = "";
	struct addr want;
	struct err err;
	uint64_t number;

	if (strcmp(field, "src") == 0 || strcmp(field, "dst") == 0) {
		struct addr got = field[0] == 's' ? p->src : p->dst;
		if (addr_parse(value, &want, &err) != 0)
			return complain(t, "%s", err.text), true;
		addr_format(got, text);
		return addr_equal(got, want) ||
			(complain(t, "%s is %s", field, text), true);
	}
	if (strcmp(field, "kind") == 0)
		return strcmp(kind_name(packet_kind(p)), value) == 0 ||
			(complain(t, "kind is %s", kind_name(packet_kind(p))), true);
	if (strcmp(field, "payload") == 0) {
		size_t len = strlen(value);
		return (p->payload.len == len && memcmp(p->payload.at, value, len) == 0) ||
			(complain(t, "payload is '%.*s'", (int)p->payload.len,
				 p->payload.at),
				true);
	}
	if (!number_of(p, field, &number))
		return false;
	if (number != strtoull(value, NULL, 0))
		complain(t, "%s is %llu, not %s", field, (unsigned long long)number, value);
	return true;
}

static void
check_expectation(const struct test_case *t, const char *line, enum drop drop,
	const struct decoded *d, const struct packet *quoted)
{
	char copy[LINE_MAX_], *save = NULL;
	const struct packet *p = drop ? NULL : &d->outer;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok_r(copy, " \t\n", &save); word;
		word = strtok_r(NULL, " \t\n", &save)) {
		char *equals = strchr(word, '=');
		if (equals)
			*equals = '\0';
		if (strcmp(word, "drop") == 0 && equals) {
			if (strcmp(drop_name(drop), equals + 1) != 0)
				complain(t, "drop is %s", drop_name(drop));
		} else if (drop) {
			complain(t, "dropped: %s", drop_name(drop));
			return;
		} else if (strcmp(word, "outer") == 0) {
			p = &d->outer;
		} else if (strcmp(word, "inner") == 0) {
			p = d->tunnelled ? &d->inner : NULL;
		} else if (strcmp(word, "quoted") == 0) {
			p = quoted;
		} else if (strcmp(word, "none") == 0) {
			if (p)
				complain(t, "there is one: %s", line);
		} else if (!p) {
			complain(t, "there is none: %s", line);
			return;
		} else if (!equals || !field_holds(t, p, word, equals + 1)) {
			complain(t, "what is '%s'?", word);
		}
	}
}

/* With $TEITEN_SEEDS, every case becomes a seed for the fuzz target. */
static void
write_seed(const struct test_case *t)
{
	const char *dir = getenv("TEITEN_SEEDS");

	if (!dir)
		return;
	auto_free char *path = base_printf("%s/case%u", dir, n_cases);
	auto_file FILE *out = fopen(path, "w");
	must(out);
	fputc(t->linktype & 0xff, out);
	fputc(t->linktype >> 8, out);
	fputc(0, out);
	fwrite(t->bytes, 1, t->n_bytes, out);
}

static void
run_case(const struct test_case *t)
{
	if (t->n_expect == 0)
		complain(t, "expects nothing");
	write_seed(t);
	auto_free uint8_t *copy = malloc(t->n_bytes ? t->n_bytes : 1);
	must(copy);
	memcpy(copy, t->bytes, t->n_bytes);
	struct frame f = { .time_ns = 1,
		.at = t->n_bytes ? copy : copy + 1,
		.caplen = (uint32_t)t->n_bytes,
		.wirelen = t->wirelen ? t->wirelen : (uint32_t)t->n_bytes,
		.linktype = t->linktype };
	struct decoded d;
	struct packet quoted;
	enum drop drop = decode_frame(&f, &d);
	bool has_quoted = !drop && decode_quoted(decoded_innermost(&d), &quoted);

	for (size_t i = 0; i < t->n_expect; i++)
		check_expectation(t, t->expect[i], drop, &d, has_quoted ? &quoted : NULL);

	replay(t, t->n_bytes, 0, 0);
	for (size_t len = 0; len < t->n_bytes; len++)
		replay(t, len, 0, 0);
	for (size_t at = 0; at < t->n_bytes; at++) {
		replay(t, t->n_bytes, at, 0xff);
		for (unsigned bit = 0; bit < 8; bit++)
			replay(t, t->n_bytes, at, (uint8_t)(1u << bit));
	}
	n_cases++;
}

static int
link_of(const char *line)
{
	size_t len = strcspn(line, " \t\n");

	for (size_t i = 0; i < count_of(links); i++)
		if (strlen(links[i].name) == len && strncmp(links[i].name, line, len) == 0)
			return (int)i;
	return -1;
}

static void
begin_case(struct test_case *t, unsigned line_no, const char *line, int link)
{
	const char *wire = strstr(line, "wire=");

	t->line = line_no;
	t->linktype = links[link].linktype;
	t->wirelen = wire ? (uint32_t)strtoul(wire + 5, NULL, 10) : 0;
	t->n_bytes = t->n_expect = 0;
}

static int
nibble(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
		: (c >= 'a' && c <= 'f') ? c - 'a' + 10
					 : -1;
}

static void
bytes_line(struct test_case *t, const char *s)
{
	while (*s && *s != '#') {
		if (isspace((unsigned char)*s)) {
			s++;
		} else if (*s == '"') {
			for (s++; *s && *s != '"'; s++) {
				must(t->n_bytes < BYTES_MAX);
				t->bytes[t->n_bytes++] = (uint8_t)*s;
			}
			if (*s++ != '"')
				return complain(t, "a text without end");
		} else if (nibble(s[0]) >= 0 && nibble(s[1]) >= 0) {
			must(t->n_bytes < BYTES_MAX);
			t->bytes[t->n_bytes++] =
				(uint8_t)(nibble(s[0]) << 4 | nibble(s[1]));
			s += 2;
		} else {
			return complain(t, "no bytes: %s", s);
		}
	}
}

static void
run_file(const char *path)
{
	static struct test_case t;
	char line[LINE_MAX_];
	bool open = false;
	unsigned line_no = 0;
	auto_file FILE *in = fopen(path, "r");

	must(in);
	t.file = path;
	while (fgets(line, sizeof(line), in)) {
		const char *s = line + strspn(line, " \t\n");
		line_no++;
		if (strncmp(s, "=>", 2) == 0 && open) {
			must(t.n_expect < EXPECT_MAX);
			snprintf(t.expect[t.n_expect++], LINE_MAX_, "%.*s",
				(int)strcspn(s + 2, "#\n"), s + 2);
		} else if (link_of(line) >= 0) {
			if (open)
				run_case(&t);
			begin_case(&t, line_no, line, link_of(line));
			open = true;
		} else if (*s && *s != '#') {
			bytes_line(&t, s);
		}
	}
	if (open)
		run_case(&t);
}

static void
all_cases(void **state)
{
	(void)state;
	const char *source = getenv("TEITEN_SOURCE");
	auto_free char *pattern = base_printf("%s/tests/decode/*.t", source ? source : ".");
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_file(found.gl_pathv[i]);
	globfree(&found);
	printf("%u cases, %u replays\n", n_cases, n_replays);
	assert_true(n_cases > 0);
	assert_int_equal(n_failed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_cases) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
