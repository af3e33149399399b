/* station.c - the loop: signals, clock, and a tick every second. */
#include "station/private.h"

#include "station/readers.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#ifdef TEITEN_DBUS
#include <systemd/sd-daemon.h>
#else
#define sd_notify(unset, state) ((void)0)
#endif

enum {
	POLL_MS = 100,
	THP_DISABLE_EXCEPT_ADVISED = 2, /* prctl(2); not in older headers */
	STEP_NS = 1000000000, /* clocks that part by more than this were set */
	FD_SIGNALS = 0,
	FD_CONTROL,
	FD_RINGS, /* to the end */
};

struct station {
	const struct station_options *o;
	struct readers *readers; /* of the wire */
	struct capture *replay; /* or of this */
	struct metrics *metrics;
	int signals, control;
	struct lake *lake;
	struct live *live;
	bool ending, has_landlock, down[INTERFACES_MOST];
	struct live_sensor *sensors; /* of the latest snapshot */
	struct site **sites; /* read at SIGHUP; older ones may still be published */
	size_t n_sites;
	int64_t start_ns, tick_ns; /* wall clock; of the last tick on the steady one */
	int64_t offset_ns; /* wall clock minus steady clock, at the last tick */
	uint64_t frames_before;
	double frames_per_s;
};

static int64_t
read_clock(clockid_t id)
{
	struct timespec t;
	must(clock_gettime(id, &t) == 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
note(const struct station *s, const char *text)
{
	if (s->o->on_note)
		s->o->on_note(s->o->arg, text);
}

static void
on_trouble(void *arg, const char *message)
{
	note(arg, message);
}

/* --- opening ---------------------------------------------------------------------------
 */

static int
open_signals(struct station *s, struct err *err)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals < 0 ? err_set(err, errno, "signalfd: %s", strerror(errno)) : 0;
}

/* An editor puts a new file in the place of the old one, which only the folder allows. */
static char *
folder_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	return slash ? base_printf("%.*s", (int)(slash - path + 1), path)
		     : base_strdup(path ? "." : "");
}

static int
confine(struct station *s, struct err *err)
{
	auto_free char *config = folder_of(s->o->config),
		       *calendar = folder_of(s->o->site->calendar_file);
	const struct station_options *o = s->o;
	int rings[RINGS_MOST];
	struct confinement c = { .user = o->user,
		.lake = o->lake,
		.n_rings = readers_fds(s->readers, ALL_READERS, rings) };
	c.rings = rings;
	size_t n = 0;
	c.read[n++] = "/etc";
	c.read[n++] = "/usr";
	c.read[n++] = "/proc/self";
	c.read[n++] = "/sys/fs/cgroup";
	if (config[0])
		c.read[n++] = config;
	if (calendar[0])
		c.read[n++] = calendar;
	if (o->site->geo)
		c.read[n++] = o->site->geo;
	int r = confine_user(&c, err);
	if (r == 0)
		r = lake_open(o->lake, LAKE_WRITE, &s->lake, err);
	if (r == 0)
		r = control_open(o->lake, &s->control, err);
	/* A replay is a user's command like any other. */
	if (r == 0 && !o->replay)
		r = confine_calls(&c, &s->has_landlock, err);
	return r;
}

/* Every sensor that says where it is must be where we look. */
static int
check_interfaces(const struct station_options *o, const struct site *site, struct err *err)
{
	for (size_t i = 0; !o->replay && i < site->n_sensors; i++) {
		const struct sensor *s = &site->sensors[i];
		size_t k = 0;
		while (s->interface && k < o->n_interfaces &&
			strcmp(s->interface, o->interfaces[k]) != 0)
			k++;
		if (s->interface && k == o->n_interfaces)
			return err_set(err, EINVAL,
				"sensor '%s' is at the interface %s, which is not watched: "
				"add it to --interface",
				s->name, s->interface);
	}
	return 0;
}

static int
open_all(struct station *s, struct err *err)
{
	const struct station_options *o = s->o;
	int r = check_interfaces(o, o->site, err);
	if (r == 0)
		r = open_signals(s, err);
	if (r == 0 && o->replay)
		r = capture_open(o->replay, &s->replay, err);
	if (r == 0 && !o->replay)
		r = readers_open(o, &s->readers, err);
	if (r == 0 && o->metrics)
		r = metrics_open(o->metrics, &s->metrics, err);
	if (r == 0)
		r = confine(s, err);
	struct live_options live = o->live;
	live.site = o->site;
	live.geo = o->geo;
	live.name = o->replay ? o->replay : o->interfaces[0];
	live.interfaces = o->interfaces;
	live.n_interfaces = (unsigned)o->n_interfaces;
	live.patient = o->replay != NULL;
	live.threads = o->threads;
	live.secret = readers_secret(s->readers);
	live.on_trouble = on_trouble;
	live.arg = s;
	if (r == 0)
		r = live_begin(s->lake, &live, &s->live, err);
	if (r == 0 && s->metrics)
		r = metrics_start(s->metrics, err);
	return r;
}

