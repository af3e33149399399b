/* load.c - puts the kernel programs in place, and takes them away again. */
#include "guard/linux/loaded.h"

#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <sys/stat.h>

/* --- what libbpf says, for the error ------------------------------------------------ */

static char libbpf_said[512];

__attribute__((format(printf, 2, 0))) static int
keep_message(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	/* The verifier's log comes first and is long; its end is not what helps. */
	if (level == LIBBPF_WARN && !libbpf_said[0])
		(void)vsnprintf(libbpf_said, sizeof(libbpf_said), fmt, ap);
	return 0;
}

int
kernel_says(struct err *err, int code, const char *what)
{
	libbpf_said[strcspn(libbpf_said, "\n")] = 0;
	if (code == -EPERM || code == -EACCES)
		return err_set(err, -code,
			"%s: not permitted; the guard needs root on the host itself "
			"(CAP_BPF, "
			"CAP_PERFMON, CAP_NET_ADMIN), not in a container",
			what);
	return err_set(err, -code, "%s: %s%s%s", what, strerror(-code),
		libbpf_said[0] ? ": " : "", libbpf_said);
}

/* --- pins --------------------------------------------------------------------------- */

static void
remove_pins(const char *folder)
{
	DIR *all = opendir(folder);
	for (struct dirent *e; all && (e = readdir(all));)
		if (e->d_name[0] != '.')
			(void)unlinkat(dirfd(all), e->d_name, 0);
	if (all)
		(void)closedir(all);
	(void)rmdir(folder);
}

static int
pin_link(struct bpf_link *link, const struct guard_place *at, const char *name)
{
	char path[PATH_MAX + 64];
	if (!link)
		return -errno;
	(void)snprintf(path, sizeof(path), "%s/link_%s", at->pins, name);
	int rc = bpf_link__pin(link, path);
	if (rc == 0)
		bpf_link__disconnect(link); /* the pin holds it */
	(void)bpf_link__destroy(link);
	return rc;
}

/* --- attaching ---------------------------------------------------------------------- */

/* `cgroup` < 0: to what the program's section names. */
static int
attach_one(
	struct bpf_program *prog, const struct guard_place *at, int cgroup, struct err *err)
{
	const char *name = bpf_program__name(prog);
	int rc = pin_link(cgroup < 0 ? bpf_program__attach(prog)
				     : bpf_program__attach_cgroup(prog, cgroup),
		at, name);
	return rc < 0 ? kernel_says(err, rc, name) : 0;
}

static int
attach_lineage(struct guard_bpf *bpf, const struct guard_place *at, struct err *err)
{
	struct bpf_program *const progs[] = { bpf->progs.on_fork, bpf->progs.on_exec,
		bpf->progs.on_exit };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count_of(progs); i++)
		rc = attach_one(progs[i], at, -1, err);
	if (rc < 0)
		return rc;
	rc = run_iterator(bpf->progs.seed, NULL, 1, NULL);
	return rc < 0 ? kernel_says(err, rc, "cannot look at the processes that run") : 0;
}

/* Frames of AF_PACKET pass by no hook of a cgroup, but by the devices of this namespace. */
static void
attach_devices(struct guard_bpf *bpf, const struct guard_place *at,
	const struct guard_notes *notes)
{
	enum { TCX_EGRESS = 47 }; /* BPF_TCX_EGRESS of Linux 6.6; older headers lack it */
	struct if_nameindex *all = if_nameindex();
	bool failed = false;
	for (struct if_nameindex *i = all; i && i->if_index; i++) {
		if (strcmp(i->if_name, "lo") == 0)
			continue;
		auto_free char *pin =
			base_printf("%s/link_device_%u", at->pins, i->if_index);
		auto_close int link = bpf_link_create(bpf_program__fd(bpf->progs.on_device),
			(int)i->if_index, (enum bpf_attach_type)TCX_EGRESS, NULL);
		failed |= link < 0 || bpf_obj_pin(link, pin) < 0;
	}
	if_freenameindex(all);
	if (failed)
		notes->say(notes->arg,
			"frames that root sends by AF_PACKET are not seen: tcx (Linux 6.6) "
			"is missing");
}

/* What asks who writes: the tracepoint, else the sockmap. */
static int
attach_writers(
	struct guard_bpf *bpf, const struct guard_place *at, int cgroup, struct err *err)
{
	if (bpf_program__fd(bpf->progs.on_send) >= 0)
		return attach_one(bpf->progs.on_send, at, -1, err);
	int rc = bpf_prog_attach(bpf_program__fd(bpf->progs.on_write),
		bpf_map__fd(bpf->maps.permitted), BPF_SK_MSG_VERDICT, 0);
	return rc < 0 ? kernel_says(err, rc, "on_write")
		      : attach_one(bpf->progs.on_established, at, cgroup, err);
}

