/* digest.c - many findings of one source as one line.
 *
 * The list is bounded: when it is full, sources that come new are one line together, which
 * says so.
 */
#include "cmd/digest.h"

#include "watch/watch.h"

enum { LINES_MAX = 1 << 17, SLOTS = 1 << 18 };

struct line {
	const struct finding_type *type;
	struct addr src;
	uint64_t findings, packets;
	int64_t first_ns, last_ns;
	struct sketch128 targets;
	uint16_t port; /* of the destination, in all of them; else 0 */
	bool several_ports, rest;
	char why[160]; /* of the first */
};

struct digest {
	struct line *lines;
	size_t n, room;
	uint32_t *index; /* line + 1 */
};

struct digest *
digest_new(void)
{
	struct digest *d = base_alloc(1, sizeof(*d));
	d->index = base_alloc(SLOTS, sizeof(*d->index));
	return d;
}

void
digest_free(struct digest *d)
{
	if (!d)
		return;
	free(d->lines);
	free(d->index);
	free(d);
}

static struct line *
new_line(struct digest *d, const struct finding *f)
{
	base_room(d->lines, d->n, d->room);
	struct line *l = &d->lines[d->n++];
	*l = (struct line){ .type = f->type,
		.src = f->src,
		.first_ns = f->first_ns,
		.last_ns = f->last_ns,
		.port = f->dport };
	FILE *out = fmemopen(l->why, sizeof(l->why), "w");
	must(out != NULL);
	escape_terminal(out, f->why);
	(void)fclose(out);
	l->why[sizeof(l->why) - 1] = '\0';
	return l;
}

/* One line a type for the sources that no place was left for. */
static struct line *
rest_line(struct digest *d, const struct finding *f)
{
	for (size_t i = d->n; i-- > LINES_MAX;)
		if (d->lines[i].type == f->type)
			return &d->lines[i];
	struct line *l = new_line(d, f);
	l->rest = true;
	l->src = (struct addr){ 0, 0 };
	return l;
}

static struct line *
line_of(struct digest *d, const struct finding *f)
{
	uint64_t h = addr_mix(f->src) ^ (uintptr_t)f->type;
	h = (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	uint32_t at = (uint32_t)(h >> 32) % SLOTS;
	for (; d->index[at]; at = (at + 1) % SLOTS) {
		struct line *l = &d->lines[d->index[at] - 1];
		if (l->type == f->type && addr_equal(l->src, f->src))
			return l;
	}
	if (d->n >= LINES_MAX)
		return rest_line(d, f);
	struct line *l = new_line(d, f);
	d->index[at] = (uint32_t)d->n;
	return l;
}

void
digest_add(struct digest *d, const struct finding *f)
{
	struct line *l = line_of(d, f);
	l->findings++;
	l->packets += f->packets;
	l->first_ns = f->first_ns < l->first_ns ? f->first_ns : l->first_ns;
	l->last_ns = f->last_ns > l->last_ns ? f->last_ns : l->last_ns;
	l->several_ports |= f->dport != l->port;
	sketch128_add(&l->targets, addr_mix(f->dst));
}

static int
compare_lines(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a,
			  *y = *(const struct line *const *)b;
	if (x->findings != y->findings)
		return x->findings < y->findings ? 1 : -1;
	int order = strcmp(x->type->name, y->type->name);
	return order ? order : addr_compare(x->src, y->src);
}

static void
put_second(struct table *t, int64_t time_ns)
{
	static const struct zone *utc;
	char text[TIME_TEXT_MAX];
	struct err err;
	if (!utc)
		must(zone_find("UTC", &utc, &err) == 0);
	table_text(t, bytes_text(time_format(utc, time_ns / 1000000000, text)));
}

int
digest_write(const struct digest *d, FILE *out, enum table_format format)
{
	static const char *const names[] = { "detector", "source", "findings", "packets",
		"targets_est", "port", "first", "last", "why_first" };
	auto_free const struct line **order = base_alloc(d->n + 1, sizeof(struct line *));
	for (size_t i = 0; i < d->n; i++)
		order[i] = &d->lines[i];
	qsort(order, d->n, sizeof(struct line *), compare_lines);
	struct table *t = table_begin(out, format, names, count_of(names));
	for (size_t i = 0; i < d->n; i++) {
		const struct line *l = order[i];
		char text[ADDR_TEXT_MAX];
		table_text(t, bytes_text(l->type->name));
		table_text(t, bytes_text(l->rest ? "(more)" : addr_format(l->src, text)));
		table_uint(t, l->findings);
		table_uint(t, l->packets);
		table_uint(t, sketch128_estimate(&l->targets));
		if (l->several_ports)
			table_text(t, bytes_text("several"));
		else
			table_uint(t, l->port);
		put_second(t, l->first_ns);
		put_second(t, l->last_ns);
		table_text(t, bytes_text(l->why));
		table_row(t);
	}
	return table_end(t);
}
