/* lead_ordinary.c - which days stood out, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence ordinary_sentences[] = {
	{ .figure = "ordinary-range",
	  .text = { "All accesses could be judged on {+judged|day|days} of the month; "
		  "{+note|of them was|of them were} out of the ordinary.",
		  "全アクセス数について当月の{+judged}日間を判定し、{+note}日が平常の範囲を外れた。" } },
	{ .figure = "anomalies",
	  .text = { "The strongest of all notes is a {direction} of {series} from {first_day} on: "
		  "{per_sensor_day} per sensor and day, where {usual} is usual.",
		  "最も顕著な変化は{first_day}からの{series}の{direction}で、平常の1観測点1日あたり"
		  "{usual}件に対して{per_sensor_day}件であった。" } },
	{ .figure = "anomalies",
	  .text = { "The calendar has on that day or just before it: {calendar}. That may be the "
		  "cause, and proves nothing.",
		  "カレンダーでは当日または直前に次の予定がある: {calendar}。原因の可能性として示すもので、"
		  "因果関係の証明ではない。" } },
	{ .figure = "watch-days",
	  .text = { "{#|period of the month was|periods of the month were} under watch; in "
		  "{+quiet} of them nothing out of the ordinary was seen.",
		  "当月は{#}件の期間を重点的に監視し、うち{+quiet}件では特異な動きを観測しなかった。" } },
	{ .figure = NULL },
};
/* clang-format on */
