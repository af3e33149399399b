/* lead_worms.c - what worms sent, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence worm_sentences[] = {
	{ .figure = "worms",
	  .when = "findings",
	  .text = { "{label} was seen most, {findings|time|times} from "
		  "{sources|source|sources}.",
		  "最も多く観測されたのは{label}で、{sources}の発信元から{findings}件であった。" } },
	{ .figure = NULL },
};
/* clang-format on */
