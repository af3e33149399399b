/* line.c - an event as a line of the spool: names of strangers become UTF-8. */
#include "guardd/line.h"

#include <jansson.h>
#include <sys/socket.h>
#include <time.h>

void
line_path(const struct guard_event *e, char *to, size_t size)
{
	size_t n = 0;
	to[0] = 0;
	for (int i = GUARD_PARTS - 1; i >= 0; i--) {
		if (!e->path[i][0] || n >= size)
			continue;
		/* Deeper than what was walked, or a name longer than what was kept. */
		const char *cut = strlen(e->path[i]) >= GUARD_PART - 1 ? "..." : "";
		n += (size_t)snprintf(
			to + n, size - n, "/%.*s%s", GUARD_PART, e->path[i], cut);
	}
}

void
line_lineage(const struct guard_record *r, char *to, size_t size)
{
	size_t n = (size_t)snprintf(to, size, "%.*s", GUARD_NAME, r->name);
	for (int i = 0; i < GUARD_LINE && r->line[i][0] && n < size; i++)
		n += (size_t)snprintf(to + n, size - n, " < %.*s", GUARD_NAME, r->line[i]);
}

static json_t *
text_value(const char *text)
{
	uint8_t safe[4 * 1024];
	size_t len = strlen(text);
	if (len > sizeof(safe) / 4)
		len = sizeof(safe) / 4;
	len = utf8_of(bytes_of(text, len), safe);
	return json_stringn((const char *)safe, len);
}

static json_t *
time_value(int64_t ns)
{
	char day[64], text[96];
	time_t s = (time_t)(ns / 1000000000);
	struct tm tm;
	(void)gmtime_r(&s, &tm);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(text, sizeof(text), "%s.%06dZ", day, (int)(ns % 1000000000 / 1000));
	return json_string(text);
}

struct addr
line_address(uint16_t family, const uint8_t *at)
{
	if (family != AF_INET)
		return addr_v6(at);
	return addr_v4((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
		(uint32_t)at[2] << 8 | at[3]);
}

static json_t *
address_value(uint16_t family, const uint8_t *at)
{
	char text[ADDR_TEXT_MAX];
	return json_string(addr_format(line_address(family, at), text));
}

static json_t *
arguments_value(const struct guard_record *r)
{
	char text[GUARD_ARGV + 1] = "";
	memcpy(text, r->argv, GUARD_ARGV);
	size_t len = GUARD_ARGV;
	while (len > 0 && !text[len - 1])
		len--;
	for (size_t i = 0; i < len; i++)
		if (!text[i])
			text[i] = ' ';
	return text_value(text);
}

static json_t *
details(const struct line *l)
{
	const struct guard_event *e = l->event;
	char path[LINE_PATH_MAX], lineage[256], taints[128];
	line_path(e, path, sizeof(path));
	line_lineage(&e->who, lineage, sizeof(lineage));
	guard_taints_text(e->who.taints, taints, sizeof(taints));
	bool same = e->live.dev == e->who.file.dev && e->live.ino == e->who.file.ino;
	json_t *d = json_object();
	(void)json_object_set_new(d, "verdict", json_string(l->verdict));
	(void)json_object_set_new(
		d, "confidence", json_string(guard_confidence_text(l->confidence)));
	(void)json_object_set_new(d, "pattern", json_string(l->pattern));
	(void)json_object_set_new(d, "reason", json_string(guard_reason_text(e->reason)));
	(void)json_object_set_new(d, "enforced", json_integer(l->enforced));
	(void)json_object_set_new(d, "count", json_integer((json_int_t)l->count));
	/* The path is the live program's; of another one only the name was recorded. */
	(void)json_object_set_new(
		d, "program", text_value(same && path[0] ? path : e->who.name));
	(void)json_object_set_new(d, "live", text_value(path));
	(void)json_object_set_new(d, "class", json_string(guard_class_text(e->who.class)));
	(void)json_object_set_new(d, "argv", arguments_value(&e->who));
	(void)json_object_set_new(d, "pid", json_integer(e->pid));
	(void)json_object_set_new(d, "uid", json_integer(e->uid));
	(void)json_object_set_new(d, "lineage", text_value(lineage));
	(void)json_object_set_new(d, "taints", json_string(taints));
	(void)json_object_set_new(d, "evidence", text_value(l->evidence));
	(void)json_object_set_new(d, "lost", json_integer((json_int_t)l->lost));
	return d;
}

char *
line_format(const struct line *l, size_t *len)
{
	const struct guard_event *e = l->event;
	json_t *o = json_object();
	(void)json_object_set_new(o, "timestamp", time_value(l->first_ns));
	(void)json_object_set_new(o, "until", time_value(l->last_ns));
	(void)json_object_set_new(o, "event_type", json_string("guard"));
	(void)json_object_set_new(o, "host", text_value(l->host));
	(void)json_object_set_new(o, "src_ip", address_value(e->family, e->saddr));
	(void)json_object_set_new(o, "src_port", json_integer(e->sport));
	(void)json_object_set_new(o, "dest_ip", address_value(e->family, e->daddr));
	(void)json_object_set_new(o, "dest_port", json_integer(e->dport));
	(void)json_object_set_new(
		o, "proto", json_string(e->protocol == 17 ? "UDP" : "TCP"));
	(void)json_object_set_new(o, "guard", details(l));
	auto_free char *text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	must(text);
	*len = strlen(text) + 1;
	return base_printf("%s\n", text);
}
