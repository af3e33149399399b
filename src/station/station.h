/* station - an observation point that runs for years: frames from the wire into a lake.
 *
 * One thread reads the rings of all interfaces, decodes, recognises and counts; another
 * publishes bins (ingest/live.h).  Where one cannot keep up, several read: every interface
 * then has a ring for each, and the kernel deals frames by the address outside (fanout.c).
 *   After the sockets are open the process gives up root,
 * capabilities, new privileges, and by seccomp and Landlock whatever it does not need: it
 * can send nothing on the wire, and write nowhere but into the lake.
 */
#pragma once

#include "capture/capture.h"
#include "ingest/live.h"

enum { READERS_MOST = 16 };

struct station_options {
	const char *const *interfaces;
	size_t n_interfaces;
	const char *replay; /* a capture as if it came from the wire, "-" for standard
			       input; instead of interfaces */
	const char *filter; /* libpcap's syntax, in addition to the sensors' prefixes */
	size_t ring_bytes; /* of each interface, all threads together */
	unsigned threads; /* that read; 1 for a replay */
	bool promiscuous, hardware_time;
	const char *config; /* re-read at SIGHUP; NULL: `site` stays */
	const struct site *site;
	const struct geo *geo;
	const char *lake;
	const char *user; /* whom to become; NULL: stay who we are */
	const char *metrics; /* [ADDRESS:]PORT, or the path of a socket; NULL: none */
	struct live_options live; /* name, site, geo and callbacks are the station's */
	/* Anything that the operator should know, one line; from any thread. */
	void (*on_note)(void *arg, const char *text);
	/* Every second, from the reading thread. */
	void (*on_second)(void *arg, const struct live_status *status, double frames_per_s);
	void *arg;
};

/* Until SIGTERM or SIGINT (or the end of `replay`), then everything is published.  The
 * signals are blocked in the process from then on. */
int station_run(const struct station_options *o, struct live_status *ret, struct err *err);

/* What a running station says of itself: a JSON object, the caller's to free. */
int station_ask(const char *lake, char **ret, struct err *err);
