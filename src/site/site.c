/* site.c - teiten.yaml, read into sensors and port groups. */
#include "site/site.h"

#include "site/index.h"
#include "site/suppress.h"
#include "site/value.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* What reading needs besides the site itself. */
struct reading {
	struct locus from;
	struct site *site;
	struct claim *claims;
	size_t n_claims;
};

static void
auto_site_(struct site **site)
{
	site_free(*site);
}

#define auto_site __attribute__((cleanup(auto_site_)))

bool
sensor_name_ok(const char *name)
{
	size_t len = strlen(name);
	return len >= 1 && len <= SENSOR_NAME_MAX &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

static int
read_group(struct reading *r, const struct node *node, struct port_group *group)
{
	static const struct node_key keys[] = { { "name", NODE_TEXT, true },
		{ "ports", NODE_LIST, true } };
	const struct node *at[count_of(keys)];
	int e = node_take(&r->from, node, keys, count_of(keys), at);
	if (e == 0)
		e = value_text(&r->from, at[0], &group->name);
	if (e == 0 && (at[1]->n_children == 0 || at[1]->n_children > RANGES_MAX))
		e = locus_err(
			&r->from, at[1]->line, "'ports' needs 1 to %d entries", RANGES_MAX);
	if (e < 0)
		return e;
	group->ranges = base_alloc(2 * at[1]->n_children, sizeof(*group->ranges));
	each_child(at[1], ports)
	{
		size_t n;
		struct port_range range[2];
		e = node_expect(&r->from, ports, NODE_TEXT);
		if (e == 0)
			e = value_ports(&r->from, ports, range, &n);
		if (e < 0)
			return e;
		memcpy(group->ranges + group->n_ranges, range, n * sizeof(*range));
		group->n_ranges += n;
	}
	return 0;
}

static int
read_groups(struct reading *r, const struct node *list)
{
	struct site *site = r->site;
	if (list->n_children > PORT_GROUPS_MAX)
		return locus_err(
			&r->from, list->line, "more than %d port groups", PORT_GROUPS_MAX);
	site->groups = base_alloc(list->n_children, sizeof(*site->groups));
	each_child(list, node)
	{
		struct port_group *group = &site->groups[site->n_groups++];
		int e = read_group(r, node, group);
		if (e < 0)
			return e;
		for (size_t i = 0; i + 1 < site->n_groups; i++)
			if (strcmp(site->groups[i].name, group->name) == 0)
				return locus_err(&r->from, node->line,
					"a second port group named '%s'", group->name);
	}
	return 0;
}

static void
default_groups(struct site *site)
{
	site->n_groups = 1;
	site->groups = base_alloc(1, sizeof(*site->groups));
	site->groups[0].name = base_strdup("102x/103x udp");
	site->groups[0].n_ranges = 1;
	site->groups[0].ranges = base_alloc(1, sizeof(struct port_range));
	site->groups[0].ranges[0] = (struct port_range){ 17, 1020, 1039 };
}

static int
read_addresses(struct reading *r, const struct node *list, struct sensor *s)
{
	s->prefixes = base_alloc(list->n_children, sizeof(*s->prefixes));
	if (list->n_children > PREFIXES_MAX - r->n_claims)
		return locus_err(
			&r->from, list->line, "more than %d prefixes", PREFIXES_MAX);
	r->claims =
		base_grow(r->claims, r->n_claims + list->n_children, sizeof(*r->claims));
	uint64_t v4 = 0, v6 = 0;
	each_child(list, node)
	{
		struct prefix p;
		struct err why = { "" };
		int e = node_expect(&r->from, node, NODE_TEXT);
		if (e < 0)
			return e;
		if (prefix_parse(node->text, &p, &why) < 0)
			return locus_err(&r->from, node->line, "%s", why.text);
		s->prefixes[s->n_prefixes++] = p;
		r->claims[r->n_claims++] = (struct claim){ p, s->index, node->line };
		uint64_t size = p.len <= 64 ? UINT64_MAX : UINT64_C(1) << (128 - p.len);
		uint64_t *sum = p.len >= 96 && addr_is_v4(p.addr) ? &v4 : &v6;
		*sum = *sum + size < *sum ? UINT64_MAX : *sum + size;
	}
	s->addresses = v4 ? v4 : v6;
	return 0;
}

static int
read_exclusions(struct reading *r, const struct node *list, struct sensor *s)
{
	static const struct node_key keys[] = { { "port", NODE_TEXT, true },
		{ "reason", NODE_TEXT, false } };
	if (list->n_children > EXCLUSIONS_MAX)
		return locus_err(
			&r->from, list->line, "more than %d exclusions", EXCLUSIONS_MAX);
	s->exclusions = base_alloc(2 * list->n_children, sizeof(*s->exclusions));
	each_child(list, node)
	{
		const struct node *at[count_of(keys)] = { node, NULL };
		struct port_range range[2];
		size_t n = 0;
		auto_free char *reason = base_strdup("");
		int e = node->kind == NODE_TEXT
			? 0
			: node_take(&r->from, node, keys, count_of(keys), at);
		if (e == 0)
			e = value_ports(&r->from, at[0], range, &n);
		if (e == 0 && at[1]) {
			free(take(&reason));
			e = value_text(&r->from, at[1], &reason);
		}
		if (e < 0)
			return e;
		for (size_t i = 0; i < n; i++)
			s->exclusions[s->n_exclusions++] =
				(struct exclusion){ range[i].proto, range[i].first,
					range[i].last, base_strdup(reason) };
	}
	return 0;
}

enum { NAME, ADDRESSES, ZONE, PLACE, INTERFACE, MIRROR, OBSERVED, OUTAGES, EXCLUSIONS };

/* In the order of the names above. */
static const struct node_key sensor_keys[] = { { "name", NODE_TEXT, true },
	{ "addresses", NODE_LIST, false }, { "zone", NODE_TEXT, false },
	{ "place", NODE_TEXT, false }, { "interface", NODE_TEXT, false },
	{ "mirror", NODE_TEXT, false }, { "observed", NODE_LIST, false },
	{ "outages", NODE_LIST, false }, { "exclusions", NODE_LIST, false } };

static int
read_spans(struct reading *r, const struct node *const *at, struct sensor *s)
{
	int e = 0;
	if (at[OBSERVED]) {
		if (at[OBSERVED]->n_children == 0)
			return locus_err(&r->from, at[OBSERVED]->line,
				"'observed' is empty: leave it out, or say when");
		s->has_observed = true;
		e = value_spans(
			&r->from, at[OBSERVED], s->zone, &s->observed, &s->n_observed);
	}
	if (e == 0 && at[OUTAGES])
		e = value_spans(&r->from, at[OUTAGES], s->zone, &s->outages, &s->n_outages);
	return e;
}

static int
read_sensor(struct reading *r, const struct node *node, struct sensor *s)
{
	const struct node *at[count_of(sensor_keys)];
	const struct locus *from = &r->from;
	struct err why = { "" };
	int e = node_take(from, node, sensor_keys, count_of(sensor_keys), at);
	if (e < 0)
		return e;
	if (!sensor_name_ok(at[NAME]->text))
		return locus_err(from, at[NAME]->line,
			"a sensor's name is 1 to %d of a-z, 0-9, '.', '_', '-', not "
			"'%.80s'",
			SENSOR_NAME_MAX, at[NAME]->text);
	s->name = base_strdup(at[NAME]->text);
	if (zone_find(at[ZONE] ? at[ZONE]->text : "UTC", &s->zone, &why) < 0)
		return locus_err(from, at[ZONE]->line, "%s", why.text);
	if (at[ADDRESSES] && at[ADDRESSES]->n_children == 0)
		return locus_err(from, at[ADDRESSES]->line, "'addresses' is empty");
	if (at[ADDRESSES])
		e = read_addresses(r, at[ADDRESSES], s);
	if (e == 0 && at[PLACE])
		e = value_text(from, at[PLACE], &s->place);
	if (e == 0 && !s->place)
		s->place = base_strdup("");
	if (e == 0 && at[INTERFACE])
		e = value_text(from, at[INTERFACE], &s->interface);
	if (e == 0 && at[MIRROR])
		e = value_bool(from, at[MIRROR], &s->mirror);
	if (e == 0)
		e = read_spans(r, at, s);
	if (e == 0 && at[EXCLUSIONS])
		e = read_exclusions(r, at[EXCLUSIONS], s);
	return e;
}

struct named {
	const char *name;
	int line;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : x->line - y->line;
}

static int
check_names(const struct reading *r, const struct node *list)
{
	auto_free struct named *names = base_alloc(r->site->n_sensors, sizeof(*names));
	size_t n = 0;
	each_child(list, node)
	{
		names[n] = (struct named){ r->site->sensors[n].name, node->line };
		n++;
	}
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 1; i < n; i++)
		if (strcmp(names[i - 1].name, names[i].name) == 0)
			return locus_err(&r->from, names[i].line,
				"a second sensor named '%s' (line %d)", names[i].name,
				names[i - 1].line);
	return 0;
}

