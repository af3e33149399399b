/* guardd - the guard's daemon: hears what the kernel refused, judges it, and tells.
 *
 *   ring ─▶ irc (sessions: evidence) ─┐
 *        └▶ ledger (attempts) ────────┴▶ spool (JSON Lines), warnings
 *
 * It runs as its own user, without capabilities, under seccomp, with descriptors that were
 * opened before; it decides nothing.  What it must not do itself, a small helper does,
 * which stays root: re-reading the policy, wall, and starting mail and webhook under
 * another user.
 */
#pragma once

#include "guard/guard.h"

/* --- the clock: events carry the kernel's CLOCK_BOOTTIME ---------------------------- */

int64_t clock_boot_ns(void);
/* Nanoseconds since the epoch of a moment of CLOCK_BOOTTIME. */
int64_t clock_epoch_ns(uint64_t boot_ns);

/* --- IRC sessions of this host ------------------------------------------------------ */

struct irc_sessions;

struct irc_sessions *irc_sessions_new(void);
void irc_sessions_free(struct irc_sessions *s);
/* Bytes of a connection that looks like IRC, and what they have made of it just now. */
enum irc_news { IRC_NO_NEWS, IRC_IS_SESSION, IRC_IS_CNC };
enum irc_news irc_sessions_see(struct irc_sessions *s, const struct guard_payload *p);
/* What weighs against a lineage; `text` says it, bounded by `size`. */
enum guard_irc irc_sessions_weigh(
	const struct irc_sessions *s, uint64_t root, char *text, size_t size);
/* Forget the sessions of processes that `lives` denies. */
void irc_sessions_prune(
	struct irc_sessions *s, bool (*lives)(void *arg, uint64_t id), void *arg);
size_t irc_sessions_count(const struct irc_sessions *s);
uint64_t irc_sessions_refused(const struct irc_sessions *s); /* no room for them */

/* --- the spool ---------------------------------------------------------------------- */

struct spool;

/* Opens for appending; a half line that a crash left is ended first. */
int spool_open(const char *file, struct spool **ret, struct err *err);
/* The file, not its name, which the new owner could point elsewhere. */
int spool_give(struct spool *s, uid_t uid, gid_t gid, struct err *err);
void spool_close(struct spool *s);
/* One line; it is on the disk after spool_sync(). */
int spool_put(struct spool *s, const char *line, size_t len, struct err *err);
int spool_sync(struct spool *s, struct err *err);

/* --- attempts ----------------------------------------------------------------------- */

struct ledger_maps {
	int refusals, refusals_told, sendings, sendings_told, counters, records;
};

struct ledger;

struct ledger_config {
	struct ledger_maps maps;
	struct spool *spool;
	struct irc_sessions *irc;
	char host[256];
	uint32_t rate_sendings, rate_seconds;
	/* One aggregated warning: its text for people, and whom it concerns. */
	void (*warn)(void *arg, uint32_t uid, const char *text);
	void *arg;
};

struct ledger *ledger_new(const struct ledger_config *config);
void ledger_free(struct ledger *l);
void ledger_see(struct ledger *l, const struct guard_event *e);
/* A process commands bots, or is one, by its IRC alone: told before it sends anything. */
void ledger_see_cnc(struct ledger *l, const struct guard_payload *p);
/* New evidence: what its lineage, or its host, has tried before is judged again. */
void ledger_judge_again(struct ledger *l);
/* Writes what came since the last time; once a second. */
int ledger_flush(struct ledger *l, struct err *err);

/* --- the helper that stays root ----------------------------------------------------- */

struct helper;

struct helper_config {
	const char *policy_file, *cgroup;
	struct guard_options options;
	const char *webhook, *mail;
	uint64_t seen; /* guard_seen() of the policy that was loaded */
};

/* Forks, and gives its pid; refusals at gates come as struct guard_event.  The socket is
 * the daemon's end.  It ends when the daemon does.
 */
int helper_start(const struct helper_config *config, int *socket, struct err *err);
enum { HELPER_TEXT_MAX = 2048 };

/* --- programs that hand mail to the mail server ------------------------------------- */

struct gate;

/* Refusals go as struct guard_event to the socket `tell`.  -ENOENT without a message: the
 * policy names no gate. */
int gate_open(const struct guard_options *o, const struct guard_policy *p, int tell,
	struct gate **ret, struct err *err);
void gate_close(struct gate *g);
int gate_fd(const struct gate *g);
void gate_serve(struct gate *g); /* answers what is asked */

/* --- who listens for warnings ------------------------------------------------------- */

struct listeners;

/* A socket in the file system, to which `teiten guard notify` connects. */
int listeners_open(const char *path, struct listeners **ret, struct err *err);
void listeners_close(struct listeners *l);
int listeners_fd(
	const struct listeners *l); /* of an epoll that is readable when it is due */
void listeners_serve(struct listeners *l);
/* To those of `uid` and of root; how many there were. */
size_t listeners_tell(struct listeners *l, uint32_t uid, const char *text);

/* --- giving up rights --------------------------------------------------------------- */

/* The user's uid, no capabilities, no new privileges, seccomp. */
int privileges_drop(const char *user, struct err *err);
