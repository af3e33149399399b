-- title.en: How often pop-ups arrive at a sensor
-- title.ja: 観測点ごとのポップアップ受信頻度
-- note.en: Seconds between messages that follow each other at one sensor. Where the sensor's clock was set back, no gap is measured.
-- note.ja: 同一観測点で続けて受信したメッセージの間隔(秒)。観測点の時計が戻された箇所の間隔は数えない。
-- chart: table
-- column: sensor | | Sensor | 観測点
-- column: messages | messages | Messages | 件数
-- column: least_s | s | Least gap | 最小間隔
-- column: median_s | s | Median gap | 間隔の中央値
-- column: most_5min | messages | Most in 5 minutes | 5分間の最大
-- column: most_day | messages | Most in a day | 1日の最大
-- finish: frequency
-- finish: round least_s 3
-- finish: round median_s 3
SELECT sensor, capture, toUnixTimestamp64Micro(time) AS at_us
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
ORDER BY sensor, capture, frame, time
