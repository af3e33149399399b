/* entries.c - the policy as the kernel programs know it: files by the kernel's own numbers.
 */
#include "guard/linux/loaded.h"

#include <fcntl.h>

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

int
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

int
put_policy(struct guard_bpf *bpf, const struct guard_options *o,
	const struct guard_notes *notes, bool *exposed, struct err *err)
{
	uint64_t bits[1024] = { 0 };
	struct guard_settings settings = {
		.enforcing = !o->audit, .payload = o->payload, .version = GUARD_VERSION
	};
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
