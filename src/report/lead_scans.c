/* lead_scans.c - what the month's scans were, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence scan_sentences[] = {
	{ .figure = "scans-daily",
	  .when = "events",
	  .text = { "{+events|scan was|scans were} recognised in the month.",
		  "当月は{+events}件の探索を検知した。" } },
	{ .figure = "scan-ports",
	  .text = { "The port scanned most was {port}, with {share_events} % of the scans.",
		  "最も多く探索されたポートは{port}で、探索の{share_events} %を占めた。" } },
	{ .figure = "scan-tools",
	  .text = { "Of the tools that leave a mark in their packets, {tool} was seen most, "
		  "in {share_events} % of the scans.",
		  "パケットの特徴から特定できたツールでは{tool}が最も多く、"
		  "探索の{share_events} %を占めた。" } },
	{ .figure = "scan-survey",
	  .text = { "Not every scan prepares an attack: {label}, which says in public that it "
		  "surveys the Internet, sent {share_packets} % of the packets of scans.",
		  "探索のすべてが攻撃の準備とは限らない。インターネット調査を公表している"
		  "{label}は、探索のパケットの{share_packets} %を占めた。" } },
	{ .figure = "scan-top",
	  .text = { "The source that scanned most is in {country_name} and sent "
		  "{packets|packet|packets} in {events|scan|scans}.",
		  "最も多く探索を行った発信元は{country_name}にあり、{events}件の探索で"
		  "{packets}パケットを送信した。" } },
	{ .figure = NULL },
};
/* clang-format on */
