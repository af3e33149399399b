-- title.en: SQL injection by day and class
-- title.ja: 日別・種類別のSQLインジェクション攻撃
-- note.en: Requests, by what their text does. The line is the sources of the day.
-- note.ja: リクエスト数。種類は文面による。線はその日の発信元数。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Class | 種類
-- column: events | requests | Requests | リクエスト数
-- column: day_sources | sources | Sources of the day | その日の発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: said label
-- finish: grid day label events
-- finish: whole day_sources
-- finish: percent coverage weight known
-- finish: gap weight events day_sources
SELECT day, class AS label, count(*) AS events, NULL AS day_sources, NULL AS weight,
	NULL AS known
FROM sqli
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, class
UNION ALL
SELECT day, NULL AS label, NULL AS events, uniqExact(src_hi, src_lo) AS day_sources,
	NULL AS weight, NULL AS known
FROM sqli
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day
UNION ALL
SELECT day, NULL AS label, NULL AS events, NULL AS day_sources, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
