/* metrics.c - Prometheus's text format, version 0.0.4, on a local socket or port.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include "station/private.h"

#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

struct metrics {
	int fd;
	struct MHD_Daemon *server;
	pthread_mutex_t lock;
	char *text;
};

/* --- the text --------------------------------------------------------------------------
 */

static void
head(FILE *out, const char *name, const char *type, const char *help)
{
	(void)fprintf(
		out, "# HELP teiten_%s %s\n# TYPE teiten_%s %s\n", name, help, name, type);
}

static void
counter(FILE *out, const char *name, const char *help, uint64_t value)
{
	head(out, name, "counter", help);
	(void)fprintf(out, "teiten_%s %llu\n", name, (unsigned long long)value);
}

static void
gauge(FILE *out, const char *name, const char *help, int64_t value)
{
	head(out, name, "gauge", help);
	(void)fprintf(out, "teiten_%s %lld\n", name, (long long)value);
}

/* Names of interfaces come from the system: \ " and newline are escaped. */
static void
label(FILE *out, const char *name, const char *key, const char *value)
{
	(void)fprintf(out, "teiten_%s{%s=\"", name, key);
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			(void)fputc('\\', out);
		if (*value != '\n')
			(void)fputc(*value, out);
	}
	(void)fputs("\"} ", out);
}

static void
put_interfaces(FILE *out, const struct snapshot *s)
{
	head(out, "interface_frames_total", "counter", "Frames that passed the filter.");
	for (size_t i = 0; i < s->n_interfaces; i++) {
		label(out, "interface_frames_total", "interface", s->interfaces[i].name);
		(void)fprintf(out, "%llu\n", (unsigned long long)s->interfaces[i].frames);
	}
	head(out, "interface_lost_total", "counter",
		"Frames among them for which the ring had no room.");
	for (size_t i = 0; i < s->n_interfaces; i++) {
		label(out, "interface_lost_total", "interface", s->interfaces[i].name);
		(void)fprintf(out, "%llu\n", (unsigned long long)s->interfaces[i].lost);
	}
	head(out, "interface_up", "gauge", "Whether the interface is up, with a carrier.");
	for (size_t i = 0; i < s->n_interfaces; i++) {
		label(out, "interface_up", "interface", s->interfaces[i].name);
		(void)fprintf(out, "%d\n", s->interfaces[i].up);
	}
}

static void
put_sensors(FILE *out, const struct snapshot *s)
{
	head(out, "sensor_packets_total", "counter", "Packets addressed to the sensor.");
	for (size_t i = 0; i < s->site->n_sensors; i++) {
		label(out, "sensor_packets_total", "sensor", s->site->sensors[i].name);
		(void)fprintf(out, "%llu\n", (unsigned long long)s->sensors[i].packets);
	}
	head(out, "sensor_last_packet_timestamp_seconds", "gauge",
		"When the sensor's latest packet came; absent before the first.");
	for (size_t i = 0; i < s->site->n_sensors; i++)
		if (s->sensors[i].last_ns) {
			label(out, "sensor_last_packet_timestamp_seconds", "sensor",
				s->site->sensors[i].name);
			(void)fprintf(out, "%lld\n",
				(long long)(s->sensors[i].last_ns / 1000000000));
		}
}

static void
put_counts(FILE *out, const struct live_status *t)
{
	counter(out, "frames_total", "Frames read.", t->frames);
	counter(out, "packets_total", "Packets addressed to sensors.", t->packets);
	counter(out, "findings_total", "Findings, suppressed ones left out.", t->findings);
	counter(out, "findings_suppressed_total", "Findings kept out by rules.",
		t->suppressed);
	counter(out, "detection_refused_total",
		"Times that the state of detection had no room.", t->refused);
	head(out, "frames_not_counted_total", "counter",
		"Frames that did not count, by reason.");
	for (size_t i = 1; i < REASON_COUNT; i++) {
		label(out, "frames_not_counted_total", "reason", reason_name(i));
		(void)fprintf(out, "%llu\n", (unsigned long long)t->reasons[i]);
	}
	counter(out, "bins_published_total", "Bins stored in the lake.", t->published);
	counter(out, "publish_failures_total", "Attempts to store that failed.",
		t->failures);
	counter(out, "bins_given_up_total", "Bins given up for want of memory: gaps.",
		t->given_up);
	counter(out, "outages_total", "Times that an interface went down.", t->outages);
	counter(out, "clock_steps_total", "Times that the clock was set.", t->clock_steps);
	counter(out, "compactions_total", "Times that small files were merged.",
		t->compactions);
	counter(out, "packets_moved_total",
		"Packets that came to another thread than their source's.", t->moved);
	gauge(out, "bins_waiting", "Bins that wait to be stored.", (int64_t)t->waiting);
	gauge(out, "bins_waiting_bytes", "Memory that they take.",
		(int64_t)t->waiting_bytes);
	gauge(out, "published_until_timestamp_seconds",
		"Everything before it is in the lake.", t->published_until_s);
	gauge(out, "open_bin_packets", "Packets of the bin that is open.",
		(int64_t)t->bin_packets);
}

