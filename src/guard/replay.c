/* replay.c - a table of processes as the log tells of them. */
#include "guard/replay.h"

#include "guard/event.h"

#include <jansson.h>

enum { PROGRAMS_MAX_ = 1024, BUCKETS = 1 << 17 };

struct process {
	long long pid;
	uint64_t id, root;
	uint32_t class, taints;
	bool shell, irc;
	enum guard_state state;
	char program[256];
};

struct guard_replay {
	struct {
		char *name;
		enum guard_class class;
	} programs[PROGRAMS_MAX_];
	size_t n_programs, n_irc, n_live;
	uint64_t last_id;
	/* Open addressing by pid; a slot without an id is free, pid -1 was left. */
	struct process *slots;
};

struct guard_replay *
guard_replay_new(void)
{
	struct guard_replay *r = base_alloc(1, sizeof(*r));
	r->slots = base_alloc(BUCKETS, sizeof(*r->slots));
	return r;
}

void
guard_replay_free(struct guard_replay *r)
{
	for (size_t i = 0; i < r->n_programs; i++)
		free(r->programs[i].name);
	free(r->slots);
	free(r);
}

static struct process *
slot(struct guard_replay *r, long long pid, bool make)
{
	size_t at = (size_t)((uint64_t)pid * 0x9e3779b97f4a7c15u >> 47), free_at = BUCKETS;
	for (size_t n = 0; n < BUCKETS; n++, at = (at + 1) % BUCKETS) {
		struct process *p = &r->slots[at];
		if (p->id && p->pid == pid)
			return p;
		if (p->pid == -1 || !p->id)
			free_at = free_at == BUCKETS ? at : free_at;
		if (!p->id && p->pid != -1)
			break;
	}
	return make && free_at < BUCKETS ? &r->slots[free_at] : NULL;
}

static enum guard_class
class_of(const struct guard_replay *r, const char *program)
{
	for (size_t i = 0; i < r->n_programs; i++)
		if (strcmp(r->programs[i].name, program) == 0)
			return r->programs[i].class;
	return CLASS_NONE;
}

/* --- what a line holds -------------------------------------------------------------- */

static int
text_of(const json_t *o, const char *name, const char **ret, struct err *err)
{
	*ret = json_string_value(json_object_get(o, name));
	return *ret && strlen(*ret) < 256
		? 0
		: err_set(err, EINVAL, "\"%s\" is missing, or no text of at most 255 bytes",
			  name);
}

static int
pid_of(const json_t *o, const char *name, long long *ret, struct err *err)
{
	const json_t *v = json_object_get(o, name);
	*ret = json_integer_value(v);
	return json_is_integer(v) && *ret >= 0 && *ret <= UINT32_MAX
		? 0
		: err_set(err, EINVAL, "\"%s\" is missing, or no number of a process",
			  name);
}

static int
register_program(struct guard_replay *r, const json_t *o, struct err *err)
{
	const char *program, *word;
	int class = CLASS_MAILER;
	int rc = text_of(o, "program", &program, err);
	if (rc == 0)
		rc = text_of(o, "class", &word, err);
	if (rc < 0)
		return rc;
	while (class < CLASSES &&
		strcmp(word, guard_class_text((enum guard_class) class)) != 0)
		class ++;
	if (class == CLASSES)
		return err_set(err, EINVAL, "there is no class '%s'", word);
	if (r->n_programs == PROGRAMS_MAX_)
		return err_set(err, E2BIG, "more than %d programs", PROGRAMS_MAX_);
	r->programs[r->n_programs].name = base_strdup(program);
	r->programs[r->n_programs++].class = (enum guard_class) class;
	return 0;
}

static void
leave(struct guard_replay *r, struct process *p)
{
	if (!p || !p->id)
		return;
	r->n_irc -= p->irc;
	r->n_live--;
	*p = (struct process){ .pid = -1 };
}

