/* What captures come in: gzip, zstd, pipes, standard input, and files that are none. */
#include "unit/capture_bytes.h"

#include <sys/wait.h>

#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

static struct build b;
static struct all all, cut;
static uint8_t packed[1 << 19];

enum { FRAMES = 300 };

static void
build_capture(void)
{
	b.is_big = false;
	b.len = 0;
	put_pcap_header(&b, 0xa1b2c3d4, 1);
	for (uint32_t i = 0; i < FRAMES; i++)
		put_record(&b, i * 7919, i, i * 37 % 200, 200);
	read_build(&b, &all);
	assert_int_equal(all.n, FRAMES);
}

static size_t
gzip(const uint8_t *at, size_t len, uint8_t *to, size_t size)
{
	z_stream z = { 0 };
	assert_int_equal(
		deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (uint8_t *)(uintptr_t)at;
	z.avail_in = (uInt)len;
	z.next_out = to;
	z.avail_out = (uInt)size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t got = z.total_out;
	assert_int_equal(deflateEnd(&z), Z_OK);
	return got;
}

static size_t
zstd(const uint8_t *at, size_t len, uint8_t *to, size_t size)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	size_t got = ZSTD_compress2(c, to, size, at, len);
	assert_false(ZSTD_isError(got));
	(void)ZSTD_freeCCtx(c);
	return got;
}

/* In `parts` members or frames, one after another. */
static size_t
pack_parts(size_t (*how)(const uint8_t *, size_t, uint8_t *, size_t), size_t parts)
{
	size_t len = 0, step = b.len / parts + 1;
	for (size_t at = 0; at < b.len; at += step)
		len += how(b.at + at, step < b.len - at ? step : b.len - at, packed + len,
			sizeof(packed) - len);
	return len;
}

static void
assert_same_content(const char *path)
{
	read_all(path, &cut);
	assert_int_equal(cut.opened, 0);
	assert_false(cut.damaged);
	assert_int_equal(cut.n, all.n);
	assert_start_of(&cut, &all);
	assert_int_equal(cut.info.bytes, b.len);
	assert_memory_equal(&cut.info.hash, &all.info.hash, sizeof(all.info.hash));
}

/* The hash is that of the whole uncompressed file, as xxh128sum prints it. */
static void
hashes_the_content(void **state)
{
	(void)state;
	build_capture();
	XXH128_hash_t h = XXH3_128bits(b.at, b.len);
	assert_int_equal(all.info.hash.hi, h.high64);
	assert_int_equal(all.info.hash.lo, h.low64);
	assert_int_equal(all.info.size, b.len);
	assert_int_equal(all.info.read_on_disk, b.len);
}

static void
unpacks_members_and_frames(void **state)
{
	static const size_t parts[] = { 1, 2, 50 };
	(void)state;

	build_capture();
	for (size_t i = 0; i < count_of(parts); i++) {
		size_t len = pack_parts(gzip, parts[i]);
		memset(packed + len, 0, 1000); /* tape padding */
		assert_same_content(write_file("x.pcap", packed, len));
		assert_same_content(write_file("x.pcap", packed, len + 1000));
		assert_same_content(
			write_file("x.pcap", packed, pack_parts(zstd, parts[i])));
	}
	/* A skippable frame may stand first. */
	size_t len = zstd(b.at, b.len, packed + 12, sizeof(packed) - 12);
	memcpy(packed, "\x53\x2a\x4d\x18\x04\0\0\0abcd", 12);
	assert_same_content(write_file("x.pcap", packed, len + 12));
	(void)unlink(in_folder("x.pcap"));
}

static void
check_cuts(size_t (*how)(const uint8_t *, size_t, uint8_t *, size_t))
{
	size_t len = how(b.at, b.len, packed, sizeof(packed));
	for (size_t n = 1; n < len; n += n < 64 || len - n < 64 ? 1 : 13) {
		read_all(write_file("cut", packed, n), &cut);
		if (cut.opened == 0) {
			assert_true(cut.damaged);
			assert_start_of(&cut, &all);
		}
		assert_true(strlen(cut.err.text) > 0);
	}
}

static void
hands_out_what_stands_before_a_cut(void **state)
{
	(void)state;
	build_capture();
	check_cuts(gzip);
	check_cuts(zstd);

	/* Whole frames are not lost to the cut: with the last byte missing all of them are
	 * there, and the checksum is what cannot be read. */
	size_t len = gzip(b.at, b.len, packed, sizeof(packed));
	read_all(write_file("cut", packed, len - 1), &cut);
	assert_int_equal(cut.n, all.n);
	assert_true(cut.damaged);
	assert_non_null(strstr(cut.err.text, "compressed data is cut short"));
	(void)unlink(in_folder("cut"));
}

