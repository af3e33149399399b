/* lead_dns.c - whether answers of the DNS were forged, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence dns_sentences[] = {
	{ .figure = "dns-poisoning",
	  .when = "guesses",
	  .text = { "Forged answers tried to poison a resolver: the largest flood had "
		  "{guesses} guesses.",
		  "リゾルバに対する偽のDNS応答の集中を検知した。最大のものは推測が{guesses}件であった。" } },
	{ .figure = "resolvers",
	  .when = "hosts",
	  .text = { "Resolvers were graded by the ports from which they ask: {hosts} with "
		  "{least_bits} bits of entropy at least got {grade}.",
		  ""
		  "送信元ポートの分散からリゾルバを評価した。{hosts}台(ポートのエントロピーは最小{least_bits}ビット)の評価は{grade}である。" } },
	{ .figure = NULL },
};
/* clang-format on */
