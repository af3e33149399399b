/* Captures in pcapng made block by block: sections, interfaces, times, statistics, damage.
 */
#include "unit/capture_bytes.h"

static struct build b;
static struct all all, cut;

static const struct frame *
frame(size_t i)
{
	assert_true(i < all.n);
	return &all.frames[i].frame;
}

static void
fresh(bool is_big)
{
	b.len = 0;
	put_section(&b, is_big);
}

static void
assert_damage(const char *words)
{
	read_build(&b, &all);
	assert_true(all.damaged);
	assert_non_null(strstr(all.err.text, words));
}

/* Two sections of different byte order, two interfaces each, every kind of packet block. */
static void
reads_sections_and_interfaces(void **state)
{
	(void)state;
	b.len = 0;
	for (int is_big = 0; is_big < 2; is_big++) {
		put_section(&b, is_big);
		put_interface(&b, 1, 0);
		put_interface_resolution(&b, (uint16_t)(101 + is_big), 9, 0);
		put_packet(&b, 0, 5000007, 60, 1500);
		put_packet(&b, 1, 5000007, 33, 33);
		begin_block(&b, 3);
		put_u32(&b, 21);
		put_pattern(&b, 21, 1);
		end_block(&b);
		begin_block(&b, 2);
		put_u16(&b, 1);
		put_u16(&b, UINT16_MAX); /* drops unknown */
		put_u64(&b, is_big ? 9 : UINT64_C(9) << 32);
		put_u32(&b, 5);
		put_u32(&b, 6);
		put(&b, "12345", 5);
		end_block(&b);
	}
	read_build(&b, &all);
	assert_false(all.damaged);
	assert_int_equal(all.n, 8);
	for (size_t s = 0; s < 2; s++) {
		assert_int_equal(frame(4 * s)->linktype, 1);
		assert_int_equal(frame(4 * s)->time_ns, INT64_C(5000007000));
		assert_int_equal(frame(4 * s)->caplen, 60);
		assert_int_equal(frame(4 * s)->wirelen, 1500);
		assert_int_equal(frame(4 * s + 1)->linktype, 101 + s);
		assert_int_equal(frame(4 * s + 1)->time_ns, 5000007);
		assert_int_equal(frame(4 * s + 2)->linktype, 1);
		assert_int_equal(
			frame(4 * s + 2)->time_ns, 5000007); /* as the one before */
		assert_int_equal(frame(4 * s + 2)->caplen, 21);
		assert_int_equal(frame(4 * s + 3)->linktype, 101 + s);
		assert_int_equal(frame(4 * s + 3)->time_ns, 9);
		assert_int_equal(frame(4 * s + 3)->wirelen, 6);
	}
	assert_int_equal(frame(0)->offset, 28 + 20 + 32);
	assert_int_equal(all.info.lost, 0);
}

static void
cuts_simple_packets_at_the_snapshot_length(void **state)
{
	(void)state;
	fresh(true);
	put_interface(&b, 1, 10);
	begin_block(&b, 3);
	put_u32(&b, 1000);
	put_pattern(&b, 10, 0);
	end_block(&b);
	read_build(&b, &all);
	assert_int_equal(all.n, 1);
	assert_int_equal(frame(0)->caplen, 10);
	assert_int_equal(frame(0)->wirelen, 1000);
}

