/* detect_t.c - replays tests/detect/ *.t: bytes in, findings out.
 *
 * A case is one or several packets or streams, and what is found in them:
 *
 *	udp 32768 > 1026 [from=ADDR] [to=ADDR] [at=SECONDS]
 *	04 00 28 "text\r\n\x00" ...		hex, "text" with escapes, # comments
 *
 *	tcp 40000 > 6667 [from=ADDR] [to=ADDR] [at=SECONDS] [midway]
 *	> "NICK x\r\n"				the client's next segment
 *	< ":server 001 x :hi\r\n"		the server's
 *
 *	icmp TYPE > CODE			as udp, the payload after the ICMP header
 *
 *	=> NAME field="text" field=NUMBER src=ADDR sport=N why~"part of it" | nothing
 *
 * A file speaks of the detectors and watches that its expectations name anywhere: of these
 * every finding must stand there, in order, and `nothing` means none of them.  What others
 * find in the same bytes is theirs.  `midway` leaves out the handshake.
 *
 * Then everything is shown again: streams cut into single bytes, cut anywhere, out of order
 * and twice, which must change nothing; then at every shorter length and with every byte
 * changed, from heap blocks of exactly their size, where nothing may crash.
 */
#include "watch/watch.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { BYTES_MAX = 1 << 17, LINE_MAX_ = 8192, PIECES_MAX = 512, EXPECT_MAX = 64 };
enum { NAMES_MAX = 1024 };
enum { FLIPS_MAX = 3000 }; /* bytes of a case that are shortened and flipped one by one */

/* What one header line or segment line gives. */
struct piece {
	uint8_t proto;
	bool from_client, opens; /* of a stream: begins with a handshake */
	bool closes;
	struct addr src, dst;
	uint16_t sport, dport;
	int64_t time_ns;
	size_t start, len; /* in the case's bytes */
};

struct test_case {
	const char *file;
	unsigned line;
	uint8_t bytes[BYTES_MAX];
	size_t n_bytes;
	struct piece pieces[PIECES_MAX];
	size_t n_pieces;
	char expect[EXPECT_MAX][LINE_MAX_];
	size_t n_expect;
	char names[NAMES_MAX]; /* of all that the file speaks of, each between spaces */
};

static unsigned n_cases, n_replays, n_failed;

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

/* --- findings as text -------------------------------------------------------------------
 */

static void
put_text(FILE *out, struct bytes b)
{
	fputc('"', out);
	for (size_t i = 0; i < b.len; i++)
		if (b.at[i] == '"' || b.at[i] == '\\' || b.at[i] < 32 || b.at[i] > 126)
			fprintf(out, "\\x%02x", b.at[i]);
		else
			fputc(b.at[i], out);
	fputc('"', out);
}

struct listing {
	const struct test_case *t;
	FILE *out;
	size_t n;
};

static bool
is_named(const struct test_case *t, const char *name)
{
	auto_free char *word = base_printf(" %s ", name);
	return strstr(t->names, word) != NULL;
}

static void
found(void *arg, const struct finding *f)
{
	struct listing *l = arg;
	char text[ADDR_TEXT_MAX], id[COMMUNITY_ID_MAX];
	must(f->why.len > 0 && strlen(community_id(f, id)) == 30);
	if (!is_named(l->t, f->type->name))
		return;
	l->n++;
	fprintf(l->out, "%s src=%s", f->type->name, addr_format(f->src, text));
	fprintf(l->out, " sport=%u dst=%s dport=%u", f->sport, addr_format(f->dst, text),
		f->dport);
	size_t n = finding_type_fields(f->type);
	for (size_t i = 0; i < n; i++) {
		const struct field *field = &f->type->fields[i];
		fprintf(l->out, " %s=", field->name);
		if (field->type == FIELD_NUMBER)
			fprintf(l->out, "%lld", (long long)f->values[i].number);
		else
			put_text(l->out, f->values[i].text);
	}
	fputs(" why=", l->out);
	put_text(l->out, f->why);
	fputc('\n', l->out);
}

