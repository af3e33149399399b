/* describe.c - the site's description in the catalogue, so that a report needs the lake
 * only. */
#include "lake/private.h"

static int
describe_calendar(struct lake *lake, const struct site *site, struct err *err)
{
	int r = lake_sql_exec(lake,
		"DELETE FROM calendar; INSERT OR REPLACE INTO site VALUES ('calendar', "
		"'given')",
		err);
	for (size_t i = 0; r == 0 && i < site->n_calendar; i++) {
		const struct calendar_entry *e = &site->calendar[i];
		r = lake_sql_run(lake, err,
			"INSERT INTO calendar VALUES (?, ?, ?, ?, ?, ?)", "iissii",
			(int64_t)i, (int64_t)e->is_patch, e->name, e->on, (int64_t)e->first,
			(int64_t)e->last);
	}
	return r;
}

int
lake_describe(struct lake *lake, const struct site *site, struct err *err)
{
	char country[3];
	int r = lake_sql_run(lake, err,
		"INSERT OR REPLACE INTO site VALUES ('institution', ?), ('tlp', ?), "
		"('country', ?)",
		"sss", site->institution ? site->institution : "",
		site->tlp ? site->tlp : "", country_text(site->country, country));
	for (size_t i = 0; r == 0 && i < site->n_sensors; i++) {
		const struct sensor *s = &site->sensors[i];
		r = lake_sql_run(lake, err,
			"INSERT OR REPLACE INTO sensor VALUES (?, ?, ?, ?, ?)", "sssii",
			s->name, s->place ? s->place : "", zone_name(s->zone),
			(int64_t)s->mirror,
			s->addresses > INT64_MAX ? INT64_MAX : (int64_t)s->addresses);
		static const char *const tables[] = { "sensor_prefix", "sensor_span",
			"exclusion" };
		for (size_t t = 0; r == 0 && t < count_of(tables); t++) {
			auto_free char *sql =
				base_printf("DELETE FROM %s WHERE sensor = ?", tables[t]);
			r = lake_sql_run(lake, err, sql, "s", s->name);
		}
		for (size_t p = 0; r == 0 && p < s->n_prefixes; p++) {
			char text[PREFIX_TEXT_MAX];
			r = lake_sql_run(lake, err,
				"INSERT INTO sensor_prefix VALUES (?, ?)", "ss", s->name,
				prefix_format(s->prefixes[p], text));
		}
		for (size_t k = 0; r == 0 && k < s->n_observed; k++)
			r = lake_sql_run(lake, err,
				"INSERT INTO sensor_span VALUES (?, 'observed', ?, ?)",
				"sii", s->name, s->observed[k].start_s,
				s->observed[k].end_s);
		for (size_t k = 0; r == 0 && k < s->n_outages; k++)
			r = lake_sql_run(lake, err,
				"INSERT INTO sensor_span VALUES (?, 'outage', ?, ?)", "sii",
				s->name, s->outages[k].start_s, s->outages[k].end_s);
		for (size_t k = 0; r == 0 && k < s->n_exclusions; k++) {
			const struct exclusion *x = &s->exclusions[k];
			r = lake_sql_run(lake, err,
				"INSERT INTO exclusion VALUES (?, ?, ?, ?, ?)", "siiis",
				s->name, (int64_t)x->proto, (int64_t)x->port_first,
				(int64_t)x->port_last, x->reason ? x->reason : "");
		}
	}
	if (r == 0)
		r = lake_sql_exec(lake, "DELETE FROM port_group", err);
	for (size_t g = 0; r == 0 && g < site->n_groups; g++)
		for (size_t k = 0; r == 0 && k < site->groups[g].n_ranges; k++) {
			const struct port_range *range = &site->groups[g].ranges[k];
			r = lake_sql_run(lake, err,
				"INSERT INTO port_group VALUES (?, ?, ?, ?, ?)", "isiii",
				(int64_t)g, site->groups[g].name, (int64_t)range->proto,
				(int64_t)range->first, (int64_t)range->last);
		}
	return r < 0 ? r : describe_calendar(lake, site, err);
}

