-- title.en: Sensors compared
-- title.ja: 観測点の比較
-- note.en: Per day of the sensor's own coverage. Sources, and accesses per source, from days observed for 95 % and more.
-- note.ja: 各観測点の観測日数あたりの値。発信元数と発信元あたりのアクセス数は95%以上観測した日による。
-- chart: table
-- column: sensor | | Sensor | 観測点
-- column: sensor_days | | Days observed | 観測日数
-- column: complete_days | | Complete days | 95%以上観測した日数
-- column: accesses | accesses | Accesses | アクセス数
-- column: accesses_per_day | accesses | Accesses per day | 1日あたりのアクセス数
-- column: sources_per_day | sources | Sources per day | 1日あたりの発信元数
-- column: accesses_per_source | accesses | Accesses per source | 発信元あたりのアクセス数
-- finish: ratio accesses_per_day accesses sensor_days
-- finish: ratio sources_per_day complete_sources complete_days
-- finish: ratio accesses_per_source complete_accesses complete_sources
-- finish: round sensor_days 3
-- finish: sort sensor
SELECT sensor, sum(acc) AS accesses,
	sum(CASE WHEN obs > 0 THEN obs / len ELSE 0 END) AS sensor_days,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN 1 ELSE 0 END) AS complete_days,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN acc ELSE 0 END) AS complete_accesses,
	sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN src ELSE 0 END) AS complete_sources
FROM (
	SELECT sensor, day, sum(o) AS obs, sum(l) AS len, sum(a) AS acc, sum(s) AS src
	FROM (
		SELECT sensor, day, obs AS o, len AS l, 0 AS a, 0 AS s FROM :weights AS w
		UNION ALL
		SELECT sensor, day, 0 AS o, 0 AS l, accesses AS a, sources AS s
		FROM day_count
		WHERE dimension = 'all' AND excluded = 0
			AND day >= toDate(:first) AND day <= toDate(:last)
	) AS parts
	GROUP BY sensor, day
) AS sensor_days
GROUP BY sensor
