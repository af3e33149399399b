/* lead_botnets.c - who is commanded over IRC and from where, in sentences. */
#include "report/page.h"

const struct sentence botnet_sentences[] = {
	{ .figure = "botnets",
		.text = { "{#|botnet|botnets} commanded over IRC; the largest uses "
			  "{servers|server|servers} and had {hosts|infected host|infected "
			  "hosts} in what the sensors see.",
			"IRCで指令を受けるボットネットを{#}件検知した。最大のものでは、C&"
			"Cサーバ{servers}台と感染端末{hosts}台を確認した。" } },
	{ .figure = "botnets",
		.when = "commanded",
		.text = { "Orders were given over {+commanded|connection|connections}: "
			  "such a botnet is in use.",
			"{+commanded}"
			"件の接続で指令を確認した。これらのボットネットは活動中である"
			"。" } },
	{ .figure = "infections",
		.text = { "{+hosts|host is|hosts are} infected; most of them, "
			  "{share_hosts} %, in {country_name}.",
			"感染端末は{+hosts}台で、最も多いのは{country_name}({share_hosts} "
			"%)である。" } },
	{ .figure = "cnc-ports",
		.when = "servers",
		.text = { "C&C servers were most often on these ports: {label} "
			  "({share_servers} %).",
			"C&Cサーバのポートは{label}が最も多く、{share_servers} "
			"%を占めた。" } },
	{ .figure = NULL },
};
