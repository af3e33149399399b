/* dns_flood.h - an episode of answers that fit no query: how many, how fast, for what
 * names. Private to the room. */
#pragma once

#include "proto/dns.h"
#include "watch/watch.h"

enum { PARENT_MAX = 72, WINDOW_S = 10 };

/* Without a pause of FLOOD_PAUSE_S. */
enum { FLOOD_PAUSE_S = 60 };
struct flood {
	uint64_t packets, delegations; /* delegations: bring a server for the parent */
	int64_t first_ns, last_ns;
	struct sketch128 names, labels, servers;
	uint64_t parent_hash;
	uint32_t votes; /* for the parent, by majority */
	uint32_t second, in_second, second_most, window, in_window, window_most;
	uint32_t same_name_most; /* guesses at one name in one second */
	uint32_t server_votes;
	struct addr server; /* which most claim to be */
	uint16_t port, spare[3];
	char parent[PARENT_MAX];
};

/* True when `f` is over and what comes at that time begins another. */
bool flood_is_over(const struct flood *f, int64_t time_ns);
void flood_count(struct flood *f, const struct packet *pkt, const struct dns_message *m,
	const struct dns_name *name);