/* --- packets ----------------------------------------------------------------------------
 */

/* A packet with a payload of its own, so that a sanitizer sees one byte too many. */
struct show {
	struct packet pkt;
	uint8_t *copy;
};

struct shows {
	struct show *at;
	size_t n, room;
};

static struct packet *
add_packet(struct shows *s, const struct piece *p, bool from_client, uint32_t seq,
	uint8_t flags, struct bytes payload)
{
	base_room(s->at, s->n, s->room);
	struct show *show = &s->at[s->n++];
	show->copy = malloc(payload.len ? payload.len : 1);
	must(show->copy);
	if (payload.len)
		memcpy(show->copy, payload.at, payload.len);
	bool icmp = p->proto == IP_ICMP || p->proto == IP_ICMPV6;
	show->pkt = (struct packet){
		.time_ns = p->time_ns,
		.src = from_client ? p->src : p->dst,
		.dst = from_client ? p->dst : p->src,
		.len = (uint32_t)(40 + payload.len),
		.version = 4,
		.proto = p->proto,
		.ttl = 64,
		.tcp_flags = flags,
		.sport = icmp         ? 0
			: from_client ? p->sport
				      : p->dport,
		.dport = icmp         ? 0
			: from_client ? p->dport
				      : p->sport,
		.icmp_type = (uint8_t)(icmp ? p->sport : 0),
		.icmp_code = (uint8_t)(icmp ? p->dport : 0),
		.tcp_seq = seq,
		.tcp_window = 65535,
		.payload = bytes_of(payload.len ? show->copy : show->copy + 1, payload.len),
	};
	show->pkt.transport = show->pkt.payload;
	return &show->pkt;
}

enum cutting { AS_GIVEN, SINGLE_BYTES, ANYWHERE, SHUFFLED };

static unsigned
draw(unsigned *state, unsigned below)
{
	*state = *state * 1103515245 + 12345;
	return (*state >> 8) % below;
}

static void
add_stream_bytes(struct shows *s, const struct piece *p, struct bytes data, uint32_t *seq,
	enum cutting cutting, unsigned *state)
{
	while (data.len > 0 || (p->len == 0 && cutting == AS_GIVEN)) {
		size_t len = cutting == AS_GIVEN ? data.len
			: cutting == SINGLE_BYTES
			? 1
			: 1 + draw(state, (unsigned)(data.len < 40 ? data.len : 40));
		add_packet(s, p, p->from_client, *seq, TCP_ACK | TCP_PSH,
			bytes_of(data.at, len));
		*seq += (uint32_t)len;
		data = bytes_of(data.at + len, data.len - len);
		if (cutting == SHUFFLED && s->n > 1 && draw(state, 3) == 0) {
			/* the last two of the same direction change places, one comes twice
			 */
			struct show *a = &s->at[s->n - 2], *b = &s->at[s->n - 1];
			if (addr_equal(a->pkt.src, b->pkt.src) && a->pkt.payload.len &&
				a->pkt.time_ns == b->pkt.time_ns) {
				struct show swap = *a;
				*a = *b;
				*b = swap;
				add_packet(s, p, p->from_client, swap.pkt.tcp_seq,
					TCP_ACK | TCP_PSH, swap.pkt.payload);
			}
		}
		if (data.len == 0)
			break;
	}
}

