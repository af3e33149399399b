/* dns - the messages of the domain name system, record by record.
 *
 * A message is read once, from front to back: the questions, then the records.  What is cut
 * or contradicts itself ends the reading and sets `malformed`; what was read before stands.
 * Names come out as they were sent, letters as they were; compression pointers must point
 * backward and are few, so a name costs a bounded number of steps whatever the bytes say.
 */
#pragma once

#include "base/base.h"

enum { DNS_PORT = 53, DNS_HEADER_LEN = 12, DNS_NAME_MAX = 255, DNS_TEXT_MAX = 1024 };

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_OPT = 41,
};

enum dns_section { DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTIONS };

/* Labels, each after its length, and the root's 0; a name that was not read has len 0. */
struct dns_name {
	uint8_t len;
	uint8_t at[DNS_NAME_MAX];
};

struct dns_question {
	struct dns_name name;
	uint16_t type, class;
};

struct dns_record {
	enum dns_section section;
	struct dns_name name;
	uint16_t type, class; /* of OPT, the class is the size of datagrams */
	uint32_t ttl;
	struct bytes data; /* as it stands */
	struct dns_name target; /* of NS, CNAME, PTR and MX */
	struct addr addr; /* of A and AAAA */
	uint16_t preference; /* of MX */
};

struct dns_message {
	uint16_t id;
	bool reply, authoritative, truncated, recursion_desired, recursion_available;
	uint8_t opcode, rcode;
	uint16_t questions; /* as the header counts them */
	uint16_t records[DNS_SECTIONS];
	bool malformed;
	/* How far it was read. */
	struct bytes all;
	size_t at;
	uint16_t questions_left, records_left[DNS_SECTIONS];
};

/* What a datagram may be, by its ports, its length and one bit: cheap enough for every
 * packet. */
enum dns_role { DNS_NEITHER, DNS_QUERY, DNS_REPLY };
static inline enum dns_role
dns_role(uint16_t sport, uint16_t dport, struct bytes payload)
{
	if (payload.len < DNS_HEADER_LEN)
		return DNS_NEITHER;
	if (payload.at[2] & 0x80)
		return sport == DNS_PORT ? DNS_REPLY : DNS_NEITHER;
	return dport == DNS_PORT ? DNS_QUERY : DNS_NEITHER;
}

/* Reads the header; false when it is cut. */
bool dns_open(struct bytes message, struct dns_message *ret);
/* The next question; false: no more, or malformed. */
bool dns_next_question(struct dns_message *m, struct dns_question *ret);
/* The next record, of whichever section; skips questions that were not asked for. */
bool dns_next_record(struct dns_message *m, struct dns_record *ret);

/* The next whole message of a TCP stream, each of which follows its length. */
bool dns_next_of_stream(struct cursor *stream, struct bytes *ret);

/* --- names ------------------------------------------------------------------------------
 * A suffix of a name is where it starts: 0 is the whole, dns_name_parent() of it drops the
 * first label; of the root it is the root. */
size_t dns_name_parent(const struct dns_name *n, size_t from);
unsigned dns_name_labels(const struct dns_name *n);
struct bytes dns_name_label(const struct dns_name *n, size_t from);
/* Equal for names that differ in the case of letters only. */
uint64_t dns_name_hash(const struct dns_name *n, size_t from);
bool dns_name_equal(
	const struct dns_name *a, size_t a_from, const struct dns_name *b, size_t b_from);
/* Lower case, with dots; other than letters, digits, - and _ as \DDD.  Cut at `size`. */
char *dns_name_text(const struct dns_name *n, size_t from, char *ret, size_t size);
