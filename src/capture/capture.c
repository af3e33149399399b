/* capture.c - one capture: recognised, read in batches, summed up. */
#include "capture/reader.h"

void
capture_damage(struct capture *c, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(c->damage, sizeof(c->damage), fmt, ap);
	va_end(ap);
	c->damage_at = input_offset(&c->in);
}

const struct capture_info *
capture_info(const struct capture *c)
{
	return &c->info;
}

static const char *
packing_name(const struct capture *c)
{
	switch (c->in.packing) {
	case PACKING_GZIP:
		return " of its gzip content";
	case PACKING_ZSTD:
		return " of its zstd content";
	case PACKING_NONE:
		break;
	}
	return "";
}

static void
sum_up(struct capture *c)
{
	c->info.bytes = input_offset(&c->in);
	c->info.read_on_disk = c->in.raw_at;
}

static void
end(struct capture *c, bool damaged)
{
	sum_up(c);
	c->info.hash = input_hash(&c->in);
	c->info.ended = true;
	c->info.damaged = damaged;
}

static int
say_damage(struct capture *c, struct err *err)
{
	end(c, true);
	return err_set(err, EBADMSG, "%s: damaged at byte %llu%s: %s", c->path,
		(unsigned long long)c->damage_at, packing_name(c), c->damage);
}

static int
say_trouble(struct capture *c, struct err *err)
{
	end(c, true);
	return err_set(err, EBADMSG, "%s: damaged at byte %llu: %s", c->path,
		(unsigned long long)(c->in.unpack ? c->in.raw_given : c->in.raw_at),
		c->in.trouble);
}

static int
say_foreign(struct capture *c, struct err *err)
{
	const char *name, *advice;
	(void)input_fill(&c->in, FOREIGN_LOOK);
	struct bytes start = { c->in.at, input_left(&c->in) };
	if (start.len > FOREIGN_LOOK)
		start.len = FOREIGN_LOOK;

	if (start.len < FOREIGN_LOOK && c->in.trouble[0])
		return say_trouble(c, err);
	if (start.len == 0)
		return err_set(err, ENODATA, "%s: is empty%s: no capture", c->path,
			c->in.unpack ? " once unpacked" : "");
	if (foreign_name(start, &name, &advice))
		return err_set(err, ENOTSUP, "%s: is no pcap or pcapng but %s; %s", c->path,
			name, advice);
	return err_set(
		err, ENOTSUP, "%s: is no pcap or pcapng, nor anything known", c->path);
}

/* The window stands at the first byte. */
static int
begin(struct capture *c, struct err *err)
{
	c->info = (struct capture_info){ .path = c->path, .size = c->in.raw_size };
	c->damage[0] = '\0';
	pcapng_done(c);
	(void)input_fill(&c->in, INPUT_MAGIC_LEN);
	if (!pcap_begin(c) && !pcapng_begin(c))
		return say_foreign(c, err);
	if (c->damage[0])
		return c->in.trouble[0] ? say_trouble(c, err) : say_damage(c, err);
	sum_up(c);
	return 0;
}

int
capture_open_as(const char *path, size_t window, unsigned flags, uint16_t file,
	struct capture **ret, struct err *err)
{
	struct capture *c = base_alloc(1, sizeof(*c));
	c->path = base_strdup(path);
	c->file = file;
	int r = input_open(&c->in, c->path, window, flags, err);
	if (r == 0)
		r = begin(c, err);
	if (r < 0) {
		capture_close(c);
		return r;
	}
	*ret = c;
	return 0;
}

int
capture_open(const char *path, struct capture **ret, struct err *err)
{
	return capture_open_as(path, INPUT_WINDOW, 0, 0, ret, err);
}

int
capture_restart(struct capture *c, struct err *err)
{
	int r = input_rewind(&c->in, err);
	return r < 0 ? r : begin(c, err);
}

void
capture_close(struct capture *c)
{
	if (!c)
		return;
	input_close(&c->in);
	pcapng_done(c);
	free(c->path);
	free(c);
}

static void
note_times(struct capture_info *info, const struct frame *frames, size_t n)
{
	int64_t first = info->frames ? info->first_ns : frames[0].time_ns;
	int64_t last = info->frames ? info->last_ns : frames[0].time_ns;

	for (size_t i = 0; i < n; i++) {
		first = frames[i].time_ns < first ? frames[i].time_ns : first;
		last = frames[i].time_ns > last ? frames[i].time_ns : last;
	}
	info->first_ns = first;
	info->last_ns = last;
	info->frames += n;
}

/* The window holds no whole record, and there is no more. */
static int
say_cut(struct capture *c, struct err *err)
{
	const struct pcapng *ng = &c->ng;

	if (c->in.trouble[0])
		return say_trouble(c, err);
	if (c->format == FORMAT_PCAPNG && ng->skip_left > 0) {
		capture_damage(c, "the file ends inside a block of %u bytes", ng->skip_len);
		c->damage_at = ng->skip_at;
	} else {
		capture_damage(c, "the file ends %zu bytes into a record of at least %zu",
			input_left(&c->in), c->want);
	}
	return say_damage(c, err);
}

ssize_t
capture_read(struct capture *c, struct frame *frames, size_t max, struct err *err)
{
	if (c->info.ended || max == 0)
		return 0;
	for (;;) {
		size_t n = c->format == FORMAT_PCAP ? pcap_take(c, frames, max)
						    : pcapng_take(c, frames, max);
		if (n > 0) {
			c->damage[0] = '\0'; /* it will be found again */
			note_times(&c->info, frames, n);
			sum_up(c);
			return (ssize_t)n;
		}
		if (c->damage[0])
			return say_damage(c, err);
		if (input_fill(&c->in, c->want))
			continue;
		if (input_left(&c->in) > 0 || c->ng.skip_left > 0 || c->in.trouble[0])
			return say_cut(c, err);
		end(c, false);
		return 0;
	}
}