static int
read_sensors(struct reading *r, const struct node *list)
{
	struct site *site = r->site;
	if (list->n_children == 0)
		return locus_err(&r->from, list->line, "'sensors' is empty");
	if (list->n_children > SENSORS_MAX)
		return locus_err(&r->from, list->line, "more than %d sensors", SENSORS_MAX);
	site->sensors = base_alloc(list->n_children, sizeof(*site->sensors));
	each_child(list, node)
	{
		struct sensor *s = &site->sensors[site->n_sensors];
		s->index = (uint16_t)site->n_sensors++;
		int e = read_sensor(r, node, s);
		if (e < 0)
			return e;
		if (s->n_prefixes == 0 && list->n_children > 1)
			return locus_err(&r->from, node->line,
				"sensor '%s' has no addresses: only a sensor that is alone "
				"may "
				"leave them out",
				s->name);
	}
	return check_names(r, list);
}

static int
default_sensor(struct site *site, const char *name, struct err *err)
{
	if (!sensor_name_ok(name))
		return err_set(err, EINVAL,
			"a sensor's name is 1 to %d of a-z, 0-9, '.', '_', '-', not "
			"'%.80s'",
			SENSOR_NAME_MAX, name);
	site->n_sensors = 1;
	site->sensors = base_alloc(1, sizeof(*site->sensors));
	site->sensors[0].name = base_strdup(name);
	site->sensors[0].place = base_strdup("");
	site->sensors[0].mirror = true;
	return zone_find("UTC", &site->sensors[0].zone, err);
}

