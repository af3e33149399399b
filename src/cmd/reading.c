/* reading.c - what the verbs that read captures share. */
#include "cmd/reading.h"

#include <sys/stat.h>

uint64_t
reading_bytes(const struct invocation *in)
{
	uint64_t total = 0;
	for (size_t i = 0; i < arg_count(in); i++) {
		struct stat st;
		if (stat(arg_at(in, i), &st) == 0 && S_ISREG(st.st_mode))
			total += (uint64_t)st.st_size;
	}
	return total;
}

int
reading_site(const struct invocation *in, struct site **ret, const struct sensor **ret_only)
{
	const char *config = opt(in, "config"), *name = opt(in, "sensor");
	struct err err;
	*ret_only = NULL;
	if (!config) {
		name = name ? name : "default";
		if (!sensor_name_ok(name))
			return usage(in,
				"'%s' is no name of a sensor: use a-z, 0-9, '.', '_', '-'",
				name);
		return site_default(name, ret, &err) < 0 ? fail(in, "%s", err.text)
							 : EXIT_OK;
	}
	if (site_load(config, ret, &err) < 0)
		return fail(in, "%s", err.text);
	for (size_t i = 0; name && i < (*ret)->n_sensors; i++)
		if (strcmp((*ret)->sensors[i].name, name) == 0)
			*ret_only = &(*ret)->sensors[i];
	if (name && !*ret_only) {
		site_free(*ret);
		return fail(in, "'%s' describes no sensor '%s'", config, name);
	}
	return EXIT_OK;
}

static char *
cache_dir(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	if (cache && *cache)
		return base_printf("%s/teiten", cache);
	if (home && *home)
		return base_printf("%s/.cache/teiten", home);
	return NULL;
}

int
reading_geo(const struct invocation *in, const struct site *site, struct geo **ret)
{
	const char *path = opt(in, "geo") ? opt(in, "geo") : site->geo;
	auto_free char *cache = cache_dir();
	struct err err;
	int r = geo_open(path, cache, ret, &err);
	if (r == -ENOENT && !path) {
		warn(in, "countries stay unknown: %s", err.text);
		*ret = geo_none();
		return EXIT_OK;
	}
	return r < 0 ? fail(in, "%s", err.text) : EXIT_OK;
}
