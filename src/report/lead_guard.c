/* lead_guard.c - what guarded hosts sent and tried to send, in sentences. */
#include "report/page.h"

/* clang-format off */
const struct sentence guard_sentences[] = {
	{ .figure = "guard-patterns",
	  .when = "allowed",
	  .text = { "Guarded hosts opened {+allowed|connection|connections} to mail servers by a verified hand.",
		  "ガード対象ホストでは、検証済みのメール送信接続が{+allowed}件あった。" } },
	{ .figure = "guard-patterns",
	  .when = "refused",
	  .text = { "{+refused|attempt|attempts} to send around it counted as an illegal action.",
		  "不正操作と判定した送信の試行は{+refused}件であった。" } },
	{ .figure = "guard-patterns",
	  .when = "suspected",
	  .text = { "{+suspected|attempt came|attempts came} from a host that held an IRC session too: a bot is suspected.",
		  "IRCセッションを保持するホストからの試行が{+suspected}件あり、ボット感染の疑いがある。" } },
	{ .figure = NULL },
};
/* clang-format on */
