-- title.en: The month in numbers
-- title.ja: 今月の数字
-- note.en: Accesses per sensor and day divide by all observed sensor-days, each with the share
-- note.en: of the day that was observed. Sources per sensor and day, and accesses per source, use
-- note.en: only sensor-days observed for 95 % and more.
-- note.ja: 1観測点1日あたりのアクセス数は、観測できた時間の割合を重みとした延べ観測日数で割った値。
-- note.ja: 発信元数と発信元あたりのアクセス数には、95%以上観測できた日だけを用いる。
-- chart: tiles
-- column: accesses | accesses | Accesses | アクセス数
-- column: sensors | | Sensors | 観測点数
-- column: sensor_days | | Sensor-days | 延べ観測日数
-- column: complete_sensor_days | | Complete sensor-days | うち95%以上観測した日数
-- column: accesses_per_sensor_day | accesses | Accesses per sensor and day | 1観測点1日あたりのアクセス数
-- column: sources_per_sensor_day | sources | Sources per sensor and day | 1観測点1日あたりの発信元数
-- column: accesses_per_source | accesses | Accesses per source | 発信元あたりのアクセス数
-- column: scan_accesses | accesses | Scan accesses | スキャンのアクセス数
-- column: backscatter_accesses | accesses | Backscatter accesses | 跳ね返りのアクセス数
-- column: other_accesses | accesses | Other accesses | その他のアクセス数
-- column: packets | packets | Packets | パケット数
-- column: coverage_share | % | Observed share of the month | 月のうち観測できた割合
-- column: overlap_share | % | Observed time with overlapping captures | 取得が重複した時間の割合
-- column: readable_share | % | Stored rows that could be read | 読み出せた記録の割合
-- finish: round sensor_days 3
-- finish: ratio accesses_per_sensor_day accesses weight
-- finish: ratio sources_per_sensor_day complete_sources complete_sensor_days
-- finish: ratio accesses_per_source complete_accesses complete_sources
-- finish: percent coverage_share weight possible
-- finish: percent overlap_share overlap_bins bins
-- finish: percent readable_share readable one
SELECT coalesce(sum(acc), 0) AS accesses,
	coalesce(sum(pkt), 0) AS packets,
	uniqExact(CASE WHEN obs > 0 THEN sensor END) AS sensors,
	coalesce(sum(CASE WHEN obs > 0 THEN obs / len ELSE 0 END), 0) AS weight,
	coalesce(sum(CASE WHEN obs > 0 THEN obs / len ELSE 0 END), 0) AS sensor_days,
	coalesce(sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN 1 ELSE 0 END), 0)
		AS complete_sensor_days,
	coalesce(sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN acc ELSE 0 END), 0)
		AS complete_accesses,
	coalesce(sum(CASE WHEN obs > 0 AND obs * 100 >= len * 95 THEN src ELSE 0 END), 0)
		AS complete_sources,
	coalesce(sum(acc_scan), 0) AS scan_accesses,
	coalesce(sum(acc_backscatter), 0) AS backscatter_accesses,
	coalesce(sum(acc_other), 0) AS other_accesses,
	(SELECT uniqExact(sensor) * :days FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS possible,
	(SELECT count(*) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:first) AND day <= toDate(:last)) AS bins,
	(SELECT count(*) FROM coverage
		WHERE observed_s > 0 AND overlap = 1
		AND day >= toDate(:first) AND day <= toDate(:last)) AS overlap_bins,
	:readable AS readable,
	1 AS one
FROM (
	SELECT sensor, day, sum(o) AS obs, sum(l) AS len, sum(a) AS acc, sum(s) AS src,
		sum(p) AS pkt, sum(a_scan) AS acc_scan, sum(a_backscatter) AS acc_backscatter,
		sum(a_other) AS acc_other
	FROM (
		SELECT sensor, day, obs AS o, len AS l, 0 AS a, 0 AS s, 0 AS p,
			0 AS a_scan, 0 AS a_backscatter, 0 AS a_other
		FROM :weights AS w
		UNION ALL
		SELECT sensor, day, 0 AS o, 0 AS l,
			CASE WHEN dimension = 'all' THEN accesses ELSE 0 END AS a,
			CASE WHEN dimension = 'all' THEN sources ELSE 0 END AS s,
			CASE WHEN dimension = 'all' THEN packets ELSE 0 END AS p,
			CASE WHEN kind = 'scan' THEN accesses ELSE 0 END AS a_scan,
			CASE WHEN kind = 'backscatter' THEN accesses ELSE 0 END AS a_backscatter,
			CASE WHEN kind = 'other' THEN accesses ELSE 0 END AS a_other
		FROM day_count
		WHERE dimension IN ('all', 'kind') AND excluded = 0
			AND day >= toDate(:first) AND day <= toDate(:last)
	) AS parts
	GROUP BY sensor, day
) AS sensor_days