/* The bytes of the case (changed or shortened) as packets. */
static void
make_packets(const struct test_case *t, const uint8_t *bytes, size_t n_bytes,
	enum cutting cutting, struct shows *s)
{
	uint32_t seq[2] = { 1000, 500000 };
	unsigned state = 7;
	for (size_t i = 0; i < t->n_pieces; i++) {
		const struct piece *p = &t->pieces[i];
		size_t len = p->start >= n_bytes      ? 0
			: p->start + p->len > n_bytes ? n_bytes - p->start
						      : p->len;
		struct bytes data = bytes_of(bytes + p->start, len);
		if (p->proto != IP_TCP) {
			add_packet(s, p, true, 0, 0, data);
			continue;
		}
		if (p->opens) {
			seq[0] += 5000;
			seq[1] += 5000;
			add_packet(s, p, true, seq[0]++, TCP_SYN, bytes_of("", 0));
			add_packet(
				s, p, false, seq[1]++, TCP_SYN | TCP_ACK, bytes_of("", 0));
		}
		if (data.len)
			add_stream_bytes(
				s, p, data, &seq[!p->from_client], cutting, &state);
		if (p->closes) {
			add_packet(s, p, true, seq[0], TCP_FIN | TCP_ACK, bytes_of("", 0));
			add_packet(s, p, false, seq[1], TCP_FIN | TCP_ACK, bytes_of("", 0));
		}
	}
}

/* One engine for all: it is as new after its end. */
static struct listing listing;

static void
hand_on(void *arg, const struct finding *f)
{
	(void)arg;
	found(&listing, f);
}

static struct engine *
the_engine(const struct site **ret_site)
{
	static struct site *site;
	static struct engine *engine;
	struct err err;
	if (!site) {
		must(site_default(NULL, &site, &err) == 0);
		struct engine_config config = { .site = site,
			.geo = geo_none(),
			.streams = { .streams_max = 64, .memory_max = 4 << 20 },
			.found = hand_on };
		engine = engine_new(&config);
	}
	*ret_site = site;
	return engine;
}

/* Findings as text, the caller's to free. */
static char *
run(const struct test_case *t, const uint8_t *bytes, size_t n_bytes, enum cutting cutting)
{
	const struct site *site;
	struct engine *e = the_engine(&site);
	char *text = NULL;
	size_t text_len = 0;
	listing = (struct listing){ .t = t, .out = open_memstream(&text, &text_len) };
	must(listing.out);
	struct shows s = { 0 };
	make_packets(t, bytes, n_bytes, cutting, &s);
	for (size_t i = 0; i < s.n; i++) {
		struct seen seen = { .pkt = &s.at[i].pkt,
			.sensor = &site->sensors[0],
			.origin = { .frame = i + 1 },
			.arrived = true };
		engine_see(e, &seen, 1);
	}
	engine_finish(e);
	for (size_t i = 0; i < s.n; i++)
		free(s.at[i].copy);
	free(s.at);
	must(fclose(listing.out) == 0);
	return text;
}

/* --- expectations -----------------------------------------------------------------------
 */

static int
nibble(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
		: (c >= 'a' && c <= 'f') ? c - 'a' + 10
					 : -1;
}

/* A quoted text with escapes; what follows it is returned, NULL when it has no end. */
static const char *
unquote(const char *s, uint8_t *ret, size_t *ret_len)
{
	size_t n = 0;
	for (s++; *s && *s != '"'; s++) {
		if (*s != '\\') {
			ret[n++] = (uint8_t)*s;
			continue;
		}
		s++;
		if (*s == 'x' && nibble(s[1]) >= 0 && nibble(s[2]) >= 0) {
			ret[n++] = (uint8_t)(nibble(s[1]) << 4 | nibble(s[2]));
			s += 2;
		} else {
			ret[n++] = (uint8_t)(*s == 'n' ? '\n'
					: *s == 'r'    ? '\r'
					: *s == 't'    ? '\t'
					: *s == '0'    ? '\0'
						       : *s);
		}
		if (!*s)
			return NULL;
	}
	*ret_len = n;
	return *s == '"' ? s + 1 : NULL;
}

