-- title.en: Mail from guarded hosts by day
-- title.ja: ガード対象ホストからのメール送信(日別)
-- note.en: Attempts to connect to a mail port. A day on which no guard gave a sign of life is a gap.
-- note.ja: メールポートへの接続の試行回数。ガードの稼働が確認できない日は観測なしとする。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Verdict | 判定
-- column: attempts | attempts | Attempts | 試行回数
-- column: hosts_watched | hosts | Hosts watched | 監視ホスト数
-- column: gap | flag | Not observed | 観測なし
-- finish: said label
-- finish: grid day label attempts
-- finish: whole hosts_watched
-- finish: gap hosts_watched attempts
SELECT day, verdict AS label, sum(attempts) AS attempts, NULL AS hosts_watched
FROM guard
WHERE verdict IN ('allowed', 'illegal action', 'bot suspected') AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, verdict
UNION ALL
SELECT day, NULL AS label, NULL AS attempts, uniqExact(sensor) AS hosts_watched
FROM guard
WHERE day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day
