/* lead_backscatter.c - whom floods hit, as far as their answers came here, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence backscatter_sentences[] = {
	{ .figure = "floods-daily",
	  .when = "floods",
	  .text = { "{+floods|flood was|floods were} recognised by what the targets answered to "
		  "addresses that someone forged.",
		  "送信元を詐称したDoS攻撃の標的からの応答(跳ね返り)により、"
		  "攻撃を{+floods}件検知した。" } },
	{ .figure = "flood-targets",
	  .text = { "The target that answered most, in {country_name}, was hit by "
		  "{floods|flood|floods} ({vector}); {packets|answer|answers} came here.",
		  "応答が最も多かった標的は{country_name}にあり、{floods}件の攻撃({vector})を受け、"
		  "{packets}個の応答が観測点に届いた。" } },
	{ .figure = "flood-targets",
	  .text = { "The sensors see a small part of all addresses: a flood of fewer than about "
		  "{least_pps} packets a second would not have been noticed.",
		  "観測点が見ているのはアドレス全体のごく一部であり、"
		  "毎秒約{least_pps}パケットに満たない攻撃は検知できない。" } },
	{ .figure = NULL },
};
/* clang-format on */
