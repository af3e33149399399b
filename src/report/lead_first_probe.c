/* lead_first_probe.c - how soon a new sensor is found, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence first_probe_sentences[] = {
	{ .figure = "first-probe",
	  .text = { "Half of {starts|start|starts} of a sensor had their first access within "
		  "{median_s} seconds (95 % interval: {low_s} to {high_s}).",
		  "観測開始{starts}回の半数で、{median_s}秒以内に最初のアクセスが届いた"
		  "(95%信頼区間は{low_s}~{high_s}秒)。" } },
	{ .figure = "first-probe",
	  .text = { "Within an hour {within_hour} % were found: a machine is asked for its "
		  "weak points before its updates are loaded. Put it behind a firewall first.",
		  "1時間以内に{within_hour} %がアクセスを受けた。新しい端末は更新が終わる前に探索を受けるため、"
		  "先にファイアウォールの内側に置く必要がある。" } },
	{ .figure = NULL },
};
/* clang-format on */
