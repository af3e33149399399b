/* lead_scans.c - what the month's scans were, in sentences. */
#include "report/page.h"

const struct sentence scan_sentences[] = {
	{ .figure = "scan-tools",
		.text = { "{+events} scans were recognised; {share_events} % are those of "
			  "the "
			  "most frequent tool, {tool}.",
			"{+events}件の探索を検知した。最も多いツールは{tool}で、"
			"探索の{share_events} %を占めた。" } },
	{ .figure = NULL },
};
