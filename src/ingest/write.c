/* write.c - jobs that turn counted rows into staged files. */
#include "ingest/write.h"

void
written_init(struct written *w, const struct site *site, const struct geo *geo)
{
	*w = (struct written){ .site = site, .geo = geo };
	(void)pthread_mutex_init(&w->lock, NULL);
}

void
written_done(struct written *w)
{
	for (size_t i = 0; i < w->n_files; i++)
		staged_file_done(&w->files[i]);
	asn_set_done(&w->asns);
	free(w->files);
	free(w->counts);
	(void)pthread_mutex_destroy(&w->lock);
}

int
compare_sensor_days(const void *x, const void *y)
{
	const struct sensor_day *a = x, *b = y;
	if (a->sensor != b->sensor)
		return a->sensor < b->sensor ? -1 : 1;
	return a->day < b->day ? -1 : a->day > b->day;
}

static void
note_failure(struct written *w, int r, const struct err *err)
{
	if (r < 0 && w->failed == 0) {
		w->failed = r;
		w->err = *err;
	}
}

void
written_add(struct written *w, int r, struct staged_file *file, const struct err *err)
{
	(void)pthread_mutex_lock(&w->lock);
	note_failure(w, r, err);
	if (r == 0 && file->rows > 0) {
		base_room(w->files, w->n_files, w->files_room);
		w->files[w->n_files++] = *file;
	}
	(void)pthread_mutex_unlock(&w->lock);
}

void
written_add_asns(struct written *w, struct asn_set *asns)
{
	(void)pthread_mutex_lock(&w->lock);
	for (uint32_t i = 0; asns->asns && i <= asns->mask; i++)
		asn_set_add(&w->asns, asns->asns[i]);
	(void)pthread_mutex_unlock(&w->lock);
	asn_set_done(asns);
}

struct access_job {
	struct written *w;
	uint16_t sensor;
	struct access_day day;
};

void
stage_access(void *worker, struct written *w, uint16_t sensor, const struct access_day *day)
{
	const struct sensor *s = &w->site->sensors[sensor];
	struct access_rows rows = { .zone = s->zone, .rows = day->rows, .n = day->n };
	struct row_source source = { access_fill, &rows };
	struct staged_file file;
	struct err err;
	int r = lake_stage(worker, dataset_find("access"), s->name, day->day, day->day,
		&source, &file, &err);
	written_add(w, r, &file, &err);
}

static void
access_job(void *worker, void *arg)
{
	struct access_job *job = arg;
	stage_access(worker, job->w, job->sensor, &job->day);
	free(job->day.rows);
	free(job);
}

struct source_job {
	struct written *w;
	struct sensor_day at;
	struct day_table **tables;
	size_t n;
	bool whole;
};

static void
count_day(struct written *w, struct sensor_day at, struct day_table *const *tables,
	size_t n_tables, uint32_t **order)
{
	struct day_counter *counter = day_counter_new(w->site);
	for (size_t k = 0; k < n_tables; k++) {
		const struct day_table *t = tables[k];
		for (uint32_t i = 0; i < t->n_entries; i++) {
			const struct source_entry *e = &t->entries[order[k][i]];
			if (i + 16 < t->n_entries)
				__builtin_prefetch(&t->entries[order[k][i + 16]]);
			day_counter_add(counter,
				&(struct day_row){ e->src, e->port, e->country, e->proto,
					e->kind_excluded >> 1, e->kind_excluded & 1,
					e->packets, (int64_t)e->bytes, e->accesses });
		}
	}
	size_t n;
	const struct day_count *counts = day_counter_done(counter, &n);
	(void)pthread_mutex_lock(&w->lock);
	for (size_t i = 0; i < n; i++) {
		base_room(w->counts, w->n_counts, w->counts_room);
		w->counts[w->n_counts++] =
			(struct day_count_row){ at.sensor, at.day, counts[i] };
	}
	(void)pthread_mutex_unlock(&w->lock);
	day_counter_free(counter);
}

