/* policy.c - guard.yaml as a checked structure. */
#include "guard/policy.h"

#include "base/node.h"

#include <fcntl.h>
#include <sys/stat.h>

static int
number(const struct locus *from, const struct node *node, uint32_t least, uint32_t most,
	uint32_t *ret)
{
	char *end;
	unsigned long n = strtoul(node->text, &end, 10);
	if (*node->text < '0' || *node->text > '9' || *end || n < least || n > most)
		return locus_err(from, node->line, "'%s' is no number from %u to %u",
			node->text, least, most);
	*ret = (uint32_t)n;
	return 0;
}

static int
take_sha256(const struct locus *from, const struct node *node, struct guard_entry *e)
{
	size_t len = strlen(node->text);
	if (len != 64 || strspn(node->text, "0123456789abcdef") != 64)
		return locus_err(from, node->line, "a SHA-256 has 64 digits of 0-9a-f");
	memcpy(e->sha256, node->text, 65);
	return 0;
}

static int
take_file(const struct locus *from, const struct node *node, struct guard_entry *e)
{
	if (node->text[0] != '/')
		return locus_err(from, node->line, "'%s' is no absolute path", node->text);
	if (strlen(node->text) >= GUARD_SCRIPT)
		return locus_err(
			from, node->line, "a path has at most %d bytes", GUARD_SCRIPT - 1);
	e->file = base_strdup(node->text);
	e->line = node->line;
	return 0;
}

static int
take_entry(const struct locus *from, const struct node *node, struct guard_entry *e)
{
	enum { FILE_, PACKAGE, SHA256, USER };
	static const struct node_key keys[] = {
		{ "file", NODE_TEXT, true },
		{ "package", NODE_TEXT, false },
		{ "sha256", NODE_TEXT, false },
		{ "user", NODE_TEXT, false },
	};
	const struct node *at[count_of(keys)];
	if (node->kind == NODE_TEXT)
		return take_file(from, node, e);
	int rc = node_take(from, node, keys, count_of(keys), at);
	if (rc == 0)
		rc = take_file(from, at[FILE_], e);
	if (rc == 0 && at[SHA256])
		rc = take_sha256(from, at[SHA256], e);
	if (rc < 0)
		return rc;
	if (at[PACKAGE])
		e->package = base_strdup(at[PACKAGE]->text);
	if (at[USER])
		e->user = base_strdup(at[USER]->text);
	return 0;
}

static int
take_entries(const struct locus *from, const struct node *list, enum guard_class class,
	bool gate, struct guard_policy *p)
{
	for (const struct node *it = list ? list->child : NULL; it; it = it->next) {
		if (p->n_entries == GUARD_ENTRIES_MAX)
			return locus_err(
				from, it->line, "more than %d programs", GUARD_ENTRIES_MAX);
		struct guard_entry *e = &p->entries[p->n_entries++];
		e->class = class;
		e->gate = gate;
		int rc = take_entry(from, it, e);
		if (rc < 0)
			return rc;
		bool service = class == CLASS_MTA || class == CLASS_PROXY;
		if (service && !e->user)
			return locus_err(from, it->line,
				"'%s' needs the user it runs under: add 'user:'", e->file);
		for (struct guard_entry *o = p->entries; o < e; o++)
			if (strcmp(o->file, e->file) == 0)
				return locus_err(from, it->line,
					"'%s' stands in line %d already", e->file, o->line);
	}
	return 0;
}

static int
take_ports(const struct locus *from, const struct node *list, struct guard_policy *p)
{
	for (const struct node *it = list->child; it; it = it->next) {
		uint32_t port;
		int rc = node_expect(from, it, NODE_TEXT);
		if (rc == 0)
			rc = number(from, it, 1, 65535, &port);
		if (rc < 0)
			return rc;
		if (p->n_ports == GUARD_PORTS_MAX)
			return locus_err(
				from, it->line, "more than %d ports", GUARD_PORTS_MAX);
		p->ports[p->n_ports++] = (uint16_t)port;
	}
	return p->n_ports ? 0 : locus_err(from, list->line, "no ports are guarded");
}

static int
take_rate(const struct locus *from, const struct node *map, struct guard_policy *p)
{
	static const struct node_key keys[] = {
		{ "sendings", NODE_TEXT, true },
		{ "minutes", NODE_TEXT, true },
	};
	const struct node *at[count_of(keys)];
	int rc = node_take(from, map, keys, count_of(keys), at);
	if (rc == 0)
		rc = number(from, at[0], 1, 1000000, &p->rate_sendings);
	if (rc == 0)
		rc = number(from, at[1], 1, 1440, &p->rate_seconds);
	p->rate_seconds *= 60;
	return rc;
}

static int
take_notify(const struct locus *from, const struct node *map, struct guard_policy *p)
{
	static const struct node_key keys[] = {
		{ "webhook", NODE_TEXT, false },
		{ "mail", NODE_TEXT, false },
	};
	const struct node *at[count_of(keys)];
	int rc = node_take(from, map, keys, count_of(keys), at);
	if (rc < 0)
		return rc;
	if (at[0] && strncmp(at[0]->text, "http://", 7) != 0 &&
		strncmp(at[0]->text, "https://", 8) != 0)
		return locus_err(
			from, at[0]->line, "a webhook begins with http:// or https://");
	if (at[1] && (at[1]->text[0] == '-' || strpbrk(at[1]->text, " \t,;<>|\"'")))
		return locus_err(
			from, at[1]->line, "'%s' is no single mail address", at[1]->text);
	p->webhook = at[0] ? base_strdup(at[0]->text) : NULL;
	p->mail = at[1] ? base_strdup(at[1]->text) : NULL;
	return 0;
}