static void
understands_resolutions(void **state)
{
	static const struct {
		uint8_t resolution;
		int64_t offset_s;
		uint64_t ticks;
		int64_t want_ns;
	} cases[] = {
		{ 6, 0, 1, 1000 },
		{ 9, 0, 1, 1 },
		{ 0, 0, 7, INT64_C(7000000000) },
		{ 3, 0, 7, 7000000 },
		{ 12, 0, 7999, 7 },
		{ 19, 0, UINT64_MAX, 1844674407 },
		{ 0x80, 0, 3, INT64_C(3000000000) },
		{ 0x80 | 10, 0, 1024 + 512, 1500000000 },
		{ 0x80 | 63, 0, UINT64_C(1) << 62, 500000000 },
		{ 6, 100, 1, INT64_C(100000001000) },
		{ 6, -1, 2500000, 1500000000 },
		{ 9, -5, 1, INT64_C(-4999999999) },
		/* What 64 bits of nanoseconds cannot hold is cut, without surprises. */
		{ 6, 0, UINT64_MAX, INT64_MAX },
		{ 0, 0, UINT64_MAX, INT64_MAX },
		{ 9, 0, UINT64_MAX, INT64_MAX },
		{ 9, INT64_MAX, 0, INT64_MAX },
		{ 9, INT64_MIN, 0, INT64_MIN },
		{ 0x80, INT64_MAX, UINT64_MAX, INT64_MAX },
	};
	(void)state;

	for (size_t i = 0; i < count_of(cases); i++) {
		fresh(i & 1);
		put_interface_resolution(&b, 1, cases[i].resolution, cases[i].offset_s);
		put_packet(&b, 0, cases[i].ticks, 4, 4);
		read_build(&b, &all);
		assert_false(all.damaged);
		assert_int_equal(frame(0)->time_ns, cases[i].want_ns);
	}
}

static void
refuses_absurd_resolutions(void **state)
{
	static const uint8_t absurd[] = { 20, 127, 0x80 | 64, 0xff };
	(void)state;

	for (size_t i = 0; i < count_of(absurd); i++) {
		fresh(false);
		put_interface_resolution(&b, 1, absurd[i], 0);
		put_packet(&b, 0, 1, 4, 4);
		assert_damage("time unit");
		assert_int_equal(all.n, 0);
	}
}

static void
put_statistics(
	uint32_t interface, uint64_t start, uint64_t end, uint64_t ifdrop, uint64_t osdrop)
{
	uint64_t halves[2] = { start << 32 | start >> 32, end << 32 | end >> 32 };
	begin_block(&b, 5);
	put_u32(&b, interface);
	put_u64(&b, 0);
	put_option(&b, 1, "comment", 7);
	for (uint16_t i = 0; i < 2; i++)
		if (halves[i])
			put_option_u64(&b, (uint16_t)(2 + i),
				b.is_big ? i ? end : start : halves[i]);
	put_option_u64(&b, 4, 1000); /* received: not lost */
	put_option_u64(&b, 5, ifdrop);
	put_option_u64(&b, 7, osdrop);
	end_block(&b);
}

static void
learns_from_statistics(void **state)
{
	(void)state;
	for (int is_big = 0; is_big < 2; is_big++) {
		fresh(is_big);
		put_interface(&b, 1, 0);
		put_interface_resolution(&b, 1, 9, 0);
		put_packet(&b, 0, 5000000, 4, 4);
		put_statistics(0, 2000000, 9000000, 3, 4);
		put_statistics(0, 2000000, 9500000, 5, 6); /* totals: they grow */
		put_statistics(1, UINT64_C(1000000000), UINT64_C(3000000000), 100, 0);
		read_build(&b, &all);
		assert_false(all.damaged);
		assert_int_equal(all.info.lost, 111);
		assert_true(all.info.has_observed);
		assert_int_equal(all.info.observed_start_ns, 1000000000);
		assert_int_equal(all.info.observed_end_ns, INT64_C(9500000000));
		assert_int_equal(all.info.skipped_blocks, 0);
	}
}

static void
needs_both_ends_to_know_what_was_observed(void **state)
{
	static const uint64_t ends[][2] = { { 0, 5 }, { 5, 0 }, { 6, 5 }, { 0, 0 } };
	(void)state;

	for (size_t i = 0; i < count_of(ends); i++) {
		fresh(false);
		put_interface(&b, 1, 0);
		put_statistics(0, ends[i][0], ends[i][1], UINT64_MAX, UINT64_MAX);
		read_build(&b, &all);
		assert_false(all.damaged);
		assert_false(all.info.has_observed);
		assert_int_equal(all.info.lost, UINT64_MAX);
	}
}

/* Drops told packet by packet count when no statistics follow, and not twice when some do.
 */
