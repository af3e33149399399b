-- title.en: Traffic that the main figures leave out
-- title.ja: 集計から除外したアクセス
-- note.en: Accesses to services that run at a sensor on purpose. They are in no other figure.
-- note.ja: 観測点で意図して動かしているサービスへのアクセス。他の図には含まれない。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Sensor and port | 観測点とポート
-- column: sensor | | Sensor | 観測点
-- column: port | | Port | ポート
-- column: reason | | Reason | 理由
-- column: accesses | accesses | Accesses | アクセス数
-- column: sources | sources | Sources | 発信元数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: port
-- finish: excluded
-- finish: grid day label accesses sources
-- finish: labelled
-- finish: percent coverage weight known
-- finish: gap weight accesses sources
SELECT day, sensor, port_key AS key, sum(acc) AS accesses, sum(src) AS sources,
	NULL AS weight, NULL AS known
FROM (
	SELECT day, sensor, accesses AS acc, sources AS src,
		CASE WHEN :key IN (SELECT proto * 65536 + dport FROM day_count
			WHERE dimension = 'port' AND excluded = 1
				AND day >= toDate(:first) AND day <= toDate(:last)
			GROUP BY proto * 65536 + dport
			ORDER BY sum(accesses) DESC, proto * 65536 + dport LIMIT 9)
			THEN :key ELSE :rest END AS port_key
	FROM day_count
	WHERE dimension = 'port' AND excluded = 1
		AND day >= toDate(:first) AND day <= toDate(:last)
) AS ports
GROUP BY day, sensor, port_key
UNION ALL
SELECT day, NULL AS sensor, NULL AS key, NULL AS accesses, NULL AS sources,
	sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
