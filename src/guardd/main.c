/* main.c - teiten-guardd, which `teiten guard run` becomes after it has loaded the
 * programs. */
#include "guardd/guardd.h"

#include <bpf/libbpf.h>
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

struct arguments {
	const char *policy, *cgroup, *events, *user, *socket, *ports;
	bool audit, payload, backstop;
	uint64_t seen;
};

struct daemon_state {
	struct arguments args;
	struct guard_policy policy;
	struct ledger *ledger;
	struct irc_sessions *irc;
	struct spool *spool;
	struct listeners *listeners;
	struct ring_buffer *ring;
	int helper, signals;
	pid_t helper_pid;
};

/* Under systemd the number in angle brackets is the priority. */
static void
say(int priority, const char *text)
{
	if (getenv("JOURNAL_STREAM"))
		(void)fprintf(stderr, "<%d>", priority);
	else
		(void)fprintf(stderr, "teiten guard: ");
	escape_terminal(stderr, bytes_text(text));
	(void)fputc('\n', stderr);
}

static int
give_up(const struct err *err)
{
	say(3, err->text);
	return 1;
}

/* --- what comes in ------------------------------------------------------------------ */

static void
warn_all(void *arg, uint32_t uid, const char *text)
{
	struct daemon_state *d = arg;
	say(4, text);
	size_t told = listeners_tell(d->listeners, uid, text);
	/* Nobody is there to see it on a desktop: then on the terminals. */
	auto_free char *message =
		base_printf("%c%.*s", told ? 't' : 'w', HELPER_TEXT_MAX - 1, text);
	(void)send(d->helper, message, strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int
on_event(void *arg, void *data, size_t size)
{
	struct daemon_state *d = arg;
	__u32 kind;
	if (size < sizeof(kind))
		return 0;
	memcpy(&kind, data, sizeof(kind));
	if (kind == EVENT_PAYLOAD && size >= sizeof(struct guard_payload)) {
		enum irc_news news = irc_sessions_see(d->irc, data);
		if (news == IRC_IS_CNC)
			ledger_see_cnc(d->ledger, data);
		if (news != IRC_NO_NEWS)
			ledger_judge_again(d->ledger);
	} else if (kind != EVENT_PAYLOAD && size >= sizeof(struct guard_event)) {
		ledger_see(d->ledger, data);
		if (kind == EVENT_MX)
			ledger_judge_again(d->ledger);
	}
	return 0;
}

/* What the helper refused at a gate; false: it has gone, and so must we, to come back
 * whole. */
static bool
hear_helper(struct daemon_state *d)
{
	struct guard_event e;
	ssize_t n;
	while ((n = recv(d->helper, &e, sizeof(e), MSG_DONTWAIT)) == (ssize_t)sizeof(e))
		ledger_see(d->ledger, &e);
	return n != 0;
}

static void
flush(struct daemon_state *d, bool *failed)
{
	struct err err;
	bool fails = ledger_flush(d->ledger, &err) < 0;
	/* Counts stay in the kernel until they are written: say once that they wait. */
	if (fails && !*failed)
		say(3, err.text);
	if (!fails && *failed)
		say(5, "the spool can be written again");
	*failed = fails;
}

static int
loop(struct daemon_state *d)
{
	auto_close int epoll = epoll_create1(EPOLL_CLOEXEC);
	int fds[] = { ring_buffer__epoll_fd(d->ring), listeners_fd(d->listeners),
		d->signals };
	for (size_t i = 0; i < count_of(fds); i++) {
		struct epoll_event what = { .events = EPOLLIN, .data.fd = fds[i] };
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &what) < 0)
			return -errno;
	}
	int64_t last = clock_boot_ns();
	bool failed = false;
	for (;;) {
		struct epoll_event events[4];
		struct signalfd_siginfo got;
		(void)epoll_wait(epoll, events, count_of(events), 1000);
		(void)ring_buffer__consume(d->ring);
		listeners_serve(d->listeners);
		if (!hear_helper(d))
			return -EPIPE;
		int64_t now = clock_boot_ns();
		if (now - last >= 1000000000) {
			flush(d, &failed);
			last = now;
		}
		if (read(d->signals, &got, sizeof(got)) != sizeof(got))
			continue;
		(void)ring_buffer__consume(d->ring);
		flush(d, &failed);
		return 0;
	}
}

/* --- what is opened while it may be ------------------------------------------------- */

static int
open_maps(const struct arguments *a, struct ledger_maps *ret, struct err *err)
{
	const struct {
		const char *name;
		int *fd;
		bool writes;
	} maps[] = {
		{ "refusals", &ret->refusals, true },
		{ "refusals_told", &ret->refusals_told, true },
		{ "sendings", &ret->sendings, false },
		{ "sendings_told", &ret->sendings_told, true },
		{ "counters", &ret->counters, false },
		{ "records", &ret->records, false },
	};
	for (size_t i = 0; i < count_of(maps); i++) {
		*maps[i].fd = guard_map(a->cgroup, maps[i].name, maps[i].writes, err);
		if (*maps[i].fd < 0)
			return *maps[i].fd;
	}
	return 0;
}

