/* suggest.c - a first policy for this host, and additions to one. */
#include "guard/linux/host.h"

#include "base/embed.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

EMBEDDED_GROUP(guard_programs);
extern char **environ;

enum { FOUND_MAX = 256 };

struct found {
	struct guard_entry at[FOUND_MAX];
	size_t n;
};

/* --- of which package is a file? ---------------------------------------------------- */

/* "mutt: /usr/bin/mutt" of dpkg -S; also by the name before the merge of /usr. */
static char *
ask_dpkg(const char *file)
{
	char line[1024] = "", *path = base_strdup(file);
	char *argv[] = { "dpkg-query", "-S", path, NULL };
	int pipe_[2], status;
	pid_t pid;
	posix_spawn_file_actions_t to;
	if (pipe2(pipe_, O_CLOEXEC) < 0)
		return NULL;
	(void)posix_spawn_file_actions_init(&to);
	(void)posix_spawn_file_actions_adddup2(&to, pipe_[1], STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(
		&to, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	int rc = posix_spawnp(&pid, argv[0], &to, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&to);
	(void)close(pipe_[1]);
	ssize_t n = rc == 0 ? read(pipe_[0], line, sizeof(line) - 1) : 0;
	(void)close(pipe_[0]);
	if (rc == 0)
		(void)waitpid(pid, &status, 0);
	free(path);
	/* "diversion by ..." and "a, b: file" name no single package. */
	size_t len = n > 0 ? strcspn(line, ": ,") : 0;
	return len > 0 && line[len] == ':' ? base_printf("%.*s", (int)len, line) : NULL;
}

static char *
package_of(const char *file)
{
	char *package = ask_dpkg(file);
	if (!package && strncmp(file, "/usr/", 5) == 0)
		package = ask_dpkg(file + 4);
	return package;
}

/* --- what is there ------------------------------------------------------------------ */

static void
add(struct found *all, enum guard_class class, bool gate, const char *file,
	const char *user)
{
	char real[PATH_MAX];
	if (all->n == FOUND_MAX || !realpath(file, real))
		return;
	struct guard_entry e = { .class = class, .gate = gate };
	e.file = base_strdup(file);
	e.user = user && *user ? base_strdup(user) : NULL;
	struct guard_checked checked;
	struct err why;
	bool known = false;
	for (size_t i = 0; i < all->n; i++)
		known |= strcmp(all->at[i].file, file) == 0 ||
			strcmp(all->at[i].file, real) == 0;
	if (known || guard_check_entry(&e, &checked, &why) < 0) {
		free(e.file);
		free(e.user);
		return;
	}
	/* A script is known by the name it is called by, a program by its own. */
	if (!checked.script) {
		free(e.file);
		e.file = base_strdup(checked.file);
	}
	memcpy(e.sha256, checked.sha256, sizeof(e.sha256));
	e.package = package_of(checked.file);
	all->at[all->n++] = e;
}

/* The program of an Exec= line: its first word, which may be quoted. */
static void
add_exec(struct found *all, const char *exec)
{
	char word[PATH_MAX], path[2 * PATH_MAX];
	bool quoted = *exec == '"';
	exec += quoted;
	size_t len = strcspn(exec, quoted ? "\"" : " \t\r\n");
	(void)snprintf(word, sizeof(word), "%.*s", (int)len, exec);
	if (word[0] == '/') {
		add(all, CLASS_MAILER, false, word, NULL);
		return;
	}
	static const char *const folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };
	for (size_t i = 0; i < count_of(folders); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folders[i], word);
		if (access(path, X_OK) == 0) {
			add(all, CLASS_MAILER, false, path, NULL);
			return;
		}
	}
}

static void
read_desktop_file(struct found *all, const char *file)
{
	char line[4096], exec[4096] = "";
	bool mails = false, entry = false;
	auto_file FILE *in = fopen(file, "re");
	while (in && fgets(line, sizeof(line), in)) {
		if (line[0] == '[')
			entry = strncmp(line, "[Desktop Entry]", 15) == 0;
		else if (entry && strncmp(line, "Exec=", 5) == 0)
			(void)snprintf(exec, sizeof(exec), "%s", line + 5);
		else if (entry && strncmp(line, "MimeType=", 9) == 0)
			mails = strstr(line, "x-scheme-handler/mailto") != NULL;
	}
	/* Browsers take mailto: too, and send by the web. */
	if (mails && *exec && !strstr(exec, "firefox") && !strstr(exec, "chrom"))
		add_exec(all, exec);
}

static void
read_desktop_files(struct found *all)
{
	static const char *const folders[] = { "/usr/share/applications",
		"/usr/local/share/applications" };
	for (size_t i = 0; i < count_of(folders); i++) {
		DIR *d = opendir(folders[i]);
		for (struct dirent *e; d && (e = readdir(d));) {
			auto_free char *path = base_printf("%s/%s", folders[i], e->d_name);
			if (strlen(path) > 8 &&
				strcmp(path + strlen(path) - 8, ".desktop") == 0)
				read_desktop_file(all, path);
		}
		if (d)
			(void)closedir(d);
	}
}

static int
class_of(const char *word, bool *gate)
{
	*gate = strcmp(word, "gate") == 0;
	for (int c = CLASS_MAILER; c < CLASSES; c++)
		if (strcmp(word, guard_class_text((enum guard_class)c)) == 0)
			return c;
	return *gate ? CLASS_LAUNCHER : -1;
}