char *
snapshot_metrics(const struct snapshot *s)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	head(out, "build_info", "gauge", "The program's version.");
	label(out, "build_info", "version", TEITEN_VERSION);
	(void)fputs("1\n", out);
	gauge(out, "start_timestamp_seconds", "When the station began.",
		s->start_ns / 1000000000);
	put_counts(out, &s->status);
	put_interfaces(out, s);
	put_sensors(out, s);
	must(fclose(out) == 0);
	return text;
}

/* --- the server ------------------------------------------------------------------------
 */

static enum MHD_Result
answer(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *body, size_t *body_len, void **state)
{
	struct metrics *m = arg;
	(void)version;
	(void)body;
	(void)state;
	unsigned status = MHD_HTTP_OK;
	char *text;
	if (*body_len)
		return MHD_NO;
	if (strcmp(method, "GET") != 0) {
		status = MHD_HTTP_METHOD_NOT_ALLOWED;
		text = base_strdup("GET only\n");
	} else if (strcmp(url, "/metrics") != 0) {
		status = MHD_HTTP_NOT_FOUND;
		text = base_strdup("try /metrics\n");
	} else {
		(void)pthread_mutex_lock(&m->lock);
		text = base_strdup(m->text ? m->text : "");
		(void)pthread_mutex_unlock(&m->lock);
	}
	struct MHD_Response *response =
		MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
	if (!response) {
		free(text);
		return MHD_NO;
	}
	(void)MHD_add_response_header(
		response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
	enum MHD_Result r = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return r;
}

static int
listen_local(const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(err, ENAMETOOLONG, "'%s' is too long for a socket", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		(void)unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		chmod(path, 0660) < 0 || listen(fd, 16) < 0) {
		int r = err_set(err, errno, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return r;
	}
	return fd;
}

/* "9187", "127.0.0.1:9187", "[::1]:9187". */
static int
listen_port(const char *where, struct err *err)
{
	auto_free char *host = base_strdup(where);
	char *colon = strrchr(host, ':'), *port = host, *name = NULL;
	if (colon) {
		*colon = '\0';
		port = colon + 1;
		name = host;
		if (name[0] == '[' && colon > host && colon[-1] == ']') {
			colon[-1] = '\0';
			name++;
		}
	}
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM },
			*found;
	int code = getaddrinfo(name ? name : "127.0.0.1", port, &hints, &found);
	if (code)
		return err_set(err, EINVAL,
			"metrics '%s': give PORT, ADDRESS:PORT, [ADDRESS]:PORT or the path "
			"of a socket (%s)",
			where, gai_strerror(code));
	int yes = 1;
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int r = fd;
	if (fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) < 0 ||
		listen(fd, 16) < 0) {
		r = err_set(err, errno, "metrics '%s': %s", where, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
	}
	freeaddrinfo(found);
	return r;
}

int
metrics_open(const char *where, struct metrics **ret, struct err *err)
{
	int fd = strchr(where, '/') ? listen_local(where, err) : listen_port(where, err);
	if (fd < 0)
		return fd;
	struct metrics *m = base_alloc(1, sizeof(*m));
	m->fd = fd;
	(void)pthread_mutex_init(&m->lock, NULL);
	*ret = m;
	return 0;
}

int
metrics_start(struct metrics *m, struct err *err)
{
	m->server = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0,
		NULL, NULL, answer, m, MHD_OPTION_LISTEN_SOCKET, m->fd,
		MHD_OPTION_CONNECTION_LIMIT, 16U, MHD_OPTION_CONNECTION_TIMEOUT, 10U,
		MHD_OPTION_END);
	if (!m->server)
		return err_set(err, EIO, "the server of the metrics does not start");
	m->fd = -1; /* the server's now */
	return 0;
}

void
metrics_publish(struct metrics *m, const struct snapshot *s)
{
	char *text = snapshot_metrics(s), *old;
	(void)pthread_mutex_lock(&m->lock);
	old = m->text;
	m->text = text;
	(void)pthread_mutex_unlock(&m->lock);
	free(old);
}

void
metrics_close(struct metrics *m)
{
	if (!m)
		return;
	if (m->server)
		MHD_stop_daemon(m->server);
	if (m->fd >= 0)
		(void)close(m->fd);
	(void)pthread_mutex_destroy(&m->lock);
	free(m->text);
	free(m);
}
