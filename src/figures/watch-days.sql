-- title.en: Days under watch
-- title.ja: 重点監視日
-- note.en: What the calendar of the site names, and what was seen then, also when that is nothing.
-- note.en: Notes are of the table of days out of the ordinary. Floods are of other networks, seen by
-- note.en: their backscatter.
-- note.ja: サイトのカレンダーに記載された期間と、その間の観測結果。何も観測されなかった場合もその旨を記す。
-- note.ja: 「特異」は平常の範囲を外れた件数。「DoS攻撃」は跳ね返りで観測した他ネットワークへの攻撃。
-- chart: table
-- column: name | | Watch | 監視対象
-- column: first_day | | From | 開始日
-- column: last_day | | To | 終了日
-- column: coverage | % | Observed | 観測率
-- column: notes | | Notes | 特異
-- column: floods | | Floods | DoS攻撃
-- column: quiet | flag | Quiet | 特異なし
-- column: seen | | What was seen | 観測結果
-- finish: watch-days
SELECT what, key, finding, sensor, day, n, len
FROM :daily_counts AS c
ORDER BY what, key, finding, sensor, day
