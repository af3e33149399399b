-- title.en: Accesses per source, six months
-- title.ja: 発信元あたりのアクセス数(6か月)
-- note.en: A crossing is a month in which fewer sources made more accesses than the mean of the
-- note.en: months before it, by more than 1 % each.
-- note.ja: 「交差」は、前月までの平均より発信元が1%を超えて減り、アクセスが1%を超えて増えた月。
-- chart: ratio
-- column: month | | Month | 月
-- column: accesses_per_source | accesses | Accesses per source | 発信元あたりのアクセス数
-- column: accesses_per_sensor_day | accesses | Accesses per sensor and day | 1観測点1日あたりのアクセス数
-- column: sources_per_sensor_day | sources | Sources per sensor and day | 1観測点1日あたりの発信元数
-- column: crossing | flag | Crossing | 交差
-- column: gap | flag | Not observed | 観測なし
-- finish: grid month - accesses
-- finish: months
-- finish: ratio accesses_per_sensor_day accesses sensor_days
-- finish: ratio sources_per_sensor_day complete_sources complete_days
-- finish: ratio accesses_per_source complete_accesses complete_sources
-- finish: crossing
-- finish: gap sensor_days
SELECT month, sum(acc) AS accesses,
	sum(CASE WHEN obs > 0 THEN obs / len ELSE 0 END) AS sensor_days,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN 1 ELSE 0 END) AS complete_days,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN acc ELSE 0 END) AS complete_accesses,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN src ELSE 0 END) AS complete_sources
FROM (
	SELECT sensor, day, toStartOfMonth(day) AS month, sum(o) AS obs, sum(l) AS len,
		sum(a) AS acc, sum(s) AS src
	FROM (
		SELECT sensor, day, obs AS o, len AS l, 0 AS a, 0 AS s FROM :weights_six AS w
		UNION ALL
		SELECT sensor, day, 0 AS o, 0 AS l, accesses AS a, sources AS s
		FROM day_count
		WHERE dimension = 'all' AND excluded = 0
			AND day >= toDate(:six) AND day <= toDate(:last)
	) AS parts
	GROUP BY sensor, day, toStartOfMonth(day)
) AS sensor_days
GROUP BY month
