/* Captures in pcap made byte by byte: byte orders, resolutions, old versions, damage. */
#include "unit/capture_bytes.h"

static struct build b;
static struct all all, cut;

static void
fresh(bool is_big)
{
	b.is_big = is_big;
	b.len = 0;
}

static void
reads_every_magic(void **state)
{
	static const struct {
		uint32_t magic;
		int64_t fraction_ns;
		size_t more;
	} cases[] = { { 0xa1b2c3d4, 1000, 0 }, { 0xa1b23c4d, 1, 0 },
		{ 0xa1b2cd34, 1000, 8 }, { 0xa12b3c4d, 1000, 0 } };
	(void)state;

	for (size_t i = 0; i < count_of(cases); i++) {
		for (int is_big = 0; is_big < 2; is_big++) {
			fresh(is_big);
			put_pcap_header(&b, cases[i].magic, 101);
			put_u32(&b, 4000000000); /* beyond what a signed second holds */
			put_u32(&b, 123456);
			put_u32(&b, 3);
			put_u32(&b, 1500);
			put_pattern(&b, cases[i].more, 0);
			put(&b, "abc", 3);
			read_build(&b, &all);
			assert_int_equal(all.opened, 0);
			assert_false(all.damaged);
			assert_int_equal(all.n, 1);
			const struct frame *f = &all.frames[0].frame;
			assert_int_equal(f->time_ns,
				INT64_C(4000000000000000000) +
					123456 * cases[i].fraction_ns);
			assert_int_equal(f->caplen, 3);
			assert_int_equal(f->wirelen, 1500);
			assert_int_equal(f->linktype, 101);
			assert_int_equal(f->offset, 24);
			assert_int_equal(
				all.frames[0].digest, digest((const uint8_t *)"abc", 3));
		}
	}
}

static void
swaps_lengths_of_old_versions(void **state)
{
	static const struct {
		uint8_t minor;
		uint32_t first, second;
	} cases[] = { { 2, 90, 10 }, { 3, 90, 10 }, { 3, 10, 90 }, { 4, 10, 90 } };
	(void)state;

	for (size_t i = 0; i < count_of(cases); i++) {
		fresh(false);
		put_pcap_header(&b, 0xa1b2c3d4, 1);
		b.at[6] = cases[i].minor;
		put_u32(&b, 1);
		put_u32(&b, 2);
		put_u32(&b, cases[i].first);
		put_u32(&b, cases[i].second);
		put_pattern(&b, 10, 0);
		read_build(&b, &all);
		assert_int_equal(all.n, 1);
		assert_false(all.damaged);
		assert_int_equal(all.frames[0].frame.caplen, 10);
		assert_int_equal(all.frames[0].frame.wirelen, 90);
	}
}

static void
refuses_unknown_versions(void **state)
{
	(void)state;
	fresh(false);
	put_pcap_header(&b, 0xa1b2c3d4, 1);
	b.at[4] = 3;
	read_build(&b, &all);
	assert_int_equal(all.opened, -EBADMSG);
	assert_non_null(strstr(all.err.text, "version 3.4"));
}

static void
masks_the_check_sequence_bits(void **state)
{
	(void)state;
	fresh(false);
	put_pcap_header(&b, 0xa1b2c3d4, 0xf4000001);
	put_record(&b, 1, 1, 4, 4);
	read_build(&b, &all);
	assert_int_equal(all.n, 1);
	assert_int_equal(all.frames[0].frame.linktype, 1);

	fresh(false);
	put_pcap_header(&b, 0xa1b2c3d4, 0x10001); /* must not become Ethernet */
	put_record(&b, 1, 1, 4, 4);
	read_build(&b, &all);
	assert_int_equal(all.frames[0].frame.linktype, UINT16_MAX);
}

static void
ends_at_damage(void **state)
{
	(void)state;
	fresh(false);
	put_pcap_header(&b, 0xa1b2c3d4, 1);
	put_record(&b, 1, 1, 60, 60);
	put_record(&b, 2, 2, 60, 60);
	put_u64(&b, 0);
	put_u32(&b, UINT32_MAX);
	put_u32(&b, UINT32_MAX);
	put_pattern(&b, 1000, 0);
	read_build(&b, &all);
	assert_int_equal(all.opened, 0);
	assert_true(all.damaged);
	assert_int_equal(all.n, 2);
	assert_int_equal(all.info.bytes, 24 + 2 * 76);
	assert_non_null(
		strstr(all.err.text, "damaged at byte 176: record says 4294967295 bytes"));
	assert_non_null(strstr(all.err.text, "/built: "));
}

/* The bounds themselves: the longest frame is read, one byte more is damage, and a length
 * beyond the snapshot length is none. */
static void
takes_the_longest_frame(void **state)
{
	(void)state;
	fresh(false);
	put_pcap_header(&b, 0xa1b2c3d4, 1);
	put_u64(&b, 0);
	put_u32(&b, FRAME_MAX);
	put_u32(&b, FRAME_MAX);
	size_t header = b.len;
	static uint8_t file[FRAME_MAX + 64];
	memcpy(file, b.at, header);
	file[header + FRAME_MAX - 1] = 7;
	read_all(write_file("long", file, header + FRAME_MAX), &all);
	assert_int_equal(all.n, 1);
	assert_false(all.damaged);
	assert_int_equal(all.frames[0].frame.caplen, FRAME_MAX);
	assert_int_equal(all.frames[0].digest, digest(file + header, FRAME_MAX));

	file[24 + 8] = 1;
	read_all(write_file("long", file, header + FRAME_MAX + 1), &all);
	assert_true(all.damaged);
	assert_int_equal(all.n, 0);
	(void)unlink(in_folder("long"));
}