/* Rows of one table that belong to sensors already loaded, handed to `add`. */
static int
load_parts(struct lake *lake, struct site *site, const char *sql,
	int (*add)(struct sensor *s, sqlite3_stmt *stmt, struct err *err), struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake, sql, &stmt, err);
	if (r < 0)
		return r;
	size_t at = 0; /* both lists are sorted by name */
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *name = lake_sql_view(stmt, 0);
		while (at < site->n_sensors && strcmp(site->sensors[at].name, name) < 0)
			at++;
		if (at == site->n_sensors || strcmp(site->sensors[at].name, name) != 0)
			continue;
		if ((r = add(&site->sensors[at], stmt, err)) < 0)
			return r;
	}
	return r;
}

static int
add_prefix(struct sensor *s, sqlite3_stmt *stmt, struct err *err)
{
	s->prefixes = base_grow(s->prefixes, s->n_prefixes + 1, sizeof(*s->prefixes));
	int r = prefix_parse(lake_sql_view(stmt, 1), &s->prefixes[s->n_prefixes], err);
	if (r == 0)
		s->n_prefixes++;
	return r;
}

static int
add_span(struct sensor *s, sqlite3_stmt *stmt, struct err *err)
{
	(void)err;
	struct span span = { sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3) };
	bool observed = strcmp(lake_sql_view(stmt, 1), "observed") == 0;
	struct span **list = observed ? &s->observed : &s->outages;
	size_t *n = observed ? &s->n_observed : &s->n_outages;
	*list = base_grow(*list, *n + 1, sizeof(span));
	(*list)[(*n)++] = span;
	s->has_observed |= observed;
	return 0;
}

static int
add_exclusion(struct sensor *s, sqlite3_stmt *stmt, struct err *err)
{
	(void)err;
	s->exclusions =
		base_grow(s->exclusions, s->n_exclusions + 1, sizeof(*s->exclusions));
	s->exclusions[s->n_exclusions++] = (struct exclusion){
		.proto = (uint8_t)sqlite3_column_int(stmt, 1),
		.port_first = (uint16_t)sqlite3_column_int(stmt, 2),
		.port_last = (uint16_t)sqlite3_column_int(stmt, 3),
		.reason = lake_sql_text(stmt, 4),
	};
	return 0;
}

static int
load_sensors(struct lake *lake, struct site *site, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT name, place, zone, mirror, addresses FROM sensor ORDER BY name",
		&stmt, err);
	if (r < 0)
		return r;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		size_t n = site->n_sensors;
		site->sensors = base_grow(site->sensors, n + 1, sizeof(*site->sensors));
		struct sensor *s = &site->sensors[n];
		*s = (struct sensor){
			.name = lake_sql_text(stmt, 0),
			.place = lake_sql_text(stmt, 1),
			.index = (uint16_t)n,
			.mirror = sqlite3_column_int(stmt, 3) != 0,
			.addresses = (uint64_t)sqlite3_column_int64(stmt, 4),
		};
		site->n_sensors++;
		r = zone_find(lake_sql_view(stmt, 2), &s->zone, err);
		if (r < 0)
			return r;
	}
	return r;
}

static int
load_groups(struct lake *lake, struct site *site, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT position, name, proto, port_first, port_last FROM port_group "
		"ORDER BY position, proto, port_first",
		&stmt, err);
	if (r < 0)
		return r;
	int64_t last = -1;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		if (sqlite3_column_int64(stmt, 0) != last) {
			last = sqlite3_column_int64(stmt, 0);
			site->groups = base_grow(
				site->groups, site->n_groups + 1, sizeof(*site->groups));
			site->groups[site->n_groups++] =
				(struct port_group){ .name = lake_sql_text(stmt, 1) };
		}
		struct port_group *g = &site->groups[site->n_groups - 1];
		g->ranges = base_grow(g->ranges, g->n_ranges + 1, sizeof(*g->ranges));
		g->ranges[g->n_ranges++] = (struct port_range){
			(uint8_t)sqlite3_column_int(stmt, 2),
			(uint16_t)sqlite3_column_int(stmt, 3),
			(uint16_t)sqlite3_column_int(stmt, 4),
		};
	}
	return r;
}

