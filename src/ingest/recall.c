/* recall.c - tuples that an earlier capture left for a bin that this one meets. */
#include "ingest/run.h"

struct recalling {
	struct ingest *in;
	unsigned shard;
	uint32_t bin;
};

static int
compare_bins(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

static uint32_t *
find_edge(const struct ingest *in, uint32_t bin)
{
	if (in->n_edge_bins == 0)
		return NULL;
	return bsearch(&bin, in->edge_bins, in->n_edge_bins, sizeof(bin), compare_bins);
}

bool
ingest_is_edge(const struct ingest *in, uint32_t bin)
{
	return find_edge(in, bin) != NULL;
}

bool
ingest_was_recalled(const struct ingest *in, uint32_t bin)
{
	const uint32_t *edge = find_edge(in, bin);
	return edge && in->recalled[edge - in->edge_bins];
}

static const struct sensor *
sensor_named(const struct site *site, struct bytes name)
{
	for (size_t i = 0; i < site->n_sensors; i++)
		if (strlen(site->sensors[i].name) == name.len &&
			memcmp(site->sensors[i].name, name.at, name.len) == 0)
			return &site->sensors[i];
	return NULL;
}

static int
recall_chunk(void *arg, const struct chunk *c)
{
	struct recalling *r = arg;
	struct ingest *in = r->in;
	for (size_t i = 0; i < c->n_rows; i++) {
		const struct sensor *s =
			sensor_named(in->options->site, chunk_text(c, 0, i));
		struct tuple t = {
			.src = { ((uint64_t *)c->column[2])[i],
				((uint64_t *)c->column[3])[i] },
			.dst = { ((uint64_t *)c->column[4])[i],
				((uint64_t *)c->column[5])[i] },
			.proto = ((uint8_t *)c->column[6])[i],
			.sport = ((uint16_t *)c->column[7])[i],
			.dport = ((uint16_t *)c->column[8])[i],
			.fragment = ((uint8_t *)c->column[9])[i],
			.shown = ((uint8_t *)c->column[10])[i],
		};
		if (!s || (t.shown & ~7) || t.shown == 0)
			continue;
		t.sensor = s->index;
		unsigned number;
		struct shard *shard = in->shard_for(in, t.src, &number);
		if (number == r->shard)
			shard_recall(shard, r->bin, &t);
	}
	return 0;
}

static int
ask(struct ingest *in, struct recalling *recalling, struct err *err)
{
	const struct dataset *edge = dataset_find("edge");
	int32_t day = (int32_t)((int64_t)recalling->bin * BIN_S / 86400);
	auto_free char *files_sql = NULL;
	int r = lake_files_sql(in->lake, edge, day - 1, day + 1, &files_sql, err);
	if (r < 0 || !files_sql)
		return r;
	auto_free char *from =
		base_printf("(SELECT * FROM %s WHERE bin = make_timestamp(%lld))",
			files_sql, (long long)recalling->bin * BIN_S * 1000000);
	/* Several captures may have left the same access: it showed all their kinds. */
	auto_free char *sql = dataset_merge_sql(edge, from);
	return lake_writer_query(in->asker, sql, recall_chunk, recalling, err);
}

void
ingest_recall(void *arg, unsigned shard, uint32_t bin)
{
	struct ingest *in = arg;
	const uint32_t *edge = find_edge(in, bin);
	if (!edge)
		return;
	struct recalling recalling = { in, shard, bin };
	if (in->collect)
		collect_keep_tuples(in->collect, bin, true);
	(void)pthread_mutex_lock(&in->ask_lock);
	in->recalled[edge - in->edge_bins] = true;
	struct err err;
	int r = ask(in, &recalling, &err);
	if (r < 0 && in->recall_failed == 0) {
		in->recall_failed = r;
		in->recall_err = err;
	}
	(void)pthread_mutex_unlock(&in->ask_lock);
}
