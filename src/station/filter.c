/* filter.c - what the kernel need not hand over: frames that concern no sensor. */
#include "station/private.h"

char *
nets_of(const struct site *site)
{
	/* libpcap takes half a second for so many and minutes for thousands, and the kernel
	 * would go through them one by one for each frame. */
	enum { NETS_MOST = 100 };
	char *text = NULL, prefix[PREFIX_TEXT_MAX];
	size_t len = 0, n = 0, n_prefixes = 0;
	bool all = false;
	for (size_t i = 0; i < site->n_sensors; i++) {
		all |= site->sensors[i].n_prefixes == 0 || site->sensors[i].mirror;
		n_prefixes += site->sensors[i].n_prefixes;
	}
	all |= n_prefixes > NETS_MOST;
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
