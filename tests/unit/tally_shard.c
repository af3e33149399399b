/* Counting against a plain model: random packets, kinds that change, two open bins. */
#include "tally/tally.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { BINS = 6, PACKETS_A_BIN = 900, FIRST_BIN = 5000000, SHARDS = 3, SEEN_MAX = 1 << 16 };

static uint64_t state = 42;

static uint32_t
below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 20) % n);
}

/* --- the model: straight from the definitions, in quadratic time ------------------- */

static struct arrival seen[SEEN_MAX];
static size_t n_seen;

static bool
same_tuple(const struct arrival *a, const struct arrival *b)
{
	return a->bin == b->bin && addr_equal(a->src, b->src) &&
		addr_equal(a->dst, b->dst) && a->proto == b->proto &&
		a->sport == b->sport && a->dport == b->dport && a->flags == b->flags;
}

struct expected {
	int64_t packets, bytes, accesses, sources;
};

static bool
holds(const struct addr *list, int64_t n, struct addr a)
{
	for (int64_t i = 0; i < n; i++)
		if (addr_equal(list[i], a))
			return true;
	return false;
}

/* What the cell of (bin, port, proto, kind, excluded) must hold. */
static struct expected
expect_cell(uint32_t bin, const struct cell *c)
{
	struct expected e = { 0 };
	static struct addr sources[SEEN_MAX];
	for (size_t i = 0; i < n_seen; i++) {
		const struct arrival *a = &seen[i];
		bool mine = a->bin == bin && a->port == c->port && a->proto == c->proto &&
			(a->kind << 1 | (a->flags & ARRIVAL_EXCLUDED)) == c->kind_excluded;
		if (!mine)
			continue;
		e.packets++;
		e.bytes += a->len;
		bool first = !(a->flags & ARRIVAL_FRAGMENT);
		for (size_t k = 0; k < n_seen; k++) {
			const struct arrival *b = &seen[k];
			if (b->bin != bin)
				continue;
			/* counted by the first packet of the least kind of the tuple */
			if (same_tuple(a, b) &&
				(b->kind < a->kind || (b->kind == a->kind && k < i)))
				first = false;
		}
		e.accesses += first;
		if (first && !holds(sources, e.sources, a->src))
			sources[e.sources++] = a->src;
	}
	return e;
}

/* --- the sink ---------------------------------------------------------------------- */

static struct cell_sum *sums[BINS];
static uint32_t last_bin[SHARDS];
static int64_t day_packets, day_accesses;

static void
bin_closed(void *arg, uint32_t bin, struct cell *cells, size_t n)
{
	size_t shard = (size_t)(uintptr_t)arg;
	assert_true(bin > last_bin[shard]);
	last_bin[shard] = bin;
	cell_sum_add(sums[bin - FIRST_BIN], cells, n);
}

static int64_t bin_accesses[2];
static uint32_t skipped_day_bin;

static void
count_bin(void *arg, uint32_t bin, struct cell *cells, size_t n)
{
	(void)arg;
	for (size_t i = 0; i < n; i++)
		bin_accesses[bin - skipped_day_bin] += cells[i].accesses;
}

static bool
wants_tuples(void *arg, uint32_t bin)
{
	(void)arg;
	(void)bin;
	return false;
}

static void
bin_opened(void *arg, uint32_t bin)
{
	(void)arg;
	(void)bin;
}

static void
day_closed(void *arg, struct day_table *t, bool whole)
{
	(void)arg;
	assert_true(whole);
	for (uint32_t i = 0; i < t->n_entries; i++) {
		day_packets += t->entries[i].packets;
		day_accesses += t->entries[i].accesses;
	}
	day_table_free(t);
}

static struct arrival
random_arrival(const struct tally_seed *seed, uint32_t bin)
{
	struct arrival a = {
		.src = addr_v4(UINT32_C(0xc0000200) + below(20)),
		.dst = addr_v4(UINT32_C(0xc6336400) + below(3)),
		.bin = bin,
		.time_s = bin * BIN_S + below(BIN_S),
		.len = 40 + below(3),
		.sport = (uint16_t)(1000 + below(3)),
		.dport = (uint16_t)(80 + below(3)),
		.proto = below(2) ? IP_TCP : IP_UDP,
		.kind = (uint8_t)below(KIND_COUNT),
		.ttl = 64,
		.flags = below(20) == 0 ? ARRIVAL_FRAGMENT : 0,
	};
	if (below(30) == 0)
		a.src.hi = UINT64_C(0x20010db800000000);
	if (a.dport == 82)
		a.flags |= ARRIVAL_EXCLUDED;
	if (a.flags & ARRIVAL_FRAGMENT) {
		a.kind = KIND_OTHER;
		a.sport = a.dport = 0;
		a.flags = ARRIVAL_FRAGMENT;
	}
	a.port = a.kind == KIND_BACKSCATTER ? a.sport : a.dport;
	a.src_hash = tally_source_hash(seed, a.src);
	return a;
}