/* One "name=value" of an expectation against a line of the listing. */
static bool
holds(const char *line, const char *name, bool part, const char *want)
{
	auto_free char *key = base_printf(" %s=", name);
	const char *at = strstr(line, key);
	if (!at)
		return false;
	at += strlen(key);
	size_t len = 0;
	if (*at == '"')
		for (len = 1; at[len] != '"'; len++)
			;
	else
		len = strcspn(at, " \n");
	auto_free char *value = base_printf("%.*s", (int)(len + (*at == '"')), at);
	if (!part)
		return strcmp(value, want) == 0;
	auto_free char *bare = base_printf("%.*s", (int)strlen(want) - 2, want + 1);
	return strstr(value, bare) != NULL;
}

static void
check_line(const struct test_case *t, const char *expect, const char *line)
{
	char name[128], want[LINE_MAX_];
	uint8_t text[LINE_MAX_];
	const char *s = expect + strspn(expect, " ");
	size_t len = strcspn(s, " \n");
	if (strncmp(line, s, len) != 0 || line[len] != ' ')
		complain(t, "expected %.*s, found %s", (int)len, s, line);
	for (s += len; *(s += strspn(s, " ")) && *s != '#';) {
		len = strcspn(s, "=~");
		if (len >= sizeof(name) || !s[len])
			return complain(t, "what is '%s'?", s);
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, s);
		bool part = s[len] == '~';
		s += len + 1;
		if (*s == '"') {
			size_t n;
			const char *end = unquote(s, text, &n);
			if (!end)
				return complain(t, "a text without end: %s", s);
			FILE *out = fmemopen(want, sizeof(want), "w");
			must(out);
			put_text(out, bytes_of(text, n));
			must(fclose(out) == 0);
			s = end;
		} else {
			len = strcspn(s, " \n");
			(void)snprintf(want, sizeof(want), "%.*s", (int)len, s);
			s += len;
		}
		if (!holds(line, name, part, want))
			complain(t, "expected %s%c%s\n\tin %s", name, part ? '~' : '=',
				want, line);
	}
}

static void
check_expectations(const struct test_case *t, const char *findings)
{
	size_t n = 0;
	bool nothing = t->n_expect == 1 && strstr(t->expect[0], "nothing");
	for (const char *s = findings; *s; n++) {
		size_t len = strcspn(s, "\n");
		auto_free char *line = base_printf("%.*s ", (int)len, s);
		if (nothing || n >= t->n_expect)
			complain(t, "not expected: %s", line);
		else
			check_line(t, t->expect[n], line);
		s += len + 1;
	}
	if (!nothing && n < t->n_expect)
		complain(t, "not found:%s", t->expect[n]);
}

/* Of the whole case, as tests/fuzz/engine.c reads it. */
static void
write_engine_seed(const struct test_case *t, const char *dir)
{
	auto_free char *path = base_printf("%s/case%u", dir, n_cases);
	auto_file FILE *out = fopen(path, "w");
	must(out);
	for (size_t i = 0; i < t->n_pieces; i++) {
		const struct piece *p = &t->pieces[i];
		static const uint16_t ports[] = { 25, 53, 80, 135, 445, 1026, 1434, 6667 };
		uint8_t how =
			(uint8_t)((p->from_client ? 0 : 1) | (p->proto == IP_TCP ? 2 : 0));
		for (unsigned k = 0; k < count_of(ports); k++)
			how |= (uint8_t)(ports[k] == p->dport ? k << 2 : 0);
		fputc(how, out);
		fputc(0, out);
		fputc((int)(p->len & 255), out);
		fputc((int)(p->len >> 8 & 255), out);
		fwrite(t->bytes + p->start, 1, p->len, out);
	}
}

/* With $TEITEN_SEEDS, each packet's or side's bytes become a seed for fuzz targets; with
 * $TEITEN_SEED_HEADS too, each case one for the engine's. */
