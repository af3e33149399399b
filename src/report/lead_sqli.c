/* lead_sqli.c - what SQL injection was after, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence sqli_sentences[] = {
	{ .figure = "sqli-daily",
	  .when = "events",
	  .text = { "{+events|request carried|requests carried} SQL into web applications.",
		  "SQLインジェクション攻撃のリクエストを{+events}件検知した。" } },
	{ .figure = "sqli-domestic",
	  .text = { "The largest part came from sources that are {label}: {share_requests} %.",
		  "発信元別では{label}が最も多く、{share_requests} %を占めた。" } },
	{ .figure = "sqli-tendencies",
	  .when = "requests",
	  .text = { "Most of them, {share_requests} %, are of the class \"{class}\" by their "
		  "text and \"{behaviour}\" by the behaviour of their sources.",
		  "そのうち{share_requests} %は、文面が「{class}」、発信元の挙動が「{behaviour}」に分類された。" } },
	{ .figure = "sqli-tamper-countries",
	  .when = "requests",
	  .text = { "Those who tamper with web sites sent most requests from "
		  "{label} ({share_requests} %).",
		  "改ざんを目的とした攻撃の発信元は{label}が最も多く、{share_requests} %を占めた。" } },
	{ .figure = NULL },
};
/* clang-format on */