/* A path beside the file, unless it is absolute. */
static char *
resolve(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');
	if (path[0] == '/' || !slash)
		return base_strdup(path);
	return base_printf("%.*s%s", (int)(slash - file + 1), file, path);
}

enum { INSTITUTION, TLP, COUNTRY, GEO, CALENDAR, PORT_GROUPS, SUPPRESS, SENSORS };

/* In the order of the names above. */
static const struct node_key site_keys[] = { { "institution", NODE_TEXT, false },
	{ "tlp", NODE_TEXT, false }, { "country", NODE_TEXT, false },
	{ "geo", NODE_TEXT, false }, { "calendar", NODE_ANY, false },
	{ "port_groups", NODE_LIST, false }, { "suppress", NODE_LIST, false },
	{ "sensors", NODE_LIST, false } };

/* A list, or the name of a file that holds one. */
static int
read_calendar(struct reading *r, const struct node *node)
{
	struct site *site = r->site;
	auto_free char *path = NULL;
	if (!node) {
		calendar_default(&site->calendar, &site->n_calendar);
		return 0;
	}
	if (node->kind == NODE_LIST)
		return calendar_read(&r->from, node, &site->calendar, &site->n_calendar);
	int e = value_text(&r->from, node, &path);
	site->calendar_file = e == 0 ? resolve(r->from.file, path) : NULL;
	return e;
}

