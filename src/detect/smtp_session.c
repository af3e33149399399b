/* smtp_session.c - one finding per SMTP dialogue, on any port.
 *
 * Worms and spam bots deliver straight to the mail server of their target, from hosts that
 * have no business to: what they call themselves, that they do not authenticate, and how
 * the server answers is the evidence.  The text of mails is not kept, nor is any password.
 */
#include "detect/detect.h"
#include "proto/lines.h"
#include "proto/sasl.h"
#include "proto/smtp.h"

enum { SMTP_PORT = 25, SUBJECT_SHOWN = 256, ADDRESS_SHOWN = 128 };

enum form { FORM_NONE, FORM_LITERAL, FORM_NUMBERS, FORM_NO_HOST, FORM_HOST };
static const char *const form_names[] = { [FORM_NONE] = "",
	[FORM_LITERAL] = "address literal",
	[FORM_NUMBERS] = "bare address",
	[FORM_NO_HOST] = "no host name",
	[FORM_HOST] = "host name" };

static enum form
form_of(struct bytes helo)
{
	bool dot = false, only_numbers = true, others = false;
	if (helo.len == 0)
		return FORM_NONE;
	if (helo.at[0] == '[')
		return FORM_LITERAL;
	for (size_t i = 0; i < helo.len; i++) {
		uint8_t c = lower(helo.at[i]);
		bool number = c >= '0' && c <= '9';
		dot |= c == '.' && i > 0 && i + 1 < helo.len;
		only_numbers &= number || c == '.';
		others |= !number && c != '.' && c != '-' && (c < 'a' || c > 'z');
	}
	if (only_numbers && dot)
		return FORM_NUMBERS;
	return !dot || others || starts_with(helo, "localhost.") ? FORM_NO_HOST : FORM_HOST;
}

static struct bytes
list(struct inspection *in, const struct bytes *at, size_t n)
{
	struct bytes all = scratch_printf(in, "%s", "");
	for (size_t i = 0; i < n; i++) {
		size_t len = at[i].len < ADDRESS_SHOWN ? at[i].len : ADDRESS_SHOWN;
		all.len += scratch_copy(in, bytes_text(i ? ", " : "")).len;
		all.len += scratch_copy(in, bytes_of(at[i].at, len)).len;
	}
	return all;
}

/* The ends of folded lines are no part of a subject. */
static struct bytes
unfolded(struct inspection *in, struct bytes subject)
{
	size_t len = subject.len < SUBJECT_SHOWN ? subject.len : SUBJECT_SHOWN, n = 0;
	uint8_t *at = scratch_take(in, len);
	if (!at)
		return bytes_of("", 0);
	for (size_t i = 0; i < len; i++)
		if (subject.at[i] != '\r' && subject.at[i] != '\n')
			at[n++] = subject.at[i];
	return bytes_of(at, n);
}

static struct bytes
replies(struct inspection *in, const struct smtp *s)
{
	struct bytes all = scratch_printf(in, "%s", "");
	for (size_t i = 0; i < s->n_codes; i++)
		all.len += scratch_printf(
			in, "%s%u (%u)", i ? ", " : "", s->codes[i].code, s->codes[i].n)
				   .len;
	return all;
}

static struct bytes
auth_user(struct inspection *in, const struct smtp *s)
{
	struct sasl sasl;
	if (s->n_auths == 0 || !sasl_read(s->auths[0].mechanism, s->auths[0].answer, &sasl))
		return bytes_of("", 0);
	return scratch_copy(in, sasl.user);
}

enum {
	HELO,
	HELO_FORM,
	SENDERS,
	MAILS,
	RECIPIENTS,
	RCPTS,
	DATAS,
	TAKEN,
	REFUSED,
	RCPT_REFUSED,
	AUTH,
	AUTH_USER,
	STARTTLS,
	SUBJECT,
	REPLIES,
	BANNER,
	DIRECT,
};

