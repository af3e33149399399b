-- title.en: Sources by day and port
-- title.ja: 日別・ポート別の発信元数
-- note.en: Sources of one sensor in one day, summed over the sensors. One source may use several
-- note.en: ports, so the bars may exceed the sources of the day, which are the line.
-- note.ja: 1観測点・1日ごとの発信元数を観測点について合計した値。1つの発信元が複数のポートに
-- note.ja: アクセスするため、棒の合計は線で示したその日の発信元数を超えることがある。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: sources | sources | Sources | 発信元数
-- column: day_sources | sources | Sources of the day | その日の発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: grid day key sources
-- finish: port
-- finish: percent coverage weight known
-- finish: gap weight sources day_sources
SELECT day, CASE WHEN :key IN :top(9, sources, :first) THEN :key ELSE :rest END AS key,
	sum(sources) AS sources, NULL AS day_sources, NULL AS weight, NULL AS known
FROM day_count
WHERE dimension = 'port' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, CASE WHEN :key IN :top(9, sources, :first) THEN :key ELSE :rest END
UNION ALL
SELECT day, NULL AS key, NULL AS sources, sum(sources) AS day_sources, NULL AS weight,
	NULL AS known
FROM day_count
WHERE dimension = 'all' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day
UNION ALL
SELECT day, NULL AS key, NULL AS sources, NULL AS day_sources, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