/* --- configuration ---------------------------------------------------------------------
 */

static void
reload(struct station *s)
{
	struct err err;
	struct site *site = NULL;
	if (!s->o->config) {
		note(s, "SIGHUP: there is no configuration to read again");
		return;
	}
	if (site_load(s->o->config, &site, &err) < 0) {
		auto_free char *text =
			base_printf("%s; the old configuration stays", err.text);
		note(s, text);
		return;
	}
	if (check_interfaces(s->o, site, &err) < 0 ||
		readers_filter(s->readers, site, &err) < 0) {
		auto_free char *text =
			base_printf("%s; the old configuration stays", err.text);
		note(s, text);
		site_free(site);
		return;
	}
	s->sites = base_grow(s->sites, s->n_sites + 1, sizeof(struct site *));
	s->sites[s->n_sites++] = site;
	live_change_site(s->live, site);
	note(s, "the configuration was read again; it holds from the next bin on");
}

static void
read_signals(struct station *s)
{
	struct signalfd_siginfo info;
	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload(s);
		else
			s->ending = true;
	}
}

/* --- every second ----------------------------------------------------------------------
 */

static void
look_at_clock(struct station *s, int64_t wall_ns, int64_t steady_ns)
{
	int64_t offset = wall_ns - steady_ns, step = offset - s->offset_ns;
	s->offset_ns = offset;
	if (s->o->replay || (step < STEP_NS && step > -STEP_NS))
		return;
	auto_free char *text =
		base_printf("the clock was set by %+.3f s", (double)step / 1e9);
	note(s, text);
	live_clock_step(s->live, wall_ns - step, wall_ns);
}

static void
look_at_interfaces(struct station *s, int64_t wall_ns)
{
	for (unsigned i = 0; i < s->o->n_interfaces; i++) {
		bool up = readers_is_up(s->readers, i);
		if (up == !s->down[i])
			continue;
		auto_free char *text = base_printf(up
				? "the interface is up again: %s"
				: "the interface is down: %s; nothing counts as observed "
				  "there until it is up again",
			s->o->interfaces[i]);
		note(s, text);
		if (up)
			live_resume(s->live, i, wall_ns);
		else
			live_pause(s->live, i, wall_ns);
		s->down[i] = !up;
	}
}

static struct snapshot
take_snapshot(struct station *s, bool peek)
{
	struct snapshot shot = { .frames_per_s = s->frames_per_s,
		.start_ns = s->start_ns,
		.now_ns = read_clock(CLOCK_REALTIME),
		.threads = s->o->threads,
		.n_interfaces = s->o->n_interfaces,
		.has_landlock = s->has_landlock };
	free(s->sensors);
	live_status(s->live, peek, &shot.status, &s->sensors);
	shot.site = shot.status.site;
	shot.sensors = s->sensors;
	for (size_t i = 0; i < s->o->n_interfaces; i++) {
		struct ring_counts counts = readers_counts(s->readers, i);
		shot.interfaces[i].name = s->o->interfaces[i];
		shot.interfaces[i].frames = counts.frames;
		shot.interfaces[i].lost = counts.lost;
		shot.interfaces[i].up = readers_is_up(s->readers, i);
	}
	return shot;
}

static void
tick_live(struct station *s, int64_t wall_ns)
{
	uint64_t lost[INTERFACES_MOST];
	for (size_t i = 0; i < s->o->n_interfaces; i++)
		lost[i] = readers_counts(s->readers, i).lost;
	live_tick(s->live, wall_ns, lost);
}

static void
tick(struct station *s)
{
	int64_t wall_ns = read_clock(CLOCK_REALTIME),
		steady_ns = read_clock(CLOCK_BOOTTIME);
	double seconds = (double)(steady_ns - s->tick_ns) / 1e9;
	if (seconds < 1)
		return;
	look_at_clock(s, wall_ns, steady_ns);
	if (!s->o->replay) {
		look_at_interfaces(s, wall_ns);
		tick_live(s, wall_ns);
	}
	struct snapshot shot = take_snapshot(s, false);
	s->frames_per_s = (double)(shot.status.frames - s->frames_before) / seconds;
	shot.frames_per_s = s->frames_per_s;
	s->frames_before = shot.status.frames;
	s->tick_ns = steady_ns;
	if (s->metrics)
		metrics_publish(s->metrics, &shot);
	if (s->o->on_second)
		s->o->on_second(s->o->arg, &shot.status, s->frames_per_s);
	sd_notify(0, "WATCHDOG=1");
}

