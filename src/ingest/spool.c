/* spool.c - a host of the guard is a sensor, and its lines are findings. */
#include "ingest/spool.h"

#include "guard/spool.h"
#include "ingest/findings.h"
#include "lake/publish.h"

#include <ctype.h>
#include <xxhash.h>

struct spooling {
	struct lake *lake;
	const struct spool_options *options;
	struct spool_report *report;
	struct site *site; /* a sensor a host, in the order of their first lines */
	size_t room;
	struct findings *findings;
	struct captured *captures;
	size_t n_captures;
};

/* --- hosts -------------------------------------------------------------------------- */

/* A host's name as a sensor's: [a-z0-9._-]{1,64}. */
static void
sensor_name(struct bytes host, char ret[static SENSOR_NAME_MAX + 1])
{
	size_t n = host.len < SENSOR_NAME_MAX ? host.len : SENSOR_NAME_MAX;
	for (size_t i = 0; i < n; i++) {
		int c = tolower(host.at[i]);
		ret[i] = (char)(isascii(c) &&
					(isalnum(c) || c == '.' || c == '_' || c == '-')
				? c
				: '-');
	}
	ret[n] = '\0';
}

static int
sensor_of(struct spooling *s, struct bytes host, uint16_t *ret, struct err *err)
{
	char name[SENSOR_NAME_MAX + 1];
	sensor_name(host, name);
	for (size_t i = 0; i < s->site->n_sensors; i++)
		if (strcmp(s->site->sensors[i].name, name) == 0) {
			*ret = (uint16_t)i;
			return 0;
		}
	if (s->site->n_sensors == SENSORS_MAX)
		return err_set(err, E2BIG, "more than %d hosts", SENSORS_MAX);
	base_room(s->site->sensors, s->site->n_sensors, s->room);
	struct sensor *new = &s->site->sensors[s->site->n_sensors];
	*new = (struct sensor){ .name = base_strdup(name),
		.zone = s->site->sensors[0].zone,
		.index = (uint16_t)s->site->n_sensors,
		.place = base_strdup("") };
	*ret = (uint16_t)s->site->n_sensors++;
	return 0;
}

/* --- one file ----------------------------------------------------------------------- */

static int
hash_file(const char *path, FILE *in, struct captured *ret, struct err *err)
{
	char block[65536];
	XXH3_state_t *sum = XXH3_createState();
	must(sum && XXH3_128bits_reset(sum) == XXH_OK);
	for (size_t n; (n = fread(block, 1, sizeof(block), in)) > 0; ret->bytes += n)
		(void)XXH3_128bits_update(sum, block, n);
	XXH128_hash_t hash = XXH3_128bits_digest(sum);
	(void)XXH3_freeState(sum);
	ret->hash = (struct xxh128){ hash.high64, hash.low64 };
	ret->disk_bytes = ret->bytes;
	ret->name = path;
	if (ferror(in))
		return err_set(err, EIO, "%s: cannot be read", path);
	rewind(in);
	return 0;
}

static void
damage(struct spooling *s, struct captured *c, size_t line, const char *why)
{
	auto_free char *text = base_printf("%s line %zu: %s", c->name, line, why);
	c->damaged = true;
	if (s->options->on_damage)
		s->options->on_damage(s->options->arg, text);
}

static void
note_line(struct spooling *s, struct captured *c, const struct finding *f)
{
	if (!c->has_frames || f->first_ns < c->first_ns)
		c->first_ns = f->first_ns;
	if (!c->has_frames || f->last_ns > c->last_ns)
		c->last_ns = f->last_ns;
	c->has_frames = true;
	c->frames++;
	s->report->lines++;
	s->report->attempts += f->packets;
	findings_add(s->findings, f);
}

