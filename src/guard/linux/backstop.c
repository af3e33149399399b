/* backstop.c - nftables drops what leaves for a mail port without the mark of a permission,
 * should the pins be lost. */
#include "guard/linux/host.h"

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

/* nft looks a cgroup up below /sys/fs/cgroup, wherever the hierarchy is mounted. */
static const char *
nft_path(const char *cgroup)
{
	static const char base[] = "/sys/fs/cgroup/";
	return strncmp(cgroup, base, sizeof(base) - 1) == 0 ? cgroup + sizeof(base) - 1
							    : cgroup;
}

/* Of TCP the first packet is enough, and all others are passed by one comparison. */
static void
put_rule(FILE *out, const char *which, const struct guard_place *at,
	const struct guard_policy *p)
{
	(void)fprintf(out, "\t\t%s dport { ", which);
	for (size_t i = 0; i < p->n_ports; i++)
		(void)fprintf(out, "%s%u", i ? ", " : "", p->ports[i]);
	(void)fprintf(out, " } meta mark & 0x%x == 0 ", GUARD_MARK);
	if (at->level)
		(void)fprintf(out, "socket cgroupv2 level %u \"%s\" ", at->level,
			nft_path(at->cgroup));
	(void)fprintf(out, "counter drop\n");
}

/* "inet teiten_guard_4711": one table a guarded cgroup. */
static void
name_table(const struct guard_place *at, char *to, size_t size)
{
	int n = snprintf(to, size, "inet teiten_guard");
	if (at->level)
		(void)snprintf(to + n, size - (size_t)n, "_%llu",
			(unsigned long long)at->cgroup_id);
}

int
guard_backstop(const struct guard_place *at, const struct guard_policy *p, struct err *err)
{
	char *rules = NULL, table[64];
	size_t len;
	name_table(at, table, sizeof(table));
	FILE *out = open_memstream(&rules, &len);
	must(out);
	(void)fprintf(out,
		"table %s\ndelete table %s\ntable %s {\n"
		"\tchain output {\n\t\ttype filter hook output priority 0;\n",
		table, table, table);
	put_rule(out, "tcp flags & syn != 0 tcp", at, p);
	put_rule(out, "udp", at, p);
	(void)fprintf(out, "\t}\n}\n");
	must(fclose(out) == 0);
	int rc = run_nft(rules, err);
	free(rules);
	return rc;
}

int
guard_backstop_remove(const struct guard_place *at, struct err *err)
{
	char table[64];
	name_table(at, table, sizeof(table));
	auto_free char *rules = base_printf("table %s\ndelete table %s\n", table, table);
	return run_nft(rules, err);
}