static void
write_seed(const struct test_case *t)
{
	const char *dir = getenv("TEITEN_SEEDS");
	if (dir && getenv("TEITEN_SEED_HEADS"))
		return write_engine_seed(t, dir);
	for (size_t i = 0; dir && i < t->n_pieces; i++) {
		auto_free char *path = base_printf("%s/case%u-%zu", dir, n_cases, i);
		auto_file FILE *out = fopen(path, "w");
		must(out);
		fwrite(t->bytes + t->pieces[i].start, 1, t->pieces[i].len, out);
	}
}

static void
replay(const struct test_case *t, const uint8_t *bytes, size_t len)
{
	free(run(t, bytes, len, AS_GIVEN));
	n_replays++;
}

static void
run_case(const struct test_case *t)
{
	if (t->n_expect == 0)
		return complain(t, "expects nothing");
	write_seed(t);
	auto_free char *given = run(t, t->bytes, t->n_bytes, AS_GIVEN);
	check_expectations(t, given);
	for (enum cutting c = SINGLE_BYTES; c <= SHUFFLED; c++) {
		auto_free char *cut = run(t, t->bytes, t->n_bytes, c);
		if (strcmp(cut, given) != 0)
			complain(t, "cut otherwise (%d), it finds\n%s\tnot\n%s", (int)c,
				cut, given);
	}
	size_t step = t->n_bytes > FLIPS_MAX ? t->n_bytes / FLIPS_MAX + 1 : 1;
	for (size_t len = 0; len < t->n_bytes; len += step)
		replay(t, t->bytes, len);
	auto_free uint8_t *changed = malloc(t->n_bytes + 1);
	must(changed);
	memcpy(changed, t->bytes, t->n_bytes);
	for (size_t at = 0; at < t->n_bytes; at += step) {
		changed[at] ^= 0xff;
		replay(t, changed, t->n_bytes);
		changed[at] ^= (uint8_t)(0xff ^ (1 << at % 8));
		replay(t, changed, t->n_bytes);
		changed[at] = t->bytes[at];
	}
	n_cases++;
}

/* --- reading ----------------------------------------------------------------------------
 */

static void
bytes_line(struct test_case *t, const char *s)
{
	static uint8_t text[LINE_MAX_];
	while (*s && *s != '#') {
		size_t n = 1;
		if (isspace((unsigned char)*s)) {
			s++;
			continue;
		}
		if (*s == '"') {
			s = unquote(s, text, &n);
			if (!s)
				return complain(t, "a text without end");
		} else if (nibble(s[0]) >= 0 && nibble(s[1]) >= 0) {
			text[0] = (uint8_t)(nibble(s[0]) << 4 | nibble(s[1]));
			s += 2;
		} else {
			return complain(t, "no bytes: %s", s);
		}
		size_t times = 1;
		if (*s == '*') { /* "text"*100 */
			char *end;
			times = strtoul(s + 1, &end, 10);
			s = end;
		}
		for (; times > 0; times--) {
			must(t->n_bytes + n <= BYTES_MAX);
			memcpy(t->bytes + t->n_bytes, text, n);
			t->n_bytes += n;
			t->pieces[t->n_pieces - 1].len += n;
		}
	}
}

static uint8_t
proto_of(const char *line)
{
	return strncmp(line, "udp ", 4) == 0     ? IP_UDP
		: strncmp(line, "tcp ", 4) == 0  ? IP_TCP
		: strncmp(line, "icmp ", 5) == 0 ? IP_ICMP
						 : 0;
}