static void
finds_damage_in_packed_bytes(void **state)
{
	(void)state;
	build_capture();
	for (int i = 0; i < 2; i++) {
		size_t len = i ? zstd(b.at, b.len, packed, sizeof(packed))
			       : gzip(b.at, b.len, packed, sizeof(packed));
		packed[len - (i ? 2 : 6)] ^= 0x10; /* the checksum */
		read_all(write_file("bad", packed, len), &cut);
		assert_true(cut.opened < 0 || cut.damaged);
		assert_non_null(strstr(cut.err.text, i ? "zstd: " : "gzip: "));
	}
	size_t len = gzip(b.at, b.len, packed, sizeof(packed));
	memcpy(packed + len, "garbage", 7);
	read_all(write_file("bad", packed, len + 7), &cut);
	assert_int_equal(cut.n, all.n);
	assert_true(cut.damaged);

	/* Damage of the content is told by its place in the content. */
	size_t end = b.len;
	put(&b, "\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0", 16);
	read_all(
		write_file("bad", packed, gzip(b.at, b.len, packed, sizeof(packed))), &cut);
	char words[64];
	(void)snprintf(
		words, sizeof(words), "damaged at byte %zu of its gzip content", end);
	assert_non_null(strstr(cut.err.text, words));
	(void)unlink(in_folder("bad"));
}

/* A small frame of two blocks, the second of a kind that does not exist: the library alone
 * would give nothing of the first. */
static void
keeps_the_block_before_a_bad_one(void **state)
{
	(void)state;
	build_capture();
	size_t first =
		24 + 16 + all.frames[0].frame.caplen + 16 + all.frames[1].frame.caplen;
	static const uint8_t header[] = { 0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 2, 0, 0 };
	static struct build z;
	put(&z, header, sizeof(header)); /* one segment of 512 bytes */
	uint32_t block = (uint32_t)first << 3; /* raw, not the last */
	put(&z, &block, 3);
	put(&z, b.at, first);
	block = 10 << 3 | 3 << 1 | 1; /* reserved kind */
	put(&z, &block, 3);
	put_pattern(&z, 10, 0);
	read_build(&z, &cut);
	assert_int_equal(cut.opened, 0);
	assert_true(cut.damaged);
	assert_int_equal(cut.n, 2);
	assert_start_of(&cut, &all);
	assert_non_null(strstr(cut.err.text, "zstd: "));
}

/* A child that writes in small pieces. */
static pid_t
write_slowly(const char *fifo, int fd, const uint8_t *at, size_t len)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child > 0)
		return child;
	if (fifo)
		fd = open(fifo, O_WRONLY);
	for (size_t i = 0; i < len; i += 997)
		if (write(fd, at + i, len - i < 997 ? len - i : 997) < 0)
			_exit(1);
	_exit(0);
}