static int
spawn(struct guard_replay *r, const json_t *o, struct err *err)
{
	long long pid, parent;
	const char *program;
	int rc = pid_of(o, "pid", &pid, err);
	if (rc == 0)
		rc = pid_of(o, "parent", &parent, err);
	if (rc == 0)
		rc = text_of(o, "program", &program, err);
	if (rc < 0)
		return rc;
	/* A number that comes again is another process. */
	leave(r, slot(r, pid, false));
	if (r->n_live == REPLAY_PROCESSES_MAX)
		return err_set(err, E2BIG, "more than %d processes", REPLAY_PROCESSES_MAX);
	const struct process *from = slot(r, parent, false);
	struct process new = {
		.pid = pid, .id = ++r->last_id, .class = class_of(r, program)
	};
	(void)snprintf(new.program, sizeof(new.program), "%s", program);
	if (from) {
		new.taints = from->taints;
		new.shell = from->shell;
		new.root = from->taints ? from->root : new.id;
	} else {
		new.root = new.id;
	}
	new.shell |= new.class == CLASS_SHELL;
	if (from && new.class == CLASS_NONE)
		new.taints |= TAINT_UNKNOWN;
	struct process *at = slot(r, pid, true);
	must(at);
	*at = new;
	r->n_live++;
	return 0;
}

static enum guard_irc
weigh(const struct guard_replay *r, const struct process *p)
{
	if (r->n_irc == 0)
		return IRC_NONE;
	for (size_t i = 0; i < BUCKETS; i++)
		if (r->slots[i].id && r->slots[i].irc && r->slots[i].root == p->root)
			return IRC_LINEAGE;
	return IRC_HOST;
}

static void
call(const struct guard_replay *r, struct process *p, enum guard_call what,
	const char *time, struct guard_outcome *ret)
{
	struct guard_facts facts = { .class = p->class,
		.taints = p->taints,
		.recorded = 1,
		.live = 1,
		.shell = p->shell,
		.service = 1,
		.uid_bound = 1 };
	struct guard_step step = guard_step(p->state, what, &facts);
	struct guard_evidence evidence = { .irc = weigh(r, p) };
	p->state = step.state;
	*ret = (struct guard_outcome){ .pid = p->pid,
		.call = what,
		.state = step.state,
		.reason = step.reason,
		.judgement = guard_judge(step.reason, &evidence),
		.pattern = guard_pattern(step.reason, (enum guard_class)p->class) };
	(void)snprintf(ret->time, sizeof(ret->time), "%s", time ? time : "");
	(void)snprintf(ret->program, sizeof(ret->program), "%s", p->program);
}

static int
take_event(
	struct guard_replay *r, const json_t *o, struct guard_outcome *ret, struct err *err)
{
	const char *event, *time = json_string_value(json_object_get(o, "time"));
	long long pid;
	int rc = text_of(o, "event", &event, err);
	if (rc < 0)
		return rc;
	if (strcmp(event, "register") == 0)
		return register_program(r, o, err);
	if (strcmp(event, "spawn") == 0)
		return spawn(r, o, err);
	rc = pid_of(o, "pid", &pid, err);
	if (rc < 0)
		return rc;
	struct process *p = slot(r, pid, false);
	if (!p)
		return err_set(err, ENOENT, "process %lld was not spawned", pid);
	if (strcmp(event, "exit") == 0) {
		leave(r, p);
		return 0;
	}
	if (strcmp(event, "irc") == 0) {
		r->n_irc += !p->irc;
		p->irc = true;
		return 0;
	}
	for (int c = CALL_LOGON; c <= CALL_LOGOFF; c++)
		if (strcmp(event, guard_call_text((enum guard_call)c)) == 0) {
			call(r, p, (enum guard_call)c, time, ret);
			return 1;
		}
	return err_set(err, EINVAL, "there is no event '%s'", event);
}

int
guard_replay_line(struct guard_replay *r, struct bytes line, struct guard_outcome *ret,
	struct err *err)
{
	json_error_t why;
	if (line.len > REPLAY_LINE_MAX)
		return err_set(err, E2BIG, "longer than %d bytes", REPLAY_LINE_MAX);
	json_t *o =
		json_loadb((const char *)line.at, line.len, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(o)) {
		json_decref(o);
		return err_set(err, EINVAL, "no JSON object%s%s", o ? "" : ": ",
			o ? "" : why.text);
	}
	int rc = take_event(r, o, ret, err);
	json_decref(o);
	return rc;
}

const char *
guard_call_text(enum guard_call call)
{
	static const char *const words[] = { "logon", "send", "logoff" };
	return words[call];
}

const char *
guard_state_text(enum guard_state state)
{
	static const char *const words[] = { "shut", "ready", "open" };
	return words[state];
}
