/* place.c - the cgroup that is guarded, and where its programs are pinned. */
#include "guard/linux/host.h"

#include <linux/magic.h>
#include <mntent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define BPFFS "/sys/fs/bpf"

static int
find_root(char *ret, struct err *err)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	bool found = false;
	for (struct mntent *m; mounts && !found && (m = getmntent(mounts));)
		if (strcmp(m->mnt_type, "cgroup2") == 0) {
			(void)snprintf(ret, PATH_MAX, "%s", m->mnt_dir);
			found = true;
		}
	if (mounts)
		(void)endmntent(mounts);
	if (found)
		return 0;
	return err_set(err, ENOENT,
		"no cgroup v2 hierarchy is mounted: mount -t cgroup2 none /sys/fs/cgroup, "
		"or boot "
		"with systemd.unified_cgroup_hierarchy=1");
}

static int
mount_bpffs(struct err *err)
{
	struct statfs fs;
	if (statfs(BPFFS, &fs) == 0 && fs.f_type == BPF_FS_MAGIC)
		return 0;
	if (mount("bpf", BPFFS, "bpf", 0, "mode=0700") == 0)
		return 0;
	return err_set(err, errno,
		"cannot mount the BPF file system at " BPFFS
		": %s; the guard needs root on the host "
		"itself, not in a container",
		strerror(errno));
}

int
guard_place(const char *cgroup, struct guard_place *ret, struct err *err)
{
	char root[PATH_MAX];
	struct statfs fs;
	struct stat st;
	*ret = (struct guard_place){ 0 };
	int rc = find_root(root, err);
	if (rc < 0)
		return rc;
	if (!realpath(cgroup ? cgroup : root, ret->cgroup))
		return err_set(
			err, errno, "%s: %s", cgroup ? cgroup : root, strerror(errno));
	if (statfs(ret->cgroup, &fs) < 0 || fs.f_type != CGROUP2_SUPER_MAGIC)
		return err_set(err, EINVAL,
			"%s is no folder of cgroup v2, which is mounted at %s", ret->cgroup,
			root);
	size_t n = strlen(root);
	bool below = strncmp(ret->cgroup, root, n) == 0 && ret->cgroup[n] == '/';
	for (const char *at = below ? ret->cgroup + n : ""; *at; at++)
		ret->level += *at == '/';
	if (stat(ret->cgroup, &st) < 0)
		return err_set(err, errno, "%s: %s", ret->cgroup, strerror(errno));
	ret->cgroup_id = st.st_ino; /* of kernfs, where it is the cgroup's id */
	if (ret->level == 0)
		(void)snprintf(ret->pins, sizeof(ret->pins), BPFFS "/teiten-guard");
	else
		(void)snprintf(ret->pins, sizeof(ret->pins), BPFFS "/teiten-guard-%llu",
			(unsigned long long)ret->cgroup_id);
	return mount_bpffs(err);
}

int
guard_ready(struct err *err)
{
	if (geteuid() != 0)
		return err_set(err, EPERM, "the guard needs root: sudo teiten guard run");
	if (access("/sys/kernel/btf/vmlinux", R_OK) < 0)
		return err_set(err, ENOENT,
			"this kernel does not tell its types (/sys/kernel/btf/vmlinux): a "
			"kernel built "
			"with CONFIG_DEBUG_INFO_BTF=y is needed, 5.17 or later");
	return 0;
}
