/* harvest.c - what one publication of a live capture is made of. */
#include "ingest/harvest.h"

struct harvest *
harvest_new(const struct site *site)
{
	struct harvest *h = base_alloc(1, sizeof(*h));
	h->site = site;
	h->got.bins = base_alloc(site->n_sensors, sizeof(*h->got.bins));
	return h;
}

void
harvest_free(struct harvest *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->n_access; i++)
		free(h->access[i].day.rows);
	for (size_t i = 0; i < h->n_tables; i++)
		day_table_free(h->tables[i]);
	for (size_t i = 0; i < h->site->n_sensors; i++)
		free(h->got.bins[i].bins);
	for (size_t i = 0; i < h->n_segments && h->files; i++)
		seen_file_done(&h->files[i]);
	found_free(h->found);
	free(h->access);
	free(h->tables);
	free(h->flows);
	free(h->got.bins);
	free(h->got.days);
	free(h->got.in_parts);
	free(h->got.edges);
	free(h->files);
	free(h->drops);
	free(h->segments);
	free(h->silences);
	free(h);
}

/* --- filling ---------------------------------------------------------------------------
 */

static void
add_day(struct harvest *h, uint16_t sensor, int32_t day)
{
	for (size_t i = 0; i < h->got.n_days; i++)
		if (h->got.days[i].sensor == sensor && h->got.days[i].day == day)
			return;
	base_room(h->got.days, h->got.n_days, h->days_room);
	h->got.days[h->got.n_days++] = (struct sensor_day){ sensor, day };
}

static struct access_day *
access_of(struct harvest *h, uint16_t sensor, uint32_t bin)
{
	int32_t day = zone_day(h->site->sensors[sensor].zone, (int64_t)bin * BIN_S);
	for (size_t i = 0; i < h->n_access; i++)
		if (h->access[i].sensor == sensor && h->access[i].day.day == day)
			return &h->access[i].day;
	base_room(h->access, h->n_access, h->access_room);
	h->access[h->n_access] = (struct harvest_day){ sensor, { .day = day } };
	add_day(h, sensor, day);
	return &h->access[h->n_access++].day;
}

static void
note_packets(struct harvest *h, uint16_t sensor, uint32_t bin, int64_t packets)
{
	struct sensor_bins *b = &h->got.bins[sensor];
	if (b->n == 0 || b->bins[b->n - 1].bin != bin) {
		base_room(b->bins, b->n, b->room);
		b->bins[b->n++] = (struct bin_packets){ bin, 0 };
	}
	b->bins[b->n - 1].packets += packets;
}

void
harvest_cells(struct harvest *h, uint32_t bin, const struct cell *cells, size_t n)
{
	struct access_day *d = NULL;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || cells[i].sensor != cells[i - 1].sensor)
			d = access_of(h, cells[i].sensor, bin);
		base_room(d->rows, d->n, d->room);
		d->rows[d->n++] = (struct access_row){ cells[i], bin };
		note_packets(h, cells[i].sensor, bin, cells[i].packets);
		h->got.packets += cells[i].packets;
		h->got.accesses += cells[i].accesses;
	}
}

void
harvest_tuples(struct harvest *h, uint32_t bin, const struct tuple *tuples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		base_room(h->got.edges, h->got.n_edges, h->edges_room);
		h->got.edges[h->got.n_edges++] = (struct edge_row){ bin, tuples[i] };
	}
}

void
harvest_table(struct harvest *h, struct day_table *table)
{
	h->tables = base_grow(h->tables, h->n_tables + 1, sizeof(struct day_table *));
	h->tables[h->n_tables++] = table;
	add_day(h, table->sensor, table->day);
}

void
harvest_segment(struct harvest *h, int64_t start_ns, int64_t end_ns)
{
	h->segments = base_grow(h->segments, h->n_segments + 1, sizeof(*h->segments));
	if (end_ns <= start_ns) /* nothing was observed, but something was found */
		start_ns = end_ns = start_ns / 1000000000 * 1000000000;
	h->segments[h->n_segments++] = (struct capture_info){ .has_observed = true,
		.observed_start_ns = start_ns,
		.observed_end_ns = end_ns,
		.first_ns = start_ns,
		.last_ns = end_ns,
		.hash = { (uint64_t)start_ns, (uint64_t)end_ns },
		.ended = true };
}

void
harvest_silence(struct harvest *h, struct silence silence)
{
	base_room(h->silences, h->n_silences, h->silences_room);
	h->silences[h->n_silences++] = silence;
}

static int
compare_tables(const void *x, const void *y)
{
	const struct day_table *a = *(struct day_table *const *)x,
			       *b = *(struct day_table *const *)y;
	return compare_sensor_days(&(struct sensor_day){ a->sensor, a->day },
		&(struct sensor_day){ b->sensor, b->day });
}

void
harvest_close(struct harvest *h)
{
	if (h->got.n_days)
		qsort(h->got.days, h->got.n_days, sizeof(*h->got.days),
			compare_sensor_days);
	if (h->n_tables)
		qsort(h->tables, h->n_tables, sizeof(struct day_table *), compare_tables);
	h->bytes = sizeof(*h) + found_bytes(h->found) + h->n_flows * sizeof(*h->flows) +
		h->edges_room * sizeof(*h->got.edges);
	for (size_t i = 0; i < h->n_access; i++)
		h->bytes += h->access[i].day.room * sizeof(*h->access[i].day.rows);
	for (size_t i = 0; i < h->n_tables; i++)
		h->bytes += h->tables[i]->room * sizeof(*h->tables[i]->entries);
}

/* --- publishing ------------------------------------------------------------------------
 */

static bool
is_same_day(const struct day_table *a, const struct day_table *b)
{
	return a->sensor == b->sensor && a->day == b->day;
}

static void
stage_all(const struct harvest *h, struct lake_writer *w, struct written *written)
{
	for (size_t i = 0; i < h->n_access; i++)
		stage_access(w, written, h->access[i].sensor, &h->access[i].day);
	for (size_t i = 0, n; i < h->n_tables; i += n) {
		const struct day_table *t = h->tables[i];
		for (n = 1; i + n < h->n_tables && is_same_day(h->tables[i + n], t);)
			n++;
		stage_sources(w, written, (struct sensor_day){ t->sensor, t->day },
			&h->tables[i], n, false);
	}
	if (h->n_flows)
		stage_flows(w, written, h->flows, h->n_flows);
	found_stage(h->found, w, written, h->site);
}

int
harvest_publish(struct harvest *h, struct ingest *in, struct err *err)
{
	struct ingest_report report = { 0 };
	int r = lake_begin(in->lake, err);
	if (r < 0)
		return r;
	written_init(&h->got.written, h->site, in->options->geo);
	stage_all(h, in->asker, &h->got.written);
	in->n_files = h->n_segments;
	in->segments = h->segments;
	in->silences = h->silences;
	in->n_silences = h->n_silences;
	in->lost = h->lost;
	in->arrivals = (struct arrivals){
		.site = h->site, .files = h->files, .drops = h->drops, .n_drops = h->n_drops
	};
	in->got = &h->got;
	r = h->got.written.failed;
	if (r < 0) {
		*err = h->got.written.err;
		lake_abandon(in->lake, h->got.written.files, h->got.written.n_files);
	} else {
		r = ingest_finish(in, &report, err);
	}
	written_done(&h->got.written);
	return r;
}
