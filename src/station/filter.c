/* filter.c - what the kernel need not hand over: frames that concern no sensor. */
#include "station/private.h"

/* Both directions: what a sensor answers belongs to its streams. */
static void
put_nets(FILE *out, const struct site *site)
{
	char prefix[PREFIX_TEXT_MAX];
	size_t n = 0;
	for (size_t i = 0; i < site->n_sensors; i++)
		for (size_t k = 0; k < site->sensors[i].n_prefixes; k++)
			(void)fprintf(out, "%snet %s", n++ ? " or " : "",
				prefix_format(site->sensors[i].prefixes[k], prefix));
}

char *
filter_of(const struct site *site, const char *user)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	must(out != NULL);
	bool all = false;
	for (size_t i = 0; i < site->n_sensors; i++)
		all |= site->sensors[i].n_prefixes == 0 || site->sensors[i].mirror;
	(void)fputs(user && user[0] ? "(" : "", out);
	(void)fputs(user ? user : "", out);
	(void)fputs(user && user[0] ? ")" : "", out);
	if (!all) {
		/* The kernel takes the outer tag away, and an inner one stays. */
		(void)fputs(user && user[0] ? " and (" : "(", out);
		put_nets(out, site);
		(void)fputs(" or (vlan and (", out);
		put_nets(out, site);
		(void)fputs(")))", out);
	}
	must(fclose(out) == 0);
	return text;
}
