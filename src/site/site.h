/* site - the observation points: what is watched, from where, and under which conditions.
 *
 * Read from teiten.yaml (manual: teiten.conf(5)) or made up of defaults.  Everything that
 * a figure must state as its condition is here: addresses, zones, outages, exclusions.
 */
#pragma once

#include "base/base.h"
#include "site/calendar.h"

struct span {
	int64_t start_s, end_s; /* epoch seconds, [start, end) */
};

/* The ends of a span of which the file gives only one: 1970 and the year 10000. */
#define SPAN_OPEN_START INT64_C(0)
#define SPAN_OPEN_END INT64_C(253402300800)

/* Takes traffic to a service out of the main figures; it matches the tuple's destination
 * port, whatever the packet's kind, so that a tuple is in or out as a whole. */
struct exclusion {
	uint8_t proto; /* 0: any */
	uint16_t port_first, port_last; /* of the destination; ICMP: the type */
	char *reason; /* "" when not given */
};

struct sensor {
	char *name; /* [a-z0-9._-]{1,64} */
	char *place; /* "" when not given */
	char *interface; /* at which `watch` sees it; NULL: any */
	const struct zone *zone;
	uint16_t index;
	bool mirror; /* inner packets of tunnels count */
	struct prefix *prefixes;
	size_t n_prefixes; /* 0: all addresses, both directions (a site's only sensor) */
	uint64_t addresses; /* observed IPv4 addresses, else IPv6, saturating; 0 when
			       unknown */
	bool has_observed;
	struct span *observed, *outages; /* each sorted, without overlap */
	size_t n_observed, n_outages;
	struct exclusion *exclusions;
	size_t n_exclusions;
};

struct port_range {
	uint8_t proto;
	uint16_t first, last;
};

struct port_group {
	char *name; /* "102x/103x udp" */
	struct port_range *ranges;
	size_t n_ranges;
};

/* A rule that keeps findings out; what it does not name may be anything. */
enum { SUPPRESSION_FIELDS_MAX = 8 };
struct suppression {
	char *finding, *sensor; /* names, or NULL */
	struct prefix source, destination;
	bool has_source, has_destination;
	uint8_t n_ports;
	struct port_range ports[2]; /* of the destination */
	struct {
		size_t index; /* of the finding type's fields */
		char *value; /* all of it, or its start when it ends with '*' */
	} fields[SUPPRESSION_FIELDS_MAX];
	size_t n_fields;
	int64_t until_s; /* findings that begin later are kept */
	char *reason;
};

struct site {
	char *institution; /* "" when not given */
	char *tlp; /* "CLEAR" (when not given), "GREEN", "AMBER", "AMBER+STRICT", "RED" */
	uint16_t country; /* what counts as domestic; 0 when not set */
	struct sensor *sensors;
	size_t n_sensors;
	struct port_group *groups;
	size_t n_groups;
	struct suppression *suppressions;
	size_t n_suppressions;
	struct calendar_entry *calendar;
	size_t n_calendar;
	char *calendar_file; /* as `geo`; its entries are `calendar` once it is loaded */
	char *geo; /* ready to open: resolved against the file's folder; or NULL */
	struct site_index *index; /* private */
};

enum {
	SENSORS_MAX = 4096,
	PORT_GROUPS_MAX = 64,
	SENSOR_NAME_MAX = 64,
	PREFIXES_MAX = 65536
};

/* Errors name file and line.  Prefixes must not overlap, of one sensor or of two; a file
 * without sensors has the default one. */
int site_load(const char *path, struct site **ret, struct err *err);
/* The same of a text in memory; `path` is for the errors and for what is relative to it. */
int site_parse(const char *path, struct bytes text, struct site **ret, struct err *err);
/* One sensor, all addresses, UTC, both directions, mirror; port group 102x/103x.  The name
 * NULL is "default". */
int site_default(const char *sensor_name, struct site **ret, struct err *err);
void site_free(struct site *site);

/* The sensor that observes `dst`, or NULL. */
const struct sensor *site_sensor_of(const struct site *site, struct addr dst);
bool sensor_excludes(const struct sensor *s, uint8_t proto, uint16_t dport);
/* The first group that holds a port, or -1. */
int site_group_of(const struct site *site, uint8_t proto, uint16_t port);
bool sensor_name_ok(const char *name);
