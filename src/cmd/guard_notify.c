/* guard_notify.c - teiten guard notify: the guard's warnings on a user's desktop. */
#include "cmd/guard.h"
#include "guard/guard.h"

#include <sys/socket.h>
#include <sys/un.h>

#ifdef TEITEN_DBUS
#include <systemd/sd-bus.h>

/* Desktop Notifications Specification 1.2, org.freedesktop.Notifications.Notify. */
static int
show(sd_bus *bus, const char *text)
{
	sd_bus_error why = SD_BUS_ERROR_NULL;
	/* Bodies may be markup: what strangers named is not to be read as such. */
	char *body = NULL;
	size_t len;
	FILE *out = open_memstream(&body, &len);
	must(out);
	escape_html(out, bytes_text(text));
	must(fclose(out) == 0);
	int rc = sd_bus_call_method(bus, "org.freedesktop.Notifications",
		"/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify",
		&why, NULL, "susssasa{sv}i", "teiten guard", 0, "security-high",
		"Mail was stopped", body, 0, 1, "urgency", "y", 2, 0);
	sd_bus_error_free(&why);
	free(body);
	return rc;
}
#endif

static int
connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(to.sun_path))
		return -ENAMETOOLONG;
	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	int code = errno;
	if (fd >= 0)
		(void)close(fd);
	return -code;
}

int
guard_notify(const struct invocation *in)
{
	char text[4096];
	auto_free char *path = opt(in, "events") ? base_printf("%s.sock", opt(in, "events"))
						 : base_strdup(GUARD_SOCKET_FILE);
	auto_close int fd = connect_to(path);
	if (fd < 0)
		return fail(in, "%s: %s; is the guard running?", path, strerror(-fd));
#ifdef TEITEN_DBUS
	sd_bus *bus = NULL;
	int rc = sd_bus_open_user(&bus);
	if (rc < 0)
		warn(in, "no desktop to show on (%s): warnings are printed", strerror(-rc));
#endif
	for (ssize_t len; (len = recv(fd, text, sizeof(text) - 1, 0)) > 0;) {
		text[len] = 0;
		escape_terminal(stdout, bytes_text(text));
		(void)putchar('\n');
		(void)fflush(stdout);
#ifdef TEITEN_DBUS
		if (bus && show(bus, text) < 0)
			warn(in, "the desktop did not show it");
#endif
	}
#ifdef TEITEN_DBUS
	sd_bus_flush_close_unref(bus);
#endif
	return fail(in, "the guard has gone");
}
