/* filter.c - what the kernel need not hand over: frames that concern no sensor. */
#include "station/private.h"

bool
site_is_wide(const struct site *site)
{
	size_t n_prefixes = 0;
	for (size_t i = 0; i < site->n_sensors; i++) {
		if (site->sensors[i].n_prefixes == 0 || site->sensors[i].mirror)
			return true;
		n_prefixes += site->sensors[i].n_prefixes;
	}
	return n_prefixes > NETS_MOST;
}

char *
nets_of(const struct site *site)
{
	char *text = NULL, prefix[PREFIX_TEXT_MAX];
	size_t len = 0, n = 0;
	bool all = site_is_wide(site);
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	/* Both directions: what a sensor answers belongs to its streams. */
	for (size_t i = 0; i < site->n_sensors && !all; i++)
		for (size_t k = 0; k < site->sensors[i].n_prefixes; k++)
			(void)fprintf(out, "%snet %s", n++ ? " or " : "",
				prefix_format(site->sensors[i].prefixes[k], prefix));
	must(fclose(out) == 0);
	return text;
}
