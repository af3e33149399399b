/* listeners.c - sessions of users that show warnings on their desktops. */
#include "guardd/guardd.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { LISTENERS_MAX = 32, LISTENERS_OF_USER = 4 };

struct listeners {
	int epoll, door;
	struct {
		int fd;
		uid_t uid;
	} at[LISTENERS_MAX];
	size_t n;
};

int
listeners_open(const char *path, struct listeners **ret, struct err *err)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(to.sun_path))
		return err_set(err, ENAMETOOLONG, "%s: too long for a socket", path);
	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	(void)unlink(path);
	auto_close int door =
		socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	auto_close int epoll = epoll_create1(EPOLL_CLOEXEC);
	/* The mode is set before there is a name, which could be pointed elsewhere. */
	mode_t before = umask(0);
	bool ok = door >= 0 && epoll >= 0 && fchmod(door, 0666) == 0 &&
		bind(door, (struct sockaddr *)&to, sizeof(to)) == 0 &&
		listen(door, 16) == 0;
	(void)umask(before);
	if (!ok)
		return err_set(err, errno, "%s: %s", path, strerror(errno));
	struct epoll_event what = { .events = EPOLLIN, .data.fd = door };
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, door, &what) < 0)
		return err_set(err, errno, "%s: %s", path, strerror(errno));
	struct listeners *l = base_alloc(1, sizeof(*l));
	l->door = door;
	l->epoll = epoll;
	door = epoll = -1;
	*ret = l;
	return 0;
}

static void
drop(struct listeners *l, size_t i)
{
	(void)close(l->at[i].fd);
	l->at[i] = l->at[--l->n];
}

void
listeners_close(struct listeners *l)
{
	if (!l)
		return;
	while (l->n)
		drop(l, l->n - 1);
	(void)close(l->door);
	(void)close(l->epoll);
	free(l);
}

int
listeners_fd(const struct listeners *l)
{
	return l->epoll;
}

static void
admit(struct listeners *l)
{
	struct ucred who;
	socklen_t len = sizeof(who);
	int fd = accept4(l->door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	size_t same = 0;
	bool known = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0;
	for (size_t i = 0; known && i < l->n; i++)
		same += l->at[i].uid == who.uid;
	struct epoll_event what = { .events = EPOLLIN | EPOLLRDHUP, .data.fd = fd };
	if (!known || l->n == LISTENERS_MAX || same >= LISTENERS_OF_USER ||
		epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &what) < 0) {
		(void)close(fd);
		return;
	}
	l->at[l->n].fd = fd;
	l->at[l->n++].uid = who.uid;
}

void
listeners_serve(struct listeners *l)
{
	struct epoll_event events[16];
	int n = epoll_wait(l->epoll, events, count_of(events), 0);
	for (int i = 0; i < n; i++) {
		if (events[i].data.fd == l->door) {
			admit(l);
			continue;
		}
		/* They have nothing to say: who speaks or hangs up goes. */
		for (size_t k = l->n; k > 0; k--)
			if (l->at[k - 1].fd == events[i].data.fd)
				drop(l, k - 1);
	}
}

size_t
listeners_tell(struct listeners *l, uint32_t uid, const char *text)
{
	size_t told = 0;
	for (size_t i = l->n; i > 0; i--) {
		uid_t to = l->at[i - 1].uid;
		if (to != uid && to != 0)
			continue;
		if (send(l->at[i - 1].fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) <
			0)
			drop(l, i - 1);
		else
			told++;
	}
	return told;
}
