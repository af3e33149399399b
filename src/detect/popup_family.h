/* popup_family.h - what pop-ups have in common.  Private to the room. */
#pragma once

#include "detect/detect.h"

struct popup_text {
	/* What it sells and how it is built ("registry-cleaner, steps"), "" when no topic
	 * is known; static. */
	const char *topic;
	/* 64 bits of the text with hosts, numbers, case and white space generalised: equal
	 * for texts that differ in these alone. */
	uint64_t template;
	/* The host names, with and without scheme, each once, separated by spaces; in
	 * scratch. */
	struct bytes hosts;
	struct bytes url; /* the first one, as it stands in the text */
};

void popup_text_read(struct inspection *in, struct bytes text, struct popup_text *ret);
