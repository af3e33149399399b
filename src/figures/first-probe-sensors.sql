-- title.en: Starts of sensors and their first visitors
-- title.ja: 観測開始と最初のアクセス(観測点別)
-- note.en: Each start of a sensor in the six months that is known to be one (by its configuration, or
-- note.en: since it was watched), after five minutes or more in which nothing was
-- note.en: observed. An access is known to the second when its source was new to the sensor that day, and
-- note.en: else to the end of its five minutes. Without a time: nothing came as long as was observed.
-- note.ja: 6か月間の観測開始(5分以上の中断の後)ごとの値。その日に初めて現れた発信元のアクセスは秒単位、
-- note.ja: それ以外は5分間の終わりまでの時間。空欄は、観測していた間に何も届かなかったことを示す。
-- chart: table
-- column: sensor | | Sensor | 観測点
-- column: started | | Start (UTC) | 観測開始(UTC)
-- column: observed_s | s | Observed | 観測時間
-- column: probe_s | s | First access after | 最初のアクセスまで
-- column: attack_s | s | First attack after | 最初の攻撃まで
-- finish: first-probe-sensors
-- finish: moment started start
SELECT what, sensor, at_us, n
FROM :starts AS s
ORDER BY sensor, at_us, what DESC
