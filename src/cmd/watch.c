/* watch.c - teiten watch: an observation point that runs. */
#include "cmd/asking.h"
#include "cmd/reading.h"
#include "station/station.h"

#include <jansson.h>
#include <pwd.h>
#include <time.h>

enum { RING_MIB = 64, HOLD_MIB = 256, MEMORY_MIB = 256, MIB = 1 << 20 };

struct watching {
	const struct invocation *in;
	bool draws, drawn;
};

static void
clear_line(struct watching *w)
{
	if (w->drawn)
		(void)fputs("\r\033[K", stderr);
	w->drawn = false;
}

static void
on_note(void *arg, const char *text)
{
	clear_line(arg);
	warn(((struct watching *)arg)->in, "%s", text);
}

static void
on_second(void *arg, const struct live_status *t, double frames_per_s)
{
	struct watching *w = arg;
	if (!w->draws)
		return;
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	long long behind =
		t->published_until_s ? (long long)now.tv_sec - t->published_until_s : 0;
	(void)fprintf(stderr,
		"\r%.0f frames/s  %llu packets  this bin %llu  findings %llu  lost %llu  "
		"stored until %llds ago\033[K",
		frames_per_s, (unsigned long long)t->packets,
		(unsigned long long)t->bin_packets, (unsigned long long)t->findings,
		(unsigned long long)t->reasons[REASON_LOST], behind);
	w->drawn = true;
}

static const char *
user_of(const struct invocation *in)
{
	const char *user = opt(in, "user");
	if (user)
		return strcmp(user, "root") == 0 ? NULL : user;
	if (geteuid() != 0 || opt(in, "replay"))
		return NULL;
	if (getpwnam("teiten"))
		return "teiten";
	warn(in,
		"there is no user teiten: the station runs as nobody "
		"(useradd --system --shell /usr/sbin/nologin teiten)");
	return "nobody";
}

/* -i A,B */
static int
interfaces_of(const struct invocation *in, char **list, size_t *ret_n)
{
	size_t n = 0;
	char *save = NULL, *copy = base_strdup(opt(in, "interface"));
	for (char *name = strtok_r(copy, ",", &save); name;
		name = strtok_r(NULL, ",", &save)) {
		if (n == INTERFACES_MOST) {
			free(copy);
			return usage(
				in, "at most %d interfaces are watched", INTERFACES_MOST);
		}
		list[n++] = base_strdup(name);
	}
	free(copy);
	*ret_n = n;
	return n ? EXIT_OK : usage(in, "'--interface' names none");
}

static int
numbers_of(const struct invocation *in, struct station_options *o)
{
	uint64_t ring, threads, hold, memory, days, keep;
	int status = opt_number(in, "ring", 1, 4096, RING_MIB, &ring);
	if (status == EXIT_OK)
		status = opt_number(in, "threads", 1, READERS_MOST, 1, &threads);
	if (status == EXIT_OK)
		status = opt_number(in, "hold", 1, 1 << 20, HOLD_MIB, &hold);
	if (status == EXIT_OK)
		status = opt_number(in, "memory", 32, 1 << 20, MEMORY_MIB, &memory);
	if (status == EXIT_OK)
		status = opt_number(in, "keep-days", 1, 36500, 0, &days);
	if (status == EXIT_OK)
		status = opt_number(in, "keep-gib", 1, 1 << 20, 0, &keep);
	if (status != EXIT_OK)
		return status;
	if (threads > 1 && opt(in, "replay"))
		return usage(in, "a replay is read by one thread");
	o->ring_bytes = ring * MIB;
	o->threads = (unsigned)threads;
	o->live.hold_bytes = hold * MIB;
	o->live.memory_mib = (int)memory;
	o->live.keep_days = (int64_t)days;
	o->live.keep_bytes = (int64_t)keep << 30;
	return EXIT_OK;
}

static int
print_text(const struct invocation *in, const struct live_status *t)
{
	(void)printf(
		"frames    %llu\npackets   %llu\nfindings  %llu\nbins      %llu stored\n",
		(unsigned long long)t->frames, (unsigned long long)t->packets,
		(unsigned long long)t->findings, (unsigned long long)t->published);
	for (size_t i = 1; i < REASON_COUNT; i++)
		if (t->reasons[i])
			(void)printf("          %llu frames not counted: %s\n",
				(unsigned long long)t->reasons[i], reason_name(i));
	return fflush(stdout) == 0 ? EXIT_OK : fail(in, "cannot write to standard output");
}

static int
watch_site(const struct invocation *in, const struct site *site, const struct geo *geo)
{
	char *interfaces[INTERFACES_MOST] = { NULL };
	struct watching w = { .in = in,
		.draws = !opt(in, "quiet") && wants_colour(stderr) };
	struct station_options o = { .interfaces = (const char *const *)interfaces,
		.replay = opt(in, "replay"),
		.filter = opt(in, "filter"),
		.promiscuous = opt(in, "promiscuous") != NULL,
		.hardware_time = opt(in, "hardware-time") != NULL,
		.config = opt(in, "config"),
		.site = site,
		.geo = geo,
		.lake = opt_lake(in),
		.user = user_of(in),
		.metrics = opt(in, "metrics"),
		.live = { .flow = opt(in, "detail") != NULL,
			.no_detect = opt(in, "no-detect") != NULL },
		.on_note = on_note,
		.on_second = on_second,
		.arg = &w };
	int status = numbers_of(in, &o);
	if (status == EXIT_OK && !o.replay)
		status = interfaces_of(in, interfaces, &o.n_interfaces);
	if (status == EXIT_OK) {
		struct live_status last;
		struct err err;
		int r = station_run(&o, &last, &err);
		clear_line(&w);
		if (r < 0)
			status = fail(in, "%s", err.text);
		if (last.frames && !opt(in, "quiet"))
			(void)print_text(in, &last);
	}
	for (size_t i = 0; i < INTERFACES_MOST; i++)
		free(interfaces[i]);
	return status;
}