static void
adds_up_drops_of_packets(void **state)
{
	(void)state;
	for (int has_statistics = 0; has_statistics < 2; has_statistics++) {
		fresh(false);
		put_interface(&b, 1, 0);
		for (int i = 0; i < 3; i++) {
			begin_block(&b, 6);
			put_u32(&b, 0);
			put_u64(&b, 0);
			put_u32(&b, 5);
			put_u32(&b, 5);
			put(&b, "12345\0\0\0", 8);
			put_option_u64(&b, 4, 7);
			end_block(&b);
		}
		if (has_statistics)
			put_statistics(0, 0, 0, 20, 2);
		read_build(&b, &all);
		assert_int_equal(all.n, 3);
		assert_int_equal(all.info.lost, has_statistics ? 22 : 21);
	}
}

static void
skips_other_blocks(void **state)
{
	static const uint32_t types[] = { 4, 9, 10, 0xbad, 0x40000bad, 0x12345678,
		0x80000001, 0 };
	(void)state;

	fresh(true);
	put_interface(&b, 1, 0);
	for (size_t i = 0; i < count_of(types); i++) {
		put_packet(&b, 0, i, 8, 8);
		begin_block(&b, types[i]);
		put_pattern(&b, i * 4000, 0);
		end_block(&b);
	}
	read_build(&b, &all);
	assert_false(all.damaged);
	assert_int_equal(all.n, count_of(types));
	assert_int_equal(all.info.skipped_blocks, count_of(types));

	/* Also those that no window holds. */
	const char *path = write_file("skip", b.at, b.len);
	read_through(path, 64, 7, &cut);
	assert_int_equal(cut.n, all.n);
	assert_int_equal(cut.info.skipped_blocks, count_of(types));
	assert_memory_equal(&cut.info.hash, &all.info.hash, sizeof(all.info.hash));
	(void)unlink(path);
}

static void
says_what_is_damaged(void **state)
{
	(void)state;
	fresh(false);
	put_packet(&b, 0, 0, 4, 4);
	assert_damage("interface 0, but the section has described 0");

	fresh(false);
	put_interface(&b, 1, 0);
	put_packet(&b, 0, 0, 4, 4);
	put_packet(&b, 1, 0, 4, 4);
	assert_damage("damaged at byte 84: block of interface 1");
	assert_int_equal(all.n, 1);

	fresh(false);
	put_interface(&b, 1, 0);
	put_packet(&b, 0, 0, 4, 4);
	b.at[b.len - 4] ^= 4;
	assert_damage(
		"damaged at byte 48: block says 36 bytes at its start and 32 at its end");

	static const uint32_t lens[] = { 0, 8, 11, 13, 37, 0xffffffff };
	for (size_t i = 0; i < count_of(lens); i++) {
		fresh(false);
		put_interface(&b, 1, 0);
		put_packet(&b, 0, 0, 4, 4);
		memcpy(b.at + 48 + 4, &lens[i], 4);
		assert_damage("damaged at byte 48: block of type 0x6 says");
	}

	fresh(false);
	put_interface(&b, 1, 0);
	put_packet(&b, 0, 0, 4, 4);
	b.at[48 + 20] = 5; /* more than the block holds */
	assert_damage("packet says 5 bytes, its block holds 4");

	fresh(false);
	put_interface(&b, 1, 0);
	put_packet(&b, 0, 0, 4, 4);
	b.at[48 + 23] = 1;
	assert_damage("more than any packet has");

	fresh(false);
	size_t at = b.len;
	put_section(&b, true);
	memset(b.at + at + 8, 0, 4);
	assert_damage("damaged at byte 28: section without a byte-order mark");

	fresh(false);
	at = b.len;
	put_section(&b, false);
	b.at[at + 12] = 2;
	assert_damage("version 2.0");
}

static void
bounds_the_interfaces(void **state)
{
	static uint8_t many[28 + (INTERFACES_MAX + 1) * 20];
	(void)state;

	fresh(false);
	put_interface(&b, 1, 0);
	memcpy(many, b.at, 28);
	for (size_t i = 0; i <= INTERFACES_MAX; i++)
		memcpy(many + 28 + i * 20, b.at + 28, 20);
	const char *path = write_file("many", many, sizeof(many) - 20);
	read_all(path, &all);
	assert_false(all.damaged);
	read_all(write_file("many", many, sizeof(many)), &all);
	assert_true(all.damaged);
	assert_non_null(strstr(all.err.text, "more than 65536 interfaces"));
	(void)unlink(path);
}

