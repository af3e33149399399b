-- title.en: Accesses by sensor and day
-- title.ja: 観測点別・日別のアクセス数
-- note.en: One scale for all sensors. Days without coverage are gaps.
-- note.ja: 全観測点で同じ目盛り。観測のない日は欠測。
-- chart: small-multiples
-- column: sensor | | Sensor | 観測点
-- column: day | | Day | 日
-- column: accesses | accesses | Accesses | アクセス数
-- column: sources | sources | Sources | 発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: site-sensors
-- finish: grid-by-name day sensor accesses sources
-- finish: percent coverage obs len
-- finish: gap obs accesses sources
SELECT sensor, day, sum(o) AS obs, sum(l) AS len, sum(a) AS accesses, sum(s) AS sources
FROM (
	SELECT sensor, day, obs AS o, len AS l, 0 AS a, 0 AS s FROM :weights AS w
	UNION ALL
	SELECT sensor, day, 0 AS o, 0 AS l, accesses AS a, sources AS s
	FROM day_count
	WHERE dimension = 'all' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
) AS parts
GROUP BY sensor, day
