-- title.en: Scans by day and tool
-- title.ja: 日別・ツール別の探索数
-- note.en: On the day on which a scan began. The line is the distinct sources of the scans of a day.
-- note.ja: 探索が始まった日に数える。線はその日に探索を始めた発信元の数。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Tool | ツール
-- column: events | scans | Scans | 探索数
-- column: day_sources | sources | Sources of the day | その日の発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: said label
-- finish: grid day label events
-- finish: whole day_sources
-- finish: percent coverage weight known
-- finish: gap weight events day_sources
SELECT day, CASE WHEN tool = '' THEN 'unknown' ELSE tool END AS label, count(*) AS events,
	NULL AS day_sources, NULL AS weight, NULL AS known
FROM scan
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, CASE WHEN tool = '' THEN 'unknown' ELSE tool END
UNION ALL
SELECT day, NULL AS label, NULL AS events, uniqExact(src_hi, src_lo) AS day_sources,
	NULL AS weight, NULL AS known
FROM scan
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day
UNION ALL
SELECT day, NULL AS label, NULL AS events, NULL AS day_sources, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
