/* helper.c - the part that stays root: follows the policy and the packages, and brings
 * warnings to where the daemon cannot go. */
#include "guardd/guardd.h"

#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { LOOK_EVERY_MS = 5000 };

static void
note(const void *arg, const char *text)
{
	(void)arg;
	(void)fprintf(stderr, "<4>%s\n", text);
}

/* --- the policy --------------------------------------------------------------------- */

static void
open_gate(const struct helper_config *c, const struct guard_policy *policy, int tell,
	struct gate **gate)
{
	struct err err = { "" };
	gate_close(*gate);
	*gate = NULL;
	int rc = gate_open(&c->options, policy, tell, gate, &err);
	if (rc < 0 && err.text[0])
		(void)fprintf(stderr, "<4>programs that hand mail on are not watched: %s\n",
			err.text);
}

/* Returns guard_seen() of what was followed: what changes meanwhile has another. */
static uint64_t
follow(const struct helper_config *c, struct guard_policy *policy)
{
	uint64_t stamp = guard_policy_stamp(c->policy_file);
	struct guard_policy new;
	struct err err;
	struct guard_notes notes = { note, NULL };
	uint64_t cut;
	if (guard_policy_read(c->policy_file, &new, &err) < 0) {
		(void)fprintf(stderr, "<3>the policy stays as it was: %s\n", err.text);
		return guard_seen(stamp, policy);
	}
	/* The ports of the command line stand above the file's. */
	memcpy(new.ports, policy->ports, sizeof(new.ports));
	new.n_ports = policy->n_ports;
	guard_policy_free(policy);
	*policy = new;
	uint64_t ret = guard_seen(stamp, policy);
	struct guard_options o = c->options;
	o.policy = policy;
	if (guard_start(&o, &notes, &cut, &err) < 0)
		(void)fprintf(stderr, "<3>the policy stays as it was: %s\n", err.text);
	else
		(void)fprintf(stderr, "<6>the policy was read again\n");
	return ret;
}

/* --- couriers ----------------------------------------------------------------------- */

static void
run_courier(const char *user, char *const argv[], const char *text)
{
	int in[2];
	if (pipe(in) < 0)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		struct passwd *as = user ? getpwnam(user) : NULL;
		if (user && (!as || setgid(as->pw_gid) < 0 || setuid(as->pw_uid) < 0))
			_exit(127);
		(void)alarm(30);
		(void)dup2(in[0], STDIN_FILENO);
		(void)close(in[0]);
		(void)close(in[1]);
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	(void)close(in[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	size_t len = strlen(text);
	if (pid < 0 || write(in[1], text, len) != (ssize_t)len)
		(void)fprintf(stderr, "<4>a warning could not be handed to %s\n", argv[0]);
	(void)close(in[1]);
}

/* JSON of a warning for the webhook. */
static char *
wrap(const char *text)
{
	char *json = NULL;
	size_t len;
	FILE *out = open_memstream(&json, &len);
	must(out);
	(void)fprintf(out, "{\"event_type\":\"guard\",\"text\":");
	escape_json(out, bytes_text(text));
	(void)fprintf(out, "}\n");
	must(fclose(out) == 0);
	return json;
}

static void
carry(const struct helper_config *c, const char *message)
{
	const char *text = message + 1;
	if (message[0] == 'w') {
		char *argv[] = { "wall", NULL };
		run_courier(NULL, argv, text);
	}
	if (c->webhook) {
		auto_free char *url = base_strdup(c->webhook);
		char *argv[] = { "curl", "-sS", "-m", "20", "-o", "/dev/null", "-H",
			"Content-Type: application/json", "--data-binary", "@-", "--", url,
			NULL };
		auto_free char *json = wrap(text);
		run_courier("nobody", argv, json);
	}
	if (c->mail) {
		auto_free char *to = base_strdup(c->mail);
		char *argv[] = { "/usr/sbin/sendmail", "-i", "--", to, NULL };
		auto_free char *mail = base_printf(
			"To: %s\nSubject: teiten guard: warning\n\n%s\n", c->mail, text);
		run_courier("nobody", argv, mail);
	}
}

/* --- the process -------------------------------------------------------------------- */

static volatile sig_atomic_t asked;

static void
on_hangup(int number)
{
	(void)number;
	asked = 1;
}

static _Noreturn void
serve(const struct helper_config *c, int socket)
{
	char message[HELPER_TEXT_MAX + 2];
	struct err err;
	struct guard_policy policy = { 0 };
	struct sigaction hangup = { .sa_handler = on_hangup };
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)prctl(PR_SET_NAME, "guard-helper");
	(void)sigaction(SIGHUP, &hangup, NULL);
	if (guard_policy_read(c->policy_file, &policy, &err) < 0)
		(void)fprintf(stderr, "<3>%s\n", err.text);
	if (c->options.policy) {
		memcpy(policy.ports, c->options.policy->ports, sizeof(policy.ports));
		policy.n_ports = c->options.policy->n_ports;
	}
	struct gate *gate = NULL;
	uint64_t before = c->seen;
	open_gate(c, &policy, socket, &gate);
	for (;;) {
		struct pollfd at[] = { { .fd = socket, .events = POLLIN },
			{ .fd = gate ? gate_fd(gate) : -1, .events = POLLIN } };
		int n = poll(at, 2, LOOK_EVERY_MS);
		if (n > 0 && at[1].revents) {
			gate_serve(gate);
			continue;
		}
		if (n > 0) {
			ssize_t len = recv(socket, message, sizeof(message) - 1, 0);
			if (len <= 0)
				_exit(0); /* the daemon has gone */
			message[len] = 0;
			carry(c, message);
		}
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		uint64_t stamp = guard_policy_stamp(c->policy_file);
		if (asked || guard_seen(stamp, &policy) != before) {
			asked = 0;
			before = follow(c, &policy);
			open_gate(c, &policy, socket, &gate);
		}
	}
}

int
helper_start(const struct helper_config *config, int *ret, struct err *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(err, errno, "socketpair: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(pair[0]);
		serve(config, pair[1]);
	}
	(void)close(pair[1]);
	if (pid < 0)
		return err_set(err, errno, "fork: %s", strerror(errno));
	*ret = pair[0];
	return pid;
}
