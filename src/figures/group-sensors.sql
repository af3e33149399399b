-- title.en: Port groups: sources at several sensors
-- title.ja: ポートグループ別:複数の観測点に現れた発信元
-- note.en: Distinct sources of the whole month that accessed a port of the group, and those of them
-- note.en: that did so at two sensors and more, and at all.
-- note.ja: 月全体でグループのポートにアクセスした異なる発信元の数と、そのうち2か所以上、全観測点に現れたもの。
-- chart: table
-- column: group | | Port group | ポートグループ
-- column: sources | sources | Sources | 発信元数
-- column: several | sources | At two sensors and more | 2か所以上
-- column: several_share | % | Share | 割合
-- column: everywhere | sources | At every sensor | 全観測点
-- column: most_sensors | sensors | Most sensors of one source | 1発信元の最多観測点数
-- column: accesses | accesses | Accesses | アクセス数
-- finish: percent several_share several sources
-- finish: rank accesses
SELECT port_group AS "group", count(*) AS sources,
	sum(CASE WHEN n_sensors > 1 THEN 1 ELSE 0 END) AS several,
	sum(CASE WHEN n_sensors = (SELECT uniqExact(sensor) FROM coverage WHERE observed_s > 0
		AND day >= toDate(:first) AND day <= toDate(:last)) THEN 1 ELSE 0 END) AS everywhere,
	max(n_sensors) AS most_sensors, sum(acc) AS accesses
FROM (
	SELECT port_group, src_hi, src_lo, :n_sensors AS n_sensors, sum(accesses) AS acc
	FROM (
		SELECT :port_group AS port_group, src_hi, src_lo, sensor, accesses
		FROM source_day
		WHERE excluded = 0 AND accesses > 0 AND day >= toDate(:first) AND day <= toDate(:last)
	) AS rows_of_groups
	WHERE port_group <> ''
	GROUP BY port_group, src_hi, src_lo
) AS sources
GROUP BY port_group
