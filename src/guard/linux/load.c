/* load.c - puts the kernel programs in place, and takes them away again. */
#include "guard/linux/host.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#include <guard.skel.h>
#pragma GCC diagnostic pop

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
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

static int
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

/* --- reading through an iterator ---------------------------------------------------- */

static int
read_all(int iterator, void (*each)(void *arg, const void *row), size_t size, void *arg)
{
	char block[4096];
	ssize_t n;
	while ((n = read(iterator, block, sizeof(block))) > 0)
		for (size_t at = 0; each && at + size <= (size_t)n; at += size)
			each(arg, block + at);
	return n < 0 ? -errno : 0;
}

static int
run_iterator(struct bpf_program *prog, void (*each)(void *arg, const void *row),
	size_t size, void *arg)
{
	struct bpf_link *link = bpf_program__attach_iter(prog, NULL);
	if (!link)
		return -errno;
	int fd = bpf_iter_create(bpf_link__fd(link));
	int rc = fd < 0 ? -errno : read_all(fd, each, size, arg);
	if (fd >= 0)
		(void)close(fd);
	(void)bpf_link__destroy(link);
	return rc;
}

/* --- the policy into the maps ------------------------------------------------------- */

struct naming {
	int fd;
	struct guard_file file;
	bool found;
};

static void
match_file(void *arg, const void *row)
{
	const struct guard_open_file *open = row;
	struct naming *n = arg;
	if (open->fd != (unsigned)n->fd)
		return;
	n->file = open->file;
	n->found = true;
}

static int
identify_file(
	struct guard_bpf *bpf, const char *file, struct guard_file *ret, struct err *err)
{
	auto_close int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct naming n = { .fd = fd };
	if (fd < 0)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	bpf->bss->identify_pid = (unsigned)getpid();
	int rc = run_iterator(
		bpf->progs.identify, match_file, sizeof(struct guard_open_file), &n);
	if (rc < 0 || !n.found)
		return err_set(err, rc < 0 ? -rc : ENOENT,
			"%s: the kernel does not name it", file);
	*ret = n.file;
	return 0;
}

static int
put_script(int map, const char *path, const struct guard_program *program)
{
	char key[GUARD_SCRIPT] = "";
	size_t len = strlen(path);
	if (len >= sizeof(key))
		return 0; /* of the resolved name: then it is run by the other */
	memcpy(key, path, len);
	return bpf_map_update_elem(map, key, program, BPF_ANY);
}

/* `*exposed` becomes true when users may write into this mailer while it runs. */
static int
put_entry(struct guard_bpf *bpf, const struct guard_entry *e,
	const struct guard_notes *notes, bool *exposed, struct err *err)
{
	struct guard_checked checked;
	struct guard_file file;
	int rc = guard_check_entry(e, &checked, err);
	if (rc < 0)
		return rc;
	*exposed |= e->class == CLASS_MAILER && (checked.readable || checked.script);
	if (checked.script) {
		int map = bpf_map__fd(bpf->maps.scripts);
		rc = put_script(map, e->file, &checked.program);
		return rc < 0 ? rc : put_script(map, checked.file, &checked.program);
	}
	rc = identify_file(bpf, checked.file, &file, err);
	if (rc < 0)
		return rc;
	if (checked.upgraded) {
		auto_free char *text = base_printf(
			"%s was upgraded by its package %s", e->file, e->package);
		notes->say(notes->arg, text);
	}
	return bpf_map_update_elem(
		bpf_map__fd(bpf->maps.programs), &file, &checked.program, BPF_ANY);
}

static void
clear_map(int map, size_t key_size)
{
	char key[GUARD_SCRIPT];
	must(key_size <= sizeof(key));
	while (bpf_map_get_next_key(map, NULL, key) == 0)
		if (bpf_map_delete_elem(map, key) < 0)
			break;
}

