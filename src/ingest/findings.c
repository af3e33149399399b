/* findings.c - what the engine finds becomes rows of the findings' datasets.
 *
 * Rows wait in batches of one type, with their texts in the batch's own memory, and go to
 * the pool when there are enough of them; so memory does not grow with what is found.
 */
#include "ingest/findings.h"

/* More rows were slower: they leave the cache before they are written. */
enum {
	BATCH_ROWS = 20000,
	BATCH_BYTES = 16 << 20,
	CHUNK = 256 << 10,
	WAITING_BYTES = 64 << 20, /* of findings that wait to be taken */
};

struct found_row {
	int32_t day;
	uint32_t asn;
	char country[3];
	char community[COMMUNITY_ID_MAX];
	const char *capture;
	/* Last, since memory is taken for as many of its values as the type has fields;
	 * texts as they are stored. */
	struct finding f;
};

struct chunk_of_text {
	struct chunk_of_text *next;
	size_t used, size;
	_Alignas(16) uint8_t at[];
};

struct batch {
	const struct finding_type *type;
	struct found_row **rows;
	size_t n, room, bytes;
	int32_t first_month, last_month;
	struct chunk_of_text *chunks;
};

struct findings {
	const struct site *site;
	const struct geo *geo;
	struct pool *pool;
	struct written *written;
	const char *const *paths;
	struct batch *batches; /* by number of the type */
	size_t last; /* number of the type that was found last */
	uint64_t n, refused;
	size_t waiting; /* bytes, without a pool */
};

struct findings *
findings_new(const struct site *site, const struct geo *geo, struct pool *pool,
	struct written *written, const char *const *paths)
{
	struct findings *f = base_alloc(1, sizeof(*f));
	*f = (struct findings){
		.site = site, .geo = geo, .pool = pool, .written = written, .paths = paths
	};
	f->batches = base_alloc(finding_type_count() + 1, sizeof(*f->batches));
	return f;
}

static void
batch_done(struct batch *b)
{
	while (b->chunks) {
		struct chunk_of_text *next = b->chunks->next;
		free(b->chunks);
		b->chunks = next;
	}
	free(b->rows);
	*b = (struct batch){ 0 };
}

void
findings_free(struct findings *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < finding_type_count(); i++)
		batch_done(&f->batches[i]);
	free(f->batches);
	free(f);
}

static void *
batch_take(struct batch *b, size_t len)
{
	len = (len + 15) & ~(size_t)15;
	if (!b->chunks || b->chunks->size - b->chunks->used < len) {
		size_t size = len > CHUNK ? len : CHUNK;
		struct chunk_of_text *c = base_grow(NULL, 1, sizeof(*c) + size);
		c->size = size;
		c->used = 0;
		c->next = b->chunks;
		b->chunks = c;
	}
	void *at = b->chunks->at + b->chunks->used;
	b->chunks->used += len;
	b->bytes += len;
	return at;
}

static struct bytes
keep_text(struct batch *b, struct bytes text)
{
	uint8_t *at = batch_take(b, 4 * text.len);
	size_t len = utf8_of(text, at);
	/* What escaping did not need is given back. */
	size_t back = ((4 * text.len + 15) & ~(size_t)15) - ((len + 15) & ~(size_t)15);
	b->chunks->used -= back;
	b->bytes -= back;
	return bytes_of(at, len);
}

