/* dns.c - any bytes as a message of the DNS, or as a stream of them when the first is odd.
 *
 * What was read lies inside, names are names, and no more records come than fit.  Seeds:
 * run unit_detect_t with TEITEN_SEEDS=DIR, or take messages as they are.
 */
#include "proto/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
check_name(const struct dns_name *n)
{
	char text[DNS_TEXT_MAX];
	size_t sum = 1;
	must(n->len > 0 && n->at[n->len - 1] == 0);
	for (size_t at = 0; n->at[at]; at = dns_name_parent(n, at)) {
		must(n->at[at] <= 63);
		sum += dns_name_label(n, at).len + 1;
		(void)dns_name_hash(n, at);
	}
	must(sum == n->len && dns_name_labels(n) <= 127);
	must(strlen(dns_name_text(n, 0, text, sizeof(text))) < sizeof(text));
	(void)dns_name_text(n, 0, text, 6);
	must(dns_name_equal(n, 0, n, 0));
}

static void
read_message(struct bytes b)
{
	struct dns_message m;
	struct dns_question q;
	struct dns_record r;
	size_t n = 0;
	if (!dns_open(b, &m)) {
		must(b.len < DNS_HEADER_LEN);
		return;
	}
	for (; dns_next_question(&m, &q); n++)
		check_name(&q.name);
	for (; dns_next_record(&m, &r); n++) {
		check_name(&r.name);
		must((unsigned)r.section < DNS_SECTIONS);
		must(r.data.len == 0 ||
			(r.data.at >= b.at && r.data.at + r.data.len <= b.at + b.len));
		bool named = r.type == DNS_NS || r.type == DNS_CNAME || r.type == DNS_PTR ||
			r.type == DNS_MX;
		must(named == (r.target.len > 0));
		if (named)
			check_name(&r.target);
	}
	must(n <= b.len / 5 && m.at <= b.len);
	must(m.malformed ||
		n == (size_t)m.questions + m.records[0] + m.records[1] + m.records[2]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct cursor c = cursor_over(bytes_of(at, len));
	struct bytes b;
	if (len == 0 || !(at[0] & 1)) {
		read_message(bytes_of(at, len));
		return 0;
	}
	cursor_skip(&c, 1);
	while (dns_next_of_stream(&c, &b))
		read_message(b);
	return 0;
}
