/* findings.h - findings for those who read them: lines, JSON in the shape of EVE, CSV. */
#pragma once

#include "cmd/verb.h"
#include "detect/detect.h"
#include "geo/geo.h"

struct findings_writer {
	FILE *out;
	enum table_format format;
	const struct finding_type *only; /* CSV has its fields as columns then */
	const char *const *paths; /* of the captures, by number */
	const struct geo *geo; /* or NULL */
	bool head_written;
};

void findings_write(struct findings_writer *w, const struct finding *f);
/* The same addresses and ports as one text: "192.0.2.1:53 > 198.51.100.2:1026 udp". */
void findings_put_flow(FILE *out, const struct finding *f);
const char *findings_proto(uint8_t proto, char ret[static 8]);