/* --- the loop --------------------------------------------------------------------------
 */

static int
read_replay(struct station *s, struct err *err)
{
	struct frame frames[FRAMES_BATCH];
	ssize_t n = capture_read(s->replay, frames, FRAMES_BATCH, err);
	if (n > 0) {
		live_count(s->live, 0, frames, (size_t)n);
		return 0;
	}
	s->ending = true;
	return n < 0 ? (int)n : 0;
}

/* With one thread that reads it is this one. */
static bool
reads_here(const struct station *s)
{
	return s->readers && s->o->threads == 1;
}

static void
wait_for_work(struct station *s, int timeout_ms)
{
	struct pollfd wait[FD_RINGS + RINGS_MOST];
	int rings[RINGS_MOST];
	size_t n_rings = reads_here(s) ? readers_fds(s->readers, 0, rings) : 0;
	wait[FD_SIGNALS] = (struct pollfd){ s->signals, POLLIN, 0 };
	wait[FD_CONTROL] = (struct pollfd){ s->control, POLLIN, 0 };
	for (size_t i = 0; i < n_rings; i++)
		wait[FD_RINGS + i] = (struct pollfd){ rings[i], POLLIN, 0 };
	if (poll(wait, FD_RINGS + n_rings, timeout_ms) <= 0)
		return;
	bool broken = false;
	for (size_t i = 0; i < n_rings; i++)
		broken |= (wait[FD_RINGS + i].revents & POLLERR) != 0;
	if (broken)
		readers_clear_errors(s->readers, 0);
	if (wait[FD_SIGNALS].revents)
		read_signals(s);
	if (wait[FD_CONTROL].revents) {
		struct snapshot shot = take_snapshot(s, true);
		control_answer(s->control, &shot);
	}
}

static int
loop(struct station *s, struct err *err)
{
	int r = 0;
	bool more = false;
	if (s->readers && !reads_here(s))
		r = readers_start(s->readers, s->live, err);
	if (r == 0)
		sd_notify(0, "READY=1");
	while (r == 0 && !s->ending) {
		wait_for_work(s, more || s->replay ? 0 : POLL_MS);
		if (s->replay)
			r = read_replay(s, err);
		else if (reads_here(s))
			more = readers_read(s->readers, 0, s->live);
		tick(s);
	}
	sd_notify(0, "STOPPING=1");
	if (s->readers)
		readers_finish(s->readers, s->live);
	return r;
}

static void
close_all(struct station *s)
{
	readers_close(s->readers);
	capture_close(s->replay);
	metrics_close(s->metrics);
	if (s->control >= 0) {
		auto_free char *path = control_path(s->o->lake);
		(void)unlink(path);
		(void)close(s->control);
	}
	if (s->signals >= 0)
		(void)close(s->signals);
	lake_close(s->lake);
	for (size_t i = 0; i < s->n_sites; i++)
		site_free(s->sites[i]);
	free(s->sites);
	free(s->sensors);
}

int
station_run(const struct station_options *o, struct live_status *ret, struct err *err)
{
	struct station s = { .o = o, .signals = -1, .control = -1 };
	must(o->n_interfaces <= INTERFACES_MOST);
	*ret = (struct live_status){ 0 };
	/* Where the kernel gives huge pages to everybody, a third more memory is touched
	 * than used.  Those that were asked for stay, since Linux 6.18; before that nothing
	 * happens. */
	(void)prctl(PR_SET_THP_DISABLE, 1, THP_DISABLE_EXCEPT_ADVISED, 0, 0);
	int r = open_all(&s, err);
	if (r == 0) {
		s.start_ns = read_clock(CLOCK_REALTIME);
		s.tick_ns = read_clock(CLOCK_BOOTTIME);
		s.offset_ns = s.start_ns - s.tick_ns;
		if (!o->replay)
			tick_live(&s, s.start_ns);
		r = loop(&s, err);
	}
	if (s.live) {
		struct err ending;
		int64_t now_ns = o->replay ? 0 : read_clock(CLOCK_REALTIME);
		if (!o->replay)
			tick_live(&s, now_ns);
		live_status(s.live, false, ret, NULL);
		int e = live_end(s.live, o->replay ? ret->now_ns : now_ns, &ending, ret);
		if (r == 0 && e < 0) {
			r = e;
			*err = ending;
		}
	}
	close_all(&s);
	return r;
}