static int
read_lines(struct spooling *s, FILE *in, struct captured *c, struct err *err)
{
	auto_free char *text = NULL;
	size_t room = 0, n = 0;
	int rc = 0;
	for (ssize_t len; rc == 0 && (len = getline(&text, &room, in)) > 0;) {
		struct guard_line line;
		struct err why;
		n++;
		if (text[len - 1] != '\n') {
			damage(s, c, n, "ends in the middle");
			break;
		}
		if (guard_line_read(bytes_of(text, (size_t)len), &line, &why) < 0) {
			damage(s, c, n, why.text);
			continue;
		}
		rc = sensor_of(s, line.host, &line.finding.sensor, err);
		if (rc == 0)
			note_line(s, c, &line.finding);
		guard_line_done(&line);
	}
	s->report->damaged += c->damaged;
	return rc;
}

static int
read_file(struct spooling *s, const char *path, struct err *err)
{
	struct captured *c = &s->captures[s->n_captures];
	auto_free char *when = NULL;
	auto_file FILE *in = fopen(path, "re");
	*c = (struct captured){ .dropped = NULL };
	if (!in)
		return err_set(err, errno, "%s: %s", path, strerror(errno));
	int rc = hash_file(path, in, c, err);
	int known = rc == 0 ? lake_knows_capture(s->lake, c->hash, &when, err) : rc;
	if (known < 0)
		return known;
	if (known || c->bytes == 0) {
		s->report->skipped++;
		auto_free char *why =
			known ? base_printf("collected %s", when) : base_strdup("empty");
		if (s->options->on_skipped)
			s->options->on_skipped(s->options->arg, path, why);
		return 0;
	}
	s->n_captures++;
	s->report->files++;
	return read_lines(s, in, c, err);
}

/* --- all of them -------------------------------------------------------------------- */

static int
new_writer(void *arg, void **ret, struct err *err)
{
	struct lake_writer *w;
	int rc = lake_writer_open(arg, &w, err);
	if (rc == 0)
		*ret = w;
	return rc;
}

static void
free_writer(void *w)
{
	lake_writer_close(w);
}

static int
publish(struct spooling *s, struct written *w, struct err *err)
{
	struct publication p = {
		.files = w->files,
		.n_files = w->n_files,
		.captures = s->captures,
		.n_captures = s->n_captures,
	};
	return lake_publish(s->lake, &p, err);
}

static int
read_all(struct spooling *s, struct lake_engine *engine, struct err *err)
{
	struct pool *pool;
	struct written w;
	int rc = pool_new(0, new_writer, free_writer, engine, &pool, err);
	if (rc < 0)
		return rc;
	/* Sources are the hosts themselves: no geography is asked. */
	struct geo *nowhere = geo_none();
	written_init(&w, s->site, nowhere);
	s->findings = findings_new(s->site, nowhere, pool, &w, s->options->paths);
	for (size_t i = 0; rc == 0 && i < s->options->n_paths; i++)
		rc = read_file(s, s->options->paths[i], err);
	if (rc == 0)
		findings_finish(s->findings);
	pool_wait(pool);
	if (rc == 0 && w.failed < 0) {
		*err = w.err;
		rc = w.failed;
	}
	if (rc == 0 && s->n_captures)
		rc = publish(s, &w, err);
	if (rc < 0)
		lake_abandon(s->lake, w.files, w.n_files);
	findings_free(s->findings);
	geo_close(nowhere);
	pool_free(pool);
	written_done(&w);
	return rc;
}

int
ingest_spools(struct lake *lake, const struct spool_options *o, struct spool_report *ret,
	struct err *err)
{
	struct spooling s = { .lake = lake, .options = o, .report = ret };
	struct lake_engine *engine = NULL;
	*ret = (struct spool_report){ 0 };
	int rc = site_default("default", &s.site, err);
	if (rc < 0)
		return rc;
	s.room = s.site->n_sensors;
	s.captures = base_alloc(o->n_paths, sizeof(*s.captures));
	rc = lake_begin(lake, err);
	if (rc == 0)
		rc = lake_engine_open(lake, &engine, err);
	if (rc == 0)
		rc = read_all(&s, engine, err);
	lake_engine_close(engine);
	free(s.captures);
	site_free(s.site);
	return rc;
}