static void
header_line(struct test_case *t, const char *line, uint8_t proto)
{
	struct err err;
	must(t->n_pieces < PIECES_MAX);
	struct piece *p = &t->pieces[t->n_pieces++];
	*p = (struct piece){ .proto = proto,
		.from_client = true,
		.opens = !strstr(line, "midway"),
		.start = t->n_bytes,
		.time_ns = INT64_C(1000000000000000000) };
	unsigned sport = 0, dport = 0;
	if (sscanf(strchr(line, ' '), "%u > %u", &sport, &dport) != 2)
		complain(t, "what is '%s'?", line);
	p->sport = (uint16_t)sport;
	p->dport = (uint16_t)dport;
	must(addr_parse("192.0.2.10", &p->src, &err) == 0);
	must(addr_parse("198.51.100.20", &p->dst, &err) == 0);
	static const char *const words[] = { " from=", " to=", " at=" };
	for (size_t i = 0; i < count_of(words); i++) {
		const char *at = strstr(line, words[i]);
		if (!at)
			continue;
		at += strlen(words[i]);
		auto_free char *value = base_printf("%.*s", (int)strcspn(at, " \n"), at);
		if (i == 2)
			p->time_ns += (int64_t)(strtod(value, NULL) * 1e9);
		else if (addr_parse(value, i ? &p->dst : &p->src, &err) != 0)
			complain(t, "%s", err.text);
	}
}

/* A segment line goes on with the stream of the header before it. */
static void
segment_line(struct test_case *t, const char *line)
{
	must(t->n_pieces > 0 && t->n_pieces < PIECES_MAX);
	struct piece *last = &t->pieces[t->n_pieces - 1];
	struct piece *p = last;
	if (last->len > 0 || !last->opens || last->closes) {
		p = &t->pieces[t->n_pieces++];
		*p = *last;
		p->opens = false;
		p->start = t->n_bytes;
		p->len = 0;
		last->closes = false;
	}
	p->from_client = line[0] == '>';
	p->closes = true;
	const char *at = strstr(line, " at=");
	const char *quote = strchr(line, '"');
	if (at && (!quote || at < quote)) {
		p->time_ns = INT64_C(1000000000000000000) +
			(int64_t)(strtod(at + 4, NULL) * 1e9);
		line = at + 4 + strcspn(at + 4, " ");
		return bytes_line(t, line);
	}
	bytes_line(t, line + 1);
}

static void
read_names(struct test_case *t, FILE *in)
{
	static char line[LINE_MAX_];
	size_t n = 1;
	(void)snprintf(t->names, sizeof(t->names), " ");
	while (fgets(line, sizeof(line), in)) {
		char name[64] = "";
		if (sscanf(line, " => %63s", name) != 1 || is_named(t, name))
			continue;
		must(n + strlen(name) + 2 < sizeof(t->names));
		n += (size_t)snprintf(t->names + n, sizeof(t->names) - n, "%s ", name);
	}
	rewind(in);
}

static void
run_file(const char *path)
{
	static struct test_case t;
	static char line[LINE_MAX_];
	unsigned line_no = 0;
	auto_file FILE *in = fopen(path, "r");

	must(in);
	memset(&t, 0, sizeof(t));
	t.file = path;
	read_names(&t, in);
	while (fgets(line, sizeof(line), in)) {
		const char *s = line + strspn(line, " \t\n");
		line_no++;
		if (!*s || *s == '#')
			continue;
		if (strncmp(s, "=>", 2) == 0) {
			must(t.n_expect < EXPECT_MAX);
			snprintf(t.expect[t.n_expect++], LINE_MAX_, "%.*s",
				(int)strcspn(s + 2, "\n"), s + 2);
			continue;
		}
		uint8_t proto = proto_of(s);
		if (proto && t.n_expect > 0) {
			run_case(&t);
			t.n_pieces = t.n_bytes = t.n_expect = 0;
		}
		if (t.n_pieces == 0)
			t.line = line_no;
		if (proto)
			header_line(&t, s, proto);
		else if (*s == '>' || *s == '<')
			segment_line(&t, s);
		else
			bytes_line(&t, s);
	}
	if (t.n_pieces)
		run_case(&t);
}

static void
all_cases(void **state)
{
	(void)state;
	const char *source = getenv("TEITEN_SOURCE"), *only = getenv("TEITEN_ONLY");
	auto_free char *pattern = base_printf(
		"%s/tests/detect/%s.t", source ? source : ".", only ? only : "*");
	glob_t files;

	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		run_file(files.gl_pathv[i]);
	globfree(&files);
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
