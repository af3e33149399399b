-- title.en: Accesses by day and port
-- title.ja: 日別・ポート別のアクセス数
-- note.en: The nine ports with most accesses of the month, and all others. Days without coverage are gaps, not zeros.
-- note.ja: 月間アクセス数の上位9ポートとその他。観測のない日は欠測であり、0ではない。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: accesses | accesses | Accesses | アクセス数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: grid day key accesses
-- finish: port
-- finish: percent coverage weight known
-- finish: gap weight accesses
SELECT day, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END AS key,
	sum(accesses) AS accesses, NULL AS weight, NULL AS known
FROM day_count
WHERE dimension = 'port' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END
UNION ALL
SELECT day, NULL AS key, NULL AS accesses, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
