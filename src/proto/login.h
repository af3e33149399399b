/* login.h - tries to log in, out of the heads of a stream: SSH, FTP, Telnet, POP3, IMAP,
 * SMTP and RDP, recognised by what is said and not by the port.
 *
 * Of passwords it is only known how many different ones there were.
 */
#pragma once

#include "stream/stream.h"

enum { LOGIN_USERS = 32, LOGIN_USER_MAX = 48, LOGIN_PASSWORDS = 64 };

enum login_kind {
	LOGIN_NONE,
	LOGIN_SSH,
	LOGIN_FTP,
	LOGIN_TELNET,
	LOGIN_POP3,
	LOGIN_IMAP,
	LOGIN_SMTP,
	LOGIN_RDP,
};
const char *login_kind_name(enum login_kind kind);

enum login_success { LOGIN_UNKNOWN, LOGIN_FAILED, LOGIN_SUCCEEDED };

struct login {
	enum login_kind kind;
	bool estimated; /* encrypted: by sizes and turns */
	uint32_t tries; /* to log in, the successful one among them */
	enum login_success success; /* of any of them */
	struct {
		uint8_t text[LOGIN_USER_MAX];
		uint8_t len;
	} users[LOGIN_USERS]; /* different ones, the first */
	size_t n_users;
	bool more_users;
	uint64_t passwords[LOGIN_PASSWORDS]; /* hashes of different ones, the first */
	size_t n_passwords;
	struct bytes client, server; /* what both sides say they are, empty: nothing */
};

/* False if nobody tried to log in. */
bool login_read(const struct stream *s, struct login *ret);
