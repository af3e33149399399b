/* login.c - one finding per connection in which somebody tries to log in.
 *
 * What is in clear is counted exactly and names its users; what is encrypted is estimated
 * and says so.  No password is kept or shown, only how many different ones there were.
 */
#include "detect/detect.h"
#include "proto/login.h"

enum {
	PROTOCOL,
	TRIES,
	ESTIMATED,
	SUCCESS,
	USERS,
	USERS_SEEN,
	PASSWORDS,
	CLIENT_IS,
	SERVER_IS,
};

/* Separated by ", "; what could be taken for a separator or moves a cursor is changed. */
static struct bytes
users(struct inspection *in, const struct login *l)
{
	struct bytes all = scratch_printf(in, "%s", "");
	for (size_t i = 0; i < l->n_users; i++) {
		uint8_t text[LOGIN_USER_MAX];
		size_t len = l->users[i].len;
		for (size_t k = 0; k < len; k++) {
			uint8_t c = l->users[i].text[k];
			text[k] = c < 32 || c == 127 ? '?' : c == ',' ? ';' : c;
		}
		all.len += scratch_copy(in, bytes_text(i ? ", " : "")).len;
		all.len += scratch_copy(in, bytes_of(text, len)).len;
	}
	return all;
}

static void
stream(struct inspection *in, const struct stream *s)
{
	static const char *const success[] = { [LOGIN_UNKNOWN] = "unknown",
		[LOGIN_FAILED] = "no",
		[LOGIN_SUCCEEDED] = "yes" };
	struct login l;
	if (!login_read(s, &l))
		return;
	struct finding f = finding_begin(in);
	f.values[PROTOCOL].text = bytes_text(login_kind_name(l.kind));
	f.values[TRIES].number = l.tries;
	f.values[ESTIMATED].number = l.estimated;
	f.values[SUCCESS].text = bytes_text(success[l.success]);
	f.values[USERS].text = users(in, &l);
	f.values[USERS_SEEN].number = (int64_t)l.n_users;
	f.values[PASSWORDS].number = (int64_t)l.n_passwords;
	f.values[CLIENT_IS].text = l.client;
	f.values[SERVER_IS].text = l.server;
	f.why = scratch_printf(in, "%s login: %u %s%s%s, success %s",
		login_kind_name(l.kind), l.tries, l.tries == 1 ? "try" : "tries",
		l.estimated ? " by the sizes of encrypted turns (an estimate)"
			    : " in clear",
		l.n_passwords ? " with passwords that anyone on the line could read" : "",
		success[l.success]);
	finding_emit(in, &f);
}

DETECTOR(login) = {
	.type = {
		.name = "login",
		.summary = "a connection in which somebody tries to log in",
		.summary_ja = "ログインの試行がある接続",
		.method =
			"By content, on any port.  FTP and POP3: USER and PASS (also APOP "
			"and AUTH), IMAP: LOGIN and AUTHENTICATE, SMTP: AUTH; each is a try, "
			"and its reply tells success.  Anonymous FTP is none.  Telnet: "
			"prompts for a user and a password that were answered, options taken "
			"out; a shell prompt or greeting after the last password is success.  "
			"SSH: an estimate from the turns after the key exchange, one answer "
			"of the server a try; a first request without password (none) and "
			"refused RSA keys and prompts are not counted; an answer shorter than the acceptance of "
			"the service, or a session, is success.  Where a client skips "
			"\"none\" or a server sends a banner it may be wrong by one a "
			"connection.  RDP: one try a connection that was confirmed and went "
			"on to CredSSP or to the client's information; success is unknown.  "
			"No tries, no finding: banner grabs are none.  At most 16 KiB of each "
			"direction are read.  Passwords are never kept.",
		.fields = {
			[PROTOCOL] = { "protocol", FIELD_TEXT, "ssh, ftp, telnet, pop3, imap, smtp or rdp" },
			[TRIES] = { "tries", FIELD_NUMBER, "tries to log in, a successful one among them" },
			[ESTIMATED] = { "estimated", FIELD_NUMBER, "1: encrypted, tries and success are estimates" },
			[SUCCESS] = { "success", FIELD_TEXT, "yes, no or unknown" },
			[USERS] = { "users", FIELD_TEXT, "different user names in clear, the first 32 with 48 bytes each" },
			[USERS_SEEN] = { "users_seen", FIELD_NUMBER, "number of those" },
			[PASSWORDS] = { "passwords_seen", FIELD_NUMBER, "number of different passwords in clear, at most 64; they are not kept" },
			[CLIENT_IS] = { "client", FIELD_TEXT, "what the client says it is" },
			[SERVER_IS] = { "server", FIELD_TEXT, "what the server says it is" },
		},
	},
	.stream = stream,
};
