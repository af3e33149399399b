/* status.c - what stands in the kernel's maps. */
#include "guard/linux/host.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static int
open_map(const char *cgroup, const char *name, int *fd, struct err *err)
{
	*fd = guard_map(cgroup, name, false, err);
	return *fd < 0 ? *fd : 0;
}

static size_t
count_keys(int map, size_t size)
{
	char key[GUARD_SCRIPT], *before = NULL, last[GUARD_SCRIPT];
	size_t n = 0;
	must(size <= sizeof(key));
	while (n < 1 << 20 && bpf_map_get_next_key(map, before, key) == 0) {
		memcpy(last, key, size);
		before = last;
		n++;
	}
	return n;
}

static void
read_ports(int map, struct guard_status *ret)
{
	for (uint32_t i = 0; i < 1024; i++) {
		uint64_t bits = 0;
		if (bpf_map_lookup_elem(map, &i, &bits) < 0)
			continue;
		for (unsigned b = 0; b < 64 && ret->n_ports < GUARD_PORTS_MAX; b++)
			if (bits >> b & 1)
				ret->ports[ret->n_ports++] = (uint16_t)(64 * i + b);
	}
}

static void
read_counters(int map, struct guard_status *ret)
{
	int cpus = libbpf_num_possible_cpus();
	auto_free uint64_t *each = base_alloc(cpus > 0 ? (size_t)cpus : 1, sizeof(*each));
	for (uint32_t i = 0; i < COUNTERS; i++)
		if (bpf_map_lookup_elem(map, &i, each) == 0)
			for (int c = 0; c < cpus; c++)
				ret->counters[i] += each[c];
}

int
guard_status(const char *cgroup, struct guard_status *ret, struct err *err)
{
	auto_close int settings = -1, ports = -1, counters = -1, programs = -1,
		       records = -1;
	struct guard_settings s = { 0 };
	uint32_t zero = 0;
	*ret = (struct guard_status){ 0 };
	int rc = open_map(cgroup, "settings", &settings, err);
	if (rc == 0)
		rc = open_map(cgroup, "ports", &ports, err);
	if (rc == 0)
		rc = open_map(cgroup, "counters", &counters, err);
	if (rc == 0)
		rc = open_map(cgroup, "programs", &programs, err);
	if (rc == 0)
		rc = open_map(cgroup, "records", &records, err);
	if (rc < 0)
		return rc;
	if (bpf_map_lookup_elem(settings, &zero, &s) < 0)
		return err_set(err, errno, "the guard's settings cannot be read");
	ret->enforcing = s.enforcing;
	ret->payload = s.payload;
	read_ports(ports, ret);
	read_counters(counters, ret);
	ret->n_programs = count_keys(programs, sizeof(struct guard_file));
	ret->n_records = count_keys(records, sizeof(uint64_t));
	return 0;
}