/* A lake that was last described before there were calendars has the one that all had. */
static int
has_calendar(struct lake *lake, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(
		lake, "SELECT 1 FROM site WHERE key = 'calendar'", &stmt, err);
	return r < 0 ? r : lake_sql_step(lake, stmt, err);
}

static int
load_calendar(struct lake *lake, struct site *site, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = has_calendar(lake, err);
	if (r == 0)
		calendar_default(&site->calendar, &site->n_calendar);
	if (r <= 0)
		return r;
	r = lake_sql_prepare(lake,
		"SELECT is_patch, name, rule, first_day, last_day FROM calendar ORDER BY "
		"position",
		&stmt, err);
	if (r < 0)
		return r;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		site->calendar = base_grow(
			site->calendar, site->n_calendar + 1, sizeof(*site->calendar));
		struct calendar_entry *e = &site->calendar[site->n_calendar++];
		*e = (struct calendar_entry){ .is_patch = sqlite3_column_int(stmt, 0) != 0,
			.name = lake_sql_text(stmt, 1),
			.on = lake_sql_text(stmt, 2),
			.first = sqlite3_column_int(stmt, 3),
			.last = sqlite3_column_int(stmt, 4) };
		if (calendar_rule(e) < 0)
			return err_set(err, EBADMSG,
				"the catalogue's calendar has a rule that is none: '%.40s'",
				e->on);
	}
	return r;
}

static int
load_facts(struct lake *lake, struct site *site, struct err *err)
{
	auto_stmt sqlite3_stmt *stmt = NULL;
	int r = lake_sql_prepare(lake, "SELECT key, value FROM site", &stmt, err);
	if (r < 0)
		return r;
	while ((r = lake_sql_step(lake, stmt, err)) > 0) {
		const char *key = lake_sql_view(stmt, 0);
		const char *value = lake_sql_view(stmt, 1);
		if (strcmp(key, "institution") == 0)
			site->institution = base_strdup(value);
		else if (strcmp(key, "tlp") == 0)
			site->tlp = base_strdup(value);
		else if (strcmp(key, "country") == 0 && strlen(value) == 2)
			site->country = country_code(value);
	}
	return r;
}

int
lake_site(struct lake *lake, struct site **ret, struct err *err)
{
	struct site *site = base_alloc(1, sizeof(*site));
	int r = load_facts(lake, site, err);
	if (r == 0)
		r = load_sensors(lake, site, err);
	if (r == 0)
		r = load_parts(lake, site,
			"SELECT sensor, prefix FROM sensor_prefix ORDER BY sensor",
			add_prefix, err);
	if (r == 0)
		r = load_parts(lake, site,
			"SELECT sensor, what, start_s, end_s FROM sensor_span ORDER BY "
			"sensor, start_s",
			add_span, err);
	if (r == 0)
		r = load_parts(lake, site,
			"SELECT sensor, proto, port_first, port_last, reason FROM "
			"exclusion "
			"ORDER BY sensor, proto, port_first",
			add_exclusion, err);
	if (r == 0)
		r = load_groups(lake, site, err);
	if (r == 0)
		r = load_calendar(lake, site, err);
	if (r < 0) {
		site_free(site);
		return r;
	}
	*ret = site;
	return 0;
}

int
lake_given_up(struct lake *lake, int32_t first_day, int32_t last_day,
	void (*see)(void *arg, const char *sensor, int32_t day), void *arg, struct err *err)
{
	auto_stmt sqlite3_stmt *known = NULL, *stmt = NULL;
	int r = lake_sql_prepare(lake,
		"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'given_up'",
		&known, err);
	if (r == 0)
		r = lake_sql_step(lake, known, err);
	if (r <= 0) /* an older lake does not know */
		return r;
	r = lake_sql_prepare(lake,
		"SELECT sensor, day FROM given_up WHERE day >= ? AND day <= ?", &stmt, err);
	if (r < 0)
		return r;
	(void)sqlite3_bind_int(stmt, 1, first_day);
	(void)sqlite3_bind_int(stmt, 2, last_day);
	while ((r = lake_sql_step(lake, stmt, err)) > 0)
		see(arg, lake_sql_view(stmt, 0), sqlite3_column_int(stmt, 1));
	return r;
}
