/* stage.h - what a scene works with: a clock, sensors, addresses, and the ledger of truth.
 *
 * A scene plans attempts.  Each goes into the ledger once, under the labels the scene means
 * it to have, and into the capture as the packets that carry it.  The ledger never sees a
 * frame, so a wrong definition in a reader cannot hide in a wrong truth.
 */
#pragma once

#include "base/base.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "geo/geo.h"
#include "site/site.h"
#include "synth/frame.h"
#include "synth/random.h"
#include "synth/synth.h"

enum { STAGE_SPANS_MAX = 8, STAGE_EXCLUSIONS_MAX = 4, STAGE_SENSORS_MAX = 32 };
enum { NETWORK_NONE = UINT16_MAX };

/* Part of the geography: addresses of one operator in one country; those of a network
 * without an operator are unknown to the geography. */
struct network {
	const char *prefix;
	const char *country;
	uint32_t asn;
	const char *operator;
};

struct stage_exclusion {
	const char *ports, *reason; /* "22/tcp" */
	uint8_t proto;
	uint16_t port;
};

struct stage_sensor {
	char name[SENSOR_NAME_MAX + 1];
	const char *place, *zone_name;
	const struct zone *zone;
	char addresses[4 * PREFIX_TEXT_MAX]; /* as in the description, separated by ", " */
	struct addr at; /* one of them: where attempts go by default */
	bool mirror;
	struct span observed[STAGE_SPANS_MAX], outages[STAGE_SPANS_MAX];
	size_t n_observed, n_outages;
	struct stage_exclusion exclusions[STAGE_EXCLUSIONS_MAX];
	size_t n_exclusions;
};

struct stage_group {
	const char *name, *ports; /* "1020-1039/udp" */
	uint8_t proto;
	uint16_t first, last;
};

/* What a packet carries above its transport header. */
enum fill {
	FILL_NONE,
	FILL_TEXT, /* a line of text */
	FILL_ECHO, /* the alphabet, as pings do */
	FILL_BANNER, /* an SSH client's greeting */
	FILL_DNS_QUERY,
	FILL_DNS_REPLY,
	FILL_NTP_REPLY,
	FILL_SSDP_REPLY,
	FILL_SIP_REPLY,
	FILL_QUOTE, /* of an ICMP error: the SYN it answers */
	FILL_POPUP, /* and the three after it: the four texts of a pop-up */
	FILL_FRAME = FILL_POPUP + 4, /* the whole frame is in the stage's blob */
};

/* One packet to come.  Of ICMP, sport is type << 8 | code and dport the identifier. */
struct event {
	int64_t time_ns;
	struct addr src, dst;
	uint32_t tag; /* what sender-chosen numbers are made of; FILL_FRAME: offset in the
			 blob */
	uint16_t sport, dport;
	uint8_t proto, flags, ttl, fill;
};

/* One attempt as the truth has it.  `accesses` is 0 for packets that only count as such. */
struct entry {
	struct addr src;
	int32_t day;
	uint32_t bin;
	uint32_t packets;
	uint16_t sensor, network, port;
	uint8_t hour, proto, kind, accesses;
	bool excluded;
};

struct ledger {
	struct entry *entries;
	size_t n_entries, capacity;
};

struct stage {
	const struct scene *scene;
	const struct scene_request *request;
	struct random random;
	char *stem; /* paths without their ending */
	struct stage_sensor sensors[STAGE_SENSORS_MAX];
	size_t n_sensors;
	const struct network *networks;
	size_t n_networks;
	const struct stage_group *groups;
	size_t n_groups;
	const char *country; /* domestic */
	const char *calendar; /* its lines in the description, or NULL: the default */
	bool keep_order; /* events are written as they were planned, not by time */
	bool with_bins; /* the truth has every 5-minute bin */
	struct event *events;
	size_t n_events, event_capacity;
	uint8_t *blob;
	size_t blob_len, blob_capacity;
	struct ledger ledger;
	struct fact *facts; /* those the ledger cannot know */
	size_t n_facts, fact_capacity;
	struct scene_made made;
};

/* --- setting up ------------------------------------------------------------------------
 */
/* `addresses` as in the description; the first is where attempts go. */
struct stage_sensor *stage_sensor(struct stage *stage, const char *name, const char *place,
	const char *zone, const char *addresses);
void stage_observed(struct stage_sensor *sensor, const char *from, const char *to);
void stage_outage(struct stage_sensor *sensor, const char *from, const char *to);
void stage_exclude(
	struct stage_sensor *sensor, uint8_t proto, uint16_t port, const char *reason);
int64_t stage_time_ns(const struct stage_sensor *sensor, const char *local);

/* --- planning --------------------------------------------------------------------------
 */
struct attempt {
	int64_t time_ns;
	uint16_t sensor;
	uint16_t network; /* of the source, or NETWORK_NONE */
	struct addr src;
	struct addr dst; /* all zero: the sensor's own */
	uint16_t sport, dport;
	uint8_t proto, flags, fill;
	uint8_t kind; /* what it is meant to be */
	uint8_t repeats; /* more packets of the same attempt */
	uint16_t gap_s; /* before the first repeat; doubles with each */
	uint32_t tag; /* what its packets share; 0: drawn */
};

/* Source `i` of a network, another for each i below its size. */
struct addr stage_address(const struct stage *stage, size_t network, uint64_t i);
/* Into the ledger and the capture. */
void stage_attempt(struct stage *stage, const struct attempt *a);
/* Into the capture alone, or the ledger alone. */
void stage_packet(struct stage *stage, const struct attempt *a, int64_t time_ns);
void stage_frame(struct stage *stage, int64_t time_ns, struct bytes frame);
void stage_note(
	struct stage *stage, const struct attempt *a, uint32_t accesses, uint32_t packets);
void stage_fact(struct stage *stage, const char *month, const char *what, const char *key,
	const char *measure, double value);

/* The geography of small scenes; stage_small() puts it in place. */
enum { SMALL_JP, SMALL_JP_2, SMALL_CN, SMALL_US, SMALL_V6, SMALL_UNKNOWN, SMALL_NETWORKS };
void stage_small(struct stage *stage);

/* --- writing ---------------------------------------------------------------------------
 */
/* Starts STEM + suffix + ".pcap" and enters it as one of the scene's captures. */
int stage_create(struct stage *stage, const char *suffix, struct capture_writer **ret,
	struct err *err);
/* All events so far into one capture; the ledger goes on. */
int stage_capture(struct stage *stage, const char *suffix, struct err *err);
/* An event's frame. */
void event_frame(
	const struct stage *stage, const struct event *e, struct frame_buffer *ret);
size_t fill_bytes(const struct event *e, uint8_t *ret, size_t size);

/* Beside the capture: sidecar.c and truth.c. */
int stage_write_config(struct stage *stage, struct err *err);
int stage_write_geo(struct stage *stage, struct err *err);
int stage_write_truth(struct stage *stage, struct err *err);
/* Adds to stage->facts what the ledger says. */
void ledger_facts(struct stage *stage);
int fact_compare(const void *a, const void *b);
const char *proto_text(uint8_t proto); /* "tcp"; "ip" for those without ports */
