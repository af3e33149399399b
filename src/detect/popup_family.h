/* popup_family.h - what pop-ups have in common.  Private to the room. */
#pragma once

#include "detect/detect.h"

/* What a text sells and how it is built ("registry-cleaner, steps"), "" when no topic is
 * known; static. */
const char *popup_topic(struct bytes text);
/* 64 bits of the text with hosts, numbers, case and white space generalised: equal for
 * texts that differ in these alone. */
uint64_t popup_template(struct bytes text);
/* The host names in a text, with and without scheme, each once, separated by spaces; the
 * first URL as it stands. */
struct bytes popup_hosts(struct inspection *in, struct bytes text, struct bytes *ret_url);
