/* smb.c - messages of SMB 1 over TCP. */
#include "proto/smb.h"

enum { SESSION_MESSAGE = 0, MESSAGES_MAX = 256 };
enum { FLAG_REPLY = 0x80, PIPE_TRANSACT = 0x26 };

static const uint8_t mark[4] = { 0xff, 'S', 'M', 'B' };

static bool
read_message(struct bytes all, struct smb_message *ret)
{
	struct cursor c = cursor_over(all);
	struct bytes begin = cursor_take(&c, sizeof(mark));
	if (begin.len == 0 || memcmp(begin.at, mark, sizeof(mark)) != 0)
		return false;
	ret->all = all;
	ret->command = cursor_u8(&c);
	cursor_skip(&c, 4); /* status */
	ret->reply = cursor_u8(&c) & FLAG_REPLY;
	cursor_skip(
		&c, 2 + 2 + 8 + 2); /* flags, upper half of the pid, signature, reserved */
	ret->tid = cursor_u16le(&c);
	ret->pid = cursor_u16le(&c);
	ret->uid = cursor_u16le(&c);
	ret->mid = cursor_u16le(&c);
	ret->words = cursor_take(&c, 2 * (size_t)cursor_u8(&c));
	return cursor_ok(&c);
}

bool
smb_next(struct cursor *stream, struct smb_message *ret)
{
	for (unsigned i = 0; i < MESSAGES_MAX && cursor_left(stream) > 4; i++) {
		uint8_t type = cursor_u8(stream), high = cursor_u8(stream);
		size_t len = (size_t)high << 16 | cursor_u16be(stream);
		bool cut = len > cursor_left(stream);
		struct bytes all = cursor_take(stream, cut ? cursor_left(stream) : len);
		if (type == SESSION_MESSAGE && read_message(all, ret))
			return true;
	}
	return false;
}

static uint16_t
word_at(const struct smb_message *m, size_t offset)
{
	return offset + 2 <= m->words.len ? load_u16le(m->words.at + offset) : 0;
}

/* `len` bytes at an offset that counts from the mark. */
static struct bytes
data_at(const struct smb_message *m, size_t offset, size_t len)
{
	if (offset >= m->all.len)
		return bytes_of(m->all.at, 0);
	size_t left = m->all.len - offset;
	return bytes_of(m->all.at + offset, len < left ? len : left);
}

struct bytes
smb_pipe_data(const struct smb_message *m)
{
	enum { WRITE_WORDS = 10, WRITE_HEADER = 32 + 1 + WRITE_WORDS + 2 + 3 };
	if (m->reply)
		return bytes_of(m->all.at, 0);
	switch (m->command) {
	case SMB_WRITE:
		return data_at(m, WRITE_HEADER, word_at(m, 2));
	case SMB_WRITE_ANDX:
		return data_at(m, word_at(m, 22), word_at(m, 20));
	case SMB_TRANS:
		if (word_at(m, 28) == PIPE_TRANSACT)
			return data_at(m, word_at(m, 24), word_at(m, 22));
		break;
	}
	return bytes_of(m->all.at, 0);
}

int
smb_trans2_subcommand(const struct smb_message *m)
{
	enum { SETUP_COUNT = 26, SETUP = 28 };
	if (m->reply || m->command != SMB_TRANS2 || m->words.len < SETUP + 2 ||
		m->words.at[SETUP_COUNT] == 0)
		return -1;
	return word_at(m, SETUP);
}

uint32_t
smb_nt_trans_total(const struct smb_message *m)
{
	enum { TOTAL = 7 };
	if (m->reply || m->command != SMB_NT_TRANS || m->words.len < TOTAL + 4)
		return 0;
	return load_u32le(m->words.at + TOTAL);
}
