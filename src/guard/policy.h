/* policy.h - guard.yaml: which programs may send, and what may stand above them.
 *
 *   ports: [25, 465, 587]
 *   rate: { sendings: 60, minutes: 10 }
 *   mailers:
 *     - file: /usr/bin/mutt
 *       package: mutt
 *       sha256: 5f6c...
 *   mtas:
 *     - { file: /usr/lib/postfix/sbin/smtp, user: postfix, package: postfix }
 *   shells: [ /bin/bash ]
 *   launchers: [ /usr/bin/gnome-terminal ]
 *   gates: [ /usr/sbin/sendmail ]
 *   notify: { webhook: "http://127.0.0.1:8080/guard", mail: root }
 *
 * Reading knows nothing of the host's files: that is policy_check's part.
 */
#pragma once

#include "base/base.h"
#include "guard/shared.h"

enum { GUARD_ENTRIES_MAX = 512, GUARD_PORTS_MAX = 64 };
#define GUARD_POLICY_FILE "/etc/teiten/guard.yaml"
#define GUARD_SOCKET_FILE "/run/teiten-guard/notify.sock"
#define GUARD_SPOOL_FILE "/var/lib/teiten/guard/spool.jsonl"

struct guard_entry {
	enum guard_class class;
	char *file, *package, *user; /* package, user: NULL where not given */
	char sha256[65]; /* hexadecimal, empty where not given */
	bool gate; /* hands mail to the mail server when it is run */
	int line;
};

struct guard_policy {
	struct guard_entry *entries;
	size_t n_entries;
	uint16_t ports[GUARD_PORTS_MAX];
	size_t n_ports;
	uint32_t rate_sendings, rate_seconds; /* an alarm above; 0: none */
	char *webhook, *mail;
};

/* `name` is for messages, which tell the line. */
int guard_policy_parse(
	const char *name, struct bytes text, struct guard_policy *ret, struct err *err);
int guard_policy_read(const char *file, struct guard_policy *ret, struct err *err);
void guard_policy_free(struct guard_policy *p);

/* "25,465,2525"; replaces the policy's ports. */
int guard_policy_ports(struct guard_policy *p, const char *list, struct err *err);

static inline void
auto_guard_policy_(struct guard_policy *p)
{
	guard_policy_free(p);
}

#define auto_guard_policy __attribute__((cleanup(auto_guard_policy_)))

/* Is a program one that runs whatever it is given, going by its file's name? */
bool guard_is_interpreter(const char *file);
