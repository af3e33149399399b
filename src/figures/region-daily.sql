-- title.en: Accesses by day and region
-- title.ja: 日別・発信元地域別のアクセス数
-- note.en: Source-days are sources of one sensor in one day, summed over the sensors.
-- note.ja: 延べ発信元数は、1観測点・1日ごとの発信元数を観測点について合計した値。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: region | | Region | 地域
-- column: region_id | | Region id | 地域ID
-- column: accesses | accesses | Accesses | アクセス数
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: grid day region accesses source_days
-- finish: region
-- finish: percent coverage weight known
-- finish: gap weight accesses source_days
SELECT day, region, sum(acc) AS accesses, sum(src) AS source_days, NULL AS weight, NULL AS known
FROM (
	SELECT day, :region AS region, acc, src
	FROM (
		SELECT day, country, sum(accesses) AS acc, sum(sources) AS src
		FROM day_count
		WHERE dimension = 'country' AND excluded = 0
			AND day >= toDate(:first) AND day <= toDate(:last)
		GROUP BY day, country
	) AS countries
) AS regions
GROUP BY day, region
UNION ALL
SELECT day, NULL AS region, NULL AS accesses, NULL AS source_days, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