static void
read_table(struct found *all)
{
	const struct embedded *table = *__start_embedded_guard_programs;
	auto_free char *text = base_printf("%.*s", (int)table->len, table->at),
		       *rest = text;
	for (char *line; (line = strsep(&rest, "\n"));) {
		bool gate;
		char *class = strsep(&line, "\t"), *file = strsep(&line, "\t");
		if (class[0] == '#' || !file)
			continue;
		int c = class_of(class, &gate);
		must(c > 0);
		add(all, (enum guard_class)c, gate, file, line);
	}
}

/* --- writing it --------------------------------------------------------------------- */

static void
put_entry(FILE *out, const struct guard_entry *e)
{
	(void)fprintf(out, "  - file: ");
	escape_json(out, bytes_text(e->file)); /* which is YAML too */
	if (e->user)
		(void)fprintf(out, "\n    user: %s", e->user);
	if (e->package)
		(void)fprintf(out, "\n    package: %s", e->package);
	(void)fprintf(out, "\n    sha256: %s\n", e->sha256);
}

static const char *
list_name(enum guard_class class, bool gate)
{
	static const char *const names[CLASSES] = { "", "mailers", "mtas", "shells",
		"launchers", "proxies" };
	return gate ? "gates" : names[class];
}

static void
put_list(FILE *out, const struct found *all, enum guard_class class, bool gate)
{
	bool any = false;
	for (size_t i = 0; i < all->n; i++) {
		if (all->at[i].class != class || all->at[i].gate != gate)
			continue;
		if (!any)
			(void)fprintf(out, "\n%s:\n", list_name(class, gate));
		any = true;
		put_entry(out, &all->at[i]);
	}
}

static void
free_found(struct found *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->at[i].file);
		free(all->at[i].user);
		free(all->at[i].package);
	}
}

int
guard_suggest(FILE *out, struct err *err)
{
	static struct found all;
	all.n = 0;
	read_desktop_files(&all);
	read_table(&all);
	(void)fprintf(out,
		"# What may send mail from this host. Read it, take out what you do not "
		"use, and\n"
		"# keep it as " GUARD_POLICY_FILE ", root's and nobody else's to write.\n"
		"ports: [25, 465, 587]\nrate: { sendings: 60, minutes: 10 }\n");
	for (int c = CLASS_MAILER; c < CLASSES; c++)
		put_list(out, &all, (enum guard_class)c, false);
	put_list(out, &all, CLASS_LAUNCHER, true);
	free_found(&all);
	return ferror(out) ? err_set(err, EIO, "cannot write the policy") : 0;
}

/* --- one more ----------------------------------------------------------------------- */

static int
replace_file(const char *file, const char *text, struct err *err)
{
	auto_free char *new = base_printf("%s.new", file);
	(void)unlink(new);
	auto_close int fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	size_t len = strlen(text);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len || fsync(fd) < 0 ||
		rename(new, file) < 0)
		return err_set(err, errno, "%s: %s", new, strerror(errno));
	return 0;
}

/* The text with the entry below its list; a list that is not written line by line is not
 * touched. */
static char *
insert_entry(const char *text, const struct guard_entry *e, struct err *err)
{
	char *entry = NULL, *ret;
	size_t len;
	FILE *out = open_memstream(&entry, &len);
	must(out);
	put_entry(out, e);
	must(fclose(out) == 0);
	auto_free char *key = base_printf("%s:", list_name(e->class, false));
	const char *at = text;
	while (at && strncmp(at, key, strlen(key)) != 0)
		at = (at = strchr(at, '\n')) ? at + 1 : NULL;
	if (!at) {
		ret = base_printf("%s\n%s\n%s", text, key, entry);
	} else {
		const char *end = at + strlen(key);
		size_t blank = strspn(end, " \t");
		if (end[blank] != '\n') {
			(void)err_set(err, EINVAL,
				"%s is written in one line; add this to it by hand:\n%s",
				key, entry);
			ret = NULL;
		} else {
			ret = base_printf("%.*s%s%s", (int)(end + blank + 1 - text), text,
				entry, end + blank + 1);
		}
	}
	free(entry);
	return ret;
}

static char *
read_text(const char *file)
{
	enum { MAX = 1 << 20 };
	char *text = base_alloc(1, MAX + 1);
	auto_close int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && read(fd, text, MAX) < 0)
		text[0] = 0;
	return text;
}

int
guard_allow(const char *policy_file, const char *program, enum guard_class class,
	const char *user, struct err *err)
{
	auto_guard_policy struct guard_policy policy = { 0 };
	struct guard_checked checked;
	bool exists = access(policy_file, F_OK) == 0;
	int rc = exists ? guard_policy_read(policy_file, &policy, err) : 0;
	if (rc < 0)
		return rc;
	auto_free char *text = read_text(policy_file), *new = NULL;
	struct guard_entry e = { .class = class }, *old = NULL;
	e.file = base_strdup(program);
	e.user = user ? base_strdup(user) : NULL;
	for (size_t i = 0; i < policy.n_entries; i++)
		if (strcmp(policy.entries[i].file, program) == 0)
			old = &policy.entries[i];
	rc = guard_check_entry(&e, &checked, err);
	if (rc == 0 && old && old->sha256[0]) {
		new = base_strdup(text);
		char *digits = strstr(new, old->sha256);
		must(digits);
		memcpy(digits, checked.sha256, 64);
	} else if (rc == 0 && !old) {
		memcpy(e.sha256, checked.sha256, sizeof(e.sha256));
		e.package = package_of(checked.file);
		new = insert_entry(text, &e, err);
		rc = new ? 0 : -EINVAL;
	}
	auto_guard_policy struct guard_policy check = { 0 };
	if (rc == 0 && new)
		rc = guard_policy_parse(policy_file, bytes_text(new), &check, err);
	if (rc == 0 && new)
		rc = replace_file(policy_file, new, err);
	free(e.file);
	free(e.user);
	free(e.package);
	return rc;
}
