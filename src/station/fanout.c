/* fanout.c - which thread a frame goes to, as a program for the kernel.
 *
 * What goes to a sensor goes by its source, so that a source is one thread's; what a sensor
 * sends goes by its destination, so that both directions of a connection meet.  Frames that
 * are not plain IP go to the first thread, which brings their packets home.
 */
#include "station/private.h"

#include <linux/filter.h>
#include <linux/if_ether.h>

enum {
	V4_SRC = 12,
	V4_DST = 16,
	V6_SRC = 8,
	V6_DST = 24,
	WORDS = 4, /* of an address of 128 bits */
	INSTRUCTIONS_MOST = BPF_MAXINSNS,
	MAPPED = 0xffff, /* the third word of an IPv4 address as one of 128 bits */
};

struct program {
	struct sock_filter *at;
	unsigned n;
};

static void
emit(struct program *p, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	must(p->n < INSTRUCTIONS_MOST);
	p->at[p->n++] = (struct sock_filter){ code, jt, jf, k };
}

static void
load(struct program *p, unsigned offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)SKF_NET_OFF + offset);
}

/* A jump to be aimed later. */
static unsigned
jump(struct program *p)
{
	emit(p, BPF_JMP | BPF_JA, 0, 0, 0);
	return p->n - 1;
}

static void
aim(struct program *p, unsigned from)
{
	p->at[from].k = p->n - from - 1;
}

static uint32_t
word_of(struct addr a, unsigned i)
{
	uint64_t half = i < 2 ? a.hi : a.lo;
	return (uint32_t)(i % 2 ? half : half >> 32);
}

/* The address whose words `from` to WORDS stand at `offset`, as addr_share does. */
static void
hash(struct program *p, unsigned offset, unsigned from, uint32_t secret)
{
	emit(p, BPF_LDX | BPF_IMM, 0, 0, from == WORDS - 1 ? MAPPED : 0);
	for (unsigned i = from; i < WORDS; i++) {
		load(p, offset + 4 * (i - from));
		emit(p, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
		emit(p, BPF_MISC | BPF_TAX, 0, 0, 0);
	}
	emit(p, BPF_ALU | BPF_MUL | BPF_K, 0, 0, secret | 1);
	emit(p, BPF_ALU | BPF_RSH | BPF_K, 0, 0, 16);
	emit(p, BPF_RET | BPF_A, 0, 0, 0);
}

/* Jumps away when the address at `offset` is in the prefix; its other words are not asked.
 */
static unsigned
jump_if_inside(struct program *p, struct prefix prefix, unsigned offset, unsigned from)
{
	unsigned last = prefix.len ? (prefix.len - 1U) / 32 : from, tests = last - from + 1;
	for (unsigned i = from; i <= last; i++) {
		unsigned bits = prefix.len > 32 * i ? prefix.len - 32 * i : 0;
		uint32_t mask = bits >= 32 ? UINT32_MAX : ~(UINT32_MAX >> bits);
		load(p, offset + 4 * (i - from));
		emit(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, mask);
		/* Past the tests that follow, of three each, and the jump. */
		emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, (uint8_t)(3 * (tests - 1) + 1),
			word_of(prefix.addr, i) & mask);
		tests--;
	}
	return jump(p);
}

/* By the source of what goes to a sensor, or where that cannot be asked; else by the
 * destination. */
static void
choose(struct program *p, const struct site *site, bool v4, uint32_t secret)
{
	unsigned to[NETS_MOST], n = 0, from = v4 ? WORDS - 1 : 0;
	bool ask = !site_is_wide(site);
	for (size_t i = 0; ask && i < site->n_sensors; i++)
		for (size_t k = 0; k < site->sensors[i].n_prefixes; k++) {
			struct prefix prefix = site->sensors[i].prefixes[k];
			if (addr_is_v4(prefix.addr) == v4)
				to[n++] = jump_if_inside(
					p, prefix, v4 ? V4_DST : V6_DST, from);
		}
	if (ask)
		hash(p, v4 ? V4_DST : V6_DST, from, secret);
	for (unsigned i = 0; i < n; i++)
		aim(p, to[i]);
	hash(p, v4 ? V4_SRC : V6_SRC, from, secret);
}

void
fanout_program(const struct site *site, uint32_t secret, struct sock_fprog *ret)
{
	struct program p = { base_alloc(INSTRUCTIONS_MOST, sizeof(*p.at)), 0 };
	emit(&p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL));
	emit(&p, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, ETH_P_IP);
	unsigned to_v4 = jump(&p);
	emit(&p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ETH_P_IPV6);
	emit(&p, BPF_RET | BPF_K, 0, 0, 0);
	choose(&p, site, false, secret);
	aim(&p, to_v4);
	choose(&p, site, true, secret);
	*ret = (struct sock_fprog){ (unsigned short)p.n, p.at };
}
