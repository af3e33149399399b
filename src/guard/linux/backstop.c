/* backstop.c - nftables drops what leaves for a mail port without the mark of a permission:
 * for packets that come by no socket, and should the pins be lost. */
#include "guard/linux/host.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

extern char **environ;

static int
run_nft(const char *rules, struct err *err)
{
	char *argv[] = { "nft", "-f", "-", NULL };
	auto_close int in = memfd_create("rules", MFD_CLOEXEC);
	size_t len = strlen(rules);
	if (in < 0 || write(in, rules, len) != (ssize_t)len || lseek(in, 0, SEEK_SET) < 0)
		return err_set(err, EIO, "cannot hand rules to nft");
	posix_spawn_file_actions_t to;
	pid_t pid;
	int status;
	(void)posix_spawn_file_actions_init(&to);
	(void)posix_spawn_file_actions_adddup2(&to, in, STDIN_FILENO);
	int rc = posix_spawnp(&pid, "nft", &to, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&to);
	if (rc != 0)
		return err_set(err, rc,
			"nft: %s (install nftables for the second line of defence)",
			strerror(rc));
	if (waitpid(pid, &status, 0) < 0 || status != 0)
		return err_set(err, EIO, "nft refused the rules");
	return 0;
}

static void
put_ports(FILE *out, const struct guard_policy *p)
{
	for (size_t i = 0; i < p->n_ports; i++)
		(void)fprintf(out, "%s%u", i ? ", " : "", p->ports[i]);
}

/* nft looks a cgroup up below /sys/fs/cgroup, wherever the hierarchy is mounted. */
static const char *
nft_path(const char *cgroup)
{
	static const char base[] = "/sys/fs/cgroup/";
	return strncmp(cgroup, base, sizeof(base) - 1) == 0 ? cgroup + sizeof(base) - 1
							    : cgroup;
}

static void
put_chain(FILE *out, const struct guard_place *at, const struct guard_policy *p)
{
	(void)fprintf(out,
		"\t\tmeta mark & 0x%x != 0 accept\n\t\ttcp flags & rst != 0 accept\n",
		GUARD_MARK);
	for (int udp = 0; udp < 2; udp++) {
		(void)fprintf(out, "\t\t");
		if (at->level)
			(void)fprintf(out, "socket cgroupv2 level %u \"%s\" ", at->level,
				nft_path(at->cgroup));
		(void)fprintf(out, "%s dport { ", udp ? "udp" : "tcp");
		put_ports(out, p);
		(void)fprintf(out, " } counter drop\n");
	}
}

/* AF_PACKET passes by the output hook, but not by the egress of a device. */
static void
put_devices(FILE *out, const struct guard_place *at, const struct guard_policy *p)
{
	struct if_nameindex *all = if_nameindex();
	(void)fprintf(out,
		"table netdev teiten_guard\ndelete table netdev teiten_guard\n"
		"table netdev teiten_guard {\n");
	for (struct if_nameindex *i = all; i && i->if_index; i++) {
		if (strcmp(i->if_name, "lo") == 0 || strpbrk(i->if_name, "\"\\ {};"))
			continue;
		(void)fprintf(out,
			"\tchain egress_%u {\n\t\ttype filter hook egress device \"%s\" "
			"priority 0;\n",
			i->if_index, i->if_name);
		put_chain(out, at, p);
		(void)fprintf(out, "\t}\n");
	}
	if_freenameindex(all);
	(void)fprintf(out, "}\n");
}

int
guard_backstop(const struct guard_place *at, const struct guard_policy *p, struct err *err)
{
	char *rules = NULL;
	size_t len;
	char table[64];
	(void)snprintf(table, sizeof(table), "inet teiten_guard%s%.0llu",
		at->level ? "_" : "", at->level ? (unsigned long long)at->cgroup_id : 0);
	FILE *out = open_memstream(&rules, &len);
	must(out);
	(void)fprintf(out,
		"table %s\ndelete table %s\ntable %s {\n\tchain output {\n"
		"\t\ttype filter hook output priority 0;\n",
		table, table, table);
	put_chain(out, at, p);
	(void)fprintf(out, "\t}\n}\n");
	if (at->level == 0)
		put_devices(out, at, p);
	must(fclose(out) == 0);
	int rc = run_nft(rules, err);
	free(rules);
	return rc;
}

int
guard_backstop_remove(const struct guard_place *at, struct err *err)
{
	auto_free char *rules = at->level
		? base_printf("table inet teiten_guard_%llu\ndelete table inet "
			      "teiten_guard_%llu\n",
			  (unsigned long long)at->cgroup_id,
			  (unsigned long long)at->cgroup_id)
		: base_printf(
			  "table inet teiten_guard\ndelete table inet teiten_guard\n"
			  "table netdev teiten_guard\ndelete table netdev teiten_guard\n");
	return run_nft(rules, err);
}