/* --- teiten watch status ---------------------------------------------------------------
 */

static json_int_t
number_at(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static void
print_status(const json_t *o)
{
	const json_t *bin = json_object_get(o, "open_bin"),
		     *stored = json_object_get(o, "published"), *one;
	size_t i;
	json_int_t now = number_at(o, "now");
	(void)printf("running     %lld s, %.0f frames/s\n", now - number_at(o, "start"),
		json_real_value(json_object_get(o, "frames_per_s")));
	(void)printf("packets     %lld, findings %lld\n", number_at(o, "packets"),
		number_at(o, "findings"));
	(void)printf("open bin    %lld packets, %lld accesses\n", number_at(bin, "packets"),
		number_at(bin, "accesses"));
	(void)printf("stored      %lld bins, %lld waiting, %lld given up\n",
		number_at(stored, "bins"), number_at(stored, "waiting"),
		number_at(stored, "given_up"));
	json_array_foreach(json_object_get(o, "interfaces"), i, one)(void)
		printf("interface   %s %s, %lld frames, %lld lost\n",
			json_string_value(json_object_get(one, "interface")),
			json_is_true(json_object_get(one, "up")) ? "up" : "DOWN",
			number_at(one, "frames"), number_at(one, "lost"));
	json_array_foreach(json_object_get(o, "sensors"), i, one)
	{
		(void)printf("sensor      %s, %lld packets",
			json_string_value(json_object_get(one, "sensor")),
			number_at(one, "packets"));
		if (number_at(one, "last_packet"))
			(void)printf(", the last %lld s ago",
				now - number_at(one, "last_packet"));
		(void)putchar('\n');
	}
}

static int
show_status(const struct invocation *in)
{
	char *text;
	struct err err;
	if (station_ask(opt_lake(in), &text, &err) < 0)
		return fail(in, "%s", err.text);
	json_t *o = json_loads(text, 0, NULL);
	if (!o || opt(in, "json"))
		(void)puts(text);
	else
		print_status(o);
	json_decref(o);
	free(text);
	return fflush(stdout) == 0 ? EXIT_OK : fail(in, "cannot write to standard output");
}

static int
run(const struct invocation *in)
{
	if (arg_count(in)) {
		if (strcmp(arg_at(in, 0), "status") != 0)
			return usage(in, "there is no 'watch %s'; there is 'watch status'",
				arg_at(in, 0));
		return show_status(in);
	}
	if (!opt(in, "interface") == !opt(in, "replay"))
		return usage(
			in, "give what to watch: '--interface NAME' or '--replay FILE'");
	struct site *site;
	const struct sensor *only;
	int status = reading_site(in, &site, &only);
	if (status != EXIT_OK)
		return status;
	struct geo *geo = NULL;
	status = reading_geo(in, site, &geo);
	if (status == EXIT_OK)
		status = watch_site(in, site, geo);
	geo_close(geo);
	site_free(site);
	return status;
}

VERB(verb_watch) = {
	.name = "watch",
	.args = "[status]",
	.summary = "watch interfaces and store what arrives, for years",
	.min_args = 0,
	.max_args = 1,
	.options = {
		{ "interface", 'i', "NAME", "what to watch; several with commas" },
		{ "replay", 0, "FILE", "a capture as if it came from the wire; - reads a pipe" },
		OPTION_CONFIG,
		OPTION_SENSOR,
		OPTION_GEO,
		OPTION_LAKE,
		{ "filter", 'f', "EXPR", "only frames that match, in tcpdump's language" },
		{ "promiscuous", 'p', NULL, "take frames for other hosts too" },
		{ "hardware-time", 0, NULL, "time stamps of the network card" },
		{ "user", 0, "NAME", "whom to become once the sockets are open (default: teiten)" },
		{ "metrics", 0, "WHERE", "serve Prometheus: [ADDRESS:]PORT or a socket's path" },
		{ "ring", 0, "MIB", "the kernel's buffer of each interface (default 64)" },
		{ "threads", 0, "N", "how many threads read, by source address (default 1)" },
		{ "hold", 0, "MIB", "memory for what cannot be stored yet (default 256)" },
		{ "memory", 0, "MIB", "memory for writing (default 256)" },
		{ "keep-days", 0, "N", "forget details that are older; totals stay" },
		{ "keep-gib", 0, "N", "forget the oldest details beyond this size" },
		{ "detail", 0, "flow", "store flow tuples too" },
		{ "no-detect", 0, NULL, "count only: look for no findings" },
		{ "quiet", 'q', NULL, "no status line and no summary" },
		{ "json", 0, NULL, "with 'status': as JSON" },
	},
	.run = run,
};
