/* draft.c - messages of the domain name system for scenes and tests. */
#include "synth/draft.h"

enum { CLASS_IN = 1, TTL = 300, COUNTS_AT = 6, FLAGS_AT = 2, PREFERENCE = 10 };
#define ANSWER_NS INT64_C(30000000)

static void
put(struct draft *d, const void *at, size_t len)
{
	must(len <= sizeof(d->at) - d->len);
	memcpy(d->at + d->len, at, len);
	d->len += len;
}

static void
put_u16(struct draft *d, unsigned v)
{
	uint8_t at[2] = { (uint8_t)(v >> 8), (uint8_t)v };
	put(d, at, 2);
}

static void
put_name(struct draft *d, const char *name)
{
	if (strcmp(name, "@") == 0) {
		put_u16(d, 0xc000 | DNS_HEADER_LEN);
		return;
	}
	while (*name) {
		uint8_t len = (uint8_t)strcspn(name, ".");
		put(d, &len, 1);
		put(d, name, len);
		name += len + (name[len] == '.');
	}
	put(d, "", 1);
}

static void
set_u16(struct draft *d, size_t at, unsigned v)
{
	d->at[at] = (uint8_t)(v >> 8);
	d->at[at + 1] = (uint8_t)v;
}

struct draft
draft_query(uint16_t id, bool recurse, const char *name, uint16_t type)
{
	struct draft d = { .len = DNS_HEADER_LEN };
	set_u16(&d, 0, id);
	d.at[FLAGS_AT] = recurse;
	d.at[COUNTS_AT - 1] = 1;
	put_name(&d, name);
	put_u16(&d, type);
	put_u16(&d, CLASS_IN);
	return d;
}

struct draft
draft_reply(const struct draft *query, unsigned rcode)
{
	struct draft d = *query;
	d.at[FLAGS_AT] |= 0x84; /* a reply, with authority */
	d.at[FLAGS_AT + 1] = (uint8_t)rcode;
	return d;
}

void
draft_set_id(struct draft *d, uint16_t id)
{
	set_u16(d, 0, id);
}

/* Up to where the data's length goes. */
static size_t
put_record(struct draft *d, enum dns_section section, const char *owner, uint16_t type)
{
	size_t count_at = COUNTS_AT + 2 * (size_t)section;
	set_u16(d, count_at, load_u16be(d->at + count_at) + 1u);
	put_name(d, owner);
	put_u16(d, type);
	put_u16(d, CLASS_IN);
	put_u16(d, 0);
	put_u16(d, TTL);
	put_u16(d, 0);
	return d->len;
}

static void
end_record(struct draft *d, size_t data_at)
{
	set_u16(d, data_at - 2, (unsigned)(d->len - data_at));
}

void
draft_addr(struct draft *d, enum dns_section section, const char *owner, struct addr addr)
{
	uint8_t at[16];
	bool v4 = addr_is_v4(addr);
	for (int i = 0; i < 8; i++) {
		at[i] = (uint8_t)(addr.hi >> (56 - 8 * i));
		at[8 + i] = (uint8_t)(addr.lo >> (56 - 8 * i));
	}
	size_t data_at = put_record(d, section, owner, v4 ? DNS_A : DNS_AAAA);
	put(d, v4 ? at + 12 : at, v4 ? 4 : 16);
	end_record(d, data_at);
}

void
draft_name(struct draft *d, enum dns_section section, const char *owner, uint16_t type,
	const char *target)
{
	size_t data_at = put_record(d, section, owner, type);
	if (type == DNS_MX)
		put_u16(d, PREFERENCE);
	put_name(d, target);
	end_record(d, data_at);
}

void
draft_text(struct draft *d, enum dns_section section, const char *owner, const char *text)
{
	size_t data_at = put_record(d, section, owner, DNS_TXT);
	uint8_t len = (uint8_t)strlen(text);
	put(d, &len, 1);
	put(d, text, len);
	end_record(d, data_at);
}

struct bytes
draft_bytes(const struct draft *d)
{
	return bytes_of(d->at, d->len);
}

void
draft_send(struct stage *stage, int64_t time_ns, struct talk_end from,
	struct talk_end server, const struct draft *query, const struct draft *answer)
{
	enum { TTL_HERE = 64, TTL_THERE = 52 };
	talk_udp(stage, time_ns, from, server, TTL_HERE, draft_bytes(query));
	if (answer)
		talk_udp(stage, time_ns + ANSWER_NS, server, from, TTL_THERE,
			draft_bytes(answer));
}
