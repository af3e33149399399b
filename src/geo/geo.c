/* geo.c - where an address is: the door, and the look-up itself. */
#include "geo/geo.h"

#include "geo/flat.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

enum { CSV_LEN_MAX = 1 << 30 };

struct geo {
	struct flat flat; /* nothing attached: knows nothing */
};

/* Where Debian's libloc and its database package put it. */
static const char *const system_paths[] = { "/var/lib/location/database.db",
	"/usr/share/libloc-location/location.db" };

static bool
ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), n = strlen(end);
	return len > n && strcmp(path + len - n, end) == 0;
}

static int
load_csv(const char *path, struct networks *ret, struct err *err)
{
	auto_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size > CSV_LEN_MAX)
		return err_set(
			err, EINVAL, "'%s' is not a file, or longer than 1 GiB", path);
	size_t len = 0, size = (size_t)st.st_size;
	auto_free uint8_t *text = base_alloc(size, 1);
	while (len < size) {
		ssize_t n = read(fd, text + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(
				err, errno, "cannot read '%s': %s", path, strerror(errno));
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return read_csv(path, bytes_of(text, len), ret, err);
}

static int
build(const char *path, const struct flat_origin *origin, struct flat *ret, struct err *err)
{
	struct networks networks = { .origin = *origin };
	bool is_csv = ends_in(path, ".csv");
	int e = is_csv                   ? load_csv(path, &networks, err)
		: ends_in(path, ".mmdb") ? read_mmdb(path, &networks, err)
					 : read_libloc(path, &networks, err);
	if (e == 0) {
		struct err why = { "" };
		e = flat_build(&networks, ret, &why);
		if (e < 0) /* it begins with the line */
			(void)err_set(err, -e, "%s:%.900s", path, why.text);
	}
	networks_done(&networks);
	return e;
}

int
geo_open(const char *path, const char *cache_dir, struct geo **ret, struct err *err)
{
	for (size_t i = 0; !path && i < count_of(system_paths); i++)
		if (access(system_paths[i], R_OK) == 0)
			path = system_paths[i];
	if (!path)
		return err_set(err, ENOENT,
			"there is no geography: apt install libloc-database, or give a "
			"file with "
			"--geo");
	if (!ends_in(path, ".csv") && !ends_in(path, ".mmdb") && !ends_in(path, ".db"))
		return err_set(err, EINVAL,
			"geography is a file named *.csv, *.mmdb or *.db (libloc), not "
			"'%s'",
			path);
	auto_free char *real = realpath(path, NULL);
	struct stat st;
	if (!real || stat(real, &st) < 0)
		return err_set(err, errno, "cannot open '%s': %s", path, strerror(errno));
	struct flat_origin origin = { .len = (uint64_t)st.st_size,
		.mtime_s = st.st_mtim.tv_sec,
		.mtime_ns = st.st_mtim.tv_nsec };

	struct flat flat;
	bool cached = cache_dir && !ends_in(path, ".csv");
	if (!cached || !cache_load(cache_dir, real, &origin, &flat)) {
		int e = build(path, &origin, &flat, err);
		if (e < 0)
			return e;
		if (cached)
			cache_store(cache_dir, real, &flat);
	}
	struct geo *geo = base_alloc(1, sizeof(*geo));
	geo->flat = flat;
	*ret = geo;
	return 0;
}

struct geo *
geo_none(void)
{
	return base_alloc(1, sizeof(struct geo));
}

void
geo_close(struct geo *geo)
{
	if (!geo)
		return;
	if (geo->flat.at)
		flat_done(&geo->flat);
	free(geo);
}

static struct place
find_v4(const struct flat *flat, uint32_t a)
{
	const struct flat_v4 *at = flat->v4 + flat->bucket[a >> 16];
	uint16_t low = (uint16_t)a;
	/* A bucket is never empty and begins at 0: the answer is the last that is not
	 * above. */
	for (size_t n = flat->bucket[(a >> 16) + 1] - flat->bucket[a >> 16]; n > 1;) {
		size_t half = n / 2;
		at += at[half].from <= low ? half : 0;
		n -= half;
	}
	return (struct place){ at->country, at->asn };
}

static struct place
find_v6(const struct flat *flat, struct addr a)
{
	const struct flat_v6 *at = flat->v6;
	for (size_t n = flat->header->n_v6; n > 1;) {
		size_t half = n / 2;
		const struct flat_v6 *middle = at + half;
		bool up = middle->hi < a.hi || (middle->hi == a.hi && middle->lo <= a.lo);
		at = up ? middle : at;
		n -= half;
	}
	return (struct place){ at->country, at->asn };
}

struct place
geo_find(const struct geo *geo, struct addr a)
{
	if (!geo->flat.at)
		return (struct place){ 0, 0 };
	return addr_is_v4(a) ? find_v4(&geo->flat, (uint32_t)a.lo) : find_v6(&geo->flat, a);
}

const char *
geo_as_name(const struct geo *geo, uint32_t asn)
{
	const struct flat *flat = &geo->flat;
	size_t low = 0, high = flat->at ? flat->header->n_as : 0;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (flat->as[middle].asn == asn)
			return flat->text + flat->as[middle].name;
		if (flat->as[middle].asn < asn)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *
geo_source(const struct geo *geo)
{
	return geo->flat.at ? geo->flat.header->origin.source : "none";
}

const char *
geo_date(const struct geo *geo)
{
	return geo->flat.at ? geo->flat.header->origin.date : "";
}