static struct bytes
keep_bytes(struct batch *b, struct bytes bytes)
{
	uint8_t *at = batch_take(b, bytes.len);
	if (bytes.len)
		memcpy(at, bytes.at, bytes.len);
	return bytes_of(at, bytes.len);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static struct found_row *
make_row(struct findings *f, struct batch *b, const struct finding *finding)
{
	size_t n = finding_type_fields(finding->type);
	size_t kept = offsetof(struct finding, values) + n * sizeof(struct field_value);
	struct found_row *row = batch_take(b, offsetof(struct found_row, f) + kept);
	const struct sensor *s = &f->site->sensors[finding->sensor];
	memcpy(&row->f, finding, kept);
	row->community[0] = '\0';
	row->f.why = keep_text(b, finding->why);
	row->day = zone_day(s->zone, finding->first_ns / 1000000000);
	struct place place = geo_find(f->geo, finding->src);
	(void)country_text(place.country, row->country);
	row->asn = place.asn;
	bool both = (finding->src.hi || finding->src.lo) &&
		(finding->dst.hi || finding->dst.lo);
	if (both)
		(void)community_id(finding, row->community);
	row->capture = finding->frame ? base_name(f->paths[finding->file]) : "";
	for (size_t i = 0; i < n; i++) {
		struct bytes *text = &row->f.values[i].text;
		if (finding->type->fields[i].type == FIELD_TEXT)
			*text = keep_text(b, *text);
		else if (finding->type->fields[i].type == FIELD_BYTES)
			*text = keep_bytes(b, *text);
	}
	return row;
}

/* --- writing ----------------------------------------------------------------------------
 */

struct found_rows {
	const struct batch *batch;
	const struct site *site;
	int32_t month;
	size_t at;
	struct asn_set *asns;
};

static void
put_row(const struct rows *rows, size_t i, const struct found_row *row, const char *sensor)
{
	const struct finding *f = &row->f;
	((int32_t *)rows->column[FINDING_DAY])[i] = row->day;
	rows_put_text(rows, FINDING_SENSOR, i, sensor, strlen(sensor));
	((int64_t *)rows->column[FINDING_TIME])[i] = f->first_ns / 1000;
	((int64_t *)rows->column[FINDING_UNTIL])[i] = f->last_ns / 1000;
	((uint64_t *)rows->column[FINDING_SRC_HI])[i] = f->src.hi;
	((uint64_t *)rows->column[FINDING_SRC_LO])[i] = f->src.lo;
	((uint64_t *)rows->column[FINDING_DST_HI])[i] = f->dst.hi;
	((uint64_t *)rows->column[FINDING_DST_LO])[i] = f->dst.lo;
	((uint8_t *)rows->column[FINDING_PROTO])[i] = f->proto;
	((uint16_t *)rows->column[FINDING_SPORT])[i] = f->sport;
	((uint16_t *)rows->column[FINDING_DPORT])[i] = f->dport;
	rows_put_text(rows, FINDING_COUNTRY, i, row->country, strlen(row->country));
	((uint32_t *)rows->column[FINDING_ASN])[i] = row->asn;
	((uint8_t *)rows->column[FINDING_EXCLUDED])[i] = f->excluded;
	((int64_t *)rows->column[FINDING_PACKETS])[i] = (int64_t)f->packets;
	rows_put_text(
		rows, FINDING_COMMUNITY_ID, i, row->community, strlen(row->community));
	rows_put_text(rows, FINDING_CAPTURE, i, row->capture, strlen(row->capture));
	((int64_t *)rows->column[FINDING_FRAME])[i] = (int64_t)f->frame;
	rows_put_text(rows, FINDING_WHY, i, (const char *)f->why.at, f->why.len);
	size_t n = finding_type_fields(f->type);
	for (size_t k = 0; k < n; k++) {
		const struct field_value *v = &f->values[k];
		if (f->type->fields[k].type == FIELD_NUMBER)
			((int64_t *)rows->column[FINDING_FIELDS + k])[i] = v->number;
		else
			rows_put_text(rows, FINDING_FIELDS + k, i, (const char *)v->text.at,
				v->text.len);
	}
}

static size_t
fill(void *arg, const struct rows *rows)
{
	struct found_rows *r = arg;
	size_t i = 0;
	for (; i < ROWS_MAX && r->at < r->batch->n; r->at++) {
		const struct found_row *row = r->batch->rows[r->at];
		if (month_of_day(row->day) != r->month)
			continue;
		put_row(rows, i++, row, r->site->sensors[row->f.sensor].name);
		asn_set_add(r->asns, row->asn);
	}
	return i;
}

struct found_job {
	struct written *written;
	const struct site *site;
	struct batch batch;
};

/* The first month of the batch after `last`; INT32_MAX when there is none.  Mostly all of
 * it is of one month, and rows that have left the cache are not looked at. */
static int32_t
next_month(const struct batch *b, int32_t last)
{
	if (b->first_month == b->last_month)
		return b->first_month > last ? b->first_month : INT32_MAX;
	int32_t next = INT32_MAX;
	for (size_t i = 0; i < b->n; i++) {
		int32_t month = month_of_day(b->rows[i]->day);
		if (month > last && month < next)
			next = month;
	}
	return next;
}

static void
stage_batch(const struct batch *b, void *worker, struct written *w, const struct site *site)
{
	struct asn_set asns = { 0 };
	for (int32_t month = INT32_MIN; (month = next_month(b, month)) != INT32_MAX;) {
		struct found_rows rows = { b, site, month, 0, &asns };
		struct row_source source = { fill, &rows };
		struct staged_file file;
		struct err err;
		int r = lake_stage(worker, dataset_of_findings(b->type), "",
			month_first_day(month), month_first_day(month + 1) - 1, &source,
			&file, &err);
		written_add(w, r, &file, &err);
	}
	written_add_asns(w, &asns);
}

static void
write_batch(void *worker, void *arg)
{
	struct found_job *job = arg;
	stage_batch(&job->batch, worker, job->written, job->site);
	batch_done(&job->batch);
	free(job);
}

static void
flush(struct findings *f, struct batch *b)
{
	if (b->n == 0)
		return;
	struct found_job *job = base_alloc(1, sizeof(*job));
	*job = (struct found_job){ f->written, f->site, *b };
	*b = (struct batch){ 0 };
	pool_run(f->pool, write_batch, job);
}

static struct batch *
batch_for(struct findings *f, const struct finding_type *type)
{
	if (finding_type_at(f->last) != type)
		for (f->last = 0; finding_type_at(f->last) != type;)
			f->last++;
	struct batch *b = &f->batches[f->last];
	b->type = type;
	return b;
}

void
findings_add(struct findings *f, const struct finding *finding)
{
	struct batch *b = batch_for(f, finding->type);
	if (!f->pool && f->waiting > WAITING_BYTES) {
		f->refused++;
		return;
	}
	size_t before = b->bytes;
	base_room(b->rows, b->n, b->room);
	struct found_row *row = make_row(f, b, finding);
	int32_t month = month_of_day(row->day);
	b->first_month = b->n == 0 || month < b->first_month ? month : b->first_month;
	b->last_month = b->n == 0 || month > b->last_month ? month : b->last_month;
	b->rows[b->n++] = row;
	f->n++;
	f->waiting += b->bytes - before;
	if (!f->pool)
		return;
	if (b->n >= BATCH_ROWS || b->bytes >= BATCH_BYTES)
		flush(f, b);
}

void
findings_finish(struct findings *f)
{
	for (size_t i = 0; i < finding_type_count(); i++)
		flush(f, &f->batches[i]);
}

uint64_t
findings_count(const struct findings *f)
{
	return f->n;
}

/* --- taken by a live capture -----------------------------------------------------------
 */

struct found {
	size_t n, bytes;
	struct batch batches[];
};

struct found *
findings_take(struct findings *f)
{
	size_t n = 0;
	for (size_t i = 0; i < finding_type_count(); i++)
		n += f->batches[i].n > 0;
	if (n == 0)
		return NULL;
	struct found *found =
		base_grow(NULL, 1, sizeof(*found) + n * sizeof(found->batches[0]));
	found->n = 0;
	found->bytes = f->waiting;
	for (size_t i = 0; i < finding_type_count(); i++)
		if (f->batches[i].n > 0) {
			found->batches[found->n++] = f->batches[i];
			f->batches[i] = (struct batch){ 0 };
		}
	f->waiting = 0;
	return found;
}

size_t
findings_waiting(const struct findings *f)
{
	return f->waiting;
}

size_t
found_bytes(const struct found *found)
{
	return found ? found->bytes : 0;
}

void
found_stage(
	const struct found *found, void *worker, struct written *w, const struct site *site)
{
	for (size_t i = 0; found && i < found->n; i++)
		stage_batch(&found->batches[i], worker, w, site);
}

void
found_free(struct found *found)
{
	for (size_t i = 0; found && i < found->n; i++)
		batch_done(&found->batches[i]);
	free(found);
}

uint64_t
findings_refused(const struct findings *f)
{
	return f->refused;
}
