/* event.h - one line of the spool: what the guard allowed, refused or suspects.
 *
 * The daemon appends JSON Lines in the shape of Suricata's EVE; `teiten guard collect`
 * moves them into the lake's dataset `guard`.  A line stands for `count` equal attempts
 * between `timestamp` and `until`:
 *
 *   {"timestamp":"2026-11-27T13:50:12.123456Z","until":"2026-11-27T13:50:13.5Z",
 *    "event_type":"guard","host":"desk7","src_ip":"192.0.2.7","src_port":0,
 *    "dest_ip":"198.51.100.25","dest_port":25,"proto":"TCP",
 *    "guard":{"verdict":"bot suspected","confidence":"high","pattern":"own engine",
 *     "reason":"not registered","enforced":1,"count":12,"program":"/home/u/x",
 *     "live":"/home/u/x","class":"none","argv":"./x -q","pid":4711,"uid":1000,
 *     "lineage":"x < bash < sshd < systemd","taints":"unknown",
 *     "evidence":"IRC to 203.0.113.9:6767 in the same lineage","lost":0}}
 */
#pragma once

#include "detect/detect.h"
#include "guard/decide.h"

/* The fields of the dataset `guard`, in the order of guard_event_type.fields; and of
 * "guard" in a line, with "count" for GUARD_FIELD_ATTEMPTS. */
enum guard_field {
	GUARD_HOST,
	GUARD_VERDICT, /* "allowed", "illegal action", "bot suspected", "unusual rate",
			  "watching" */
	GUARD_CONFIDENCE, /* "", "low", "medium", "high" */
	GUARD_PATTERN, /* "user and mailer", "own engine", "driven mailer", "" */
	GUARD_REASON,
	GUARD_ENFORCED, /* 0: audit, nothing was refused */
	GUARD_ATTEMPTS,
	GUARD_PROGRAM, /* recorded at exec */
	GUARD_LIVE, /* path of the program that ran when it asked */
	GUARD_CLASS,
	GUARD_ARGUMENTS,
	GUARD_PID,
	GUARD_UID,
	GUARD_LINEAGE, /* nearest first */
	GUARD_TAINTS,
	GUARD_EVIDENCE,
	GUARD_LOST, /* events that the kernel could not hand over so far; counts are exact
		     */
	GUARD_FIELDS,
};

const struct finding_type *guard_event_type(void);

/* The words of lines and listings. */
const char *guard_reason_text(enum guard_reason reason);
const char *guard_verdict_text(enum guard_verdict verdict);
const char *guard_confidence_text(enum guard_confidence confidence);
const char *guard_pattern_text(enum guard_pattern pattern);
const char *guard_class_text(enum guard_class class);
/* "unknown program, script", cut at `size`. */
void guard_taints_text(unsigned taints, char *to, size_t size);