static int
put_policy(struct guard_bpf *bpf, const struct guard_options *o,
	const struct guard_notes *notes, bool *exposed, struct err *err)
{
	uint64_t bits[1024] = { 0 };
	struct guard_settings settings = { .enforcing = !o->audit, .payload = o->payload };
	uint32_t zero = 0;
	clear_map(bpf_map__fd(bpf->maps.programs), sizeof(struct guard_file));
	clear_map(bpf_map__fd(bpf->maps.scripts), GUARD_SCRIPT);
	for (size_t i = 0; i < o->policy->n_entries; i++) {
		struct err why;
		if (put_entry(bpf, &o->policy->entries[i], notes, exposed, &why) == 0)
			continue;
		auto_free char *text = base_printf("line %d: not registered: %s",
			o->policy->entries[i].line, why.text);
		notes->say(notes->arg, text);
	}
	for (size_t i = 0; i < o->policy->n_ports; i++)
		bits[o->policy->ports[i] >> 6] |= UINT64_C(1) << (o->policy->ports[i] & 63);
	int rc = 0;
	for (uint32_t i = 0; rc == 0 && i < count_of(bits); i++)
		rc = bpf_map_update_elem(
			bpf_map__fd(bpf->maps.ports), &i, &bits[i], BPF_ANY);
	if (rc == 0)
		rc = bpf_map_update_elem(
			bpf_map__fd(bpf->maps.settings), &zero, &settings, BPF_ANY);
	return rc < 0 ? kernel_says(err, rc, "cannot write the policy into the kernel") : 0;
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

static int
attach_lineage(struct guard_bpf *bpf, const struct guard_place *at, struct err *err)
{
	struct bpf_program *const progs[] = { bpf->progs.on_fork, bpf->progs.on_exec,
		bpf->progs.on_exit };
	for (size_t i = 0; i < count_of(progs); i++) {
		const char *name = bpf_program__name(progs[i]);
		int rc = pin_link(bpf_program__attach(progs[i]), at, name);
		if (rc < 0)
			return kernel_says(err, rc, name);
	}
	int rc = run_iterator(bpf->progs.seed, NULL, 1, NULL);
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

static int
attach_cgroup(
	struct guard_bpf *bpf, const struct guard_place *at, bool payload, struct err *err)
{
	struct bpf_program *const progs[] = { bpf->progs.on_established,
		bpf->progs.on_egress, bpf->progs.on_connect4, bpf->progs.on_connect6,
		bpf->progs.on_sendmsg4, bpf->progs.on_sendmsg6,
		payload ? bpf->progs.on_ingress : NULL };
	int rc = bpf_prog_attach(bpf_program__fd(bpf->progs.on_write),
		bpf_map__fd(bpf->maps.permitted), BPF_SK_MSG_VERDICT, 0);
	if (rc < 0)
		return kernel_says(err, rc, "on_write");
	auto_close int cgroup = open(at->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		return err_set(err, errno, "%s: %s", at->cgroup, strerror(errno));
	for (size_t i = 0; i < count_of(progs) && progs[i]; i++) {
		const char *name = bpf_program__name(progs[i]);
		rc = pin_link(bpf_program__attach_cgroup(progs[i], cgroup), at, name);
		if (rc < 0)
			return kernel_says(err, rc, name);
	}
	return 0;
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
try_programs(const struct guard_place *at, bool pinned, enum watching how,
	struct guard_bpf **ret)
{
	struct stat st;
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
open_programs(const struct guard_place *at, bool pinned, struct guard_bpf **ret,
	enum watching *watching, struct err *err)
{
	int rc = -EPERM;
	(void)libbpf_set_print(keep_message);
	for (int how = WATCH_LSM; rc < 0 && how < WATCHINGS; how++) {
		libbpf_said[0] = 0;
		*watching = (enum watching)how;
		rc = try_programs(at, pinned, *watching, ret);
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
	const char *name = bpf_program__name(prog);
	auto_free char *pin = base_printf("%s/link_%s", at->pins, name);
	int rc = access(pin, F_OK) == 0 ? 0 : pin_link(bpf_program__attach(prog), at, name);
	return rc < 0 ? kernel_says(err, rc, name) : 0;
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
	rc = open_programs(&at, pinned, &bpf, &watching, err);
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
