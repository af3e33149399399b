/* fanout.c - which thread a frame goes to, as a program for the kernel.
 *
 * What comes to a sensor goes by its source, so that a source is one thread's; what a
 * sensor sends goes by its destination, so that both directions of a connection meet. Where
 * both are sensors', or who is cannot be asked, it goes by both together: connections meet,
 * and packets are brought home to their source's thread.  So are those of frames that are
 * not plain IP, which go to the first thread.
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

/* The address that stands at `offset`, or it and another at once, as addr_share() does. */
static void
hash(struct program *p, unsigned offset, unsigned other, unsigned from, uint32_t secret)
{
	uint32_t h = 0;
	for (unsigned i = 0; i < from; i++)
		h = addr_share_step(secret, h, i == 2 ? MAPPED : 0);
	emit(p, BPF_LD | BPF_IMM, 0, 0, h);
	emit(p, BPF_ST, 0, 0, 0);
	for (unsigned i = from; i < WORDS; i++) {
		load(p, offset + 4 * (i - from));
		emit(p, BPF_MISC | BPF_TAX, 0, 0, 0);
		if (other != offset) {
			load(p, other + 4 * (i - from));
			emit(p, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
			emit(p, BPF_MISC | BPF_TAX, 0, 0, 0);
		}
		emit(p, BPF_LD | BPF_MEM, 0, 0, 0);
		emit(p, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
		emit(p, BPF_ALU | BPF_MUL | BPF_K, 0, 0, secret | 1);
		emit(p, BPF_ST, 0, 0, 0);
	}
	emit(p, BPF_MISC | BPF_TAX, 0, 0, 0);
	emit(p, BPF_ALU | BPF_RSH | BPF_K, 0, 0, 15);
	emit(p, BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0);
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

/* Jumps away, to be aimed, where the address at `offset` is a sensor's. */
static unsigned
jumps_if_sensors(struct program *p, const struct site *site, bool v4, unsigned offset,
	unsigned ret[static NETS_MOST])
{
	unsigned n = 0;
	for (size_t i = 0; i < site->n_sensors; i++)
		for (size_t k = 0; k < site->sensors[i].n_prefixes; k++) {
			struct prefix prefix = site->sensors[i].prefixes[k];
			if (addr_is_v4(prefix.addr) == v4)
				ret[n++] = jump_if_inside(
					p, prefix, offset, v4 ? WORDS - 1 : 0);
		}
	return n;
}

static void
choose(struct program *p, const struct site *site, bool v4, uint32_t secret)
{
	unsigned src = v4 ? V4_SRC : V6_SRC, dst = v4 ? V4_DST : V6_DST;
	unsigned from = v4 ? WORDS - 1 : 0, to[NETS_MOST], n = 0;
	if (!site_is_wide(site)) {
		n = jumps_if_sensors(p, site, v4, dst, to);
		hash(p, dst, dst, from, secret);
		for (unsigned i = 0; i < n; i++)
			aim(p, to[i]);
		n = jumps_if_sensors(p, site, v4, src, to);
		hash(p, src, src, from, secret);
	}
	for (unsigned i = 0; i < n; i++)
		aim(p, to[i]);
	hash(p, src, dst, from, secret);
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