static int
attach_cgroup(
	struct guard_bpf *bpf, const struct guard_place *at, bool payload, struct err *err)
{
	struct bpf_program *const progs[] = { bpf->progs.on_egress, bpf->progs.on_connect4,
		bpf->progs.on_connect6, bpf->progs.on_sendmsg4, bpf->progs.on_sendmsg6,
		payload ? bpf->progs.on_ingress : NULL };
	int rc;
	auto_close int cgroup = open(at->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		return err_set(err, errno, "%s: %s", at->cgroup, strerror(errno));
	rc = attach_writers(bpf, at, cgroup, err);
	for (size_t i = 0; rc == 0 && i < count_of(progs) && progs[i]; i++)
		rc = attach_one(progs[i], at, cgroup, err);
	return rc;
}

static int
cut_older(
	struct guard_bpf *bpf, const struct guard_place *at, uint64_t *cut, struct err *err)
{
	bpf->bss->cut_cgroup = at->level ? at->cgroup_id : 0;
	bpf->bss->cut_done = 0;
	struct bpf_link *link = bpf_program__attach_iter(bpf->progs.cut, NULL);
	if (!link)
		return kernel_says(
			err, -errno, "cannot look at the connections that stand");
	int rc = guard_cut(bpf_link__fd(link), err);
	(void)bpf_link__destroy(link);
	*cut = bpf->bss->cut_done;
	return rc;
}

/* --- the door ----------------------------------------------------------------------- */

static void
auto_bpf_(struct guard_bpf **bpf)
{
	guard_bpf__destroy(*bpf);
}

#define auto_bpf __attribute__((cleanup(auto_bpf_)))

/* Maps that are pinned are used again, the program's own sections are not. */
static int
adopt_maps(struct guard_bpf *bpf, const struct guard_place *at)
{
	struct bpf_map *map;
	bpf_object__for_each_map(map, bpf->obj)
	{
		if (strchr(bpf_map__name(map), '.'))
			continue;
		auto_free char *pin = base_printf("%s/%s", at->pins, bpf_map__name(map));
		auto_close int fd = bpf_obj_get(pin);
		int rc = fd < 0 ? -errno : bpf_map__reuse_fd(map, fd);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* How it is noticed that one process writes into another; the best that this kernel takes.
 */
enum watching { WATCH_LSM, WATCH_CALLS, WATCH_NOT, WATCHINGS };

static int
try_programs(const struct guard_place *at, bool pinned, enum watching how, bool sockmap,
	struct guard_bpf **ret)
{
	struct stat st;
	bool traced = !sockmap &&
		libbpf_find_vmlinux_btf_id("tcp_sendmsg_locked", BPF_TRACE_RAW_TP) > 0;
	libbpf_said[0] = 0; /* that it is missing explains no failure */
	auto_bpf struct guard_bpf *bpf = guard_bpf__open();
	if (!bpf)
		return -errno;
	/* The policy's paths are those of init, which a unit with mounts of its own is not.
	 */
	if (stat("/proc/1/ns/mnt", &st) == 0 || stat("/proc/self/ns/mnt", &st) == 0)
		bpf->rodata->host_mounts = (uint32_t)st.st_ino;
	bpf->rodata->device_cgroup = at->level ? at->cgroup_id : 0;
	bpf->rodata->device_level = at->level;
	(void)bpf_program__set_autoload(bpf->progs.on_device, true);
	(void)bpf_program__set_autoload(bpf->progs.on_send, traced);
	(void)bpf_program__set_autoload(bpf->progs.on_established, !traced);
	(void)bpf_program__set_autoload(bpf->progs.on_write, !traced);
	(void)bpf_program__set_autoload(bpf->progs.on_access, how == WATCH_LSM);
	(void)bpf_program__set_autoload(bpf->progs.on_call, how == WATCH_CALLS);
	int rc = pinned ? adopt_maps(bpf, at) : 0;
	if (rc == 0)
		rc = guard_bpf__load(bpf);
	if (rc == 0)
		*ret = take(&bpf);
	return rc;
}

static int
open_programs(const struct guard_place *at, bool pinned, bool sockmap,
	struct guard_bpf **ret, enum watching *watching, struct err *err)
{
	int rc = -EPERM;
	(void)libbpf_set_print(keep_message);
	/* Asked first: a load that fails at its end costs as much as one that does not. */
	bool lsm = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_LSM, NULL) > 0;
	for (int how = lsm ? WATCH_LSM : WATCH_CALLS; rc < 0 && how < WATCHINGS; how++) {
		*watching = (enum watching)how;
		rc = try_programs(at, pinned, *watching, sockmap, ret);
	}
	return rc < 0
		? kernel_says(err, rc, "this kernel does not take the guard's programs")
		: 0;
}

/* The system calls cost every program a little, so they are watched only where a mailer's
 * user could write into it. */
static int
attach_watch(struct guard_bpf *bpf, const struct guard_place *at, enum watching watching,
	bool exposed, const struct guard_notes *notes, struct err *err)
{
	if (watching == WATCH_NOT && exposed)
		notes->say(notes->arg,
			"this kernel does not tell when one process writes into another "
			"(ptrace): "
			"install mailers without read permission, mode 0711");
	if (watching == WATCH_NOT || (watching == WATCH_CALLS && !exposed))
		return 0;
	struct bpf_program *prog =
		watching == WATCH_LSM ? bpf->progs.on_access : bpf->progs.on_call;
	auto_free char *pin = base_printf("%s/link_%s", at->pins, bpf_program__name(prog));
	return access(pin, F_OK) == 0 ? 0 : attach_one(prog, at, -1, err);
}

static int
install(struct guard_bpf *bpf, const struct guard_place *at, enum watching watching,
	const struct guard_options *o, const struct guard_notes *notes, uint64_t *cut,
	struct err *err)
{
	if (mkdir(at->pins, 0700) < 0)
		return err_set(err, errno, "%s: %s", at->pins, strerror(errno));
	int rc = bpf_object__pin_maps(bpf->obj, at->pins);
	if (rc < 0)
		return kernel_says(err, rc, at->pins);
	bool exposed = false;
	rc = put_policy(bpf, o, notes, &exposed, err);
	if (rc == 0)
		rc = attach_lineage(bpf, at, err);
	if (rc == 0)
		rc = attach_watch(bpf, at, watching, exposed, notes, err);
	if (rc == 0)
		rc = attach_cgroup(bpf, at, o->payload, err);
	if (rc == 0)
		attach_devices(bpf, at, notes);
	return rc < 0 ? rc : cut_older(bpf, at, cut, err);
}

/* What is pinned goes on with this policy. */
static int
renew(struct guard_bpf *bpf, const struct guard_place *at, enum watching watching,
	const struct guard_options *o, const struct guard_notes *notes, struct err *err)
{
	bool exposed = false;
	int rc = put_policy(bpf, o, notes, &exposed, err);
	return rc < 0 ? rc : attach_watch(bpf, at, watching, exposed, notes, err);
}

/* What is pinned by another version has other structures. */
static int
check_version(const char *cgroup, struct err *err)
{
	struct guard_settings s = { 0 };
	uint32_t zero = 0;
	auto_close int fd = guard_map(cgroup, "settings", false, err);
	if (fd < 0)
		return fd;
	if (bpf_map_lookup_elem(fd, &zero, &s) == 0 && s.version == GUARD_VERSION)
		return 0;
	return err_set(err, EEXIST,
		"the guard that is loaded is of another version of teiten and goes on; to "
		"change to "
		"this one: teiten guard stop (which opens the ports), and run again");
}

int
guard_start(const struct guard_options *o, const struct guard_notes *notes, uint64_t *cut,
	struct err *err)
{
	struct guard_place at;
	auto_bpf struct guard_bpf *bpf = NULL;
	*cut = 0;
	int rc = guard_ready(err);
	if (rc == 0)
		rc = guard_place(o->cgroup, &at, err);
	if (rc < 0)
		return rc;
	bool pinned = access(at.pins, F_OK) == 0;
	enum watching watching;
	rc = pinned ? check_version(o->cgroup, err) : 0;
	if (rc < 0)
		return rc;
	rc = open_programs(&at, pinned, o->sockmap, &bpf, &watching, err);
	if (rc < 0)
		return rc;
	rc = pinned ? renew(bpf, &at, watching, o, notes, err)
		    : install(bpf, &at, watching, o, notes, cut, err);
	if (rc < 0 && !pinned)
		remove_pins(at.pins);
	if (rc < 0 || !o->backstop)
		return rc;
	struct err why;
	if (guard_backstop(&at, o->policy, &why) < 0)
		notes->say(notes->arg, why.text);
	return 0;
}

int
guard_stop(const char *cgroup, struct err *err)
{
	struct guard_place at;
	struct err why;
	int rc = guard_place(cgroup, &at, err);
	if (rc < 0)
		return rc;
	if (access(at.pins, F_OK) < 0)
		return err_set(err, ENOENT, "the guard is not running");
	remove_pins(at.pins);
	(void)guard_backstop_remove(&at, &why); /* it may never have been there */
	return 0;
}

int
guard_map(const char *cgroup, const char *name, bool writes, struct err *err)
{
	struct guard_place at;
	LIBBPF_OPTS(bpf_obj_get_opts, how, .file_flags = writes ? 0 : BPF_F_RDONLY);
	int rc = guard_place(cgroup, &at, err);
	if (rc < 0)
		return rc;
	auto_free char *pin = base_printf("%s/%s", at.pins, name);
	int fd = bpf_obj_get_opts(pin, &how);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return err_set(err, ENOENT, "the guard is not running");
	return err_set(err, errno, "%s: %s", pin, strerror(errno));
}
