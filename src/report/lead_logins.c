/* lead_logins.c - who tried passwords, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence login_sentences[] = {
	{ .figure = "dictionary-services",
	  .when = "tries",
	  .text = { "{+attacks|attack tried|attacks tried} passwords {+tries} times; the "
		  "service tried most was {protocol}, {tries|time|times}.",
		  ""
		  "パスワードの試行を{+attacks}件の攻撃で計{+tries}回検知した。最も多く狙われたサービスは{protocol}({tries}回)であった。" } },
	{ .figure = "dictionary-services",
	  .when = "automated",
	  .text = { "{+automated|attack was|attacks were} automated: no person tries so often or "
		  "so fast. The longest tried {tries_most} times.",
		  "うち{+automated}件は、試行の回数や間隔から自動化された攻撃と判定した。"
		  "1件の攻撃による試行は最多で{tries_most}回であった。" } },
	{ .figure = "dictionary-services",
	  .when = "after_scan",
	  .text = { "Before {+after_scan|attack|attacks} the source had looked for the "
		  "port: who answers a scan is attacked.",
		  "{+after_scan}件の攻撃では、発信元が事前に同じポートを探索していた。探索に応答した機器が攻撃されている。" } },
	{ .figure = "dictionary-services",
	  .when = "successes",
	  .text = { "{+successes|connection looks|connections look} as if let in: check "
		  "these servers first.",
		  "{+successes}件の接続は侵入に成功した疑いがある。該当サーバを優先して確認すること。" } },
	{ .figure = "dictionary-countries",
	  .when = "attacks",
	  .text = { "Most attacks came from {label} ({share_attacks} %).",
		  "発信元は{label}が最も多く、攻撃の{share_attacks} %を占めた。" } },
	{ .figure = "login-names",
	  .text = { "The name tried most in clear was \"{user}\", in {connections} connections.",
		  "平文で最も多く試行されたユーザ名は「{user}」で、{connections}接続であった。" } },
	{ .figure = NULL },
};
/* clang-format on */
