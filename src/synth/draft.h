/* draft.h - messages of the domain name system for scenes and tests.
 *
 * One question, then records; names are written in full, "@" is the name that was asked. */
#pragma once

#include "proto/dns.h"
#include "synth/talk.h"

struct draft {
	size_t len;
	uint8_t at[1200];
};

struct draft draft_query(uint16_t id, bool recurse, const char *name, uint16_t type);
/* Its answer so far: the same question, no record. */
struct draft draft_reply(const struct draft *query, unsigned rcode);
void draft_set_id(struct draft *d, uint16_t id);
void draft_addr(
	struct draft *d, enum dns_section section, const char *owner, struct addr addr);
/* NS, CNAME, PTR and MX. */
void draft_name(struct draft *d, enum dns_section section, const char *owner, uint16_t type,
	const char *target);
void draft_text(
	struct draft *d, enum dns_section section, const char *owner, const char *text);
struct bytes draft_bytes(const struct draft *d);

/* A query and, `answer` not being NULL, its answer 30 ms later. */
void draft_send(struct stage *stage, int64_t time_ns, struct talk_end from,
	struct talk_end server, const struct draft *query, const struct draft *answer);
