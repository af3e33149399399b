-- title.en: Coverage by sensor and day
-- title.ja: 観測点別・日別の観測率
-- note.en: Share of each local day that the sensor observed; 0 is an outage. Lost: packets that the
-- note.en: capture itself reports as lost. Dropped: frames that could not be decoded.
-- note.ja: 各観測点の現地日付で観測できた時間の割合。0は観測停止。
-- note.ja: 「喪失」は取得時に失われたと記録されたパケット、「破棄」は解読できなかったフレーム。
-- chart: heat
-- column: sensor | | Sensor | 観測点
-- column: day | | Day | 日
-- column: coverage | % | Observed | 観測率
-- column: observed_s | s | Observed seconds | 観測秒数
-- column: packets | packets | Packets | パケット数
-- column: lost | packets | Lost | 喪失
-- column: dropped | frames | Dropped | 破棄
-- column: overlap_s | s | Overlapping captures | 取得の重複
-- column: gap | flag | Not observed | 観測なし
-- finish: site-sensors
-- finish: grid-by-name day sensor observed_s packets lost dropped overlap_s
-- finish: percent coverage observed_s len
-- finish: whole coverage
-- finish: gap observed_s
SELECT sensor, day, sum(bin_s) AS observed_s, max(all_s) AS len, sum(p) AS packets,
	sum(lost_p) AS lost, sum(dropped_p) AS dropped,
	sum(CASE WHEN twice = 1 THEN bin_s ELSE 0 END) AS overlap_s
FROM (
	SELECT sensor, day, bin, max(observed_s) AS bin_s, max(day_s) AS all_s,
		sum(packets) AS p, sum(lost) AS lost_p, sum(dropped) AS dropped_p,
		max(overlap) AS twice
	FROM coverage
	WHERE day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY sensor, day, bin
) AS bins
GROUP BY sensor, day
