/* lead_worms.c - what worms sent, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence worm_sentences[] = {
	{ .figure = "worms",
	  .when = "findings",
	  .text = { "By {evidence}, {label} was seen most: {findings|time|times} from "
		  "{sources|source|sources}.",
		  "{evidence}による検知では{label}が最も多く、{sources}の発信元から"
		  "{findings}件であった。" } },
	{ .figure = NULL },
};
/* clang-format on */
