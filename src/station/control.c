/* control.c - what a station says of itself to whoever may open its socket. */
#include "station/private.h"

#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { ANSWER_MAX = 4 << 20, ANSWER_MS = 3000 };

char *
control_path(const char *lake)
{
	return base_printf("%s/control", lake);
}

static int
address_of(const char *lake, struct sockaddr_un *ret, struct err *err)
{
	auto_free char *path = control_path(lake);
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(ret->sun_path))
		return err_set(err, ENAMETOOLONG,
			"'%s' is too long for a socket: give the lake a shorter path",
			path);
	memcpy(ret->sun_path, path, strlen(path) + 1);
	return 0;
}

int
control_open(const char *lake, int *ret_fd, struct err *err)
{
	struct sockaddr_un address;
	int r = address_of(lake, &address, err);
	if (r < 0)
		return r;
	/* The lake's lock is held, so whoever left a socket here is gone. */
	(void)unlink(address.sun_path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		chmod(address.sun_path, 0660) < 0 || listen(fd, 8) < 0) {
		r = err_set(err, errno, "%s: %s", address.sun_path, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

/* --- the snapshot ----------------------------------------------------------------------
 */

static json_t *
interfaces_of(const struct snapshot *s)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->n_interfaces; i++)
		(void)json_array_append_new(list,
			json_pack("{s:s, s:b, s:I, s:I}", "interface",
				s->interfaces[i].name, "up", s->interfaces[i].up, "frames",
				(json_int_t)s->interfaces[i].frames, "lost",
				(json_int_t)s->interfaces[i].lost));
	return list;
}

static json_t *
sensors_of(const struct snapshot *s)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->site->n_sensors; i++) {
		const struct live_sensor *one = &s->sensors[i];
		json_t *o = json_pack("{s:s, s:I}", "sensor", s->site->sensors[i].name,
			"packets", (json_int_t)one->packets);
		(void)json_object_set_new(o, "last_packet",
			one->last_ns ? json_integer(one->last_ns / 1000000000)
				     : json_null());
		(void)json_array_append_new(list, o);
	}
	return list;
}

static json_t *
bin_of(const struct live_status *t)
{
	json_t *top = json_array();
	for (size_t i = 0; i < t->n_top; i++)
		(void)json_array_append_new(top,
			json_pack("{s:i, s:i, s:I, s:I}", "proto", t->top[i].proto, "port",
				t->top[i].port, "packets", (json_int_t)t->top[i].packets,
				"accesses", (json_int_t)t->top[i].accesses));
	return json_pack("{s:I, s:I, s:I, s:o}", "start", (json_int_t)t->bin_start_s,
		"packets", (json_int_t)t->bin_packets, "accesses",
		(json_int_t)t->bin_accesses, "top", top);
}

static json_t *
dropped_of(const struct live_status *t)
{
	json_t *o = json_object();
	for (size_t i = 1; i < REASON_COUNT; i++)
		if (t->reasons[i])
			(void)json_object_set_new(
				o, reason_name(i), json_integer((json_int_t)t->reasons[i]));
	return o;
}

char *
snapshot_json(const struct snapshot *s)
{
	const struct live_status *t = &s->status;
	json_t *o = json_pack("{s:I, s:I, s:f, s:I, s:I, s:I, s:I, s:I}", "start",
		(json_int_t)(s->start_ns / 1000000000), "now",
		(json_int_t)(s->now_ns / 1000000000), "frames_per_s", s->frames_per_s,
		"frames", (json_int_t)t->frames, "packets", (json_int_t)t->packets,
		"findings", (json_int_t)t->findings, "suppressed",
		(json_int_t)t->suppressed, "refused", (json_int_t)t->refused);
	(void)json_object_set_new(o, "not_counted", dropped_of(t));
	(void)json_object_set_new(o, "open_bin", bin_of(t));
	(void)json_object_set_new(o, "published",
		json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "until",
			(json_int_t)t->published_until_s, "bins", (json_int_t)t->published,
			"failures", (json_int_t)t->failures, "given_up",
			(json_int_t)t->given_up, "waiting", (json_int_t)t->waiting,
			"waiting_bytes", (json_int_t)t->waiting_bytes));
	(void)json_object_set_new(o, "outages", json_integer((json_int_t)t->outages));
	(void)json_object_set_new(
		o, "clock_steps", json_integer((json_int_t)t->clock_steps));
	(void)json_object_set_new(o, "threads", json_integer(s->threads));
	(void)json_object_set_new(o, "moved", json_integer((json_int_t)t->moved));
	(void)json_object_set_new(o, "landlock", json_boolean(s->has_landlock));
	(void)json_object_set_new(o, "interfaces", interfaces_of(s));
	(void)json_object_set_new(o, "sensors", sensors_of(s));
	char *text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	must(text != NULL);
	return text;
}

void
control_answer(int fd, const struct snapshot *s)
{
	auto_close int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (peer < 0)
		return;
	auto_free char *text = snapshot_json(s);
	int room = (int)strlen(text) + 4096;
	(void)setsockopt(peer, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	(void)send(
		peer, text, strlen(text), MSG_NOSIGNAL); /* who does not read gets less */
}

/* --- asking ----------------------------------------------------------------------------
 */

int
station_ask(const char *lake, char **ret, struct err *err)
{
	struct sockaddr_un address;
	int r = address_of(lake, &address, err);
	if (r < 0)
		return r;
	auto_close int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return err_set(err, errno,
			errno == ENOENT || errno == ECONNREFUSED
				? "no 'teiten watch' runs on the lake '%s'"
				: "cannot ask the 'teiten watch' of '%s'",
			lake);
	char *text = NULL;
	size_t len = 0, room = 0;
	ssize_t n = 1;
	struct pollfd wait = { fd, POLLIN, 0 };
	while (n > 0 && len < ANSWER_MAX && poll(&wait, 1, ANSWER_MS) > 0) {
		if (room - len < 65536)
			text = base_grow(text, room += 131072, 1);
		n = read(fd, text + len, 65536);
		len += n > 0 ? (size_t)n : 0;
	}
	if (n != 0 || len == 0) {
		free(text);
		return err_set(err, EIO, "the 'teiten watch' of '%s' gave no answer", lake);
	}
	text[len] = '\0';
	*ret = text;
	return 0;
}
