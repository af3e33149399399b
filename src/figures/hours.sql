-- title.en: Accesses by time of day and port
-- title.ja: 時間帯別・ポート別のアクセス数
-- note.en: Hours of the sensor's own zone. Accesses of an hour divide by the time that the sensors
-- note.en: observed in that hour of the day.
-- note.ja: 時刻は各観測点の標準時による。各時間帯のアクセス数を、その時間帯に観測できた時間で割った値。
-- chart: lines
-- column: hour | | Hour | 時
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: accesses | accesses | Accesses | アクセス数
-- column: accesses_per_hour | accesses | Accesses per sensor and hour | 1観測点1時間あたりのアクセス数
-- column: observed_hours | h | Observed hours | 観測時間
-- column: gap | flag | Not observed | 観測なし
-- finish: grid hour key accesses
-- finish: port
-- finish: ratio accesses_per_hour accesses observed_hours 3
-- finish: gap observed_hours accesses
-- finish: round observed_hours 2
SELECT hour, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END AS key,
	sum(accesses) AS accesses, NULL AS observed_hours
FROM access
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY hour, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END
UNION ALL
SELECT hour, NULL AS key, NULL AS accesses, sum(bin_s) / 3600 AS observed_hours
FROM (
	SELECT sensor, bin, hour, max(observed_s) AS bin_s
	FROM coverage
	WHERE day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY sensor, bin, hour
) AS bins
GROUP BY hour
