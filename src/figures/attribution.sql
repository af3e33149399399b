-- title.en: What the change against the five months before is made of
-- title.ja: 過去5か月と比べた増減の内訳
-- note.en: Accesses per sensor and day: this month less the mean of the five before it that were
-- note.en: observed. Ports of a configured group count in the group.
-- note.ja: 1観測点1日あたりのアクセス数について、当月から、観測のあった過去5か月の平均を引いた値。
-- note.ja: 設定されたポートグループに属するポートは、グループとして数える。
-- chart: changes
-- column: group | | Port group or port | ポートグループ・ポート
-- column: accesses_per_sensor_day | accesses | This month, per sensor and day | 当月(1観測点1日)
-- column: before_per_sensor_day | accesses | Mean of the months before | 過去の平均
-- column: change_per_sensor_day | accesses | Change | 増減
-- column: share_of_change | % | Share of the change | 増減に占める割合
-- finish: attribute
-- finish: share share_of_change exact_change
SELECT month, port_group, CASE WHEN port_group = '' THEN port_key ELSE 0 END AS key,
	sum(acc) AS accesses, 0 AS days
FROM (
	SELECT toStartOfMonth(day) AS month, :port_group AS port_group,
		CASE WHEN :key IN :top(40, accesses, :first) THEN :key
			WHEN :key IN :top(40, accesses, :six) THEN :key ELSE :rest END AS port_key,
		sum(accesses) AS acc
	FROM day_count
	WHERE dimension = 'port' AND excluded = 0
		AND day >= toDate(:six) AND day <= toDate(:last)
	GROUP BY toStartOfMonth(day), proto, dport
) AS ports
GROUP BY month, port_group, CASE WHEN port_group = '' THEN port_key ELSE 0 END
UNION ALL
SELECT toStartOfMonth(day) AS month, '' AS port_group, NULL AS key, 0 AS accesses,
	sum(obs / len) AS days
FROM :weights_six AS w
GROUP BY toStartOfMonth(day)
