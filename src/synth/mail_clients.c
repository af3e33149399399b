/* mail_clients.c - who hands over mail: a bot that mails straight to servers, a person's
 * program that logs in, and a mail server.
 *
 * Facts: "finding" smtp-session; "mail-client" by source with "sessions", "direct",
 * "recipients", "refused" and "mails".
 */
#include "synth/talk.h"

#define SECOND INT64_C(1000000000)
#define MONTH "2005-06"

struct mailer {
	const char *addr, *hello, *auth; /* auth: a whole dialogue of the client, or NULL */
	uint16_t port;
	unsigned sessions, recipients, refused; /* of each session */
};

static const struct mailer mailers[] = {
	{ "192.0.2.10", "HELO [0.0.0.0]", NULL, 25, 8, 5, 3 },
	{ "192.0.2.20", "EHLO laptop.example", "AUTH PLAIN AGd1cgBzZWNyZXQ=\r\n", 587, 3, 1,
		0 },
	{ "192.0.2.30", "EHLO mail.example", NULL, 25, 4, 2, 1 },
};

static void
hand_over(struct stage *stage, int64_t time_ns, const struct mailer *m, unsigned number)
{
	struct talk t = talk_begin(stage, time_ns,
		(struct talk_end){ talk_addr(m->addr), (uint16_t)(3000 + number) },
		(struct talk_end){ stage_address(stage, SMALL_US, 100 + number), m->port });
	talk_server(&t, "220 mx.example.org ESMTP\r\n");
	auto_free char *hello = base_printf("%s\r\n", m->hello);
	talk_client(&t, hello);
	talk_server(&t, "250 mx.example.org\r\n");
	if (m->auth) {
		talk_client(&t, m->auth);
		talk_server(&t, "235 welcome\r\n");
	}
	talk_client(&t, "MAIL FROM:<one@example.com>\r\n");
	talk_server(&t, "250 ok\r\n");
	for (unsigned i = 0; i < m->recipients; i++) {
		auto_free char *rcpt = base_printf("RCPT TO:<to%u@example.org>\r\n", i);
		talk_client(&t, rcpt);
		talk_server(&t, i < m->refused ? "550 no such user\r\n" : "250 ok\r\n");
	}
	talk_client(&t, "DATA\r\n");
	talk_server(&t, "354 go on\r\n");
	talk_client(&t, "Subject: hello\r\n\r\nhi\r\n.\r\n");
	talk_server(&t, "250 taken\r\n");
	talk_client(&t, "QUIT\r\n");
	talk_server(&t, "221 bye\r\n");
	talk_end(&t);
}

static int
make(struct stage *stage, struct err *err)
{
	(void)err;
	stage_small(stage);
	struct stage_sensor *s =
		stage_sensor(stage, "line", "Testbed", "UTC", "192.0.2.0/24");
	stage_observed(s, "2005-06-01", "2005-06-03");
	int64_t start = stage_time_ns(s, "2005-06-01T09:00:00Z");
	unsigned number = 0;
	for (size_t i = 0; i < count_of(mailers); i++) {
		const struct mailer *m = &mailers[i];
		for (unsigned k = 0; k < m->sessions; k++, number++)
			hand_over(stage, start + number * 400 * SECOND, m, number);
		unsigned direct = i == 0 ? m->sessions : 0;
		stage_fact(stage, MONTH, "mail-client", m->addr, "sessions", m->sessions);
		stage_fact(stage, MONTH, "mail-client", m->addr, "direct", direct);
		stage_fact(stage, MONTH, "mail-client", m->addr, "mails", m->sessions);
		stage_fact(stage, MONTH, "mail-client", m->addr, "recipients",
			m->sessions * m->recipients);
		stage_fact(stage, MONTH, "mail-client", m->addr, "refused",
			m->sessions * m->refused);
	}
	talk_expect(stage, MONTH, "smtp-session", number);
	talk_expect(stage, MONTH, "mail-worm", 0);
	return 0;
}

SCENE(mail_clients) = {
	.name = "mail-clients",
	.summary =
		"a bot that mails straight to servers, a person who logs in, a mail server",
	.shows = "smtp-session",
	.make = make,
};
