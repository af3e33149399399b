-- title.en: Guarded hosts with refused or unusual mail
-- title.ja: メール送信を拒否した、または異常な送信があったホスト
-- note.en: Programs of hosts and why they were refused, the strongest suspicion first. Public reports do not name hosts and programs.
-- note.ja: ホスト・プログラム・理由ごとに、確度の高い順に示す。公開レポートではホスト名とプログラム名を伏せる。
-- chart: table
-- column: host | | Host | ホスト
-- column: program | | Program | プログラム
-- column: verdict | | Verdict | 判定
-- column: confidence | | Confidence | 確度
-- column: reason | | Reason | 理由
-- column: attempts | attempts | Attempts | 試行回数
-- column: first_time | UTC | First | 最初
-- column: last_time | UTC | Last | 最後
-- finish: withhold host one 2
-- finish: withhold program one 2
-- finish: said verdict
-- finish: said confidence
-- finish: said reason
SELECT sensor AS host, program, verdict, confidence, reason, sum(attempts) AS attempts,
	min(time) AS first_time, max(until) AS last_time, 1 AS one
FROM guard
WHERE verdict IN ('illegal action', 'bot suspected', 'unusual rate') AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY sensor, program, verdict, confidence, reason
ORDER BY CASE WHEN confidence = 'high' THEN 0 WHEN confidence = 'medium' THEN 1 ELSE 2 END,
	sum(attempts) DESC, sensor, program, verdict, reason
LIMIT 20
