/* cut.c - connections to mail ports that are older than the guard, in every network
 * namespace. */
#include "guard/linux/host.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* The iterator sees the namespace of who makes it. */
static int
walk_sockets(int link)
{
	char block[256];
	auto_close int fd = bpf_iter_create(link);
	if (fd < 0)
		return -errno;
	ssize_t n;
	while ((n = read(fd, block, sizeof(block))) > 0)
		;
	return n < 0 ? -errno : 0;
}

struct seen {
	ino_t *inodes;
	size_t n, room;
};

static bool
is_new(struct seen *s, ino_t inode)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->inodes[i] == inode)
			return false;
	base_room(s->inodes, s->n, s->room);
	s->inodes[s->n++] = inode;
	return true;
}

static int
cut_in(int net, int link, struct seen *s)
{
	struct stat st;
	if (fstat(net, &st) < 0 || !is_new(s, st.st_ino))
		return 0;
	if (setns(net, CLONE_NEWNET) < 0)
		return 0; /* its last process has gone meanwhile */
	return walk_sockets(link);
}

/* Namespaces that processes are in, and those that only a name keeps alive. */
static int
cut_all(int link)
{
	static const char *const folders[] = { "/proc", "/run/netns" };
	struct seen s = { 0 };
	int rc = 0;
	for (size_t i = 0; i < count_of(folders); i++) {
		DIR *all = opendir(folders[i]);
		for (struct dirent *e; all && rc == 0 && (e = readdir(all));) {
			if (e->d_name[0] == '.' ||
				(i == 0 && (*e->d_name < '0' || *e->d_name > '9')))
				continue;
			auto_free char *path = base_printf(
				"%s/%s%s", folders[i], e->d_name, i == 0 ? "/ns/net" : "");
			auto_close int net = open(path, O_RDONLY | O_CLOEXEC);
			if (net >= 0)
				rc = cut_in(net, link, &s);
		}
		if (all)
			(void)closedir(all);
	}
	free(s.inodes);
	return rc;
}

int
guard_cut(int iterator_link, struct err *err)
{
	int status;
	pid_t pid = fork(); /* who enters other namespaces does not come back */
	if (pid == 0)
		_exit(cut_all(iterator_link) < 0);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		return err_set(err, EIO, "cannot end the older connections to mail ports");
	return 0;
}
