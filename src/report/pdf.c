/* pdf.c - the page on paper, by the Chromium that the machine has.
 *
 * The browser gets a profile of its own, made for this run and thrown away, and no network
 * work of its own; the page's policy lets it fetch nothing anyway.
 */
#include "report/report.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { PATIENCE_S = 180 };

static char *
find_browser(void)
{
	static const char *const names[] = { "chromium", "chromium-browser",
		"google-chrome", "google-chrome-stable", "chrome" };
	const char *path = getenv("PATH");
	const char *dir = path && *path ? path : "/usr/local/bin:/usr/bin:/bin";
	for (;;) {
		int len = (int)strcspn(dir, ":");
		for (size_t i = 0; len > 0 && i < count_of(names); i++) {
			char *file = base_printf("%.*s/%s", len, dir, names[i]);
			if (access(file, X_OK) == 0)
				return file;
			free(file);
		}
		if (dir[len] == '\0')
			return NULL;
		dir += len + 1;
	}
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* As a file: URL; whatever is no plain sign of a path is written by its number. */
static char *
file_url(const char *path)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	(void)fputs("file://", out);
	for (const unsigned char *p = (const unsigned char *)path; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || strchr("/._-~", *p))
			(void)fputc(*p, out);
		else
			(void)fprintf(out, "%%%02X", *p);
	(void)fputs("#print", out);
	must(fclose(out) == 0);
	return text;
}

/* Waits with a limit: a browser that hangs is ended. */
static int
wait_for(pid_t pid, struct err *err)
{
	int status = 0;
	for (int ms = 0; ms < PATIENCE_S * 1000; ms += 20) {
		pid_t done = waitpid(pid, &status, WNOHANG);
		if (done == pid) {
			if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
				return 0;
			return err_set(err, EIO, "the browser ended with status %d",
				WIFEXITED(status) ? WEXITSTATUS(status)
						  : 128 + WTERMSIG(status));
		}
		if (done < 0 && errno != EINTR)
			return err_set(
				err, errno, "waiting for the browser: %s", strerror(errno));
		(void)nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	return err_set(err, ETIMEDOUT, "the browser took more than %d s", PATIENCE_S);
}

static int
print_with(const char *browser, const char *page, const char *pdf, const char *profile,
	struct err *err)
{
	auto_free char *url = file_url(page);
	auto_free char *to = base_printf("--print-to-pdf=%s", pdf);
	auto_free char *data = base_printf("--user-data-dir=%s", profile);
	/* Chromium refuses its sandbox to root; the page is our own and fetches nothing. */
	auto_free char *name = base_strdup(browser);
	char *args[] = { name, "--headless", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-extensions",
		"--no-pdf-header-footer", "--virtual-time-budget=10000", to, data, url,
		geteuid() == 0 ? "--no-sandbox" : NULL, NULL };
	posix_spawn_file_actions_t actions;
	must(posix_spawn_file_actions_init(&actions) == 0);
	for (int fd = 0; fd <= 2; fd++)
		must(posix_spawn_file_actions_addopen(
			     &actions, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0) == 0);
	pid_t pid;
	int code = posix_spawn(&pid, browser, &actions, NULL, args, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (code != 0)
		return err_set(err, code, "cannot start '%s': %s", browser, strerror(code));
	return wait_for(pid, err);
}

int
report_pdf(const char *dir, struct err *err)
{
	auto_free char *browser = find_browser();
	if (!browser)
		return err_set(err, ENOENT,
			"no Chromium found in PATH (Debian: apt-get install chromium); "
			"report.html prints from any browser as well");
	auto_free char *folder = realpath(dir, NULL);
	if (!folder)
		return err_set(err, errno, "'%s': %s", dir, strerror(errno));
	const char *tmp = getenv("TMPDIR");
	auto_free char *profile =
		base_printf("%s/teiten-print-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(profile))
		return err_set(
			err, errno, "cannot make '%s': %s", profile, strerror(errno));
	auto_free char *page = base_printf("%s/report.html", folder);
	auto_free char *pdf = base_printf("%s/report.pdf", folder);
	auto_free char *fresh = base_printf("%s/report.pdf.new", folder);
	int r = print_with(browser, page, fresh, profile, err);
	(void)nftw(profile, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	struct stat st;
	if (r == 0 && (stat(fresh, &st) < 0 || st.st_size == 0))
		r = err_set(err, EIO, "the browser wrote no PDF");
	if (r == 0 && rename(fresh, pdf) < 0)
		r = err_set(err, errno, "cannot write '%s': %s", pdf, strerror(errno));
	if (r < 0)
		(void)unlink(fresh);
	return r;
}