static int
take_policy(const struct locus *from, const struct node *root, struct guard_policy *p)
{
	enum { MAILERS, MTAS, SHELLS, LAUNCHERS, PROXIES, GATES, PORTS, RATE, NOTIFY };
	static const struct node_key keys[] = {
		[MAILERS] = { "mailers", NODE_LIST, false },
		[MTAS] = { "mtas", NODE_LIST, false },
		[SHELLS] = { "shells", NODE_LIST, false },
		[LAUNCHERS] = { "launchers", NODE_LIST, false },
		[PROXIES] = { "proxies", NODE_LIST, false },
		[GATES] = { "gates", NODE_LIST, false },
		[PORTS] = { "ports", NODE_LIST, false },
		[RATE] = { "rate", NODE_MAP, false },
		[NOTIFY] = { "notify", NODE_MAP, false },
	};
	static const enum guard_class classes[] = { [MAILERS] = CLASS_MAILER,
		[MTAS] = CLASS_MTA,
		[SHELLS] = CLASS_SHELL,
		[LAUNCHERS] = CLASS_LAUNCHER,
		[PROXIES] = CLASS_PROXY,
		[GATES] = CLASS_LAUNCHER };
	const struct node *at[count_of(keys)];
	int rc = node_take(from, root, keys, count_of(keys), at);
	for (size_t i = MAILERS; rc == 0 && i <= GATES; i++)
		rc = take_entries(from, at[i], classes[i], i == GATES, p);
	if (rc == 0 && at[PORTS])
		rc = take_ports(from, at[PORTS], p);
	if (rc == 0 && at[RATE])
		rc = take_rate(from, at[RATE], p);
	if (rc == 0 && at[NOTIFY])
		rc = take_notify(from, at[NOTIFY], p);
	return rc;
}

int
guard_policy_parse(
	const char *name, struct bytes text, struct guard_policy *ret, struct err *err)
{
	struct locus from = { name, err };
	auto_node struct node *root = NULL;
	*ret = (struct guard_policy){ 0 };
	int rc = node_parse(&from, text, &root);
	if (rc < 0)
		return rc;
	ret->entries = base_alloc(GUARD_ENTRIES_MAX, sizeof(*ret->entries));
	if (root)
		rc = take_policy(&from, root, ret);
	if (rc < 0)
		guard_policy_free(ret);
	else if (ret->n_ports == 0)
		rc = guard_policy_ports(ret, "25,465,587", err);
	return rc;
}

int
guard_policy_read(const char *file, struct guard_policy *ret, struct err *err)
{
	enum { POLICY_MAX = 1 << 20 };
	*ret = (struct guard_policy){ 0 };
	auto_close int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size > POLICY_MAX)
		return err_set(err, EINVAL, "%s: not a file of at most 1 MiB", file);
	if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)))
		return err_set(err, EPERM,
			"%s: a policy belongs to root and nobody else may write it: chown "
			"root, "
			"chmod 644",
			file);
	auto_free char *text = base_alloc(1, POLICY_MAX + 1);
	ssize_t len = read(fd, text, POLICY_MAX);
	if (len < 0)
		return err_set(err, errno, "%s: %s", file, strerror(errno));
	return guard_policy_parse(file, bytes_of(text, (size_t)len), ret, err);
}

void
guard_policy_free(struct guard_policy *p)
{
	for (size_t i = 0; i < p->n_entries; i++) {
		free(p->entries[i].file);
		free(p->entries[i].package);
		free(p->entries[i].user);
	}
	free(p->entries);
	free(p->webhook);
	free(p->mail);
	*p = (struct guard_policy){ 0 };
}

int
guard_policy_ports(struct guard_policy *p, const char *list, struct err *err)
{
	p->n_ports = 0;
	for (const char *at = list; *at;) {
		char *end;
		unsigned long port = strtoul(at, &end, 10);
		if (end == at || port < 1 || port > 65535 || (*end && *end != ',') ||
			p->n_ports == GUARD_PORTS_MAX)
			return err_set(err, EINVAL,
				"'%s' is no list of ports as in 25,465,587", list);
		p->ports[p->n_ports++] = (uint16_t)port;
		at = *end ? end + 1 : end;
	}
	return p->n_ports ? 0 : err_set(err, EINVAL, "no ports are guarded");
}

bool
guard_is_interpreter(const char *file)
{
	static const char *const names[] = { "ash", "awk", "bash", "busybox", "csh", "dash",
		"env", "fish", "gawk", "gdb", "guile", "java", "ksh", "ld-linux", "ld.so",
		"lua", "mawk", "node", "perl", "php", "python", "qemu-", "ruby", "sh",
		"strace", "tclsh", "tcsh", "wine", "wish", "zsh" };
	const char *base = strrchr(file, '/');
	base = base ? base + 1 : file;
	for (size_t i = 0; i < count_of(names); i++) {
		size_t n = strlen(names[i]);
		if (strncmp(base, names[i], n) != 0)
			continue;
		/* "python3.11" and "ld-linux-x86-64.so.2" too, but not "shotwell". */
		if (names[i][n - 1] == '-' || !(base[n] >= 'a' && base[n] <= 'z'))
			return true;
	}
	return false;
}