static void
test_against_model(void **unused)
{
	(void)unused;
	struct err err;
	struct site *site;
	assert_int_equal(site_default("roof", &site, &err), 0);
	struct geo *geo = geo_none();
	struct tally_config config = { site, geo, tally_seed(), UINT32_MAX };
	struct shard *shards[SHARDS];
	for (size_t i = 0; i < SHARDS; i++) {
		struct tally_sink sink = { bin_closed, wants_tuples, NULL, bin_opened,
			day_closed, (void *)(uintptr_t)i };
		shards[i] = shard_new(&config, &sink);
	}
	for (size_t i = 0; i < BINS; i++)
		sums[i] = cell_sum_new();
	for (uint32_t b = 0; b < BINS; b++) {
		for (size_t i = 0; i < SHARDS; i++)
			shard_advance(shards[i], FIRST_BIN + b);
		for (size_t i = 0; i < PACKETS_A_BIN; i++) {
			uint32_t late = b > 0 && below(4) == 0;
			struct arrival a =
				random_arrival(&config.seed, FIRST_BIN + b - late);
			seen[n_seen++] = a;
			assert_true(shard_count(
				shards[tally_shard_of(a.src_hash, SHARDS)], &a, 1));
		}
	}
	for (size_t i = 0; i < SHARDS; i++) {
		shard_finish(shards[i]);
		shard_free(shards[i]);
	}
	int64_t packets = 0, accesses = 0;
	for (uint32_t b = 0; b < BINS; b++) {
		size_t n;
		const struct cell *cells = cell_sum_cells(sums[b], &n);
		assert_true(n > 10);
		for (size_t i = 0; i < n; i++) {
			struct expected e = expect_cell(FIRST_BIN + b, &cells[i]);
			assert_int_equal(cells[i].packets, e.packets);
			assert_int_equal(cells[i].bytes, e.bytes);
			assert_int_equal(cells[i].accesses, e.accesses);
			assert_int_equal(cells[i].sources, e.sources);
			packets += cells[i].packets;
			accesses += cells[i].accesses;
		}
		cell_sum_free(sums[b]);
	}
	assert_int_equal(packets, BINS * PACKETS_A_BIN);
	assert_int_equal(day_packets, packets);
	assert_int_equal(day_accesses, accesses);
	geo_close(geo);
	site_free(site);
}

static void
test_too_late(void **unused)
{
	(void)unused;
	struct err err;
	struct site *site;
	assert_int_equal(site_default("roof", &site, &err), 0);
	struct geo *geo = geo_none();
	struct tally_config config = { site, geo, tally_seed(), UINT32_MAX };
	struct tally_sink sink = { bin_closed, wants_tuples, NULL, bin_opened, day_closed,
		NULL };
	for (size_t i = 0; i < BINS; i++)
		sums[i] = cell_sum_new();
	last_bin[0] = 0;
	struct shard *shard = shard_new(&config, &sink);
	struct arrival a = random_arrival(&config.seed, FIRST_BIN + 1);
	shard_advance(shard, FIRST_BIN + 2);
	assert_true(shard_count(shard, &a, 1));
	shard_advance(shard, FIRST_BIN + 3);
	assert_false(shard_count(shard, &a, 1));
	shard_finish(shard);
	shard_free(shard);
	for (size_t i = 0; i < BINS; i++)
		cell_sum_free(sums[i]);
	geo_close(geo);
	site_free(site);
}

/* Samoa had no 30 December 2011: late packets of the day before it, while the day after it
 * has begun, still find their access. */
static void
test_skipped_day(void **unused)
{
	(void)unused;
	static const char text[] = "sensors: [{name: apia, zone: Pacific/Apia}]\n";
	struct err err;
	struct site *site;
	assert_int_equal(site_parse("t.yaml", bytes_text(text), &site, &err), 0);
	struct geo *geo = geo_none();
	struct tally_config config = { site, geo, tally_seed(), UINT32_MAX };
	struct tally_sink sink = { count_bin, wants_tuples, NULL, bin_opened, day_closed,
		NULL };
	const uint32_t after = 1325239200 / BIN_S; /* 2011-12-31 00:00 in Apia */
	bin_accesses[0] = bin_accesses[1] = day_accesses = day_packets = 0;
	skipped_day_bin = after - 1;
	struct shard *shard = shard_new(&config, &sink);
	shard_advance(shard, after);
	for (int round = 0; round < 3; round++)
		for (uint32_t i = 0; i < 200; i++) {
			struct arrival a = { .src = addr_v4(UINT32_C(0xc0000200) + i % 100),
				.bin = after - (i + (uint32_t)round) % 2,
				.sport = (uint16_t)i,
				.proto = IP_TCP,
				.kind = (uint8_t)(2 - round) };
			a.src_hash = tally_source_hash(&config.seed, a.src);
			assert_true(shard_count(shard, &a, 1));
		}
	shard_finish(shard);
	shard_free(shard);
	assert_int_equal(bin_accesses[0], 200);
	assert_int_equal(bin_accesses[1], 200);
	assert_int_equal(day_accesses, 400);
	assert_int_equal(day_packets, 600);
	geo_close(geo);
	site_free(site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_model),
		cmocka_unit_test(test_too_late),
		cmocka_unit_test(test_skipped_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
