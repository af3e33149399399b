/* talot2.h - the half-year of IPA's TALOT2: what its months have in common. */
#pragma once

#include "synth/stage.h"

enum {
	TALOT2_SENSORS = 10,
	TALOT2_SSH_SENSOR = 2, /* runs a server: its 22/tcp is excluded */
	TALOT2_OUTAGE_SENSOR = 6, /* --outage takes three of its days */
	TALOT2_OUTAGE_DAY = 11, /* the first of them, from 0 */
	TALOT2_OUTAGE_DAYS = 3,
	TALOT2_DAYS_MAX = 31,
	TALOT2_SENDERS_MAX = 48,
	TALOT2_NETWORKS = 22,
};

/* One sensor on one day. */
struct sensor_day {
	uint16_t sensor, day; /* of the month, from 0 */
	uint32_t sources, popups, others;
	bool pinned; /* exactly the mean, so that it can be left out */
	bool muted; /* planned like all, but nobody saw it */
};

/* A source of anything but pop-ups, with what it looks for. */
struct talot2_source {
	struct addr addr;
	uint16_t network;
	uint8_t service, companion; /* companion: a second service, or the same */
};

struct talot2_sender {
	struct addr addr;
	uint16_t network, first_day, n_days;
	uint8_t text;
};

enum { TALOT2_REGULARS = 3000 };

struct talot2_month {
	struct stage *stage;
	struct random random;
	int32_t first_day;
	uint16_t n_days;
	uint64_t next_host[TALOT2_NETWORKS];
	struct talot2_source regulars[TALOT2_REGULARS];
	struct talot2_sender senders[TALOT2_SENDERS_MAX];
	size_t n_senders;
};

extern const struct network talot2_networks[TALOT2_NETWORKS];

/* A source that the month has not seen yet, of a network drawn from `origin`. */
enum origin {
	ORIGIN_DOMESTIC,
	ORIGIN_MIXED,
	ORIGIN_CHINESE,
	ORIGIN_WORLD,
	ORIGIN_POPUP,
	ORIGIN_COUNT
};
struct addr talot2_new_source(
	struct talot2_month *m, enum origin origin, uint16_t *ret_network);
/* A time on a day of the month, by the shape of a day in Japan. */
int64_t talot2_time_ns(struct talot2_month *m, const struct sensor_day *sd, bool flat);

/* Sources that come again on other days and to other sensors. */
void talot2_draw_regulars(struct talot2_month *m);
/* The sensor-day's sources beside the `n_senders` of pop-ups, and their accesses. */
void talot2_others(struct talot2_month *m, const struct sensor_day *sd, size_t n_senders);

void talot2_draw_senders(struct talot2_month *m, size_t n);
size_t talot2_active_senders(const struct talot2_month *m, const struct sensor_day *sd);
void talot2_popups(struct talot2_month *m, const struct sensor_day *sd);
void talot2_ssh_attacks(struct talot2_month *m);