static void
reads_a_named_pipe(void **state)
{
	int status;
	(void)state;

	build_capture();
	const char *fifo = in_folder("fifo");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	size_t len = gzip(b.at, b.len, packed, sizeof(packed));
	for (int i = 0; i < 2; i++) {
		pid_t child = i ? write_slowly(fifo, -1, packed, len)
				: write_slowly(fifo, -1, b.at, b.len);
		assert_same_content(fifo);
		assert_int_equal(cut.info.size, 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	(void)unlink(fifo);
}

static void
read_twice(struct capture_set *set)
{
	struct frame frames[FRAMES_BATCH];
	struct err err = { "" };

	for (int pass = 0; pass < 3; pass++) {
		cut = (struct all){ 0 };
		ssize_t n;
		while ((n = capture_set_read(set, frames, FRAMES_BATCH, NULL, NULL)) > 0) {
			copy_frames(&cut, frames, (size_t)n);
			if (pass == 1) /* not to the end */
				break;
		}
		assert_start_of(&cut, &all);
		if (pass != 1) {
			assert_int_equal(cut.n, all.n);
			const struct capture_info *info = capture_set_info(set, 0);
			assert_true(info->ended);
			assert_memory_equal(
				&info->hash, &all.info.hash, sizeof(info->hash));
		}
		assert_int_equal(capture_set_rewind(set, &err), 0);
	}
	cut = (struct all){ 0 };
}

/* Standard input from a pipe and from a file, read three times over. */
static void
rewinds_standard_input(void **state)
{
	static const char *const paths[] = { "-" };
	int ends[2], status;
	struct err err = { "" };
	(void)state;

	build_capture();
	int was = dup(STDIN_FILENO);
	for (int is_pipe = 0; is_pipe < 2; is_pipe++) {
		pid_t child = -1;
		if (is_pipe) {
			assert_int_equal(pipe(ends), 0);
			child = write_slowly(NULL, ends[1], b.at, b.len);
			close(ends[1]);
		} else {
			ends[0] = open(write_file("in", b.at, b.len), O_RDONLY);
		}
		assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
		close(ends[0]);
		struct capture_set *set = NULL;
		assert_int_equal(capture_set_open(paths, 1, &set, &err), 0);
		read_twice(set);
		capture_set_close(set);
		if (child > 0) {
			assert_int_equal(waitpid(child, &status, 0), child);
			assert_int_equal(status, 0);
		}
	}
	assert_int_equal(dup2(was, STDIN_FILENO), STDIN_FILENO);
	close(was);
	(void)unlink(in_folder("in"));
}

static void
names_foreign_formats(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *words;
	} cases[] = {
		{ "GMBU\0\2", 6, "Microsoft Network Monitor 2" },
		{ "RTSS\1\1", 6, "Microsoft Network Monitor 1" },
		{ "snoop\0\0\0\0\0\0\2", 12, "Sun snoop" },
		{ "TRSNIFF data    \x1a", 17, "Sniffer" },
		{ "XCP\0"
		  "002.002",
			11, "NetXRay" },
		{ "iptrace 2.0", 11, "AIX iptrace 2" },
		{ "\0\0\0\1\0\0\0\x40\1\0\0\x14\0\0\0\4abcd", 20, "Endace ERF" },
		{ "BZh91AY&SY", 10, "bzip2" },
		{ "\xfd"
		  "7zXZ\0",
			6, "xz" },
		{ "PK\3\4", 4, "ZIP" },
		{ "hello, world\n", 13, "but text" },
		{ "\0\1\2\3\4", 5, "nor anything known" },
	};
	(void)state;

	for (size_t i = 0; i < count_of(cases); i++) {
		read_all(write_file("f", cases[i].bytes, cases[i].len), &cut);
		assert_int_equal(cut.opened, -ENOTSUP);
		assert_non_null(strstr(cut.err.text, cases[i].words));
		assert_non_null(strstr(cut.err.text, "/f: "));
		/* The same inside a gzip file. */
		size_t len = gzip((const uint8_t *)cases[i].bytes, cases[i].len, packed,
			sizeof(packed));
		read_all(write_file("f", packed, len), &cut);
		assert_int_equal(cut.opened, -ENOTSUP);
		assert_non_null(strstr(cut.err.text, cases[i].words));
	}
	(void)unlink(in_folder("f"));
}

static void
refuses_what_is_no_file(void **state)
{
	(void)state;
	read_all(write_file("f", "", 0), &cut);
	assert_int_equal(cut.opened, -ENODATA);
	assert_non_null(strstr(cut.err.text, "is empty"));
	size_t len = gzip((const uint8_t *)"", 0, packed, sizeof(packed));
	read_all(write_file("f", packed, len), &cut);
	assert_int_equal(cut.opened, -ENODATA);
	(void)unlink(in_folder("f"));

	read_all("/", &cut);
	assert_int_equal(cut.opened, -EISDIR);
	assert_non_null(strstr(cut.err.text, "folder"));
	read_all("/nowhere/\x1b[31mx", &cut);
	assert_int_equal(cut.opened, -ENOENT);
	assert_null(strchr(cut.err.text, '\x1b'));
	read_all("/dev/null", &cut);
	assert_int_equal(cut.opened, -ENODATA);
	read_all("/dev/zero", &cut);
	assert_int_equal(cut.opened, -ENOTSUP);
}

/* A file that shrinks while it is read is a file that was cut short. */
static void
survives_a_shrinking_file(void **state)
{
	struct frame frames[FRAMES_BATCH];
	struct capture *c = NULL;
	struct err err = { "" };
	(void)state;

	build_capture();
	const char *path = write_file("shrinks", b.at, b.len);
	assert_int_equal(capture_open_as(path, 512, 0, 0, &c, &err), 0);
	assert_true(capture_read(c, frames, 1, &err) == 1);
	assert_int_equal(truncate(path, 5000), 0);
	ssize_t n;
	while ((n = capture_read(c, frames, FRAMES_BATCH, &err)) > 0)
		;
	assert_int_equal(n, -EBADMSG);
	assert_true(capture_info(c)->bytes <= 5000);
	assert_true(capture_info(c)->frames > 1);
	capture_close(c);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_the_content),
		cmocka_unit_test(unpacks_members_and_frames),
		cmocka_unit_test(hands_out_what_stands_before_a_cut),
		cmocka_unit_test(finds_damage_in_packed_bytes),
		cmocka_unit_test(keeps_the_block_before_a_bad_one),
		cmocka_unit_test(reads_a_named_pipe),
		cmocka_unit_test(rewinds_standard_input),
		cmocka_unit_test(names_foreign_formats),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(survives_a_shrinking_file),
	};
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
