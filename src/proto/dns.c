/* dns.c - the messages of the domain name system, record by record. */
#include "proto/dns.h"

enum { POINTERS_MAX = 64, LABEL_MAX = 63 };

bool
dns_open(struct bytes message, struct dns_message *ret)
{
	struct cursor c = cursor_over(message);
	*ret = (struct dns_message){ .all = message, .at = DNS_HEADER_LEN };
	ret->id = cursor_u16be(&c);
	uint16_t flags = cursor_u16be(&c);
	ret->reply = flags >> 15 & 1;
	ret->opcode = flags >> 11 & 15;
	ret->authoritative = flags >> 10 & 1;
	ret->truncated = flags >> 9 & 1;
	ret->recursion_desired = flags >> 8 & 1;
	ret->recursion_available = flags >> 7 & 1;
	ret->rcode = flags & 15;
	ret->questions = ret->questions_left = cursor_u16be(&c);
	for (int i = 0; i < DNS_SECTIONS; i++)
		ret->records[i] = ret->records_left[i] = cursor_u16be(&c);
	ret->malformed = !cursor_ok(&c);
	return cursor_ok(&c);
}

static struct cursor
cursor_from(const struct dns_message *m, size_t at)
{
	return cursor_over(bytes_of(m->all.at + at, m->all.len - at));
}

/* Every pointer must lead to before where the name, or its last pointer's aim, began. */
static bool
read_name(const struct dns_message *m, struct cursor *c, struct dns_name *ret)
{
	struct cursor here = *c;
	size_t len = 0, began = (size_t)(c->at - m->all.at);
	unsigned pointers = 0;
	ret->len = 0;
	for (;;) {
		uint8_t n = cursor_u8(&here);
		if (n >> 6 == 3) {
			size_t aim = (size_t)(n & LABEL_MAX) << 8 | cursor_u8(&here);
			if (!cursor_ok(&here) || aim >= began || ++pointers > POINTERS_MAX)
				return false;
			if (pointers == 1)
				*c = here;
			here = cursor_from(m, aim);
			began = aim;
			continue;
		}
		struct bytes label = cursor_take(&here, n);
		if (!cursor_ok(&here) || n > LABEL_MAX || len + n + 1 > DNS_NAME_MAX)
			return false;
		ret->at[len] = n;
		if (n)
			memcpy(ret->at + len + 1, label.at, n);
		len += n + 1u;
		if (n == 0)
			break;
	}
	if (pointers == 0)
		*c = here;
	ret->len = (uint8_t)len;
	return true;
}

static bool
give_up(struct dns_message *m)
{
	m->malformed = true;
	m->questions_left = 0;
	memset(m->records_left, 0, sizeof(m->records_left));
	return false;
}

bool
dns_next_question(struct dns_message *m, struct dns_question *ret)
{
	if (m->questions_left == 0)
		return false;
	struct cursor c = cursor_from(m, m->at);
	if (!read_name(m, &c, &ret->name))
		return give_up(m);
	ret->type = cursor_u16be(&c);
	ret->class = cursor_u16be(&c);
	if (!cursor_ok(&c))
		return give_up(m);
	m->at = (size_t)(c.at - m->all.at);
	m->questions_left--;
	return true;
}

static bool
read_data(const struct dns_message *m, struct dns_record *r)
{
	struct cursor c = cursor_over(r->data);
	static const uint8_t v4_prefix[12] = { [10] = 0xff, [11] = 0xff };
	uint8_t v4[16];
	switch (r->type) {
	case DNS_A:
		if (r->data.len != 4)
			return false;
		memcpy(v4, v4_prefix, sizeof(v4_prefix));
		memcpy(v4 + 12, r->data.at, 4);
		r->addr = addr_v6(v4);
		return true;
	case DNS_AAAA:
		if (r->data.len != 16)
			return false;
		r->addr = addr_v6(r->data.at);
		return true;
	case DNS_MX:
		r->preference = cursor_u16be(&c);
		return cursor_ok(&c) && read_name(m, &c, &r->target);
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
		return read_name(m, &c, &r->target);
	default:
		return true;
	}
}

bool
dns_next_record(struct dns_message *m, struct dns_record *ret)
{
	struct dns_question skipped;
	while (m->questions_left)
		if (!dns_next_question(m, &skipped))
			return false;
	unsigned section = DNS_ANSWER;
	while (section < DNS_SECTIONS && m->records_left[section] == 0)
		section++;
	if (section == DNS_SECTIONS)
		return false;
	struct cursor c = cursor_from(m, m->at);
	if (!read_name(m, &c, &ret->name))
		return give_up(m);
	ret->section = (enum dns_section)section;
	ret->type = cursor_u16be(&c);
	ret->class = cursor_u16be(&c);
	ret->ttl = cursor_u32be(&c);
	ret->data = cursor_take(&c, cursor_u16be(&c));
	ret->target.len = 0;
	ret->addr = (struct addr){ 0, 0 };
	ret->preference = 0;
	if (!cursor_ok(&c) || !read_data(m, ret))
		return give_up(m);
	m->at = (size_t)(c.at - m->all.at);
	m->records_left[section]--;
	return true;
}

bool
dns_next_of_stream(struct cursor *stream, struct bytes *ret)
{
	*ret = cursor_take(stream, cursor_u16be(stream));
	return cursor_ok(stream);
}

/* --- names ------------------------------------------------------------------------------
 */

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

size_t
dns_name_parent(const struct dns_name *n, size_t from)
{
	return from < n->len ? from + n->at[from] + (n->at[from] != 0) : from;
}

unsigned
dns_name_labels(const struct dns_name *n)
{
	unsigned labels = 0;
	for (size_t at = 0; at < n->len && n->at[at]; at = dns_name_parent(n, at))
		labels++;
	return labels;
}

struct bytes
dns_name_label(const struct dns_name *n, size_t from)
{
	return from < n->len ? bytes_of(n->at + from + 1, n->at[from]) : bytes_of(n->at, 0);
}

/* FNV-1a: names are short, and who makes two of them meet gains nothing. */
uint64_t
dns_name_hash(const struct dns_name *n, size_t from)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = from; i < n->len; i++)
		h = (h ^ lower(n->at[i])) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

bool
dns_name_equal(
	const struct dns_name *a, size_t a_from, const struct dns_name *b, size_t b_from)
{
	if (a->len - a_from != b->len - b_from)
		return false;
	for (size_t i = 0; a_from + i < a->len; i++)
		if (lower(a->at[a_from + i]) != lower(b->at[b_from + i]))
			return false;
	return true;
}

static bool
is_plain(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

char *
dns_name_text(const struct dns_name *n, size_t from, char *ret, size_t size)
{
	enum { ESCAPED = 4 };
	size_t len = 0;
	must(size > ESCAPED + 1);
	for (size_t at = from; at < n->len && n->at[at] && len + ESCAPED < size;
		at = dns_name_parent(n, at)) {
		struct bytes label = dns_name_label(n, at);
		if (at > from && len + 1 < size)
			ret[len++] = '.';
		for (size_t i = 0; i < label.len && len + ESCAPED < size; i++) {
			uint8_t c = lower(label.at[i]);
			if (is_plain(c))
				ret[len++] = (char)c;
			else
				len += (size_t)snprintf(
					ret + len, ESCAPED + 1, "\\%03u", c);
		}
	}
	if (len == 0)
		ret[len++] = '.';
	ret[len] = '\0';
	return ret;
}
