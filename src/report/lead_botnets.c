/* lead_botnets.c - who is commanded and from where, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence botnet_sentences[] = {
	{ .figure = "botnets",
	  .text = { "{#|botnet|botnets} commanded over IRC or by web pages could be seen; the largest used "
		  "{servers|server|servers} and had {hosts|infected host|infected hosts} "
		  "in view of the sensors.",
		  "IRCまたはWebページで指令を受けるボットネットを{#}件検知した。最大のものでは、"
		  "C&Cサーバ{servers}台と感染端末{hosts}台を確認した。" } },
	{ .figure = "botnets",
	  .when = "commanded",
	  .text = { "Orders were given over {+commanded|connection|connections}: "
		  "botnets are in use, not only waiting.",
		  "{+commanded}件の接続で指令を確認しており、"
		  "待機中ではなく活動中のボットネットがある。" } },
	{ .figure = "infections",
	  .text = { "{+hosts|infected host|infected hosts} called C&C servers; "
		  "the country with most of them was {label} ({share_hosts} %).",
		  "C&Cサーバに接続した感染端末は{+hosts}台で、"
		  "最も多い国・地域は{label}({share_hosts} %)であった。" } },
	{ .figure = "cnc",
	  .when = "unusual_port",
	  .text = { "C&C servers of IRC that did not listen on ports 6660 to 6669, "
		  "where a rule by port would have looked: {+unusual_port}.",
		  "IRCのC&Cサーバのうち{+unusual_port}台は6660～6669番以外のポートを使用しており、"
		  "ポート番号だけによる検知では見逃される。" } },
	{ .figure = NULL },
};
/* clang-format on */
