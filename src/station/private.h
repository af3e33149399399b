/* private.h - what the files of the station share. */
#pragma once

#include "base/user.h"
#include "station/station.h"

/* libpcap takes half a second for so many prefixes and minutes for thousands, and the
 * kernel would go through them one by one for each frame. */
enum { NETS_MOST = 100 };
/* Every frame may matter (a sensor of all addresses, one that mirrors), or the prefixes are
 * too many. */
bool site_is_wide(const struct site *site);
/* The sensors' prefixes as ring_options.nets, "" where the site is wide; the caller's to
 * free. */
char *nets_of(const struct site *site);

/* What it gives is, modulo the threads, the number of a frame's; the instructions are the
 * caller's to free. */
struct sock_fprog;
void fanout_program(const struct site *site, uint32_t secret, struct sock_fprog *ret);

/* A second's view of everything, for whoever asks. */
struct snapshot {
	struct live_status status;
	const struct site *site;
	const struct live_sensor *sensors; /* one for each of the site's */
	double frames_per_s;
	int64_t start_ns, now_ns; /* wall clock */
	unsigned threads;
	size_t n_interfaces;
	struct {
		const char *name;
		uint64_t frames, lost;
		bool up;
	} interfaces[INTERFACES_MOST];
	bool has_landlock;
};
char *snapshot_json(const struct snapshot *s);
char *snapshot_metrics(const struct snapshot *s);

/* The control socket, LAKE/control: whoever connects gets the snapshot and is gone. */
char *control_path(const char *lake);
int control_open(const char *lake, int *ret_fd, struct err *err);
void control_answer(int fd, const struct snapshot *s);

/* Prometheus's text format over HTTP, in a thread of its own. */
struct metrics;
int metrics_open(const char *where, struct metrics **ret, struct err *err);
int metrics_start(struct metrics *m, struct err *err); /* after privileges are gone */
void metrics_publish(struct metrics *m, const struct snapshot *s);
void metrics_close(struct metrics *m);

struct confinement {
	const char *user; /* or NULL */
	const char *lake; /* may be written beneath */
	const char *read[8]; /* files and folders that may be read; NULL ends */
	const int *rings; /* nothing may be written to these */
	size_t n_rings;
};
int confine_user(const struct confinement *c, struct err *err);
/* For good, and for threads that start later; `ret_landlock` says whether the kernel has
 * it.
 */
int confine_calls(const struct confinement *c, bool *ret_landlock, struct err *err);
