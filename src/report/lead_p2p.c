/* lead_p2p.c - what P2P left behind, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence p2p_sentences[] = {
	{ .figure = "p2p-inherited",
	  .when = "first_day",
	  .text = { "An address of sensor {sensor} gets calls for a P2P node that had it "
		  "before: {first_day} on the first day, most like {profile}. Nobody "
		  "aims at it, and within {end_days} days they should end.",
		  ""
		  "観測点{sensor}のアドレスに、以前の利用者のP2Pノード宛てとみられる通信が初日に{first_day}件届いた(傾向は{profile}に最も近い)。現在の利用者を狙ったものではなく、{end_days}日以内に終息する見込みである。" } },
	{ .figure = "p2p-protocols",
	  .when = "findings",
	  .text = { "Of P2P protocols told by content, {label} was seen most, "
		  "{findings|time|times}.",
		  "内容で識別したP2P通信では{label}が最も多く、{findings}件であった。" } },
	{ .figure = NULL },
};
/* clang-format on */
