/* dns_flood.c - an episode of answers that fit no query.
 *
 * The parent and the server are those that most answers have, by majority vote: what comes
 * now and then beside an attack does not hide it. */
#include "watch/dns_flood.h"

enum { RECORDS_MAX = 64, SERVERS_NOTED = 4 };

bool
flood_is_over(const struct flood *f, int64_t time_ns)
{
	return f->packets > 0 && time_ns - f->last_ns > FLOOD_PAUSE_S * INT64_C(1000000000);
}

/* Names a server for the parent of the name that was asked, and gives its address. */
static bool
brings_server(struct dns_message m, const struct dns_name *name, size_t parent)
{
	uint64_t targets[SERVERS_NOTED];
	unsigned n = 0;
	struct dns_record r;
	for (unsigned i = 0; i < RECORDS_MAX && dns_next_record(&m, &r); i++) {
		if (r.section == DNS_AUTHORITY && r.type == DNS_NS && n < SERVERS_NOTED &&
			dns_name_equal(&r.name, 0, name, parent))
			targets[n++] = dns_name_hash(&r.target, 0);
		if (r.section != DNS_ADDITIONAL || (r.type != DNS_A && r.type != DNS_AAAA))
			continue;
		uint64_t owner = dns_name_hash(&r.name, 0);
		for (unsigned k = 0; k < n; k++)
			if (targets[k] == owner)
				return true;
	}
	return false;
}

static void
vote_parent(struct flood *f, const struct dns_name *name, size_t parent)
{
	uint64_t hash = dns_name_hash(name, parent);
	if (f->votes && f->parent_hash != hash) {
		f->votes--;
		return;
	}
	if (f->votes == 0 && f->parent_hash != hash) {
		f->parent_hash = hash;
		f->labels = (struct sketch128){ { 0, 0 } };
		dns_name_text(name, parent, f->parent, sizeof(f->parent));
	}
	f->votes += f->votes < UINT32_MAX;
	sketch128_add(&f->labels, dns_name_hash(name, 0));
}

static void
count_rate(struct flood *f, uint32_t second)
{
	f->in_second = f->second == second ? f->in_second + 1 : 1;
	f->second = second;
	f->second_most = f->in_second > f->second_most ? f->in_second : f->second_most;
	uint32_t window = second / WINDOW_S;
	f->in_window = f->window == window ? f->in_window + 1 : 1;
	f->window = window;
	f->window_most = f->in_window > f->window_most ? f->in_window : f->window_most;
}

static void
vote_server(struct flood *f, struct addr server)
{
	if (f->server_votes == 0)
		f->server = server;
	if (addr_equal(f->server, server))
		f->server_votes += f->server_votes < UINT32_MAX;
	else
		f->server_votes--;
}

void
flood_count(struct flood *f, const struct packet *pkt, const struct dns_message *m,
	const struct dns_name *name)
{
	size_t parent = dns_name_parent(name, 0);
	if (f->packets++ == 0)
		f->first_ns = f->last_ns = pkt->time_ns;
	f->last_ns = pkt->time_ns > f->last_ns ? pkt->time_ns : f->last_ns;
	f->port = pkt->dport;
	f->delegations += brings_server(*m, name, parent);
	sketch128_add(&f->names, dns_name_hash(name, 0));
	sketch128_add(&f->servers, addr_mix(pkt->src));
	vote_parent(f, name, parent);
	vote_server(f, pkt->src);
	count_rate(f, (uint32_t)(pkt->time_ns / 1000000000));
}