/* The folder of a file, the user's, made when it is missing. */
static int
own_folder(const char *file, const struct passwd *user, mode_t mode, struct err *err)
{
	auto_free char *folder = base_strdup(file);
	char *slash = strrchr(folder, '/');
	if (!slash || slash == folder)
		return err_set(
			err, EINVAL, "%s: give an absolute path below a folder", file);
	*slash = 0;
	for (char *at = folder + 1; *at; at++)
		if (*at == '/') {
			*at = 0;
			(void)mkdir(folder, 0755);
			*at = '/';
		}
	if (mkdir(folder, mode) < 0)
		return errno == EEXIST
			? 0
			: err_set(err, errno, "%s: %s", folder, strerror(errno));
	if (chown(folder, user->pw_uid, user->pw_gid) < 0)
		return err_set(err, errno, "%s: %s", folder, strerror(errno));
	return 0;
}

static int
open_spool(struct daemon_state *d, struct err *err)
{
	struct passwd *user = getpwnam(d->args.user);
	if (!user)
		return err_set(
			err, ENOENT, "there is no user '%s' to run as", d->args.user);
	int rc = own_folder(d->args.events, user, 0750, err);
	if (rc == 0)
		rc = spool_open(d->args.events, &d->spool, err);
	if (rc == 0)
		rc = spool_give(d->spool, user->pw_uid, user->pw_gid, err);
	if (rc == 0)
		rc = own_folder(d->args.socket, user, 0755, err);
	return rc < 0 ? rc : listeners_open(d->args.socket, &d->listeners, err);
}

static int
start_helper(struct daemon_state *d, struct err *err)
{
	struct helper_config c = {
		.policy_file = d->args.policy,
		.cgroup = d->args.cgroup,
		.options = { .cgroup = d->args.cgroup,
			.policy = d->args.ports ? &d->policy : NULL,
			.audit = d->args.audit,
			.payload = d->args.payload,
			.backstop = d->args.backstop },
		.webhook = d->policy.webhook,
		.mail = d->policy.mail,
		.seen = d->args.seen,
	};
	d->helper_pid = helper_start(&c, &d->helper, err);
	return d->helper_pid < 0 ? d->helper_pid : 0;
}

static int
prepare(struct daemon_state *d, struct err *err)
{
	struct ledger_config config = { .warn = warn_all, .arg = d };
	sigset_t ends;
	int rc = guard_policy_read(d->args.policy, &d->policy, err);
	if (rc == 0 && d->args.ports)
		rc = guard_policy_ports(&d->policy, d->args.ports, err);
	if (rc == 0)
		rc = start_helper(d, err);
	if (rc == 0)
		rc = open_maps(&d->args, &config.maps, err);
	if (rc == 0)
		rc = open_spool(d, err);
	if (rc < 0)
		return rc;
	int ring = guard_map(d->args.cgroup, "events", true, err);
	if (ring < 0)
		return ring;
	d->ring = ring_buffer__new(ring, on_event, d, NULL);
	if (!d->ring)
		return err_set(
			err, errno, "cannot read the ring of events: %s", strerror(errno));
	(void)gethostname(config.host, sizeof(config.host) - 1);
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	d->signals = signalfd(-1, &ends, SFD_NONBLOCK | SFD_CLOEXEC);
	d->irc = irc_sessions_new();
	config.irc = d->irc;
	config.spool = d->spool;
	config.rate_sendings = d->policy.rate_sendings;
	config.rate_seconds = d->policy.rate_seconds;
	d->ledger = ledger_new(&config);
	return d->signals < 0 ? -errno : 0;
}

static int
parse(int argc, char **argv, struct arguments *ret)
{
	static const struct option options[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "cgroup", required_argument, NULL, 'c' },
		{ "events", required_argument, NULL, 'e' },
		{ "user", required_argument, NULL, 'u' },
		{ "socket", required_argument, NULL, 's' },
		{ "ports", required_argument, NULL, 'P' },
		{ "audit", no_argument, NULL, 'a' },
		{ "no-payload", no_argument, NULL, 'n' },
		{ "no-backstop", no_argument, NULL, 'b' },
		{ "seen", required_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 },
	};
	*ret = (struct arguments){
		.policy = GUARD_POLICY_FILE, .payload = true, .backstop = true
	};
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'p':
			ret->policy = optarg;
			break;
		case 'c':
			ret->cgroup = optarg;
			break;
		case 'e':
			ret->events = optarg;
			break;
		case 'u':
			ret->user = optarg;
			break;
		case 's':
			ret->socket = optarg;
			break;
		case 'P':
			ret->ports = optarg;
			break;
		case 'a':
			ret->audit = true;
			break;
		case 'n':
			ret->payload = false;
			break;
		case 'b':
			ret->backstop = false;
			break;
		case 'S':
			ret->seen = strtoull(optarg, NULL, 16);
			break;
		default:
			return -EINVAL;
		}
	}
	return ret->events && ret->user && ret->socket ? 0 : -EINVAL;
}

int
main(int argc, char **argv)
{
	struct daemon_state d = { .helper = -1 };
	struct err err;
	if (parse(argc, argv, &d.args) < 0) {
		say(3, "this program is started by 'teiten guard run'");
		return 2;
	}
	(void)signal(SIGHUP, SIG_IGN); /* the helper's business */
	int rc = prepare(&d, &err);
	if (rc == 0)
		rc = privileges_drop(d.args.user, &err);
	if (rc < 0)
		return give_up(&err);
	say(6, d.args.audit ? "auditing: nothing is refused" : "guarding");
	rc = loop(&d);
	if (rc < 0)
		say(3, strerror(-rc));
	ring_buffer__free(d.ring);
	listeners_close(d.listeners);
	spool_close(d.spool);
	ledger_free(d.ledger);
	irc_sessions_free(d.irc);
	guard_policy_free(&d.policy);
	return rc < 0;
}