void
stage_sources(void *worker, struct written *w, struct sensor_day at,
	struct day_table *const *tables, size_t n, bool whole)
{
	auto_free uint32_t **order = base_alloc(n, sizeof(*order));
	for (size_t i = 0; i < n; i++) {
		order[i] = base_alloc(tables[i]->n_entries, sizeof(**order));
		day_table_sort(tables[i], order[i]);
	}
	if (whole)
		count_day(w, at, tables, n, order);
	struct asn_set asns = { 0 };
	struct source_rows rows = { .geo = w->geo,
		.tables = tables,
		.order = order,
		.n_tables = n,
		.asns = &asns };
	struct row_source source = { source_fill, &rows };
	struct staged_file file;
	struct err err;
	int r = lake_stage(worker, dataset_find("source_day"),
		w->site->sensors[at.sensor].name, at.day, at.day, &source, &file, &err);
	written_add(w, r, &file, &err);
	written_add_asns(w, &asns);
	for (size_t i = 0; i < n; i++)
		free(order[i]);
}

static void
source_job(void *worker, void *arg)
{
	struct source_job *job = arg;
	stage_sources(worker, job->w, job->at, job->tables, job->n, job->whole);
	for (size_t i = 0; i < job->n; i++)
		day_table_free(job->tables[i]);
	free(job->tables);
	free(job);
}

struct flow_job {
	struct written *w;
	struct flow *flows;
	size_t n;
};

void
stage_flows(void *worker, struct written *w, const struct flow *flows, size_t n_flows)
{
	const struct site *site = w->site;
	auto_free struct sensor_day *days = base_alloc(n_flows, sizeof(*days));
	size_t n = 0;
	for (size_t i = 0; i < n_flows; i++) {
		const struct flow *f = &flows[i];
		struct sensor_day at = { f->sensor,
			zone_day(site->sensors[f->sensor].zone, (int64_t)f->bin * BIN_S) };
		if (n == 0 || compare_sensor_days(&days[n - 1], &at) != 0)
			days[n++] = at;
	}
	qsort(days, n, sizeof(*days), compare_sensor_days);
	for (size_t i = 0; i < n; i++) {
		if (i && compare_sensor_days(&days[i - 1], &days[i]) == 0)
			continue;
		const struct sensor *s = &site->sensors[days[i].sensor];
		struct flow_rows rows = { .flows = flows,
			.n = n_flows,
			.sensor = days[i].sensor,
			.day = days[i].day,
			.zone = s->zone };
		struct row_source source = { flow_fill, &rows };
		struct staged_file file;
		struct err err;
		int r = lake_stage(worker, dataset_find("flow"), s->name, days[i].day,
			days[i].day, &source, &file, &err);
		written_add(w, r, &file, &err);
	}
}

static void
flow_job(void *worker, void *arg)
{
	struct flow_job *job = arg;
	stage_flows(worker, job->w, job->flows, job->n);
	free(job->flows);
	free(job);
}

/* --- the ways in ------------------------------------------------------------------- */

void
write_access(
	struct pool *pool, struct written *w, uint16_t sensor, const struct access_day *day)
{
	struct access_job *job = base_alloc(1, sizeof(*job));
	*job = (struct access_job){ w, sensor, *day };
	pool_run(pool, access_job, job);
}

void
write_sources(struct pool *pool, struct written *w, struct sensor_day at,
	struct day_table **tables, size_t n, bool whole)
{
	struct source_job *job = base_alloc(1, sizeof(*job));
	*job = (struct source_job){ w, at, tables, n, whole };
	pool_run(pool, source_job, job);
}

void
write_flows(struct pool *pool, struct written *w, struct flow *flows, size_t n)
{
	struct flow_job *job = base_alloc(1, sizeof(*job));
	*job = (struct flow_job){ w, flows, n };
	pool_run(pool, flow_job, job);
}
