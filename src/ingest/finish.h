/* finish.h - what the end of an ingest works on.  Private to the room. */
#pragma once

#include "ingest/run.h"

struct finish {
	struct ingest *in;
	struct collected *got;
	struct coverage coverage;
	struct staged_file *files; /* to publish; owned by the collector or by `extra` */
	size_t n_files;
	struct file_list retire;
	struct sensor_day *days; /* to count: with new rows, but not forgotten */
	size_t n_days;
	struct day_count_row *counts;
	size_t n_counts, counts_room;
	char **group_names;
};

/* The live files of one sensor's day, or of a month. */
int live_files(struct ingest *in, const struct dataset *d, const char *sensor, int32_t day,
	struct file_list *ret, struct err *err);
int live_of_month(struct ingest *in, const struct dataset *d, int32_t month,
	struct file_list *ret, struct err *err);
/* The staged files of one sensor's day, absolute. */
void add_staged_paths(const struct finish *f, const struct dataset *d, const char *sensor,
	int32_t day, struct file_list *list);
void add_file(struct finish *f, const struct staged_file *file);
/* Sorted, each once; returns how many. */
size_t distinct_months(int32_t *months, size_t n);

/* The counts of all days with new rows, month by month (counts.c). */
int finish_counts(struct finish *f, struct err *err);