/* Cut after any byte: what stands whole before the cut comes out as it was, then damage,
 * unless the cut falls between two records. */
static void
survives_every_cut(void **state)
{
	static const uint32_t lens[] = { 60, 0, 1, 90, 33 };
	size_t ends[count_of(lens) + 1];
	(void)state;

	for (int is_big = 0; is_big < 2; is_big++) {
		fresh(is_big);
		put_pcap_header(&b, 0xa1b2c3d4, 1);
		ends[0] = b.len;
		for (size_t i = 0; i < count_of(lens); i++) {
			put_record(&b, (uint32_t)i, 5, lens[i], lens[i] + 3);
			ends[i + 1] = b.len;
		}
		read_build(&b, &all);
		assert_int_equal(all.n, count_of(lens));
		for (size_t len = 0; len < b.len; len++) {
			read_all(write_file("cut", b.at, len), &cut);
			if (len < ends[0]) {
				assert_true(cut.opened < 0);
				assert_true(strlen(cut.err.text) > 0);
				continue;
			}
			size_t whole = 0;
			while (ends[whole + 1] <= len)
				whole++;
			assert_int_equal(cut.opened, 0);
			assert_int_equal(cut.n, whole);
			assert_start_of(&cut, &all);
			assert_int_equal(cut.damaged, len != ends[whole]);
			assert_int_equal(cut.info.bytes, ends[whole]);
		}
	}
	(void)unlink(in_folder("cut"));
}

/* Records that straddle the window in every way come out the same, with the same hash. */
static void
reads_the_same_through_any_window(void **state)
{
	(void)state;
	fresh(false);
	put_pcap_header(&b, 0xa1b23c4d, 1);
	for (uint32_t i = 0; i < 200; i++)
		put_record(&b, i, i, i * 37 % 151, 200);
	read_build(&b, &all);
	assert_int_equal(all.n, 200);
	assert_int_equal(all.info.first_ns, 0);
	assert_int_equal(all.info.last_ns, INT64_C(199000000199));
	const char *path = write_file("windows", b.at, b.len);
	for (size_t window = 1; window < 400; window += window < 30 ? 1 : 7) {
		read_through(path, window, 1 + window % FRAMES_BATCH, &cut);
		assert_int_equal(cut.n, all.n);
		assert_start_of(&cut, &all);
		assert_memory_equal(&cut.info.hash, &all.info.hash, sizeof(all.info.hash));
	}
	(void)unlink(path);
}

/* What synth and evidence write is what reading gives back. */
static void
reads_what_was_written(void **state)
{
	static uint8_t frame[FRAME_MAX + 1];
	struct capture_writer *w = NULL;
	struct err err = { "" };
	(void)state;

	const char *path = in_folder("written");
	assert_int_equal(capture_create(path, LINK_RAW, &w, &err), 0);
	static const size_t lens[] = { 0, 1, 60, 1500, FRAME_MAX, 17, FRAME_MAX };
	for (size_t i = 0; i < count_of(lens); i++) {
		memset(frame, (int)i + 1, sizeof(frame));
		assert_int_equal(capture_write(w, (int64_t)i * 1000000007,
					 bytes_of(frame, lens[i]), &err),
			0);
	}
	assert_int_equal(capture_write(w, -1, bytes_of(frame, 1), &err), -ERANGE);
	assert_int_equal(capture_write(w, INT64_MAX, bytes_of(frame, 1), &err), -ERANGE);
	assert_int_equal(
		capture_write(w, 0, bytes_of(frame, sizeof(frame)), &err), -EMSGSIZE);
	assert_int_equal(capture_finish(w, &err), 0);

	read_all(path, &all);
	assert_int_equal(all.n, count_of(lens));
	assert_false(all.damaged);
	for (size_t i = 0; i < count_of(lens); i++) {
		memset(frame, (int)i + 1, sizeof(frame));
		assert_int_equal(all.frames[i].frame.time_ns, i * 1000000007);
		assert_int_equal(all.frames[i].frame.caplen, lens[i]);
		assert_int_equal(all.frames[i].digest, digest(frame, lens[i]));
	}
	(void)unlink(path);
}

static void
says_when_the_disk_is_full(void **state)
{
	struct capture_writer *w = NULL;
	struct err err = { "" };
	(void)state;

	if (access("/dev/full", W_OK) != 0)
		skip();
	assert_int_equal(capture_create("/dev/full", LINK_RAW, &w, &err), 0);
	static uint8_t frame[1000];
	int r = 0;
	for (int i = 0; i < 1000 && r == 0; i++)
		r = capture_write(w, 0, bytes_of(frame, sizeof(frame)), &err);
	assert_int_equal(r, -ENOSPC);
	assert_int_equal(capture_finish(w, &err), -ENOSPC);
	assert_int_equal(capture_create("/nowhere/x.pcap", LINK_RAW, &w, &err), -ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_magic),
		cmocka_unit_test(swaps_lengths_of_old_versions),
		cmocka_unit_test(refuses_unknown_versions),
		cmocka_unit_test(masks_the_check_sequence_bits),
		cmocka_unit_test(ends_at_damage),
		cmocka_unit_test(takes_the_longest_frame),
		cmocka_unit_test(survives_every_cut),
		cmocka_unit_test(reads_the_same_through_any_window),
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(says_when_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