static int
read_site(struct reading *r, const struct node *root)
{
	const struct node *at[count_of(site_keys)] = { NULL };
	struct site *site = r->site;
	auto_free char *geo = NULL;
	int e = root ? node_take(&r->from, root, site_keys, count_of(site_keys), at) : 0;
	if (e == 0 && at[INSTITUTION])
		e = value_text(&r->from, at[INSTITUTION], &site->institution);
	if (e == 0 && at[TLP])
		e = value_tlp(&r->from, at[TLP], &site->tlp);
	if (e == 0 && at[COUNTRY])
		e = value_country(&r->from, at[COUNTRY], &site->country);
	if (e == 0 && at[GEO])
		e = value_text(&r->from, at[GEO], &geo);
	if (e == 0)
		e = read_calendar(r, at[CALENDAR]);
	if (e == 0 && at[PORT_GROUPS])
		e = read_groups(r, at[PORT_GROUPS]);
	if (e == 0 && !at[PORT_GROUPS])
		default_groups(site);
	if (e == 0 && at[SUPPRESS])
		e = suppressions_read(&r->from, at[SUPPRESS], site);
	if (e == 0)
		e = at[SENSORS] ? read_sensors(r, at[SENSORS])
				: default_sensor(site, "default", r->from.err);
	if (e < 0)
		return e;
	site->geo = geo ? resolve(r->from.file, geo) : NULL;
	site->institution = site->institution ? site->institution : base_strdup("");
	site->tlp = site->tlp ? site->tlp : base_strdup("CLEAR");
	return index_build(&r->from, site, r->claims, r->n_claims);
}

int
site_parse(const char *path, struct bytes text, struct site **ret, struct err *err)
{
	auto_site struct site *site = base_alloc(1, sizeof(*site));
	auto_node struct node *root = NULL;
	struct reading r = { { path, err }, site, NULL, 0 };
	int e = node_parse(&r.from, text, &root);
	if (e == 0)
		e = read_site(&r, root);
	free(r.claims);
	if (e == 0)
		*ret = take(&site);
	return e;
}

/* All of a file, or the first bytes of one that is too long for a configuration. */
static int
read_whole(const char *path, uint8_t **ret, size_t *ret_len, struct err *err)
{
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return err_set(err, EISDIR, "'%s' is a folder", path);
	auto_free uint8_t *text = NULL;
	size_t len = 0, room = 0;
	for (;;) {
		if (len == room) {
			room = room ? 2 * room : 1 << 16;
			text = base_grow(text, room, 1);
		}
		ssize_t n = read(fd, text + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(
				err, errno, "cannot read '%s': %s", path, strerror(errno));
		len += (size_t)n;
		if (n == 0 || len > CONFIG_LEN_MAX)
			break;
	}
	*ret = take(&text);
	*ret_len = len;
	return 0;
}

int
site_load(const char *path, struct site **ret, struct err *err)
{
	auto_free uint8_t *text = NULL, *calendar = NULL;
	auto_site struct site *site = NULL;
	size_t len = 0;
	int e = read_whole(path, &text, &len, err);
	if (e == 0)
		e = site_parse(path, bytes_of(text, len), &site, err);
	if (e == 0 && site->calendar_file)
		e = read_whole(site->calendar_file, &calendar, &len, err);
	if (e == 0 && site->calendar_file)
		e = calendar_parse(site->calendar_file, bytes_of(calendar, len),
			&site->calendar, &site->n_calendar, err);
	if (e == 0)
		*ret = take(&site);
	return e;
}

int
site_default(const char *sensor_name, struct site **ret, struct err *err)
{
	auto_site struct site *site = base_alloc(1, sizeof(*site));
	int e = default_sensor(site, sensor_name ? sensor_name : "default", err);
	if (e < 0)
		return e;
	default_groups(site);
	calendar_default(&site->calendar, &site->n_calendar);
	site->institution = base_strdup("");
	site->tlp = base_strdup("CLEAR");
	must(index_build(&(struct locus){ "default", err }, site, NULL, 0) == 0);
	*ret = take(&site);
	return 0;
}

static void
sensor_done(struct sensor *s)
{
	free(s->name);
	free(s->place);
	free(s->interface);
	free(s->prefixes);
	free(s->observed);
	free(s->outages);
	for (size_t i = 0; i < s->n_exclusions; i++)
		free(s->exclusions[i].reason);
	free(s->exclusions);
}

void
site_free(struct site *site)
{
	if (!site)
		return;
	for (size_t i = 0; i < site->n_sensors; i++)
		sensor_done(&site->sensors[i]);
	for (size_t i = 0; i < site->n_groups; i++) {
		free(site->groups[i].name);
		free(site->groups[i].ranges);
	}
	suppressions_free(site);
	free(site->sensors);
	free(site->groups);
	free(site->institution);
	free(site->tlp);
	free(site->geo);
	calendar_free(site->calendar, site->n_calendar);
	free(site->calendar_file);
	index_free(site->index);
	free(site);
}
