/* spool.c - lines of JSON as findings; written by our daemon, but on a host that may be a
 * bot's. */
#include "guard/spool.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

static int
take_time(const json_t *o, const char *name, int64_t *ret, struct err *err)
{
	const char *text = json_string_value(json_object_get(o, name));
	struct tm tm = { 0 };
	int64_t ns = 0;
	const char *at = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
	if (at && *at == '.') {
		int64_t unit = 100000000;
		for (at++; *at >= '0' && *at <= '9'; at++, unit /= 10)
			ns += (*at - '0') * unit;
	}
	if (!at || strcmp(at, "Z") != 0 || tm.tm_year < 70 || tm.tm_year > 206)
		return err_set(err, EINVAL,
			"\"%s\" is no time such as 2026-11-27T13:50:12.5Z", name);
	*ret = (int64_t)timegm(&tm) * 1000000000 + ns;
	return 0;
}

static int
take_address(const json_t *o, const char *name, struct addr *ret, struct err *err)
{
	const char *text = json_string_value(json_object_get(o, name));
	struct err why;
	if (text && addr_parse(text, ret, &why) == 0)
		return 0;
	return err_set(err, EINVAL, "\"%s\" is no address", name);
}

static int
take_number(const json_t *o, const char *name, int64_t most, int64_t *ret, struct err *err)
{
	const json_t *v = json_object_get(o, name);
	*ret = json_integer_value(v);
	if (json_is_integer(v) && *ret >= 0 && *ret <= most)
		return 0;
	return err_set(
		err, EINVAL, "\"%s\" is no number from 0 to %lld", name, (long long)most);
}

/* What the line calls the fields, in their order; NULL: not a member of "guard". */
static const char *const members[GUARD_FIELDS] = {
	[GUARD_VERDICT] = "verdict",
	[GUARD_CONFIDENCE] = "confidence",
	[GUARD_PATTERN] = "pattern",
	[GUARD_REASON] = "reason",
	[GUARD_ENFORCED] = "enforced",
	[GUARD_ATTEMPTS] = "count",
	[GUARD_PROGRAM] = "program",
	[GUARD_LIVE] = "live",
	[GUARD_CLASS] = "class",
	[GUARD_ARGUMENTS] = "argv",
	[GUARD_PID] = "pid",
	[GUARD_UID] = "uid",
	[GUARD_LINEAGE] = "lineage",
	[GUARD_TAINTS] = "taints",
	[GUARD_EVIDENCE] = "evidence",
	[GUARD_LOST] = "lost",
};

static int
take_fields(const json_t *o, struct finding *f, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < GUARD_FIELDS; i++) {
		if (!members[i])
			continue;
		if (f->type->fields[i].type == FIELD_NUMBER) {
			rc = take_number(
				o, members[i], INT64_MAX, &f->values[i].number, err);
			continue;
		}
		const json_t *v = json_object_get(o, members[i]);
		if (!json_is_string(v))
			return err_set(err, EINVAL, "\"%s\" is no text", members[i]);
		f->values[i].text = bytes_of(json_string_value(v), json_string_length(v));
	}
	return rc;
}

static int
take_line(const json_t *o, struct guard_line *ret, struct err *err)
{
	struct finding *f = &ret->finding;
	int64_t sport = 0, dport = 0;
	const char *proto = json_string_value(json_object_get(o, "proto"));
	const char *host = json_string_value(json_object_get(o, "host"));
	int rc = take_time(o, "timestamp", &f->first_ns, err);
	if (rc == 0)
		rc = take_time(o, "until", &f->last_ns, err);
	if (rc == 0)
		rc = take_address(o, "src_ip", &f->src, err);
	if (rc == 0)
		rc = take_address(o, "dest_ip", &f->dst, err);
	if (rc == 0)
		rc = take_number(o, "src_port", 65535, &sport, err);
	if (rc == 0)
		rc = take_number(o, "dest_port", 65535, &dport, err);
	if (rc == 0 && (!host || !*host))
		rc = err_set(err, EINVAL, "\"host\" is missing");
	if (rc == 0)
		rc = take_fields(json_object_get(o, "guard"), f, err);
	if (rc < 0)
		return rc;
	f->sport = (uint16_t)sport;
	f->dport = (uint16_t)dport;
	f->proto = proto && strcmp(proto, "UDP") == 0 ? 17 : 6;
	f->packets = (uint64_t)f->values[GUARD_ATTEMPTS].number;
	f->why = f->values[GUARD_REASON].text.len ? f->values[GUARD_REASON].text
						  : f->values[GUARD_VERDICT].text;
	ret->host = bytes_text(host);
	f->values[GUARD_HOST].text = ret->host;
	return 0;
}

int
guard_line_read(struct bytes line, struct guard_line *ret, struct err *err)
{
	json_error_t why;
	*ret = (struct guard_line){ .finding = { .type = guard_event_type() } };
	if (line.len > SPOOL_LINE_MAX)
		return err_set(err, E2BIG, "longer than %d bytes", SPOOL_LINE_MAX);
	ret->json =
		json_loadb((const char *)line.at, line.len, JSON_REJECT_DUPLICATES, &why);
	const char *type = json_string_value(json_object_get(ret->json, "event_type"));
	int rc = !ret->json ? err_set(err, EINVAL, "no JSON: %s", why.text)
		: !type || strcmp(type, "guard") != 0
		? err_set(err, EINVAL, "\"event_type\" is not \"guard\"")
		: take_line(ret->json, ret, err);
	if (rc < 0)
		guard_line_done(ret);
	return rc;
}

void
guard_line_done(struct guard_line *line)
{
	json_decref(line->json);
	line->json = NULL;
}

int
guard_spool_take(const char *file, char **ret, struct err *err)
{
	struct stat st;
	*ret = NULL;
	auto_file FILE *f = fopen(file, "r+e");
	if (!f || flock(fileno(f), LOCK_EX) < 0 || fstat(fileno(f), &st) < 0)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	if (st.st_size == 0)
		return 0;
	auto_free char *name = base_printf(
		"%s.%lld-%llu", file, (long long)time(NULL), (unsigned long long)st.st_ino);
	if (rename(file, name) < 0)
		return err_set(err, errno, "%s: %s", name, strerror(errno));
	*ret = take(&name);
	return 0;
}
