-- title.en: Packets per sensor and day by port
-- title.ja: 1観測点・1日あたりのパケット数(ポート別)
-- note.en: The ten ports with most packets of the month, and the rest. "Unknown purpose" is a port
-- note.en: of which this report's port table knows nothing.
-- note.ja: 月間パケット数の上位10ポートとその他。「用途不明」は、本レポートのポート一覧にないポート。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: packets | packets | Packets | パケット数
-- column: packets_per_sensor | packets | Packets per sensor and day | 1観測点1日あたりのパケット数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: grid day key packets
-- finish: port
-- finish: ratio packets_per_sensor packets weight
-- finish: percent coverage weight known
-- finish: gap weight packets
SELECT day, CASE WHEN :key IN :top(10, packets, :first) THEN :key ELSE :rest END AS key,
	sum(packets) AS packets, NULL AS weight, NULL AS known
FROM day_count
WHERE dimension = 'port' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, CASE WHEN :key IN :top(10, packets, :first) THEN :key ELSE :rest END
UNION ALL
SELECT day, NULL AS key, NULL AS packets, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
