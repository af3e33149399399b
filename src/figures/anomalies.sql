-- title.en: Days out of the ordinary
-- title.ja: 平常の範囲を外れた日
-- note.en: Rises and falls alike, judged against the four weeks before: all accesses, the busiest
-- note.en: ports, and what each detector finds. A day is noted when its score is beyond 5 and it is at
-- note.en: least 20 % from what is usual; by chance alone one or two ordinary days a year are noted.
-- note.en: Sensors with less than three weeks before are left out. A patch day in the calendar is a
-- note.en: proposal and no proof: one note in ten falls on a patch day or the two after it by chance.
-- note.ja: 直前の4週間を基準に、増加と減少を同じ基準で判定する(全アクセス、主要ポート、検知器ごと)。
-- note.ja: スコアの絶対値が5を超え、平常値から20%以上離れた日を示す。偶然による誤りは年に1、2件程度である。
-- note.ja: 直前の観測が3週間に満たない観測点は比較しない。カレンダーのパッチ日は可能性の提示であり、原因の証明
-- note.ja: ではない。月に1回のパッチ日とその後2日間には、偶然でも10件に1件が重なる。
-- chart: table
-- column: series | | What | 対象
-- column: first_day | | From | 開始日
-- column: last_day | | To | 終了日
-- column: days | | Days | 日数
-- column: direction | | Direction | 増減
-- column: per_sensor_day | | Per sensor and day | 1観測点1日あたり
-- column: usual | | Usual | 平常値
-- column: low | | Ordinary from | 平常範囲(下限)
-- column: high | | Ordinary to | 平常範囲(上限)
-- column: change | % | Change | 変化率
-- column: score | | Score | スコア
-- column: calendar | | Calendar | カレンダー
-- finish: anomalies
SELECT what, key, finding, sensor, day, n, len
FROM :daily_counts AS c
ORDER BY what, key, finding, sensor, day
