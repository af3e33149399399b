/* smb.h - messages of SMB 1 over TCP, as MS-CIFS and MS-SMB describe them. */
#pragma once

#include "base/base.h"

enum smb_command {
	SMB_WRITE = 0x0b,
	SMB_TRANS = 0x25,
	SMB_WRITE_ANDX = 0x2f,
	SMB_TRANS2 = 0x32,
	SMB_TRANS2_SECONDARY = 0x33,
	SMB_NT_TRANS = 0xa0,
};

struct smb_message {
	uint8_t command;
	bool reply;
	uint16_t tid, pid, uid, mid;
	struct bytes words; /* the parameters */
	struct bytes all; /* from the mark on; cut where the stream is */
};

/* The message where the cursor stands, which then stands after it; those of other kinds are
 * passed over.  False when there is none.  The last one may be cut behind its words. */
bool smb_next(struct cursor *stream, struct smb_message *ret);
/* What a request writes to a pipe, by writing or by a transaction; empty: nothing. */
struct bytes smb_pipe_data(const struct smb_message *m);
/* The first setup word of a Trans2 request, its subcommand; -1: none. */
int smb_trans2_subcommand(const struct smb_message *m);
/* Bytes of data that an NT Trans request announces in all. */
uint32_t smb_nt_trans_total(const struct smb_message *m);