static void
stream(struct inspection *in, const struct stream *s)
{
	struct smtp m;
	if (!smtp_read(s, &m))
		return;
	struct finding f = finding_begin(in);
	enum form form = form_of(m.helo);
	bool direct = s->side[SERVER].port == SMTP_PORT && m.n_auth == 0 && m.n_mail > 0 &&
		form != FORM_HOST && form != FORM_NONE;
	f.values[HELO].text = m.helo;
	f.values[HELO_FORM].text = bytes_text(form_names[form]);
	f.values[SENDERS].text = list(in, m.senders, m.n_senders);
	f.values[MAILS].number = m.n_mail;
	f.values[RECIPIENTS].text = list(in, m.recipients, m.n_recipients);
	f.values[RCPTS].number = m.n_rcpt;
	f.values[DATAS].number = m.n_data;
	f.values[TAKEN].number = m.n_taken;
	f.values[REFUSED].number = m.n_refused;
	f.values[RCPT_REFUSED].number = m.n_rcpt_refused;
	if (m.n_auths)
		f.values[AUTH].text = m.auths[0].mechanism;
	f.values[AUTH_USER].text = auth_user(in, &m);
	f.values[STARTTLS].text = bytes_text(m.tls ? "accepted"
			: m.n_starttls             ? "not accepted"
						   : "");
	f.values[SUBJECT].text = unfolded(in, m.subject);
	f.values[REPLIES].text = replies(in, &m);
	f.values[BANNER].text = m.banner;
	f.values[DIRECT].number = direct;
	f.why = scratch_printf(in,
		"SMTP by its commands: %u HELO, %u MAIL, %u RCPT, %u DATA, %u AUTH%s%s%s",
		m.n_helo, m.n_mail, m.n_rcpt, m.n_data, m.n_auth,
		m.replies ? "" : "; the server was not heard",
		s->side[CLIENT].full ? "; long, its end was not read" : "",
		direct ? "; direct to a mail server: port 25, no AUTH, a HELO that is no "
			 "host name"
		       : "");
	finding_emit(in, &f);
}

static size_t
compact(const struct stream *s, enum side side, uint8_t *head, size_t len)
{
	(void)s;
	return side == CLIENT ? smtp_compact(head, len) : len;
}

DETECTOR(smtp_session) = {
	.type = {
		.name = "smtp-session",
		.summary = "a mail client's or server's dialogue with a mail server",
		.summary_ja = "メールサーバとのSMTPの対話",
		.method =
			"The first line of the client is an SMTP command, and it says HELO, "
			"EHLO or MAIL FROM (or AUTH after a 220 greeting), on any port.  "
			"Commands are counted side by side with their replies; bodies are "
			"skipped after a 354, or, where the server is not seen, when what "
			"follows DATA does not look like a command.  Of bodies, all but the "
			"first 8 KiB is left out, so that long dialogues are read to their "
			"end.  After STARTTLS nothing is seen.  direct_to_mx is evidence, no "
			"verdict: port 25, no AUTH, and a HELO that is an address or has no "
			"domain, which mail programs in local networks do as well.  The "
			"dialogue itself is not mistaken for another protocol: its grammar "
			"is no other's.",
		.fields = {
			[HELO] = { "helo", FIELD_TEXT, "name by which the client greets" },
			[HELO_FORM] = { "helo_form", FIELD_TEXT, "host name, no host name, bare address or address literal" },
			[SENDERS] = { "senders", FIELD_TEXT, "envelope senders, the first eight" },
			[MAILS] = { "mail_commands", FIELD_NUMBER, "MAIL commands" },
			[RECIPIENTS] = { "recipients", FIELD_TEXT, "envelope recipients, the first eight" },
			[RCPTS] = { "rcpt_commands", FIELD_NUMBER, "RCPT commands" },
			[DATAS] = { "data_commands", FIELD_NUMBER, "DATA commands and last chunks of BDAT" },
			[TAKEN] = { "mails_accepted", FIELD_NUMBER, "mails that the server took" },
			[REFUSED] = { "mails_refused", FIELD_NUMBER, "mails that it refused after their body" },
			[RCPT_REFUSED] = { "recipients_refused", FIELD_NUMBER, "recipients that it refused" },
			[AUTH] = { "auth", FIELD_TEXT, "mechanism of the first AUTH" },
			[AUTH_USER] = { "auth_user", FIELD_TEXT, "user name of the first AUTH" },
			[STARTTLS] = { "starttls", FIELD_TEXT, "accepted, not accepted, or not asked for" },
			[SUBJECT] = { "subject", FIELD_TEXT, "of the first mail, as it is encoded, at most 256 bytes" },
			[REPLIES] = { "replies", FIELD_TEXT, "codes of the server with their numbers" },
			[BANNER] = { "banner", FIELD_TEXT, "greeting of the server" },
			[DIRECT] = { "direct_to_mx", FIELD_NUMBER, "1: port 25, no AUTH, HELO is no host name" },
		},
	},
	.stream = stream,
	.compact = compact,
};
