/* synth - captures whose ground truth is known, made from a seed.
 *
 * A scene is one phenomenon of the documents or one corner of a definition.  Making it
 * writes a capture (the same seed gives the same bytes), the description of its sensors
 * (STEM.yaml, for `teiten read --config`), its own geography (STEM.geo.csv, named in the
 * description) and the numbers a report must show (STEM.truth.json).
 *
 * The truth is what the scene set out to send, added up from its own plan and never from
 * the frames; tests/unit/synth_truth.c counts the frames by a straight program of its own
 * and must come to the same.  One file here is one scene, or a family of them; SCENE() puts
 * it where scene_at() finds it.
 */
#pragma once

#include "base/base.h"
#include "lake/lake.h"

struct scene_request {
	const char *path; /* FILE.pcap, or the folder of a scene of several captures */
	uint64_t seed;
	uint64_t packets; /* 0: the scene's own number */
	bool outage;
};

struct stage;

struct scene {
	const char *name; /* dashed id */
	const char *summary; /* one line */
	const char *shows; /* rows of the requirements, or the definition it turns on */
	uint64_t packets; /* default of a scene that can be made in any size, else 0 */
	bool takes_outage;
	int (*make)(struct stage *stage, struct err *err);
};

/* clang-format off */
#define SCENE(ident)                                               \
	static const struct scene ident;                           \
	__attribute__((used, retain, section("scenes")))           \
	static const struct scene *const ident##_entry = &ident;   \
	static const struct scene ident
/* clang-format on */

size_t scene_count(void);
const struct scene *scene_at(size_t i); /* sorted by name */
const struct scene *scene_find(const char *name);

/* What was written; paths are the caller's to free with scene_made_free. */
struct scene_made {
	char **captures;
	size_t n_captures;
	char *config, *geo, *truth;
	uint64_t packets;
};

int scene_make(const struct scene *scene, const struct scene_request *request,
	struct scene_made *ret, struct err *err);
void scene_made_free(struct scene_made *made);

/* --- the truth, read back ---------------------------------------------------------------
 * A fact is one number: of a month, about something ("port"), which one ("445/tcp"), and
 * which measure of it ("accesses"). */
struct fact {
	char month[DATE_TEXT_MAX]; /* "2005-11" */
	char what[24], key[72], measure[32];
	double value;
};

struct truth {
	struct fact *facts;
	size_t n_facts;
};

int truth_read(const char *path, struct truth *ret, struct err *err);
void truth_done(struct truth *truth);
/* NULL when the truth says nothing of it; an empty month matches the first there is. */
const struct fact *truth_find(const struct truth *truth, const char *month,
	const char *what, const char *key, const char *measure);

/* --- a report's numbers against the truth ------------------------------------------------
 * A check is one column of one figure in one month, all its rows. */
struct check {
	char month[DATE_TEXT_MAX];
	const char *figure, *column;
	size_t compared; /* numbers */
	double report; /* the figure's number, or the sum of them */
	bool holds;
	char detail[256]; /* the first number that is off */
};

/* Asks every figure of which the truth knows something, in every month of the truth; 0,
 * also when checks fail, or -errno when the lake could not be asked. */
int truth_check(const struct truth *truth, struct lake *lake,
	void (*on_check)(void *arg, const struct check *check), void *arg, struct err *err);
