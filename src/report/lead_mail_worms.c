/* lead_mail_worms.c - which hosts mail like worms, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence mail_worm_sentences[] = {
	{ .figure = "mail-worms",
	  .when = "hosts",
	  .text = { "{+hosts|host mailed|hosts mailed} as worms do.",
		  "メールワームに感染した疑いのある端末を{+hosts}台検知した。" } },
	{ .figure = NULL },
};
/* clang-format on */
