/* reading.h - what the verbs that read captures share. */
#pragma once

#include "cmd/verb.h"
#include "geo/geo.h"
#include "site/site.h"

#define OPTION_CONFIG                                                                      \
	{                                                                                  \
		"config", 0, "FILE",                                                       \
			"the sensors (teiten.conf(5)); else one with all addresses"        \
	}
#define OPTION_SENSOR                                                                      \
	{                                                                                  \
		"sensor", 0, "NAME", "the one sensor that the captures are of"             \
	}
#define OPTION_GEO                                                                         \
	{                                                                                  \
		"geo", 0, "FILE", "countries and operators: CSV or MaxMind (*.mmdb)"       \
	}

/* Bytes on disk of all arguments, for progress. */
uint64_t reading_bytes(const struct invocation *in);
/* By --config and --sensor; EXIT_OK, or what has been printed. */
int reading_site(
	const struct invocation *in, struct site **ret, const struct sensor **ret_only);
/* By --geo, the site, or the system's database. */
int reading_geo(const struct invocation *in, const struct site *site, struct geo **ret);