/* A section with everything in it; `ends` gets where each block ends. */
static size_t
build_everything(bool is_big, size_t *ends, size_t *packets)
{
	size_t n = 0;
	fresh(is_big);
	packets[n] = 0;
	ends[n++] = b.len;
	for (unsigned round = 0; round < 2; round++) {
		put_interface_resolution(&b, 1, 9, 3);
		packets[n] = packets[n - 1];
		ends[n++] = b.len;
		for (unsigned i = 0; i < 3; i++) {
			put_packet(&b, round, i * 1000, 10 + i * 11, 100);
			packets[n] = packets[n - 1] + 1;
			ends[n++] = b.len;
		}
		begin_block(&b, 4);
		put_pattern(&b, 20, 0);
		end_block(&b);
		packets[n] = packets[n - 1];
		ends[n++] = b.len;
		put_statistics(round, 1, 2, 3, 4);
		packets[n] = packets[n - 1];
		ends[n++] = b.len;
	}
	return n;
}

static void
survives_every_cut(void **state)
{
	size_t ends[32], packets[32];
	(void)state;

	for (int is_big = 0; is_big < 2; is_big++) {
		size_t n = build_everything(is_big, ends, packets);
		read_build(&b, &all);
		assert_false(all.damaged);
		assert_int_equal(all.n, 6);
		for (size_t len = 0; len < b.len; len++) {
			read_all(write_file("cut", b.at, len), &cut);
			if (len < ends[0]) {
				assert_true(cut.opened < 0);
				continue;
			}
			size_t whole = 0;
			while (whole + 1 < n && ends[whole + 1] <= len)
				whole++;
			assert_int_equal(cut.n, packets[whole]);
			assert_start_of(&cut, &all);
			assert_int_equal(cut.damaged, len != ends[whole]);
		}
	}
	(void)unlink(in_folder("cut"));
}

/* Any byte may be anything: no crash, and no more frames than blocks. */
static void
survives_every_changed_byte(void **state)
{
	static const uint8_t changes[] = { 0x01, 0x80, 0xff };
	size_t ends[32], packets[32];
	(void)state;

	(void)build_everything(true, ends, packets);
	for (size_t i = 0; i < b.len; i++) {
		for (size_t k = 0; k < count_of(changes); k++) {
			b.at[i] ^= changes[k];
			read_build(&b, &all);
			assert_true(all.n <= 6);
			b.at[i] ^= changes[k];
		}
	}
}

static void
reads_the_same_through_any_window(void **state)
{
	size_t ends[32], packets[32];
	(void)state;

	(void)build_everything(false, ends, packets);
	read_build(&b, &all);
	const char *path = write_file("windows", b.at, b.len);
	for (size_t window = 1; window < 300; window += window < 40 ? 1 : 7) {
		read_through(path, window, 1 + window % 5, &cut);
		assert_false(cut.damaged);
		assert_int_equal(cut.n, all.n);
		assert_start_of(&cut, &all);
		assert_int_equal(cut.info.lost, all.info.lost);
		assert_memory_equal(&cut.info.hash, &all.info.hash, sizeof(all.info.hash));
	}
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sections_and_interfaces),
		cmocka_unit_test(cuts_simple_packets_at_the_snapshot_length),
		cmocka_unit_test(understands_resolutions),
		cmocka_unit_test(refuses_absurd_resolutions),
		cmocka_unit_test(learns_from_statistics),
		cmocka_unit_test(needs_both_ends_to_know_what_was_observed),
		cmocka_unit_test(adds_up_drops_of_packets),
		cmocka_unit_test(skips_other_blocks),
		cmocka_unit_test(says_what_is_damaged),
		cmocka_unit_test(bounds_the_interfaces),
		cmocka_unit_test(survives_every_cut),
		cmocka_unit_test(survives_every_changed_byte),
		cmocka_unit_test(reads_the_same_through_any_window),
	};
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
