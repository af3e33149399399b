-- title.en: Accesses by day and port group
-- title.ja: 日別・ポートグループ別のアクセス数
-- note.en: Groups of the site's configuration only.
-- note.ja: 設定されたポートグループのみ。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: group | | Port group | ポートグループ
-- column: accesses | accesses | Accesses | アクセス数
-- column: sources | sources | Sources | 発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: grid day group accesses sources
-- finish: percent coverage weight known
-- finish: gap weight accesses sources
SELECT day, substr(dimension, 7) AS "group", sum(accesses) AS accesses, sum(sources) AS sources,
	NULL AS weight, NULL AS known
FROM day_count
WHERE dimension LIKE 'group:%' AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, dimension
UNION ALL
SELECT day, NULL AS "group", NULL AS accesses, NULL AS sources, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
